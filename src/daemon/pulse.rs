//! Whether a loop still turns, and what is in its way.
//!
//! Written by the loop, read by /readyz, the watchdog and who waits for the first turn. Easy to get wrong:
//! telling a fault each time. It is told when it appears, when it becomes another, and when it is over.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

use crate::clock::Stopwatch;

/// The state of one loop.
#[derive(Debug)]
pub(super) struct Pulse {
    pub(super) name: &'static str,
    turned: watch::Sender<Option<Stopwatch>>,
    fault: Mutex<Option<Fault>>,
}

/// What a loop runs into, and how often in a row.
#[derive(Debug, Clone)]
struct Fault {
    what: String,
    tries: u32,
}

/// The first wait after a fault; each next one doubles.
const BACKOFF: Duration = Duration::from_secs(1);
/// The longest wait after a fault.
const BACKOFF_MAX: Duration = Duration::from_secs(60);

impl Pulse {
    pub(super) fn new(name: &'static str) -> Self {
        Self {
            name,
            turned: watch::Sender::new(None),
            fault: Mutex::new(None),
        }
    }

    /// A turn went well.
    pub(super) fn turned(&self) {
        let over = self.lock().take();
        if let Some(fault) = over {
            tracing::info!(
                worker = self.name,
                tries = fault.tries,
                "a worker goes on as before"
            );
        }
        self.turned.send_replace(Some(Stopwatch::start()));
    }

    /// A turn failed; gives how long to wait before the next.
    pub(super) fn failed(&self, what: String, is_transient: bool) -> Duration {
        let mut known = self.lock();
        let tries = match known.as_mut().filter(|fault| fault.what == what) {
            Some(fault) => {
                fault.tries += 1;
                fault.tries
            }
            None => {
                tell(self.name, &what, is_transient);
                // Another fault in place of the first is no fresh start.
                let tries = known.as_ref().map_or(1, |fault| fault.tries + 1);
                *known = Some(Fault { what, tries });
                tries
            }
        };
        drop(known);
        self.turned.send_replace(Some(Stopwatch::start()));
        let factor = 1_u32 << (tries - 1).min(6);
        (BACKOFF * factor).min(BACKOFF_MAX)
    }

    /// How long ago a turn ended; `None` before the first.
    pub(super) fn age(&self) -> Option<Duration> {
        self.turned.borrow().map(Stopwatch::elapsed)
    }

    /// What is in the way now.
    pub(super) fn fault(&self) -> Option<String> {
        self.lock().as_ref().map(|fault| fault.what.clone())
    }

    /// Returns after the first turn, at once if it was already.
    pub(super) async fn first_turn(&self) {
        let mut turned = self.turned.subscribe();
        let _ = turned.wait_for(Option::is_some).await;
    }

    /// A receiver that hears of the end of the next turn.
    pub(super) fn turns(&self) -> watch::Receiver<Option<Stopwatch>> {
        self.turned.subscribe()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Fault>> {
        self.fault.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn tell(worker: &str, what: &str, is_transient: bool) {
    if is_transient {
        tracing::warn!(
            worker,
            error = what,
            "a worker cannot go on; it tries again"
        );
    } else {
        tracing::error!(
            worker,
            error = what,
            "a worker cannot go on; it tries again"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_minute_and_begin_anew_after_a_good_turn() {
        let pulse = Pulse::new("p");
        let waits: Vec<u64> = (0..9)
            .map(|_| pulse.failed("full".to_owned(), true).as_secs())
            .collect();
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(pulse.fault().as_deref(), Some("full"));
        // Another fault is told anew, but is no reason to hurry.
        assert_eq!(pulse.failed("locked".to_owned(), true).as_secs(), 60);
        pulse.turned();
        assert_eq!(pulse.fault(), None);
        assert_eq!(pulse.failed("full".to_owned(), true).as_secs(), 1);
    }
}
