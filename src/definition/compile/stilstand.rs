//! What a gevolg does to the clock of a term: `schort_op`, `hervat` and `stopt`.
//!
//! When the days stand still is counted by `kalender`. Easy to get wrong: only a term that says so may be
//! suspended; a term of law that is not suspended lawfully simply runs out (Awb 4:15).

use super::blik::Blik;
use super::naam::Wat;
use super::werk::Werk;
use crate::definition::diagnostic::{Code, Diagnostic};

/// The terms a gevolg names.
#[derive(Debug, Default)]
pub(super) struct Stilstand {
    pub schort_op: Vec<String>,
    pub hervat: Vec<String>,
    pub stopt: Vec<String>,
}

/// Reads the terms a gevolg suspends, resumes and ends.
pub(super) fn lees(werk: &mut Werk<'_>, regel: Blik<'_>, wie: &str) -> Stilstand {
    let mut found = Stilstand::default();
    let mut named: Vec<&str> = Vec::new();
    for (sleutel, into) in [
        ("schort_op", &mut found.schort_op),
        ("hervat", &mut found.hervat),
        ("stopt", &mut found.stopt),
    ] {
        for blik in regel.reeks(sleutel) {
            let Some(naam) = blik.eigen_tekst() else {
                continue;
            };
            if named.contains(&naam) {
                let melding = format!("{wie} doet twee dingen tegelijk met termijn `{naam}`");
                let hint = "kies `schort_op`, `hervat` of `stopt`";
                werk.meld(Diagnostic::new(Code::F127, blik.plek(), melding).met_hint(hint));
            }
            named.push(naam);
            check(werk, blik, naam, sleutel, wie);
            into.push(naam.to_owned());
        }
    }
    found
}

fn check(werk: &mut Werk<'_>, blik: Blik<'_>, naam: &str, sleutel: &str, wie: &str) {
    let Some(may_stand_still) = werk.namen.termijnen.get(naam).copied() else {
        let known: Vec<String> = werk.namen.termijnen.keys().cloned().collect();
        let melding = format!("{wie}: `{sleutel}` noemt onbekende termijn `{naam}`");
        let known = known.iter().map(String::as_str);
        werk.onbekend(Code::F117, blik.plek(), melding, naam, known);
        return;
    };
    if sleutel == "stopt" && werk.namen.is(Wat::Taak, naam) {
        let melding = format!("{wie} stopt `{naam}`, maar dat is de termijn van een taak");
        let hint = "een taak is klaar met een van haar uitkomsten; `stopt` is voor een termijn van een fase";
        werk.meld(Diagnostic::new(Code::F138, blik.plek(), melding).met_hint(hint));
    }
    if sleutel != "stopt" && !may_stand_still {
        let melding =
            format!("{wie}: `{sleutel}` noemt `{naam}`, maar die termijn kan niet stilstaan");
        let hint = "mag het volgens de wet, zet dan `opschorten: ja` bij de termijn";
        werk.meld(Diagnostic::new(Code::F138, blik.plek(), melding).met_hint(hint));
    }
}
