//! What an imported calendar is refused for.

use super::*;

fn bevindingen(change: impl FnOnce(&mut Schoolvakanties)) -> Vec<(String, String)> {
    let mut vakanties = landelijk().schoolvakanties;
    change(&mut vakanties);
    check_schoolvakanties(&vakanties)
        .into_iter()
        .map(|b| (b.pad, b.melding))
        .collect()
}

#[test]
fn the_shipped_files_have_no_faults() {
    let data = landelijk();
    assert_eq!(check_regios(&data.regios), []);
    assert_eq!(check_schoolvakanties(&data.schoolvakanties), []);
    assert_eq!(check_feestdagen(&data.feestdagen), []);
}

#[test]
fn a_spring_holiday_that_ends_a_month_late_is_refused() {
    let gevonden = bevindingen(|v| {
        v.schooljaren[1].voorjaar.zuid = Some(periode("2026-02-14", "2026-03-22"));
    });
    assert_eq!(
        gevonden,
        [(
            "schooljaren[1].voorjaar.zuid".to_owned(),
            "de voorjaarsvakantie van za 14 feb 2026 tot en met zo 22 mrt 2026 telt 37 dagen; verwacht 9"
                .to_owned()
        )]
    );
}

#[test]
fn a_missing_holiday_names_its_year_and_region() {
    let gevonden = bevindingen(|v| {
        v.schooljaren[2].herfst.midden = None;
        v.schooljaren[3].zomer = PerRegio::default();
    });
    assert_eq!(
        gevonden,
        [
            (
                "schooljaren[2].herfst".to_owned(),
                "de herfstvakantie 2026-2027 ontbreekt voor regio Midden".to_owned()
            ),
            (
                "schooljaren[3].zomer".to_owned(),
                "de zomervakantie 2027-2028 ontbreekt".to_owned()
            ),
        ]
    );
}

#[test]
fn bounds_seasons_and_order_are_watched() {
    let paden = |change: fn(&mut Schoolvakanties)| -> Vec<String> {
        bevindingen(change)
            .into_iter()
            .map(|(pad, _)| pad)
            .collect()
    };
    // Monday to Friday.
    assert_eq!(
        paden(|v| v.schooljaren[0].mei.alle = Some(periode("2025-04-28", "2025-05-02"))),
        [
            "schooljaren[0].mei.alle.van",
            "schooljaren[0].mei.alle.tot",
            "schooljaren[0].mei.alle"
        ]
    );
    // A year too late: out of season, and over what follows.
    assert_eq!(
        paden(|v| v.schooljaren[5].kerst.alle = Some(periode("2028-12-23", "2029-01-07"))),
        [
            "schooljaren[5].kerst.alle.van",
            "schooljaren[5].kerst",
            "schooljaren[5].kerst",
            "schooljaren[5].kerst"
        ]
    );
    // A year left out.
    assert_eq!(
        paden(|v| drop(v.schooljaren.remove(2))),
        ["schooljaren[2].schooljaar"]
    );
    // Both ways at once.
    assert_eq!(
        paden(|v| v.schooljaren[0].herfst.alle = v.schooljaren[0].herfst.zuid),
        ["schooljaren[0].herfst"]
    );
    assert_eq!(paden(|v| v.schooljaren.clear()), ["schooljaren"]);
}

#[test]
fn a_bureau_s_own_days_are_checked_against_the_country() {
    let bureau = BureauKalender {
        bureau: "achterhoek".to_owned(),
        gemeenten: vec!["aaltn".to_owned(), "montferland".to_owned()],
        scholen: vec![Schoolplaats::new("00XX-00", "montferland", None)],
        kalender: yaml::parse(
            "gemeenten:
  aalten:
    vakanties: [{schooljaar: 2036-2037, vakantie: mei, van: 2027-04-24, tot: 2027-05-09}]
    vrije_dagen: [{van: 2026-10-02, tot: 2026-10-01, reden: studiedag}]
scholen:
  11YY: {schoolvrij: [goede-vrijdag]}
",
        ),
        eigen: indexmap::IndexMap::new(),
    };
    let gevonden: Vec<_> = check_bureau(&bureau, &landelijk())
        .into_iter()
        .map(|b| format!("{}: {}: {}", b.bestand, b.pad, b.melding))
        .collect();
    assert_eq!(
        gevonden,
        [
            "achterhoek/bureau.yaml: gemeenten[0]: onbekende gemeente `aaltn`",
            "achterhoek/bureau.yaml: scholen.00XX-00.plaats: montferland ligt in meer dan één vakantieregio en de plaats van de school is niet bekend",
            "achterhoek/bureau.yaml: kalender.gemeenten.aalten.vakanties[0].schooljaar: onbekend schooljaar `2036-2037`",
            "achterhoek/bureau.yaml: kalender.gemeenten.aalten.vrije_dagen[0]: vr 2 okt 2026 ligt na do 1 okt 2026",
            "achterhoek/bureau.yaml: kalender.scholen.11YY: school `11YY` staat niet onder `scholen`",
        ]
    );
    assert!(Kalenders::new(&landelijk(), &[bureau]).is_err());
}
