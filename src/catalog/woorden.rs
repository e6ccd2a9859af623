//! The words of a procedure: every part of it that a letter or mail may name.
//!
//! Gathered once for all texts of the procedure. Easy to get wrong: a field has one name and many places. What one
//! place does not require, another may.

use std::collections::HashSet;

use crate::definition::procedure::{Procedure, Veld, VeldSoort};
use crate::render::Genoemd;

pub(super) struct Woorden<'p> {
    velden: Vec<(&'p str, &'p Veld)>,
    taken: Vec<&'p str>,
    termijnen: Vec<&'p str>,
    data: Vec<&'p str>,
    /// Fields that some gevolg fills.
    gezet: HashSet<&'p str>,
}

impl<'p> Woorden<'p> {
    pub fn van(procedure: &'p Procedure) -> Self {
        let velden = procedure.alle_velden();
        let velden: Vec<(&str, &Veld)> = velden.map(|(naam, veld)| (naam.as_str(), veld)).collect();
        let fasen = || procedure.fasen.values();
        let taken = fasen().flat_map(|fase| fase.taken.keys());
        let taken: Vec<&str> = taken.map(String::as_str).collect();
        let waits = fasen().flat_map(|fase| fase.termijnen.keys());
        let waits = waits.map(String::as_str);
        let termijnen: Vec<&str> = waits.chain(taken.iter().copied()).collect();
        let dates = velden
            .iter()
            .filter(|(_, veld)| veld.soort == VeldSoort::Datum);
        let events = fasen().flat_map(|fase| fase.gebeurtenissen.keys());
        let events = events.chain(procedure.gebeurtenissen.keys());
        let data = dates
            .map(|(naam, _)| *naam)
            .chain(events.map(String::as_str))
            .chain(termijnen.iter().copied())
            .chain(procedure.fasen.keys().map(String::as_str))
            .chain(["ontvangst", "begin"])
            .collect();
        let gevolgen = procedure
            .gevolgen()
            .chain(procedure.gevolgen_bij_verdagen());
        let gezet = gevolgen.flat_map(|gevolg| gevolg.zet.keys());
        Self {
            data,
            termijnen,
            taken,
            gezet: gezet.map(String::as_str).collect(),
            velden,
        }
    }

    /// The names of fields, one for each place.
    pub fn velden(&self) -> impl Iterator<Item = &'p str> {
        self.velden.iter().map(|(naam, _)| *naam)
    }

    /// A field wherever it is filled in.
    pub fn veld<'s>(&'s self, naam: &'s str) -> impl Iterator<Item = &'p Veld> + 's {
        let found = self.velden.iter().filter(move |(known, _)| *known == naam);
        found.map(|(_, veld)| *veld)
    }

    /// The kind of what is named, in words, and its name.
    pub fn soort(wat: &Genoemd) -> (&'static str, &str) {
        match wat {
            Genoemd::Gegeven(naam) => ("gegeven", naam),
            Genoemd::Taak(naam) => ("taak", naam),
            Genoemd::Verdaging(naam) => ("deel van de verdaging", naam),
            Genoemd::Termijn(naam) => ("termijn", naam),
            Genoemd::Datum(naam) => ("datum", naam),
        }
    }

    /// The names the procedure knows of that kind.
    pub fn van_soort(&self, wat: &Genoemd) -> Vec<&'p str> {
        match wat {
            Genoemd::Gegeven(_) => self.velden().collect(),
            Genoemd::Taak(_) => self.taken.clone(),
            Genoemd::Verdaging(_) => Vec::new(),
            Genoemd::Termijn(_) => self.termijnen.clone(),
            Genoemd::Datum(_) => self.data.clone(),
        }
    }

    pub fn kent(&self, wat: &Genoemd) -> bool {
        let known = match wat {
            Genoemd::Gegeven(naam) => return self.veld(naam).next().is_some(),
            Genoemd::Taak(_) => &self.taken,
            Genoemd::Verdaging(_) => return false,
            Genoemd::Termijn(_) => &self.termijnen,
            Genoemd::Datum(_) => &self.data,
        };
        known.contains(&Self::soort(wat).1)
    }

    /// Whether a field holds a list of absences.
    pub fn is_overzicht(&self, wat: &Genoemd) -> bool {
        let Genoemd::Gegeven(naam) = wat else {
            return false;
        };
        self.veld(naam)
            .any(|veld| veld.soort == VeldSoort::Verzuimoverzicht)
    }

    /// Whether nothing requires a field and no gevolg sets it.
    pub fn kan_leeg(&self, wat: &Genoemd) -> bool {
        let Genoemd::Gegeven(naam) = wat else {
            return false;
        };
        let asked = |veld: &Veld| veld.verplicht || !veld.verplicht_bij.is_empty();
        !self.veld(naam).any(asked) && !self.gezet.contains(naam.as_str())
    }
}
