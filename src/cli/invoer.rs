//! Reading what a user hands over, and telling what is wrong with it.
//!
//! JSON is read by the same reader as author files, so that every fault is told at once, with its place.
//! Easy to get wrong: line numbers. A line of a `.jsonl` file is read by itself and placed back in its file.

use anyhow::Context;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::path::Path;

use crate::definition::diagnostic::Diagnostic;
use crate::definition::lees::lees_json;

/// Tells faults on stderr, as text or as JSON lines.
pub fn tell(fouten: &[Diagnostic], json: bool) {
    for fout in fouten {
        if json {
            anstream::eprintln!("{}", serde_json::to_string(fout).unwrap_or_default());
        } else {
            anstream::eprintln!("{fout}");
        }
    }
}

/// Tells one refusal on stderr.
pub fn tell_refusal(melding: &str, bestand: Option<&str>, regel: Option<usize>, json: bool) {
    if json {
        let told = serde_json::json!({"bestand": bestand, "regel": regel, "melding": melding});
        anstream::eprintln!("{told}");
    } else {
        let place = match (bestand, regel) {
            (Some(bestand), Some(regel)) => format!("{bestand}, regel {regel}: "),
            (Some(bestand), None) => format!("{bestand}: "),
            _ => String::new(),
        };
        anstream::eprintln!("geweigerd: {place}{melding}");
    }
}

/// Reads a file with one object.
///
/// # Errors
/// A file that cannot be read. Faults in it are the inner `Err`.
pub fn read_one<T: DeserializeOwned + JsonSchema>(
    pad: &Path,
) -> anyhow::Result<Result<T, Vec<Diagnostic>>> {
    let text =
        std::fs::read_to_string(pad).with_context(|| format!("cannot read `{}`", pad.display()))?;
    Ok(lees_json::<T>(&pad.display().to_string(), &text).map(|gelezen| gelezen.inhoud))
}

/// What was read, each with its line number; or all faults of all lines.
pub type Regels<T> = Result<Vec<(usize, T)>, Vec<Diagnostic>>;

/// Reads a file with one object per line; empty lines are skipped. Gives the line number of each.
///
/// # Errors
/// A file that cannot be read. Faults in it, of all lines, are the inner `Err`.
pub fn read_lines<T: DeserializeOwned + JsonSchema>(pad: &Path) -> anyhow::Result<Regels<T>> {
    let text =
        std::fs::read_to_string(pad).with_context(|| format!("cannot read `{}`", pad.display()))?;
    Ok(lines(&pad.display().to_string(), &text))
}

/// As [`read_lines`], of a text.
pub fn lines<T: DeserializeOwned + JsonSchema>(bestand: &str, text: &str) -> Regels<T> {
    let mut read = Vec::new();
    let mut fouten = Vec::new();
    for (index, line) in text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
    {
        match lees_json::<T>(bestand, line) {
            Ok(gelezen) => read.push((index + 1, gelezen.inhoud)),
            Err(found) => fouten.extend(found.into_iter().map(|mut fout| {
                fout.regel += index;
                fout
            })),
        }
    }
    if fouten.is_empty() {
        Ok(read)
    } else {
        Err(fouten)
    }
}
