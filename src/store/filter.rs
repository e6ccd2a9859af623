//! What lists can be asked for.
//!
//! Easy to get wrong: an empty filter is a whole bureau's work; every list has a limit.

use chrono::{DateTime, NaiveDate, Utc};

use crate::zaak::ids::{JongereId, MedewerkerId, RegelId, Rol, ZaakId};
use crate::zaak::{Status, Taak, TaakStatus};

/// Which zaken; what is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZaakFilter {
    pub bureau: Option<String>,
    pub gemeente: Option<String>,
    pub procedure: Option<String>,
    pub status: Option<Status>,
    pub jongere: Option<JongereId>,
    /// Only zaken born after this one: the last of the page before.
    pub na: Option<ZaakId>,
    pub limit: u32,
}

impl Default for ZaakFilter {
    fn default() -> Self {
        Self {
            bureau: None,
            gemeente: None,
            procedure: None,
            status: None,
            jongere: None,
            na: None,
            limit: LIMIT,
        }
    }
}

/// Which taken; what is `None` does not matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaakFilter {
    pub bureau: Option<String>,
    pub gemeente: Option<String>,
    pub procedure: Option<String>,
    pub voor: Option<Rol>,
    pub status: Option<TaakStatus>,
    pub limit: u32,
}

impl Default for TaakFilter {
    /// The open taken.
    fn default() -> Self {
        Self {
            bureau: None,
            gemeente: None,
            procedure: None,
            voor: None,
            status: Some(TaakStatus::Open),
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
