//! Who may do what: every route, every role, own bureau and another.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};
use termijnwacht::api::{Route, routes};
use termijnwacht::store::{MemoryStore, Store};
use termijnwacht::zaak::Rol;

use crate::proef::{Answer, BUREAUS, Proef, ROLLEN, melding, secret};

/// What a request to a route looks like; the zaak is that of Woerden.
async fn ask(proef: &Proef, route: &Route<MemoryStore>, secret: Option<&str>) -> Answer {
    let path = route.pad.replace("{zaak}", "Z1").replace("{nummer}", "1");
    let body = match route.pad {
        "/v1/meldingen" => melding("utrecht-noordwest"),
        "/v1/zaken/zoeken" => json!({"naam": "kind"}),
        "/v1/zaken/{zaak}/handelingen" => json!({"door": "ambt-1", "notitie": "gebeld"}),
        "/v1/handelingen" => json!({"door": "ambt-1", "zaken": ["Z1"], "notitie": "gebeld"}),
        pad if pad.ends_with("overslaan") || pad.ends_with("laten-vallen") => {
            json!({"door": "leid-1", "reden": "proef"})
        }
        pad if pad.ends_with("herhalen") || pad.ends_with("opnieuw") => json!({"door": "leid-1"}),
        _ => Value::Null,
    };
    let body = (route.method != Method::GET).then(|| body.to_string().into_bytes());
    proef
        .ask(route.method.as_str(), &path, secret, body, &[])
        .await
}

#[tokio::test]
async fn every_route_asks_a_token_and_a_role() {
    let proef = Proef::new().await;
    for route in &routes::<MemoryStore>() {
        let told = format!("{} {}", route.method, route.pad);
        for unknown in [None, Some("tw_verzonnen"), Some("")] {
            let answer = ask(&proef, route, unknown).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{told}");
            assert_eq!(answer.headers["www-authenticate"], "Bearer", "{told}");
            assert_eq!(answer.headers["content-type"], "application/problem+json");
        }
        for rol in ROLLEN {
            let answer = ask(&proef, route, Some(&secret("utrecht-noordwest", rol))).await;
            let refused = answer.status == StatusCode::FORBIDDEN
                && answer.text.contains("voor een token met de rol");
            assert_eq!(
                refused,
                !route.rollen.contains(&rol),
                "{told} as {rol}: {}",
                answer.text
            );
            assert!(answer.status != StatusCode::UNAUTHORIZED, "{told} as {rol}");
            assert!(
                !answer.status.is_server_error(),
                "{told} as {rol}: {}",
                answer.text
            );
        }
    }
}

#[tokio::test]
async fn no_route_shows_or_changes_a_zaak_of_another_bureau() {
    let proef = Proef::new().await;
    let before = proef
        .engine
        .store()
        .load("Z1".parse().unwrap())
        .await
        .unwrap();
    for route in &routes::<MemoryStore>() {
        for rol in ROLLEN {
            let told = format!("{} {} as {rol}", route.method, route.pad);
            let answer = ask(&proef, route, Some(&secret("proefbureau", rol))).await;
            // Its own words may come back: the path it asked, the gemeente it wrote down.
            let shown = answer
                .text
                .replace("`Z1`", "")
                .replace("gemeente `woerden`", "");
            for secret in ["Z1\"", "Kind-woerden", "woerden", "999990019"] {
                assert!(
                    !shown.contains(secret),
                    "{told} shows `{secret}`: {}",
                    answer.text
                );
            }
            if route.pad.contains('{') && route.rollen.contains(&rol) {
                assert_eq!(
                    answer.status,
                    StatusCode::NOT_FOUND,
                    "{told}: {}",
                    answer.text
                );
            }
        }
    }
    let after = proef
        .engine
        .store()
        .load("Z1".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(before, after, "a token of another bureau changed a zaak");
}

#[tokio::test]
async fn a_token_of_one_gemeente_does_not_see_the_next() {
    let proef = Proef::new().await;
    let rol = Rol::Leerplichtambtenaar;
    let (unw, none) = ("utrecht-noordwest", None);
    proef
        .token("tw_oudewater", unw, rol, &["oudewater"], none)
        .await;
    proef
        .token("tw_woerden", unw, rol, &["woerden"], none)
        .await;
    for (secret, sees) in [("tw_oudewater", false), ("tw_woerden", true)] {
        let dossier = proef.get("/v1/zaken/Z1", secret).await;
        assert_eq!(dossier.status.is_success(), sees, "{secret}");
        for path in ["/v1/zaken", "/v1/taken", "/v1/zaken?gemeente=woerden"] {
            let list = proef.get(path, secret).await;
            assert_eq!(list.text.contains("Z1"), sees, "{path} with {secret}");
        }
        let sent = proef.post("/v1/meldingen", secret, melding(unw)).await;
        let expected = if sees {
            StatusCode::OK
        } else {
            StatusCode::FORBIDDEN
        };
        assert_eq!(sent.status, expected, "{}", sent.text);
    }
}

#[tokio::test]
async fn the_same_mark_in_two_bureaus_is_two_meldingen() {
    let proef = Proef::new().await;
    for (bureau, zaak) in BUREAUS.into_iter().zip(["Z1", "Z2"]) {
        let sender = secret(bureau, Rol::Administratie);
        let again = proef.post("/v1/meldingen", &sender, melding(bureau)).await;
        assert_eq!(again.json(), json!({"zaak": zaak, "resultaat": "bekend"}));
    }
}

#[tokio::test]
async fn a_revoked_token_is_told_so() {
    let proef = Proef::new().await;
    let rol = Rol::Administratie;
    proef.token("tw_oud", "proefbureau", rol, &[], None).await;
    assert_eq!(
        proef.get("/v1/taken", "tw_oud").await.status,
        StatusCode::OK
    );
    let now = proef.engine.clock().now();
    assert!(proef.engine.store().revoke_token("oud", now).await.unwrap());
    let answer = proef.get("/v1/taken", "tw_oud").await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert!(answer.text.contains("ingetrokken"), "{}", answer.text);
}
