//! Two bureaus with a zaak each, and a token for every role of both.

use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use serde_json::{Value, json};
use std::sync::Arc;
use termijnwacht::api::router;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::engine::Engine;
use termijnwacht::store::{MemoryStore, Store, Token};
use termijnwacht::zaak::{Digest, MedewerkerId, Rol};
use tower::ServiceExt;

pub const ROLLEN: [Rol; 4] = [
    Rol::Administratie,
    Rol::Leerplichtambtenaar,
    Rol::Leidinggevende,
    Rol::Beheerder,
];
pub const BUREAUS: [&str; 2] = ["utrecht-noordwest", "proefbureau"];

const PROEFBUREAU: &str = r#"
bureau: proefbureau
naam: Proefbureau
gemeenten: [doesburg, aalten]
mail: {afzender: termijnwacht@proef.example, naam: Termijnwacht, postbus: post@proef.example}
brieven: {adres: [Proefbureau], telefoon: "0000", mail: post@proef.example, ondertekening: Namens de proef}
medewerkers:
  ambt-1: {naam: Ada Eerste, mail: a@proef.example, rollen: [leerplichtambtenaar], boa: ja}
  leid-1: {naam: Cor Hoofd, mail: c@proef.example, rollen: [leidinggevende]}
  admin-1: {naam: Eef Kantoor, mail: e@proef.example, rollen: [administratie]}
  beheer-1: {naam: Dik Beheer, mail: d@proef.example, rollen: [beheerder]}
"#;

/// A bureau's API on a morning in October.
pub struct Proef {
    pub engine: Arc<Engine<MemoryStore>>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }
}

/// The melding of the zaak of a bureau; the child is called after it.
pub fn melding(bureau: &str) -> Value {
    let (gemeente, bsn) = match bureau {
        "utrecht-noordwest" => ("woerden", "999990019"),
        _ => ("doesburg", "999990020"),
    };
    json!({
        "bron": "duo", "kenmerk": "R-1", "soort": "absoluut-verzuim", "ontvangen": "2026-10-08",
        "gemeente": gemeente,
        "jongere": {"bsn": bsn, "naam": format!("Kind-{gemeente}"), "geboortedatum": "2012-03-02"},
        "gegevens": {"vermoeden": "2026-10-08"},
    })
}

/// The secret of a token: of a role in a bureau, acting for nobody in particular.
pub fn secret(bureau: &str, rol: Rol) -> String {
    format!("tw_{bureau}-{rol}")
}

impl Proef {
    /// Both bureaus, each with a zaak: Z1 in Woerden, Z2 in Doesburg.
    pub async fn new() -> Self {
        let mut bronnen = Bronnen::ingebed().alleen("utrecht-noordwest");
        let unw: Vec<(String, String)> = bronnen
            .workflows
            .iter()
            .filter_map(|(pad, file)| {
                let naam = pad.strip_prefix("utrecht-noordwest/")?;
                Some((format!("proefbureau/{naam}"), file.tekst.clone()))
            })
            .collect();
        // The same instructie, other people.
        for (pad, tekst) in unw {
            bronnen = bronnen.met_workflow(&pad, &tekst);
        }
        let bronnen = bronnen.met_workflow("proefbureau/bureau.yaml", PROEFBUREAU);
        let catalog = Catalog::load(&bronnen).expect("definitions").catalog;
        let clock = Clock::manual("2026-10-08T08:00:00Z".parse().expect("an instant"));
        let store = Arc::new(MemoryStore::new());
        let engine = Engine::new(Arc::clone(&store), Arc::new(catalog), Arc::new(clock))
            .await
            .expect("an engine");
        let proef = Self {
            engine: Arc::new(engine),
        };
        for bureau in BUREAUS {
            for rol in ROLLEN {
                proef
                    .token(&secret(bureau, rol), bureau, rol, &[], None)
                    .await;
            }
            let sender = secret(bureau, Rol::Administratie);
            let taken = proef.post("/v1/meldingen", &sender, melding(bureau)).await;
            assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.text);
        }
        proef
    }

    /// Makes a token.
    pub async fn token(
        &self,
        secret: &str,
        bureau: &str,
        rol: Rol,
        gemeenten: &[&str],
        medewerker: Option<&str>,
    ) {
        let token = Token {
            naam: secret.trim_start_matches("tw_").to_owned(),
            hash: Digest::of(secret),
            bureau: bureau.to_owned(),
            rol,
            gemeenten: gemeenten.iter().map(|&one| one.to_owned()).collect(),
            medewerker: medewerker.map(|id| MedewerkerId(id.to_owned())),
            gemaakt_at: self.engine.clock().now(),
            ingetrokken_at: None,
        };
        assert!(self.engine.store().put_token(token).await.expect("a token"));
    }

    pub async fn get(&self, path: &str, secret: &str) -> Answer {
        self.ask("GET", path, Some(secret), None, &[]).await
    }

    pub async fn post(&self, path: &str, secret: &str, body: Value) -> Answer {
        let body = Some(body.to_string().into_bytes());
        self.ask("POST", path, Some(secret), body, &[]).await
    }

    pub async fn ask(
        &self,
        method: &str,
        path: &str,
        secret: Option<&str>,
        body: Option<Vec<u8>>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(secret) = secret {
            request = request.header("Authorization", format!("Bearer {secret}"));
        }
        if body.is_some() && !headers.iter().any(|(name, _)| *name == "Content-Type") {
            request = request.header("Content-Type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, Body::from);
        let request = request.body(body).expect("a request");
        let router = router(Arc::clone(&self.engine));
        let response = router.oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        Answer {
            status: parts.status,
            headers: parts.headers,
            text: String::from_utf8(bytes.to_vec()).expect("UTF-8"),
        }
    }
}
