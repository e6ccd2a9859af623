//! What began in an earlier fase and outlives it: its decision term first of all.
//!
//! ```text
//! blijft ──in `datums`?──▶ done, does not begin
//!    └─ been in its fase ─ its day known, or to come ──▶ begins as it did then
//!              └─ perhaps ─┴─ its day gone by unknown ──▶ told; for a term of the law the row is refused
//! ```
//! Easy to get wrong: silence. What is neither begun nor done is told, or a term of the law runs out with nobody looking.

use chrono::NaiveDate;
use serde::Serialize;

use super::OvernameFout;
use super::keur::ONTVANGST;
use crate::decide::doorlopend::{Doorlopend, Geweest, Werk, can_come, doorlopend, geweest};
use crate::decide::feiten::Ogenblik;
use crate::decide::verloop::Verloop;
use crate::definition::procedure::Procedure;
use crate::zaak::overname::Overname;

/// The anchor of what counts from the day it begins itself.
const BEGIN: &str = "begin";

/// Work of an earlier fase that may still run, and does not begin because too little is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NietBegonnen {
    pub naam: String,
    /// `taak` or `termijn`.
    pub soort: String,
    /// The fase it begins in.
    pub fase: String,
    /// Whether it is, or is guarded by, a term of the law.
    pub wettelijk: bool,
    /// The name in `datums` whose day would settle it.
    pub geef: String,
    /// Whether it is not even known that the zaak has been in that fase.
    pub onzeker: bool,
}

/// What becomes of work of an earlier fase.
enum Lot {
    /// It is done, switched off for this zaak, or was never begun.
    Geen,
    /// It begins, as of this day.
    Begint(NaiveDate),
    Onbekend(NietBegonnen),
}

/// The work of earlier fasen that should perhaps begin, and does not.
pub(super) fn niet_begonnen(overname: &Overname, procedure: &Procedure) -> Vec<NietBegonnen> {
    let lots = doorlopend(procedure).map(|werk| lot(overname, procedure, &werk));
    lots.filter_map(|lot| match lot {
        Lot::Onbekend(niet) => Some(niet),
        Lot::Geen | Lot::Begint(_) => None,
    })
    .collect()
}

/// Work of earlier fasen that was done before.
pub(super) fn klaar<'p>(overname: &Overname, procedure: &'p Procedure) -> Vec<Doorlopend<'p>> {
    let done = |werk: &Doorlopend<'_>| {
        werk.fase != overname.fase && overname.datums.contains_key(werk.naam)
    };
    doorlopend(procedure).filter(done).collect()
}

/// A term of the law that surely runs, and that nobody can count, is a fault of the row.
pub(super) fn keur(overname: &Overname, procedure: &Procedure) -> Vec<OvernameFout> {
    let missing = niet_begonnen(overname, procedure);
    let surely = missing
        .into_iter()
        .filter(|niet| niet.wettelijk && !niet.onzeker);
    let told = surely.map(|niet| {
        let melding = format!(
            "gevonden niets; verwacht een dag, want daarvan telt de {} `{}`: die is van de wet, begint in fase `{}` en loopt daarna door",
            niet.soort, niet.naam, niet.fase
        );
        OvernameFout::new(format!("datums.{}", niet.geef), melding).met_hint(format!(
            "geef die dag, of met `datums.{}` de dag waarop de {} klaar was",
            niet.naam, niet.soort
        ))
    });
    told.collect()
}

fn lot(overname: &Overname, procedure: &Procedure, werk: &Doorlopend<'_>) -> Lot {
    if werk.fase == overname.fase || overname.datums.contains_key(werk.naam) {
        return Lot::Geen;
    }
    let known = |naam: &str| overname.datums.contains_key(naam);
    let onbekend = |geef: &str, onzeker| {
        Lot::Onbekend(NietBegonnen {
            naam: werk.naam.to_owned(),
            soort: werk.soort().to_owned(),
            fase: werk.fase.to_owned(),
            wettelijk: werk.termijn().is_some_and(|def| def.wettelijk),
            geef: geef.to_owned(),
            onzeker,
        })
    };
    let ontvangen = overname.melding.ontvangen;
    let entered = overname.datums.get(werk.fase).copied();
    let entered = entered.or_else(|| (werk.fase == procedure.begin).then_some(ontvangen));
    let anker = werk.termijn().map_or(BEGIN, |def| def.tijd.anker());
    let day = match anker {
        BEGIN => entered,
        ONTVANGST => Some(ontvangen),
        naam if naam == werk.fase => entered,
        naam => overname.datums.get(naam).copied().or_else(|| {
            let field = overname.melding.gegevens.get(naam)?;
            field.as_str()?.parse().ok()
        }),
    };
    // A day that nothing but this counts from shows that the zaak has been there.
    let own = ![BEGIN, ONTVANGST, werk.fase].contains(&anker);
    match geweest(procedure, &overname.fase, werk.fase, known) {
        Geweest::Nee => return Lot::Geen,
        Geweest::Misschien if own && day.is_some() => {}
        Geweest::Misschien => return onbekend(if own { anker } else { werk.fase }, true),
        Geweest::Ja => {}
    }
    match day {
        Some(day) => Lot::Begint(entered.unwrap_or(day).min(overname.sinds)),
        None if anker != BEGIN && can_come(procedure, &overname.fase, anker) => {
            Lot::Begint(entered.unwrap_or(overname.sinds))
        }
        None => onbekend(if anker == BEGIN { werk.fase } else { anker }, false),
    }
}

impl Verloop<'_> {
    /// Begins what outlived the fase it began in, as of then.
    pub(super) fn stand_on(&mut self, overname: &Overname) {
        let procedure = self.context.procedure;
        let feiten = self.feiten(&Ogenblik::default());
        for werk in doorlopend(procedure) {
            let Lot::Begint(day) = lot(overname, procedure, &werk) else {
                continue;
            };
            self.datum = day;
            match werk.werk {
                Werk::Taak(taak) => {
                    if taak.als.as_ref().is_none_or(|als| als.holds(&feiten)) {
                        self.open_taak(werk.fase, werk.naam, taak);
                    }
                }
                Werk::Termijn(termijn) => self.start_termijn(werk.naam, termijn, None),
            }
        }
        self.datum = overname.sinds;
    }
}
