//! The published school holidays: the file `schoolvakanties.yaml`.
//!
//! Data only; its faults are found by [`super::check_schoolvakanties`]. Easy to get wrong:
//! `alle` and the three regions exclude each other within one holiday.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::regio::Regio;
use super::vraag::Periode;

/// Een vakantie die elk schooljaar terugkomt.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Vakantie {
    /// Oktober; een advies.
    Herfst,
    /// Rond Kerst; verplicht.
    Kerst,
    /// Februari; een advies.
    Voorjaar,
    /// Rond Koningsdag; één week is verplicht.
    Mei,
    /// Zes weken, verplicht en per regio gespreid.
    Zomer,
}

impl Vakantie {
    /// The five holidays in the order of the school year.
    pub const ALLE: [Self; 5] = [
        Self::Herfst,
        Self::Kerst,
        Self::Voorjaar,
        Self::Mei,
        Self::Zomer,
    ];

    /// The name as people write it.
    #[must_use]
    pub const fn naam(self) -> &'static str {
        match self {
            Self::Herfst => "herfstvakantie",
            Self::Kerst => "kerstvakantie",
            Self::Voorjaar => "voorjaarsvakantie",
            Self::Mei => "meivakantie",
            Self::Zomer => "zomervakantie",
        }
    }

    /// The key in the data files.
    #[must_use]
    pub const fn sleutel(self) -> &'static str {
        match self {
            Self::Herfst => "herfst",
            Self::Kerst => "kerst",
            Self::Voorjaar => "voorjaar",
            Self::Mei => "mei",
            Self::Zomer => "zomer",
        }
    }
}

/// The file `schoolvakanties.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schoolvakanties {
    /// De schooljaren, op volgorde en zonder gat.
    pub schooljaren: Vec<Schooljaar>,
}

/// The holidays of one school year. What is missing is told by the check, not by the parser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Schooljaar {
    /// Beide jaren, zoals `2026-2027`.
    #[schemars(regex(pattern = r"^20\d\d-20\d\d$"), example = "2026-2027")]
    pub schooljaar: String,
    /// Herfstvakantie (advies).
    #[serde(default)]
    pub herfst: PerRegio,
    /// Kerstvakantie (vastgesteld).
    #[serde(default)]
    pub kerst: PerRegio,
    /// Voorjaarsvakantie (advies).
    #[serde(default)]
    pub voorjaar: PerRegio,
    /// Meivakantie (één week vastgesteld).
    #[serde(default)]
    pub mei: PerRegio,
    /// Zomervakantie (vastgesteld), aan het eind van het schooljaar.
    #[serde(default)]
    pub zomer: PerRegio,
}

impl Schooljaar {
    /// The dates of one holiday.
    #[must_use]
    pub const fn vakantie(&self, vakantie: Vakantie) -> &PerRegio {
        match vakantie {
            Vakantie::Herfst => &self.herfst,
            Vakantie::Kerst => &self.kerst,
            Vakantie::Voorjaar => &self.voorjaar,
            Vakantie::Mei => &self.mei,
            Vakantie::Zomer => &self.zomer,
        }
    }
}

/// One holiday: for the whole country, or for each region.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PerRegio {
    /// Het hele land.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alle: Option<Periode>,
    /// Regio Noord.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub noord: Option<Periode>,
    /// Regio Midden.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub midden: Option<Periode>,
    /// Regio Zuid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zuid: Option<Periode>,
}

impl PerRegio {
    /// What is written for `regio` itself.
    #[must_use]
    pub const fn eigen(&self, regio: Regio) -> Option<Periode> {
        match regio {
            Regio::Noord => self.noord,
            Regio::Midden => self.midden,
            Regio::Zuid => self.zuid,
        }
    }

    /// The dates that hold in `regio`.
    #[must_use]
    pub fn voor(&self, regio: Regio) -> Option<Periode> {
        self.alle.or_else(|| self.eigen(regio))
    }
}

impl Schoolvakanties {
    /// The first and the last day about which the holidays of `regio` say anything.
    ///
    /// Known is from the first herfstvakantie to the last day of the last zomervakantie:
    /// what comes before or after may hold a holiday nobody entered.
    #[must_use]
    pub fn bekend(&self, regio: Regio) -> Option<(NaiveDate, NaiveDate)> {
        let van = self.schooljaren.first()?.herfst.voor(regio)?.van;
        let tot = self.schooljaren.last()?.zomer.voor(regio)?.tot;
        Some((van, tot))
    }
}
