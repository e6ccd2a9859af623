//! A look at one place of the overlaid tree: its value, the place of its key, and what stands below.
//!
//! Reads only; what is found is judged by the other files of this room. Easy to get wrong: what a layer
//! switched off (`uit: reden`) is skipped by [`Blik::kinderen`], so that it is neither built nor counted.

use crate::definition::boom::{Knoop, Plek, Scalair, Soort};

/// A node and the place where its name stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Blik<'k> {
    pub knoop: &'k Knoop,
    /// The place of its key; that of the node itself where it has none.
    pub sleutel: &'k Plek,
}

impl<'k> Blik<'k> {
    /// Looks at a node that has no key.
    pub fn op(knoop: &'k Knoop) -> Self {
        Self {
            knoop,
            sleutel: &knoop.plek,
        }
    }

    /// The place where the value begins.
    pub fn plek(self) -> &'k Plek {
        &self.knoop.plek
    }

    /// What stands under a key; nothing when it is empty.
    pub fn kind(self, naam: &str) -> Option<Self> {
        let (sleutel, knoop) = self.knoop.regel(naam)?;
        let leeg = knoop.scalair().is_some_and(Scalair::is_leeg);
        (!leeg).then_some(Self {
            knoop,
            sleutel: &sleutel.plek,
        })
    }

    /// Whether a key was written here, be it empty.
    pub fn heeft(self, naam: &str) -> bool {
        self.kind(naam).is_some()
    }

    /// The text under a key.
    pub fn tekst(self, naam: &str) -> Option<&'k str> {
        self.kind(naam)?.knoop.tekst()
    }

    /// The text of the node itself.
    pub fn eigen_tekst(self) -> Option<&'k str> {
        self.knoop.tekst()
    }

    /// The answer under a key, when it is `ja` or `nee`.
    pub fn ja_nee(self, naam: &str) -> Option<bool> {
        self.kind(naam)?.knoop.scalair()?.ja_nee()
    }

    /// The reason why a layer switched this off.
    pub fn uit(self) -> Option<Self> {
        self.kind("uit")
    }

    /// The named things under a key that are not switched off.
    pub fn kinderen(self, naam: &str) -> Vec<(&'k str, Self)> {
        let mut alle = self.alle_kinderen(naam);
        alle.retain(|(_, kind)| kind.uit().is_none());
        alle
    }

    /// The named things under a key, those switched off too.
    pub fn alle_kinderen(self, naam: &str) -> Vec<(&'k str, Self)> {
        let regels = self.kind(naam).map_or(&[][..], |kind| kind.knoop.kaart());
        regels
            .iter()
            .map(|(sleutel, knoop)| {
                let blik = Self {
                    knoop,
                    sleutel: &sleutel.plek,
                };
                (sleutel.naam.as_str(), blik)
            })
            .collect()
    }

    /// One value or a list of them, as a list.
    pub fn reeks(self, naam: &str) -> Vec<Self> {
        self.kind(naam).map(Self::zelf_reeks).unwrap_or_default()
    }

    /// This node as a list: its items, or itself.
    pub fn zelf_reeks(self) -> Vec<Self> {
        match &self.knoop.soort {
            Soort::Lijst(items) => items.iter().map(Self::op).collect(),
            _ => vec![self],
        }
    }

    /// The texts of one value or a list of them.
    pub fn teksten(self, naam: &str) -> Vec<String> {
        let texts = self.reeks(naam).into_iter();
        texts
            .filter_map(|blik| blik.eigen_tekst().map(str::to_owned))
            .collect()
    }

    /// The place of a character within the text of this node.
    pub fn teken(self, plek: usize) -> Plek {
        // A quote stands before the first character; the tree does not count it.
        let quote = usize::from(self.knoop.scalair().is_some_and(|scalair| !scalair.kaal));
        Plek {
            kolom: self.plek().kolom + quote + plek,
            ..self.plek().clone()
        }
    }

    /// Every place of this node and all below it.
    pub fn plekken(self) -> Vec<&'k Plek> {
        let mut found = vec![self.sleutel];
        gather(self.knoop, &mut found);
        found
    }
}

fn gather<'k>(knoop: &'k Knoop, found: &mut Vec<&'k Plek>) {
    match &knoop.soort {
        Soort::Scalair(_) => found.push(&knoop.plek),
        Soort::Lijst(items) => {
            found.push(&knoop.plek);
            items.iter().for_each(|item| gather(item, found));
        }
        Soort::Kaart(regels) => {
            found.push(&knoop.plek);
            for (sleutel, kind) in regels {
                found.push(&sleutel.plek);
                gather(kind, found);
            }
        }
    }
}
