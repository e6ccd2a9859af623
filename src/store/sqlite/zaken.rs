//! Reading zaken, their histories and what is due.
//!
//! Easy to get wrong: a filter that is `NULL` means "does not matter"; the price is a scan, which is right
//! for lists people look at and wrong for anything done at each command.

use chrono::{DateTime, Utc};
use sqlx::AssertSqlSafe;

use super::{SqliteStore, decode, instant, micros, word};
use crate::store::filter::{Lijnplek, TaakFilter, TaakRij, ZaakFilter};
use crate::store::fout::StoreFout;
use crate::zaak::ids::{Digest, MedewerkerId, RegelId, ZaakId};
use crate::zaak::{Regel, Zaak};

type TaakColumns = (
    i64,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    String,
);

impl SqliteStore {
    pub(super) async fn find_zaak(&self, zaak: ZaakId) -> Result<Option<Zaak>, StoreFout> {
        let staat: Option<String> = sqlx::query_scalar("SELECT staat FROM zaak WHERE id = ?1")
            .bind(zaak.0)
            .fetch_optional(&self.reader)
            .await
            .map_err(StoreFout::database("read a zaak"))?;
        staat.map(|staat| decode("zaak", &staat)).transpose()
    }

    pub(super) async fn list_historie(&self, zaak: ZaakId) -> Result<Vec<Regel>, StoreFout> {
        let lines: Vec<String> =
            sqlx::query_scalar("SELECT inhoud FROM historie WHERE zaak = ?1 ORDER BY nummer")
                .bind(zaak.0)
                .fetch_all(&self.reader)
                .await
                .map_err(StoreFout::database("read a history"))?;
        lines
            .iter()
            .map(|line| decode("history line", line))
            .collect()
    }

    pub(super) async fn list_lijnen(
        &self,
        na: Option<Lijnplek>,
        limit: u32,
    ) -> Result<Vec<(Regel, String)>, StoreFout> {
        let (op, zaak, nummer) = na.map_or((i64::MIN, 0, 0), |na| {
            (micros(na.op), na.regel.zaak.0, na.regel.nummer)
        });
        let lines: Vec<(String, String)> = sqlx::query_as(
            "SELECT h.inhoud, z.procedure FROM historie h JOIN zaak z ON z.id = h.zaak
             WHERE (h.op, h.zaak, h.nummer) > (?1, ?2, ?3) ORDER BY h.op, h.zaak, h.nummer LIMIT ?4",
        )
        .bind(op)
        .bind(zaak)
        .bind(nummer)
        .bind(limit)
        .fetch_all(&self.reader)
        .await
        .map_err(StoreFout::database("list history lines"))?;
        lines
            .into_iter()
            .map(|(line, procedure)| Ok((decode("history line", &line)?, procedure)))
            .collect()
    }

    pub(super) async fn list_zaken(&self, filter: &ZaakFilter) -> Result<Vec<Zaak>, StoreFout> {
        let staten: Vec<String> = sqlx::query_scalar(
            "SELECT staat FROM zaak
             WHERE (?1 IS NULL OR bureau = ?1) AND (?2 IS NULL OR gemeente = ?2) AND (?3 IS NULL OR procedure = ?3)
               AND (?4 IS NULL OR status = ?4) AND (?5 IS NULL OR jongere = ?5) AND id > ?6
             ORDER BY id LIMIT ?7",
        )
        .bind(&filter.bureau)
        .bind(&filter.gemeente)
        .bind(&filter.procedure)
        .bind(filter.status.as_ref().and_then(word))
        .bind(filter.jongere.map(|jongere| jongere.0))
        .bind(filter.na.map_or(i64::MIN, |na| na.0))
        .bind(filter.limit)
        .fetch_all(&self.reader)
        .await
        .map_err(StoreFout::database("list zaken"))?;
        staten.iter().map(|staat| decode("zaak", staat)).collect()
    }

    pub(super) async fn list_taken(&self, filter: &TaakFilter) -> Result<Vec<TaakRij>, StoreFout> {
        // Spelled out, because only then the index of open taken serves the common question.
        let open = if filter.status == Some(crate::zaak::TaakStatus::Open) {
            "t.status = 'open' AND"
        } else {
            ""
        };
        let sql = format!(
            "SELECT t.zaak, z.procedure, z.bureau, z.gemeente, z.staat ->> 'behandelaar', t.einde, t.inhoud
             FROM taak t JOIN zaak z ON z.id = t.zaak
             WHERE {open} (?1 IS NULL OR z.bureau = ?1) AND (?2 IS NULL OR z.gemeente = ?2)
               AND (?3 IS NULL OR z.procedure = ?3) AND (?4 IS NULL OR t.voor = ?4) AND (?5 IS NULL OR t.status = ?5)
             ORDER BY t.einde IS NULL, t.einde, t.zaak, t.nummer LIMIT ?6"
        );
        let rows: Vec<TaakColumns> = sqlx::query_as(AssertSqlSafe(sql))
            .bind(&filter.bureau)
            .bind(&filter.gemeente)
            .bind(&filter.procedure)
            .bind(filter.voor.map(|rol| rol.naam()))
            .bind(filter.status.as_ref().and_then(word))
            .bind(filter.limit)
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("list taken"))?;
        let read =
            |(zaak, procedure, bureau, gemeente, behandelaar, einde, inhoud): TaakColumns| {
                let einde = einde.map(|einde| einde.parse()).transpose();
                let einde = einde.map_err(|_| StoreFout::Onleesbaar {
                    wat: "einde of a taak",
                    waarom: "no date".into(),
                })?;
                let behandelaar = behandelaar.map(MedewerkerId);
                let taak = decode("taak", &inhoud)?;
                Ok(TaakRij {
                    zaak: ZaakId(zaak),
                    procedure,
                    bureau,
                    gemeente,
                    behandelaar,
                    einde,
                    taak,
                })
            };
        rows.into_iter().map(read).collect()
    }

    pub(super) async fn zaak_of_oorzaak(&self, oorzaak: &str) -> Result<Option<ZaakId>, StoreFout> {
        let zaak: Option<i64> = sqlx::query_scalar("SELECT zaak FROM historie WHERE oorzaak = ?1")
            .bind(oorzaak)
            .fetch_optional(&self.reader)
            .await
            .map_err(StoreFout::database("look for a cause"))?;
        Ok(zaak.map(ZaakId))
    }

    pub(super) async fn list_notities(
        &self,
        zaak: ZaakId,
    ) -> Result<Vec<(RegelId, String)>, StoreFout> {
        let notes: Vec<(u32, String)> =
            sqlx::query_as("SELECT nummer, tekst FROM notitie WHERE zaak = ?1 ORDER BY nummer")
                .bind(zaak.0)
                .fetch_all(&self.reader)
                .await
                .map_err(StoreFout::database("read notes"))?;
        Ok(notes
            .into_iter()
            .map(|(nummer, tekst)| (RegelId { zaak, nummer }, tekst))
            .collect())
    }

    pub(super) async fn list_due(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<ZaakId>, StoreFout> {
        // Left to itself SQLite walks all timers by zaak, to spare itself the sorting of the few that are due.
        let zaken: Vec<i64> = sqlx::query_scalar(
            "SELECT zaak FROM timer INDEXED BY timer_due WHERE due_at <= ?1 GROUP BY zaak ORDER BY min(due_at), zaak LIMIT ?2",
        )
        .bind(micros(now))
        .bind(limit)
        .fetch_all(&self.reader)
        .await
        .map_err(StoreFout::database("list what is due"))?;
        Ok(zaken.into_iter().map(ZaakId).collect())
    }

    /// The first moment a query names, if any.
    pub(super) async fn first_moment(
        &self,
        sql: &'static str,
    ) -> Result<Option<DateTime<Utc>>, StoreFout> {
        let first: Option<i64> = sqlx::query_scalar(sql)
            .fetch_one(&self.reader)
            .await
            .map_err(StoreFout::database("look for the first moment"))?;
        first.map(instant).transpose()
    }

    pub(super) async fn keep_blobs(
        &self,
        blobs: Vec<(Digest, String, String)>,
    ) -> Result<(), StoreFout> {
        let rows = serde_json::to_string(&blobs).map_err(StoreFout::onleesbaar("blob"))?;
        sqlx::query(
            "INSERT INTO blob (digest, soort, tekst)
             SELECT value ->> 0, value ->> 1, value ->> 2 FROM json_each(?1) WHERE true
             ON CONFLICT (digest) DO NOTHING",
        )
        .bind(rows)
        .execute(&self.writer)
        .await
        .map_err(StoreFout::database("keep texts"))?;
        Ok(())
    }

    pub(super) async fn find_blob(&self, digest: &Digest) -> Result<Option<String>, StoreFout> {
        sqlx::query_scalar("SELECT tekst FROM blob WHERE digest = ?1")
            .bind(&digest.0)
            .fetch_optional(&self.reader)
            .await
            .map_err(StoreFout::database("read a text"))
    }
}
