//! `[mail]`: where mails go, and how the mail server is spoken to.
//!
//! Sending is left to `smtp`. Easy to get wrong: half a login. A name without a password, or a password
//! over a line that is not encrypted, is refused here and not at the first mail.

use std::path::PathBuf;
use std::time::Duration;

use super::reader::Reader;
use super::secret::Secret;
use super::value::words;

/// `[mail]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub kind: MailKind,
    /// With `smtp`: the server. Read and checked in either case.
    pub smtp: Smtp,
}

/// What happens to a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailKind {
    /// It becomes an `.eml` file beside the letters and reaches nobody.
    Files,
    /// It is sent.
    Smtp,
}
words!(MailKind { Files = "files", Smtp = "smtp" });

/// How the line to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// In the clear at first, then STARTTLS or nothing.
    Starttls,
    /// TLS from the first byte.
    Implicit,
    /// STARTTLS where the server offers it.
    Opportunistic,
    /// In the clear: for a server on this machine.
    None,
}
words!(Tls {
    Starttls = "starttls",
    Implicit = "implicit",
    Opportunistic = "opportunistic",
    None = "none",
});

/// The mail server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Smtp {
    /// Name or address; empty only where mails go to files.
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    pub user: Option<String>,
    pub password: Option<Secret>,
    /// A file in PEM with the authority that the server's certificate comes from, beside those of the
    /// machine.
    pub ca_file: Option<PathBuf>,
    /// How this machine greets; not set: by its own name.
    pub hello_name: Option<String>,
    /// The sender on the envelope, whom bounces reach; not set: the sender of the bureau.
    pub envelope_from: Option<String>,
    /// How many connections at most are open at once.
    pub connections: u32,
    pub connect_timeout: Duration,
    /// How long one mail may take.
    pub send_timeout: Duration,
    /// After how long an unused connection is closed.
    pub idle_timeout: Duration,
    /// After how many tries a mail counts as undeliverable.
    pub tries: u32,
}

impl Mail {
    pub(super) fn read(reader: &mut Reader<'_>) -> Self {
        let mut section = reader.section("mail");
        let mail = Self {
            kind: section.get("kind", MailKind::Files),
            smtp: Smtp {
                host: section.get("host", String::new()),
                port: section.get("port", 587),
                tls: section.get("tls", Tls::Starttls),
                user: section.get("user", None),
                password: section.secret("password", "password_file"),
                ca_file: section.get("ca_file", None),
                hello_name: section.get("hello_name", None),
                envelope_from: section.get("envelope_from", None),
                connections: section.get("connections", 2),
                connect_timeout: section.get("connect_timeout", Duration::from_secs(10)),
                send_timeout: section.get("send_timeout", Duration::from_secs(60)),
                idle_timeout: section.get("idle_timeout", Duration::from_secs(30)),
                tries: section.get("tries", 12),
            },
        };
        mail.check(reader);
        mail
    }

    fn check(&self, reader: &mut Reader<'_>) {
        let smtp = &self.smtp;
        if self.kind == MailKind::Smtp && smtp.host.is_empty() {
            reader.fault("mail", "host", "`kind = \"smtp\"` needs a `host`");
        }
        if smtp.user.is_some() && smtp.password.is_none() {
            let message = "`user` needs a password: set `password_file`";
            reader.fault("mail", "user", message);
        }
        if smtp.user.is_none() && smtp.password.is_some() {
            reader.fault("mail", "password_file", "a password needs a `user`");
        }
        let clear = matches!(smtp.tls, Tls::None | Tls::Opportunistic);
        if smtp.user.is_some() && clear {
            let message = "a password must not cross a line in the clear: \
                           use `starttls` or `implicit`";
            reader.fault("mail", "tls", message);
        }
        if smtp
            .envelope_from
            .as_ref()
            .is_some_and(|from| !from.contains('@'))
        {
            reader.fault(
                "mail",
                "envelope_from",
                "`envelope_from` is no mail address",
            );
        }
    }
}
