//! By which calendars a zaak was counted: what is to be counted again is found, and nothing else.

use termijnwacht::store::{Commit, Store, ZaakFilter};
use termijnwacht::zaak::{Digest, Gebeurtenis, Zaak, ZaakId};

use crate::dossier::{change, opened};

crate::on_each_store!(
    a_zaak_is_counted_by_the_calendars_of_its_birth,
    what_is_decided_by_others_ends_that_until_it_is_noted_anew,
    of_a_zaak_that_moved_on_nothing_is_noted,
);

const T1: &str = "2026-10-08T08:00:00Z";

fn kalender(naam: &str) -> Digest {
    Digest::of(naam)
}

async fn kept(store: &impl Store, commit: Commit, naam: &str) -> Zaak {
    let commit = Commit {
        kalender: kalender(naam),
        ..commit
    };
    let zaak = commit.zaak.clone();
    store.commit(vec![commit]).await.pop().unwrap().unwrap();
    zaak
}

async fn noted(store: &impl Store, zaak: &Zaak, naam: &str) -> Zaak {
    let oorzaak = format!("noted:{}", zaak.versie);
    let next = change(
        zaak.id.0,
        Some(zaak),
        &oorzaak,
        T1,
        vec![Gebeurtenis::Genoteerd],
    );
    kept(store, next, naam).await
}

/// The zaken that were not wholly counted by these calendars.
async fn others(store: &impl Store, naam: &str) -> Vec<i64> {
    let filter = ZaakFilter {
        anders_geteld: Some(kalender(naam)),
        ..ZaakFilter::default()
    };
    let found = store.zaken(&filter).await.unwrap();
    found.iter().map(|zaak| zaak.id.0).collect()
}

async fn a_zaak_is_counted_by_the_calendars_of_its_birth(store: impl Store) {
    kept(&store, opened(1, T1), "oud").await;
    kept(&store, opened(2, T1), "nieuw").await;
    assert_eq!(others(&store, "oud").await, [2]);
    assert_eq!(others(&store, "nieuw").await, [1]);
    assert_eq!(others(&store, "ander").await, [1, 2]);
}

async fn what_is_decided_by_others_ends_that_until_it_is_noted_anew(store: impl Store) {
    let zaak = kept(&store, opened(1, T1), "oud").await;
    let zaak = noted(&store, &zaak, "oud").await;
    assert!(others(&store, "oud").await.is_empty());
    let zaak = noted(&store, &zaak, "nieuw").await;
    // Part by one, part by the other.
    assert_eq!(others(&store, "oud").await, [1]);
    assert_eq!(others(&store, "nieuw").await, [1]);
    let zaak = noted(&store, &zaak, "nieuw").await;
    assert_eq!(others(&store, "nieuw").await, [1]);
    let counted = [(zaak.id, zaak.versie)];
    store
        .mark_geteld(&counted, &kalender("nieuw"))
        .await
        .unwrap();
    assert!(others(&store, "nieuw").await.is_empty());
    // Who began before the save and commits after the count.
    noted(&store, &zaak, "oud").await;
    assert_eq!(others(&store, "nieuw").await, [1]);
}

async fn of_a_zaak_that_moved_on_nothing_is_noted(store: impl Store) {
    let zaak = kept(&store, opened(1, T1), "oud").await;
    noted(&store, &zaak, "oud").await;
    let counted = [(zaak.id, zaak.versie), (ZaakId(9), 1)];
    store
        .mark_geteld(&counted, &kalender("nieuw"))
        .await
        .unwrap();
    assert_eq!(others(&store, "nieuw").await, [1]);
    store.mark_geteld(&[], &kalender("nieuw")).await.unwrap();
}
