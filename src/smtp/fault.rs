//! What went wrong while sending, and at which step.
//!
//! What follows from it is `verdict`'s. Easy to get wrong: addresses. The text of an answer is masked when it
//! is taken in, so that nothing made of a fault can show one.

use std::fmt;
use std::io;
use std::time::Duration;
use thiserror::Error;

use super::mask::mask_all;

/// Where on the way it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Resolve,
    Connect,
    /// The greeting of the server and its answer to EHLO.
    Hello,
    StartTls,
    /// Agreeing on keys and certificates.
    Tls,
    Auth,
    /// MAIL FROM.
    Sender,
    /// RCPT TO.
    Recipient,
    /// DATA.
    Data,
    /// The mail itself, until the server has taken it.
    Content,
}

/// What it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// No answer within this time.
    Timeout(Duration),
    /// The server refused.
    Answer { code: u16, text: String },
    /// The connection could not be made, or broke.
    Network(String),
    /// The certificate or the keys were not accepted.
    Certificate(String),
    /// The server does not offer what the settings demand.
    NotOffered(&'static str),
    /// The mail cannot be sent by this server at all.
    Unsendable(&'static str),
}

/// What went wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{stage}: {problem}")]
pub struct Fault {
    pub stage: Stage,
    pub problem: Problem,
}

impl Fault {
    pub(super) fn new(stage: Stage, problem: Problem) -> Self {
        Self { stage, problem }
    }

    pub(super) fn timeout(stage: Stage, after: Duration) -> Self {
        Self::new(stage, Problem::Timeout(after))
    }

    pub(super) fn io(stage: Stage, fault: &io::Error) -> Self {
        Self::new(stage, Problem::Network(fault.to_string()))
    }

    /// What `lettre` says of a command.
    pub(super) fn of(stage: Stage, fault: &lettre::transport::smtp::Error) -> Self {
        use std::error::Error as _;
        let text = fault
            .source()
            .map_or_else(|| fault.to_string(), ToString::to_string);
        let problem = match fault.status() {
            Some(code) => Problem::Answer {
                code: code.into(),
                text: mask_all(&text),
            },
            // An end in the middle of an answer is a connection that broke.
            None => Problem::Network(text),
        };
        Self::new(stage, problem)
    }

    /// The code of the answer, when there was one.
    pub fn code(&self) -> Option<u16> {
        match self.problem {
            Problem::Answer { code, .. } => Some(code),
            _ => None,
        }
    }

    /// Whether the connection can be used again after RSET: the server answered, and did not say goodbye.
    pub(super) fn leaves_connection(&self) -> bool {
        self.code().is_some_and(|code| code != 421)
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "looking up the server",
            Self::Connect => "connecting",
            Self::Hello => "greeting",
            Self::StartTls => "STARTTLS",
            Self::Tls => "agreeing on TLS",
            Self::Auth => "logging in",
            Self::Sender => "naming the sender",
            Self::Recipient => "naming the recipient",
            Self::Data => "announcing the mail",
            Self::Content => "handing over the mail",
        })
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout(after) => write!(f, "no answer within {} ms", after.as_millis()),
            Self::Answer { code, text } => write!(f, "the server answered {code} {text}"),
            Self::Network(text) => f.write_str(text),
            Self::Certificate(text) => write!(f, "TLS failed: {text}"),
            Self::NotOffered(what) => write!(f, "the server does not offer {what}"),
            Self::Unsendable(why) => f.write_str(why),
        }
    }
}
