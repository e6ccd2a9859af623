//! A store that forgets: for `simulate`, for property tests, and as the model SQLite is compared with.
//!
//! Everything lives behind one lock and each method is one turn of it, so nothing is ever half seen. The
//! rules of a commit are in `memory/apply.rs`, the questions about persons in `memory/personen.rs`, lists in
//! `memory/lijsten.rs`, the outbox in `memory/post.rs`. Easy to get wrong: it must refuse whatever SQLite's
//! constraints refuse, or a simulation promises what the bureau cannot keep.

mod apply;
mod lijsten;
mod personen;
mod post;

use chrono::{DateTime, Utc};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::commit::{BekendeMelding, Commit, CommitFout, Teller};
use super::filter::{Lijnplek, OutboxFilter, TaakFilter, TaakRij, ZaakFilter};
use super::fout::StoreFout;
use super::post::{Claim, InboxRij, Ontvanger, OutboxRij, Uitslag};
use super::stand::{Levering, Lopend, Stand};
use super::token::Token;
use super::versie::{NieuweVersie, Versie, Welke};
use super::{Gelezen, Store};
use crate::zaak::geschiedenis::Geschiedenis;
use crate::zaak::ids::{Digest, JongereId, RegelId, ZaakId};
use crate::zaak::melding::Gemelde;
use crate::zaak::{Regel, Zaak};
use personen::{BewaardeMelding, Persoon};
use post::UitRij;

/// Zaken in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    kamer: Mutex<Kamer>,
}

/// All that is kept.
#[derive(Debug, Default)]
struct Kamer {
    tellers: HashMap<Teller, i64>,
    zaken: BTreeMap<ZaakId, Zaak>,
    historie: BTreeMap<ZaakId, Vec<Regel>>,
    /// By which calendars all of a zaak was counted.
    geteld: HashMap<ZaakId, Digest>,
    oorzaken: HashMap<String, ZaakId>,
    jongeren: BTreeMap<JongereId, Persoon>,
    meldingen: BTreeMap<i64, BewaardeMelding>,
    notities: BTreeMap<RegelId, String>,
    /// When the first timer of a zaak is due.
    due: BTreeMap<ZaakId, DateTime<Utc>>,
    /// The row with id `n` stands at `n - 1`.
    outbox: Vec<UitRij>,
    inbox: Vec<(InboxRij, InboxStatus)>,
    /// The end of the clock hour in which each was last mailed.
    mailuren: HashMap<Ontvanger, DateTime<Utc>>,
    blobs: HashMap<Digest, String>,
    tokens: BTreeMap<String, Token>,
    roosters: BTreeMap<String, DateTime<Utc>>,
    /// By bureau and source.
    leveringen: BTreeMap<(String, String), DateTime<Utc>>,
    instellingen: HashMap<String, String>,
    /// The version with number `n` stands at `n - 1`.
    versies: Vec<(Versie, BTreeMap<String, Digest>)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InboxStatus {
    Wacht,
    Klaar,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// The room. A commit is applied after all its checks, so a panic elsewhere left nothing half done.
    fn kamer(&self) -> MutexGuard<'_, Kamer> {
        self.kamer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store for MemoryStore {
    async fn reserve(&self, teller: Teller, n: u32) -> Gelezen<i64> {
        let mut kamer = self.kamer();
        let highest = kamer.tellers.entry(teller).or_default();
        let first = *highest + 1;
        *highest += i64::from(n);
        Ok(first)
    }

    async fn find(&self, zaak: ZaakId) -> Gelezen<Option<Zaak>> {
        Ok(self.kamer().zaken.get(&zaak).cloned())
    }

    async fn historie(&self, zaak: ZaakId) -> Gelezen<Vec<Regel>> {
        Ok(self
            .kamer()
            .historie
            .get(&zaak)
            .cloned()
            .unwrap_or_default())
    }

    async fn lijnen(&self, na: Option<Lijnplek>, limit: u32) -> Gelezen<Vec<(Regel, String)>> {
        Ok(self.kamer().lijnen(na, limit))
    }

    async fn zaken(&self, filter: &ZaakFilter) -> Gelezen<Vec<Zaak>> {
        Ok(self.kamer().list_zaken(filter))
    }

    async fn taken(&self, filter: &TaakFilter) -> Gelezen<Vec<TaakRij>> {
        Ok(self.kamer().list_taken(filter))
    }

    async fn find_melding(
        &self,
        bureau: &str,
        bron: &str,
        kenmerk: &str,
    ) -> Gelezen<Option<BekendeMelding>> {
        Ok(self
            .kamer()
            .find_melding(bureau, bron, kenmerk)
            .map(BewaardeMelding::bekend))
    }

    async fn find_jongere(
        &self,
        bureau: &str,
        bsn: Option<&str>,
        pgn: Option<&str>,
    ) -> Gelezen<Option<JongereId>> {
        Ok(self.kamer().find_jongere(bureau, bsn, pgn))
    }

    async fn find_open(&self, jongere: JongereId, procedure: &str) -> Gelezen<Option<ZaakId>> {
        Ok(self.kamer().find_open(jongere, procedure))
    }

    async fn gemelde(&self, zaak: ZaakId) -> Gelezen<Option<Gemelde>> {
        Ok(self.kamer().gemelde(zaak))
    }

    async fn geschiedenis(
        &self,
        jongere: JongereId,
        zaak: Option<ZaakId>,
        procedure: &str,
    ) -> Gelezen<Geschiedenis> {
        Ok(self.kamer().geschiedenis(jongere, zaak, procedure))
    }

    async fn onverzonden(&self, zaak: ZaakId) -> Gelezen<Vec<RegelId>> {
        Ok(self.kamer().onverzonden(zaak))
    }

    async fn notities(&self, zaak: ZaakId) -> Gelezen<Vec<(RegelId, String)>> {
        let kamer = self.kamer();
        let of = |nummer| RegelId { zaak, nummer };
        Ok(kamer
            .notities
            .range(of(0)..=of(u32::MAX))
            .map(|(regel, tekst)| (*regel, tekst.clone()))
            .collect())
    }

    async fn gedaan(&self, oorzaak: &str) -> Gelezen<Option<ZaakId>> {
        Ok(self.kamer().oorzaken.get(oorzaak).copied())
    }

    async fn commit(&self, groep: Vec<Commit>) -> Vec<Result<(), CommitFout>> {
        let mut kamer = self.kamer();
        let mut seen = HashSet::new();
        let mut one = |commit: Commit| {
            if seen.insert(commit.zaak.id) {
                kamer.apply(commit)
            } else {
                Err(StoreFout::ZaakTweemaal(commit.zaak.id).into())
            }
        };
        groep.into_iter().map(&mut one).collect()
    }

    async fn mark_geteld(&self, zaken: &[(ZaakId, u32)], kalender: &Digest) -> Gelezen<()> {
        let mut kamer = self.kamer();
        for (id, versie) in zaken {
            let known = kamer.zaken.get(id).map(|zaak| zaak.versie);
            if known == Some(*versie) {
                kamer.geteld.insert(*id, kalender.clone());
            }
        }
        Ok(())
    }

    async fn due(
        &self,
        now: DateTime<Utc>,
        na: Option<(DateTime<Utc>, ZaakId)>,
        limit: u32,
    ) -> Gelezen<Vec<(DateTime<Utc>, ZaakId)>> {
        Ok(self.kamer().list_due(now, na, limit))
    }

    async fn next_due(&self) -> Gelezen<Option<DateTime<Utc>>> {
        Ok(self.kamer().due.values().min().copied())
    }

    async fn inbox(&self, limit: u32) -> Gelezen<Vec<InboxRij>> {
        let kamer = self.kamer();
        let waiting = kamer
            .inbox
            .iter()
            .filter(|(_, status)| *status == InboxStatus::Wacht);
        Ok(waiting
            .take(limit as usize)
            .map(|(row, _)| row.clone())
            .collect())
    }

    async fn mark_inbox(&self, id: i64) -> Gelezen<()> {
        if let Some((_, status)) = self.kamer().inbox.iter_mut().find(|(row, _)| row.id == id) {
            *status = InboxStatus::Klaar;
        }
        Ok(())
    }

    async fn outbox(&self, filter: &OutboxFilter) -> Gelezen<Vec<OutboxRij>> {
        Ok(self.kamer().list_outbox(filter))
    }

    async fn next_outbox_at(&self) -> Gelezen<Option<DateTime<Utc>>> {
        Ok(self.kamer().next_claim_at())
    }

    async fn claim_outbox(&self, now: DateTime<Utc>, limit: u32) -> Gelezen<Vec<Claim>> {
        Ok(self.kamer().claim(now, limit))
    }

    async fn mark_uit(&self, ids: &[i64], uitslag: &Uitslag) -> Gelezen<()> {
        self.kamer().mark_uit(ids, uitslag);
        Ok(())
    }

    async fn put_token(&self, token: Token) -> Gelezen<bool> {
        let mut kamer = self.kamer();
        let free = kamer
            .tokens
            .values()
            .all(|known| known.naam != token.naam && known.hash != token.hash);
        if free {
            kamer.tokens.insert(token.naam.clone(), token);
        }
        Ok(free)
    }

    async fn tokens(&self) -> Gelezen<Vec<Token>> {
        Ok(self.kamer().tokens.values().cloned().collect())
    }

    async fn find_token(&self, hash: &Digest) -> Gelezen<Option<Token>> {
        let kamer = self.kamer();
        Ok(kamer
            .tokens
            .values()
            .find(|token| token.hash == *hash)
            .cloned())
    }

    async fn revoke_token(&self, naam: &str, at: DateTime<Utc>) -> Gelezen<bool> {
        let mut kamer = self.kamer();
        let token = kamer.tokens.get_mut(naam);
        let Some(token) = token.filter(|token| token.ingetrokken_at.is_none()) else {
            return Ok(false);
        };
        token.ingetrokken_at = Some(at);
        Ok(true)
    }

    async fn roosters(&self) -> Gelezen<BTreeMap<String, DateTime<Utc>>> {
        Ok(self.kamer().roosters.clone())
    }

    async fn mark_rooster(&self, sleutel: &str, tot: DateTime<Utc>) -> Gelezen<()> {
        let mut kamer = self.kamer();
        let known = kamer.roosters.entry(sleutel.to_owned()).or_insert(tot);
        *known = tot.max(*known);
        Ok(())
    }

    async fn leveringen(&self) -> Gelezen<Vec<Levering>> {
        let kamer = self.kamer();
        let row = |((bureau, bron), at): (&(String, String), &DateTime<Utc>)| Levering {
            bureau: bureau.clone(),
            bron: bron.clone(),
            at: *at,
        };
        Ok(kamer.leveringen.iter().map(row).collect())
    }

    async fn mark_levering(&self, levering: &Levering) -> Gelezen<()> {
        let mut kamer = self.kamer();
        let key = (levering.bureau.clone(), levering.bron.clone());
        let known = kamer.leveringen.entry(key).or_insert(levering.at);
        *known = levering.at.max(*known);
        Ok(())
    }

    async fn instelling(&self, naam: &str) -> Gelezen<Option<String>> {
        Ok(self.kamer().instellingen.get(naam).cloned())
    }

    async fn put_instelling(&self, naam: &str, waarde: &str) -> Gelezen<()> {
        let (naam, waarde) = (naam.to_owned(), waarde.to_owned());
        self.kamer().instellingen.insert(naam, waarde);
        Ok(())
    }

    async fn stand(&self, now: DateTime<Utc>) -> Gelezen<Stand> {
        Ok(self.kamer().stand(now))
    }

    async fn lopend(&self) -> Gelezen<Vec<Lopend>> {
        Ok(self.kamer().lopend())
    }

    async fn put_blobs(&self, blobs: Vec<(Digest, String, String)>) -> Gelezen<()> {
        let mut kamer = self.kamer();
        for (digest, _, tekst) in blobs {
            kamer.blobs.entry(digest).or_insert(tekst);
        }
        Ok(())
    }

    async fn put_versie(&self, nieuw: &NieuweVersie) -> Gelezen<Versie> {
        let mut kamer = self.kamer();
        if let Some((last, _)) = kamer.versies.last()
            && last.digest == nieuw.digest
        {
            return Ok(last.clone());
        }
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let versie = Versie {
            nummer: count(kamer.versies.len() + 1),
            digest: nieuw.digest.clone(),
            at: nieuw.at,
            auteur: nieuw.auteur.clone(),
            reden: nieuw.reden.clone(),
            bestanden: count(nieuw.bestanden.len()),
        };
        kamer
            .versies
            .push((versie.clone(), nieuw.bestanden.clone()));
        Ok(versie)
    }

    async fn versies(&self) -> Gelezen<Vec<Versie>> {
        let kamer = self.kamer();
        let all = kamer.versies.iter();
        Ok(all.map(|(versie, _)| versie.clone()).collect())
    }

    async fn find_versie(&self, welke: &Welke) -> Gelezen<Option<Versie>> {
        let kamer = self.kamer();
        let all = kamer.versies.iter();
        Ok(welke.zoek(all.map(|(versie, _)| versie.clone())))
    }

    async fn bestanden(&self, nummer: u32) -> Gelezen<BTreeMap<String, Digest>> {
        let kamer = self.kamer();
        let mut all = kamer.versies.iter();
        let found = all.find(|(versie, _)| versie.nummer == nummer);
        Ok(found.map(|(_, files)| files.clone()).unwrap_or_default())
    }

    async fn teksten(&self, nummer: u32) -> Gelezen<Vec<(String, String)>> {
        let files = self.bestanden(nummer).await?;
        let kamer = self.kamer();
        let text = |(pad, digest)| Some((pad, kamer.blobs.get(&digest)?.clone()));
        Ok(files.into_iter().filter_map(text).collect())
    }

    async fn blob(&self, digest: &Digest) -> Gelezen<Option<String>> {
        Ok(self.kamer().blobs.get(digest).cloned())
    }
}
