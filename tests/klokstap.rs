//! A wall clock that jumps: the machine slept, was set back, and lives through the night of 25 October.
//!
//! Each reading of such a clock is an engine of its own on one store, for a manual clock never goes back. Easy
//! to get wrong: comparing mails. After a sleep only the highest rung passed is mailed; what must be the same
//! is which rungs went off, each once.

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::sync::Arc;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::cli::simulate::all_lines;
use termijnwacht::clock::Clock;
use termijnwacht::engine::Engine;
use termijnwacht::store::{SqliteStore, Store};
use termijnwacht::zaak::Melding;

const MELDING: &str = r#"{"bron": "duo", "kenmerk": "R-1", "soort": "absoluut-verzuim", "ontvangen": "2026-10-08",
    "gemeente": "woerden", "gegevens": {"vermoeden": "2026-10-08"},
    "jongere": {"bsn": "999990019", "naam": "Jip Voorbeeldnaam", "geboortedatum": "2012-03-02"}}"#;

/// What went off: kind, name and the day it was about, with how often.
type Gegaan = BTreeMap<(String, String, String), usize>;

/// Lets the clock show these moments one after the other, and does what is due at each.
async fn went_off(moments: &[&str]) -> Gegaan {
    let catalog = Catalog::load(&Bronnen::ingebed())
        .expect("definitions")
        .catalog;
    let catalog = Arc::new(catalog);
    let store = Arc::new(SqliteStore::in_memory().await.expect("a store"));
    for (place, moment) in moments.iter().enumerate() {
        let clock = Arc::new(Clock::manual(moment.parse().expect("an instant")));
        let engine = Engine::new(Arc::clone(&store), Arc::clone(&catalog), clock);
        let engine = engine.await.expect("an engine");
        if place == 0 {
            let melding: Melding = serde_json::from_str(MELDING).expect("a melding");
            engine.melding(melding).await.expect("a zaak");
        }
        engine.tick().await.expect("a tick");
        assert_eq!(
            engine.tick().await.expect("a tick"),
            0,
            "{moment}: it goes on by itself"
        );
    }
    let last = moments.last().expect("a moment");
    let now: DateTime<Utc> = last.parse().expect("an instant");
    let next = store.next_due().await.expect("the next moment");
    assert!(next.is_none_or(|next| next > now), "something due was left");
    let mut gone = Gegaan::new();
    for lijn in all_lines(store.as_ref()).await.expect("lines") {
        if ["herinnering", "escalatie", "verstreken"].contains(&lijn.soort) {
            let einde = lijn
                .einde
                .map(|einde| einde.to_string())
                .unwrap_or_default();
            let key = (lijn.soort.to_owned(), lijn.naam.unwrap_or_default(), einde);
            *gone.entry(key).or_default() += 1;
        }
    }
    gone
}

#[tokio::test]
async fn no_rung_is_lost_or_goes_twice_when_the_clock_jumps() {
    let steady = went_off(&[
        "2026-10-08T06:00:00Z",
        "2026-10-09T06:00:00Z",
        "2026-10-12T06:00:00Z",
        "2026-10-13T06:00:00Z",
        "2026-10-14T06:00:00Z",
        "2026-10-15T06:00:00Z",
        "2026-10-26T07:00:00Z",
        "2026-10-27T07:00:00Z",
        "2026-11-20T07:00:00Z",
    ])
    .await;
    assert!(steady.len() >= 4, "too little to compare: {steady:?}");
    for (what, moments) in [
        (
            "the machine slept",
            &["2026-10-08T06:00:00Z", "2026-11-20T07:00:00Z"] as &[&str],
        ),
        (
            "set back by an hour and by four days",
            &[
                "2026-10-08T06:00:00Z",
                "2026-10-13T06:00:00Z",
                "2026-10-13T05:00:00Z",
                "2026-10-13T06:00:00Z",
                "2026-10-09T06:00:00Z",
                "2026-10-15T06:00:00Z",
                "2026-11-20T07:00:00Z",
            ],
        ),
        (
            "the hour that comes twice, back and forth",
            &[
                "2026-10-08T06:00:00Z",
                "2026-10-25T00:30:00Z",
                "2026-10-25T01:30:00Z",
                "2026-10-25T00:30:00Z",
                "2026-10-25T23:00:00Z",
                "2026-10-27T07:00:00Z",
                "2026-10-26T07:00:00Z",
                "2026-11-20T07:00:00Z",
            ],
        ),
        (
            "far ahead and back: what went off too soon stays gone",
            &[
                "2026-10-08T06:00:00Z",
                "2026-11-20T07:00:00Z",
                "2026-10-09T06:00:00Z",
                "2026-11-20T07:00:00Z",
            ],
        ),
    ] {
        assert_eq!(went_off(moments).await, steady, "{what}");
    }
}
