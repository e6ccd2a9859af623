//! On which day people act, by their plan and what has happened.
//!
//! Easy to get wrong: a termijn without an einde. A conversation of which the day is not known cannot be held.

use chrono::{Days, NaiveDate, TimeDelta};
use chrono_tz::Europe::Amsterdam;

use crate::cli::demo::draaiboek::{Stap, Voorval};
use crate::kalender::Kalender;
use crate::zaak::termijn::RungSoort;
use crate::zaak::{RungStatus, Taak, Zaak};

/// The day on which a taak is done; `None` when it is not to be expected yet.
pub(super) fn due(step: &Stap, traag: i64, taak: &Taak, zaak: &Zaak) -> Option<NaiveDate> {
    let termijn = zaak.termijn_van(taak.nummer);
    if step.op_de_dag {
        return termijn?.einde;
    }
    let Some(rol) = step.na_escalatie else {
        return Some(later(taak.begin, step.na + traag));
    };
    let fired = termijn?.rungs.iter().find(|rung| {
        rung.soort == RungSoort::Escalatie
            && rung.naar.contains(&rol)
            && rung.status == RungStatus::Afgegaan
    })?;
    Some(later(
        fired.due_at.with_timezone(&Amsterdam).date_naive(),
        step.na,
    ))
}

/// The day on which something happens; `None` when the zaak is not there.
pub(super) fn happens(voorval: &Voorval, zaak: &Zaak) -> Option<NaiveDate> {
    let from = match &voorval.in_fase {
        Some(fase) if zaak.fase == *fase => *zaak.ankers.get(fase)?,
        Some(_) => return None,
        None => zaak.begin,
    };
    Some(later(from, voorval.na))
}

pub(super) fn later(dag: NaiveDate, days: i64) -> NaiveDate {
    dag.checked_add_signed(TimeDelta::days(days)).unwrap_or(dag)
}

/// The first day on or after this one on which the schools teach.
pub(super) fn first_schooldag(kalender: &Kalender, dag: NaiveDate) -> NaiveDate {
    let mut days = dag.iter_days().take(70);
    days.find(|dag| kalender.is_schooldag(*dag).unwrap_or(true))
        .or_else(|| dag.checked_add_days(Days::new(1)))
        .unwrap_or(dag)
}
