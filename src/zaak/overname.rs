//! A zaak that ran elsewhere goes on here (go-live): what is told of it, and what is recorded.
//!
//! Whether it fits is `decide`'s; how a file says it `intake`'s. Easy to get wrong: names in `datums`. They are
//! those of the definition (taken, gebeurtenissen, gegevens, fasen, termijnen), each with the day it happened.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::ids::MedewerkerId;
use super::melding::{Gemelde, Melding};

/// One zaak as it stands elsewhere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Overname {
    /// The melding it began with.
    pub melding: Melding,
    /// The fase it is in.
    pub fase: String,
    /// Since when it is in that fase.
    pub sinds: NaiveDate,
    /// What happened before, by the name it has in the definition.
    #[serde(default)]
    pub datums: BTreeMap<String, NaiveDate>,
    /// Id of the medewerker who handles it; without it, who handles zaken of this gemeente or school.
    #[serde(default)]
    pub behandelaar: Option<String>,
    /// What the dossier must say of the time before.
    #[serde(default)]
    pub notitie: Option<String>,
}

/// Take a zaak over.
#[derive(Debug, Clone, PartialEq)]
pub struct Overneming {
    pub overname: Overname,
    /// Its melding with the ids it is stored under.
    pub gemelde: Gemelde,
    pub door: MedewerkerId,
    pub reden: String,
}

/// The zaak ran elsewhere before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Herkomst {
    /// The system it came from.
    pub bron: String,
    pub reden: String,
    /// The days that names stand for from now on.
    pub datums: BTreeMap<String, NaiveDate>,
}
