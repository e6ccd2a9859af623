//! What differs locally: the part `kalender` and `scholen` of a bureau's own file.
//!
//! Data only; the layers are laid over each other by `schooltabel`. Easy to get wrong: the
//! order is school over plaats over gemeente over bureau over region, of what bureau and gemeente
//! say of one place the gemeente wins, and within one layer a `lesdag` wins over a free day.

use chrono::NaiveDate;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::feestdag::Feestdag;
use super::schoolvakanties::Vakantie;
use super::vraag::Periode;

/// What one bureau tells the calendars: whom it serves, its schools, its local days.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BureauKalender {
    /// Slug van het bureau.
    pub bureau: String,
    /// Slugs van de gemeenten waarvoor het bureau werkt.
    #[serde(default)]
    pub gemeenten: Vec<String>,
    /// De scholen waarvan de plaats bekend is.
    #[serde(default)]
    pub scholen: Vec<Schoolplaats>,
    /// Plaatselijke dagen.
    #[serde(default)]
    pub kalender: Afwijkingen,
    /// Wat gemeenten (slug) zelf zeggen.
    #[serde(default)]
    pub eigen: IndexMap<String, GemeenteKalender>,
}

/// De plaatselijke dagen die een gemeente zelf noemt; zij gaan voor wat het bureau over haar zegt.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GemeenteKalender {
    /// In de hele gemeente.
    #[serde(default)]
    pub gemeente: Afwijking,
    /// Per plaats in de gemeente.
    #[serde(default)]
    pub plaatsen: IndexMap<String, Afwijking>,
}

/// Where a school (vestiging) stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schoolplaats {
    /// BRIN, vier tekens.
    pub brin: String,
    /// Nummer van de vestiging, twee cijfers; leeg: de hele school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vestiging: Option<String>,
    /// Slug van de gemeente waar zij staat.
    pub gemeente: String,
    /// De plaats; nodig in een gemeente met meer dan één vakantieregio.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plaats: Option<String>,
}

/// De plaatselijke dagen van een bureau, van ruim naar nauw.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Afwijkingen {
    /// In elke gemeente van het bureau.
    #[serde(default)]
    pub bureau: Afwijking,
    /// Per gemeente (slug).
    #[serde(default)]
    pub gemeenten: IndexMap<String, Afwijking>,
    /// Per gemeente (slug) en plaats.
    #[serde(default)]
    pub plaatsen: IndexMap<String, IndexMap<String, Afwijking>>,
    /// Per school: `BRIN` of `BRIN-VESTIGING`.
    #[serde(default)]
    pub scholen: IndexMap<String, Afwijking>,
}

/// Wat hier anders is dan in de laag eronder.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Afwijking {
    /// Feestdagen waarop de scholen hier dicht zijn, zoals `goede-vrijdag`.
    #[serde(default)]
    pub schoolvrij: Vec<Feestdag>,
    /// Feestdagen waarop de scholen hier open zijn.
    #[serde(default)]
    pub niet_schoolvrij: Vec<Feestdag>,
    /// Vakanties op andere datums dan die van de regio.
    #[serde(default)]
    pub vakanties: Vec<EigenVakantie>,
    /// Extra vrije dagen.
    #[serde(default)]
    pub vrije_dagen: Vec<LokaleDagen>,
    /// Dagen met les, ondanks vakantie of feestdag.
    #[serde(default)]
    pub lesdagen: Vec<LokaleDagen>,
}

impl Schoolplaats {
    /// A school by its code, `BRIN` or `BRIN-VESTIGING`.
    #[must_use]
    pub fn new(code: &str, gemeente: impl Into<String>, plaats: Option<String>) -> Self {
        let (brin, vestiging) = match code.split_once('-') {
            Some((brin, vestiging)) => (brin, Some(vestiging.to_owned())),
            None => (code, None),
        };
        Self {
            brin: brin.to_owned(),
            vestiging,
            gemeente: gemeente.into(),
            plaats,
        }
    }
}

impl Afwijking {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_leeg(&self) -> bool {
        *self == Self::default()
    }
}

/// Een vakantie in plaats van die van de regio.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EigenVakantie {
    /// Het schooljaar, zoals `2026-2027`.
    pub schooljaar: String,
    /// Welke vakantie.
    pub vakantie: Vakantie,
    /// Eerste dag; bij een maandag hoort het weekend ervoor erbij.
    pub van: NaiveDate,
    /// Laatste dag; bij een vrijdag hoort het weekend erna erbij.
    pub tot: NaiveDate,
}

/// Eén plaatselijke dag, of een reeks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LokaleDagen {
    /// De dag, of de eerste van een reeks.
    pub van: NaiveDate,
    /// De laatste dag; weglaten bij één dag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tot: Option<NaiveDate>,
    /// Waarom, zoals `studiedag`; komt terug in de uitleg bij een datum.
    pub reden: String,
}

impl LokaleDagen {
    /// The days as a period.
    #[must_use]
    pub fn periode(&self) -> Periode {
        Periode::new(self.van, self.tot.unwrap_or(self.van))
    }
}
