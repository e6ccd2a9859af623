//! What the daemon keeps beside the zaken: tokens, schedules, deliveries, settings; and how much there is to do.
//!
//! Easy to get wrong: what must never go back is compared by the database itself, for another process may have
//! written in between.

use chrono::{DateTime, Utc};
use sqlx::sqlite::SqliteQueryResult;
use std::collections::BTreeMap;

use super::{SqliteStore, decode, instant, micros};
use crate::store::fout::StoreFout;
use crate::store::post::UitStatus;
use crate::store::stand::{Levering, Lopend, Stand};
use crate::store::token::Token;
use crate::zaak::ids::{Digest, MedewerkerId, Rol};

const TOKENS: &str = "
    SELECT naam, hash, bureau, rol, gemeenten, medewerker, gemaakt_at, ingetrokken_at FROM token ORDER BY naam";

const FIND_TOKEN: &str = "
    SELECT naam, hash, bureau, rol, gemeenten, medewerker, gemaakt_at, ingetrokken_at FROM token WHERE hash = ?1";

/// In one statement, so that it is one moment.
pub(super) const STAND: &str = "
    SELECT (SELECT count(*) FROM zaak INDEXED BY zaak_open WHERE status = 'open'),
           (SELECT coalesce(sum(incidenten), 0) FROM zaak INDEXED BY zaak_incident WHERE incidenten > 0),
           (SELECT count(*) FROM timer INDEXED BY timer_due WHERE due_at <= ?1),
           (SELECT min(due_at) FROM timer INDEXED BY timer_due WHERE due_at <= ?1)";

pub(super) const OUTBOX_STAND: &str = "
    SELECT 'mail', status, count(*), min(next_at) FROM outbox INDEXED BY outbox_mail
    WHERE soort = 'mail' AND status IN ('wacht', 'bezig') GROUP BY status
    UNION ALL
    SELECT soort, status, count(*), min(next_at) FROM outbox INDEXED BY outbox_stuk
    WHERE soort <> 'mail' AND status IN ('wacht', 'bezig') GROUP BY soort, status
    UNION ALL
    SELECT soort, 'mislukt', count(*), min(next_at) FROM outbox INDEXED BY outbox_mislukt
    WHERE status = 'mislukt' GROUP BY soort";

/// The definition stands in the state alone: what runs is asked too seldom for a column and an index of its own.
const LOPEND: &str = "
    SELECT procedure, gemeente, json_extract(staat, '$.definitie') AS definitie, count(*)
    FROM zaak INDEXED BY zaak_open WHERE status = 'open'
    GROUP BY procedure, gemeente, definitie ORDER BY procedure, gemeente, definitie";

#[derive(sqlx::FromRow)]
struct TokenColumns {
    naam: String,
    hash: String,
    bureau: String,
    rol: String,
    gemeenten: String,
    medewerker: Option<String>,
    gemaakt_at: i64,
    ingetrokken_at: Option<i64>,
}

impl SqliteStore {
    pub(super) async fn keep_token(&self, token: &Token) -> Result<bool, StoreFout> {
        let gemeenten = serde_json::to_string(&token.gemeenten);
        let query = sqlx::query(
            "INSERT INTO token (naam, hash, bureau, rol, gemeenten, medewerker, gemaakt_at, ingetrokken_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        )
        .bind(&token.naam)
        .bind(&token.hash.0)
        .bind(&token.bureau)
        .bind(token.rol.naam())
        .bind(gemeenten.map_err(StoreFout::onleesbaar("gemeenten"))?)
        .bind(token.medewerker.as_ref().map(|id| &id.0))
        .bind(micros(token.gemaakt_at))
        .bind(token.ingetrokken_at.map(micros));
        let done = query.execute(&self.writer).await;
        changed(done, "keep a token")
    }

    pub(super) async fn list_tokens(&self) -> Result<Vec<Token>, StoreFout> {
        let rows: Vec<TokenColumns> = sqlx::query_as(TOKENS)
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("list tokens"))?;
        rows.into_iter().map(read_token).collect()
    }

    pub(super) async fn token_with(&self, hash: &Digest) -> Result<Option<Token>, StoreFout> {
        let row: Option<TokenColumns> = sqlx::query_as(FIND_TOKEN)
            .bind(&hash.0)
            .fetch_optional(&self.reader)
            .await
            .map_err(StoreFout::database("look for a token"))?;
        row.map(read_token).transpose()
    }

    pub(super) async fn end_token(&self, naam: &str, at: DateTime<Utc>) -> Result<bool, StoreFout> {
        let done = sqlx::query(
            "UPDATE token SET ingetrokken_at = ?2 WHERE naam = ?1 AND ingetrokken_at IS NULL",
        )
        .bind(naam)
        .bind(micros(at))
        .execute(&self.writer)
        .await;
        changed(done, "revoke a token")
    }

    pub(super) async fn list_roosters(&self) -> Result<BTreeMap<String, DateTime<Utc>>, StoreFout> {
        let rows: Vec<(String, i64)> = sqlx::query_as("SELECT sleutel, tot_at FROM rooster")
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("list schedules"))?;
        let read = |(sleutel, tot)| Ok((sleutel, instant(tot)?));
        rows.into_iter().map(read).collect()
    }

    pub(super) async fn keep_rooster(
        &self,
        sleutel: &str,
        tot: DateTime<Utc>,
    ) -> Result<(), StoreFout> {
        let done = sqlx::query(
            "INSERT INTO rooster (sleutel, tot_at) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET tot_at = excluded.tot_at WHERE excluded.tot_at > tot_at",
        )
        .bind(sleutel)
        .bind(micros(tot))
        .execute(&self.writer)
        .await;
        changed(done, "mark a schedule").map(drop)
    }

    pub(super) async fn list_leveringen(&self) -> Result<Vec<Levering>, StoreFout> {
        let rows: Vec<(String, String, i64)> =
            sqlx::query_as("SELECT bureau, bron, at FROM levering ORDER BY bureau, bron")
                .fetch_all(&self.reader)
                .await
                .map_err(StoreFout::database("list deliveries"))?;
        let read = |(bureau, bron, at)| {
            let at = instant(at)?;
            Ok(Levering { bureau, bron, at })
        };
        rows.into_iter().map(read).collect()
    }

    pub(super) async fn keep_levering(&self, levering: &Levering) -> Result<(), StoreFout> {
        let done = sqlx::query(
            "INSERT INTO levering (bureau, bron, at) VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET at = excluded.at WHERE excluded.at > at",
        )
        .bind(&levering.bureau)
        .bind(&levering.bron)
        .bind(micros(levering.at))
        .execute(&self.writer)
        .await;
        changed(done, "mark a delivery").map(drop)
    }

    pub(super) async fn find_instelling(&self, naam: &str) -> Result<Option<String>, StoreFout> {
        sqlx::query_scalar("SELECT waarde FROM instelling WHERE naam = ?1")
            .bind(naam)
            .fetch_optional(&self.reader)
            .await
            .map_err(StoreFout::database("read a setting"))
    }

    pub(super) async fn keep_instelling(&self, naam: &str, waarde: &str) -> Result<(), StoreFout> {
        let done = sqlx::query(
            "INSERT INTO instelling (naam, waarde) VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET waarde = excluded.waarde",
        )
        .bind(naam)
        .bind(waarde)
        .execute(&self.writer)
        .await;
        changed(done, "keep a setting").map(drop)
    }

    pub(super) async fn read_lopend(&self) -> Result<Vec<Lopend>, StoreFout> {
        let rows: Vec<(String, String, String, i64)> = sqlx::query_as(LOPEND)
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("count zaken by definition"))?;
        let rows = rows.into_iter();
        let row =
            |(procedure, gemeente, definitie, aantal): (String, String, String, i64)| Lopend {
                procedure,
                gemeente,
                definitie: Digest(definitie),
                aantal: aantal.unsigned_abs(),
            };
        Ok(rows.map(row).collect())
    }

    pub(super) async fn read_stand(&self, now: DateTime<Utc>) -> Result<Stand, StoreFout> {
        let doing = "measure how much there is to do";
        let (open, incidenten, due, oldest): (i64, i64, i64, Option<i64>) = sqlx::query_as(STAND)
            .bind(micros(now))
            .fetch_one(&self.reader)
            .await
            .map_err(StoreFout::database(doing))?;
        let rows: Vec<(String, String, i64, Option<i64>)> = sqlx::query_as(OUTBOX_STAND)
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database(doing))?;
        let mut outbox = Vec::with_capacity(rows.len());
        for (soort, status, aantal, oudste) in rows {
            let Some(status) = UitStatus::met_naam(&status) else {
                continue;
            };
            let oudste = oudste.map(instant).transpose()?;
            outbox.push((soort, status, aantal.unsigned_abs(), oudste));
        }
        outbox.sort();
        Ok(Stand {
            open_zaken: open.unsigned_abs(),
            incidenten: incidenten.unsigned_abs(),
            timers_due: due.unsigned_abs(),
            oldest_due: oldest.map(instant).transpose()?,
            outbox,
        })
    }
}

/// Whether a statement changed a row.
fn changed(
    done: Result<SqliteQueryResult, sqlx::Error>,
    doing: &'static str,
) -> Result<bool, StoreFout> {
    let done = done.map_err(StoreFout::database(doing))?;
    Ok(done.rows_affected() > 0)
}

fn read_token(row: TokenColumns) -> Result<Token, StoreFout> {
    let rol = Rol::met_naam(&row.rol).ok_or_else(|| StoreFout::Onleesbaar {
        wat: "rol of a token",
        waarom: format!("`{}` is not known", row.rol),
    })?;
    Ok(Token {
        naam: row.naam,
        hash: Digest(row.hash),
        bureau: row.bureau,
        rol,
        gemeenten: decode("gemeenten of a token", &row.gemeenten)?,
        medewerker: row.medewerker.map(MedewerkerId),
        gemaakt_at: instant(row.gemaakt_at)?,
        ingetrokken_at: row.ingetrokken_at.map(instant).transpose()?,
    })
}
