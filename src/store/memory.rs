//! A store that forgets: for `simulate`, for property tests, and as the model SQLite is compared with.
//!
//! Everything lives behind one lock and each method is one turn of it, so nothing is ever half seen. The
//! rules of a commit are in `memory/apply.rs`, the questions about persons in `memory/personen.rs`. Easy to
//! get wrong: it must refuse whatever SQLite's constraints refuse, or a simulation promises what the bureau
//! cannot keep.

mod apply;
mod personen;

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::commit::{BekendeMelding, Commit, CommitFout, Teller};
use super::filter::{Lijnplek, TaakFilter, TaakRij, ZaakFilter};
use super::fout::StoreFout;
use super::post::{InboxRij, Uitgaand, Uitslag};
use super::{Gelezen, LEASE_MS, Store};
use crate::zaak::effect::Effect;
use crate::zaak::geschiedenis::Geschiedenis;
use crate::zaak::ids::{Digest, JongereId, RegelId, ZaakId};
use crate::zaak::melding::Gemelde;
use crate::zaak::{Regel, Zaak};
use personen::{BewaardeMelding, Persoon};

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
    oorzaken: HashMap<String, ZaakId>,
    jongeren: BTreeMap<JongereId, Persoon>,
    meldingen: BTreeMap<i64, BewaardeMelding>,
    notities: BTreeMap<RegelId, String>,
    /// When the first timer of a zaak is due.
    due: BTreeMap<ZaakId, DateTime<Utc>>,
    /// The row with id `n` stands at `n - 1`.
    outbox: Vec<UitRij>,
    inbox: Vec<(InboxRij, InboxStatus)>,
    blobs: HashMap<Digest, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum UitStatus {
    Wacht,
    Bezig,
    Klaar,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InboxStatus {
    Wacht,
    Klaar,
}

#[derive(Debug)]
struct UitRij {
    regel: RegelId,
    effect: Effect,
    status: UitStatus,
    /// From when it may be claimed: its own moment, or the end of a lease.
    next_at: DateTime<Utc>,
    pogingen: u32,
}

impl UitRij {
    fn waits(&self) -> bool {
        matches!(self.status, UitStatus::Wacht | UitStatus::Bezig)
    }
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
        let kamer = self.kamer();
        let place = |regel: &Regel| Lijnplek {
            op: regel.op,
            regel: regel.id,
        };
        let mut found: Vec<&Regel> = kamer
            .historie
            .values()
            .flatten()
            .filter(|regel| na.is_none_or(|na| place(regel) > na))
            .collect();
        found.sort_by_key(|regel| place(regel));
        let of = |regel: &Regel| {
            kamer
                .zaken
                .get(&regel.id.zaak)
                .map(|zaak| zaak.procedure.clone())
                .unwrap_or_default()
        };
        Ok(found
            .into_iter()
            .take(limit as usize)
            .map(|regel| (regel.clone(), of(regel)))
            .collect())
    }

    async fn zaken(&self, filter: &ZaakFilter) -> Gelezen<Vec<Zaak>> {
        let kamer = self.kamer();
        let passes = |zaak: &&Zaak| {
            fits(filter.bureau.as_ref(), &zaak.bureau)
                && fits(filter.gemeente.as_ref(), &zaak.gemeente)
                && fits(filter.procedure.as_ref(), &zaak.procedure)
                && fits(filter.status.as_ref(), &zaak.status)
                && filter
                    .jongere
                    .is_none_or(|jongere| personen::jongere_van(zaak) == Some(jongere))
                && filter.na.is_none_or(|na| zaak.id > na)
        };
        Ok(kamer
            .zaken
            .values()
            .filter(passes)
            .take(filter.limit as usize)
            .cloned()
            .collect())
    }

    async fn taken(&self, filter: &TaakFilter) -> Gelezen<Vec<TaakRij>> {
        let kamer = self.kamer();
        let mut rows = Vec::new();
        for zaak in kamer.zaken.values() {
            let passes = fits(filter.bureau.as_ref(), &zaak.bureau)
                && fits(filter.gemeente.as_ref(), &zaak.gemeente)
                && fits(filter.procedure.as_ref(), &zaak.procedure);
            let taken = zaak.taken.iter().filter(|taak| {
                passes
                    && fits(filter.voor.as_ref(), &taak.voor)
                    && fits(filter.status.as_ref(), &taak.status)
            });
            rows.extend(taken.map(|taak| {
                TaakRij {
                    zaak: zaak.id,
                    procedure: zaak.procedure.clone(),
                    bureau: zaak.bureau.clone(),
                    gemeente: zaak.gemeente.clone(),
                    behandelaar: zaak.behandelaar.clone(),
                    einde: zaak
                        .termijn_van(taak.nummer)
                        .and_then(|termijn| termijn.einde),
                    taak: taak.clone(),
                }
            }));
        }
        rows.sort_by_key(|row| (row.einde.is_none(), row.einde, row.zaak, row.taak.nummer));
        rows.truncate(filter.limit as usize);
        Ok(rows)
    }

    async fn find_melding(&self, bron: &str, kenmerk: &str) -> Gelezen<Option<BekendeMelding>> {
        Ok(self
            .kamer()
            .find_melding(bron, kenmerk)
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
        let kamer = self.kamer();
        let uit = kamer
            .outbox
            .iter()
            .filter(|row| row.status == UitStatus::Wacht)
            .map(|row| row.regel);
        let over = kamer
            .inbox
            .iter()
            .filter(|(_, status)| *status == InboxStatus::Wacht)
            .map(|(row, _)| row.regel);
        let mut regels: Vec<RegelId> = uit.chain(over).filter(|regel| regel.zaak == zaak).collect();
        regels.sort();
        regels.dedup();
        Ok(regels)
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

    async fn due(&self, now: DateTime<Utc>, limit: u32) -> Gelezen<Vec<ZaakId>> {
        let kamer = self.kamer();
        let mut due: Vec<_> = kamer
            .due
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|(zaak, at)| (*at, *zaak))
            .collect();
        due.sort();
        Ok(due
            .into_iter()
            .take(limit as usize)
            .map(|(_, zaak)| zaak)
            .collect())
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

    async fn next_outbox_at(&self) -> Gelezen<Option<DateTime<Utc>>> {
        Ok(self
            .kamer()
            .outbox
            .iter()
            .filter(|row| row.waits())
            .map(|row| row.next_at)
            .min())
    }

    async fn claim_outbox(&self, now: DateTime<Utc>, limit: u32) -> Gelezen<Vec<Uitgaand>> {
        let mut kamer = self.kamer();
        let mut ready: Vec<(DateTime<Utc>, usize)> = (kamer.outbox.iter().enumerate())
            .filter(|(_, row)| row.waits() && row.next_at <= now)
            .map(|(at, row)| (row.next_at, at))
            .collect();
        ready.sort();
        ready.truncate(limit as usize);
        let mut claimed = Vec::with_capacity(ready.len());
        for (id, (_, at)) in ready.into_iter().map(|place| (place.1 as i64 + 1, place)) {
            let Some(row) = kamer.outbox.get_mut(at) else {
                continue;
            };
            row.status = UitStatus::Bezig;
            row.next_at = now + TimeDelta::milliseconds(LEASE_MS);
            row.pogingen += 1;
            claimed.push(Uitgaand {
                id,
                zaak: row.regel.zaak,
                effect: row.effect.clone(),
                pogingen: row.pogingen,
            });
        }
        Ok(claimed)
    }

    async fn mark_uit(&self, ids: &[i64], uitslag: &Uitslag) -> Gelezen<()> {
        let mut kamer = self.kamer();
        let rows = kamer
            .outbox
            .iter_mut()
            .zip(1_i64..)
            .filter(|(row, id)| row.status == UitStatus::Bezig && ids.contains(id));
        for (row, _) in rows {
            match uitslag {
                Uitslag::Opnieuw { at, .. } => {
                    row.status = UitStatus::Wacht;
                    row.next_at = *at;
                }
                Uitslag::Verzonden { .. } | Uitslag::Mislukt { .. } => {
                    row.status = UitStatus::Klaar
                }
            }
        }
        Ok(())
    }

    async fn put_blobs(&self, blobs: Vec<(Digest, String, String)>) -> Gelezen<()> {
        let mut kamer = self.kamer();
        for (digest, _, tekst) in blobs {
            kamer.blobs.entry(digest).or_insert(tekst);
        }
        Ok(())
    }

    async fn blob(&self, digest: &Digest) -> Gelezen<Option<String>> {
        Ok(self.kamer().blobs.get(digest).cloned())
    }
}

fn fits<T: PartialEq>(asked: Option<&T>, found: &T) -> bool {
    asked.is_none_or(|asked| asked == found)
}
