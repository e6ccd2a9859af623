//! What systemd hears: ready, stopping, and that the work still turns.
//!
//! Without systemd every call does nothing. Easy to get wrong: a watchdog fed by a timer of its own, which
//! goes on when the work has stopped. It is fed only while the loops turn, or commit in a long turn.

use sd_notify::NotifyState;
use std::sync::Arc;
use std::time::Duration;

use super::pulse::Pulse;
use super::stop::Stop;
use super::work::pause;
use crate::engine::Engine;
use crate::store::Store;

pub(super) fn tell(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        tracing::warn!(%error, "systemd could not be told");
    }
}

/// Feeds the watchdog, when there is one, as long as the loops are alive. A mail may take its time, so that
/// only the loop of the timers counts.
pub(super) async fn watchdog<S: Store>(
    engine: Arc<Engine<S>>,
    timers: Arc<Pulse>,
    poll: Duration,
    mut stop: Stop,
) {
    let Some(limit) = sd_notify::watchdog_enabled() else {
        return stop.requested().await;
    };
    let changes = engine.changes();
    let mut seen = *changes.borrow();
    while !stop.is_requested() {
        let commits = *changes.borrow();
        let turns = timers.age().is_some_and(|age| age < poll + limit / 2);
        if turns || commits != seen {
            tell(&[NotifyState::Watchdog]);
        }
        seen = commits;
        tokio::select! {
            () = stop.requested() => {}
            () = pause(limit / 4) => {}
        }
    }
}
