//! The outbox at work: what may go, who has it, what became of it.
//!
//! Mail is claimed by recipient: `mailuur` has a row for everyone who was ever mailed, a few hundred, and each
//! costs two steps into an index, however many rows wait. Easy to get wrong: claiming is a write. It looks
//! first, so that an idle worker never takes the writer; and what `NEXT` promises `READY` must give, else that
//! worker would spin.

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::{Sqlite, Transaction};

use super::{SqliteStore, decode, micros};
use crate::store::LEASE_MS;
use crate::store::fout::StoreFout;
use crate::store::post::{Claim, Ontvanger, Uitgaand, Uitslag, next_hour};
use crate::zaak::ids::{MedewerkerId, ZaakId};

/// From when something may go: a letter at its moment; a recipient when his leases and his mail hour have
/// ended and his first row is due.
pub(super) const NEXT: &str = "
    SELECT min(at) FROM (
        SELECT min(next_at) AS at FROM outbox INDEXED BY outbox_stuk
        WHERE soort <> 'mail' AND status IN ('wacht', 'bezig')
        UNION ALL
        SELECT max(m.tot_at, coalesce(
            (SELECT max(o.next_at) FROM outbox o INDEXED BY outbox_mail_bezig
             WHERE o.soort = 'mail' AND o.status = 'bezig' AND o.bureau = m.bureau AND o.medewerker = m.medewerker),
            (SELECT min(o.next_at) FROM outbox o INDEXED BY outbox_mail
             WHERE o.soort = 'mail' AND o.status IN ('wacht', 'bezig')
               AND o.bureau = m.bureau AND o.medewerker = m.medewerker)))
        FROM mailuur m)";

/// The first row of each claim; without a recipient it is the only one.
pub(super) const READY: &str = "
    SELECT next_at, id, bureau, medewerker FROM (
        SELECT next_at, id, NULL AS bureau, NULL AS medewerker FROM outbox INDEXED BY outbox_stuk
        WHERE soort <> 'mail' AND status IN ('wacht', 'bezig') AND next_at <= ?1 ORDER BY next_at, id LIMIT ?2)
    UNION ALL
    SELECT o.next_at, o.id, m.bureau, m.medewerker FROM mailuur m CROSS JOIN outbox o ON o.id = (
        SELECT f.id FROM outbox f INDEXED BY outbox_mail
        WHERE f.soort = 'mail' AND f.status IN ('wacht', 'bezig')
          AND f.bureau = m.bureau AND f.medewerker = m.medewerker AND f.next_at <= ?1
        ORDER BY f.next_at, f.id LIMIT 1)
    WHERE m.tot_at <= ?1 AND NOT EXISTS (
        SELECT 1 FROM outbox b INDEXED BY outbox_mail_bezig
        WHERE b.soort = 'mail' AND b.status = 'bezig'
          AND b.bureau = m.bureau AND b.medewerker = m.medewerker AND b.next_at > ?1)
    ORDER BY 1, 2 LIMIT ?2";

/// All rows of the claims in the list, in their order. Rows whose sender died come back by themselves: with what
/// came later they would be another mail, under another Message-ID, of lines that may have been read already.
pub(super) const ROWS: &str = "
    SELECT c.key, o.next_at, o.id, o.zaak, o.pogingen + 1, o.inhoud
    FROM json_each(?2) c CROSS JOIN outbox o INDEXED BY outbox_mail
    ON o.bureau = c.value ->> 1 AND o.medewerker = c.value ->> 2 AND o.next_at <= ?1
    WHERE o.soort = 'mail' AND o.status IN ('wacht', 'bezig') AND (o.status = 'bezig' OR NOT EXISTS (
        SELECT 1 FROM outbox b INDEXED BY outbox_mail_bezig
        WHERE b.soort = 'mail' AND b.status = 'bezig' AND b.bureau = o.bureau AND b.medewerker = o.medewerker))
    UNION ALL
    SELECT c.key, o.next_at, o.id, o.zaak, o.pogingen + 1, o.inhoud
    FROM json_each(?2) c CROSS JOIN outbox o ON o.id = c.value ->> 0
    WHERE c.value ->> 1 IS NULL
    ORDER BY 1, 2, 3";

const LEASE: &str = "
    UPDATE outbox SET status = 'bezig', next_at = ?1, pogingen = pogingen + 1
    WHERE id IN (SELECT value FROM json_each(?2))";

/// A row that cannot be read would come back with every claim and take the others with it.
const UNREADABLE: &str = "
    UPDATE outbox SET status = 'mislukt', klaar_at = ?1, reden = ?3
    WHERE id IN (SELECT value FROM json_each(?2))";

const MAILUUR: &str = "
    INSERT INTO mailuur (bureau, medewerker, tot_at)
    SELECT DISTINCT bureau, medewerker, ?2 FROM outbox
    WHERE soort = 'mail' AND status = 'bezig' AND id IN (SELECT value FROM json_each(?1))
    ON CONFLICT DO UPDATE SET tot_at = max(tot_at, excluded.tot_at)";

const MARK: &str = "
    UPDATE outbox SET status = ?2, reden = ?4, pogingen = pogingen - ?5, next_at = iif(?2 = 'wacht', ?3, next_at),
        klaar_at = iif(?2 = 'wacht', NULL, ?3)
    WHERE status = 'bezig' AND id IN (SELECT value FROM json_each(?1))";

const CLAIMING: &str = "claim outgoing rows";
const MARKING: &str = "mark outgoing rows";

/// Moment, id, and the recipient of mail.
type First = (i64, i64, Option<String>, Option<String>);
/// Claim, moment, id, zaak, attempts and content.
type Row = (i64, i64, i64, i64, u32, String);

impl SqliteStore {
    pub(super) async fn next_claim_at(&self) -> Result<Option<DateTime<Utc>>, StoreFout> {
        self.first_moment(NEXT).await
    }

    pub(super) async fn claim(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<Claim>, StoreFout> {
        if self.next_claim_at().await?.is_none_or(|next| next > now) {
            return Ok(Vec::new());
        }
        let mut tx = self.begin(CLAIMING).await?;
        let firsts: Vec<First> = sqlx::query_as(READY)
            .bind(micros(now))
            .bind(limit)
            .fetch_all(&mut *tx)
            .await
            .map_err(StoreFout::database(CLAIMING))?;
        let list: Vec<_> = firsts
            .iter()
            .map(|(_, id, bureau, aan)| (id, bureau, aan))
            .collect();
        let rows: Vec<Row> = sqlx::query_as(ROWS)
            .bind(micros(now))
            .bind(serde_json::to_string(&list).map_err(StoreFout::onleesbaar("claims"))?)
            .fetch_all(&mut *tx)
            .await
            .map_err(StoreFout::database(CLAIMING))?;
        let mut claims: Vec<Claim> = firsts.into_iter().map(empty_claim).collect();
        let unreadable = fill(&mut claims, rows);
        lease(&mut tx, &claims, &unreadable, now).await?;
        tx.commit().await.map_err(StoreFout::database(CLAIMING))?;
        claims.retain(|claim| !claim.rijen.is_empty());
        Ok(claims)
    }

    pub(super) async fn mark(&self, ids: &[i64], uitslag: &Uitslag) -> Result<(), StoreFout> {
        let (status, at, reden) = match uitslag {
            Uitslag::Verzonden { at } => ("verzonden", at, None),
            Uitslag::Opnieuw { at, reden, .. } => ("wacht", at, Some(reden)),
            Uitslag::Mislukt { at, reden } => ("mislukt", at, Some(reden)),
        };
        let ids = ids_json(ids.iter())?;
        let mut tx = self.begin(MARKING).await?;
        if matches!(uitslag, Uitslag::Verzonden { .. }) {
            sqlx::query(MAILUUR)
                .bind(&ids)
                .bind(micros(next_hour(*at)))
                .execute(&mut *tx)
                .await
                .map_err(StoreFout::database(MARKING))?;
        }
        sqlx::query(MARK)
            .bind(ids)
            .bind(status)
            .bind(micros(*at))
            .bind(reden)
            .bind(i64::from(matches!(
                uitslag,
                Uitslag::Opnieuw { telt: false, .. }
            )))
            .execute(&mut *tx)
            .await
            .map_err(StoreFout::database(MARKING))?;
        tx.commit().await.map_err(StoreFout::database(MARKING))
    }
}

fn empty_claim((_, _, bureau, medewerker): First) -> Claim {
    let ontvanger = bureau.map(|bureau| Ontvanger {
        bureau,
        medewerker: medewerker.filter(|id| !id.is_empty()).map(MedewerkerId),
    });
    Claim {
        ontvanger,
        rijen: Vec::new(),
    }
}

/// Puts rows into their claims; gives those that cannot be read.
fn fill(claims: &mut [Claim], rows: Vec<Row>) -> Vec<i64> {
    let mut unreadable = Vec::new();
    for (claim, _, id, zaak, pogingen, inhoud) in rows {
        let claim = usize::try_from(claim)
            .ok()
            .and_then(|at| claims.get_mut(at));
        match (claim, decode("outbox row", &inhoud)) {
            (Some(claim), Ok(effect)) => claim.rijen.push(Uitgaand {
                id,
                zaak: ZaakId(zaak),
                effect,
                pogingen,
            }),
            (_, Err(fault)) => {
                tracing::error!(outbox.id = id, error = %fault, "an outgoing row cannot be read; it is given up");
                unreadable.push(id);
            }
            (None, Ok(_)) => {}
        }
    }
    unreadable
}

async fn lease(
    tx: &mut Transaction<'static, Sqlite>,
    claims: &[Claim],
    unreadable: &[i64],
    now: DateTime<Utc>,
) -> Result<(), StoreFout> {
    let claimed = claims.iter().flat_map(|claim| &claim.rijen);
    sqlx::query(LEASE)
        .bind(micros(now + TimeDelta::milliseconds(LEASE_MS)))
        .bind(ids_json(claimed.map(|row| &row.id))?)
        .execute(&mut **tx)
        .await
        .map_err(StoreFout::database(CLAIMING))?;
    if unreadable.is_empty() {
        return Ok(());
    }
    sqlx::query(UNREADABLE)
        .bind(micros(now))
        .bind(ids_json(unreadable.iter())?)
        .bind("the stored row cannot be read")
        .execute(&mut **tx)
        .await
        .map_err(StoreFout::database(CLAIMING))?;
    Ok(())
}

fn ids_json<'a>(ids: impl Iterator<Item = &'a i64>) -> Result<String, StoreFout> {
    let ids: Vec<&i64> = ids.collect();
    serde_json::to_string(&ids).map_err(StoreFout::onleesbaar("ids"))
}
