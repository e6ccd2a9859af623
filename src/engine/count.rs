//! What the engine counts for the operator: commands by kind and result, incidents, lateness, store times.
//!
//! How numbers leave the process is `daemon`'s; without it they go nowhere and cost nothing. Easy to get
//! wrong: labels. Each value of a label is a series that is kept for ever, so that none may be a zaak.

use std::time::Duration;

use chrono::TimeDelta;
use metrics::{counter, histogram};

use crate::store::{Commit, CommitFout};
use crate::zaak::{Command, Gebeurtenis};

/// Commands carried out, refused and so on; labels `command` and `result`.
pub const COMMANDS: &str = "termijnwacht_commands_total";
/// Incidents that zaken opened.
pub const INCIDENTS: &str = "termijnwacht_incidents_opened_total";
/// How long after its moment a timer was dealt with.
pub const LATENESS: &str = "termijnwacht_timer_lateness_seconds";
/// How long the store took; label `operation`.
pub const STORE: &str = "termijnwacht_store_seconds";

/// The name of a command, for a label.
pub(super) fn kind(command: &Command) -> &'static str {
    match command {
        Command::Melding(_) => "melding",
        Command::Correctie(_) => "correctie",
        Command::Start(_) => "start",
        Command::Uitkomst { .. } => "uitkomst",
        Command::Wacht { .. } => "wacht",
        Command::Leven(_) => "leven",
        Command::Act(_) => "act",
        Command::Gezien { .. } => "gezien",
        Command::Week(_) => "week",
        Command::Timers => "timers",
        Command::Herbereken { .. } => "herbereken",
        Command::PostMislukt { .. } => "post-mislukt",
        Command::Incident(_) => "incident",
        Command::LaatVallen(_) => "laat-vallen",
        Command::Migreer(_) => "migreer",
        Command::Overname(_) => "overname",
    }
}

/// A decision was a refusal.
pub(super) fn refused(kind: &'static str) {
    counter!(COMMANDS, "command" => kind, "result" => "refused").increment(1);
}

/// What became of a commit that opened this many incidents.
pub(super) fn committed(kind: &'static str, incidents: u64, result: &Result<(), CommitFout>) {
    let result = match result {
        Ok(()) => "done",
        Err(CommitFout::AlGedaan { .. }) => "known",
        Err(CommitFout::Conflict) => "conflict",
        Err(CommitFout::Fout(_)) => "failed",
    };
    counter!(COMMANDS, "command" => kind, "result" => result).increment(1);
    if result == "done" && incidents > 0 {
        counter!(INCIDENTS).increment(incidents);
    }
}

/// How many incidents a commit opens.
pub(super) fn incidents(commit: &Commit) -> u64 {
    let opens =
        |regel: &&crate::zaak::Regel| matches!(regel.gebeurtenis, Gebeurtenis::Incident { .. });
    commit.regels.iter().filter(opens).map(|_| 1).sum()
}

/// A timer was dealt with this long after its moment.
pub(super) fn late(lateness: TimeDelta) {
    histogram!(LATENESS).record(lateness.to_std().unwrap_or_default());
}

/// The store took this long.
pub(super) fn store(operation: &'static str, took: Duration) {
    histogram!(STORE, "operation" => operation).record(took);
}
