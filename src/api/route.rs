//! One route: its path, who may use it, and a handler whose own types say what goes in and comes out.
//!
//! ```text
//!  request ─▶ token ─▶ role ─▶ path, query, body read with all their faults ─▶ handler ─▶ JSON
//! ```
//! The same types make the OpenAPI document, so that it cannot say otherwise than the handler does. Easy to
//! get wrong: reading a body before knowing who sent it.

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{FromRequestParts, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use super::probleem::{Fout, Probleem};
use super::toegang::{Caller, Wie, herken, mag};
use super::vraagtekst;
use crate::definition::lees::{lees_json, schema};
use crate::engine::Engine;
use crate::store::Store;
use crate::zaak::{Rol, ZaakId};

/// What a handler is given beside the body.
pub struct Vraag<S, Q> {
    pub engine: Arc<Engine<S>>,
    pub wie: Wie,
    pub zoek: Q,
    pub headers: HeaderMap,
    pad: Vec<(String, String)>,
}

impl<S: Store, Q> Vraag<S, Q> {
    /// A part of the path.
    pub fn deel(&self, naam: &str) -> &str {
        let mut parts = self.pad.iter();
        parts
            .find(|(known, _)| known == naam)
            .map_or("", |(_, waarde)| waarde)
    }

    /// The number in the path.
    pub fn nummer<N: std::str::FromStr>(&self, naam: &str) -> Result<N, Probleem> {
        let deel = self.deel(naam);
        deel.parse()
            .map_err(|_| Probleem::onbekend(format!("`{deel}` is geen nummer")))
    }

    /// The zaak in the path, if who asks may see it.
    pub async fn zaak(&self) -> Result<crate::zaak::Zaak, Probleem> {
        self.genoemde_zaak(self.deel("zaak")).await
    }

    /// The zaak with this number, if who asks may see it.
    pub async fn genoemde_zaak(&self, deel: &str) -> Result<crate::zaak::Zaak, Probleem> {
        let unknown = || Probleem::onbekend(format!("er is geen zaak `{deel}`"));
        let id: ZaakId = deel.parse().map_err(|_| unknown())?;
        let zaak = self.engine.store().find(id).await?;
        let blik = self.wie.blik();
        zaak.filter(|zaak| blik.ziet(&zaak.bureau, &zaak.gemeente))
            .ok_or_else(unknown)
    }
}

/// Nothing is asked here.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Niets {}

/// What a handler gives back.
#[derive(Debug)]
pub struct Antwoord<A> {
    pub status: StatusCode,
    pub inhoud: A,
}

impl<A> Antwoord<A> {
    /// 200.
    pub fn ok(inhoud: A) -> Self {
        let status = StatusCode::OK;
        Self { status, inhoud }
    }
}

type Call<S> =
    dyn Fn(Arc<Engine<S>>, Request) -> Pin<Box<dyn Future<Output = Response> + Send>> + Send + Sync;

/// A route, with what a document about it must know.
pub struct Route<S> {
    pub method: Method,
    pub pad: &'static str,
    pub rollen: &'static [Rol],
    pub samenvatting: &'static str,
    pub zoek: serde_json::Value,
    /// `None` where no body is read.
    pub inhoud: Option<serde_json::Value>,
    pub antwoord: serde_json::Value,
    call: Arc<Call<S>>,
}

impl<S: Store> Route<S> {
    /// A route that reads.
    pub fn get<Q, A, F, Fut>(
        pad: &'static str,
        rollen: &'static [Rol],
        samenvatting: &'static str,
        handler: F,
    ) -> Self
    where
        Q: DeserializeOwned + JsonSchema + Send,
        A: Serialize + JsonSchema,
        F: Fn(Vraag<S, Q>) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Antwoord<A>, Probleem>> + Send,
    {
        let with_body = move |vraag, _: Niets| handler(vraag);
        let mut route = Self::post(pad, rollen, samenvatting, with_body);
        route.method = Method::GET;
        route.inhoud = None;
        route
    }

    /// A route with a body.
    pub fn post<Q, B, A, F, Fut>(
        pad: &'static str,
        rollen: &'static [Rol],
        samenvatting: &'static str,
        handler: F,
    ) -> Self
    where
        Q: DeserializeOwned + JsonSchema + Send,
        B: DeserializeOwned + JsonSchema + Send,
        A: Serialize + JsonSchema,
        F: Fn(Vraag<S, Q>, B) -> Fut + Clone + Send + Sync + 'static,
        Fut: Future<Output = Result<Antwoord<A>, Probleem>> + Send,
    {
        let call = move |engine: Arc<Engine<S>>, request: Request| {
            let handler = handler.clone();
            let answered = async move {
                let mut caller = None;
                let mut response = match answer(engine, request, rollen, handler, &mut caller).await
                {
                    Ok(antwoord) => (antwoord.status, Json(antwoord.inhoud)).into_response(),
                    Err(probleem) => probleem.into_response(),
                };
                if let Some(caller) = caller {
                    response.extensions_mut().insert(caller);
                }
                response
            };
            Box::pin(answered) as Pin<Box<dyn Future<Output = Response> + Send>>
        };
        Self {
            method: Method::POST,
            pad,
            rollen,
            samenvatting,
            zoek: schema::<Q>(),
            inhoud: Some(schema::<B>()),
            antwoord: schema::<A>(),
            call: Arc::new(call),
        }
    }

    /// Answers a request.
    pub fn call(
        &self,
        engine: Arc<Engine<S>>,
        request: Request,
    ) -> Pin<Box<dyn Future<Output = Response> + Send>> {
        (self.call)(engine, request)
    }
}

async fn answer<S, Q, B, A, F, Fut>(
    engine: Arc<Engine<S>>,
    request: Request,
    rollen: &[Rol],
    handler: F,
    caller: &mut Option<Caller>,
) -> Result<Antwoord<A>, Probleem>
where
    S: Store,
    Q: DeserializeOwned + JsonSchema,
    B: DeserializeOwned + JsonSchema,
    F: Fn(Vraag<S, Q>, B) -> Fut,
    Fut: Future<Output = Result<Antwoord<A>, Probleem>>,
{
    let (mut parts, body) = request.into_parts();
    let wie = herken(engine.store().as_ref(), &parts.headers).await?;
    *caller = Some(Caller(wie.token.naam.as_str().into()));
    mag(&wie, rollen)?;
    let pad = path(&mut parts).await?;
    let zoek = read_json::<Q>("?", &vraagtekst::als_json::<Q>(parts.uri.query())?)?;
    let inhoud = match parts.method {
        Method::GET => "{}".to_owned(),
        _ => text_of(&parts, body).await?,
    };
    let inhoud = read_json::<B>("verzoek", &inhoud)?;
    let vraag = Vraag {
        engine,
        wie,
        zoek,
        headers: parts.headers,
        pad,
    };
    handler(vraag, inhoud).await
}

async fn path(parts: &mut Parts) -> Result<Vec<(String, String)>, Probleem> {
    let params = RawPathParams::from_request_parts(parts, &()).await;
    let params = params.map_err(|_| Probleem::onbekend("dit pad is niet te lezen"))?;
    let owned = |(naam, waarde): (&str, &str)| (naam.to_owned(), waarde.to_owned());
    Ok(params.iter().map(owned).collect())
}

/// The body as text; an absent one is an empty object, for routes that need nothing in it.
async fn text_of(parts: &Parts, body: axum::body::Body) -> Result<String, Probleem> {
    let given = parts.headers.get(header::CONTENT_TYPE);
    let kind = given.and_then(|value| value.to_str().ok()).unwrap_or("");
    let is_json = kind.split(';').next().is_some_and(|kind| {
        let kind = kind.trim();
        kind.eq_ignore_ascii_case("application/json") || kind.ends_with("+json")
    });
    let too_large = |_| {
        let detail = "de inhoud is te groot of brak af; stuur één melding of handeling per verzoek";
        Probleem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
    };
    let bytes = to_bytes(body, super::INHOUD_MAX).await.map_err(too_large)?;
    if bytes.is_empty() {
        return Ok("{}".to_owned());
    }
    if !is_json {
        let detail = format!("de inhoud is `{kind}`; verwacht `application/json`");
        return Err(Probleem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, detail));
    }
    String::from_utf8(bytes.into()).map_err(|fout| {
        let place = fout.utf8_error().valid_up_to();
        let melding = format!("byte {} is geen UTF-8", place + 1);
        Probleem::onjuist(vec![melding.into()])
    })
}

/// Reads JSON, with every fault at its own line and column.
fn read_json<T: DeserializeOwned + JsonSchema>(waar: &str, text: &str) -> Result<T, Probleem> {
    let read = lees_json::<T>(waar, text);
    let in_query = waar == "?";
    read.map(|gelezen| gelezen.inhoud).map_err(|fouten| {
        let fouten = fouten.into_iter().map(|mut fout| {
            // The reader speaks of files.
            fout.melding = fout.melding.replace("het bestand", "het verzoek");
            Fout::from(fout)
        });
        // A place in a query says nothing to who wrote it.
        let placed = fouten.map(|fout| Fout {
            regel: fout.regel.filter(|_| !in_query),
            kolom: fout.kolom.filter(|_| !in_query),
            ..fout
        });
        Probleem::onjuist(placed.collect())
    })
}
