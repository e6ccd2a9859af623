//! The dwangsom for deciding too late: how much for which day, and what it comes to (Awb 4:17).
//!
//! ```text
//! ingebrekestelling ──two weeks──▶ einde │ day 1 … 14 │ 15 … 28 │ 29 … 42 │ no more
//!                                        │    € 23    │   € 35  │   € 45  │ € 1,442
//! ```
//! When the two weeks end is counted by `kalender`. Easy to get wrong: the two weeks follow the ATW, the days
//! after them do not; a Sunday costs as much as a Monday.

use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kalender::datum_kort;

/// What each day of deciding too late costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dwangsom {
    /// In the order in which the days come.
    pub bedragen: Vec<Bedrag>,
    pub grondslag: Vec<String>,
}

/// Een aantal dagen tegen een bedrag per dag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bedrag {
    /// Hoeveel dagen dit bedrag geldt.
    pub dagen: u32,
    /// Euro per dag.
    pub euro: u32,
}

/// How far a dwangsom has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stand {
    /// Days for which it is due.
    pub dagen: u32,
    /// Euro so far.
    pub euro: u32,
    /// Euro, however long it takes.
    pub hoogstens: u32,
}

impl Dwangsom {
    /// The amounts of the law, as it was on 1 January 2026 (Awb 4:17 lid 2).
    pub fn van_de_wet() -> Self {
        let bedrag = |euro| Bedrag { dagen: 14, euro };
        Self {
            bedragen: [23, 35, 45].map(bedrag).to_vec(),
            grondslag: vec!["Awb art. 4:17 lid 2".to_owned()],
        }
    }

    /// What so many days come to, in euro.
    pub fn euro(&self, dagen: u32) -> u32 {
        let mut over = dagen;
        let mut euro = 0_u32;
        for bedrag in &self.bedragen {
            let here = over.min(bedrag.dagen);
            euro = euro.saturating_add(here.saturating_mul(bedrag.euro));
            over -= here;
        }
        euro
    }

    /// The most days it runs.
    pub fn hoogstens_dagen(&self) -> u32 {
        let days = self.bedragen.iter().map(|bedrag| bedrag.dagen);
        days.fold(0, u32::saturating_add)
    }

    /// How far it has come on the last day that counts, after two weeks that ended on `einde`.
    pub fn stand(&self, einde: NaiveDate, laatste: NaiveDate) -> Stand {
        let late = u32::try_from((laatste - einde).num_days()).unwrap_or(0);
        let dagen = late.min(self.hoogstens_dagen());
        Stand {
            dagen,
            euro: self.euro(dagen),
            hoogstens: self.euro(u32::MAX),
        }
    }

    /// What is at stake on a day, as a Dutch sentence without a full stop.
    pub fn in_woorden(&self, einde: NaiveDate, dag: NaiveDate) -> String {
        let stand = self.stand(einde, dag);
        let hoogstens = stand.hoogstens;
        if stand.dagen == 0 {
            let eerste = self.euro(1);
            return format!(
                "wie uiterlijk {} beslist, is geen dwangsom verschuldigd; daarna {eerste} euro per dag, hoogstens {hoogstens} euro",
                datum_kort(einde)
            );
        }
        let eerste = einde.checked_add_days(Days::new(1)).unwrap_or(einde);
        let more = match stand.euro == hoogstens {
            true => "meer wordt het niet".to_owned(),
            false => format!("hoogstens {hoogstens} euro"),
        };
        format!(
            "de dwangsom loopt sinds {}: {} ({more})",
            datum_kort(eerste),
            stand.in_woorden()
        )
    }
}

impl Stand {
    /// `1 dag, 23 euro`.
    pub fn in_woorden(self) -> String {
        let dagen = if self.dagen == 1 { "dag" } else { "dagen" };
        format!("{} {dagen}, {} euro", self.dagen, self.euro)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fourteen_days_at_each_amount_and_no_more_than_forty_two() {
        let dwangsom = Dwangsom::van_de_wet();
        let told = [0, 1, 14, 15, 28, 29, 42, 43, 400].map(|dagen| dwangsom.euro(dagen));
        assert_eq!(told, [0, 23, 322, 357, 812, 857, 1442, 1442, 1442]);
    }

    #[test]
    fn the_day_after_the_two_weeks_is_the_first_and_sundays_count() {
        let dwangsom = Dwangsom::van_de_wet();
        let dag = |tekst: &str| tekst.parse::<NaiveDate>().unwrap();
        // 14 May 2027 is a Friday.
        let einde = dag("2027-05-14");
        let days = |laatste| dwangsom.stand(einde, dag(laatste)).dagen;
        assert_eq!(days("2027-04-01"), 0);
        assert_eq!(days("2027-05-14"), 0);
        assert_eq!(days("2027-05-15"), 1);
        assert_eq!(days("2027-05-28"), 14);
        assert_eq!(days("2027-06-25"), 42);
        assert_eq!(days("2027-06-26"), 42);
    }

    #[test]
    fn what_is_at_stake_in_words() {
        let dwangsom = Dwangsom::van_de_wet();
        let dag = |tekst: &str| tekst.parse::<NaiveDate>().unwrap();
        let told = |op| dwangsom.in_woorden(dag("2027-05-14"), dag(op));
        assert!(told("2027-05-14").starts_with("wie uiterlijk vr 14 mei 2027 beslist"));
        assert_eq!(
            told("2027-05-15"),
            "de dwangsom loopt sinds za 15 mei 2027: 1 dag, 23 euro (hoogstens 1442 euro)"
        );
        assert!(told("2027-12-31").ends_with("42 dagen, 1442 euro (meer wordt het niet)"));
    }
}
