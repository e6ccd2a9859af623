//! Lists of zaken, taken and lines; what is due; texts by digest.

use termijnwacht::store::{Lijnplek, Store, TaakFilter, ZaakFilter};
use termijnwacht::zaak::{Digest, Gebeurtenis, Rol, Status, TaakStatus, ZaakId};

use crate::dossier::*;

crate::on_each_store!(
    zaken_are_listed_by_what_is_asked_and_in_pages,
    taken_are_listed_with_the_first_einde_first,
    lines_of_all_zaken_come_in_order_of_recording,
    what_is_due_longest_comes_first,
    a_rung_that_went_off_is_no_longer_due,
    an_eighteenth_birthday_is_due_at_midnight_in_amsterdam,
    a_closed_zaak_is_never_due,
    an_undone_taak_leaves_the_list,
    texts_are_kept_once_under_their_digest,
);

const T1: &str = "2026-10-08T08:00:00Z";
const T2: &str = "2026-10-09T08:00:00Z";

async fn zaken_are_listed_by_what_is_asked_and_in_pages(store: impl Store) {
    for (id, gemeente) in [
        (1, "woerden"),
        (2, "montfoort"),
        (3, "woerden"),
        (4, "woerden"),
    ] {
        let mut born = geboorte(T1);
        born.gemeente = gemeente.into();
        let zaak = keep(&store, opened_as(id, T1, born)).await;
        if id == 3 {
            keep(&store, change(3, Some(&zaak), "close", T2, vec![closed()])).await;
        }
    }
    let ids = async |filter: ZaakFilter| {
        store
            .zaken(&filter)
            .await
            .unwrap()
            .iter()
            .map(|zaak| zaak.id.0)
            .collect::<Vec<_>>()
    };
    let woerden = || ZaakFilter {
        gemeenten: vec!["woerden".into()],
        ..ZaakFilter::default()
    };
    assert_eq!(ids(ZaakFilter::default()).await, [1, 2, 3, 4]);
    assert_eq!(ids(woerden()).await, [1, 3, 4]);
    assert_eq!(
        ids(ZaakFilter {
            status: Some(Status::Open),
            ..woerden()
        })
        .await,
        [1, 4]
    );
    assert_eq!(
        ids(ZaakFilter {
            limit: 2,
            na: Some(ZaakId(1)),
            ..woerden()
        })
        .await,
        [3, 4]
    );
    assert_eq!(
        ids(ZaakFilter {
            bureau: Some("amersfoort".into()),
            ..woerden()
        })
        .await,
        [0_i64; 0]
    );
    assert_eq!(
        ids(ZaakFilter {
            procedure: Some("verlof".into()),
            ..woerden()
        })
        .await,
        [0_i64; 0]
    );
}

async fn taken_are_listed_with_the_first_einde_first(store: impl Store) {
    let one = keep(&store, opened(1, T1)).await;
    let two = keep(&store, opened(2, T1)).await;
    let events = vec![
        taak_opened(1),
        taak_opened(2),
        termijn_started(2, "2026-10-20", &[]),
    ];
    keep(&store, change(1, Some(&one), "a", T2, events)).await;
    let events = vec![
        taak_opened(1),
        termijn_started(1, "2026-10-15", &[]),
        taak_opened(2),
        taak_done(2),
    ];
    keep(&store, change(2, Some(&two), "b", T2, events)).await;

    let taken = store.taken(&TaakFilter::default()).await.unwrap();
    let shown: Vec<_> = taken
        .iter()
        .map(|row| (row.zaak.0, row.taak.nummer, row.einde))
        .collect();
    assert_eq!(
        shown,
        [
            (2, 1, Some(dag("2026-10-15"))),
            (1, 2, Some(dag("2026-10-20"))),
            (1, 1, None)
        ]
    );
    assert_eq!(taken[0].gemeente, "woerden");
    assert_eq!(taken[0].behandelaar.as_ref().unwrap().0, "ambt-1");

    let done = TaakFilter {
        status: Some(TaakStatus::Gereed),
        ..TaakFilter::default()
    };
    assert_eq!(
        store.taken(&done).await.unwrap()[0]
            .taak
            .uitkomst
            .as_deref(),
        Some("verzonden")
    );
    let officers = TaakFilter {
        voor: Some(Rol::Leerplichtambtenaar),
        ..TaakFilter::default()
    };
    assert_eq!(store.taken(&officers).await.unwrap(), []);
    let all = TaakFilter {
        status: None,
        limit: 3,
        ..TaakFilter::default()
    };
    assert_eq!(store.taken(&all).await.unwrap().len(), 3);
}

async fn lines_of_all_zaken_come_in_order_of_recording(store: impl Store) {
    let two = keep(&store, opened(2, T1)).await;
    keep(&store, opened(1, T1)).await;
    keep(&store, opened(3, T2)).await;
    keep(&store, change(2, Some(&two), "a", T2, vec![noted()])).await;
    let mut seen = Vec::new();
    let mut na = None;
    loop {
        let page = store.lijnen(na, 3).await.unwrap();
        let Some((last, _)) = page.last() else { break };
        na = Some(Lijnplek {
            op: last.op,
            regel: last.id,
        });
        assert!(
            page.iter()
                .all(|(_, procedure)| procedure == "absoluut-verzuim")
        );
        seen.extend(page.into_iter().map(|(regel, _)| regel.id.to_string()));
    }
    assert_eq!(
        seen,
        ["Z1.1", "Z1.2", "Z2.1", "Z2.2", "Z2.3", "Z3.1", "Z3.2"]
    );
}

async fn what_is_due_longest_comes_first(store: impl Store) {
    assert_eq!(store.next_due().await.unwrap(), None);
    let moments = [
        (1, ["2026-10-14T06:00:00Z", "2026-10-15T06:00:00Z"]),
        (2, ["2026-10-20T06:00:00Z", "2026-10-13T06:00:00.000001Z"]),
        (3, ["2026-10-13T06:00:00Z", "2026-10-30T06:00:00Z"]),
    ];
    for (id, due) in moments {
        let born = keep(&store, opened(id, T1)).await;
        let events = vec![termijn_started(1, "2026-10-15", &due)];
        keep(
            &store,
            change(id, Some(&born), &format!("a{id}"), T2, events),
        )
        .await;
    }
    let due = async |at: &str, limit| {
        store
            .due(op(at), None, limit)
            .await
            .unwrap()
            .iter()
            .map(|(_, zaak)| zaak.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        store.next_due().await.unwrap(),
        Some(op("2026-10-13T06:00:00Z"))
    );
    assert_eq!(due("2026-10-13T05:59:59.999999Z", 9).await, [0_i64; 0]);
    assert_eq!(due("2026-10-13T06:00:00Z", 9).await, [3]);
    assert_eq!(due("2026-10-15T06:00:00Z", 9).await, [3, 2, 1]);
    assert_eq!(due("2026-10-15T06:00:00Z", 2).await, [3, 2]);
}

async fn a_rung_that_went_off_is_no_longer_due(store: impl Store) {
    let born = keep(&store, opened(1, T1)).await;
    let rungs = ["2026-10-13T06:00:00Z", "2026-10-16T06:00:00Z"];
    let events = vec![taak_opened(1), termijn_started(1, "2026-10-15", &rungs)];
    let armed = keep(&store, change(1, Some(&born), "a", T2, events)).await;
    let rung = Gebeurtenis::RungAfgegaan(Box::new(termijnwacht::zaak::gebeurtenis::Afgegaan {
        termijn: 1,
        rung: 1,
        escalatie: false,
        naam: "taak-1".into(),
        aan: vec![aan()],
        einde: dag("2026-10-15"),
        gemaild: true,
        grondslag: Vec::new(),
        laag: "landelijk".into(),
        uitleg: String::new(),
    }));
    let fired = keep(
        &store,
        change(1, Some(&armed), "timer", "2026-10-13T06:00:00Z", vec![rung]),
    )
    .await;
    assert_eq!(store.next_due().await.unwrap(), Some(op(rungs[1])));
    keep(
        &store,
        change(
            1,
            Some(&fired),
            "b",
            "2026-10-14T06:00:00Z",
            vec![taak_done(1)],
        ),
    )
    .await;
    assert_eq!(store.next_due().await.unwrap(), None);
}

async fn an_eighteenth_birthday_is_due_at_midnight_in_amsterdam(store: impl Store) {
    let mut born = geboorte(T1);
    born.achttien_op = Some(dag("2027-07-01"));
    let zaak = keep(&store, opened_as(1, T1, born)).await;
    assert_eq!(
        store.next_due().await.unwrap(),
        Some(op("2027-06-30T22:00:00Z"))
    );
    assert_eq!(
        store
            .due(op("2027-06-30T22:00:00Z"), None, 5)
            .await
            .unwrap(),
        [(op("2027-06-30T22:00:00Z"), ZaakId(1))]
    );
    keep(
        &store,
        change(
            1,
            Some(&zaak),
            "a",
            T2,
            vec![Gebeurtenis::AchttienBehandeld],
        ),
    )
    .await;
    assert_eq!(store.next_due().await.unwrap(), None);
}

async fn a_closed_zaak_is_never_due(store: impl Store) {
    let born = keep(&store, opened(1, T1)).await;
    let events = vec![
        termijn_started(1, "2026-10-15", &["2026-10-13T06:00:00Z"]),
        closed(),
    ];
    keep(&store, change(1, Some(&born), "a", T2, events)).await;
    assert_eq!(store.next_due().await.unwrap(), None);
    assert_eq!(
        store
            .due(op("2030-01-01T00:00:00Z"), None, 5)
            .await
            .unwrap(),
        []
    );
}

async fn an_undone_taak_leaves_the_list(store: impl Store) {
    let born = keep(&store, opened(1, T1)).await;
    let events = vec![
        taak_opened(1),
        termijn_started(1, "2026-10-15", &["2026-10-13T06:00:00Z"]),
    ];
    let after = keep(&store, change(1, Some(&born), "a", T2, events)).await;
    let undo = Gebeurtenis::Hersteld {
        regel: regel(1, 3),
        reden: "vergissing".into(),
        staat: Box::new(born.clone()),
    };
    keep(&store, change(1, Some(&after), "b", T2, vec![undo])).await;
    assert_eq!(store.taken(&TaakFilter::default()).await.unwrap(), []);
    assert_eq!(store.next_due().await.unwrap(), None);
}

async fn texts_are_kept_once_under_their_digest(store: impl Store) {
    let row =
        |digest: &str, tekst: &str| (Digest(digest.into()), "tekst".to_owned(), tekst.to_owned());
    store
        .put_blobs(vec![
            row("a", "Geachte ouders,\n\"1\" € 2"),
            row("b", "twee"),
        ])
        .await
        .unwrap();
    store
        .put_blobs(vec![row("b", "anders"), row("c", "drie")])
        .await
        .unwrap();
    let text = async |digest: &str| store.blob(&Digest(digest.into())).await.unwrap();
    assert_eq!(
        text("a").await.as_deref(),
        Some("Geachte ouders,\n\"1\" € 2")
    );
    assert_eq!(text("b").await.as_deref(), Some("twee"));
    assert_eq!(text("c").await.as_deref(), Some("drie"));
    assert_eq!(text("d").await, None);
}
