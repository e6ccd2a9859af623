//! Two lists or two maps side by side: what went, what came, what stayed.
//!
//! Easy to get wrong: doubles. A list that says the same thing twice differs from one that says it once.

use indexmap::IndexMap;

/// What one list has more than the other, each with its doubles.
#[derive(Debug)]
pub(super) struct Lijsten<'a, T> {
    pub weg: Vec<&'a T>,
    pub erbij: Vec<&'a T>,
}

/// Compares without regard to order.
pub(super) fn lijsten<'a, T: PartialEq>(oud: &'a [T], nieuw: &'a [T]) -> Lijsten<'a, T> {
    let mut erbij: Vec<&T> = nieuw.iter().collect();
    let mut weg = Vec::new();
    for one in oud {
        match erbij.iter().position(|other| *other == one) {
            Some(at) => drop(erbij.remove(at)),
            None => weg.push(one),
        }
    }
    Lijsten { weg, erbij }
}

/// The entries of two maps by name.
#[derive(Debug)]
pub(super) struct Paren<'a, T> {
    pub weg: Vec<(&'a str, &'a T)>,
    pub erbij: Vec<(&'a str, &'a T)>,
    pub beide: Vec<(&'a str, &'a T, &'a T)>,
}

/// Compares by name.
pub(super) fn paren<'a, T>(
    oud: &'a IndexMap<String, T>,
    nieuw: &'a IndexMap<String, T>,
) -> Paren<'a, T> {
    let only = |of: &'a IndexMap<String, T>, other: &'a IndexMap<String, T>| {
        let entries = of.iter().filter(|(naam, _)| !other.contains_key(*naam));
        entries
            .map(|(naam, waarde)| (naam.as_str(), waarde))
            .collect()
    };
    let beide = oud.iter().filter_map(|(naam, was)| {
        let wordt = nieuw.get(naam)?;
        Some((naam.as_str(), was, wordt))
    });
    Paren {
        weg: only(oud, nieuw),
        erbij: only(nieuw, oud),
        beide: beide.collect(),
    }
}

/// `a, b en c`.
pub fn opsomming<T: AsRef<str>>(delen: &[T]) -> String {
    match delen {
        [] => String::new(),
        [een] => een.as_ref().to_owned(),
        [voor @ .., laatste] => {
            let voor: Vec<&str> = voor.iter().map(AsRef::as_ref).collect();
            format!("{} en {}", voor.join(", "), laatste.as_ref())
        }
    }
}
