//! The connections to one mail server: never more than agreed, used again and again, closed when unused.
//!
//! Easy to get wrong: a connection that the server closed while nobody looked. It fails at the first word, and
//! then the mail goes over a new one; only a failure on a new connection counts.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use lettre::Address;
use thiserror::Error;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::connection::{Connection, Means, Step, Tell};
use super::fault::{Fault, Problem, Stage};
use super::tls::Guard;
use super::verdict::Verdict;
use crate::config::Smtp;

/// Unused for longer than this, a connection is asked whether it still stands.
const SURE: Duration = Duration::from_secs(2);

/// A mail with its envelope.
#[derive(Clone, PartialEq, Eq)]
pub struct Parcel {
    /// Bounces go there.
    pub from: String,
    pub to: String,
    /// As RFC 5322 has it, with its headers.
    pub message: Vec<u8>,
}

/// Why settings cannot be used.
#[derive(Debug, Error)]
pub enum Unusable {
    #[error("`mail.{key}` {what}")]
    Wrong { key: &'static str, what: String },
    #[error("`mail.{key}`: cannot read `{path}`")]
    Unreadable {
        key: &'static str,
        path: String,
        source: std::io::Error,
    },
}

/// Sends mails to one server.
pub struct Pool {
    means: Means,
    slots: Semaphore,
    idle: Mutex<Vec<Connection>>,
    trouble: Mutex<Option<String>>,
}

impl Pool {
    /// A pool that has not connected yet.
    ///
    /// # Errors
    /// Settings that cannot be used, and files they name that cannot be read.
    pub fn new(settings: Smtp) -> Result<Self, Unusable> {
        let connections = usize::try_from(settings.connections).unwrap_or(1).max(1);
        let credentials = settings.user.clone().zip(settings.password.clone());
        Ok(Self {
            slots: Semaphore::new(connections),
            idle: Mutex::default(),
            trouble: Mutex::default(),
            means: Means {
                guard: Guard::of(&settings)?,
                credentials,
                settings,
            },
        })
    }

    /// What it was made with.
    pub fn settings(&self) -> &Smtp {
        &self.means.settings
    }

    /// What an operator must mend before mail goes again, if anything; gone with the first mail that goes.
    pub fn trouble(&self) -> Option<String> {
        lock(&self.trouble).clone()
    }

    /// Sends one mail; waits while as many as agreed are on their way.
    ///
    /// A connection that breaks after the mail was handed over and before the server answered gives
    /// [`Verdict::Later`]: the mail may then arrive twice, under one Message-ID, rather than never.
    pub async fn send(&self, parcel: &Parcel) -> Verdict {
        // However patient each step is, the whole must end before the lease of a row does.
        let settings = self.settings();
        let whole = settings.connect_timeout * 3 + settings.send_timeout * 2;
        let verdict = match timeout(whole, self.send_one(parcel, &mut |_| {})).await {
            Ok(Ok(answer)) => Verdict::Sent { answer },
            Ok(Err(fault)) => Verdict::of(fault),
            Err(_) => Verdict::of(Fault::timeout(Stage::Content, whole)),
        };
        match &verdict {
            Verdict::Later {
                fault, loud: true, ..
            } => *lock(&self.trouble) = Some(fault.to_string()),
            Verdict::Sent { .. } => *lock(&self.trouble) = None,
            Verdict::Later { .. } | Verdict::Never { .. } => {}
        }
        verdict
    }

    /// Sends one mail over a new connection and tells of each step.
    ///
    /// # Errors
    /// What went wrong, and at which step.
    pub async fn try_out(
        &self,
        parcel: &Parcel,
        tell: &mut (dyn FnMut(Step) + Send),
    ) -> Result<(), Fault> {
        let (from, to) = addresses(parcel)?;
        let mut connection = Connection::open(&self.means, tell).await?;
        let answer = connection
            .send(&from, &to, &parcel.message, self.settings())
            .await?;
        tell(Step::Accepted { answer });
        connection.close(self.settings()).await;
        Ok(())
    }

    /// Closes the connections that were not used for a while; all of them with `all`.
    pub async fn close_idle(&self, all: bool) {
        let limit = self.settings().idle_timeout;
        let old: Vec<Connection> = lock(&self.idle)
            .extract_if(.., |connection| all || connection.idle() >= limit)
            .collect();
        for connection in old {
            connection.close(self.settings()).await;
        }
    }

    async fn send_one(&self, parcel: &Parcel, tell: Tell<'_>) -> Result<String, Fault> {
        let (from, to) = addresses(parcel)?;
        let closed = |_| {
            Fault::new(
                Stage::Connect,
                Problem::Network("sending has stopped".to_owned()),
            )
        };
        let _slot = self.slots.acquire().await.map_err(closed)?;
        while let Some(mut connection) = self.take().await {
            let sent = connection
                .send(&from, &to, &parcel.message, self.settings())
                .await;
            match sent {
                Err(fault)
                    if fault.stage == Stage::Sender
                        && !fault.leaves_connection()
                        && !matches!(
                            fault.problem,
                            Problem::Unsendable(_) | Problem::Timeout(_)
                        ) => {}
                sent => return self.keep(connection, sent),
            }
        }
        let mut connection = Connection::open(&self.means, tell).await?;
        let sent = connection
            .send(&from, &to, &parcel.message, self.settings())
            .await;
        self.keep(connection, sent)
    }

    /// An idle connection that still stands.
    async fn take(&self) -> Option<Connection> {
        let limit = self.settings().idle_timeout;
        loop {
            // The newest first, so that those too many grow old and are closed.
            let mut connection = lock(&self.idle).pop()?;
            if connection.idle() >= limit {
                connection.close(self.settings()).await;
                continue;
            }
            let sure = !connection.is_halfway() && connection.idle() < SURE;
            if sure || connection.refresh(self.settings()).await {
                return Some(connection);
            }
        }
    }

    /// Keeps a connection for the next mail, unless the two sides may be out of step.
    fn keep(&self, connection: Connection, sent: Result<String, Fault>) -> Result<String, Fault> {
        let usable = match &sent {
            Ok(_) => true,
            Err(fault) => fault.leaves_connection(),
        };
        if usable {
            lock(&self.idle).push(connection);
        }
        sent
    }
}

fn addresses(parcel: &Parcel) -> Result<(Address, Address), Fault> {
    let parse = |text: &str, stage, why| {
        text.parse::<Address>()
            .map_err(|_| Fault::new(stage, Problem::Unsendable(why)))
    };
    Ok((
        parse(
            &parcel.from,
            Stage::Sender,
            "the sender is not a mail address",
        )?,
        parse(
            &parcel.to,
            Stage::Recipient,
            "the recipient is not a mail address",
        )?,
    ))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool")
            .field("settings", self.settings())
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Parcel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Parcel(…)")
    }
}
