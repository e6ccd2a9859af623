//! `termijnwacht check`: everything that is wrong with the definitions, at once.
//!
//! Finding it is `catalog`'s. Easy to get wrong: one file means little by itself, so a file or folder
//! within a `workflows` directory is checked together with all of it; only what is told is narrowed, to what those
//! files hold and what they bring about in the layers below.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use tokio::signal::unix::{SignalKind, signal};

use super::{Mappen, toon};
use crate::bronnen::{Bronnen, Plaatsen};
use crate::catalog::{Catalog, Geladen};
use crate::clock::Clock;
use crate::definition::diagnostic::{Diagnostic, Ernst};
use crate::rooster::wandtijd;
use crate::worker::herlaad::Oog;

/// Check definitions, letters, scripts, bureaus and calendars; tell all problems at once.
#[derive(Debug, Args)]
pub struct Check {
    /// A workflows directory, or a directory or file within one; default: the usual sources.
    pad: Option<PathBuf>,
    /// Print one JSON object per problem on stdout.
    #[arg(long)]
    json: bool,
    /// Go on: check and print anew whenever a file is saved, until Ctrl-C.
    #[arg(long)]
    watch: bool,
}

/// How often `--watch` looks at the files when no save was heard of: some disks give no word.
const RONDE: Duration = Duration::from_secs(2);

impl Check {
    /// Checks and prints; exit code 1 when there are faults.
    ///
    /// # Errors
    /// Sources that cannot be read.
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        if self.watch {
            return self.watch(mappen).await;
        }
        let (bronnen, binnen) = self.sources(mappen)?;
        Ok(if self.tell(&bronnen, binnen.as_deref())? {
            ExitCode::FAILURE
        } else {
            ExitCode::SUCCESS
        })
    }

    /// Checks and prints at each save, until it is asked to stop.
    async fn watch(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        // Heard from here on, also while a check goes on.
        let mut stop = signal(SignalKind::interrupt())?;
        let seen = self.watched(mappen);
        let mut oog = Oog::new(seen.iter().map(PathBuf::as_path));
        let mut known = None;
        let mut saved = true;
        loop {
            // Before the look: what is saved during it rings.
            oog.volg();
            let read = self.sources(mappen);
            let now = match &read {
                Ok((bronnen, _)) => format!("{:?} {:?}", bronnen.manifest(), bronnen.fouten),
                Err(fout) => format!("{fout:#}"),
            };
            if known.as_ref() != Some(&now) || (saved && io::stdout().is_terminal()) {
                self.begin_anew();
                match &read {
                    Ok((bronnen, binnen)) => {
                        self.tell(bronnen, binnen.as_deref())?;
                    }
                    // A file that is being replaced is back in a moment.
                    Err(fout) => anstream::eprintln!("{fout:#}"),
                }
            }
            known = Some(now);
            tokio::select! {
                rang = oog.wacht(Some(RONDE)) => saved = rang,
                _ = stop.recv() => return Ok(ExitCode::SUCCESS),
            }
        }
    }

    /// The folders and files of which a save is heard.
    fn watched(&self, mappen: &Mappen) -> Vec<PathBuf> {
        let given = self.pad.as_ref();
        let full = given.map(|pad| pad.canonicalize().unwrap_or_else(|_| pad.clone()));
        let root = full.as_deref().and_then(workflows_of);
        let (workflows, scripts) = match &root {
            Some(root) => (Some(root.clone()), beside(root, mappen)),
            None => (mappen.workflows.clone(), mappen.scripts.clone()),
        };
        let plaatsen = Plaatsen::kies(workflows.as_deref(), scripts.as_deref());
        let own = given.filter(|_| root.is_none()).cloned();
        let all = plaatsen.mappen().map(Path::to_path_buf);
        all.chain(own).collect()
    }

    /// Clears the screen; where there is none, says when this is.
    fn begin_anew(&self) {
        if io::stdout().is_terminal() && !self.json {
            // All of it, and what was scrolled away; then the first corner.
            anstream::print!("\x1b[2J\x1b[3J\x1b[H");
            // Faults go by the other channel, and must not come first.
            let _ = io::stdout().flush();
        } else {
            let now = wandtijd(Clock::System.now());
            anstream::eprintln!("--- {}", now.format("%Y-%m-%d %H:%M:%S"));
        }
    }

    /// Checks and prints; tells whether there are faults.
    fn tell(&self, bronnen: &Bronnen, binnen: Option<&Path>) -> anyhow::Result<bool> {
        let vandaag = wandtijd(Clock::System.now()).date();
        let told = match Catalog::load(bronnen) {
            Ok(Geladen {
                catalog,
                mut waarschuwingen,
            }) => {
                waarschuwingen.extend(catalog.vooruitzicht(bronnen, vandaag));
                waarschuwingen.sort();
                waarschuwingen
            }
            Err(fouten) => fouten,
        };
        let within = |fout: &Diagnostic| binnen.is_none_or(|binnen| is_within(fout, binnen));
        let (told, elders): (Vec<_>, Vec<_>) = told.into_iter().partition(within);
        let faults = told.iter().any(|fout| fout.ernst == Ernst::Fout);
        if self.json {
            for fout in &told {
                anstream::println!("{}", serde_json::to_string(fout)?);
            }
            return Ok(faults);
        }
        toon::allemaal(bronnen, &told, false);
        let files = bronnen.workflows.len() + bronnen.scripts.len();
        let more = match elders.len() {
            0 => String::new(),
            _ => format!(" (buiten dit pad nog: {})", toon::aantallen(&elders)),
        };
        let summary = format!(
            "{files} bestanden gelezen: {}{more}",
            toon::aantallen(&told)
        );
        if faults {
            anstream::eprintln!("{summary}");
        } else {
            anstream::println!("{summary}");
        }
        Ok(faults)
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

/// Whether a problem is told of a file within a path, or brought about by one.
fn is_within(fout: &Diagnostic, binnen: &Path) -> bool {
    let root = workflows_of(binnen).unwrap_or_default();
    let mut door = fout.door.iter();
    Path::new(&fout.bestand).starts_with(binnen)
        || door.any(|pad| root.join(pad).starts_with(binnen))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::boom::Plek;
    use crate::definition::diagnostic::Code;

    #[test]
    fn a_path_holds_what_its_files_bring_about_elsewhere() {
        let plek = Plek::new("workflows/landelijk/verlof.yaml", 3, 1);
        let mut fout = Diagnostic::new(Code::F132, &plek, "niet ingevuld");
        fout.door = vec!["achterhoek/verlof.yaml".to_owned()];
        let within = |pad: &str| is_within(&fout, Path::new(pad));
        assert!(within("workflows/achterhoek"));
        assert!(within("workflows/achterhoek/verlof.yaml"));
        assert!(within("workflows/landelijk"));
        assert!(!within("workflows/achterhoek/halt.yaml"));
        assert!(!within("workflows/amersfoort"));
    }
}
