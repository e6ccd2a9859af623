//! What only a database file can do: stay, survive, and refuse what went round the store.

use sqlx::{AssertSqlSafe, Connection, Executor, SqliteConnection};
use std::path::Path;
use std::sync::Arc;
use termijnwacht::store::{Committer, SqliteStore, Store, Teller, ZaakFilter};
use termijnwacht::zaak::evolve::fold;
use termijnwacht::zaak::staat::Betrokkene;
use termijnwacht::zaak::{JongereId, ZaakId};
use tokio::task::JoinSet;

use crate::dossier::*;

const T1: &str = "2026-10-08T08:00:00Z";

#[tokio::test]
async fn a_reopened_file_holds_what_was_kept_and_counts_on() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let kept = keep(
        &store,
        reported(7, T1, 3, melding("R-1", jongere("Sanne", None))),
    )
    .await;
    store.close().await;
    let store = SqliteStore::open(&path).await.unwrap();
    assert_eq!(store.load(ZaakId(7)).await.unwrap(), kept);
    assert_eq!(store.reserve(Teller::Zaak, 1).await.unwrap(), 8);
    assert_eq!(store.reserve(Teller::Jongere, 1).await.unwrap(), 4);
}

#[tokio::test]
async fn a_second_process_is_met_by_a_conflict_and_then_a_free_number() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    let (here, there) = (
        SqliteStore::open(&path).await.unwrap(),
        SqliteStore::open(&path).await.unwrap(),
    );
    assert_eq!(here.reserve(Teller::Zaak, 1).await.unwrap(), 1);
    keep(&there, opened(1, T1)).await;
    let mut mine = opened(1, T1);
    mine.oorzaak = "mine".into();
    assert_eq!(tell(&here, vec![mine]).await, ["conflict"]);
    assert_eq!(here.reserve(Teller::Zaak, 1).await.unwrap(), 2);
}

#[tokio::test]
async fn the_same_number_for_two_persons_loses_neither() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    let (here, there) = (
        SqliteStore::open(&path).await.unwrap(),
        SqliteStore::open(&path).await.unwrap(),
    );
    // A refusal cost this process a number of zaken, so that zaken differ where meldingen and jongeren do not.
    here.reserve(Teller::Zaak, 1).await.unwrap();
    let mut reported_by = Vec::new();
    for (store, naam) in [(&here, "Sanne"), (&there, "Youssef")] {
        let zaak = store.reserve(Teller::Zaak, 1).await.unwrap();
        let melding_id = store.reserve(Teller::Melding, 1).await.unwrap();
        let id = store.reserve(Teller::Jongere, 1).await.unwrap();
        let mut commit = reported(
            zaak,
            T1,
            id,
            melding(&format!("R-{naam}"), jongere(naam, None)),
        );
        commit.melding.as_mut().unwrap().gemelde.id.0 = melding_id;
        reported_by.push(commit);
    }
    let theirs = reported_by.pop().unwrap();
    let mut mine = reported_by.pop().unwrap();
    assert_ne!(mine.zaak.id, theirs.zaak.id);
    assert_eq!(tell(&there, vec![theirs.clone()]).await, ["kept"]);
    assert_eq!(tell(&here, vec![mine.clone()]).await, ["conflict"]);

    // Decided anew, with numbers of its own.
    let id = here.reserve(Teller::Jongere, 1).await.unwrap();
    let ontvangst = mine.melding.as_mut().unwrap();
    ontvangst.gemelde.id.0 = here.reserve(Teller::Melding, 1).await.unwrap();
    ontvangst.gemelde.jongere = Some(JongereId(id));
    mine.zaak.betrokkene = Betrokkene::Jongere(JongereId(id));
    assert_eq!(tell(&here, vec![mine.clone()]).await, ["kept"]);
    for (commit, naam) in [(&mine, "Sanne"), (&theirs, "Youssef")] {
        let gemelde = there.gemelde(commit.zaak.id).await.unwrap().unwrap();
        assert_eq!(gemelde.melding.jongere.unwrap().naam, naam);
    }
}

/// Opens zaken as an engine does: with a number from the store, again after a conflict.
async fn open_many(store: Arc<SqliteStore>, who: &'static str) -> usize {
    let mut conflicts = 0;
    for nummer in 0..60 {
        let mut tries = 0;
        loop {
            let id = store.reserve(Teller::Zaak, 1).await.unwrap();
            let mut commit = opened(id, T1);
            commit.oorzaak = format!("{who}:{nummer}");
            match tell(&*store, vec![commit]).await[0].as_str() {
                "kept" => break,
                "conflict" => (conflicts, tries) = (conflicts + 1, tries + 1),
                other => panic!("{other}"),
            }
            assert!(tries < 4, "{who}: {nummer} finds no number of its own");
        }
    }
    conflicts
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_that_write_at_once_lose_nothing_and_do_nothing_twice() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    let (here, there) = (
        Arc::new(SqliteStore::open(&path).await.unwrap()),
        Arc::new(SqliteStore::open(&path).await.unwrap()),
    );
    let other = tokio::spawn(open_many(Arc::clone(&there), "there"));
    let conflicts = open_many(Arc::clone(&here), "here").await + other.await.unwrap();
    assert!(conflicts <= 8, "each learns of the other soon: {conflicts}");
    assert_eq!(here.zaken(&ZaakFilter::default()).await.unwrap().len(), 120);
    for who in ["here", "there"] {
        for nummer in 0..60 {
            assert!(
                here.gedaan(&format!("{who}:{nummer}"))
                    .await
                    .unwrap()
                    .is_some()
            );
        }
    }
}

#[tokio::test]
async fn opening_does_not_wait_for_another_process_that_writes() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    let first = SqliteStore::open(&path).await.unwrap();
    let mut raw = raw(&path).await;
    raw.execute("BEGIN IMMEDIATE").await.unwrap();
    let second = SqliteStore::open(&path).await.unwrap();
    assert_eq!(second.find(ZaakId(1)).await.unwrap(), None);
    raw.execute("ROLLBACK").await.unwrap();
    keep(&first, opened(1, T1)).await;
    assert!(second.find(ZaakId(1)).await.unwrap().is_some());
}

async fn raw(path: &Path) -> SqliteConnection {
    let url = format!("sqlite:{}?mode=rwc", path.display());
    SqliteConnection::connect(&url).await.unwrap()
}

#[tokio::test]
async fn what_cannot_be_opened_says_why_and_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let says = async |path: &Path| {
        let fault = SqliteStore::open(path).await.err().unwrap();
        assert!(!fault.is_transient());
        fault.to_string()
    };
    let missing = says(&dir.path().join("er/niet/t.db")).await;
    assert!(
        missing.contains("the folder") && missing.contains("does not exist"),
        "{missing}"
    );

    let other = dir.path().join("other.db");
    raw(&other)
        .await
        .execute("CREATE TABLE bookmarks (url TEXT)")
        .await
        .unwrap();
    let before = std::fs::read(&other).unwrap();
    let not_ours = says(&other).await;
    assert!(
        not_ours.contains("is not a database of termijnwacht"),
        "{not_ours}"
    );
    assert_eq!(std::fs::read(&other).unwrap(), before);

    let newer = dir.path().join("newer.db");
    SqliteStore::open(&newer).await.unwrap().close().await;
    let sql =
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
               VALUES (9001, 'later', 1, x'00', 0)";
    raw(&newer).await.execute(sql).await.unwrap();
    let too_new = says(&newer).await;
    assert!(
        too_new.contains("newer than this program") && too_new.contains("9001"),
        "{too_new}"
    );
}

#[tokio::test]
async fn history_cannot_be_changed_and_statuses_are_the_known_ones() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    let store = SqliteStore::open(&path).await.unwrap();
    let mut commit = opened(1, T1);
    commit.effects = vec![brief(regel(1, 2)), start(regel(1, 2))];
    let born = keep(&store, commit).await;
    keep(
        &store,
        change(
            1,
            Some(&born),
            "a",
            T1,
            vec![taak_opened(1), termijn_started(1, "2026-10-15", &[])],
        ),
    )
    .await;
    let mut raw = SqliteConnection::connect(&format!("sqlite:{}", path.display()))
        .await
        .unwrap();
    for (sql, says) in [
        (
            "UPDATE historie SET datum = '2026-10-01'",
            "history is append-only",
        ),
        ("DELETE FROM historie", "history is append-only"),
        ("UPDATE zaak SET status = 'dicht'", "CHECK"),
        ("UPDATE taak SET status = 'klaar'", "CHECK"),
        ("UPDATE termijn SET status = 'klaar'", "CHECK"),
        ("UPDATE outbox SET status = 'klaar'", "CHECK"),
        ("UPDATE outbox SET soort = 'fax'", "CHECK"),
        ("UPDATE inbox SET status = 'klaar'", "CHECK"),
        ("DELETE FROM zaak", "FOREIGN KEY"),
    ] {
        let fault = raw.execute(sql).await.unwrap_err().to_string();
        assert!(fault.contains(says), "{sql}: {fault}");
    }
}

#[tokio::test]
async fn a_database_that_promises_less_is_not_opened() {
    // A directory is no database; a file that is none is told, not overwritten.
    let dir = tempfile::tempdir().unwrap();
    assert!(SqliteStore::open(dir.path()).await.is_err());
    let path = dir.path().join("letter.txt");
    std::fs::write(&path, "Geachte ouders, ".repeat(100)).unwrap();
    let fault = SqliteStore::open(&path).await.err().unwrap().to_string();
    assert!(fault.contains("is not a database"), "{fault}");
    assert!(
        std::fs::read_to_string(&path)
            .unwrap()
            .starts_with("Geachte")
    );
}

/// The commands that the tests below interrupt: each zaak is opened and changed a few times.
async fn story(committer: Committer, id: i64) {
    let first = opened(id, T1);
    let mut zaak = first.zaak.clone();
    if committer.commit(first).await.is_err() {
        return;
    }
    for step in 0..6 {
        let events = vec![taak_opened(step + 1), noted(), noted()];
        let mut commit = change(id, Some(&zaak), &format!("act:{id}:{step}"), T1, events);
        commit.effects = vec![mail(regel(id, commit.zaak.regels), T1)];
        zaak = commit.zaak.clone();
        if committer.commit(commit).await.is_err() {
            return;
        }
    }
}

/// Every zaak in the file is one that whole commands made. Returns how many versions there are.
async fn whole_commands_only(path: &Path) -> u32 {
    let store = SqliteStore::open(path).await.unwrap();
    let mut versions = 0;
    for zaak in store.zaken(&ZaakFilter::default()).await.unwrap() {
        let historie = store.historie(zaak.id).await.unwrap();
        assert_eq!(historie.len() as u32, 2 + 3 * (zaak.versie - 1));
        assert_eq!(
            store.onverzonden(zaak.id).await.unwrap().len() as u32,
            zaak.versie - 1
        );
        versions += zaak.versie;
        assert_eq!(fold(&historie), Some(zaak));
    }
    store.close().await;
    versions
}

#[tokio::test]
async fn a_writer_killed_midway_leaves_whole_commands() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    let store = Arc::new(SqliteStore::open(&path).await.unwrap());
    let (committer, task) = Committer::start(Arc::clone(&store));
    let mut stories = JoinSet::new();
    for id in 1..=20 {
        stories.spawn(story(committer.clone(), id));
    }
    // The first story to end finds others halfway or waiting; then everything is torn down at once.
    committer
        .commit(opened(99, "2026-10-08T09:00:00Z"))
        .await
        .unwrap();
    task.abort();
    stories.shutdown().await;
    drop((committer, store));
    // Zaak 99 was acknowledged; it has one version and is no story, yet it is whole too.
    let versions = whole_commands_only(&path).await;
    assert!(versions >= 1);
    let store = SqliteStore::open(&path).await.unwrap();
    assert!(store.find(ZaakId(99)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_log_cut_anywhere_leaves_whole_commands() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    let store = Arc::new(SqliteStore::open(&path).await.unwrap());
    let (committer, _task) = Committer::start(Arc::clone(&store));
    for id in 1..=3 {
        story(committer.clone(), id).await;
    }
    // What a crash leaves is the file and as much of the log as reached the disk.
    let (file, log) = (
        std::fs::read(&path).unwrap(),
        std::fs::read(dir.path().join("t.db-wal")).unwrap(),
    );
    assert!(
        log.len() > 100_000,
        "the log must not have been written back yet"
    );
    let mut seen = Vec::new();
    for twelfth in 6..=12 {
        let crashed = tempfile::tempdir().unwrap();
        let path = crashed.path().join("t.db");
        std::fs::write(&path, &file).unwrap();
        std::fs::write(
            crashed.path().join("t.db-wal"),
            &log[..log.len() * twelfth / 12],
        )
        .unwrap();
        seen.push(whole_commands_only(&path).await);
    }
    assert!(seen.is_sorted(), "{seen:?}");
    assert_eq!(seen.last(), Some(&21));
    assert!(seen[0] < 21);
}

#[tokio::test]
async fn hot_questions_are_answered_from_an_index() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.db");
    SqliteStore::open(&path).await.unwrap().close().await;
    let mut raw = SqliteConnection::connect(&format!("sqlite:{}", path.display()))
        .await
        .unwrap();
    for (sql, index) in [
        (
            "SELECT zaak FROM historie WHERE oorzaak = 'a'",
            "historie_oorzaak",
        ),
        (
            "SELECT h.zaak FROM json_each('[]') e LEFT JOIN historie h ON h.oorzaak = e.value ->> 0",
            "historie_oorzaak",
        ),
        (
            "SELECT id FROM zaak WHERE status = 'open' AND apart = 0 AND jongere = 1 AND procedure = 'a'",
            "zaak_een_open",
        ),
        (
            "SELECT id FROM inbox WHERE status = 'wacht' ORDER BY id",
            "inbox_wacht",
        ),
    ] {
        let plan: Vec<(i64, i64, i64, String)> =
            sqlx::query_as(AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}")))
                .fetch_all(&mut raw)
                .await
                .unwrap();
        assert!(
            plan.iter().any(|step| step.3.contains(index)),
            "{sql}: {plan:?}"
        );
    }
}
