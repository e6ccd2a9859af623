//! What the clock and other zaken ask: timers that are due, and the inbox between zaken.
//!
//! `tick` does the work; a loop around it only waits. Easy to get wrong: order. Everything due at a moment
//! is done before the clock moves on, also what that work itself makes due.

use chrono::{DateTime, Utc};

use super::{Engine, EngineFout, Gedaan, Prepared};
use crate::store::{CommitFout, InboxInhoud, Store, ZaakFilter};
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
            let now = self.clock.now();
            let worked = self.timers(now).await? + self.inbox().await?;
            if worked == 0 {
                break;
            }
            done += worked;
        }
        Ok(done)
    }

    async fn timers(&self, now: DateTime<Utc>) -> Result<usize, EngineFout> {
        let mut group = Vec::new();
        for id in self.store.due(now, GROEP).await? {
            if let Some(Prepared { commit }) = self
                .prepare(id, &self.timer_envelope(id, now).await?)
                .await?
            {
                group.push(commit);
            }
        }
        let size = group.len();
        for result in self.store.commit(group).await {
            // A conflict means that someone acted meanwhile; the next round sees what is still due.
            if let Err(CommitFout::Fout(fout)) = result {
                return Err(fout.into());
            }
        }
        Ok(size)
    }

    /// One timer command per version of a zaak: the same due moment handled twice is one act.
    async fn timer_envelope(&self, id: ZaakId, now: DateTime<Utc>) -> Result<Envelope, EngineFout> {
        let versie = self.store.find(id).await?.map_or(0, |zaak| zaak.versie);
        Ok(Envelope {
            oorzaak: format!("timer:{id}:{versie}"),
            op: now,
            command: Command::Timers,
        })
    }

    async fn inbox(&self) -> Result<usize, EngineFout> {
        let rows = self.store.inbox(GROEP).await?;
        for rij in &rows {
            match &rij.inhoud {
                InboxInhoud::Start { .. } => self.start_from(rij).await?,
                InboxInhoud::Uitkomst {
                    ouder,
                    procedure,
                    uitkomst,
                } => {
                    let command = Command::Uitkomst {
                        procedure: procedure.clone(),
                        van: rij.regel.zaak,
                        uitkomst: uitkomst.clone(),
                    };
                    let envelope = Envelope {
                        oorzaak: format!("inbox:{}", rij.id),
                        op: self.clock.now(),
                        command,
                    };
                    self.settle(*ouder, &envelope, rij.id).await?;
                }
            }
        }
        Ok(rows.len())
    }

    async fn settle(&self, id: ZaakId, envelope: &Envelope, inbox: i64) -> Result<(), EngineFout> {
        let Some(mut prepared) = self.prepare(id, envelope).await? else {
            return Ok(self.store.mark_inbox(inbox).await?);
        };
        prepared.commit.inbox = Some(inbox);
        match self.commit_one(prepared.commit).await {
            Ok(()) | Err(CommitFout::Conflict) => Ok(()),
            Err(CommitFout::AlGedaan { .. }) => Ok(self.store.mark_inbox(inbox).await?),
            Err(CommitFout::Fout(fout)) => Err(fout.into()),
        }
    }

    /// Counts every open term again, because the calendar changed; gives how many zaken it moved.
    pub(super) async fn herbereken(&self, reden: &str) -> Result<usize, EngineFout> {
        let mut moved = 0;
        let mut after = None;
        loop {
            let filter = ZaakFilter {
                status: Some(Status::Open),
                na: after,
                limit: GROEP,
                ..ZaakFilter::default()
            };
            let page = self.store.zaken(&filter).await?;
            let Some(last) = page.last().map(|zaak| zaak.id) else {
                return Ok(moved);
            };
            for zaak in page {
                let oorzaak = format!("kalender:{}:{}", zaak.id, zaak.versie);
                let command = Command::Herbereken {
                    reden: reden.to_owned(),
                };
                let envelope = Envelope {
                    oorzaak,
                    op: self.clock.now(),
                    command,
                };
                if let Gedaan::Veranderd(_) = self.run(zaak.id, &envelope).await? {
                    moved += 1;
                }
            }
            after = Some(last);
        }
    }
}
