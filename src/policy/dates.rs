//! The date functions of a policy script: pure, on text `JJJJ-MM-DD`.
//!
//! Left to others: schooldagen, werkdagen and everything a term is counted in
//! (`kalender`). A script that needs those gets the outcome as an input.
//!
//! Easy to get wrong: these are calendar days. Age is no date function: a script
//! gets `jongere.leeftijd`, never a date of birth.

use chrono::{Datelike, Days, NaiveDate, Weekday};
use rhai::{Engine, EvalAltResult, INT};

type Uitkomst<T> = Result<T, Box<EvalAltResult>>;

/// Makes the date functions known to `engine`.
pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("dagen_tussen", days_between)
        .register_fn("plus_dagen", plus_days)
        .register_fn("weekdag", weekday)
        .register_fn("schooljaar", school_year);
}

fn parse(text: &str) -> Uitkomst<NaiveDate> {
    // chrono also reads `2026-1-5`; the interface knows one form only.
    let date = (text.len() == 10)
        .then(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok())
        .flatten();
    date.ok_or_else(|| format!("`{text}` is geen datum in de vorm JJJJ-MM-DD").into())
}

/// Calendar days from `van` to `tot`; negative when `tot` comes first.
fn days_between(van: &str, tot: &str) -> Uitkomst<INT> {
    Ok((parse(tot)? - parse(van)?).num_days())
}

/// The date `aantal` calendar days later, or earlier when it is negative.
fn plus_days(datum: &str, aantal: INT) -> Uitkomst<String> {
    let start = parse(datum)?;
    let days = Days::new(aantal.unsigned_abs());
    let end = if aantal < 0 {
        start.checked_sub_days(days)
    } else {
        start.checked_add_days(days)
    };
    end.filter(|end| (0..=9999).contains(&end.year()))
        .map(|end| end.format("%Y-%m-%d").to_string())
        .ok_or_else(|| format!("{aantal} dagen vanaf {datum} valt buiten de kalender").into())
}

/// The day of the week in Dutch, lower case.
fn weekday(datum: &str) -> Uitkomst<&'static str> {
    Ok(match parse(datum)?.weekday() {
        Weekday::Mon => "maandag",
        Weekday::Tue => "dinsdag",
        Weekday::Wed => "woensdag",
        Weekday::Thu => "donderdag",
        Weekday::Fri => "vrijdag",
        Weekday::Sat => "zaterdag",
        Weekday::Sun => "zondag",
    })
}

/// The school year of a date, from 1 August to 31 July: `2026-2027`.
fn school_year(datum: &str) -> Uitkomst<String> {
    let date = parse(datum)?;
    let first = date.year() - i32::from(date.month() < 8);
    Ok(format!("{first}-{}", first + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_both_ways_over_a_month_end() {
        assert_eq!(days_between("2026-09-28", "2026-10-05").unwrap(), 7);
        assert_eq!(days_between("2026-10-05", "2026-09-28").unwrap(), -7);
        assert_eq!(plus_days("2026-12-31", 1).unwrap(), "2027-01-01");
        assert_eq!(plus_days("2026-01-01", -1).unwrap(), "2025-12-31");
        assert_eq!(weekday("2026-10-08").unwrap(), "donderdag");
    }

    #[test]
    fn a_school_year_begins_on_the_first_of_august() {
        assert_eq!(school_year("2026-07-31").unwrap(), "2025-2026");
        assert_eq!(school_year("2026-08-01").unwrap(), "2026-2027");
        assert_eq!(school_year("2027-07-31").unwrap(), "2026-2027");
    }

    #[test]
    fn a_wrong_date_is_told_in_dutch() {
        for wrong in ["2026-2-30", "2026-02-30", "8 oktober", "", "2026-10-8é"] {
            let error = days_between(wrong, "2026-10-08").unwrap_err().to_string();
            assert!(
                error.contains("geen datum in de vorm JJJJ-MM-DD"),
                "{error}"
            );
        }
        assert!(plus_days("2026-10-08", INT::MAX).is_err());
        assert!(plus_days("2026-10-08", INT::MIN).is_err());
        assert!(plus_days("9999-12-31", 1).is_err());
    }
}
