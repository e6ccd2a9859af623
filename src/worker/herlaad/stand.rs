//! Which version runs, and what on disk was refused: for probes, metrics and the log.
//!
//! Easy to get wrong: size. Thousands of faults may follow from one; the first few and their number will do.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{PoisonError, RwLock};

use chrono::{DateTime, Utc};

use super::blik::Fout;
use crate::bronnen::Plaatsen;
use crate::definition::diagnostic::Ernst;
use crate::store::Versie;
use crate::zaak::Digest;

/// How many faults are told in words.
const EERSTE: usize = 3;

/// How it stands; written by the one who reloads.
#[derive(Debug, Default)]
pub struct Stand(RwLock<Toestand>);

/// How it stands at one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Toestand {
    /// What runs.
    pub versie: Option<Versie>,
    /// What is on disk and was refused.
    pub geweigerd: Option<Geweigerd>,
    /// Whether what is on disk cannot be read to the end.
    pub blind: bool,
}

/// Files that were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Geweigerd {
    /// The same files have the same one.
    pub(super) sleutel: Digest,
    pub sinds: DateTime<Utc>,
    /// The first faults, each as `check` tells it, on one line.
    pub fouten: Vec<String>,
    pub aantal: usize,
    /// The file of the first fault, below its folder.
    pub(super) bestand: String,
    /// The folders that faults lie in: `landelijk` or the name of a bureau.
    pub(super) lagen: Vec<String>,
    /// The folders with changes that are not in force because of it.
    pub(super) wachten: BTreeSet<String>,
}

impl Stand {
    /// How it stands now.
    pub fn toestand(&self) -> Toestand {
        let toestand = self.0.read().unwrap_or_else(PoisonError::into_inner);
        toestand.clone()
    }

    pub(super) fn loopt(&self, versie: Versie) {
        self.write(|toestand| toestand.versie = Some(versie));
    }

    pub(super) fn geweigerd(&self, geweigerd: Geweigerd) {
        self.write(|toestand| toestand.geweigerd = Some(geweigerd));
    }

    /// What is on disk is good; tells whether it was not before.
    pub(super) fn hersteld(&self) -> bool {
        self.write(|toestand| toestand.geweigerd.take().is_some())
    }

    /// Whether what is on disk can be read; tells whether that is other than before.
    pub(super) fn blind(&self, now: bool) -> bool {
        self.write(|toestand| std::mem::replace(&mut toestand.blind, now) != now)
    }

    fn write<T>(&self, change: impl FnOnce(&mut Toestand) -> T) -> T {
        let mut toestand = self.0.write().unwrap_or_else(PoisonError::into_inner);
        change(&mut toestand)
    }
}

impl Geweigerd {
    pub(super) fn new(told: &Fout, sinds: DateTime<Utc>, plaatsen: &Plaatsen) -> Self {
        let fouten = told.fouten.iter();
        let fouten = fouten.filter(|fout| fout.ernst == Ernst::Fout);
        let mut found = Self {
            sleutel: told.sleutel.clone(),
            wachten: told.veranderd.clone(),
            sinds,
            fouten: Vec::new(),
            aantal: 0,
            bestand: String::new(),
            lagen: Vec::new(),
        };
        for fout in fouten {
            let below = below(&fout.bestand, plaatsen);
            if found.aantal == 0 {
                found.bestand.clone_from(&below);
            }
            if found.fouten.len() < EERSTE {
                found.fouten.push(fout.een_regel());
            }
            let laag = below.split('/').next().unwrap_or_default();
            if !found.lagen.iter().any(|known| known == laag) {
                found.lagen.push(laag.to_owned());
            }
            found.aantal += 1;
        }
        found
    }
}

/// A file of a diagnostic, below the folder that was read.
fn below(bestand: &str, plaatsen: &Plaatsen) -> String {
    let mut mappen = plaatsen.mappen();
    let inner = mappen.find_map(|map| Path::new(bestand).strip_prefix(map).ok());
    inner.map_or_else(|| bestand.to_owned(), |path| path.display().to_string())
}
