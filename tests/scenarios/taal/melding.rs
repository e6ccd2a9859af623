//! The melding of a story: who it is about, and what is left out of a later one.
//!
//! Easy to get wrong: a family. Who has no address of his own lives with the jongere.

use chrono::NaiveDate;
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::borrow::Cow;
use termijnwacht::zaak::melding::{Melding, Verzuim};
use termijnwacht::zaak::persoon::{Adres, Jongere, Ouder, SchoolRef};

use super::{Waarde, velden};

/// A melding in short; a later one takes over what it leaves out from the first.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MeldingTekst {
    /// Zonder opgave die van het bestand.
    pub procedure: Option<String>,
    pub gemeente: Option<String>,
    pub ontvangen: Option<NaiveDate>,
    /// Geboortedatum van de jongere.
    pub geboren: Option<NaiveDate>,
    pub bsn: Option<String>,
    pub plaats: Option<String>,
    /// `BRIN` of `BRIN-VESTIGING`.
    pub school: Option<String>,
    pub startkwalificatie: Option<bool>,
    /// Waar de jongere woont; een melding die dit niet zegt, gaat over hetzelfde gezin.
    pub adres: Option<Adres>,
    /// Aantal ouders met gezag, of wie zij zijn; zonder opgave één.
    pub ouders: Option<Ouders>,
    pub kenmerk: Option<String>,
    pub verzuim: Option<VerzuimTekst>,
    pub gegevens: Option<IndexMap<String, Waarde>>,
    pub ingetrokken: Option<bool>,
}

/// The parents of a melding: how many, or who they are.
#[derive(Debug, Clone)]
pub enum Ouders {
    Aantal(u32),
    Met(Vec<OuderTekst>),
}

/// A parent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OuderTekst {
    pub naam: String,
    /// Zonder opgave `ja`.
    #[serde(default = "super::yes")]
    pub gezag: bool,
    /// Zonder opgave dat van de jongere.
    #[serde(default)]
    pub adres: Option<Adres>,
}

impl<'de> Deserialize<'de> for Ouders {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = |value: Value| match value {
            Value::Array(_) => serde_json::from_value(value).map(Self::Met),
            number => serde_json::from_value(number).map(Self::Aantal),
        };
        read(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Ouders {
    fn schema_name() -> Cow<'static, str> {
        "Ouders".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let met = Vec::<OuderTekst>::json_schema(generator);
        json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0 }, met] })
    }
}

impl Ouders {
    /// As a melding names them; who has no address of his own lives with the jongere.
    fn personen(&self, thuis: Option<&Adres>) -> Vec<Ouder> {
        match self {
            Self::Aantal(aantal) => (1..=*aantal)
                .map(|nummer| Ouder {
                    naam: format!("Ouder {nummer} Voorbeeldnaam"),
                    gezag: true,
                    adres: thuis.cloned(),
                })
                .collect(),
            Self::Met(ouders) => ouders
                .iter()
                .map(|ouder| Ouder {
                    naam: ouder.naam.clone(),
                    gezag: ouder.gezag,
                    adres: ouder.adres.clone().or_else(|| thuis.cloned()),
                })
                .collect(),
        }
    }
}

/// The absence of a melding.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerzuimTekst {
    pub soort: String,
    pub begin: Option<NaiveDate>,
    pub uren: Option<f64>,
}

impl MeldingTekst {
    /// The melding as others would send it.
    pub fn melding(&self, procedure: &str) -> Melding {
        let geboren = self.geboren.expect("een melding heeft `geboren`");
        let school = self
            .school
            .as_deref()
            .map(|code| match code.split_once('-') {
                Some((brin, vestiging)) => SchoolRef {
                    brin: brin.to_owned(),
                    vestiging: Some(vestiging.to_owned()),
                },
                None => SchoolRef {
                    brin: code.to_owned(),
                    vestiging: None,
                },
            });
        let ouders = self.ouders.as_ref().unwrap_or(&Ouders::Aantal(1));
        Melding {
            bron: "proef".into(),
            kenmerk: self.kenmerk.clone().unwrap_or_else(|| "P-1".into()),
            soort: self.procedure.clone().unwrap_or_else(|| procedure.into()),
            ontvangen: self.ontvangen.expect("een melding heeft `ontvangen`"),
            gemeente: self.gemeente.clone().expect("een melding heeft `gemeente`"),
            jongere: Some(Jongere {
                bsn: Some(self.bsn.clone().unwrap_or_else(|| "999990019".into())),
                pgn: None,
                naam: "Jip Voorbeeldnaam".into(),
                geboortedatum: geboren,
                plaats: self.plaats.clone(),
                adres: self.adres.clone(),
                startkwalificatie: self.startkwalificatie.unwrap_or(false),
            }),
            ouders: ouders.personen(self.adres.as_ref()),
            school,
            verzuim: self.verzuim.as_ref().map(|verzuim| Verzuim {
                soort: serde_json::from_value(Value::String(verzuim.soort.clone()))
                    .expect("een soort verzuim"),
                begin: verzuim.begin,
                einde: None,
                uren: verzuim.uren,
                schooldagen: None,
                te_laat: None,
            }),
            gegevens: self.gegevens.as_ref().map(velden).unwrap_or_default(),
            ingetrokken: self.ingetrokken.unwrap_or(false),
        }
    }

    /// This melding with what it leaves out taken from an earlier one.
    pub fn over(&self, first: &Self) -> Self {
        let own = self.clone();
        let base = first.clone();
        Self {
            procedure: own.procedure.or(base.procedure),
            gemeente: own.gemeente.or(base.gemeente),
            ontvangen: own.ontvangen.or(base.ontvangen),
            geboren: own.geboren.or(base.geboren),
            bsn: own.bsn.or(base.bsn),
            plaats: own.plaats.or(base.plaats),
            school: own.school.or(base.school),
            startkwalificatie: own.startkwalificatie.or(base.startkwalificatie),
            adres: own.adres.or(base.adres),
            ouders: own.ouders.or(base.ouders),
            kenmerk: own.kenmerk.or(base.kenmerk),
            verzuim: own.verzuim.or(base.verzuim),
            gegevens: own.gegevens.or(base.gegevens),
            ingetrokken: own.ingetrokken,
        }
    }
}
