//! One connection to the mail server: made step by step, each step with its own time, and used for many mails.
//!
//! Which connection a mail gets is `pool`'s. Easy to get wrong: stopping half way. A step whose time ran out
//! leaves the two sides out of step, so such a connection is dropped, never used again.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail, Quit, Rcpt, Rset, Starttls};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::fault::{Fault, Problem, Stage};
use super::mask::mask_all;
use super::tls::{Guard, agreed};
use super::wire::{Guarded, Lent};
use crate::clock::Stopwatch;
use crate::config::{Secret, Smtp, Tls};

/// What was done on the way, for whoever watches a test mail go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Resolved {
        addresses: Vec<SocketAddr>,
    },
    Connected {
        to: SocketAddr,
    },
    /// The name the server gave itself, and what it offers that matters here.
    Greeted {
        name: String,
        starttls: bool,
        auth: bool,
    },
    /// What was agreed, and the name that the certificate was checked against.
    Encrypted {
        version: String,
        cipher: String,
        name: String,
    },
    InTheOpen,
    LoggedIn {
        mechanism: String,
    },
    NoLogin,
    Accepted {
        answer: String,
    },
}

/// Hears of each step.
pub(super) type Tell<'a> = &'a mut (dyn FnMut(Step) + Send);

/// What a connection needs besides the settings.
pub(super) struct Means {
    pub settings: Smtp,
    pub guard: Option<Guard>,
    pub credentials: Option<(String, Secret)>,
}

/// A connection that is ready for mails.
pub(super) struct Connection {
    smtp: AsyncSmtpConnection,
    /// Since it was last used.
    idle: Stopwatch,
    /// Whether a refused mail is still half said.
    halfway: bool,
}

impl Connection {
    /// Connects, agrees on TLS and logs in.
    pub async fn open(means: &Means, tell: Tell<'_>) -> Result<Self, Fault> {
        let settings = &means.settings;
        let stream = dial(settings, tell).await?;
        let hello = hello(settings, &stream);
        let (mut smtp, guarded) = greet(means, stream, &hello, tell).await?;
        if let Some((user, password)) = &means.credentials {
            if !guarded {
                let what = "TLS, and a password does not go in the open";
                return Err(Fault::new(Stage::Auth, Problem::NotOffered(what)));
            }
            let Some(mechanism) = smtp.server_info().get_auth_mechanism(DEFAULT_MECHANISMS) else {
                return Err(Fault::new(
                    Stage::Auth,
                    Problem::NotOffered("AUTH PLAIN or LOGIN"),
                ));
            };
            let credentials = Credentials::new(user.clone(), password.expose().to_owned());
            let mechanisms = [mechanism];
            let login = smtp.auth(&mechanisms, &credentials);
            within(patience(settings), Stage::Auth, login).await?;
            let mechanism = mechanism.to_string();
            tell(Step::LoggedIn { mechanism });
        } else {
            tell(Step::NoLogin);
        }
        Ok(Self {
            smtp,
            idle: Stopwatch::start(),
            halfway: false,
        })
    }

    /// How long it was not used.
    pub fn idle(&self) -> Duration {
        self.idle.elapsed()
    }

    /// Makes sure that the server is still there and expects a new mail.
    pub async fn refresh(&mut self, settings: &Smtp) -> bool {
        let reset = timeout(patience(settings), self.smtp.command(Rset)).await;
        self.halfway = false;
        matches!(reset, Ok(Ok(_)))
    }

    /// Whether it must be refreshed whatever its age.
    pub fn is_halfway(&self) -> bool {
        self.halfway
    }

    /// Hands over one mail; gives the server's answer.
    pub async fn send(
        &mut self,
        from: &Address,
        to: &Address,
        message: &[u8],
        settings: &Smtp,
    ) -> Result<String, Fault> {
        let parameters = self.parameters(from, to, message)?;
        self.halfway = true;
        let patience = patience(settings);
        let mail = Mail::new(Some(from.clone()), parameters);
        within(patience, Stage::Sender, self.smtp.command(mail)).await?;
        let rcpt = Rcpt::new(to.clone(), Vec::new());
        within(patience, Stage::Recipient, self.smtp.command(rcpt)).await?;
        within(patience, Stage::Data, self.smtp.command(Data)).await?;
        let taken = self.smtp.message(message);
        let answer = within(settings.send_timeout, Stage::Content, taken).await?;
        self.halfway = false;
        self.idle = Stopwatch::start();
        Ok(shown(&answer))
    }

    /// Says goodbye, if the server still listens.
    pub async fn close(mut self, settings: &Smtp) {
        let _ = timeout(patience(settings), self.smtp.command(Quit)).await;
    }

    /// What MAIL FROM must announce.
    fn parameters(
        &self,
        from: &Address,
        to: &Address,
        message: &[u8],
    ) -> Result<Vec<MailParameter>, Fault> {
        let offers = |extension| self.smtp.server_info().supports_feature(extension);
        let unsendable = |why| Fault::new(Stage::Sender, Problem::Unsendable(why));
        let mut parameters = Vec::new();
        let ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        if !ascii(from) || !ascii(to) {
            if !offers(Extension::SmtpUtfEight) {
                return Err(unsendable(
                    "the address has letters that this server does not take (SMTPUTF8)",
                ));
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if !message.is_ascii() {
            if !offers(Extension::EightBitMime) {
                return Err(unsendable(
                    "the mail has letters that this server does not take (8BITMIME)",
                ));
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        Ok(parameters)
    }
}

/// Looks up the server and connects to the first address that answers.
async fn dial(settings: &Smtp, tell: Tell<'_>) -> Result<TcpStream, Fault> {
    let patience = settings.connect_timeout;
    let found = timeout(
        patience,
        lookup_host((settings.host.as_str(), settings.port)),
    )
    .await
    .map_err(|_| Fault::timeout(Stage::Resolve, patience))?
    .map_err(|fault| Fault::io(Stage::Resolve, &fault))?;
    let addresses: Vec<SocketAddr> = found.collect();
    tell(Step::Resolved {
        addresses: addresses.clone(),
    });
    let mut last = Fault::new(
        Stage::Resolve,
        Problem::Network("the name has no address".to_owned()),
    );
    for to in addresses {
        match timeout(patience, TcpStream::connect(to)).await {
            Ok(Ok(stream)) => {
                // Without it every command waits for a delayed ACK: 22 mails a second instead of thousands.
                stream
                    .set_nodelay(true)
                    .map_err(|fault| Fault::io(Stage::Connect, &fault))?;
                tell(Step::Connected { to });
                return Ok(stream);
            }
            Ok(Err(fault)) => last = Fault::io(Stage::Connect, &fault),
            Err(_) => last = Fault::timeout(Stage::Connect, patience),
        }
    }
    Err(last)
}

/// The greeting, and TLS as the settings ask; tells whether it is guarded.
async fn greet(
    means: &Means,
    stream: TcpStream,
    hello: &ClientId,
    tell: Tell<'_>,
) -> Result<(AsyncSmtpConnection, bool), Fault> {
    let settings = &means.settings;
    let Some(guard) = &means.guard else {
        let smtp = begin(Box::new(stream), hello, settings).await?;
        tell(greeted(&smtp));
        tell(Step::InTheOpen);
        return Ok((smtp, false));
    };
    if settings.tls == Tls::Implicit {
        let stream = guard.secure(stream, settings).await?;
        let agreed = agreed(&stream);
        tell(Step::Encrypted {
            version: agreed.version,
            cipher: agreed.cipher,
            name: settings.host.clone(),
        });
        let smtp = begin(Box::new(Guarded::fresh(stream)), hello, settings).await?;
        tell(greeted(&smtp));
        return Ok((smtp, true));
    }
    let stream = Arc::new(stream);
    let mut smtp = begin(Box::new(Lent(Arc::clone(&stream))), hello, settings).await?;
    tell(greeted(&smtp));
    if !smtp.server_info().supports_feature(Extension::StartTls) {
        if settings.tls == Tls::Starttls {
            return Err(Fault::new(Stage::StartTls, Problem::NotOffered("STARTTLS")));
        }
        tell(Step::InTheOpen);
        return Ok((smtp, false));
    }
    within(patience(settings), Stage::StartTls, smtp.command(Starttls)).await?;
    drop(smtp);
    let stream = Arc::into_inner(stream).ok_or_else(|| {
        Fault::new(
            Stage::StartTls,
            Problem::Network("the open connection is still in use".to_owned()),
        )
    })?;
    let stream = guard.secure(stream, settings).await?;
    let agreed = agreed(&stream);
    tell(Step::Encrypted {
        version: agreed.version,
        cipher: agreed.cipher,
        name: settings.host.clone(),
    });
    let smtp = begin(Box::new(Guarded::upgraded(stream)), hello, settings).await?;
    Ok((smtp, true))
}

async fn begin(
    stream: Box<dyn AsyncTokioStream>,
    hello: &ClientId,
    settings: &Smtp,
) -> Result<AsyncSmtpConnection, Fault> {
    let begun = AsyncSmtpConnection::connect_with_transport(stream, hello);
    // Two answers: the greeting and that to EHLO.
    within(patience(settings) * 2, Stage::Hello, begun).await
}

/// How this machine names itself: as told, else by its address (RFC 5321 4.1.4).
fn hello(settings: &Smtp, stream: &TcpStream) -> ClientId {
    if let Some(name) = &settings.hello_name {
        return ClientId::Domain(name.clone());
    }
    match stream.local_addr().map(|address| address.ip()) {
        Ok(IpAddr::V4(address)) => ClientId::Ipv4(address),
        Ok(IpAddr::V6(address)) => ClientId::Ipv6(address),
        Err(_) => ClientId::default(),
    }
}

fn greeted(smtp: &AsyncSmtpConnection) -> Step {
    let info = smtp.server_info();
    Step::Greeted {
        name: info.name().to_owned(),
        starttls: info.supports_feature(Extension::StartTls),
        auth: info.get_auth_mechanism(DEFAULT_MECHANISMS).is_some(),
    }
}

fn shown(answer: &Response) -> String {
    let text: Vec<&str> = answer.message().collect();
    mask_all(&format!("{} {}", answer.code(), text.join(" ")))
}

/// How long one answer may take; the mail itself may take all of `send_timeout`.
fn patience(settings: &Smtp) -> Duration {
    settings.send_timeout / 2
}

/// One step, with its time.
async fn within<T>(
    patience: Duration,
    stage: Stage,
    step: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, Fault> {
    match timeout(patience, step).await {
        Ok(done) => done.map_err(|fault| Fault::of(stage, &fault)),
        Err(_) => Err(Fault::timeout(stage, patience)),
    }
}
