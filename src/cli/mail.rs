//! `mail test`: one mail by the configured way, told step by step, and what to do where it stops.
//!
//! For the operator who sets up a machine, so in English; the mail itself is Dutch. Easy to get wrong: what is
//! tested. It takes the daemon's settings and the daemon's connection, or it proves nothing.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::Mappen;
use super::config::SettingsArg;
use crate::clock::Clock;
use crate::config::{Mail as MailSettings, MailKind, Smtp, Tls};
use crate::render::Postadres;
use crate::render::mail::proefmail;
use crate::smtp::{Fault, Parcel, Pool, Problem, Stage, Step, mask};

/// Try out the mail settings.
#[derive(Debug, Args)]
pub struct Mail {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Send one test mail and tell step by step what happens
    Test(Test),
}

#[derive(Debug, Args)]
struct Test {
    /// To whom
    #[arg(value_name = "ADDRESS")]
    to: String,
    /// From whom [default: the sender of the only bureau, else `mail.envelope_from`]
    #[arg(long, value_name = "ADDRESS")]
    from: Option<String>,
    #[command(flatten)]
    settings: SettingsArg,
}

impl Mail {
    /// Runs it.
    ///
    /// # Errors
    /// Definitions that cannot be read.
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let What::Test(test) = self.what;
        test.run(mappen).await
    }
}

impl Test {
    async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(loaded) = self.settings.load(mappen) else {
            return Ok(ExitCode::FAILURE);
        };
        let MailSettings { kind, smtp, .. } = loaded.config.mail;
        if kind == MailKind::Files {
            anstream::eprintln!(
                "`mail.kind` is \"files\": mails are written, not sent\nhint: set `kind = \"smtp\"` in [mail]"
            );
            return Ok(ExitCode::FAILURE);
        }
        let from = match self.from.clone() {
            Some(from) => Some(from),
            None => sender(mappen)?.or(smtp.envelope_from.clone()),
        };
        let Some(from) = from else {
            anstream::eprintln!(
                "there is not one bureau to send for\nhint: name the sender with --from"
            );
            return Ok(ExitCode::FAILURE);
        };
        let address = |adres: &str| Postadres {
            naam: String::new(),
            adres: adres.to_owned(),
        };
        let now = Clock::System.now();
        let mail = proefmail(address(&from), address(&self.to), now);
        let message = match mail.to_eml(now) {
            Ok(message) => message,
            Err(_) => {
                anstream::eprintln!("`{}` or `{from}` is not a mail address", self.to);
                return Ok(ExitCode::FAILURE);
            }
        };
        // The same envelope as the daemon's, so that SPF and DMARC are tried too.
        let parcel = Parcel {
            from: smtp.envelope_from.clone().unwrap_or(from),
            to: self.to,
            message,
        };
        Ok(send(smtp, &parcel).await)
    }
}

/// The sender of the bureau, when there is one only.
fn sender(mappen: &Mappen) -> anyhow::Result<Option<String>> {
    let Some(catalog) = mappen.catalog(false)? else {
        return Ok(None);
    };
    let mut bureaus = catalog.bureaus();
    let first = bureaus.next().map(|bureau| bureau.mail.afzender.clone());
    Ok(first.filter(|_| bureaus.next().is_none()))
}

async fn send(smtp: Smtp, parcel: &Parcel) -> ExitCode {
    let pool = match Pool::new(smtp) {
        Ok(pool) => pool,
        Err(fault) => {
            anstream::eprintln!("{fault}");
            return ExitCode::FAILURE;
        }
    };
    let smtp = pool.settings();
    anstream::println!(
        "mail server  {} port {}, tls = \"{}\"",
        smtp.host,
        smtp.port,
        word(smtp.tls)
    );
    match pool
        .try_out(parcel, &mut |step| anstream::println!("{}", told(&step)))
        .await
    {
        Ok(()) => {
            anstream::println!(
                "\nThe server has taken the mail to {}; see whether it arrives.",
                mask(&parcel.to)
            );
            ExitCode::SUCCESS
        }
        Err(fault) => {
            anstream::eprintln!("failed       {fault}\nhint: {}", hint(&fault, smtp));
            ExitCode::FAILURE
        }
    }
}

fn told(step: &Step) -> String {
    match step {
        Step::Resolved { addresses } => {
            let shown: Vec<String> = addresses
                .iter()
                .map(|address| address.ip().to_string())
                .collect();
            format!("resolved     {}", shown.join(", "))
        }
        Step::Connected { to } => format!("connected    {to}"),
        Step::Greeted {
            name,
            starttls,
            auth,
        } => {
            let offers: Vec<&str> = [(*starttls, "STARTTLS"), (*auth, "AUTH")]
                .into_iter()
                .filter_map(|(offered, what)| offered.then_some(what))
                .collect();
            let offers = if offers.is_empty() {
                "neither STARTTLS nor AUTH".to_owned()
            } else {
                offers.join(" and ")
            };
            format!("greeted      by {name}, which offers {offers}")
        }
        Step::Encrypted {
            version,
            cipher,
            name,
        } => {
            format!("encrypted    {version}, {cipher}; the certificate is trusted and names {name}")
        }
        Step::InTheOpen => "encrypted    no: everything goes in the open".to_owned(),
        Step::LoggedIn { mechanism } => format!("logged in    AUTH {mechanism}"),
        Step::NoLogin => "logged in    no: `mail.user` is not set".to_owned(),
        Step::Accepted { answer } => format!("accepted     {answer}"),
    }
}

/// What to do about it.
fn hint(fault: &Fault, smtp: &Smtp) -> String {
    let host = &smtp.host;
    match (fault.stage, &fault.problem) {
        (Stage::Resolve, _) => format!("check the spelling of `mail.host` (`{host}`), and the DNS of this machine"),
        (Stage::Connect, _) => format!("check `mail.port` ({}), and whether a firewall lets this machine reach {host}", smtp.port),
        (Stage::StartTls, Problem::NotOffered(_)) => {
            "this port offers no STARTTLS: try `tls = \"implicit\"` with port 465, or ask for the right port".to_owned()
        }
        (Stage::Hello | Stage::Tls, Problem::Timeout(_) | Problem::Network(_)) => {
            "port 465 wants `tls = \"implicit\"`, ports 587 and 25 want `tls = \"starttls\"`: the two may be mixed up".to_owned()
        }
        (Stage::Hello, _) => "the server will not talk to this machine: ask its keeper to allow this address".to_owned(),
        (Stage::Tls, Problem::Certificate(text)) if text.contains("CaUsedAsEndEntity") => {
            "the server shows the certificate of an authority (CA:TRUE) as its own: it needs one of its own, with CA:FALSE".to_owned()
        }
        (Stage::Tls, _) => format!(
            "the certificate must name `{host}` and come from a known authority: use the name that stands on it, or put the municipality's own authority in `mail.ca_file`"
        ),
        (Stage::StartTls, _) => "the server refuses to begin TLS: ask its keeper".to_owned(),
        (Stage::Auth, Problem::NotOffered(_)) => {
            "remove `mail.user` when this server needs no login; else use `tls = \"starttls\"` or \"implicit\"".to_owned()
        }
        (Stage::Auth, _) => "check `mail.user` and the file of `mail.password_file`; some servers want an app password".to_owned(),
        (Stage::Sender, _) => "this server does not let this login send for that sender: set `mail.envelope_from`, or ask its keeper".to_owned(),
        (Stage::Recipient, Problem::Answer { text, .. }) if text.to_ascii_lowercase().contains("relay") => {
            "this server takes no mail for others from here: log in (`mail.user`), or ask its keeper to relay for this machine".to_owned()
        }
        (Stage::Recipient, _) => "the server knows no such mailbox, or not yet: check the address".to_owned(),
        (Stage::Data | Stage::Content, _) => "the server refuses the mail itself: its answer says why; a limit or a filter perhaps".to_owned(),
    }
}

fn word(tls: Tls) -> &'static str {
    match tls {
        Tls::Starttls => "starttls",
        Tls::Implicit => "implicit",
        Tls::Opportunistic => "opportunistic",
        Tls::None => "none",
    }
}
