//! /healthz and /readyz: whether the process lives, and whether it does what it is for.
//!
//! Easy to get wrong: restarting for what a restart does not mend. /healthz says only that the process
//! answers; a full disk or a mail server that is away shows in /readyz, with the reason.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Serialize;

use super::Running;
use super::calendars::days_left;
use super::pulse::Pulse;
use crate::store::Store;
use crate::worker::outbox::Uitgang;

/// How long a write may take before the store counts as stuck.
const WRITE: Duration = Duration::from_secs(5);
/// Fewer calendar days than this, and terms of law soon cannot be counted.
const CALENDAR_DAYS: i64 = 60;
/// How long ago a loop may have turned, beyond its longest wait.
const TURN: Duration = Duration::from_secs(60);
/// The longest an outbox may be busy with mails that the server is slow about.
const OUTBOX_TURN: Duration = Duration::from_secs(10 * 60);

/// What was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Ready {
    status: &'static str,
    checks: Vec<Check>,
}

/// One thing that was looked at.
#[derive(Debug, Serialize)]
pub(super) struct Check {
    name: &'static str,
    ok: bool,
    /// Whether the daemon is not ready without it.
    required: bool,
    reason: Option<String>,
}

impl Check {
    fn new(name: &'static str, required: bool, looked: Result<(), String>) -> Self {
        Self {
            name,
            ok: looked.is_ok(),
            required,
            reason: looked.err(),
        }
    }
}

pub(super) async fn live() -> Json<serde_json::Value> {
    Json(serde_json::json!({ "status": "ok" }))
}

pub(super) async fn ready(State(running): State<Arc<Running>>) -> (StatusCode, Json<Ready>) {
    let config = &running.config;
    let poll = config.serve.poll;
    let checks = vec![
        Check::new("store", true, store(&running).await),
        Check::new("catalogue", true, catalogue(&running)),
        Check::new("timers", true, turns(&running.timers, poll + TURN)),
        Check::new("disk", true, disk(&running)),
        Check::new("outbox", false, turns(&running.outbox, poll + OUTBOX_TURN)),
        Check::new("mail", false, mail(&running)),
        Check::new("letters", false, folder(&config.letters.folder)),
        Check::new(
            "intake",
            false,
            config.intake.folder.as_deref().map_or(Ok(()), folder),
        ),
        Check::new("calendar", false, calendar(&running)),
        Check::new("definitions", false, definitions(&running)),
    ];
    let ready = checks.iter().all(|check| check.ok || !check.required);
    let (code, status) = match ready {
        true => (StatusCode::OK, "ok"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "fail"),
    };
    (code, Json(Ready { status, checks }))
}

/// Writes for real: a database that can be read may still be full or locked.
async fn store(running: &Running) -> Result<(), String> {
    if !running.engine.writes() {
        return Err("the writer has stopped".to_owned());
    }
    let now = running.engine.clock().now().to_rfc3339();
    let write = running.engine.store().put_instelling("readyz_at", &now);
    match tokio::time::timeout(WRITE, write).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(fault)) => Err(super::chain(&fault)),
        Err(_) => Err(format!("a write took longer than {} s", WRITE.as_secs())),
    }
}

fn catalogue(running: &Running) -> Result<(), String> {
    let bureaus = running.engine.catalog().bureaus().count();
    if bureaus == 0 {
        return Err("no bureau is defined".to_owned());
    }
    Ok(())
}

/// What is on disk runs, or was refused while the version before goes on.
fn definitions(running: &Running) -> Result<(), String> {
    let toestand = running.definities.toestand();
    if toestand.blind {
        return Err("the folders cannot be read to the end; saves are not seen".to_owned());
    }
    let Some(geweigerd) = toestand.geweigerd else {
        return Ok(());
    };
    let versie = toestand.versie.map_or_else(String::new, |versie| {
        format!(
            "; {versie} of {} goes on",
            versie.at.format("%Y-%m-%d %H:%M UTC")
        )
    });
    let more = geweigerd.aantal.saturating_sub(geweigerd.fouten.len());
    let more = match more {
        0 => String::new(),
        more => format!("; and {more} more"),
    };
    Err(format!(
        "refused, faults: {}{versie}; {}{more}",
        geweigerd.aantal,
        geweigerd.fouten.join("; ")
    ))
}

fn turns(pulse: &Pulse, limit: Duration) -> Result<(), String> {
    match pulse.age() {
        None => return Err("it has not turned yet".to_owned()),
        Some(age) if age > limit => {
            return Err(format!("it last turned {} s ago", age.as_secs()));
        }
        Some(_) => {}
    }
    pulse.fault().map_or(Ok(()), Err)
}

fn disk(running: &Running) -> Result<(), String> {
    let path = &running.config.database.path;
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    let dir = dir.unwrap_or(Path::new("."));
    let free = free(dir).map_err(|fault| format!("`{}`: {fault}", dir.display()))?;
    let reserve = running.config.serve.disk_reserve;
    if free < reserve {
        return Err(format!(
            "{} MiB free beside the database, less than the {} MiB of `serve.disk_reserve`",
            free >> 20,
            reserve >> 20
        ));
    }
    Ok(())
}

/// The bytes that may still be written where a path lies.
pub(super) fn free(dir: &Path) -> std::io::Result<u64> {
    let found = rustix::fs::statvfs(dir)?;
    Ok(found.f_bavail.saturating_mul(found.f_frsize))
}

fn mail(running: &Running) -> Result<(), String> {
    match &*running.uitgang {
        Uitgang::Smtp { pool, .. } => pool.trouble().map_or(Ok(()), Err),
        Uitgang::Map(_) | Uitgang::Nergens => Ok(()),
    }
}

/// A folder that is there; whether it can be written shows when something is.
fn folder(path: &Path) -> Result<(), String> {
    match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(format!("`{}` is no folder", path.display())),
        Err(fault) => Err(format!("`{}`: {fault}", path.display())),
    }
}

fn calendar(running: &Running) -> Result<(), String> {
    let catalog = running.engine.catalog();
    let short: Vec<String> = days_left(&catalog, running.engine.clock().now())
        .into_iter()
        .filter(|(_, days)| *days < CALENDAR_DAYS)
        .map(|(bureau, days)| format!("{bureau}: {days} days"))
        .collect();
    if short.is_empty() {
        return Ok(());
    }
    Err(format!("school holidays end soon ({})", short.join(", ")))
}
