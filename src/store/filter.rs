//! What lists can be asked for.
//!
//! Easy to get wrong: an empty filter is a whole bureau's work; every list has a limit.

use chrono::{DateTime, NaiveDate, Utc};

use super::post::UitStatus;
use crate::zaak::ids::{Digest, JongereId, MedewerkerId, RegelId, Rol, ZaakId};
use crate::zaak::{Status, Taak, TaakStatus};

/// Which zaken; what is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZaakFilter {
    pub bureau: Option<String>,
    /// Any of these; empty: all.
    pub gemeenten: Vec<String>,
    pub procedure: Option<String>,
    pub status: Option<Status>,
    pub jongere: Option<JongereId>,
    pub behandelaar: Option<MedewerkerId>,
    pub fase: Option<String>,
    /// Whether it has an incident that nobody solved.
    pub incident: Option<bool>,
    pub persoon: Option<Persoonvraag>,
    /// Only zaken of which not everything was counted by these calendars.
    pub anders_geteld: Option<Digest>,
    /// Only zaken born after this one: the last of the page before.
    pub na: Option<ZaakId>,
    pub limit: u32,
}

impl Default for ZaakFilter {
    fn default() -> Self {
        Self {
            bureau: None,
            gemeenten: Vec::new(),
            procedure: None,
            status: None,
            jongere: None,
            behandelaar: None,
            fase: None,
            incident: None,
            persoon: None,
            anders_geteld: None,
            na: None,
            limit: LIMIT,
        }
    }
}

/// About which jongere; what is `None` does not matter, and a zaak about no jongere never answers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Persoonvraag {
    /// Words that each occur somewhere in the name; capitals and accents make no difference.
    pub naam: Option<String>,
    pub geboortedatum: Option<NaiveDate>,
    pub bsn: Option<String>,
    pub pgn: Option<String>,
}

/// Which taken; what is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaakFilter {
    pub bureau: Option<String>,
    /// Any of these; empty: all.
    pub gemeenten: Vec<String>,
    pub procedure: Option<String>,
    pub voor: Option<Rol>,
    pub status: Option<TaakStatus>,
    pub zaak: Option<ZaakId>,
    pub limit: u32,
}

impl Default for TaakFilter {
    /// The open taken.
    fn default() -> Self {
        Self {
            bureau: None,
            gemeenten: Vec::new(),
            procedure: None,
            voor: None,
            status: Some(TaakStatus::Open),
            zaak: None,
            limit: LIMIT,
        }
    }
}

/// Which outgoing rows; what is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutboxFilter {
    pub bureau: Option<String>,
    /// Any of these; empty: all.
    pub gemeenten: Vec<String>,
    pub status: Option<UitStatus>,
    pub zaak: Option<ZaakId>,
    /// Only rows asked after this one: the last of the page before.
    pub na: Option<i64>,
    pub limit: u32,
}

impl Default for OutboxFilter {
    fn default() -> Self {
        Self {
            bureau: None,
            gemeenten: Vec::new(),
            status: None,
            zaak: None,
            na: None,
            limit: LIMIT,
        }
    }
}

/// What a list gives where nothing else is asked.
const LIMIT: u32 = 1_000;

/// A taak with what a list shows of its zaak.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaakRij {
    pub zaak: ZaakId,
    pub procedure: String,
    pub bureau: String,
    pub gemeente: String,
    pub behandelaar: Option<MedewerkerId>,
    /// The last day of the termijn that guards it.
    pub einde: Option<NaiveDate>,
    pub taak: Taak,
}

/// Where a line stands among those of all zaken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lijnplek {
    pub op: DateTime<Utc>,
    pub regel: RegelId,
}
