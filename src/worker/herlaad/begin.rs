//! What a start runs on: the files on disk, or, when these are faulty, the version that was in force last.
//!
//! Easy to get wrong: a restart at night. Somebody saved a fault in the afternoon and the daemon went on; the
//! machine restarts, and the bureau must still be there in the morning.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::HerlaadFout;
use super::blik::niet_te_lezen;
use super::vastleggen::leg_vast;
use crate::bronnen::{Bronnen, Manifest, Plaatsen};
use crate::catalog::{Catalog, Lader};
use crate::definition::diagnostic::Diagnostic;
use crate::engine::Engine;
use crate::store::{Gelezen, Store, Versie, Welke};
use crate::zaak::Digest;

/// What to begin on.
#[derive(Debug)]
pub struct Begin {
    pub catalog: Arc<Catalog>,
    pub(super) plaatsen: Plaatsen,
    pub(super) lader: Lader,
    pub(super) manifest: Manifest,
    /// The files, when they come from disk.
    pub(super) bronnen: Option<Bronnen>,
    /// The version, when it is not what is on disk that is begun on.
    pub(super) versie: Option<Versie>,
    pub(super) waarschuwingen: Vec<Diagnostic>,
}

/// Files that cannot be used.
#[derive(Debug)]
pub struct Afgekeurd {
    pub bronnen: Box<Bronnen>,
    pub fouten: Vec<Diagnostic>,
}

impl Begin {
    /// Loads what is on disk, or what is embedded where no folder is.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn van_schijf(plaatsen: Plaatsen) -> Result<Self, Afgekeurd> {
        let bronnen = match plaatsen.lees() {
            Ok(bronnen) => bronnen,
            Err(fout) => {
                return Err(Afgekeurd {
                    bronnen: Box::default(),
                    fouten: vec![niet_te_lezen(&plaatsen, &fout)],
                });
            }
        };
        let mut lader = Lader::default();
        match lader.laad(&bronnen) {
            Ok(geladen) => Ok(Self {
                waarschuwingen: geladen.waarschuwingen,
                catalog: Arc::new(geladen.catalog),
                plaatsen,
                lader,
                manifest: bronnen.manifest(),
                bronnen: Some(bronnen),
                versie: None,
            }),
            Err(fouten) => Err(Afgekeurd {
                bronnen: Box::new(bronnen),
                fouten,
            }),
        }
    }

    /// Loads the version that was in force last; `None` when there is none, or when this program finds faults
    /// in it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn van_versie<S: Store>(store: &S, plaatsen: Plaatsen) -> Gelezen<Option<Self>> {
        let Some(versie) = store.find_versie(&Welke::Laatste).await? else {
            return Ok(None);
        };
        let bronnen = Bronnen::uit_versie(store.teksten(versie.nummer).await?);
        let manifest = bronnen.manifest();
        let whole = manifest.digest() == versie.digest;
        let mut lader = Lader::default();
        let geladen = lader.laad(&bronnen).ok().filter(|_| whole);
        Ok(geladen.map(|geladen| Self {
            waarschuwingen: geladen.waarschuwingen,
            catalog: Arc::new(geladen.catalog),
            plaatsen,
            lader,
            manifest,
            bronnen: None,
            versie: Some(versie),
        }))
    }

    /// The version that stands in for the files.
    pub fn versie(&self) -> Option<&Versie> {
        self.versie.as_ref()
    }

    /// Whether these are the definitions in the program, and no folder's.
    pub fn is_ingebouwd(&self) -> bool {
        self.plaatsen.mappen().next().is_none()
    }

    /// What it is begun on.
    pub fn digest(&self) -> Digest {
        self.manifest.digest()
    }

    /// Keeps the files as a version, when there is none yet: nothing may run on what nobody can look up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn leg_eerste_vast<S: Store>(&self, store: &S, at: DateTime<Utc>) -> Gelezen<()> {
        let Some(bronnen) = &self.bronnen else {
            return Ok(());
        };
        if store.find_versie(&Welke::Laatste).await?.is_none() {
            let none = Manifest::default();
            leg_vast(store, at, &self.plaatsen, bronnen, &self.manifest, &none).await?;
        }
        Ok(())
    }

    /// The version that this is, kept first if it is none yet: what zaken run on must be known by a number.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn bewaard<S: Store>(&self, engine: &Engine<S>) -> Result<Versie, HerlaadFout> {
        if let Some(versie) = &self.versie {
            return Ok(versie.clone());
        }
        let welke = Welke::Digest(self.manifest.digest().0);
        if let Some(versie) = engine.store().find_versie(&welke).await? {
            return Ok(versie);
        }
        let Some(bronnen) = &self.bronnen else {
            return Err(HerlaadFout::Afgebroken);
        };
        let nothing = Manifest::default();
        let (store, now) = (&**engine.store(), engine.clock().now());
        let kept = leg_vast(
            store,
            now,
            &self.plaatsen,
            bronnen,
            &self.manifest,
            &nothing,
        );
        Ok(kept.await?)
    }
}
