//! How far ahead the calendars of each bureau reach.
//!
//! Telling people in time is `worker`'s; this is for probes and metrics. Easy to get wrong: the bureau's
//! reach is that of the gemeente that ends first.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Amsterdam;

use crate::catalog::Catalog;

/// Each bureau with the number of days until the first of its calendars ends; below zero: it has ended.
pub(super) fn days_left(catalog: &Catalog, now: DateTime<Utc>) -> Vec<(String, i64)> {
    let today = now.with_timezone(&Amsterdam).date_naive();
    let ends = |gemeente: &String| {
        let kalender = catalog.kalenders().voor(gemeente, None, None).ok()?;
        Some((kalender.eindigt_op() - today).num_days())
    };
    let bureaus = catalog.bureaus();
    bureaus
        .filter_map(|bureau| {
            let first = bureau.gemeenten.iter().filter_map(ends).min()?;
            Some((bureau.bureau.clone(), first))
        })
        .collect()
}
