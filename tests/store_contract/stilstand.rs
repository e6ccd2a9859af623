//! Zaken that cannot be moved on, and those behind them.

use serde_json::json;
use std::sync::Arc;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::engine::{Engine, Intake};
use termijnwacht::store::{Commit, Store};

use crate::dossier::*;

crate::on_each_store!(zaken_that_cannot_be_moved_on_starve_nobody);

const T1: &str = "2026-10-08T07:00:00Z";

/// More than one page of what is due.
const STUCK: i64 = 300;

async fn zaken_that_cannot_be_moved_on_starve_nobody(store: impl Store) {
    // Nobody kept the definition these run on; they have been due for longer than anything else.
    let born: Vec<Commit> = (1..=STUCK).map(|id| opened(id, T1)).collect();
    let arm = |born: &Commit| {
        let due = termijn_started(1, "2026-10-15", &["2026-10-08T07:00:01Z"]);
        let id = born.zaak.id.0;
        change(id, Some(&born.zaak), &format!("arm:{id}"), T1, vec![due])
    };
    let armed = born.iter().map(arm).collect();
    for group in [born, armed] {
        assert!(store.commit(group).await.iter().all(Result::is_ok));
    }
    let catalog = Catalog::load(&Bronnen::ingebed()).unwrap().catalog;
    let clock = Arc::new(Clock::manual(op(T1)));
    let store = Arc::new(store);
    let engine = Engine::new(Arc::clone(&store), Arc::new(catalog), Arc::clone(&clock))
        .await
        .unwrap();
    let melding = json!({
        "bron": "proef", "kenmerk": "P-1", "soort": "absoluut-verzuim", "ontvangen": "2026-10-08",
        "gemeente": "woerden", "gegevens": {"vermoeden": "2026-10-08"},
        "jongere": {"naam": "Jip Voorbeeld", "geboortedatum": "2011-03-02"}, "ouders": [],
    });
    let taken = engine
        .melding(serde_json::from_value(melding).unwrap())
        .await
        .unwrap();
    let Intake::Geopend(zaak) = taken else {
        panic!("{taken:?}")
    };
    let before = store.load(zaak).await.unwrap().versie;

    clock.advance_to(op("2026-11-02T09:00:00Z"));
    assert!(engine.tick().await.unwrap() > 0);
    assert!(store.load(zaak).await.unwrap().versie > before);
    let due = store.due(engine.clock().now(), None, 1_000).await.unwrap();
    assert_eq!(
        due.len() as i64,
        STUCK,
        "only those that cannot go on are left"
    );
    // They are tried at each tick, and a tick ends.
    assert_eq!(engine.tick().await.unwrap(), 0);
}
