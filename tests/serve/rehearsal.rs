//! A rehearsal: the same program on a clock that stands still until it is moved.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::Value;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::daemon::klok::KLOK;
use termijnwacht::engine::Engine;
use termijnwacht::store::{SqliteStore, Store};

use crate::programma::{Installatie, files};

const BEGIN: &str = "2026-09-08T09:00:00+02:00";
const MELDINGEN: &str = include_str!("../../src/cli/demo/meldingen.jsonl");

/// A database of a rehearsal with one zaak in it.
fn with_a_zaak(place: &Installatie) {
    let begin: DateTime<Utc> = BEGIN.parse().unwrap();
    let melding = serde_json::from_str(MELDINGEN.lines().next().unwrap()).unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = Arc::new(SqliteStore::open(&place.database()).await.unwrap());
        store
            .put_instelling(KLOK, &begin.to_rfc3339())
            .await
            .unwrap();
        let catalog = Arc::new(Catalog::load(&Bronnen::ingebed()).unwrap().catalog);
        let clock = Arc::new(Clock::manual(begin));
        let engine = Engine::new(Arc::clone(&store), catalog, clock)
            .await
            .unwrap();
        engine.melding(melding).await.unwrap();
        store.close().await;
    });
}

#[test]
fn the_clock_moves_through_every_moment_and_a_reminder_goes_out() {
    let place = Installatie::new("");
    with_a_zaak(&place);
    let daemon = place.serve(&["--klok", BEGIN]);
    let (status, told) = daemon.post("/v1/klok", r#"{"tot":"2026-12-01T12:00:00+01:00"}"#);
    assert_eq!(status, 200, "{told:#}");
    assert_eq!(told["tot"], "2026-12-01T11:00:00Z");
    assert!(told["opdrachten"].as_u64().unwrap() > 0, "{told:#}");
    let mails = files(&place.path("var/uit/mails"));
    assert!(!mails.is_empty());
    // Each at its own moment, not all at the last.
    let days: std::collections::BTreeSet<&str> = mails.iter().map(|name| &name[..10]).collect();
    assert!(days.len() > 1, "{mails:?}");
    assert!(days.iter().all(|day| *day < "2026-12-02"), "{mails:?}");

    // It goes on where it stood, not where it began.
    assert_eq!(daemon.stop().code(), Some(0));
    let daemon = place.serve(&["--klok", BEGIN]);
    let (status, told) = daemon.post("/v1/klok", r#"{"tot":"2026-11-01T12:00:00+01:00"}"#);
    assert_eq!(status, 409, "{told:#}");
    assert!(
        told.to_string().contains("2026-12-01T11:00:00Z"),
        "{told:#}"
    );
    assert_eq!(files(&place.path("var/uit/mails")), mails);
}

#[test]
fn a_clock_that_is_asked_nonsense_stands() {
    let place = Installatie::new("");
    let daemon = place.serve(&["--klok", BEGIN]);
    for body in [
        "",
        "{}",
        r#"{"tot":"morgen"}"#,
        r#"{"tot":"2026-12-01T12:00:00Z","x":1}"#,
    ] {
        let (status, told) = daemon.post("/v1/klok", body);
        assert_eq!(
            (status, &told["status"]),
            (400, &Value::from(400)),
            "{body}"
        );
    }
}

#[test]
fn a_normal_start_has_no_such_route() {
    let place = Installatie::new("");
    let daemon = place.serve(&[]);
    let (status, _) = daemon.post("/v1/klok", r#"{"tot":"2026-12-01T12:00:00Z"}"#);
    assert_eq!(status, 404);
}

#[test]
fn a_database_runs_in_earnest_or_in_a_rehearsal_never_both() {
    let place = Installatie::new("");
    assert_eq!(place.serve(&["--klok", BEGIN]).stop().code(), Some(0));
    let ended = place.refused(&[]);
    assert_eq!(ended.code(), Some(1));
    assert!(ended.text().contains("rehearsal"), "{}", ended.text());

    let place = Installatie::new("");
    assert_eq!(place.serve(&[]).stop().code(), Some(0));
    let ended = place.refused(&["--klok", BEGIN]);
    assert_eq!(ended.code(), Some(1));
    assert!(ended.text().contains("in earnest"), "{}", ended.text());
}
