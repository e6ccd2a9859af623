//! What the program writes to standard error: one line per event, as text or JSON, in UTC.
//!
//! What is worth a line is left to who writes it. Easy to get wrong: panics. Their message may hold whatever
//! was being worked on, so that only a message that stands in the source is told.

use std::fmt;
use std::io::IsTerminal;

use chrono::SecondsFormat;
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::FormatTime;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, fmt as layer};

use crate::clock::Clock;
use crate::config::{Log, LogFormat, LogLevel};

/// The variable that takes the place of the level, such as `debug` or `termijnwacht::engine=trace`.
const FILTER: &str = "TERMIJNWACHT_LOG";

/// The logs of a command that is not the daemon: only what goes wrong.
pub const OF_COMMANDS: Log = Log {
    format: LogFormat::Text,
    level: LogLevel::Warn,
};

/// Begins to log. A process does so once; a second time changes nothing.
pub fn init(log: &Log) {
    let level = match log.level {
        LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
    };
    let filter = EnvFilter::try_from_env(FILTER).unwrap_or_else(|_| EnvFilter::new(level));
    let base = layer::Subscriber::builder()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_timer(Millis);
    // Only in tests is a subscriber there already.
    let _ = match log.format {
        LogFormat::Text => base.finish().try_init(),
        LogFormat::Json => base.json().flatten_event(true).finish().try_init(),
    };
    std::panic::set_hook(Box::new(tell_panic));
}

fn tell_panic(panic: &std::panic::PanicHookInfo<'_>) {
    let message = panic.payload().downcast_ref::<&str>().copied();
    let place = panic.location().map(ToString::to_string);
    tracing::error!(
        panic.place = place.unwrap_or_default(),
        panic.message = message.unwrap_or("(not shown: it may hold personal data)"),
        "a fault in the program stopped a task"
    );
}

struct Millis;

impl FormatTime for Millis {
    fn format_time(&self, w: &mut Writer<'_>) -> fmt::Result {
        let now = Clock::System.now();
        w.write_str(&now.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}
