//! How long and until when: durations, fixed dates and rungs as an author writes them.
//!
//! Only reading; whether an anchor exists is checked by its caller. Easy to get wrong: "voor 1 juli" is a
//! fixed date and "voor: aanvang" an anchor; the one with a month's name in it is the date.

use super::blik::Blik;
use super::werk::Werk;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::kalender::{Duur, Eenheid};
use crate::zaak::termijn::{Tijd, Wanneer};

const MAANDEN: [(&str, u32); 12] = [
    ("januari", 31),
    ("februari", 29),
    ("maart", 31),
    ("april", 30),
    ("mei", 31),
    ("juni", 30),
    ("juli", 31),
    ("augustus", 31),
    ("september", 30),
    ("oktober", 31),
    ("november", 30),
    ("december", 31),
];

/// What stands for a term that an upper layer must fill in.
pub(super) const INVULLEN: &str = "invullen";

/// A term of law or instruction, or that it is still open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gelezen {
    Tijd(Tijd),
    Open,
}

/// Reads a duration; `terstond` is the same schooldag.
pub(super) fn duur(werk: &mut Werk<'_>, blik: Blik<'_>, wie: &str) -> Option<Duur> {
    let tekst = blik.eigen_tekst()?;
    match lees_duur(tekst) {
        Ok(duur) => Some(duur),
        Err(melding) => {
            werk.meld(Diagnostic::new(
                Code::F130,
                blik.plek(),
                format!("{wie}: {melding}"),
            ));
            None
        }
    }
}

/// Reads the text of a duration.
pub(super) fn lees_duur(tekst: &str) -> Result<Duur, String> {
    if tekst.trim() == "terstond" {
        return Ok(Duur::new(0, Eenheid::Schooldagen));
    }
    tekst.parse::<Duur>().map_err(|fout| fout.to_string())
}

/// Reads when a rung is due: `2 schooldagen vooraf`, `op de dag`, `1 schooldag na`.
pub(super) fn trede(werk: &mut Werk<'_>, blik: Blik<'_>, wie: &str) -> Option<Wanneer> {
    let tekst = blik.eigen_tekst()?.trim();
    if tekst == "op de dag" {
        return Some(Wanneer::OpDeDag);
    }
    let (woorden, maak): (&str, fn(Duur) -> Wanneer) = match tekst.rsplit_once(' ') {
        Some((duur, "vooraf")) => (duur, Wanneer::Vooraf),
        Some((duur, "na")) => (duur, Wanneer::Na),
        _ => {
            let melding = format!("{wie}: `{tekst}` zegt niet wanneer");
            let hint = "schrijf `2 schooldagen vooraf`, `op de dag` of `1 schooldag na`";
            werk.meld(Diagnostic::new(Code::F134, blik.plek(), melding).met_hint(hint));
            return None;
        }
    };
    trede_duur(werk, blik, woorden, wie).map(maak)
}

/// Reads the duration of a rung; nothing is no duration here.
pub(super) fn trede_duur(
    werk: &mut Werk<'_>,
    blik: Blik<'_>,
    tekst: &str,
    wie: &str,
) -> Option<Duur> {
    match tekst.parse::<Duur>() {
        Ok(duur) if duur.is_terstond() => {
            let melding = format!("{wie}: `{tekst}` is de dag zelf");
            werk.meld(
                Diagnostic::new(Code::F134, blik.plek(), melding).met_hint("schrijf `op de dag`"),
            );
            None
        }
        Ok(duur) if duur.eenheid == Eenheid::Kwartalen => {
            let melding = format!("{wie}: een kwartaal is een peildag en geen aantal dagen");
            werk.meld(Diagnostic::new(Code::F134, blik.plek(), melding));
            None
        }
        Ok(duur) => Some(duur),
        Err(fout) => {
            werk.meld(Diagnostic::new(
                Code::F134,
                blik.plek(),
                format!("{wie}: {fout}"),
            ));
            None
        }
    }
}

/// Reads how a term is counted.
pub(super) fn tijd(werk: &mut Werk<'_>, termijn: Blik<'_>, wie: &str) -> Option<Gelezen> {
    let [binnen, na, uiterlijk, voor, op] =
        ["binnen", "na", "uiterlijk", "voor", "op"].map(|sleutel| termijn.kind(sleutel));
    let na_anker = |werk: &mut Werk<'_>| match na {
        Some(na) => werk.anker(na, wie),
        None => Some("begin".to_owned()),
    };
    match (binnen, uiterlijk, voor, op) {
        (Some(binnen), None, None, None) => {
            let na = na_anker(werk);
            if binnen.eigen_tekst() == Some(INVULLEN) {
                return Some(Gelezen::Open);
            }
            let duur = duur(werk, binnen, wie);
            Some(Gelezen::Tijd(Tijd::Binnen {
                duur: duur?,
                na: na?,
            }))
        }
        (None, Some(uiterlijk), Some(voor), None) if na.is_none() => {
            let anker = werk.anker(voor, wie);
            if uiterlijk.eigen_tekst() == Some(INVULLEN) {
                return Some(Gelezen::Open);
            }
            let duur = duur(werk, uiterlijk, wie);
            Some(Gelezen::Tijd(Tijd::Vooraf {
                duur: duur?,
                voor: anker?,
            }))
        }
        (None, None, Some(voor), None) => {
            let na = na_anker(werk);
            let (dag, maand) = vaste_datum(werk, voor, wie)?;
            Some(Gelezen::Tijd(Tijd::VoorDatum {
                dag,
                maand,
                na: na?,
            }))
        }
        (None, None, None, Some(op)) if na.is_none() => {
            let anker = werk.anker(op, wie)?;
            Some(Gelezen::Tijd(Tijd::Op { anker }))
        }
        (None, None, None, None) => {
            let melding = format!("{wie} zegt niet hoe lang");
            werk.absent(
                Diagnostic::new(Code::F133, termijn.sleutel, melding)
                    .met_hint("schrijf `binnen: 5 schooldagen`, of `binnen: invullen` als een laag erboven het zegt"),
            );
            None
        }
        _ => {
            let melding = format!("{wie} zegt op meer dan één manier hoe lang");
            let hint = "kies één vorm: `binnen … na …`, `uiterlijk … voor …`, `voor: 1 juli` of `op: een datum`";
            werk.meld(Diagnostic::new(Code::F133, termijn.plek(), melding).met_hint(hint));
            None
        }
    }
}

fn vaste_datum(werk: &mut Werk<'_>, blik: Blik<'_>, wie: &str) -> Option<(u32, u32)> {
    let tekst = blik.eigen_tekst()?;
    let found = lees_vaste_datum(tekst);
    if found.is_none() {
        let melding = format!("{wie}: `{tekst}` is geen dag van het jaar");
        let hint = match werk.namen.ankers().contains(&tekst) {
            true => format!(
                "terugtellen vraagt ook hoeveel: `{{uiterlijk: 5 schooldagen, voor: {tekst}}}`"
            ),
            false => "schrijf een dag en een maand, zoals `1 juli`".to_owned(),
        };
        werk.meld(Diagnostic::new(Code::F136, blik.plek(), melding).met_hint(hint));
    }
    found
}

/// Reads `1 juli`.
fn lees_vaste_datum(tekst: &str) -> Option<(u32, u32)> {
    let (dag, maand) = tekst.trim().split_once(' ')?;
    let dag: u32 = dag.parse().ok()?;
    let at = MAANDEN.iter().position(|(naam, _)| *naam == maand.trim())?;
    let (_, laatste) = MAANDEN.get(at)?;
    let maand = u32::try_from(at + 1).ok()?;
    (1..=*laatste).contains(&dag).then_some((dag, maand))
}
