//! What the daemon remembers and measures beside the zaken: deliveries, and how much there is to do.
//!
//! Easy to get wrong: a measurement is taken every few seconds; each number must come from an index.

use chrono::{DateTime, Utc};

use super::post::UitStatus;
use crate::zaak::Digest;

/// That a source delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levering {
    pub bureau: String,
    /// The `bron` of the meldingen.
    pub bron: String,
    pub at: DateTime<Utc>,
}

/// How much there is to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stand {
    pub open_zaken: u64,
    /// Incidents that nobody solved, of all zaken.
    pub incidenten: u64,
    /// Moments that are due and have not been dealt with.
    pub timers_due: u64,
    /// The longest due of these.
    pub oldest_due: Option<DateTime<Utc>>,
    /// By kind and status, of what waits, is under way or was given up.
    pub outbox: Vec<UitStand>,
}

/// Kind (`mail`, `brief`, `melding-uit`), status, how many, and the earliest moment among them.
pub type UitStand = (String, UitStatus, u64, Option<DateTime<Utc>>);

/// Open zaken of one procedure in one gemeente that run on one definition.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lopend {
    pub procedure: String,
    pub gemeente: String,
    pub definitie: Digest,
    pub aantal: u64,
}
