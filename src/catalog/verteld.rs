//! What was found in all definitions, told once: with the bureaus it is so in, where a national file does not show
//! by itself whose it is.
//!
//! Easy to get wrong: the same fault in forty bureaus is one fault.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::definities::{Definities, Keuze, Lagen, Zicht, of};
use super::indeling::LANDELIJK;
use super::kring;
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Diagnostic, opsomming};

/// What was found, each once, with the bureaus it was found in.
#[derive(Default)]
pub(super) struct Verteld<'w> {
    /// What the national texts have wrong by themselves.
    pub alleen: HashSet<Diagnostic>,
    /// In which bureaus, and whether it is about a definition, not only about its texts and scripts.
    gevonden: HashMap<Diagnostic, (BTreeSet<&'w str>, bool)>,
}

impl<'w> Verteld<'w> {
    pub fn van(&mut self, zicht: &'w Zicht<'_>, fouten: &[Diagnostic], van_definitie: bool) {
        let bureau = zicht.paden.get(1).map_or("", |pad| pad.eerste.as_str());
        for fout in fouten {
            let (all, own) = self.gevonden.entry(fout.clone()).or_default();
            all.insert(bureau);
            *own |= van_definitie;
        }
    }

    /// Everything; of a national file also in which bureaus it is so.
    pub fn samen(self, lagen: &Lagen, bureaus: usize) -> Vec<Diagnostic> {
        let Self { alleen, gevonden } = self;
        let national = lagen.iter().filter(|((pad, _), _)| pad.eerste == LANDELIJK);
        let national: HashSet<&str> = national
            .map(|(_, onderdeel)| onderdeel.bron.toon.as_str())
            .collect();
        let told = |(fout, (in_bureaus, van_definitie)): (Diagnostic, (BTreeSet<&str>, bool))| {
            let everywhere = in_bureaus.len() == bureaus;
            let known = alleen.contains(&fout) || (everywhere && !van_definitie);
            match known || !national.contains(fout.bestand.as_str()) {
                true => fout,
                false => with_bureaus(fout, &in_bureaus, everywhere),
            }
        };
        let mut found: Vec<Diagnostic> = gevonden.into_iter().map(told).collect();
        found.extend(alleen.iter().cloned());
        found
    }
}

/// Procedures that go round, as seen from somewhere.
pub(super) fn rings(
    lagen: &Lagen,
    zicht: &Zicht<'_>,
    keuzes: &[(&str, &Keuze)],
    found: &Definities,
) -> Vec<Diagnostic> {
    let procedures = keuzes.iter().filter_map(|(slug, keuze)| match keuze {
        Keuze::Aan(digest) => Some((*slug, &**found.procedures.get(digest)?)),
        Keuze::Uit(_) => None,
    });
    let plek = |slug: &str, sleutel: &str, naam: &str| {
        let lagen = of(lagen, &zicht.paden, slug);
        let mut written = lagen.iter().rev().filter_map(|onderdeel| {
            let laag = onderdeel.gelezen.laag.as_ref()?;
            laag.plek_van(sleutel, naam)
        });
        let top = || {
            lagen
                .last()
                .map_or("", |onderdeel| onderdeel.bron.toon.as_str())
        };
        let found = written.next().cloned();
        found.unwrap_or_else(|| Plek::new(top(), 1, 1))
    };
    kring::toets(&procedures.collect(), plek)
}

/// Adds whose definition it is; a fault of everyone is no news about anyone.
fn with_bureaus(fout: Diagnostic, bureaus: &BTreeSet<&str>, everywhere: bool) -> Diagnostic {
    /// How many are named.
    const NAMEN: usize = 3;
    let whose = match bureaus.len() {
        number if everywhere && number > 1 => format!("zo is het bij alle {number} bureaus"),
        number if number > NAMEN => {
            let named = bureaus.iter().take(NAMEN);
            let named: Vec<String> = named.map(|naam| format!("`{naam}`")).collect();
            let more = number - NAMEN;
            format!("zo is het bij bureau {} en nog {more}", named.join(", "))
        }
        _ => {
            let named = opsomming(bureaus.iter().copied(), "en");
            format!("zo is het bij bureau {named}")
        }
    };
    let hint = match &fout.hint {
        Some(hint) => format!("{hint}; {whose}"),
        None => whose,
    };
    fout.met_hint(hint)
}
