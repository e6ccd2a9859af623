//! A fase that was given another name.
//!
//! A name is what everything else refers to, so the old definition is read with the new names before the two
//! are compared; else each `ga_naar` to it would be told as a change. Easy to get wrong: running zaken, which
//! know the old name only.

use serde_json::Value;
use std::collections::BTreeSet;

use super::lijst::paren;
use crate::definition::procedure::{Fase, Procedure};

/// Old and new name of each fase that went, where one that came looks the same.
pub(super) fn hernoemd(oud: &Procedure, nieuw: &Procedure) -> Vec<(String, String)> {
    let found = paren(&oud.fasen, &nieuw.fasen);
    let mut erbij = found.erbij;
    let pairs = found.weg.into_iter().filter_map(|(van, fase)| {
        let near = erbij
            .iter()
            .position(|(_, other)| looks_like(fase, other))?;
        let (naar, _) = erbij.remove(near);
        Some((van.to_owned(), naar.to_owned()))
    });
    pairs.collect()
}

/// Whether two fasen of other names are likely the same: they hold the same taken and terms.
fn looks_like(was: &Fase, wordt: &Fase) -> bool {
    let names = |fase: &Fase| {
        let taken = fase.taken.keys().chain(fase.termijnen.keys());
        taken
            .chain(fase.gebeurtenissen.keys())
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    let (was, wordt) = (names(was), names(wordt));
    let shared = was.intersection(&wordt).count();
    shared > 0 && shared * 2 >= was.union(&wordt).count()
}

/// The definition with these names; `None` when there is nothing to rename.
pub(super) fn with_names(oud: &Procedure, names: &[(String, String)]) -> Option<Procedure> {
    if names.is_empty() {
        return None;
    }
    let new = |naam: &str| {
        let pair = names.iter().find(|(van, _)| van == naam);
        pair.map_or(naam, |(_, naar)| naar).to_owned()
    };
    let mut found = serde_json::to_value(oud).ok()?;
    rename(&mut found, &new);
    if let Some(begin) = found.get_mut("begin") {
        *begin = Value::from(new(&oud.begin));
    }
    let fasen = found.get_mut("fasen")?.as_object_mut()?;
    *fasen = std::mem::take(fasen)
        .into_iter()
        .map(|(naam, fase)| (new(&naam), fase))
        .collect();
    serde_json::from_value(found).ok()
}

/// Gives every `ga_naar` its new name.
fn rename(at: &mut Value, new: &impl Fn(&str) -> String) {
    match at {
        Value::Object(map) => {
            for (key, value) in map.iter_mut() {
                match value {
                    Value::String(naar) if key == "ga_naar" => *naar = new(naar),
                    value => rename(value, new),
                }
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| rename(value, new)),
        _ => {}
    }
}
