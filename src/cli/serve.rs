//! `serve`: reads settings and definitions, tells what is wrong with them, and hands over to `daemon`.
//!
//! Easy to get wrong: half a start. Nothing is opened before both are known to be right;
//! only where definitions are faulty a database that is there is asked for those that were in force last.

use std::process::ExitCode;

use chrono::{DateTime, FixedOffset, Utc};
use clap::Args;

use super::config::SettingsArg;
use super::{Mappen, installatie, toon};
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
        let config = &loaded.config;
        let begin = match installatie::begin(&config.files, &config.database.path).await? {
            Ok(begin) => begin,
            Err(afgekeurd) => {
                toon::allemaal(&afgekeurd.bronnen, &afgekeurd.fouten, false);
                return Ok(ExitCode::FAILURE);
            }
        };
        daemon::run(&loaded, begin, self.klok).await?;
        Ok(ExitCode::SUCCESS)
    }
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    text.parse::<DateTime<FixedOffset>>()
        .map(|at| at.to_utc())
        .map_err(|_| "expected an instant such as 2026-10-08T08:00:00+02:00".to_owned())
}
