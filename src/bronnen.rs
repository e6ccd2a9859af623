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
use crate::definition::diagnostic::{Code, Diagnostic, kort};
use crate::definition::ontleed::{grens, te_groot};

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
    let files = naast.iter().filter(|(pad, _)| wordt_gelezen(pad));
    files.map(|(pad, toon)| (pad.as_str(), toon.as_str()))
}

/// Whether files with such a name are read.
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
        let mut gelezen = self.lees_eens();
        for _ in 0..POGINGEN {
            if self.zegt_nog(&gelezen) {
                break;
            }
            gelezen = self.lees_eens();
        }
        gelezen
    }

    /// Whether the folders still say what was read of them.
    pub fn zegt_nog(&self, gelezen: &io::Result<Bronnen>) -> bool {
        if self.mappen().next().is_none() {
            return true;
        }
        match (gelezen, self.lees_eens()) {
            (Ok(before), Ok(now)) => before.is_same(&now),
            (Err(before), Err(now)) => before.to_string() == now.to_string(),
            _ => false,
        }
    }

    /// Reads all files, which may change meanwhile.
    ///
    /// # Errors
    /// As [`Plaatsen::lees`].
    pub fn lees_eens(&self) -> io::Result<Bronnen> {
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

/// Whether a file below a folder is read, by its path.
pub fn wordt_gelezen(pad: &str) -> bool {
    let hidden = pad.split('/').any(|part| part.starts_with('.'));
    let kind = pad.rsplit_once('.').map(|(_, ext)| ext);
    !hidden && kind.is_some_and(|ext| SOORTEN.contains(&ext))
}

fn embedded<E: RustEmbed>(root: &str, fouten: &mut Vec<Diagnostic>) -> BTreeMap<String, Bestand> {
    let files = E::iter()
        .filter(|pad| wordt_gelezen(pad))
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
                let tekst = match wordt_gelezen(naam) {
                    true => read_file(&path, fouten).map_err(|fout| with_path(&fout, &path))?,
                    false => None,
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

/// The text of a file, or what is wrong with it. What is no plain file is not opened: reading from a pipe would
/// wait until somebody writes to it.
fn read_file(path: &Path, fouten: &mut Vec<Diagnostic>) -> io::Result<Option<Bestand>> {
    let there = fs::metadata(path)?;
    let toon = path.display().to_string();
    if !there.is_file() {
        let plek = Plek::new(toon, 1, 1);
        let fout = Diagnostic::new(Code::F030, &plek, "dit is geen gewoon bestand");
        fouten.push(fout.met_hint("haal het weg, of bewaar de tekst als bestand"));
        return Ok(None);
    }
    if there.len() > grens::BYTES as u64 {
        fouten.push(te_groot(&Plek::new(toon, 1, 1), there.len()));
        return Ok(None);
    }
    Ok(as_text(toon, fs::read(path)?, fouten))
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
            fouten.push(no_utf8(&plek, fout.as_bytes(), good));
            None
        }
    }
}

/// Tells how a file was probably saved, and what stands where it cannot be read; `good` bytes can.
fn no_utf8(plek: &Plek, bytes: &[u8], good: usize) -> Diagnostic {
    const HOE: &str = "bewaar het bestand als UTF-8 (in Kladblok: Opslaan als, Codering: UTF-8)";
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let melding = "het bestand is bewaard als UTF-16 (\u{201e}Unicode\u{201d})";
        return Diagnostic::new(Code::F030, plek, melding).met_hint(HOE);
    }
    // Windows-1252 has for these what Unicode has, but for a few signs.
    let line = |bytes: &[u8]| -> String { bytes.iter().map(|byte| char::from(*byte)).collect() };
    let (before, after) = bytes.split_at_checked(good).unwrap_or((bytes, &[]));
    let begin = before.iter().rposition(|byte| *byte == b'\n');
    let before = before
        .get(begin.map_or(0, |at| at + 1)..)
        .unwrap_or_default();
    let before = String::from_utf8_lossy(before);
    let after = after
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    let melding = format!(
        "in `{}` staat een teken dat niet te lezen is; het bestand is waarschijnlijk bewaard als Windows-1252 (\u{201e}ANSI\u{201d})",
        kort(&format!("{before}{}", line(after)))
    );
    Diagnostic::new(Code::F030, plek, melding).met_hint(HOE)
}

#[cfg(test)]
mod tests;
