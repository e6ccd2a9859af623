//! Counting again: which ends move, which stand, and the ladder that goes along.
//!
//! ```text
//!  runs ────┬─ to come ───────────────────────▶ moves, with the whole ladder
//!           └─ over before today ─────────────▶ stands; an incident asks a person
//!  ran out ─┬─ back to an end it had before ──▶ runs on, when it is to come and nothing came of the lapse
//!           └─ else ──────────────────────────▶ stands
//!  whatever stands: its ladder goes along, where days around the end are others
//! ```
//! Whether an end may move at all is asked of [`Verloop::hindernis`], also by a migration. Easy to get wrong: a slip
//! of the pen. A calendar that is saved and mended a moment later has counted everything twice, so that nothing
//! may come of a count that the next one cannot take back.

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::fmt;

use chrono::NaiveDate;

use super::termijnen::{anker, counted_from};
use super::timers::local;
use super::verloop::Verloop;
use crate::kalender::datum_kort;
use crate::zaak::staat::Haperend;
use crate::zaak::termijn::RungSoort;
use crate::zaak::{Gebeurtenis, Rung, Termijn, TermijnStatus};

/// Why a counted end does not take the place of the one a term has, whoever counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hindernis {
    /// It ran out, and what came of that came.
    Verstreken,
    /// It would be over before anybody was told.
    Voorbij(NaiveDate),
}

impl fmt::Display for Hindernis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Verstreken => f.write_str("zij is al verstreken"),
            Self::Voorbij(dag) => {
                let dag = datum_kort(*dag);
                write!(f, "zij zou dan op {dag} al verstreken zijn")
            }
        }
    }
}

impl Verloop<'_> {
    /// What holds a term at the end it has, where it was counted to another.
    pub(super) fn hindernis(&self, termijn: &Termijn, zou: NaiveDate) -> Option<Hindernis> {
        if termijn.status == TermijnStatus::Verstreken {
            return Some(Hindernis::Verstreken);
        }
        (zou < self.vandaag).then_some(Hindernis::Voorbij(zou))
    }

    /// Whether it ran out and somebody still waits for what it was about.
    pub(super) fn ran_out_here(&self, termijn: &Termijn) -> bool {
        termijn.status == TermijnStatus::Verstreken
            && termijn.gestopt.is_none()
            && self.still_matters(termijn)
    }

    /// Whether it ran out and nothing came of that, so that it can run on.
    fn ran_out_for_nothing(&self, termijn: &Termijn) -> bool {
        let def = self.def_of(termijn);
        self.ran_out_here(termijn) && def.is_some_and(|def| def.verstreken.is_empty())
    }

    /// Whether it ran out by a count that is taken back now: its end is again one it had before, and to come.
    fn lapse_is_undone(&self, termijn: &Termijn, zou: NaiveDate) -> bool {
        let had = termijn.rungs.iter().any(|rung| rung.einde == zou);
        had && zou >= self.vandaag && self.ran_out_for_nothing(termijn)
    }

    /// Lets a term run on that ran out without a gevolg, when the day it hangs on was corrected and its end
    /// is still to come.
    pub fn revive(&mut self, gegevens: &Map<String, Value>, reden: &str) {
        let Some(zaak) = self.find_zaak() else { return };
        let to_come = |termijn: &Termijn| {
            let vanaf = anker(zaak, termijn.tijd.anker())?;
            let einde = self.count(termijn, vanaf).ok()?.einde;
            Some(einde >= self.vandaag)
        };
        let hit = |termijn: &&Termijn| {
            gegevens.contains_key(termijn.tijd.anker())
                && self.ran_out_for_nothing(termijn)
                && to_come(termijn) == Some(true)
        };
        let numbers: Vec<u32> = zaak
            .termijnen
            .iter()
            .filter(hit)
            .map(|t| t.nummer)
            .collect();
        for nummer in numbers {
            self.recount(nummer, Some(reden));
        }
    }

    /// Counts everything again that somebody still waits for: another calendar. Terms of before a move stand: they
    /// go by the calendar of a place that is no longer the jongere's, unless the school's decides.
    pub fn herbereken(&mut self, reden: &str) {
        let Some(zaak) = self.find_zaak().filter(|zaak| zaak.is_open()) else {
            return;
        };
        let by_school = self
            .school()
            .is_some_and(|code| self.context.bureau.scholen.contains_key(&code));
        let stands = |termijn: &Termijn| {
            !by_school && termijn.einde.is_some() && termijn.regel < zaak.verhuisd
        };
        let waited_for = zaak
            .termijnen
            .iter()
            .filter(|t| (t.loopt() || self.ran_out_here(t)) && !stands(t));
        for nummer in waited_for.map(|t| t.nummer).collect::<Vec<_>>() {
            self.count_again(nummer, reden);
        }
    }

    fn count_again(&mut self, nummer: u32, reden: &str) {
        let Some(zaak) = self.find_zaak() else { return };
        let Some(termijn) = zaak.termijn(nummer).cloned() else {
            return;
        };
        let vanaf = if termijn.loopt() {
            counted_from(zaak, &termijn)
        } else {
            Some(termijn.begin)
        };
        // What cannot be counted keeps what it has: a date is guarded, and of none somebody was told.
        let Some((vanaf, Ok(counted))) = vanaf.map(|vanaf| (vanaf, self.count(&termijn, vanaf)))
        else {
            return;
        };
        let zou = counted.einde;
        let Some(einde) = termijn.einde.filter(|einde| *einde != zou) else {
            if termijn.einde.is_none() {
                self.set_end(&termijn, vanaf, &counted, Some(reden));
            } else {
                self.settle_over(nummer, zou);
                self.ladder_along(&termijn, reden);
            }
            return;
        };
        match self.hindernis(&termijn, zou) {
            None => self.set_end(&termijn, vanaf, &counted, Some(reden)),
            Some(Hindernis::Verstreken) if self.lapse_is_undone(&termijn, zou) => {
                self.set_end(&termijn, vanaf, &counted, Some(reden));
            }
            Some(Hindernis::Verstreken) => self.ladder_along(&termijn, reden),
            Some(Hindernis::Voorbij(zou)) => {
                self.ladder_along(&termijn, reden);
                // One whose own last day has passed is over by either count.
                if einde >= self.vandaag {
                    self.ask_about(&termijn, einde, zou, reden);
                }
            }
        }
    }

    /// Arms the ladder of an end that stands anew, where its steps fall on other days.
    fn ladder_along(&mut self, termijn: &Termijn, reden: &str) {
        let Some(einde) = termijn.einde else { return };
        let mut rungs = self.arm(termijn, &self.rungs_of(termijn), einde);
        if termijn.status == TermijnStatus::Verstreken {
            rungs.retain(|rung| rung.soort != RungSoort::Verstreken);
        }
        // Another mail hour alone is no other day.
        let step = |rung: &Rung| {
            let wie: Vec<&str> = rung.naar.iter().map(|rol| rol.naam()).collect();
            let wat = (rung.soort, rung.wanneer);
            format!("{} {wat:?} {wie:?}", local(rung.due_at))
        };
        let armed: BTreeSet<String> = termijn.armed().map(step).collect();
        if armed == rungs.iter().map(step).collect() {
            return;
        }
        let why = format!("; {reden}: de laatste dag blijft, de stappen eromheen schuiven mee");
        let mut uitleg = termijn.uitleg.clone();
        if !uitleg.ends_with(&why) {
            uitleg.push_str(&why);
        }
        self.emit(Gebeurtenis::TermijnGesteld {
            termijn: termijn.nummer,
            naam: termijn.naam.clone(),
            begin: termijn.begin,
            einde: Some(einde),
            rungs,
            uitleg,
        });
    }

    /// A term that would have been over keeps its end, and a person hears of it: once for each day it would be.
    fn ask_about(&mut self, termijn: &Termijn, einde: NaiveDate, zou: NaiveDate, reden: &str) {
        let nummer = termijn.nummer;
        let over = Haperend::Voorbij {
            termijn: nummer,
            zou,
        };
        if self.open_incident_over(&over).is_some() {
            return;
        }
        self.settle_over(nummer, zou);
        let melding = format!(
            "termijn `{}` zou nu op {} al verstreken zijn ({reden}); zij loopt door tot en met {}. Klopt dat niet, herstel dan de kalender of de melding; meer hoeft niet. Klopt het wel, beslis dan over de termijn: met `herhaal` verstrijkt zij alsnog, met `overslaan` loopt zij door",
            termijn.naam,
            datum_kort(zou),
            datum_kort(einde)
        );
        self.incident("kalender", &melding, Some(over));
    }

    /// A person says that it was counted well: the term is over on a day that is past.
    pub(super) fn accept_over(&mut self, nummer: u32, zou: NaiveDate) {
        let runs = self
            .find_zaak()
            .and_then(|zaak| zaak.termijn(nummer))
            .is_some_and(Termijn::loopt);
        if runs {
            self.recount(nummer, None);
        }
        self.settle_over(nummer, zou);
    }

    /// Nobody needs to decide any more about a term that would have been over.
    pub(super) fn settle_over(&mut self, nummer: u32, einde: NaiveDate) {
        let about = |over: Option<&Haperend>| matches!(over, Some(Haperend::Voorbij { termijn, .. }) if *termijn == nummer);
        let open = self.find_zaak().and_then(|zaak| {
            let mut open = zaak.incidenten.iter().filter(|known| !known.opgelost);
            open.find(|known| about(known.over.as_ref()))
                .map(|known| known.nummer)
        });
        if let Some(open) = open {
            let reden = format!("de termijn telt nu tot en met {}", datum_kort(einde));
            self.resolve(open, reden);
        }
    }
}
