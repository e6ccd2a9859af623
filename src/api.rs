//! The API: what a registration system, a school or a screen may ask, on one page.
//!
//! ```text
//!  POST /v1/meldingen                                   take in a melding
//!  GET  /v1/taken                                       mine, or my bureau's, by deadline
//!  GET  /v1/zaken          POST /v1/zaken/zoeken        by what they are; by whom they are about
//!  GET  /v1/zaken/{zaak}                                the dossier, with reasons
//!  POST /v1/zaken/{zaak}/handelingen                    one act of a person
//!  POST /v1/handelingen                                 the same, in one or several zaken it names
//!  GET  /v1/incidenten     POST …/incidenten/{nummer}/herhalen | /overslaan
//!  GET  /v1/uitgaand       POST /v1/uitgaand/{nummer}/opnieuw | /laten-vallen
//!  GET  /v1/openapi.json                                all of this, for machines
//! ```
//! Follows the NL GOV REST API Design Rules 2.1, but for the keys of JSON: those are the words of
//! INTERFACE, in snake_case, so that a file, a command and a request hold the same object. A person is never
//! in a URL. Easy to get wrong: a route without its roles. The role stands in the table, and a test tries
//! every route with every role.

mod document;
mod handelingen;
mod meldingen;
mod probleem;
mod route;
mod storing;
mod toegang;
mod vraagtekst;
mod zaken;

use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, get};
use axum::{Json, Router, middleware};
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::Engine;
use crate::store::Store;
use crate::zaak::Rol;
use Rol::{Administratie, Beheerder, Leerplichtambtenaar, Leidinggevende};

pub use document::document;
pub use probleem::{Fout, Probleem, ZaakUitslag};
pub use route::{Antwoord, Niets, Route, Vraag};
pub use toegang::{Caller, VOORVOEGSEL, Wie};

/// The version of this interface, in `API-Version`.
pub const VERSIE: &str = "1.0.0";
/// Bytes of a request that are read; a melding has some thousands.
const INHOUD_MAX: usize = 1024 * 1024;

/// Who works with zaken.
const BEHANDELAARS: &[Rol] = &[Administratie, Leerplichtambtenaar, Leidinggevende];
/// Who keeps the machine going.
const BEHEER: &[Rol] = &[Beheerder, Leidinggevende];

/// All routes.
pub fn routes<S: Store>() -> Vec<Route<S>> {
    vec![
        Route::post(
            "/v1/meldingen",
            BEHANDELAARS,
            "Lever een melding aan",
            meldingen::neem_in,
        ),
        Route::get(
            "/v1/taken",
            BEHANDELAARS,
            "Open taken, het eerste einde eerst",
            zaken::taken,
        ),
        Route::get("/v1/zaken", BEHANDELAARS, "Zaken zoeken", zaken::lijst),
        Route::post(
            "/v1/zaken/zoeken",
            BEHANDELAARS,
            "Zaken van een jongere zoeken",
            zaken::zoek,
        ),
        Route::get(
            "/v1/zaken/{zaak}",
            BEHANDELAARS,
            "Het hele dossier van een zaak",
            zaken::dossier,
        ),
        Route::post(
            "/v1/zaken/{zaak}/handelingen",
            BEHANDELAARS,
            "Leg vast wat een medewerker deed",
            handelingen::leg_vast,
        ),
        Route::post(
            "/v1/handelingen",
            BEHANDELAARS,
            "Leg vast wat een medewerker deed, in een of meer zaken",
            handelingen::leg_vast_in_zaken,
        ),
        Route::get(
            "/v1/incidenten",
            BEHEER,
            "Wat op een mens wacht",
            storing::incidenten,
        ),
        Route::post(
            "/v1/zaken/{zaak}/incidenten/{nummer}/herhalen",
            BEHEER,
            "Probeer opnieuw wat mislukte",
            storing::herhaal,
        ),
        Route::post(
            "/v1/zaken/{zaak}/incidenten/{nummer}/overslaan",
            BEHEER,
            "Ga verder zonder wat mislukte",
            storing::sla_over,
        ),
        Route::get(
            "/v1/uitgaand",
            BEHEER,
            "Mails, brieven en meldingen onderweg",
            storing::uitgaand,
        ),
        Route::post(
            "/v1/uitgaand/{nummer}/opnieuw",
            BEHEER,
            "Verstuur opnieuw wat mislukte",
            storing::opnieuw,
        ),
        Route::post(
            "/v1/uitgaand/{nummer}/laten-vallen",
            BEHEER,
            "Verstuur dit niet meer",
            storing::laat_vallen,
        ),
    ]
}

/// The router of all routes.
pub fn router<S: Store>(engine: Arc<Engine<S>>) -> Router {
    let routes = routes::<S>();
    let document = Json(document(&routes));
    let mut paths: BTreeMap<&'static str, MethodRouter<Arc<Engine<S>>>> = BTreeMap::new();
    for route in routes {
        let route = Arc::new(route);
        let filter = if route.method == Method::GET {
            MethodFilter::GET
        } else {
            MethodFilter::POST
        };
        let pad = route.pad;
        let call = move |State(engine): State<Arc<Engine<S>>>, request: Request| {
            let route = Arc::clone(&route);
            async move { route.call(engine, request).await }
        };
        let there = paths.remove(pad).unwrap_or_default();
        paths.insert(pad, there.on(filter, call));
    }
    let known = paths
        .into_iter()
        .fold(Router::new(), |router, (pad, methods)| {
            router.route(pad, methods)
        });
    known
        .route("/v1/openapi.json", get(|| async { document }))
        .layer(middleware::map_response(versioned))
        .with_state(engine)
}

async fn versioned(mut response: Response) -> Response {
    let version = HeaderValue::from_static(VERSIE);
    response
        .headers_mut()
        .insert(HeaderName::from_static("api-version"), version);
    response
}

/// A refusal of the server itself, in the form of all others.
pub fn problem(status: StatusCode, detail: &str) -> Response {
    Probleem::new(status, detail).into_response()
}
