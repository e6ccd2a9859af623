//! Moving a manual clock: from one moment with work to the next, as a daemon would live through them.
//!
//! `simulate`, `demo` and the tests run on this. Easy to get wrong: stepping by days. Whatever falls due at
//! 00:00 and at 08:00 of one day happens in that order, each at its own moment. Schedules go along where they
//! are asked for: `simulate` follows one zaak, and a whole bureau's recurring work around it would bury it.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::outbox::{self, OutboxFout, Uitgang, Verzonden};
use super::rooster::{self, Gestart, RoosterFout};
use crate::engine::{Engine, EngineFout};
use crate::store::{Store, StoreFout};

/// Why time stopped.
#[derive(Debug, Error)]
pub enum AdvanceFout {
    #[error(transparent)]
    Engine(#[from] EngineFout),
    #[error(transparent)]
    Outbox(#[from] OutboxFout),
    #[error(transparent)]
    Rooster(#[from] RoosterFout),
    #[error("the store failed")]
    Store(#[from] StoreFout),
}

impl AdvanceFout {
    /// Whether trying again later may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Engine(fout) => fout.is_transient(),
            Self::Rooster(fout) => fout.is_transient(),
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
    /// Zaken that began on a schedule or heard of a delivery or calendar.
    pub roosters: usize,
}

/// Whether recurring work begins by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Roosters {
    /// As in a daemon.
    Aan,
    /// Nothing begins but what was asked for.
    Uit,
}

/// Does all that falls due up to and including `to`; the clock then stands there.
///
/// # Errors
/// When the store fails or a file cannot be written; the clock stands where it happened.
pub async fn advance_to<S: Store>(
    engine: &Engine<S>,
    uitgang: &Uitgang,
    roosters: Roosters,
    to: DateTime<Utc>,
) -> Result<Onderweg, AdvanceFout> {
    let mut done = Onderweg::default();
    settle(engine, uitgang, roosters, &mut done).await?;
    while let Some(at) = next(engine, roosters).await?.filter(|at| *at <= to) {
        engine.clock().advance_to(at);
        if settle(engine, uitgang, roosters, &mut done).await? == 0 {
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
    roosters: Roosters,
    done: &mut Onderweg,
) -> Result<usize, AdvanceFout> {
    // What begins now comes first: it may be due at once, and its mails go in this hour.
    let begun = match roosters {
        Roosters::Aan => rooster::tick(engine).await?,
        Roosters::Uit => Gestart::default(),
    };
    let commands = engine.tick().await?;
    let out = outbox::tick(engine, uitgang).await?;
    done.roosters += begun.zaken;
    done.commands += commands;
    done.uit.add(out);
    Ok(begun.rows() + commands + out.rows())
}

/// The first moment with work.
///
/// # Errors
/// When the store fails.
pub async fn next<S: Store>(
    engine: &Engine<S>,
    roosters: Roosters,
) -> Result<Option<DateTime<Utc>>, AdvanceFout> {
    let due = engine.store().next_due().await?;
    let out = engine.store().next_outbox_at().await?;
    let begin = match roosters {
        Roosters::Aan => rooster::next(engine).await?,
        Roosters::Uit => None,
    };
    Ok([due, out, begin].into_iter().flatten().min())
}
