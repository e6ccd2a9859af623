//! Suspending, resuming, extending, deviating, noting: acts on time and on the way of working.
//!
//! Easy to get wrong: the day. Opschorting runs from the day after the request until the day of completion,
//! that day not counted (Awb 4:15): asked 1 April, completed 10 April, is 2–9 April, 8 days.

use chrono::Days;

use super::feiten::Ogenblik;
use super::ingebouwd;
use super::verloop::Verloop;
use crate::definition::procedure::Gevolg;
use crate::kalender::Duur;
use crate::zaak::refusal::opsomming;
use crate::zaak::termijn::{Opschorting, Verdaging};
use crate::zaak::{Effect, Gebeurtenis, Refusal, RegelId, Termijn, TermijnStatus};

impl Verloop<'_> {
    /// Stops the clock of every running term that may be suspended. Awb 4:15.
    pub fn opschorten(&mut self, reden: &str, naam: Option<&str>) -> Result<(), Refusal> {
        let Some(zaak) = self.find_zaak() else {
            return Ok(());
        };
        let may = |termijn: &&Termijn| {
            termijn.loopt()
                && naam.is_none_or(|naam| naam == termijn.naam)
                && self.def_of(termijn).is_some_and(|def| def.opschorten)
        };
        let termijnen: Vec<u32> = zaak
            .termijnen
            .iter()
            .filter(may)
            .map(|termijn| termijn.nummer)
            .collect();
        if termijnen.is_empty() {
            return Err(Refusal::NietOpTeSchorten);
        }
        let id = self.suspend(termijnen, reden);
        self.caused_by(id, |verloop| verloop.open_named(ingebouwd::OPSCHORTING));
        Ok(())
    }

    /// Stops the clock of these terms, from tomorrow on.
    pub(super) fn suspend(&mut self, termijnen: Vec<u32>, reden: &str) -> RegelId {
        let van = self
            .datum
            .checked_add_days(Days::new(1))
            .unwrap_or(self.datum);
        let opschorting = Opschorting {
            van,
            tot: None,
            reden: reden.to_owned(),
        };
        self.emit(Gebeurtenis::Opgeschort {
            termijnen,
            opschorting,
        })
    }

    /// Lets suspended terms run on; the day of completion counts again.
    pub fn hervatten(&mut self, naam: Option<&str>) -> Result<(), Refusal> {
        let Some(zaak) = self.find_zaak() else {
            return Ok(());
        };
        let suspended = zaak
            .termijnen
            .iter()
            .filter(|termijn| termijn.status == TermijnStatus::Opgeschort)
            .filter(|termijn| naam.is_none_or(|naam| naam == termijn.naam));
        let termijnen: Vec<u32> = suspended.map(|termijn| termijn.nummer).collect();
        if termijnen.is_empty() {
            return Err(Refusal::NietOpgeschort);
        }
        self.resume(termijnen);
        Ok(())
    }

    /// Lets these terms run on; today counts again.
    pub(super) fn resume(&mut self, termijnen: Vec<u32>) {
        let tot = self
            .datum
            .checked_sub_days(Days::new(1))
            .unwrap_or(self.datum);
        let id = self.emit(Gebeurtenis::Hervat {
            termijnen: termijnen.clone(),
            tot,
        });
        self.caused_by(id, |verloop| {
            for nummer in termijnen {
                verloop.recount(nummer, None);
            }
            verloop.end_watch();
        });
    }

    /// Nothing stands still any more: nobody need watch it.
    pub(super) fn end_watch(&mut self) {
        let Some(zaak) = self.find_zaak() else { return };
        let still = |termijn: &Termijn| termijn.status == TermijnStatus::Opgeschort;
        if zaak.termijnen.iter().any(still) {
            return;
        }
        if let Some(taak) = zaak.open_taak(ingebouwd::OPSCHORTING) {
            let (taak, naam) = (taak.nummer, taak.naam.clone());
            let reden = "de termijn loopt weer".to_owned();
            self.emit(Gebeurtenis::TaakVervallen { taak, naam, reden });
        }
    }

    /// Moves the end of a term, told before that end, and sends the letter that tells it. Awb 4:14.
    pub fn verdagen(&mut self, duur: &str, reden: &str, naam: Option<&str>) -> Result<(), Refusal> {
        let (id, termijn) = self.extend(duur, reden, naam)?;
        let follows = self.def_of(&termijn).map(|def| def.bij_verdagen);
        self.caused_by(id, |verloop| {
            verloop.gevolgen(&follows.unwrap_or_default(), &Ogenblik::default());
        });
        Ok(())
    }

    /// Moves the end of a term, told before that end; gives the line and the term as it was.
    pub(super) fn extend(
        &mut self,
        duur: &str,
        reden: &str,
        naam: Option<&str>,
    ) -> Result<(RegelId, Termijn), Refusal> {
        let gevraagd: Duur = duur
            .parse()
            .map_err(|fout| Refusal::Onleesbaar(format!("{fout}")))?;
        let (termijn, hoogstens) = self.to_extend(naam)?;
        let Some(einde) = termijn.einde else {
            return Err(Refusal::NietTeVerdagen(
                "; de termijn heeft nog geen einde".to_owned(),
            ));
        };
        if self.datum > einde {
            return Err(Refusal::TeLaatVerdaagd {
                termijn: termijn.naam,
                einde,
            });
        }
        self.check_extent(&termijn, gevraagd, hoogstens)?;
        let verdaging = Verdaging {
            duur: gevraagd,
            reden: reden.to_owned(),
            datum: self.datum,
        };
        let id = self.emit(Gebeurtenis::Verdaagd {
            termijn: termijn.nummer,
            naam: termijn.naam.clone(),
            verdaging,
        });
        let nummer = termijn.nummer;
        self.caused_by(id, |verloop| verloop.recount(nummer, Some(reden)));
        Ok((id, termijn))
    }

    fn to_extend(&self, naam: Option<&str>) -> Result<(Termijn, Duur), Refusal> {
        let Some(zaak) = self.find_zaak() else {
            return Err(Refusal::NietTeVerdagen(String::new()));
        };
        let living = |termijn: &&Termijn| {
            matches!(
                termijn.status,
                TermijnStatus::Loopt | TermijnStatus::Verstreken
            ) && (termijn.is_alive() || self.still_matters(termijn))
        };
        let meant = zaak.termijnen.iter().filter(living);
        let meant = meant.filter(|termijn| naam.is_none_or(|naam| naam == termijn.naam));
        let most = |termijn: &Termijn| {
            let most = self.def_of(termijn)?.verdagen;
            most.filter(|duur| !duur.is_terstond())
        };
        let may: Vec<(Termijn, Duur)> = meant
            .clone()
            .filter_map(|termijn| Some((termijn.clone(), most(termijn)?)))
            .collect();
        if let Some(naam) = naam.filter(|_| may.is_empty() && meant.clone().next().is_some()) {
            return Err(Refusal::VerdagenMagNiet(naam.to_owned()));
        }
        match <[_; 1]>::try_from(may) {
            Ok([one]) => Ok(one),
            Err(none) if none.is_empty() => Err(Refusal::NietTeVerdagen(String::new())),
            Err(several) => {
                let names = opsomming(several.iter().map(|(termijn, _)| termijn.naam.as_str()));
                Err(Refusal::NietTeVerdagen(format!(
                    " zonder dat u haar noemt; kies met `termijn` uit {names}"
                )))
            }
        }
    }

    /// Whether all extensions together stay within the most that is allowed, judged by the days they lead to.
    fn check_extent(
        &self,
        termijn: &Termijn,
        gevraagd: Duur,
        hoogstens: Duur,
    ) -> Result<(), Refusal> {
        let al: Vec<String> = termijn
            .verdagingen
            .iter()
            .map(|verdaging| verdaging.duur.to_string())
            .collect();
        let too_far = Refusal::TeVerVerdaagd {
            termijn: termijn.naam.clone(),
            hoogstens: hoogstens.to_string(),
            gevraagd: gevraagd.to_string(),
            al: if al.is_empty() {
                "niet".to_owned()
            } else {
                al.join(" en ")
            },
        };
        let with = |duren: Vec<Duur>| {
            let verdagingen = duren.into_iter().map(|duur| Verdaging {
                duur,
                reden: String::new(),
                datum: self.datum,
            });
            let extended = Termijn {
                verdagingen: verdagingen.collect(),
                ..termijn.clone()
            };
            self.count(&extended, termijn.begin).ok()
        };
        let asked = termijn.verdagingen.iter().map(|verdaging| verdaging.duur);
        let asked = with(asked.chain([gevraagd]).collect());
        match (asked, with(vec![hoogstens])) {
            (Some(asked), Some(limit)) if asked.einde <= limit.einde => Ok(()),
            (Some(_), Some(_)) => Err(too_far),
            _ => Err(Refusal::NietTeVerdagen(
                "; de nieuwe einddatum ligt buiten de bekende kalender".to_owned(),
            )),
        }
    }

    /// Goes to another fase than the way of working says, with a reason (AI toelichting 2.6).
    pub fn afwijken(&mut self, fase: &str, reden: &str) -> Result<(), Refusal> {
        let fasen = &self.context.procedure.fasen;
        if !fasen.contains_key(fase) {
            let kan = opsomming(fasen.keys().map(String::as_str));
            return Err(Refusal::OnbekendeFase {
                fase: fase.to_owned(),
                kan,
            });
        }
        let id = self.emit(Gebeurtenis::Afgeweken {
            fase: fase.to_owned(),
            reden: reden.to_owned(),
        });
        self.caused_by(id, |verloop| {
            verloop.enter(fase);
            verloop.stand_in_for(fase);
        });
        Ok(())
    }

    /// A fase that waits for what nobody started would wait for ever: a taak stands in for it, whose uitkomst
    /// the fase hears.
    fn stand_in_for(&mut self, fase: &str) {
        let (Some(zaak), Some(def)) = (self.find_zaak(), self.context.procedure.fasen.get(fase))
        else {
            return;
        };
        let moves = |gevolg: &Gevolg| gevolg.ga_naar.is_some() || gevolg.sluit.is_some();
        let waits = def.wacht_op.iter().filter(|(_, all)| all.iter().any(moves));
        let mut waits = waits.map(|(procedure, _)| procedure);
        let comes = |procedure: &String| {
            zaak.lopend.contains(procedure)
                || zaak.open_taak(&ingebouwd::buiten(procedure)).is_some()
        };
        let worked_on = zaak.open_taken().any(|taak| taak.fase == fase);
        if !zaak.is_open() || zaak.fase != fase || worked_on || waits.clone().any(comes) {
            return;
        }
        if let Some(procedure) = waits.next() {
            self.open_named(&ingebouwd::buiten(procedure));
        }
    }

    /// Adds a note; its text is kept apart from the history.
    pub fn notitie(&mut self, tekst: &str) {
        let regel = self.emit(Gebeurtenis::Genoteerd);
        self.effects.push(Effect::Notitie {
            regel,
            tekst: tekst.to_owned(),
        });
    }
}
