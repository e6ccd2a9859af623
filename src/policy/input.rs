//! The input of a script: of the zaak's data only what the question declares,
//! as a read-only map made anew for every call.
//!
//! Left to others: gathering that data; nothing is looked up here.
//!
//! Easy to get wrong: an empty field (`null`) is left out, so reading it is an
//! error that names the field. As `()` it would compare as false with
//! anything, and the script would go on to a wrong proposal.

use rhai::{Array, Dynamic, Map};
use serde_json::Value;

use super::fout::{Limiet, PolicyFout};
use super::{Vraagstelling, limits};

/// Builds what the script sees as `zaak`.
pub(super) fn build(vraag: &Vraagstelling, invoer: &Value) -> Result<Dynamic, PolicyFout> {
    let mut zaak = Map::new();
    for declared in &vraag.invoer {
        let pad: Vec<&str> = declared.split('.').collect();
        take(&mut zaak, &pad, invoer, declared)?;
    }
    Ok(Dynamic::from_map(zaak).into_read_only())
}

/// Copies the part of `source` at `pad` to the same place in `target`.
fn take(target: &mut Map, pad: &[&str], source: &Value, declared: &str) -> Result<(), PolicyFout> {
    let [name, rest @ ..] = pad else {
        return Ok(());
    };
    // The part must be there; a single field of it may be empty.
    let missing = || PolicyFout::InvoerOntbreekt {
        naam: declared.to_owned(),
    };
    let value = match source.get(*name) {
        Some(value) => value,
        None if rest.is_empty() && declared.contains('.') => return Ok(()),
        None => return Err(missing()),
    };
    if rest.is_empty() {
        if let Some(value) = convert(value, 0)? {
            target.insert((*name).into(), value);
        }
        return Ok(());
    }
    let part = target
        .entry((*name).into())
        .or_insert_with(|| Dynamic::from_map(Map::new()));
    match part.as_map_mut() {
        Ok(mut part) => take(&mut part, rest, value, declared),
        Err(_) => Err(missing()),
    }
}

/// The Rhai value for `value`; `None` for `null`.
fn convert(value: &Value, depth: usize) -> Result<Option<Dynamic>, PolicyFout> {
    let too_large = PolicyFout::LimietOverschreden {
        welke: Limiet::Invoer,
        regel: None,
    };
    if depth > limits::MAX_INPUT_DEPTH {
        return Err(too_large);
    }
    Ok(Some(match value {
        Value::Null => return Ok(None),
        Value::Bool(truth) => Dynamic::from_bool(*truth),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Dynamic::from_int(whole),
            (None, Some(broken)) if !number.is_u64() => Dynamic::from_float(broken),
            _ => return Err(too_large),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => {
            let mut array = Array::with_capacity(items.len().min(limits::MAX_ARRAY_SIZE));
            for item in items {
                // A gap in a list keeps its place.
                array.push(convert(item, depth + 1)?.unwrap_or(Dynamic::UNIT));
            }
            Dynamic::from_array(array)
        }
        Value::Object(fields) => {
            let mut map = Map::new();
            for (name, field) in fields {
                if let Some(field) = convert(field, depth + 1)? {
                    map.insert(name.as_str().into(), field);
                }
            }
            Dynamic::from_map(map)
        }
    }))
}
