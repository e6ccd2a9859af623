//! A zaak that ran elsewhere goes on here (go-live): what is told of it, and what is recorded.
//!
//! Whether it fits is `decide`'s; how a file says it `intake`'s. Easy to get wrong: names in `datums`. They are
//! those of the definition (taken, gebeurtenissen, gegevens, fasen, termijnen), each with the day it happened.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::ids::{Digest, MedewerkerId};
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
    /// The day on which completion was asked for (Awb 4:15): the terms that may be suspended stand still from the day
    /// after it.
    #[serde(default)]
    pub opgeschort_sinds: Option<NaiveDate>,
    /// The day of completion, from which they ran on; without it they still stand still.
    #[serde(default)]
    pub hervat_op: Option<NaiveDate>,
    /// By how much the term that may be extended was (Awb 4:14), such as `4 weken`.
    #[serde(default)]
    pub verdaagd_met: Option<String>,
    /// The day on which that was told.
    #[serde(default)]
    pub verdaagd_op: Option<NaiveDate>,
    /// The day of receipt of an ingebrekestelling (Awb 4:17).
    #[serde(default)]
    pub ingebrekestelling: Option<NaiveDate>,
}

impl Overname {
    /// Tells whether two rows about the same melding say the same of how its zaak stands. What tells of people, the
    /// melding and the note, is left out: this stands in the history.
    pub fn stand(&self) -> Digest {
        let Self {
            melding: _,
            notitie: _,
            fase,
            sinds,
            datums,
            behandelaar,
            opgeschort_sinds,
            hervat_op,
            verdaagd_met,
            verdaagd_op,
            ingebrekestelling,
        } = self;
        let clock = (opgeschort_sinds, hervat_op, verdaagd_met, verdaagd_op);
        let told = (fase, sinds, datums, behandelaar, clock, ingebrekestelling);
        Digest::of(&serde_json::to_string(&told).unwrap_or_default())
    }
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
    /// What was told of how it stood: [`Overname::stand`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stand: Option<Digest>,
    /// Terms of the law of which is not known whether they run, by their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub onbekend: Vec<String>,
}
