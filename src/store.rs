//! Where zaken are kept: one trait of use-case methods, two implementations, one contract.
//!
//! ```text
//!  engine ── Commit ──▶ Committer (queue) ── group ──▶ Store::commit ── one transaction ──▶ disk
//!     ▲                                                       │
//!     └──────────── acknowledged only after the commit ───────┘
//! ```
//!
//! The store is dumb: it decides nothing about a zaak. It keeps what it is handed, all of a `Commit` or
//! nothing of it, and refuses only what would make two truths of one: a version that moved, a second open
//! zaak of the same procedure for a jongere, a cause, BSN or melding known already. [`SqliteStore`] is for
//! bureaus, [`MemoryStore`] for `simulate` and property tests; both pass `tests/store_contract.rs`.
//!
//! Left to others: what a command does (`decide`), retrying after a conflict (`engine`), sending what the
//! outbox holds (`worker`). Easy to get wrong: a group is worth exactly what its members would be worth one
//! after the other; nothing in an implementation may make the order within a group matter otherwise.

mod adres;
mod commit;
mod committer;
mod filter;
mod fout;
mod memory;
mod post;
mod sqlite;
mod stand;
mod timer;
mod token;
mod versie;
mod zoeknaam;

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;
use std::future::Future;

use crate::zaak::geschiedenis::Geschiedenis;
use crate::zaak::ids::{Digest, JongereId, RegelId, ZaakId};
use crate::zaak::melding::Gemelde;
use crate::zaak::{Regel, Zaak};

pub use commit::{BekendeMelding, Commit, CommitFout, Ontvangst, Teller};
pub use committer::{Committer, GROUP_MAX};
pub use filter::{Lijnplek, OutboxFilter, Persoonvraag, TaakFilter, TaakRij, ZaakFilter};
pub use fout::StoreFout;
pub use memory::MemoryStore;
pub use post::{Claim, InboxInhoud, InboxRij, Ontvanger, OutboxRij, UitStatus, Uitgaand, Uitslag};
pub use sqlite::SqliteStore;
pub use stand::{Levering, Lopend, Stand, UitStand};
pub use token::Token;
pub use versie::{NieuweVersie, Versie, Welke};

/// What a reading method gives back.
pub type Gelezen<T> = Result<T, StoreFout>;

/// A place that keeps zaken and all that belongs to them.
///
/// Verbs: `find` may find nothing, `load` must find, `claim` takes work under a lease, `commit` writes all
/// or nothing, `mark` tells what became of something. Instants are whole microseconds.
pub trait Store: Send + Sync + 'static {
    /// Hands out `n` numbers in a row and returns the first. Numbers never used leave a gap until the next
    /// start; a number that a commit used is never handed out again, not even after an erasure.
    fn reserve(&self, teller: Teller, n: u32) -> impl Future<Output = Gelezen<i64>> + Send;

    /// The zaak as it stands, if there is one.
    fn find(&self, zaak: ZaakId) -> impl Future<Output = Gelezen<Option<Zaak>>> + Send;

    /// The zaak as it stands.
    ///
    /// # Errors
    /// [`StoreFout::Ontbreekt`] when there is none.
    fn load(&self, zaak: ZaakId) -> impl Future<Output = Gelezen<Zaak>> + Send {
        async move { self.find(zaak).await?.ok_or(StoreFout::Ontbreekt(zaak)) }
    }

    /// The whole history of a zaak, in order.
    fn historie(&self, zaak: ZaakId) -> impl Future<Output = Gelezen<Vec<Regel>>> + Send;

    /// A page of the histories of all zaken with the procedure of each, ordered by `op`, zaak and number;
    /// `na` is the place of the last line of the page before.
    fn lijnen(
        &self,
        na: Option<Lijnplek>,
        limit: u32,
    ) -> impl Future<Output = Gelezen<Vec<(Regel, String)>>> + Send;

    /// The zaken that pass a filter, in order of birth.
    fn zaken(&self, filter: &ZaakFilter) -> impl Future<Output = Gelezen<Vec<Zaak>>> + Send;

    /// The taken that pass a filter: the first einde first, those without a date last.
    fn taken(&self, filter: &TaakFilter) -> impl Future<Output = Gelezen<Vec<TaakRij>>> + Send;

    /// What a bureau knows of the melding with this sender's mark; two bureaus may know one mark each.
    fn find_melding(
        &self,
        bureau: &str,
        bron: &str,
        kenmerk: &str,
    ) -> impl Future<Output = Gelezen<Option<BekendeMelding>>> + Send;

    /// The jongere of a bureau with this BSN, else with this onderwijsnummer.
    fn find_jongere(
        &self,
        bureau: &str,
        bsn: Option<&str>,
        pgn: Option<&str>,
    ) -> impl Future<Output = Gelezen<Option<JongereId>>> + Send;

    /// The open zaak of a procedure about a jongere; there is at most one.
    fn find_open(
        &self,
        jongere: JongereId,
        procedure: &str,
    ) -> impl Future<Output = Gelezen<Option<ZaakId>>> + Send;

    /// The newest melding of a zaak that was not withdrawn (else the newest), or, for a zaak started by
    /// another, that of its ouderzaak; with the persons as the bureau knows them now and, where it
    /// names none, the school that an earlier one named.
    fn gemelde(&self, zaak: ZaakId) -> impl Future<Output = Gelezen<Option<Gemelde>>> + Send;

    /// What is known of a jongere besides this zaak.
    fn geschiedenis(
        &self,
        jongere: JongereId,
        zaak: Option<ZaakId>,
        procedure: &str,
    ) -> impl Future<Output = Gelezen<Geschiedenis>> + Send;

    /// The lines whose mail, letter, melding or start has not gone out and can still be held back.
    fn onverzonden(&self, zaak: ZaakId) -> impl Future<Output = Gelezen<Vec<RegelId>>> + Send;

    /// The texts of the notes of a zaak, under their lines.
    fn notities(
        &self,
        zaak: ZaakId,
    ) -> impl Future<Output = Gelezen<Vec<(RegelId, String)>>> + Send;

    /// The zaak in which this cause has been dealt with.
    fn gedaan(&self, oorzaak: &str) -> impl Future<Output = Gelezen<Option<ZaakId>>> + Send;

    /// Writes a group in one transaction and tells of each member what became of it, in the same order.
    ///
    /// A member that does not fit is left out and the others are kept, as if they had come one by one. A
    /// fault of the store itself keeps nothing of the group.
    fn commit(
        &self,
        groep: Vec<Commit>,
    ) -> impl Future<Output = Vec<Result<(), CommitFout>>> + Send;

    /// Notes that all of these zaken was counted by these calendars; of one that is at another version by now
    /// nothing is noted. A zaak is born counted by the calendars of its commit; a later commit by others ends
    /// that.
    fn mark_geteld(
        &self,
        zaken: &[(ZaakId, u32)],
        kalender: &Digest,
    ) -> impl Future<Output = Gelezen<()>> + Send;

    /// A page of the open zaken of which a rung or the 18th birthday is due at `now`, with the moment the
    /// first of them fell due, the longest due first; `na` is the last of the page before. A zaak that cannot
    /// be moved on stays in the list, so that who asks for the first page only starves the others.
    fn due(
        &self,
        now: DateTime<Utc>,
        na: Option<(DateTime<Utc>, ZaakId)>,
        limit: u32,
    ) -> impl Future<Output = Gelezen<Vec<(DateTime<Utc>, ZaakId)>>> + Send;

    /// When the first zaak falls due.
    fn next_due(&self) -> impl Future<Output = Gelezen<Option<DateTime<Utc>>>> + Send;

    /// What zaken asked of other zaken and nobody settled, in order of asking.
    fn inbox(&self, limit: u32) -> impl Future<Output = Gelezen<Vec<InboxRij>>> + Send;

    /// Settles an inbox row without a commit, where it led to nothing.
    fn mark_inbox(&self, id: i64) -> impl Future<Output = Gelezen<()>> + Send;

    /// The outgoing rows that pass a filter, in order of asking.
    fn outbox(&self, filter: &OutboxFilter)
    -> impl Future<Output = Gelezen<Vec<OutboxRij>>> + Send;

    /// From when [`Store::claim_outbox`] has something to give: no earlier, no later.
    fn next_outbox_at(&self) -> impl Future<Output = Gelezen<Option<DateTime<Utc>>>> + Send;

    /// Takes what may go at `now`, the longest waiting first, under a lease of [`LEASE_MS`]; what its sender
    /// did not mark because he died comes back when the lease ends.
    ///
    /// Mail is claimed by recipient: all of his rows that are due make one claim, and there is none for him
    /// while a lease of his runs or before the clock hour ends in which he was last mailed. Rows that come back
    /// because their lease ended make a claim without what came later: it may be the second time he reads
    /// them, and then it must be the same mail. A letter or an outgoing melding is a claim of its own. `limit`
    /// counts claims.
    fn claim_outbox(
        &self,
        now: DateTime<Utc>,
        limit: u32,
    ) -> impl Future<Output = Gelezen<Vec<Claim>>> + Send;

    /// Tells what became of claimed rows; rows that are not claimed stay as they are.
    fn mark_uit(&self, ids: &[i64], uitslag: &Uitslag) -> impl Future<Output = Gelezen<()>> + Send;

    /// Keeps a token; `false`, and nothing kept, when its name or hash is taken, also by one revoked.
    fn put_token(&self, token: Token) -> impl Future<Output = Gelezen<bool>> + Send;

    /// All tokens, also revoked ones, by name.
    fn tokens(&self) -> impl Future<Output = Gelezen<Vec<Token>>> + Send;

    /// The token whose secret has this digest, also a revoked one.
    fn find_token(&self, hash: &Digest) -> impl Future<Output = Gelezen<Option<Token>>> + Send;

    /// Revokes a token from `at`; `false` when there is none in force with this name.
    fn revoke_token(
        &self,
        naam: &str,
        at: DateTime<Utc>,
    ) -> impl Future<Output = Gelezen<bool>> + Send;

    /// Until when each schedule has been dealt with.
    fn roosters(&self) -> impl Future<Output = Gelezen<BTreeMap<String, DateTime<Utc>>>> + Send;

    /// Notes that a schedule has been dealt with until `tot`; it never goes back.
    fn mark_rooster(
        &self,
        sleutel: &str,
        tot: DateTime<Utc>,
    ) -> impl Future<Output = Gelezen<()>> + Send;

    /// The newest delivery of each source, by bureau and source.
    fn leveringen(&self) -> impl Future<Output = Gelezen<Vec<Levering>>> + Send;

    /// Notes a delivery; an older one than is known changes nothing.
    fn mark_levering(&self, levering: &Levering) -> impl Future<Output = Gelezen<()>> + Send;

    /// A setting of the database itself, such as where the clock of a rehearsal stands.
    fn instelling(&self, naam: &str) -> impl Future<Output = Gelezen<Option<String>>> + Send;

    /// Sets or replaces a setting of the database.
    fn put_instelling(&self, naam: &str, waarde: &str) -> impl Future<Output = Gelezen<()>> + Send;

    /// How much there is to do at `now`; cheap enough to be asked every few seconds.
    fn stand(&self, now: DateTime<Utc>) -> impl Future<Output = Gelezen<Stand>> + Send;

    /// How many open zaken run on each definition, by procedure, gemeente and digest in order; one look, for who
    /// asks now and then.
    fn lopend(&self) -> impl Future<Output = Gelezen<Vec<Lopend>>> + Send;

    /// Keeps definitions, texts and scripts under their digest; what is there already stays.
    fn put_blobs(
        &self,
        blobs: Vec<(Digest, String, String)>,
    ) -> impl Future<Output = Gelezen<()>> + Send;

    /// Keeps a version of the catalogue, unless the newest has the same digest; gives the one that then is the
    /// newest. The texts of its files are kept by [`Store::put_blobs`], before.
    fn put_versie(&self, versie: &NieuweVersie) -> impl Future<Output = Gelezen<Versie>> + Send;

    /// All versions of the catalogue, in order.
    fn versies(&self) -> impl Future<Output = Gelezen<Vec<Versie>>> + Send;

    /// The version that is meant, if there is one.
    fn find_versie(&self, welke: &Welke) -> impl Future<Output = Gelezen<Option<Versie>>> + Send;

    /// The digest of each file of a version, by path; empty when there is no such version.
    fn bestanden(
        &self,
        nummer: u32,
    ) -> impl Future<Output = Gelezen<BTreeMap<String, Digest>>> + Send;

    /// The text of each file of a version, by path; what was never kept is left out.
    fn teksten(&self, nummer: u32) -> impl Future<Output = Gelezen<Vec<(String, String)>>> + Send;

    /// The text with this digest.
    fn blob(&self, digest: &Digest) -> impl Future<Output = Gelezen<Option<String>>> + Send;
}

/// How long a claimed outgoing row stays with who claimed it: longer than the slowest mail server is
/// waited for, short enough that a mail of a crashed daemon still goes out the same morning.
pub const LEASE_MS: i64 = 5 * 60 * 1000;
