//! It starts, says what holds, and shows how it is; or it refuses, and says all that is wrong.

use crate::programma::Installatie;
use serde_json::Value;

#[test]
fn without_settings_it_serves_this_machine_and_says_that_mail_reaches_nobody() {
    let place = Installatie::new("");
    let daemon = place.serve(&[]);
    assert!(daemon.address.starts_with("127.0.0.1:"));
    assert_eq!(daemon.get("/healthz").0, 200);

    let (status, ready) = daemon.get("/readyz");
    let ready: Value = serde_json::from_str(&ready).unwrap();
    assert_eq!(
        (status, &ready["status"]),
        (200, &Value::from("ok")),
        "{ready:#}"
    );
    let names: Vec<&str> = ready["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| check["name"].as_str().unwrap())
        .collect();
    for needed in ["store", "catalogue", "timers", "disk", "mail", "calendar"] {
        assert!(names.contains(&needed), "{needed}");
    }
    assert!(place.path("var/termijnwacht.db").exists());
    let ended = daemon.stop();
    assert_eq!(ended.code(), Some(0), "{}", ended.text());
}

#[test]
fn metrics_explain_themselves_and_name_routes_not_paths() {
    let place = Installatie::new("");
    let daemon = place.serve(&[]);
    daemon.get("/healthz");
    daemon.get("/v1/zaken/999900146");
    daemon.get("/999900146");
    let (status, text) = daemon.get("/metrics");
    assert_eq!(status, 200);
    for name in [
        "termijnwacht_open_zaken",
        "termijnwacht_timers_due",
        "termijnwacht_timer_oldest_overdue_seconds",
        "termijnwacht_outbox",
        "termijnwacht_calendar_days_left",
        "termijnwacht_http_requests_total",
    ] {
        assert!(
            text.contains(&format!("# HELP {name} ")),
            "no help for {name}\n{text}"
        );
    }
    assert!(text.contains("termijnwacht_store_up 1"), "{text}");
    assert!(!text.contains("999900146"), "{text}");
    let log = daemon.stop().text();
    assert!(log.contains("\"http.route\":\"(none)\""), "{log}");
    assert!(!log.contains("999900146"), "{log}");
}

#[test]
fn what_is_not_there_is_refused_in_one_form_and_never_kept_by_a_proxy() {
    let place = Installatie::new("[http]\nbody_limit = \"1 KiB\"\n");
    let daemon = place.serve(&["--klok", "2026-10-08T08:00:00+02:00"]);
    let large = format!("{{\"tot\":\"{}\"}}", "9".repeat(2_000));
    let (status, problem) = daemon.post("/v1/klok", &large);
    assert_eq!(
        (status, &problem["status"]),
        (413, &Value::from(413)),
        "{problem}"
    );
    let (status, problem) = daemon.post("/healthz", "");
    assert_eq!(
        (status, &problem["status"]),
        (405, &Value::from(405)),
        "{problem}"
    );
    let (status, problem) = daemon.post("/nergens", "");
    assert_eq!(
        (status, &problem["status"]),
        (404, &Value::from(404)),
        "{problem}"
    );
}

#[test]
fn a_daemon_that_is_nearly_out_of_disk_says_so_and_goes_on() {
    let place = Installatie::new("[serve]\ndisk_reserve = \"900000000 GiB\"\n");
    let daemon = place.serve(&[]);
    let (status, ready) = daemon.get("/readyz");
    assert_eq!(status, 503);
    assert!(ready.contains("serve.disk_reserve"), "{ready}");
    assert_eq!(daemon.get("/healthz").0, 200);
}

#[test]
fn wrong_settings_are_all_told_and_nothing_is_made() {
    let place = Installatie::new("[http]\nlisen = 1\n[mail]\nkind = \"post\"\n");
    let ended = place.refused(&[]);
    assert_eq!(ended.code(), Some(1));
    let told = ended.text();
    assert!(told.contains("did you mean `listen`?"), "{told}");
    assert!(told.contains("termijnwacht.toml:4:1"), "{told}");
    assert!(!place.path("var").exists());
}

#[test]
fn faulty_definitions_are_told_as_check_does_and_nothing_is_made() {
    let place = Installatie::new("[files]\nworkflows = \"eigen\"\n");
    std::fs::create_dir_all(place.path("eigen/landelijk")).unwrap();
    std::fs::write(
        place.path("eigen/landelijk/halt.yaml"),
        "procedure: [halt\n",
    )
    .unwrap();
    let ended = place.refused(&[]);
    assert_eq!(ended.code(), Some(1));
    let told = ended.text();
    assert!(told.contains("halt.yaml"), "{told}");
    assert!(!place.path("var").exists());
}

#[test]
fn an_address_in_use_is_named() {
    let place = Installatie::new("");
    let first = place.serve(&[]);
    let other = Installatie::new("");
    let ended = other.refused_with("TERMIJNWACHT_HTTP__LISTEN", &first.address);
    assert_eq!(ended.code(), Some(1));
    assert!(ended.text().contains(&first.address), "{}", ended.text());
}

#[test]
fn a_file_in_the_watched_folder_becomes_a_zaak() {
    let place = Installatie::new("[intake]\nfolder = \"in\"\n");
    let mut daemon = place.serve(&["--klok", "2026-09-08T09:00:00+02:00"]);
    let meldingen = include_str!("../../src/cli/demo/meldingen.jsonl");
    // Renamed into place, as a sender should: the whole file or none of it. The folder is there already.
    std::fs::write(place.path("deel"), meldingen.lines().next().unwrap()).unwrap();
    let inbak = place.path("in/utrecht-noordwest");
    std::fs::rename(place.path("deel"), inbak.join("melding.jsonl")).unwrap();
    let told = daemon.until("a delivered file was taken in");
    assert_eq!(told["opened"], 1, "{told:#}");
    let metrics = daemon.get("/metrics").1;
    assert!(metrics.contains("termijnwacht_open_zaken 1\n"), "{metrics}");
    let done = "termijnwacht_commands_total{command=\"melding\",result=\"done\"} 1\n";
    assert!(metrics.contains(done), "{metrics}");
    // No line of the log names whom it is about.
    let ended = daemon.stop();
    assert!(!ended.text().contains("Nergenshuizen"), "{}", ended.text());
}
