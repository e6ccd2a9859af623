//! `landelijke-proef`: a set of definitions for the whole country, to try size and speed on.
//!
//! ```text
//! shipped files ─▶ the national layer as it is
//!              └─▶ the shipped bureaus as models ─▶ bureaus over all gemeenten, each with terms, letters, scripts
//! ```
//! Made and never stored; the same seed gives the same files. Everybody in it is fictional. Easy to get wrong: size
//! that costs nothing. Bureaus that are the same to the letter share all their work, so each differs from its model.

mod bureau;
mod lagen;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::invoer;
use crate::bronnen::{Bestand, Bronnen};
use crate::catalog::Catalog;
use crate::definition::lees::lees;
use crate::kalender::Regios;

/// The folders of the shipped files that belong to no bureau.
const GEEN_BUREAU: [&str; 2] = ["landelijk", "schema"];
const BUREAUS: usize = 40;

/// Make a synthetic set of definitions for the whole country, to try size and speed on.
#[derive(Debug, Args)]
pub struct LandelijkeProef {
    /// Empty or new folder for `workflows` and `scripts`
    #[arg(long, value_name = "DIR")]
    uit: PathBuf,
    /// How many bureaus share the gemeenten
    #[arg(long, default_value_t = BUREAUS, value_name = "N")]
    bureaus: usize,
    /// The same seed gives the same files
    #[arg(long, default_value_t = 1, value_name = "N")]
    zaad: u64,
}

impl LandelijkeProef {
    /// Makes and writes the set, and tells how large it is.
    ///
    /// # Errors
    /// A folder that cannot be written.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let full = self.uit.is_file()
            || fs::read_dir(&self.uit).is_ok_and(|mut entries| entries.next().is_some());
        if full {
            let waarom = format!(
                "`{}` is niet leeg; er is niets geschreven. Kies met --uit een lege of nieuwe map",
                self.uit.display()
            );
            invoer::tell_refusal(&waarom, None, None, false);
            return Ok(ExitCode::FAILURE);
        }
        let bronnen = maak(self.bureaus, self.zaad)?;
        write(&self.uit.join("workflows"), &bronnen.workflows)?;
        write(&self.uit.join("scripts"), &bronnen.scripts)?;
        anstream::println!("{}", omvang(&bronnen));
        Ok(ExitCode::SUCCESS)
    }
}

/// The set itself.
///
/// # Errors
/// Shipped calendar files that cannot be read.
pub fn maak(bureaus: usize, zaad: u64) -> anyhow::Result<Bronnen> {
    let shipped = Bronnen::ingebed();
    let regios = shipped
        .workflows
        .get("landelijk/kalender/regios.yaml")
        .context("`regios.yaml` is not shipped")?;
    let regios = lees::<Regios>(&regios.toon, &regios.tekst)
        .map_err(|_| anyhow::anyhow!("the shipped `regios.yaml` is faulty"))?
        .inhoud;
    let modellen: Vec<&str> = shipped
        .workflows
        .keys()
        .filter_map(|pad| pad.strip_suffix("/bureau.yaml"))
        .filter(|map| !GEEN_BUREAU.contains(map))
        .collect();
    let gemeenten: Vec<_> = regios.gemeenten.iter().collect();
    let bureaus = bureaus.clamp(1, gemeenten.len());
    let mut land = Land::default();
    for (pad, bestand) in &shipped.workflows {
        if pad.starts_with("landelijk/") {
            land.workflow(pad.clone(), bestand.tekst.clone());
        }
    }
    for (pad, bestand) in &shipped.scripts {
        if pad.starts_with("landelijk/") {
            land.script(pad.clone(), bestand.tekst.clone());
        }
    }
    for nummer in 0..bureaus {
        let from = nummer * gemeenten.len() / bureaus;
        let to = (nummer + 1) * gemeenten.len() / bureaus;
        let Some(model) = modellen.get(nummer % modellen.len().max(1)) else {
            anyhow::bail!("no bureau is shipped to take as a model");
        };
        let proef = Proefbureau {
            nummer,
            slug: format!("proefregio-{:02}", nummer + 1),
            naam: format!("Leerplicht Proefregio {:02}", nummer + 1),
            model,
            gemeenten: gemeenten.get(from..to).unwrap_or_default(),
        };
        let mut dobbel = Dobbel::new(zaad, nummer);
        bureau::maak(&proef, &shipped, &mut dobbel, &mut land);
        lagen::maak(&proef, &shipped, &mut dobbel, &mut land);
    }
    Ok(land.bronnen)
}

/// How large a set is, in words.
pub fn omvang(bronnen: &Bronnen) -> String {
    let all = || bronnen.workflows.values().chain(bronnen.scripts.values());
    let lines: usize = all().map(|bestand| bestand.tekst.lines().count()).sum();
    let bytes: usize = all().map(|bestand| bestand.tekst.len()).sum();
    let files = bronnen.workflows.len() + bronnen.scripts.len();
    let mut told = format!("{files} bestanden, {lines} regels, {} kB", bytes / 1000);
    if let Ok(geladen) = Catalog::load(bronnen) {
        let catalog = geladen.catalog;
        let gemeenten: Vec<&str> = catalog.gemeenten().collect();
        let runs: usize = gemeenten
            .iter()
            .map(|gemeente| catalog.procedures(gemeente).count())
            .sum();
        told += &format!(
            "; {} bureaus, {} gemeenten, {runs} procedures per gemeente geteld, {} verschillende definities",
            catalog.bureaus().count(),
            gemeenten.len(),
            catalog.definities().count()
        );
    }
    told
}

fn write(map: &Path, files: &BTreeMap<String, Bestand>) -> anyhow::Result<()> {
    for (pad, bestand) in files {
        let to = map.join(pad);
        let made = to.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&to, &bestand.tekst))
            .with_context(|| format!("cannot write `{}`", to.display()))?;
    }
    Ok(())
}

/// A bureau to be made.
struct Proefbureau<'a> {
    /// Counted from 0.
    nummer: usize,
    slug: String,
    naam: String,
    /// The shipped bureau it is made after.
    model: &'a str,
    gemeenten: &'a [(&'a String, &'a crate::kalender::Gemeente)],
}

/// What was made so far.
#[derive(Default)]
struct Land {
    bronnen: Bronnen,
}

impl Land {
    fn workflow(&mut self, pad: String, tekst: String) {
        let toon = format!("workflows/{pad}");
        self.bronnen.workflows.insert(pad, Bestand { toon, tekst });
    }

    fn script(&mut self, pad: String, tekst: String) {
        let toon = format!("scripts/{pad}");
        self.bronnen.scripts.insert(pad, Bestand { toon, tekst });
    }
}

/// Chance that is the same each time (splitmix64).
struct Dobbel(u64);

impl Dobbel {
    fn new(zaad: u64, nummer: usize) -> Self {
        Self(zaad ^ (nummer as u64 + 1).wrapping_mul(0xA076_1D64_78BD_642F))
    }

    /// A number below `grens`; 0 when that is 0.
    fn onder(&mut self, grens: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let drawn = (z ^ (z >> 31)) >> 33;
        usize::try_from(drawn).unwrap_or(0) % grens.max(1)
    }

    fn uit<'t>(&mut self, namen: &[&'t str]) -> &'t str {
        namen.get(self.onder(namen.len())).copied().unwrap_or("")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::diagnostic::Ernst;

    #[test]
    fn a_country_of_many_bureaus_has_every_gemeente_once_and_no_faults() {
        // A few bureaus of each model; how long all forty take is for the bench.
        let bronnen = maak(8, 1).unwrap();
        let geladen = match Catalog::load(&bronnen) {
            Ok(geladen) => geladen,
            Err(told) => {
                let faults = told.iter().filter(|fout| fout.ernst == Ernst::Fout);
                let faults: Vec<String> = faults.take(10).map(ToString::to_string).collect();
                panic!("{}", faults.join("\n"));
            }
        };
        let told: Vec<String> = geladen
            .waarschuwingen
            .iter()
            .filter(|fout| fout.bestand.contains("proefregio"))
            .map(ToString::to_string)
            .collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
        assert_eq!(geladen.catalog.gemeenten().count(), 342);
        assert_eq!(geladen.catalog.bureaus().count(), 8);
    }

    #[test]
    fn the_same_seed_gives_the_same_files_and_another_gives_others() {
        let digest = |zaad| maak(5, zaad).unwrap().manifest().digest();
        assert_eq!(digest(1), digest(1));
        assert_ne!(digest(1), digest(2));
    }
}
