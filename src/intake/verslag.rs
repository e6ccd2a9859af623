//! The report of a file, for administratie and the sender: what came of it, and what to do about the rest.
//!
//! Easy to get wrong: whom it is about. A row is named by its line and its kenmerk, never by a person.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Amsterdam;
use std::fmt::Write;

use super::fout::Rijfout;
use super::neem::Telling;
use crate::kalender::datum_kort;
use crate::zaak::ZaakId;

/// How many refused rows a report names; all of them stand in the file with refused rows.
pub const GENOEMD: usize = 500;

/// A report.
#[derive(Debug, Clone, Default)]
pub struct Verslag {
    pub bestand: String,
    pub bureau: String,
    pub op: DateTime<Utc>,
    pub telling: Telling,
    /// Line, kenmerk and faults of the first [`GENOEMD`] refused rows.
    pub rijen: Vec<(usize, Option<String>, Vec<Rijfout>)>,
    /// Why the file as a whole could not be read.
    pub geheel: Vec<Rijfout>,
    /// The file in `afgekeurd`.
    pub afgekeurd: Option<String>,
    /// Whether that is the whole file.
    pub heel: bool,
    /// The zaak in which administratie mends it.
    pub zaak: Option<ZaakId>,
}

impl Verslag {
    /// Notes a refused row.
    pub fn add(&mut self, regel: usize, kenmerk: Option<&str>, fouten: &[Rijfout]) {
        if self.rijen.len() < GENOEMD {
            self.rijen
                .push((regel, kenmerk.map(str::to_owned), fouten.to_vec()));
        }
    }

    /// The text.
    pub fn tekst(&self) -> String {
        let mut text = String::new();
        // Writing to a string does not fail.
        let _ = self.write(&mut text);
        text
    }

    fn write(&self, to: &mut String) -> std::fmt::Result {
        let op = self.op.with_timezone(&Amsterdam);
        writeln!(to, "Verslag van {}", self.bestand)?;
        writeln!(
            to,
            "{}, {} om {}",
            self.bureau,
            datum_kort(op.date_naive()),
            op.format("%H:%M")
        )?;
        writeln!(to)?;
        if self.geheel.is_empty() {
            self.totals(to)?;
        } else {
            writeln!(
                to,
                "Dit bestand kon niet worden gelezen. Er is niets uit verwerkt."
            )?;
            writeln!(to)?;
            self.geheel
                .iter()
                .try_for_each(|fout| list(to, fout, "  - "))?;
        }
        if !self.rijen.is_empty() {
            writeln!(to)?;
            writeln!(to, "Afgekeurd")?;
            for (regel, kenmerk, fouten) in &self.rijen {
                match kenmerk {
                    Some(kenmerk) => writeln!(to, "  regel {regel}, kenmerk {kenmerk}")?,
                    None => writeln!(to, "  regel {regel}")?,
                }
                fouten.iter().try_for_each(|fout| {
                    let same = fout.regel == *regel;
                    write_fout(to, fout, "    - ", same)
                })?;
            }
            let named = u64::try_from(self.rijen.len()).unwrap_or(u64::MAX);
            if self.telling.geweigerd > named {
                writeln!(to, "  … en nog {} rijen", self.telling.geweigerd - named)?;
            }
        }
        self.what_to_do(to)
    }

    fn totals(&self, to: &mut String) -> std::fmt::Result {
        let telling = &self.telling;
        writeln!(to, "{:>8}  rijen gelezen", telling.gelezen)?;
        writeln!(to, "{:>8}  nieuwe zaken", telling.geopend)?;
        writeln!(
            to,
            "{:>8}  gevoegd bij een lopende zaak, gecorrigeerd of ingetrokken",
            telling.gevoegd
        )?;
        writeln!(to, "{:>8}  waren al bekend", telling.bekend)?;
        writeln!(to, "{:>8}  afgekeurd", telling.geweigerd)
    }

    fn what_to_do(&self, to: &mut String) -> std::fmt::Result {
        let Some(afgekeurd) = &self.afgekeurd else {
            return Ok(());
        };
        writeln!(to)?;
        writeln!(to, "Wat u doet")?;
        if self.heel {
            writeln!(
                to,
                "  1. Het hele bestand staat als `{afgekeurd}` in de map afgekeurd."
            )?;
        } else {
            writeln!(
                to,
                "  1. In de map afgekeurd staat `{afgekeurd}`, met alleen de afgekeurde rijen."
            )?;
        }
        writeln!(
            to,
            "  2. Maak goed wat hierboven staat. De regelnummers zijn die van het bestand dat binnenkwam."
        )?;
        writeln!(
            to,
            "  3. Zet het bestand terug in de map van het bureau. Wat al verwerkt is, verandert daardoor niet."
        )?;
        match self.zaak {
            Some(zaak) => writeln!(to, "  4. Rond in zaak {zaak} de taak af."),
            None => Ok(()),
        }
    }
}

fn list(to: &mut String, fout: &Rijfout, bullet: &str) -> std::fmt::Result {
    write_fout(to, fout, bullet, false)
}

/// One fault; without its line where that was just named.
fn write_fout(to: &mut String, fout: &Rijfout, bullet: &str, same_line: bool) -> std::fmt::Result {
    write!(to, "{bullet}")?;
    if !same_line {
        write!(to, "regel {}", fout.regel)?;
        write!(to, "{}", if fout.kolom.is_some() { ", " } else { ": " })?;
    }
    if let Some(kolom) = &fout.kolom {
        write!(to, "{kolom}: ")?;
    }
    writeln!(to, "{}", fout.melding)?;
    match &fout.hint {
        Some(hint) => writeln!(to, "{}{hint}", " ".repeat(bullet.len())),
        None => Ok(()),
    }
}
