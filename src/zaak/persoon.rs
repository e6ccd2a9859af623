//! Persons: what the bureau holds of a jongere, his parents and his school.
//!
//! The only data in which names, BSNs and addresses live; read beside a zaak, never stored within it or its
//! history, so that correction and erasure (AI art. 4) leave history whole. Easy to get wrong: `Debug` of
//! these must not reach a log.

use chrono::{Datelike, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An address, or the fact that it is secret.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Adres {
    pub straat: Option<String>,
    pub huisnummer: Option<String>,
    pub postcode: Option<String>,
    pub plaats: Option<String>,
    /// Geheim adres: never printed, never mailed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub geheim: bool,
}

/// A jongere as a melding or the bureau names him.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Jongere {
    #[serde(default)]
    pub bsn: Option<String>,
    /// Onderwijsnummer, where there is no BSN.
    #[serde(default)]
    pub pgn: Option<String>,
    pub naam: String,
    pub geboortedatum: NaiveDate,
    #[serde(default)]
    pub plaats: Option<String>,
    #[serde(default)]
    pub adres: Option<Adres>,
    /// Havo, vwo or mbo-2 (LPW art. 4a–4c).
    #[serde(default)]
    pub startkwalificatie: bool,
}

/// A parent or other person with custody.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ouder {
    pub naam: String,
    #[serde(default)]
    pub gezag: bool,
    #[serde(default)]
    pub adres: Option<Adres>,
}

/// A school by BRIN (4 characters) and vestiging (2).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchoolRef {
    pub brin: String,
    #[serde(default)]
    pub vestiging: Option<String>,
}

impl SchoolRef {
    /// `BRIN-VESTIGING`, or the BRIN alone.
    pub fn code(&self) -> String {
        match &self.vestiging {
            Some(vestiging) => format!("{}-{vestiging}", self.brin),
            None => self.brin.clone(),
        }
    }
}

impl Jongere {
    /// Age in whole years on a day.
    pub fn leeftijd_op(&self, dag: NaiveDate) -> i64 {
        leeftijd_op(self.geboortedatum, dag)
    }
}

/// Age in whole years on a day; someone born on 29 February has his birthday on 1 March in other years.
pub fn leeftijd_op(geboortedatum: NaiveDate, dag: NaiveDate) -> i64 {
    let had_birthday = (dag.month(), dag.day()) >= (geboortedatum.month(), geboortedatum.day());
    i64::from(dag.year()) - i64::from(geboortedatum.year()) - i64::from(!had_birthday)
}

/// The day someone reaches an age; see [`leeftijd_op`] for 29 February.
pub fn wordt(geboortedatum: NaiveDate, jaren: i32) -> Option<NaiveDate> {
    let year = geboortedatum.year().checked_add(jaren)?;
    geboortedatum
        .with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
}

/// Whether nine digits pass the 11-proef: 9a+8b+7c+6d+5e+4f+3g+2h−1i is a multiple of 11.
pub fn elfproef(bsn: &str) -> bool {
    let digits: Vec<i32> = bsn
        .chars()
        .filter_map(|c| c.to_digit(10))
        .filter_map(|d| i32::try_from(d).ok())
        .collect();
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    digits.len() == 9
        && bsn.len() == 9
        && digits.iter().zip(weights).map(|(d, w)| d * w).sum::<i32>() % 11 == 0
}

impl std::fmt::Debug for Jongere {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Jongere(…)")
    }
}

impl std::fmt::Debug for Ouder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Ouder(…)")
    }
}

impl std::fmt::Debug for Adres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Adres(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dag(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_birthday_counts_from_the_day_itself() {
        assert_eq!(leeftijd_op(dag("2010-10-08"), dag("2026-10-07")), 15);
        assert_eq!(leeftijd_op(dag("2010-10-08"), dag("2026-10-08")), 16);
        assert_eq!(wordt(dag("2008-02-29"), 18), Some(dag("2026-03-01")));
        assert_eq!(leeftijd_op(dag("2008-02-29"), dag("2026-02-28")), 17);
    }

    #[test]
    fn the_elfproef_refuses_what_is_no_bsn() {
        assert!(elfproef("999990019"));
        for wrong in ["999990018", "99999001", "9999900190", "99999001a", ""] {
            assert!(!elfproef(wrong), "{wrong}");
        }
    }
}
