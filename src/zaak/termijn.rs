//! A running term: not only the day it ends, but what it was made of, so that it can be counted again.
//!
//! ```text
//! loopt ──taak gereed / gebeurtenis──▶ gehaald
//!   │ ▲──hervat── opgeschort ◀─opschorten─┐
//!   │ └────────────────────────────────────┘
//!   ├──einde voorbij (00:00)──▶ verstreken      (rungs `na` go on until the taak is done)
//!   └──fase verlaten, teruggenomen──▶ vervallen
//! ```
//! Counting itself is `kalender`'s; arming and firing rungs is `decide`'s. Easy to get wrong: a rung fires
//! at most once *per einde*, so a verdaging or a resumption makes new rungs and leaves the old as they are.

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::Rol;
use crate::kalender::Duur;

/// The built-in term of two weeks after an ingebrekestelling, and what runs after it (Awb 4:17).
pub const DWANGSOM: &str = "dwangsom";

/// How a term is counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tijd {
    /// `binnen DUUR na ANKER`; zero schooldagen is "terstond".
    Binnen {
        /// How long.
        duur: Duur,
        /// The anchor counted from.
        na: String,
    },
    /// `uiterlijk DUUR voor ANKER`: counted back.
    Vooraf {
        /// How long before.
        duur: Duur,
        /// The anchor counted back from.
        voor: String,
    },
    /// Before a fixed day of the year: the first such day after the anchor; the term ends the day before.
    VoorDatum {
        /// Day of the month.
        dag: u32,
        /// Month, 1–12.
        maand: u32,
        /// The anchor from which the next such day is sought.
        na: String,
    },
    /// Ends on the day an anchor names.
    Op {
        /// The anchor.
        anker: String,
    },
}

impl Tijd {
    /// The anchor this term needs before it can be counted.
    pub fn anker(&self) -> &str {
        match self {
            Self::Binnen { na, .. } | Self::VoorDatum { na, .. } => na,
            Self::Vooraf { voor, .. } => voor,
            Self::Op { anker } => anker,
        }
    }
}

/// When a rung is due, seen from the end of its term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wanneer {
    /// So long before the end; moved to the mail day before when there is no mail that day.
    Vooraf(Duur),
    /// On the last day; moved to the mail day before.
    OpDeDag,
    /// So long after the end; moved to the mail day after.
    Na(Duur),
}

/// What a rung does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RungSoort {
    /// Reminds who must act.
    Herinnering,
    /// Tells someone higher on the ladder.
    Escalatie,
    /// The term itself runs out, at 00:00 after its einde.
    Verstreken,
}

/// What became of a rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum RungStatus {
    /// Waits for its time.
    Gewapend,
    /// Fired, with a mail.
    Afgegaan,
    /// Its time passed together with that of a higher rung: recorded, not mailed.
    Overgeslagen,
    /// No longer needed.
    Vervallen,
}

/// One step of the ladder of a term, for one einde.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rung {
    /// Counted from 1 within the termijn.
    pub nummer: u32,
    pub soort: RungSoort,
    pub wanneer: Wanneer,
    /// Who hears of it; empty for `Verstreken`.
    pub naar: Vec<Rol>,
    /// The einde it belongs to.
    pub einde: NaiveDate,
    /// When it fires.
    pub due_at: DateTime<Utc>,
    pub status: RungStatus,
}

/// A stretch in which a term did not run. Awb 4:15.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opschorting {
    /// First day that does not count: the day after the request.
    pub van: NaiveDate,
    /// Last day that does not count; `None` while it lasts.
    pub tot: Option<NaiveDate>,
    pub reden: String,
}

/// An extension told in time. Awb 4:14.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdaging {
    pub duur: Duur,
    pub reden: String,
    /// The day it was told.
    pub datum: NaiveDate,
}

/// What became of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum TermijnStatus {
    Loopt,
    Opgeschort,
    Verstreken,
    Gehaald,
    Vervallen,
}

/// A term of a zaak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Termijn {
    /// Counted from 1 within the zaak.
    pub nummer: u32,
    pub naam: String,
    /// The number of the line that started it: the cause of what its rungs do.
    #[serde(default)]
    pub regel: u32,
    /// The taak it guards, by number; `None` for a term of the fase.
    pub taak: Option<u32>,
    pub tijd: Tijd,
    pub wettelijk: bool,
    /// The day counted from.
    pub begin: NaiveDate,
    /// The last day; `None` while it cannot be known (suspended, or beyond the calendar).
    pub einde: Option<NaiveDate>,
    pub verdagingen: Vec<Verdaging>,
    pub opschortingen: Vec<Opschorting>,
    pub rungs: Vec<Rung>,
    pub status: TermijnStatus,
    /// The day on which it was dropped: its work was done or its fase left, before or after its einde.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gestopt: Option<NaiveDate>,
    /// Why it ends on that day, as a Dutch sentence.
    pub uitleg: String,
    pub grondslag: Vec<String>,
    /// The layer that set it.
    pub laag: String,
}

impl Termijn {
    /// Whether time still works on it.
    pub fn loopt(&self) -> bool {
        matches!(self.status, TermijnStatus::Loopt)
    }

    /// Whether it has not come to its end: it runs, stands still, or ran out while its fase goes on.
    pub fn is_alive(&self) -> bool {
        !matches!(
            self.status,
            TermijnStatus::Gehaald | TermijnStatus::Vervallen
        ) && (self.status != TermijnStatus::Verstreken || self.armed().next().is_some())
    }

    /// The rungs that wait.
    pub fn armed(&self) -> impl Iterator<Item = &Rung> {
        self.rungs
            .iter()
            .filter(|rung| rung.status == RungStatus::Gewapend)
    }
}
