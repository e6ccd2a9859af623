//! The folder the demo writes to: fresh each time.
//!
//! Easy to get wrong: emptying a folder. Only what a former demo made is removed, and only where its mark
//! lies beside it; a folder with anything else in it is left as it is.

use anyhow::Context;
use std::fs;
use std::path::{Path, PathBuf};

/// Lies in each folder that a demo made.
const MERK: &str = ".termijnwacht-demo";
/// What a demo makes beside its mark.
const EIGEN: [&str; 7] = [
    "termijnwacht.db",
    "termijnwacht.db-wal",
    "termijnwacht.db-shm",
    "mails",
    "brieven",
    "beoordelen",
    "meldingen",
];

/// Makes the folder, or renews that of a former demo.
///
/// # Errors
/// A folder that cannot be written. The inner `Err` is a Dutch sentence about a folder with other things.
pub fn renew(dir: &Path) -> anyhow::Result<Result<(), String>> {
    if dir.is_file() {
        return Ok(Err(format!(
            "`{}` is een bestand; kies met --uit een map",
            dir.display()
        )));
    }
    if dir.is_dir() {
        if let Some(ander) = foreign(dir)? {
            return Ok(Err(format!(
                "map `{}` bevat al iets anders (`{ander}`); er is niets gewijzigd. Kies met --uit een lege of nieuwe map",
                dir.display()
            )));
        }
        for naam in EIGEN {
            remove(&dir.join(naam))?;
        }
    }
    for map in ["mails", "brieven"] {
        let pad = dir.join(map);
        fs::create_dir_all(&pad).with_context(|| format!("cannot make `{}`", pad.display()))?;
    }
    let merk = dir.join(MERK);
    fs::write(
        &merk,
        "Deze map is van `termijnwacht demo` en wordt bij een volgende demo vernieuwd.\n",
    )
    .with_context(|| format!("cannot write `{}`", merk.display()))?;
    Ok(Ok(()))
}

/// The database of a demo.
pub fn database(dir: &Path) -> PathBuf {
    dir.join("termijnwacht.db")
}

/// Something in the folder that no demo made.
fn foreign(dir: &Path) -> anyhow::Result<Option<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(dir).with_context(|| format!("cannot read `{}`", dir.display()))? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    let marked = names.iter().any(|naam| naam == MERK);
    let own = |naam: &String| naam == MERK || (marked && EIGEN.contains(&naam.as_str()));
    Ok(names.into_iter().find(|naam| !own(naam)))
}

fn remove(pad: &Path) -> anyhow::Result<()> {
    let done = if pad.is_dir() {
        fs::remove_dir_all(pad)
    } else if pad.exists() {
        fs::remove_file(pad)
    } else {
        Ok(())
    };
    done.with_context(|| format!("cannot remove `{}`", pad.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_former_demo_is_renewed_and_anything_else_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path().join("demo");
        renew(&dir).unwrap().unwrap();
        fs::write(dir.join("mails/oud.eml"), "oud").unwrap();
        renew(&dir).unwrap().unwrap();
        assert!(!dir.join("mails/oud.eml").exists());

        fs::write(dir.join("scriptie.txt"), "van mij").unwrap();
        fs::write(dir.join("mails/oud.eml"), "oud").unwrap();
        let told = renew(&dir).unwrap().unwrap_err();
        assert!(told.contains("`scriptie.txt`"), "{told}");
        assert!(dir.join("scriptie.txt").exists() && dir.join("mails/oud.eml").exists());
    }

    #[test]
    fn a_database_without_the_mark_of_a_demo_is_somebodys_own() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("termijnwacht.db"), "echt").unwrap();
        assert!(renew(folder.path()).unwrap().is_err());
        assert_eq!(
            fs::read_to_string(folder.path().join("termijnwacht.db")).unwrap(),
            "echt"
        );
    }
}
