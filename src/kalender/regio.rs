//! The three holiday regions and the municipality that lies in each: the file `regios.yaml`.
//!
//! Data and look-up only. Easy to get wrong: four municipalities lie in two regions, and
//! there the place decides, never the larger part.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A holiday region.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Regio {
    /// The north, with most of Noord-Holland and Flevoland.
    Noord,
    /// Utrecht, Zuid-Holland and part of Gelderland.
    Midden,
    /// Zeeland, Noord-Brabant, Limburg and part of Gelderland.
    Zuid,
}

impl Regio {
    /// The three regions.
    pub const ALLE: [Self; 3] = [Self::Noord, Self::Midden, Self::Zuid];

    /// The name as in "herfstvakantie Midden".
    #[must_use]
    pub const fn naam(self) -> &'static str {
        match self {
            Self::Noord => "Noord",
            Self::Midden => "Midden",
            Self::Zuid => "Zuid",
        }
    }

    /// The key in the data files.
    #[must_use]
    pub const fn sleutel(self) -> &'static str {
        match self {
            Self::Noord => "noord",
            Self::Midden => "midden",
            Self::Zuid => "zuid",
        }
    }
}

/// The file `regios.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Regios {
    /// Elke gemeente, op slug.
    pub gemeenten: IndexMap<String, Gemeente>,
}

/// A municipality and its region: `regio`, or `plaatsen` when it is split.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gemeente {
    /// De naam zoals het CBS die schrijft.
    pub naam: String,
    /// De CBS-code: vier cijfers, tussen aanhalingstekens.
    pub code: String,
    /// De vakantieregio, tenzij de gemeente gesplitst is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub regio: Option<Regio>,
    /// Van een gesplitste gemeente: de plaatsen per regio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plaatsen: Option<PlaatsenPerRegio>,
    /// Andere gangbare namen, zoals Den Haag.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ook: Vec<String>,
}

/// Every place of a split municipality, by region.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlaatsenPerRegio {
    /// Plaatsen in regio Noord.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub noord: Vec<String>,
    /// Plaatsen in regio Midden.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub midden: Vec<String>,
    /// Plaatsen in regio Zuid.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zuid: Vec<String>,
}

impl PlaatsenPerRegio {
    /// Every place with its region.
    pub fn alle(&self) -> impl Iterator<Item = (&str, Regio)> {
        [
            (&self.noord, Regio::Noord),
            (&self.midden, Regio::Midden),
            (&self.zuid, Regio::Zuid),
        ]
        .into_iter()
        .flat_map(|(plaatsen, regio)| plaatsen.iter().map(move |p| (p.as_str(), regio)))
    }
}
