//! What every check needs at hand: the layers, the names, the surroundings, and where faults go.
//!
//! Easy to get wrong: a tree whose shape is faulty is still checked, so that all faults are told at once.
//! What is *missing* is then not judged ([`Werk::absent`]): it may be missing only because it was misread.

use std::collections::HashSet;

use super::blik::Blik;
use super::naam::{Namen, Wat};
use super::{Laag, Omgeving};
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic, dichtstbij};
use crate::definition::ontleed::grens;
use crate::zaak::Rol;

/// The work on one procedure.
pub(super) struct Werk<'a> {
    pub lagen: &'a [&'a Laag],
    pub omgeving: &'a Omgeving,
    pub namen: Namen,
    /// Whether the tree has the shape of a procedure.
    pub heel: bool,
    fouten: Vec<Diagnostic>,
    gemeld: HashSet<(String, usize, usize)>,
}

impl<'a> Werk<'a> {
    pub fn new(lagen: &'a [&'a Laag], omgeving: &'a Omgeving, vormfouten: Vec<Diagnostic>) -> Self {
        let place = |fout: &Diagnostic| (fout.bestand.clone(), fout.regel, fout.kolom);
        Self {
            lagen,
            omgeving,
            namen: Namen::default(),
            heel: vormfouten.is_empty(),
            gemeld: vormfouten.iter().map(place).collect(),
            fouten: vormfouten,
        }
    }

    /// Tells of a fault, unless the shape of that very place was refused already.
    pub fn meld(&mut self, fout: Diagnostic) {
        if !self
            .gemeld
            .contains(&(fout.bestand.clone(), fout.regel, fout.kolom))
        {
            self.fouten.push(fout);
        }
    }

    /// Whether so much is wrong that no more names are compared: that takes the square of their number.
    pub fn is_veel(&self) -> bool {
        self.fouten.len() >= grens::FOUTEN
    }

    /// Tells of a name that does not exist, with the nearest one that does.
    pub fn meld_nabij<'n>(
        &mut self,
        fout: Diagnostic,
        naam: &str,
        bekend: impl IntoIterator<Item = &'n str>,
    ) {
        let fout = match self.is_veel() {
            true => fout,
            false => fout.met_dichtstbij(naam, bekend),
        };
        self.meld(fout);
    }

    /// Tells that something is missing, unless the file was misread.
    pub fn absent(&mut self, fout: Diagnostic) {
        if self.heel {
            self.meld(fout);
        }
    }

    /// Says no more about this node: what it should have been is told already.
    pub fn stil(&mut self, blik: Blik<'_>) {
        let places = blik.plekken().into_iter();
        self.gemeld
            .extend(places.map(|plek| (plek.bestand.to_string(), plek.regel, plek.kolom)));
    }

    /// Whether nothing was found that stops the procedure.
    pub fn is_goed(&self) -> bool {
        self.fouten
            .iter()
            .all(|fout| fout.code.ernst() != crate::definition::diagnostic::Ernst::Fout)
    }

    /// All that was told, by place.
    pub fn klaar(mut self) -> Vec<Diagnostic> {
        self.fouten.sort();
        self.fouten.dedup();
        self.fouten
    }

    /// The layer of the topmost file that says something about this node.
    pub fn laag(&self, blik: Blik<'_>) -> String {
        let places = blik.plekken();
        let touches = |laag: &&&Laag| places.iter().any(|plek| *plek.bestand == *laag.bestand);
        let top = self.lagen.iter().rev().find(touches);
        top.map_or_else(|| "landelijk".to_owned(), |laag| laag.naam.clone())
    }

    /// A place as a hint names it.
    pub fn wijs(&self, plek: &Plek) -> String {
        format!("{}:{}", plek.bestand, plek.regel)
    }

    /// The role with this name.
    pub fn rol(&mut self, blik: Blik<'_>, wie: &str) -> Option<Rol> {
        let naam = blik.eigen_tekst()?;
        let rol = Rol::met_naam(naam);
        if rol.is_none() {
            let melding = format!("{wie} noemt onbekende rol `{naam}`");
            let hint = "rollen zijn `administratie`, `leerplichtambtenaar`, `leidinggevende` en `beheerder`";
            let known = Rol::ALLE.map(Rol::naam);
            self.meld(
                Diagnostic::new(Code::F108, blik.plek(), melding)
                    .met_hint(hint)
                    .met_dichtstbij(naam, known),
            );
        }
        rol
    }

    /// The roles of one or more names.
    pub fn rollen(&mut self, van: Blik<'_>, sleutel: &str, wie: &str) -> Vec<Rol> {
        let names = van.reeks(sleutel);
        names
            .into_iter()
            .filter_map(|blik| self.rol(blik, wie))
            .collect()
    }

    /// Tells that a name does not exist, with the nearest one or why it is switched off.
    pub fn onbekend<'n>(
        &mut self,
        code: Code,
        plek: &Plek,
        melding: String,
        naam: &str,
        bekend: impl IntoIterator<Item = &'n str>,
    ) {
        let near = match self.is_veel() {
            true => None,
            false => dichtstbij(naam, bekend),
        };
        let hint = match (self.namen.uit.get(naam), near) {
            (Some(reden), _) => Some(format!("`{naam}` staat uit: {reden}")),
            (None, Some(near)) => Some(format!("bedoelde u `{near}`?")),
            (None, None) => None,
        };
        let fout = Diagnostic::new(code, plek, melding);
        self.meld(match hint {
            Some(hint) => fout.met_hint(hint),
            None => fout,
        });
    }

    /// Checks that a name of this kind exists and returns it.
    pub fn verwijzing(&mut self, wat: Wat, blik: Blik<'_>, zin: &str) -> Option<String> {
        let naam = blik.eigen_tekst()?;
        if !self.namen.is(wat, naam) {
            let code = if wat == Wat::Fase {
                Code::F101
            } else {
                Code::F102
            };
            let known: Vec<String> = match self.is_veel() {
                true => Vec::new(),
                false => self.namen.van(wat).map(str::to_owned).collect(),
            };
            let melding = format!("{zin} onbekende {} `{naam}`", wat.naam());
            let known = known.iter().map(String::as_str);
            self.onbekend(code, blik.plek(), melding, naam, known);
        }
        Some(naam.to_owned())
    }

    /// Checks that a term can be counted from this and returns it.
    pub fn anker(&mut self, blik: Blik<'_>, wie: &str) -> Option<String> {
        let naam = blik.eigen_tekst()?;
        let known = self.namen.ankers();
        if !known.contains(&naam) {
            let known: Vec<String> = known.into_iter().map(str::to_owned).collect();
            let melding = match self.namen.velden.contains_key(naam) {
                true => format!("{wie} telt vanaf `{naam}`, maar dat veld is geen datum"),
                false => format!("{wie} telt vanaf `{naam}`, dat niet bestaat"),
            };
            let known = known.iter().map(String::as_str);
            self.onbekend(Code::F109, blik.plek(), melding, naam, known);
        }
        Some(naam.to_owned())
    }
}
