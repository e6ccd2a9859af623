//! The moments of a schedule, beside a reference that walks through every minute.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};
use proptest::prelude::*;
use std::collections::BTreeSet;

use super::{Rooster, op_de_klok, wandtijd};

fn utc(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn rooster(text: &str) -> Rooster {
    Rooster::lees(text).unwrap()
}

/// The first moments after an instant, as the clock shows them.
fn klok(text: &str, after: &str, number: usize) -> Vec<String> {
    rooster(text)
        .momenten(utc(after))
        .take(number)
        .map(|moment| wandtijd(moment).format("%Y-%m-%d %H:%M").to_string())
        .collect()
}

/// The sets of numbers an expression stands for, read as simply as can be.
struct Naief([BTreeSet<u32>; 5]);

impl Naief {
    fn lees(text: &str) -> Self {
        let bounds = [(0, 59), (0, 23), (1, 31), (1, 12), (0, 6)];
        let days = ["ma", "di", "wo", "do", "vr", "za", "zo"];
        let words: Vec<&str> = text.split(' ').collect();
        let set = |at: usize| {
            let (min, max) = bounds[at];
            let number = |word: &str| match days.iter().position(|day| *day == word) {
                Some(day) => u32::try_from(day).unwrap(),
                None => word.parse().unwrap(),
            };
            let mut found = BTreeSet::new();
            for part in words[at].split(',') {
                let (range, step) = part.split_once('/').unwrap_or((part, "1"));
                let (from, to) = match range.split_once('-') {
                    Some((from, to)) => (number(from), number(to)),
                    None if range == "*" => (min, max),
                    None => (number(range), number(range)),
                };
                let mut at = from;
                while at <= to {
                    found.insert(at);
                    at += step.parse::<u32>().unwrap();
                }
            }
            found
        };
        Self([set(0), set(1), set(2), set(3), set(4)])
    }

    fn shows(&self, wand: chrono::NaiveDateTime) -> bool {
        let [minuut, uur, dag, maand, weekdag] = &self.0;
        minuut.contains(&wand.minute())
            && uur.contains(&wand.hour())
            && dag.contains(&wand.day())
            && maand.contains(&wand.month())
            && weekdag.contains(&wand.weekday().num_days_from_monday())
    }

    /// Every moment in a stretch of time, found minute by minute.
    fn moments(&self, after: DateTime<Utc>, up_to: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let minute = TimeDelta::minutes(1);
        let mut found = Vec::new();
        let at = after - TimeDelta::seconds(i64::from(after.second()));
        // What the clock has shown already, as far back as it can be put.
        let mut seen: BTreeSet<chrono::NaiveDateTime> = BTreeSet::new();
        let mut back = at - TimeDelta::hours(2);
        let mut before = wandtijd(back);
        while back <= up_to {
            let wand = wandtijd(back);
            // The minutes the clock jumped over, and the one it shows now.
            let mut skipped = before + minute;
            let mut fires = false;
            while skipped < wand {
                fires |= self.shows(skipped);
                skipped += minute;
            }
            fires |= self.shows(wand) && seen.insert(wand);
            seen.insert(wand);
            if fires && back > after {
                found.push(back);
            }
            before = wand;
            back += minute;
        }
        found
    }
}

fn agree(text: &str, after: DateTime<Utc>, up_to: DateTime<Utc>) {
    let own: Vec<_> = rooster(text)
        .momenten(after)
        .take_while(|moment| *moment <= up_to)
        .collect();
    let reference = Naief::lees(text).moments(after, up_to);
    assert_eq!(own, reference, "{text} after {after}");
    assert_eq!(
        rooster(text).latest(after, up_to),
        reference.last().copied()
    );
    assert_eq!(rooster(text).count(after, up_to), reference.len());
}

#[test]
fn a_quarter_begins_on_its_first_day() {
    assert_eq!(
        klok("0 8 1 1,4,7,10 *", "2026-02-01T00:00:00Z", 4),
        [
            "2026-04-01 08:00",
            "2026-07-01 08:00",
            "2026-10-01 08:00",
            "2027-01-01 08:00"
        ]
    );
}

#[test]
fn a_moment_is_after_the_instant_never_at_it() {
    assert_eq!(
        klok("0 10 * * ma-vr", "2026-10-09T07:59:59.9Z", 2),
        ["2026-10-09 10:00", "2026-10-12 10:00"]
    );
    assert_eq!(
        klok("0 10 * * ma-vr", "2026-10-09T08:00:00Z", 1),
        ["2026-10-12 10:00"]
    );
    let monday = rooster("0 8 * * ma");
    let at = utc("2026-10-12T06:00:00Z");
    assert_eq!(monday.latest(at, at), None);
    assert_eq!(monday.latest(at - TimeDelta::seconds(1), at), Some(at));
}

#[test]
fn day_and_weekday_hold_together() {
    assert_eq!(
        klok("0 8 1-7 * ma", "2026-10-01T00:00:00Z", 3),
        ["2026-10-05 08:00", "2026-11-02 08:00", "2026-12-07 08:00"]
    );
}

#[test]
fn the_twenty_ninth_of_february_comes_once_in_four_years() {
    assert_eq!(
        klok("0 8 29 2 *", "2026-01-01T00:00:00Z", 2),
        ["2028-02-29 08:00", "2032-02-29 08:00"]
    );
}

#[test]
fn the_thirty_first_skips_short_months() {
    assert_eq!(
        klok("0 8 31 * *", "2026-01-31T07:00:00Z", 4),
        [
            "2026-03-31 08:00",
            "2026-05-31 08:00",
            "2026-07-31 08:00",
            "2026-08-31 08:00"
        ]
    );
}

#[test]
fn a_time_in_the_spring_gap_is_the_first_instant_after_it() {
    for text in ["30 2 * * *", "0 2 * * *", "*/15 2 * * *"] {
        let night = rooster(text).momenten(utc("2026-03-28T12:00:00Z")).next();
        assert_eq!(night, Some(utc("2026-03-29T01:00:00Z")), "{text}");
    }
    // Four quarters of an hour that do not exist, and three o'clock itself: one moment.
    assert_eq!(
        klok("*/15 2,3 * * *", "2026-03-29T00:59:00Z", 2),
        ["2026-03-29 03:00", "2026-03-29 03:15"]
    );
}

#[test]
fn a_time_that_comes_twice_in_autumn_is_the_first() {
    let night = rooster("30 2 * * *");
    let first = utc("2026-10-25T00:30:00Z");
    assert_eq!(night.next(utc("2026-10-24T12:00:00Z")), Some(first));
    assert_eq!(night.next(first), Some(utc("2026-10-26T01:30:00Z")));
    // Asked in the second of the two hours.
    assert_eq!(
        night.latest(utc("2026-10-24T12:00:00Z"), utc("2026-10-25T01:10:00Z")),
        Some(first)
    );
}

#[test]
fn both_nights_of_five_years_are_as_the_reference_says() {
    let last_sunday = |year, month| {
        let last = NaiveDate::from_ymd_opt(year, month, 31).unwrap();
        last - TimeDelta::days(i64::from(last.weekday().num_days_from_sunday()))
    };
    for year in 2026..=2030 {
        for month in [3, 10] {
            let night = last_sunday(year, month)
                .and_hms_opt(0, 0, 0)
                .unwrap()
                .and_utc();
            for text in [
                "* * * * *",
                "*/15 * * * *",
                "0 * * * *",
                "30 2 * * *",
                "0 2 * * zo",
                "59 1,2,3 * * *",
                "0 3 * * *",
            ] {
                for minutes in [-60, -1, 0, 15, 30, 59, 60, 61, 90, 120] {
                    let after = night + TimeDelta::minutes(minutes);
                    agree(text, after, after + TimeDelta::hours(5));
                    agree(text, after - TimeDelta::hours(12), after);
                }
            }
        }
    }
}

#[test]
fn every_quarter_of_an_hour_of_a_year() {
    agree(
        "*/15 * * * *",
        utc("2028-01-01T00:00:00Z"),
        utc("2029-01-01T00:00:00Z"),
    );
}

#[test]
fn a_time_of_the_clock_and_its_instant() {
    let shown = |text: &str| op_de_klok(text.parse().unwrap());
    assert_eq!(shown("2026-03-29T02:30:00"), utc("2026-03-29T01:00:00Z"));
    assert_eq!(shown("2026-10-25T02:30:00"), utc("2026-10-25T00:30:00Z"));
    assert_eq!(shown("2026-07-01T08:00:00"), utc("2026-07-01T06:00:00Z"));
}

#[test]
fn what_cannot_be_read_is_told_in_words() {
    let told: Vec<String> = [
        "",
        "elke dag",
        "0 8 * * 1",
        "60 8 * * *",
        "0 8 0 * *",
        "0 8 * * vr-ma",
        "0 8 30 2 *",
        "*/0 8 * * *",
        "5/10 8 * * *",
        "0 8 * * ma,",
    ]
    .into_iter()
    .map(|text| Rooster::lees(text).unwrap_err())
    .collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    er staat niets
    `elke dag` heeft 2 delen in plaats van 5
    `1` is geen weekdag (`ma`, `di`, `wo`, `do`, `vr`, `za`, `zo`)
    `60` is geen minuut van 0 tot en met 59
    `0` is geen dag van 1 tot en met 31
    de reeks `vr-ma` loopt terug; schrijf het begin eerst
    `0 8 30 2 *` komt nooit voor
    `*/0` heeft geen stap van 1 tot en met 59
    `5/10` is een stap zonder reeks; schrijf `*/10`, of een reeks ervoor
    `` is geen weekdag (`ma`, `di`, `wo`, `do`, `vr`, `za`, `zo`)
    ");
}

#[test]
fn it_is_kept_as_it_was_written() {
    let read: Rooster = serde_json::from_str("\"0  8 * * za-zo\"").unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), "\"0 8 * * za-zo\"");
}

fn field(min: u32, max: u32) -> impl Strategy<Value = String> {
    let number = min..=max;
    prop_oneof![
        3 => Just("*".to_owned()),
        3 => number.clone().prop_map(|number| number.to_string()),
        1 => (number.clone(), number.clone())
            .prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
        1 => (2..=max - min).prop_map(|step| format!("*/{step}")),
        1 => (number.clone(), number).prop_map(|(a, b)| format!("{a},{b}")),
    ]
}

fn weekdag() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("*".to_owned()),
        1 => Just("ma".to_owned()),
        1 => Just("ma-vr".to_owned()),
        1 => Just("za,zo".to_owned()),
        1 => Just("zo".to_owned()),
        1 => Just("di-zo/2".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_schedule_is_as_the_reference_says(
        parts in (field(0, 59), field(0, 23), field(1, 31), field(1, 12), weekdag()),
        minutes in 0_i64..5 * 366 * 24 * 60,
        seconds in 0_i64..60,
    ) {
        let (minuut, uur, dag, maand, weekdag) = parts;
        let text = format!("{minuut} {uur} {dag} {maand} {weekdag}");
        if Rooster::lees(&text).is_ok() {
            let after = utc("2026-01-01T00:00:00Z")
                + TimeDelta::minutes(minutes)
                + TimeDelta::seconds(seconds);
            agree(&text, after, after + TimeDelta::days(4));
        }
    }

    #[test]
    fn moments_only_go_forward(
        parts in (field(0, 59), field(0, 23), weekdag()),
        minutes in 0_i64..5 * 366 * 24 * 60,
    ) {
        let (minuut, uur, weekdag) = parts;
        let rooster = rooster(&format!("{minuut} {uur} * * {weekdag}"));
        let mut last = utc("2026-01-01T00:00:00Z") + TimeDelta::minutes(minutes);
        for moment in rooster.momenten(last).take(200) {
            prop_assert!(moment > last);
            prop_assert_eq!(rooster.next(last), Some(moment));
            last = moment;
        }
    }
}
