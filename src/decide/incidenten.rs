//! Incidents: what the machine could not do, and what a person does about it.
//!
//! ```text
//!  script fails, letter cannot be made ──▶ incident, mail to the beheerder
//!                                             │ herhaal: asked or offered anew, with today's scripts and texts
//!                                             └ overslaan: with a reason, and the zaak goes on without it
//! ```
//! Easy to get wrong: a circle. A mail that failed is told to somebody else; a mail about an incident that failed
//! is told to the mailbox of the bureau, and what fails there is an incident of which no mail is sent.

use super::verloop::Verloop;
use crate::definition::procedure::BriefKeuze;
use crate::zaak::command::{IncidentAct, IncidentKeuze, LaatVallen};
use crate::zaak::staat::{Aan, Haperend, Incident};
use crate::zaak::{Effect, Gebeurtenis, MedewerkerId, Refusal, RegelId, Rol, TaakStatus};

/// The code of an incident about something that was not sent.
const POST: &str = "post";
/// The text of a mail about an incident.
pub(super) const INCIDENT: &str = "incident";

impl Verloop<'_> {
    /// The role that hears of incidents.
    pub(super) const BEHEER: Rol = Rol::Beheerder;

    /// Records an incident and tells the beheerder.
    pub fn incident(&mut self, code: &str, melding: &str, over: Option<Haperend>) {
        let aan = self.wie_op(Self::BEHEER, false, self.mail_day());
        self.incident_aan(code, melding, over, &aan);
    }

    fn incident_aan(&mut self, code: &str, melding: &str, over: Option<Haperend>, aan: &[Aan]) {
        if let Some(id) = self.record_incident(code, melding, over)
            && !self.quiet
        {
            self.caused_by(id, |verloop| verloop.mail_incident(melding, aan));
        }
    }

    fn record_incident(
        &mut self,
        code: &str,
        melding: &str,
        over: Option<Haperend>,
    ) -> Option<RegelId> {
        let known = self.find_zaak()?.incidenten.iter();
        let nummer = super::termijnen::next(known.map(|incident| incident.nummer));
        Some(self.emit(Gebeurtenis::Incident {
            nummer,
            code: code.to_owned(),
            melding: melding.to_owned(),
            over,
        }))
    }

    /// What a line wanted to send could not be made or delivered: the zaak goes on, a person hears of it.
    /// Told twice it is still one incident.
    pub fn post_mislukt(&mut self, regel: RegelId, reden: &str) {
        if self.open_incident_over(&Haperend::Post { regel }).is_some() {
            return;
        }
        self.oorzaak = Some(regel);
        let melding = format!("wat regel {regel} wilde versturen is niet uitgegaan: {reden}");
        let over = Some(Haperend::Post { regel });
        let aan = self.wie_hoort_van(regel);
        self.incident_aan(POST, &melding, over, &aan);
    }

    /// Who hears that what a line asked for did not go out: nobody at an address that just failed.
    fn wie_hoort_van(&self, regel: RegelId) -> Vec<Aan> {
        let mut wie = self.wie_op(Self::BEHEER, false, self.mail_day());
        let Some(Gebeurtenis::Mail { tekst, aan, .. }) = self.asked_by(regel) else {
            return wie;
        };
        if aan.iter().any(|gemist| gemist.medewerker.is_none()) {
            return Vec::new();
        }
        let gemist = |wie: &Aan| aan.iter().any(|aan| aan.medewerker == wie.medewerker);
        wie.retain(|wie| tekst != INCIDENT && !gemist(wie));
        if wie.is_empty() {
            wie.push(Aan {
                rol: Self::BEHEER,
                medewerker: None,
            });
        }
        wie
    }

    /// A person deals with an incident.
    pub fn handle_incident(&mut self, act: &IncidentAct) -> Result<(), Refusal> {
        self.admit_beheer(&act.door)?;
        let incident = self.open_incident(act.nummer)?;
        match (&act.keuze, &incident.over) {
            (IncidentKeuze::Overslaan { reden }, over) => {
                let reden = filled(reden)?;
                if let Some(Haperend::Post { regel }) = over {
                    let naam = self.name_of(*regel);
                    self.hold_back(&[(*regel, naam)], &reden);
                }
                self.resolve(act.nummer, format!("overgeslagen: {reden}"));
                Ok(())
            }
            (IncidentKeuze::Herhaal, Some(Haperend::Vraag { naam, taak })) => {
                self.ask_again(&incident, naam, *taak)
            }
            (IncidentKeuze::Herhaal, Some(Haperend::Post { regel })) => {
                self.offer_again(act.nummer, *regel);
                Ok(())
            }
            (IncidentKeuze::Herhaal, Some(Haperend::Voorbij { termijn, zou })) => {
                self.accept_over(*termijn, *zou);
                Ok(())
            }
            (IncidentKeuze::Herhaal, Some(Haperend::Datum { termijn })) => {
                self.recount(*termijn, None);
                match self.open_incident(act.nummer) {
                    Ok(incident) => Err(Refusal::NietTeHerhalen {
                        nummer: act.nummer,
                        melding: incident.melding,
                    }),
                    Err(_) => Ok(()),
                }
            }
            (IncidentKeuze::Herhaal, None) => Err(Refusal::NietTeHerhalen {
                nummer: act.nummer,
                melding: incident.melding,
            }),
        }
    }

    /// A person lets fall what waits to be sent, or what could not be.
    pub fn laat_vallen(&mut self, act: &LaatVallen) -> Result<(), Refusal> {
        self.admit_beheer(&act.door)?;
        let reden = filled(&act.reden)?;
        if let Some(nummer) = self.open_incident_over(&Haperend::Post { regel: act.regel }) {
            let (door, keuze) = (act.door.clone(), IncidentKeuze::Overslaan { reden });
            return self.handle_incident(&IncidentAct {
                nummer,
                door,
                keuze,
            });
        }
        if !self.context.onverzonden.contains(&act.regel) {
            return Err(Refusal::NietsTegenTeHouden(act.regel));
        }
        let naam = self.name_of(act.regel);
        self.hold_back(&[(act.regel, naam)], &reden);
        Ok(())
    }

    /// Asks a script again; one that fails again has told its reader so, and leaves no trace.
    fn ask_again(&mut self, incident: &Incident, vraag: &str, taak: u32) -> Result<(), Refusal> {
        let nummer = incident.nummer;
        let antwoord = self
            .try_ask(vraag, Some(taak).filter(|taak| *taak > 0))
            .map_err(|melding| Refusal::NietTeHerhalen { nummer, melding })?;
        self.resolve(
            nummer,
            format!("vraag `{vraag}` is opnieuw gesteld en beantwoord"),
        );
        self.late_letter(vraag, taak, antwoord);
        Ok(())
    }

    /// A letter is made anew, with the text of today; a mail or melding is offered once more as it was.
    fn offer_again(&mut self, nummer: u32, regel: RegelId) {
        let id = self.resolve(
            nummer,
            format!("wat regel {regel} vroeg wordt opnieuw gemaakt"),
        );
        let Some(Gebeurtenis::Brief { tekst, .. }) = self.asked_by(regel) else {
            self.effects.push(Effect::Opnieuw {
                regels: vec![regel],
            });
            return;
        };
        self.effects.push(Effect::HoudTegen {
            regels: vec![regel],
        });
        self.caused_by(id, |verloop| verloop.brief(&tekst));
    }

    pub(super) fn resolve(&mut self, nummer: u32, reden: String) -> RegelId {
        self.emit(Gebeurtenis::IncidentOpgelost { nummer, reden })
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

    /// Whoever keeps the machine, or leads the bureau, may deal with incidents.
    pub(super) fn admit_beheer(&mut self, door: &MedewerkerId) -> Result<(), Refusal> {
        let known = self.known_medewerker(&door.0)?;
        let may = [Rol::Beheerder, Rol::Leidinggevende];
        if !known.rollen.iter().any(|rol| may.contains(rol)) {
            return Err(Refusal::NietBeheer {
                door: door.0.clone(),
            });
        }
        self.door = Some(door.clone());
        Ok(())
    }

    fn open_incident(&self, nummer: u32) -> Result<Incident, Refusal> {
        let zaak = self
            .find_zaak()
            .ok_or_else(|| Refusal::OnbekendeZaak(String::new()))?;
        let mut open = zaak.incidenten.iter().filter(|incident| !incident.opgelost);
        open.find(|incident| incident.nummer == nummer)
            .cloned()
            .ok_or(Refusal::GeenIncident(zaak.id))
    }

    pub(super) fn open_incident_over(&self, over: &Haperend) -> Option<u32> {
        let mut open = self.find_zaak()?.incidenten.iter();
        open.find(|incident| !incident.opgelost && incident.over.as_ref() == Some(over))
            .map(|incident| incident.nummer)
    }

    pub(super) fn asked_by(&self, regel: RegelId) -> Option<Gebeurtenis> {
        let mut lines = self.context.historie.iter();
        lines
            .find(|line| line.id == regel)
            .map(|line| line.gebeurtenis.clone())
    }

    fn name_of(&self, regel: RegelId) -> String {
        match self.asked_by(regel) {
            Some(Gebeurtenis::Brief { tekst, .. } | Gebeurtenis::Mail { tekst, .. }) => tekst,
            Some(Gebeurtenis::MeldingUit { naar }) => naar,
            _ => POST.to_owned(),
        }
    }
}

pub(super) fn filled(reden: &str) -> Result<String, Refusal> {
    let reden = reden.trim();
    if reden.is_empty() {
        return Err(Refusal::Onleesbaar(
            "`reden` is leeg; zij komt in het dossier".to_owned(),
        ));
    }
    Ok(reden.to_owned())
}
