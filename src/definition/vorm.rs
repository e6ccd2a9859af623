//! Holds a tree against the JSON Schema of a Rust type, tells every fault at once in Dutch, and
//! makes the JSON that serde reads.
//!
//! Only what schemars emits is understood (types, properties, enums, tagged branches, maps,
//! patterns, lengths; `allOf` only with one part); it is no general validator. A type can give two
//! Dutch fragments along: `x-verwacht` (what the value should be) and, on a map, `x-sleutel` (how
//! its keys are written). How a text is written is judged by [`super::schrijfwijze`], which branch
//! is meant is chosen in `super::tak`.
//!
//! Easy to get wrong: checking and converting is one walk on purpose. `nee` becomes `false` and
//! `00` a number only where this very walk saw that the shape asks for it; two walks could differ.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use regex_lite::Regex;
use serde_json::{Map, Value};

use super::boom::{Knoop, Scalair, Sleutel, Soort};
use super::diagnostic::{Code, Diagnostic, dichtstbij, kort, opsomming};
use super::ontleed::grens;
use super::tak::{self, Tak};

mod scalair;
mod woorden;

use woorden::{Naam, gevonden, keuzehint, vormhint};

/// Returns all faults of a tree against a schema, in the order of the walk.
pub fn controleer(knoop: &Knoop, schema: &Value) -> Vec<Diagnostic> {
    naar_json(knoop, schema).err().unwrap_or_default()
}

/// Makes the JSON of a tree as the schema wants it.
///
/// # Errors
/// All faults, in the order of the walk.
pub fn naar_json(knoop: &Knoop, schema: &Value) -> Result<Value, Vec<Diagnostic>> {
    let mut vorm = Vorm {
        wortel: schema,
        patronen: HashMap::new(),
        takken: HashMap::new(),
        fouten: Vec::new(),
    };
    let waarde = vorm.waarde(knoop, schema, Naam::Bestand);
    if vorm.fouten.is_empty() {
        Ok(waarde)
    } else {
        Err(vorm.fouten)
    }
}

struct Vorm<'s> {
    wortel: &'s Value,
    /// `None` for a pattern this engine cannot read; the type itself is then the judge.
    patronen: HashMap<&'s str, Option<Regex>>,
    /// The alternatives of each part of the schema, by where it stands: a tree comes by the same part often.
    takken: HashMap<*const Value, Rc<[Tak<'s>]>>,
    fouten: Vec<Diagnostic>,
}

impl<'s> Vorm<'s> {
    /// Checks one node and returns its JSON; after a fault the JSON means nothing.
    fn waarde(&mut self, knoop: &Knoop, schema: &'s Value, naam: Naam) -> Value {
        let takken = self.takken(schema);
        if takken.is_empty() {
            return zonder_vorm(knoop);
        }
        let leeg = knoop.scalair().is_some_and(Scalair::is_leeg);
        if leeg && takken.iter().any(|tak| tak.kan("null")) {
            return Value::Null;
        }
        match &knoop.soort {
            Soort::Lijst(items) => match tak::kies_lijst(self.wortel, &takken, items) {
                Some(tak) => self.lijst(knoop, items, tak, naam),
                None => self.verkeerde_vorm(knoop, &takken, naam),
            },
            Soort::Kaart(regels) => match tak::kies_kaart(&takken, regels) {
                Some(tak) if !tak.is_vrij() => self.kaart(knoop, regels, tak, &takken, naam),
                Some(_) => zonder_vorm(knoop),
                None => self.verkeerde_vorm(knoop, &takken, naam),
            },
            Soort::Scalair(_) if leeg => {
                let melding = format!("{naam} is leeg");
                let hint = format!(
                    "verwacht: {}; vul het in of haal de regel weg",
                    tak::verwacht(&takken)
                );
                self.fout(Code::F007, knoop, melding, Some(hint))
            }
            Soort::Scalair(scalair) => self.scalair(knoop, scalair, &takken, naam),
        }
    }

    fn takken(&mut self, schema: &'s Value) -> Rc<[Tak<'s>]> {
        let wortel = self.wortel;
        let known = self.takken.entry(std::ptr::from_ref(schema));
        Rc::clone(known.or_insert_with(|| tak::takken(wortel, schema).into()))
    }

    fn lijst(&mut self, knoop: &Knoop, items: &[Knoop], tak: Tak<'s>, naam: Naam) -> Value {
        let vooraan = tak.schema.get("prefixItems").and_then(Value::as_array);
        let verder = tak.schema.get("items");
        let eenmalig = tak.schema.get("uniqueItems") == Some(&Value::Bool(true));
        let mut gezien = HashSet::new();
        let mut json: Vec<Value> = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            let schema = vooraan.and_then(|vooraan| vooraan.get(i)).or(verder);
            let waarde = match schema {
                Some(schema) => self.waarde(item, schema, naam.onderdeel(i + 1)),
                None => zonder_vorm(item),
            };
            if eenmalig && !gezien.insert(waarde.to_string()) {
                let melding = format!("{} staat al in de lijst", naam.onderdeel(i + 1));
                self.fout(Code::F002, item, melding, Some("haal het weg".to_owned()));
            }
            json.push(waarde);
        }
        self.aantal(
            knoop,
            items.len(),
            tak,
            ("minItems", "maxItems"),
            naam,
            "onderdelen",
        );
        Value::Array(json)
    }

    fn kaart(
        &mut self,
        knoop: &Knoop,
        regels: &[(Sleutel, Knoop)],
        tak: Tak<'s>,
        takken: &[Tak<'s>],
        naam: Naam,
    ) -> Value {
        let mut json = Map::new();
        let mut bedoeld = Vec::new();
        for (sleutel, kind) in regels {
            let waarde = match self.schema_van(tak, &sleutel.naam) {
                Plaats::Schema(schema) => self.waarde(kind, schema, Naam::Sleutel(&sleutel.naam)),
                Plaats::Vrij => zonder_vorm(kind),
                Plaats::Geen => {
                    bedoeld.extend(self.onbekende_sleutel(sleutel, tak, takken, naam));
                    continue;
                }
            };
            json.insert(sleutel.naam.clone(), waarde);
        }
        // With an unknown tag the tag is the fault, already told; not that another is missing.
        let kiest = tak.label().is_some() && tak::labels(takken).len() > 1;
        if !kiest || regels.is_empty() {
            let staat_er = |gezocht: &str| json.contains_key(gezocht) || bedoeld.contains(&gezocht);
            let missen = tak.verplicht().filter(|gezocht| !staat_er(gezocht));
            self.ontbrekend(knoop, &missen.collect::<Vec<_>>(), tak, takken, naam);
        }
        let (min, max) = ("minProperties", "maxProperties");
        self.aantal(knoop, regels.len(), tak, (min, max), naam, "sleutels");
        Value::Object(json)
    }

    /// Finds the schema of the value under a key.
    fn schema_van(&mut self, tak: Tak<'s>, naam: &str) -> Plaats<'s> {
        if let Some(schema) = tak.eigenschap(naam) {
            return Plaats::Schema(schema);
        }
        let patronen = tak
            .schema
            .get("patternProperties")
            .and_then(Value::as_object);
        for (patroon, schema) in patronen.into_iter().flatten() {
            if self.past(patroon, naam) {
                return Plaats::Schema(schema);
            }
        }
        match tak.schema.get("additionalProperties") {
            Some(Value::Bool(true)) => Plaats::Vrij,
            Some(Value::Bool(false)) => Plaats::Geen,
            Some(schema) => Plaats::Schema(schema),
            // A struct without `deny_unknown_fields`: a key nobody reads is a fault all the same.
            None if tak.schema.get("properties").is_some() => Plaats::Geen,
            None => Plaats::Vrij,
        }
    }

    /// Tells of an unknown key and returns the one that was probably meant.
    fn onbekende_sleutel(
        &mut self,
        sleutel: &Sleutel,
        tak: Tak<'s>,
        takken: &[Tak<'s>],
        naam: Naam,
    ) -> Option<&'s str> {
        let bekend: Vec<&'s str> = match tak.label() {
            Some(_) => tak::labels(takken),
            None => tak.eigenschappen().map(|(naam, _)| naam).collect(),
        };
        let geschreven = kort(&sleutel.naam);
        let mut bedoeld = None;
        let (melding, hint) = if bekend.is_empty() {
            let verwacht = tak.woord("x-sleutel").unwrap_or("een andere schrijfwijze");
            let melding = format!("sleutel `{geschreven}` in {naam} is niet goed geschreven");
            (melding, format!("verwacht: {verwacht}"))
        } else if bekend.contains(&sleutel.naam.as_str()) {
            // One of the tags, but another one was found before it.
            let melding = format!("sleutel `{geschreven}` kan niet samen met de andere in {naam}");
            (melding, format!("kies er één: {}", opsomming(bekend, "of")))
        } else {
            // Looking for what was meant costs time; a flood of faults is cut off anyway.
            if self.fouten.len() < grens::FOUTEN {
                bedoeld = dichtstbij(&sleutel.naam, bekend.iter().copied());
            }
            (
                format!("onbekende sleutel `{geschreven}` in {naam}"),
                keuzehint(bedoeld, &bekend),
            )
        };
        self.fouten
            .push(Diagnostic::new(Code::F003, &sleutel.plek, melding).met_hint(hint));
        bedoeld
    }

    fn ontbrekend(
        &mut self,
        knoop: &Knoop,
        missen: &[&'s str],
        tak: Tak<'s>,
        takken: &[Tak<'s>],
        naam: Naam,
    ) {
        let keuzes = tak::labels(takken);
        if tak.label().is_some() && keuzes.len() > 1 {
            let hint = format!("schrijf er één: {}", opsomming(keuzes, "of"));
            self.fout(
                Code::F004,
                knoop,
                format!("in {naam} ontbreekt een keuze"),
                Some(hint),
            );
            return;
        }
        for gezocht in missen {
            let hint = tak.eigenschap(gezocht).map(|schema| {
                let verwacht = tak::verwacht(&tak::takken(self.wortel, schema));
                format!("voeg toe: `{gezocht}: …` ({verwacht})")
            });
            let melding = format!("in {naam} ontbreekt de sleutel `{gezocht}`");
            self.fout(Code::F004, knoop, melding, hint);
        }
    }

    fn aantal(
        &mut self,
        knoop: &Knoop,
        gevonden: usize,
        tak: Tak,
        (min, max): (&str, &str),
        naam: Naam,
        wat: &str,
    ) {
        let (min, max) = (tak.aantal(min), tak.aantal(max));
        let gevonden = gevonden as u64;
        if let Some(min) = min.filter(|min| gevonden < *min) {
            let melding = format!("{naam} heeft te weinig {wat}: {gevonden}, minstens {min}");
            self.fout(Code::F009, knoop, melding, None);
        } else if let Some(max) = max.filter(|max| gevonden > *max) {
            let melding = format!("{naam} heeft te veel {wat}: {gevonden}, hoogstens {max}");
            self.fout(Code::F009, knoop, melding, None);
        }
    }

    fn verkeerde_vorm(&mut self, knoop: &Knoop, takken: &[Tak], naam: Naam) -> Value {
        let melding = format!(
            "{naam} heeft de verkeerde vorm: gevonden: {}, verwacht: {}",
            gevonden(knoop),
            tak::verwacht(takken)
        );
        self.fout(
            Code::F005,
            knoop,
            melding,
            vormhint(knoop, takken).map(str::to_owned),
        )
    }

    fn past(&mut self, patroon: &'s str, tekst: &str) -> bool {
        let regex = self
            .patronen
            .entry(patroon)
            .or_insert_with(|| Regex::new(patroon).ok());
        regex.as_ref().is_none_or(|regex| regex.is_match(tekst))
    }

    fn fout(&mut self, code: Code, knoop: &Knoop, melding: String, hint: Option<String>) -> Value {
        let diagnostic = Diagnostic::new(code, &knoop.plek, melding);
        self.fouten.push(match hint {
            Some(hint) => diagnostic.met_hint(hint),
            None => diagnostic,
        });
        Value::Null
    }
}

/// Where the value under a key is described.
enum Plaats<'s> {
    Schema(&'s Value),
    Vrij,
    Geen,
}

/// JSON of a node no shape is known for: texts stay texts.
fn zonder_vorm(knoop: &Knoop) -> Value {
    match &knoop.soort {
        Soort::Scalair(scalair) if scalair.is_leeg() => Value::Null,
        Soort::Scalair(scalair) => Value::String(scalair.tekst.clone()),
        Soort::Lijst(items) => items.iter().map(zonder_vorm).collect(),
        Soort::Kaart(regels) => {
            let regels = regels
                .iter()
                .map(|(sleutel, kind)| (sleutel.naam.clone(), zonder_vorm(kind)));
            Value::Object(regels.collect())
        }
    }
}
