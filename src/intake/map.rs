//! The watched folder: `<folder>/<bureau>/`, looked at again and again; each whole file is taken in once.
//!
//! ```text
//!  new ──▶ the same at two looks, or renamed into place ──▶ taken in ──▶ verwerkt/ or afgekeurd/
//!                                                              └─ a disk or store that fails: later, ever less often
//! ```
//! What happens to one file is `verwerk`'s, being woken `waak`'s. Easy to get wrong: a file that cannot be
//! moved away. It is remembered as done; only the moving is tried again.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{HashMap, HashSet};
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::verwerk::{self, Afloop, Doel};
use crate::clock::Clock;
use crate::engine::Engine;
use crate::store::Store;
use crate::zaak::Digest;

/// How long a file must stand still, in milliseconds.
const STIL_MS: i64 = 3_000;
/// The wait after the first failure, in milliseconds; it doubles up to [`LANGST_MS`].
const OPNIEUW_MS: i64 = 3_000;
const LANGST_MS: i64 = 5 * 60 * 1_000;
/// A look without being woken, for lost events and network shares.
const RONDE: Duration = Duration::from_secs(30);
/// How often a file that may not be read is tried before it is put away unread.
pub(super) const LEESPOGINGEN: u32 = 5;

/// The folder of a daemon.
pub struct Inbak<S> {
    engine: Arc<Engine<S>>,
    map: PathBuf,
    /// By which files stand still; the machine's also when a rehearsal's clock stands still.
    klok: Arc<Clock>,
    staat: HashMap<PathBuf, Staat>,
    /// What has been said of things that are no deliveries.
    gezegd: HashSet<PathBuf>,
}

/// What one look did.
#[derive(Debug, Default)]
pub struct Gezien {
    pub bestanden: Vec<Bestandsuitslag>,
    /// Until the next look, unless something wakes it.
    pub wacht: Duration,
}

/// A file that was dealt with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bestandsuitslag {
    pub bureau: String,
    pub bestand: String,
    pub telling: super::Telling,
    /// Whether it was put away; if not, that is tried again.
    pub weg: bool,
}

/// How a file looked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Merk {
    lengte: u64,
    gewijzigd: Option<SystemTime>,
}

impl Merk {
    pub fn van(found: &Metadata) -> Self {
        Self {
            lengte: found.len(),
            gewijzigd: found.modified().ok(),
        }
    }
}

/// What is remembered of a file.
#[derive(Debug)]
struct Staat {
    merk: Merk,
    /// Since when it looks so.
    sinds: DateTime<Utc>,
    /// Not before this moment again.
    na: DateTime<Utc>,
    pogingen: u32,
    /// Taken in already; where it still has to go.
    gedaan: Option<(Digest, Doel)>,
}

/// A thing in the folder of a bureau.
struct Ding {
    bureau: String,
    pad: PathBuf,
    naam: String,
    meta: Metadata,
}

impl<S: Store> Inbak<S> {
    /// Looks into this folder; `klok` tells how long a file stood still.
    pub fn new(engine: Arc<Engine<S>>, map: PathBuf, klok: Arc<Clock>) -> Self {
        // The watcher tells whole paths, and a file renamed into place is known by its path.
        let map = std::path::absolute(&map).unwrap_or(map);
        Self {
            engine,
            map,
            klok,
            staat: HashMap::new(),
            gezegd: HashSet::new(),
        }
    }

    /// The folders of the bureaus of today.
    pub fn mappen(&self) -> Vec<PathBuf> {
        let catalog = self.engine.catalog();
        catalog
            .bureaus()
            .map(|bureau| self.map.join(&bureau.bureau))
            .collect()
    }

    /// Looks once, and takes in what is whole. `hernoemd` are files known to be whole because they were
    /// renamed into place.
    pub async fn kijk(&mut self, hernoemd: &HashSet<PathBuf>) -> Gezien {
        let mut gezien = Gezien {
            wacht: RONDE,
            ..Gezien::default()
        };
        let found = self.rond().await;
        let there: HashSet<&PathBuf> = found.iter().map(|ding| &ding.pad).collect();
        self.staat.retain(|pad, _| there.contains(pad));
        for ding in &found {
            let now = self.klok.now();
            let whole = hernoemd.contains(&ding.pad);
            let at = self.volg(ding, whole, now);
            if at > now {
                let ahead = (at - now).to_std().unwrap_or(RONDE);
                gezien.wacht = gezien.wacht.min(ahead.max(Duration::from_millis(100)));
                continue;
            }
            if let Some(uitslag) = self.doe(ding).await {
                gezien.bestanden.push(uitslag);
            }
            if let Some(staat) = self.staat.get(&ding.pad) {
                let ahead = (staat.na - now)
                    .to_std()
                    .unwrap_or(Duration::from_millis(100));
                gezien.wacht = gezien.wacht.min(ahead);
            }
        }
        gezien
    }

    /// Notes how a file looks, and gives the moment from which it may be taken in.
    fn volg(&mut self, ding: &Ding, whole: bool, now: DateTime<Utc>) -> DateTime<Utc> {
        let merk = Merk::van(&ding.meta);
        let still = TimeDelta::milliseconds(STIL_MS);
        let fresh = |merk: Merk| Staat {
            merk,
            sinds: now,
            na: now,
            pogingen: 0,
            gedaan: None,
        };
        let staat = self
            .staat
            .entry(ding.pad.clone())
            .or_insert_with(|| fresh(merk.clone()));
        if staat.merk != merk {
            // What is done stays remembered: its content may be the same.
            let gedaan = staat.gedaan.take();
            *staat = Staat {
                gedaan,
                ..fresh(merk)
            };
        }
        if whole {
            return staat.na;
        }
        staat.na.max(staat.sinds + still)
    }

    async fn doe(&mut self, ding: &Ding) -> Option<Bestandsuitslag> {
        let (pogingen, gedaan) = match self.staat.get(&ding.pad) {
            Some(staat) => (staat.pogingen, staat.gedaan.clone()),
            None => (0, None),
        };
        let bestand = verwerk::Bestand {
            bureau: &ding.bureau,
            map: &self.map.join(&ding.bureau),
            pad: &ding.pad,
            naam: &ding.naam,
            meta: &ding.meta,
            pogingen,
        };
        let afloop = verwerk::verwerk(&self.engine, &bestand, gedaan).await;
        let told = |telling: super::Telling, weg| {
            Some(Bestandsuitslag {
                bureau: ding.bureau.clone(),
                bestand: ding.naam.clone(),
                telling,
                weg,
            })
        };
        match afloop {
            Afloop::Weg(telling) => {
                self.staat.remove(&ding.pad);
                told(telling, true)
            }
            Afloop::Blijft { telling, gedaan } => {
                self.later(&ding.pad, Some(gedaan));
                telling.and_then(|telling| told(telling, false))
            }
            Afloop::Later => {
                self.later(&ding.pad, None);
                None
            }
            Afloop::Veranderd => {
                self.staat.remove(&ding.pad);
                None
            }
        }
    }

    fn later(&mut self, pad: &Path, gedaan: Option<(Digest, Doel)>) {
        let now = self.klok.now();
        if let Some(staat) = self.staat.get_mut(pad) {
            let wait = (OPNIEUW_MS << staat.pogingen.min(10)).min(LANGST_MS);
            staat.na = now + TimeDelta::milliseconds(wait);
            staat.pogingen = staat.pogingen.saturating_add(1);
            staat.gedaan = gedaan.or(staat.gedaan.take());
        }
    }

    /// Everything in the folders of the bureaus that could be a delivery, in order of name.
    async fn rond(&mut self) -> Vec<Ding> {
        let bureaus: Vec<String> = {
            let catalog = self.engine.catalog();
            catalog
                .bureaus()
                .map(|bureau| bureau.bureau.clone())
                .collect()
        };
        let map = self.map.clone();
        // A share that hangs holds up this folder, not the threads of the rest.
        let looked = tokio::task::spawn_blocking(move || look(&map, &bureaus)).await;
        let (found, strange) = looked.unwrap_or_default();
        self.gezegd.retain(|pad| strange.contains(pad));
        for pad in strange {
            if self.gezegd.insert(pad.clone()) {
                tracing::warn!(
                    path = %pad.display(),
                    "this lies in the intake folder where nobody takes it in; deliveries are files in the folder of a bureau"
                );
            }
        }
        found
    }
}

/// What lies there, and what lies there wrongly.
fn look(map: &Path, bureaus: &[String]) -> (Vec<Ding>, Vec<PathBuf>) {
    let (mut found, mut strange) = (Vec::new(), Vec::new());
    for (pad, naam, meta) in entries(map) {
        let of_bureau = meta.is_dir() && bureaus.contains(&naam);
        if !of_bureau && !is_half(&naam) {
            strange.push(pad);
        }
    }
    for bureau in bureaus {
        for (pad, naam, meta) in entries(&map.join(bureau)) {
            let own =
                meta.is_dir() && [verwerk::VERWERKT, verwerk::AFGEKEURD].contains(&naam.as_str());
            if own || is_half(&naam) {
                continue;
            }
            if meta.is_file() || meta.is_symlink() {
                found.push(Ding {
                    bureau: bureau.clone(),
                    pad,
                    naam,
                    meta,
                });
            } else {
                strange.push(pad);
            }
        }
    }
    found.sort_by(|a, b| (&a.bureau, &a.naam).cmp(&(&b.bureau, &b.naam)));
    (found, strange)
}

/// The entries of a folder; one that is not there or cannot be read has none.
fn entries(map: &Path) -> Vec<(PathBuf, String, Metadata)> {
    let read = fs::read_dir(map).into_iter().flatten().flatten();
    read.filter_map(|entry| {
        // Of a link the link itself, never what it points at.
        let meta = fs::symlink_metadata(entry.path()).ok()?;
        Some((
            entry.path(),
            entry.file_name().to_string_lossy().into_owned(),
            meta,
        ))
    })
    .collect()
}

/// Whether a name says that the file is not whole yet, or not for us.
fn is_half(naam: &str) -> bool {
    let lower = naam.to_lowercase();
    naam.starts_with('.')
        || naam.starts_with("~$")
        || [".part", ".tmp", ".filepart", ".crdownload"]
            .iter()
            .any(|end| lower.ends_with(end))
}
