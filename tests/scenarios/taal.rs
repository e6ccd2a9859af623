//! The language of scenarios: what happened on which day, and what must then be open, due and mailed.
//!
//! Only shape and reading; playing a scenario is `spel`'s, judging what came of it `oordeel`'s. Easy to get
//! wrong: what is left out of `verwacht` is not judged, and what is named there is judged whole.

mod melding;
mod stap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::borrow::Cow;
use termijnwacht::decide::at;

pub use melding::MeldingTekst;
pub use stap::Stap;

/// A file of scenarios about one procedure.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bestand {
    /// Slug van de procedure waarmee elke melding begint die niets anders zegt.
    pub procedure: String,
    pub scenarios: Vec<Scenario>,
}

/// One story.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Waar het over gaat, als zin.
    pub scenario: String,
    /// Waarmee het begint; zonder melding met `begin`.
    pub melding: Option<MeldingTekst>,
    /// Een zaak over een school of over het bureau, of alleen het ogenblik waarop het begint.
    pub begin: Option<Begin>,
    /// `ja`: terugkerend werk begint vanzelf.
    #[serde(default)]
    pub roosters: bool,
    #[serde(default)]
    pub verloop: Vec<Stap>,
    pub einde: Option<Einde>,
}

/// A zaak that no melding opened.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Begin {
    /// `2026-10-01 08:00`.
    pub op: String,
    /// `BRIN-VESTIGING` van de school waarover de zaak gaat.
    pub school: Option<String>,
    /// `ja` als de zaak over het bureau zelf gaat.
    pub bureau: bool,
    pub gegevens: IndexMap<String, Waarde>,
}

/// What must hold. Lists of what went out count from the `verwacht` before.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Verwacht {
    pub zaak: Option<String>,
    pub fase: Option<String>,
    /// Uitkomst waarmee de zaak gesloten is; `open` als zij nog loopt.
    pub uitkomst: Option<String>,
    pub behandelaar: Option<String>,
    pub gemeente: Option<String>,
    /// Alle open taken.
    pub open: Option<Vec<String>>,
    /// Laatste dag van lopende termijnen; `geen` als er (nog) geen datum of geen termijn is.
    pub termijnen: IndexMap<String, String>,
    /// Gegevens die de zaak draagt.
    pub gegevens: IndexMap<String, Waarde>,
    /// Wat het script van het laatste voorstel wist, zoals `geschiedenis.broers_zussen_open: 2`.
    pub gezien: IndexMap<String, Waarde>,
    /// Alle mails: naam van taak of termijn (of van de mailtekst), en wie hem kreeg.
    pub gemaild: Option<IndexMap<String, Vec<String>>>,
    /// Alle brieven.
    pub brieven: Option<Vec<String>>,
    /// Alle berichten aan anderen.
    pub meldingen_uit: Option<Vec<String>>,
    /// Regels die in deze volgorde in het dossier staan: `soort naam`, of `soort naam: deel van de uitleg`.
    pub dossier: Vec<String>,
    /// Wat nog in de wacht staat en niet uitging.
    pub onverzonden: Option<Vec<String>>,
    /// Codes van open incidenten.
    pub incidenten: Option<Vec<String>>,
    /// Alle zaken met hun procedure.
    pub zaken: Option<IndexMap<String, String>>,
}

/// Where it ends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Einde {
    pub op: NaiveDate,
    /// `open` als de zaak dan nog loopt.
    pub uitkomst: String,
}

/// What an author writes as a value: `ja` and `nee`, a number, a text, or the rows of a verzuimoverzicht.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Waarde(pub Value);

impl JsonSchema for Waarde {
    fn schema_name() -> Cow<'static, str> {
        "Waarde".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = serde_json::json!({ "type": ["boolean", "number", "string"] });
        let row = serde_json::json!({ "type": "object", "additionalProperties": one });
        json_schema!({ "anyOf": [one, { "type": "array", "items": row }] })
    }
}

/// Fields as the engine takes them.
pub fn velden(waarden: &IndexMap<String, Waarde>) -> Map<String, Value> {
    waarden
        .iter()
        .map(|(naam, waarde)| (naam.clone(), waarde.0.clone()))
        .collect()
}

/// When nothing else is said.
const TWAALF: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).expect("twelve o'clock");

/// A day, and the time when there is one.
fn ogenblik(op: &str) -> (NaiveDate, Option<NaiveTime>) {
    let (dag, tijd) = op.split_once(' ').unwrap_or((op, ""));
    let dag = dag
        .parse()
        .unwrap_or_else(|_| panic!("`op: {op}` is geen moment"));
    let read = || {
        NaiveTime::parse_from_str(tijd, "%H:%M")
            .unwrap_or_else(|_| panic!("`op: {op}` is geen moment"))
    };
    (dag, (!tijd.is_empty()).then(read))
}

impl Scenario {
    /// The moment at which it begins.
    pub fn begint(&self) -> DateTime<Utc> {
        match (&self.melding, &self.begin) {
            (Some(melding), None) => {
                let negen = NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock");
                at(melding.ontvangen.expect("`ontvangen`"), negen)
            }
            (None, Some(begin)) => {
                let (dag, tijd) = ogenblik(&begin.op);
                at(dag, tijd.unwrap_or(TWAALF))
            }
            _ => panic!("{}: verwacht `melding` of `begin`", self.scenario),
        }
    }
}

/// The last moment of a day.
pub fn end_of(dag: NaiveDate) -> DateTime<Utc> {
    let next = dag.succ_opt().expect("a day after");
    at(next, NaiveTime::MIN) - chrono::TimeDelta::microseconds(1)
}

fn yes() -> bool {
    true
}
