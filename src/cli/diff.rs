//! `termijnwacht diff`: what changes between two versions, for whom, and how many running zaken it touches.
//!
//! What differs is `catalog`'s to find and `inzage`'s to count; here the two sides are fetched and the outcome
//! is told. Easy to get wrong: the direction. A is what was, B is what becomes; turned round, every shorter term
//! is told as a longer one.

mod kant;
mod verslag;

use clap::Args;
use std::process::ExitCode;
use std::sync::Arc;

use super::bewaard;
use super::config::SettingsArg;
use super::demo::width;
use super::installatie::clock_of;
use super::invoer::tell_refusal;
use super::{Mappen, toon};
use crate::catalog::{Bereik, Catalog, Verandering, verschil};
use crate::definition::diagnostic::{Ernst, dichtstbij};
use crate::definition::verschil::{Raakt, Soort};
use crate::engine::Engine;
use crate::inzage::{Geraakt, geraakt};
use crate::store::SqliteStore;

use kant::{Kant, Zijde};
use verslag::Verslag;

/// Tell what changes between two versions of the definitions, for whom, and how many running zaken it touches.
///
/// A and B are a folder with definitions (its scripts beside it), a version (`v12`, or the first characters of
/// its digest), `draait` (what runs) or `nu` (what is on disk).
#[derive(Debug, Args)]
pub struct Diff {
    /// What it was
    #[arg(default_value = bewaard::DRAAIT, value_name = "A")]
    a: String,
    /// What it becomes
    #[arg(default_value = kant::NU, value_name = "B")]
    b: String,
    /// Only in this gemeente
    #[arg(long, value_name = "GEMEENTE")]
    gemeente: Option<String>,
    /// Only of this procedure; leaves out people and calendars
    #[arg(long, value_name = "PROCEDURE")]
    procedure: Option<String>,
    /// Show the changed lines of letters, mails and scripts
    #[arg(long)]
    teksten: bool,
    #[command(flatten)]
    settings: SettingsArg,
    /// Print one JSON object per change
    #[arg(long)]
    json: bool,
}

impl Diff {
    /// Prints the changes; exit code 1 when a side cannot be read or asked for what is not there.
    ///
    /// # Errors
    /// A folder or database that cannot be read.
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(zijde) = Zijde::open(&self.settings, mappen).await? else {
            return Ok(ExitCode::FAILURE);
        };
        let done = self.compare(&zijde).await;
        zijde.close().await;
        done
    }

    async fn compare(&self, zijde: &Zijde) -> anyhow::Result<ExitCode> {
        let mut sides = Vec::new();
        for argument in [&self.a, &self.b] {
            match zijde.kant(argument).await? {
                Ok(kant) => sides.push(kant),
                Err(melding) => {
                    tell_refusal(&melding, None, None, self.json);
                    return Ok(ExitCode::FAILURE);
                }
            }
        }
        let mut catalogs = Vec::new();
        for kant in &sides {
            catalogs.extend(self.load(kant).map(Arc::new));
        }
        let ([oud, nieuw], [was, wordt]) = (catalogs.as_slice(), sides.as_slice()) else {
            return Ok(ExitCode::FAILURE);
        };
        if let Some(melding) = self.unknown(oud, nieuw) {
            tell_refusal(&melding, None, None, self.json);
            return Ok(ExitCode::FAILURE);
        }
        let bereik = Bereik {
            gemeente: self.gemeente.clone(),
            procedure: self.procedure.clone(),
        };
        let found = verschil(oud, nieuw, &bereik);
        let geraakt = self.counted(zijde.store.as_ref(), nieuw, &found).await?;
        let verslag = Verslag {
            veranderingen: &found,
            geraakt: geraakt.as_ref(),
            teksten: self.teksten,
            namen: (&was.naam, &wordt.naam),
            anders_geschreven: was.anders_geschreven(wordt),
        };
        if self.json {
            for line in verslag.json() {
                anstream::println!("{line}");
            }
        } else {
            anstream::print!("{}", verslag.tekst(width().min(80)));
        }
        Ok(ExitCode::SUCCESS)
    }

    /// The catalogue of a side; `None` when it has faults, which have then been told.
    fn load(&self, kant: &Kant) -> Option<Catalog> {
        match Catalog::load(&kant.bronnen) {
            Ok(geladen) => Some(geladen.catalog),
            Err(fouten) => {
                let fouten: Vec<_> = fouten
                    .into_iter()
                    .filter(|fout| fout.ernst == Ernst::Fout)
                    .collect();
                toon::allemaal(&kant.bronnen, &fouten, self.json);
                let melding = format!(
                    "{} is niet te lezen ({}) en dus niet te vergelijken",
                    kant.naam,
                    toon::aantallen(&fouten)
                );
                tell_refusal(&melding, None, None, self.json);
                None
            }
        }
    }

    /// A gemeente or procedure that neither side knows.
    fn unknown(&self, oud: &Catalog, nieuw: &Catalog) -> Option<String> {
        let near = |found: &str, known: Vec<&str>| {
            let near = dichtstbij(found, known);
            near.map_or_else(String::new, |near| format!("; bedoelde u `{near}`?"))
        };
        let gemeenten: Vec<&str> = oud.gemeenten().chain(nieuw.gemeenten()).collect();
        if let Some(gemeente) = &self.gemeente
            && !gemeenten.contains(&gemeente.as_str())
        {
            let hint = near(gemeente, gemeenten);
            return Some(format!(
                "geen bureau werkt voor gemeente `{gemeente}`{hint}"
            ));
        }
        let asked = self.procedure.as_ref()?;
        let known = [oud, nieuw].into_iter().flat_map(|catalog| {
            gemeenten.iter().flat_map(|gemeente| {
                let runs = catalog
                    .procedures(gemeente)
                    .map(|(_, def)| def.slug.as_str());
                runs.chain(catalog.uitgezet(gemeente).map(|(slug, _)| slug))
            })
        });
        let known: Vec<&str> = known.collect();
        let hint = near(asked, known.clone());
        (!known.contains(&asked.as_str())).then(|| format!("geen procedure heet `{asked}`{hint}"))
    }

    /// The running zaken, read no further than these changes ask.
    async fn counted(
        &self,
        store: Option<&Arc<SqliteStore>>,
        nieuw: &Arc<Catalog>,
        found: &[Verandering],
    ) -> anyhow::Result<Option<Geraakt>> {
        let Some(store) = store else {
            return Ok(None);
        };
        let open = |one: &Verandering| one.wijziging.raakt != Raakt::Zaak;
        let mut geraakt = geraakt(&**store, found.iter().any(open)).await?;
        if found
            .iter()
            .any(|one| one.wijziging.soort == Soort::Kalender)
        {
            let clock = Arc::new(clock_of(store).await?);
            let engine = Engine::to_look(Arc::clone(store), Arc::clone(nieuw), clock);
            geraakt.herteld = engine.hertelling(nieuw).await?;
            if let Some(asked) = &self.gemeente {
                geraakt.herteld.retain(|one| one.gemeente == *asked);
            }
        }
        Ok(Some(geraakt))
    }
}
