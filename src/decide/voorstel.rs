//! Questions to policy scripts. They propose; the officer decides.
//!
//! Easy to get wrong: a script that fails is no reason to refuse the command. The question waits as an
//! incident, everything else goes on, and the beheerder hears of it.

use super::feiten::Ogenblik;
use super::termijnen::next;
use super::verloop::Verloop;
use crate::definition::procedure::BriefKeuze;
use crate::zaak::staat::Aan;
use crate::zaak::{Gebeurtenis, Refusal, Rol, TaakStatus};

impl Verloop<'_> {
    /// Asks a question; its answer is recorded with what was used. `None` is an incident.
    pub fn ask(&mut self, naam: &str, taak: Option<u32>) -> Option<String> {
        let vraag = self.context.procedure.vragen.get(naam)?;
        let gebruikt = self.invoer(&vraag.invoer, &Ogenblik::default());
        let script = self.context.procedure.scripts.get(&vraag.script);
        match self.context.policy.vraag(naam, vraag, script, &gebruikt) {
            Ok(voorstel) => {
                self.emit(Gebeurtenis::Voorgesteld {
                    vraag: naam.to_owned(),
                    taak,
                    antwoord: voorstel.antwoord.clone(),
                    reden: voorstel.reden,
                    gebruikt,
                });
                Some(voorstel.antwoord)
            }
            Err(incident) => {
                let melding = format!("vraag `{naam}` kreeg geen antwoord: {}", incident.melding);
                self.incident(
                    "script",
                    &melding,
                    Some((naam.to_owned(), taak.unwrap_or_default())),
                );
                None
            }
        }
    }

    /// Records an incident and tells the beheerder.
    pub fn incident(&mut self, code: &str, melding: &str, vraag: Option<(String, u32)>) {
        let aan = self.wie_op(Self::BEHEER, false, self.mail_day());
        self.incident_aan(code, melding, vraag, &aan);
    }

    /// Opens an incident of which these people hear.
    pub fn incident_aan(
        &mut self,
        code: &str,
        melding: &str,
        vraag: Option<(String, u32)>,
        aan: &[Aan],
    ) {
        let Some(zaak) = self.find_zaak() else { return };
        let nummer = next(zaak.incidenten.iter().map(|incident| incident.nummer));
        let gebeurtenis = Gebeurtenis::Incident {
            nummer,
            code: code.to_owned(),
            melding: melding.to_owned(),
            vraag,
        };
        let id = self.emit(gebeurtenis);
        self.caused_by(id, |verloop| verloop.mail_incident(melding, aan));
    }

    /// Asks again what failed; with the mended script of the present catalogue.
    pub fn herhaal_vraag(&mut self, nummer: u32) -> Result<(), Refusal> {
        let Some(zaak) = self.find_zaak() else {
            return Ok(());
        };
        let open = zaak
            .incidenten
            .iter()
            .find(|incident| incident.nummer == nummer && !incident.opgelost);
        let Some((vraag, taak)) = open.and_then(|incident| incident.vraag.clone()) else {
            return Err(Refusal::GeenIncident(zaak.id));
        };
        let before = zaak.incidenten.len();
        let antwoord = self.ask(&vraag, Some(taak).filter(|taak| *taak > 0));
        if self
            .find_zaak()
            .is_some_and(|zaak| zaak.incidenten.len() > before)
        {
            return Ok(());
        }
        self.emit(Gebeurtenis::IncidentOpgelost {
            nummer,
            reden: format!("vraag `{vraag}` is opnieuw gesteld en beantwoord"),
        });
        self.late_letter(&vraag, taak, antwoord);
        Ok(())
    }

    /// A letter whose choice failed when its taak was done goes out now.
    fn late_letter(&mut self, vraag: &str, taak: u32, antwoord: Option<String>) {
        let done = self
            .find_zaak()
            .and_then(|zaak| zaak.taak(taak))
            .filter(|taak| taak.status == TaakStatus::Gereed);
        let Some(naam) = done.map(|taak| taak.naam.clone()) else {
            return;
        };
        let chosen = self.taak_def(&naam).and_then(|(_, def)| def.brief);
        if let (Some(BriefKeuze::Vraag(asked)), Some(tekst)) = (chosen, antwoord)
            && asked == vraag
        {
            self.brief(&tekst);
        }
    }

    /// The role that hears of incidents.
    pub(super) const BEHEER: Rol = Rol::Beheerder;
}
