//! Commands committed per second on a SQLite file with full durability, by how many wait at once.
//!
//! ```text
//! cargo bench --bench store
//! ```
//! Each command is of the usual size: a state of some 3 KB, six lines of history, two taken, two termijnen
//! with two rungs each, one mail. Easy to get wrong: a temporary directory in memory makes every sync free;
//! name one on a disk with `TMPDIR`.

mod busy;
#[path = "../tests/store_contract/dossier.rs"]
#[expect(dead_code, reason = "the stories of the contract need more of it")]
mod dossier;

use busy::busy;
use dossier::{change, dag, mail, opened, regel};
use std::sync::Arc;
use std::time::Instant;
use termijnwacht::store::{Commit, Committer, SqliteStore};
use termijnwacht::zaak::{Gebeurtenis, Zaak};
use tokio::task::JoinSet;

const AT: &str = "2026-10-08T08:00:00Z";

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let Ok(runtime) = runtime else {
        return eprintln!("no runtime");
    };
    for (waiting, rounds) in [(1, 2_000), (64, 100), (1_024, 12)] {
        let rate = runtime.block_on(measure(waiting, rounds));
        println!("{waiting:>5} waiting: {rate:>8.0} commands/s");
    }
}

/// Every one of `waiting` zaken is opened and then changed `rounds` times, all at once in each round.
async fn measure(waiting: i64, rounds: u32) -> f64 {
    let dir = tempfile::tempdir().unwrap();
    let store = Arc::new(
        SqliteStore::open(&dir.path().join("bench.db"))
            .await
            .unwrap(),
    );
    let (committer, task) = Committer::start(Arc::clone(&store));
    let commits: Vec<Vec<Commit>> = (1..=waiting).map(|id| story(id, rounds)).collect();
    #[expect(clippy::disallowed_methods, reason = "a bench measures time")]
    let start = Instant::now();
    let mut zaken = JoinSet::new();
    for commits in commits {
        let committer = committer.clone();
        zaken.spawn(async move {
            for commit in commits {
                committer.commit(commit).await.unwrap();
            }
        });
    }
    zaken.join_all().await;
    let seconds = start.elapsed().as_secs_f64();
    drop(committer);
    task.await.unwrap();
    store.close().await;
    f64::from(rounds) * waiting as f64 / seconds
}

fn story(id: i64, rounds: u32) -> Vec<Commit> {
    let first = opened(id, AT);
    let mut zaak = first.zaak.clone();
    let mut commits = vec![first];
    for round in 1..rounds {
        let events = if round == 1 {
            busy()
        } else {
            (0..6).map(|_| fact(round)).collect()
        };
        let mut commit = change(id, Some(&zaak), &format!("act:{id}:{round}"), AT, events);
        commit.effects = vec![mail(regel(id, commit.zaak.regels), "2026-10-09T06:00:00Z")];
        zaak = commit.zaak.clone();
        commits.push(commit);
    }
    report_size(id, &zaak);
    commits
}

/// A line of history of the usual size; the state keeps its size.
fn fact(round: u32) -> Gebeurtenis {
    let uitleg = format!(
        "gemeld op {} in ronde {round}, met een toelichting zoals die in het dossier komt",
        dag("2026-10-08")
    );
    Gebeurtenis::Gezet {
        naam: "toelichting".into(),
        waarde: uitleg.repeat(3).into(),
    }
}

fn report_size(id: i64, zaak: &Zaak) {
    if id == 1 {
        let size = serde_json::to_string(zaak).map_or(0, |json| json.len());
        eprintln!("state: {size} bytes");
    }
}
