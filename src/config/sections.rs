//! The sections of the settings, except mail: what each holds, and its defaults.
//!
//! Easy to get wrong: a default that opens something. Without a file the daemon listens on this machine
//! only, writes below `./var` and sends nothing to anybody.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use super::reader::Reader;
use super::value::{Size, words};

/// `[database]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Database {
    /// The SQLite file.
    pub path: PathBuf,
}

/// `[http]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Http {
    pub listen: SocketAddr,
    /// The largest body of a request, in bytes.
    pub body_limit: u64,
    /// How long one request may take.
    pub request_timeout: Duration,
}

/// `[letters]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letters {
    /// The folder below which `brieven` and `meldingen` stand, and `mails` where these become files.
    pub folder: PathBuf,
}

/// `[intake]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// The watched folder, with a folder per bureau below it; none is watched when it is not set.
    pub folder: Option<PathBuf>,
}

/// `[log]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    pub format: LogFormat,
    pub level: LogLevel,
}

/// How a line of the log looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}
words!(LogFormat { Text = "text", Json = "json" });

/// The least that is worth a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogLevel {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}
words!(LogLevel {
    Error = "error",
    Warn = "warn",
    Info = "info",
    Debug = "debug",
    Trace = "trace",
});

/// `[files]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    /// Folder with definitions; not set: `./workflows` when present, else the embedded ones.
    pub workflows: Option<PathBuf>,
    /// Folder with scripts; not set: `./scripts` when present, else the embedded ones.
    pub scripts: Option<PathBuf>,
    /// How long after a look the folders are looked at anyway; an event may have been lost.
    pub rescan: Duration,
}

/// `[serve]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Serve {
    /// How long an orderly stop may take.
    pub stop_timeout: Duration,
    /// How long the work loop waits at most before it looks again; another process may have written.
    pub poll: Duration,
    /// Below this much free space, in bytes, the daemon reports that it is not ready.
    pub disk_reserve: u64,
}

impl Database {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("database");
        Self {
            path: section.get("path", PathBuf::from("./var/termijnwacht.db")),
        }
    }
}

impl Http {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("http");
        Self {
            listen: section.get(
                "listen",
                SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            ),
            body_limit: section.get("body_limit", Size(1 << 20)).0,
            request_timeout: section.get("request_timeout", Duration::from_secs(30)),
        }
    }
}

impl Letters {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("letters");
        Self {
            folder: section.get("folder", PathBuf::from("./var/uit")),
        }
    }
}

impl Intake {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("intake");
        Self {
            folder: section.get("folder", None),
        }
    }
}

impl Log {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("log");
        Self {
            format: section.get("format", LogFormat::Text),
            level: section.get("level", LogLevel::Info),
        }
    }
}

impl Files {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("files");
        Self {
            workflows: section.get("workflows", None),
            scripts: section.get("scripts", None),
            rescan: section.get("rescan", Duration::from_secs(30)),
        }
    }
}

impl Serve {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("serve");
        Self {
            stop_timeout: section.get("stop_timeout", Duration::from_secs(20)),
            poll: section.get("poll", Duration::from_secs(5)),
            disk_reserve: section.get("disk_reserve", Size(100 << 20)).0,
        }
    }
}
