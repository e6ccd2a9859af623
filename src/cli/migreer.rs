//! `migrate`: running zaken go over to another version of their definition; first to look at, then in earnest.
//!
//! Each zaak is a command of its own, so that it works beside a running daemon and can be broken off between
//! two zaken; run again, it goes on with what is left. Easy to get wrong: the first look. Without
//! `--uitvoeren` nothing may be written.

mod tekst;

use clap::Args;
use serde_json::{Value, json};
use std::process::ExitCode;
use std::sync::Arc;

use super::demo::width;
use super::ernst::{Afbreken, Ernst};
use super::installatie::{Installatie, Werkplaats};
use super::invoer::tell_refusal;
use super::{Mappen, toon};
use super::{bewaard, blad};
use crate::catalog::Catalog;
use crate::decide::{Lot, Migratieplan};
use crate::definition::diagnostic::dichtstbij;
use crate::engine::{EngineFout, Gedaan, Overzetting};
use crate::store::{Store, ZaakFilter};
use crate::zaak::migratie::Migratiekeuze;
use crate::zaak::refusal::opsomming;
use crate::zaak::{Refusal, ZaakId};

/// The present definitions, as `--naar` names them.
const NU: &str = "nu";

/// Take running zaken along to another version of their definition; shows first what would happen.
#[derive(Debug, Args)]
pub struct Migrate {
    /// Zaken of this procedure
    #[arg(long, value_name = "PROCEDURE")]
    procedure: String,
    /// Only in this gemeente
    #[arg(long, value_name = "GEMEENTE")]
    gemeente: Option<String>,
    /// Only this zaak, such as Z12; may be given more than once
    #[arg(long, value_name = "ZAAK")]
    zaak: Vec<ZaakId>,
    /// The version to go over to: `v12`, a digest, `draait` (what runs) or `nu` (what is on disk)
    #[arg(long, value_name = "VERSIE", default_value = NU)]
    naar: String,
    /// Count running terms by the new version too
    #[arg(long)]
    termijnen: bool,
    /// Also where a term then ends later; never one of the law
    #[arg(long, requires = "termijnen")]
    ook_later: bool,
    /// Also where a term without a taak then ends earlier
    #[arg(long, requires = "termijnen")]
    ook_eerder: bool,
    #[command(flatten)]
    ernst: Ernst,
    #[command(flatten)]
    installatie: Installatie,
    /// Print one JSON object per zaak
    #[arg(long)]
    json: bool,
}

/// Where it leads, and the version it is.
type Doel = (Arc<Catalog>, String);

/// How many zaken came to what.
#[derive(Debug, Default)]
struct Telling {
    mee: usize,
    gebleven: usize,
    gelijk: usize,
    geweigerd: usize,
    /// Not looked at: it was broken off.
    over: usize,
}

impl Migrate {
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(werkplaats) = self.installatie.open(mappen, self.json).await? else {
            return Ok(ExitCode::from(1));
        };
        let done = self.work(&werkplaats).await;
        werkplaats.close().await;
        done
    }

    async fn work(&self, werkplaats: &Werkplaats) -> anyhow::Result<ExitCode> {
        let chosen = match self.goal(werkplaats).await? {
            Ok(doel) => self.zaken(werkplaats, doel).await?,
            Err(waarom) => Err(waarom),
        };
        let (mut naar, zaken) = match chosen {
            Ok(chosen) => chosen,
            Err(waarom) => {
                tell_refusal(&waarom, None, None, self.json);
                return Ok(ExitCode::from(1));
            }
        };
        if self.ernst.uitvoeren {
            // The dossier names a version that can still be found, never a word that moves on.
            if self.naar == NU {
                naar.versie = werkplaats.versie().await?.to_string();
            }
            werkplaats.engine.bewaar(&naar.naar).await?;
        }
        let telling = self.all(werkplaats, &naar, &zaken).await?;
        if !self.json {
            let told = tekst::samen(&telling, zaken.len(), self.ernst.uitvoeren);
            anstream::println!("{}", blad::alinea(&told, width()));
        }
        let failed = telling.geweigerd > 0 || telling.over > 0;
        Ok(ExitCode::from(u8::from(failed)))
    }

    /// The catalogue that `--naar` names, else why there is none; its faults have then been told.
    async fn goal(&self, werkplaats: &Werkplaats) -> anyhow::Result<Result<Doel, String>> {
        if self.naar == NU {
            return Ok(Ok((werkplaats.engine.catalog(), NU.to_owned())));
        }
        let store = werkplaats.engine.store();
        let kept = match bewaard::versie(&**store, &self.naar).await? {
            Ok(kept) => kept,
            Err(waarom) => {
                return Ok(Err(format!(
                    "{waarom}; `{NU}` is wat de bestanden nu zeggen"
                )));
            }
        };
        Ok(match Catalog::load(&kept.bronnen) {
            Ok(geladen) => Ok((Arc::new(geladen.catalog), kept.versie.to_string())),
            Err(fouten) => {
                toon::allemaal(&kept.bronnen, &fouten, self.json);
                Err(format!(
                    "{} is niet meer te lezen ({})",
                    kept.naam,
                    toon::aantallen(&fouten)
                ))
            }
        })
    }

    /// The zaken that are asked, in order of birth; or why that cannot be.
    async fn zaken(
        &self,
        werkplaats: &Werkplaats,
        (catalog, versie): Doel,
    ) -> anyhow::Result<Result<(Overzetting, Vec<ZaakId>), String>> {
        let engine = &werkplaats.engine;
        let mut found = engine
            .lopende(&self.procedure, self.gemeente.as_deref())
            .await?;
        if let Some(gemeente) = &self.gemeente
            && catalog.bureau_van(gemeente).is_none()
        {
            let near = dichtstbij(gemeente, catalog.gemeenten());
            return Ok(Err(unknown("gemeente", gemeente, near)));
        }
        let filter = ZaakFilter {
            procedure: Some(self.procedure.clone()),
            limit: 1,
            ..ZaakFilter::default()
        };
        if found.is_empty() && engine.store().zaken(&filter).await?.is_empty() {
            let mut slugs = catalog
                .gemeenten()
                .flat_map(|gemeente| catalog.procedures(gemeente));
            if !slugs.any(|(_, known)| known.slug == self.procedure) {
                let slugs = catalog
                    .gemeenten()
                    .flat_map(|gemeente| catalog.procedures(gemeente));
                let slugs = slugs.map(|(_, known)| known.slug.as_str());
                let near = dichtstbij(&self.procedure, slugs);
                return Ok(Err(unknown("procedure", &self.procedure, near)));
            }
        }
        let strange = self.zaak.iter().find(|zaak| !found.contains(zaak));
        if let Some(zaak) = strange {
            return Ok(Err(match engine.store().find(*zaak).await? {
                None => Refusal::OnbekendeZaak(zaak.to_string()).to_string(),
                Some(_) => format!(
                    "{zaak} is geen lopende zaak van `{}`{}; bekijk haar met `termijnwacht zaak {zaak}`",
                    self.procedure,
                    self.gemeente
                        .as_ref()
                        .map_or(String::new(), |gemeente| format!(" in {gemeente}"))
                ),
            }));
        }
        if !self.zaak.is_empty() {
            found.retain(|zaak| self.zaak.contains(zaak));
        }
        let naar = Overzetting {
            naar: catalog,
            versie,
            keuze: Migratiekeuze {
                termijnen: self.termijnen,
                ook_later: self.ook_later,
                ook_eerder: self.ook_eerder,
            },
        };
        Ok(Ok((naar, found)))
    }

    /// One by one, until it is broken off.
    async fn all(
        &self,
        werkplaats: &Werkplaats,
        naar: &Overzetting,
        zaken: &[ZaakId],
    ) -> anyhow::Result<Telling> {
        let stop = Afbreken::luister();
        let mut telling = Telling::default();
        for (at, zaak) in zaken.iter().enumerate() {
            if stop.gevraagd() {
                telling.over = zaken.len() - at;
                break;
            }
            self.one(werkplaats, naar, *zaak, &mut telling).await?;
            if self.ernst.uitvoeren {
                anstream::eprintln!("{} van {}: {zaak}", at + 1, zaken.len());
            }
        }
        Ok(telling)
    }

    async fn one(
        &self,
        werkplaats: &Werkplaats,
        naar: &Overzetting,
        zaak: ZaakId,
        telling: &mut Telling,
    ) -> anyhow::Result<()> {
        let engine = &werkplaats.engine;
        let state = engine.store().load(zaak).await?;
        let mut plan = match engine.migratieplan(&state, naar).await {
            Ok(plan) => plan,
            Err(fout) => return self.refused(zaak, fout, telling),
        };
        let mut lot = plan.lot;
        if let (Lot::Mee, Some((door, reden))) = (lot, self.ernst.wie()) {
            match engine.migreer(zaak, naar, &door, reden).await {
                Ok(Gedaan::Veranderd(_)) => {}
                Ok(Gedaan::Niets(_)) => lot = Lot::Gelijk,
                Err(fout) => return self.refused(zaak, fout, telling),
            }
        }
        match lot {
            Lot::Mee => telling.mee += 1,
            Lot::Blijft => telling.gebleven += 1,
            Lot::Gelijk => telling.gelijk += 1,
        }
        plan.lot = lot;
        self.tell(&plan)
    }

    fn tell(&self, plan: &Migratieplan) -> anyhow::Result<()> {
        if !self.json {
            if plan.lot != Lot::Gelijk {
                anstream::println!("{}", tekst::plan(plan, self.ernst.uitvoeren, width()));
            }
            return Ok(());
        }
        let mut told = serde_json::to_value(plan)?;
        if let Value::Object(told) = &mut told {
            let done = self.ernst.uitvoeren && plan.lot == Lot::Mee;
            told.insert("uitgevoerd".to_owned(), json!(done));
        }
        anstream::println!("{told}");
        Ok(())
    }

    /// One zaak that cannot go on does not hold up the others; a store that fails does.
    fn refused(&self, zaak: ZaakId, fout: EngineFout, telling: &mut Telling) -> anyhow::Result<()> {
        if matches!(fout, EngineFout::Store(_)) {
            return Err(fout.into());
        }
        telling.geweigerd += 1;
        tell_refusal(&format!("{zaak}: {fout}"), None, None, self.json);
        Ok(())
    }
}

fn unknown(wat: &str, naam: &str, near: Option<&str>) -> String {
    let hint = near.map_or(String::new(), |near| {
        format!("; bedoelde u {}?", opsomming([near]))
    });
    format!("er is geen {wat} `{naam}`{hint}")
}
