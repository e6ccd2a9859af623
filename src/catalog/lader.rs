//! Loading again and again: what did not change is taken from the load before.
//!
//! ```text
//!  file, unchanged ──────────────▶ its tree, text or script
//!  layers, names in sight ───────▶ the definition they make, with all that was told
//!  definition, texts it uses ────▶ the same with its digests, held against its texts and scripts
//! ```
//! A load says the same with and without what was kept, to the letter. Easy to get wrong: a key that leaves
//! something out. Everything that is looked at while something is made is in the key it is kept under.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::definities::{Vast, Vooraf};
use super::landkaart::Kalenderbouw;
use super::parallel;
use super::teksten::{GelezenScript, GelezenTekst};
use super::{Catalog, Geladen};
use crate::bronnen::{Bestand, Bronnen};
use crate::definition::boom::Knoop;
use crate::definition::bureau::Bureau;
use crate::definition::compile::{Laag, Stuknamen};
use crate::definition::diagnostic::Diagnostic;
use crate::definition::gemeente::Gemeente;
use crate::definition::lees::lees;
use crate::zaak::Digest;

/// Loads catalogues one after another; keeps what the newest load used and nothing else.
#[derive(Debug, Default)]
pub struct Lader {
    pub(super) lagen: Bewaard<Bron, Arc<GelezenLaag>>,
    pub(super) bureaus: Bewaard<Bron, Arc<Lezing<Bureau>>>,
    pub(super) gemeenten: Bewaard<Bron, Arc<Lezing<Gemeente>>>,
    pub(super) teksten: Bewaard<Bron, Arc<GelezenTekst>>,
    pub(super) scripts: Bewaard<Bron, Arc<GelezenScript>>,
    pub(super) vooraf: Bewaard<Digest, Arc<Vooraf>>,
    /// By all that a procedure could name.
    pub(super) in_zicht: Bewaard<Digest, (Digest, Arc<Vast>)>,
    /// By what it does name.
    pub(super) vast: Bewaard<Digest, Arc<Vast>>,
    pub(super) kalenders: Option<Kalenderbouw>,
}

/// A file as it was read: where it lies, what it is called, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Bron {
    pub pad: String,
    pub toon: String,
    pub digest: Digest,
}

/// A layer, with what was told while it was read.
#[derive(Debug)]
pub(super) struct GelezenLaag {
    pub laag: Option<Laag>,
    /// The texts and scripts it names.
    pub stuknamen: Stuknamen,
    pub fouten: Vec<Diagnostic>,
}

/// A file read into a type and its tree, or what is wrong with it.
pub(super) type Lezing<T> = Result<(T, Arc<Knoop>), Vec<Diagnostic>>;

impl Lader {
    /// Loads everything, as [`Catalog::load`] does.
    ///
    /// # Errors
    /// As [`Catalog::load`].
    pub fn laad(&mut self, bronnen: &Bronnen) -> Result<Geladen, Vec<Diagnostic>> {
        self.begin();
        let geladen = Catalog::laad(bronnen, self);
        self.einde();
        geladen
    }

    fn begin(&mut self) {
        self.winkels().into_iter().for_each(Winkel::begin);
    }

    fn einde(&mut self) {
        self.winkels().into_iter().for_each(Winkel::einde);
    }

    /// Every store of single things. Taken apart by name, so that a new one cannot be forgotten.
    fn winkels(&mut self) -> [&mut dyn Winkel; 8] {
        let Self {
            lagen,
            bureaus,
            gemeenten,
            teksten,
            scripts,
            vooraf,
            in_zicht,
            vast,
            // One whole, replaced by the next.
            kalenders: _,
        } = self;
        [
            lagen, bureaus, gemeenten, teksten, scripts, vooraf, in_zicht, vast,
        ]
    }

    /// How many things are kept.
    #[cfg(test)]
    pub(super) fn omvang(&mut self) -> usize {
        let winkels = self.winkels().into_iter();
        winkels.map(|winkel| winkel.omvang()).sum()
    }
}

/// What every store does at the begin and the end of a load, whatever it keeps.
trait Winkel {
    fn begin(&mut self);
    fn einde(&mut self);
    /// How many things are kept.
    #[cfg(test)]
    fn omvang(&self) -> usize;
}

impl Bron {
    pub fn van(pad: &str, bestand: &Bestand) -> Self {
        Self {
            pad: pad.to_owned(),
            toon: bestand.toon.clone(),
            digest: Digest::of(&bestand.tekst),
        }
    }
}

/// Reads a file of this type.
pub(super) fn lezing<T>(bestand: &Bestand) -> Arc<Lezing<T>>
where
    T: DeserializeOwned + schemars::JsonSchema + 'static,
{
    let gelezen = lees::<T>(&bestand.toon, &bestand.tekst);
    Arc::new(gelezen.map(|gelezen| (gelezen.inhoud, Arc::new(gelezen.boom))))
}

/// What was made before, by what it was made of.
#[derive(Debug)]
pub(super) struct Bewaard<K, V> {
    was: HashMap<K, V>,
    nu: HashMap<K, V>,
}

impl<K, V> Default for Bewaard<K, V> {
    fn default() -> Self {
        Self {
            was: HashMap::new(),
            nu: HashMap::new(),
        }
    }
}

impl<K, V> Winkel for Bewaard<K, V> {
    fn begin(&mut self) {
        self.was = std::mem::take(&mut self.nu);
    }

    fn einde(&mut self) {
        self.was = HashMap::new();
    }

    #[cfg(test)]
    fn omvang(&self) -> usize {
        self.nu.len()
    }
}

impl<K: Clone + Eq + Hash, V: Clone + Send> Bewaard<K, V> {
    /// What was made of this.
    pub fn vind(&self, key: &K) -> Option<&V> {
        self.nu.get(key).or_else(|| self.was.get(key))
    }

    /// Keeps this for the next load.
    pub fn zet(&mut self, key: K, made: V) {
        self.nu.insert(key, made);
    }

    /// What is made of each of them, in their order: taken from before, or made now, each once.
    pub fn elk<W: Sync>(&mut self, work: &[(K, W)], make: impl Fn(&W) -> V + Sync) -> Vec<V>
    where
        K: Sync,
    {
        let mut todo: HashMap<&K, &W> = HashMap::new();
        let mut order: Vec<(&K, &W)> = Vec::new();
        for (key, item) in work {
            if self.nu.contains_key(key) {
                continue;
            }
            if let Some((key, made)) = self.was.remove_entry(key) {
                self.nu.insert(key, made);
            } else if todo.insert(key, item).is_none() {
                order.push((key, item));
            }
        }
        let made = parallel::elk(&order, |(_, item)| make(item));
        for ((key, _), made) in order.into_iter().zip(made) {
            self.nu.insert(key.clone(), made);
        }
        let found = work.iter().map(|(key, _)| self.nu.get(key).cloned());
        // All of them were put in above.
        found.flatten().collect()
    }
}
