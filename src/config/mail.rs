//! `[mail]`: where mails go, and how the mail server is spoken to.
//!
//! What the settings of the server mean and which go together is [`smtp::Settings`]' own. Easy to get
//! wrong: the default. `smtp` sends when nothing is said; an installation must say that it wants to.

use std::path::PathBuf;
use std::time::Duration;

use super::reader::Reader;
use super::value::words;
use crate::smtp::{Kind, Security, Settings, SettingsFault};

/// `[mail]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// With `files`: the folder below which `mails` stands.
    pub folder: PathBuf,
    /// Whether mails are sent, and by which server; the password has been read from its file.
    pub smtp: Settings,
}

words!(Kind {
    Files = "files",
    Smtp = "smtp",
    None = "none"
});
words!(Security {
    Starttls = "starttls",
    Implicit = "implicit",
    Opportunistic = "opportunistic",
    None = "none",
});

impl Mail {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let default = Settings::default();
        let mut section = reader.section("mail");
        let kind = section.get("kind", Kind::Files);
        let folder = section.get("folder", PathBuf::from("./var/uit"));
        let mut time = |key, default| {
            let told = section.get(key, Duration::from_millis(default));
            u64::try_from(told.as_millis()).unwrap_or(u64::MAX)
        };
        let connect_timeout_ms = time("connect_timeout", default.connect_timeout_ms);
        let command_timeout_ms = time("command_timeout", default.command_timeout_ms);
        let data_timeout_ms = time("data_timeout", default.data_timeout_ms);
        let idle_ms = time("idle_timeout", default.idle_ms);
        let connections = u32::try_from(default.connections).unwrap_or(1);
        let smtp = Settings {
            kind,
            host: section.get("host", default.host),
            port: section.get("port", default.port),
            tls: section.get("tls", default.tls),
            user: section.get("user", default.user),
            password: section.secret("password", "password_file"),
            password_file: None,
            ca_file: section.get("ca_file", default.ca_file),
            ehlo: section.get("ehlo", default.ehlo),
            envelope_from: section.get("envelope_from", default.envelope_from),
            connections: usize::try_from(section.get("connections", connections)).unwrap_or(1),
            tries: section.get("tries", default.tries),
            connect_timeout_ms,
            command_timeout_ms,
            data_timeout_ms,
            idle_ms,
        };
        for fault in smtp.faults() {
            match fault {
                SettingsFault::Wrong { key, what } => {
                    reader.fault("mail", key, format!("`{key}` {what}"));
                }
                other => reader.fault("mail", "kind", other.to_string()),
            }
        }
        Self { folder, smtp }
    }
}
