//! Load, decide, commit: the imperative heart, short on purpose.
//!
//! ```text
//! melding / act / tick ──▶ load what decide may know ──▶ decide ──▶ commit ──▶ again on a conflict
//! ```
//! What should happen is `decide`'s, how it is kept the store's. Easy to get wrong: retrying a person's act
//! that named the version he saw; he must be told, not overruled.

pub mod count;
mod fout;
mod hertellen;
mod intake;
mod knowledge;
mod migratie;
mod overname;
mod start;
mod storingen;
mod tick;
mod voorraad;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::catalog::Catalog;
use crate::clock::{Clock, Stopwatch};
use crate::decide::{Decision, decide};
use crate::definition::procedure::Procedure;
use crate::policy::Script;
use crate::store::{Commit, CommitFout, Committer, Ontvangst, Store};
use crate::zaak::command::{IncidentAct, LaatVallen};
use crate::zaak::staat::{Betrokkene, Haperend};
use crate::zaak::{Act, Command, Digest, Envelope, Refusal, RegelId, Zaak, ZaakId};

pub use fout::EngineFout;
pub use hertellen::Herteld;
pub use intake::Intake;
use knowledge::Knowledge;
pub use migratie::Overzetting;
pub use overname::Overnamelot;
use storingen::Storingen;
use voorraad::Voorraad;

/// How often a command is decided anew when its zaak moved in between.
const POGINGEN: u32 = 8;

/// Runs commands against a store.
pub struct Engine<S> {
    store: Arc<S>,
    committer: Committer,
    writer: JoinHandle<()>,
    /// How many times something was committed here.
    changes: watch::Sender<u64>,
    halted: AtomicBool,
    catalog: RwLock<Arc<Catalog>>,
    clock: Arc<Clock>,
    /// Of running zaken, and not in the catalogue any more.
    definities: Voorraad<Procedure>,
    scripts: Voorraad<Script>,
    storingen: Storingen,
}

/// What a command did.
#[derive(Debug, Clone, PartialEq)]
pub enum Gedaan {
    /// It changed the zaak, which now stands so.
    Veranderd(Box<Zaak>),
    /// It had been done already, or nothing had to change.
    Niets(ZaakId),
}

impl Gedaan {
    /// The zaak it was about.
    pub fn zaak(&self) -> ZaakId {
        match self {
            Self::Veranderd(zaak) => zaak.id,
            Self::Niets(id) => *id,
        }
    }
}

/// An act in one of several zaken, with what came of it.
pub type PerZaak = (Act, Result<Gedaan, EngineFout>);

/// A decision ready to be committed.
struct Prepared {
    commit: Commit,
}

impl<S: Store> Engine<S> {
    /// An engine that runs on these definitions.
    ///
    /// # Errors
    /// When the store cannot keep the definitions.
    pub async fn new(
        store: Arc<S>,
        catalog: Arc<Catalog>,
        clock: Arc<Clock>,
    ) -> Result<Self, EngineFout> {
        store.put_blobs(blobs(&catalog, None)).await?;
        Ok(Self::to_look(store, catalog, clock))
    }

    /// An engine that is only asked: the store gets nothing of these definitions, so that nothing may be begun on
    /// them.
    pub fn to_look(store: Arc<S>, catalog: Arc<Catalog>, clock: Arc<Clock>) -> Self {
        // The writer ends by itself when the engine is dropped and what waits is written.
        let (committer, writer) = Committer::start(Arc::clone(&store));
        Self {
            store,
            committer,
            writer,
            changes: watch::Sender::new(0),
            halted: AtomicBool::new(false),
            catalog: RwLock::new(catalog),
            clock,
            definities: Voorraad::default(),
            scripts: Voorraad::default(),
            storingen: Storingen::default(),
        }
    }

    /// The store it writes to.
    pub fn store(&self) -> &Arc<S> {
        &self.store
    }

    /// The clock it reads.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Hears of each commit made here; what another process commits is not heard.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    /// Whether commits are still written; when not, only another process can go on.
    pub fn writes(&self) -> bool {
        !self.writer.is_finished()
    }

    /// Lets a long [`Engine::tick`], and who else asks [`Engine::is_halted`], end at the next whole piece of
    /// work; what is left is due at the next start.
    pub fn halt(&self) {
        self.halted.store(true, Ordering::Relaxed);
    }

    /// Whether work that can wait must wait.
    pub fn is_halted(&self) -> bool {
        self.halted.load(Ordering::Relaxed)
    }

    /// The definitions that new zaken get.
    pub fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts other definitions, people and calendars in place. A command that is under way goes on with those
    /// it began with; whoever waits for something to do is woken. Open terms that were counted
    /// by other calendars are counted again; gives how many zaken that changed.
    ///
    /// # Errors
    /// When the store fails; the old definitions then stay, or the terms are counted at the next
    /// [`Engine::herbereken`].
    pub async fn set_catalog(
        &self,
        catalog: Arc<Catalog>,
        reden: &str,
    ) -> Result<usize, EngineFout> {
        self.swap_catalog(catalog).await?;
        self.herbereken(reden).await
    }

    /// The same without counting terms again; that is [`Engine::herbereken`]'s.
    ///
    /// # Errors
    /// When the store fails; the old definitions then stay.
    pub async fn swap_catalog(&self, catalog: Arc<Catalog>) -> Result<(), EngineFout> {
        let old = self.catalog();
        let new = blobs(&catalog, Some(&old));
        if !new.is_empty() {
            self.store.put_blobs(new).await?;
        }
        self.definities
            .verlies(|digest| catalog.definitie(digest).is_some());
        self.scripts
            .verlies(|digest| catalog.script(digest).is_some());
        *self.catalog.write().unwrap_or_else(PoisonError::into_inner) = catalog;
        self.tell_change();
        Ok(())
    }

    /// Carries out a person's act.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] when it does not fit; nothing is recorded then.
    pub async fn act(&self, act: &Act) -> Result<Gedaan, EngineFout> {
        if act.zaken.is_some() {
            let waarom = "hier past één zaak; noem haar met `zaak`".to_owned();
            return Err(Refusal::Onleesbaar(waarom).into());
        }
        let id = self.zaak_of(act).await?;
        let oorzaak = act.oorzaak();
        if let Some(zaak) = self.store.gedaan(&oorzaak).await? {
            return Ok(Gedaan::Niets(zaak));
        }
        let envelope = Envelope {
            oorzaak,
            op: self.clock.now(),
            command: Command::Act(Box::new(act.clone())),
        };
        self.run(id, &envelope).await
    }

    /// Carries out a person's act in each zaak it names: every zaak wholly or not at all, and one that refuses
    /// holds up no other. The acts are given back, each with what came of it.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] when the act cannot be divided; nothing is recorded then.
    pub async fn acts(&self, act: &Act) -> Result<Vec<PerZaak>, EngineFout> {
        let mut done = Vec::new();
        for act in act.per_zaak().map_err(Refusal::Onleesbaar)? {
            let gedaan = self.act(&act).await;
            done.push((act, gedaan));
        }
        Ok(done)
    }

    /// Deals with an incident: tries again what failed, or goes on without it. `kenmerk` is the mark of the
    /// form: the same one twice is one act.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] when there is no such incident, or it fails again.
    pub async fn incident(
        &self,
        zaak: ZaakId,
        act: IncidentAct,
        kenmerk: &str,
    ) -> Result<Gedaan, EngineFout> {
        let envelope = Envelope {
            oorzaak: format!("incident:{zaak}:{}:{kenmerk}", act.nummer),
            op: self.clock.now(),
            command: Command::Incident(Box::new(act)),
        };
        self.run(zaak, &envelope).await
    }

    /// The number of the open incident about what a line wanted to send.
    ///
    /// # Errors
    /// [`Refusal::NietMislukt`] when it did not fail, so that there is nothing to try again.
    pub async fn incident_over(&self, regel: RegelId) -> Result<u32, EngineFout> {
        let zaak = self.store.load(regel.zaak).await?;
        let over = Some(Haperend::Post { regel });
        let mut open = zaak.incidenten.iter().filter(|incident| !incident.opgelost);
        let found = open.find(|incident| incident.over == over);
        found
            .map(|incident| incident.nummer)
            .ok_or_else(|| Refusal::NietMislukt(regel).into())
    }

    /// Lets fall what a line wanted to send.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] when it has gone out or was taken back already.
    pub async fn laat_vallen(&self, act: LaatVallen) -> Result<Gedaan, EngineFout> {
        let regel = act.regel;
        let now = self.clock.now();
        let envelope = Envelope {
            oorzaak: format!("vallen:{regel}:{}", now.timestamp_micros()),
            op: now,
            command: Command::LaatVallen(Box::new(act)),
        };
        self.run(regel.zaak, &envelope).await
    }

    /// Tells a zaak that what one of its lines asked for could not be made or delivered. Telling it twice is
    /// one incident, until a person has dealt with it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn post_mislukt(&self, regel: RegelId, reden: &str) -> Result<Gedaan, EngineFout> {
        let command = Command::PostMislukt {
            regel,
            reden: reden.to_owned(),
        };
        let versie = self.store.load(regel.zaak).await?.versie;
        let envelope = Envelope {
            oorzaak: format!("post:{regel}:{versie}"),
            op: self.clock.now(),
            command,
        };
        self.run(regel.zaak, &envelope).await
    }

    async fn zaak_of(&self, act: &Act) -> Result<ZaakId, EngineFout> {
        if let Some(zaak) = &act.zaak {
            return zaak
                .parse()
                .map_err(|_| Refusal::OnbekendeZaak(zaak.clone()).into());
        }
        let regel = act
            .herstel
            .as_deref()
            .and_then(|id| id.parse::<RegelId>().ok());
        if let Some(regel) = regel {
            return Ok(regel.zaak);
        }
        let all = self
            .store
            .zaken(&crate::store::ZaakFilter {
                limit: 2,
                ..Default::default()
            })
            .await?;
        match all.as_slice() {
            [only] => Ok(only.id),
            [] => Err(Refusal::OnbekendeZaak("?".to_owned()).into()),
            several => Err(Refusal::ZaakNietGenoemd(several.len()).into()),
        }
    }

    /// Decides and commits, again when the zaak moved in between.
    async fn run(&self, id: ZaakId, envelope: &Envelope) -> Result<Gedaan, EngineFout> {
        for _ in 0..POGINGEN {
            let Some(prepared) = self.prepare(id, envelope).await? else {
                return Ok(Gedaan::Niets(id));
            };
            let zaak = prepared.commit.zaak.clone();
            match self.commit_one(prepared.commit, &envelope.command).await {
                Ok(()) => return Ok(Gedaan::Veranderd(Box::new(zaak))),
                Err(CommitFout::AlGedaan { zaak }) => return Ok(Gedaan::Niets(zaak)),
                Err(CommitFout::Conflict) if matches!(envelope.command, Command::Act(_)) => {
                    // A person is told that the zaak moved under him; only machines try again.
                    let nu = self.store.load(id).await?.versie;
                    return Err(Refusal::Verouderd {
                        gezien: zaak.versie - 1,
                        nu,
                    }
                    .into());
                }
                Err(CommitFout::Conflict) => {}
                Err(CommitFout::Fout(fout)) => return Err(fout.into()),
            }
        }
        Err(EngineFout::Onrustig(id))
    }

    /// Decides for an existing zaak; `None` when nothing changes.
    async fn prepare(
        &self,
        id: ZaakId,
        envelope: &Envelope,
    ) -> Result<Option<Prepared>, EngineFout> {
        let zaak = self.find(id).await?;
        self.prepare_on(zaak, envelope).await
    }

    async fn find(&self, id: ZaakId) -> Result<Zaak, EngineFout> {
        let stopwatch = Stopwatch::start();
        let Some(zaak) = self.store.find(id).await? else {
            return Err(Refusal::OnbekendeZaak(id.to_string()).into());
        };
        count::store("load", stopwatch.elapsed());
        Ok(zaak)
    }

    /// The same, for a zaak that was just read.
    async fn prepare_on(
        &self,
        zaak: Zaak,
        envelope: &Envelope,
    ) -> Result<Option<Prepared>, EngineFout> {
        let looks_back = matches!(
            envelope.command,
            Command::Act(_)
                | Command::Gezien { .. }
                | Command::Correctie(_)
                | Command::Leven(_)
                | Command::Uitkomst { .. }
                | Command::Timers
                | Command::PostMislukt { .. }
                | Command::Incident(_)
                | Command::LaatVallen(_)
                | Command::Migreer(_)
        );
        let mut knowledge = self.knowledge(&zaak, looks_back).await?;
        match &envelope.command {
            Command::Incident(_) => knowledge = self.mended(knowledge).await?,
            Command::Migreer(act) => {
                let procedure = self.definitie(&knowledge.catalog, &act.naar).await?;
                knowledge.doel = Some((act.naar.clone(), procedure));
            }
            _ => {}
        }
        let Some(decision) = self.decided(&knowledge, zaak.id, Some(&zaak), envelope)? else {
            return Ok(None);
        };
        if !zaak.is_open() && decision.zaak.is_open() {
            self.check_reopening(&zaak, envelope).await?;
        }
        Ok(Some(Prepared {
            commit: commit_of(
                &knowledge,
                decision,
                envelope,
                Some(zaak.versie),
                None,
                None,
            ),
        }))
    }

    /// A closed zaak stays closed while the jongere has a newer one of the same procedure.
    async fn check_reopening(&self, zaak: &Zaak, envelope: &Envelope) -> Result<(), EngineFout> {
        let Betrokkene::Jongere(jongere) = zaak.betrokkene else {
            return Ok(());
        };
        if zaak.apart {
            return Ok(());
        }
        let Some(other) = self.store.find_open(jongere, &zaak.procedure).await? else {
            return Ok(());
        };
        let regel = match &envelope.command {
            Command::Act(act) => act.herstel.as_deref().and_then(|id| id.parse().ok()),
            _ => None,
        };
        let regel = regel.unwrap_or(RegelId {
            zaak: zaak.id,
            nummer: zaak.regels,
        });
        let waarom = format!(
            "intussen loopt {other} over dezelfde jongere; ga daarin verder, of trek haar eerst in"
        );
        Err(Refusal::NietTeHerstellen { regel, waarom }.into())
    }

    fn decided(
        &self,
        knowledge: &Knowledge,
        id: ZaakId,
        zaak: Option<&Zaak>,
        envelope: &Envelope,
    ) -> Result<Option<Decision>, EngineFout> {
        let available = |procedure: &str| knowledge.available(procedure);
        let decision = decide(knowledge.context(&available), id, zaak, envelope);
        Ok(decision.inspect_err(|_| count::refused(count::kind(&envelope.command)))?)
    }

    /// Commits together with whatever else waits for the disk.
    async fn commit_one(&self, commit: Commit, command: &Command) -> Result<(), CommitFout> {
        let incidents = count::incidents(&commit);
        let stopwatch = Stopwatch::start();
        let result = self.committer.commit(commit).await;
        count::store("commit", stopwatch.elapsed());
        count::committed(count::kind(command), incidents, &result);
        if result.is_ok() {
            self.tell_change();
        }
        result
    }

    /// Wakes who waits for something to do.
    fn tell_change(&self) {
        self.changes.send_modify(|commits| *commits += 1);
    }
}

/// Everything a zaak may need after the files have changed, as far as the catalogue before did not hold it.
fn blobs(catalog: &Catalog, before: Option<&Catalog>) -> Vec<(Digest, String, String)> {
    let blobs = catalog.blobs_naast(before).into_iter();
    blobs
        .map(|blob| {
            (
                blob.digest,
                blob.soort.naam().to_owned(),
                blob.inhoud.to_string(),
            )
        })
        .collect()
}

fn commit_of(
    knowledge: &Knowledge,
    decision: Decision,
    envelope: &Envelope,
    verwacht: Option<u32>,
    melding: Option<Ontvangst>,
    inbox: Option<i64>,
) -> Commit {
    Commit {
        oorzaak: envelope.oorzaak.clone(),
        verwacht,
        zaak: decision.zaak,
        regels: decision.regels,
        effects: decision.effects,
        kalender: knowledge.catalog.kalenderdigest().clone(),
        melding,
        inbox,
    }
}

#[cfg(test)]
mod tests;
