//! Nothing of a definition is forgotten: whatever leaf of a shipped one is changed, the difference is told.
//!
//! Easy to get wrong: a change that is none. What cannot be read back, or reads back as the same definition,
//! proves nothing; each shape of leaf must have at least one change that counts.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use termijnwacht::definition::procedure::Procedure;
use termijnwacht::definition::verschil::procedures;

use crate::SHIPPED;

/// Where authors choose the keys.
const KAARTEN: [&str; 13] = [
    "fasen",
    "taken",
    "termijnen",
    "gebeurtenissen",
    "gegevens",
    "vragen",
    "antwoorden",
    "uitkomsten",
    "rooster",
    "teksten",
    "scripts",
    "wacht_op",
    "zet",
];

/// How many leaves of a shape are changed, over all definitions; each in every way there is.
const PER_VORM: usize = 1;

type Pad = Vec<String>;

fn shipped() -> Vec<Arc<Procedure>> {
    let all = SHIPPED
        .procedures("woerden")
        .map(|(_, procedure)| Arc::clone(procedure));
    let mut all: Vec<Arc<Procedure>> = all.collect();
    // Small ones first: what they show need not be shown by a large one.
    all.sort_by_key(|procedure| serde_json::to_string(procedure.as_ref()).unwrap().len());
    all
}

/// Every node below, with the way to it.
fn nodes(at: &Value, pad: &Pad, found: &mut Vec<Pad>) {
    found.push(pad.clone());
    let mut below = |key: String, value: &Value| {
        let mut pad = pad.clone();
        pad.push(key);
        nodes(value, &pad, found);
    };
    match at {
        Value::Object(map) => map
            .iter()
            .for_each(|(key, value)| below(key.clone(), value)),
        Value::Array(list) => {
            let numbered = list.iter().enumerate();
            numbered.for_each(|(index, value)| below(index.to_string(), value));
        }
        _ => {}
    }
}

fn get<'v>(root: &'v Value, pad: &[String]) -> &'v Value {
    pad.iter().fold(root, |at, key| match at {
        Value::Array(list) => &list[key.parse::<usize>().unwrap()],
        at => &at[key],
    })
}

fn set(root: &mut Value, pad: &[String], value: Value) {
    let place = pad.iter().fold(root, |at, key| match at {
        Value::Array(list) => &mut list[key.parse::<usize>().unwrap()],
        at => &mut at[key],
    });
    *place = value;
}

/// The way without what authors choose.
fn shape(pad: &Pad) -> String {
    let mut words = Vec::new();
    let mut chosen = false;
    for key in pad {
        let number = key.bytes().all(|b| b.is_ascii_digit());
        words.push(if chosen || number { "*" } else { key });
        chosen = !chosen && KAARTEN.contains(&key.as_str());
    }
    words.join(".")
}

/// What may stand where this stands.
fn others(value: &Value, key: &str, donors: &BTreeMap<String, Vec<Value>>) -> Vec<Value> {
    let mut found: Vec<Value> = donors.get(key).cloned().unwrap_or_default();
    match value {
        Value::Null => {}
        Value::Bool(value) => found.push(json!(!value)),
        Value::Number(number) => found.push(json!(number.as_i64().unwrap_or(0) + 1)),
        Value::String(_) => {
            let words = [
                "anders",
                "9 dagen",
                "leidinggevende",
                "beheerder",
                "bureau",
                "jongere.leeftijd >= 12",
                "2001-01-01",
                "0 7 * * di",
                "getal",
                "escalatie",
                "verstreken",
            ];
            found.extend(words.map(Value::from));
        }
        Value::Array(list) => {
            found.extend(list.first().map(|first| {
                let again = list.iter().chain([first]);
                Value::Array(again.cloned().collect())
            }));
            if !list.is_empty() {
                found.push(Value::Array(list[1..].to_vec()));
            }
        }
        Value::Object(map) => {
            let without = |gone: &String| {
                let rest = map.iter().filter(|(key, _)| *key != gone);
                let rest: Map<String, Value> = rest
                    .map(|(key, value)| (key.clone(), value.clone()))
                    .collect();
                Value::Object(rest)
            };
            found.extend(map.keys().map(without));
            if let Some((_, first)) = map.iter().next() {
                let mut more = map.clone();
                more.insert("nieuw".to_owned(), first.clone());
                found.push(Value::Object(more));
            }
        }
    }
    found.retain(|other| other != value);
    found
}

/// Values by their key, from all definitions: what may take the place of another.
fn donors(all: &[Value]) -> BTreeMap<String, Vec<Value>> {
    let mut found: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for root in all {
        let mut paden = Vec::new();
        nodes(root, &Vec::new(), &mut paden);
        for pad in paden {
            let (Some(key), value) = (pad.last(), get(root, &pad)) else {
                continue;
            };
            let known = found.entry(key.clone()).or_default();
            let kind = std::mem::discriminant(value);
            let same = known
                .iter()
                .filter(|one| std::mem::discriminant(*one) == kind);
            if same.count() < 2 && !known.contains(value) {
                known.push(value.clone());
            }
        }
    }
    found
}

#[test]
fn whatever_leaf_of_a_definition_changes_is_told() {
    let shipped = shipped();
    let roots = shipped
        .iter()
        .map(|procedure| serde_json::to_value(procedure.as_ref()).unwrap());
    let roots: Vec<Value> = roots.collect();
    let donors = donors(&roots);
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut changed: BTreeSet<String> = BTreeSet::new();
    let mut silent: BTreeSet<String> = BTreeSet::new();
    for (procedure, root) in shipped.iter().zip(&roots) {
        let mut paden = Vec::new();
        nodes(root, &Vec::new(), &mut paden);
        for pad in paden {
            let shape = shape(&pad);
            // Two definitions of one procedure have one slug.
            if pad.is_empty() || shape == "slug" || seen.get(&shape) >= Some(&PER_VORM) {
                continue;
            }
            *seen.entry(shape.clone()).or_default() += 1;
            let key = pad.last().cloned().unwrap_or_default();
            for other in others(get(root, &pad), &key, &donors) {
                let mut mutant = root.clone();
                set(&mut mutant, &pad, other.clone());
                let Ok(mutant) = serde_json::from_value::<Procedure>(mutant) else {
                    continue;
                };
                if mutant == **procedure {
                    continue;
                }
                changed.insert(shape.clone());
                if procedures(procedure, &mutant).is_empty() {
                    let pad = pad.join(".");
                    silent.insert(format!("{}: {pad} = {other}", procedure.slug));
                }
                if procedures(&mutant, procedure).is_empty() {
                    silent.insert(format!("{}: {} back", procedure.slug, pad.join(".")));
                }
            }
        }
    }
    let silent: Vec<String> = silent.into_iter().collect();
    assert!(silent.is_empty(), "not told:\n{}", silent.join("\n"));
    // What holds others is changed when one of these is.
    let touched = |shape: &String| {
        let below = format!("{shape}.");
        changed
            .iter()
            .any(|one| one == shape || one.starts_with(&below))
    };
    let still: Vec<&String> = seen.keys().filter(|shape| !touched(shape)).collect();
    assert!(still.is_empty(), "never changed: {still:#?}");
}

#[test]
fn a_definition_differs_in_nothing_from_itself() {
    for procedure in shipped() {
        assert_eq!(procedures(&procedure, &procedure), [], "{}", procedure.slug);
    }
}
