//! The installation a command works on: its settings, definitions and database, beside a running daemon or
//! without one.
//!
//! Easy to get wrong: the clock. A database of a rehearsal stands at a moment of its own, and a command works
//! at that moment too.

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::Args;
use std::path::Path;
use std::sync::Arc;

use super::config::SettingsArg;
use super::{Mappen, toon};
use crate::bronnen::Plaatsen;
use crate::clock::Clock;
use crate::config::Files;
use crate::daemon::klok::KLOK;
use crate::engine::Engine;
use crate::store::{SqliteStore, Store, Versie};
use crate::worker::herlaad::{Afgekeurd, Begin};

/// Which installation.
#[derive(Debug, Clone, Default, Args)]
pub struct Installatie {
    #[command(flatten)]
    settings: SettingsArg,
}

/// What a command works with.
pub struct Werkplaats {
    pub engine: Engine<SqliteStore>,
    begin: Begin,
}

impl Installatie {
    /// Opens it; `None` when settings or definitions have faults, which have then been told. Faulty definitions
    /// are no hindrance where earlier ones were in force.
    ///
    /// # Errors
    /// A database that cannot be opened.
    pub async fn open(&self, mappen: &Mappen, json: bool) -> anyhow::Result<Option<Werkplaats>> {
        let Some(loaded) = self.settings.load(mappen) else {
            return Ok(None);
        };
        let config = loaded.config;
        let database = &config.database.path;
        let begin = match begin(&config.files, database).await? {
            Ok(begin) => begin,
            Err(afgekeurd) => {
                toon::allemaal(&afgekeurd.bronnen, &afgekeurd.fouten, json);
                return Ok(None);
            }
        };
        if let Some(versie) = begin.versie() {
            tracing::warn!(
                catalogue.version = %versie,
                "the definitions on disk are faulty; the version that was in force last is used"
            );
        }
        let told = || cannot_open(database);
        if let Some(folder) = database.parent() {
            std::fs::create_dir_all(folder).with_context(told)?;
        }
        let store = SqliteStore::open(database).await.with_context(told)?;
        let begin = in_force(begin, &store).await?;
        let clock = Arc::new(clock_of(&store).await?);
        begin.leg_eerste_vast(&store, clock.now()).await?;
        let engine = Engine::new(Arc::new(store), Arc::clone(&begin.catalog), clock).await?;
        Ok(Some(Werkplaats { engine, begin }))
    }

    /// Opens its database alone; `None` when the settings have faults, which have then been told, or when there
    /// is no database yet.
    ///
    /// # Errors
    /// A database that cannot be opened.
    pub async fn store(&self, mappen: &Mappen) -> anyhow::Result<Option<SqliteStore>> {
        let Some(loaded) = self.settings.load(mappen) else {
            return Ok(None);
        };
        let database = &loaded.config.database.path;
        if !database.exists() {
            anyhow::bail!("there is no database `{}` yet", database.display());
        }
        let store = SqliteStore::open(database).await;
        store.with_context(|| cannot_open(database)).map(Some)
    }
}

/// What to begin on: the files on disk, else, where these are faulty, the version that was in force last; else
/// all that is wrong with the files.
///
/// # Errors
/// A database that cannot be opened.
pub async fn begin(files: &Files, database: &Path) -> anyhow::Result<Result<Begin, Afgekeurd>> {
    let plaatsen = Plaatsen::kies(files.workflows.as_deref(), files.scripts.as_deref());
    let afgekeurd = match Begin::van_schijf(plaatsen.clone()) {
        Ok(begin) => return Ok(Ok(begin)),
        Err(afgekeurd) => afgekeurd,
    };
    if !database.exists() {
        return Ok(Err(afgekeurd));
    }
    let told = || cannot_open(database);
    let store = SqliteStore::open(database).await.with_context(told)?;
    let kept = Begin::van_versie(&store, plaatsen).await;
    store.close().await;
    Ok(kept?.ok_or(afgekeurd))
}

/// What runs in this database, for a command that found no folders where it was given: the definitions in the
/// program are then not those of the bureau.
async fn in_force(begin: Begin, store: &SqliteStore) -> anyhow::Result<Begin> {
    if !begin.is_ingebouwd() {
        return Ok(begin);
    }
    match Begin::van_versie(store, Plaatsen::default()).await? {
        Some(kept) if kept.digest() != begin.digest() => {
            if let Some(versie) = kept.versie() {
                tracing::warn!(
                    catalogue.version = %versie,
                    "no folder with definitions was found from here; the version in force is used"
                );
            }
            Ok(kept)
        }
        _ => Ok(begin),
    }
}

fn cannot_open(database: &Path) -> String {
    format!("cannot open the database `{}`", database.display())
}

impl Werkplaats {
    /// The version that the present definitions are; it is kept if it was none yet.
    ///
    /// # Errors
    /// A store that fails.
    pub async fn versie(&self) -> anyhow::Result<Versie> {
        Ok(self.begin.bewaard(&self.engine).await?)
    }

    /// Ends the connections; what was acknowledged is on disk already.
    pub async fn close(self) {
        self.engine.store().close().await;
    }
}

/// The clock of a database: its own in a rehearsal.
///
/// # Errors
/// A database that cannot be read, or that stands at no moment.
pub async fn clock_of(store: &SqliteStore) -> anyhow::Result<Clock> {
    let Some(at) = store.instelling(KLOK).await? else {
        return Ok(Clock::System);
    };
    let at: DateTime<Utc> = at
        .parse()
        .with_context(|| format!("the setting `{KLOK}` of the database is no instant: `{at}`"))?;
    Ok(Clock::manual(at))
}
