//! Finding zaken, taken and what is due: by person, person at work, fase, incident, municipalities, in pages.

use termijnwacht::store::{Persoonvraag, Store, TaakFilter, ZaakFilter};
use termijnwacht::zaak::gebeurtenis::Gebeurtenis;
use termijnwacht::zaak::{MedewerkerId, ZaakId};

use crate::dossier::*;

crate::on_each_store!(
    a_zaak_is_found_by_part_of_a_name,
    a_zaak_is_found_by_number_and_birthday,
    a_person_told_again_is_found_under_his_new_name,
    zaken_are_found_by_behandelaar_fase_and_incident,
    taken_are_found_by_municipalities_and_zaak,
    what_is_due_is_walked_in_pages_past_zaken_that_stay,
    what_did_not_change_is_kept_and_what_went_is_gone,
);

const T1: &str = "2026-10-08T08:00:00Z";

async fn ids(store: &impl Store, filter: ZaakFilter) -> Vec<i64> {
    let zaken = store.zaken(&filter).await.unwrap();
    zaken.iter().map(|zaak| zaak.id.0).collect()
}

async fn with(store: &impl Store, vraag: Persoonvraag) -> Vec<i64> {
    let persoon = Some(vraag);
    ids(
        store,
        ZaakFilter {
            persoon,
            ..ZaakFilter::default()
        },
    )
    .await
}

async fn named(store: &impl Store, naam: &str) -> Vec<i64> {
    let naam = Some(naam.to_owned());
    with(
        store,
        Persoonvraag {
            naam,
            ..Persoonvraag::default()
        },
    )
    .await
}

async fn report(store: &impl Store, id: i64, naam: &str, bsn: Option<&str>) {
    let told = melding(&format!("R-{id}"), jongere(naam, bsn));
    keep(store, reported(id, T1, id, told)).await;
}

async fn a_zaak_is_found_by_part_of_a_name(store: impl Store) {
    for (id, naam) in [
        (1, "Zoë de Wit"),
        (2, "Élise van Dé"),
        (3, "Zoe\u{308} Witteveen"),
        (4, "ŞAHİN YILMAZ"),
    ] {
        report(&store, id, naam, None).await;
    }
    keep(&store, opened(5, T1)).await;
    assert_eq!(named(&store, "wit").await, [1, 3]);
    assert_eq!(named(&store, "ZOË").await, [1, 3]);
    assert_eq!(named(&store, "zoe").await, [1, 3]);
    assert_eq!(named(&store, "ÉLISE").await, [2]);
    assert_eq!(named(&store, "élise").await, [2]);
    assert_eq!(named(&store, "wit zoë").await, [1, 3], "words in any order");
    assert_eq!(named(&store, "sahin").await, [4]);
    assert_eq!(named(&store, "%").await, [0_i64; 0], "no wildcards");
    assert_eq!(
        named(&store, "  ").await,
        [1, 2, 3, 4],
        "anyone, but someone"
    );
    let second = ZaakFilter {
        persoon: Some(Persoonvraag {
            naam: Some("zoë".into()),
            ..Persoonvraag::default()
        }),
        na: Some(ZaakId(1)),
        ..ZaakFilter::default()
    };
    assert_eq!(ids(&store, second).await, [3]);
}

async fn a_zaak_is_found_by_number_and_birthday(store: impl Store) {
    report(&store, 1, "Sanne", Some("999900006")).await;
    let mut youssef = jongere("Youssef", None);
    (youssef.pgn, youssef.geboortedatum) = (Some("999900018".into()), dag("2012-01-31"));
    keep(&store, reported(2, T1, 2, melding("R-2", youssef))).await;
    let bsn = |bsn: &str| Persoonvraag {
        bsn: Some(bsn.into()),
        ..Persoonvraag::default()
    };
    assert_eq!(with(&store, bsn("999900006")).await, [1]);
    assert_eq!(
        with(&store, bsn("99990000")).await,
        [0_i64; 0],
        "no part of a number"
    );
    let pgn = Persoonvraag {
        pgn: Some("999900018".into()),
        ..Persoonvraag::default()
    };
    assert_eq!(with(&store, pgn).await, [2]);
    let born = Some(dag("2012-01-31"));
    let born_then = Persoonvraag {
        geboortedatum: born,
        ..Persoonvraag::default()
    };
    assert_eq!(with(&store, born_then.clone()).await, [2]);
    let both = Persoonvraag {
        naam: Some("sanne".into()),
        ..born_then
    };
    assert_eq!(with(&store, both).await, [0_i64; 0]);
}

async fn a_person_told_again_is_found_under_his_new_name(store: impl Store) {
    report(&store, 1, "Sanne Jansen", None).await;
    let zaak = store.load(ZaakId(1)).await.unwrap();
    let mut again = change(1, Some(&zaak), "again", T1, vec![noted()]);
    again.melding = Some(ontvangst(
        2,
        Some(1),
        melding("R-2", jongere("Sanne Müller", None)),
    ));
    keep(&store, again).await;
    assert_eq!(named(&store, "jansen").await, [0_i64; 0]);
    assert_eq!(named(&store, "muller").await, [1]);
}

async fn zaken_are_found_by_behandelaar_fase_and_incident(store: impl Store) {
    for (id, wie) in [(1, Some("ambt-1")), (2, Some("ambt-2")), (3, None)] {
        let mut born = geboorte(T1);
        born.behandelaar = wie.map(|wie| MedewerkerId(wie.into()));
        keep(&store, opened_as(id, T1, born)).await;
    }
    let zaak = store.load(ZaakId(2)).await.unwrap();
    let incident = Gebeurtenis::Incident {
        nummer: 1,
        code: "script".into(),
        melding: "deling door nul".into(),
        over: None,
    };
    let fase = Gebeurtenis::FaseBereikt {
        fase: "onderzoek".into(),
        titel: "Onderzoek".into(),
        grondslag: Vec::new(),
        laag: "landelijk".into(),
    };
    let broken = keep(
        &store,
        change(2, Some(&zaak), "a", T1, vec![incident, fase]),
    )
    .await;
    let all = ZaakFilter::default;
    let behandelaar = |wie: &str| Some(MedewerkerId(wie.into()));
    assert_eq!(
        ids(
            &store,
            ZaakFilter {
                behandelaar: behandelaar("ambt-1"),
                ..all()
            }
        )
        .await,
        [1]
    );
    assert_eq!(
        ids(
            &store,
            ZaakFilter {
                fase: Some("aanschrijven".into()),
                ..all()
            }
        )
        .await,
        [1, 3]
    );
    assert_eq!(
        ids(
            &store,
            ZaakFilter {
                incident: Some(true),
                ..all()
            }
        )
        .await,
        [2]
    );
    assert_eq!(
        ids(
            &store,
            ZaakFilter {
                incident: Some(false),
                ..all()
            }
        )
        .await,
        [1, 3]
    );
    let solved = Gebeurtenis::IncidentOpgelost {
        nummer: 1,
        reden: "hersteld".into(),
    };
    keep(&store, change(2, Some(&broken), "b", T1, vec![solved])).await;
    assert_eq!(
        ids(
            &store,
            ZaakFilter {
                incident: Some(true),
                ..all()
            }
        )
        .await,
        [0_i64; 0]
    );
}

async fn taken_are_found_by_municipalities_and_zaak(store: impl Store) {
    for (id, gemeente) in [(1, "woerden"), (2, "montfoort"), (3, "oudewater")] {
        let mut born = geboorte(T1);
        born.gemeente = gemeente.into();
        let zaak = keep(&store, opened_as(id, T1, born)).await;
        keep(
            &store,
            change(
                id,
                Some(&zaak),
                &format!("a{id}"),
                T1,
                vec![taak_opened(1), taak_opened(2)],
            ),
        )
        .await;
    }
    let of = async |filter: TaakFilter| -> Vec<(i64, u32)> {
        let rows = store.taken(&filter).await.unwrap();
        rows.iter()
            .map(|row| (row.zaak.0, row.taak.nummer))
            .collect()
    };
    let gemeenten = vec!["oudewater".to_owned(), "woerden".to_owned()];
    let two = TaakFilter {
        gemeenten,
        ..TaakFilter::default()
    };
    assert_eq!(of(two.clone()).await, [(1, 1), (1, 2), (3, 1), (3, 2)]);
    assert_eq!(
        of(TaakFilter {
            zaak: Some(ZaakId(3)),
            ..two.clone()
        })
        .await,
        [(3, 1), (3, 2)]
    );
    assert_eq!(
        of(TaakFilter {
            zaak: Some(ZaakId(2)),
            ..two
        })
        .await,
        []
    );
}

async fn what_is_due_is_walked_in_pages_past_zaken_that_stay(store: impl Store) {
    // Two rungs at the same moment, two zaken at the same moment, one rung still to come.
    let rungs = [
        ["2026-10-13T06:00:00Z", "2026-10-13T06:00:00Z"],
        ["2026-10-14T06:00:00Z", "2026-10-13T07:00:00Z"],
        ["2026-10-13T06:00:00Z", "2026-12-01T06:00:00Z"],
        ["2026-12-01T06:00:00Z", "2026-12-02T06:00:00Z"],
    ];
    for (id, due) in (1..).zip(rungs) {
        let zaak = keep(&store, opened(id, T1)).await;
        let events = vec![termijn_started(1, "2026-10-15", &due)];
        keep(
            &store,
            change(id, Some(&zaak), &format!("a{id}"), T1, events),
        )
        .await;
    }
    let now = op("2026-10-15T06:00:00Z");
    let (mut walked, mut na) = (Vec::new(), None);
    while let [last] = store.due(now, na, 1).await.unwrap()[..] {
        walked.push(last);
        na = Some(last);
    }
    let first = op("2026-10-13T06:00:00Z");
    let places = [
        (first, ZaakId(1)),
        (first, ZaakId(3)),
        (op("2026-10-13T07:00:00Z"), ZaakId(2)),
    ];
    assert_eq!(walked, places);
    assert_eq!(store.due(now, None, 9).await.unwrap(), places);
}

async fn what_did_not_change_is_kept_and_what_went_is_gone(store: impl Store) {
    let due = ["2026-10-13T06:00:00Z", "2026-10-16T06:00:00Z"];
    let born = keep(&store, opened(1, T1)).await;
    let events = vec![taak_opened(1), termijn_started(1, "2026-10-15", &due)];
    let one = keep(&store, change(1, Some(&born), "a", T1, events)).await;
    let events = vec![taak_opened(2), termijn_started(2, "2026-10-14", &due)];
    let two = keep(&store, change(1, Some(&one), "b", T1, events)).await;
    let open = async || -> Vec<(u32, Option<chrono::NaiveDate>)> {
        let rows = store.taken(&TaakFilter::default()).await.unwrap();
        rows.iter()
            .map(|row| (row.taak.nummer, row.einde))
            .collect()
    };
    assert_eq!(
        open().await,
        [(2, Some(dag("2026-10-14"))), (1, Some(dag("2026-10-15")))]
    );
    let late = op("2027-01-01T00:00:00Z");
    assert_eq!(store.stand(late).await.unwrap().timers_due, 4);
    // The second act is undone, and in the same command the first taak is done.
    let undo = Gebeurtenis::Hersteld {
        regel: regel(1, 5),
        reden: "vergissing".into(),
        staat: Box::new(one),
    };
    keep(
        &store,
        change(1, Some(&two), "c", T1, vec![undo, taak_done(1)]),
    )
    .await;
    assert_eq!(open().await, []);
    let all = TaakFilter {
        status: None,
        ..TaakFilter::default()
    };
    assert_eq!(store.taken(&all).await.unwrap().len(), 1);
    assert_eq!(store.stand(late).await.unwrap().timers_due, 0);
}
