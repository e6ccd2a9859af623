//! The queue before the writer: whoever waits shares one transaction, and so one sync of the disk.
//!
//! ```text
//!  commit() ─┐                        ┌─ acknowledged
//!  commit() ─┼─▶ queue ─▶ one group ──┼─ acknowledged      only after the transaction
//!  commit() ─┘      (one per zaak)    └─ acknowledged
//! ```
//! While one group is written the next gathers; nothing ever waits for company. What a commit holds is the
//! engine's, what fits the store's. Easy to get wrong: the second commit for a zaak. It keeps its place and
//! waits for the next group; a third for that zaak must not overtake it.

use std::collections::HashSet;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

use super::Store;
use super::commit::{Commit, CommitFout};
use super::fout::StoreFout;

/// The largest group: beyond it a sync per group costs next to nothing, and who waits waits longer.
pub const GROUP_MAX: usize = 1_024;

/// How many may wait before those who bring more must wait to queue.
const QUEUE_MAX: usize = 4 * GROUP_MAX;

type Answer = oneshot::Sender<Result<(), CommitFout>>;
type Waiting = (Commit, Answer);

/// A handle on the queue; clones share it.
#[derive(Debug)]
pub struct Committer {
    queue: mpsc::Sender<Waiting>,
}

impl Clone for Committer {
    fn clone(&self) -> Self {
        Self {
            queue: self.queue.clone(),
        }
    }
}

impl Committer {
    /// Starts the task that writes. It ends when all handles are dropped and what waits is written; await it
    /// to know that.
    pub fn start<S: Store>(store: Arc<S>) -> (Self, JoinHandle<()>) {
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        (Self { queue }, tokio::spawn(run(store, waiting)))
    }

    /// Commits in the next group and returns when that is on disk. Who stops waiting does not take it back.
    ///
    /// # Errors
    /// As [`Store::commit`]; [`StoreFout::Gestopt`] when nobody writes any more.
    pub async fn commit(&self, commit: Commit) -> Result<(), CommitFout> {
        let stopped = || CommitFout::Fout(StoreFout::Gestopt);
        let (answer, answered) = oneshot::channel();
        self.queue
            .send((commit, answer))
            .await
            .map_err(|_| stopped())?;
        answered.await.unwrap_or_else(|_| Err(stopped()))
    }
}

async fn run<S: Store>(store: Arc<S>, mut queue: mpsc::Receiver<Waiting>) {
    let mut waiting: Vec<Waiting> = Vec::new();
    loop {
        if waiting.is_empty() && queue.recv_many(&mut waiting, GROUP_MAX).await == 0 {
            return;
        }
        while waiting.len() < GROUP_MAX {
            let Ok(more) = queue.try_recv() else { break };
            waiting.push(more);
        }
        let (group, answers) = next_group(&mut waiting);
        let results = store.commit(group).await;
        for (answer, result) in answers.into_iter().zip(results) {
            // Who no longer waits does not need the answer.
            let _ = answer.send(result);
        }
    }
}

/// Takes the first of each zaak; the others keep their order.
fn next_group(waiting: &mut Vec<Waiting>) -> (Vec<Commit>, Vec<Answer>) {
    let mut zaken = HashSet::new();
    let taken = waiting.extract_if(.., |(commit, _)| zaken.insert(commit.zaak.id));
    taken.take(GROUP_MAX).unzip()
}
