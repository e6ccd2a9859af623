//! Word to the beheerder that saved files were refused: a zaak of the bureau, once while there is a fault.
//!
//! It goes to the bureaus in whose own folders the faults lie; where they lie only in what all share, to every
//! bureau; and to those whose own good changes wait for it. Easy to get wrong: a mail for each save. Whoever mends a file saves it often; another fault while the
//! zaak is open is not told anew.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Geweigerd, HerlaadFout, Herlader};
use crate::catalog::Catalog;
use crate::definition::bureau::Bureau;
use crate::engine::{EngineFout, Gedaan};
use crate::rooster::wandtijd;
use crate::store::{Store, ZaakFilter};
use crate::zaak::{Status, Zaak, ZaakId};

const PROCEDURE: &str = "definities-herstellen";
/// The event that mails.
const GEWEIGERD: &str = "definities-geweigerd";
/// The event that closes the zaak.
const KLOPPEN: &str = "definities-kloppen";

impl<S: Store> Herlader<S> {
    /// Brings the zaken about refused files in line with how it stands.
    pub(super) async fn meld(&self) -> Result<(), HerlaadFout> {
        let toestand = self.stand.toestand();
        let Some(geweigerd) = &toestand.geweigerd else {
            for zaak in self.open_zaken(None).await? {
                self.tell(zaak.id, KLOPPEN).await?;
            }
            return Ok(());
        };
        let versie = toestand.versie.map(|versie| versie.to_string());
        let catalog = self.engine.catalog();
        for bureau in bureaus(&catalog, geweigerd) {
            // One that was begun and not told of, when the machine stood still in between, is told of now.
            let open = self.open_zaken(Some(&bureau)).await?;
            let zaak = match open.first() {
                Some(zaak) => Some(zaak.id),
                None => {
                    let gegevens = gegevens(geweigerd, versie.as_deref());
                    self.begin(&bureau, geweigerd, gegevens).await?
                }
            };
            if let Some(zaak) = zaak {
                self.tell(zaak, GEWEIGERD).await?;
            }
        }
        Ok(())
    }

    async fn begin(
        &self,
        bureau: &str,
        geweigerd: &Geweigerd,
        gegevens: Map<String, Value>,
    ) -> Result<Option<ZaakId>, HerlaadFout> {
        let at = geweigerd.sinds.timestamp_micros();
        let mut oorzaak = format!("definities:{bureau}:{}:{at}", geweigerd.sleutel.kort());
        loop {
            let begun =
                self.engine
                    .start_voor_bureau(bureau, PROCEDURE, &oorzaak, gegevens.clone());
            match begun.await {
                Ok(Gedaan::Veranderd(zaak)) => return Ok(Some(zaak.id)),
                // Somebody closed it while the fault is still there: the next one follows on it.
                Ok(Gedaan::Niets(known)) if !self.is_open(known).await? => {
                    oorzaak = format!("{oorzaak}:{known}");
                }
                Ok(Gedaan::Niets(known)) => return Ok(Some(known)),
                Err(EngineFout::Store(fout)) => return Err(fout.into()),
                Err(fout) => {
                    tracing::warn!(bureau.id = bureau, error = %fout, "a bureau could not be told of refused definitions");
                    return Ok(None);
                }
            }
        }
    }

    async fn is_open(&self, zaak: ZaakId) -> Result<bool, HerlaadFout> {
        let known = self.engine.store().load(zaak).await?;
        Ok(known.status == Status::Open)
    }

    /// The same event twice in a zaak is one.
    async fn tell(&self, zaak: ZaakId, gebeurtenis: &str) -> Result<(), HerlaadFout> {
        let datum = wandtijd(self.engine.clock().now()).date();
        let oorzaak = format!("{gebeurtenis}:{zaak}");
        if let Some(known) = self.engine.store().gedaan(&oorzaak).await? {
            tracing::trace!(zaak.id = %known, "told before");
            return Ok(());
        }
        match self.engine.gezien(zaak, gebeurtenis, datum, &oorzaak).await {
            Ok(Gedaan::Veranderd(_) | Gedaan::Niets(_)) => Ok(()),
            Err(EngineFout::Store(fout)) => Err(fout.into()),
            Err(fout) => {
                tracing::warn!(zaak.id = %zaak, error = %fout, "a zaak could not be told how the definitions stand");
                Ok(())
            }
        }
    }

    async fn open_zaken(&self, bureau: Option<&str>) -> Result<Vec<Zaak>, HerlaadFout> {
        let filter = ZaakFilter {
            bureau: bureau.map(ToOwned::to_owned),
            procedure: Some(PROCEDURE.to_owned()),
            status: Some(Status::Open),
            ..ZaakFilter::default()
        };
        Ok(self.engine.store().zaken(&filter).await?)
    }
}

fn gegevens(geweigerd: &Geweigerd, versie: Option<&str>) -> Map<String, Value> {
    let told = json!({
        "bestand": geweigerd.bestand,
        "fout": geweigerd.fouten.first(),
        "aantal": geweigerd.aantal,
        "versie": versie,
    });
    told.as_object().cloned().unwrap_or_default()
}

/// Who is told: the bureaus with faults of their own, else every one; and who has changes that wait for it. As far
/// as they run the procedure.
fn bureaus(catalog: &Arc<Catalog>, geweigerd: &Geweigerd) -> Vec<String> {
    let faulty = |slug: &String| geweigerd.lagen.contains(slug);
    let some = catalog.bureaus().any(|bureau| faulty(&bureau.bureau));
    let told = |slug: &String| !some || faulty(slug) || geweigerd.wachten.contains(slug);
    let runs = |bureau: &&Arc<Bureau>| {
        let zetel = catalog.zetel(bureau);
        catalog.procedure(&zetel, PROCEDURE).is_some()
    };
    catalog
        .bureaus()
        .filter(runs)
        .map(|bureau| bureau.bureau.clone())
        .filter(told)
        .collect()
}
