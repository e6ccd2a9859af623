//! The bureau at work: at its moments of the day people look at what lies open and act by their plan.
//!
//! Nothing here is left to chance, so that two runs are the same. Everything goes in by the doors that the
//! daemon has: `engine.melding` and `engine.act`. A zaak is looked at when something was written in it or the
//! day comes on which its plan wants something. Easy to get wrong: a plan is about a zaak and all that it
//! starts, and a taak done a second time may be done otherwise.

mod dagen;
mod uitkijk;
mod velden;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Europe::Amsterdam;
use serde_json::Map;
use std::collections::{BTreeMap, BTreeSet};

use self::dagen::{due, happens, later};
use super::draaiboek::{Draaiboek, Plan, Stap, Voorval};
use crate::definition::bureau::Zoek;
use crate::engine::{Engine, EngineFout, Gedaan, Intake};
use crate::store::Store;
use crate::worker::advance::{Onderweg, Roosters, advance_to};
use crate::worker::outbox::Uitgang;
use crate::zaak::{Act, Gebeurtenis, Melding, RegelId, Rol, Taak, Zaak, ZaakId};

/// How long one act takes; mails of the same hour to one person still share a mail.
const HANDELING: TimeDelta = TimeDelta::minutes(2);
/// How often one taak of a zaak is tried; more is a plan that goes round in a circle.
const MAX_KEER: usize = 12;

/// An act that did not fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Geweigerd {
    pub zaak: ZaakId,
    pub door: String,
    pub op: NaiveDate,
    pub waarom: String,
}

/// A mistake that someone will see.
struct Vergissing {
    op: NaiveDate,
    regel: RegelId,
    door: String,
    reden: String,
}

/// What the bureau did.
#[derive(Debug, Clone, Default)]
pub struct Geteld {
    pub meldingen: usize,
    pub handelingen: usize,
    pub onderweg: Onderweg,
}

/// The people of the bureau and the families.
pub struct Kantoor<'a, S> {
    engine: &'a Engine<S>,
    uitgang: &'a Uitgang,
    draaiboek: &'a Draaiboek,
    plannen: BTreeMap<ZaakId, (&'a Plan, &'a Melding)>,
    keren: BTreeMap<(ZaakId, String), usize>,
    /// Taken at which someone was refused: he looks again the next day.
    morgen: BTreeMap<(ZaakId, u32), NaiveDate>,
    voorgevallen: BTreeSet<(ZaakId, usize)>,
    /// The day on which a zaak asks for something next, if nothing happens before.
    straks: BTreeMap<ZaakId, NaiveDate>,
    /// The moment of the last line that was seen.
    gezien: DateTime<Utc>,
    vergissingen: Vec<Vergissing>,
    pub geweigerd: Vec<Geweigerd>,
    pub geteld: Geteld,
}

impl<'a, S: Store> Kantoor<'a, S> {
    pub fn new(engine: &'a Engine<S>, uitgang: &'a Uitgang, draaiboek: &'a Draaiboek) -> Self {
        Self {
            engine,
            uitgang,
            draaiboek,
            plannen: BTreeMap::new(),
            keren: BTreeMap::new(),
            morgen: BTreeMap::new(),
            voorgevallen: BTreeSet::new(),
            straks: BTreeMap::new(),
            gezien: DateTime::UNIX_EPOCH,
            vergissingen: Vec::new(),
            geweigerd: Vec::new(),
            geteld: Geteld::default(),
        }
    }

    /// Lets time pass.
    ///
    /// # Errors
    /// When the store fails or a file cannot be written.
    pub async fn until(&mut self, to: DateTime<Utc>) -> anyhow::Result<()> {
        let done = advance_to(self.engine, self.uitgang, Roosters::Uit, to).await?;
        self.geteld.onderweg.commands += done.commands;
        self.geteld.onderweg.uit.add(done.uit);
        Ok(())
    }

    /// Takes in a melding.
    ///
    /// # Errors
    /// When it is refused or the store fails.
    pub async fn receive(&mut self, melding: &'a Melding) -> anyhow::Result<()> {
        let intake = self.engine.melding(melding.clone()).await?;
        self.geteld.meldingen += 1;
        if let (Intake::Geopend(zaak), Some(plan)) = (intake, self.draaiboek.plan(&melding.kenmerk))
        {
            self.plannen.insert(zaak, (plan, melding));
        }
        self.pause().await
    }

    /// Everyone looks at his work, and does what he would do today.
    ///
    /// # Errors
    /// When the store fails or a file cannot be written.
    pub async fn work(&mut self) -> anyhow::Result<()> {
        self.undo_mistakes().await?;
        let today = self.today();
        let mut wanted = self.changed().await?;
        let due = self.straks.iter().filter(|(_, dag)| **dag <= today);
        wanted.extend(due.map(|(zaak, _)| *zaak));
        for id in wanted {
            self.straks.remove(&id);
            let Some(zaak) = self.engine.store().find(id).await? else {
                continue;
            };
            self.adopt(&zaak);
            let Some((plan, melding)) = self.plannen.get(&id).copied() else {
                continue;
            };
            // One act may open the next; each is decided on what then stands.
            let mut zaak = Some(zaak);
            while let Some(current) = zaak.filter(Zaak::is_open) {
                zaak = if self.next(plan, melding, &current).await? {
                    self.engine.store().find(id).await?
                } else {
                    let next = self.next_day(plan, melding, &current);
                    self.straks.extend(next.map(|dag| (id, dag)));
                    None
                };
            }
        }
        Ok(())
    }

    /// The zaak whose plan asks to be shown, and what it shows.
    pub fn shown(&self) -> Option<(ZaakId, String)> {
        let mut zaken = self.plannen.iter();
        let shown = zaken.find(|(_, (plan, _))| plan.dossier);
        shown.map(|(zaak, (plan, _))| (*zaak, plan.wat.clone()))
    }

    /// A zaak that another started follows the plan of that other.
    fn adopt(&mut self, zaak: &Zaak) {
        let parent = zaak.ouder.as_ref().map(|ouder| ouder.zaak);
        if let Some(plan) = parent.and_then(|ouder| self.plannen.get(&ouder)).copied() {
            self.plannen.entry(zaak.id).or_insert(plan);
        }
    }

    /// Does one thing that is due in this zaak; `false` when there is none.
    async fn next(
        &mut self,
        plan: &'a Plan,
        melding: &'a Melding,
        zaak: &Zaak,
    ) -> anyhow::Result<bool> {
        let today = self.today();
        let mut events = self.draaiboek.voorvallen(plan, melding, &zaak.procedure);
        let event = events.find(|(index, voorval)| {
            !self.voorgevallen.contains(&(zaak.id, *index))
                && happens(voorval, zaak).is_some_and(|dag| dag <= today)
        });
        if let Some((index, voorval)) = event {
            self.voorgevallen.insert((zaak.id, index));
            self.event(voorval, melding, zaak).await?;
            return Ok(true);
        }
        for taak in zaak.open_taken() {
            let keer = self.keer(zaak, taak);
            let step = self.draaiboek.stap(plan, &zaak.procedure, &taak.naam, keer);
            let waits = self.morgen.get(&(zaak.id, taak.nummer)) >= Some(&today);
            let Some(step) = step.filter(|_| keer < MAX_KEER && !waits) else {
                continue;
            };
            if due(step, plan.traag, taak, zaak).is_some_and(|dag| dag <= today) {
                *self.keren.entry((zaak.id, taak.naam.clone())).or_default() += 1;
                self.complete(step, melding, zaak, taak).await?;
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn complete(
        &mut self,
        step: &Stap,
        melding: &Melding,
        zaak: &Zaak,
        taak: &Taak,
    ) -> anyhow::Result<()> {
        let door = match &step.door {
            Some(door) => door.clone(),
            None => self.who(zaak, taak.voor, taak.boa),
        };
        let act = Act {
            taak: Some(taak.naam.clone()),
            uitkomst: Some(step.uitkomst.clone()),
            gegevens: self.fields(&step.gegevens, melding, zaak)?,
            ..self.act_of(zaak.id, &door)
        };
        let done = self.act(act).await?;
        if !done {
            self.morgen.insert((zaak.id, taak.nummer), self.today());
        }
        if let (true, Some(days)) = (done, step.herstel_na) {
            let last = self.engine.store().historie(zaak.id).await?;
            let line = last.iter().rev().find(|regel| {
                matches!(&regel.gebeurtenis, Gebeurtenis::TaakGereed { naam, .. } if *naam == taak.naam)
            });
            if let Some(line) = line {
                self.vergissingen.push(Vergissing {
                    op: later(self.today(), days),
                    regel: line.id,
                    door,
                    reden: step.reden.clone().unwrap_or_default(),
                });
            }
        }
        Ok(())
    }

    async fn event(
        &mut self,
        voorval: &Voorval,
        melding: &Melding,
        zaak: &Zaak,
    ) -> anyhow::Result<()> {
        let rol = if voorval.gebeurtenis.is_some() && !voorval.boa {
            Rol::Administratie
        } else {
            Rol::Leerplichtambtenaar
        };
        let door = self.who(zaak, rol, voorval.boa);
        let act = Act {
            datum: (voorval.gebeurd != 0).then(|| later(self.today(), voorval.gebeurd)),
            gebeurtenis: voorval.gebeurtenis.clone(),
            afwijken: voorval.afwijken.clone(),
            verdagen: voorval.verdagen.clone(),
            termijn: voorval.termijn.clone(),
            notitie: voorval.notitie.clone(),
            contact: voorval.contact.clone(),
            afspraak: match &voorval.afspraak {
                Some(told) => Some(self.appointment(told, melding, zaak)?),
                None => None,
            },
            verzetten: voorval.verzetten,
            nagekomen: voorval.nagekomen,
            niet_nagekomen: voorval.niet_nagekomen,
            afgezegd: voorval.afgezegd,
            document: voorval.document.clone(),
            reden: voorval.reden.clone(),
            gegevens: self.fields(&voorval.gegevens, melding, zaak)?,
            ..self.act_of(zaak.id, &door)
        };
        self.act(act).await?;
        Ok(())
    }

    async fn undo_mistakes(&mut self) -> anyhow::Result<()> {
        let today = self.today();
        let (seen, later): (Vec<_>, Vec<_>) = std::mem::take(&mut self.vergissingen)
            .into_iter()
            .partition(|vergissing| vergissing.op <= today);
        self.vergissingen = later;
        for vergissing in seen {
            let act = Act {
                herstel: Some(vergissing.regel.to_string()),
                reden: Some(vergissing.reden),
                ..self.act_of(vergissing.regel.zaak, &vergissing.door)
            };
            self.act(act).await?;
        }
        Ok(())
    }

    /// Does an act and lets its time pass; `false` when it was refused.
    async fn act(&mut self, act: Act) -> anyhow::Result<bool> {
        let done = match self.engine.act(&act).await {
            Ok(Gedaan::Veranderd(_) | Gedaan::Niets(_)) => true,
            Err(EngineFout::Refusal(refusal)) => {
                let zaak = act.zaak.as_deref().and_then(|zaak| zaak.parse().ok());
                self.geweigerd.push(Geweigerd {
                    zaak: zaak.unwrap_or(ZaakId(0)),
                    door: act.door,
                    op: self.today(),
                    waarom: refusal.to_string(),
                });
                false
            }
            Err(fout) => return Err(fout.into()),
        };
        self.geteld.handelingen += usize::from(done);
        self.pause().await?;
        Ok(done)
    }

    async fn pause(&mut self) -> anyhow::Result<()> {
        self.until(self.engine.clock().now() + HANDELING).await
    }

    fn act_of(&self, zaak: ZaakId, door: &str) -> Act {
        let op = self.engine.clock().now().with_timezone(&Amsterdam);
        Act {
            op: op.fixed_offset(),
            datum: None,
            zaak: Some(zaak.to_string()),
            door: door.to_owned(),
            kenmerk: None,
            versie: None,
            gegevens: Map::new(),
            taak: None,
            uitkomst: None,
            gebeurtenis: None,
            opschorten: None,
            hervatten: None,
            verdagen: None,
            termijn: None,
            afwijken: None,
            notitie: None,
            herstel: None,
            intrekken: None,
            sluiten: None,
            reden: None,
            zaken: None,
            contact: None,
            afspraak: None,
            verzetten: None,
            nagekomen: None,
            niet_nagekomen: None,
            afgezegd: None,
            document: None,
        }
    }

    /// Who in the bureau does this today.
    fn who(&self, zaak: &Zaak, rol: Rol, boa: bool) -> String {
        let catalog = self.engine.catalog();
        let found = catalog.bureau(&zaak.bureau).map(|bureau| {
            bureau.wie(Zoek {
                rol,
                gemeente: &zaak.gemeente,
                school: None,
                boa,
                behandelaar: zaak.behandelaar.as_ref(),
                dag: self.today(),
            })
        });
        let someone = found.unwrap_or_default().into_iter();
        someone
            .filter_map(|aan| aan.medewerker)
            .map(|medewerker| medewerker.0)
            .next()
            .unwrap_or_default()
    }

    fn today(&self) -> NaiveDate {
        self.engine
            .clock()
            .now()
            .with_timezone(&Amsterdam)
            .date_naive()
    }
}
