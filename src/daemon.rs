//! `serve`: puts the parts together, starts them in order, and stops them in order.
//!
//! ```text
//!  store ─▶ clock ─▶ engine ─▶ loops, first turn ─▶ HTTP ─▶ ready        SIGTERM: the same way back
//! ```
//! What the parts do is theirs; the arguments and faulty definitions are `cli`'s to tell. Easy to get wrong:
//! limping on. A task that ends before it was asked to takes the process with it, so that whoever keeps it
//! running starts it anew; what was committed is not lost by that.

mod calendars;
mod health;
mod http;
pub mod klok;
pub mod logs;
mod measure;
mod pulse;
mod stop;
mod systemd;
mod work;

use std::collections::HashMap;
use std::future::Future;
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use metrics_exporter_prometheus::{BuildError, PrometheusHandle};
use sd_notify::NotifyState;
use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::RwLock;
use tokio::task::{Id, JoinSet};

use crate::catalog::Catalog;
use crate::clock::Clock;
use crate::config::{Config, Loaded, MailKind};
use crate::engine::{Engine, EngineFout};
use crate::intake::{Inbak, bewaak};
use crate::smtp::{Pool, Unusable};
use crate::store::{SqliteStore, StoreFout};
use crate::worker::herlaad::{self, Begin, HerlaadFout, Herlader};
use crate::worker::outbox::Uitgang;
use klok::KlokFault;
use pulse::Pulse;
use stop::{Signals, Stop};
use work::{Duty, Loop};

/// Why the daemon does not run.
#[derive(Debug, Error)]
pub enum DaemonFault {
    #[error("cannot make folder `{path}`")]
    Folder {
        path: String,
        source: std::io::Error,
    },
    #[error("cannot open database `{path}`")]
    Database { path: String, source: StoreFout },
    #[error(transparent)]
    Klok(#[from] KlokFault),
    #[error(transparent)]
    Engine(#[from] EngineFout),
    #[error("cannot listen on {address}")]
    Listen {
        address: String,
        source: std::io::Error,
    },
    #[error("cannot listen for signals")]
    Signals(#[source] std::io::Error),
    #[error("mail cannot be sent")]
    Mail(#[from] Unusable),
    #[error("metrics cannot be kept")]
    Metrics(#[from] BuildError),
    #[error("the definitions cannot be kept")]
    Definitions(#[from] HerlaadFout),
    #[error("`{0}` ended by itself; the daemon stops, to be started anew")]
    Lost(&'static str),
}

/// What runs, for whoever looks at it from outside.
struct Running {
    config: Config,
    engine: Arc<Engine<SqliteStore>>,
    uitgang: Arc<Uitgang>,
    timers: Arc<Pulse>,
    outbox: Arc<Pulse>,
    /// Which definitions run, and what was refused.
    definities: Arc<herlaad::Stand>,
    /// Held for reading by a loop during a turn; who moves a manual clock holds it alone.
    moment: Arc<RwLock<()>>,
    /// There only in a rehearsal.
    klok: Option<DateTime<Utc>>,
    prometheus: PrometheusHandle,
}

/// Serves until a signal says stop.
///
/// # Errors
/// When something needed is not there at the start, or a task ended by itself.
pub async fn run(
    settings: &Loaded,
    begin: Begin,
    klok: Option<DateTime<Utc>>,
) -> Result<(), DaemonFault> {
    let mut signals = Signals::listen().map_err(DaemonFault::Signals)?;
    let (running, mut herlader) = start(settings, begin, klok).await?;
    let running = Arc::new(running);
    let (stopper, stop) = stop::channel();
    let mut tasks = Tasks::default();
    tasks.spawn("timers", running.turning(Duty::Timers).run(stop.clone()));
    tasks.spawn("outbox", running.turning(Duty::Outbox).run(stop.clone()));
    tasks.spawn("metrics", measure::tidy(Arc::clone(&running), stop.clone()));
    let ended = tokio::select! {
        ended = tasks.or_signal(&mut signals) => Some(ended),
        // What was due while nobody was there is done before anyone asks.
        () = running.timers.first_turn() => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            if let Some(folder) = &running.config.intake.folder {
                // By the machine's clock, also in a rehearsal: a file stands still or it does not.
                let clock = Arc::new(Clock::System);
                let inbak = Inbak::new(Arc::clone(&running.engine), folder.clone(), clock);
                // A folder that is not there yet cannot be watched, and senders look for it.
                inbak.mappen().iter().try_for_each(|folder| make(folder))?;
                tasks.spawn("intake", bewaak(inbak, stop.receiver()));
            }
            // Who asks whether it is ready hears at once of files that were refused.
            if let Err(fault) = herlader.kijk().await {
                tracing::warn!(
                    error = chain(&fault),
                    "definitions could not be looked at yet"
                );
            }
            let rescan = running.config.files.rescan;
            tasks.spawn(
                "definitions",
                herlaad::bewaak(herlader, rescan, stop.receiver()),
            );
            listen(&running, &mut tasks, &stop).await?;
            let (engine, timers) = (Arc::clone(&running.engine), Arc::clone(&running.timers));
            let poll = running.config.serve.poll;
            tasks.spawn("watchdog", systemd::watchdog(engine, timers, poll, stop));
            systemd::tell(&[NotifyState::Ready]);
            tasks.or_signal(&mut signals).await
        }
    };
    systemd::tell(&[NotifyState::Stopping]);
    running.engine.halt();
    stopper.request();
    finish(&running, tasks, &mut signals, &ended).await;
    match ended {
        Ended::Asked(_) => Ok(()),
        Ended::Lost(name) => Err(DaemonFault::Lost(name)),
    }
}

/// Everything up to the first thing that moves.
async fn start(
    settings: &Loaded,
    begin: Begin,
    klok: Option<DateTime<Utc>>,
) -> Result<(Running, Herlader<SqliteStore>), DaemonFault> {
    let config = settings.config.clone();
    let catalog = Arc::clone(&begin.catalog);
    tell_start(settings, &catalog);
    if let Some(versie) = begin.versie() {
        tracing::error!(
            catalogue.version = %versie,
            catalogue.since = %versie.at,
            "the definitions on disk are faulty; the version that was in force last goes on, until they are mended"
        );
    }
    let database = &config.database.path;
    let mut folders = vec![config.letters.folder.clone()];
    folders.extend(database.parent().map(Path::to_path_buf));
    folders.extend(config.intake.folder.clone());
    folders.iter().try_for_each(|folder| make(folder))?;
    let opened = SqliteStore::open(database).await;
    let store = opened.map_err(|source| DaemonFault::Database {
        path: database.display().to_string(),
        source,
    })?;
    let store = Arc::new(store);
    let clock = Arc::new(klok::clock(&*store, klok).await?);
    if klok.is_some() {
        tracing::warn!(clock.now = %clock.now(), "rehearsal: the clock stands until POST /v1/klok moves it");
    }
    let prometheus = measure::install()?;
    let uitgang = Arc::new(uitgang(&config)?);
    let engine = Arc::new(Engine::new(store, catalog, clock).await?);
    let moment = Arc::default();
    let herlader = Herlader::new(Arc::clone(&engine), begin, Arc::clone(&moment)).await?;
    let running = Running {
        engine,
        config,
        uitgang,
        timers: Arc::new(Pulse::new("timers")),
        outbox: Arc::new(Pulse::new("outbox")),
        definities: herlader.stand(),
        moment,
        klok,
        prometheus,
    };
    Ok((running, herlader))
}

fn make(folder: &Path) -> Result<(), DaemonFault> {
    std::fs::create_dir_all(folder).map_err(|source| DaemonFault::Folder {
        path: folder.display().to_string(),
        source,
    })
}

/// Says what an operator must know before the first mail goes, or does not go.
fn tell_start(settings: &Loaded, catalog: &Catalog) {
    let config = &settings.config;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        catalogue.bureaus = catalog.bureaus().count(),
        "starting"
    );
    match &settings.file {
        Some(file) => tracing::info!(config.file = %file.display(), "settings read"),
        None => tracing::warn!(
            database.path = %config.database.path.display(),
            "no settings file: safe defaults, on this machine only; `termijnwacht config` shows them"
        ),
    }
    if config.mail.kind == MailKind::Files {
        tracing::warn!(
            mail.folder = %config.letters.folder.join("mails").display(),
            "mails become files and reach nobody (`mail.kind = \"files\"`)"
        );
    }
    if config.intake.folder.is_none() {
        tracing::info!("no folder is watched for meldingen (`intake.folder` is not set)");
    }
}

/// Where mails and letters go.
fn uitgang(config: &Config) -> Result<Uitgang, Unusable> {
    let map = config.letters.folder.clone();
    Ok(match config.mail.kind {
        MailKind::Files => Uitgang::Map(map),
        MailKind::Smtp => Uitgang::Smtp {
            pool: Arc::new(Pool::new(config.mail.smtp.clone())?),
            map,
        },
    })
}

/// Takes connections; the line that names the address is what scripts wait for.
async fn listen(running: &Arc<Running>, tasks: &mut Tasks, stop: &Stop) -> Result<(), DaemonFault> {
    let asked = running.config.http.listen;
    let failed = |source| DaemonFault::Listen {
        address: asked.to_string(),
        source,
    };
    let listener = TcpListener::bind(asked).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    let router = http::router(running);
    let stop = stop.clone();
    tasks.spawn("http", async move {
        if let Err(error) = http::serve(listener, router, stop).await {
            tracing::error!(%error, "the HTTP listener failed");
        }
    });
    tracing::info!(http.address = %address, "ready");
    Ok(())
}

/// Lets everything end, for as long as it may take, then closes the store.
async fn finish(running: &Running, mut tasks: Tasks, signals: &mut Signals, ended: &Ended) {
    let limit = running.config.serve.stop_timeout;
    match ended {
        Ended::Asked(signal) => tracing::info!(signal, "stopping"),
        Ended::Lost(worker) => tracing::error!(worker, "a worker ended by itself; stopping"),
    }
    let orderly = async {
        while tasks.next().await.is_some() {}
        if let Uitgang::Smtp { pool, .. } = &*running.uitgang {
            pool.close_idle(true).await;
        }
        running.engine.store().close().await;
    };
    tokio::select! {
        done = tokio::time::timeout(limit, orderly) => match done {
            Ok(()) => tracing::info!("stopped"),
            Err(_) => tracing::warn!(
                limit_s = limit.as_secs(),
                "stopped before all work ended; what was not committed is due again at the next start"
            ),
        },
        signal = signals.next() => tracing::warn!(signal, "stopped at once, at a second signal"),
    }
}

impl Running {
    fn turning(&self, duty: Duty) -> Loop<SqliteStore> {
        Loop {
            duty,
            engine: Arc::clone(&self.engine),
            uitgang: Arc::clone(&self.uitgang),
            pulse: Arc::clone(match duty {
                Duty::Timers => &self.timers,
                Duty::Outbox => &self.outbox,
            }),
            after: (duty == Duty::Outbox).then(|| Arc::clone(&self.timers)),
            moment: Arc::clone(&self.moment),
            poll: self.config.serve.poll,
        }
    }
}

/// Why it is over.
enum Ended {
    Asked(&'static str),
    Lost(&'static str),
}

/// The tasks of the daemon, each with its name.
#[derive(Default)]
struct Tasks {
    set: JoinSet<()>,
    names: HashMap<Id, &'static str>,
}

impl Tasks {
    fn spawn(&mut self, name: &'static str, task: impl Future<Output = ()> + Send + 'static) {
        let id = self.set.spawn(task).id();
        self.names.insert(id, name);
    }

    /// The name of the next task that ends, whichever way.
    async fn next(&mut self) -> Option<&'static str> {
        let id = match self.set.join_next_with_id().await? {
            Ok((id, ())) => id,
            Err(fault) => fault.id(),
        };
        self.names.remove(&id).or(Some("a task"))
    }

    /// What happens first: a signal, or the end of a task that should not end.
    async fn or_signal(&mut self, signals: &mut Signals) -> Ended {
        tokio::select! {
            signal = signals.next() => Ended::Asked(signal),
            name = self.next() => Ended::Lost(name.unwrap_or("every task")),
        }
    }
}

/// A fault with its causes; the top alone says little.
fn chain(fault: &dyn std::error::Error) -> String {
    let mut what = fault.to_string();
    let mut source = fault.source();
    while let Some(fault) = source {
        let cause = fault.to_string();
        // A transparent fault says the same as its cause.
        if !what.ends_with(&cause) {
            what = format!("{what}: {cause}");
        }
        source = fault.source();
    }
    what
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_task_that_panics_is_named_and_ends_the_daemon() {
        let mut signals = Signals::listen().unwrap();
        let mut tasks = Tasks::default();
        tasks.spawn("idle", std::future::pending());
        tasks.spawn("timers", async {
            panic!("as a fault in the program would")
        });
        let ended = tasks.or_signal(&mut signals).await;
        assert!(matches!(ended, Ended::Lost("timers")));
    }

    #[test]
    fn a_fault_is_told_with_its_causes_once() {
        let inner = StoreFout::Gestopt;
        let fault = DaemonFault::Engine(EngineFout::Store(inner));
        assert_eq!(chain(&fault), "the store failed: the committer has stopped");
    }
}
