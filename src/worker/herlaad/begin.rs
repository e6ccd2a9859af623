//! What a start runs on: the files on disk, or, when these are faulty, the version that was in force last.
//!
//! Easy to get wrong: a restart at night. Somebody saved a fault in the afternoon and the daemon went on; the
//! machine restarts, and the bureau must still be there in the morning.

use std::sync::Arc;

use super::niet_te_lezen;
use crate::bronnen::{Bronnen, Manifest, Plaatsen};
use crate::catalog::{Catalog, Lader};
use crate::definition::diagnostic::Diagnostic;
use crate::store::{Gelezen, Store, Versie, Welke};

/// What to begin on.
#[derive(Debug)]
pub struct Begin {
    pub catalog: Arc<Catalog>,
    pub(super) plaatsen: Plaatsen,
    pub(super) lader: Lader,
    pub(super) manifest: Manifest,
    /// The files, when they come from disk.
    pub(super) bronnen: Option<Bronnen>,
    /// The version, when the files on disk are faulty.
    pub(super) versie: Option<Versie>,
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
            catalog: Arc::new(geladen.catalog),
            plaatsen,
            lader,
            manifest,
            bronnen: None,
            versie: Some(versie),
        }))
    }

    /// The version that stands in for faulty files.
    pub fn versie(&self) -> Option<&Versie> {
        self.versie.as_ref()
    }
}
