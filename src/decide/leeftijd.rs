//! A corrected date of birth: the 18th birthday comes on another day, in every open zaak of the jongere.
//!
//! ```text
//! handed over at birth of the zaak, a minor after all ──▶ it begins as it should have
//! handed over on the 18th birthday, not 18 yet        ──▶ that is taken back, as a lapse would be
//! a person said it, or acted since                    ──▶ an incident: a person decides
//! ```
//! Easy to get wrong: whose day. A zaak judges age on the day the absence begins, each by its own melding;
//! what the others are told is the birthday, not the judgement.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::ingebouwd;
use super::verloop::Verloop;
use crate::zaak::staat::Betrokkene;
use crate::zaak::{Effect, Gebeurtenis, Regel, RegelId, Zaak};

/// What the other zaken of the jongere are told.
pub(super) const GEBOORTEDATUM: &str = "geboortedatum";
const ACHTTIEN: &str = "achttien";
const REDEN: &str = "de geboortedatum is gecorrigeerd; de jongere is nog geen 18";

impl Verloop<'_> {
    /// Takes back a hand-over on an 18th birthday that is still to come. Before anything else of a
    /// correction, for it puts the state of then back.
    pub(super) fn undo_birthday(&mut self, achttien: Option<NaiveDate>) {
        let to_come = achttien.is_some_and(|op| op > self.vandaag);
        if !to_come || self.handed_over().is_none() || self.is_untouched() {
            return;
        }
        let historie = self.context.historie;
        let is_birthday = |regel: &&Regel| matches!(&regel.gebeurtenis, Gebeurtenis::Ontvangen { naam, .. } if naam == ACHTTIEN);
        let Some(line) = historie.iter().rev().find(is_birthday) else {
            return;
        };
        let acts = |regel: &Regel| {
            regel.door.is_some() && !matches!(regel.gebeurtenis, Gebeurtenis::Genoteerd)
        };
        let later = historie
            .iter()
            .filter(|regel| regel.id.nummer >= line.id.nummer);
        if later.into_iter().any(acts) {
            let melding = format!(
                "{REDEN}; haal de zaak met een afwijking terug naar de fase waarin zij hoort"
            );
            self.incident("melding", &melding, None);
            return;
        }
        self.take_back(line, REDEN);
    }

    /// Begins a zaak that was handed over at once, and sets the birthday of every zaak.
    pub(super) fn recheck_birthday(&mut self, achttien: Option<NaiveDate>) {
        let Some(zaak) = self.find_zaak().filter(|zaak| zaak.is_open()) else {
            return;
        };
        if !matches!(zaak.betrokkene, Betrokkene::Jongere(_)) {
            return;
        }
        let minor = achttien.is_some_and(|op| op > self.peildatum(zaak));
        if minor
            && self.is_untouched()
            && let Some((taak, naam)) = self.handed_over()
        {
            let reden = REDEN.to_owned();
            self.emit(Gebeurtenis::TaakVervallen { taak, naam, reden });
            let begin = self.context.procedure.begin.clone();
            self.enter(&begin);
            if self.lacks_fields() {
                self.open_named(ingebouwd::AANVULLEN);
            }
        }
        self.set_birthday(achttien);
    }

    /// Tells the other zaken, when this one learned something.
    pub(super) fn tell_birthday(&mut self, regel: RegelId, achttien: Option<NaiveDate>) {
        self.effects.push(Effect::Leven {
            regel,
            naam: GEBOORTEDATUM.to_owned(),
            datum: self.datum,
            gegevens: json!({ ACHTTIEN: achttien }),
            door: None,
        });
    }

    /// What another zaak of the jongere learned about the birthday.
    pub(super) fn hear_birthday(&mut self, given: &serde_json::Map<String, Value>) {
        let told = given.get(ACHTTIEN).and_then(Value::as_str);
        let achttien = told.and_then(|dag| dag.parse().ok());
        self.undo_birthday(achttien);
        self.recheck_birthday(achttien);
    }

    pub(super) fn set_birthday(&mut self, achttien: Option<NaiveDate>) {
        let Some(zaak) = self.find_zaak() else { return };
        // Already 18 at receipt but not when the absence began: treated as the minor he was.
        let over = |op: NaiveDate| op <= zaak.begin && op > self.peildatum(zaak);
        let goes_on = self.context.procedure.na_achttien;
        let op = achttien.filter(|op| !over(*op) && !goes_on);
        let dealt_with = zaak.ankers.contains_key(ACHTTIEN) || zaak.fase == ingebouwd::OVERDRACHT;
        let to_come = op.is_some_and(|op| op > self.vandaag);
        let wanted = zaak.achttien_op.is_some() || !dealt_with || to_come;
        if wanted && zaak.achttien_op != op {
            self.emit(Gebeurtenis::AchttienGezet { op });
        }
    }

    fn peildatum(&self, zaak: &Zaak) -> NaiveDate {
        let gemelde = self.context.gemelde;
        gemelde.map_or(zaak.begin, |gemelde| gemelde.melding.peildatum())
    }

    /// The taak with which an adult's zaak waits to be handed over.
    fn handed_over(&self) -> Option<(u32, String)> {
        let zaak = self
            .find_zaak()
            .filter(|zaak| zaak.fase == ingebouwd::OVERDRACHT)?;
        let taak = zaak.open_taak(ingebouwd::DOORSTROOMPUNT)?;
        Some((taak.nummer, taak.naam.clone()))
    }

    /// Whether no fase of the procedure was ever reached.
    fn is_untouched(&self) -> bool {
        let mut fasen = self.context.procedure.fasen.keys();
        self.find_zaak()
            .is_some_and(|zaak| !fasen.any(|fase| zaak.ankers.contains_key(fase)))
    }

    fn lacks_fields(&self) -> bool {
        let Some(zaak) = self.find_zaak() else {
            return false;
        };
        let mut declared = self.context.procedure.gegevens.iter();
        declared.any(|(naam, veld)| veld.verplicht && !zaak.gegevens.contains_key(naam))
    }
}
