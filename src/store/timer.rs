//! The moments at which time acts on a zaak, taken from its state.
//!
//! Arming and firing are `decide`'s; the store only keeps the list in order. Easy to get wrong: a closed
//! zaak has no timers, whatever its rungs say.

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;

use crate::zaak::Zaak;

/// One moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Timer {
    /// Termijn and rung; `None` for the 18th birthday.
    pub(super) rung: Option<(u32, u32)>,
    pub(super) due_at: DateTime<Utc>,
}

/// Every moment this zaak waits for.
pub(super) fn timers(zaak: &Zaak) -> Vec<Timer> {
    if !zaak.is_open() {
        return Vec::new();
    }
    let rungs = zaak.armed().map(|(termijn, rung)| Timer {
        rung: Some((termijn.nummer, rung.nummer)),
        due_at: rung.due_at,
    });
    let birthday = zaak
        .achttien_op
        .and_then(midnight)
        .map(|due_at| Timer { rung: None, due_at });
    rungs.chain(birthday).collect()
}

/// 00:00 in Amsterdam at the start of a day. The clock there changes at 02:00 and 03:00, so that it exists once.
fn midnight(dag: NaiveDate) -> Option<DateTime<Utc>> {
    let local = Amsterdam
        .from_local_datetime(&dag.and_time(NaiveTime::MIN))
        .earliest()?;
    Some(local.with_timezone(&Utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_begins_at_midnight_in_amsterdam_in_winter_and_summer() {
        let begins = |dag: &str| midnight(dag.parse().unwrap()).unwrap().to_rfc3339();
        assert_eq!(begins("2026-01-15"), "2026-01-14T23:00:00+00:00");
        assert_eq!(begins("2026-07-01"), "2026-06-30T22:00:00+00:00");
        assert_eq!(begins("2026-03-29"), "2026-03-28T23:00:00+00:00");
    }
}
