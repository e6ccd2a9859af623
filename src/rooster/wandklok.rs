//! The clock on the wall in the Netherlands, and the instant it stands for. The one place that turns one into
//! the other.
//!
//! Easy to get wrong: on one night in spring an hour of the clock does not exist, on one in autumn an hour
//! comes twice.

use chrono::{DateTime, DurationRound, LocalResult, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Europe::Amsterdam;

/// What the clock shows at this instant.
pub fn wandtijd(moment: DateTime<Utc>) -> NaiveDateTime {
    moment.with_timezone(&Amsterdam).naive_local()
}

/// The instant at which the clock shows this: the first of two, and for a time that is skipped the first
/// instant after the gap.
pub fn op_de_klok(wand: NaiveDateTime) -> DateTime<Utc> {
    match Amsterdam.from_local_datetime(&wand) {
        LocalResult::Single(moment) | LocalResult::Ambiguous(moment, _) => {
            moment.with_timezone(&Utc)
        }
        LocalResult::None => after_gap(wand),
    }
}

/// The clock jumps at a whole hour UTC (Directive 2000/84/EC art. 2 and 3), so the gap begins at the whole hour
/// before the instant this would have been on the clock of the day before.
fn after_gap(wand: NaiveDateTime) -> DateTime<Utc> {
    let hour = TimeDelta::hours(1);
    let before = Amsterdam.from_local_datetime(&(wand - hour)).earliest();
    let unmoved = before.map_or_else(
        || wand.and_utc(),
        |before| before.with_timezone(&Utc) + hour,
    );
    unmoved.duration_trunc(hour).unwrap_or(unmoved)
}
