//! A term that stands still (Awb 4:15), from the first day it can be asked to the last.

use super::*;

/// The end of a term that was asked to stand still on one day and was completed on another.
fn stilgelegd(vraag: &Vraag<'_>, gevraagd: &str, aangevuld: &str) -> String {
    let stil = [Periode::new(
        dag(gevraagd).succ_opt().unwrap(),
        dag(aangevuld).pred_opt().unwrap(),
    )];
    einde(
        "woerden",
        &Vraag {
            opgeschort: &stil,
            ..*vraag
        },
    )
}

#[test]
fn a_term_of_law_can_stand_still_as_long_as_it_runs() {
    // Its last day is Saturday 26 December 2026, Tweede Kerstdag; the ATW makes that Monday 28 December.
    let term = wettelijk("2026-10-31", "8 weken");
    for (gevraagd, aangevuld, verwacht) in [
        // Two days before its last: those two remain.
        ("2026-12-24", "2027-01-11", "2027-01-12"),
        ("2026-12-25", "2027-01-11", "2027-01-11"),
        // On its last day, and in the days of the ATW: the day of completion is all there is.
        ("2026-12-26", "2027-01-11", "2027-01-11"),
        ("2026-12-27", "2027-01-11", "2027-01-11"),
        ("2026-12-28", "2027-01-11", "2027-01-11"),
        // Completed on a Saturday: the ATW once more, and only once.
        ("2026-12-28", "2027-01-09", "2027-01-11"),
        // Completed the next day: it stood still for no day, and ends on that one.
        ("2026-12-28", "2026-12-29", "2026-12-29"),
        // A day later it has lapsed.
        ("2026-12-29", "2027-01-11", "2026-12-28"),
    ] {
        assert_eq!(
            stilgelegd(&term, gevraagd, aangevuld),
            verwacht,
            "{gevraagd} – {aangevuld}"
        );
    }
}

#[test]
fn without_the_atw_a_term_runs_to_its_own_last_day() {
    // Thursday 19 November 2026.
    let term = vraag("2026-10-08", "6 weken");
    assert_eq!(stilgelegd(&term, "2026-11-19", "2026-11-28"), "2026-11-28");
    assert_eq!(stilgelegd(&term, "2026-11-20", "2026-11-28"), "2026-11-19");
}

#[test]
fn school_days_that_are_used_up_end_on_the_first_that_counts_again() {
    // Thursday 29 October 2026.
    let term = vraag("2026-10-08", "10 schooldagen");
    assert_eq!(stilgelegd(&term, "2026-10-28", "2026-11-05"), "2026-11-05");
    assert_eq!(stilgelegd(&term, "2026-10-29", "2026-11-05"), "2026-11-05");
    // Completed on Saturday.
    assert_eq!(stilgelegd(&term, "2026-10-29", "2026-11-07"), "2026-11-09");
    assert_eq!(stilgelegd(&term, "2026-10-29", "2026-10-30"), "2026-10-30");
    assert_eq!(stilgelegd(&term, "2026-10-30", "2026-11-05"), "2026-10-29");
}

#[test]
fn a_term_that_is_extended_has_days_left() {
    // Two weeks more are counted on from 19 November; what was asked that day, or completed at once, is theirs.
    let term = Vraag {
        gaat_door: true,
        ..vraag("2026-10-08", "6 weken")
    };
    assert_eq!(stilgelegd(&term, "2026-11-19", "2026-11-28"), "2026-11-19");
    assert_eq!(stilgelegd(&term, "2026-11-18", "2026-11-28"), "2026-11-28");
}

#[test]
fn the_sentence_says_why_the_days_do_not_add_up() {
    let stil = [periode("2026-11-20", "2026-11-27")];
    let vraag = Vraag {
        opgeschort: &stil,
        ..vraag("2026-10-08", "6 weken")
    };
    assert_eq!(
        kalender("woerden").bereken(&vraag).unwrap().uitleg,
        "6 weken na do 8 okt 2026 = za 28 nov 2026; overgeslagen: opschorting 20–27 nov; bij de opschorting was geen dag meer over: zij eindigt op de eerste dag die weer telt (Awb art. 4:15)"
    );
}

#[test]
fn counted_back_a_pause_comes_off_at_the_other_end() {
    let stil = [periode("2026-11-09", "2026-11-10")];
    let vraag = Vraag {
        opgeschort: &stil,
        ..terug("2026-11-12", "4 dagen")
    };
    assert_eq!(einde("woerden", &vraag), "2026-11-06");
}

#[test]
fn a_suspension_is_added_in_whole_days_and_the_law_applied_once() {
    // Asked 1 April, completed 10 April: 8 days (Awb 4:15).
    let stil = [periode("2027-04-02", "2027-04-09")];
    let vraag = Vraag {
        opgeschort: &stil,
        ..wettelijk("2027-03-15", "8 weken")
    };
    // 10 May + 8 days = Tuesday 18 May 2027.
    assert_eq!(
        kalender("woerden").bereken(&vraag).unwrap().uitleg,
        "8 weken na ma 15 mrt 2027 = di 18 mei 2027; overgeslagen: opschorting 2–9 apr"
    );
    // One day less, and it is Tweede Pinksterdag: lengthened once, at the end.
    let vraag = Vraag {
        opgeschort: &stil,
        ..wettelijk("2027-03-14", "8 weken")
    };
    assert_eq!(einde("woerden", &vraag), "2027-05-18");
}

#[test]
fn a_second_suspension_may_lie_beyond_the_first_end() {
    let stil = [
        periode("2026-11-12", "2026-11-13"),
        periode("2026-11-09", "2026-11-10"),
    ];
    // 3 days from 8 November: 11th, + 2 = 13th, so the second suspension counts too: 15th.
    let vraag = Vraag {
        opgeschort: &stil,
        ..vraag("2026-11-08", "3 dagen")
    };
    assert_eq!(einde("woerden", &vraag), "2026-11-15");
}
