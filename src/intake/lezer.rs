//! One reader for every format: a file in, one [`Stuk`] at a time out.
//!
//! Easy to get wrong: the name. `.json` says how a file is read; what becomes of a table is known only by the
//! aanlevering that claims its name.

use std::io::{self, Read};
use std::sync::Arc;
use thiserror::Error;

use super::bron::Bron;
use super::csv::CsvLezer;
use super::fout::{Rijfout, toon};
use super::json::JsonLezer;
use crate::definition::aanlevering::{Aanlevering, Kennis};
use crate::definition::bureau::Bureau;
use crate::definition::diagnostic::dichtstbij;
use crate::zaak::Melding;

/// A row, or what stands for one: what was read of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Stuk {
    /// Line of the file it begins on, from 1.
    pub regel: usize,
    /// The sender's mark, where it could be read.
    pub kenmerk: Option<String>,
    /// As it stood in the file, with its line end; `None` when it was too long to keep.
    pub rauw: Option<Vec<u8>>,
    pub inhoud: Result<Melding, Vec<Rijfout>>,
}

/// How a file is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Formaat {
    Json,
    Csv(Arc<Aanlevering>),
}

impl Formaat {
    /// Whether every bureau reads a file with this name as JSON.
    pub fn is_json(bestand: &str) -> bool {
        let lower = bestand.to_lowercase();
        let ends = [".json", ".jsonl", ".ndjson"];
        ends.iter().any(|end| lower.ends_with(end))
    }

    /// How a file with this name is read.
    ///
    /// # Errors
    /// A Dutch sentence when no aanlevering of the bureau is about it.
    pub fn van(bestand: &str, bureau: &Bureau) -> Result<Self, String> {
        let lower = bestand.to_lowercase();
        if Self::is_json(bestand) {
            return Ok(Self::Json);
        }
        let found = bureau.aanlevering.values().find(|one| one.is_voor(bestand));
        if let Some(found) = found {
            return Ok(Self::Csv(Arc::new(found.clone())));
        }
        let patronen: Vec<&str> = bureau
            .aanlevering
            .values()
            .flat_map(|one| one.bestanden.0.iter().map(String::as_str))
            .collect();
        if [".xlsx", ".xls", ".ods"]
            .iter()
            .any(|end| lower.ends_with(end))
        {
            return Err("een rekenblad kan niet worden gelezen; bewaar het als CSV".to_owned());
        }
        Err(match (dichtstbij(bestand, patronen.iter().copied()), patronen.as_slice()) {
            (_, []) => "dit bureau leest geen tabellen; lever JSON aan, of beschrijf de kolommen onder `aanlevering` in bureau.yaml".to_owned(),
            (Some(near), _) => format!("geen aanlevering van dit bureau is voor deze naam; bedoelde u `{near}`?"),
            (None, all) => format!(
                "geen aanlevering van dit bureau is voor deze naam; bekend zijn {}",
                crate::zaak::refusal::opsomming(all.iter().copied())
            ),
        })
    }

    /// The aanlevering of a bureau with this name.
    ///
    /// # Errors
    /// A Dutch sentence with those there are.
    pub fn aanlevering(naam: &str, bureau: &Bureau) -> Result<Self, String> {
        if let Some(found) = bureau.aanlevering.get(naam) {
            return Ok(Self::Csv(Arc::new(found.clone())));
        }
        let known = bureau.aanlevering.keys().map(String::as_str);
        Err(format!(
            "bureau `{}` heeft geen aanlevering `{naam}`; kies uit {}",
            bureau.bureau,
            crate::zaak::refusal::opsomming(known)
        ))
    }
}

/// Why a file as a whole could not be read.
#[derive(Debug, Error)]
pub enum LeesFout {
    #[error("the file could not be read")]
    Io(#[from] io::Error),
    /// For the sender, in Dutch.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Bestand(Vec<Rijfout>),
}

impl LeesFout {
    pub(super) fn bestand(regel: usize, melding: impl Into<String>) -> Self {
        Self::Bestand(vec![Rijfout::new(regel, melding)])
    }
}

/// Reads a file, row by row.
#[derive(Debug)]
pub struct Lezer<R> {
    soort: Soort<R>,
}

#[derive(Debug)]
enum Soort<R> {
    Json(JsonLezer<R>),
    Csv(Box<CsvLezer<R>>),
}

impl<R: Read> Lezer<R> {
    /// Reads as far as is needed to know that the rest can be read.
    ///
    /// # Errors
    /// [`LeesFout::Bestand`] when it cannot.
    pub fn open(formaat: &Formaat, kennis: Kennis, inner: R) -> Result<Self, LeesFout> {
        let mut bron = Bron::new(inner);
        while bron.venster().len() < 4 && bron.meer()? {}
        if !bron.gevuld()? {
            return Err(LeesFout::bestand(1, "het bestand is leeg"));
        }
        if bron.venster().starts_with(b"\xFF\xFE") || bron.venster().starts_with(b"\xFE\xFF") {
            let fout = Rijfout::new(1, "het bestand is als UTF-16 bewaard")
                .met_hint("bewaar het als \"CSV UTF-8\"");
            return Err(LeesFout::Bestand(vec![fout]));
        }
        if bron.venster().starts_with(b"PK\x03\x04")
            || bron.venster().starts_with(b"\xD0\xCF\x11\xE0")
        {
            let fout = Rijfout::new(1, "dit is een rekenblad of zip, hoe het ook heet")
                .met_hint("bewaar het als CSV");
            return Err(LeesFout::Bestand(vec![fout]));
        }
        let bom = bron.venster().starts_with(b"\xEF\xBB\xBF");
        if bom {
            bron.verbruik(3);
            bron.kolom = 1;
        }
        let soort = match formaat {
            Formaat::Json => Soort::Json(JsonLezer::open(bron)?),
            Formaat::Csv(aanlevering) => {
                Soort::Csv(Box::new(CsvLezer::open(bron, aanlevering, kennis, bom)?))
            }
        };
        Ok(Self { soort })
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// When the bytes no longer come. A row that cannot be read is a [`Stuk`] with its faults.
    pub fn volgende(&mut self) -> io::Result<Option<Stuk>> {
        match &mut self.soort {
            Soort::Json(json) => json.volgende(),
            Soort::Csv(csv) => csv.volgende(),
        }
    }

    /// What stands before the rows and must stand before them again: the line with the names of columns.
    pub fn kop(&self) -> &[u8] {
        match &self.soort {
            Soort::Json(_) => b"",
            Soort::Csv(csv) => csv.kop(),
        }
    }

    /// The `bron` of every row, where the aanlevering fixes it.
    pub fn vaste_bron(&self) -> Option<&str> {
        match &self.soort {
            Soort::Json(_) => None,
            Soort::Csv(csv) => csv.vaste_bron(),
        }
    }

    /// Bytes read so far.
    pub fn gelezen(&self) -> u64 {
        match &self.soort {
            Soort::Json(json) => json.gelezen(),
            Soort::Csv(csv) => csv.gelezen(),
        }
    }
}

/// How something unreadable is shown in a sentence.
pub(super) fn tussen_haken(tekst: &str) -> String {
    if tekst.trim().is_empty() {
        "niets".to_owned()
    } else {
        format!("`{}`", toon(tekst))
    }
}
