//! Work that outlives its fase (`blijft`), and whether a zaak has been in the fase where it begins.
//!
//! What is then begun is `overname`'s and `migratie`'s. Easy to get wrong: one more way round. A zaak has surely been in
//! a fase only where every way to the present one leads through it, or where that is known.

use indexmap::IndexMap;
use std::collections::BTreeSet;

use crate::definition::procedure::{Fase, Gevolg, Procedure, TaakDef, TermijnDef, Veld};

/// A taak or a term of a fase that stays when that is left.
#[derive(Clone, Copy)]
pub(super) struct Doorlopend<'p> {
    pub fase: &'p str,
    pub naam: &'p str,
    pub werk: Werk<'p>,
}

#[derive(Clone, Copy)]
pub(super) enum Werk<'p> {
    Taak(&'p TaakDef),
    Termijn(&'p TermijnDef),
}

impl<'p> Doorlopend<'p> {
    /// Its term; a taak may have none.
    pub fn termijn(&self) -> Option<&'p TermijnDef> {
        match self.werk {
            Werk::Taak(taak) => taak.termijn.as_ref(),
            Werk::Termijn(termijn) => Some(termijn),
        }
    }

    /// `taak` or `termijn`.
    pub fn soort(&self) -> &'static str {
        match self.werk {
            Werk::Taak(_) => "taak",
            Werk::Termijn(_) => "termijn",
        }
    }
}

/// All of it that begins with its fase, in the order of the definition.
pub(super) fn doorlopend(procedure: &Procedure) -> impl Iterator<Item = Doorlopend<'_>> {
    procedure.fasen.iter().flat_map(|(fase, def)| {
        let taken = def.taken.iter();
        let taken = taken.filter(|(_, taak)| taak.blijft && taak.direct);
        let taken = taken.map(|(naam, taak)| (naam, Werk::Taak(taak)));
        let termijnen = def.termijnen.iter().filter(|(_, termijn)| termijn.blijft);
        let termijnen = termijnen.map(|(naam, termijn)| (naam, Werk::Termijn(termijn)));
        taken
            .chain(termijnen)
            .map(move |(naam, werk)| Doorlopend { fase, naam, werk })
    })
}

/// Whether a zaak has been in a fase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Geweest {
    Ja,
    /// One way to the present fase leads through it, another does not.
    Misschien,
    Nee,
}

/// Whether a zaak that is in `nu` has been in `fase`; `known` are the names whose day is known.
pub(super) fn geweest(
    procedure: &Procedure,
    nu: &str,
    fase: &str,
    known: impl Fn(&str) -> bool,
) -> Geweest {
    let Some(def) = procedure.fasen.get(fase) else {
        return Geweest::Nee;
    };
    let mut parts = def.taken.keys().chain(def.termijnen.keys());
    if fase == nu || known(fase) || parts.any(|naam| known(naam)) {
        return Geweest::Ja;
    }
    if !reaches(procedure, &procedure.begin, fase, None) || !reaches(procedure, fase, nu, None) {
        return Geweest::Nee;
    }
    // What moves on at once has no work of its own.
    let passes = def.bij_binnenkomst.iter().any(moves);
    match passes || reaches(procedure, &procedure.begin, nu, Some(fase)) {
        true => Geweest::Misschien,
        false => Geweest::Ja,
    }
}

fn moves(gevolg: &Gevolg) -> bool {
    gevolg.ga_naar.is_some() || gevolg.sluit.is_some()
}

/// Whether what a name stands for can still happen in a zaak that is in `nu`.
pub(super) fn can_come(procedure: &Procedure, nu: &str, naam: &str) -> bool {
    let of_fase = |(fase, def): (&String, &Fase)| {
        let taken = def.taken.iter();
        let mut taken = taken.map(|(known, taak)| (known, &taak.gegevens));
        let events = def.gebeurtenissen.iter();
        let mut events = events.map(|(known, event)| (known, &event.gegevens));
        let named = |(known, velden): (&String, &IndexMap<String, Veld>)| {
            known == naam || velden.contains_key(naam)
        };
        let here = (fase != nu && fase == naam)
            || def.termijnen.contains_key(naam)
            || taken.any(named)
            || events.any(named);
        here && reaches(procedure, nu, fase, None)
    };
    procedure.fasen.iter().any(of_fase)
}

/// Whether there is a way from one fase to another that does not lead through a third; deviations are no way.
fn reaches(procedure: &Procedure, van: &str, naar: &str, zonder: Option<&str>) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut todo = vec![van];
    while let Some(fase) = todo.pop() {
        if Some(fase) == zonder || !seen.insert(fase) {
            continue;
        }
        if fase == naar {
            return true;
        }
        let own = procedure.fasen.get(fase).into_iter();
        let own = own.flat_map(|def| def.gevolgen());
        let all = own.chain(procedure.gevolgen_overal());
        todo.extend(all.filter_map(|gevolg| gevolg.ga_naar.as_deref()));
    }
    false
}
