//! What was found in all definitions, told once: with the bureaus or gemeenten it is so in, where the file it is told
//! of does not show by itself whose it is.
//!
//! Easy to get wrong: the same fault in forty bureaus is one fault.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::definities::{Definities, Keuze, Lagen, Zicht, of};
use super::indeling::{LANDELIJK, Laagpad};
use super::kring;
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Diagnostic, opsomming};

/// What was found, each once, with the layers it was found in.
#[derive(Default)]
pub(super) struct Verteld {
    /// What the national texts have wrong by themselves.
    pub alleen: HashSet<Diagnostic>,
    /// By what, and whether it is about a definition, not only about its texts and scripts.
    gevonden: HashMap<Diagnostic, (BTreeSet<Oorzaak>, bool)>,
}

/// The topmost layer of a procedure, as it was seen from somewhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Oorzaak {
    laag: Laagpad,
    procedure: String,
    /// Its file as diagnostics name it, when it has one.
    toon: Option<String>,
}

impl Oorzaak {
    /// A gemeente that says nothing of its own about a procedure has that of its bureau.
    fn van(zicht: &Zicht<'_>, slug: &str, lagen: &Lagen) -> Option<Self> {
        let own = |pad: &&Laagpad| lagen.contains_key(&((*pad).clone(), slug.to_owned()));
        let top = zicht.paden.get(2).filter(own);
        let laag = top.or_else(|| zicht.paden.get(1))?.clone();
        let onderdeel = lagen.get(&(laag.clone(), slug.to_owned()));
        Some(Self {
            laag,
            procedure: slug.to_owned(),
            toon: onderdeel.map(|onderdeel| onderdeel.bron.toon.clone()),
        })
    }

    fn pad(&self) -> String {
        format!("{}/{}.yaml", self.laag.map(), self.procedure)
    }
}

impl Verteld {
    pub fn van(
        &mut self,
        (zicht, slug): (&Zicht<'_>, &str),
        lagen: &Lagen,
        fouten: &[Diagnostic],
        van_definitie: bool,
    ) {
        if fouten.is_empty() {
            return;
        }
        let oorzaak = Oorzaak::van(zicht, slug, lagen);
        for fout in fouten {
            let (all, own) = self.gevonden.entry(fout.clone()).or_default();
            all.extend(oorzaak.clone());
            *own |= van_definitie;
        }
    }

    /// Everything; of a file of a lower layer also in which bureaus or gemeenten it is so.
    pub fn samen(self, lagen: &Lagen, bureaus: usize) -> Vec<Diagnostic> {
        let Self { alleen, gevonden } = self;
        let national = lagen.iter().filter(|((pad, _), _)| pad.eerste == LANDELIJK);
        let national: HashSet<&str> = national
            .map(|(_, onderdeel)| onderdeel.bron.toon.as_str())
            .collect();
        let told = |(fout, (all, van_definitie)): (Diagnostic, (BTreeSet<Oorzaak>, bool))| {
            let in_bureaus: BTreeSet<&str> =
                all.iter().map(|een| een.laag.eerste.as_str()).collect();
            let everywhere = in_bureaus.len() == bureaus;
            let is_national = national.contains(fout.bestand.as_str());
            let own = all
                .iter()
                .any(|een| een.toon.as_deref() == Some(fout.bestand.as_str()));
            let of_gemeenten = all.iter().all(|een| een.laag.gemeente.is_some());
            let known = alleen.contains(&fout) || (everywhere && !van_definitie);
            match known || own || !(is_national || (of_gemeenten && van_definitie)) {
                true => fout,
                false => by(fout, &all, everywhere && is_national),
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
fn by(mut fout: Diagnostic, all: &BTreeSet<Oorzaak>, everywhere: bool) -> Diagnostic {
    let of_bureau = |laag: &Laagpad| {
        all.iter()
            .any(|een| een.laag == Laagpad::bureau(&laag.eerste))
    };
    // What a bureau has wrong its gemeenten have too.
    let causes = all
        .iter()
        .filter(|een| een.laag.gemeente.is_none() || !of_bureau(&een.laag));
    let causes: Vec<&Oorzaak> = causes.collect();
    fout.door = causes.iter().map(|een| een.pad()).collect();
    let (gemeenten, bureaus): (Vec<&Oorzaak>, Vec<&Oorzaak>) =
        causes.iter().partition(|een| een.laag.gemeente.is_some());
    let names = |of: &[&Oorzaak]| -> BTreeSet<String> {
        of.iter().map(|een| een.laag.naam().to_owned()).collect()
    };
    let (of_bureaus, of_gemeenten) = (names(&bureaus), names(&gemeenten));
    let mut whose = match of_bureaus.len() {
        number if everywhere && number > 1 => format!("zo is het bij alle {number} bureaus"),
        _ => {
            let groups = [("bureau", &of_bureaus), ("gemeente", &of_gemeenten)];
            let groups: Vec<String> = groups
                .into_iter()
                .filter(|(_, names)| !names.is_empty())
                .map(|(soort, names)| named(soort, names.iter().map(String::as_str).collect()))
                .collect();
            format!("zo is het bij {}", groups.join(" en "))
        }
    };
    if let [
        Oorzaak {
            toon: Some(toon), ..
        },
    ] = causes.as_slice()
    {
        whose += &format!(", in {toon}");
    }
    let hint = match &fout.hint {
        Some(hint) => format!("{hint}; {whose}"),
        None => whose,
    };
    fout.met_hint(hint)
}

/// A few names, and how many more there are.
fn named(soort: &str, layers: Vec<&str>) -> String {
    /// How many are named.
    const NAMEN: usize = 3;
    match layers.len().checked_sub(NAMEN) {
        Some(more) if more > 0 => {
            let named = layers.iter().take(NAMEN);
            let named: Vec<String> = named.map(|naam| format!("`{naam}`")).collect();
            format!("{soort} {} en nog {more}", named.join(", "))
        }
        _ => format!("{soort} {}", opsomming(layers, "en")),
    }
}
