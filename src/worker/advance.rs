//! Moving a manual clock: from one moment with work to the next, as a daemon would live through them.
//!
//! `simulate`, `demo` and the tests run on this. Easy to get wrong: stepping by days. Whatever falls due at
//! 00:00 and at 08:00 of one day happens in that order, each at its own moment.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::outbox::{self, OutboxFout, Uitgang, Verzonden};
use crate::engine::{Engine, EngineFout};
use crate::store::{Store, StoreFout};

/// Why time stopped.
#[derive(Debug, Error)]
pub enum AdvanceFout {
    #[error(transparent)]
    Engine(#[from] EngineFout),
    #[error(transparent)]
    Outbox(#[from] OutboxFout),
    #[error("the store failed")]
    Store(#[from] StoreFout),
}

impl AdvanceFout {
    /// Whether trying again later may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Engine(fout) => fout.is_transient(),
            Self::Outbox(OutboxFout::Engine(fout)) => fout.is_transient(),
            Self::Outbox(OutboxFout::Store(fout)) | Self::Store(fout) => fout.is_transient(),
            // A full disk, most likely.
            Self::Outbox(_) => true,
        }
    }
}

/// What was done on the way.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Onderweg {
    pub commands: usize,
    pub uit: Verzonden,
}

/// Does all that falls due up to and including `to`; the clock then stands there.
///
/// # Errors
/// When the store fails or a file cannot be written; the clock stands where it happened.
pub async fn advance_to<S: Store>(
    engine: &Engine<S>,
    uitgang: &Uitgang,
    to: DateTime<Utc>,
) -> Result<Onderweg, AdvanceFout> {
    let mut done = Onderweg::default();
    settle(engine, uitgang, &mut done).await?;
    while let Some(at) = next(engine).await?.filter(|at| *at <= to) {
        engine.clock().advance_to(at);
        if settle(engine, uitgang, &mut done).await? == 0 {
            // What is due cannot be done now; a daemon would wait and try again.
            break;
        }
    }
    engine.clock().advance_to(to);
    Ok(done)
}

/// Does all that is due at this moment, mails included.
///
/// # Errors
/// As [`advance_to`].
pub async fn settle<S: Store>(
    engine: &Engine<S>,
    uitgang: &Uitgang,
    done: &mut Onderweg,
) -> Result<usize, AdvanceFout> {
    let commands = engine.tick().await?;
    let out = outbox::tick(engine, uitgang).await?;
    done.commands += commands;
    done.uit.add(out);
    Ok(commands + out.rows())
}

/// The first moment with work.
///
/// # Errors
/// When the store fails.
pub async fn next<S: Store>(engine: &Engine<S>) -> Result<Option<DateTime<Utc>>, StoreFout> {
    let due = engine.store().next_due().await?;
    let out = engine.store().next_outbox_at().await?;
    Ok([due, out].into_iter().flatten().min())
}
