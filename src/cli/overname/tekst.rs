//! What becomes of the rows of an overname, as a person reads it.
//!
//! Easy to get wrong: names. A row is told by its line and mark, a zaak by its number.

use chrono_tz::Europe::Amsterdam;

use super::super::blad::{Blad, DEEL, ERONDER};
use super::Telling;
use crate::decide::{Overnameplan, Overnamestap, Overnametermijn};
use crate::intake::Overnamerij;
use crate::kalender::datum_kort;
use crate::zaak::ZaakId;
use crate::zaak::termijn::RungSoort;

fn rij(row: &Overnamerij) -> String {
    let kenmerk = row.kenmerk.as_deref();
    kenmerk.map_or_else(
        || format!("regel {}", row.regel),
        |kenmerk| format!("regel {}, {kenmerk}", row.regel),
    )
}

/// A row that was taken over before, with what it says otherwise now.
pub(super) fn bekend(row: &Overnamerij, zaak: ZaakId, anders: &[&str], breedte: usize) -> String {
    let mut blad = Blad::new(breedte);
    blad.regel(
        0,
        &format!(
            "{}: al overgenomen als {zaak}; er verandert niets",
            rij(row)
        ),
    );
    if !anders.is_empty() {
        let wat = anders.join(", ");
        blad.regel(DEEL, &format!("let op: de regel is niet meer wat is overgenomen: {wat}. Zet {zaak} zelf goed, bijvoorbeeld met `afwijken`. Of trek {zaak} in met `intrekken` en geef de regel een ander `kenmerk`; dan wordt zij opnieuw overgenomen"));
    }
    blad.regels.join("\n")
}

/// A zaak as it would be, or now is.
pub(super) fn plan(
    row: &Overnamerij,
    plan: &Overnameplan,
    zaak: Option<ZaakId>,
    breedte: usize,
) -> String {
    let mut blad = Blad::new(breedte);
    let wordt = zaak.map_or("nieuwe zaak".to_owned(), |zaak| {
        format!("overgenomen als {zaak}")
    });
    let behandelaar = plan.behandelaar.as_ref().map_or_else(
        || "nog zonder behandelaar".to_owned(),
        |behandelaar| format!("behandelaar {}", behandelaar.0),
    );
    blad.regel(
        0,
        &format!(
            "{}: {wordt}, {}, {}, fase {} sinds {}, {behandelaar}",
            rij(row),
            plan.procedure,
            plan.gemeente,
            plan.fase,
            datum_kort(plan.sinds)
        ),
    );
    for naam in &plan.gedaan {
        blad.regel(DEEL, &format!("taak {naam}: eerder gedaan, gaat niet open"));
    }
    for taak in &plan.taken {
        let mut aan: Vec<&str> = taak.aan.iter().map(|aan| aan.rol.naam()).collect();
        aan.dedup();
        let sinds = datum_kort(taak.begin);
        blad.regel(
            DEEL,
            &format!(
                "taak {} voor {}: open sinds {sinds}",
                taak.taak,
                aan.join(" en ")
            ),
        );
        let guards = |t: &&Overnametermijn| t.taak && t.termijn == taak.taak;
        if let Some(termijn) = plan.termijnen.iter().find(guards) {
            over_termijn(&mut blad, termijn, ERONDER);
        }
    }
    for termijn in plan.termijnen.iter().filter(|termijn| !termijn.taak) {
        blad.regel(DEEL, &format!("termijn {}", termijn.termijn));
        over_termijn(&mut blad, termijn, ERONDER);
    }
    for voorbij in &plan.voorbij {
        blad.regel(
            DEEL,
            &format!(
                "voorbij sinds {}: {}",
                datum_kort(voorbij.sinds),
                voorbij.uitleg
            ),
        );
    }
    for let_op in &plan.let_op {
        blad.regel(DEEL, &format!("let op: {let_op}"));
    }
    blad.regels.join("\n")
}

/// What it came to.
pub(super) fn samen(telling: &Telling, rows: usize, begun: &[ZaakId], gedaan: bool) -> String {
    let Telling {
        nieuw,
        bekend,
        anders,
        geweigerd,
        voorbij,
        over,
    } = telling;
    let nieuw = match gedaan {
        true => format!("Overgenomen: {nieuw}"),
        false => format!("Worden een zaak: {nieuw}"),
    };
    let mut told = format!(
        "Regels: {rows}. {nieuw}, waarvan {voorbij} waarin al iets voorbij is. Al eerder overgenomen: {bekend}."
    );
    if *anders > 0 {
        told += &format!(
            " Daarvan zegt nu iets anders dan toen: {anders}; die zaken zijn niet veranderd."
        );
    }
    if *geweigerd > 0 {
        told += &format!(" Geweigerd: {geweigerd}; de fouten staan er met hun regel bij.");
    }
    if *over > 0 {
        told += &format!(
            " Het is afgebroken; nog niet bekeken: {over}. Geef de opdracht opnieuw om verder te gaan; pas daarna hoort de leidinggevende wat voorbij is."
        );
    }
    for zaak in begun {
        told += &format!(" Wat al voorbij was, staat voor de leidinggevende in {zaak}.");
    }
    if !gedaan {
        told += " Dit was een proef, en er is niets veranderd; met --uitvoeren gebeurt het.";
    }
    told
}

fn over_termijn(blad: &mut Blad, termijn: &Overnametermijn, inspringen: usize) {
    let stand = if termijn.verstreken {
        ", verstreken"
    } else {
        ""
    };
    let einde = match termijn.einde {
        Some(einde) => format!("uiterlijk {}{stand}: ", datum_kort(einde)),
        None => String::new(),
    };
    blad.regel(inspringen, &format!("{einde}{}", termijn.uitleg));
    for stap in &termijn.stappen {
        over_stap(blad, stap, inspringen);
    }
}

fn over_stap(blad: &mut Blad, stap: &Overnamestap, inspringen: usize) {
    let soort = match stap.soort {
        RungSoort::Herinnering => "herinnering",
        RungSoort::Escalatie => "escalatie",
        RungSoort::Verstreken => "verstreken",
    };
    let naar: Vec<&str> = stap.naar.iter().map(|rol| rol.naam()).collect();
    let dag = datum_kort(stap.op.with_timezone(&Amsterdam).date_naive());
    let lot = if stap.voorbij {
        "al voorbij: vastgelegd, niet gemaild"
    } else {
        "komt nog"
    };
    blad.regel(
        inspringen,
        &format!(
            "{soort} {} aan {}, {dag}: {lot}",
            stap.wanneer,
            naar.join(" en ")
        ),
    );
}
