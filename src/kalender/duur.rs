//! The length of a term as an author writes it: "10 schooldagen", "6 weken".
//!
//! Reads and writes that text; counting it out is left to [`super::Kalender::bereken`].
//! Easy to get wrong: the units are not interchangeable. "5 dagen" is calendar days, and
//! nothing here turns one unit into another.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::schrijfwijze::nearest;

/// The unit a term is counted in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Eenheid {
    /// Days on which the school at that place teaches.
    Schooldagen,
    /// Monday to Friday, no ATW day.
    Werkdagen,
    /// Calendar days.
    Dagen,
    /// The same weekday so many weeks on.
    Weken,
    /// The same day of the month, clamped to the month's end.
    Maanden,
    /// First day of a quarter: a reference date (AKW art. 11), not a length of time.
    Kwartalen,
}

impl Eenheid {
    /// Every unit, in the order in which messages name them.
    pub const ALLE: [Self; 6] = [
        Self::Schooldagen,
        Self::Werkdagen,
        Self::Dagen,
        Self::Weken,
        Self::Maanden,
        Self::Kwartalen,
    ];

    /// The plural, as used in definitions.
    #[must_use]
    pub const fn meervoud(self) -> &'static str {
        match self {
            Self::Schooldagen => "schooldagen",
            Self::Werkdagen => "werkdagen",
            Self::Dagen => "dagen",
            Self::Weken => "weken",
            Self::Maanden => "maanden",
            Self::Kwartalen => "kwartalen",
        }
    }

    /// The singular, as used after "1".
    #[must_use]
    pub const fn enkelvoud(self) -> &'static str {
        match self {
            Self::Schooldagen => "schooldag",
            Self::Werkdagen => "werkdag",
            Self::Dagen => "dag",
            Self::Weken => "week",
            Self::Maanden => "maand",
            Self::Kwartalen => "kwartaal",
        }
    }

    fn from_word(woord: &str) -> Option<Self> {
        Self::ALLE
            .into_iter()
            .find(|e| e.meervoud() == woord || e.enkelvoud() == woord)
    }
}

/// The length of a term: a number and a unit. "0 schooldagen" is the law's *terstond*.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Duur {
    /// How many; at most [`Duur::MAX_AANTAL`] when read from text.
    pub aantal: u32,
    /// Of what.
    pub eenheid: Eenheid,
}

impl Duur {
    /// The largest number accepted in text; beyond it a typing error is likelier than a term.
    pub const MAX_AANTAL: u32 = 9_999;

    /// Makes a term of `aantal` times `eenheid`.
    #[must_use]
    pub const fn new(aantal: u32, eenheid: Eenheid) -> Self {
        Self { aantal, eenheid }
    }

    /// True for a term of nothing, which ends on the day it starts or the first that counts.
    #[must_use]
    pub const fn is_terstond(self) -> bool {
        self.aantal == 0
    }
}

impl fmt::Display for Duur {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let woord = if self.aantal == 1 {
            self.eenheid.enkelvoud()
        } else {
            self.eenheid.meervoud()
        };
        write!(f, "{} {woord}", self.aantal)
    }
}

/// Why a text is no [`Duur`]; the message says what was found and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DuurFout {
    /// No number in front, or no unit behind it.
    #[error(
        "`{gevonden}` is geen termijn; verwacht een heel getal en een eenheid, zoals `10 schooldagen` of `6 weken`"
    )]
    Vorm {
        /// The text as it was read.
        gevonden: String,
    },
    /// The number exceeds [`Duur::MAX_AANTAL`].
    #[error("`{gevonden}` is te lang voor een termijn; verwacht hoogstens {} {}", Duur::MAX_AANTAL, .eenheid.meervoud())]
    TeGroot {
        /// The text as it was read.
        gevonden: String,
        /// The unit that was understood.
        eenheid: Eenheid,
    },
    /// The unit is unknown.
    #[error("onbekende eenheid `{eenheid}` in `{gevonden}`; verwacht schooldagen, werkdagen, dagen, weken, maanden of kwartalen{}", bedoelde(.voorstel.as_ref()))]
    Eenheid {
        /// The text as it was read.
        gevonden: String,
        /// The word that was found in the unit's place.
        eenheid: String,
        /// The term that was probably meant.
        voorstel: Option<Duur>,
    },
}

fn bedoelde(voorstel: Option<&Duur>) -> String {
    voorstel.map_or_else(String::new, |d| format!("; bedoelde u `{d}`?"))
}

impl FromStr for Duur {
    type Err = DuurFout;

    fn from_str(tekst: &str) -> Result<Self, Self::Err> {
        let vorm = || DuurFout::Vorm {
            gevonden: tekst.to_owned(),
        };
        let tekst_zonder = tekst.trim();
        let na_getal = tekst_zonder
            .find(|c: char| !c.is_ascii_digit())
            .ok_or_else(vorm)?;
        let (getal, rest) = tekst_zonder.split_at(na_getal);
        let woord = rest.trim();
        if getal.is_empty() || woord.is_empty() || !woord.chars().all(char::is_alphabetic) {
            return Err(vorm());
        }
        let aantal = getal.parse::<u32>().unwrap_or(u32::MAX);
        let Some(eenheid) = Eenheid::from_word(&woord.to_lowercase()) else {
            return Err(DuurFout::Eenheid {
                gevonden: tekst.to_owned(),
                eenheid: woord.to_owned(),
                voorstel: nearest_unit(woord).map(|eenheid| Self { aantal, eenheid }),
            });
        };
        if aantal > Self::MAX_AANTAL {
            return Err(DuurFout::TeGroot {
                gevonden: tekst.to_owned(),
                eenheid,
            });
        }
        Ok(Self { aantal, eenheid })
    }
}

fn nearest_unit(woord: &str) -> Option<Eenheid> {
    let woorden = Eenheid::ALLE
        .into_iter()
        .flat_map(|e| [e.meervoud(), e.enkelvoud()]);
    nearest(&woord.to_lowercase(), woorden).and_then(Eenheid::from_word)
}

impl Serialize for Duur {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Duur {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tekst = Cow::<'de, str>::deserialize(deserializer)?;
        tekst.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Duur {
    fn schema_name() -> Cow<'static, str> {
        "Duur".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "De lengte van een termijn, zoals `10 schooldagen`, `6 weken` of `1 maand`; `0 schooldagen` is terstond.",
            "pattern": "^[0-9]{1,4} (schooldag(en)?|werkdag(en)?|dag(en)?|week|weken|maand(en)?|kwartaal|kwartalen)$",
            "x-verwacht": "een getal en een eenheid (schooldagen, werkdagen, dagen, weken, maanden of kwartalen), zoals `10 schooldagen`",
            "examples": ["10 schooldagen", "6 weken", "1 maand"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_reads_back_as_it_is_written() {
        for tekst in [
            "10 schooldagen",
            "1 schooldag",
            "0 schooldagen",
            "5 werkdagen",
            "1 dag",
            "6 weken",
            "1 week",
            "3 maanden",
            "2 kwartalen",
            "1 kwartaal",
        ] {
            let duur: Duur = tekst.parse().unwrap();
            assert_eq!(duur.to_string(), tekst);
            let json = serde_json::to_string(&duur).unwrap();
            assert_eq!(json, format!("\"{tekst}\""));
            assert_eq!(serde_json::from_str::<Duur>(&json).unwrap(), duur);
        }
    }

    #[test]
    fn a_misspelt_unit_is_answered_with_the_nearest() {
        let fout = "10 schooldaggen".parse::<Duur>().unwrap_err();
        assert_eq!(
            fout.to_string(),
            "onbekende eenheid `schooldaggen` in `10 schooldaggen`; verwacht schooldagen, werkdagen, dagen, weken, maanden of kwartalen; bedoelde u `10 schooldagen`?"
        );
        let fout = "1 jaren".parse::<Duur>().unwrap_err();
        assert!(!fout.to_string().contains("bedoelde"), "{fout}");
    }

    #[test]
    fn what_is_no_term_at_all_is_told_how_one_looks() {
        for tekst in [
            "",
            "tien schooldagen",
            "10",
            "-3 dagen",
            "1,5 week",
            "3 à 5 dagen",
        ] {
            let fout = tekst.parse::<Duur>().unwrap_err();
            assert!(
                fout.to_string()
                    .contains("verwacht een heel getal en een eenheid"),
                "{fout}"
            );
        }
        assert!("10000 dagen".parse::<Duur>().is_err());
        assert!("99999999999 dagen".parse::<Duur>().is_err());
    }

    #[test]
    fn the_units_are_lower_case_dutch_words_in_json() {
        let json = serde_json::to_string(&Eenheid::ALLE).unwrap();
        assert_eq!(
            json,
            r#"["schooldagen","werkdagen","dagen","weken","maanden","kwartalen"]"#
        );
    }
}
