//! `termijnwacht check`: everything that is wrong with the definitions, at once.
//!
//! Finding it is `catalog`'s. Easy to get wrong: one file means little by itself, so a file or folder
//! within a `workflows` directory is checked together with all of it; only what is told is narrowed.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use clap::Args;

use super::{Mappen, toon};
use crate::bronnen::Bronnen;
use crate::catalog::Catalog;
use crate::definition::diagnostic::{Diagnostic, Ernst};

/// Check definitions, letters, scripts, bureaus and calendars; tell all problems at once.
#[derive(Debug, Args)]
pub struct Check {
    /// A workflows directory, or a directory or file within one; default: the usual sources.
    pad: Option<PathBuf>,
    /// Print one JSON object per problem on stdout.
    #[arg(long)]
    json: bool,
}

impl Check {
    /// Checks and prints; exit code 1 when there are faults.
    ///
    /// # Errors
    /// Sources that cannot be read.
    pub fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let (bronnen, binnen) = self.sources(mappen)?;
        let told = match Catalog::load(&bronnen) {
            Ok(geladen) => geladen.waarschuwingen,
            Err(fouten) => fouten,
        };
        let (told, elders): (Vec<_>, Vec<_>) = told
            .into_iter()
            .partition(|fout| is_within(fout, binnen.as_deref()));
        let faults = told.iter().any(|fout| fout.ernst == Ernst::Fout);
        if self.json {
            for fout in &told {
                anstream::println!("{}", serde_json::to_string(fout)?);
            }
        } else {
            for fout in &told {
                anstream::eprintln!("{}", toon::diagnostic(&bronnen, fout));
            }
            let files = bronnen.workflows.len() + bronnen.scripts.len();
            let more = match elders.len() {
                0 => String::new(),
                _ => format!(" (buiten dit pad nog: {})", toon::aantallen(&elders)),
            };
            let summary = format!(
                "{} bestanden gelezen: {}{more}",
                files,
                toon::aantallen(&told)
            );
            if faults {
                anstream::eprintln!("{summary}");
            } else {
                anstream::println!("{summary}");
            }
        }
        Ok(if faults {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }

    /// The files to check, and the path to which the telling is narrowed.
    fn sources(&self, mappen: &Mappen) -> anyhow::Result<(Bronnen, Option<PathBuf>)> {
        let Some(pad) = &self.pad else {
            return Ok((mappen.bronnen()?, None));
        };
        let root = match workflows_of(pad) {
            Some(root) => root,
            // Seen from within: `check .` in the folder of a bureau.
            None => {
                let full = pad
                    .canonicalize()
                    .with_context(|| format!("`{}` is niet te lezen", pad.display()))?;
                let Some(root) = workflows_of(&full) else {
                    return alone(pad, mappen);
                };
                let beside = beside(&root, mappen);
                return Ok((Bronnen::kies(Some(&root), beside.as_deref())?, Some(full)));
            }
        };
        if !pad.exists() {
            anyhow::bail!("`{}` bestaat niet", pad.display());
        }
        let beside = beside(&root, mappen);
        let binnen = Some(pad.clone()).filter(|pad| *pad != root);
        Ok((Bronnen::kies(Some(&root), beside.as_deref())?, binnen))
    }
}

/// A file from anywhere: checked as a national text among the usual sources.
fn alone(pad: &Path, mappen: &Mappen) -> anyhow::Result<(Bronnen, Option<PathBuf>)> {
    let naam = pad
        .file_name()
        .and_then(|naam| naam.to_str())
        .filter(|_| pad.is_file());
    let Some(naam) = naam else {
        anyhow::bail!(
            "in of boven `{}` is geen map `landelijk`: dit is geen map met procedures",
            pad.display()
        );
    };
    let tekst = std::fs::read_to_string(pad)
        .with_context(|| format!("`{}` is niet te lezen", pad.display()))?;
    let mut bronnen = mappen
        .bronnen()?
        .met_workflow(&format!("landelijk/{naam}"), &tekst);
    if let Some(bestand) = bronnen.workflows.get_mut(&format!("landelijk/{naam}")) {
        bestand.toon = pad.display().to_string();
    }
    Ok((bronnen, Some(pad.to_path_buf())))
}

/// The workflows directory this path is, or lies in.
pub(super) fn workflows_of(pad: &Path) -> Option<PathBuf> {
    pad.ancestors()
        .find(|dir| !dir.as_os_str().is_empty() && dir.join("landelijk").is_dir())
        .map(Path::to_path_buf)
}

/// The scripts that belong to a workflows directory: those given, else those beside it.
fn beside(root: &Path, mappen: &Mappen) -> Option<PathBuf> {
    let beside = root
        .parent()
        .map(|parent| parent.join("scripts"))
        .filter(|dir| dir.is_dir());
    mappen.scripts.clone().or(beside)
}

fn is_within(fout: &Diagnostic, binnen: Option<&Path>) -> bool {
    binnen.is_none_or(|binnen| Path::new(&fout.bestand).starts_with(binnen))
}
