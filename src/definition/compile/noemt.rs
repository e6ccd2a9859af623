//! The letters, mails and scripts that a layer names, wherever it does.
//!
//! Said of the tree as it was written, so that a fault elsewhere in the file hides no name. Easy to get wrong: a
//! letter may be chosen by a question; then its name stands only among the answers.

use std::collections::BTreeSet;

use super::Laag;
use super::blik::Blik;
use crate::definition::boom::Knoop;

/// The names of texts and scripts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stuknamen {
    pub brieven: BTreeSet<String>,
    pub mails: BTreeSet<String>,
    pub scripts: BTreeSet<String>,
}

impl Laag {
    /// What this layer names.
    pub fn stuknamen(&self) -> Stuknamen {
        let mut found = Stuknamen::default();
        gather(&self.boom, &mut found);
        found
    }
}

fn gather(knoop: &Knoop, found: &mut Stuknamen) {
    for (sleutel, kind) in knoop.kaart() {
        let items = || match kind.lijst() {
            [] => std::slice::from_ref(kind),
            items => items,
        };
        let texts = || {
            items()
                .iter()
                .filter_map(|item| item.tekst().map(str::to_owned))
        };
        match sleutel.naam.as_str() {
            "brief" => found.brieven.extend(texts()),
            "mail" => {
                let named = items()
                    .iter()
                    .filter_map(|item| Blik::op(item).tekst("tekst"));
                found.mails.extend(named.map(str::to_owned));
            }
            "script" => found.scripts.extend(texts()),
            "antwoorden" => {
                let names = kind.kaart().iter().map(|(naam, _)| naam.naam.clone());
                found.brieven.extend(names);
            }
            "vragen" => {
                for (naam, _) in kind.kaart() {
                    let naam = &naam.naam;
                    found.scripts.extend([naam.clone(), naam.replace('-', "_")]);
                }
            }
            _ => {}
        }
        gather(kind, found);
    }
    knoop.lijst().iter().for_each(|item| gather(item, found));
}
