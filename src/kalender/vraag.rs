//! A question to the calendar and its answer, as plain data.
//!
//! Holds no arithmetic. Easy to get wrong: both ends of a [`Periode`] belong to it; an
//! opschorting asked on 1 April and completed on 10 April is the period 2–9 April.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::duur::Duur;

/// Which way a term is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Richting {
    /// From an event onward.
    #[default]
    Vooruit,
    /// Back from a date: the nth day before, the day itself not counted.
    Terug,
}

/// A run of days, both ends included.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Periode {
    /// First day.
    pub van: NaiveDate,
    /// Last day.
    pub tot: NaiveDate,
}

impl Periode {
    /// The period from `van` up to and including `tot`.
    #[must_use]
    pub const fn new(van: NaiveDate, tot: NaiveDate) -> Self {
        Self { van, tot }
    }

    /// The number of days; zero or less when `tot` lies before `van`.
    #[must_use]
    pub fn lengte(self) -> i64 {
        (self.tot - self.van).num_days() + 1
    }

    /// Whether `datum` lies within.
    #[must_use]
    pub fn bevat(self, datum: NaiveDate) -> bool {
        self.van <= datum && datum <= self.tot
    }

    /// The days both have, if any.
    #[must_use]
    pub fn doorsnede(self, andere: Self) -> Option<Self> {
        let deel = Self::new(self.van.max(andere.van), self.tot.min(andere.tot));
        (deel.van <= deel.tot).then_some(deel)
    }
}

/// A run of days that did not count, and why.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overgeslagen {
    /// First day.
    pub van: NaiveDate,
    /// Last day.
    pub tot: NaiveDate,
    /// The reason in Dutch, such as `herfstvakantie Midden`.
    pub reden: String,
}

/// An answer of the calendar: the day, and everything that led to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Berekening {
    /// The last day of the term (counted back: the day found). Overdue from the day after.
    pub einde: NaiveDate,
    /// What was skipped other than ordinary weekends, in order of date.
    pub overgeslagen: Vec<Overgeslagen>,
    /// One Dutch sentence with the term, both dates and what was skipped.
    pub uitleg: String,
}

/// A question to the calendar of one place.
#[derive(Debug, Clone, Copy)]
pub struct Vraag<'a> {
    /// The day of the event, which itself does not count.
    pub vanaf: NaiveDate,
    /// The length of the term.
    pub duur: Duur,
    /// Onward or back.
    pub richting: Richting,
    /// Whether a law sets the term, so that the Algemene termijnenwet applies.
    pub wettelijk: bool,
    /// Days during which the term stood still, in any order; one completed the day after it was asked
    /// has none, and its `tot` lies the day before its `van`.
    pub opgeschort: &'a [Periode],
    /// Whether an extension is counted on from the end that is found (Awb 4:14).
    pub gaat_door: bool,
}

impl Vraag<'_> {
    /// The plain question: onward, not set by law, never suspended.
    #[must_use]
    pub const fn new(vanaf: NaiveDate, duur: Duur) -> Self {
        Self {
            vanaf,
            duur,
            richting: Richting::Vooruit,
            wettelijk: false,
            opgeschort: &[],
            gaat_door: false,
        }
    }
}
