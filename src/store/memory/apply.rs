//! One commit in memory: first every reason against it, then all of it.
//!
//! The order of the reasons is part of the contract: cause, version, inbox row, persons, open zaak. Easy to
//! get wrong: changing anything before the last check.

use super::personen::jongere_van;
use super::post::UitRij;
use super::{InboxStatus, Kamer};
use crate::store::commit::{Commit, CommitFout, Teller};
use crate::store::fout::StoreFout;
use crate::store::post::{Bestemming, InboxRij, UitStatus, bestemming};
use crate::store::timer::timers;
use crate::zaak::ids::{RegelId, ZaakId};
use crate::zaak::{Regel, Zaak};

impl Kamer {
    /// Keeps a commit, or says why not and keeps nothing of it.
    pub(super) fn apply(&mut self, commit: Commit) -> Result<(), CommitFout> {
        commit.check()?;
        if let Some(zaak) = self.oorzaken.get(&commit.oorzaak) {
            return Err(CommitFout::AlGedaan { zaak: *zaak });
        }
        self.check_version(&commit)?;
        if commit.inbox.is_some_and(|id| !self.inbox_waits(id)) {
            return Err(CommitFout::Conflict);
        }
        if let Some(ontvangst) = &commit.melding {
            self.check_persons(commit.zaak.id, ontvangst)?;
        }
        self.check_betrokkene(&commit)?;
        self.write(commit);
        Ok(())
    }

    fn check_version(&self, commit: &Commit) -> Result<(), CommitFout> {
        let stored = self.zaken.get(&commit.zaak.id);
        if stored.map(|zaak| zaak.versie) != commit.verwacht {
            return Err(CommitFout::Conflict);
        }
        let last = stored.map_or(0, |zaak| zaak.regels);
        match commit.regels.first() {
            Some(first) if first.id.nummer == last + 1 => Ok(()),
            _ => Err(StoreFout::lines_do_not_follow(commit.zaak.id).into()),
        }
    }

    fn inbox_waits(&self, id: i64) -> bool {
        self.inbox
            .iter()
            .any(|(row, status)| row.id == id && *status == InboxStatus::Wacht)
    }

    /// At most one open zaak per jongere and procedure, and no reference into nothing.
    fn check_betrokkene(&self, commit: &Commit) -> Result<(), CommitFout> {
        let zaak = &commit.zaak;
        let brought = commit
            .melding
            .as_ref()
            .and_then(|ontvangst| ontvangst.gemelde.jongere);
        let jongere = jongere_van(zaak);
        let jongere_known =
            jongere.is_none_or(|id| brought == Some(id) || self.jongeren.contains_key(&id));
        let ouder_known = zaak
            .ouder
            .as_ref()
            .is_none_or(|ouder| self.zaken.contains_key(&ouder.zaak));
        let open = jongere
            .filter(|_| zaak.is_open() && !zaak.apart)
            .and_then(|id| self.find_open(id, &zaak.procedure));
        if open.is_some_and(|other| other != zaak.id) {
            return Err(CommitFout::Conflict);
        }
        if jongere_known && ouder_known {
            Ok(())
        } else {
            Err(StoreFout::dangling(zaak.id).into())
        }
    }

    fn write(&mut self, commit: Commit) {
        let id = commit.zaak.id;
        self.used(Teller::Zaak, id.0);
        self.oorzaken.insert(commit.oorzaak.clone(), id);
        if let Some(inbox) = commit.inbox {
            self.settle(|row| row.id == inbox);
        }
        let held: Vec<RegelId> = commit.held_back().collect();
        self.hold_back(&held);
        let again: Vec<RegelId> = commit.again().collect();
        if let Some(first) = commit.regels.first() {
            self.try_again(&again, first.op);
        }
        if let Some(ontvangst) = &commit.melding {
            self.keep_melding(id, ontvangst);
        }
        if commit.verwacht.is_none() {
            self.geteld.insert(id, commit.kalender.clone());
        } else if self.geteld.get(&id) != Some(&commit.kalender) {
            self.geteld.remove(&id);
        }
        self.ship(&commit);
        self.keep_zaak(commit.zaak, commit.regels);
    }

    fn keep_zaak(&mut self, zaak: Zaak, regels: Vec<Regel>) {
        match timers(&zaak).iter().map(|timer| timer.due_at).min() {
            Some(first) => self.due.insert(zaak.id, first),
            None => self.due.remove(&zaak.id),
        };
        self.historie.entry(zaak.id).or_default().extend(regels);
        self.zaken.insert(zaak.id, zaak);
    }

    fn hold_back(&mut self, regels: &[RegelId]) {
        if regels.is_empty() {
            return;
        }
        let waiting = self
            .outbox
            .iter_mut()
            .filter(|row| matches!(row.status, UitStatus::Wacht | UitStatus::Mislukt));
        waiting
            .filter(|row| regels.contains(&row.regel))
            .for_each(|row| row.status = UitStatus::Vervallen);
        self.settle(|row| regels.contains(&row.regel));
    }

    fn settle(&mut self, which: impl Fn(&InboxRij) -> bool) {
        self.inbox
            .iter_mut()
            .filter(|(row, _)| which(row))
            .for_each(|(_, status)| *status = InboxStatus::Klaar);
    }

    /// Puts each effect on its shelf.
    fn ship(&mut self, commit: &Commit) {
        let Some(op) = commit.regels.first().map(|regel| regel.op) else {
            return;
        };
        for effect in &commit.effects {
            match bestemming(effect) {
                Bestemming::Outbox(regel, not_before) => {
                    let next_at = not_before.unwrap_or(op);
                    let row = UitRij::new(regel, &commit.zaak.bureau, effect, next_at);
                    self.outbox.push(row);
                }
                Bestemming::Inbox(regel, inhoud) => {
                    let id = self.inbox.len() as i64 + 1;
                    self.inbox
                        .push((InboxRij { id, regel, inhoud }, InboxStatus::Wacht));
                }
                Bestemming::Notitie(regel, tekst) => drop(self.notities.insert(regel, tekst)),
                Bestemming::Geen => {}
            }
        }
    }

    /// Raises a counter to a number that was used without being reserved here.
    pub(super) fn used(&mut self, teller: Teller, number: i64) {
        let highest = self.tellers.entry(teller).or_default();
        *highest = number.max(*highest);
    }
}

impl StoreFout {
    pub(in crate::store) fn lines_do_not_follow(zaak: ZaakId) -> Self {
        Self::Ongeldig {
            zaak,
            waarom: "its lines do not follow those in the history".into(),
        }
    }

    pub(in crate::store) fn dangling(zaak: ZaakId) -> Self {
        Self::Ongeldig {
            zaak,
            waarom: "it refers to a jongere or an ouderzaak that is not there".into(),
        }
    }
}
