//! In earnest or to look at: what the commands share that show first and do later.
//!
//! What is shown and done is theirs. Easy to get wrong: a name without `--uitvoeren`. Clap refuses the other way round
//! only, so who acts is told by all three arguments together.

use clap::Args;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::task::JoinHandle;

use crate::zaak::MedewerkerId;

#[derive(Debug, Args)]
pub(super) struct Ernst {
    /// Do it
    #[arg(long, requires = "door", requires = "reden")]
    pub uitvoeren: bool,
    /// Who does it: a beheerder or leidinggevende
    #[arg(long, value_name = "ID")]
    door: Option<String>,
    /// Why; it is kept in the dossier
    #[arg(long, value_name = "TEXT")]
    reden: Option<String>,
}

impl Ernst {
    /// Who does it and why; none when it is only looked at.
    pub fn wie(&self) -> Option<(MedewerkerId, &str)> {
        let (true, Some(door), Some(reden)) = (self.uitvoeren, &self.door, &self.reden) else {
            return None;
        };
        Some((MedewerkerId(door.clone()), reden))
    }
}

/// Ctrl-C, heard between two pieces of work instead of in the midst of one.
pub(super) struct Afbreken {
    asked: Arc<AtomicBool>,
    listener: JoinHandle<()>,
}

impl Afbreken {
    pub fn luister() -> Self {
        let asked = Arc::new(AtomicBool::new(false));
        let heard = Arc::clone(&asked);
        let listener = tokio::spawn(async move {
            if tokio::signal::ctrl_c().await.is_ok() {
                heard.store(true, Ordering::Relaxed);
            }
        });
        Self { asked, listener }
    }

    pub fn gevraagd(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Drop for Afbreken {
    fn drop(&mut self) {
        self.listener.abort();
    }
}
