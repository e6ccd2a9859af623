//! Whose change it is, and why, as far as the disk can tell.
//!
//! Git knows when the folders are in a work tree and nothing in them differs from it; else the owner of the file
//! saved last. Easy to get wrong: trusting a repository. Git is asked with everything off that a repository's
//! own settings could make it run.

use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::bronnen::Plaatsen;

/// Who, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Herkomst {
    pub auteur: Option<String>,
    pub reden: String,
}

/// The origin of what lies in these folders, of which these files changed.
pub(super) fn van(plaatsen: &Plaatsen, veranderd: &[PathBuf]) -> Herkomst {
    let mappen: Vec<&Path> = plaatsen.mappen().collect();
    if mappen.is_empty() {
        return Herkomst {
            auteur: None,
            reden: format!("meegeleverd met Termijnwacht {}", env!("CARGO_PKG_VERSION")),
        };
    }
    from_git(&mappen).unwrap_or_else(|| Herkomst {
        auteur: owner(&mappen, veranderd),
        reden: "bewaard op schijf".to_owned(),
    })
}

/// The newest commit that touched the folders; `None` when one of them is not exactly what was committed.
fn from_git(mappen: &[&Path]) -> Option<Herkomst> {
    let mut newest: Option<(i64, Herkomst)> = None;
    for map in mappen {
        let clean = git(map, &["status", "--porcelain", "--", "."])?.is_empty();
        let log = git(
            map,
            &["log", "-1", "--format=%ct%x09%h%x09%an%x09%s", "--", "."],
        )?;
        let mut parts = log.trim_end().splitn(4, '\t');
        let at: i64 = parts.next()?.parse().ok()?;
        let (hash, auteur, onderwerp) = (parts.next()?, parts.next()?, parts.next()?);
        if !clean {
            return None;
        }
        if newest.as_ref().is_none_or(|(before, _)| at > *before) {
            let herkomst = Herkomst {
                auteur: Some(auteur.to_owned()),
                reden: format!("{onderwerp} (git {hash})"),
            };
            newest = Some((at, herkomst));
        }
    }
    newest.map(|(_, herkomst)| herkomst)
}

fn git(map: &Path, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(map)
        .args([
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null",
        ])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .stdin(Stdio::null())
        .stderr(Stdio::null());
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    let done = command.output().ok()?;
    let text = String::from_utf8(done.stdout).ok()?;
    done.status.success().then_some(text)
}

/// Who owns the file that was saved last; where files only went away, the folder that was.
fn owner(mappen: &[&Path], veranderd: &[PathBuf]) -> Option<String> {
    let newest = |paths: &mut dyn Iterator<Item = &Path>| {
        paths
            .filter_map(|path| fs::metadata(path).ok())
            .max_by_key(|found| (found.mtime(), found.mtime_nsec()))
    };
    let saved: Option<Metadata> = newest(&mut veranderd.iter().map(PathBuf::as_path));
    let uid = saved.or_else(|| newest(&mut mappen.iter().copied()))?.uid();
    let known = fs::read_to_string("/etc/passwd").unwrap_or_default();
    Some(name_of(uid, &known).unwrap_or_else(|| format!("uid {uid}")))
}

/// The name in a line such as `teun:x:1000:…`.
fn name_of(uid: u32, passwd: &str) -> Option<String> {
    passwd.lines().find_map(|line| {
        let mut parts = line.split(':');
        let name = parts.next()?;
        let number = parts.nth(1)?;
        (number.parse() == Ok(uid)).then(|| name.to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plaatsen(map: &Path) -> Plaatsen {
        Plaatsen {
            workflows: Some(map.to_path_buf()),
            scripts: None,
        }
    }

    #[test]
    fn the_owner_is_known_by_name_where_the_machine_knows_him() {
        let passwd = "root:x:0:0:root:/:/bin/sh\nteun:x:1000:1000::/:/bin/sh\n";
        assert_eq!(name_of(1000, passwd).as_deref(), Some("teun"));
        assert_eq!(name_of(1001, passwd), None);
    }

    #[test]
    fn a_clean_work_tree_tells_who_and_why_and_a_changed_one_does_not() {
        let dir = tempfile::tempdir().unwrap();
        let map = dir.path().join("workflows");
        fs::create_dir(&map).unwrap();
        fs::write(map.join("halt.yaml"), "a").unwrap();
        let run = |arguments: &[&str]| {
            let who = ["-c", "user.name=Teun M", "-c", "user.email=t@rbl.example"];
            let mut command = Command::new("git");
            command.current_dir(dir.path()).args(who).args(arguments);
            command.output().is_ok_and(|done| done.status.success())
        };
        if !run(&["init", "-q"]) {
            assert!(std::env::var_os("TESTS_CI").is_none(), "git is not here");
            return;
        }
        let plaatsen = plaatsen(&map);
        // Not committed: it is only on disk.
        assert_eq!(van(&plaatsen, &[]).reden, "bewaard op schijf");
        assert!(run(&["add", "."]) && run(&["commit", "-q", "-m", "Halt: drie dagen"]));
        let committed = van(&plaatsen, &[]);
        assert_eq!(committed.auteur.as_deref(), Some("Teun M"));
        assert!(committed.reden.starts_with("Halt: drie dagen (git "));
        let path = map.join("halt.yaml");
        fs::write(&path, "b").unwrap();
        let saved = van(&plaatsen, &[path]);
        assert_eq!(saved.reden, "bewaard op schijf");
        assert!(saved.auteur.is_some());
    }

    #[test]
    fn what_is_embedded_comes_with_the_program() {
        let herkomst = van(&Plaatsen::default(), &[]);
        assert_eq!(herkomst.auteur, None);
        assert!(herkomst.reden.starts_with("meegeleverd met Termijnwacht"));
    }
}
