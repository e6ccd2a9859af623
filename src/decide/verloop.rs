//! One command at work: the lines it makes, the effects it asks, and the state as it changes.
//!
//! Easy to get wrong: changing `zaak` by hand. Only `emit` changes it, through `evolve`.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Amsterdam;

use super::{Context, Decision};
use crate::zaak::evolve::evolve;
use crate::zaak::{Effect, Gebeurtenis, MedewerkerId, Regel, RegelId, Zaak, ZaakId};

/// How many fasen one command may pass through; more is a circle that `check` would have found.
const MAX_FASEN: u32 = 50;

#[derive(Clone)]
pub(super) struct Verloop<'a> {
    pub context: Context<'a>,
    id: ZaakId,
    zaak: Option<Zaak>,
    versie: u32,
    /// When the command is recorded.
    pub op: DateTime<Utc>,
    /// The day of `op` in Amsterdam.
    pub vandaag: NaiveDate,
    /// The day it happened; consequences are dated by it.
    pub datum: NaiveDate,
    pub door: Option<MedewerkerId>,
    /// The line that causes what is emitted now.
    pub oorzaak: Option<RegelId>,
    pub regels: Vec<Regel>,
    pub effects: Vec<Effect>,
    fasen: u32,
    /// Nobody is mailed about an incident: who asked for this command is told of it.
    pub quiet: bool,
}

impl<'a> Verloop<'a> {
    pub fn new(context: Context<'a>, id: ZaakId, zaak: Option<Zaak>, op: DateTime<Utc>) -> Self {
        let vandaag = op.with_timezone(&Amsterdam).date_naive();
        let versie = zaak.as_ref().map_or(0, |zaak| zaak.versie) + 1;
        Self {
            context,
            id,
            zaak,
            versie,
            op,
            vandaag,
            datum: vandaag,
            door: None,
            oorzaak: None,
            regels: Vec::new(),
            effects: Vec::new(),
            fasen: 0,
            quiet: false,
        }
    }

    /// The id that the next line gets.
    pub fn next_id(&self) -> RegelId {
        let previous = self.zaak.as_ref().map_or(0, |zaak| zaak.regels);
        RegelId {
            zaak: self.id,
            nummer: previous + 1,
        }
    }

    /// Records a line, dated `self.datum`, and gives its id.
    pub fn emit(&mut self, gebeurtenis: Gebeurtenis) -> RegelId {
        let id = self.next_id();
        let mut regel = Regel {
            id,
            versie: self.versie,
            op: self.op,
            datum: self.datum,
            fase: String::new(),
            door: self.door.clone(),
            door_id: self.oorzaak,
            gebeurtenis,
        };
        self.zaak = evolve(self.zaak.take(), &regel);
        if let Some(zaak) = &self.zaak {
            regel.fase.clone_from(&zaak.fase);
        }
        self.regels.push(regel);
        id
    }

    /// Runs `work` with this line as the cause of what it emits.
    pub fn caused_by(&mut self, oorzaak: RegelId, work: impl FnOnce(&mut Self)) {
        let outer = self.oorzaak.replace(oorzaak);
        work(self);
        self.oorzaak = outer;
    }

    /// Runs `work` with a line of this zaak as its cause, by number; 0 is no line.
    pub fn because_of<T>(&mut self, nummer: u32, work: impl FnOnce(&mut Self) -> T) -> T {
        let cause = (nummer > 0).then_some(RegelId {
            zaak: self.id,
            nummer,
        });
        let outer = std::mem::replace(&mut self.oorzaak, cause);
        let made = work(self);
        self.oorzaak = outer;
        made
    }

    /// The state as it stands; an unborn zaak is `None`.
    pub fn find_zaak(&self) -> Option<&Zaak> {
        self.zaak.as_ref()
    }

    /// Whether one more fase may be entered in this command.
    pub fn may_enter(&mut self) -> bool {
        self.fasen += 1;
        self.fasen <= MAX_FASEN
    }

    pub fn finish(mut self) -> Option<Decision> {
        self.fill_letters();
        let zaak = self.zaak?;
        if self.regels.is_empty() {
            return None;
        }
        Some(Decision {
            zaak,
            regels: self.regels,
            effects: self.effects,
        })
    }
}
