//! Which branch of a schema is meant: follows references, spreads alternatives out, and picks the
//! one that fits what was written.
//!
//! Whether the value is right within its branch is left to [`super::vorm`].
//!
//! Easy to get wrong: choose by what the node *is* (text, list, mapping, and which tag it carries),
//! never by trying all and saying that none fits: an author can do nothing with that.

use serde_json::Value;

use super::boom::{Knoop, Scalair, Sleutel, Soort};
use super::diagnostic::opsomming;

/// References followed in a row; the schemas of types have one or two.
const VERWIJZINGEN: usize = 16;

/// One alternative of a schema, without references or alternatives of its own.
#[derive(Clone, Copy)]
pub(super) struct Tak<'s> {
    pub schema: &'s Value,
    /// What the author should have written, from `x-verwacht`: Dutch, as a fragment.
    pub verwacht: Option<&'s str>,
}

/// Returns the alternatives of a schema, in its order; none when anything goes.
pub(super) fn takken<'s>(wortel: &'s Value, schema: &'s Value) -> Vec<Tak<'s>> {
    let mut uit = Vec::new();
    spreid(wortel, schema, None, VERWIJZINGEN, &mut uit);
    // An alternative that allows anything allows everything beside it.
    if uit.iter().any(|tak| tak.alles_mag()) {
        uit.clear();
    }
    uit
}

fn spreid<'s>(
    wortel: &'s Value,
    schema: &'s Value,
    verwacht: Option<&'s str>,
    ruimte: usize,
    uit: &mut Vec<Tak<'s>>,
) {
    let verwacht = verwacht.or_else(|| schema.get("x-verwacht").and_then(Value::as_str));
    let verwijzing = schema
        .get("$ref")
        .and_then(Value::as_str)
        .and_then(|r| r.strip_prefix('#'));
    if let (Some(doel), true) = (verwijzing.and_then(|pad| wortel.pointer(pad)), ruimte > 0) {
        return spreid(wortel, doel, verwacht, ruimte - 1, uit);
    }
    let alternatieven = ["anyOf", "oneOf", "allOf"]
        .iter()
        .find_map(|sleutel| schema.get(*sleutel).and_then(Value::as_array));
    match alternatieven {
        Some(alternatieven) if ruimte > 0 => {
            for alternatief in alternatieven {
                spreid(wortel, alternatief, verwacht, ruimte - 1, uit);
            }
        }
        _ => uit.push(Tak { schema, verwacht }),
    }
}

impl<'s> Tak<'s> {
    fn alles_mag(self) -> bool {
        let beperkt = [
            "type",
            "enum",
            "const",
            "properties",
            "items",
            "pattern",
            "format",
        ];
        !beperkt
            .iter()
            .any(|sleutel| self.schema.get(*sleutel).is_some())
    }

    /// Returns whether the branch allows this JSON type.
    pub fn kan(self, soort: &str) -> bool {
        match self.schema.get("type") {
            Some(Value::String(enige)) => enige == soort,
            Some(Value::Array(soorten)) => soorten.iter().any(|s| s == soort),
            _ => match soort {
                "object" => self.schema.get("properties").is_some(),
                "array" => self.schema.get("items").is_some(),
                "string" => ["const", "enum", "pattern", "format"]
                    .iter()
                    .any(|s| self.schema.get(*s).is_some()),
                _ => false,
            },
        }
    }

    /// Returns whether the branch is for scalars, not counting an empty value.
    pub fn is_waarde(self) -> bool {
        ["string", "integer", "number", "boolean"]
            .iter()
            .any(|soort| self.kan(soort))
    }

    /// Returns whether any key and value goes in this mapping.
    pub fn is_vrij(self) -> bool {
        let beperkt = [
            "properties",
            "additionalProperties",
            "patternProperties",
            "required",
            "minProperties",
        ];
        !beperkt
            .iter()
            .any(|sleutel| self.schema.get(*sleutel).is_some())
    }

    pub fn woord(self, sleutel: &str) -> Option<&'s str> {
        self.schema.get(sleutel).and_then(Value::as_str)
    }

    /// A text that is written well.
    pub fn voorbeeld(self) -> Option<&'s str> {
        self.schema.get("examples")?.get(0)?.as_str()
    }

    pub fn aantal(self, sleutel: &str) -> Option<u64> {
        self.schema.get(sleutel).and_then(Value::as_u64)
    }

    pub fn eigenschappen(self) -> impl Iterator<Item = (&'s str, &'s Value)> {
        let eigenschappen = self.schema.get("properties").and_then(Value::as_object);
        eigenschappen
            .into_iter()
            .flatten()
            .map(|(naam, schema)| (naam.as_str(), schema))
    }

    pub fn eigenschap(self, naam: &str) -> Option<&'s Value> {
        self.schema.get("properties")?.get(naam)
    }

    pub fn verplicht(self) -> impl Iterator<Item = &'s str> {
        let verplicht = self.schema.get("required").and_then(Value::as_array);
        verplicht.into_iter().flatten().filter_map(Value::as_str)
    }

    fn waarden(self) -> impl Iterator<Item = &'s Value> {
        let lijst = self.schema.get("enum").and_then(Value::as_array);
        lijst.into_iter().flatten().chain(self.schema.get("const"))
    }

    pub fn heeft_keuzes(self) -> bool {
        self.waarden().next().is_some()
    }

    /// Returns the words an author can choose from.
    pub fn keuzes(self) -> impl Iterator<Item = &'s str> {
        self.waarden().filter_map(Value::as_str)
    }

    /// Returns the choice that was written. A word counts as written: `nee` can be a choice.
    pub fn keuze(self, scalair: &Scalair) -> Option<&'s Value> {
        self.waarden().find(|waarde| match waarde {
            Value::String(woord) => *woord == scalair.tekst,
            Value::Bool(antwoord) => scalair.ja_nee() == Some(*antwoord),
            Value::Number(getal) => scalair.getal().as_ref() == Some(getal),
            _ => false,
        })
    }

    /// Returns the tag of an externally tagged variant: the only key, and required.
    pub fn label(self) -> Option<&'s str> {
        let mut eigenschappen = self.eigenschappen();
        let (naam, schema) = eigenschappen.next()?;
        // A key with one fixed value is a tag inside the mapping, not around it.
        if schema.get("const").is_some() {
            return None;
        }
        let enige = eigenschappen.next().is_none();
        (enige && self.verplicht().any(|verplicht| verplicht == naam)).then_some(naam)
    }
}

/// Returns the tags of the variants that have content.
pub(super) fn labels<'s>(takken: &[Tak<'s>]) -> Vec<&'s str> {
    takken.iter().filter_map(|tak| tak.label()).collect()
}

/// Picks the branch for a list: the one whose items are of the kind of the first item.
pub(super) fn kies_lijst<'s>(
    wortel: &'s Value,
    alle: &[Tak<'s>],
    items: &[Knoop],
) -> Option<Tak<'s>> {
    let lijsten = || alle.iter().copied().filter(|tak| tak.kan("array"));
    let past = |tak: &Tak<'s>| {
        let (Some(schema), Some(eerste)) = (tak.schema.get("items"), items.first()) else {
            return true;
        };
        let binnen = takken(wortel, schema);
        binnen.is_empty()
            || binnen.iter().any(|tak| match &eerste.soort {
                Soort::Lijst(_) => tak.kan("array"),
                Soort::Kaart(_) => tak.kan("object"),
                Soort::Scalair(_) => tak.is_waarde(),
            })
    };
    lijsten().find(past).or_else(|| lijsten().next())
}

/// Picks the branch for a mapping: the one whose tag it carries, else the one it looks like most.
pub(super) fn kies_kaart<'s>(alle: &[Tak<'s>], regels: &[(Sleutel, Knoop)]) -> Option<Tak<'s>> {
    let kaarten = || alle.iter().copied().filter(|tak| tak.kan("object"));
    let gelijkenis = |tak: &Tak| {
        regels.iter().fold(0_i32, |punten, (sleutel, kind)| {
            let Some(schema) = tak.eigenschap(&sleutel.naam) else {
                return punten;
            };
            // A tag inside the mapping (`soort: brief`) outweighs everything else.
            let etiket = schema.get("const").and_then(Value::as_str);
            match etiket {
                Some(etiket) if kind.tekst() == Some(etiket) => punten + 1000,
                Some(_) => punten - 1000,
                None => punten + 2,
            }
        }) - i32::from(
            tak.verplicht()
                .any(|v| !regels.iter().any(|(s, _)| s.naam == v)),
        )
    };
    // `max_by_key` takes the last of equals; the first is meant.
    kaarten().rev().max_by_key(gelijkenis)
}

/// Says in Dutch what a value should be.
pub(super) fn verwacht(takken: &[Tak]) -> String {
    let mut delen: Vec<String> = Vec::new();
    let mut voeg_toe = |deel: String| {
        if !delen.contains(&deel) {
            delen.push(deel);
        }
    };
    let keuzes: Vec<&str> = takken.iter().flat_map(|tak| tak.keuzes()).collect();
    if !keuzes.is_empty() && takken.iter().all(|tak| tak.verwacht.is_none()) {
        voeg_toe(opsomming(keuzes, "of"));
    }
    let labels = labels(takken);
    if !labels.is_empty() {
        voeg_toe(format!("blok met {}", opsomming(labels, "of")));
    }
    for tak in takken {
        match tak.verwacht {
            Some(_) if tak.kan("null") && !tak.is_waarde() => {}
            Some(tekst) => voeg_toe(tekst.to_owned()),
            None => soortnamen(*tak).for_each(|naam| voeg_toe(naam.to_owned())),
        }
    }
    match delen.as_slice() {
        [] => "een waarde".to_owned(),
        [enige] => enige.clone(),
        [eerste @ .., laatste] => format!("{} of {laatste}", eerste.join(", ")),
    }
}

fn soortnamen(tak: Tak) -> impl Iterator<Item = &'static str> {
    let datum = tak.woord("format") == Some("date");
    let namen = [
        ("string", if datum { "datum (JJJJ-MM-DD)" } else { "tekst" }),
        ("integer", "geheel getal"),
        ("number", "getal"),
        ("boolean", "`ja` of `nee`"),
        ("array", "lijst"),
        (
            "object",
            if tak.label().is_some() {
                ""
            } else {
                "blok met sleutels"
            },
        ),
    ];
    let gesloten = tak.heeft_keuzes();
    namen
        .into_iter()
        .filter(move |(soort, naam)| !naam.is_empty() && tak.kan(soort) && !gesloten)
        .map(|(_, naam)| naam)
}
