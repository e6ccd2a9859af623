//! `serve`: reads settings and definitions, tells what is wrong with them, and hands over to `daemon`.
//!
//! Easy to get wrong: half a start. Nothing is opened before both are known to be right.

use std::process::ExitCode;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use clap::Args;

use super::Mappen;
use super::config::SettingsArg;
use crate::daemon::{self, logs};

/// Run the service: intake, timers, mail and the API.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    settings: SettingsArg,
    /// Rehearse on a clock that starts here and moves only by `POST /v1/klok` on this machine
    #[arg(long, value_name = "INSTANT", value_parser = instant)]
    klok: Option<DateTime<Utc>>,
}

impl Serve {
    /// Serves until a signal says stop.
    ///
    /// # Errors
    /// What the daemon could not do.
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(loaded) = self.settings.load(mappen) else {
            return Ok(ExitCode::FAILURE);
        };
        logs::init(&loaded.config.log);
        let files = &loaded.config.files;
        let mappen = Mappen {
            workflows: files.workflows.clone(),
            scripts: files.scripts.clone(),
        };
        let Some(catalog) = mappen.catalog(false)? else {
            return Ok(ExitCode::FAILURE);
        };
        daemon::run(&loaded, Arc::new(catalog), self.klok).await?;
        Ok(ExitCode::SUCCESS)
    }
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    text.parse::<DateTime<FixedOffset>>()
        .map(|at| at.to_utc())
        .map_err(|_| "expected an instant such as 2026-10-08T08:00:00+02:00".to_owned())
}
