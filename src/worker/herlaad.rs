//! Definitions that change while zaken run: looked at whole, taken over whole, or refused whole.
//!
//! ```text
//!  save ─▶ waak (quiet for a moment) ─▶ read ─▶ the same as runs? ──yes──▶ nothing; a refusal is over
//!                                                  │ no
//!                                          Lader::laad, off the runtime
//!                                          good │          │ faulty
//!        texts, version row ─▶ engine.swap_catalog         └─▶ the old one runs on: stand, log, zaak
//!                                   └─▶ terms that were counted by other calendars, at every look
//! ```
//! Finding faults is `catalog`'s, keeping versions the store's. Easy to get wrong: telling. A refusal is told once
//! for what is on disk, however often somebody looks; and whether it was told is not known after a restart, so
//! that what is told must be the same thing twice.

mod auteur;
mod begin;
mod blik;
mod melden;
mod stand;
mod vastleggen;
mod waak;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, histogram};
use thiserror::Error;
use tokio::sync::RwLock;
use tokio::task::JoinHandle;

use crate::bronnen::{Bronnen, Manifest, Plaatsen};
use crate::catalog::Lader;
use crate::clock::Stopwatch;
use crate::definition::diagnostic::Diagnostic;
use crate::engine::{Engine, EngineFout};
use crate::rooster::wandtijd;
use crate::store::{Store, StoreFout, Versie};
use crate::zaak::Digest;
use blik::{Fout, Nieuw, Schijf, bekijk};
use vastleggen::leg_vast;

pub use begin::{Afgekeurd, Begin};
pub use stand::{Geweigerd, Stand, Toestand};
pub use waak::{Oog, bewaak};

/// Reloads; label `result`: `accepted` or `refused`.
pub const RELOADS: &str = "termijnwacht_reloads_total";
/// From reading changed files until they are in force or refused; label `result`.
pub const SECONDS: &str = "termijnwacht_reload_seconds";

/// How long is waited for what comes by itself.
struct Geduld {
    /// For a look; the definitions of a whole country take two seconds.
    blik: Duration,
    /// For the rest of a file that holds only its beginning.
    rest: Duration,
}

const GEDULD: Geduld = Geduld {
    blik: Duration::from_secs(60),
    rest: Duration::from_secs(5),
};
/// How many new warnings are told of one save.
const HOOGSTENS: usize = 20;
/// Why terms were counted again, as it stands in the dossier.
const REDEN: &str = "de schoolkalender is gewijzigd";

/// Why a look could not be finished; it is done again.
#[derive(Debug, Error)]
pub enum HerlaadFout {
    #[error("the store failed")]
    Store(#[from] StoreFout),
    #[error(transparent)]
    Engine(#[from] EngineFout),
    #[error("the check of the definitions broke off")]
    Afgebroken,
}

/// What a look led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gezien {
    /// What is on disk is in force, or was refused before.
    Niets,
    /// It changes all the time, may be half there, or cannot be read: a later look will tell.
    Later,
    Overgenomen(Versie),
    Geweigerd,
}

/// Takes over what is on disk.
pub struct Herlader<S> {
    engine: Arc<Engine<S>>,
    plaatsen: Plaatsen,
    /// Held for reading while something changes; who moves a manual clock holds it alone.
    moment: Arc<RwLock<()>>,
    stand: Arc<Stand>,
    /// What the newest load made, so that the next one makes only what changed.
    lader: Lader,
    /// The files of what runs.
    loopt: Arc<Manifest>,
    /// Whether the zaken about a refusal are as they should be.
    verteld: bool,
    /// A look that is not done yet.
    lopend: Option<JoinHandle<(Schijf, Lader)>>,
    /// What was not taken over yet, because a file may be only half there.
    aangehouden: Option<(Digest, Stopwatch)>,
    geduld: Geduld,
    /// What was worth a look, and was told.
    gewaarschuwd: BTreeSet<String>,
}

impl<S: Store> Herlader<S> {
    /// With what the engine runs on; keeps that as a version, unless it is the newest.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn new(
        engine: Arc<Engine<S>>,
        begin: Begin,
        moment: Arc<RwLock<()>>,
    ) -> Result<Self, HerlaadFout> {
        let Begin {
            plaatsen,
            manifest,
            bronnen,
            versie,
            lader,
            waarschuwingen,
            ..
        } = begin;
        let mut herlader = Self {
            engine,
            plaatsen,
            moment,
            stand: Arc::default(),
            lader,
            loopt: Arc::default(),
            verteld: false,
            lopend: None,
            aangehouden: None,
            geduld: GEDULD,
            gewaarschuwd: waarschuwingen.iter().map(Diagnostic::een_regel).collect(),
        };
        let versie = match (versie, bronnen) {
            (Some(versie), _) => versie,
            (None, Some(bronnen)) => herlader.keep(&bronnen, &manifest).await?,
            (None, None) => return Err(HerlaadFout::Afgebroken),
        };
        herlader.stand.loopt(versie);
        herlader.loopt = Arc::new(manifest);
        Ok(herlader)
    }

    /// How it stands, for whoever looks from outside.
    pub fn stand(&self) -> Arc<Stand> {
        Arc::clone(&self.stand)
    }

    /// Looks at what is on disk, and takes it over or refuses it.
    ///
    /// # Errors
    /// When the store fails; what runs stays, and the next look tries again.
    pub async fn kijk(&mut self) -> Result<Gezien, HerlaadFout> {
        let stopwatch = Stopwatch::start();
        let Some(schijf) = self.blik().await? else {
            return Ok(Gezien::Later);
        };
        let gezien = match schijf {
            Schijf::Loopt => {
                self.aangehouden = None;
                if self.stand.hersteld() {
                    self.verteld = false;
                    tracing::info!("the definitions on disk are again those in force");
                }
                Gezien::Niets
            }
            Schijf::Bekend => Gezien::Niets,
            Schijf::Onrustig => Gezien::Later,
            Schijf::Goed(nieuw) if self.houd_aan(&nieuw).await? => Gezien::Later,
            Schijf::Goed(nieuw) => Gezien::Overgenomen(self.accept(*nieuw, stopwatch).await?),
            Schijf::Fout(fout) => {
                self.refuse(&fout, stopwatch);
                Gezien::Geweigerd
            }
        };
        let moment = Arc::clone(&self.moment);
        let _moment = moment.read().await;
        // While there is a refusal it is looked at again: somebody may have closed the zaak about it.
        if !self.verteld || self.stand.toestand().geweigerd.is_some() {
            self.meld().await?;
            self.verteld = true;
        }
        // At each look: a zaak may have come in that was counted by the calendars of before.
        let moved = self.engine.herbereken(REDEN).await?;
        if moved > 0 {
            tracing::info!(zaken = moved, "open terms were counted by other calendars");
        }
        Ok(gezien)
    }

    /// What is on disk; `None` while it cannot be read within reason. A read that hangs is waited for and not
    /// begun again beside it.
    async fn blik(&mut self) -> Result<Option<Schijf>, HerlaadFout> {
        let mut look = match self.lopend.take() {
            Some(look) => look,
            None => {
                let (plaatsen, loopt) = (self.plaatsen.clone(), Arc::clone(&self.loopt));
                let refused = self.stand.toestand().geweigerd.map(|it| it.sleutel);
                // When the look breaks off, so does what was kept: the next one makes everything anew.
                let mut lader = std::mem::take(&mut self.lader);
                tokio::task::spawn_blocking(move || {
                    let seen = bekijk(&plaatsen, &mut lader, &loopt, refused.as_ref());
                    (seen, lader)
                })
            }
        };
        let Ok(seen) = tokio::time::timeout(self.geduld.blik, &mut look).await else {
            self.lopend = Some(look);
            if self.stand.blind(true) {
                tracing::error!(
                    waited_s = self.geduld.blik.as_secs(),
                    "the definitions on disk cannot be read to the end; saves are not seen"
                );
            }
            return Ok(None);
        };
        if self.stand.blind(false) {
            tracing::info!("the definitions on disk can be read again");
        }
        let (schijf, lader) = seen.map_err(|_| HerlaadFout::Afgebroken)?;
        self.lader = lader;
        Ok(Some(schijf))
    }

    /// Whether to wait for the rest of a file: it holds the beginning of what runs and no more, and has done so
    /// only for a moment.
    async fn houd_aan(&mut self, nieuw: &Nieuw) -> Result<bool, HerlaadFout> {
        let Some(pad) = self.afgekapt(&nieuw.manifest, &nieuw.bronnen).await? else {
            self.aangehouden = None;
            return Ok(false);
        };
        let digest = nieuw.manifest.digest();
        match &self.aangehouden {
            Some((known, since)) if *known == digest => Ok(since.elapsed() < self.geduld.rest),
            _ => {
                tracing::info!(
                    file = pad,
                    "a file holds only the beginning of what is in force; the rest is waited for"
                );
                self.aangehouden = Some((digest, Stopwatch::start()));
                Ok(true)
            }
        }
    }

    /// A file of which only the beginning is there, as when somebody is still writing it.
    async fn afgekapt(
        &self,
        manifest: &Manifest,
        bronnen: &Bronnen,
    ) -> Result<Option<String>, HerlaadFout> {
        for (pad, bestand) in bronnen.alle() {
            let (Some(now), Some(was)) = (manifest.0.get(&pad), self.loopt.0.get(&pad)) else {
                continue;
            };
            if now == was {
                continue;
            }
            let was = self.engine.store().blob(was).await?;
            if was.is_some_and(|was| was.starts_with(&bestand.tekst)) {
                return Ok(Some(pad));
            }
        }
        Ok(None)
    }

    /// Puts a catalogue in force.
    async fn accept(&mut self, nieuw: Nieuw, stopwatch: Stopwatch) -> Result<Versie, HerlaadFout> {
        let versie = self.keep(&nieuw.bronnen, &nieuw.manifest).await?;
        self.aangehouden = None;
        let moment = Arc::clone(&self.moment);
        let _moment = moment.read().await;
        self.engine.swap_catalog(nieuw.catalog).await?;
        let took = told("accepted", stopwatch);
        let verschil = nieuw.manifest.verschil(&self.loopt);
        // First how it stands, then the line that says so: who reads the line may look at once.
        self.loopt = Arc::new(nieuw.manifest);
        self.stand.loopt(versie.clone());
        self.stand.hersteld();
        tracing::info!(
            catalogue.version = %versie,
            catalogue.digest = versie.digest.kort(),
            files.changed = verschil.veranderd,
            files.added = verschil.nieuw,
            files.removed = verschil.weg,
            warnings = nieuw.waarschuwingen.len(),
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "changed definitions are in force"
        );
        self.waarschuw(&nieuw.waarschuwingen);
        let catalog = self.engine.catalog();
        let vandaag = wandtijd(self.engine.clock().now()).date();
        for fout in catalog.vooruitzicht(&nieuw.bronnen, vandaag) {
            tracing::warn!(
                told = fout.een_regel(),
                "the definitions tell of days to come"
            );
        }
        self.verteld = false;
        Ok(versie)
    }

    async fn keep(&self, bronnen: &Bronnen, manifest: &Manifest) -> Result<Versie, HerlaadFout> {
        let store = self.engine.store();
        let now = self.engine.clock().now();
        let kept = leg_vast(
            &**store,
            now,
            &self.plaatsen,
            bronnen,
            manifest,
            &self.loopt,
        );
        Ok(kept.await?)
    }

    /// Tells what is worth a look and was not before.
    fn waarschuw(&mut self, all: &[Diagnostic]) {
        let now: BTreeSet<String> = all.iter().map(Diagnostic::een_regel).collect();
        for told in now.difference(&self.gewaarschuwd).take(HOOGSTENS) {
            tracing::warn!(told, "the definitions have something worth a look");
        }
        self.gewaarschuwd = now;
    }

    /// Leaves in force what runs, and says so.
    fn refuse(&mut self, fout: &Fout, stopwatch: Stopwatch) {
        told("refused", stopwatch);
        self.aangehouden = None;
        let sinds = self.engine.clock().now();
        let geweigerd = Geweigerd::new(fout, sinds, &self.plaatsen);
        let toestand = self.stand.toestand();
        tracing::error!(
            faults = geweigerd.aantal,
            faults.first = %geweigerd.fouten.join("; "),
            catalogue.version = toestand.versie.map(|versie| versie.to_string()),
            "changed definitions were refused; those in force stay in force"
        );
        self.stand.geweigerd(geweigerd);
        self.verteld = false;
    }
}

fn told(result: &'static str, stopwatch: Stopwatch) -> Duration {
    let took = stopwatch.elapsed();
    counter!(RELOADS, "result" => result).increment(1);
    histogram!(SECONDS, "result" => result).record(took);
    took
}
