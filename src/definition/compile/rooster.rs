//! Recurring work: on which days and hours a procedure begins by itself.
//!
//! When that is, is read by the room `rooster`; firing is a worker's. Easy to get wrong: whom it is for. A
//! clock knows schools and the bureau, but no jongere.

use indexmap::IndexMap;

use super::blik::Blik;
use super::werk::Werk;
use crate::definition::bureau::School;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::procedure::RoosterDef;
use crate::rooster::{Rooster, VORM};

/// Reads the schedules.
pub(super) fn lees(werk: &mut Werk<'_>, boom: Blik<'_>) -> IndexMap<String, RoosterDef> {
    let mut found = IndexMap::new();
    let betrokkene = boom.tekst("betrokkene").unwrap_or("jongere");
    for (naam, blik) in boom.kinderen("rooster") {
        if betrokkene == "jongere" {
            let melding =
                format!("rooster `{naam}`: een zaak over een jongere begint niet op de klok");
            let fout = Diagnostic::new(Code::F137, blik.sleutel, melding);
            werk.meld(fout.met_hint("zet bovenaan `betrokkene: school` of `betrokkene: bureau`"));
        }
        scholen(werk, naam, blik, betrokkene);
        let Some(wanneer) = blik.kind("wanneer") else {
            continue;
        };
        match Rooster::lees(wanneer.eigen_tekst().unwrap_or_default()) {
            Ok(wanneer) => {
                let scholen = blik.teksten("scholen");
                found.insert(naam.to_owned(), RoosterDef { wanneer, scholen });
            }
            Err(reden) => {
                let melding = format!("rooster `{naam}`: {reden}");
                let fout = Diagnostic::new(Code::F137, wanneer.plek(), melding);
                werk.meld(fout.met_hint(VORM));
            }
        }
    }
    found
}

fn scholen(werk: &mut Werk<'_>, naam: &str, blik: Blik<'_>, betrokkene: &str) {
    for soort in blik.reeks("scholen") {
        let tekst = soort.eigen_tekst().unwrap_or_default();
        let fout = if betrokkene != "school" {
            let melding =
                format!("rooster `{naam}`: `scholen` past alleen bij `betrokkene: school`");
            Diagnostic::new(Code::F137, soort.plek(), melding)
        } else if School::SOORTEN.contains(&tekst) {
            continue;
        } else {
            let melding = format!("rooster `{naam}`: `{tekst}` is geen soort school");
            Diagnostic::new(Code::F137, soort.plek(), melding)
                .met_hint("kies `po`, `vo`, `so` of `mbo`")
        };
        werk.meld(fout);
    }
}
