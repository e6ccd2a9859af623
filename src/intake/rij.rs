//! From the cells of a row to a melding, by the aanlevering.
//!
//! Easy to get wrong: an empty cell. It is not there: the melding is then incomplete and still opens a zaak,
//! unless every melding needs it. All faults of a row are told at once.

use serde_json::{Map, Value, json};
use std::sync::Arc;

use super::csv::{Tekstcel, missing_column};
use super::fout::{Kolom, Rijfout, vorm};
use super::lezer::tussen_haken;
use crate::definition::aanlevering::{
    Aanlevering, Datumvorm, Kennis, Lezing, OUDERS, Veldpad, Veldsoort,
};
use crate::zaak::Melding;

/// What every melding has, and what a jongere has when there is one.
const NODIG: [&str; 5] = ["bron", "kenmerk", "soort", "ontvangen", "gemeente"];
const VAN_JONGERE: [&str; 2] = ["jongere.naam", "jongere.geboortedatum"];

/// A field and the columns it comes from, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Veld {
    pad: String,
    kolommen: Vec<usize>,
}

/// Where in a table each field stands.
#[derive(Debug)]
pub(super) struct Indeling {
    aanlevering: Arc<Aanlevering>,
    kennis: Kennis,
    /// As the file writes.
    lezing: Lezing,
    /// As the author writes.
    auteur: Lezing,
    velden: Vec<Veld>,
}

/// A row under way.
struct Werk<'a> {
    regel: usize,
    namen: &'a [String],
    cellen: &'a [Tekstcel],
    melding: Value,
    fouten: Vec<Rijfout>,
}

impl Indeling {
    pub fn new(aanlevering: Arc<Aanlevering>, kennis: Kennis) -> Self {
        let auteur = Lezing::van_auteur(kennis.gemeenten.clone(), kennis.slugs());
        let lezing = Lezing {
            // `check` refuses what cannot be read.
            datum: Datumvorm::lees(&aanlevering.datum).unwrap_or_else(Datumvorm::iso),
            decimaal: aanlevering.decimaal,
            ..auteur.clone()
        };
        Self {
            aanlevering,
            kennis,
            lezing,
            auteur,
            velden: Vec::new(),
        }
    }

    /// Finds the columns by the names in the first line.
    ///
    /// # Errors
    /// Every column that is missing or there twice.
    pub fn kies(&mut self, regel: usize, namen: &[String]) -> Result<(), Vec<Rijfout>> {
        let mut fouten = Vec::new();
        let mut velden = Vec::new();
        for (pad, wanted) in &self.aanlevering.kolommen {
            let mut kolommen = Vec::new();
            for naam in &wanted.0 {
                let same = |one: &String| one.trim().to_lowercase() == naam.trim().to_lowercase();
                let found: Vec<usize> = (0..namen.len()).filter(|at| same(&namen[*at])).collect();
                match found.as_slice() {
                    [only] => kolommen.push(*only),
                    [] => fouten.push(missing_column(regel, naam, pad, namen)),
                    [first, second, ..] => {
                        let melding = format!(
                            "kolom {} staat er twee keer, ook als {}; het is niet te zien welke `{pad}` vult",
                            tussen_haken(naam),
                            Kolom::tabel(*first, "")
                        );
                        fouten.push(
                            Rijfout::new(regel, melding).in_kolom(Kolom::tabel(*second, naam)),
                        );
                    }
                }
            }
            velden.push(Veld {
                pad: pad.clone(),
                kolommen,
            });
        }
        // The procedure first: it says what the gegevens hold.
        velden.sort_by_key(|veld| veld.pad != "soort");
        self.velden = velden;
        fouten.sort_by(|a, b| a.melding.cmp(&b.melding));
        fouten.dedup();
        if fouten.is_empty() {
            Ok(())
        } else {
            Err(fouten)
        }
    }

    /// The `bron` of every row.
    pub fn vaste_bron(&self) -> Option<&str> {
        self.aanlevering.vast.get("bron").map(String::as_str)
    }

    /// The mark of a row, to find it by.
    pub fn kenmerk(&self, cellen: &[Tekstcel]) -> Option<String> {
        let veld = self.velden.iter().find(|veld| veld.pad == "kenmerk")?;
        let text = text_of(veld, cellen);
        (!text.is_empty()).then(|| super::fout::toon(&text))
    }

    /// # Errors
    /// Everything that is wrong with the row.
    pub fn melding(
        &self,
        regel: usize,
        namen: &[String],
        cellen: &[Tekstcel],
    ) -> Result<Melding, Vec<Rijfout>> {
        let mut werk = Werk {
            regel,
            namen,
            cellen,
            melding: json!({}),
            fouten: Vec::new(),
        };
        for (pad, tekst) in &self.aanlevering.vast {
            if let Some(soort) = self.soort(pad, &werk.melding)
                && let Ok(value) = self.auteur.waarde(&soort, tekst)
            {
                put(&mut werk.melding, pad, value);
            }
        }
        let vast = werk.melding.clone();
        for veld in &self.velden {
            self.fill(&mut werk, veld);
        }
        self.complete(&mut werk, &vast);
        if !werk.fouten.is_empty() {
            return Err(werk.fouten);
        }
        serde_json::from_value(werk.melding)
            .map_err(|fout| vec![Rijfout::new(regel, format!("dit is geen melding: {fout}"))])
    }

    /// What a field of this row holds; nothing when its procedure does not know it.
    fn soort(&self, pad: &str, melding: &Value) -> Option<Veldsoort> {
        match Veldpad::vind(pad)? {
            Veldpad::Vast(soort) => Some(soort),
            Veldpad::Gegeven(naam) => self
                .kennis
                .gegeven(melding["soort"].as_str(), naam)
                .cloned(),
        }
    }

    fn fill(&self, werk: &mut Werk<'_>, veld: &Veld) {
        let found = text_of(veld, werk.cellen);
        let (tekst, translated) = self.aanlevering.vertaald(&veld.pad, &found);
        if tekst.trim().is_empty() {
            return;
        }
        // A column that another kind of melding in the same file needs.
        let Some(soort) = self.soort(&veld.pad, &werk.melding) else {
            return;
        };
        let lezing = if translated {
            &self.auteur
        } else {
            &self.lezing
        };
        match lezing.waarde(&soort, tekst) {
            Ok(value) => put(&mut werk.melding, &veld.pad, value),
            Err(fout) => {
                let shown = if Veldpad::is_persoonlijk(&veld.pad) {
                    format!("een waarde als `{}`", vorm(&found))
                } else {
                    tussen_haken(&found)
                };
                let hint = match (fout.hint, &soort) {
                    (Some(hint), _) => Some(hint),
                    (None, Veldsoort::Keuze(_) | Veldsoort::JaNee)
                        if !Veldpad::is_persoonlijk(&veld.pad) =>
                    {
                        Some(format!(
                            "of leg onder `vertaal: {}` in bureau.yaml vast wat dit is",
                            veld.pad
                        ))
                    }
                    (None, _) => None,
                };
                let mut told = werk.fout(
                    veld,
                    format!("gevonden {shown}; verwacht {}", fout.verwacht),
                );
                told.hint = hint;
                // One column may fill two fields.
                if !werk.fouten.contains(&told) {
                    werk.fouten.push(told);
                }
            }
        }
    }

    /// What every melding needs, and what is left out because nothing in it came from the file.
    fn complete(&self, werk: &mut Werk<'_>, vast: &Value) {
        for pad in NODIG {
            self.need(werk, pad);
        }
        if werk.melding["jongere"] == vast["jongere"] {
            remove(&mut werk.melding, "jongere");
        } else {
            for pad in VAN_JONGERE {
                self.need(werk, pad);
            }
        }
        if werk.melding.get("school").is_some() {
            self.need(werk, "school.brin");
        }
        if werk.melding["verzuim"] == vast["verzuim"] {
            remove(&mut werk.melding, "verzuim");
        } else {
            self.need(werk, "verzuim.soort");
        }
        // A parent without a name is nobody to write to; the letters know how to go without.
        if let Some(ouders) = werk.melding["ouders"].as_object() {
            let named: Vec<Value> = (1..=OUDERS)
                .filter_map(|nummer| ouders.get(&nummer.to_string()))
                .filter(|ouder| ouder.get("naam").is_some())
                .cloned()
                .collect();
            werk.melding["ouders"] = json!(named);
        } else {
            remove(&mut werk.melding, "ouders");
        }
    }

    fn need(&self, werk: &mut Werk<'_>, pad: &str) {
        let there = pad
            .split('.')
            .try_fold(&werk.melding, |at, step| at.get(step));
        if there.is_some() {
            return;
        }
        // Its column, or that of the whole of which it is a part.
        let veld = self
            .velden
            .iter()
            .find(|veld| veld.pad == pad || pad.split('.').next() == Some(&veld.pad));
        let told = |melding: String| match veld {
            Some(veld) => werk.fout(veld, melding),
            None => Rijfout::new(werk.regel, melding),
        };
        let fout = told(format!("gevonden niets; verwacht een waarde voor `{pad}`"));
        // One that could not be read has been told of.
        let known = werk
            .fouten
            .iter()
            .any(|other| other.kolom.is_some() && other.kolom == fout.kolom);
        if !known {
            werk.fouten.push(fout);
        }
    }
}

impl Werk<'_> {
    fn fout(&self, veld: &Veld, melding: String) -> Rijfout {
        let Some(nummer) = veld.kolommen.first().copied() else {
            return Rijfout::new(self.regel, melding);
        };
        let regel = self.cellen.get(nummer).map_or(self.regel, |cel| cel.regel);
        let naam = self.namen.get(nummer).map_or("", String::as_str);
        Rijfout::new(regel, melding).in_kolom(Kolom::tabel(nummer, naam))
    }
}

/// What the columns of a field hold, one after the other.
fn text_of(veld: &Veld, cellen: &[Tekstcel]) -> String {
    let filled = veld
        .kolommen
        .iter()
        .filter_map(|at| cellen.get(*at))
        .map(|cel| unformula(cel.tekst.trim()).trim())
        .filter(|text| !text.is_empty());
    filled.collect::<Vec<_>>().join(" ")
}

/// `="00123"`: how a spreadsheet is made to keep the zeros of a number.
fn unformula(tekst: &str) -> &str {
    tekst
        .strip_prefix("=\"")
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|inner| !inner.contains('"'))
        .unwrap_or(tekst)
}

/// Puts a value at its path; `school` as a whole is laid beside what is there.
fn put(melding: &mut Value, pad: &str, value: Value) {
    let mut at = melding;
    for step in pad.split('.') {
        if !at.is_object() {
            *at = Value::Object(Map::new());
        }
        at = &mut at[step];
    }
    *at = value;
}

fn remove(melding: &mut Value, key: &str) {
    if let Some(map) = melding.as_object_mut() {
        map.shift_remove(key);
    }
}
