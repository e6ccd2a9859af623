//! At which zaken the bureau looks in a round, so that a year does not read every open zaak twice a day.
//!
//! Easy to get wrong: what nobody of the bureau did. A termijn that lapses or a zaak that another started writes
//! lines too, and a zaak with new lines is looked at whatever was expected of it.

use chrono::NaiveDate;
use std::collections::BTreeSet;

use super::dagen::{due, happens, later};
use super::{Kantoor, MAX_KEER};
use crate::cli::demo::draaiboek::Plan;
use crate::store::{Lijnplek, Store};
use crate::zaak::{Melding, RegelId, Taak, Zaak, ZaakId};

/// Lines read at once.
const BLADZIJDE: u32 = 500;

impl<S: Store> Kantoor<'_, S> {
    /// The zaken in which a line was written since the last look.
    pub(super) async fn changed(&mut self) -> anyhow::Result<BTreeSet<ZaakId>> {
        let mut zaken = BTreeSet::new();
        // Lines of the moment last seen are read again: not all of them need have been there.
        let mut after = Lijnplek {
            op: self.gezien,
            regel: RegelId {
                zaak: ZaakId(0),
                nummer: 0,
            },
        };
        loop {
            let page = self.engine.store().lijnen(Some(after), BLADZIJDE).await?;
            let Some((last, _)) = page.last() else {
                return Ok(zaken);
            };
            after = Lijnplek {
                op: last.op,
                regel: last.id,
            };
            self.gezien = last.op;
            zaken.extend(page.iter().map(|(regel, _)| regel.id.zaak));
        }
    }

    /// The first day after today on which this zaak asks for something, as far as it tells now.
    pub(super) fn next_day(
        &self,
        plan: &Plan,
        melding: &Melding,
        zaak: &Zaak,
    ) -> Option<NaiveDate> {
        let events = self.draaiboek.voorvallen(plan, melding, &zaak.procedure);
        let events = events
            .filter(|(index, _)| !self.voorgevallen.contains(&(zaak.id, *index)))
            .filter_map(|(_, voorval)| happens(voorval, zaak));
        let taken = zaak.open_taken().filter_map(|taak| {
            let keer = self.keer(zaak, taak);
            let step = self
                .draaiboek
                .stap(plan, &zaak.procedure, &taak.naam, keer)?;
            due(step, plan.traag, taak, zaak).filter(|_| keer < MAX_KEER)
        });
        // What was refused today is tried again tomorrow.
        let first = events.chain(taken).min()?;
        Some(first.max(later(self.today(), 1)))
    }

    /// How often this taak has been done in this zaak.
    pub(super) fn keer(&self, zaak: &Zaak, taak: &Taak) -> usize {
        let keren = self.keren.get(&(zaak.id, taak.naam.clone()));
        keren.copied().unwrap_or_default()
    }
}
