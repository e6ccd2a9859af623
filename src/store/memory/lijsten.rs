//! Lists of zaken, taken and lines in memory, what is due, and how much there is to do.
//!
//! Easy to get wrong: order. SQLite gives rows in the order the trait promises; so must this.

use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

use super::{Kamer, personen};
use crate::store::filter::{Lijnplek, TaakFilter, TaakRij, ZaakFilter};
use crate::store::stand::{Lopend, Stand};
use crate::store::timer::timers;
use crate::zaak::ids::ZaakId;
use crate::zaak::{Regel, Zaak};

impl Kamer {
    pub(super) fn lijnen(&self, na: Option<Lijnplek>, limit: u32) -> Vec<(Regel, String)> {
        let place = |regel: &Regel| Lijnplek {
            op: regel.op,
            regel: regel.id,
        };
        let mut found: Vec<&Regel> = self
            .historie
            .values()
            .flatten()
            .filter(|regel| na.is_none_or(|na| place(regel) > na))
            .collect();
        found.sort_by_key(|regel| place(regel));
        let of = |regel: &Regel| {
            self.zaken
                .get(&regel.id.zaak)
                .map(|zaak| zaak.procedure.clone())
                .unwrap_or_default()
        };
        found
            .into_iter()
            .take(limit as usize)
            .map(|regel| (regel.clone(), of(regel)))
            .collect()
    }

    pub(super) fn list_zaken(&self, filter: &ZaakFilter) -> Vec<Zaak> {
        let persons = filter
            .persoon
            .as_ref()
            .map(|vraag| self.jongeren_met(vraag));
        let passes = |zaak: &&Zaak| {
            let jongere = personen::jongere_van(zaak);
            fits(filter.bureau.as_ref(), &zaak.bureau)
                && one_of(&filter.gemeenten, &zaak.gemeente)
                && fits(filter.procedure.as_ref(), &zaak.procedure)
                && fits(filter.status.as_ref(), &zaak.status)
                && fits(filter.fase.as_ref(), &zaak.fase)
                && (filter.behandelaar.is_none() || filter.behandelaar == zaak.behandelaar)
                && fits(filter.incident.as_ref(), &(zaak.open_incidenten() > 0))
                && (filter.jongere.is_none() || filter.jongere == jongere)
                && persons
                    .as_ref()
                    .is_none_or(|persons| jongere.is_some_and(|id| persons.contains(&id)))
                && filter
                    .anders_geteld
                    .as_ref()
                    .is_none_or(|kalender| self.geteld.get(&zaak.id) != Some(kalender))
                && filter.na.is_none_or(|na| zaak.id > na)
        };
        self.zaken
            .values()
            .filter(passes)
            .take(filter.limit as usize)
            .cloned()
            .collect()
    }

    pub(super) fn list_taken(&self, filter: &TaakFilter) -> Vec<TaakRij> {
        let mut rows = Vec::new();
        for zaak in self.zaken.values() {
            let passes = fits(filter.bureau.as_ref(), &zaak.bureau)
                && one_of(&filter.gemeenten, &zaak.gemeente)
                && fits(filter.procedure.as_ref(), &zaak.procedure)
                && fits(filter.zaak.as_ref(), &zaak.id);
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
        rows
    }

    pub(super) fn list_due(
        &self,
        now: DateTime<Utc>,
        na: Option<(DateTime<Utc>, ZaakId)>,
        limit: u32,
    ) -> Vec<(DateTime<Utc>, ZaakId)> {
        let mut due: Vec<_> = self
            .due
            .iter()
            .map(|(zaak, at)| (*at, *zaak))
            .filter(|place| place.0 <= now && na.is_none_or(|na| *place > na))
            .collect();
        due.sort();
        due.truncate(limit as usize);
        due
    }

    pub(super) fn lopend(&self) -> Vec<Lopend> {
        let mut counts: BTreeMap<_, u64> = BTreeMap::new();
        for zaak in self.zaken.values().filter(|zaak| zaak.is_open()) {
            let key = (&zaak.procedure, &zaak.gemeente, &zaak.definitie);
            *counts.entry(key).or_default() += 1;
        }
        let rows = counts.into_iter();
        rows.map(|((procedure, gemeente, definitie), aantal)| Lopend {
            procedure: procedure.clone(),
            gemeente: gemeente.clone(),
            definitie: definitie.clone(),
            aantal,
        })
        .collect()
    }

    pub(super) fn stand(&self, now: DateTime<Utc>) -> Stand {
        let due = |zaak: &Zaak| {
            let moments = timers(zaak).into_iter();
            moments.filter(|timer| timer.due_at <= now).count() as u64
        };
        Stand {
            open_zaken: self.zaken.values().filter(|zaak| zaak.is_open()).count() as u64,
            incidenten: self
                .zaken
                .values()
                .map(|zaak| zaak.open_incidenten() as u64)
                .sum(),
            timers_due: self.zaken.values().map(due).sum(),
            oldest_due: self.due.values().copied().min().filter(|at| *at <= now),
            outbox: self.outbox_stand(),
        }
    }
}

fn fits<T: PartialEq>(asked: Option<&T>, found: &T) -> bool {
    asked.is_none_or(|asked| asked == found)
}

pub(super) fn one_of(asked: &[String], found: &String) -> bool {
    asked.is_empty() || asked.contains(found)
}
