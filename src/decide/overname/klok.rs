//! What was done to the clock of a zaak before it was taken over: suspended, extended, in default.
//!
//! The same acts as here (`awb`, `dwangsom`), each on its own day and in that order, without their letters. Easy to get
//! wrong: what did not run yet. A suspension stops only what had begun, and had not ended, on its day.

use chrono::NaiveDate;

use super::OvernameFout;
use crate::decide::verloop::Verloop;
use crate::kalender::Duur;
use crate::zaak::Termijn;
use crate::zaak::overname::Overname;

const REDEN: &str = "zo is de zaak overgenomen";
const SINDS: &str = "opgeschort_sinds";
const HERVAT: &str = "hervat_op";
const MET: &str = "verdaagd_met";
const OP: &str = "verdaagd_op";
const GEBREKE: &str = "ingebrekestelling";

/// Faults that can be seen without the zaak.
pub(super) fn keur(overname: &Overname, vandaag: NaiveDate) -> Vec<OvernameFout> {
    let mut fouten = Vec::new();
    let ontvangen = overname.melding.ontvangen;
    let days = [
        (SINDS, overname.opgeschort_sinds),
        (HERVAT, overname.hervat_op),
        (OP, overname.verdaagd_op),
        (GEBREKE, overname.ingebrekestelling),
    ];
    for (veld, dag) in days {
        if let Some(dag) = dag.filter(|dag| *dag < ontvangen || *dag > vandaag) {
            let melding = format!(
                "gevonden {dag}; verwacht een dag van {ontvangen} (`ontvangen`) tot en met vandaag ({vandaag})"
            );
            fouten.push(OvernameFout::new(veld, melding));
        }
    }
    if let Some(hervat) = overname.hervat_op
        && overname
            .opgeschort_sinds
            .is_none_or(|sinds| hervat <= sinds)
    {
        let melding = format!("gevonden {hervat}; verwacht een dag na `{SINDS}`");
        fouten.push(OvernameFout::new(HERVAT, melding));
    }
    match (&overname.verdaagd_met, overname.verdaagd_op) {
        (Some(met), op) => {
            if let Err(fout) = met.parse::<Duur>() {
                fouten.push(OvernameFout::new(MET, fout.to_string()));
            }
            if op.is_none() {
                let melding = "gevonden niets; verwacht de dag waarop het verdagen is meegedeeld";
                fouten.push(OvernameFout::new(OP, melding));
            }
        }
        (None, Some(_)) => {
            let melding = "gevonden niets; verwacht hoe lang is verdaagd, zoals `4 weken`";
            fouten.push(OvernameFout::new(MET, melding));
        }
        (None, None) => {}
    }
    fouten
}

impl Verloop<'_> {
    /// Does to the clock what was done to it before; what does not fit is told.
    pub(super) fn stand_still(&mut self, overname: &Overname) -> Vec<OvernameFout> {
        let extension = overname.verdaagd_op.zip(overname.verdaagd_met.as_ref());
        let mut fouten = Vec::new();
        let extend = |verloop: &mut Self, fouten: &mut Vec<OvernameFout>| {
            if let Some((op, met)) = extension {
                verloop.datum = op;
                let done = verloop.extend(met, REDEN, None);
                fouten.extend(
                    done.err()
                        .map(|fout| OvernameFout::new(MET, fout.to_string())),
                );
            }
        };
        let since = overname.opgeschort_sinds;
        let first = since.is_none_or(|since| extension.is_some_and(|(op, _)| op <= since));
        if first {
            extend(self, &mut fouten);
        }
        if let Some(since) = since {
            fouten.extend(self.stood_still(since, overname.hervat_op));
        }
        if !first {
            extend(self, &mut fouten);
        }
        if let Some(dag) = overname.ingebrekestelling {
            self.datum = dag;
            let done = self.ingebrekestelling();
            fouten.extend(
                done.err()
                    .map(|fout| OvernameFout::new(GEBREKE, fout.to_string())),
            );
        }
        fouten
    }

    fn stood_still(&mut self, since: NaiveDate, until: Option<NaiveDate>) -> Option<OvernameFout> {
        let zaak = self.find_zaak()?;
        let ran = |termijn: &&Termijn| {
            termijn.loopt()
                && termijn.begin <= since
                && termijn.einde.is_none_or(|einde| since <= einde)
                && self.def_of(termijn).is_some_and(|def| def.opschorten)
        };
        let running: Vec<&Termijn> = zaak.termijnen.iter().filter(ran).collect();
        // Where the procedure itself lets a term stand still and run on, that is the one that was meant.
        let own = |termijn: &&&Termijn| self.is_resumed(&termijn.naam);
        let named = running.iter().any(|termijn| own(&termijn));
        let running = running.iter().filter(|termijn| !named || own(termijn));
        let running: Vec<u32> = running.map(|termijn| termijn.nummer).collect();
        if running.is_empty() {
            let melding = format!(
                "gevonden {since}; verwacht een dag waarop een termijn liep die mag worden opgeschort"
            );
            return Some(OvernameFout::new(SINDS, melding));
        }
        self.datum = since;
        self.suspend(running.clone(), REDEN);
        if let Some(until) = until {
            self.datum = until;
            self.resume(running);
        }
        None
    }

    /// Whether some gevolg of the procedure lets a term run on.
    fn is_resumed(&self, naam: &str) -> bool {
        let mut all = self.context.procedure.gevolgen();
        all.any(|gevolg| gevolg.hervat.iter().any(|known| known == naam))
    }
}
