//! The queue before the writer.

use std::sync::Arc;
use termijnwacht::store::{CommitFout, Committer, MemoryStore, SqliteStore, Store, ZaakFilter};
use termijnwacht::zaak::ZaakId;
use tokio::task::JoinSet;

use crate::dossier::*;

const T1: &str = "2026-10-08T08:00:00Z";

#[tokio::test]
async fn many_who_wait_at_once_are_all_acknowledged() {
    let store = Arc::new(SqliteStore::in_memory().await.unwrap());
    let (committer, task) = Committer::start(Arc::clone(&store));
    let mut waiting = JoinSet::new();
    for id in 1..=300 {
        let committer = committer.clone();
        waiting.spawn(async move { committer.commit(opened(id, T1)).await.is_ok() });
    }
    assert!(waiting.join_all().await.into_iter().all(|kept| kept));
    drop(committer);
    task.await.unwrap();
    assert_eq!(
        store.zaken(&ZaakFilter::default()).await.unwrap().len(),
        300
    );
}

#[tokio::test]
async fn commits_for_one_zaak_keep_their_order_and_each_its_own_group() {
    let store = Arc::new(MemoryStore::new());
    let (committer, _task) = Committer::start(Arc::clone(&store));
    let mut commits = vec![opened(1, T1)];
    for step in 0..20 {
        let before = commits[step].zaak.clone();
        commits.push(change(
            1,
            Some(&before),
            &format!("act:{step}"),
            T1,
            vec![noted()],
        ));
    }
    // All queue before any is written: on this runtime the writer runs only when the test waits.
    let mut waiting: Vec<_> = commits
        .into_iter()
        .map(|commit| Box::pin(committer.commit(commit)))
        .collect();
    for commit in &mut waiting {
        assert!(
            std::future::poll_fn(|cx| std::task::Poll::Ready(commit.as_mut().poll(cx)))
                .await
                .is_pending()
        );
    }
    for commit in waiting {
        commit.await.unwrap();
    }
    assert_eq!(store.load(ZaakId(1)).await.unwrap().versie, 21);
}

#[tokio::test]
async fn what_was_queued_is_written_before_the_committer_ends() {
    let store = Arc::new(MemoryStore::new());
    let (committer, task) = Committer::start(Arc::clone(&store));
    let mut left_waiting = Box::pin(committer.commit(opened(1, T1)));
    assert!(
        std::future::poll_fn(|cx| std::task::Poll::Ready(left_waiting.as_mut().poll(cx)))
            .await
            .is_pending()
    );
    drop(left_waiting);
    drop(committer);
    task.await.unwrap();
    assert!(store.find(ZaakId(1)).await.unwrap().is_some());
}

#[tokio::test]
async fn who_comes_after_the_end_hears_so() {
    let (committer, task) = Committer::start(Arc::new(MemoryStore::new()));
    task.abort();
    let _ = task.await;
    let fault = committer.commit(opened(1, T1)).await.unwrap_err();
    assert!(matches!(fault, CommitFout::Fout(_)));
    assert_eq!(fault.to_string(), "the committer has stopped");
}
