//! One look at what is on disk: read, checked, and still there afterwards.
//!
//! Easy to get wrong: files that are replaced while they are read. What was read is taken for what somebody saved
//! only when the folders still say it after the check, which takes longest.

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use crate::bronnen::{Bronnen, Manifest, Plaatsen};
use crate::catalog::{Catalog, Lader};
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::zaak::Digest;

/// How often it is read anew when it changed meanwhile, before the look is left for later.
const POGINGEN: usize = 3;

/// What is on disk, against what runs and what was refused last.
pub(super) enum Schijf {
    Loopt,
    Bekend,
    Goed(Box<Nieuw>),
    Fout(Fout),
    /// It changes all the time.
    Onrustig,
}

/// A catalogue that can be put in force.
pub(super) struct Nieuw {
    pub catalog: Arc<Catalog>,
    pub bronnen: Bronnen,
    pub manifest: Manifest,
    pub waarschuwingen: Vec<Diagnostic>,
}

/// Files that cannot be.
pub(super) struct Fout {
    /// Of what is on disk: the same files have the same one.
    pub sleutel: Digest,
    pub fouten: Vec<Diagnostic>,
    /// The folders with files that are others than those that run: `landelijk`, or the name of a bureau.
    pub veranderd: BTreeSet<String>,
}

/// Reads and checks; takes as long as that takes.
pub(super) fn bekijk(
    plaatsen: &Plaatsen,
    lader: &mut Lader,
    loopt: &Manifest,
    refused: Option<&Digest>,
) -> Schijf {
    for _ in 0..POGINGEN {
        let gelezen = plaatsen.lees_eens();
        let schijf = oordeel(plaatsen, &gelezen, lader, loopt, refused);
        if matches!(schijf, Schijf::Loopt | Schijf::Bekend) || plaatsen.zegt_nog(&gelezen) {
            return schijf;
        }
    }
    Schijf::Onrustig
}

fn oordeel(
    plaatsen: &Plaatsen,
    gelezen: &io::Result<Bronnen>,
    lader: &mut Lader,
    loopt: &Manifest,
    refused: Option<&Digest>,
) -> Schijf {
    let bronnen = match gelezen {
        Ok(bronnen) => bronnen,
        Err(fout) => {
            let sleutel = Digest::of(&fout.to_string());
            if refused == Some(&sleutel) {
                return Schijf::Bekend;
            }
            return Schijf::Fout(Fout {
                sleutel,
                fouten: vec![niet_te_lezen(plaatsen, fout)],
                veranderd: BTreeSet::new(),
            });
        }
    };
    let manifest = bronnen.manifest();
    if bronnen.fouten.is_empty() && manifest == *loopt {
        return Schijf::Loopt;
    }
    let sleutel = sleutel(bronnen, &manifest);
    if refused == Some(&sleutel) {
        return Schijf::Bekend;
    }
    match lader.laad(bronnen) {
        Ok(geladen) => Schijf::Goed(Box::new(Nieuw {
            catalog: Arc::new(geladen.catalog),
            waarschuwingen: geladen.waarschuwingen,
            bronnen: bronnen.clone(),
            manifest,
        })),
        Err(fouten) => Schijf::Fout(Fout {
            sleutel,
            fouten,
            veranderd: veranderd(&manifest, loopt),
        }),
    }
}

/// The first folder of every file that is other than the one that runs, or is there no more.
fn veranderd(manifest: &Manifest, loopt: &Manifest) -> BTreeSet<String> {
    let other = manifest.anders(loopt).chain(loopt.anders(manifest));
    let folder = |pad: &str| pad.split('/').nth(1).map(str::to_owned);
    other.filter_map(folder).collect()
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

pub(super) fn niet_te_lezen(plaatsen: &Plaatsen, fout: &io::Error) -> Diagnostic {
    let map = plaatsen.mappen().next();
    let map = map.map_or_else(String::new, |map| map.display().to_string());
    Diagnostic::new(
        Code::F030,
        &Plek::new(map, 1, 1),
        format!("een map of bestand is niet te lezen: {fout}"),
    )
}
