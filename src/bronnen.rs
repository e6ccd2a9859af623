//! Where definitions, texts and scripts come from: a directory, what is embedded in the program, or a version
//! that was kept.
//!
//! Only reading; what the files say is left to `catalog`. Easy to get wrong: a file that is no UTF-8 must be
//! told and not skipped, or a letter would silently be that of the layer below.

mod manifest;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic};

pub use manifest::{Manifest, Verschil};

#[derive(RustEmbed)]
#[folder = "workflows"]
struct IngebedWorkflows;

#[derive(RustEmbed)]
#[folder = "scripts"]
struct IngebedScripts;

/// Extensions that are read; anything else beside them is the author's own business.
const SOORTEN: [&str; 3] = ["yaml", "md", "rhai"];

/// Folders within folders: `workflows/<bureau>/<gemeente>/brieven` is three.
const DIEPTE: usize = 6;

/// How often the folders are read anew when they change while they are read.
const POGINGEN: usize = 5;

/// The text of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bestand {
    /// The file as diagnostics name it.
    pub toon: String,
    pub tekst: String,
}

/// All files of the definitions, by path below their directory, with `/` between the parts.
#[derive(Debug, Clone, Default)]
pub struct Bronnen {
    pub workflows: BTreeMap<String, Bestand>,
    pub scripts: BTreeMap<String, Bestand>,
    /// Files that could not be read as text.
    pub fouten: Vec<Diagnostic>,
    /// Files below `workflows` that were passed over.
    pub naast_workflows: Overgeslagen,
    /// Files below `scripts` that were passed over.
    pub naast_scripts: Overgeslagen,
}

/// Files that lie there and were not read, by path below their directory, as diagnostics name them. Hidden ones
/// are not among them.
pub type Overgeslagen = BTreeMap<String, String>;

/// Those of them that are read by their extension, but are no text: there, and their names with them.
pub fn onleesbaar(naast: &Overgeslagen) -> impl Iterator<Item = (&str, &str)> {
    let files = naast.iter().filter(|(pad, _)| is_read(pad));
    files.map(|(pad, toon)| (pad.as_str(), toon.as_str()))
}

/// Whether files with such a name are read.
fn is_read(pad: &str) -> bool {
    pad.rsplit_once('.')
        .is_some_and(|(_, ext)| SOORTEN.contains(&ext))
}

/// Which folders files are read from; `None`: what is embedded in the program.
///
/// Chosen once. A folder that goes away later is a fault and never a reason to run on what is embedded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plaatsen {
    pub workflows: Option<PathBuf>,
    pub scripts: Option<PathBuf>,
}

impl Plaatsen {
    /// The given directories, else `./workflows` and `./scripts` where present, else what is embedded.
    pub fn kies(workflows: Option<&Path>, scripts: Option<&Path>) -> Self {
        let choose = |given: Option<&Path>, default: &str| {
            let present = || Some(PathBuf::from(default)).filter(|dir| dir.is_dir());
            given.map(Path::to_path_buf).or_else(present)
        };
        Self {
            workflows: choose(workflows, "workflows"),
            scripts: choose(scripts, "scripts"),
        }
    }

    /// The folders that can change.
    pub fn mappen(&self) -> impl Iterator<Item = &Path> {
        [&self.workflows, &self.scripts]
            .into_iter()
            .filter_map(|map| map.as_deref())
    }

    /// Reads all files as they stand at one moment: again when something changed meanwhile, so that half of a
    /// mount that is being replaced is not taken for the whole.
    ///
    /// # Errors
    /// A directory or file that cannot be read, with its path in the message.
    pub fn lees(&self) -> io::Result<Bronnen> {
        let mut before = self.lees_eens();
        if self.mappen().next().is_none() {
            return before;
        }
        for _ in 0..POGINGEN {
            let now = self.lees_eens();
            match (&before, &now) {
                (Ok(before), Ok(after)) if before.is_same(after) => break,
                (Err(before), Err(after)) if before.to_string() == after.to_string() => break,
                _ => before = now,
            }
        }
        before
    }

    fn lees_eens(&self) -> io::Result<Bronnen> {
        let mut gelezen = Bronnen::default();
        let fouten = &mut gelezen.fouten;
        gelezen.workflows = match &self.workflows {
            Some(dir) => read_dir(dir, &mut gelezen.naast_workflows, fouten)?,
            None => embedded::<IngebedWorkflows>("workflows", fouten),
        };
        gelezen.scripts = match &self.scripts {
            Some(dir) => read_dir(dir, &mut gelezen.naast_scripts, fouten)?,
            None => embedded::<IngebedScripts>("scripts", fouten),
        };
        Ok(gelezen)
    }
}

impl Bronnen {
    /// What [`Plaatsen::kies`] finds, read.
    ///
    /// # Errors
    /// As [`Plaatsen::lees`].
    pub fn kies(workflows: Option<&Path>, scripts: Option<&Path>) -> io::Result<Self> {
        Plaatsen::kies(workflows, scripts).lees()
    }

    /// Whether the same files say the same.
    fn is_same(&self, other: &Self) -> bool {
        self.workflows == other.workflows && self.scripts == other.scripts
    }

    /// What is embedded in the program.
    pub fn ingebed() -> Self {
        let mut fouten = Vec::new();
        Self {
            workflows: embedded::<IngebedWorkflows>("workflows", &mut fouten),
            scripts: embedded::<IngebedScripts>("scripts", &mut fouten),
            fouten,
            ..Self::default()
        }
    }

    /// Adds or replaces a file, named by its path below `workflows`; for tests and trials.
    #[must_use]
    pub fn met_workflow(mut self, pad: &str, tekst: &str) -> Self {
        let bestand = Bestand {
            toon: format!("workflows/{pad}"),
            tekst: tekst.to_owned(),
        };
        self.workflows.insert(pad.to_owned(), bestand);
        self
    }

    /// The national layer and one bureau, without the other bureaus, their texts and their scripts.
    #[must_use]
    pub fn alleen(mut self, bureau: &str) -> Self {
        let others: BTreeSet<String> = self
            .workflows
            .keys()
            .filter_map(|pad| pad.strip_suffix("/bureau.yaml"))
            .filter(|naam| *naam != bureau)
            .map(str::to_owned)
            .collect();
        let keep = |pad: &str| {
            pad.split_once('/')
                .is_none_or(|(map, _)| !others.contains(map))
        };
        self.workflows.retain(|pad, _| keep(pad));
        self.scripts.retain(|pad, _| keep(pad));
        self.naast_workflows.retain(|pad, _| keep(pad));
        self.naast_scripts.retain(|pad, _| keep(pad));
        self
    }

    /// The file that diagnostics name so.
    pub fn bestand(&self, toon: &str) -> Option<&Bestand> {
        self.workflows
            .values()
            .chain(self.scripts.values())
            .find(|bestand| bestand.toon == toon)
    }
}

fn embedded<E: RustEmbed>(root: &str, fouten: &mut Vec<Diagnostic>) -> BTreeMap<String, Bestand> {
    let files = E::iter()
        .filter(|pad| is_read(pad))
        .filter_map(|pad| E::get(&pad).map(|file| (pad.into_owned(), file.data.into_owned())));
    let texts = files.filter_map(|(pad, bytes)| {
        let toon = format!("{root}/{pad}");
        as_text(toon, bytes, fouten).map(|bestand| (pad, bestand))
    });
    texts.collect()
}

fn read_dir(
    root: &Path,
    naast: &mut Overgeslagen,
    fouten: &mut Vec<Diagnostic>,
) -> io::Result<BTreeMap<String, Bestand>> {
    let mut found = BTreeMap::new();
    let above = fs::canonicalize(root).map_err(|fout| with_path(&fout, root))?;
    let mut todo = vec![(root.to_path_buf(), String::new(), vec![above])];
    while let Some((dir, pad, above)) = todo.pop() {
        for entry in fs::read_dir(&dir).map_err(|fout| with_path(&fout, &dir))? {
            let path = entry.map_err(|fout| with_path(&fout, &dir))?.path();
            let Some(naam) = path
                .file_name()
                .and_then(|naam| naam.to_str())
                .filter(|naam| !naam.starts_with('.'))
            else {
                continue;
            };
            let below = if pad.is_empty() {
                naam.to_owned()
            } else {
                format!("{pad}/{naam}")
            };
            // Editors and mounts put links in place of files and folders; one that leads to a folder above it
            // would be a circle. What begins with a dot is the mount's own and is seen through its links.
            if path.is_dir() {
                let real = fs::canonicalize(&path).map_err(|fout| with_path(&fout, &path))?;
                if above.len() <= DIEPTE && !above.contains(&real) {
                    let above = above.iter().cloned().chain([real]).collect();
                    todo.push((path, below, above));
                }
            } else {
                let toon = path.display().to_string();
                let tekst = if is_read(naam) {
                    let bytes = fs::read(&path).map_err(|fout| with_path(&fout, &path))?;
                    as_text(toon.clone(), bytes, fouten)
                } else {
                    None
                };
                match tekst {
                    Some(bestand) => {
                        found.insert(below, bestand);
                    }
                    None => {
                        naast.insert(below, toon);
                    }
                }
            }
        }
    }
    Ok(found)
}

fn with_path(fout: &io::Error, path: &Path) -> io::Error {
    io::Error::new(fout.kind(), format!("{}: {fout}", path.display()))
}

fn as_text(toon: String, bytes: Vec<u8>, fouten: &mut Vec<Diagnostic>) -> Option<Bestand> {
    match String::from_utf8(bytes) {
        Ok(tekst) => Some(Bestand { toon, tekst }),
        Err(fout) => {
            let good = fout.utf8_error().valid_up_to();
            let before = String::from_utf8_lossy(fout.as_bytes().get(..good).unwrap_or_default())
                .into_owned();
            let regel = before.matches('\n').count() + 1;
            let kolom = before
                .rsplit('\n')
                .next()
                .unwrap_or_default()
                .chars()
                .count()
                + 1;
            let plek = Plek::new(toon, regel, kolom);
            fouten.push(
                Diagnostic::new(
                    Code::F030,
                    &plek,
                    "hier staat een teken dat niet te lezen is",
                )
                .met_hint("bewaar het bestand als UTF-8"),
            );
            None
        }
    }
}

#[cfg(test)]
mod tests;
