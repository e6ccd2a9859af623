//! A day of the year that a law names: "vóór 1 juli", "1 oktober".
//!
//! Only the date; whether it is still to come for this zaak is for the caller to say. Easy to
//! get wrong: "vóór 1 juli" is 30 June at the latest, so on 1 July the next one is a year away.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::schrijfwijze::{datum_kort, nearest};
use super::vraag::Berekening;

/// The months, as written in full.
pub const MAANDEN: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// A day that comes back every year, or the day before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct VasteDatum {
    dag: u32,
    maand: u32,
    voor: bool,
}

impl VasteDatum {
    /// Day `dag` of month `maand`, or with `voor` the day before it at the latest; `None` when
    /// no year has such a day.
    #[must_use]
    pub fn new(dag: u32, maand: u32, voor: bool) -> Option<Self> {
        // A leap year, so that 29 February exists.
        NaiveDate::from_ymd_opt(2024, maand, dag)?;
        Some(Self { dag, maand, voor })
    }

    /// The first such day on or after `vanaf`, with its sentence.
    #[must_use]
    pub fn bereken(self, vanaf: NaiveDate) -> Option<Berekening> {
        let einde = self.op_of_na(vanaf)?;
        let uitleg = format!(
            "{self}, vanaf {} = {}",
            datum_kort(vanaf),
            datum_kort(einde)
        );
        Some(Berekening {
            einde,
            overgeslagen: Vec::new(),
            uitleg,
        })
    }

    /// The last day in `jaar` on which the act is in time.
    ///
    /// 29 February is 28 February in an ordinary year.
    #[must_use]
    pub fn in_jaar(self, jaar: i32) -> Option<NaiveDate> {
        let datum = NaiveDate::from_ymd_opt(jaar, self.maand, self.dag)
            .or_else(|| NaiveDate::from_ymd_opt(jaar, self.maand, self.dag - 1))?;
        if self.voor {
            datum.pred_opt()
        } else {
            Some(datum)
        }
    }

    /// The first such day on or after `vanaf`.
    #[must_use]
    pub fn op_of_na(self, vanaf: NaiveDate) -> Option<NaiveDate> {
        // "vóór 1 januari" of next year still lies in this one.
        (vanaf.year()..=vanaf.year().saturating_add(2))
            .filter_map(|jaar| self.in_jaar(jaar))
            .find(|datum| *datum >= vanaf)
    }
}

impl fmt::Display for VasteDatum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let voor = if self.voor { "vóór " } else { "" };
        write!(f, "{voor}{} {}", self.dag, MAANDEN[self.maand as usize - 1])
    }
}

/// A text that names no day of the year.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{gevonden}` is geen dag van het jaar; verwacht iets als `1 oktober` of `vóór 1 juli`{}", .voorstel.map_or_else(String::new, |v| format!("; bedoelde u `{v}`?")))]
pub struct VasteDatumFout {
    /// What was found.
    pub gevonden: String,
    /// What was probably meant.
    pub voorstel: Option<VasteDatum>,
}

impl FromStr for VasteDatum {
    type Err = VasteDatumFout;

    fn from_str(tekst: &str) -> Result<Self, Self::Err> {
        let fout = |voorstel| VasteDatumFout {
            gevonden: tekst.to_owned(),
            voorstel,
        };
        let klein = tekst.trim().to_lowercase();
        let (voor, rest) = ["vóór ", "voor "]
            .iter()
            .find_map(|v| klein.strip_prefix(v))
            .map_or((false, klein.as_str()), |rest| (true, rest));
        let (dag, naam) = rest.trim().split_once(' ').ok_or_else(|| fout(None))?;
        let dag: u32 = dag.parse().map_err(|_| fout(None))?;
        let naam = naam.trim();
        let make = |naam: &str| {
            let maand = (1_u32..).zip(MAANDEN).find(|(_, m)| *m == naam)?.0;
            Self::new(dag, maand, voor)
        };
        make(naam).ok_or_else(|| fout(nearest(naam, MAANDEN).and_then(make)))
    }
}

impl Serialize for VasteDatum {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for VasteDatum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tekst = Cow::<'de, str>::deserialize(deserializer)?;
        tekst.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for VasteDatum {
    fn schema_name() -> Cow<'static, str> {
        "VasteDatum".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "description": "Een dag van het jaar, zoals `1 oktober`, of uiterlijk de dag ervoor: `vóór 1 juli`.",
            "pattern": "^(v(óó|oo)r )?[0-9]{1,2} (januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december)$",
            "x-verwacht": "een dag van het jaar, zoals `1 oktober` of `vóór 1 juli`",
            "examples": ["vóór 1 juli", "1 oktober"]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dag(tekst: &str) -> NaiveDate {
        tekst.parse().unwrap()
    }

    fn vast(tekst: &str) -> VasteDatum {
        tekst.parse().unwrap()
    }

    #[test]
    fn before_the_first_of_july_is_the_thirtieth_of_june_at_the_latest() {
        let juli = vast("vóór 1 juli");
        assert_eq!(juli.in_jaar(2026), Some(dag("2026-06-30")));
        assert_eq!(juli.op_of_na(dag("2026-06-30")), Some(dag("2026-06-30")));
        assert_eq!(juli.op_of_na(dag("2026-07-01")), Some(dag("2027-06-30")));
        assert_eq!(vast("voor 1 juli"), juli);
        assert_eq!(juli.to_string(), "vóór 1 juli");
        assert_eq!(VasteDatum::new(1, 7, true), Some(juli));
        assert_eq!(
            juli.bereken(dag("2026-10-08")).unwrap().uitleg,
            "vóór 1 juli, vanaf do 8 okt 2026 = wo 30 jun 2027"
        );
    }

    #[test]
    fn the_year_turns_and_february_ends_where_it_ends() {
        assert_eq!(
            vast("vóór 1 januari").op_of_na(dag("2026-12-31")),
            Some(dag("2026-12-31"))
        );
        assert_eq!(vast("vóór 1 maart").in_jaar(2028), Some(dag("2028-02-29")));
        assert_eq!(vast("29 februari").in_jaar(2027), Some(dag("2027-02-28")));
        assert_eq!(
            vast("1 oktober").op_of_na(dag("2026-10-02")),
            Some(dag("2027-10-01"))
        );
    }

    #[test]
    fn what_is_no_day_is_refused_with_the_nearest() {
        let fout = "vóór 1 july".parse::<VasteDatum>().unwrap_err();
        assert_eq!(
            fout.to_string(),
            "`vóór 1 july` is geen dag van het jaar; verwacht iets als `1 oktober` of `vóór 1 juli`; bedoelde u `vóór 1 juli`?"
        );
        for tekst in ["31 april", "juli", "0 mei", "", "1 juli 2026"] {
            assert!(tekst.parse::<VasteDatum>().is_err(), "{tekst}");
        }
    }
}
