//! Rows of the inbox, and what can still be held back.
//!
//! Claiming outgoing rows is in `claim`. Easy to get wrong: what was given up has not gone out either.

use super::{SqliteStore, decode};
use crate::store::fout::StoreFout;
use crate::store::post::InboxRij;
use crate::zaak::ids::{RegelId, ZaakId};

impl SqliteStore {
    pub(super) async fn list_onverzonden(&self, zaak: ZaakId) -> Result<Vec<RegelId>, StoreFout> {
        let nummers: Vec<u32> = sqlx::query_scalar(
            "SELECT nummer FROM outbox WHERE zaak = ?1 AND status IN ('wacht', 'mislukt')
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
}
