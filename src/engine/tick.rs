//! What the clock and other zaken ask: timers that are due, and the inbox between zaken.
//!
//! `tick` does the work; a loop around it only waits. Easy to get wrong: order. Everything due at a moment
//! is done before the clock moves on, also what that work itself makes due.

use chrono::{DateTime, Utc};

use super::{Engine, EngineFout, Prepared, count};
use crate::clock::Stopwatch;
use crate::store::{CommitFout, InboxInhoud, InboxRij, Store, ZaakFilter};
use crate::zaak::command::Leven;
use crate::zaak::staat::Betrokkene;
use crate::zaak::{Command, Envelope, Status, ZaakId};

/// How many zaken share one transaction.
const GROEP: u32 = 256;
/// How many rounds one tick may take before it gives way.
const RONDEN: usize = 1_000;

impl<S: Store> Engine<S> {
    /// Does all that is due now, and gives the number of commands carried out.
    ///
    /// # Errors
    /// When the store fails; what was committed stays.
    pub async fn tick(&self) -> Result<usize, EngineFout> {
        let mut done = 0;
        for _ in 0..RONDEN {
            if self.is_halted() {
                break;
            }
            let now = self.clock.now();
            let worked = self.timers(now).await? + self.inbox().await?;
            if worked == 0 {
                break;
            }
            done += worked;
        }
        Ok(done)
    }

    /// Walks all that is due once, page by page, so that zaken that cannot be moved on never stand in the way
    /// of those behind them.
    async fn timers(&self, now: DateTime<Utc>) -> Result<usize, EngineFout> {
        let mut moved = 0;
        let mut after = None;
        loop {
            let page = self.store.due(now, after, GROEP).await?;
            let Some(last) = page.last().copied() else {
                return Ok(moved);
            };
            moved += self.timers_of(&page, now).await?;
            if self.is_halted() {
                return Ok(moved);
            }
            after = Some(last);
        }
    }

    async fn timers_of(
        &self,
        page: &[(DateTime<Utc>, ZaakId)],
        now: DateTime<Utc>,
    ) -> Result<usize, EngineFout> {
        let mut group = Vec::new();
        for (at, id) in page {
            match self.prepare_timer(*id, now).await {
                Ok(prepared) => {
                    self.storingen.over(*id);
                    if let Some(Prepared { commit }) = prepared {
                        count::late(now - *at);
                        group.push(commit);
                    }
                }
                Err(fout) => self.contained(*id, fout)?,
            }
        }
        let size = group.len();
        if size == 0 {
            return Ok(0);
        }
        let incidents: Vec<u64> = group.iter().map(count::incidents).collect();
        let stopwatch = Stopwatch::start();
        let results = self.store.commit(group).await;
        count::store("commit-group", stopwatch.elapsed());
        self.tell_change();
        for (incidents, result) in incidents.into_iter().zip(results) {
            count::committed("timers", incidents, &result);
            // A conflict means that someone acted meanwhile; the next round sees what is still due.
            if let Err(CommitFout::Fout(fout)) = result {
                return Err(fout.into());
            }
        }
        Ok(size)
    }

    /// One timer command per version of a zaak: the same due moment handled twice is one act. The zaak is read
    /// once, for of these there may be thousands at one moment.
    async fn prepare_timer(
        &self,
        id: ZaakId,
        now: DateTime<Utc>,
    ) -> Result<Option<Prepared>, EngineFout> {
        let zaak = self.find(id).await?;
        let envelope = Envelope {
            oorzaak: format!("timer:{id}:{}", zaak.versie),
            op: now,
            command: Command::Timers,
        };
        self.prepare_on(zaak, &envelope).await
    }

    /// Handles what zaken asked of other zaken; gives how many requests were settled.
    async fn inbox(&self) -> Result<usize, EngineFout> {
        let mut settled = 0;
        for rij in &self.store.inbox(GROEP).await? {
            match self.settle_inbox(rij).await {
                Ok(()) => settled += 1,
                Err(fout) => self.contained(rij.regel.zaak, fout)?,
            }
        }
        Ok(settled)
    }

    async fn settle_inbox(&self, rij: &InboxRij) -> Result<(), EngineFout> {
        match &rij.inhoud {
            InboxInhoud::Start { procedure, .. } => match self.start_from(rij).await {
                Err(EngineFout::Refusal(refusal)) => {
                    tracing::warn!(zaak.id = %rij.regel.zaak, procedure, %refusal, "a procedure could not be started");
                    let (procedure, uitkomst) = (procedure.clone(), "niet-gestart".to_owned());
                    let command = Command::Uitkomst {
                        procedure,
                        van: None,
                        uitkomst,
                    };
                    self.settle(rij.regel.zaak, rij.id, command).await
                }
                other => other,
            },
            InboxInhoud::Uitkomst {
                ouder,
                procedure,
                uitkomst,
            } => {
                let (procedure, uitkomst) = (procedure.clone(), uitkomst.clone());
                let command = Command::Uitkomst {
                    procedure,
                    van: Some(rij.regel.zaak),
                    uitkomst,
                };
                self.settle(*ouder, rij.id, command).await
            }
            InboxInhoud::Leven {
                naam,
                datum,
                gegevens,
                door,
            } => {
                let gegevens = gegevens.as_object().cloned().unwrap_or_default();
                let leven = Leven {
                    naam: naam.clone(),
                    datum: *datum,
                    gegevens,
                    regel: rij.regel,
                    door: door.clone(),
                };
                self.tell_others(rij, leven).await
            }
        }
    }

    /// Tells every other open zaak of the jongere, each in a command of its own.
    async fn tell_others(&self, rij: &InboxRij, leven: Leven) -> Result<(), EngineFout> {
        let told = self.store.load(rij.regel.zaak).await?;
        if let Betrokkene::Jongere(jongere) = told.betrokkene {
            let filter = ZaakFilter {
                jongere: Some(jongere),
                status: Some(Status::Open),
                ..ZaakFilter::default()
            };
            for zaak in self
                .store
                .zaken(&filter)
                .await?
                .into_iter()
                .filter(|zaak| zaak.id != told.id)
            {
                let oorzaak = format!("inbox:{}:{}", rij.id, zaak.id);
                let command = Command::Leven(Box::new(leven.clone()));
                let envelope = Envelope {
                    oorzaak,
                    op: self.clock.now(),
                    command,
                };
                if let Err(fout) = self.run(zaak.id, &envelope).await {
                    self.contained(zaak.id, fout)?;
                }
            }
        }
        Ok(self.store.mark_inbox(rij.id).await?)
    }

    /// Carries out a request on a zaak and settles its row in the same transaction.
    pub(super) async fn settle(
        &self,
        id: ZaakId,
        inbox: i64,
        command: Command,
    ) -> Result<(), EngineFout> {
        let envelope = Envelope {
            oorzaak: format!("inbox:{inbox}"),
            op: self.clock.now(),
            command,
        };
        let Some(mut prepared) = self.prepare(id, &envelope).await? else {
            return Ok(self.store.mark_inbox(inbox).await?);
        };
        prepared.commit.inbox = Some(inbox);
        match self.commit_one(prepared.commit, &envelope.command).await {
            Ok(()) | Err(CommitFout::Conflict) => Ok(()),
            Err(CommitFout::AlGedaan { .. }) => Ok(self.store.mark_inbox(inbox).await?),
            Err(CommitFout::Fout(fout)) => Err(fout.into()),
        }
    }

    /// One zaak that cannot go on does not hold up the others; a store that fails does. It is tried again
    /// each tick, and told once.
    pub(super) fn contained(&self, zaak: ZaakId, fout: EngineFout) -> Result<(), EngineFout> {
        if matches!(fout, EngineFout::Store(_)) {
            return Err(fout);
        }
        if self.storingen.is_new(zaak, &fout) {
            tracing::error!(zaak.id = %zaak, error = %fout, "a zaak could not be moved on; it is tried again");
        }
        Ok(())
    }
}
