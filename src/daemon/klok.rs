//! The clock of a rehearsal: a database runs on the machine's clock or on a manual one, never on both.
//!
//! A rehearsal stands still until `POST /v1/klok` on this machine moves it, through every moment in between
//! and in order. Easy to get wrong: a crash on the way. The position is kept before the work of a moment is
//! done, so that a new start never stands before what the history already holds.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{ConnectInfo, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use serde::Deserialize;
use thiserror::Error;

use super::Running;
use crate::api::problem;
use crate::clock::Clock;
use crate::store::{Store, StoreFout, ZaakFilter};
use crate::worker::advance::{self, AdvanceFout, Onderweg, Roosters};

/// The setting of a database that holds where the clock of its rehearsal stands.
pub const KLOK: &str = "klok";
/// The setting that tells since when a database runs in earnest.
pub const IN_DIENST: &str = "in_dienst";

/// Why a database does not go with a clock.
#[derive(Debug, Error)]
pub enum KlokFault {
    #[error(
        "this database belongs to a rehearsal that stands at {0}; serve it with `--klok`, \
         or start in earnest with a new database"
    )]
    Rehearsal(String),
    #[error(
        "this database runs in earnest{}; a rehearsal needs a database of its own",
        .0.as_ref().map_or_else(String::new, |since| format!(" since {since}"))
    )]
    InEarnest(Option<String>),
    #[error("the setting `klok` of the database is no instant: `{0}`")]
    Unreadable(String),
    #[error("the store failed")]
    Store(#[from] StoreFout),
}

/// The clock that a database runs on: the machine's, or a manual one that stands where a rehearsal asks, and
/// no earlier than where it left off.
///
/// # Errors
/// When the database runs on the other kind of clock.
pub async fn clock<S: Store>(store: &S, asked: Option<DateTime<Utc>>) -> Result<Clock, KlokFault> {
    let kept = store.instelling(KLOK).await?;
    let Some(asked) = asked else {
        if let Some(kept) = kept {
            return Err(KlokFault::Rehearsal(kept));
        }
        if store.instelling(IN_DIENST).await?.is_none() {
            let now = instant(Clock::System.now());
            store.put_instelling(IN_DIENST, &now).await?;
        }
        return Ok(Clock::System);
    };
    let since = store.instelling(IN_DIENST).await?;
    let any = ZaakFilter {
        limit: 1,
        ..ZaakFilter::default()
    };
    let used = since.is_some() || (kept.is_none() && !store.zaken(&any).await?.is_empty());
    if used {
        return Err(KlokFault::InEarnest(since));
    }
    let kept = kept.map(|kept| kept.parse().map_err(|_| KlokFault::Unreadable(kept)));
    let at: DateTime<Utc> = kept
        .transpose()?
        .map_or(asked, |kept: DateTime<Utc>| kept.max(asked));
    store.put_instelling(KLOK, &instant(at)).await?;
    Ok(Clock::manual(at))
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Verzet {
    tot: DateTime<Utc>,
}

/// `POST /v1/klok`: moves the clock, and answers when all that fell due on the way is done.
pub(super) async fn advance(
    State(running): State<Arc<Running>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    body: Bytes,
) -> Response {
    if !peer.ip().to_canonical().is_loopback() {
        let title = "De klok is alleen op de machine zelf te verzetten";
        return problem(StatusCode::FORBIDDEN, title);
    }
    let Ok(Verzet { tot }) = serde_json::from_slice(&body) else {
        let title = "Verwacht {\"tot\": \"JJJJ-MM-DDTUU:MM:SS+02:00\"}";
        return problem(StatusCode::BAD_REQUEST, title);
    };
    // Beside it no loop may do anything at a moment that is half over.
    let _alone = running.moment.write().await;
    let van = running.engine.clock().now();
    if tot < van {
        let title = format!("De klok staat op {} en gaat niet terug", instant(van));
        return problem(StatusCode::CONFLICT, &title);
    }
    match moved(&running, tot).await {
        Ok(done) => {
            let nu = running.engine.clock().now();
            let body = serde_json::json!({
                "van": instant(van),
                "tot": instant(nu),
                "opdrachten": done.commands,
                "uit": done.uit,
            });
            Json(body).into_response()
        }
        Err(fault) => {
            tracing::error!(error = super::chain(&fault), "the clock stopped on its way");
            let nu = instant(running.engine.clock().now());
            let title = format!("De klok bleef onderweg staan op {nu}");
            problem(StatusCode::INTERNAL_SERVER_ERROR, &title)
        }
    }
}

async fn moved(running: &Running, to: DateTime<Utc>) -> Result<Onderweg, AdvanceFout> {
    let engine = &*running.engine;
    let mut done = Onderweg::default();
    advance::settle(engine, &running.uitgang, Roosters::Aan, &mut done).await?;
    while !engine.is_halted() {
        let Some(at) = advance::next(engine, Roosters::Aan)
            .await?
            .filter(|at| *at <= to)
        else {
            break;
        };
        stand_at(running, at).await?;
        if advance::settle(engine, &running.uitgang, Roosters::Aan, &mut done).await? == 0 {
            // What is due cannot be done; it does not hold up the clock.
            break;
        }
    }
    if !engine.is_halted() {
        stand_at(running, to).await?;
    }
    Ok(done)
}

async fn stand_at(running: &Running, at: DateTime<Utc>) -> Result<(), StoreFout> {
    let at = at.max(running.engine.clock().now());
    let store = running.engine.store();
    store.put_instelling(KLOK, &instant(at)).await?;
    running.engine.clock().advance_to(at);
    Ok(())
}

fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::MemoryStore;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[tokio::test]
    async fn a_rehearsal_goes_on_where_it_stood() {
        let store = MemoryStore::default();
        let begin = at("2026-10-08T06:00:00Z");
        assert_eq!(clock(&store, Some(begin)).await.unwrap().now(), begin);
        let later = "2026-11-01T07:30:00.000001Z";
        store.put_instelling(KLOK, later).await.unwrap();
        assert_eq!(clock(&store, Some(begin)).await.unwrap().now(), at(later));
        let fault = clock(&store, None).await.unwrap_err();
        assert!(fault.to_string().contains(later), "{fault}");
    }

    #[tokio::test]
    async fn a_database_in_earnest_is_no_rehearsal() {
        let store = MemoryStore::default();
        assert!(matches!(clock(&store, None).await.unwrap(), Clock::System));
        assert!(matches!(clock(&store, None).await.unwrap(), Clock::System));
        let begin = at("2026-10-08T06:00:00Z");
        let fault = clock(&store, Some(begin)).await.unwrap_err();
        assert!(matches!(fault, KlokFault::InEarnest(Some(_))));
    }
}
