//! A page of sentences on a terminal, set in and broken to its width, as the dry runs tell what would happen.

use crate::render::afbreking::breek;

/// How far a part of a zaak, and what is said of it, is set in.
pub(super) const DEEL: usize = 4;
pub(super) const ERONDER: usize = 8;

/// A paragraph in so many columns.
pub(super) fn alinea(tekst: &str, breedte: usize) -> String {
    breek(tekst, breedte).join("\n")
}

/// Lines, each broken to what fits.
pub(super) struct Blad {
    pub regels: Vec<String>,
    breedte: usize,
}

impl Blad {
    pub fn new(breedte: usize) -> Self {
        let regels = Vec::new();
        Self { regels, breedte }
    }

    pub fn regel(&mut self, inspringen: usize, tekst: &str) {
        let room = " ".repeat(inspringen);
        let broken = breek(tekst, self.breedte.saturating_sub(inspringen));
        self.regels
            .extend(broken.iter().map(|regel| format!("{room}{regel}")));
    }
}
