//! Word to the beheerder that saved files were refused: a zaak of the bureau, once while there is a fault.
//!
//! It goes to the bureaus in whose own folders the faults lie; where they lie only in what all share, to every
//! bureau. Easy to get wrong: a mail for each save. Whoever mends a file saves it often; another fault while the
//! zaak is open is not told anew.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Geweigerd, HerlaadFout, Herlader};
use crate::catalog::Catalog;
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
        for bureau in bureaus(&catalog, &geweigerd.lagen) {
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
        let oorzaak = format!("definities:{bureau}:{}:{at}", geweigerd.sleutel.kort());
        let begun = self
            .engine
            .start_voor_bureau(bureau, PROCEDURE, &oorzaak, gegevens);
        match begun.await {
            Ok(gedaan) => Ok(Some(gedaan.zaak())),
            Err(EngineFout::Store(fout)) => Err(fout.into()),
            Err(fout) => {
                tracing::warn!(bureau.id = bureau, error = %fout, "a bureau could not be told of refused definitions");
                Ok(None)
            }
        }
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

/// Who is told: the bureaus with faults of their own, else every one; as far as they run the procedure.
fn bureaus(catalog: &Arc<Catalog>, lagen: &[String]) -> Vec<String> {
    let own = |slug: &str| lagen.iter().any(|laag| laag == slug);
    let all = || {
        catalog.bureaus().filter(|bureau| {
            let zetel = catalog.zetel(bureau);
            catalog.procedure(&zetel, PROCEDURE).is_some()
        })
    };
    let some = catalog.bureaus().any(|bureau| own(&bureau.bureau));
    all()
        .filter(|bureau| !some || own(&bureau.bureau))
        .map(|bureau| bureau.bureau.clone())
        .collect()
}
