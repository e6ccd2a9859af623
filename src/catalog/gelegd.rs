//! A procedure as it is written for one gemeente: its layers laid on one another, each line with its file.
//!
//! For people who ask where a line comes from; a zaak runs on the compiled [`Procedure`]. Easy to get wrong: a
//! procedure that is switched off has a text all the same, and that text says why.
//!
//! [`Procedure`]: crate::definition::procedure::Procedure

use super::Catalog;
use super::indeling::Laagpad;
use crate::bronnen::{Bestand, Bronnen};
use crate::definition::boom::Knoop;
use crate::definition::compile::{Laag, geheel};
use crate::zaak::Digest;

/// The text of a procedure in a gemeente.
#[derive(Debug, Clone)]
pub struct Gelegd {
    /// Every node at the place where its layer wrote it.
    pub boom: Knoop,
    /// The layers that have a file, lowest first.
    pub lagen: Vec<Laagbestand>,
    /// Letters, mails and scripts it uses.
    pub stukken: Vec<Stuk>,
}

/// A layer with its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Laagbestand {
    /// `landelijk`, or the slug of a bureau or gemeente.
    pub naam: String,
    /// The file as diagnostics name it.
    pub bestand: String,
}

/// A letter, mail or script, of the layer that replaces the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stuk {
    /// `brief`, `mail` or `script`.
    pub soort: &'static str,
    pub naam: String,
    pub laag: Laagbestand,
}

impl Gelegd {
    /// The layer that wrote this file.
    pub fn laag(&self, bestand: &str) -> &str {
        let found = self.lagen.iter().find(|laag| laag.bestand == bestand);
        found.map_or("landelijk", |laag| &laag.naam)
    }
}

impl Catalog {
    /// The text of a procedure in a gemeente, from the files this catalogue was loaded from.
    ///
    /// `None` when no bureau serves the gemeente or no layer has the procedure.
    pub fn gelegd(&self, bronnen: &Bronnen, gemeente: &str, slug: &str) -> Option<Gelegd> {
        let bureau = self.bureau_van(gemeente)?;
        let paden = Laagpad::van_gemeente(&bureau.bureau, gemeente);
        let files: Vec<(&Laagpad, &Bestand)> = paden
            .iter()
            .filter_map(|pad| {
                let file = bronnen
                    .workflows
                    .get(&format!("{}/{slug}.yaml", pad.map()))?;
                Some((pad, file))
            })
            .collect();
        let lagen: Vec<Laag> = files
            .iter()
            .filter_map(|(pad, file)| Laag::lees(pad.naam(), slug, &file.toon, &file.tekst).0)
            .collect();
        let boom = geheel(&lagen.iter().collect::<Vec<_>>())?;
        let mut stukken = Vec::new();
        if let Some((_, procedure)) = self.procedure(gemeente, slug) {
            for (naam, digest) in &procedure.teksten {
                let of = |soort, folder: &str| {
                    stuk(
                        &bronnen.workflows,
                        &paden,
                        (soort, folder, ".md"),
                        naam,
                        digest,
                    )
                };
                stukken.extend(of("brief", "brieven/").or_else(|| of("mail", "mails/")));
            }
            for (naam, digest) in &procedure.scripts {
                let kind = ("script", "", ".rhai");
                stukken.extend(stuk(&bronnen.scripts, &paden, kind, naam, digest));
            }
        }
        Some(Gelegd {
            boom,
            lagen: files
                .iter()
                .map(|(pad, file)| of_layer(pad, file))
                .collect(),
            stukken,
        })
    }
}

fn of_layer(pad: &Laagpad, file: &Bestand) -> Laagbestand {
    Laagbestand {
        naam: pad.naam().to_owned(),
        bestand: file.toon.clone(),
    }
}

/// The file of the topmost layer that holds exactly this.
fn stuk(
    files: &std::collections::BTreeMap<String, Bestand>,
    paden: &[Laagpad],
    (soort, folder, ext): (&'static str, &str, &str),
    naam: &str,
    digest: &Digest,
) -> Option<Stuk> {
    let mut from_top = paden.iter().rev();
    from_top.find_map(|pad| {
        let file = files.get(&format!("{}/{folder}{naam}{ext}", pad.map()))?;
        (Digest::of(&file.tekst) == *digest).then(|| Stuk {
            soort,
            naam: naam.to_owned(),
            laag: of_layer(pad, file),
        })
    })
}
