//! A plan of migration as a person reads it.
//!
//! Easy to get wrong: what does not change. It is said in a word, so that what does change is seen.

use super::super::blad::{Blad, DEEL, ERONDER};
use super::Telling;
use crate::decide::{Deellot, Lot, Migratieplan, Staplot, TaakLot, TermijnLot, Traplot, Wijziging};
use crate::kalender::datum_kort;
use crate::zaak::termijn::RungSoort;
use chrono_tz::Europe::Amsterdam;

/// What going over does, or did, to one zaak.
pub(super) fn plan(plan: &Migratieplan, gedaan: bool, breedte: usize) -> String {
    let mut blad = Blad::new(breedte);
    let lot = match (plan.lot, gedaan) {
        (Lot::Gelijk, _) => "loopt al op deze versie",
        (Lot::Mee, false) => "gaat mee",
        (Lot::Mee, true) => "is overgegaan",
        (Lot::Blijft, false) => "blijft op haar eigen versie",
        (Lot::Blijft, true) => "is gebleven",
    };
    let (van, naar) = (plan.van.kort(), plan.naar.as_ref().map(|naar| naar.kort()));
    blad.regel(
        0,
        &format!(
            "{} {}, {}, fase {}: {lot}",
            plan.zaak, plan.procedure, plan.gemeente, plan.fase
        ),
    );
    if let (Lot::Mee, Some(naar)) = (plan.lot, naar) {
        blad.regel(DEEL, &format!("definitie {van} → {naar}"));
    }
    for beletsel in &plan.beletselen {
        blad.regel(DEEL, &format!("past niet: {}", beletsel.waarom));
        blad.regel(ERONDER, &format!("wat u kunt doen: {}", beletsel.raad));
    }
    for taak in &plan.taken {
        blad.taak(taak);
    }
    for termijn in &plan.termijnen {
        blad.termijn(termijn);
    }
    for begint in &plan.begint {
        let waar = format!(
            "termijn {} (nieuw, uit fase {})",
            begint.termijn, begint.fase
        );
        blad.regel(DEEL, &format!("{waar}: begint"));
        let einde = begint.einde.map_or(String::new(), |einde| {
            format!("uiterlijk {}: ", datum_kort(einde))
        });
        blad.regel(ERONDER, &format!("{einde}{}", begint.uitleg));
    }
    for let_op in &plan.let_op {
        blad.regel(DEEL, &format!("let op: {let_op}"));
    }
    blad.regels.join("\n")
}

/// What it came to.
pub(super) fn samen(telling: &Telling, zaken: usize, gedaan: bool) -> String {
    let Telling {
        mee,
        gebleven,
        gelijk,
        geweigerd,
        over,
    } = telling;
    if zaken == 0 {
        return "Er zijn geen lopende zaken die hieraan voldoen.".to_owned();
    }
    let mee = match gedaan {
        true => format!("Overgegaan: {mee}"),
        false => format!("Gaan mee: {mee}"),
    };
    let mut told = format!(
        "Lopende zaken: {zaken}. {mee}. Blijven op hun eigen versie: {gebleven}. Liepen al op deze versie: {gelijk}."
    );
    if *geweigerd > 0 {
        told += &format!(" Geweigerd: {geweigerd}; zie hierboven waarom.");
    }
    if *over > 0 {
        told += &format!(
            " Het is afgebroken; nog niet bekeken: {over}. Geef de opdracht opnieuw om verder te gaan."
        );
    }
    if !gedaan {
        told += " Dit was een proef, en er is niets veranderd; met --uitvoeren gebeurt het.";
    }
    told
}

impl Blad {
    fn taak(&mut self, taak: &TaakLot) {
        self.regel(DEEL, &format!("taak {}: {}", taak.taak, woord(taak.lot)));
        self.wijzigingen(&taak.wijzigingen);
    }

    fn termijn(&mut self, termijn: &TermijnLot) {
        let dag = |dag| match dag {
            Some(dag) => datum_kort(dag),
            None => "nog geen datum".to_owned(),
        };
        let einde = dag(termijn.einde);
        let lot = if termijn.verplaatst && termijn.einde != termijn.einde_nieuw {
            format!("van {einde} naar {}", dag(termijn.einde_nieuw))
        } else {
            format!("{einde}, {}", woord(termijn.lot))
        };
        self.regel(
            DEEL,
            &format!("termijn {} ({}): {lot}", termijn.termijn, termijn.stand),
        );
        if !termijn.waarom.is_empty() {
            self.regel(ERONDER, &termijn.waarom);
        }
        self.wijzigingen(&termijn.wijzigingen);
        for stap in &termijn.stappen {
            self.stap(stap);
        }
    }

    fn wijzigingen(&mut self, wijzigingen: &[Wijziging]) {
        for Wijziging { wat, van, naar } in wijzigingen {
            self.regel(ERONDER, &format!("{wat}: {van} → {naar}"));
        }
    }

    fn stap(&mut self, stap: &Staplot) {
        let soort = match stap.soort {
            RungSoort::Herinnering => "herinnering",
            RungSoort::Escalatie => "escalatie",
            RungSoort::Verstreken => "verstreken",
        };
        let lot = match stap.lot {
            Traplot::Afgegaan => "is al geweest",
            Traplot::Blijft => "blijft",
            Traplot::Nieuw => "nieuw",
            Traplot::Voorbij => "nieuw, maar al voorbij: vastgelegd, niet gemaild",
            Traplot::Vervalt => "vervalt",
        };
        let naar: Vec<&str> = stap.naar.iter().map(|rol| rol.naam()).collect();
        let dag = datum_kort(stap.op.with_timezone(&Amsterdam).date_naive());
        self.regel(
            ERONDER,
            &format!(
                "{soort} {} aan {}, {dag}: {lot}",
                stap.wanneer,
                naar.join(" en ")
            ),
        );
    }
}

fn woord(lot: Deellot) -> &'static str {
    match lot {
        Deellot::Blijft => "blijft",
        Deellot::Verandert => "verandert",
        Deellot::PastNiet => "past niet",
    }
}
