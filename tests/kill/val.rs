//! The trap: sees how far the program is by what it leaves behind, and kills it at a counted moment.
//!
//! Easy to get wrong: who sees. The system tells of each write to a file; nothing is asked again and again, and
//! nothing waits for a time.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Child;
use std::sync::{Arc, Condvar, Mutex};

use notify::event::{EventKind, ModifyKind};
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};

use crate::programma::PATIENCE;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wat {
    /// A write to the journal of the database.
    Schrijf,
    /// A mail that the server took.
    Mail,
    /// A letter or message begun or finished.
    Stuk,
    /// An answer to a request.
    Antwoord,
}

/// How often each was seen.
pub type Gezien = BTreeMap<Wat, u64>;

#[derive(Default)]
struct Staat {
    gezien: Gezien,
    /// After how many more of which it strikes.
    gezet: Option<(Wat, u64)>,
    wie: Option<Arc<Mutex<Child>>>,
    toe: bool,
}

/// A trap around one installation.
pub struct Val {
    staat: Arc<(Mutex<Staat>, Condvar)>,
    _watcher: RecommendedWatcher,
}

impl Val {
    /// Looks at these folders and all below them.
    pub fn rond(mappen: &[&Path]) -> Self {
        let staat = Arc::new((Mutex::new(Staat::default()), Condvar::new()));
        let seen = Arc::clone(&staat);
        let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
            if let Some(wat) = event.ok().as_ref().and_then(kind) {
                seen.0.lock().unwrap().tel(wat);
            }
            seen.1.notify_all();
        })
        .unwrap();
        for map in mappen {
            watcher.watch(map, RecursiveMode::Recursive).unwrap();
        }
        Self {
            staat,
            _watcher: watcher,
        }
    }

    /// From now on this program is the victim.
    pub fn volg(&self, wie: &Arc<Mutex<Child>>) {
        let mut staat = self.staat.0.lock().unwrap();
        staat.wie = Some(Arc::clone(wie));
        staat.toe = false;
    }

    /// Strikes after so many more of these, whatever was set before.
    pub fn zet(&self, slag: Option<(Wat, u64)>) {
        self.staat.0.lock().unwrap().gezet = slag;
    }

    /// Counts what only the test itself sees.
    pub fn tel(&self, wat: Wat) {
        self.staat.0.lock().unwrap().tel(wat);
    }

    /// Whether it struck.
    pub fn is_toe(&self) -> bool {
        self.staat.0.lock().unwrap().toe
    }

    /// What was seen so far.
    pub fn gezien(&self) -> Gezien {
        self.staat.0.lock().unwrap().gezien.clone()
    }

    /// Waits until this holds or the trap struck; looked at whenever something moves.
    pub fn wacht(&self, holds: impl Fn() -> bool) {
        let mut staat = self.staat.0.lock().unwrap();
        while !staat.toe && !holds() {
            let (next, waited) = self.staat.1.wait_timeout(staat, PATIENCE).unwrap();
            assert!(!waited.timed_out() || holds(), "nothing moves any more");
            staat = next;
        }
    }
}

impl Staat {
    fn tel(&mut self, wat: Wat) {
        *self.gezien.entry(wat).or_default() += 1;
        let Some((gezocht, nog)) = &mut self.gezet else {
            return;
        };
        if *gezocht != wat {
            return;
        }
        *nog -= 1;
        if *nog > 0 {
            return;
        }
        self.gezet = None;
        if let Some(wie) = &self.wie {
            // Never waits: a program that ends by itself is being waited for by its own story.
            if let Ok(mut child) = wie.try_lock() {
                self.toe = child.kill().is_ok();
            }
        }
    }
}

fn kind(event: &Event) -> Option<Wat> {
    let path = event.paths.last()?;
    let name = path.file_name()?.to_str()?;
    match event.kind {
        EventKind::Modify(ModifyKind::Data(_)) if name.ends_with(".db-wal") => Some(Wat::Schrijf),
        EventKind::Create(_) if name.ends_with(".eml") => Some(Wat::Mail),
        EventKind::Create(_) if name.ends_with(".half") => Some(Wat::Stuk),
        EventKind::Modify(ModifyKind::Name(notify::event::RenameMode::To))
            if name.ends_with(".html") || name.ends_with(".json") =>
        {
            Some(Wat::Stuk)
        }
        _ => None,
    }
}
