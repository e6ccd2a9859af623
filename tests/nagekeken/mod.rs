//! What a command of the program left behind: what it said, and what is kept; also of one that is struck in the midst.
//!
//! Easy to get wrong: reading the store while the program still has it. Ask after it has ended. And when it is struck: what
//! is done to it comes after a counted line, never after a time.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};

use sqlx::{Connection, SqliteConnection};
use termijnwacht::store::{SqliteStore, Store, ZaakFilter};
use termijnwacht::zaak::evolve::fold;
use termijnwacht::zaak::{Regel, Zaak};

/// Exit code, stdout and stderr, what is empty left out.
pub fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    let mut parts = vec![
        format!("exit {:?}", output.status.code()),
        text(&output.stdout),
        text(&output.stderr),
    ];
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// Begins a command, whose progress can be read.
pub fn begin(mut command: Command) -> (Child, BufReader<ChildStderr>) {
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    (child, stderr)
}

/// Reads so many lines of progress; fewer when it ends before.
pub fn lees(stderr: &mut impl BufRead, lines: usize) {
    stderr
        .lines()
        .take(lines)
        .for_each(|line| drop(line.unwrap()));
}

/// Begins a command, lets it go on for so many lines, and kills it; the database must be whole.
pub async fn dood(map: &Path, command: Command, lines: usize) {
    let (mut child, mut stderr) = begin(command);
    lees(&mut stderr, lines);
    child.kill().unwrap();
    child.wait().unwrap();
    let url = format!("sqlite://{}", map.join("var/termijnwacht.db").display());
    let mut sql = SqliteConnection::connect(&url).await.unwrap();
    let whole: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
        .fetch_all(&mut sql)
        .await
        .unwrap();
    sql.close().await.unwrap();
    assert_eq!(whole, ["ok"]);
    stand(map).await;
}

/// Makes the same installation once more.
pub fn kopie(map: &Path) -> tempfile::TempDir {
    let other = tempfile::tempdir().unwrap();
    let mut copy = Command::new("cp");
    copy.arg("-a").arg(map.join(".")).arg(other.path());
    assert!(copy.status().unwrap().success());
    other
}

/// All that is kept of each zaak, whose history must fold to it.
pub async fn stand(map: &Path) -> Vec<(Zaak, Vec<Regel>)> {
    let store = SqliteStore::open(&map.join("var/termijnwacht.db"))
        .await
        .unwrap();
    let mut all = Vec::new();
    for zaak in store.zaken(&ZaakFilter::default()).await.unwrap() {
        let historie = store.historie(zaak.id).await.unwrap();
        assert_eq!(
            fold(&historie).as_ref(),
            Some(&zaak),
            "the fold of the history is the state"
        );
        all.push((zaak, historie));
    }
    store.close().await;
    all
}
