//! The only reader of the clock.
//!
//! Everything else is handed the time. Easy to get wrong: precision. Instants are cut to microseconds, so
//! that a database gives back what was decided.

use chrono::{DateTime, SubsecRound, Utc};
use std::sync::{Mutex, PoisonError};

/// Where now comes from.
#[derive(Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands still until it is set: `simulate`, `demo`, rehearsals and tests.
    Manual(Mutex<DateTime<Utc>>),
}

impl Clock {
    /// A clock that stands at `at`.
    pub fn manual(at: DateTime<Utc>) -> Self {
        Self::Manual(Mutex::new(at.trunc_subsecs(6)))
    }

    /// Now, in whole microseconds.
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    pub fn now(&self) -> DateTime<Utc> {
        match self {
            Self::System => Utc::now().trunc_subsecs(6),
            Self::Manual(at) => *at.lock().unwrap_or_else(PoisonError::into_inner),
        }
    }

    /// Moves a manual clock forward; it never goes back, and the machine's clock does not listen.
    pub fn advance_to(&self, to: DateTime<Utc>) {
        if let Self::Manual(at) = self {
            let mut at = at.lock().unwrap_or_else(PoisonError::into_inner);
            *at = (*at).max(to.trunc_subsecs(6));
        }
    }
}

/// Measures how long something took, for people to read; nothing is decided by it.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Begins to measure.
    #[expect(
        clippy::disallowed_methods,
        reason = "beside the clock, the one reader of the machine's time"
    )]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// How long ago it began.
    pub fn elapsed(self) -> std::time::Duration {
        self.0.elapsed()
    }
}
