//! Jongeren, ouders, meldingen, and what the bureau knows of a jongere.

use serde_json::json;
use termijnwacht::store::Store;
use termijnwacht::zaak::geschiedenis::GEZIN_MAX;
use termijnwacht::zaak::melding::{Verzuim, VerzuimSoort};
use termijnwacht::zaak::persoon::{Adres, SchoolRef};
use termijnwacht::zaak::{Gebeurtenis, JongereId, MeldingId, ZaakId};

use crate::dossier::*;

crate::on_each_store!(
    a_melding_reads_back_as_it_came,
    a_later_melding_corrects_the_person_and_leaves_out_nothing_known,
    the_newest_melding_that_counts_is_read_up_the_line_of_ouderzaken,
    a_zaak_of_the_bureau_has_no_melding,
    a_jongere_is_found_by_bsn_else_by_onderwijsnummer,
    earlier_zaken_and_meldingen_are_told_without_the_zaak_at_hand,
    brothers_and_sisters_live_at_the_address_or_share_an_ouder,
    a_secret_address_is_never_compared,
    another_zaak_tells_its_end_and_what_it_lets_others_see,
    who_shares_an_institution_is_no_family,
);

const T1: &str = "2026-10-08T08:00:00Z";
const T2: &str = "2026-10-09T08:00:00Z";

async fn a_melding_reads_back_as_it_came(store: impl Store) {
    let mut sanne = jongere("Sanne \"Sas\" de Wit", Some("999990019"));
    sanne.adres = Some(Adres {
        straat: Some("Rijn".into()),
        plaats: Some("Woerden".into()),
        ..adres("3441 AB", "1")
    });
    sanne.startkwalificatie = true;
    let mut told = melding("R-1", sanne);
    told.ouders = vec![
        ouder(
            "A. de Wit",
            Some(Adres {
                geheim: true,
                ..Adres::default()
            }),
        ),
        ouder("B. de Wit", None),
        ouder("C. de Wit", Some(Adres::default())),
    ];
    told.school = Some(SchoolRef {
        brin: "00XX".into(),
        vestiging: Some("00".into()),
    });
    told.verzuim = Some(Verzuim {
        soort: VerzuimSoort::ZestienUur,
        begin: Some(dag("2026-09-10")),
        einde: None,
        uren: Some(18.5),
        schooldagen: None,
        te_laat: Some(0),
    });
    told.gegevens
        .insert("vermoeden".into(), "2026-10-01".into());
    keep(&store, reported(1, T1, 4, told.clone())).await;
    let gemelde = store.gemelde(ZaakId(1)).await.unwrap().unwrap();
    assert_eq!(
        (gemelde.id, gemelde.jongere),
        (MeldingId(1), Some(JongereId(4)))
    );
    // Compared field by field as JSON, for the Debug of persons hides them.
    let shown = |melding| serde_json::to_value(melding).unwrap();
    assert_eq!(shown(gemelde.melding), shown(told));
}

async fn a_later_melding_corrects_the_person_and_leaves_out_nothing_known(store: impl Store) {
    let mut sanne = jongere("Sanne", Some("999990019"));
    sanne.adres = Some(adres("3441AB", "1"));
    let mut first = melding("R-1", sanne);
    first.ouders = vec![ouder("A. de Wit", None)];
    let zaak = keep(&store, reported(1, T1, 4, first)).await;
    let mut renamed = jongere("Sanne de Wit", None);
    renamed.pgn = Some("123456789".into());
    renamed.plaats = None;
    let mut second = change(1, Some(&zaak), "melding:2", T2, vec![noted()]);
    second.melding = Some(ontvangst(2, Some(4), melding("R-2", renamed)));
    let zaak = keep(&store, second).await;

    let known = store.gemelde(ZaakId(1)).await.unwrap().unwrap().melding;
    let person = known.jongere.unwrap();
    assert_eq!(
        (person.naam.as_str(), person.bsn.as_deref()),
        ("Sanne de Wit", Some("999990019"))
    );
    assert_eq!(
        (person.pgn.as_deref(), person.plaats.as_deref()),
        (Some("123456789"), Some("Woerden"))
    );
    assert!(person.adres == Some(adres("3441AB", "1")));
    assert_eq!(known.ouders[0].naam, "A. de Wit");

    let mut moved = jongere("Sanne de Wit", None);
    moved.adres = Some(Adres {
        geheim: true,
        ..Adres::default()
    });
    let mut third = melding("R-3", moved.clone());
    third.ouders = vec![ouder("B. Jansen", None)];
    let mut commit = change(1, Some(&zaak), "melding:3", T2, vec![noted()]);
    commit.melding = Some(ontvangst(3, Some(4), third));
    keep(&store, commit).await;
    let known = store.gemelde(ZaakId(1)).await.unwrap().unwrap().melding;
    assert!(known.jongere.unwrap().adres == moved.adres);
    assert_eq!(
        known
            .ouders
            .iter()
            .map(|ouder| ouder.naam.as_str())
            .collect::<Vec<_>>(),
        ["B. Jansen"]
    );
}

async fn the_newest_melding_that_counts_is_read_up_the_line_of_ouderzaken(store: impl Store) {
    let sanne = || jongere("Sanne", None);
    let zaak = keep(&store, reported(1, T1, 4, melding("R-1", sanne()))).await;
    keep(&store, started_by(2, 1, T1, 4)).await;
    let mut grandchild = started_by(3, 2, T1, 4);
    grandchild.zaak.procedure = "proces-verbaal".into();
    keep(&store, grandchild).await;

    let mut withdrawn = melding("R-2", sanne());
    withdrawn.ingetrokken = true;
    let mut second = change(1, Some(&zaak), "melding:2", T2, vec![noted()]);
    second.melding = Some(ontvangst(2, Some(4), withdrawn));
    let zaak = keep(&store, second).await;
    let newest = async |zaak| {
        store
            .gemelde(ZaakId(zaak))
            .await
            .unwrap()
            .map(|gemelde| gemelde.id.0)
    };
    assert_eq!(
        (newest(1).await, newest(2).await, newest(3).await),
        (Some(1), Some(1), Some(1))
    );

    let mut third = change(1, Some(&zaak), "melding:3", T2, vec![noted()]);
    third.melding = Some(ontvangst(3, Some(4), melding("R-3", sanne())));
    keep(&store, third).await;
    assert_eq!((newest(1).await, newest(3).await), (Some(3), Some(3)));
}

async fn a_zaak_of_the_bureau_has_no_melding(store: impl Store) {
    keep(&store, opened(1, T1)).await;
    assert_eq!(store.gemelde(ZaakId(1)).await.unwrap(), None);
    assert_eq!(store.gemelde(ZaakId(2)).await.unwrap(), None);
}

async fn a_jongere_is_found_by_bsn_else_by_onderwijsnummer(store: impl Store) {
    let mut with_pgn = jongere("Bram", None);
    with_pgn.pgn = Some("123456789".into());
    keep(&store, reported(1, T1, 1, melding("R-1", with_pgn))).await;
    keep(
        &store,
        reported(
            2,
            T1,
            2,
            melding("R-2", jongere("Sanne", Some("999990019"))),
        ),
    )
    .await;
    let find = async |bsn, pgn| {
        store
            .find_jongere("utrecht-noordwest", bsn, pgn)
            .await
            .unwrap()
    };
    assert_eq!(
        find(Some("999990019"), Some("123456789")).await,
        Some(JongereId(2))
    );
    assert_eq!(
        find(Some("999990020"), Some("123456789")).await,
        Some(JongereId(1))
    );
    assert_eq!(find(None, Some("987654321")).await, None);
}

async fn earlier_zaken_and_meldingen_are_told_without_the_zaak_at_hand(store: impl Store) {
    let sanne = || jongere("Sanne", None);
    let mut luxe = melding("R-1", sanne());
    luxe.soort = "relatief-verzuim".into();
    luxe.verzuim = Some(Verzuim {
        soort: VerzuimSoort::Luxe,
        begin: None,
        einde: None,
        uren: None,
        schooldagen: None,
        te_laat: None,
    });
    let first = keep(&store, reported(1, T1, 4, luxe)).await;
    keep(&store, change(1, Some(&first), "close", T1, vec![closed()])).await;
    let mut second = melding("R-2", sanne());
    second.soort = "relatief-verzuim".into();
    let open = keep(&store, reported(2, T2, 4, second.clone())).await;
    keep(&store, reported(3, T2, 4, melding("R-3", sanne()))).await;
    second.kenmerk = "R-4".into();
    second.ingetrokken = true;
    let mut withdrawn = change(2, Some(&open), "melding:4", T2, vec![noted()]);
    withdrawn.melding = Some(ontvangst(4, Some(4), second));
    keep(&store, withdrawn).await;

    let known = store
        .geschiedenis(JongereId(4), Some(ZaakId(2)), "relatief-verzuim")
        .await
        .unwrap();
    assert_eq!(
        (
            known.eerdere_zaken,
            known.meldingen_totaal,
            known.broers_zussen_open
        ),
        (1, 2, 0)
    );
    let zaken: Vec<_> = known
        .zaken
        .iter()
        .map(|other| (other.zaak.0, other.uitkomst.as_deref()))
        .collect();
    assert_eq!(zaken, [(1, Some("ingeschreven")), (3, None)]);
    assert_eq!(known.zaken[0].begin, dag("2026-10-08"));
    let meldingen: Vec<_> = known
        .meldingen
        .iter()
        .map(|other| (other.melding.0, other.verzuim))
        .collect();
    assert_eq!(meldingen, [(1, Some(VerzuimSoort::Luxe)), (3, None)]);

    let before = store
        .geschiedenis(JongereId(4), None, "verlof")
        .await
        .unwrap();
    assert_eq!(
        (
            before.eerdere_zaken,
            before.meldingen_totaal,
            before.zaken.len()
        ),
        (0, 0, 3)
    );
    let stranger = store
        .geschiedenis(JongereId(9), None, "verlof")
        .await
        .unwrap();
    assert_eq!(stranger, Default::default());
}

async fn brothers_and_sisters_live_at_the_address_or_share_an_ouder(store: impl Store) {
    let living = |naam: &str, huisnummer: &str| {
        let mut jongere = jongere(naam, None);
        jongere.adres = Some(adres("3441AB", huisnummer));
        jongere
    };
    let mut me = melding("R-1", living("Sanne", "12a"));
    me.ouders = vec![
        ouder("A. de Wit", Some(adres("3441AB", "12A"))),
        ouder("B. Jansen", Some(adres("1000AA", "7"))),
    ];
    keep(&store, reported(1, T1, 1, me)).await;
    let open = async || {
        store
            .geschiedenis(JongereId(1), Some(ZaakId(1)), "absoluut-verzuim")
            .await
            .unwrap()
            .broers_zussen_open
    };
    assert_eq!(open().await, 0);
    let brother = keep(
        &store,
        reported(2, T1, 2, melding("R-2", living("Bram", "12 A"))),
    )
    .await;
    assert_eq!(open().await, 1);
    let mut half_sister = melding("R-3", living("Noor", "99"));
    half_sister.ouders = vec![ouder("b.  jansen", Some(adres("1000 aa", "7")))];
    keep(&store, reported(3, T1, 3, half_sister)).await;
    let mut namesake = melding("R-4", living("Tom", "98"));
    namesake.ouders = vec![
        ouder("A. de Wit", Some(adres("9999ZZ", "1"))),
        ouder("B. Jansen", None),
    ];
    keep(&store, reported(4, T1, 4, namesake)).await;
    let mut elsewhere = reported(5, T1, 5, melding("R-5", living("Eva", "12A")));
    elsewhere.melding.as_mut().unwrap().bureau = "amersfoort".into();
    keep(&store, elsewhere).await;
    assert_eq!(open().await, 2);
    keep(
        &store,
        change(2, Some(&brother), "close", T2, vec![closed()]),
    )
    .await;
    assert_eq!(open().await, 1);
}

async fn a_secret_address_is_never_compared(store: impl Store) {
    for (id, naam, geheim) in [(1, "Sanne", false), (2, "Bram", true)] {
        let mut jongere = jongere(naam, None);
        jongere.adres = Some(Adres {
            geheim,
            ..adres("3441AB", "12")
        });
        keep(
            &store,
            reported(id, T1, id, melding(&format!("R-{id}"), jongere)),
        )
        .await;
    }
    for id in [1, 2] {
        let known = store
            .geschiedenis(JongereId(id), None, "absoluut-verzuim")
            .await
            .unwrap();
        assert_eq!(known.broers_zussen_open, 0);
    }
}

async fn another_zaak_tells_its_end_and_what_it_lets_others_see(store: impl Store) {
    let mut first = reported(1, T1, 4, melding("R-1", jongere("Sanne", None)));
    let set = |naam: &str, waarde| Gebeurtenis::Gezet {
        naam: naam.into(),
        waarde,
    };
    first.zaak.onthouden = ["dagen", "grond", "eerder", "leeg"]
        .map(String::from)
        .to_vec();
    let zaak = keep(&store, first).await;
    let fields = vec![
        set("dagen", json!(2.5)),
        set("grond", json!("c")),
        set("eerder", json!(true)),
        set("verzwegen", json!("tussen ons")),
    ];
    let zaak = keep(&store, change(1, Some(&zaak), "fields", T1, fields)).await;
    let mut verlof = melding("R-2", jongere("Sanne", None));
    verlof.soort = "verlof".into();
    keep(&store, reported(2, T1, 4, verlof)).await;
    let seen = async || {
        let known = store
            .geschiedenis(JongereId(4), Some(ZaakId(2)), "verlof")
            .await;
        let other = known.unwrap().zaken.remove(0);
        (other.einde, json!(other.gegevens))
    };
    let remembered = json!({"dagen": 2.5, "grond": "c", "eerder": true});
    assert_eq!(seen().await, (None, remembered.clone()));

    keep(&store, change(1, Some(&zaak), "close", T2, vec![closed()])).await;
    assert_eq!(seen().await, (Some(dag("2026-10-09")), remembered));
    let known = store
        .geschiedenis(JongereId(4), Some(ZaakId(1)), "verlof")
        .await
        .unwrap();
    assert_eq!(
        (known.zaken[0].einde, known.zaken[0].gegevens.len()),
        (None, 0)
    );
}

/// As many jongeren as may be a family live at one address, and as many have one guardian; then one more.
async fn who_shares_an_institution_is_no_family(store: impl Store) {
    let many = i64::from(GEZIN_MAX);
    let open = async |jongere| {
        let known = store
            .geschiedenis(JongereId(jongere), None, "absoluut-verzuim")
            .await;
        known.unwrap().broers_zussen_open
    };
    let neighbour = |id: i64| {
        let mut jongere = jongere(&format!("Bewoner {id}"), None);
        jongere.adres = Some(adres("3441AB", "1"));
        reported(id, T1, id, melding(&format!("R-{id}"), jongere))
    };
    for id in 1..=many {
        keep(&store, neighbour(id)).await;
    }
    assert_eq!(open(1).await, GEZIN_MAX - 1);
    keep(&store, neighbour(many + 1)).await;
    assert_eq!(open(1).await, 0);

    let ward = |id: i64| {
        let mut told = melding(&format!("R-{id}"), jongere(&format!("Pupil {id}"), None));
        told.ouders = vec![ouder("Voogdij De Brug", Some(adres("1000AA", "7")))];
        reported(id, T1, id, told)
    };
    for id in 101..=100 + many {
        keep(&store, ward(id)).await;
    }
    assert_eq!(open(101).await, GEZIN_MAX - 1);
    keep(&store, ward(101 + many)).await;
    assert_eq!(open(101).await, 0);
}
