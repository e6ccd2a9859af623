//! Dutch dates as letters and mails spell them: `29 oktober 2026`, `donderdag 29 oktober 2026`,
//! `do 29 okt`.
//!
//! Only spelling and the one date a letter derives itself, the first day of the next quarter; counting
//! terms is `kalender`'s. Easy to get wrong: the months are lower case, and `maart` is `mrt` in short.

use crate::kalender::MAANDEN;
use chrono::{Datelike, NaiveDate};

const DAGEN: [&str; 7] = [
    "maandag",
    "dinsdag",
    "woensdag",
    "donderdag",
    "vrijdag",
    "zaterdag",
    "zondag",
];
const MAANDEN_KORT: [&str; 12] = [
    "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
];

fn weekdag(dag: NaiveDate) -> &'static str {
    DAGEN[dag.weekday().num_days_from_monday() as usize]
}

/// A date in full: `29 oktober 2026`.
pub fn lang(dag: NaiveDate) -> String {
    let maand = MAANDEN[dag.month0() as usize];
    format!("{} {maand} {}", dag.day(), dag.year())
}

/// A date in full with its day of the week: `donderdag 29 oktober 2026`.
pub fn met_weekdag(dag: NaiveDate) -> String {
    format!("{} {}", weekdag(dag), lang(dag))
}

/// A date in short: `do 29 okt 2026`.
pub fn kort(dag: NaiveDate) -> String {
    format!("{} {}", zonder_jaar(dag), dag.year())
}

/// A date in short without its year, for a subject line: `do 29 okt`.
pub fn zonder_jaar(dag: NaiveDate) -> String {
    let maand = MAANDEN_KORT[dag.month0() as usize];
    format!("{} {} {maand}", &weekdag(dag)[..2], dag.day())
}

/// The first day of the quarter after the one a date lies in; `None` past the last date there is.
///
/// Kinderbijslag stops from that day when the SVB received a melding on the date (AKW art. 7, art. 11).
pub fn kwartaal_na(dag: NaiveDate) -> Option<NaiveDate> {
    match dag.month0() / 3 * 3 + 4 {
        maand @ ..=12 => NaiveDate::from_ymd_opt(dag.year(), maand, 1),
        _ => NaiveDate::from_ymd_opt(dag.year().checked_add(1)?, 1, 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dag(tekst: &str) -> NaiveDate {
        tekst.parse().unwrap()
    }

    #[test]
    fn a_date_is_spelled_as_a_letter_spells_it() {
        assert_eq!(lang(dag("2026-10-29")), "29 oktober 2026");
        assert_eq!(met_weekdag(dag("2026-10-29")), "donderdag 29 oktober 2026");
        assert_eq!(kort(dag("2027-03-01")), "ma 1 mrt 2027");
        assert_eq!(zonder_jaar(dag("2026-10-29")), "do 29 okt");
    }

    #[test]
    fn the_quarter_after_is_never_the_quarter_itself() {
        assert_eq!(kwartaal_na(dag("2026-10-01")), Some(dag("2027-01-01")));
        assert_eq!(kwartaal_na(dag("2026-12-31")), Some(dag("2027-01-01")));
        assert_eq!(kwartaal_na(dag("2026-01-01")), Some(dag("2026-04-01")));
        assert_eq!(kwartaal_na(dag("2026-09-30")), Some(dag("2026-10-01")));
        assert_eq!(kwartaal_na(NaiveDate::MAX), None);
    }
}
