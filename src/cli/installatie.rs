//! The installation a command works on: its settings, definitions and database, beside a running daemon or
//! without one.
//!
//! Easy to get wrong: the clock. A database of a rehearsal stands at a moment of its own, and a command works
//! at that moment too.

use anyhow::Context;
use chrono::{DateTime, Utc};
use clap::Args;
use std::sync::Arc;

use super::Mappen;
use super::config::SettingsArg;
use crate::clock::Clock;
use crate::daemon::klok::KLOK;
use crate::engine::Engine;
use crate::store::{SqliteStore, Store};

/// Which installation.
#[derive(Debug, Clone, Default, Args)]
pub struct Installatie {
    #[command(flatten)]
    settings: SettingsArg,
}

/// What a command works with.
pub struct Werkplaats {
    pub engine: Engine<SqliteStore>,
}

impl Installatie {
    /// Opens it; `None` when settings or definitions have faults, which have then been told.
    ///
    /// # Errors
    /// A database that cannot be opened.
    pub async fn open(&self, mappen: &Mappen, json: bool) -> anyhow::Result<Option<Werkplaats>> {
        let Some(loaded) = self.settings.load(mappen) else {
            return Ok(None);
        };
        let config = loaded.config;
        let bronnen = Mappen {
            workflows: config.files.workflows.clone(),
            scripts: config.files.scripts.clone(),
        };
        let Some(catalog) = bronnen.catalog(json)? else {
            return Ok(None);
        };
        let database = &config.database.path;
        let told = || format!("cannot open the database `{}`", database.display());
        if let Some(folder) = database.parent() {
            std::fs::create_dir_all(folder).with_context(told)?;
        }
        let store = SqliteStore::open(database).await.with_context(told)?;
        let clock = Arc::new(clock_of(&store).await?);
        let engine = Engine::new(Arc::new(store), Arc::new(catalog), clock).await?;
        Ok(Some(Werkplaats { engine }))
    }
}

impl Werkplaats {
    /// Ends the connections; what was acknowledged is on disk already.
    pub async fn close(self) {
        self.engine.store().close().await;
    }
}

async fn clock_of(store: &SqliteStore) -> anyhow::Result<Clock> {
    let Some(at) = store.instelling(KLOK).await? else {
        return Ok(Clock::System);
    };
    let at: DateTime<Utc> = at
        .parse()
        .with_context(|| format!("the setting `{KLOK}` of the database is no instant: `{at}`"))?;
    Ok(Clock::manual(at))
}
