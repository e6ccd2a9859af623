//! Whose change it is, and why, as far as the disk can tell.
//!
//! Git knows when the folders are in a work tree and hold what was committed, to the letter; else the owner of the
//! file saved last. Easy to get wrong: trusting a repository. Its settings name programs to run, filters of files
//! among them, so git is asked only for what it keeps, and what is on disk is held against that without them.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::process::Command;
use tokio::time::timeout;

use crate::bronnen::{Bestand, Bronnen, Plaatsen, wordt_gelezen};

/// How long git may take for one answer.
const GEDULD: Duration = Duration::from_secs(10);

/// Who, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Herkomst {
    pub auteur: Option<String>,
    pub reden: String,
}

/// The origin of these files of these folders, of which some changed.
pub(super) async fn van(plaatsen: &Plaatsen, bronnen: &Bronnen, veranderd: &[PathBuf]) -> Herkomst {
    let mappen: Vec<&Path> = plaatsen.mappen().collect();
    if mappen.is_empty() {
        return Herkomst {
            auteur: None,
            reden: format!("meegeleverd met Termijnwacht {}", env!("CARGO_PKG_VERSION")),
        };
    }
    let from_git = from_git(plaatsen, bronnen).await;
    from_git.unwrap_or_else(|| Herkomst {
        auteur: owner(&mappen, veranderd),
        reden: "bewaard op schijf".to_owned(),
    })
}

/// The newest commit that touched the folders; `None` when one of them is not exactly what was committed.
async fn from_git(plaatsen: &Plaatsen, bronnen: &Bronnen) -> Option<Herkomst> {
    let both = [
        (&plaatsen.workflows, &bronnen.workflows),
        (&plaatsen.scripts, &bronnen.scripts),
    ];
    let mut newest: Option<(i64, Herkomst)> = None;
    for (map, files) in both {
        let Some(map) = map else { continue };
        if !is_committed(map, files).await? {
            return None;
        }
        let format = "--format=%ct%x09%h%x09%an%x09%s";
        let log = git(
            map,
            &["log", "-1", "--no-show-signature", format, "--", "."],
            "",
        )
        .await?;
        let mut parts = log.trim_end().splitn(4, '\t');
        let at: i64 = parts.next()?.parse().ok()?;
        let (hash, auteur, onderwerp) = (parts.next()?, parts.next()?, parts.next()?);
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

/// Whether these are the files that the newest commit has of this folder, to the letter.
async fn is_committed(map: &Path, files: &BTreeMap<String, Bestand>) -> Option<bool> {
    let tree = git(map, &["ls-tree", "-r", "-z", "HEAD", "--", "."], "").await?;
    // `<mode> blob <id>\t<path>`
    let entries = tree.split('\0').filter_map(|entry| entry.split_once('\t'));
    let kept: BTreeMap<&str, &str> = entries
        .filter(|(_, pad)| wordt_gelezen(pad))
        .filter_map(|(about, pad)| Some((pad, about.rsplit(' ').next()?)))
        .collect();
    if !kept.keys().copied().eq(files.keys().map(String::as_str)) {
        return Some(false);
    }
    // Read from the top of the work tree, so by their whole paths.
    let root = fs::canonicalize(map).ok()?;
    let paths = files.keys().map(|pad| root.join(pad));
    let asked: String = paths.map(|path| format!("{}\n", path.display())).collect();
    let hashed = git(
        map,
        &["hash-object", "--no-filters", "--stdin-paths"],
        &asked,
    )
    .await?;
    Some(hashed.lines().eq(kept.values().copied()))
}

/// What git says to this; `None` when it fails, is not here, or takes too long.
async fn git(map: &Path, arguments: &[&str], input: &str) -> Option<String> {
    let mut command = Command::new("git");
    command
        .arg("-C")
        .arg(map)
        // Who runs the service need not own the repository.
        .args(["-c", "safe.directory=*"])
        .args([
            "-c",
            "core.fsmonitor=false",
            "-c",
            "core.hooksPath=/dev/null",
        ])
        .args(arguments)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true);
    for name in ["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"] {
        command.env_remove(name);
    }
    let mut child = command.spawn().ok()?;
    let mut stdin = child.stdin.take()?;
    let done = async {
        // It answers while it reads: both at once, or a long list would fill the pipe.
        let (_, done) = tokio::join!(
            async move { stdin.write_all(input.as_bytes()).await.ok() },
            child.wait_with_output()
        );
        done
    };
    let done = timeout(GEDULD, done).await.ok()?.ok()?;
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

    /// What is on disk, and where that is from.
    async fn origin(map: &Path, veranderd: &[PathBuf]) -> Herkomst {
        let plaatsen = Plaatsen {
            workflows: Some(map.to_path_buf()),
            scripts: None,
        };
        let bronnen = plaatsen.lees().unwrap();
        van(&plaatsen, &bronnen, veranderd).await
    }

    /// A repository with a folder in it, and what runs git there; `None` where git is not.
    fn repository() -> Option<(tempfile::TempDir, impl Fn(&[&str]) -> bool)> {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().to_path_buf();
        fs::create_dir(root.join("workflows")).unwrap();
        let run = move |arguments: &[&str]| {
            let who = ["-c", "user.name=Teun M", "-c", "user.email=t@rbl.example"];
            let mut command = std::process::Command::new("git");
            command.current_dir(&root).args(who).args(arguments);
            command.output().is_ok_and(|done| done.status.success())
        };
        if !run(&["init", "-q"]) {
            assert!(std::env::var_os("TESTS_CI").is_none(), "git is not here");
            return None;
        }
        Some((dir, run))
    }

    #[test]
    fn the_owner_is_known_by_name_where_the_machine_knows_him() {
        let passwd = "root:x:0:0:root:/:/bin/sh\nteun:x:1000:1000::/:/bin/sh\n";
        assert_eq!(name_of(1000, passwd).as_deref(), Some("teun"));
        assert_eq!(name_of(1001, passwd), None);
    }

    #[tokio::test]
    async fn a_clean_work_tree_tells_who_and_why_and_a_changed_one_does_not() {
        let Some((dir, run)) = repository() else {
            return;
        };
        let map = dir.path().join("workflows");
        let path = map.join("halt.yaml");
        fs::write(&path, "a").unwrap();
        // Not committed: it is only on disk.
        assert_eq!(origin(&map, &[]).await.reden, "bewaard op schijf");
        assert!(run(&["add", "."]) && run(&["commit", "-q", "-m", "Halt: drie dagen"]));
        let committed = origin(&map, &[]).await;
        assert_eq!(committed.auteur.as_deref(), Some("Teun M"));
        assert!(committed.reden.starts_with("Halt: drie dagen (git "));
        // What nobody reads makes no difference; another file does.
        fs::write(map.join("halt.yaml~"), "a").unwrap();
        assert_eq!(origin(&map, &[]).await, committed);
        fs::write(map.join("verlof.yaml"), "a").unwrap();
        assert_eq!(origin(&map, &[]).await.reden, "bewaard op schijf");
        fs::remove_file(map.join("verlof.yaml")).unwrap();
        fs::write(&path, "b").unwrap();
        let saved = origin(&map, &[path]).await;
        assert_eq!(saved.reden, "bewaard op schijf");
        assert!(saved.auteur.is_some());
    }

    #[tokio::test]
    async fn nothing_that_a_repository_names_is_run() {
        let Some((dir, run)) = repository() else {
            return;
        };
        let map = dir.path().join("workflows");
        fs::write(map.join("halt.yaml"), "a").unwrap();
        assert!(run(&["add", "."]) && run(&["commit", "-q", "-m", "Halt"]));
        let ran = dir.path().join("ran");
        let program = format!("sh -c 'touch {}; cat'", ran.display());
        for setting in [
            "filter.x.clean",
            "filter.x.smudge",
            "filter.x.process",
            "diff.x.textconv",
            "gpg.program",
            "core.fsmonitor",
        ] {
            assert!(run(&["config", setting, &program]));
        }
        assert!(run(&["config", "log.showSignature", "true"]));
        let attributes = dir.path().join(".git/info/attributes");
        fs::create_dir_all(attributes.parent().unwrap()).unwrap();
        fs::write(attributes, "*.yaml filter=x diff=x\n").unwrap();
        // Newer than what git noted of it: git would look into it.
        fs::write(map.join("halt.yaml"), "a").unwrap();
        assert_eq!(origin(&map, &[]).await.auteur.as_deref(), Some("Teun M"));
        assert!(!ran.exists());
    }

    #[tokio::test]
    async fn what_is_embedded_comes_with_the_program() {
        let herkomst = van(&Plaatsen::default(), &Bronnen::ingebed(), &[]).await;
        assert_eq!(herkomst.auteur, None);
        assert!(herkomst.reden.starts_with("meegeleverd met Termijnwacht"));
    }
}
