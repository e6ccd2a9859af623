//! Terms of law: weeks, months and days under the Algemene termijnenwet.

use super::*;

fn uitleg(vraag: &Vraag<'_>) -> String {
    kalender("woerden").bereken(vraag).unwrap().uitleg
}

#[test]
fn a_term_that_ends_on_a_free_day_ends_on_the_next_ordinary_one() {
    // 26 December 2026 is Tweede Kerstdag and a Saturday.
    assert_eq!(
        uitleg(&wettelijk("2026-10-31", "8 weken")),
        "8 weken na za 31 okt 2026 = ma 28 dec 2026; overgeslagen: Tweede Kerstdag en weekend (ATW art. 1 lid 1) 26–27 dec"
    );
    // Tweede Paasdag.
    assert_eq!(
        einde("woerden", &wettelijk("2026-02-23", "6 weken")),
        "2026-04-07"
    );
    // Goede Vrijdag to the Tuesday after Easter.
    assert_eq!(
        einde("woerden", &wettelijk("2026-02-20", "6 weken")),
        "2026-04-07"
    );
    // Hemelvaartsdag, and the Friday that a decree of 2026 puts on a par with it.
    assert_eq!(
        uitleg(&wettelijk("2026-04-16", "4 weken")),
        "4 weken na do 16 apr 2026 = ma 18 mei 2026; overgeslagen: Hemelvaartsdag en gelijkgestelde dag en weekend (ATW art. 1 lid 1) 14–17 mei"
    );
    // 5 May is an ATW day every year, 2 January 2026 by decree.
    assert_eq!(
        einde("woerden", &wettelijk("2026-04-07", "4 weken")),
        "2026-05-06"
    );
    assert_eq!(
        einde("woerden", &wettelijk("2025-12-05", "4 weken")),
        "2026-01-05"
    );
}

#[test]
fn without_a_law_behind_it_the_calendar_stands() {
    assert_eq!(
        einde("woerden", &vraag("2026-10-31", "8 weken")),
        "2026-12-26"
    );
    assert_eq!(
        uitleg(&vraag("2026-10-08", "6 weken")),
        "6 weken na do 8 okt 2026 = do 19 nov 2026"
    );
}

#[test]
fn a_term_counted_back_is_never_lengthened() {
    // ATW art. 1 lid 2: Sunday 1 November stays.
    let vraag = Vraag {
        wettelijk: true,
        ..terug("2026-11-08", "1 week")
    };
    assert_eq!(einde("woerden", &vraag), "2026-11-01");
}

#[test]
fn three_days_hold_at_least_two_ordinary_ones() {
    // From Thursday 24 December 2026: Christmas, Saturday, Sunday; then Monday and Tuesday.
    assert_eq!(
        uitleg(&wettelijk("2026-12-24", "3 dagen")),
        "3 dagen na do 24 dec 2026 = di 29 dec 2026; overgeslagen: Eerste Kerstdag en Tweede Kerstdag en weekend (ATW art. 2) 25–27 dec"
    );
    // Two days need not: art. 1 only.
    assert_eq!(
        einde("woerden", &wettelijk("2026-12-24", "2 dagen")),
        "2026-12-28"
    );
    // A plain weekend: Saturday, Sunday, Monday holds one ordinary day, so Tuesday.
    assert_eq!(
        einde("woerden", &wettelijk("2026-11-06", "3 dagen")),
        "2026-11-10"
    );
}

#[test]
fn long_terms_are_not_the_law_s_concern() {
    // Art. 4: 90 days are governed, 91 are not; likewise 12 weeks and 3 months.
    assert_eq!(
        einde("woerden", &wettelijk("2026-08-10", "90 dagen")),
        "2026-11-09"
    );
    assert_eq!(
        einde("woerden", &wettelijk("2026-08-09", "91 dagen")),
        "2026-11-08"
    );
    assert_eq!(
        einde("woerden", &wettelijk("2026-08-15", "12 weken")),
        "2026-11-09"
    );
    assert_eq!(
        einde("woerden", &wettelijk("2026-08-08", "13 weken")),
        "2026-11-07"
    );
    assert_eq!(
        einde("woerden", &wettelijk("2026-08-01", "3 maanden")),
        "2026-11-02"
    );
    assert_eq!(
        einde("woerden", &wettelijk("2026-07-01", "4 maanden")),
        "2026-11-01"
    );
}

#[test]
fn a_month_later_clamps_to_the_month_s_end() {
    assert_eq!(
        einde("woerden", &vraag("2027-01-31", "1 maand")),
        "2027-02-28"
    );
    assert_eq!(
        einde("woerden", &vraag("2028-01-31", "1 maand")),
        "2028-02-29"
    );
    assert_eq!(
        einde("woerden", &vraag("2026-08-31", "1 maand")),
        "2026-09-30"
    );
    assert_eq!(
        einde("woerden", &terug("2027-03-31", "1 maand")),
        "2027-02-28"
    );
}

#[test]
fn working_days_know_no_school_holidays() {
    assert_eq!(
        einde("woerden", &vraag("2026-10-16", "5 werkdagen")),
        "2026-10-23"
    );
    assert_eq!(
        uitleg(&vraag("2026-12-23", "3 werkdagen")),
        "3 werkdagen na wo 23 dec 2026 = di 29 dec 2026; overgeslagen: weekenden, Eerste Kerstdag 25 dec"
    );
    assert_eq!(
        einde("woerden", &terug("2026-05-18", "1 werkdag")),
        "2026-05-13"
    );
}

#[test]
fn a_quarter_is_a_reference_date() {
    assert_eq!(
        uitleg(&vraag("2026-10-08", "1 kwartaal")),
        "1 kwartaal na do 8 okt 2026 = vr 1 jan 2027 (peildatum: eerste dag van het kwartaal)"
    );
    assert_eq!(
        einde("woerden", &wettelijk("2026-10-01", "1 kwartaal")),
        "2027-01-01"
    );
    assert_eq!(
        einde("woerden", &vraag("2026-10-08", "0 kwartalen")),
        "2026-10-01"
    );
    assert_eq!(
        einde("woerden", &terug("2026-10-08", "2 kwartalen")),
        "2026-04-01"
    );
}

#[test]
fn years_without_a_known_decree_say_so() {
    let tekst = uitleg(&wettelijk("2029-05-01", "6 weken"));
    assert!(
        tekst.ends_with("; gelijkgestelde dagen na 2028 zijn nog niet bekend"),
        "{tekst}"
    );
    assert!(!uitleg(&vraag("2029-05-01", "6 weken")).contains("gelijkgesteld"));
}
