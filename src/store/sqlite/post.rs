//! Rows of outbox and inbox: what waits, what is claimed, what became of it.
//!
//! Easy to get wrong: claiming is a write. It looks first, so that an idle worker never takes the writer.

use chrono::{DateTime, TimeDelta, Utc};

use super::{SqliteStore, decode, micros};
use crate::store::LEASE_MS;
use crate::store::fout::StoreFout;
use crate::store::post::{InboxRij, Uitgaand, Uitslag};
use crate::zaak::ids::{RegelId, ZaakId};

const READY: &str = "
    SELECT id, zaak, pogingen + 1, inhoud FROM outbox
    WHERE status IN ('wacht', 'bezig') AND next_at <= ?1 ORDER BY next_at, id LIMIT ?2";

impl SqliteStore {
    pub(super) async fn list_onverzonden(&self, zaak: ZaakId) -> Result<Vec<RegelId>, StoreFout> {
        let nummers: Vec<u32> = sqlx::query_scalar(
            "SELECT nummer FROM outbox WHERE zaak = ?1 AND status = 'wacht'
             UNION SELECT nummer FROM inbox WHERE zaak = ?1 AND status = 'wacht' ORDER BY 1",
        )
        .bind(zaak.0)
        .fetch_all(&self.reader)
        .await
        .map_err(StoreFout::database("list what is not sent"))?;
        Ok(nummers
            .into_iter()
            .map(|nummer| RegelId { zaak, nummer })
            .collect())
    }

    pub(super) async fn list_inbox(&self, limit: u32) -> Result<Vec<InboxRij>, StoreFout> {
        let rows: Vec<(i64, i64, u32, String)> = sqlx::query_as(
            "SELECT id, zaak, nummer, inhoud FROM inbox WHERE status = 'wacht' ORDER BY id LIMIT ?1",
        )
        .bind(limit)
        .fetch_all(&self.reader)
        .await
        .map_err(StoreFout::database("list the inbox"))?;
        let read = |(id, zaak, nummer, inhoud): (i64, i64, u32, String)| {
            let regel = RegelId {
                zaak: ZaakId(zaak),
                nummer,
            };
            Ok(InboxRij {
                id,
                regel,
                inhoud: decode("inbox row", &inhoud)?,
            })
        };
        rows.into_iter().map(read).collect()
    }

    pub(super) async fn settle_inbox(&self, id: i64) -> Result<(), StoreFout> {
        sqlx::query("UPDATE inbox SET status = 'gedaan' WHERE id = ?1 AND status = 'wacht'")
            .bind(id)
            .execute(&self.writer)
            .await
            .map_err(StoreFout::database("settle an inbox row"))?;
        Ok(())
    }

    pub(super) async fn claim(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Uitgaand>, StoreFout> {
        let doing = "claim outgoing rows";
        let waits: bool = sqlx::query_scalar(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE status IN ('wacht', 'bezig') AND next_at <= ?1)",
        )
        .bind(micros(now))
        .fetch_one(&self.reader)
        .await
        .map_err(StoreFout::database(doing))?;
        if !waits {
            return Ok(Vec::new());
        }
        let mut tx = self
            .writer
            .begin_with("BEGIN IMMEDIATE")
            .await
            .map_err(StoreFout::database(doing))?;
        let ready: Vec<(i64, i64, u32, String)> = sqlx::query_as(READY)
            .bind(micros(now))
            .bind(limit)
            .fetch_all(&mut *tx)
            .await
            .map_err(StoreFout::database(doing))?;
        let ids: Vec<i64> = ready.iter().map(|row| row.0).collect();
        sqlx::query(
            "UPDATE outbox SET status = 'bezig', next_at = ?1, pogingen = pogingen + 1
             WHERE id IN (SELECT value FROM json_each(?2))",
        )
        .bind(micros(now + TimeDelta::milliseconds(LEASE_MS)))
        .bind(serde_json::to_string(&ids).map_err(StoreFout::onleesbaar("ids"))?)
        .execute(&mut *tx)
        .await
        .map_err(StoreFout::database(doing))?;
        tx.commit().await.map_err(StoreFout::database(doing))?;
        let read = |(id, zaak, pogingen, inhoud): (i64, i64, u32, String)| {
            Ok(Uitgaand {
                id,
                zaak: ZaakId(zaak),
                effect: decode("outbox row", &inhoud)?,
                pogingen,
            })
        };
        ready.into_iter().map(read).collect()
    }

    pub(super) async fn mark(&self, ids: &[i64], uitslag: &Uitslag) -> Result<(), StoreFout> {
        let (status, at, reden) = match uitslag {
            Uitslag::Verzonden { at } => ("verzonden", at, None),
            Uitslag::Opnieuw { at, reden } => ("wacht", at, Some(reden)),
            Uitslag::Mislukt { at, reden } => ("mislukt", at, Some(reden)),
        };
        sqlx::query(
            "UPDATE outbox SET status = ?2, reden = ?4, next_at = iif(?2 = 'wacht', ?3, next_at),
                 klaar_at = iif(?2 = 'wacht', NULL, ?3)
             WHERE status = 'bezig' AND id IN (SELECT value FROM json_each(?1))",
        )
        .bind(serde_json::to_string(ids).map_err(StoreFout::onleesbaar("ids"))?)
        .bind(status)
        .bind(micros(*at))
        .bind(reden)
        .execute(&self.writer)
        .await
        .map_err(StoreFout::database("mark outgoing rows"))?;
        Ok(())
    }
}
