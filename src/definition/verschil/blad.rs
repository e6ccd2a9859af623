//! The sheet on which changes between two definitions are noted.
//!
//! Easy to get wrong: names. A title is looked up in the definition the value belongs to, the old one for what
//! it was and the new one for what it becomes; what a zaak runs on is named as the old one names it.

use super::lijst::{lijsten, opsomming};
use super::{Raakt, Soort, Wijziging};
use crate::definition::procedure::Procedure;

pub(super) struct Blad<'a> {
    pub oud: &'a Procedure,
    pub nieuw: &'a Procedure,
    pub gevonden: Vec<Wijziging>,
}

/// What is being compared: how it is named at the head of a sentence, and what of a zaak it touches.
#[derive(Debug, Clone)]
pub(super) struct Wat {
    pub naam: String,
    pub raakt: Raakt,
}

impl Wat {
    pub fn new(naam: impl Into<String>, raakt: Raakt) -> Self {
        let naam = naam.into();
        Self { naam, raakt }
    }

    /// A part of it: `Verstuur de brief, uitkomst "verzonden"`.
    pub fn deel(&self, deel: &str) -> Self {
        Self::new(format!("{}, {deel}", self.naam), self.raakt.clone())
    }
}

impl Blad<'_> {
    /// Notes a change as `NAAM: ZIN`.
    pub fn meld(&mut self, soort: Soort, wat: &Wat, zin: impl AsRef<str>) {
        let zin = format!("{}: {}", wat.naam, zin.as_ref());
        self.gevonden
            .push(Wijziging::new(soort, wat.raakt.clone(), zin));
    }

    /// Notes a change of value as `NAAM: ZIN`, with both values.
    pub fn meld_waarde(
        &mut self,
        soort: Soort,
        wat: &Wat,
        zin: impl AsRef<str>,
        (was, wordt): (impl Into<String>, impl Into<String>),
    ) {
        let zin = format!("{}: {}", wat.naam, zin.as_ref());
        let wijziging = Wijziging::new(soort, wat.raakt.clone(), zin);
        self.gevonden.push(wijziging.van_naar(was, wordt));
    }

    /// Notes a switch that went on or off.
    pub fn schakelaar(
        &mut self,
        soort: Soort,
        wat: &Wat,
        (was, wordt): (bool, bool),
        (aan, uit): (&str, &str),
    ) {
        if was != wordt {
            let ja_nee = |value: bool| if value { "ja" } else { "nee" };
            let zin = if wordt { aan } else { uit };
            self.meld_waarde(soort, wat, zin, (ja_nee(was), ja_nee(wordt)));
        }
    }

    /// Notes another title.
    pub fn titel(&mut self, wat: &Wat, was: &str, wordt: &str) {
        if was != wordt {
            let zin = format!("heet nu \"{wordt}\"");
            self.meld_waarde(Soort::Titel, wat, zin, (was, wordt));
        }
    }

    /// Whether these are the titles of the taak that a term guards, before and after.
    pub fn bears_title_of_taak(&self, wat: &Wat, was: &str, wordt: &str) -> bool {
        let Raakt::Termijn(naam) = &wat.raakt else {
            return false;
        };
        let (oud, nieuw) = (self.oud.taak(naam), self.nieuw.taak(naam));
        let same = oud.zip(nieuw);
        same.is_some_and(|((_, oud), (_, nieuw))| oud.titel == was && nieuw.titel == wordt)
    }

    /// Notes another grondslag.
    pub fn grondslag(&mut self, wat: &Wat, was: &[String], wordt: &[String]) {
        if was != wordt {
            let words = |list: &[String]| match list {
                [] => "geen".to_owned(),
                list => list.join(", "),
            };
            let zin = format!("grondslag {} → {}", words(was), words(wordt));
            self.meld_waarde(Soort::Grondslag, wat, zin, (words(was), words(wordt)));
        }
    }

    /// Notes what came to and went from a list; `None` of both with another order is told as such.
    pub fn namen(
        &mut self,
        soort: Soort,
        wat: &Wat,
        label: &str,
        (oud, nieuw): (&[String], &[String]),
    ) {
        if oud == nieuw {
            return;
        }
        let found = lijsten(oud, nieuw);
        let quoted = |list: &[&String]| {
            opsomming(
                &list
                    .iter()
                    .map(|one| format!("`{one}`"))
                    .collect::<Vec<_>>(),
            )
        };
        if found.erbij.is_empty() && found.weg.is_empty() {
            self.meld(
                Soort::Volgorde,
                wat,
                format!("{label} in een andere volgorde"),
            );
        }
        if !found.erbij.is_empty() {
            self.meld(
                soort,
                wat,
                format!("{label} erbij: {}", quoted(&found.erbij)),
            );
        }
        if !found.weg.is_empty() {
            self.meld(soort, wat, format!("{label} weg: {}", quoted(&found.weg)));
        }
    }
}
