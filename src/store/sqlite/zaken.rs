//! Reading one zaak, its history, what is due, and texts.
//!
//! Lists by filter are in `lijsten`. Easy to get wrong: what is asked at each command or tick must be answered
//! from an index.

use chrono::{DateTime, Utc};

use super::{SqliteStore, decode, instant, micros};
use crate::store::filter::Lijnplek;
use crate::store::fout::StoreFout;
use crate::zaak::ids::{Digest, RegelId, ZaakId};
use crate::zaak::{Regel, Zaak};

/// A zaak stands where its first moment stands; the index is walked no further than the page.
pub(super) const DUE: &str = "
    SELECT t.due_at, t.zaak FROM timer t INDEXED BY timer_due
    WHERE t.due_at <= ?1 AND (t.due_at, t.zaak) > (?2, ?3)
      AND NOT EXISTS (SELECT 1 FROM timer e WHERE e.zaak = t.zaak AND e.due_at < t.due_at)
    GROUP BY t.due_at, t.zaak ORDER BY t.due_at, t.zaak LIMIT ?4";

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

    pub(super) async fn note_geteld(
        &self,
        zaken: &[(ZaakId, u32)],
        kalender: &Digest,
    ) -> Result<(), StoreFout> {
        let rows: Vec<(i64, u32)> = zaken.iter().map(|(id, versie)| (id.0, *versie)).collect();
        let rows = serde_json::to_string(&rows).map_err(StoreFout::onleesbaar("zaken"))?;
        sqlx::query(
            "UPDATE zaak SET kalender = ?2 FROM json_each(?1) e
             WHERE zaak.id = e.value ->> 0 AND zaak.versie = e.value ->> 1",
        )
        .bind(rows)
        .bind(&kalender.0)
        .execute(&self.writer)
        .await
        .map_err(StoreFout::database("note what was counted"))?;
        Ok(())
    }

    pub(super) async fn list_due(
        &self,
        now: DateTime<Utc>,
        na: Option<(DateTime<Utc>, ZaakId)>,
        limit: u32,
    ) -> Result<Vec<(DateTime<Utc>, ZaakId)>, StoreFout> {
        let (after, zaak) = na.map_or((i64::MIN, 0), |(at, zaak)| (micros(at), zaak.0));
        let places: Vec<(i64, i64)> = sqlx::query_as(DUE)
            .bind(micros(now))
            .bind(after)
            .bind(zaak)
            .bind(limit)
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("list what is due"))?;
        let read = |(at, zaak)| Ok((instant(at)?, ZaakId(zaak)));
        places.into_iter().map(read).collect()
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
