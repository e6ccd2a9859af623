//! A melding: how a zaak begins, in the form every door of the house takes it (INTERFACE, *A melding*).
//!
//! The shape and what can be judged from the melding alone; whether there is an open zaak to join is
//! `decide`'s. Easy to get wrong: what is readable but incomplete still opens a zaak, with a taak.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::ids::{Digest, JongereId, MeldingId};
use super::persoon::{Jongere, Ouder, SchoolRef};

/// What kind of absence a school reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum VerzuimSoort {
    #[serde(rename = "16-uur")]
    ZestienUur,
    Langdurig,
    Luxe,
    Overig,
    Doorstroompunt,
}

impl VerzuimSoort {
    /// Every kind as a melding writes it.
    pub const NAMEN: [&str; 5] = ["16-uur", "langdurig", "luxe", "overig", "doorstroompunt"];
}

/// The absence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verzuim {
    pub soort: VerzuimSoort,
    #[serde(default)]
    pub begin: Option<NaiveDate>,
    #[serde(default)]
    pub einde: Option<NaiveDate>,
    #[serde(default)]
    pub uren: Option<f64>,
    #[serde(default)]
    pub schooldagen: Option<f64>,
    #[serde(default)]
    pub te_laat: Option<u32>,
}

/// A melding as received.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Melding {
    /// Where it comes from, for instance `duo`, `brp`, `school`.
    pub bron: String,
    /// The sender's own mark; with `bron` it identifies the melding.
    pub kenmerk: String,
    /// Slug of the procedure.
    pub soort: String,
    /// The day it was received.
    pub ontvangen: NaiveDate,
    pub gemeente: String,
    #[serde(default)]
    pub jongere: Option<Jongere>,
    #[serde(default)]
    pub ouders: Vec<Ouder>,
    #[serde(default)]
    pub school: Option<SchoolRef>,
    #[serde(default)]
    pub verzuim: Option<Verzuim>,
    /// What the procedure declares. A verzuimoverzicht is a list of `{"datum", "uren", "soort"}`, its `soort`
    /// one of `ongeoorloofd`, `geoorloofd` and `te-laat`; at most 500 rows.
    #[serde(default)]
    pub gegevens: Map<String, Value>,
    /// The sender takes it back.
    #[serde(default)]
    pub ingetrokken: bool,
}

impl Melding {
    /// What is known of a school that a zaak is about, in the form in which letters are made.
    pub fn over_school(code: &str, gemeente: &str, ontvangen: NaiveDate) -> Self {
        let (brin, vestiging) = match code.split_once('-') {
            Some((brin, vestiging)) => (brin, Some(vestiging.to_owned())),
            None => (code, None),
        };
        Self {
            bron: "rooster".to_owned(),
            kenmerk: code.to_owned(),
            soort: String::new(),
            ontvangen,
            gemeente: gemeente.to_owned(),
            jongere: None,
            ouders: Vec::new(),
            school: Some(SchoolRef {
                brin: brin.to_owned(),
                vestiging,
            }),
            verzuim: None,
            gegevens: Map::new(),
            ingetrokken: false,
        }
    }

    /// Tells whether two meldingen with the same mark say the same.
    pub fn digest(&self) -> Digest {
        Digest::of(&serde_json::to_string(self).unwrap_or_default())
    }

    /// The day by which age is judged: the day the absence begins, else the day of receipt.
    pub fn peildatum(&self) -> NaiveDate {
        self.verzuim
            .as_ref()
            .and_then(|verzuim| verzuim.begin)
            .unwrap_or(self.ontvangen)
    }
}

/// A melding with the ids it was stored under.
#[derive(Debug, Clone, PartialEq)]
pub struct Gemelde {
    pub id: MeldingId,
    pub jongere: Option<JongereId>,
    pub melding: Melding,
}

#[cfg(test)]
mod tests {
    use super::VerzuimSoort;

    #[test]
    fn every_kind_is_read_by_its_name() {
        let read = |naam| serde_json::from_value::<VerzuimSoort>(serde_json::json!(naam));
        let kinds: Vec<VerzuimSoort> = VerzuimSoort::NAMEN.map(|naam| read(naam).unwrap()).into();
        let names: Vec<String> = kinds.iter().map(|kind| format!("{kind:?}")).collect();
        assert_eq!(
            names.join(" "),
            "ZestienUur Langdurig Luxe Overig Doorstroompunt"
        );
    }
}
