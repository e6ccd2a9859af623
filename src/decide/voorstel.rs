//! Questions to policy scripts. They propose; the officer decides.
//!
//! Easy to get wrong: a script that fails is no reason to refuse the command. The question waits as an
//! incident, everything else goes on, and the beheerder hears of it.

use super::feiten::Ogenblik;
use super::verloop::Verloop;
use crate::zaak::Gebeurtenis;
use crate::zaak::staat::Haperend;

impl Verloop<'_> {
    /// Asks a question; its answer is recorded with what was used. `None` is an incident.
    pub fn ask(&mut self, naam: &str, taak: Option<u32>) -> Option<String> {
        match self.try_ask(naam, taak) {
            Ok(antwoord) => antwoord,
            Err(melding) => {
                let over = Haperend::Vraag {
                    naam: naam.to_owned(),
                    taak: taak.unwrap_or_default(),
                };
                self.incident("script", &melding, Some(over));
                None
            }
        }
    }

    /// As [`Verloop::ask`]; a fault is told and leaves no trace. `None`: the procedure has no such question.
    pub(super) fn try_ask(
        &mut self,
        naam: &str,
        taak: Option<u32>,
    ) -> Result<Option<String>, String> {
        let Some(vraag) = self.context.procedure.vragen.get(naam) else {
            return Ok(None);
        };
        let unanswered = |why: &str| format!("vraag `{naam}` kreeg geen antwoord: {why}");
        let gebruikt = self
            .invoer(&vraag.invoer, &Ogenblik::default())
            .map_err(|fout| unanswered(&fout.to_string()))?;
        let script = self.context.procedure.scripts.get(&vraag.script);
        let voorstel = self
            .context
            .policy
            .vraag(naam, vraag, script, &gebruikt)
            .map_err(|incident| unanswered(&incident.melding))?;
        self.emit(Gebeurtenis::Voorgesteld {
            vraag: naam.to_owned(),
            taak,
            antwoord: voorstel.antwoord.clone(),
            reden: voorstel.reden,
            gebruikt,
            script: script.cloned(),
        });
        Ok(Some(voorstel.antwoord))
    }
}
