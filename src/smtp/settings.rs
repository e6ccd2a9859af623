//! The table `[mail]` of the configuration: which server, how to reach it, and how patient to be.
//!
//! Finding and reading the file is `config`'s. Easy to get wrong: the password. It comes from a file or the
//! environment, is never shown, and never goes over a connection that is not encrypted unless `tls = "none"`.

use serde::Deserialize;
use std::fmt;
use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::Duration;
use thiserror::Error;

/// How mail leaves, as an operator writes it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub kind: Kind,
    /// Name of the mail server, as it stands on its certificate.
    pub host: String,
    /// Default: 587, with `tls = "implicit"` 465, with `tls = "none"` 25.
    pub port: Option<u16>,
    pub tls: Security,
    pub user: Option<String>,
    /// For tests and the environment; in the file, name a `password_file`.
    pub password: Option<Secret>,
    /// A file that holds the password and nothing else.
    pub password_file: Option<PathBuf>,
    /// Certificates (PEM) to trust besides those of the machine, such as the municipality's own.
    pub ca_file: Option<PathBuf>,
    /// The name this machine gives itself in EHLO; default: its address.
    pub ehlo: Option<String>,
    /// Envelope sender, to which bounces go; default: the sender of the bureau. SPF looks at its domain.
    pub envelope_from: Option<String>,
    /// How many connections at once, 1 to 50.
    pub connections: usize,
    /// How often a mail that the server puts off is tried before a person hears of it.
    pub tries: u32,
    /// For looking up the name, for connecting, and for agreeing on TLS, each.
    pub connect_timeout_ms: u64,
    /// For each answer of the server.
    pub command_timeout_ms: u64,
    /// For the mail itself, until the server has taken it.
    pub data_timeout_ms: u64,
    /// How long an unused connection is kept.
    pub idle_ms: u64,
}

/// Where mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// To the mail server.
    #[default]
    Smtp,
    /// Into `.eml` files.
    Files,
    /// Nowhere.
    None,
}

/// How the connection is guarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Security {
    /// Begins open, and goes on only when the server agrees on TLS.
    #[default]
    Starttls,
    /// Uses TLS when the server offers it; a password needs it.
    Opportunistic,
    /// TLS from the first byte.
    Implicit,
    /// Never TLS: for a server on this machine.
    None,
}

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` from sight.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(super) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Why the settings cannot be used.
#[derive(Debug, Error)]
pub enum SettingsFault {
    #[error("`mail.{key}` {what}")]
    Wrong { key: &'static str, what: String },
    #[error("`mail.{key}`: cannot read `{path}`")]
    Unreadable {
        key: &'static str,
        path: String,
        source: io::Error,
    },
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            kind: Kind::default(),
            host: String::new(),
            port: None,
            tls: Security::default(),
            user: None,
            password: None,
            password_file: None,
            ca_file: None,
            ehlo: None,
            envelope_from: None,
            connections: 4,
            tries: 12,
            connect_timeout_ms: 10_000,
            command_timeout_ms: 30_000,
            data_timeout_ms: 60_000,
            idle_ms: 30_000,
        }
    }
}

impl Settings {
    /// What is wrong with them, all at once; files are not opened.
    pub fn faults(&self) -> Vec<SettingsFault> {
        let mut faults = Vec::new();
        if self.kind != Kind::Smtp {
            return faults;
        }
        let mut wrong = |bad: bool, key, what: &str| {
            if bad {
                faults.push(SettingsFault::Wrong {
                    key,
                    what: what.to_owned(),
                });
            }
        };
        wrong(
            self.host.trim().is_empty(),
            "host",
            "is missing: name the mail server",
        );
        wrong(
            self.host.contains(':') && self.host.parse::<std::net::IpAddr>().is_err(),
            "host",
            "holds a `:`: put the port in `mail.port`",
        );
        wrong(self.port == Some(0), "port", "is 0");
        wrong(
            !(1..=50).contains(&self.connections),
            "connections",
            "must be 1 to 50",
        );
        wrong(self.tries == 0, "tries", "must be 1 or more");
        let timeouts = [
            self.connect_timeout_ms,
            self.command_timeout_ms,
            self.data_timeout_ms,
        ];
        wrong(timeouts.contains(&0), "…_timeout_ms", "must be 1 or more");
        let password = self.password.is_some() || self.password_file.is_some();
        wrong(
            self.user.is_some() && !password,
            "password_file",
            "is missing: `mail.user` is given",
        );
        wrong(
            self.user.is_none() && password,
            "user",
            "is missing: a password is given",
        );
        wrong(
            self.password.is_some() && self.password_file.is_some(),
            "password_file",
            "is given beside `mail.password`: choose one",
        );
        let from = self.envelope_from.as_deref();
        wrong(
            from.is_some_and(|from| from.parse::<lettre::Address>().is_err()),
            "envelope_from",
            "is not a mail address",
        );
        let ehlo = self.ehlo.as_deref();
        wrong(
            ehlo.is_some_and(|name| name.is_empty() || !name.chars().all(|c| c.is_ascii_graphic())),
            "ehlo",
            "must be one word",
        );
        faults
    }

    /// The port, said or usual.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.tls {
            Security::Starttls | Security::Opportunistic => 587,
            Security::Implicit => 465,
            Security::None => 25,
        })
    }

    /// Name and password, when the server wants to know who sends.
    pub(super) fn credentials(&self) -> Result<Option<(String, Secret)>, SettingsFault> {
        let Some(user) = self.user.clone() else {
            return Ok(None);
        };
        if let Some(password) = self.password.clone() {
            return Ok(Some((user, password)));
        }
        let Some(path) = &self.password_file else {
            let what = "is missing: `mail.user` is given".to_owned();
            return Err(SettingsFault::Wrong {
                key: "password_file",
                what,
            });
        };
        let text = fs::read_to_string(path).map_err(|source| SettingsFault::Unreadable {
            key: "password_file",
            path: path.display().to_string(),
            source,
        })?;
        // Editors end a file with a line break; no password does.
        let password = text.trim_end_matches(['\r', '\n']);
        if password.is_empty() {
            let what = format!("is empty: `{}`", path.display());
            return Err(SettingsFault::Wrong {
                key: "password_file",
                what,
            });
        }
        Ok(Some((user, Secret::new(password))))
    }

    pub(super) fn connect_timeout(&self) -> Duration {
        Duration::from_millis(self.connect_timeout_ms)
    }

    pub(super) fn command_timeout(&self) -> Duration {
        Duration::from_millis(self.command_timeout_ms)
    }

    pub(super) fn data_timeout(&self) -> Duration {
        Duration::from_millis(self.data_timeout_ms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operator_hears_of_all_faults_at_once() {
        let settings: Settings = toml::from_str(
            "kind = \"smtp\"\nuser = \"bureau\"\nconnections = 0\nenvelope_from = \"nergens\"",
        )
        .unwrap();
        let told: Vec<String> = settings.faults().iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(told.join("\n"), @"");
    }

    #[test]
    fn a_table_that_says_little_is_enough_and_an_unknown_key_is_refused() {
        let settings: Settings = toml::from_str("host = \"mail.rbl.example\"").unwrap();
        assert!(settings.faults().is_empty());
        assert_eq!((settings.port(), settings.tls), (587, Security::Starttls));
        assert!(toml::from_str::<Settings>("server = \"mail.rbl.example\"").is_err());
    }

    #[test]
    fn no_password_is_ever_shown() {
        let settings = Settings {
            password: Some(Secret::new("geheim")),
            ..Settings::default()
        };
        assert!(!format!("{settings:?}").contains("geheim"));
    }
}
