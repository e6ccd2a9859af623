//! /metrics: the counters of all rooms, and gauges taken when they are asked for.
//!
//! Where something happens it is counted; what stands is read from the store at each scrape. Easy to get
//! wrong: a gauge that outlives what it measured. Series of the outbox that are empty now are set to 0.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use metrics::{Unit, describe_counter, describe_gauge, describe_histogram, gauge};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};
use serde_json::Value;

use super::Running;
use super::calendars::days_left;
use super::stop::Stop;
use super::work::pause;
use crate::engine::count;
use crate::store::{Stand, Store, UitStatus};
use crate::worker::{herlaad, outbox};

pub(super) const HTTP: &str = "termijnwacht_http_requests_total";
pub(super) const HTTP_SECONDS: &str = "termijnwacht_http_request_seconds";
const ZAKEN: &str = "termijnwacht_open_zaken";
const INCIDENTS_OPEN: &str = "termijnwacht_incidents_open";
const DUE: &str = "termijnwacht_timers_due";
const OVERDUE: &str = "termijnwacht_timer_oldest_overdue_seconds";
const OUTBOX: &str = "termijnwacht_outbox";
const OUTBOX_OLDEST: &str = "termijnwacht_outbox_oldest_seconds";
const CALENDAR: &str = "termijnwacht_calendar_days_left";
const STORE_UP: &str = "termijnwacht_store_up";
const TURN_AGE: &str = "termijnwacht_worker_turn_age_seconds";
const REFUSED: &str = "termijnwacht_definitions_refused";
const VERSION: &str = "termijnwacht_definitions_version";
const DISK_FREE: &str = "termijnwacht_disk_free_bytes";

/// Answers of a machine: from a statement to a slow mail server.
const QUICK: [f64; 11] = [
    0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 30.0,
];
/// How late a timer is: from the loop's wait to a machine that stood still over a holiday.
const LATE: [f64; 9] = [
    1.0,
    5.0,
    30.0,
    300.0,
    3_600.0,
    21_600.0,
    86_400.0,
    604_800.0,
    5_184_000.0,
];

/// Installs the one recorder of the process.
///
/// # Errors
/// When there is one already.
pub(super) fn install() -> Result<PrometheusHandle, BuildError> {
    let handle = PrometheusBuilder::new()
        .set_buckets(&QUICK)?
        .set_buckets_for_metric(Matcher::Full(count::LATENESS.to_owned()), &LATE)?
        .install_recorder()?;
    describe();
    Ok(handle)
}

fn describe() {
    describe_counter!(
        count::COMMANDS,
        "Commands by kind and result: done, refused, known (done before), conflict, failed"
    );
    describe_counter!(count::INCIDENTS, "Incidents that zaken opened");
    describe_histogram!(
        count::LATENESS,
        Unit::Seconds,
        "How long after its moment a timer was dealt with"
    );
    describe_histogram!(
        count::STORE,
        Unit::Seconds,
        "How long the store took to load a zaak, or to commit one or a group (time in the queue included)"
    );
    describe_counter!(HTTP, "Requests by method, matched route and status");
    describe_histogram!(
        HTTP_SECONDS,
        Unit::Seconds,
        "How long requests took, by matched route"
    );
    describe_gauge!(ZAKEN, "Open zaken");
    describe_gauge!(INCIDENTS_OPEN, "Incidents that nobody solved");
    describe_gauge!(DUE, "Timers that are due and not dealt with");
    describe_gauge!(
        OVERDUE,
        Unit::Seconds,
        "How long ago the longest due timer should have been dealt with; 0 when none is due"
    );
    describe_gauge!(
        OUTBOX,
        "Outgoing rows by kind and status; sent and dropped ones are not counted"
    );
    describe_counter!(
        outbox::RESULTS,
        "What became of outgoing rows: mail-sent, letter-made, melding-made, postponed, failed"
    );
    describe_gauge!(
        OUTBOX_OLDEST,
        Unit::Seconds,
        "How long ago the oldest of these rows could have gone; 0 when none could"
    );
    describe_gauge!(
        CALENDAR,
        "Days until the first school calendar of a bureau ends"
    );
    describe_gauge!(
        REFUSED,
        "Whether the definitions on disk were refused, so that the version before goes on"
    );
    describe_gauge!(
        VERSION,
        "The number of the version of the definitions that runs"
    );
    describe_counter!(
        herlaad::RELOADS,
        "Changed definitions by result: accepted, refused"
    );
    describe_histogram!(
        herlaad::SECONDS,
        Unit::Seconds,
        "From reading changed definitions until they are in force or refused, by result"
    );
    describe_gauge!(STORE_UP, "Whether the store answered this scrape");
    describe_gauge!(
        TURN_AGE,
        Unit::Seconds,
        "How long ago a loop of the daemon last turned"
    );
    describe_gauge!(DISK_FREE, Unit::Bytes, "Free space beside the database");
}

/// Takes the gauges and gives all metrics in the text format of Prometheus.
pub(super) async fn render(running: &Running) -> String {
    let now = running.engine.clock().now();
    match running.engine.store().stand(now).await {
        Ok(stand) => {
            gauge!(STORE_UP).set(1);
            taken(&stand, now);
        }
        Err(_) => gauge!(STORE_UP).set(0),
    }
    for (bureau, days) in days_left(&running.engine.catalog(), now) {
        let days = i32::try_from(days).unwrap_or(i32::MAX);
        gauge!(CALENDAR, "bureau" => bureau).set(days);
    }
    let definities = running.definities.toestand();
    gauge!(REFUSED).set(u32::from(definities.geweigerd.is_some()));
    if let Some(versie) = definities.versie {
        gauge!(VERSION).set(versie.nummer);
    }
    for pulse in [&running.timers, &running.outbox] {
        if let Some(age) = pulse.age() {
            gauge!(TURN_AGE, "worker" => pulse.name).set(age.as_secs_f64());
        }
    }
    let database = running.config.database.path.parent();
    if let Some(Ok(free)) = database.map(super::health::free) {
        gauge!(DISK_FREE).set(float(free));
    }
    running.prometheus.render()
}

fn taken(stand: &Stand, now: DateTime<Utc>) {
    gauge!(ZAKEN).set(float(stand.open_zaken));
    gauge!(INCIDENTS_OPEN).set(float(stand.incidenten));
    gauge!(DUE).set(float(stand.timers_due));
    gauge!(OVERDUE).set(since(stand.oldest_due, now));
    for soort in ["mail", "brief", "melding-uit"] {
        for status in [UitStatus::Wacht, UitStatus::Bezig, UitStatus::Mislukt] {
            let row = stand
                .outbox
                .iter()
                .find(|(kind, at, ..)| kind == soort && *at == status);
            let labels = [("kind", soort.to_owned()), ("status", word(status))];
            gauge!(OUTBOX, &labels).set(float(row.map_or(0, |(_, _, number, _)| *number)));
            let oldest = row.and_then(|(_, _, _, oldest)| *oldest);
            gauge!(OUTBOX_OLDEST, &labels).set(since(oldest, now));
        }
    }
}

/// A status as JSON has it.
fn word(status: UitStatus) -> String {
    match serde_json::to_value(status) {
        Ok(Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Seconds ago; what is yet to come is 0.
fn since(at: Option<DateTime<Utc>>, now: DateTime<Utc>) -> f64 {
    let ago = at.and_then(|at| (now - at).to_std().ok());
    ago.unwrap_or_default().as_secs_f64()
}

/// Prometheus knows only floating numbers; nothing here comes near where they lose whole ones.
fn float(number: u64) -> f64 {
    u32::try_from(number).map_or_else(
        |_| Duration::from_millis(number).as_secs_f64() * 1_000.0,
        f64::from,
    )
}

/// Histograms gather until somebody tidies them, also when nobody scrapes.
pub(super) async fn tidy(running: Arc<Running>, mut stop: Stop) {
    while !stop.is_requested() {
        running.prometheus.run_upkeep();
        tokio::select! {
            () = stop.requested() => {}
            () = pause(Duration::from_secs(5)) => {}
        }
    }
}
