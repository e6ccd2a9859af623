//! What a set of files is, in one digest: every path with the digest of its text.
//!
//! Easy to get wrong: a file that cannot be read as text is in no manifest, so two manifests may be equal while
//! one of them has such a fault beside it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Bestand, Bronnen};
use crate::zaak::Digest;

/// Every file, by its path with `workflows/` or `scripts/` before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Manifest(pub BTreeMap<String, Digest>);

/// How many files differ between two manifests.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Verschil {
    pub nieuw: usize,
    pub veranderd: usize,
    pub weg: usize,
}

impl Manifest {
    /// The digest of it all: other when a file was changed, added, taken away or renamed.
    pub fn digest(&self) -> Digest {
        let line = |(pad, digest): (&String, &Digest)| format!("{}  {pad}\n", digest.0);
        let lines: String = self.0.iter().map(line).collect();
        Digest::of(&lines)
    }

    /// The files that are other here than in `before`, or new.
    pub fn anders<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a str> {
        self.0
            .iter()
            .filter(|(pad, digest)| before.0.get(*pad) != Some(*digest))
            .map(|(pad, _)| pad.as_str())
    }

    /// What changed since `before`.
    pub fn verschil(&self, before: &Self) -> Verschil {
        let nieuw = self.0.keys().filter(|pad| !before.0.contains_key(*pad));
        let nieuw = nieuw.count();
        let weg = before.0.keys().filter(|pad| !self.0.contains_key(*pad));
        Verschil {
            nieuw,
            veranderd: self.anders(before).count() - nieuw,
            weg: weg.count(),
        }
    }
}

const WORKFLOWS: &str = "workflows/";
const SCRIPTS: &str = "scripts/";

impl Bronnen {
    /// What these files are.
    pub fn manifest(&self) -> Manifest {
        let all = self
            .alle()
            .map(|(pad, bestand)| (pad, Digest::of(&bestand.tekst)));
        Manifest(all.collect())
    }

    /// Every file with its path as a manifest names it.
    pub fn alle(&self) -> impl Iterator<Item = (String, &Bestand)> {
        let workflows = self.workflows.iter();
        let scripts = self.scripts.iter();
        workflows
            .map(|(pad, bestand)| (format!("{WORKFLOWS}{pad}"), bestand))
            .chain(scripts.map(|(pad, bestand)| (format!("{SCRIPTS}{pad}"), bestand)))
    }

    /// Where a file lies, by its path in a manifest; what is embedded lies nowhere.
    pub fn pad_op_schijf(&self, pad: &str) -> Option<PathBuf> {
        let bestand = match (pad.strip_prefix(WORKFLOWS), pad.strip_prefix(SCRIPTS)) {
            (Some(pad), _) => self.workflows.get(pad),
            (None, Some(pad)) => self.scripts.get(pad),
            (None, None) => None,
        };
        bestand.map(|bestand| PathBuf::from(&bestand.toon))
    }

    /// The files of a version that was kept: paths as a manifest names them, each with its text.
    pub fn uit_versie(bestanden: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut found = Self::default();
        for (toon, tekst) in bestanden {
            let (map, pad) = match (toon.strip_prefix(WORKFLOWS), toon.strip_prefix(SCRIPTS)) {
                (Some(pad), _) => (&mut found.workflows, pad.to_owned()),
                (None, Some(pad)) => (&mut found.scripts, pad.to_owned()),
                (None, None) => continue,
            };
            map.insert(pad, Bestand { toon, tekst });
        }
        found
    }
}
