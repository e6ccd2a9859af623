//! The clock: rungs whose time came, terms that ran out, the 18th birthday.
//!
//! ```text
//! due rungs of one term ──▶ the term ran out and moves the zaak? ──yes──▶ rungs recorded, not mailed
//!                                     └─no─▶ the highest is mailed, the others recorded
//! ```
//! Easy to get wrong: downtime. Everything due is handled in the order in which it fell due, dated by the
//! day it fell due, and nobody gets three mails about one term.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Amsterdam;

use super::feiten::Ogenblik;
use super::termijnen::midnight;
use super::verloop::Verloop;
use crate::zaak::gebeurtenis::Afgegaan;
use crate::zaak::termijn::RungSoort;
use crate::zaak::{Gebeurtenis, RegelId, Rung, Termijn, Zaak};

/// How many terms one command may let run out; more is a circle.
const MAX_RONDEN: usize = 200;

/// The moment at which the clock next has work on a zaak.
pub fn next_due(zaak: &Zaak) -> Option<DateTime<Utc>> {
    if !zaak.is_open() {
        return None;
    }
    let rungs = zaak.armed().map(|(_, rung)| rung.due_at);
    rungs.chain(zaak.achttien_op.map(midnight)).min()
}

impl Verloop<'_> {
    /// Handles all that is due at `op`.
    pub fn timers(&mut self) {
        for _ in 0..MAX_RONDEN {
            let Some(zaak) = self.find_zaak().filter(|zaak| zaak.is_open()) else {
                return;
            };
            let birthday = zaak.achttien_op.map(midnight).filter(|at| *at <= self.op);
            let due = zaak.armed().filter(|(_, rung)| rung.due_at <= self.op);
            let first =
                due.min_by_key(|(termijn, rung)| (rung.due_at, termijn.nummer, rung.nummer));
            let first = first.map(|(termijn, rung)| (rung.due_at, termijn.nummer));
            match (birthday, first) {
                (Some(at), rung) if rung.is_none_or(|(due_at, _)| at <= due_at) => {
                    self.datum = local(at);
                    self.eighteen();
                }
                (_, Some((_, termijn))) => self.fire(termijn),
                (None | Some(_), None) => return,
            }
        }
    }

    /// Fires what is due of one term.
    fn fire(&mut self, nummer: u32) {
        let Some(termijn) = self
            .find_zaak()
            .and_then(|zaak| zaak.termijn(nummer))
            .cloned()
        else {
            return;
        };
        let mut due: Vec<Rung> = termijn
            .armed()
            .filter(|rung| rung.due_at <= self.op)
            .cloned()
            .collect();
        due.sort_by_key(|rung| (rung.due_at, rung.nummer));
        let gevolg = self
            .def_of(&termijn)
            .map(|def| def.verstreken)
            .unwrap_or_default();
        let ran_out = due
            .iter()
            .find(|rung| rung.soort == RungSoort::Verstreken)
            .cloned();
        let superseded = ran_out.is_some() && !gevolg.is_empty();
        let highest = due
            .iter()
            .filter(|rung| rung.soort != RungSoort::Verstreken)
            .map(|rung| rung.due_at)
            .max();
        for rung in &due {
            self.datum = local(rung.due_at);
            match rung.soort {
                RungSoort::Verstreken => {
                    let id =
                        self.because_of(termijn.regel, |verloop| verloop.run_out(&termijn, rung));
                    self.caused_by(id, |verloop| {
                        verloop.recount_on(&termijn.naam);
                        verloop.gevolgen(&gevolg, &Ogenblik::default());
                    });
                }
                _ => {
                    let mailed = !superseded && Some(rung.due_at) == highest;
                    self.because_of(termijn.regel, |verloop| {
                        verloop.ring(&termijn, rung, mailed)
                    });
                }
            }
            // What ran out may have ended this term's other rungs.
            if self
                .find_zaak()
                .and_then(|zaak| zaak.termijn(nummer))
                .is_none_or(|now| now.armed().next().is_none())
            {
                break;
            }
        }
    }

    fn run_out(&mut self, termijn: &Termijn, rung: &Rung) -> RegelId {
        self.emit(Gebeurtenis::TermijnVerstreken {
            termijn: termijn.nummer,
            naam: termijn.naam.clone(),
            rung: rung.nummer,
            einde: rung.einde,
            grondslag: termijn.grondslag.clone(),
            laag: termijn.laag.clone(),
            uitleg: termijn.uitleg.clone(),
        })
    }

    fn ring(&mut self, termijn: &Termijn, rung: &Rung, gemaild: bool) {
        let escalatie = rung.soort == RungSoort::Escalatie;
        let boa = termijn
            .taak
            .and_then(|taak| self.find_zaak()?.taak(taak))
            .is_some_and(|taak| taak.boa);
        let mut aan = Vec::new();
        for found in rung.naar.iter().flat_map(|rol| self.wie(*rol, boa)) {
            if !aan.contains(&found) {
                aan.push(found);
            }
        }
        let uitleg = if gemaild {
            termijn.uitleg.clone()
        } else {
            format!(
                "niet gemaild, want een latere stap viel er tegelijk mee samen; {}",
                termijn.uitleg
            )
        };
        let id = self.emit(Gebeurtenis::RungAfgegaan(Box::new(Afgegaan {
            termijn: termijn.nummer,
            rung: rung.nummer,
            escalatie,
            naam: termijn.naam.clone(),
            aan: aan.clone(),
            einde: rung.einde,
            gemaild,
            grondslag: termijn.grondslag.clone(),
            laag: termijn.laag.clone(),
            uitleg,
        })));
        if gemaild {
            self.caused_by(id, |verloop| verloop.mail_rung(termijn, escalatie, &aan));
        }
    }
}

/// The Amsterdam day of an instant.
fn local(at: DateTime<Utc>) -> NaiveDate {
    (at + TimeDelta::zero())
        .with_timezone(&Amsterdam)
        .date_naive()
}
