//! What is told by the date of today, which loading does not know: a calendar that ends, and a text that says it
//! holds from a later day.
//!
//! Easy to get wrong: which end. A bureau counts on several calendars; the one that ends first is the one that
//! leaves a taak without a date.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Months, NaiveDate};

use super::Catalog;
use super::indeling::{self, LANDELIJK, Soort};
use crate::bronnen::Bronnen;
use crate::definition::boom::Plek;
use crate::definition::bureau::Bureau;
use crate::definition::diagnostic::{Code, Diagnostic, opsomming};
use crate::definition::ontleed::ontleed;
use crate::kalender::Kalenders;

/// How long before its end a calendar must be mended.
pub const VOORAF: Months = Months::new(12);

impl Catalog {
    /// The last day that all calendars of a bureau know.
    pub fn kalender_einde(&self, bureau: &Bureau) -> Option<NaiveDate> {
        first_end(&self.kalenders, bureau)
    }

    /// What will go wrong within a year from today; `bronnen` are what this catalogue was loaded from.
    pub fn vooruitzicht(&self, bronnen: &Bronnen, vandaag: NaiveDate) -> Vec<Diagnostic> {
        let mut ends: BTreeMap<NaiveDate, Vec<&str>> = BTreeMap::new();
        for bureau in self.bureaus() {
            let soon = |einde: &NaiveDate| *einde < vandaag + VOORAF;
            if let Some(einde) = self.kalender_einde(bureau).filter(soon) {
                ends.entry(einde).or_default().push(&bureau.bureau);
            }
        }
        let plek = last_year(bronnen);
        let told = ends.into_iter().map(|(einde, bureaus)| {
            let past = einde < vandaag;
            let melding = match past {
                true => format!("de schoolkalender is op {einde} geëindigd"),
                false => format!("de schoolkalender eindigt op {einde}, binnen een jaar"),
            };
            let hint = format!(
                "zet het volgende schooljaar erbij; daarna krijgt geen taak van {} nog een datum",
                opsomming(bureaus, "en")
            );
            Diagnostic::new(Code::W201, &plek, melding).met_hint(hint)
        });
        let mut told: Vec<Diagnostic> = told.collect();
        told.extend(self.too_early(bronnen, vandaag));
        told
    }

    /// The texts that say they hold from a later day; what is saved holds at once.
    fn too_early(&self, bronnen: &Bronnen, vandaag: NaiveDate) -> Vec<Diagnostic> {
        let later = self.definities.procedures.values();
        let later =
            later.filter(|procedure| procedure.geldig_vanaf.is_some_and(|dag| dag > vandaag));
        let later: BTreeSet<&str> = later.map(|procedure| procedure.slug.as_str()).collect();
        let files = bronnen.workflows.iter().filter(|_| !later.is_empty());
        let files = files.filter(|(pad, _)| match indeling::workflow(pad) {
            Soort::Procedure(_, slug) => later.contains(slug.as_str()),
            _ => false,
        });
        let told = files.filter_map(|(_, bestand)| {
            let (boom, _) = ontleed(&bestand.toon, &bestand.tekst);
            let boom = boom?;
            let knoop = boom.op_pad(&["geldig_vanaf"])?;
            let dag: NaiveDate = knoop.tekst()?.parse().ok().filter(|dag| *dag > vandaag)?;
            let melding = format!(
                "`geldig_vanaf: {dag}` ligt in de toekomst, maar wat u bewaart geldt meteen"
            );
            let hint = "bewaar dit bestand op die dag; leg het tot dan in een eigen map en vergelijk met `termijnwacht diff draait MAP`";
            Some(Diagnostic::new(Code::W113, &knoop.plek, melding).met_hint(hint))
        });
        told.collect()
    }
}

fn first_end(kalenders: &Kalenders, bureau: &Bureau) -> Option<NaiveDate> {
    let gemeenten = bureau
        .gemeenten
        .iter()
        .filter_map(|gemeente| kalenders.voor(gemeente, None, None).ok());
    let scholen = bureau.scholen.iter().filter_map(|(code, school)| {
        kalenders
            .voor(&school.gemeente, Some(&school.plaats), Some(code))
            .ok()
    });
    gemeenten
        .chain(scholen)
        .map(|kalender| kalender.eindigt_op())
        .min()
}

/// Where the next school year must be written: behind the last one.
fn last_year(bronnen: &Bronnen) -> Plek {
    let pad = format!("{LANDELIJK}/kalender/schoolvakanties.yaml");
    let Some(bestand) = bronnen.workflows.get(&pad) else {
        return Plek::new(pad, 1, 1);
    };
    let (boom, _) = ontleed(&bestand.toon, &bestand.tekst);
    let years = boom.as_ref().and_then(|boom| boom.op_pad(&["schooljaren"]));
    let last = years.and_then(|years| years.lijst().last());
    last.map_or_else(
        || Plek::new(bestand.toon.as_str(), 1, 1),
        |last| last.plek.clone(),
    )
}
