//! Recurring moments: `minuut uur dag maand weekdag`, in the time on the clock of Europe/Amsterdam.
//!
//! ```text
//!  "0 8 * * ma-vr" ──lees──▶ Rooster ──next(after)──▶ instant
//!                               │
//!       cron: which times of the clock        wandklok: which instant such a time is
//! ```
//! Only when; what begins then is a worker's. Easy to get wrong: the two nights on which the clock jumps. A
//! time skipped in spring is the first instant after the gap, a time that comes twice in autumn is the first of
//! the two; so a moment is neither lost nor done twice. Several times within one gap are one moment.

mod veld;
mod wandklok;

use chrono::{DateTime, NaiveDateTime, TimeDelta, Timelike, Utc};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

pub use wandklok::{op_de_klok, wandtijd};

/// How far the clock may be put back: no time of the clock lies further from its instant than this.
const GRENS: TimeDelta = TimeDelta::hours(2);

/// A schedule that can be read and that comes about at least once.
///
/// Day and weekday both hold: `0 8 1-7 * ma` is the first Monday of each month.
#[derive(Debug, Clone)]
pub struct Rooster {
    tekst: String,
    /// Shared, because schedules are handed around at each look at the clock.
    tijden: Arc<cron::Schedule>,
}

impl Rooster {
    /// Reads a schedule.
    ///
    /// # Errors
    /// A Dutch fragment that says which part cannot be read.
    pub fn lees(tekst: &str) -> Result<Self, String> {
        let geheel = || format!("`{tekst}` komt nooit voor");
        let expressie = veld::cron(tekst)?;
        let tijden = cron::Schedule::from_str(&expressie).map_err(|_| geheel())?;
        let rooster = Self {
            tekst: tekst.split_whitespace().collect::<Vec<_>>().join(" "),
            tijden: Arc::new(tijden),
        };
        // 30 February can be written but never comes.
        rooster.next(DateTime::UNIX_EPOCH).ok_or_else(geheel)?;
        Ok(rooster)
    }

    /// As it was written, with single spaces.
    pub fn tekst(&self) -> &str {
        &self.tekst
    }

    /// The first moment after this instant; `None` after the year 2100.
    pub fn next(&self, after: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.momenten(after).next()
    }

    /// The last moment after `after`, up to and including `up_to`.
    pub fn latest(&self, after: DateTime<Utc>, up_to: DateTime<Utc>) -> Option<DateTime<Utc>> {
        // In the hour that comes twice, times later on the clock may lie earlier; start beyond it.
        let wand = seconds(wandtijd(up_to)) + GRENS;
        let back = self.tijden.after(&wand.and_utc()).rev();
        back.map(|tijd| op_de_klok(tijd.naive_utc()))
            .find(|moment| *moment <= up_to)
            .filter(|moment| *moment > after)
    }

    /// How many moments there are after `after`, up to and including `up_to`.
    pub fn count(&self, after: DateTime<Utc>, up_to: DateTime<Utc>) -> usize {
        self.momenten(after)
            .take_while(|moment| *moment <= up_to)
            .count()
    }

    /// The moments after an instant, each later than the one before.
    pub fn momenten(&self, after: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
        let wand = seconds(wandtijd(after));
        let mut last = after;
        self.tijden
            .after_owned(wand.and_utc())
            .map(|tijd| op_de_klok(tijd.naive_utc()))
            .filter(move |moment| {
                let later = *moment > last;
                last = last.max(*moment);
                later
            })
    }
}

/// `cron` counts in whole seconds.
fn seconds(wand: NaiveDateTime) -> NaiveDateTime {
    wand.with_nanosecond(0).unwrap_or(wand)
}

impl PartialEq for Rooster {
    fn eq(&self, other: &Self) -> bool {
        self.tekst == other.tekst
    }
}

impl Eq for Rooster {}

impl fmt::Display for Rooster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.tekst)
    }
}

impl Serialize for Rooster {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.tekst)
    }
}

impl<'de> Deserialize<'de> for Rooster {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tekst = String::deserialize(deserializer)?;
        Self::lees(&tekst).map_err(|reden| serde::de::Error::custom(format!("{reden}; {VORM}")))
    }
}

/// How a schedule is written, as a hint.
pub const VORM: &str = "schrijf `minuut uur dag maand weekdag`, zoals `0 8 1 9 *` (1 september om 8 uur) of `0 8 * * ma`";

impl JsonSchema for Rooster {
    fn schema_name() -> Cow<'static, str> {
        "Rooster".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "Terugkerend ogenblik: `minuut uur dag maand weekdag`, in Nederlandse tijd; weekdagen als `ma`…`zo`.",
        })
    }
}

#[cfg(test)]
mod tests;
