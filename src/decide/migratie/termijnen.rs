//! What becomes of a term: its end, which moves only when that was asked and harms nobody, and its ladder.
//!
//! ```text
//! counted otherwise? ─no─▶ same end            moved? ─yes─▶ the whole ladder anew for the new end
//!     └─yes─▶ asked, and no guard ──▶ moved       └─no──▶ a changed ladder anew, else as armed
//! ```
//! Whether it may move is `hertelling`'s. Easy to get wrong: a rung that fired for this end stays fired; one of
//! another end is another rung.

use super::hertelling::Hertelling;
use super::plan::{
    Deellot, Staplot, TermijnLot, Traplot, Wijziging, anders, herschreven, ladder, telling,
};
use super::{Vergelijking, has_passed};
use crate::definition::procedure::TermijnDef;
use crate::kalender::datum_kort;
use crate::zaak::migratie::TermijnOver;
use crate::zaak::termijn::RungSoort;
use crate::zaak::{Rung, RungStatus, Termijn, TermijnStatus, Zaak};

impl Vergelijking<'_> {
    /// What becomes of every term that still matters.
    pub(super) fn termijnen(&self, zaak: &Zaak) -> Vec<TermijnLot> {
        let waited_for = |t: &&Termijn| t.is_alive() || self.oud.ran_out_here(t);
        let matter = zaak.termijnen.iter().filter(waited_for);
        matter.map(|termijn| self.termijn(zaak, termijn)).collect()
    }

    fn termijn(&self, zaak: &Zaak, termijn: &Termijn) -> TermijnLot {
        let mut lot = TermijnLot {
            termijn: termijn.naam.clone(),
            stand: stand(termijn),
            lot: Deellot::Blijft,
            einde: termijn.einde,
            einde_nieuw: None,
            verplaatst: false,
            waarom: String::new(),
            wijzigingen: Vec::new(),
            stappen: Vec::new(),
            wordt: None,
        };
        let (Some(before), Some(now)) = (self.oud.def_of(termijn), self.nieuw.def_of(termijn))
        else {
            lot.lot = Deellot::PastNiet;
            lot.stappen = standing(termijn);
            return lot;
        };
        let counted = self.hertelling(zaak, termijn, &now);
        if now.tijd != termijn.tijd || now.wettelijk != termijn.wettelijk {
            lot.einde_nieuw = counted
                .as_ref()
                .ok()
                .and_then(|hertelling| hertelling.einde);
            match self.guard(termijn, counted.as_ref()) {
                Ok(()) => lot.verplaatst = true,
                Err(waarom) => {
                    lot.waarom = format!("de nieuwe versie telt {}; {waarom}", telling(&now.tijd))
                }
            }
        }
        let over = self.over(termijn, &now, counted.ok().filter(|_| lot.verplaatst));
        lot.wijzigingen = differences(termijn, &over, &before, &now);
        let rungs = self.ladder(termijn, &before, &now, &over);
        lot.stappen = match &rungs {
            Some(rungs) => self.stappen(termijn, rungs),
            None => standing(termijn),
        };
        let over = TermijnOver { rungs, ..over };
        if lot.verplaatst {
            lot.einde_nieuw = over.einde;
            lot.waarom.clone_from(&over.uitleg);
        }
        if over.rungs.is_some() || differs(termijn, &over) {
            lot.wordt = Some(over);
        }
        if lot.wordt.is_some() || !lot.wijzigingen.is_empty() {
            lot.lot = Deellot::Verandert;
        }
        lot
    }

    /// The row as it will be, its ladder left aside.
    fn over(&self, termijn: &Termijn, now: &TermijnDef, moved: Option<Hertelling>) -> TermijnOver {
        let same = now.tijd == termijn.tijd && now.wettelijk == termijn.wettelijk;
        // Ground and layer say where the way of counting stands; a term that keeps its own keeps these too.
        let follows = same || moved.is_some();
        let grondslag = Some(self.ground(termijn, now)).filter(|_| follows);
        let laag = Some(now.laag.clone()).filter(|_| follows);
        let kept = TermijnOver {
            termijn: termijn.nummer,
            naam: termijn.naam.clone(),
            verplaatst: false,
            tijd: termijn.tijd.clone(),
            wettelijk: termijn.wettelijk,
            begin: termijn.begin,
            einde: termijn.einde,
            rungs: None,
            grondslag: grondslag.unwrap_or_else(|| termijn.grondslag.clone()),
            laag: laag.unwrap_or_else(|| termijn.laag.clone()),
            uitleg: termijn.uitleg.clone(),
        };
        let Some(moved) = moved else {
            let uitleg = reworded(termijn, &kept);
            return TermijnOver { uitleg, ..kept };
        };
        let was = termijn.einde.map_or(String::new(), |einde| {
            format!(" en liep zij tot en met {}", datum_kort(einde))
        });
        TermijnOver {
            verplaatst: true,
            tijd: now.tijd.clone(),
            wettelijk: now.wettelijk,
            begin: moved.begin,
            einde: moved.einde,
            uitleg: format!(
                "{}; {} sinds de overgang naar een andere versie van de definitie; eerst was dat {}{was}",
                moved.uitleg,
                telling(&now.tijd),
                telling(&termijn.tijd)
            ),
            ..kept
        }
    }

    /// A taak's term without a ground of its own rests on that of the taak.
    pub(super) fn ground(&self, termijn: &Termijn, now: &TermijnDef) -> Vec<String> {
        let of_taak = || {
            self.nieuw
                .taak_def(&termijn.naam)
                .map(|(_, taak)| taak.grondslag)
        };
        if now.grondslag.is_empty() && termijn.taak.is_some() {
            return of_taak().unwrap_or_default();
        }
        now.grondslag.clone()
    }

    /// The rungs to arm in place of what is armed; `None` leaves that as it stands.
    fn ladder(
        &self,
        termijn: &Termijn,
        before: &TermijnDef,
        now: &TermijnDef,
        over: &TermijnOver,
    ) -> Option<Vec<Rung>> {
        let einde = over.einde?;
        if before.rungs == now.rungs && over.einde == termijn.einde {
            return None;
        }
        let moved = Termijn {
            tijd: over.tijd.clone(),
            begin: over.begin,
            ..termijn.clone()
        };
        let lapsed = termijn.status == TermijnStatus::Verstreken;
        let mut rungs = self.nieuw.arm(&moved, &now.rungs, einde);
        rungs.retain(|rung| rung.soort != RungSoort::Verstreken || !lapsed);
        Some(rungs)
    }

    /// What becomes of each rung when these are armed.
    fn stappen(&self, termijn: &Termijn, rungs: &[Rung]) -> Vec<Staplot> {
        let armed = |rung: &&Rung| rung.status == RungStatus::Gewapend;
        let same = |one: &Rung, two: &Rung| {
            (one.soort, one.wanneer, &one.naar, one.due_at)
                == (two.soort, two.wanneer, &two.naar, two.due_at)
        };
        let fired = standing(termijn)
            .into_iter()
            .filter(|stap| stap.lot == Traplot::Afgegaan);
        let mut all: Vec<Staplot> = fired.collect();
        for rung in termijn
            .rungs
            .iter()
            .filter(armed)
            .filter(|rung| is_step(rung))
        {
            if !rungs.iter().any(|new| same(new, rung)) {
                all.push(Staplot::new(rung, Traplot::Vervalt));
            }
        }
        for rung in rungs.iter().filter(|rung| is_step(rung)) {
            let known = termijn
                .rungs
                .iter()
                .filter(armed)
                .any(|old| same(old, rung));
            let lot = match (known, has_passed(rung, self.oud.op)) {
                (true, _) => Traplot::Blijft,
                (false, true) => Traplot::Voorbij,
                (false, false) => Traplot::Nieuw,
            };
            all.push(Staplot::new(rung, lot));
        }
        all
    }
}

/// What is different from now on, besides the end.
fn differences(
    termijn: &Termijn,
    over: &TermijnOver,
    before: &TermijnDef,
    now: &TermijnDef,
) -> Vec<Wijziging> {
    let yes = |waar: bool| if waar { "ja" } else { "nee" }.to_owned();
    let most = |def: &TermijnDef| {
        def.verdagen
            .map_or("nee".to_owned(), |duur| format!("hoogstens {duur}"))
    };
    let mut all: Vec<Wijziging> = [
        anders("van de wet", yes(termijn.wettelijk), yes(over.wettelijk)),
        anders(
            "grondslag",
            termijn.grondslag.join("; "),
            over.grondslag.join("; "),
        ),
        anders("laag", termijn.laag.clone(), over.laag.clone()),
        // With a date each step stands by itself.
        anders("stappen", ladder(&before.rungs), ladder(&now.rungs))
            .filter(|_| over.einde.is_none()),
        anders(
            "kan worden opgeschort",
            yes(before.opschorten),
            yes(now.opschorten),
        ),
        anders("kan worden verdaagd", most(before), most(now)),
    ]
    .into_iter()
    .flatten()
    .collect();
    if before.verstreken != now.verstreken {
        all.push(herschreven("wat volgt als zij verstrijkt".to_owned()));
    }
    all
}

/// The reason of a date with the new ground in place of the old.
fn reworded(termijn: &Termijn, over: &TermijnOver) -> String {
    let end =
        |grondslag: &[String], laag: &str| format!("({}, laag: {laag})", grondslag.join("; "));
    let (van, naar) = (
        end(&termijn.grondslag, &termijn.laag),
        end(&over.grondslag, &over.laag),
    );
    termijn.uitleg.replace(&van, &naar)
}

/// Whether the row changes besides its ladder.
fn differs(termijn: &Termijn, over: &TermijnOver) -> bool {
    over.verplaatst || termijn.grondslag != over.grondslag || termijn.laag != over.laag
}

/// Whether a rung is a step of the ladder, and not the end of the term itself.
fn is_step(rung: &Rung) -> bool {
    rung.soort != RungSoort::Verstreken
}

/// The rungs as they stand: fired for this einde, or still to come.
fn standing(termijn: &Termijn) -> Vec<Staplot> {
    let of = |rung: &Rung| {
        let lot = match rung.status {
            RungStatus::Gewapend => Traplot::Blijft,
            RungStatus::Afgegaan | RungStatus::Overgeslagen => Traplot::Afgegaan,
            RungStatus::Vervallen => return None,
        };
        Some(Staplot::new(rung, lot))
    };
    let steps = termijn.rungs.iter().filter(|rung| is_step(rung));
    steps.filter_map(of).collect()
}

fn stand(termijn: &Termijn) -> String {
    let stand = match termijn.status {
        TermijnStatus::Loopt => "loopt",
        TermijnStatus::Opgeschort => "opgeschort",
        TermijnStatus::Verstreken => "verstreken",
        TermijnStatus::Gehaald => "gehaald",
        TermijnStatus::Vervallen => "vervallen",
    };
    match termijn.verdagingen.len() {
        0 => stand.to_owned(),
        1 => format!("{stand}, verdaagd"),
        keer => format!("{stand}, {keer} keer verdaagd"),
    }
}
