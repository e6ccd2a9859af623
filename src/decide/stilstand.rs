//! What a gevolg does to the clock of a term: suspend it, let it run on, end it.
//!
//! ```text
//! schort_op ──▶ stands still ──hervat (answer, or the chance that lapsed)──▶ runs on
//!                    └──no `hervat` within reach──▶ taak opschorting-bewaken
//! ```
//! Persons do the same in `awb`. Easy to get wrong: what stands still warns nobody. As soon as the zaak is in
//! a fase that cannot resume it, someone must watch it, however the zaak came there.

use super::ingebouwd;
use super::verloop::Verloop;
use crate::definition::procedure::{Fase, Gevolg};
use crate::zaak::{Gebeurtenis, Termijn, TermijnStatus};

impl Verloop<'_> {
    /// Stops the clock of those of these terms that run. Awb 4:15.
    pub(super) fn schort_op(&mut self, namen: &[String]) {
        let running = self.numbers(namen, Termijn::loopt);
        if !running.is_empty() {
            let reden = self.because();
            self.suspend(running, &reden);
        }
    }

    /// Lets those of these terms run on that stand still.
    pub(super) fn hervat(&mut self, namen: &[String]) {
        let still = self.numbers(namen, stands_still);
        if !still.is_empty() {
            self.resume(still);
        }
    }

    /// Ends these terms: what they asked for is done.
    pub(super) fn stopt(&mut self, namen: &[String]) {
        let Some(zaak) = self.find_zaak() else { return };
        let ends = |t: &Termijn| t.is_alive() || t.status == TermijnStatus::Verstreken;
        let alive = self.numbers(namen, |t| {
            t.taak.is_none() && t.gestopt.is_none() && ends(t)
        });
        let named = |nummer: &u32| zaak.termijn(*nummer).map(|t| (*nummer, t.naam.clone()));
        let ended: Vec<(u32, String)> = alive.iter().filter_map(named).collect();
        if !ended.is_empty() {
            let reden = format!("deze termijn is klaar: {}", self.because());
            self.drop_all(Vec::new(), ended, &reden);
        }
    }

    /// Opens the taak that watches a term standing still, unless the present fase can let it run on.
    pub(super) fn watch_standstill(&mut self) {
        let Some(zaak) = self.find_zaak().filter(|zaak| zaak.is_open()) else {
            return;
        };
        let procedure = self.context.procedure;
        let here = procedure.fasen.get(&zaak.fase).into_iter();
        let here: Vec<&Gevolg> = here
            .flat_map(Fase::gevolgen)
            .chain(procedure.gevolgen_overal())
            .collect();
        let resumed = |termijn: &Termijn| {
            let mut here = here.iter();
            here.any(|gevolg| gevolg.hervat.contains(&termijn.naam))
        };
        let mut still = zaak.termijnen.iter().filter(|t| stands_still(t));
        if still.any(|termijn| !resumed(termijn)) {
            self.open_named(ingebouwd::OPSCHORTING);
        }
    }

    fn numbers(&self, namen: &[String], suits: impl Fn(&Termijn) -> bool) -> Vec<u32> {
        let all = self
            .find_zaak()
            .into_iter()
            .flat_map(|zaak| &zaak.termijnen);
        let hit = all.filter(|termijn| namen.contains(&termijn.naam) && suits(termijn));
        hit.map(|termijn| termijn.nummer).collect()
    }

    /// What brought a gevolg about, for the reader of the dossier.
    fn because(&self) -> String {
        let line = self.regels.iter().rev();
        let mut line = line.filter(|regel| Some(regel.id) == self.oorzaak);
        match line.next().map(|regel| &regel.gebeurtenis) {
            Some(Gebeurtenis::TaakGereed { naam, uitkomst, .. }) => {
                format!("taak `{naam}` is afgerond met `{uitkomst}`")
            }
            Some(Gebeurtenis::Ontvangen { titel, .. }) => titel.clone(),
            Some(Gebeurtenis::TermijnVerstreken { naam, .. }) => {
                format!("termijn `{naam}` is verstreken")
            }
            Some(Gebeurtenis::FaseBereikt { titel, .. }) => titel.clone(),
            Some(Gebeurtenis::UitkomstOntvangen { procedure, .. }) => {
                format!("de uitkomst van {procedure} is binnen")
            }
            _ => "volgens de procedure".to_owned(),
        }
    }
}

fn stands_still(termijn: &Termijn) -> bool {
    termijn.status == TermijnStatus::Opgeschort
}
