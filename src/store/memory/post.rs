//! The outbox in memory: claimed by recipient and hour, marked, listed.
//!
//! Easy to get wrong: `next_claim_at` and `claim` must agree, else a worker that waits for the one and asks for
//! the other would spin.

use chrono::{DateTime, TimeDelta, Utc};
use std::collections::BTreeMap;

use super::lijsten::one_of;
use super::{InboxStatus, Kamer};
use crate::store::LEASE_MS;
use crate::store::filter::OutboxFilter;
use crate::store::post::{
    Claim, Ontvanger, OutboxRij, UitStatus, Uitgaand, Uitslag, next_hour, ontvanger,
};
use crate::store::stand::UitStand;
use crate::zaak::effect::Effect;
use crate::zaak::ids::{RegelId, ZaakId};

/// A row of the outbox.
#[derive(Debug)]
pub(super) struct UitRij {
    pub(super) regel: RegelId,
    pub(super) bureau: String,
    pub(super) effect: Effect,
    pub(super) status: UitStatus,
    /// From when it may be claimed: its own moment, or the end of a lease.
    pub(super) next_at: DateTime<Utc>,
    pub(super) pogingen: u32,
    pub(super) klaar_at: Option<DateTime<Utc>>,
    pub(super) reden: Option<String>,
}

impl UitRij {
    /// A row that waits for its moment.
    pub(super) fn new(
        regel: RegelId,
        bureau: &str,
        effect: &Effect,
        next_at: DateTime<Utc>,
    ) -> Self {
        Self {
            regel,
            bureau: bureau.to_owned(),
            effect: effect.clone(),
            status: UitStatus::Wacht,
            next_at,
            pogingen: 0,
            klaar_at: None,
            reden: None,
        }
    }

    fn waits(&self) -> bool {
        matches!(self.status, UitStatus::Wacht | UitStatus::Bezig)
    }
}

/// What may go in one claim: mail by recipient, anything else by the place of its row.
type Groep = Result<Ontvanger, usize>;

impl Kamer {
    pub(super) fn onverzonden(&self, zaak: ZaakId) -> Vec<RegelId> {
        let uit = self
            .outbox
            .iter()
            .filter(|row| matches!(row.status, UitStatus::Wacht | UitStatus::Mislukt))
            .map(|row| row.regel);
        let over = self
            .inbox
            .iter()
            .filter(|(_, status)| *status == InboxStatus::Wacht)
            .map(|(row, _)| row.regel);
        let mut regels: Vec<RegelId> = uit.chain(over).filter(|regel| regel.zaak == zaak).collect();
        regels.sort();
        regels.dedup();
        regels
    }

    pub(super) fn list_outbox(&self, filter: &OutboxFilter) -> Vec<OutboxRij> {
        let rows = self.outbox.iter().zip(1_i64..).filter_map(|(row, id)| {
            let gemeente = self.zaken.get(&row.regel.zaak)?.gemeente.clone();
            let passes = filter
                .bureau
                .as_ref()
                .is_none_or(|bureau| *bureau == row.bureau)
                && one_of(&filter.gemeenten, &gemeente)
                && filter.status.is_none_or(|status| status == row.status)
                && filter.zaak.is_none_or(|zaak| zaak == row.regel.zaak)
                && filter.na.is_none_or(|na| id > na);
            passes.then(|| OutboxRij {
                id,
                regel: row.regel,
                bureau: row.bureau.clone(),
                gemeente,
                effect: row.effect.clone(),
                status: row.status,
                next_at: row.next_at,
                pogingen: row.pogingen,
                klaar_at: row.klaar_at,
                reden: row.reden.clone(),
            })
        });
        rows.take(filter.limit as usize).collect()
    }

    /// What waits, in the groups it goes in, each row by its place.
    fn groepen(&self) -> BTreeMap<Groep, Vec<usize>> {
        let mut groepen: BTreeMap<Groep, Vec<usize>> = BTreeMap::new();
        for (at, row) in self
            .outbox
            .iter()
            .enumerate()
            .filter(|(_, row)| row.waits())
        {
            let key = ontvanger(&row.effect, &row.bureau).ok_or(at);
            groepen.entry(key).or_default().push(at);
        }
        groepen
    }

    /// From when a group may go: its first moment, but not while a lease or a mail hour of it runs.
    fn ready_at(&self, key: &Groep, places: &[usize]) -> Option<DateTime<Utc>> {
        let rows = || places.iter().filter_map(|at| self.outbox.get(*at));
        let first = rows().map(|row| row.next_at).min();
        let leased = rows().filter(|row| row.status == UitStatus::Bezig);
        let lease = leased.map(|row| row.next_at).max();
        let hour = key
            .as_ref()
            .ok()
            .and_then(|aan| self.mailuren.get(aan).copied());
        lease.or(first).max(hour)
    }

    pub(super) fn next_claim_at(&self) -> Option<DateTime<Utc>> {
        let groepen = self.groepen();
        let moments = groepen
            .iter()
            .filter_map(|(key, places)| self.ready_at(key, places));
        moments.min()
    }

    pub(super) fn claim(&mut self, now: DateTime<Utc>, limit: u32) -> Vec<Claim> {
        let mut ready = Vec::new();
        for (key, places) in self.groepen() {
            if self.ready_at(&key, &places).is_none_or(|at| at > now) {
                continue;
            }
            let moment = |at: &usize| self.outbox.get(*at).map(|row| (row.next_at, *at));
            let mut due: Vec<_> = places
                .iter()
                .filter_map(moment)
                .filter(|row| row.0 <= now)
                .collect();
            due.sort();
            // What its sender died with comes back as it was, without what came later.
            let bezig = |at: usize| {
                let row = self.outbox.get(at);
                row.is_some_and(|row| row.status == UitStatus::Bezig)
            };
            if due.iter().any(|row| bezig(row.1)) {
                due.retain(|row| bezig(row.1));
            }
            ready.push((due, key));
        }
        ready.sort();
        ready.truncate(limit as usize);
        ready
            .into_iter()
            .map(|(due, key)| Claim {
                ontvanger: key.ok(),
                rijen: due
                    .into_iter()
                    .filter_map(|(_, at)| self.lease(at, now))
                    .collect(),
            })
            .collect()
    }

    fn lease(&mut self, at: usize, now: DateTime<Utc>) -> Option<Uitgaand> {
        let row = self.outbox.get_mut(at)?;
        row.status = UitStatus::Bezig;
        row.next_at = now + TimeDelta::milliseconds(LEASE_MS);
        row.pogingen += 1;
        Some(Uitgaand {
            id: at as i64 + 1,
            zaak: row.regel.zaak,
            effect: row.effect.clone(),
            pogingen: row.pogingen,
        })
    }

    pub(super) fn mark_uit(&mut self, ids: &[i64], uitslag: &Uitslag) {
        let claimed = self
            .outbox
            .iter_mut()
            .zip(1_i64..)
            .filter(|(row, id)| row.status == UitStatus::Bezig && ids.contains(id));
        for (row, _) in claimed {
            match uitslag {
                Uitslag::Verzonden { at } => {
                    (row.status, row.klaar_at, row.reden) = (UitStatus::Verzonden, Some(*at), None);
                    if let Some(aan) = ontvanger(&row.effect, &row.bureau) {
                        let tot = self.mailuren.entry(aan).or_insert(*at);
                        *tot = next_hour(*at).max(*tot);
                    }
                }
                Uitslag::Opnieuw { at, reden, telt } => {
                    row.pogingen -= u32::from(!telt);
                    (row.status, row.next_at, row.reden) =
                        (UitStatus::Wacht, *at, Some(reden.clone()));
                }
                Uitslag::Mislukt { at, reden } => {
                    (row.status, row.klaar_at, row.reden) =
                        (UitStatus::Mislukt, Some(*at), Some(reden.clone()));
                }
            }
        }
    }

    /// Gives rows that were given up another chance from `op`.
    pub(super) fn try_again(&mut self, regels: &[RegelId], op: DateTime<Utc>) {
        let failed = self
            .outbox
            .iter_mut()
            .filter(|row| row.status == UitStatus::Mislukt && regels.contains(&row.regel));
        for row in failed {
            row.status = UitStatus::Wacht;
            row.next_at = op;
            row.pogingen = 0;
            (row.klaar_at, row.reden) = (None, None);
        }
    }

    pub(super) fn outbox_stand(&self) -> Vec<UitStand> {
        let mut stand: BTreeMap<(&str, UitStatus), (u64, DateTime<Utc>)> = BTreeMap::new();
        for row in &self.outbox {
            let soort = match &row.effect {
                Effect::Mail(_) => "mail",
                Effect::Brief(_) => "brief",
                _ => "melding-uit",
            };
            if matches!(row.status, UitStatus::Verzonden | UitStatus::Vervallen) {
                continue;
            }
            let counted = stand.entry((soort, row.status)).or_insert((0, row.next_at));
            *counted = (counted.0 + 1, counted.1.min(row.next_at));
        }
        let rows = stand.into_iter();
        rows.map(|((soort, status), (aantal, oudste))| {
            (soort.to_owned(), status, aantal, Some(oudste))
        })
        .collect()
    }
}
