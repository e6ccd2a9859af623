//! How long a start takes on a store with 100,000 open zaken: definitions, database, first tick.
//!
//! ```text
//! cargo bench --bench start
//! ```
//! Each zaak has a state of some 3 KB, two taken and two termijnen with two rungs each. Nothing is due, as on
//! most mornings. Easy to get wrong: what the system keeps in memory of the file; that makes later starts
//! faster than the first after a boot, so the first and the slowest are told too.

mod busy;
#[path = "../tests/store_contract/dossier.rs"]
#[expect(dead_code, reason = "the stories of the contract need more of it")]
mod dossier;

use busy::busy;
use dossier::{change, opened};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::engine::Engine;
use termijnwacht::store::{Commit, SqliteStore, Store, ZaakFilter};

const ZAKEN: i64 = 100_000;
const GROEP: i64 = 500;
const STARTS: usize = 20;
const AT: &str = "2026-10-08T08:00:00Z";

#[tokio::main]
async fn main() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("start.db");
    fill(&file).await;
    let size = std::fs::metadata(&file).map_or(0, |found| found.len());
    println!("{ZAKEN} open zaken, {} MB", size / 1_000_000);
    let mut times = Vec::new();
    for _ in 0..STARTS {
        times.push(start(&file).await);
    }
    let first = times[0];
    times.sort();
    let median = times[STARTS / 2];
    println!(
        "start: median {median:.0?}, first {first:.0?}, fastest {:.0?}, slowest {:.0?} of {STARTS}",
        times[0],
        times[STARTS - 1]
    );
}

async fn fill(file: &Path) {
    let store = SqliteStore::open(file).await.unwrap();
    let births: Vec<Commit> = (1..=ZAKEN).map(|id| opened(id, AT)).collect();
    for group in births.chunks(GROEP as usize) {
        let later = group.iter().map(worked_on).collect();
        for commits in [group.to_vec(), later] {
            for kept in store.commit(commits).await {
                kept.unwrap();
            }
        }
    }
    store.close().await;
}

fn worked_on(birth: &Commit) -> Commit {
    let id = birth.zaak.id.0;
    change(id, Some(&birth.zaak), &format!("busy:{id}"), AT, busy())
}

/// From nothing to the end of the first tick.
async fn start(file: &Path) -> Duration {
    #[expect(clippy::disallowed_methods, reason = "a bench measures time")]
    let begun = Instant::now();
    let catalog = Catalog::load(&Bronnen::ingebed()).unwrap().catalog;
    let store = Arc::new(SqliteStore::open(file).await.unwrap());
    let clock = Arc::new(Clock::manual("2026-10-08T09:00:00Z".parse().unwrap()));
    let engine = Engine::new(store, Arc::new(catalog), clock).await.unwrap();
    assert_eq!(engine.tick().await.unwrap(), 0, "something was due");
    let took = begun.elapsed();
    let some = ZaakFilter::default();
    assert_eq!(engine.store().zaken(&some).await.unwrap().len(), 1_000);
    engine.store().close().await;
    took
}
