//! Contacts, appointments and documents by the API, and one act in several zaken.

use axum::http::StatusCode;
use serde_json::{Value, json};
use termijnwacht::store::Store;
use termijnwacht::zaak::Rol;

use crate::proef::{Proef, melding, secret};

const ACTS: &str = "/v1/zaken/Z1/handelingen";
const SEVERAL: &str = "/v1/handelingen";
const UNW: &str = "utrecht-noordwest";
const DIGEST: &str = "AF1349B9F5F9A1A6A0404DEA36DCC9499BCB25C9ADC112B7CC9A93CAE41F3262";

fn officer() -> String {
    secret(UNW, Rol::Leerplichtambtenaar)
}

/// A second zaak in Woerden: Z3, beside Z1 there and Z2 of the other bureau.
async fn two_zaken() -> Proef {
    let proef = Proef::new().await;
    let mut more = melding(UNW);
    more["kenmerk"] = json!("R-7");
    more["jongere"]["bsn"] = json!("999990032");
    let office = secret(UNW, Rol::Administratie);
    let sent = proef.post("/v1/meldingen", &office, more).await;
    assert_eq!(sent.status, StatusCode::CREATED, "{}", sent.text);
    proef
}

#[tokio::test]
async fn a_dossier_lists_contacts_appointments_and_documents_and_the_history_names_nobody() {
    let proef = Proef::new().await;
    let officer = officer();
    for act in [
        json!({"contact": {"soort": "telefoon", "met": ["ouders"], "tijd": "2026-10-08T09:30:00+02:00", "bereikt": true, "verslag": "Vader Pietersen belt terug"}}),
        json!({"afspraak": {"wanneer": "2026-10-14T10:00:00+02:00", "plaats": "Bij Pietersen thuis", "met": ["ouders", "jongere"]}}),
        json!({"verzetten": 1, "afspraak": {"wanneer": "2026-10-15T11:00:00+02:00"}, "reden": "ziek"}),
        json!({"document": {"titel": "Brief van Pietersen", "digest": DIGEST, "plaats": "dms://Pietersen/1"}, "datum": "2026-10-08"}),
    ] {
        let mut act = act;
        act["door"] = json!("ambt-1");
        let answer = proef.post(ACTS, &officer, act).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    }
    let dossier = proef.get("/v1/zaken/Z1", &officer).await.json();
    let contact = &dossier["contacten"][0];
    let regel = contact["regel"].as_str().expect("a line").to_owned();
    assert_eq!(
        *contact,
        json!({"regel": regel, "soort": "telefoon", "met": ["ouders"], "tijd": "2026-10-08T07:30:00Z", "bereikt": true, "verslag": "Vader Pietersen belt terug"})
    );
    assert_eq!(
        dossier["afspraken"],
        json!([{"nummer": 1, "wanneer": "2026-10-15T09:00:00Z", "plaats": "Bij Pietersen thuis", "met": ["ouders", "jongere"], "status": "gepland"}])
    );
    let document = &dossier["documenten"][0];
    assert_eq!(document["titel"], "Brief van Pietersen");
    assert_eq!(document["plaats"], "dms://Pietersen/1");
    assert_eq!(document["digest"], DIGEST.to_lowercase());
    assert_eq!(document["datum"], "2026-10-08");
    assert_eq!(dossier["notities"][&regel], "Vader Pietersen belt terug");
    assert!(!dossier["lijnen"].to_string().contains("Pietersen"));
    let id = "Z1".parse().expect("a zaak");
    let history = proef.engine.store().historie(id).await.expect("a history");
    let zaak = proef.engine.store().load(id).await.expect("a zaak");
    for kept in [
        serde_json::to_string(&history).expect("JSON"),
        serde_json::to_string(&zaak).expect("JSON"),
    ] {
        assert!(!kept.contains("Pietersen"), "{kept}");
    }
}

#[tokio::test]
async fn what_is_wrong_or_hostile_is_refused_and_nothing_is_kept() {
    let proef = Proef::new().await;
    let officer = officer();
    let contact = |with: Value| {
        let mut contact = json!({"soort": "telefoon", "met": ["ouders"], "bereikt": true});
        for (key, value) in with.as_object().expect("an object") {
            contact[key] = value.clone();
        }
        json!({"contact": contact})
    };
    let document = |titel: &str, digest: &str, plaats: &str| json!({"document": {"titel": titel, "digest": digest, "plaats": plaats}});
    let afspraak = |wanneer: &str| json!({"afspraak": {"wanneer": wanneer, "met": ["ouders"]}});
    for (act, status, why) in [
        (contact(json!({"soort": "telefon"})), 400, "telefoon"),
        (contact(json!({"met": ["buurman"]})), 400, "buurman"),
        (contact(json!({"met": []})), 400, "met"),
        (
            contact(json!({"met": vec!["ouders"; 5000]})),
            400,
            "tweemaal",
        ),
        (contact(json!({"bereikt": "misschien"})), 400, "bereikt"),
        (
            contact(json!({"tijd": "gisteren"})),
            400,
            "`gisteren` is geen moment",
        ),
        (
            contact(json!({"tijd": "2026-10-08T23:00:00+02:00"})),
            400,
            "na het moment",
        ),
        (
            contact(json!({"tijd": "0001-01-01T00:00:00Z"})),
            400,
            "vóór het begin",
        ),
        (contact(json!({"verslg": "x"})), 400, "verslag"),
        (json!({"contact": {}}), 400, "soort"),
        (json!({"contact": "gebeld"}), 400, "contact"),
        (
            json!({"contact": {"soort": "telefoon", "met": ["ouders"], "bereikt": true}, "notitie": "x"}),
            400,
            "2 dingen",
        ),
        (afspraak("2026-10-08"), 400, "geen moment"),
        (afspraak("9999-12-31T23:59:59Z"), 400, "kijk het jaar na"),
        (afspraak("2026-10-01T10:00:00+02:00"), 400, "vóór de dag"),
        (json!({"verzetten": 1}), 400, "ontbreekt `afspraak`"),
        (
            json!({"verzetten": 1, "afspraak": {"wanneer": "2026-10-14T10:00:00+02:00"}}),
            409,
            "geen afspraak 1",
        ),
        (json!({"nagekomen": 0}), 409, "geen afspraak 0"),
        (json!({"niet_nagekomen": -1}), 400, "niet_nagekomen"),
        (
            json!({"niet_nagekomen": 99_999_999_999_u64}),
            400,
            "99999999999",
        ),
        (document("Brief", "abc", "map"), 400, "64 hexadecimale"),
        (
            document("Brief", &"g".repeat(64), "map"),
            400,
            "64 hexadecimale",
        ),
        (
            document("Brief", &"é".repeat(32), "map"),
            400,
            "64 hexadecimale",
        ),
        (document(" ", DIGEST, "map"), 400, "document.titel"),
        (document(&"x".repeat(201), DIGEST, "map"), 400, "201 tekens"),
        (
            document("Brief", DIGEST, "map\n\u{1b}[2J"),
            400,
            "op één regel",
        ),
        (
            json!({"zaken": ["Z1", "Z3"], "notitie": "x"}),
            400,
            "/v1/handelingen",
        ),
    ] {
        let mut act = act;
        act["door"] = json!("ambt-1");
        let told: String = act.to_string().chars().take(120).collect();
        let answer = proef.post(ACTS, &officer, act).await;
        assert_eq!(answer.status.as_u16(), status, "{told}: {}", answer.text);
        assert!(answer.text.contains(why), "{told}: {}", answer.text);
        assert!(answer.text.len() < 10_000, "{told}");
    }
    let zaak = proef
        .engine
        .store()
        .load("Z1".parse().expect("a zaak"))
        .await;
    assert_eq!(zaak.expect("a zaak").versie, 1, "nothing was kept");
}

#[tokio::test]
async fn one_act_in_several_zaken_is_done_in_each_and_told_of_each() {
    let proef = two_zaken().await;
    let officer = officer();
    let act = json!({"door": "ambt-1", "zaken": ["Z1", "Z3"], "afspraak": {"wanneer": "2026-10-08T10:00:00+02:00", "met": ["ouders"]}});
    let body = || Some(act.to_string().into_bytes());
    let key = [("Idempotency-Key", "formulier-9")];
    let all = proef
        .ask("POST", SEVERAL, Some(&officer), body(), &key)
        .await;
    assert_eq!(all.status, StatusCode::OK, "{}", all.text);
    let told: Vec<(Value, Value)> = all.json()["zaken"]
        .as_array()
        .expect("zaken")
        .iter()
        .map(|zaak| (zaak["zaak"].clone(), zaak["versie"].clone()))
        .collect();
    assert_eq!(told, [(json!("Z1"), json!(2)), (json!("Z3"), json!(2))]);
    let again = proef
        .ask("POST", SEVERAL, Some(&officer), body(), &key)
        .await;
    assert_eq!(all.json(), again.json(), "sent twice is done once");

    let kept = json!({"door": "ambt-1", "zaak": "Z1", "nagekomen": 1});
    let one = proef.post(SEVERAL, &officer, kept).await;
    assert_eq!(
        one.status,
        StatusCode::OK,
        "one zaak goes too: {}",
        one.text
    );
    let both = json!({"door": "ambt-1", "zaken": ["Z1", "Z3"], "nagekomen": 1, "reden": "samen"});
    let partly = proef.post(SEVERAL, &officer, both).await;
    assert_eq!(partly.status, StatusCode::CONFLICT, "{}", partly.text);
    assert_eq!(partly.headers["content-type"], "application/problem+json");
    let told = partly.json();
    assert_eq!(
        told["detail"],
        "in 1 van de 2 zaken is dit geweigerd; in de andere is het vastgelegd"
    );
    assert_eq!(
        told["zaken"],
        json!([
            {"zaak": "Z1", "gelukt": false, "status": 409, "melding": "afspraak 1 is al nagekomen; herstel dat als het een vergissing was, of maak een nieuwe afspraak"},
            {"zaak": "Z3", "gelukt": true, "status": 200},
        ])
    );
    let never = json!({"door": "ambt-1", "zaken": ["Z1", "Z3"], "document": {"titel": "x", "digest": "y", "plaats": "z"}});
    let never = proef.post(SEVERAL, &officer, never).await;
    assert_eq!(never.status, StatusCode::BAD_REQUEST, "{}", never.text);
    assert_eq!(never.json()["detail"], "dit is in alle zaken geweigerd");
}

#[tokio::test]
async fn who_may_not_see_one_of_the_zaken_acts_in_none() {
    let proef = two_zaken().await;
    let officer = officer();
    let many: Vec<String> = (0..50_000).map(|n| format!("Z{n}")).collect();
    for (zaken, status, why) in [
        (json!(["Z1", "Z2"]), 404, "er is geen zaak `Z2`"),
        (json!(["Z1", "Z99"]), 404, "er is geen zaak `Z99`"),
        (json!(["Z1", "Z1"]), 400, "tweemaal"),
        (json!([]), 400, "leeg"),
        (json!(many), 400, "hoogstens 200"),
        (json!("Z1"), 400, "zaken"),
        (json!([1]), 400, "geen goede JSON"),
        (Value::Null, 400, "noem de zaak"),
    ] {
        let act = json!({"door": "ambt-1", "zaken": zaken, "notitie": "x"});
        let answer = proef.post(SEVERAL, &officer, act).await;
        assert_eq!(answer.status.as_u16(), status, "{why}: {}", answer.text);
        assert!(answer.text.contains(why), "{}", answer.text);
        assert!(answer.text.len() < 10_000);
    }
    let zaak = proef
        .engine
        .store()
        .load("Z1".parse().expect("a zaak"))
        .await;
    assert_eq!(zaak.expect("a zaak").versie, 1, "nothing was done");
}
