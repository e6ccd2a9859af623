//! Definitions that change while zaken run: looked at whole, taken over whole, or refused whole.
//!
//! ```text
//!  save ─▶ waak (quiet for a moment) ─▶ read ─▶ the same as runs? ──yes──▶ nothing; a refusal is over
//!                                                  │ no
//!                                          Lader::laad, off the runtime
//!                                          good │          │ faulty
//!        texts, version row ─▶ engine.swap_catalog         └─▶ the old one runs on: stand, log, zaak
//!                                   └─▶ terms, when a calendar changed
//! ```
//! Finding faults is `catalog`'s, keeping versions the store's. Easy to get wrong: telling. A refusal is told once
//! for what is on disk, however often somebody looks; and whether it was told is not known after a restart, so
//! that what is told must be the same thing twice.

mod auteur;
mod begin;
mod melden;
mod stand;
mod waak;

use std::sync::Arc;
use std::time::Duration;

use metrics::{counter, histogram};
use thiserror::Error;
use tokio::sync::RwLock;

use crate::bronnen::{Bronnen, Manifest, Plaatsen};
use crate::catalog::{Catalog, Lader};
use crate::clock::Stopwatch;
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic, Ernst};
use crate::engine::{Engine, EngineFout};
use crate::rooster::wandtijd;
use crate::store::{NieuweVersie, Store, StoreFout, Versie};
use crate::zaak::Digest;

pub use begin::{Afgekeurd, Begin};
pub use stand::{Geweigerd, Stand, Toestand};
pub use waak::{Oog, bewaak};

/// Reloads; label `result`: `accepted` or `refused`.
pub const RELOADS: &str = "termijnwacht_reloads_total";
/// From reading changed files until they are in force or refused; label `result`.
pub const SECONDS: &str = "termijnwacht_reload_seconds";

/// What a version's texts are stored as.
const BRON: &str = "bron";
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
    /// Whether terms may have to be counted by other calendars.
    te_tellen: bool,
    /// Whether the zaken about a refusal are as they should be.
    verteld: bool,
}

/// What is on disk, against what runs and what was refused last.
enum Schijf {
    Loopt,
    Bekend,
    Goed(Box<Nieuw>),
    Fout(Digest, Vec<Diagnostic>),
}

/// A catalogue that can be put in force.
struct Nieuw {
    catalog: Arc<Catalog>,
    bronnen: Bronnen,
    manifest: Manifest,
    waarschuwingen: usize,
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
            ..
        } = begin;
        let mut herlader = Self {
            engine,
            plaatsen,
            moment,
            stand: Arc::default(),
            lader,
            loopt: Arc::default(),
            te_tellen: true,
            verteld: false,
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
        let (plaatsen, loopt) = (self.plaatsen.clone(), Arc::clone(&self.loopt));
        let refused = self.stand.toestand().geweigerd.map(|it| it.sleutel);
        // When the look breaks off, so does what was kept: the next one makes everything anew.
        let mut lader = std::mem::take(&mut self.lader);
        let look = tokio::task::spawn_blocking(move || {
            let seen = bekijk(&plaatsen, &mut lader, &loopt, refused.as_ref());
            (seen, lader)
        });
        let (schijf, lader) = look.await.map_err(|_| HerlaadFout::Afgebroken)?;
        self.lader = lader;
        let gezien = match schijf {
            Schijf::Loopt => {
                if self.stand.hersteld() {
                    self.verteld = false;
                    tracing::info!("the definitions on disk are again those in force");
                }
                Gezien::Niets
            }
            Schijf::Bekend => Gezien::Niets,
            Schijf::Goed(nieuw) => Gezien::Overgenomen(self.accept(*nieuw, stopwatch).await?),
            Schijf::Fout(sleutel, fouten) => {
                self.refuse(sleutel, &fouten, stopwatch);
                Gezien::Geweigerd
            }
        };
        let moment = Arc::clone(&self.moment);
        let _moment = moment.read().await;
        if !self.verteld {
            self.meld().await?;
            self.verteld = true;
        }
        if self.te_tellen {
            let moved = self.engine.herbereken(REDEN).await?;
            if moved > 0 {
                tracing::info!(zaken = moved, "open terms were counted by other calendars");
            }
            self.te_tellen = self.engine.is_halted();
        }
        Ok(gezien)
    }

    /// Puts a catalogue in force.
    async fn accept(&mut self, nieuw: Nieuw, stopwatch: Stopwatch) -> Result<Versie, HerlaadFout> {
        let versie = self.keep(&nieuw.bronnen, &nieuw.manifest).await?;
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
            warnings = nieuw.waarschuwingen,
            took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
            "changed definitions are in force"
        );
        let catalog = self.engine.catalog();
        let vandaag = wandtijd(self.engine.clock().now()).date();
        for fout in catalog.vooruitzicht(&nieuw.bronnen, vandaag) {
            tracing::warn!(told = fout.een_regel(), "the calendar comes to its end");
        }
        (self.verteld, self.te_tellen) = (false, true);
        Ok(versie)
    }

    /// Keeps the texts and the version.
    async fn keep(&self, bronnen: &Bronnen, manifest: &Manifest) -> Result<Versie, HerlaadFout> {
        vastleggen(&self.engine, &self.plaatsen, bronnen, manifest, &self.loopt).await
    }

    /// Leaves in force what runs, and says so.
    fn refuse(&mut self, sleutel: Digest, told_by: &[Diagnostic], stopwatch: Stopwatch) {
        told("refused", stopwatch);
        let fouten = told_by.iter().filter(|fout| fout.ernst == Ernst::Fout);
        let sinds = self.engine.clock().now();
        let geweigerd = Geweigerd::new(sleutel, sinds, fouten, &self.plaatsen);
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

/// Keeps the texts that differ from what was kept before, and the version.
async fn vastleggen<S: Store>(
    engine: &Engine<S>,
    plaatsen: &Plaatsen,
    bronnen: &Bronnen,
    manifest: &Manifest,
    bewaard: &Manifest,
) -> Result<Versie, HerlaadFout> {
    let store = engine.store();
    let changed: Vec<String> = manifest.anders(bewaard).map(ToOwned::to_owned).collect();
    let texts = bronnen
        .alle()
        .filter(|(pad, _)| changed.binary_search(pad).is_ok())
        .map(|(_, bestand)| {
            let tekst = bestand.tekst.clone();
            (Digest::of(&tekst), BRON.to_owned(), tekst)
        });
    store.put_blobs(texts.collect()).await?;
    let paths = changed.iter().filter_map(|pad| bronnen.pad_op_schijf(pad));
    let (plaatsen, paths) = (plaatsen.clone(), paths.collect::<Vec<_>>());
    let herkomst = tokio::task::spawn_blocking(move || auteur::van(&plaatsen, &paths));
    let herkomst = herkomst.await.map_err(|_| HerlaadFout::Afgebroken)?;
    let versie = NieuweVersie {
        digest: manifest.digest(),
        at: engine.clock().now(),
        auteur: herkomst.auteur,
        reden: herkomst.reden,
        bestanden: manifest.0.clone(),
    };
    Ok(store.put_versie(&versie).await?)
}

fn told(result: &'static str, stopwatch: Stopwatch) -> Duration {
    let took = stopwatch.elapsed();
    counter!(RELOADS, "result" => result).increment(1);
    histogram!(SECONDS, "result" => result).record(took);
    took
}

/// Reads and checks; takes as long as that takes.
fn bekijk(
    plaatsen: &Plaatsen,
    lader: &mut Lader,
    loopt: &Manifest,
    refused: Option<&Digest>,
) -> Schijf {
    let bronnen = match plaatsen.lees() {
        Ok(bronnen) => bronnen,
        Err(fout) => {
            let sleutel = Digest::of(&fout.to_string());
            if refused == Some(&sleutel) {
                return Schijf::Bekend;
            }
            return Schijf::Fout(sleutel, vec![niet_te_lezen(plaatsen, &fout)]);
        }
    };
    let manifest = bronnen.manifest();
    if bronnen.fouten.is_empty() && manifest == *loopt {
        return Schijf::Loopt;
    }
    let sleutel = sleutel(&bronnen, &manifest);
    if refused == Some(&sleutel) {
        return Schijf::Bekend;
    }
    match lader.laad(&bronnen) {
        Ok(geladen) => Schijf::Goed(Box::new(Nieuw {
            catalog: Arc::new(geladen.catalog),
            waarschuwingen: geladen.waarschuwingen.len(),
            bronnen,
            manifest,
        })),
        Err(fouten) => Schijf::Fout(sleutel, fouten),
    }
}

/// What is on disk, files that are no text included.
fn sleutel(bronnen: &Bronnen, manifest: &Manifest) -> Digest {
    let unreadable = bronnen.fouten.iter().map(ToString::to_string);
    let all: Vec<String> = [manifest.digest().0]
        .into_iter()
        .chain(unreadable)
        .collect();
    Digest::of(&all.join("\n"))
}

fn niet_te_lezen(plaatsen: &Plaatsen, fout: &std::io::Error) -> Diagnostic {
    let map = plaatsen.mappen().next();
    let map = map.map_or_else(String::new, |map| map.display().to_string());
    Diagnostic::new(
        Code::F030,
        &Plek::new(map, 1, 1),
        format!("een map of bestand is niet te lezen: {fout}"),
    )
}
