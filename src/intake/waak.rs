//! Being woken when a file comes, instead of looking every second.
//!
//! Easy to get wrong: relying on it. Events are lost when there are many, and a network share sends none; a
//! look now and then stands behind it, and a look asks the folder, never the event.

use notify::event::{AccessKind, AccessMode, ModifyKind, RenameMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::{Notify, watch};

use super::map::Inbak;
use crate::store::Store;

/// Names remembered between two looks.
const NAMEN: usize = 10_000;

/// What an event leaves behind for the next look.
#[derive(Debug, Default)]
struct Gebeld {
    bel: Notify,
    /// Files that were renamed into place, and so are whole.
    binnen: Mutex<HashSet<PathBuf>>,
}

/// Watches folders.
struct Wekker {
    watcher: Option<RecommendedWatcher>,
    gevolgd: HashSet<PathBuf>,
    gebeld: Arc<Gebeld>,
}

/// Looks into the folder until it is asked to stop: when something comes, and now and then.
pub async fn bewaak<S: Store>(mut inbak: Inbak<S>, mut stop: watch::Receiver<bool>) {
    let mut wekker = Wekker::new();
    while !*stop.borrow() {
        wekker.volg(inbak.mappen());
        let binnen = std::mem::take(
            &mut *wekker
                .gebeld
                .binnen
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        );
        let wait = tokio::select! {
            gezien = inbak.kijk(&binnen) => gezien.wacht,
            // What is half taken in is taken in again after the next start; nothing is lost by it.
            _ = stop.wait_for(|asked| *asked) => return,
        };
        tokio::select! {
            _ = tokio::time::timeout(wait, wekker.gebeld.bel.notified()) => {}
            _ = stop.wait_for(|asked| *asked) => return,
        }
    }
}

impl Wekker {
    fn new() -> Self {
        let gebeld = Arc::new(Gebeld::default());
        let heard = Arc::clone(&gebeld);
        let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            // A fault of the watcher is a reason to look, like an event that was lost.
            if event.as_ref().is_ok_and(is_noise) {
                return;
            }
            if let Ok(event) = event {
                let mut binnen = heard.binnen.lock().unwrap_or_else(PoisonError::into_inner);
                if let Some(naar) = renamed_to(&event).filter(|_| binnen.len() < NAMEN) {
                    binnen.insert(naar);
                }
            }
            heard.bel.notify_one();
        });
        let watcher = watcher
            .inspect_err(|fout| {
                tracing::warn!(error = %fout, "the folder cannot be watched; it is looked at now and then");
            })
            .ok();
        Self {
            watcher,
            gevolgd: HashSet::new(),
            gebeld,
        }
    }

    /// Follows these folders, also one that came back.
    fn volg(&mut self, mappen: Vec<PathBuf>) {
        let Some(watcher) = &mut self.watcher else {
            return;
        };
        self.gevolgd.retain(|map| map.is_dir());
        for map in mappen.into_iter().filter(|map| map.is_dir()) {
            if self.gevolgd.contains(&map) {
                continue;
            }
            match watcher.watch(&map, RecursiveMode::NonRecursive) {
                Ok(()) => drop(self.gevolgd.insert(map)),
                Err(fout) => tracing::debug!(error = %fout, "a folder cannot be watched"),
            }
        }
    }
}

/// Reading a file, ours included, is no news.
fn is_noise(event: &Event) -> bool {
    match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => !event.need_rescan(),
        _ => false,
    }
}

fn renamed_to(event: &Event) -> Option<PathBuf> {
    match event.kind {
        EventKind::Modify(ModifyKind::Name(RenameMode::To | RenameMode::Both)) => {
            event.paths.last().cloned()
        }
        _ => None,
    }
}
