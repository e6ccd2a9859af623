//! The clock: rungs whose time came, terms that ran out, the 18th birthday.
//!
//! ```text
//! all that is due, by time ──trial──▶ does the term still matter at the end? ──no──▶ rungs recorded only
//!                                             └─yes─▶ its highest rung is mailed, the others recorded
//! ```
//! Easy to get wrong: downtime. Everything due is handled in the order in which it fell due, dated by the
//! day it fell due; nobody gets three mails about one term, nor one about what ended meanwhile.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Amsterdam;
use std::collections::BTreeMap;

use super::feiten::Ogenblik;
use super::termijnen::midnight;
use super::verloop::Verloop;
use crate::zaak::gebeurtenis::Afgegaan;
use crate::zaak::staat::Aan;
use crate::zaak::termijn::RungSoort;
use crate::zaak::{Gebeurtenis, RegelId, Rung, TaakStatus, Termijn, TermijnStatus, Zaak};

/// How many rungs one command may fire; more is a circle.
const MAX_RONDEN: usize = 1_000;

/// Of each term, by number, when the rung fell due that is mailed.
type Mailed = BTreeMap<u32, DateTime<Utc>>;

/// The moment at which the clock next has work on a zaak.
pub fn next_due(zaak: &Zaak) -> Option<DateTime<Utc>> {
    if !zaak.is_open() {
        return None;
    }
    let rungs = zaak.armed().map(|(_, rung)| rung.due_at);
    rungs.chain(zaak.achttien_op.map(midnight)).min()
}

impl Verloop<'_> {
    /// Handles all that is due at `op`, in the order in which it fell due.
    pub fn timers(&mut self) {
        let mut trial = self.clone();
        trial.run_due(&Mailed::default());
        let mailed = trial.worth_mailing(self.regels.len());
        self.run_due(&mailed);
    }

    fn run_due(&mut self, mailed: &Mailed) {
        for _ in 0..MAX_RONDEN {
            let Some(zaak) = self.find_zaak().filter(|zaak| zaak.is_open()) else {
                return;
            };
            let birthday = zaak.achttien_op.map(midnight).filter(|at| *at <= self.op);
            let due = zaak.armed().filter(|(_, rung)| rung.due_at <= self.op);
            let first =
                due.min_by_key(|(termijn, rung)| (rung.due_at, termijn.nummer, rung.nummer));
            let first = first.map(|(termijn, rung)| (termijn.clone(), rung.clone()));
            match (birthday, first) {
                (Some(at), first) if first.as_ref().is_none_or(|(_, rung)| at <= rung.due_at) => {
                    self.datum = self
                        .find_zaak()
                        .map_or(local(at), |zaak| local(at).max(zaak.begin));
                    self.eighteen();
                }
                (_, Some((termijn, rung))) => self.fire(&termijn, &rung, mailed),
                (None | Some(_), None) => return,
            }
        }
    }

    /// Of each term the highest rung that went off in a trial, where the term still matters at its end.
    fn worth_mailing(&self, from: usize) -> Mailed {
        let mut highest: Mailed = Mailed::default();
        for regel in self.regels.iter().skip(from) {
            let Gebeurtenis::RungAfgegaan(rung) = &regel.gebeurtenis else {
                continue;
            };
            let Some(termijn) = self.find_zaak().and_then(|zaak| zaak.termijn(rung.termijn)) else {
                continue;
            };
            let due_at = termijn
                .rungs
                .iter()
                .find(|known| known.nummer == rung.rung)
                .map(|known| known.due_at);
            if let Some(due_at) = due_at.filter(|_| self.still_matters(termijn)) {
                let known = highest.entry(termijn.nummer).or_insert(due_at);
                *known = (*known).max(due_at);
            }
        }
        highest
    }

    /// Whether anyone must still hear of a term: its taak is open, or it lives on in the fase the zaak is in.
    pub(super) fn still_matters(&self, termijn: &Termijn) -> bool {
        let Some(zaak) = self.find_zaak().filter(|zaak| zaak.is_open()) else {
            return false;
        };
        if let Some(taak) = termijn.taak {
            let taak = zaak.taak(taak);
            return taak.is_some_and(|taak| taak.status == TaakStatus::Open);
        }
        let fase = self.context.procedure.fasen.get(&zaak.fase);
        let here = fase.is_some_and(|fase| fase.termijnen.contains_key(&termijn.naam));
        let stays = self
            .termijn_def(&termijn.naam)
            .is_some_and(|def| def.blijft);
        let dropped = termijn.status == TermijnStatus::Vervallen || termijn.gestopt.is_some();
        (here || stays) && !dropped
    }

    fn fire(&mut self, termijn: &Termijn, rung: &Rung, mailed: &Mailed) {
        self.datum = local(rung.due_at);
        if rung.soort != RungSoort::Verstreken {
            let highest = mailed.get(&termijn.nummer).copied();
            self.because_of(termijn.regel, |verloop| {
                verloop.ring(termijn, rung, highest)
            });
            return;
        }
        let gevolg = self
            .def_of(termijn)
            .map(|def| def.verstreken)
            .unwrap_or_default();
        let uitleg = &termijn.uitleg;
        let id = self.because_of(termijn.regel, |verloop| {
            verloop.run_out(termijn, rung, uitleg)
        });
        self.caused_by(id, |verloop| {
            verloop.recount_on(&termijn.naam);
            verloop.gevolgen(&gevolg, &Ogenblik::default());
        });
    }

    pub(super) fn run_out(&mut self, termijn: &Termijn, rung: &Rung, uitleg: &str) -> RegelId {
        self.emit(Gebeurtenis::TermijnVerstreken {
            termijn: termijn.nummer,
            naam: termijn.naam.clone(),
            rung: rung.nummer,
            einde: rung.einde,
            grondslag: termijn.grondslag.clone(),
            laag: termijn.laag.clone(),
            uitleg: uitleg.to_owned(),
        })
    }

    /// Records that a rung passed of which nobody is told.
    pub(super) fn pass_by(&mut self, termijn: &Termijn, rung: &Rung, uitleg: &str) {
        self.emit(Gebeurtenis::RungAfgegaan(Box::new(Afgegaan {
            termijn: termijn.nummer,
            rung: rung.nummer,
            escalatie: rung.soort == RungSoort::Escalatie,
            naam: termijn.naam.clone(),
            aan: Vec::new(),
            einde: rung.einde,
            gemaild: false,
            grondslag: termijn.grondslag.clone(),
            laag: termijn.laag.clone(),
            uitleg: uitleg.to_owned(),
        })));
    }

    /// Records a rung, and mails it when it is the highest of its term that fell due.
    fn ring(&mut self, termijn: &Termijn, rung: &Rung, highest: Option<DateTime<Utc>>) {
        let gemaild = highest == Some(rung.due_at);
        let escalatie = rung.soort == RungSoort::Escalatie;
        let boa = termijn
            .taak
            .and_then(|taak| self.find_zaak()?.taak(taak))
            .is_some_and(|taak| taak.boa);
        let mut aan: Vec<Aan> = Vec::new();
        for found in rung
            .naar
            .iter()
            .flat_map(|rol| self.wie_op(*rol, boa, self.mail_day()))
        {
            let known = aan.iter().any(|known| known.medewerker == found.medewerker);
            if !known {
                aan.push(found);
            }
        }
        let uitleg = match (gemaild, highest) {
            (true, _) => termijn.uitleg.clone(),
            (false, Some(_)) => format!(
                "niet gemaild, want een latere stap viel er tegelijk mee samen; {}",
                termijn.uitleg
            ),
            (false, None) => format!(
                "niet gemaild, want toen dit werd opgemerkt was het al niet meer nodig; {}",
                termijn.uitleg
            ),
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
pub(super) fn local(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Amsterdam).date_naive()
}
