//! Which calendar holds where: regions, split municipalities, local layers, schools.

use super::*;

#[test]
fn every_municipality_has_a_region_or_is_split() {
    let data = landelijk();
    assert_eq!(data.regios.gemeenten.len(), 342);
    let gesplitst: Vec<_> = data
        .regios
        .gemeenten
        .iter()
        .filter(|(_, g)| g.plaatsen.is_some())
        .map(|(slug, _)| slug.as_str())
        .collect();
    assert_eq!(
        gesplitst,
        ["montferland", "neder-betuwe", "de-ronde-venen", "altena"]
    );
    for slug in KALENDERS.gemeenten() {
        let antwoord = KALENDERS.voor(slug, None, None);
        assert_eq!(antwoord.is_err(), gesplitst.contains(&slug), "{slug}");
    }
}

#[test]
fn gelderland_lies_in_three_regions() {
    for (gemeente, naam) in [
        ("hattem", "Hattem (Noord)"),
        ("aalten", "Aalten (Midden)"),
        ("oost-gelre", "Oost Gelre (Midden)"),
        ("west-betuwe", "West Betuwe (Midden)"),
        ("doesburg", "Doesburg (Zuid)"),
        ("arnhem", "Arnhem (Zuid)"),
        ("zeewolde", "Zeewolde (Midden)"),
        ("eemnes", "Eemnes (Noord)"),
        ("vijfheerenlanden", "Vijfheerenlanden (Midden)"),
    ] {
        assert_eq!(kalender(gemeente).naam(), naam);
    }
}

#[test]
fn in_a_split_municipality_the_place_decides() {
    for (gemeente, plaats, naam) in [
        ("de-ronde-venen", "Abcoude", "Abcoude (Noord)"),
        ("de-ronde-venen", " mijdrecht ", "Mijdrecht (Midden)"),
        ("altena", "Woudrichem", "Woudrichem (Midden)"),
        ("altena", "Hank", "Hank (Zuid)"),
        ("altena", "Wijk en Aalburg", "Wijk en Aalburg (Zuid)"),
        ("montferland", "'s-Heerenberg", "'s-Heerenberg (Midden)"),
        ("montferland", "Didam", "Didam (Zuid)"),
        ("neder-betuwe", "Dodewaard", "Dodewaard (Zuid)"),
        ("neder-betuwe", "Opheusden", "Opheusden (Midden)"),
    ] {
        let kalender = KALENDERS.voor(gemeente, Some(plaats), None).unwrap();
        assert_eq!(kalender.naam(), naam);
    }
    assert_eq!(
        KALENDERS
            .voor("de-ronde-venen", None, None)
            .unwrap_err()
            .to_string(),
        "De Ronde Venen ligt in meer dan één vakantieregio; noem de plaats (Abcoude, Baambrugge, Amstelhoek, De Hoef, Mijdrecht, Vinkeveen, Waverveen, Wilnis)"
    );
    let fout = KALENDERS
        .voor("de-ronde-venen", Some("Abcoud"), None)
        .unwrap_err();
    assert!(fout.to_string().contains("bedoelde u `Abcoude`?"), "{fout}");
}

#[test]
fn a_municipality_is_known_by_slug_name_code_and_nickname() {
    for naam in ["s-gravenhage", "'s-Gravenhage", "Den Haag", "0518"] {
        assert_eq!(kalender(naam).naam(), "'s-Gravenhage (Midden)");
    }
    assert_eq!(
        KALENDERS
            .voor("woerdn", None, None)
            .unwrap_err()
            .to_string(),
        "onbekende gemeente `woerdn`; bedoelde u `woerden`?"
    );
}

fn bureau(kalender: &str) -> BureauKalender {
    BureauKalender {
        bureau: "utrecht-noordwest".to_owned(),
        gemeenten: ["de-ronde-venen", "montfoort", "woerden"]
            .map(str::to_owned)
            .to_vec(),
        scholen: vec![
            Schoolplaats::new("00XX-00", "woerden", Some("Woerden".to_owned())),
            Schoolplaats::new("00XX-01", "de-ronde-venen", Some("Abcoude".to_owned())),
            Schoolplaats::new("99ZZ", "amsterdam", None),
        ],
        kalender: yaml::parse(kalender),
        eigen: indexmap::IndexMap::new(),
    }
}

fn kalenders(kalender: &str) -> Kalenders {
    Kalenders::new(&landelijk(), &[bureau(kalender)]).unwrap()
}

#[test]
fn the_school_s_place_goes_before_the_residence() {
    let kalenders = kalenders("{}");
    for (school, naam) in [
        ("00XX", "Woerden (Midden)"),
        ("00xx-00", "Woerden (Midden)"),
        ("00XX01", "Abcoude (Noord)"),
        ("99ZZ-00", "Montfoort (Midden)"),
        ("99ZZ", "Amsterdam (Noord)"),
    ] {
        let kalender = kalenders.voor("montfoort", None, Some(school)).unwrap();
        assert_eq!(kalender.naam(), naam, "{school}");
    }
    assert!(kalenders.knows_school("00XX-01"));
    assert!(!kalenders.knows_school("11YY"));
    // A known school needs no place of residence.
    assert!(
        kalenders
            .voor("de-ronde-venen", None, Some("00XX-01"))
            .is_ok()
    );
}

#[test]
fn the_settings_of_a_bureau_a_place_and_a_school_lie_over_each_other() {
    let kalenders = kalenders(
        "bureau:
  schoolvrij: [goede-vrijdag, vrijdag-na-hemelvaart]
gemeenten:
  woerden:
    niet_schoolvrij: [goede-vrijdag]
    vrije_dagen:
      - {van: 2026-09-30, reden: studiedag}
plaatsen:
  de-ronde-venen:
    Mijdrecht:
      vakanties:
        - {schooljaar: 2026-2027, vakantie: mei, van: 2027-04-26, tot: 2027-05-07}
scholen:
  00XX:
    vrije_dagen:
      - {van: 2026-11-02, tot: 2026-11-03, reden: verhuizing}
  00XX-00:
    lesdagen:
      - {van: 2026-09-30, reden: les}
",
    );
    let ask = |gemeente, plaats, school, datum| {
        let kalender = kalenders.voor(gemeente, plaats, school).unwrap();
        kalender.dag(dag(datum)).unwrap()
    };
    let free = |reden: &str| Dagsoort::Vrij {
        reden: reden.to_owned(),
    };
    // Bureau: Goede Vrijdag 2027 is 26 March, the Friday after Hemelvaart 7 May.
    assert_eq!(
        ask("montfoort", None, None, "2027-03-26"),
        free("Goede Vrijdag")
    );
    assert_eq!(
        ask("montfoort", None, None, "2027-05-07"),
        free("vrijdag na Hemelvaart")
    );
    // Gemeente over bureau.
    assert_eq!(
        ask("woerden", None, None, "2027-03-26"),
        Dagsoort::Schooldag
    );
    assert_eq!(
        ask("woerden", None, None, "2026-09-30"),
        free("studiedag (gemeente Woerden)")
    );
    // School over gemeente; the whole school under its vestiging.
    let school = Some("00XX-00");
    assert_eq!(
        ask("woerden", None, school, "2026-09-30"),
        Dagsoort::Schooldag
    );
    assert_eq!(
        ask("woerden", None, school, "2026-11-03"),
        free("verhuizing (school 00XX)")
    );
    // Elsewhere nothing changes.
    assert_eq!(
        ask("utrecht", None, None, "2027-03-26"),
        Dagsoort::Schooldag
    );
    // A replaced holiday takes its weekends along, and only there.
    let mijdrecht = kalenders
        .voor("de-ronde-venen", Some("Mijdrecht"), None)
        .unwrap();
    assert_eq!(
        mijdrecht
            .bereken(&vraag("2027-04-23", "1 schooldag"))
            .unwrap()
            .uitleg,
        "1 schooldag na vr 23 apr 2027 = ma 10 mei 2027; overgeslagen: meivakantie (Mijdrecht) 24 apr–9 mei"
    );
    assert_eq!(
        ask("de-ronde-venen", Some("Wilnis"), None, "2027-05-04"),
        Dagsoort::Schooldag
    );
    // A law's term is the same for all.
    let montfoort = kalenders.voor("montfoort", None, None).unwrap();
    assert_eq!(
        montfoort
            .bereken(&wettelijk("2026-10-31", "8 weken"))
            .unwrap()
            .einde,
        dag("2026-12-28")
    );
}
