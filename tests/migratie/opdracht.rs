//! `termijnwacht migrate`: the program itself, looked at first, broken off, killed, and run again.
//!
//! Easy to get wrong: the version. The dossier must name one that can still be found, whatever was typed.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::Arc;

use serde_json::{Value, json};
use termijnwacht::clock::Clock;
use termijnwacht::daemon::klok::KLOK;
use termijnwacht::engine::Engine;
use termijnwacht::store::{SqliteStore, Store};
use termijnwacht::zaak::{Regel, Zaak};

use crate::nagekeken::{begin, dood, kopie, lees, stand, told};
use crate::proef::{OVERGANG, PAD, at, bronnen, catalog, edited, melding};

const BEGIN: &str = "2026-11-09 09:00";
const NU: &str = "2026-11-12 12:00";
const DAAD: [&str; 8] = [
    "migrate",
    "--procedure",
    "overgang",
    "--uitvoeren",
    "--door",
    "leid-1",
    "--reden",
    "de instructie van 2027 geldt",
];
const KORTER: (&str, &str) = (
    "binnen: 5 schooldagen, na: ontvangst",
    "binnen: 4 schooldagen, na: ontvangst",
);

/// An installation with so many zaken of the old definition, whose clock stands still; the files are new.
async fn installatie(zaken: u32, edits: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let map = folder.path();
    fs::create_dir(map.join("var")).unwrap();
    let store = SqliteStore::open(&map.join("var/termijnwacht.db"))
        .await
        .unwrap();
    store
        .put_instelling(KLOK, &at(NU).to_rfc3339())
        .await
        .unwrap();
    let clock = Arc::new(Clock::manual(at(BEGIN)));
    let engine = Engine::new(Arc::new(store), catalog(OVERGANG), clock)
        .await
        .unwrap();
    for nummer in 1..=zaken {
        engine.melding(melding(nummer)).await.unwrap();
    }
    engine.clock().advance_to(at(NU));
    engine.tick().await.unwrap();
    if zaken > 2 {
        let act = json!({"op": at(NU).to_rfc3339(), "zaak": "Z2", "door": "admin-1", "taak": "brief", "uitkomst": "weg"});
        engine
            .act(&serde_json::from_value(act).unwrap())
            .await
            .unwrap();
        engine.tick().await.unwrap();
    }
    engine.store().close().await;
    for (root, all) in [
        ("workflows", bronnen(OVERGANG).workflows),
        ("scripts", bronnen(OVERGANG).scripts),
    ] {
        for (pad, bron) in all {
            let path = map.join(root).join(pad);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bron.tekst).unwrap();
        }
    }
    fs::write(map.join("workflows").join(PAD), edited(OVERGANG, edits)).unwrap();
    folder
}

fn command(map: &Path, args: &[&str]) -> Command {
    let mut command = crate::program::program(map);
    command.env("COLUMNS", "100").args(args);
    command
}

fn run(map: &Path, args: &[&str]) -> Output {
    command(map, args).output().unwrap()
}

#[tokio::test]
async fn first_to_look_at_then_in_earnest() {
    let edits = [
        KORTER,
        ("voor: administratie", "voor: leerplichtambtenaar"),
        (
            "{na: 2 schooldagen, naar: leidinggevende}",
            "{na: 1 schooldag, naar: leidinggevende}",
        ),
        ("antwoord: {titel", "reactie: {titel"),
    ];
    let folder = installatie(3, &edits).await;
    let map = folder.path();
    let before = stand(map).await;
    let look = ["migrate", "--procedure", "overgang", "--termijnen"];
    insta::assert_snapshot!("eerst_kijken", told(&run(map, &look)));
    assert_eq!(stand(map).await, before, "looking changes nothing");
    let json = run(
        map,
        &[
            "migrate",
            "--procedure",
            "overgang",
            "--zaak",
            "Z2",
            "--json",
        ],
    );
    let line: Value = serde_json::from_slice(&json.stdout).unwrap();
    insta::assert_snapshot!("als_json", serde_json::to_string_pretty(&line).unwrap());

    let mut deed = DAAD.to_vec();
    deed.push("--termijnen");
    insta::assert_snapshot!("dan_doen", told(&run(map, &deed)));
    let after = stand(map).await;
    let went: Vec<bool> = before
        .iter()
        .zip(&after)
        .map(|(one, two)| one.0.definitie != two.0.definitie)
        .collect();
    assert_eq!(went, [true, false, true]);
    let store = SqliteStore::open(&map.join("var/termijnwacht.db"))
        .await
        .unwrap();
    let kept: Vec<String> = store
        .versies()
        .await
        .unwrap()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(kept, ["v1"], "what `nu` is has a number now");
    store.close().await;
    insta::assert_snapshot!("nog_eens", told(&run(map, &deed)));
    assert_eq!(stand(map).await, after);
    insta::assert_snapshot!("dossier", told(&run(map, &["zaak", "Z1"])));
}

#[tokio::test]
async fn what_cannot_be_asked_is_told() {
    let folder = installatie(1, &[KORTER]).await;
    let cases: [&[&str]; 6] = [
        &["--procedure", "overgnag"],
        &["--procedure", "overgang", "--gemeente", "alten"],
        &["--procedure", "overgang", "--zaak", "Z9"],
        &[
            "--procedure",
            "overgang",
            "--gemeente",
            "doesburg",
            "--zaak",
            "Z1",
        ],
        &["--procedure", "overgang", "--naar", "v12"],
        &[
            "--procedure",
            "overgang",
            "--uitvoeren",
            "--door",
            "ambt-1",
            "--reden",
            "zomaar",
        ],
    ];
    let run = |args: &&[&str]| told(&run(folder.path(), &[&["migrate"], *args].concat()));
    insta::assert_snapshot!(cases.iter().map(run).collect::<Vec<_>>().join("\n"));
}

#[tokio::test]
async fn broken_off_between_two_zaken_it_goes_on_where_it_was() {
    let telling = "titel: Verstuur de brief";
    let long = format!("{telling} {}", "en nog een brief ".repeat(40).trim_end());
    let folder = installatie(90, &[(telling, &long)]).await;
    let map = folder.path();
    let (mut child, mut stderr) = begin(command(map, &DAAD));
    lees(&mut stderr, 3);
    // Nobody reads what it tells, which is more than the pipe holds: it cannot be done before it is asked to stop.
    let asked = Command::new("kill")
        .args(["-s", "INT", &child.id().to_string()])
        .status();
    assert!(asked.unwrap().success());
    let mut out = String::new();
    child
        .stdout
        .take()
        .unwrap()
        .read_to_string(&mut out)
        .unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1), "{out}");
    assert!(out.contains("afgebroken; nog niet bekeken"), "{out}");
    let there = |all: &[(Zaak, Vec<Regel>)]| {
        let first = &all[0].0.definitie;
        all.iter()
            .filter(|(zaak, _)| zaak.definitie == *first)
            .count()
    };
    let went = there(&stand(map).await);
    assert!((3..90).contains(&went), "{went}");
    let rest = run(map, &DAAD);
    assert_eq!(rest.status.code(), Some(0), "{}", told(&rest));
    assert_eq!(there(&stand(map).await), 90);
}

#[tokio::test]
async fn killed_again_and_again_it_comes_to_the_same() {
    let folder = installatie(50, &[KORTER]).await;
    let map = folder.path();
    let rustig = kopie(map);
    assert_eq!(run(rustig.path(), &DAAD).status.code(), Some(0));

    for lines in [1, 9, 2, 14] {
        dood(map, command(map, &DAAD), lines).await;
    }
    assert_eq!(run(map, &DAAD).status.code(), Some(0));
    let (killed, rustig) = (stand(map).await, stand(rustig.path()).await);
    assert!(killed == rustig, "another end than undisturbed");
    assert_eq!(killed.len(), 50);
}
