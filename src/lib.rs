//! Termijnwacht: the house, as it stands.
//!
//! A bureau writes its ambtsinstructie as definitions; this program lets every zaak run by them, counts each
//! termijn on the calendar of its place, reminds, and escalates in time. One idea carries it: **a zaak
//! changes in one place.**
//!
//! ```text
//!        melding        act of a medewerker       time passes        another zaak ends
//!           \                  |                      |                    /
//!            +-----------------+------ Command -------+-------------------+
//!                                         |
//!                                     engine                         imperative, short
//!              clock.now()   catalog: definitions   store.load()
//!                                         |
//!         decide(context, zaak, command, now) -> Decision or Refusal        pure
//!                                         |
//!                  Decision { the zaak, lines of history, effects }
//!                                         |
//!              store.commit(one transaction, on the version that was read)
//!                                         |
//!                worker: the outbox becomes .eml and letters; due timers become Commands
//! ```
//!
//! What the outside answers later comes back through the same door.
//!
//! # What always holds
//!
//! - The state of a zaak is a row, and that row is the truth. The history is append-only, written in the same
//!   transaction, each line with the version it made. Nothing is replayed: definitions change under running
//!   zaken by design. Folding the history with `evolve` gives the state; that is a check, not the mechanism.
//! - Nothing but [`store::Store::commit`] writes to a zaak, and only a [`zaak::Command`] leads there.
//! - Each command has a cause (`oorzaak`) that occurs once in the history: the same cause twice is one act.
//! - A decision changes one zaak. What it wants of another is a row in the inbox, a command of its own later.
//! - A timer is a row, not memory: a zaak that waits eight weeks costs a row.
//! - Time is an argument. [`clock`] is the only reader of the clock, so that [`cli`] can let a school year
//!   pass in a second with the engine that will run in earnest.
//! - A zaak keeps the definition, the texts and the scripts it began with, by digest, until somebody takes it
//!   along to another version as a whole (`migrate`). People and calendars are today's.
//! - Definitions load whole or not at all: a faulty file leaves what runs in place, also over a restart. A command
//!   takes one catalogue for all it does; each that was in force is kept as a version.
//! - A load made from what a load before it kept says what a load from nothing says, to the letter.
//! - A date beyond the last known school holiday is refused, never guessed.
//! - Personal data lives in tables of its own; history and outbox hold ids. Logs name no person.
//!
//! # Rooms
//!
//! | room | what lives there | leans on |
//! |---|---|---|
//! | *pure: no I/O, no clock, no thread* | | |
//! | [`kalender`] | school calendars, feestdagen, ATW; counting, each result with its reasons | nothing |
//! | [`rooster`] | recurring moments on the clock of Europe/Amsterdam | nothing |
//! | [`zaak`] | ids, Zaak, Taak, Termijn, Command, Gebeurtenis, Effect, Refusal: data, and `evolve` | kalender |
//! | [`definition`] | author files: text → procedure, with every fault at its own place | zaak, kalender, rooster |
//! | [`decide`] | what a command does to a zaak | zaak, kalender, rooster, definition |
//! | [`render`] | mail, brief and dossier from authored texts | zaak, definition |
//! | *shell* | | |
//! | [`policy`] | the host of Rhai scripts: limits, vocabulary, faults | nothing |
//! | [`bronnen`] | the files of authors: embedded, from a folder, or of a kept version; their manifest | zaak, definition |
//! | [`catalog`] | one immutable snapshot of definitions, texts, scripts, bureaus, calendars | the above |
//! | [`clock`] | the only reader of the clock | nothing |
//! | [`config`] | the settings of an installation: file, environment, secrets | nothing |
//! | [`store`] | `trait Store`, in memory and on SQLite; the queue before the writer; versions | zaak |
//! | [`smtp`] | a few connections to one mail server; what its answer means for a mail | config, clock |
//! | [`engine`] | load → decide → commit, again on a conflict | decide, catalog, policy, store, clock |
//! | [`intake`] | files and folders of senders become meldingen; reports of what was refused | engine, store, definition |
//! | [`inzage`] | lists and dossiers as people see them | engine, store |
//! | [`api`] | routes, tokens, problems, the OpenAPI document | inzage, intake, engine, store |
//! | [`worker`] | what was committed is carried out, what was saved comes into force; `tick(now)` | engine, store, render, smtp, bronnen |
//! | [`daemon`] | `serve`: ordered start and stop, loops, probes, metrics, logs | all but cli |
//! | [`cli`] | arguments, one file per subcommand | all |
//!
//! Dependencies point one way, up this table. `tests/house.rs` reads the sources and keeps it so.
//!
//! # Three readers of errors
//!
//! [`zaak::Refusal`] speaks Dutch to whoever acts on a zaak. [`definition::diagnostic::Diagnostic`] speaks
//! Dutch to the author of a file and names file, line and column. A fault of the machine is a `thiserror`
//! enum per room, in English, for the operator. They never mix.

#![warn(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::unreachable,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::exit
)]

pub mod api;
pub mod bronnen;
pub mod catalog;
pub mod cli;
pub mod clock;
pub mod config;
pub mod daemon;
pub mod decide;
pub mod definition;
pub mod engine;
pub mod intake;
pub mod inzage;
pub mod kalender;
pub mod policy;
pub mod render;
pub mod rooster;
pub mod smtp;
pub mod store;
pub mod worker;
pub mod zaak;
