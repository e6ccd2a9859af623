//! What differs locally: the part `kalender` and `scholen` of a bureau's own file.
//!
//! Data only; the layers are laid over each other by `schooltabel`. Easy to get wrong: the
//! order is school over plaats over gemeente over bureau over region, and within one layer a
//! `lesdag` wins over a free day.

use chrono::NaiveDate;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::feestdag::Feestdag;
use super::schoolvakanties::Vakantie;
use super::schrijfwijze::datum_schema;
use super::vraag::Periode;

/// What one bureau tells the calendars: whom it serves, its schools, its local days.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BureauKalender {
    /// The bureau's slug.
    pub bureau: String,
    /// The slugs of its municipalities.
    #[serde(default)]
    pub gemeenten: Vec<String>,
    /// The schools whose location it knows.
    #[serde(default)]
    pub scholen: Vec<Schoolplaats>,
    /// Its local days.
    #[serde(default)]
    pub kalender: Afwijkingen,
}

/// Where a school (vestiging) stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schoolplaats {
    /// BRIN, four characters.
    pub brin: String,
    /// Number of the vestiging, two digits; `None` speaks for the whole school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vestiging: Option<String>,
    /// Slug of the municipality it stands in.
    pub gemeente: String,
    /// The place; needed in a split municipality.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plaats: Option<String>,
}

/// The local days of one bureau, by reach.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Afwijkingen {
    /// In every municipality of the bureau.
    #[serde(default)]
    pub bureau: Afwijking,
    /// By municipality (slug).
    #[serde(default)]
    pub gemeenten: IndexMap<String, Afwijking>,
    /// By municipality (slug) and place.
    #[serde(default)]
    pub plaatsen: IndexMap<String, IndexMap<String, Afwijking>>,
    /// By school: `BRIN` or `BRIN-VESTIGING`.
    #[serde(default)]
    pub scholen: IndexMap<String, Afwijking>,
}

/// What differs in one layer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Afwijking {
    /// Feestdagen on which the schools close here, such as `goede-vrijdag`.
    #[serde(default)]
    pub schoolvrij: Vec<Feestdag>,
    /// Feestdagen on which they do not.
    #[serde(default)]
    pub niet_schoolvrij: Vec<Feestdag>,
    /// Holidays on other dates than the region's.
    #[serde(default)]
    pub vakanties: Vec<EigenVakantie>,
    /// Extra free days.
    #[serde(default)]
    pub vrije_dagen: Vec<LokaleDagen>,
    /// Days with lessons although a holiday or feestdag says otherwise.
    #[serde(default)]
    pub lesdagen: Vec<LokaleDagen>,
}

impl Afwijking {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_leeg(&self) -> bool {
        *self == Self::default()
    }
}

/// A holiday that takes the place of the region's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EigenVakantie {
    /// The school year, such as `2026-2027`.
    pub schooljaar: String,
    /// Which holiday.
    pub vakantie: Vakantie,
    /// First day; a Monday takes the weekend before it along.
    #[schemars(schema_with = "datum_schema")]
    pub van: NaiveDate,
    /// Last day; a Friday takes the weekend after it along.
    #[schemars(schema_with = "datum_schema")]
    pub tot: NaiveDate,
}

/// One local day, or several in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LokaleDagen {
    /// The day, or the first of them.
    #[schemars(schema_with = "datum_schema")]
    pub van: NaiveDate,
    /// The last day; left out for a single one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(schema_with = "datum_schema")]
    pub tot: Option<NaiveDate>,
    /// Why, such as `studiedag`; appears in the explanation of every date.
    pub reden: String,
}

impl LokaleDagen {
    /// The days as a period.
    #[must_use]
    pub fn periode(&self) -> Periode {
        Periode::new(self.van, self.tot.unwrap_or(self.van))
    }
}
