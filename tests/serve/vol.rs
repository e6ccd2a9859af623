//! A disk that is full: what cannot be kept is refused, what waits stays where it is, and it goes on by itself.
//!
//! The system itself sets the limit: no file of the program may grow beyond a size (`prlimit`), as on a quota,
//! and SQLite cannot tell that from a full disk. Where `prlimit` is missing it says so and passes. Easy to get
//! wrong: the signal that goes with the limit ends a program that does not ignore it.

use std::fs;
use std::io::Write;
use std::process::Command;

use serde_json::{Value, json};

use crate::programma::{Installatie, Programma, files};

const BEGIN: [&str; 2] = ["--klok", "2026-09-10T09:00:00+02:00"];
const MELDINGEN: &str = include_str!("../../src/cli/demo/meldingen.jsonl");

/// Sets how large a file of the running program may be; `false` where the machine cannot.
fn limit(daemon: &Programma, size: &str) -> bool {
    let done = Command::new("prlimit")
        .args([
            "--pid",
            &daemon.id().to_string(),
            &format!("--fsize={size}:"),
        ])
        .status();
    match done {
        Ok(status) => {
            assert!(status.success());
            true
        }
        Err(fault) => {
            assert!(
                std::env::var("TESTS_CI").as_deref() != Ok("1"),
                "prlimit is missing: {fault}"
            );
            // Past the capture of the test harness, which would hide it.
            let told = writeln!(std::io::stderr(), "skipped: prlimit is not on this machine");
            told.unwrap();
            false
        }
    }
}

fn token(place: &Installatie) -> String {
    let made = place
        .program()
        .args(["token", "maak", "koppeling", "--rol", "administratie"])
        .args([
            "--bureau",
            "utrecht-noordwest",
            "--config",
            "termijnwacht.toml",
        ])
        .output()
        .unwrap();
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

fn meld(daemon: &Programma, token: &str, melding: &str) -> (u16, Value) {
    let url = format!("http://{}/v1/meldingen", daemon.address);
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    let agent: ureq::Agent = config.build().into();
    let sent = agent
        .post(&url)
        .header("Authorization", format!("Bearer {token}"))
        .header("Content-Type", "application/json")
        .send(melding);
    let mut response = sent.unwrap();
    let text = response.body_mut().read_to_string().unwrap();
    let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
    (response.status().as_u16(), value)
}

fn check(daemon: &Programma, name: &str) -> (u16, Value) {
    let (status, ready) = daemon.get("/readyz");
    let ready: Value = serde_json::from_str(&ready).unwrap();
    let checks = ready["checks"].as_array().unwrap();
    let found = checks.iter().find(|check| check["name"] == name);
    (status, found.unwrap().clone())
}

fn open_zaken(daemon: &Programma) -> String {
    let metrics = daemon.get("/metrics").1;
    let line = metrics
        .lines()
        .find(|line| line.starts_with("termijnwacht_open_zaken "));
    line.unwrap().to_owned()
}

#[test]
fn a_full_disk_costs_nothing_that_was_promised() {
    let place = Installatie::new("[intake]\nfolder = \"in\"\n[serve]\npoll = \"1 s\"\n");
    let mut daemon = place.serve_deaf_to("XFSZ", &BEGIN);
    let token = token(&place);
    let mut meldingen = MELDINGEN.lines();
    let (status, told) = meld(&daemon, &token, meldingen.next().unwrap());
    assert_eq!(status, 201, "{told:#}");

    // Full. Whoever brings a melding is told to keep it, and nothing of it stays.
    if !limit(&daemon, "4096") {
        return;
    }
    let second = meldingen.next().unwrap();
    let (status, told) = meld(&daemon, &token, second);
    assert_eq!(status, 503, "{told:#}");
    let detail = told["detail"].as_str().unwrap();
    assert!(detail.contains("er is niets vastgelegd"), "{detail}");
    let (status, store) = check(&daemon, "store");
    assert_eq!((status, &store["ok"]), (503, &json!(false)), "{store:#}");
    insta::assert_snapshot!(store["reason"].as_str().unwrap(), @"database fault while trying to keep a setting: error returned from database: (code: 778) disk I/O error");
    assert_eq!(daemon.get("/healthz").0, 200);
    assert_eq!(open_zaken(&daemon), "termijnwacht_open_zaken 1");

    // A file of a sender stays where it is.
    let inbak = place.path("in/utrecht-noordwest");
    fs::write(place.path("deel"), meldingen.next().unwrap()).unwrap();
    fs::rename(place.path("deel"), inbak.join("melding.jsonl")).unwrap();
    let told = daemon.until("a delivered file could not be dealt with; it is tried again");
    assert_eq!(told["attempts"], 1, "{told:#}");
    assert!(files(&inbak).contains(&"melding.jsonl".to_owned()));

    // Room is made, and all goes on by itself.
    assert!(limit(&daemon, "unlimited"));
    let told = daemon.until("a delivered file was taken in");
    assert_eq!(told["opened"], 1, "{told:#}");
    assert_eq!(check(&daemon, "store").1["ok"], true);
    let (status, told) = meld(&daemon, &token, second);
    assert_eq!(status, 201, "{told:#}");
    assert_eq!(open_zaken(&daemon), "termijnwacht_open_zaken 3");

    // Terms are kept through a full disk too: the clock goes on only as far as can be written.
    assert!(limit(&daemon, "4096"));
    let (status, told) = daemon.post("/v1/klok", r#"{"tot":"2026-09-15T12:00:00+02:00"}"#);
    assert_eq!(status, 500, "{told:#}");
    assert!(limit(&daemon, "unlimited"));
    let (status, told) = daemon.post("/v1/klok", r#"{"tot":"2026-09-15T12:00:00+02:00"}"#);
    assert_eq!(status, 200, "{told:#}");
    let mails = files(&place.path("var/uit/mails"));
    assert!(
        mails.iter().any(|name| name.starts_with("2026-09-1")),
        "{mails:?}"
    );

    // And after a restart in the middle of it.
    let before = open_zaken(&daemon);
    assert!(limit(&daemon, "4096"));
    let (status, _) = meld(&daemon, &token, meldingen.next().unwrap());
    assert_eq!(status, 503);
    assert_eq!(daemon.stop().code(), Some(0));
    let daemon = place.serve(&BEGIN);
    assert_eq!(open_zaken(&daemon), before);
    assert_eq!(files(&place.path("var/uit/mails")), mails);
}
