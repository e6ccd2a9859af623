//! The HTTP side: every route on one page, the layers around them, the log line of each request.
//!
//! What a route below `/v1` does is `api`'s. Easy to get wrong: the raw path. It may hold a number of a zaak
//! or whatever a stranger types, so that logs and metrics carry the matched route only.

use std::any::Any;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use metrics::{counter, histogram};
use tokio::net::TcpListener;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::timeout::TimeoutLayer;

use super::stop::Stop;
use super::{Running, health, klok, measure};
use crate::api::{self, Caller, problem};
use crate::clock::Stopwatch;

/// Every route there is.
pub(super) fn router(running: &Arc<Running>) -> Router {
    let probes = Router::new()
        .route("/healthz", get(health::live))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(metrics))
        .with_state(Arc::clone(running));
    let http = &running.config.http;
    let mut routes = probes
        .merge(api::router(Arc::clone(&running.engine)))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::SERVICE_UNAVAILABLE,
            http.request_timeout,
        ));
    if running.klok.is_some() {
        // A school year takes longer than a request may.
        let klok = Router::new()
            .route("/v1/klok", post(klok::advance))
            .with_state(Arc::clone(running));
        routes = routes.merge(klok);
    }
    let limit = usize::try_from(http.body_limit).unwrap_or(usize::MAX);
    routes
        .fallback(|| async { problem(StatusCode::NOT_FOUND, "Dit adres bestaat niet") })
        .method_not_allowed_fallback(|| async {
            let title = "Deze handeling bestaat niet op dit adres";
            problem(StatusCode::METHOD_NOT_ALLOWED, title)
        })
        .layer(RequestBodyLimitLayer::new(limit))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(shaped))
        .layer(from_fn(told))
        .layer(fixed(header::CACHE_CONTROL, "no-store"))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        .layer(fixed(header::REFERRER_POLICY, "no-referrer"))
        .layer(fixed(
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ))
}

/// Serves until asked to stop; then takes no more connections and lets what runs end.
///
/// # Errors
/// A fault of the listener.
pub(super) async fn serve(
    listener: TcpListener,
    router: Router,
    stop: Stop,
) -> std::io::Result<()> {
    let mut stop = stop;
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service)
        .with_graceful_shutdown(async move { stop.requested().await })
        .await
}

fn fixed(name: header::HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    // What a handler says itself stays.
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

async fn metrics(State(running): State<Arc<Running>>) -> Response {
    let text = measure::render(&running).await;
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    ([(header::CONTENT_TYPE, kind)], text).into_response()
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    // The hook has told where; what it was about may be personal.
    let title = "Er ging iets mis in het programma; er is niets vastgelegd";
    problem(StatusCode::INTERNAL_SERVER_ERROR, title)
}

/// Gives the answers of layers, which are empty or English, the shape of all others.
async fn shaped(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let title = match response.status() {
        StatusCode::PAYLOAD_TOO_LARGE => "Het bericht is te groot",
        StatusCode::SERVICE_UNAVAILABLE => "Dit duurde te lang; probeer het opnieuw",
        StatusCode::REQUEST_TIMEOUT => "Het bericht kwam te langzaam binnen",
        _ => return response,
    };
    let kind = response.headers().get(header::CONTENT_TYPE);
    let is_json = kind.is_some_and(|kind| kind.as_bytes().ends_with(b"json"));
    if is_json {
        return response;
    }
    problem(response.status(), title)
}

/// One line and one count per request.
async fn told(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "(none)".to_owned(), |path| path.as_str().to_owned());
    // A method of a stranger's own making would be a series of its own.
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => {
            known.to_owned()
        }
        _ => "(other)".to_owned(),
    };
    let stopwatch = Stopwatch::start();
    let response = next.run(request).await;
    let took = stopwatch.elapsed();
    let status = response.status().as_u16();
    count(&method, &route, status, took);
    let ms = took.as_millis();
    let token = response
        .extensions()
        .get::<Caller>()
        .map_or("-", |caller| &*caller.0);
    if ["/healthz", "/readyz", "/metrics"].contains(&route.as_str()) {
        // Asked every few seconds, and worth no line each.
        tracing::debug!(
            http.method = method,
            http.route = route,
            http.status = status,
            http.ms = ms,
            "request"
        );
    } else {
        tracing::info!(
            http.method = method,
            http.route = route,
            http.status = status,
            http.ms = ms,
            token.name = token,
            "request"
        );
    }
    response
}

fn count(method: &str, route: &str, status: u16, took: Duration) {
    let labels = [
        ("method", method.to_owned()),
        ("route", route.to_owned()),
        ("status", status.to_string()),
    ];
    counter!(measure::HTTP, &labels).increment(1);
    histogram!(measure::HTTP_SECONDS, "route" => route.to_owned()).record(took);
}
