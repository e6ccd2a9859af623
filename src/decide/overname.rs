//! A zaak that ran elsewhere goes on here, straight in the fase it was in: as if it had been here all along, without
//! doing again what was done there.
//!
//! ```text
//!  row ──keur──▶ faults        born, fields, fase ──▶ what outlived earlier fasen; its own taken and terms as of `sinds`
//!                                                       │ its clock: suspended, extended, in default
//!                                                       │ what is past: recorded, nobody is mailed
//!                                                       └ what is to come: armed
//! ```
//! Nothing of `bij_binnenkomst` is done and no `verstreken` has its gevolg: a person decides about what is past.
//! Easy to get wrong: what is begun today. The day of a taak of the fase is `sinds`; one that asks for what is missing
//! here begins today, or it would be late at birth.

mod eerder;
mod keur;
mod klok;
mod plan;
mod twijfel;

use serde_json::Value;

use super::incidenten::filled;
use super::ingebouwd;
use super::timers::local;
use super::verloop::Verloop;
use crate::definition::procedure::Gevolg;
use crate::kalender::datum_kort;
use crate::zaak::overname::{Herkomst, Overname, Overneming};
use crate::zaak::termijn::RungSoort;
use crate::zaak::{Effect, Gebeurtenis, MedewerkerId, Refusal, Rung, Termijn};

pub use eerder::NietBegonnen;
pub use keur::{OvernameFout, keur};
pub use plan::{Overnameplan, Overnamestap, Overnametaak, Overnametermijn, Voorbij, plan, voorbij};

/// How many moments that are past one zaak may have; more is a circle.
const MAX_RONDEN: usize = 1_000;
const VOORBIJ: &str = "niet gemaild, want dit moment was al voorbij toen de zaak werd overgenomen";
const VERSTREKEN: &str =
    "al verstreken toen de zaak werd overgenomen; wat daarop volgt, is niet vanzelf gedaan";

impl Verloop<'_> {
    /// Opens a zaak in the fase it was in elsewhere.
    pub(super) fn overname(&mut self, act: &Overneming) -> Result<(), Refusal> {
        self.admit_beheer(&act.door)?;
        let door = self.door.take();
        let reden = filled(&act.reden)?;
        let mut fouten = keur(&act.overname, &self.context, self.vandaag);
        let mut attempt = self.clone();
        if fouten.is_empty() && self.find_zaak().is_none() {
            fouten = attempt.take_over(act, door, &reden);
        }
        if !fouten.is_empty() {
            let told = fouten.iter().map(ToString::to_string).collect();
            return Err(Refusal::MeldingOnbruikbaar(told));
        }
        *self = attempt;
        Ok(())
    }

    /// All of it; what of its clock does not fit is told, and then nothing of this may be kept.
    fn take_over(
        &mut self,
        act: &Overneming,
        door: Option<MedewerkerId>,
        reden: &str,
    ) -> Vec<OvernameFout> {
        let (overname, melding) = (&act.overname, &act.gemelde.melding);
        self.datum = melding.ontvangen;
        self.quiet = true;
        let betrokkene = self.betrokkene(&act.gemelde);
        self.open(
            melding.gemeente.clone(),
            betrokkene,
            None,
            Some(melding),
            &[],
        );
        let uitleg = format!(
            "overgenomen uit {} op {}; melding {}, ontvangen {}",
            melding.bron,
            datum_kort(self.vandaag),
            melding.kenmerk,
            datum_kort(melding.ontvangen)
        );
        let id = self.emit(Gebeurtenis::Gemeld {
            melding: act.gemelde.id,
            telt: true,
            af: false,
            uitleg,
        });
        let mut fouten = Vec::new();
        self.caused_by(id, |verloop| {
            verloop.recall(overname, door.as_ref(), reden);
            verloop.stand_in(overname);
            fouten = verloop.stand_still(overname);
            verloop.run_past(door.as_ref());
            verloop.datum = verloop.vandaag;
            if !verloop.missing(melding).is_empty() {
                verloop.open_named(ingebouwd::AANVULLEN);
            }
            verloop.stand_in_for_others(overname);
            verloop.watch_standstill();
        });
        fouten
    }

    /// What is known of the time before.
    fn recall(&mut self, overname: &Overname, door: Option<&MedewerkerId>, reden: &str) {
        let procedure = self.context.procedure;
        let (velden, datums) = overname
            .datums
            .clone()
            .into_iter()
            .partition(|(naam, _)| keur::is_datumveld(procedure, naam));
        let velden: std::collections::BTreeMap<_, _> = velden;
        let onbekend = eerder::niet_begonnen(overname, procedure);
        let onbekend = onbekend.into_iter().filter(|niet| niet.wettelijk);
        let onbekend = onbekend.map(|niet| niet.naam).collect();
        self.datum = self.vandaag;
        self.door = door.cloned();
        self.emit(Gebeurtenis::Overgenomen(Box::new(Herkomst {
            bron: overname.melding.bron.clone(),
            reden: reden.to_owned(),
            datums,
            stand: Some(overname.stand()),
            onbekend,
        })));
        self.door = None;
        self.datum = overname.melding.ontvangen;
        self.take_fields(&overname.melding.gegevens);
        for (naam, dag) in velden {
            self.set(&naam, Value::String(dag.to_string()));
        }
        if let Some(behandelaar) = &overname.behandelaar {
            self.emit(Gebeurtenis::BehandelaarGezet {
                behandelaar: Some(MedewerkerId(behandelaar.clone())),
                reden: "zo is de zaak overgenomen".to_owned(),
            });
        }
        if let Some(tekst) = overname.notitie.as_ref().filter(|t| !t.trim().is_empty()) {
            self.datum = self.vandaag;
            let regel = self.emit(Gebeurtenis::Genoteerd);
            let tekst = tekst.clone();
            self.effects.push(Effect::Notitie { regel, tekst });
        }
        // The 18th birthday asks for a handover; one that is past is listed.
        let achttien = self.find_zaak().and_then(|zaak| zaak.achttien_op);
        if let Some(op) = achttien.filter(|op| *op <= self.vandaag) {
            self.datum = op;
            self.emit(Gebeurtenis::AchttienBehandeld);
        }
    }

    /// The fase it is in, with its taken and terms, and those of earlier fasen that stay.
    fn stand_in(&mut self, overname: &Overname) {
        let procedure = self.context.procedure;
        let Some(def) = procedure.fasen.get(&overname.fase) else {
            return;
        };
        self.datum = overname.sinds;
        let id = self.emit(Gebeurtenis::FaseBereikt {
            fase: overname.fase.clone(),
            titel: def.titel.clone(),
            grondslag: procedure.grondslag.clone(),
            laag: def.laag.clone(),
        });
        let done = |naam: &str| overname.datums.contains_key(naam);
        self.caused_by(id, |verloop| {
            verloop.stand_on(overname);
            verloop.begin_work(&overname.fase, def, done);
        });
    }

    /// Records what is past, each on its own day, in the order in which it was.
    fn run_past(&mut self, door: Option<&MedewerkerId>) {
        for _ in 0..MAX_RONDEN {
            let Some((termijn, rung)) = self.first_due() else {
                return;
            };
            self.datum = local(rung.due_at);
            if rung.soort != RungSoort::Verstreken {
                self.because_of(termijn.regel, |verloop| {
                    verloop.pass_by(&termijn, &rung, VOORBIJ);
                });
                continue;
            }
            let uitleg = format!("{VERSTREKEN}; {}", termijn.uitleg);
            // An act of a person: an act told late takes back only what the clock did.
            self.door = door.cloned();
            let id = self.because_of(termijn.regel, |verloop| {
                verloop.run_out(&termijn, &rung, &uitleg)
            });
            self.door = None;
            self.caused_by(id, |verloop| verloop.recount_on(&termijn.naam));
        }
    }

    fn first_due(&self) -> Option<(Termijn, Rung)> {
        let due = self.find_zaak()?.armed();
        let due = due.filter(|(_, rung)| rung.due_at <= self.op);
        let first = due.min_by_key(|(termijn, rung)| (rung.due_at, termijn.nummer, rung.nummer));
        first.map(|(termijn, rung)| (termijn.clone(), rung.clone()))
    }

    /// Where the fase waits for the end of another procedure, that one runs elsewhere: a taak asks how it ends.
    fn stand_in_for_others(&mut self, overname: &Overname) {
        let Some(procedure) = self.waits_elsewhere(&overname.fase) else {
            return;
        };
        let id = self.emit(Gebeurtenis::ProcedureGestart {
            procedure: procedure.clone(),
            wacht: true,
        });
        let naam = ingebouwd::buiten(&procedure);
        self.caused_by(id, |verloop| verloop.open_named(&naam));
    }

    /// The one procedure that a fase waits for, unless an open taak of it is still to start that.
    fn waits_elsewhere(&self, fase: &str) -> Option<String> {
        let def = self.context.procedure.fasen.get(fase)?;
        let mut waits = def.wacht_op.keys();
        let (Some(procedure), None) = (waits.next(), waits.next()) else {
            return None;
        };
        let starts = |gevolg: &Gevolg| gevolg.start.contains(procedure);
        let mut open = self.find_zaak()?.open_taken();
        let still = open.any(|taak| {
            let def = def.taken.get(&taak.naam);
            def.is_some_and(|def| def.uitkomsten.values().flatten().any(starts))
        });
        (!still).then(|| procedure.clone())
    }
}
