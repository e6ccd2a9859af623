//! What others reach over HTTP below `/v1`: the routes, who calls, and how a refusal looks.
//!
//! Starting the server, its limits, its log lines and the probes are left to `daemon`. Easy to get wrong:
//! two shapes of error. Whatever answers with 4xx or 5xx, also a layer far from here, answers with
//! [`problem`].

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::engine::Engine;
use crate::store::SqliteStore;

/// What every route may use.
#[derive(Clone)]
pub struct App {
    pub engine: Arc<Engine<SqliteStore>>,
}

/// The name of the token a request came with; a handler puts it in the extensions of its answer, and the
/// log line names it.
#[derive(Debug, Clone)]
pub struct Caller(pub Arc<str>);

/// All routes below `/v1`, each with its whole path.
pub fn routes(app: App) -> Router {
    Router::new().with_state(app)
}

/// A refusal as `application/problem+json` (RFC 9457). The title is for people: Dutch, a short sentence.
pub fn problem(status: StatusCode, title: &str) -> Response {
    let body = serde_json::json!({
        "type": "about:blank",
        "title": title,
        "status": status.as_u16(),
    });
    let kind = HeaderValue::from_static("application/problem+json");
    (status, [(header::CONTENT_TYPE, kind)], body.to_string()).into_response()
}
