//! Zaken in one SQLite file: one writer, a few readers.
//!
//! The methods of the trait; how a file is opened and the SQL are beside it: `open`, `write` (commits),
//! `zaken`, `lijsten`, `personen`, `post`, `claim`, `catalogus` and `dienst`. Easy to get wrong: asking the writer where a
//! reader can answer. There is one writer, and every commit waits for it.

mod catalogus;
mod claim;
mod dienst;
mod lijsten;
mod open;
mod personen;
mod post;
mod rows;
mod tellers;
#[cfg(test)]
mod tests;
mod write;
mod zaken;

use chrono::{DateTime, Utc};
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};
use sqlx::{Sqlite, Transaction};
use std::collections::BTreeMap;
use std::path::Path;

use super::commit::{BekendeMelding, Commit, CommitFout, Teller};
use super::filter::{Lijnplek, OutboxFilter, TaakFilter, TaakRij, ZaakFilter};
use super::fout::StoreFout;
use super::post::{Claim, InboxRij, OutboxRij, Uitslag};
use super::stand::{Levering, Lopend, Stand};
use super::token::Token;
use super::versie::{NieuweVersie, Versie, Welke};
use super::{Gelezen, Store};
use crate::zaak::geschiedenis::Geschiedenis;
use crate::zaak::ids::{Digest, JongereId, RegelId, ZaakId};
use crate::zaak::melding::Gemelde;
use crate::zaak::{Regel, Zaak};
use tellers::Tellers;

/// Zaken in a SQLite database.
#[derive(Debug)]
pub struct SqliteStore {
    /// One connection, so that nobody here ever waits for SQLite's own lock.
    writer: SqlitePool,
    /// In memory the same one connection: there is no second one to the same data.
    reader: SqlitePool,
    tellers: Tellers,
}

/// Takes the lock at once: a transaction that reads first could not get it any more.
const BEGIN: &str = "BEGIN IMMEDIATE";

impl SqliteStore {
    /// Opens a database file and brings it up to date; makes it where there is none. What it costs does not
    /// grow with the number of zaken, and another process may be at work on the file.
    ///
    /// # Errors
    /// When the folder is missing, the file is not a database of this program, is newer than the program or
    /// cannot be written, a migration fails or SQLite does not promise durability.
    pub async fn open(path: &Path) -> Result<Self, StoreFout> {
        open::check_folder(path)?;
        let named = |fault| open::named(fault, path);
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true);
        let writer = open::connect(open::writing(options.clone()), 1)
            .await
            .map_err(named)?;
        open::prepare(&writer, path, "wal").await.map_err(named)?;
        let reader = open::quiet(options).pragma("query_only", "1");
        let reader = open::connect(reader, open::READERS).await.map_err(named)?;
        Self::on(writer, reader).await
    }

    /// A database that ends with the store.
    ///
    /// # Errors
    /// When a migration fails.
    pub async fn in_memory() -> Result<Self, StoreFout> {
        let options = SqliteConnectOptions::new().in_memory(true);
        let only = open::connect(open::writing(options), 1).await?;
        open::prepare(&only, Path::new(":memory:"), "memory").await?;
        Self::on(only.clone(), only).await
    }

    /// Ends all connections; what was acknowledged is on disk already.
    pub async fn close(&self) {
        self.reader.close().await;
        self.writer.close().await;
    }

    /// Begins to write; waits for another process that writes.
    async fn begin(&self, doing: &'static str) -> Result<Transaction<'static, Sqlite>, StoreFout> {
        let begun = match self.writer.begin_with(BEGIN).await {
            // A disk that fails ends a transaction in SQLite, while the driver goes on counting it. That
            // connection never begins another one; its successor does.
            Err(sqlx::Error::InvalidSavePointStatement) => {
                let stuck = self.writer.acquire().await;
                let closed = match stuck {
                    Ok(stuck) => stuck.close().await,
                    Err(fault) => Err(fault),
                };
                closed.map_err(StoreFout::database(doing))?;
                self.writer.begin_with(BEGIN).await
            }
            begun => begun,
        };
        begun.map_err(StoreFout::database(doing))
    }

    async fn on(writer: SqlitePool, reader: SqlitePool) -> Result<Self, StoreFout> {
        let store = Self {
            writer,
            reader,
            tellers: Tellers::default(),
        };
        store.read_tellers().await?;
        Ok(store)
    }
}

/// An instant as it is stored.
fn micros(at: DateTime<Utc>) -> i64 {
    at.timestamp_micros()
}

/// A stored instant.
fn instant(micros: i64) -> Result<DateTime<Utc>, StoreFout> {
    let waarom = || format!("{micros} µs is no instant");
    DateTime::from_timestamp_micros(micros).ok_or_else(|| StoreFout::Onleesbaar {
        wat: "instant",
        waarom: waarom(),
    })
}

/// Stored JSON.
fn decode<T: serde::de::DeserializeOwned>(wat: &'static str, json: &str) -> Result<T, StoreFout> {
    serde_json::from_str(json).map_err(StoreFout::onleesbaar(wat))
}

/// The word a status, rol or other plain enum is stored as.
fn word(value: &impl serde::Serialize) -> Option<String> {
    serde_json::to_value(value)
        .ok()?
        .as_str()
        .map(str::to_owned)
}

impl Store for SqliteStore {
    async fn reserve(&self, teller: Teller, n: u32) -> Gelezen<i64> {
        self.hand_out(teller, n).await
    }

    async fn find(&self, zaak: ZaakId) -> Gelezen<Option<Zaak>> {
        self.find_zaak(zaak).await
    }

    async fn historie(&self, zaak: ZaakId) -> Gelezen<Vec<Regel>> {
        self.list_historie(zaak).await
    }

    async fn lijnen(&self, na: Option<Lijnplek>, limit: u32) -> Gelezen<Vec<(Regel, String)>> {
        self.list_lijnen(na, limit).await
    }

    async fn zaken(&self, filter: &ZaakFilter) -> Gelezen<Vec<Zaak>> {
        self.list_zaken(filter).await
    }

    async fn taken(&self, filter: &TaakFilter) -> Gelezen<Vec<TaakRij>> {
        self.list_taken(filter).await
    }

    async fn find_melding(
        &self,
        bureau: &str,
        bron: &str,
        kenmerk: &str,
    ) -> Gelezen<Option<BekendeMelding>> {
        self.known_melding(bureau, bron, kenmerk).await
    }

    async fn find_jongere(
        &self,
        bureau: &str,
        bsn: Option<&str>,
        pgn: Option<&str>,
    ) -> Gelezen<Option<JongereId>> {
        self.known_jongere(bureau, bsn, pgn).await
    }

    async fn find_open(&self, jongere: JongereId, procedure: &str) -> Gelezen<Option<ZaakId>> {
        self.open_zaak(jongere, procedure).await
    }

    async fn gemelde(&self, zaak: ZaakId) -> Gelezen<Option<Gemelde>> {
        self.newest_melding(zaak).await
    }

    async fn geschiedenis(
        &self,
        jongere: JongereId,
        zaak: Option<ZaakId>,
        procedure: &str,
    ) -> Gelezen<Geschiedenis> {
        self.read_geschiedenis(jongere, zaak, procedure).await
    }

    async fn onverzonden(&self, zaak: ZaakId) -> Gelezen<Vec<RegelId>> {
        self.list_onverzonden(zaak).await
    }

    async fn notities(&self, zaak: ZaakId) -> Gelezen<Vec<(RegelId, String)>> {
        self.list_notities(zaak).await
    }

    async fn gedaan(&self, oorzaak: &str) -> Gelezen<Option<ZaakId>> {
        self.zaak_of_oorzaak(oorzaak).await
    }

    async fn commit(&self, groep: Vec<Commit>) -> Vec<Result<(), CommitFout>> {
        self.commit_group(&groep).await
    }

    async fn mark_geteld(&self, zaken: &[(ZaakId, u32)], kalender: &Digest) -> Gelezen<()> {
        self.note_geteld(zaken, kalender).await
    }

    async fn due(
        &self,
        now: DateTime<Utc>,
        na: Option<(DateTime<Utc>, ZaakId)>,
        limit: u32,
    ) -> Gelezen<Vec<(DateTime<Utc>, ZaakId)>> {
        self.list_due(now, na, limit).await
    }

    async fn next_due(&self) -> Gelezen<Option<DateTime<Utc>>> {
        self.first_moment("SELECT min(due_at) FROM timer").await
    }

    async fn inbox(&self, limit: u32) -> Gelezen<Vec<InboxRij>> {
        self.list_inbox(limit).await
    }

    async fn mark_inbox(&self, id: i64) -> Gelezen<()> {
        self.settle_inbox(id).await
    }

    async fn outbox(&self, filter: &OutboxFilter) -> Gelezen<Vec<OutboxRij>> {
        self.list_outbox(filter).await
    }

    async fn next_outbox_at(&self) -> Gelezen<Option<DateTime<Utc>>> {
        self.next_claim_at().await
    }

    async fn claim_outbox(&self, now: DateTime<Utc>, limit: u32) -> Gelezen<Vec<Claim>> {
        self.claim(now, limit).await
    }

    async fn mark_uit(&self, ids: &[i64], uitslag: &Uitslag) -> Gelezen<()> {
        self.mark(ids, uitslag).await
    }

    async fn put_token(&self, token: Token) -> Gelezen<bool> {
        self.keep_token(&token).await
    }

    async fn tokens(&self) -> Gelezen<Vec<Token>> {
        self.list_tokens().await
    }

    async fn find_token(&self, hash: &Digest) -> Gelezen<Option<Token>> {
        self.token_with(hash).await
    }

    async fn revoke_token(&self, naam: &str, at: DateTime<Utc>) -> Gelezen<bool> {
        self.end_token(naam, at).await
    }

    async fn roosters(&self) -> Gelezen<BTreeMap<String, DateTime<Utc>>> {
        self.list_roosters().await
    }

    async fn mark_rooster(&self, sleutel: &str, tot: DateTime<Utc>) -> Gelezen<()> {
        self.keep_rooster(sleutel, tot).await
    }

    async fn leveringen(&self) -> Gelezen<Vec<Levering>> {
        self.list_leveringen().await
    }

    async fn mark_levering(&self, levering: &Levering) -> Gelezen<()> {
        self.keep_levering(levering).await
    }

    async fn instelling(&self, naam: &str) -> Gelezen<Option<String>> {
        self.find_instelling(naam).await
    }

    async fn put_instelling(&self, naam: &str, waarde: &str) -> Gelezen<()> {
        self.keep_instelling(naam, waarde).await
    }

    async fn stand(&self, now: DateTime<Utc>) -> Gelezen<Stand> {
        self.read_stand(now).await
    }

    async fn lopend(&self) -> Gelezen<Vec<Lopend>> {
        self.read_lopend().await
    }

    async fn put_blobs(&self, blobs: Vec<(Digest, String, String)>) -> Gelezen<()> {
        self.keep_blobs(blobs).await
    }

    async fn put_versie(&self, versie: &NieuweVersie) -> Gelezen<Versie> {
        self.keep_versie(versie).await
    }

    async fn versies(&self) -> Gelezen<Vec<Versie>> {
        self.list_versies().await
    }

    async fn find_versie(&self, welke: &Welke) -> Gelezen<Option<Versie>> {
        self.search_versie(welke).await
    }

    async fn bestanden(&self, nummer: u32) -> Gelezen<BTreeMap<String, Digest>> {
        self.files_of_versie(nummer).await
    }

    async fn teksten(&self, nummer: u32) -> Gelezen<Vec<(String, String)>> {
        self.texts_of_versie(nummer).await
    }

    async fn blob(&self, digest: &Digest) -> Gelezen<Option<String>> {
        self.find_blob(digest).await
    }
}
