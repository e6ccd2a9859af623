//! The sentence that goes with every date: "10 schooldagen na do 8 okt 2026 = do 29 okt 2026;
//! overgeslagen: weekenden, herfstvakantie Midden 17–25 okt".
//!
//! Only words; it decides nothing. Easy to get wrong: weekends are named only when one was
//! skipped that no holiday already covers.

use chrono::{Datelike, NaiveDate};

use super::schrijfwijze::{push_datum, push_periode};
use super::vraag::{Overgeslagen, Periode, Richting, Vraag};

/// A term in days that count.
pub(super) fn counted(
    vraag: &Vraag<'_>,
    einde: NaiveDate,
    geteld: Periode,
    overgeslagen: &[Overgeslagen],
) -> String {
    let mut tekst = opening(vraag, einde);
    let weekenden = skips_weekends(geteld, overgeslagen);
    if weekenden || !overgeslagen.is_empty() {
        tekst.push_str("; overgeslagen: ");
    }
    if weekenden {
        tekst.push_str("weekenden");
        if !overgeslagen.is_empty() {
            tekst.push_str(", ");
        }
    }
    push_overgeslagen(&mut tekst, overgeslagen, einde.year());
    tekst
}

/// A term in days, weeks or months of the calendar.
pub(super) fn calendar(
    vraag: &Vraag<'_>,
    einde: NaiveDate,
    overgeslagen: &[Overgeslagen],
) -> String {
    let mut tekst = opening(vraag, einde);
    if !overgeslagen.is_empty() {
        tekst.push_str("; overgeslagen: ");
    }
    push_overgeslagen(&mut tekst, overgeslagen, einde.year());
    tekst
}

/// A reference date.
pub(super) fn quarter(vraag: &Vraag<'_>, einde: NaiveDate) -> String {
    let mut tekst = opening(vraag, einde);
    tekst.push_str(" (peildatum: eerste dag van het kwartaal)");
    tekst
}

fn opening(vraag: &Vraag<'_>, einde: NaiveDate) -> String {
    use std::fmt::Write as _;
    let mut tekst = String::with_capacity(128);
    if vraag.duur.is_terstond() {
        tekst.push_str("terstond op ");
    } else {
        let voorzetsel = match vraag.richting {
            Richting::Vooruit => "na",
            Richting::Terug => "vóór",
        };
        let _ = write!(tekst, "{} {voorzetsel} ", vraag.duur);
    }
    push_datum(&mut tekst, vraag.vanaf);
    tekst.push_str(" = ");
    push_datum(&mut tekst, einde);
    tekst
}

fn push_overgeslagen(tekst: &mut String, overgeslagen: &[Overgeslagen], jaar: i32) {
    for (nummer, deel) in overgeslagen.iter().enumerate() {
        if nummer > 0 {
            tekst.push_str(", ");
        }
        tekst.push_str(&deel.reden);
        tekst.push(' ');
        push_periode(tekst, Periode::new(deel.van, deel.tot), jaar);
    }
}

fn skips_weekends(geteld: Periode, overgeslagen: &[Overgeslagen]) -> bool {
    let mut genoemd = 0;
    let mut laatste = NaiveDate::MIN;
    for deel in overgeslagen {
        let eigen = Periode::new(deel.van.max(laatste), deel.tot);
        genoemd += weekend_days(eigen);
        laatste = laatste.max(deel.tot.succ_opt().unwrap_or(deel.tot));
    }
    weekend_days(geteld) > genoemd
}

/// How many Saturdays and Sundays lie in a period; 0 when it is empty.
fn weekend_days(periode: Periode) -> i32 {
    // Day 1 of the common era was a Monday.
    let up_to =
        |dagnummer: i32| 2 * dagnummer.div_euclid(7) + i32::from(dagnummer.rem_euclid(7) == 6);
    let van = periode.van.num_days_from_ce();
    let tot = periode.tot.num_days_from_ce();
    (up_to(tot) - up_to(van - 1)).max(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kalender::werkdagen::is_weekend;

    #[test]
    fn weekend_days_are_counted_without_walking() {
        let begin = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();
        for van in begin.iter_days().take(8) {
            for tot in van.iter_days().take(20) {
                let lopend = van
                    .iter_days()
                    .take_while(|d| *d <= tot)
                    .filter(|d| is_weekend(*d))
                    .count();
                let geteld = weekend_days(Periode::new(van, tot));
                assert_eq!(usize::try_from(geteld), Ok(lopend), "{van} t/m {tot}");
            }
        }
    }
}
