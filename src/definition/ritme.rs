//! What a bureau wants on the clock besides its procedures: the weekly overview, and deliveries it expects.
//!
//! Shape only; when a moment is, is `rooster`'s, and what then happens a worker's. Easy to get wrong: an
//! overview switched off is `nee`, not a schedule that never comes.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::borrow::Cow;

use crate::rooster::Rooster;

/// When the weekly overview goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Weekoverzicht {
    /// The bureau wants none.
    Nee,
    /// When this schedule says; boxed, for it is much larger than a no.
    Op(Box<Rooster>),
}

/// Monday at eight, when nothing else is said.
const MAANDAG: &str = "0 8 * * ma";

impl Weekoverzicht {
    /// The schedule, when there is one.
    pub fn rooster(&self) -> Option<&Rooster> {
        match self {
            Self::Nee => None,
            Self::Op(rooster) => Some(rooster),
        }
    }
}

impl Default for Weekoverzicht {
    fn default() -> Self {
        Rooster::lees(MAANDAG).map_or(Self::Nee, |rooster| Self::Op(Box::new(rooster)))
    }
}

impl Serialize for Weekoverzicht {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Nee => serializer.serialize_bool(false),
            Self::Op(rooster) => rooster.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Weekoverzicht {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Bool(false) => Ok(Self::Nee),
            text => serde_json::from_value(text)
                .map(Self::Op)
                .map_err(serde::de::Error::custom),
        }
    }
}

impl JsonSchema for Weekoverzicht {
    fn schema_name() -> Cow<'static, str> {
        "Weekoverzicht".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let rooster = generator.subschema_for::<Rooster>();
        json_schema!({ "anyOf": [{ "const": false }, rooster] })
    }
}

/// Een levering van buiten die het bureau op vaste tijden verwacht.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerwachteLevering {
    /// Wanneer zij er uiterlijk moet zijn: `minuut uur dag maand weekdag`. Sinds de keer ervoor moet er dan iets zijn gekomen.
    pub uiterlijk: Rooster,
    /// Hoe medewerkers deze levering noemen.
    #[serde(default)]
    pub titel: Option<String>,
}
