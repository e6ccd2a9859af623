//! Acts: the officer at work.

use axum::http::StatusCode;
use serde_json::{Value, json};
use termijnwacht::zaak::Rol;

use crate::proef::{Answer, Proef, melding, secret};

const ACTS: &str = "/v1/zaken/Z1/handelingen";
const UNW: &str = "utrecht-noordwest";

async fn officer(proef: &Proef) -> &'static str {
    let rol = Rol::Leerplichtambtenaar;
    proef.token("tw_marit", UNW, rol, &[], Some("ambt-1")).await;
    "tw_marit"
}

fn sentence(answer: &Answer) -> String {
    answer.json()["detail"]
        .as_str()
        .expect("a detail")
        .to_owned()
}

#[tokio::test]
async fn an_officer_sees_his_taken_and_completes_one() {
    let proef = Proef::new().await;
    let marit = officer(&proef).await;
    let office = secret(UNW, Rol::Administratie);
    let mine = proef.get("/v1/taken?mijn=true", marit).await.json();
    assert_eq!(
        mine["taken"],
        json!([]),
        "the first taken are for administratie"
    );

    let all = proef.get("/v1/taken", &office).await.json();
    let first = &all["taken"][0];
    assert_eq!(first["taak"], "administratieve-controle");
    assert_eq!(first["einde"], "2026-10-12");
    assert_eq!(first["schooldagen_over"], 2);
    assert_eq!(first["aan"], json!(["admin-1", "admin-2"]));

    let done = json!({"door": "admin-1", "taak": "administratieve-controle", "uitkomst": "geen-fout", "versie": 1});
    let done = proef.post(ACTS, &office, done).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(done.json()["versie"], 2);
    assert_eq!(done.json()["open_taken"], json!(["eerste-brief"]));

    let dossier = proef.get("/v1/zaken/Z1", marit).await.json();
    assert_eq!(dossier["jongere"]["naam"], "Kind-woerden");
    let lines = dossier["lijnen"].as_array().expect("lines");
    let gereed = lines
        .iter()
        .find(|line| line["soort"] == "taak-gereed")
        .expect("done");
    assert_eq!(gereed["naam"], "administratieve-controle");
}

#[tokio::test]
async fn who_saw_an_older_version_is_told_and_not_overruled() {
    let proef = Proef::new().await;
    let marit = officer(&proef).await;
    let note = |text: &str| json!({"notitie": text, "versie": 1});
    assert_eq!(
        proef.post(ACTS, marit, note("een")).await.status,
        StatusCode::OK
    );
    let late = proef.post(ACTS, marit, note("twee")).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(
        sentence(&late).contains("u zag versie 1, zij staat op 2"),
        "{}",
        late.text
    );
}

#[tokio::test]
async fn a_request_that_is_sent_twice_is_one_act() {
    let proef = Proef::new().await;
    let marit = officer(&proef).await;
    let body = || Some(json!({"notitie": "gebeld"}).to_string().into_bytes());
    let key = [("Idempotency-Key", "formulier-1")];
    let first = proef.ask("POST", ACTS, Some(marit), body(), &key).await;
    let again = proef.ask("POST", ACTS, Some(marit), body(), &key).await;
    assert_eq!(
        (first.status, again.status),
        (StatusCode::OK, StatusCode::OK)
    );
    assert_eq!(first.json()["versie"], again.json()["versie"]);
    // The same key of another sender is another act.
    let office = secret(UNW, Rol::Leerplichtambtenaar);
    let other = Some(
        json!({"notitie": "gebeld", "door": "ambt-2"})
            .to_string()
            .into_bytes(),
    );
    let other = proef.ask("POST", ACTS, Some(&office), other, &key).await;
    assert_ne!(other.json()["versie"], first.json()["versie"]);
}

#[tokio::test]
async fn nobody_acts_as_another() {
    let proef = Proef::new().await;
    let marit = officer(&proef).await;
    let office = secret(UNW, Rol::Administratie);
    for (secret, door, why) in [
        (marit, json!("ambt-2"), "hoort bij `ambt-1`"),
        (&office, json!("ambt-1"), "geen administratie"),
        (&office, json!("niemand"), "kent geen medewerker"),
    ] {
        let act = json!({"notitie": "x", "door": door});
        let answer = proef.post(ACTS, secret, act).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{}", answer.text);
        assert!(sentence(&answer).contains(why), "{}", answer.text);
    }
    let nobody = proef.post(ACTS, &office, json!({"notitie": "x"})).await;
    assert_eq!(nobody.status, StatusCode::BAD_REQUEST);
    assert!(
        sentence(&nobody).contains("`door` ontbreekt"),
        "{}",
        nobody.text
    );
}

#[tokio::test]
async fn a_refused_act_says_what_can_be_done() {
    let proef = Proef::new().await;
    let marit = officer(&proef).await;
    for (act, status, why) in [
        (
            json!({"taak": "tweede-brief", "uitkomst": "verzonden"}),
            409,
            "staat niet open",
        ),
        (
            json!({"taak": "eerste-brief", "uitkomst": "weg"}),
            400,
            "kies uit",
        ),
        (
            json!({"opschorten": "wachten", "hervatten": true}),
            400,
            "twee dingen|2 dingen",
        ),
        (
            json!({"notitie": "x", "zaak": "Z2"}),
            400,
            "het pad noemt `Z1`",
        ),
        (
            json!({"notitie": "x", "datum": "2030-01-01"}),
            400,
            "ligt na de dag",
        ),
        (json!({"notitie": "x", "uitkmst": "y"}), 400, "uitkomst"),
        (json!({"herstel": "Z2.1", "reden": "proef"}), 409, "Z2.1"),
    ] {
        let told = act.to_string();
        let answer = proef.post(ACTS, marit, act).await;
        assert_eq!(answer.status.as_u16(), status, "{told}: {}", answer.text);
        assert!(
            why.split('|').any(|why| answer.text.contains(why)),
            "{told}: {}",
            answer.text
        );
    }
}

#[tokio::test]
async fn an_incident_is_listed_and_skipped_with_a_reason() {
    let proef = Proef::new().await;
    let (boss, office) = (
        secret(UNW, Rol::Leidinggevende),
        secret(UNW, Rol::Administratie),
    );
    let letter = json!({"door": "admin-1", "taak": "eerste-brief", "uitkomst": "verzonden"});
    let checked =
        json!({"door": "admin-1", "taak": "administratieve-controle", "uitkomst": "geen-fout"});
    for act in [checked, letter] {
        assert_eq!(proef.post(ACTS, &office, act).await.status, StatusCode::OK);
    }
    let uit = proef.get("/v1/uitgaand", &boss).await.json();
    let brief = &uit["uitgaand"][0];
    assert_eq!(
        (&brief["soort"], &brief["status"]),
        (&json!("brief"), &json!("wacht"))
    );
    let regel = brief["regel"].as_str().unwrap().parse().unwrap();
    proef
        .engine
        .post_mislukt(regel, "de printer is weg")
        .await
        .unwrap();

    let open = proef.get("/v1/incidenten", &boss).await.json();
    assert_eq!(open["incidenten"][0]["zaak"], "Z1");
    assert_eq!(open["incidenten"][0]["te_herhalen"], true);
    let skip = "/v1/zaken/Z1/incidenten/1/overslaan";
    let empty = proef
        .post(skip, &boss, json!({"door": "leid-1", "reden": " "}))
        .await;
    assert_eq!(empty.status, StatusCode::BAD_REQUEST);
    let done = proef
        .post(
            skip,
            &boss,
            json!({"door": "leid-1", "reden": "per post gestuurd"}),
        )
        .await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.text);
    assert_eq!(
        proef.get("/v1/incidenten", &boss).await.json(),
        json!({"incidenten": []})
    );
    let again = proef
        .post(skip, &boss, json!({"door": "leid-1", "reden": "nog eens"}))
        .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_melding_joins_is_corrected_and_withdrawn() {
    let proef = Proef::new().await;
    let sender = secret(UNW, Rol::Administratie);
    let send = async |change: Value| {
        let mut sent = melding(UNW);
        for (key, value) in change.as_object().unwrap() {
            sent[key] = value.clone();
        }
        proef.post("/v1/meldingen", &sender, sent).await
    };
    let second = send(json!({"kenmerk": "R-2"})).await;
    assert_eq!(second.json(), json!({"zaak": "Z1", "resultaat": "gevoegd"}));
    let corrected = send(json!({"ontvangen": "2026-10-07"})).await;
    assert_eq!(
        corrected.json(),
        json!({"zaak": "Z1", "resultaat": "gevoegd"})
    );
    let stranger = send(json!({"kenmerk": "R-9", "ingetrokken": true})).await;
    assert_eq!(stranger.status, StatusCode::BAD_REQUEST);
    let withdrawn = send(json!({"kenmerk": "R-2", "ingetrokken": true})).await;
    assert_eq!(withdrawn.status, StatusCode::OK, "{}", withdrawn.text);
}
