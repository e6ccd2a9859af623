//! Starting and counting terms, and arming the rungs that hang on their end.
//!
//! ```text
//! begin ──(kalender: tijd, opschortingen, verdagingen)──▶ einde ──▶ rungs: vooraf … op de dag … na
//!                                                            └────▶ verstreken, 00:00 after einde
//! ```
//! Easy to get wrong: a rung fires at most once per einde. Counting again to the same day arms nothing
//! that has already fired for that day.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};

use super::verloop::Verloop;
use crate::definition::procedure::{RungDef, TermijnDef};
use crate::kalender::{
    Berekening, Duur, Eenheid, KalenderFout, Periode, Richting, VasteDatum, Vraag, datum_kort,
};
use crate::rooster::op_de_klok;
use crate::zaak::contact::AFSPRAAK;
use crate::zaak::staat::Haperend;
use crate::zaak::termijn::{Opschorting, RungSoort, Verdaging};
use crate::zaak::{
    Gebeurtenis, Rol, Rung, RungStatus, Termijn, TermijnStatus, Tijd, Wanneer, Zaak,
};

/// What is being counted.
struct Telling<'t> {
    tijd: &'t Tijd,
    wettelijk: bool,
    vanaf: NaiveDate,
    opschortingen: &'t [Opschorting],
    verdagingen: &'t [Verdaging],
}

/// The day a name stands for: an anchor, else a date field.
pub(super) fn anker(zaak: &Zaak, naam: &str) -> Option<NaiveDate> {
    let field = || {
        zaak.gegevens
            .get(naam)
            .and_then(|value| value.as_str())
            .and_then(|text| text.parse().ok())
    };
    zaak.ankers.get(naam).copied().or_else(field)
}

/// Whether the day a name stands for may change: a date field, or the appointment that stands.
fn moves(zaak: &Zaak, naam: &str) -> bool {
    naam == AFSPRAAK || (zaak.gegevens.contains_key(naam) && !zaak.ankers.contains_key(naam))
}

/// The day a term is counted from when it is counted again. One whose anchor happened again goes on from the day it
/// started with, unless that day moves.
pub(super) fn counted_from(zaak: &Zaak, termijn: &Termijn) -> Option<NaiveDate> {
    let naam = termijn.tijd.anker();
    let counted = termijn.einde.is_some() || !termijn.opschortingen.is_empty();
    if naam == "begin" || (counted && zaak.ankers.contains_key(naam) && !moves(zaak, naam)) {
        return Some(termijn.begin);
    }
    anker(zaak, naam)
}

/// 00:00 in Amsterdam of a day, as an instant.
pub(super) fn midnight(dag: NaiveDate) -> DateTime<Utc> {
    at(dag, NaiveTime::MIN)
}

/// A wall-clock moment in Amsterdam; in the spring gap the first instant after it, in the autumn overlap the first.
pub fn at(dag: NaiveDate, tijd: NaiveTime) -> DateTime<Utc> {
    op_de_klok(dag.and_time(tijd))
}

impl Verloop<'_> {
    /// Starts a term; `taak` is the number of the taak it guards.
    pub fn start_termijn(&mut self, naam: &str, def: &TermijnDef, taak: Option<(u32, &[String])>) {
        let Some(zaak) = self.find_zaak() else { return };
        let nummer = next(zaak.termijnen.iter().map(|termijn| termijn.nummer));
        let grondslag = match taak {
            Some((_, grondslag)) if def.grondslag.is_empty() => grondslag.to_vec(),
            _ => def.grondslag.clone(),
        };
        let begin = if def.tijd.anker() == "begin" {
            Some(self.datum)
        } else {
            anker(zaak, def.tijd.anker())
        };
        let mut termijn = Termijn {
            nummer,
            regel: 0,
            naam: naam.to_owned(),
            taak: taak.map(|(nummer, _)| nummer),
            tijd: def.tijd.clone(),
            wettelijk: def.wettelijk,
            begin: begin.unwrap_or(self.datum),
            einde: None,
            verdagingen: Vec::new(),
            opschortingen: Vec::new(),
            rungs: Vec::new(),
            status: TermijnStatus::Loopt,
            gestopt: None,
            uitleg: String::new(),
            grondslag,
            laag: def.laag.clone(),
        };
        let mut fault = None;
        match begin.map(|vanaf| self.count(&termijn, vanaf)) {
            None => {
                termijn.uitleg = format!("begint te lopen zodra `{}` bekend is", def.tijd.anker())
            }
            Some(Ok(berekening)) => {
                termijn.einde = Some(berekening.einde);
                termijn.uitleg = with_ground(&berekening.uitleg, &termijn);
                termijn.rungs = self.arm(&termijn, &def.rungs, berekening.einde);
            }
            Some(Err(fout)) => {
                termijn.uitleg = format!("nog geen datum: {fout}");
                fault = Some(fout);
            }
        }
        self.emit(Gebeurtenis::TermijnGestart { termijn });
        if let Some(fout) = fault {
            self.undated(nummer, naam, &fout);
        }
    }

    /// What a taak's term will end on, before the taak is opened.
    pub fn einde_van(&self, def: &TermijnDef) -> Option<NaiveDate> {
        let zaak = self.find_zaak()?;
        let vanaf = if def.tijd.anker() == "begin" {
            self.datum
        } else {
            anker(zaak, def.tijd.anker())?
        };
        let telling = Telling {
            tijd: &def.tijd,
            wettelijk: def.wettelijk,
            vanaf,
            opschortingen: &[],
            verdagingen: &[],
        };
        self.tel(&telling).ok().map(|berekening| berekening.einde)
    }

    /// Counts again every running term that hangs on this name.
    pub fn recount_on(&mut self, naam: &str) {
        let Some(zaak) = self.find_zaak() else { return };
        let moves = moves(zaak, naam);
        let hit = |termijn: &&Termijn| {
            termijn.loopt() && termijn.tijd.anker() == naam && (termijn.einde.is_none() || moves)
        };
        let numbers: Vec<u32> = zaak
            .termijnen
            .iter()
            .filter(hit)
            .map(|termijn| termijn.nummer)
            .collect();
        for nummer in numbers {
            self.recount(nummer, None);
        }
    }

    /// Counts a term again and re-arms it; says why when `reden` is given. Nothing is recorded when its
    /// end does not move.
    pub fn recount(&mut self, nummer: u32, reden: Option<&str>) {
        let Some(zaak) = self.find_zaak() else { return };
        let Some(termijn) = zaak.termijn(nummer).cloned() else {
            return;
        };
        let Some(vanaf) = counted_from(zaak, &termijn) else {
            return;
        };
        let berekening = match self.count(&termijn, vanaf) {
            Ok(berekening) => berekening,
            Err(fout) => {
                // A term without a date must be seen by someone; one that keeps its date is still guarded.
                if termijn.einde.is_none() && reden.is_none() {
                    self.undated(nummer, &termijn.naam, &fout);
                }
                return;
            }
        };
        if termijn.einde != Some(berekening.einde) {
            self.set_end(&termijn, vanaf, &berekening, reden);
        }
    }

    /// Gives a term another end, with the whole ladder anew.
    pub(super) fn set_end(
        &mut self,
        termijn: &Termijn,
        vanaf: NaiveDate,
        berekening: &Berekening,
        reden: Option<&str>,
    ) {
        let defs = self.rungs_of(termijn);
        let rungs = self.arm(termijn, &defs, berekening.einde);
        let uitleg = with_ground(&berekening.uitleg, termijn);
        let uitleg = reden.map_or(uitleg.clone(), |reden| format!("{uitleg}; {reden}"));
        let id = self.emit(Gebeurtenis::TermijnGesteld {
            termijn: termijn.nummer,
            naam: termijn.naam.clone(),
            begin: vanaf,
            einde: Some(berekening.einde),
            rungs,
            uitleg,
        });
        self.caused_by(id, |verloop| {
            verloop.dated(termijn.nummer, berekening.einde);
            if verloop.costs_dwangsom(&termijn.naam) {
                verloop.check_premature(berekening.einde);
            }
        });
    }

    /// A term without a date must be seen by someone, once.
    fn undated(&mut self, termijn: u32, naam: &str, fout: &KalenderFout) {
        let over = Haperend::Datum { termijn };
        if self.open_incident_over(&over).is_none() {
            let melding = format!("termijn `{naam}` heeft nog geen datum: {fout}");
            self.incident("kalender", &melding, Some(over));
        }
    }

    /// What was told of a term without a date, or of one that would have been over, is settled now that it has one.
    pub(super) fn dated(&mut self, termijn: u32, einde: NaiveDate) {
        self.settle_over(termijn, einde);
        if let Some(nummer) = self.open_incident_over(&Haperend::Datum { termijn }) {
            let reden = format!("de termijn heeft nu een datum: {}", datum_kort(einde));
            self.resolve(nummer, reden);
        }
    }

    /// The definition behind a running term.
    pub fn def_of(&self, termijn: &Termijn) -> Option<TermijnDef> {
        match termijn.taak {
            Some(_) => self
                .taak_def(&termijn.naam)
                .and_then(|(_, taak)| taak.termijn),
            None => self.termijn_def(&termijn.naam),
        }
    }

    pub(super) fn rungs_of(&self, termijn: &Termijn) -> Vec<RungDef> {
        self.def_of(termijn)
            .map(|def| def.rungs)
            .unwrap_or_default()
    }

    pub fn count(&self, termijn: &Termijn, vanaf: NaiveDate) -> Result<Berekening, KalenderFout> {
        self.tel(&Telling {
            tijd: &termijn.tijd,
            wettelijk: termijn.wettelijk,
            vanaf,
            opschortingen: &termijn.opschortingen,
            verdagingen: &termijn.verdagingen,
        })
    }

    fn tel(&self, telling: &Telling<'_>) -> Result<Berekening, KalenderFout> {
        let kalender = self.context.kalender;
        let stil: Vec<Periode> = telling
            .opschortingen
            .iter()
            .filter_map(|pause| pause.tot.map(|tot| Periode::new(pause.van, tot)))
            .collect();
        let base = Vraag {
            wettelijk: telling.wettelijk,
            opgeschort: &stil,
            ..Vraag::new(telling.vanaf, Duur::new(0, Eenheid::Dagen))
        };
        // The ATW is applied once, to the end of it all.
        let last = telling.verdagingen.len();
        let law = |part: usize| telling.wettelijk && part == last;
        let base = Vraag {
            wettelijk: law(0),
            gaat_door: last > 0,
            ..base
        };
        let mut result = match telling.tijd {
            Tijd::Binnen { duur, .. } => kalender.bereken(&Vraag {
                duur: *duur,
                ..base
            })?,
            Tijd::Vooraf { duur, .. } => kalender.bereken(&Vraag {
                duur: *duur,
                richting: Richting::Terug,
                ..base
            })?,
            Tijd::VoorDatum { dag, maand, .. } => fixed(telling.vanaf, *dag, *maand),
            Tijd::Op { anker } => Berekening {
                einde: telling.vanaf,
                overgeslagen: Vec::new(),
                uitleg: format!(
                    "{}: de dag die als `{anker}` is vastgelegd",
                    datum_kort(telling.vanaf)
                ),
            },
        };
        for (part, verdaging) in telling.verdagingen.iter().enumerate() {
            let more = kalender.bereken(&Vraag {
                vanaf: result.einde,
                duur: verdaging.duur,
                wettelijk: law(part + 1),
                gaat_door: part + 1 < last,
                ..base
            })?;
            result.overgeslagen.extend(more.overgeslagen);
            result.einde = more.einde;
            result.uitleg = format!(
                "{}; verdaagd met {}: {}",
                result.uitleg, verdaging.duur, more.uitleg
            );
        }
        Ok(result)
    }

    /// The rungs of a term for one einde, those that fired for it already left out.
    pub(super) fn arm(&self, termijn: &Termijn, defs: &[RungDef], einde: NaiveDate) -> Vec<Rung> {
        let fired = |soort: RungSoort, wanneer: Wanneer, naar: &[Rol]| {
            termijn.rungs.iter().any(|rung| {
                rung.einde == einde
                    && rung.soort == soort
                    && rung.wanneer == wanneer
                    && rung.naar == naar
                    && matches!(rung.status, RungStatus::Afgegaan | RungStatus::Overgeslagen)
            })
        };
        let mut nummer = next(termijn.rungs.iter().map(|rung| rung.nummer));
        let mut armed = Vec::new();
        let mut push = |soort, wanneer, naar: Vec<Rol>, due_at| {
            if !fired(soort, wanneer, &naar) {
                armed.push(Rung {
                    nummer,
                    soort,
                    wanneer,
                    naar,
                    einde,
                    due_at,
                    status: RungStatus::Gewapend,
                });
                nummer += 1;
            }
        };
        for def in defs {
            if let Some(due_at) = self.rung_at(termijn, def, einde) {
                push(def.soort, def.wanneer, def.naar.clone(), due_at);
            }
        }
        if let Some(after) = einde.checked_add_days(Days::new(1)) {
            push(
                RungSoort::Verstreken,
                Wanneer::OpDeDag,
                Vec::new(),
                midnight(after),
            );
        }
        armed
    }

    /// When a rung is due: a mail day, at the first mail hour. `None` when it would come before the term began
    /// or beyond the calendar.
    fn rung_at(&self, termijn: &Termijn, def: &RungDef, einde: NaiveDate) -> Option<DateTime<Utc>> {
        let kalender = self.context.kalender;
        let dag = match def.wanneer {
            Wanneer::OpDeDag => kalender.werkdag_op_of_voor(einde),
            Wanneer::Vooraf(duur) => {
                let nominal = kalender
                    .bereken(&Vraag {
                        richting: Richting::Terug,
                        ..Vraag::new(einde, duur)
                    })
                    .ok()?
                    .einde;
                let dag = kalender.werkdag_op_of_voor(nominal);
                // Counted towards a day to come, a term begins when it is set, not on that day; what was armed when
                // it was set still waits.
                let waits = |rung: &Rung| {
                    (rung.einde, rung.soort, rung.wanneer) == (einde, def.soort, def.wanneer)
                };
                let begin = match termijn.tijd {
                    Tijd::Op { .. } | Tijd::Vooraf { .. } if termijn.armed().any(waits) => None,
                    Tijd::Op { .. } | Tijd::Vooraf { .. } => Some(self.datum),
                    Tijd::Binnen { .. } | Tijd::VoorDatum { .. } => Some(termijn.begin),
                };
                if begin.is_some_and(|begin| dag <= begin) {
                    return None;
                }
                dag
            }
            Wanneer::Na(duur) => {
                let counted = kalender.bereken(&Vraag::new(einde, duur));
                // Beyond the school calendar a rung is no date of law: too early beats never.
                let in_werkdagen = Duur::new(duur.aantal, Eenheid::Werkdagen);
                let counted =
                    counted.or_else(|_| kalender.bereken(&Vraag::new(einde, in_werkdagen)));
                kalender.werkdag_op_of_na(counted.ok()?.einde)
            }
        };
        Some(self.mail_moment(at(dag, self.mail_hours().0)))
    }
}

/// "vóór 1 juli" is 30 June at the latest: the first such day on or after the anchor.
fn fixed(vanaf: NaiveDate, dag: u32, maand: u32) -> Berekening {
    let found = VasteDatum::new(dag, maand, true).and_then(|datum| datum.bereken(vanaf));
    found.unwrap_or_else(|| Berekening {
        einde: vanaf,
        overgeslagen: Vec::new(),
        uitleg: String::new(),
    })
}

/// The reason of a date with its ground and layer.
pub(super) fn with_ground(uitleg: &str, termijn: &Termijn) -> String {
    if termijn.grondslag.is_empty() {
        return uitleg.to_owned();
    }
    format!(
        "{uitleg} ({}, laag: {})",
        termijn.grondslag.join("; "),
        termijn.laag
    )
}

/// The next number in a row that starts at 1.
pub(super) fn next(numbers: impl Iterator<Item = u32>) -> u32 {
    numbers.max().unwrap_or(0) + 1
}
