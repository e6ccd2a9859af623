//! Ways of writing a text that a shape can ask for by its `format`: a date, and what other rooms
//! add to the table.
//!
//! Turning the text into a value is left to the type that is read; here it is only judged, so that
//! every badly written text in a file is told at once instead of the first one.
//!
//! Easy to get wrong: a row here must accept exactly what the type behind it accepts.

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::diagnostic::Code;

/// What is wrong with a text, and what the author can do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schrijffout {
    pub code: Code,
    /// Follows the name of the value: "`begin`: `31-2-2026` is geen datum".
    pub melding: String,
    pub hint: Option<String>,
}

/// Judges a text as it was written.
pub type Keuring = fn(&str) -> Result<(), Schrijffout>;

/// The `format` of a JSON Schema, and who judges it.
const KEURINGEN: &[(&str, Keuring)] = &[("date", datum), ("date-time", moment)];

/// Returns who judges texts of this `format`; others are taken as they are.
pub fn keuring(format: &str) -> Option<Keuring> {
    KEURINGEN
        .iter()
        .find(|(naam, _)| *naam == format)
        .map(|(_, keuring)| *keuring)
}

fn moment(tekst: &str) -> Result<(), Schrijffout> {
    match tekst.parse::<DateTime<FixedOffset>>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Schrijffout {
            code: Code::F008,
            melding: format!("`{tekst}` is geen moment"),
            hint: Some(
                "schrijf dag, tijd en verschil met UTC, bijvoorbeeld 2026-11-03T10:15:00+01:00"
                    .to_owned(),
            ),
        }),
    }
}

fn datum(tekst: &str) -> Result<(), Schrijffout> {
    let delen: Vec<&str> = tekst.split('-').collect();
    let vorm_klopt = delen.iter().map(|deel| deel.len()).eq([4, 2, 2])
        && delen
            .iter()
            .all(|deel| deel.bytes().all(|b| b.is_ascii_digit()));
    let fout = |melding: String, hint: &str| {
        Err(Schrijffout {
            code: Code::F008,
            melding,
            hint: Some(hint.to_owned()),
        })
    };
    if !vorm_klopt {
        return fout(
            format!("`{tekst}` is geen datum"),
            "schrijf een datum als JJJJ-MM-DD, bijvoorbeeld 2026-10-08",
        );
    }
    match tekst.parse::<NaiveDate>() {
        Ok(_) => Ok(()),
        Err(_) => fout(
            format!("de dag `{tekst}` bestaat niet"),
            "kijk de maand en de dag na",
        ),
    }
}
