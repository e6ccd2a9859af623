//! `demo`: one school year of a bureau, played in seconds into a fresh folder.
//!
//! The same engine, store and outbox as the daemon's, with a clock of its own. Easy to get wrong: language.
//! What is shown here is what people of a bureau look at, so it is Dutch; the help stays English.

pub mod draaiboek;
pub mod jaar;
pub mod kantoor;
pub mod map;
pub mod verslag;

use anstyle::{AnsiColor, Style};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use super::{Mappen, invoer};
use crate::clock::Stopwatch;

/// Run one school year with the shipped definitions and meldingen.
#[derive(Debug, Args)]
pub struct Demo {
    /// Folder for the database, mails and letters; a former demo there is renewed
    #[arg(long, value_name = "DIR", default_value = "demo")]
    uit: PathBuf,
}

/// The bureau whose year it is: other bureaus would only add schedules of their own.
pub const BUREAU: &str = "utrecht-noordwest";
/// Columns where neither the terminal nor `COLUMNS` tells.
const BREEDTE: usize = 80;
/// Lines longer than this do not read well, however wide the terminal is.
const BREEDST: usize = 110;

pub(super) const KOP: Style = AnsiColor::Cyan.on_default().bold();
pub(super) const LET_OP: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const ZACHT: Style = Style::new().dimmed();

impl Demo {
    pub async fn run(self, bronnen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(catalog) = bronnen.catalog_van(BUREAU)? else {
            return Ok(ExitCode::from(1));
        };
        if let Err(waarom) = map::renew(&self.uit)? {
            invoer::tell_refusal(&waarom, None, None, false);
            return Ok(ExitCode::from(1));
        }
        let breedte = width();
        let (begin, einde) = jaar::schooljaar()?;
        anstream::print!("{}", verslag::opening(begin, einde, breedte));
        let stopwatch = Stopwatch::start();
        let jaar = jaar::play(Arc::new(catalog), &self.uit, |maand| {
            anstream::println!("{}", verslag::maand(maand));
        })
        .await?;
        let elapsed = stopwatch.elapsed();
        anstream::print!("{}", verslag::verslag(&jaar, &self.uit, elapsed, breedte));
        Ok(ExitCode::SUCCESS)
    }
}

/// How many columns text may take: what `COLUMNS` says, else the terminal, else 80; never more than reads well.
pub fn width() -> usize {
    columns().unwrap_or(BREEDTE).clamp(40, BREEDST)
}

/// How many columns there are: what `COLUMNS` says, else the terminal; none when nobody looks.
pub fn columns() -> Option<usize> {
    let told = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.trim().parse().ok());
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    told.or_else(seen)
}
