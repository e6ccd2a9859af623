//! `termijnwacht show`: a procedure as it holds in a gemeente, each line with the layer, file and article it comes from.
//!
//! Laying the layers is `catalog`'s. Easy to get wrong: a procedure that is switched off still has something to show,
//! the reason and where it stands; only one that nobody wrote is unknown.

mod tabel;
mod tekst;

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::demo::columns;
use super::{Mappen, toon};
use crate::bronnen::Bronnen;
use crate::catalog::{Catalog, Gelegd};
use crate::definition::boom::{Knoop, Soort};
use crate::definition::diagnostic::{dichtstbij, opsomming};
use crate::definition::instructietabel;
use crate::definition::uitschrijven::regels;
use crate::render::plaatsnaam::plaatsnaam;

/// The width of what goes to a file or a pipe.
const BREEDTE: usize = 100;

/// Show a procedure as it holds in a gemeente, with where each line comes from.
#[derive(Debug, Args)]
pub struct Show {
    /// Slug of the gemeente, such as `woerden`
    #[arg(long)]
    gemeente: String,
    /// Slug of the procedure, such as `absoluut-verzuim`
    #[arg(long)]
    procedure: String,
    /// What to show
    #[arg(long, value_enum, default_value_t = Vorm::Yaml)]
    als: Vorm,
    /// Print one JSON object; of a table one per row
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Vorm {
    /// The definition, line by line
    Yaml,
    /// The table for the instructie, as Markdown
    Tabel,
    /// The same table as a page; open it and copy it into Word
    Html,
}

impl Show {
    /// Prints it; exit code 1 when the definitions are faulty, or the gemeente or procedure is unknown.
    ///
    /// # Errors
    /// Sources that cannot be read.
    pub fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let bronnen = mappen.bronnen()?;
        let catalog = match Catalog::load(&bronnen) {
            Ok(geladen) => geladen.catalog,
            Err(fouten) => {
                toon::allemaal(&bronnen, &fouten, self.json);
                return Ok(ExitCode::FAILURE);
            }
        };
        match self.shown(&catalog, &bronnen, columns().unwrap_or(BREEDTE)) {
            Ok(tekst) => {
                anstream::print!("{tekst}");
                Ok(ExitCode::SUCCESS)
            }
            Err(reden) => {
                anstream::eprintln!("{reden}");
                Ok(ExitCode::FAILURE)
            }
        }
    }

    /// What is printed, or why nothing can be.
    fn shown(
        &self,
        catalog: &Catalog,
        bronnen: &Bronnen,
        breedte: usize,
    ) -> Result<String, String> {
        let Self {
            gemeente,
            procedure,
            ..
        } = self;
        if catalog.bureau_van(gemeente).is_none() {
            let near = dichtstbij(gemeente, catalog.gemeenten());
            return Err(format!(
                "geen bureau werkt voor gemeente `{gemeente}`{}",
                meant(near)
            ));
        }
        let Some(gelegd) = catalog.gelegd(bronnen, gemeente, procedure) else {
            let on = catalog.procedures(gemeente);
            let off = catalog.uitgezet(gemeente).map(|(slug, _)| slug.to_owned());
            let known: Vec<String> = on.map(|(_, one)| one.slug.clone()).chain(off).collect();
            let known = || known.iter().map(String::as_str);
            let hint = match dichtstbij(procedure, known()) {
                Some(near) => meant(Some(near)),
                None => format!("; er zijn {}", opsomming(known(), "en")),
            };
            return Err(format!(
                "in gemeente `{gemeente}` is geen procedure `{procedure}`{hint}"
            ));
        };
        if self.als == Vorm::Yaml {
            return Ok(if self.json {
                format!("{}\n", self.as_json(catalog, &gelegd))
            } else {
                tekst::tekst(&self.head(catalog, &gelegd), &gelegd, breedte)
            });
        }
        let Some((_, def)) = catalog.procedure(gemeente, procedure) else {
            let reden = catalog.uit(gemeente, procedure).unwrap_or_default();
            return Err(format!(
                "procedure `{procedure}` staat uit in gemeente `{gemeente}`: {reden}"
            ));
        };
        let delen = instructietabel::tabel(def, |pad| speaking(&gelegd, pad, gemeente));
        let titel = format!("{} in gemeente {}", def.titel, plaatsnaam(gemeente));
        Ok(match (self.json, self.als) {
            (true, _) => tabel::json(&delen),
            (false, Vorm::Html) => tabel::html(&titel, &delen),
            (false, _) => tabel::markdown(&titel, &delen),
        })
    }

    /// The line above the text.
    fn head(&self, catalog: &Catalog, gelegd: &Gelegd) -> String {
        let titel = gelegd
            .boom
            .regel("titel")
            .and_then(|(_, knoop)| knoop.tekst());
        let titel = titel.unwrap_or(&self.procedure);
        let state = match catalog.procedure(&self.gemeente, &self.procedure) {
            Some((digest, _)) => format!("versie {}", digest.kort()),
            None => "staat uit".to_owned(),
        };
        format!(
            "{titel} in gemeente {}, {state}",
            plaatsnaam(&self.gemeente)
        )
    }

    fn as_json(&self, catalog: &Catalog, gelegd: &Gelegd) -> Value {
        let lines = regels(&gelegd.boom, usize::MAX);
        let lines: Vec<Value> = lines
            .iter()
            .map(|regel| {
                json!({
                    "pad": regel.pad.join("/"),
                    "tekst": regel.tekst,
                    "waarde": regel.waarde.map(value),
                    "laag": gelegd.laag(&regel.plek.bestand),
                    "bestand": &*regel.plek.bestand,
                    "regel": regel.plek.regel,
                    "kolom": regel.plek.kolom,
                    "grondslag": regel.grondslag,
                })
            })
            .collect();
        let layer = |laag: &crate::catalog::Laagbestand| json!({"laag": laag.naam, "bestand": laag.bestand});
        let stukken: Vec<Value> = gelegd
            .stukken
            .iter()
            .map(|stuk| {
                json!({"soort": stuk.soort, "naam": stuk.naam, "laag": stuk.laag.naam, "bestand": stuk.laag.bestand})
            })
            .collect();
        let found = catalog.procedure(&self.gemeente, &self.procedure);
        json!({
            "procedure": self.procedure,
            "titel": gelegd.boom.regel("titel").and_then(|(_, knoop)| knoop.tekst()),
            "gemeente": self.gemeente,
            "bureau": catalog.bureau_van(&self.gemeente).map(|bureau| &bureau.bureau),
            "versie": found.map(|(digest, _)| digest.kort()),
            "uit": catalog.uit(&self.gemeente, &self.procedure),
            "lagen": gelegd.lagen.iter().map(layer).collect::<Vec<_>>(),
            "regels": lines,
            "stukken": stukken,
        })
    }
}

/// A value as it was written: texts, lists and blocks of texts.
fn value(knoop: &Knoop) -> Value {
    match &knoop.soort {
        Soort::Scalair(scalair) => Value::from(scalair.tekst.as_str()),
        Soort::Lijst(items) => items.iter().map(value).collect(),
        Soort::Kaart(regels) => regels
            .iter()
            .map(|(sleutel, kind)| (sleutel.naam.clone(), value(kind)))
            .collect(),
    }
}

/// A layer in words: `landelijk`, `Utrecht Noordwest`, `gemeente Woerden`.
/// The layers that say something of what stands at a path, lowest first.
fn speaking(gelegd: &Gelegd, pad: &[&str], gemeente: &str) -> String {
    fn files<'k>(knoop: &'k Knoop, found: &mut BTreeSet<&'k str>) {
        found.insert(&knoop.plek.bestand);
        knoop.lijst().iter().for_each(|item| files(item, found));
        for (sleutel, kind) in knoop.kaart() {
            found.insert(&sleutel.plek.bestand);
            files(kind, found);
        }
    }
    let mut found = BTreeSet::new();
    if let Some(knoop) = gelegd.boom.op_pad(pad) {
        files(knoop, &mut found);
    }
    let lagen = gelegd.lagen.iter();
    let lagen = lagen.filter(|laag| found.contains(laag.bestand.as_str()));
    let lagen: Vec<String> = lagen.map(|laag| laagnaam(&laag.naam, gemeente)).collect();
    lagen.join("; ")
}

fn laagnaam(laag: &str, gemeente: &str) -> String {
    match laag {
        "landelijk" => laag.to_owned(),
        own if own == gemeente => format!("gemeente {}", plaatsnaam(own)),
        bureau => format!("bureau {}", plaatsnaam(bureau)),
    }
}

fn meant(near: Option<&str>) -> String {
    near.map(|near| format!("; bedoelde u `{near}`?"))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests;
