//! A weekly overview as the outbox carries it: what one person is told, gathered and ready to be put in words.
//!
//! Gathering is a worker's, wording `render`'s. Easy to get wrong: zaken by number only; an overview stays in
//! the outbox, and so may hold no person but the bureau's own.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ids::ZaakId;
use super::staat::Aan;

/// What one person is told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Weekoverzicht {
    /// What is open, lapsed or waiting in his zaken; a part with nothing in it is left out.
    pub delen: Vec<Weekdeel>,
    /// The numbers of the bureau, for its head.
    pub cijfers: Vec<Weekcijfer>,
}

/// Lines that belong together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weekdeel {
    pub soort: Weeksoort,
    /// By date; those without one last.
    pub regels: Vec<Weekregel>,
    /// How many more there are than can be told.
    pub meer: u32,
}

/// What a part tells of, in the order in which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weeksoort {
    /// Its last day has passed.
    TeLaat,
    /// Its last day is in the seven days from now on.
    DezeWeek,
    /// Its last day is later.
    Later,
    /// Without a day.
    ZonderDatum,
    /// Nobody in the bureau has to act: a zaak waits for others, or stands still.
    Wacht,
}

/// One taak, or a zaak that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Weekregel {
    pub zaak: ZaakId,
    /// Title of the procedure.
    pub procedure: String,
    pub gemeente: String,
    pub titel: String,
    pub einde: Option<NaiveDate>,
    /// How much is left: `nog 2 schooldagen`.
    pub over: String,
    /// Who else acts: the role the taak is for, or the officer whose place the reader takes.
    pub wie: Option<String>,
}

/// A row of numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekcijfer {
    pub titel: String,
    /// Open zaken.
    pub zaken: u32,
    /// Open taken.
    pub taken: u32,
    /// Open taken whose last day has passed.
    pub te_laat: u32,
}

/// An overview and who gets it.
#[derive(Debug, Clone, PartialEq)]
pub struct Weekpost {
    pub aan: Aan,
    pub inhoud: Weekoverzicht,
}
