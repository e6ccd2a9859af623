//! The one way from the text of an author file to a value of a Rust type, with its tree.
//!
//! What the value means is left to the checks of each kind of file; they get the tree along to
//! point at, and of layers each line still knows its file.
//!
//! Easy to get wrong: the shape is the JSON Schema of the type. A type that refuses more than its
//! schema says gets a fault at the right place, but only the first one: give such a text a
//! `pattern`, or a `format` known to [`super::schrijfwijze`].

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use schemars::{JsonSchema, generate::SchemaSettings};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;

use super::boom::{Knoop, Soort, leg_over};
use super::diagnostic::{Code, Diagnostic};
use super::ontleed::{grens, ontleed};
use super::vorm;

/// What was read, and the tree it was read from.
#[derive(Debug, Clone)]
pub struct Gelezen<T> {
    pub inhoud: T,
    pub boom: Knoop,
}

/// Reads the text of one file; `bestand` is its name in diagnostics.
///
/// # Errors
/// All faults of the file, in the order of their places; never an empty list.
pub fn lees<T>(bestand: &str, tekst: &str) -> Result<Gelezen<T>, Vec<Diagnostic>>
where
    T: DeserializeOwned + JsonSchema,
{
    lees_lagen((bestand, tekst), &[])
}

/// Reads JSON: the same reader, with `true` and `false` for an author's `ja` and `nee`.
///
/// # Errors
/// As [`lees`].
pub fn lees_json<T>(bestand: &str, tekst: &str) -> Result<Gelezen<T>, Vec<Diagnostic>>
where
    T: DeserializeOwned + JsonSchema,
{
    lees_json_volgens(&kept_schema::<T>(), bestand, tekst)
}

/// As [`lees_json`], for who reads many: `schema` is that of the type, made once with [`schema()`].
///
/// # Errors
/// As [`lees`].
pub fn lees_json_volgens<T>(
    schema: &Value,
    bestand: &str,
    tekst: &str,
) -> Result<Gelezen<T>, Vec<Diagnostic>>
where
    T: DeserializeOwned,
{
    let (boom, mut fouten) = ontleed(bestand, tekst);
    let boom = boom.map(from_json);
    if let Some(boom) = boom.as_ref().filter(|_| fouten.is_empty()) {
        fouten = vorm::controleer(boom, schema);
    }
    let boom = boom
        .filter(|_| fouten.is_empty())
        .ok_or_else(|| in_json_words(fouten))?;
    let reader = &mut serde_json::Deserializer::from_str(tekst);
    match serde_path_to_error::deserialize(reader) {
        Ok(inhoud) => Ok(Gelezen { inhoud, boom }),
        Err(fout) => {
            let plek = &langs(&boom, fout.path()).plek;
            let melding = format!("dit is geen goede JSON: {}", fout.inner());
            Err(vec![Diagnostic::new(Code::F010, plek, melding)])
        }
    }
}

/// As an author would write it, so that one shape pass serves both.
fn from_json(mut knoop: Knoop) -> Knoop {
    match &mut knoop.soort {
        Soort::Scalair(scalair) if scalair.kaal => match scalair.tekst.as_str() {
            "true" => scalair.tekst = "ja".to_owned(),
            "false" => scalair.tekst = "nee".to_owned(),
            "null" => scalair.tekst.clear(),
            _ => {}
        },
        Soort::Scalair(_) => {}
        Soort::Lijst(items) => items
            .iter_mut()
            .for_each(|item| *item = from_json(item.clone())),
        Soort::Kaart(paren) => paren
            .iter_mut()
            .for_each(|(_, waarde)| *waarde = from_json(waarde.clone())),
    }
    knoop
}

fn in_json_words(fouten: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let words = |text: &str| text.replace("`ja` of `nee`", "`true` of `false`");
    let told = geordend(fouten).into_iter().map(|mut fout| {
        fout.melding = words(&fout.melding);
        fout.hint = fout.hint.map(|hint| words(&hint));
        fout
    });
    told.collect()
}

/// Reads files as layers: the lowest, and what is laid over it, from low to high. Each is the name
/// of a file and its text.
///
/// # Errors
/// All faults of all layers, each with its own file; never an empty list. Of a layer that is no
/// YAML only that is told, and the shape is judged only when every layer could be read.
pub fn lees_lagen<T>(
    onder: (&str, &str),
    erover: &[(&str, &str)],
) -> Result<Gelezen<T>, Vec<Diagnostic>>
where
    T: DeserializeOwned + JsonSchema,
{
    let (mut boom, mut fouten) = ontleed(onder.0, onder.1);
    for (bestand, tekst) in erover {
        let (laag, meer) = ontleed(bestand, tekst);
        fouten.extend(meer);
        boom = boom.zip(laag).map(|(onder, boven)| leg_over(onder, boven));
    }
    match boom {
        Some(boom) if fouten.is_empty() => uit_boom(boom),
        Some(boom) => {
            // What was refused while reading left a gap in the tree; one fault a place is enough.
            let plaats = |fout: &Diagnostic| (fout.bestand.clone(), fout.regel, fout.kolom);
            let gemeld: HashSet<_> = fouten.iter().map(plaats).collect();
            let vorm = vorm::controleer(&boom, &kept_schema::<T>());
            fouten.extend(
                vorm.into_iter()
                    .filter(|fout| !gemeld.contains(&plaats(fout))),
            );
            Err(geordend(fouten))
        }
        None => Err(geordend(fouten)),
    }
}

/// Makes a value of a tree, for callers that laid or changed the layers themselves.
///
/// # Errors
/// All faults of the tree, each with the file of its own layer; never an empty list.
pub fn uit_boom<T>(boom: Knoop) -> Result<Gelezen<T>, Vec<Diagnostic>>
where
    T: DeserializeOwned + JsonSchema,
{
    let waarde = vorm::naar_json(&boom, &kept_schema::<T>()).map_err(geordend)?;
    match serde_path_to_error::deserialize(waarde) {
        Ok(inhoud) => Ok(Gelezen { inhoud, boom }),
        Err(fout) => {
            let plek = &langs(&boom, fout.path()).plek;
            Err(vec![Diagnostic::new(
                Code::F010,
                plek,
                fout.inner().to_string(),
            )])
        }
    }
}

/// The schema of a type, made once: making it costs more than reading a file by it.
fn kept_schema<T: JsonSchema>() -> Arc<Value> {
    static KEPT: LazyLock<Mutex<HashMap<Cow<'static, str>, Arc<Value>>>> =
        LazyLock::new(Mutex::default);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let made = kept.entry(T::schema_id());
    Arc::clone(made.or_insert_with(|| Arc::new(schema::<T>())))
}

/// Returns the JSON Schema an author file of this type is checked against.
pub fn schema<T: JsonSchema>() -> Value {
    SchemaSettings::draft2020_12()
        .into_generator()
        .into_root_schema_for::<T>()
        .to_value()
}

/// Follows the path of the deserialiser as far as the tree goes along.
fn langs<'a>(boom: &'a Knoop, pad: &serde_path_to_error::Path) -> &'a Knoop {
    pad.iter().fold(boom, |knoop, stap| {
        let kind = match (stap, &knoop.soort) {
            (Segment::Seq { index }, Soort::Lijst(items)) => items.get(*index),
            (Segment::Map { key } | Segment::Enum { variant: key }, _) => {
                knoop.regel(key).map(|(_, kind)| kind)
            }
            _ => None,
        };
        kind.unwrap_or(knoop)
    })
}

/// By place, each once, and not more than anybody reads.
pub(crate) fn geordend(mut fouten: Vec<Diagnostic>) -> Vec<Diagnostic> {
    fouten.sort();
    fouten.dedup();
    let over = fouten.len().saturating_sub(grens::FOUTEN);
    fouten.truncate(grens::FOUTEN);
    if over > 0
        && let Some(laatste) = fouten.last()
    {
        let melding = format!("nog {over} fouten worden niet genoemd");
        fouten.push(Diagnostic {
            code: Code::F029,
            melding,
            hint: None,
            ..laatste.clone()
        });
    }
    fouten
}

#[cfg(test)]
mod tests;
