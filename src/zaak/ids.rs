//! Names of things: newtypes, so that a jongere's id is never taken for a zaak's.
//!
//! Easy to get wrong: a `RegelId` is counted within its zaak (`Z1.14`), so that `decide` can hand it out
//! without asking the store, and a person can read it out over the telephone.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A zaak, shown as `Z1`, `Z2`, … in order of birth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ZaakId(pub i64);

/// A jongere within the bureau.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct JongereId(pub i64);

/// A melding as received.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MeldingId(pub i64);

/// A medewerker as `bureau.yaml` names him.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(transparent)]
pub struct MedewerkerId(pub String);

/// The blake3 digest, in hex, of a text or definition; what a zaak keeps when files change.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(transparent)]
pub struct Digest(pub String);

impl Digest {
    /// The digest of a text.
    pub fn of(text: &str) -> Self {
        Self(blake3::hash(text.as_bytes()).to_hex().to_string())
    }

    /// The first twelve characters, for people.
    pub fn kort(&self) -> &str {
        self.0.get(..12).unwrap_or(&self.0)
    }
}

/// A line of a zaak's history: the zaak and its number within it, shown as `Z1.14`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegelId {
    /// The zaak.
    pub zaak: ZaakId,
    /// Counted from 1 within the zaak.
    pub nummer: u32,
}

/// What marks a reference to a text kept beside the history.
const TEKST: &str = "tekst:";

impl RegelId {
    /// How a field refers to the free text that was filled in with this line.
    pub fn reference(self) -> String {
        format!("{TEKST}{self}")
    }

    /// The line a field's value refers to, when it is such a reference.
    pub fn from_reference(waarde: &str) -> Option<Self> {
        waarde.strip_prefix(TEKST)?.parse().ok()
    }
}

/// Wat iemand in het bureau doet.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Rol {
    /// Administratief medewerker (AI art. 1 g).
    Administratie,
    /// Medewerker leerplicht/RMC (AI art. 1 f).
    Leerplichtambtenaar,
    /// Hoofd van het bureau (AI art. 1 e).
    Leidinggevende,
    /// Beheert de definities en de installatie.
    Beheerder,
}

impl Rol {
    /// All roles, as authors write them.
    pub const ALLE: [Self; 4] = [
        Self::Administratie,
        Self::Leerplichtambtenaar,
        Self::Leidinggevende,
        Self::Beheerder,
    ];

    /// The word in files and screens.
    pub const fn naam(self) -> &'static str {
        match self {
            Self::Administratie => "administratie",
            Self::Leerplichtambtenaar => "leerplichtambtenaar",
            Self::Leidinggevende => "leidinggevende",
            Self::Beheerder => "beheerder",
        }
    }

    /// The role with this name.
    pub fn met_naam(naam: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|rol| rol.naam() == naam)
    }
}

impl fmt::Display for Rol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.naam())
    }
}

impl fmt::Display for ZaakId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Z{}", self.0)
    }
}

impl FromStr for ZaakId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_prefix('Z').and_then(|rest| rest.parse().ok());
        number
            .map(Self)
            .ok_or_else(|| format!("`{text}` is geen zaaknummer; verwacht zoiets als `Z12`"))
    }
}

impl fmt::Display for RegelId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.zaak, self.nummer)
    }
}

impl FromStr for RegelId {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is geen regelnummer; verwacht zoiets als `Z12.3`");
        let (zaak, nummer) = text.split_once('.').ok_or_else(wrong)?;
        let zaak = zaak.parse().map_err(|_| wrong())?;
        let nummer = nummer.parse().map_err(|_| wrong())?;
        Ok(Self { zaak, nummer })
    }
}

/// Serialises a type as the text it displays as.
macro_rules! as_text {
    ($($type:ty),+) => {$(
        impl Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
        impl JsonSchema for $type {
            fn inline_schema() -> bool {
                true
            }
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                String::json_schema(generator)
            }
        }
    )+};
}
as_text!(ZaakId, RegelId);
