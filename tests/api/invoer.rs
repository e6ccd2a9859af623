//! Hostile and merely wrong requests: each told what is wrong, nothing kept, nothing broken.

use axum::http::StatusCode;
use serde_json::{Value, json};
use termijnwacht::store::{Store, ZaakFilter};
use termijnwacht::zaak::Rol;

use crate::proef::{Proef, melding, secret};

fn sender() -> String {
    secret("utrecht-noordwest", Rol::Administratie)
}

#[tokio::test]
async fn a_wrong_melding_is_told_all_its_faults_at_once() {
    let proef = Proef::new().await;
    let mut wrong = melding("utrecht-noordwest");
    wrong["kenmerk"] = json!("R-3");
    wrong["jongere"]["bsn"] = json!("123456789");
    wrong["jongere"]["geboortedatum"] = json!("2031-01-01");
    wrong["gegevens"]["vermoedn"] = json!("2026-10-08");
    let answer = proef.post("/v1/meldingen", &sender(), wrong).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{}", answer.text);
    let fouten = answer.json()["fouten"].as_array().expect("faults").clone();
    assert_eq!(fouten.len(), 3, "{}", answer.text);
}

#[tokio::test]
async fn what_cannot_be_read_is_told_with_its_place() {
    let proef = Proef::new().await;
    let text = "{\n  \"bron\": \"duo\",\n  \"kenmrk\": 7,\n  \"soort\": [],\n}";
    let body = Some(text.as_bytes().to_vec());
    let answer = proef
        .ask("POST", "/v1/meldingen", Some(&sender()), body, &[])
        .await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    insta::assert_snapshot!(format!("{:#}", answer.json()));
}

#[tokio::test]
async fn hostile_bodies_are_refused_and_break_nothing() {
    let proef = Proef::new().await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let nested = format!("{}1{}", "{\"a\":".repeat(20_000), "}".repeat(20_000));
    let long = json!({"bron": "x".repeat(900_000)}).to_string();
    let many: String = (0..50_000).map(|n| format!("\"k{n}\":1,")).collect();
    let bodies: Vec<Vec<u8>> = vec![
        b"".to_vec(),
        b"null".to_vec(),
        b"[]".to_vec(),
        b"\"melding\"".to_vec(),
        b"{".to_vec(),
        b"{\"bron\":\"duo\",\"bron\":\"brp\"}".to_vec(),
        b"\xff\xfe\x00".to_vec(),
        b"{\"bron\":\"\\ud800\"}".to_vec(),
        b"&a [*a, *a]".to_vec(),
        b"!!binary x".to_vec(),
        deep.into_bytes(),
        nested.into_bytes(),
        long.into_bytes(),
        format!("{{{many}\"z\":1}}").into_bytes(),
        vec![b' '; 1024 * 1024 + 1],
    ];
    for body in bodies {
        let shown: String = String::from_utf8_lossy(&body).chars().take(40).collect();
        for path in [
            "/v1/meldingen",
            "/v1/zaken/Z1/handelingen",
            "/v1/zaken/zoeken",
        ] {
            let answer = proef
                .ask("POST", path, Some(&sender()), Some(body.clone()), &[])
                .await;
            assert!(
                answer.status.is_client_error(),
                "{path} {shown}: {}",
                answer.text
            );
            let problem = answer.json();
            assert_eq!(problem["status"], answer.status.as_u16(), "{path} {shown}");
            assert!(
                answer.text.len() < 100_000,
                "{path} {shown}: an answer of {}",
                answer.text.len()
            );
        }
    }
    let zaken = proef
        .engine
        .store()
        .zaken(&ZaakFilter::default())
        .await
        .unwrap();
    assert_eq!(zaken.len(), 2, "nothing was kept of what was refused");
}

#[tokio::test]
async fn headers_and_paths_are_refused_in_the_same_form() {
    let proef = Proef::new().await;
    let sender = sender();
    for (method, path, headers, status) in [
        (
            "POST",
            "/v1/meldingen",
            vec![("Content-Type", "text/xml")],
            415,
        ),
        ("GET", "/v1/zaken/Z99", vec![], 404),
        ("GET", "/v1/zaken/..%2f..%2fetc", vec![], 404),
        ("GET", "/v1/zaken/Z1%00", vec![], 404),
        ("GET", "/v1/zaken/Z99999999999999999999", vec![], 404),
        ("GET", "/v1/zaken?gemeent=woerden", vec![], 400),
        ("GET", "/v1/zaken?naam=Kind", vec![], 400),
        ("GET", "/v1/zaken?bsn=999990019", vec![], 400),
        ("GET", "/v1/zaken?limiet=veel", vec![], 400),
        ("GET", "/v1/zaken?limiet=-5", vec![], 400),
        ("GET", "/v1/zaken?status=open&status=gesloten", vec![], 400),
        ("GET", "/v1/taken?mijn=true", vec![], 400),
    ] {
        let body = (method == "POST").then(|| b"<x/>".to_vec());
        let answer = proef.ask(method, path, Some(&sender), body, &headers).await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{method} {path}: {}",
            answer.text
        );
        assert_eq!(
            answer.headers["content-type"], "application/problem+json",
            "{path}"
        );
        assert_eq!(answer.headers["api-version"], "1.0.0");
    }
    let hint = proef.get("/v1/zaken?gemeent=woerden", &sender).await;
    assert!(hint.text.contains("gemeente"), "{}", hint.text);
}

#[tokio::test]
async fn lists_come_in_pages() {
    let proef = Proef::new().await;
    let sender = sender();
    for (n, bsn) in ["999990032", "999990044", "999990056"]
        .into_iter()
        .enumerate()
    {
        let mut more = melding("utrecht-noordwest");
        more["kenmerk"] = json!(format!("P-{n}"));
        more["jongere"]["bsn"] = json!(bsn);
        let sent = proef.post("/v1/meldingen", &sender, more).await;
        assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text);
    }
    let mut seen: Vec<Value> = Vec::new();
    let mut path = "/v1/zaken?limiet=2".to_owned();
    loop {
        let page = proef.get(&path, &sender).await.json();
        seen.extend(
            page["zaken"]
                .as_array()
                .unwrap()
                .iter()
                .map(|zaak| zaak["zaak"].clone()),
        );
        let Some(next) = page["volgende"].as_str() else {
            break;
        };
        path = format!("/v1/zaken?limiet=2&na={next}");
    }
    assert_eq!(seen, [json!("Z1"), json!("Z3"), json!("Z4"), json!("Z5")]);
}

#[tokio::test]
async fn a_jongere_is_found_by_part_of_a_name() {
    let proef = Proef::new().await;
    let found = proef
        .post("/v1/zaken/zoeken", &sender(), json!({"naam": "KIND woer"}))
        .await;
    assert_eq!(found.json()["zaken"][0]["zaak"], "Z1", "{}", found.text);
    let nothing = proef.post("/v1/zaken/zoeken", &sender(), json!({})).await;
    assert_eq!(nothing.status, StatusCode::BAD_REQUEST);
}
