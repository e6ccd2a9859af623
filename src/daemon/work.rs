//! The loops that do what is due: one for timers, inbox and schedules, one for the outbox.
//!
//! Two, because a mail server that hangs must not hold up a termijn. What is due is the store's to know; a
//! loop only waits: for the next moment, for a change, or until it must look anyway because another process
//! may have written or the wall clock jumped. Easy to get wrong: the wake-up. Interest is registered before
//! the question what is next, or a change between the two sleeps until the next look.

use chrono::{DateTime, Utc};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::RwLock;

use super::pulse::Pulse;
use super::stop::Stop;
use crate::clock::{Clock, Stopwatch};
use crate::engine::Engine;
use crate::store::Store;
use crate::worker::advance::AdvanceFout;
use crate::worker::outbox::{self, Uitgang};
use crate::worker::rooster;

/// What one loop sees to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Duty {
    /// Timers that are due, and what zaken asked of each other.
    Timers,
    /// Mails, letters and messages that may go.
    Outbox,
}

/// One loop.
pub(super) struct Loop<S> {
    pub(super) duty: Duty,
    pub(super) engine: Arc<Engine<S>>,
    pub(super) uitgang: Arc<Uitgang>,
    pub(super) pulse: Arc<Pulse>,
    /// The loop that goes first when both have work.
    pub(super) after: Option<Arc<Pulse>>,
    /// Held for reading during a turn; who moves a manual clock holds it alone.
    pub(super) moment: Arc<RwLock<()>>,
    /// The longest wait.
    pub(super) poll: Duration,
}

/// How long mail waits for the timers of its moment. Twenty-five thousand take less.
const PATIENCE: Duration = Duration::from_secs(60);

/// A jump of the wall clock that is worth a line.
const JUMP: Duration = Duration::from_secs(10);

impl<S: Store> Loop<S> {
    /// Turns until it is asked to stop; ends by itself only when nothing can be committed any more.
    pub(super) async fn run(self, mut stop: Stop) {
        let mut changes = self.engine.changes();
        let mut wall = WallClock::new(self.engine.clock().now());
        while !stop.is_requested() && self.engine.writes() {
            changes.mark_unchanged();
            tokio::select! {
                () = stop.requested() => continue,
                () = self.give_way() => {}
            }
            let wait = match self.turn().await {
                Ok(wait) => {
                    self.pulse.turned();
                    wait
                }
                Err(fault) => {
                    let what = super::chain(&fault);
                    let wait = self.pulse.failed(what, fault.is_transient());
                    // A store that fails is not asked again for each change.
                    changes.mark_unchanged();
                    tokio::select! {
                        () = stop.requested() => {}
                        () = pause(wait) => {}
                    }
                    continue;
                }
            };
            tokio::select! {
                () = stop.requested() => {}
                _ = changes.changed() => {}
                () = pause(wait) => {}
            }
            // A manual clock jumps because somebody moves it.
            if self.duty == Duty::Timers && matches!(self.engine.clock(), Clock::System) {
                wall.look(self.engine.clock().now());
            }
        }
    }

    /// Lets the timers that are due now go first, so that what they ask of one person is one mail.
    async fn give_way(&self) {
        let Some(timers) = &self.after else { return };
        let mut turns = timers.turns();
        let now = self.engine.clock().now();
        let next = self.engine.store().next_due().await;
        // A store that fails is told by the turn.
        let due = next.is_ok_and(|next| next.is_some_and(|at| at <= now));
        if due || timers.age().is_none() {
            tokio::select! {
                _ = turns.changed() => {}
                () = pause(PATIENCE) => {}
            }
        }
    }

    /// Does what is due, and gives how long nothing will be.
    async fn turn(&self) -> Result<Duration, AdvanceFout> {
        let _moment = self.moment.read().await;
        let store = self.engine.store();
        let (worked, next) = match self.duty {
            Duty::Timers => {
                // What begins on a schedule may be due at once.
                let begun = rooster::tick(&self.engine).await?;
                let worked = self.engine.tick().await?;
                let next = [store.next_due().await?, rooster::next(&self.engine).await?];
                (begun.rows() + worked, next.into_iter().flatten().min())
            }
            Duty::Outbox => {
                let sent = outbox::tick(&self.engine, &self.uitgang).await?;
                (sent.rows(), store.next_outbox_at().await?)
            }
        };
        let now = self.engine.clock().now();
        Ok(wait(next, now, worked > 0, self.poll))
    }
}

/// How long to wait: until the next moment, but never longer than `poll`. What is due and could not be done
/// is asked again after `poll`, not at once.
fn wait(next: Option<DateTime<Utc>>, now: DateTime<Utc>, worked: bool, poll: Duration) -> Duration {
    match next.map(|next| (next - now).to_std()) {
        Some(Ok(ahead)) if ahead > Duration::ZERO => ahead.min(poll),
        Some(_) if worked => Duration::ZERO,
        _ => poll,
    }
}

/// Waits; the only place of the daemon that does so by the clock.
pub(super) async fn pause(wait: Duration) {
    if wait.is_zero() {
        return tokio::task::yield_now().await;
    }
    #[expect(
        clippy::disallowed_methods,
        reason = "the outermost loop of the daemon"
    )]
    tokio::time::sleep(wait).await;
}

/// Compares the wall clock with time passed, to tell of a jump.
struct WallClock {
    at: DateTime<Utc>,
    since: Stopwatch,
}

impl WallClock {
    fn new(at: DateTime<Utc>) -> Self {
        Self {
            at,
            since: Stopwatch::start(),
        }
    }

    /// Tells of a jump since the last look. Nothing has to be done: what is due is asked by the wall clock.
    fn look(&mut self, now: DateTime<Utc>) {
        let passed = self.since.elapsed();
        let expected = self.at + passed;
        let jump = (now - expected).abs().to_std().unwrap_or_default();
        if jump > JUMP && now != self.at {
            tracing::warn!(
                clock.before = %expected,
                clock.now = %now,
                "the clock of the machine jumped, or the machine slept"
            );
        }
        *self = Self::new(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    const POLL: Duration = Duration::from_secs(5);

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds)
    }

    #[test]
    fn a_loop_sleeps_until_the_next_moment_but_never_past_its_look() {
        assert_eq!(
            wait(Some(at(3)), at(0), false, POLL),
            Duration::from_secs(3)
        );
        assert_eq!(wait(Some(at(3_000)), at(0), false, POLL), POLL);
        assert_eq!(wait(None, at(0), true, POLL), POLL);
    }

    #[test]
    fn what_stays_due_does_not_make_a_loop_spin() {
        assert_eq!(wait(Some(at(0)), at(9), true, POLL), Duration::ZERO);
        assert_eq!(wait(Some(at(0)), at(9), false, POLL), POLL);
    }
}
