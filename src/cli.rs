//! The command line: arguments, one file per subcommand.
//!
//! Exit 0 done, 1 refused or faults found, 2 wrong usage (clap's own). Easy to get wrong: streams. Results go
//! to stdout, faults to stderr, and with `--json` both are JSON.

mod bewaard;
mod blad;
mod calendar;
mod check;
pub mod config;
pub mod demo;
mod diff;
mod ernst;
mod handeling;
mod installatie;
mod invoer;
pub mod landelijke_proef;
mod mail;
mod melding;
mod migreer;
mod overname;
mod procedures;
mod schema;
mod serve;
mod show;
pub mod simulate;
mod storing;
mod taken;
mod token;
pub mod toon;
mod versies;
mod zaken;

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::bronnen::{Bronnen, Plaatsen};
use crate::catalog::Catalog;
use crate::daemon::logs;

/// Runs the ambtsinstructie of a leerplicht bureau: counts every term, reminds, escalates.
#[derive(Debug, Parser)]
#[command(name = "termijnwacht", version, arg_required_else_help = true)]
pub struct Cli {
    #[command(flatten)]
    bronnen: Mappen,
    #[command(subcommand)]
    command: Command,
}

/// Where definitions come from.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Definitions, for every command")]
pub struct Mappen {
    /// Folder with definitions [default: ./workflows when present, else the embedded ones]
    #[arg(long, global = true, value_name = "DIR")]
    pub workflows: Option<PathBuf>,
    /// Folder with policy scripts [default: ./scripts when present, else the embedded ones]
    #[arg(long, global = true, value_name = "DIR")]
    pub scripts: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the service: intake, timers, mail and the API
    Serve(serve::Serve),
    /// Run one school year with the shipped definitions and meldingen
    Demo(demo::Demo),
    /// Check definitions, texts, scripts, bureaus and calendars
    Check(check::Check),
    /// Tell what changes between two versions of the definitions, and how many running zaken it touches
    Diff(diff::Diff),
    /// Count a term on the calendar of a place
    Calendar(calendar::Calendar),
    /// Show what can be said to a zaak, per procedure
    Procedures(procedures::Procedures),
    /// Show a procedure as it holds in a gemeente, each line with where it comes from
    Show(show::Show),
    /// Take in meldingen from a file, beside a running daemon or without one
    Melding(melding::Melding),
    /// Show open taken, the first deadline first
    Taken(taken::Taken),
    /// Search zaken
    Zaken(zaken::Zaken),
    /// Show the dossier of a zaak, with reasons
    Zaak(zaken::Zaak),
    /// Record what a medewerker did
    Handeling(handeling::Handeling),
    /// List incidents, retry them or skip them with a reason
    Incident(storing::Incident),
    /// List what is on its way out, retry it or drop it with a reason
    Outbox(storing::Outbox),
    /// Take running zaken along to another version of their definition; shows first what would happen
    Migrate(migreer::Migrate),
    /// Take over zaken that run elsewhere (go-live); shows first what would become of them
    Overname(overname::Overname),
    /// Make, list and revoke the tokens of the API
    Token(token::Token),
    /// List the versions of the definitions that were in force
    Versies(versies::Versies),
    /// Run a melding and acts to a date, without a database and without sending anything
    Simulate(simulate::Simulate),
    /// Show the settings in force and where each came from
    Config(config::Config),
    /// Try out the mail settings
    Mail(mail::Mail),
    /// Print the JSON Schema of an author file
    Schema(schema::Schema),
    #[command(hide = true)]
    LandelijkeProef(landelijke_proef::LandelijkeProef),
}

/// Runs the program.
///
/// # Errors
/// What the machine could not do; what was refused has been told and is an exit code.
pub async fn run(cli: Cli) -> anyhow::Result<ExitCode> {
    let bronnen = &cli.bronnen;
    if !matches!(cli.command, Command::Serve(_)) {
        logs::init(&logs::OF_COMMANDS);
    }
    match cli.command {
        Command::Serve(serve) => serve.run(bronnen).await,
        Command::Demo(demo) => demo.run(bronnen).await,
        Command::Check(check) => check.run(bronnen).await,
        Command::Diff(diff) => diff.run(bronnen).await,
        Command::Procedures(procedures) => procedures.run(bronnen),
        Command::Show(show) => show.run(bronnen),
        Command::Schema(schema) => schema.run(),
        Command::LandelijkeProef(proef) => proef.run(),
        Command::Config(config) => Ok(config.run(bronnen)),
        Command::Mail(mail) => mail.run(bronnen).await,
        Command::Calendar(calendar) => calendar.run(bronnen),
        Command::Melding(melding) => melding.run(bronnen).await,
        Command::Taken(taken) => taken.run(bronnen).await,
        Command::Zaken(zaken) => zaken.run(bronnen).await,
        Command::Zaak(zaak) => zaak.run(bronnen).await,
        Command::Handeling(handeling) => handeling.run(bronnen).await,
        Command::Incident(incident) => incident.run(bronnen).await,
        Command::Outbox(outbox) => outbox.run(bronnen).await,
        Command::Migrate(migrate) => migrate.run(bronnen).await,
        Command::Overname(overname) => overname.run(bronnen).await,
        Command::Token(token) => token.run(bronnen).await,
        Command::Versies(versies) => versies.run(bronnen).await,
        Command::Simulate(simulate) => simulate.run(bronnen).await,
    }
}

impl Mappen {
    /// Reads the files.
    ///
    /// # Errors
    /// A directory or file that cannot be read.
    pub fn bronnen(&self) -> std::io::Result<Bronnen> {
        self.plaatsen().lees()
    }

    /// Where the files are.
    pub fn plaatsen(&self) -> Plaatsen {
        Plaatsen::kies(self.workflows.as_deref(), self.scripts.as_deref())
    }

    /// Loads the catalogue; `None` when it has faults, which have then been told.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub fn catalog(&self, json: bool) -> anyhow::Result<Option<Catalog>> {
        Ok(load(&self.bronnen()?, json))
    }

    /// Loads the catalogue of one bureau, without the bureaus beside it; `None` when it has faults, which
    /// have then been told.
    ///
    /// # Errors
    /// A folder or file that cannot be read.
    pub fn catalog_van(&self, bureau: &str) -> anyhow::Result<Option<Catalog>> {
        Ok(load(&self.bronnen()?.alleen(bureau), false))
    }
}

fn load(bronnen: &Bronnen, json: bool) -> Option<Catalog> {
    match Catalog::load(bronnen) {
        Ok(geladen) => Some(geladen.catalog),
        Err(fouten) => {
            toon::allemaal(bronnen, &fouten, json);
            None
        }
    }
}
