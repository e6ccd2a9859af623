//! The wish to stop: who brings it, who hears it.
//!
//! Easy to get wrong: a wish that came before anybody listened. It stays, so that whoever asks later knows.

use std::io;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;

/// Asks everything to stop.
#[derive(Debug)]
pub(super) struct Stopper(watch::Sender<bool>);

/// Hears of the wish to stop; clones hear of the same.
#[derive(Debug, Clone)]
pub(super) struct Stop(watch::Receiver<bool>);

/// Both ends.
pub(super) fn channel() -> (Stopper, Stop) {
    let (sender, receiver) = watch::channel(false);
    (Stopper(sender), Stop(receiver))
}

impl Stopper {
    pub(super) fn request(&self) {
        self.0.send_replace(true);
    }
}

impl Stop {
    /// The same, for a room that knows no `Stop`.
    pub(super) fn receiver(&self) -> watch::Receiver<bool> {
        self.0.clone()
    }

    /// Whether it is time.
    pub(super) fn is_requested(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when it is time, at once if it was already.
    pub(super) async fn requested(&mut self) {
        // A sender that is gone cannot ask any more; then the daemon is gone too.
        let _ = self.0.wait_for(|asked| *asked).await;
    }
}

/// The signals that mean: stop.
#[derive(Debug)]
pub(super) struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Takes them over from the system, which would end the process at once.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// The name of the next one.
    pub(super) async fn next(&mut self) -> &'static str {
        tokio::select! {
            _ = self.terminate.recv() => "SIGTERM",
            _ = self.interrupt.recv() => "SIGINT",
        }
    }
}
