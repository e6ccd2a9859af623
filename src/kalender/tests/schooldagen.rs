//! Counting in school days, with every reason, in the three regions.

use super::*;

#[test]
fn ten_school_days_in_woerden_pass_over_the_autumn_holiday() {
    let antwoord = kalender("woerden")
        .bereken(&vraag("2026-10-08", "10 schooldagen"))
        .unwrap();
    assert_eq!(
        antwoord.uitleg,
        "10 schooldagen na do 8 okt 2026 = do 29 okt 2026; overgeslagen: weekenden, herfstvakantie Midden 17–25 okt"
    );
    // As the interface promises.
    assert_eq!(
        serde_json::to_string(&antwoord.overgeslagen).unwrap(),
        r#"[{"van":"2026-10-17","tot":"2026-10-25","reden":"herfstvakantie Midden"}]"#
    );
    assert_eq!(antwoord.einde, dag("2026-10-29"));
}

#[test]
fn the_same_question_has_another_answer_in_each_region() {
    // Noord has its autumn holiday a week earlier in 2026.
    assert_eq!(
        einde("woerden", &vraag("2026-10-08", "5 schooldagen")),
        "2026-10-15"
    );
    assert_eq!(
        einde("groningen", &vraag("2026-10-08", "5 schooldagen")),
        "2026-10-22"
    );
    assert_eq!(
        einde("doesburg", &vraag("2025-10-09", "5 schooldagen")),
        "2025-10-23"
    );
    assert_eq!(
        einde("aalten", &vraag("2025-10-09", "5 schooldagen")),
        "2025-10-16"
    );
}

#[test]
fn each_holiday_is_called_by_its_name() {
    let woerden = kalender("woerden");
    for (datum, reden) in [
        ("2026-10-19", "herfstvakantie Midden"),
        ("2026-12-25", "kerstvakantie"),
        ("2027-02-22", "voorjaarsvakantie Midden"),
        ("2027-04-27", "meivakantie"),
        ("2027-08-02", "zomervakantie Midden"),
        ("2027-05-17", "Tweede Pinksterdag"),
    ] {
        let reden = reden.to_owned();
        assert_eq!(
            woerden.dag(dag(datum)),
            Ok(Dagsoort::Vrij { reden }),
            "{datum}"
        );
    }
}

#[test]
fn an_event_in_a_holiday_starts_counting_after_it() {
    let antwoord = kalender("woerden")
        .bereken(&vraag("2026-10-20", "1 schooldag"))
        .unwrap();
    assert_eq!(antwoord.einde, dag("2026-10-26"));
    assert_eq!(
        antwoord.uitleg,
        "1 schooldag na di 20 okt 2026 = ma 26 okt 2026; overgeslagen: herfstvakantie Midden 21–25 okt"
    );
}

#[test]
fn a_holiday_of_which_only_a_weekend_is_left_is_an_ordinary_weekend() {
    let antwoord = kalender("woerden")
        .bereken(&vraag("2026-10-23", "1 schooldag"))
        .unwrap();
    assert_eq!(antwoord.overgeslagen, []);
    assert_eq!(
        antwoord.uitleg,
        "1 schooldag na vr 23 okt 2026 = ma 26 okt 2026; overgeslagen: weekenden"
    );
}

#[test]
fn feestdagen_on_which_schools_close_are_named() {
    let antwoord = kalender("woerden")
        .bereken(&vraag("2026-05-12", "10 schooldagen"))
        .unwrap();
    assert_eq!(
        antwoord.uitleg,
        "10 schooldagen na di 12 mei 2026 = do 28 mei 2026; overgeslagen: weekenden, Hemelvaartsdag 14 mei, Tweede Pinksterdag 25 mei"
    );
}

#[test]
fn an_atw_day_is_not_by_itself_a_free_school_day() {
    let woerden = kalender("woerden");
    // Goede Vrijdag, 5 May 2026 and the Friday after Hemelvaart are settings, off by default.
    for datum in ["2026-04-03", "2026-05-05", "2026-05-15"] {
        assert_eq!(woerden.dag(dag(datum)), Ok(Dagsoort::Schooldag), "{datum}");
        assert!(!woerden.is_werkdag(dag(datum)), "{datum}");
    }
    // In the holidays the office works on.
    assert!(woerden.is_werkdag(dag("2026-10-20")));
    assert_eq!(
        woerden.dag(dag("2026-10-20")),
        Ok(Dagsoort::Vrij {
            reden: "herfstvakantie Midden".to_owned()
        })
    );
    assert_eq!(woerden.dag(dag("2026-10-24")), Ok(Dagsoort::Weekend));
}

#[test]
fn koningsdag_within_the_may_holiday_does_not_break_it() {
    let antwoord = kalender("woerden")
        .bereken(&vraag("2026-04-23", "2 schooldagen"))
        .unwrap();
    assert_eq!(
        antwoord.uitleg,
        "2 schooldagen na do 23 apr 2026 = ma 4 mei 2026; overgeslagen: meivakantie 25 apr–3 mei"
    );
}

#[test]
fn terstond_is_the_same_school_day_or_the_first_after() {
    assert_eq!(
        einde("woerden", &vraag("2026-10-08", "0 schooldagen")),
        "2026-10-08"
    );
    let antwoord = kalender("woerden")
        .bereken(&vraag("2026-10-17", "0 schooldagen"))
        .unwrap();
    assert_eq!(
        antwoord.uitleg,
        "terstond op za 17 okt 2026 = ma 26 okt 2026; overgeslagen: herfstvakantie Midden 17–25 okt"
    );
    assert_eq!(
        einde("woerden", &terug("2026-10-20", "0 schooldagen")),
        "2026-10-16"
    );
}

#[test]
fn counting_back_the_day_itself_does_not_count() {
    let antwoord = kalender("woerden")
        .bereken(&terug("2026-10-29", "10 schooldagen"))
        .unwrap();
    assert_eq!(
        antwoord.uitleg,
        "10 schooldagen vóór do 29 okt 2026 = do 8 okt 2026; overgeslagen: weekenden, herfstvakantie Midden 17–25 okt"
    );
    assert_eq!(
        einde("woerden", &terug("2026-10-26", "1 schooldag")),
        "2026-10-16"
    );
}

#[test]
fn the_nights_the_clock_changes_count_as_any_other() {
    // 25 October 2026 and 28 March 2027, both Sundays.
    assert_eq!(
        einde("groningen", &vraag("2026-10-23", "1 schooldag")),
        "2026-10-26"
    );
    assert_eq!(
        einde("groningen", &vraag("2026-10-24", "2 dagen")),
        "2026-10-26"
    );
    assert_eq!(
        einde("groningen", &vraag("2027-03-27", "2 dagen")),
        "2027-03-29"
    );
    assert_eq!(
        einde("groningen", &vraag("2027-03-26", "1 schooldag")),
        "2027-03-30"
    );
}

#[test]
fn suspended_school_days_do_not_count() {
    let stil = [periode("2026-09-02", "2026-09-09")];
    let antwoord = kalender("woerden")
        .bereken(&Vraag {
            opgeschort: &stil,
            ..vraag("2026-09-01", "3 schooldagen")
        })
        .unwrap();
    assert_eq!(
        antwoord.uitleg,
        "3 schooldagen na di 1 sep 2026 = ma 14 sep 2026; overgeslagen: weekenden, opschorting 2–9 sep"
    );
}

#[test]
fn a_suspension_over_a_holiday_takes_the_holiday_in() {
    let stil = [
        periode("2026-10-14", "2026-10-30"),
        periode("2026-10-10", "2026-10-14"),
    ];
    let antwoord = kalender("woerden")
        .bereken(&Vraag {
            opgeschort: &stil,
            ..vraag("2026-10-08", "2 schooldagen")
        })
        .unwrap();
    assert_eq!(
        antwoord.uitleg,
        "2 schooldagen na do 8 okt 2026 = ma 2 nov 2026; overgeslagen: weekenden, opschorting 10–30 okt"
    );
}

#[test]
fn a_suspension_outside_the_term_changes_nothing() {
    let stil = [
        periode("2026-09-01", "2026-09-30"),
        periode("2026-10-31", "2026-12-01"),
    ];
    let met = Vraag {
        opgeschort: &stil,
        ..vraag("2026-10-08", "10 schooldagen")
    };
    let zonder = vraag("2026-10-08", "10 schooldagen");
    let woerden = kalender("woerden");
    assert_eq!(woerden.bereken(&met), woerden.bereken(&zonder));
}

#[test]
fn beyond_the_last_known_holiday_there_is_no_answer() {
    let woerden = kalender("woerden");
    assert_eq!(woerden.eindigt_op(), dag("2030-08-25"));
    assert_eq!(
        woerden
            .bereken(&vraag("2030-07-01", "20 schooldagen"))
            .unwrap_err()
            .to_string(),
        "de kalender van Woerden (Midden) eindigt op zo 25 aug 2030; 20 schooldagen na ma 1 jul 2030 is daarmee niet te bepalen. Voeg het volgende schooljaar toe aan `schoolvakanties.yaml`"
    );
    assert!(woerden.dag(dag("2030-08-26")).is_err());
    assert!(
        woerden
            .schooldagen_tussen(dag("2030-07-01"), dag("2031-01-01"))
            .is_err()
    );
    // And none before the first.
    assert!(matches!(
        woerden.bereken(&vraag("2024-09-02", "1 schooldag")),
        Err(KalenderFout::VoorKalender { .. })
    ));
    // A mail still goes out.
    assert_eq!(
        woerden.werkdag_op_of_na(dag("2031-12-25")),
        dag("2031-12-29")
    );
    assert_eq!(
        woerden.werkdag_op_of_voor(dag("2031-12-25")),
        dag("2031-12-24")
    );
}

#[test]
fn the_published_holidays_hold_in_each_region() {
    // First and last free weekday, read from the published table by hand.
    let tabel = [
        (
            "groningen",
            [
                ("2024-10-28", "2024-11-01"),
                ("2024-12-23", "2025-01-03"),
                ("2025-02-17", "2025-02-21"),
                ("2025-07-14", "2025-08-22"),
                ("2026-02-23", "2026-02-27"),
                ("2026-07-06", "2026-08-14"),
                ("2026-10-12", "2026-10-16"),
                ("2027-07-12", "2027-08-20"),
                ("2027-10-18", "2027-10-22"),
                ("2028-02-21", "2028-02-25"),
                ("2028-07-17", "2028-08-25"),
                ("2028-10-16", "2028-10-20"),
                ("2029-07-23", "2029-08-31"),
                ("2030-02-18", "2030-02-22"),
                ("2030-07-22", "2030-08-30"),
            ],
        ),
        (
            "woerden",
            [
                ("2024-10-28", "2024-11-01"),
                ("2024-12-23", "2025-01-03"),
                ("2025-02-24", "2025-02-28"),
                ("2025-07-21", "2025-08-29"),
                ("2026-02-16", "2026-02-20"),
                ("2026-07-20", "2026-08-28"),
                ("2026-10-19", "2026-10-23"),
                ("2027-07-19", "2027-08-27"),
                ("2027-10-18", "2027-10-22"),
                ("2028-02-28", "2028-03-03"),
                ("2028-07-10", "2028-08-18"),
                ("2028-10-23", "2028-10-27"),
                ("2029-07-09", "2029-08-17"),
                ("2030-02-25", "2030-03-01"),
                ("2030-07-15", "2030-08-23"),
            ],
        ),
        (
            "maastricht",
            [
                ("2024-10-21", "2024-10-25"),
                ("2024-12-23", "2025-01-03"),
                ("2025-02-24", "2025-02-28"),
                ("2025-07-07", "2025-08-15"),
                ("2026-02-16", "2026-02-20"),
                ("2026-07-13", "2026-08-21"),
                ("2026-10-19", "2026-10-23"),
                ("2027-07-26", "2027-09-03"),
                ("2027-10-25", "2027-10-29"),
                ("2028-02-28", "2028-03-03"),
                ("2028-07-24", "2028-09-01"),
                ("2028-10-23", "2028-10-27"),
                ("2029-07-16", "2029-08-24"),
                ("2030-02-25", "2030-03-01"),
                ("2030-07-08", "2030-08-16"),
            ],
        ),
    ];
    for (gemeente, vakanties) in tabel {
        let kalender = kalender(gemeente);
        for (van, tot) in vakanties {
            let free = |datum: &str| matches!(kalender.dag(dag(datum)), Ok(Dagsoort::Vrij { .. }));
            assert!(free(van) && free(tot), "{gemeente} {van}..{tot}");
            // The Friday before and the Monday after are no part of it.
            let voor = dag(van) - chrono::Days::new(3);
            let na = dag(tot) + chrono::Days::new(3);
            for buiten in [voor, na]
                .into_iter()
                .filter(|d| (kalender.begint_op()..=kalender.eindigt_op()).contains(d))
            {
                assert_eq!(
                    kalender.is_schooldag(buiten),
                    Ok(true),
                    "{gemeente} {buiten}"
                );
            }
        }
    }
}
