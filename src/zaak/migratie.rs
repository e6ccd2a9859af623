//! A running zaak goes over to another version of its definition: what is asked, and what is recorded of it.
//!
//! What fits and what does not is `decide`'s. Easy to get wrong: nothing here may need a definition to be
//! folded; what a taak or term takes from the new one stands in the line itself.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::ids::{Digest, MedewerkerId, Rol};
use super::termijn::{Rung, Tijd};

/// What may happen to terms that run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Migratiekeuze {
    /// Running terms are counted by the new definition too.
    pub termijnen: bool,
    /// Also where a term then ends later.
    pub ook_later: bool,
    /// Also where a term that is not the bureau's own work then ends earlier.
    pub ook_eerder: bool,
}

/// Take a zaak along to another version of its definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Migreer {
    pub naar: Digest,
    /// The version of the catalogue it stands in, as people call it.
    pub versie: String,
    pub keuze: Migratiekeuze,
    pub door: MedewerkerId,
    pub reden: String,
}

/// The zaak runs on another version from now on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Overgang {
    pub van: Digest,
    pub naar: Digest,
    pub versie: String,
    pub reden: String,
    /// What changed with it, as a Dutch sentence.
    pub uitleg: String,
    /// The fields that other zaken of the jongere may see from now on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub onthouden: Vec<String>,
    /// Open taken that are different from now on.
    pub taken: Vec<TaakOver>,
}

/// An open taak as the new version has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaakOver {
    pub taak: u32,
    pub titel: String,
    pub voor: Rol,
    pub boa: bool,
    pub blijft: bool,
    pub grondslag: Vec<String>,
    pub laag: String,
}

/// A term as the new version has it: another ladder, another ground and, where that was asked, another end.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermijnOver {
    pub termijn: u32,
    pub naam: String,
    /// Whether it is counted in another way from now on.
    pub verplaatst: bool,
    pub tijd: Tijd,
    pub wettelijk: bool,
    pub begin: NaiveDate,
    pub einde: Option<NaiveDate>,
    /// A new ladder in place of what was armed; `None` leaves it as it stands.
    pub rungs: Option<Vec<Rung>>,
    pub grondslag: Vec<String>,
    pub laag: String,
    pub uitleg: String,
}
