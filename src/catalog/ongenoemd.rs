//! Letters, mails and scripts that nothing names: in an upper layer nearly always a name misspelled, of a text that
//! was meant to replace one below.
//!
//! Easy to get wrong: a national text may be named by a bureau, and one of a bureau by its gemeente. A text is held
//! against every layer from which it can be seen; where one of those cannot be read, nothing is said.

use std::collections::{BTreeMap, BTreeSet};

use super::definities::Kapot;
use super::indeling::{LANDELIJK, Laagpad};
use super::teksten::{Liggend, Teksten};
use crate::definition::boom::Plek;
use crate::definition::compile::{Stuknamen, VASTE_MAILS, is_slip};
use crate::definition::diagnostic::{Code, Diagnostic, dichtstbij, kort};
use crate::render::mail::DAGOVERZICHT;
use crate::render::mail::week::WEEKOVERZICHT;

/// What each layer names, all its files together.
pub(super) type PerLaag<'l> = BTreeMap<&'l Laagpad, Vec<&'l Stuknamen>>;

/// What kind of text it is.
#[derive(Clone, Copy)]
struct Groep {
    naam: &'static str,
    genoemd: fn(&Stuknamen) -> &BTreeSet<String>,
    /// What is named without an author.
    vast: &'static [&'static str],
}

const BRIEVEN: Groep = Groep {
    naam: "brief",
    genoemd: |namen| &namen.brieven,
    vast: &[],
};
const MAILS: Groep = Groep {
    naam: "mail",
    genoemd: |namen| &namen.mails,
    vast: &[VASTE_MAILS[0], VASTE_MAILS[1], DAGOVERZICHT, WEEKOVERZICHT],
};
const SCRIPTS: Groep = Groep {
    naam: "script",
    genoemd: |namen| &namen.scripts,
    vast: &[],
};

/// Tells of every text and script that replaces none and that nothing names.
pub(super) fn toets(
    teksten: &Teksten,
    namen: &PerLaag<'_>,
    kapot: &Kapot,
    zwerft: &BTreeSet<Laagpad>,
    fouten: &mut Vec<Diagnostic>,
) {
    let sight = Sight {
        namen,
        kapot,
        zwerft,
    };
    sight.groep(BRIEVEN, &teksten.brieven, fouten);
    sight.groep(MAILS, &teksten.mails, fouten);
    sight.groep(SCRIPTS, &teksten.scripts, fouten);
}

struct Sight<'s> {
    namen: &'s PerLaag<'s>,
    kapot: &'s Kapot,
    /// Folders that belong to nobody: that is told already.
    zwerft: &'s BTreeSet<Laagpad>,
}

impl Sight<'_> {
    fn groep<T>(
        &self,
        groep: Groep,
        alle: &BTreeMap<(Laagpad, String), Liggend<T>>,
        fouten: &mut Vec<Diagnostic>,
    ) {
        for ((laag, naam), liggend) in alle {
            let onder = laag.eronder();
            let below = |laag: &Laagpad| alle.contains_key(&(laag.clone(), naam.clone()));
            if groep.vast.contains(&naam.as_str())
                || onder.iter().any(below)
                || self.zwerft.contains(laag)
                || self.kapot.iter().any(|(other, _)| sees(laag, other))
            {
                continue;
            }
            let from = self.namen.iter().filter(|(other, _)| sees(laag, other));
            let named: BTreeSet<&str> = from
                .flat_map(|(_, files)| files)
                .flat_map(|namen| (groep.genoemd)(namen))
                .map(String::as_str)
                .collect();
            if named.contains(naam.as_str()) {
                continue;
            }
            let lower = alle.keys().filter(|(other, _)| onder.contains(other));
            let known = lower.map(|(_, naam)| naam.as_str());
            let known = known.chain(named).chain(groep.vast.iter().copied());
            fouten.push(tell(groep, laag, naam, &liggend.toon, known));
        }
    }
}

/// Whether a text of the one layer may be named by the other: one lies on the other.
fn sees(laag: &Laagpad, other: &Laagpad) -> bool {
    laag == other || laag.eronder().contains(other) || other.eronder().contains(laag)
}

fn tell<'k>(
    groep: Groep,
    laag: &Laagpad,
    naam: &str,
    toon: &str,
    known: impl Iterator<Item = &'k str>,
) -> Diagnostic {
    let plek = Plek::new(toon, 1, 1);
    let soort = groep.naam;
    let short = kort(naam);
    let near = dichtstbij(naam, known);
    let hint = match near {
        Some(near) => format!("bedoelde u `{near}`? noem het bestand dan zo"),
        None => "noem het in een procedure, of haal het bestand weg".to_owned(),
    };
    if laag.eerste != LANDELIJK && near.is_some_and(|near| is_slip(naam, near)) {
        let melding = format!(
            "{soort} `{short}` van laag `{}` vervangt niets en wordt nergens genoemd",
            laag.naam()
        );
        return Diagnostic::new(Code::F513, &plek, melding).met_hint(hint);
    }
    // New, and not used yet: somebody writes the text first and then what names it.
    let melding = format!("{soort} `{short}` wordt nergens genoemd");
    Diagnostic::new(Code::W503, &plek, melding).met_hint(hint)
}
