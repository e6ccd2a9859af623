//! Taking a running zaak along to another version of its definition (AI art. 25): as far as it fits, whole or
//! not at all.
//!
//! ```text
//! zaak, caught up with the clock ──compare old and new──▶ Migratieplan ──▶ gelijk: nothing
//!                                                              │           blijft: why, and what a person can do
//!                                                              └─ mee ───▶ gemigreerd, then each term that differs
//! ```
//! What may have been told to people stands: rungs that fired, and the end of a term unless moving it was asked.
//! Easy to get wrong: what is due now. It is done first, by the definition under which it fell due.

mod beletsel;
mod hertelling;
mod nieuw;
mod plan;
mod taken;
mod termijnen;

use chrono::{DateTime, Utc};

pub(super) use plan::wanneer;
pub use plan::{
    Begint, Beletsel, Deellot, Lot, Migratieplan, Staplot, TaakLot, TermijnLot, Traplot, Wijziging,
};

use super::incidenten::filled;
use super::verloop::Verloop;
use super::{Context, Doel};
use crate::definition::procedure::{Gevolg, Procedure};
use crate::kalender::datum_kort;
use crate::zaak::migratie::{Migratiekeuze, Migreer, Overgang};
use crate::zaak::persoon::wordt;
use crate::zaak::termijn::RungSoort;
use crate::zaak::{Gebeurtenis, Refusal, Rung, Termijn, TermijnStatus, Zaak};

/// Why nobody is mailed about a rung that passed.
const VOORBIJ: &str = "niet gemaild, want toen de zaak overging op een andere versie van de definitie was dit moment al voorbij";

/// What taking a zaak along to `context.doel` would do now; `None` without such a goal.
pub fn plan(
    context: Context<'_>,
    zaak: &Zaak,
    op: DateTime<Utc>,
    keuze: Migratiekeuze,
) -> Option<Migratieplan> {
    let verloop = Verloop::new(context, zaak.id, Some(zaak.clone()), op).caught_up();
    let doel = context.doel?;
    Vergelijking::new(&verloop, doel, keuze).plan()
}

/// A zaak under its old and under its new definition.
struct Vergelijking<'a> {
    oud: Verloop<'a>,
    nieuw: Verloop<'a>,
    doel: Doel<'a>,
    keuze: Migratiekeuze,
}

impl<'a> Verloop<'a> {
    /// Goes over to another version, or is told why that does not fit.
    pub(super) fn migreer(&mut self, act: &Migreer) -> Result<(), Refusal> {
        self.admit_beheer(&act.door)?;
        let door = self.door.take();
        let reden = filled(&act.reden)?;
        let mut attempt = self.clone().caught_up();
        let (Some(doel), Some(zaak)) = (self.context.doel, attempt.find_zaak()) else {
            return Ok(());
        };
        let Some(plan) = Vergelijking::new(&attempt, doel, act.keuze).plan() else {
            return Ok(());
        };
        match plan.lot {
            Lot::Gelijk => return Ok(()),
            Lot::Blijft => {
                return Err(Refusal::NietMeeTeNemen {
                    zaak: zaak.id,
                    waarom: plan.waarom(),
                });
            }
            Lot::Mee => {}
        }
        let overgang = Overgang {
            van: zaak.definitie.clone(),
            naar: doel.definitie.clone(),
            versie: act.versie.clone(),
            reden,
            uitleg: told(&plan),
            onthouden: doel.procedure.onthouden.clone(),
            taken: plan.taken.iter().filter_map(|t| t.wordt.clone()).collect(),
        };
        attempt.door = door;
        let id = attempt.emit(Gebeurtenis::Gemigreerd(Box::new(overgang)));
        // One act of a person; what follows from it is not his.
        attempt.door = None;
        let before = attempt.context.procedure;
        attempt.context.procedure = doel.procedure;
        attempt.context.definitie = doel.definitie;
        attempt.caused_by(id, |verloop| verloop.run_on(&plan, before));
        *self = attempt;
        Ok(())
    }

    /// What is due is done, each on its own day; then it is today again.
    fn caught_up(mut self) -> Self {
        self.timers();
        self.datum = self.vandaag;
        self.oorzaak = None;
        self.door = None;
        self
    }

    /// What the new version asks of terms, of the 18th birthday and of what stands still.
    fn run_on(&mut self, plan: &Migratieplan, before: &Procedure) {
        for over in plan.termijnen.iter().filter_map(|lot| lot.wordt.clone()) {
            let (nummer, naam, einde) = (over.termijn, over.naam.clone(), over.einde);
            let id = self.emit(Gebeurtenis::TermijnOvergezet(Box::new(over)));
            self.caused_by(id, |verloop| {
                verloop.pass(nummer);
                if let Some(einde) = einde {
                    verloop.dated(nummer, einde);
                    if verloop.costs_dwangsom(&naam) {
                        verloop.check_premature(einde);
                    }
                }
            });
        }
        for begint in &plan.begint {
            if let Some(termijn) = self.begin_new(begint) {
                self.pass(termijn.nummer);
            }
        }
        if before.na_achttien != self.context.procedure.na_achttien {
            let born = self.context.gemelde.and_then(|gemelde| {
                let jongere = gemelde.melding.jongere.as_ref()?;
                wordt(jongere.geboortedatum, 18)
            });
            self.set_birthday(born);
        }
        if plan.bewaak {
            self.watch_standstill();
        }
    }

    /// Records the rungs of a new ladder whose moment has passed; nobody is mailed about them.
    fn pass(&mut self, nummer: u32) {
        let Some(termijn) = self.find_zaak().and_then(|zaak| zaak.termijn(nummer)) else {
            return;
        };
        let termijn = termijn.clone();
        let op = self.op;
        for rung in termijn.armed().filter(|rung| has_passed(rung, op)) {
            self.pass_by(&termijn, rung, VOORBIJ);
        }
    }
}

/// Whether the moment of a rung of a new ladder has passed; a term itself runs out by the clock.
fn has_passed(rung: &Rung, op: DateTime<Utc>) -> bool {
    rung.soort != RungSoort::Verstreken && rung.due_at <= op
}

impl<'a> Vergelijking<'a> {
    fn new(verloop: &Verloop<'a>, doel: Doel<'a>, keuze: Migratiekeuze) -> Self {
        let mut nieuw = verloop.clone();
        nieuw.context.procedure = doel.procedure;
        nieuw.context.definitie = doel.definitie;
        Self {
            oud: verloop.clone(),
            nieuw,
            doel,
            keuze,
        }
    }

    fn oude(&self) -> &'a Procedure {
        self.oud.context.procedure
    }

    fn plan(&self) -> Option<Migratieplan> {
        let zaak = self.oud.find_zaak()?;
        let same = zaak.definitie == *self.doel.definitie;
        let mut plan = Migratieplan {
            naar: Some(self.doel.definitie.clone()),
            ..Migratieplan::empty(zaak)
        };
        if same && !self.keuze.termijnen {
            return Some(plan);
        }
        plan.beletselen = self.beletselen(zaak);
        plan.taken = zaak.open_taken().map(|taak| self.taak(taak)).collect();
        plan.termijnen = self.termijnen(zaak);
        plan.bewaak = self.stands_still_for_ever(zaak);
        let nieuw = self.nieuw(zaak);
        (plan.begint, plan.let_op) = (nieuw.begint, nieuw.let_op);
        let more = self.let_op(zaak, &plan);
        plan.let_op.extend(more);
        let moves =
            || !plan.begint.is_empty() || plan.termijnen.iter().any(|lot| lot.wordt.is_some());
        plan.lot = match plan.beletselen.is_empty() {
            false => Lot::Blijft,
            true if same && !moves() => Lot::Gelijk,
            true => Lot::Mee,
        };
        Some(plan)
    }

    /// Whether something stands still that the present fase could let run on, and can no more.
    fn stands_still_for_ever(&self, zaak: &Zaak) -> bool {
        let resumes = |procedure: &Procedure, naam: &String| {
            let here = procedure.fasen.get(&zaak.fase).into_iter();
            let here = here.flat_map(|fase| fase.gevolgen());
            let mut all = here.chain(procedure.gevolgen_overal());
            all.any(|gevolg: &Gevolg| gevolg.hervat.contains(naam))
        };
        let still = |termijn: &&Termijn| termijn.status == TermijnStatus::Opgeschort;
        zaak.termijnen.iter().filter(still).any(|termijn| {
            resumes(self.oude(), &termijn.naam) && !resumes(self.doel.procedure, &termijn.naam)
        })
    }

    /// What a person must know beside it.
    fn let_op(&self, zaak: &Zaak, plan: &Migratieplan) -> Vec<String> {
        let mut told = Vec::new();
        let (oude, nieuwe) = (self.oude(), self.doel.procedure);
        let asked = |(naam, veld): &(&String, &crate::definition::procedure::Veld)| {
            veld.verplicht
                && !oude.gegevens.contains_key(*naam)
                && !zaak.gegevens.contains_key(*naam)
        };
        for (naam, _) in nieuwe.gegevens.iter().filter(asked) {
            told.push(format!(
                "gegeven `{naam}` is nieuw en verplicht, en in deze zaak nog niet ingevuld"
            ));
        }
        // A lapse that could be taken back on the old version may have nothing to go back to on the new.
        let lapse = self.oud.last_lapse(|_, _| true);
        if let Some((regel, nummer)) =
            lapse.filter(|_| self.nieuw.last_lapse(|_, _| true).is_none())
        {
            let naam = zaak
                .termijn(nummer)
                .map_or("", |termijn| termijn.naam.as_str());
            told.push(format!(
                "termijn `{naam}` verstreek op {}; wat daarvóór is gebeurd en pas na de overgang wordt verteld, neemt dat niet meer terug",
                datum_kort(regel.datum)
            ));
        }
        if plan.bewaak {
            told.push("een opgeschorte termijn kan in deze fase niet meer vanzelf hervatten; taak `opschorting-bewaken` gaat open".to_owned());
        }
        match (oude.na_achttien, nieuwe.na_achttien) {
            (false, true) if zaak.achttien_op.is_some() => {
                told.push("de zaak gaat door als de jongere 18 wordt".to_owned());
            }
            (true, false) => told
                .push("als de jongere 18 wordt, gaat de zaak naar het Doorstroompunt".to_owned()),
            _ => {}
        }
        told
    }
}

/// What changed, as one sentence for the dossier.
fn told(plan: &Migratieplan) -> String {
    let mut parts = Vec::new();
    let names = |all: Vec<&str>| {
        all.iter()
            .map(|naam| format!("`{naam}`"))
            .collect::<Vec<_>>()
            .join(", ")
    };
    let taken = plan.taken.iter().filter(|lot| !lot.wijzigingen.is_empty());
    let taken: Vec<&str> = taken.map(|lot| lot.taak.as_str()).collect();
    if !taken.is_empty() {
        parts.push(format!("anders zijn de taken {}", names(taken)));
    }
    for lot in plan.termijnen.iter().filter(|lot| lot.verplaatst) {
        let dag =
            |dag: Option<chrono::NaiveDate>| dag.map_or("nog geen datum".to_owned(), datum_kort);
        let (van, naar) = (
            dag(lot.einde),
            dag(lot.wordt.as_ref().and_then(|over| over.einde)),
        );
        parts.push(format!("termijn `{}` van {van} naar {naar}", lot.termijn));
    }
    let stands = plan
        .termijnen
        .iter()
        .filter(|lot| !lot.verplaatst && lot.lot == Deellot::Verandert);
    let stands: Vec<&str> = stands.map(|lot| lot.termijn.as_str()).collect();
    if !stands.is_empty() {
        parts.push(format!(
            "anders, met hetzelfde einde, zijn de termijnen {}",
            names(stands)
        ));
    }
    for begint in &plan.begint {
        let einde = begint.einde.map_or(String::new(), |einde| {
            format!(", tot en met {}", datum_kort(einde))
        });
        parts.push(format!("nieuw is termijn `{}`{einde}", begint.termijn));
    }
    if parts.is_empty() {
        return "aan de open taken en termijnen verandert niets".to_owned();
    }
    parts.join("; ")
}
