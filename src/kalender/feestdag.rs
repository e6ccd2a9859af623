//! Feestdagen by rule, and the two lists that say which of them count for what.
//!
//! Gives the date of each feestdag in a year; tables of days are left to `werkdagen` and
//! `schooltabel`. Easy to get wrong: an ATW day is not a school-free day, nor the other way
//! round. Tweede Paasdag is both, 5 May only the first.

use std::borrow::Cow;

use chrono::{Datelike, Days, NaiveDate, Weekday};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Een dag die elk jaar volgens een vaste regel terugkomt.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Feestdag {
    /// 1 januari.
    Nieuwjaarsdag,
    /// Twee dagen vóór Pasen.
    GoedeVrijdag,
    /// De dag na Pasen.
    TweedePaasdag,
    /// 27 april, of 26 april als de 27e een zondag is.
    Koningsdag,
    /// 5 mei, elk jaar.
    Bevrijdingsdag,
    /// 39 dagen na Pasen, een donderdag.
    Hemelvaartsdag,
    /// De vrijdag na Hemelvaartsdag; geen feestdag, maar veel scholen zijn dicht.
    VrijdagNaHemelvaart,
    /// 50 dagen na Pasen.
    TweedePinksterdag,
    /// 25 december.
    EersteKerstdag,
    /// 26 december.
    TweedeKerstdag,
}

impl Feestdag {
    /// The name as people write it.
    #[must_use]
    pub const fn naam(self) -> &'static str {
        match self {
            Self::Nieuwjaarsdag => "Nieuwjaarsdag",
            Self::GoedeVrijdag => "Goede Vrijdag",
            Self::TweedePaasdag => "Tweede Paasdag",
            Self::Koningsdag => "Koningsdag",
            Self::Bevrijdingsdag => "Bevrijdingsdag",
            Self::Hemelvaartsdag => "Hemelvaartsdag",
            Self::VrijdagNaHemelvaart => "vrijdag na Hemelvaart",
            Self::TweedePinksterdag => "Tweede Pinksterdag",
            Self::EersteKerstdag => "Eerste Kerstdag",
            Self::TweedeKerstdag => "Tweede Kerstdag",
        }
    }

    /// The date in `jaar`, or `None` for a year the calendar type cannot hold.
    #[must_use]
    pub fn in_jaar(self, jaar: i32) -> Option<NaiveDate> {
        let vast = |maand, dag| NaiveDate::from_ymd_opt(jaar, maand, dag);
        let na_pasen = |dagen| easter(jaar)?.checked_add_days(Days::new(dagen));
        match self {
            Self::Nieuwjaarsdag => vast(1, 1),
            Self::GoedeVrijdag => easter(jaar)?.checked_sub_days(Days::new(2)),
            Self::TweedePaasdag => na_pasen(1),
            Self::Koningsdag => {
                let dag = vast(4, 27)?;
                if dag.weekday() == Weekday::Sun {
                    dag.pred_opt()
                } else {
                    Some(dag)
                }
            }
            Self::Bevrijdingsdag => vast(5, 5),
            Self::Hemelvaartsdag => na_pasen(39),
            Self::VrijdagNaHemelvaart => na_pasen(40),
            Self::TweedePinksterdag => na_pasen(50),
            Self::EersteKerstdag => vast(12, 25),
            Self::TweedeKerstdag => vast(12, 26),
        }
    }
}

// Easter Sunday in the Gregorian calendar, by the anonymous (Meeus) algorithm.
fn easter(jaar: i32) -> Option<NaiveDate> {
    let gulden = jaar.rem_euclid(19);
    let (eeuw, rest) = (jaar.div_euclid(100), jaar.rem_euclid(100));
    let correctie = (eeuw + 8) / 25;
    let maan = (19 * gulden + eeuw - eeuw / 4 - (eeuw - correctie + 1) / 3 + 15).rem_euclid(30);
    let zondag = (32 + 2 * (eeuw % 4) + 2 * (rest / 4) - maan - rest % 4).rem_euclid(7);
    let laat = (gulden + 11 * maan + 22 * zondag) / 451;
    let som = maan + zondag - 7 * laat + 114;
    NaiveDate::from_ymd_opt(
        jaar,
        (som / 31).cast_unsigned(),
        (som % 31 + 1).cast_unsigned(),
    )
}

/// The file `feestdagen.yaml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Feestdagen {
    /// De dagen waarop geen termijn in een wet eindigt.
    pub algemene_termijnenwet: AtwDagen,
    /// De feestdagen waarop scholen dicht zijn, tenzij een afwijking anders zegt.
    pub schoolvrij: Vec<Feestdag>,
}

/// The days of the Algemene termijnenwet, art. 3.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AtwDagen {
    /// Het artikel waar de lijst vandaan komt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grondslag: Option<String>,
    /// Dagen die elk jaar terugkomen (lid 1 en 2).
    pub feestdagen: Vec<Feestdag>,
    /// Losse dagen die bij besluit zijn gelijkgesteld (lid 3).
    #[serde(default)]
    pub gelijkgesteld: Vec<NaiveDate>,
    /// Het laatste jaar waarover een besluit bekend is; de uitleg van latere datums meldt dat.
    pub bekend_tot_en_met: i32,
}

impl AtwDagen {
    /// The reason why `datum` is an ATW day, or `None`. Sundays and Saturdays are no reason here.
    #[must_use]
    pub fn reden(&self, datum: NaiveDate) -> Option<Cow<'static, str>> {
        let jaar = datum.year();
        self.feestdagen
            .iter()
            .find(|f| f.in_jaar(jaar) == Some(datum))
            .map(|f| Cow::Borrowed(f.naam()))
            .or_else(|| {
                self.gelijkgesteld
                    .contains(&datum)
                    .then_some(Cow::Borrowed("gelijkgestelde dag"))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dag(tekst: &str) -> NaiveDate {
        tekst.parse().unwrap()
    }

    #[test]
    fn easter_falls_where_the_almanac_has_it() {
        for (jaar, pasen) in [
            (2000, "2000-04-23"),
            (2008, "2008-03-23"),
            (2011, "2011-04-24"),
            (2024, "2024-03-31"),
            (2025, "2025-04-20"),
            (2026, "2026-04-05"),
            (2027, "2027-03-28"),
            (2028, "2028-04-16"),
            (2029, "2029-04-01"),
            (2030, "2030-04-21"),
            (2038, "2038-04-25"),
            (2076, "2076-04-19"),
        ] {
            assert_eq!(easter(jaar), Some(dag(pasen)));
        }
    }

    #[test]
    fn the_moving_days_of_2026() {
        assert_eq!(
            Feestdag::GoedeVrijdag.in_jaar(2026),
            Some(dag("2026-04-03"))
        );
        assert_eq!(
            Feestdag::TweedePaasdag.in_jaar(2026),
            Some(dag("2026-04-06"))
        );
        assert_eq!(
            Feestdag::Hemelvaartsdag.in_jaar(2026),
            Some(dag("2026-05-14"))
        );
        assert_eq!(
            Feestdag::VrijdagNaHemelvaart.in_jaar(2026),
            Some(dag("2026-05-15"))
        );
        assert_eq!(
            Feestdag::TweedePinksterdag.in_jaar(2026),
            Some(dag("2026-05-25"))
        );
    }

    #[test]
    fn koningsdag_gives_way_to_a_sunday() {
        // 27 April 2025 was a Sunday.
        assert_eq!(Feestdag::Koningsdag.in_jaar(2025), Some(dag("2025-04-26")));
        assert_eq!(Feestdag::Koningsdag.in_jaar(2026), Some(dag("2026-04-27")));
    }

    #[test]
    fn no_year_makes_a_rule_panic() {
        for jaar in [i32::MIN / 64, -262_143, -1, 0, 1, 262_142] {
            for feestdag in [
                Feestdag::GoedeVrijdag,
                Feestdag::TweedePinksterdag,
                Feestdag::Koningsdag,
            ] {
                let _ = feestdag.in_jaar(jaar);
            }
        }
    }
}
