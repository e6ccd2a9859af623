//! Other calendars: everything in an open zaak is counted again, as a command of the zaak itself.
//!
//! ```text
//!  each commit ──▶ the zaak bears the calendars it was decided by; two kinds in one zaak: none
//!  herbereken  ──▶ open zaken that bear others than today's ──▶ counted again ──▶ they bear today's
//! ```
//! What may move is `decide`'s. Easy to get wrong: who comes in meanwhile. Another process may have read the files
//! before they were saved, and a command may have begun before the swap; what they commit bears the old calendars and
//! is found at the next look, whenever that was.

use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use std::sync::Arc;

use super::{Engine, EngineFout, POGINGEN, commit_of};
use crate::catalog::Catalog;
use crate::kalender::{Kalender, Periode};
use crate::store::{CommitFout, Store, ZaakFilter};
use crate::zaak::staat::Haperend;
use crate::zaak::{Command, Envelope, Status, Termijn, Zaak, ZaakId};

/// How many zaken are read at once.
const PAGINA: u32 = 256;

/// A term that other calendars touch, before anything was done.
#[derive(Debug, Clone)]
pub struct Herteld {
    pub zaak: ZaakId,
    pub gemeente: String,
    pub naam: String,
    /// By which its zaak goes then.
    pub kalender: Arc<Kalender>,
    /// As it stands, and as it would stand.
    pub was: Termijn,
    pub wordt: Termijn,
    /// It would be over already, so that it keeps its end and a person is asked: the day it would have ended on.
    pub voorbij: Option<NaiveDate>,
}

impl Herteld {
    /// From the first day it is about to the last, as it stands and as it would stand.
    pub fn reikt(&self) -> Periode {
        let begin = self.was.begin;
        let both = [&self.was, &self.wordt].into_iter();
        let days = both.flat_map(|termijn| {
            let steps = termijn
                .armed()
                .map(|rung| rung.due_at.with_timezone(&Amsterdam).date_naive());
            steps.chain(termijn.einde).chain([termijn.begin])
        });
        let days = days.chain(self.voorbij);
        days.fold(Periode::new(begin, begin), |reikt, dag| {
            Periode::new(reikt.van.min(dag), reikt.tot.max(dag))
        })
    }
}

/// What became of a zaak that was to be counted again.
enum Telling {
    /// It stands counted, at this version.
    Klaar { versie: u32, veranderd: bool },
    /// Someone acted meanwhile.
    Opnieuw,
}

impl<S: Store> Engine<S> {
    /// Counts every open zaak again that was not counted by the calendars of today; gives how many it changed.
    /// What a halt or a fault leaves is done by the next call, also after a restart.
    ///
    /// # Errors
    /// When the store fails; what was counted stays.
    pub async fn herbereken(&self, reden: &str) -> Result<usize, EngineFout> {
        let catalog = self.catalog();
        let mut moved = 0;
        for _ in 0..POGINGEN {
            if !self.recount_all(&catalog, reden, &mut moved).await? {
                break;
            }
        }
        Ok(moved)
    }

    /// One walk past all that is to be counted; tells whether another is needed.
    async fn recount_all(
        &self,
        catalog: &Arc<Catalog>,
        reden: &str,
        moved: &mut usize,
    ) -> Result<bool, EngineFout> {
        let (mut after, mut again) = (None, false);
        loop {
            let page = self.other_calendar(catalog, after).await?;
            let Some(last) = page.last().map(|zaak| zaak.id) else {
                return Ok(again);
            };
            let mut counted = Vec::new();
            for zaak in page {
                if self.is_halted() {
                    break;
                }
                let id = zaak.id;
                match self.recount(catalog, zaak, reden).await {
                    Ok(Telling::Klaar { versie, veranderd }) => {
                        self.storingen.over(id);
                        *moved += usize::from(veranderd);
                        counted.push((id, versie));
                    }
                    Ok(Telling::Opnieuw) => again = true,
                    Err(fout) => self.contained(id, fout)?,
                }
            }
            self.store
                .mark_geteld(&counted, catalog.kalenderdigest())
                .await?;
            if self.is_halted() {
                return Ok(false);
            }
            after = Some(last);
        }
    }

    async fn other_calendar(
        &self,
        catalog: &Catalog,
        na: Option<ZaakId>,
    ) -> Result<Vec<Zaak>, EngineFout> {
        let filter = ZaakFilter {
            status: Some(Status::Open),
            anders_geteld: Some(catalog.kalenderdigest().clone()),
            na,
            limit: PAGINA,
            ..ZaakFilter::default()
        };
        Ok(self.store.zaken(&filter).await?)
    }

    /// By this catalogue to the end, also when another is put in force meanwhile: what is noted afterwards is true.
    async fn recount(
        &self,
        catalog: &Arc<Catalog>,
        zaak: Zaak,
        reden: &str,
    ) -> Result<Telling, EngineFout> {
        let knowledge = self.knowledge_in(Arc::clone(catalog), &zaak, false).await?;
        let envelope = self.recounting(&zaak, reden);
        let Some(decision) = self.decided(&knowledge, zaak.id, Some(&zaak), &envelope)? else {
            return Ok(Telling::Klaar {
                versie: zaak.versie,
                veranderd: false,
            });
        };
        let versie = decision.zaak.versie;
        let commit = commit_of(
            &knowledge,
            decision,
            &envelope,
            Some(zaak.versie),
            None,
            None,
        );
        match self.commit_one(commit, &envelope.command).await {
            Ok(()) => Ok(Telling::Klaar {
                versie,
                veranderd: true,
            }),
            Err(CommitFout::Conflict | CommitFout::AlGedaan { .. }) => Ok(Telling::Opnieuw),
            Err(CommitFout::Fout(fout)) => Err(fout.into()),
        }
    }

    fn recounting(&self, zaak: &Zaak, reden: &str) -> Envelope {
        Envelope {
            oorzaak: format!("kalender:{}:{}", zaak.id, zaak.versie),
            op: self.clock.now(),
            command: Command::Herbereken {
                reden: reden.to_owned(),
            },
        }
    }

    /// What [`Engine::herbereken`] would change were this catalogue in force; nothing is done.
    ///
    /// # Errors
    /// When the store fails. A zaak that cannot be counted by it is left out.
    pub async fn hertelling(&self, catalog: &Arc<Catalog>) -> Result<Vec<Herteld>, EngineFout> {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = self.other_calendar(catalog, after).await?;
            let Some(last) = page.last().map(|zaak| zaak.id) else {
                return Ok(found);
            };
            for zaak in page {
                match self.would_move(catalog, &zaak).await {
                    Ok(more) => found.extend(more),
                    Err(EngineFout::Store(fout)) => return Err(fout.into()),
                    Err(_) => {}
                }
            }
            after = Some(last);
        }
    }

    async fn would_move(
        &self,
        catalog: &Arc<Catalog>,
        zaak: &Zaak,
    ) -> Result<Vec<Herteld>, EngineFout> {
        let knowledge = self.knowledge_in(Arc::clone(catalog), zaak, false).await?;
        let envelope = self.recounting(zaak, "");
        let decided = self.decided(&knowledge, zaak.id, Some(zaak), &envelope)?;
        let Some(decision) = decided else {
            return Ok(Vec::new());
        };
        let held = |nummer: u32| {
            let all = decision.zaak.incidenten.iter();
            let mut new = all.filter(|incident| !zaak.incidenten.contains(incident));
            new.find_map(|incident| match incident.over {
                Some(Haperend::Voorbij { termijn, zou }) if termijn == nummer => Some(zou),
                _ => None,
            })
        };
        let pairs = zaak.termijnen.iter().zip(&decision.zaak.termijnen);
        let touched = pairs.filter_map(|(was, wordt)| {
            let voorbij = held(was.nummer);
            (was != wordt || voorbij.is_some()).then(|| Herteld {
                zaak: zaak.id,
                gemeente: zaak.gemeente.clone(),
                naam: was.naam.clone(),
                kalender: Arc::clone(&knowledge.kalender),
                was: was.clone(),
                wordt: wordt.clone(),
                voorbij,
            })
        });
        Ok(touched.collect())
    }
}
