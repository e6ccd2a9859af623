//! `termijnwacht melding`: the program itself, on a database whose clock stands still.

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};
use termijnwacht::daemon::klok::KLOK;
use termijnwacht::store::{SqliteStore, Store};

use super::{KOP, rij};

fn run(map: &Path, args: &[&str], stdin: &[u8]) -> Output {
    let mut child = crate::program::program(map)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program runs");
    // A program that refuses its arguments reads nothing.
    let _ = child.stdin.take().expect("stdin").write_all(stdin);
    child.wait_with_output().expect("the program ends")
}

/// Exit code, stdout and stderr.
fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    let parts = [
        format!("exit {}", output.status.code().expect("a code")),
        text(&output.stdout),
        text(&output.stderr),
    ];
    parts
        .iter()
        .filter(|part| !part.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn a_file_by_hand_goes_the_way_of_the_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let map = folder.path();
    std::fs::create_dir(map.join("var")).expect("a folder");
    let store = SqliteStore::open(&map.join("var/termijnwacht.db"))
        .await
        .expect("a database");
    store
        .put_instelling(KLOK, "2026-10-08T07:00:00Z")
        .await
        .expect("set");
    store.close().await;

    let bad = rij(2).replace("Woerden;;;P2", "Woerdn;;;P2");
    let table = format!("{KOP}\n{}\n{bad}\n", rij(1));
    std::fs::write(map.join("duo-absoluut-41.csv"), &table).expect("written");
    let first = told(&run(
        map,
        &[
            "melding",
            "duo-absoluut-41.csv",
            "--bureau",
            "utrecht-noordwest",
        ],
        b"",
    ));
    insta::assert_snapshot!(first, @"
    exit 1
    Z1 geopend
    geweigerd: duo-absoluut-41.csv, regel 3, kolom C, `Woongemeente`: gevonden `Woerdn`; verwacht een gemeente van dit bureau: `de-ronde-venen`, `montfoort`, `oudewater`, `stichtse-vecht` of `woerden`; bedoelde u `woerden`?
    ");
    let again = [
        "melding",
        "-",
        "--aanlevering",
        "duo-absoluut-verzuim",
        "--bureau",
        "utrecht-noordwest",
        "--json",
    ];
    insta::assert_snapshot!(told(&run(map, &again, format!("{KOP}\n{}\n", rij(1)).as_bytes())), @r#"
    exit 0
    {"regel":2,"kenmerk":"A-1","zaak":"Z1","gevolg":"bekend"}
    "#);
    let wrong = ["melding", "las.csv", "--bureau", "utrecht-noordwets"];
    insta::assert_snapshot!(told(&run(map, &wrong, b"")), @"
    exit 1
    geweigerd: las.csv, regel 1: er is geen bureau `utrecht-noordwets`; kies uit `achterhoek`, `amersfoort`, `holland-rijnland` of `utrecht-noordwest`
    ");
    // Each bureau reads its own tables.
    let nobody = ["melding", "duo-absoluut-41.csv"];
    insta::assert_snapshot!(told(&run(map, &nobody, b"")), @"
    exit 1
    geweigerd: duo-absoluut-41.csv, regel 1: noem met `--bureau` welk bureau: elk leest tabellen op zijn eigen wijze; kies uit `achterhoek`, `amersfoort`, `holland-rijnland` of `utrecht-noordwest`
    ");
}
