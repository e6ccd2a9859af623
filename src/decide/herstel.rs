//! Going back: undoing a mistaken act, and taking back what a late act shows should not have happened.
//!
//! ```text
//! history   … │ act or lapse │ what followed …
//!             ▼              ▼
//!       state before    present state ──merge──▶ state before, with what cannot be undone kept
//! ```
//! Kept are: rungs that fired, meldingen, incidents, procedures started, and the numbers of taken and
//! termijnen. Easy to get wrong: what has gone out stays out; the line says so.

use chrono::NaiveDate;

use super::ingebouwd;
use super::taken::name_of;
use super::verloop::Verloop;
use super::vroeger::{carry_over, has_place, merge};
use crate::zaak::evolve::fold;
use crate::zaak::{Gebeurtenis, Refusal, Regel, RegelId, TermijnStatus, Zaak};

impl Verloop<'_> {
    /// Does `work` as if a term that ran out meanwhile still ran, when the act happened within that term
    /// and ends it; else as things stand.
    pub fn in_time_or_now(
        &mut self,
        work: impl Fn(&mut Self) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        if self.datum < self.vandaag
            && let Some((regel, nummer)) =
                self.last_lapse(|van, tot| (van..=tot).contains(&self.datum))
        {
            let mut attempt = self.clone();
            attempt.take_back(&regel, &self.told_late(&regel));
            let lapsed = self
                .find_zaak()
                .and_then(|zaak| zaak.termijn(nummer)?.einde);
            let ended = |verloop: &Self| {
                let termijn = verloop.find_zaak().and_then(|zaak| zaak.termijn(nummer));
                termijn.is_some_and(|termijn| {
                    !termijn.is_alive()
                        || termijn.status == TermijnStatus::Opgeschort
                        || termijn.einde > lapsed
                })
            };
            if work(&mut attempt).is_ok() && ended(&attempt) {
                *self = attempt;
                return Ok(());
            }
        }
        work(self)
    }

    /// The last lapse that had a gevolg and after which nobody acted, of a term whose first and last day suit.
    pub(super) fn last_lapse(
        &self,
        suits: impl Fn(NaiveDate, NaiveDate) -> bool,
    ) -> Option<(Regel, u32)> {
        let historie = self.context.historie;
        // Going over to another version is no act on the zaak; what it brought is kept.
        let went_over = |g: &Gebeurtenis| matches!(g, Gebeurtenis::Gemigreerd(_));
        let acted = |regel: &&Regel| {
            let gebeurtenis = &regel.gebeurtenis;
            regel.door.is_some() && !stands_alone(gebeurtenis) && !went_over(gebeurtenis)
        };
        let last_act = historie
            .iter()
            .rev()
            .find(acted)
            .map_or(0, |regel| regel.id.nummer);
        historie
            .iter()
            .rev()
            .take_while(|regel| regel.id.nummer > last_act)
            .find_map(|regel| {
                let Gebeurtenis::TermijnVerstreken { termijn, einde, .. } = &regel.gebeurtenis
                else {
                    return None;
                };
                let known = self.find_zaak()?.termijn(*termijn)?;
                // One counted towards a day to come runs from the day it was set.
                let set = historie
                    .iter()
                    .find(|regel| regel.id.nummer == known.regel)
                    .map_or(known.begin, |regel| regel.datum.min(known.begin));
                let moved = self
                    .def_of(known)
                    .is_some_and(|def| !def.verstreken.is_empty());
                let back = || {
                    let before = self.state_before(regel.id.nummer);
                    before.is_some_and(|zaak| has_place(self.context.procedure, &zaak))
                };
                (suits(set, *einde) && moved && back()).then(|| (regel.clone(), *termijn))
            })
    }

    /// The state before a line, on the version that the zaak runs on now.
    fn state_before(&self, nummer: u32) -> Option<Zaak> {
        let historie = self.context.historie;
        let before = fold(historie.iter().filter(|regel| regel.id.nummer < nummer))?;
        Some(carry_over(before, historie, nummer, self.context.procedure))
    }

    /// Why a lapse is taken back for an act that is recorded after it.
    fn told_late(&self, lapse: &Regel) -> String {
        format!(
            "wat op {} gebeurde viel binnen termijn `{}`; het verstrijken wordt teruggenomen",
            crate::kalender::datum_kort(self.datum),
            about(lapse)
        )
    }

    /// Puts back the state before a lapse, or before a birthday; what it opened is `vervallen`, what it sent
    /// is held back.
    pub(super) fn take_back(&mut self, lapse: &Regel, reden: &str) {
        let before = self.state_before(lapse.id.nummer);
        let (Some(before), Some(now)) = (before, self.find_zaak()) else {
            return;
        };
        let opened: Vec<(u32, String)> = now
            .open_taken()
            .filter(|taak| before.taak(taak.nummer).is_none())
            .map(|taak| (taak.nummer, taak.naam.clone()))
            .collect();
        let (naam, reden) = (about(lapse), reden.to_owned());
        let unsent = self.unsent_from(lapse.id.nummer);
        self.hold_back(&unsent, &reden);
        for (taak, naam) in opened {
            self.emit(Gebeurtenis::TaakVervallen {
                taak,
                naam,
                reden: reden.clone(),
            });
        }
        let Some(now) = self.find_zaak() else { return };
        let left = |procedure: &str| self.has_left(procedure, lapse.id.nummer);
        let staat = Some(Box::new(merge(before, now, left)));
        let taken_back = Gebeurtenis::Teruggenomen {
            regel: lapse.id,
            naam,
            reden,
            staat,
        };
        self.because_of(lapse.id.nummer, |verloop| verloop.emit(taken_back));
    }

    /// Undoes a mistaken act: the last that still stands.
    pub fn herstel(&mut self, regel: RegelId, reden: &str) -> Result<(), Refusal> {
        let cannot = |waarom: &str| Refusal::NietTeHerstellen {
            regel,
            waarom: waarom.to_owned(),
        };
        let historie = self.context.historie;
        let Some(line) = historie.iter().find(|line| line.id == regel) else {
            return Err(cannot("deze regel staat niet in het dossier van deze zaak"));
        };
        if line.door.is_none() {
            return Err(cannot(
                "dit deed de klok of het systeem; herstel de handeling waardoor het kwam",
            ));
        }
        let same = || historie.iter().filter(|other| other.versie == line.versie);
        if same().any(|other| matches!(other.gebeurtenis, Gebeurtenis::Overgenomen(_))) {
            return Err(cannot(
                "een overname wordt niet hersteld; trek de zaak in met `intrekken` als zij hier niet hoort",
            ));
        }
        if matches!(line.gebeurtenis, Gebeurtenis::Genoteerd) {
            return Err(cannot(
                "een notitie blijft staan; schrijf er een nieuwe bij",
            ));
        }
        if stands_alone(&line.gebeurtenis) {
            return self.strike(line, reden);
        }
        // Its state, its ladders and its way of counting belong to one definition; they are not mixed.
        let migrated = |other: &&Regel| matches!(other.gebeurtenis, Gebeurtenis::Gemigreerd(_));
        let mut later = historie.iter().filter(|other| other.versie >= line.versie);
        match later.find(migrated) {
            Some(other) if other.versie == line.versie => {
                return Err(cannot(
                    "een overgang naar een andere versie van de definitie wordt niet hersteld; neem de zaak met `termijnwacht migrate --naar` weer mee terug",
                ));
            }
            Some(other) => {
                return Err(cannot(&format!(
                    "sinds regel `{}` loopt de zaak op een andere versie van de definitie; leg met een afwijking vast hoe het verder moet",
                    other.id
                )));
            }
            None => {}
        }
        let standing = standing_acts(historie);
        if !standing.contains(&line.versie) {
            return Err(cannot("deze handeling is al hersteld"));
        }
        if standing.last() != Some(&line.versie) {
            let later = historie
                .iter()
                .find(|other| Some(&other.versie) == standing.last());
            let later = later.map(|other| other.id.to_string()).unwrap_or_default();
            return Err(cannot(&format!(
                "er is later nog iets gedaan; herstel eerst `{later}`"
            )));
        }
        self.check_undo(line.versie)?;
        let from_outside = |other: &&Regel| {
            other.versie > line.versie
                && other.door.is_none()
                && matches!(
                    other.gebeurtenis,
                    Gebeurtenis::Ingetrokken { .. }
                        | Gebeurtenis::UitkomstOntvangen { zaak: Some(_), .. }
                        | Gebeurtenis::Gemeld { telt: false, .. }
                )
        };
        if let Some(later) = historie.iter().find(from_outside) {
            return Err(cannot(&format!(
                "daarna kwam `{}` van buiten binnen; leg met een afwijking vast hoe het verder moet",
                later.id
            )));
        }
        let first = historie
            .iter()
            .find(|other| other.versie == line.versie)
            .map_or(regel.nummer, |other| other.id.nummer);
        let before = fold(historie.iter().filter(|other| other.id.nummer < first));
        let (Some(before), Some(now)) = (before, self.find_zaak()) else {
            return Err(cannot("er is geen eerdere stand om naar terug te keren"));
        };
        let left = |procedure: &str| self.has_left(procedure, first);
        let staat = Box::new(merge(before, now, left));
        let told = format!("{reden}{}", self.what_stays(line.versie));
        let unsent = self.unsent_from(first);
        let id = self.emit(Gebeurtenis::Hersteld {
            regel,
            reden: told,
            staat,
        });
        self.caused_by(id, |verloop| {
            verloop.hold_back(&unsent, "de handeling waardoor dit uitging is hersteld")
        });
        Ok(())
    }

    /// Undoes a contact or a document, of which nothing came: whatever was done later stays.
    fn strike(&mut self, line: &Regel, reden: &str) -> Result<(), Refusal> {
        let Some(mut staat) = self.find_zaak().cloned() else {
            return Ok(());
        };
        let nummer = line.id.nummer;
        let held = staat.contacten.len() + staat.documenten.len();
        staat.contacten.retain(|contact| contact.regel != nummer);
        staat.documenten.retain(|document| document.regel != nummer);
        if staat.contacten.len() + staat.documenten.len() == held {
            return Err(Refusal::NietTeHerstellen {
                regel: line.id,
                waarom: "deze handeling is al hersteld".to_owned(),
            });
        }
        self.emit(Gebeurtenis::Hersteld {
            regel: line.id,
            reden: reden.to_owned(),
            staat: Box::new(staat),
        });
        Ok(())
    }

    /// What only a BOA may do, only a BOA may undo.
    fn check_undo(&self, versie: u32) -> Result<(), Refusal> {
        let lines = self.context.historie.iter();
        for line in lines.filter(|line| line.versie == versie) {
            if let Gebeurtenis::TaakGereed { naam, .. } = &line.gebeurtenis
                && let Some((_, def)) = self.taak_def(naam)
                && def.boa
            {
                self.check_boa(&format!("taak `{naam}`"), def.voor)?;
            }
        }
        Ok(())
    }

    /// Whether a procedure started from this line on became a zaak of its own.
    fn has_left(&self, procedure: &str, from: u32) -> bool {
        let stand_in = ingebouwd::buiten(procedure);
        let later = || {
            self.context
                .historie
                .iter()
                .filter(|regel| regel.id.nummer >= from)
        };
        let stood_in = later().any(|regel| {
            matches!(&regel.gebeurtenis, Gebeurtenis::TaakGeopend { taak, .. } if taak.naam == stand_in)
        });
        let started = later().any(|regel| {
            matches!(&regel.gebeurtenis, Gebeurtenis::ProcedureGestart { procedure: found, .. } if found == procedure)
                && !self.context.onverzonden.contains(&regel.id)
        });
        started && !stood_in
    }

    /// What an act set going that cannot be called back.
    fn what_stays(&self, versie: u32) -> String {
        let mut stays = String::new();
        for regel in self
            .context
            .historie
            .iter()
            .filter(|regel| regel.versie == versie)
        {
            let gone = !self.context.onverzonden.contains(&regel.id);
            match &regel.gebeurtenis {
                Gebeurtenis::Brief { tekst, .. } if gone => {
                    stays += &format!("; brief `{tekst}` is al uitgegaan")
                }
                Gebeurtenis::MeldingUit { naar } if gone => {
                    stays += &format!("; de melding aan {naar} is al uitgegaan")
                }
                Gebeurtenis::ProcedureGestart { procedure, .. }
                    if self.has_left(procedure, regel.id.nummer) =>
                {
                    stays += &format!(
                        "; `{procedure}` is begonnen en loopt door: trek die zaak zo nodig in"
                    );
                }
                _ => {}
            }
        }
        stays
    }

    fn unsent_from(&self, nummer: u32) -> Vec<(RegelId, String)> {
        let later = self
            .context
            .historie
            .iter()
            .filter(|regel| regel.id.nummer >= nummer);
        later
            .filter(|regel| self.context.onverzonden.contains(&regel.id))
            .map(|regel| (regel.id, name_of(&regel.gebeurtenis)))
            .collect()
    }
}

/// What a line that is taken back was about.
fn about(regel: &Regel) -> String {
    match &regel.gebeurtenis {
        Gebeurtenis::TermijnVerstreken { naam, .. } | Gebeurtenis::Ontvangen { naam, .. } => {
            naam.clone()
        }
        _ => String::new(),
    }
}

/// Whether nothing follows from such a line: it stands in the way of no other act, and goes with none.
fn stands_alone(gebeurtenis: &Gebeurtenis) -> bool {
    matches!(
        gebeurtenis,
        Gebeurtenis::Genoteerd | Gebeurtenis::Contact { .. } | Gebeurtenis::Document { .. }
    )
}

/// Versions made by acts of persons that have not been undone, in order.
fn standing_acts(historie: &[Regel]) -> Vec<u32> {
    let mut standing: Vec<u32> = Vec::new();
    for regel in historie {
        match &regel.gebeurtenis {
            Gebeurtenis::Hersteld { regel: undone, .. } => {
                let versie = historie
                    .iter()
                    .find(|other| other.id == *undone)
                    .map(|other| other.versie);
                standing.retain(|act| Some(*act) != versie);
            }
            alone if stands_alone(alone) => {}
            _ if regel.door.is_some()
                && standing.last() != Some(&regel.versie)
                && !undoes(historie, regel.versie) =>
            {
                standing.push(regel.versie);
            }
            _ => {}
        }
    }
    standing
}

/// Whether a version was made by an act that itself undid another.
fn undoes(historie: &[Regel], versie: u32) -> bool {
    historie.iter().any(|regel| {
        regel.versie == versie && matches!(regel.gebeurtenis, Gebeurtenis::Hersteld { .. })
    })
}
