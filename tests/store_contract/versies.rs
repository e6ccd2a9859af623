//! Versions of the catalogue: what was in force, when, and with which files.

use std::collections::BTreeMap;

use termijnwacht::store::{NieuweVersie, Store, Versie, Welke};
use termijnwacht::zaak::Digest;

use crate::dossier::op;

crate::on_each_store!(
    versions_are_counted_and_the_same_again_is_no_new_one,
    a_version_is_found_by_number_and_by_the_beginning_of_its_digest,
    the_files_of_a_version_come_back_with_their_texts,
);

const T1: &str = "2026-10-08T08:00:00Z";
const T2: &str = "2026-10-09T08:00:00Z";

fn nieuw(digest: &str, at: &str) -> NieuweVersie {
    NieuweVersie {
        digest: Digest(digest.to_owned()),
        at: op(at),
        auteur: Some("Teun Mastenbroek".to_owned()),
        reden: "bewaard op schijf".to_owned(),
        bestanden: BTreeMap::new(),
    }
}

async fn put(store: &impl Store, digest: &str, at: &str) -> Versie {
    store.put_versie(&nieuw(digest, at)).await.unwrap()
}

async fn versions_are_counted_and_the_same_again_is_no_new_one(store: impl Store) {
    assert_eq!(store.find_versie(&Welke::Laatste).await.unwrap(), None);
    let first = put(&store, "aaaa1", T1).await;
    assert_eq!((first.nummer, first.at), (1, op(T1)));
    assert_eq!(first.to_string(), "v1");
    // What is in force already stays as it was told the first time.
    assert_eq!(put(&store, "aaaa1", T2).await, first);
    let second = put(&store, "bbbb2", T2).await;
    // Back to what it was: in force anew.
    let third = put(&store, "aaaa1", T2).await;
    assert_eq!((second.nummer, third.nummer), (2, 3));
    assert_eq!(store.versies().await.unwrap(), [first, second, third]);
}

async fn a_version_is_found_by_number_and_by_the_beginning_of_its_digest(store: impl Store) {
    for digest in ["aaaa1", "aaaa2", "bbbb3", "aaaa1"] {
        put(&store, digest, T1).await;
    }
    let number = async |welke: Welke| {
        let found = store.find_versie(&welke).await.unwrap();
        found.map(|versie| versie.nummer)
    };
    let digest = |begin: &str| Welke::Digest(begin.to_owned());
    assert_eq!(number(Welke::Laatste).await, Some(4));
    assert_eq!(number(Welke::Nummer(2)).await, Some(2));
    assert_eq!(number(Welke::Nummer(5)).await, None);
    assert_eq!(number(digest("bbbb")).await, Some(3));
    // The newest of the same files; where several files fit, none.
    assert_eq!(number(digest("aaaa1")).await, Some(4));
    assert_eq!(number(digest("aaaa")).await, None);
    assert_eq!(number(digest("cccc")).await, None);
}

async fn the_files_of_a_version_come_back_with_their_texts(store: impl Store) {
    let (een, twee) = (Digest::of("een"), Digest::of("twee"));
    let blob = |tekst: &str| (Digest::of(tekst), "bron".to_owned(), tekst.to_owned());
    store
        .put_blobs(vec![blob("een"), blob("twee")])
        .await
        .unwrap();
    let named = [
        ("workflows/a.yaml", &een),
        ("workflows/b.yaml", &een),
        ("scripts/c.rhai", &twee),
        // Never kept: it cannot be given back.
        ("workflows/weg.yaml", &Digest::of("weg")),
    ];
    let files: BTreeMap<String, Digest> = named
        .iter()
        .map(|(pad, digest)| ((*pad).to_owned(), (*digest).clone()))
        .collect();
    let versie = NieuweVersie {
        bestanden: files.clone(),
        auteur: None,
        ..nieuw("aaaa1", T1)
    };
    let kept = store.put_versie(&versie).await.unwrap();
    assert_eq!((kept.bestanden, &kept.auteur), (4, &None));
    assert_eq!(store.bestanden(1).await.unwrap(), files);
    assert!(store.bestanden(2).await.unwrap().is_empty());
    let mut texts = store.teksten(1).await.unwrap();
    texts.sort();
    let expected = [
        ("scripts/c.rhai", "twee"),
        ("workflows/a.yaml", "een"),
        ("workflows/b.yaml", "een"),
    ];
    let expected = expected.map(|(pad, tekst)| (pad.to_owned(), tekst.to_owned()));
    assert_eq!(texts, expected);
}
