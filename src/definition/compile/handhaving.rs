//! Halt, a proces-verbaal and a melding to the SVB begin with what an officer decides, never with a clock.
//!
//! ```text
//! uitkomst of a taak for leerplichtambtenaar or leidinggevende   may start a melding to the SVB
//!   … with `boa: ja`                                             may start Halt or a proces-verbaal too
//! `wacht_op`, where an officer chose so before                   may start a melding to the SVB
//! anything else (a term, a fase, an event)                       F159
//! ```
//! Blame is a human judgement, in every layer. Easy to get wrong: a layer can also take the work away from the
//! officer, by `boa: nee` or `voor: administratie` (F160).

use serde_json::Value;

use super::Laag;
use super::blik::Blik;
use super::regels::{Door, Lijst, lijsten};
use super::werk::Werk;
use crate::definition::boom::{Knoop, Plek};
use crate::definition::conditie::Conditie;
use crate::definition::diagnostic::{Code, Diagnostic};

const SVB: &str = "svb-melding";

/// What only an officer begins.
fn is_handhaving(procedure: &str) -> bool {
    matches!(procedure, "halt" | "proces-verbaal" | SVB)
}

/// Checks who starts what, once all layers lie on one another.
pub(super) fn toets(werk: &mut Werk<'_>, boom: &Knoop) {
    let lists = lijsten(boom);
    for list in &lists {
        for regel in &list.regels {
            for start in regel.reeks("start") {
                let Some(procedure) = start.eigen_tekst().filter(|naam| is_handhaving(naam)) else {
                    continue;
                };
                if procedure == SVB && chosen_before(&lists, list, *regel) {
                    continue;
                }
                if let Some(plek) = not_by_officer(list, procedure, start) {
                    tell(werk, list, procedure, plek);
                }
            }
        }
    }
}

/// What makes that no officer starts this; nothing where one does.
fn not_by_officer<'k>(list: &Lijst<'k>, procedure: &str, start: Blik<'k>) -> Option<&'k Plek> {
    let Door::Taak(taak) = list.door else {
        return Some(start.plek());
    };
    // What is missing or misspelt is told where it is read.
    let voor = taak.kind("voor")?;
    if !is_officer(voor.eigen_tekst()?) {
        return Some(voor.plek());
    }
    let boa = taak.ja_nee("boa") == Some(true) || procedure == SVB;
    (!boa).then(|| taak.kind("boa").map_or(start.plek(), Blik::plek))
}

fn is_officer(rol: &str) -> bool {
    matches!(rol, "leerplichtambtenaar" | "leidinggevende")
}

/// Whether this line waits for a choice that only the uitkomst of an officer's taak made before:
/// `eerst-proces-verbaal: {zet: {svb: erna}, …}`.
fn chosen_before(lists: &[Lijst<'_>], list: &Lijst<'_>, regel: Blik<'_>) -> bool {
    let als = regel.tekst("als").map(Conditie::parse);
    let (Door::Procedure, Some(Ok(als))) = (list.door, als) else {
        return false;
    };
    als.eist().into_iter().any(|(pad, waarde)| {
        let (Some(veld), Value::String(waarde)) = (pad.strip_prefix("gegevens."), waarde) else {
            return false;
        };
        let sets = |regel: &Blik<'_>| {
            regel.kind("zet").and_then(|zet| zet.tekst(veld)) == Some(waarde.as_str())
        };
        let mut made = lists
            .iter()
            .filter(|list| list.regels.iter().any(sets))
            .peekable();
        made.peek().is_some()
            && made.all(|list| match list.door {
                Door::Taak(taak) => taak.tekst("voor").is_some_and(is_officer),
                _ => false,
            })
    })
}

fn tell(werk: &mut Werk<'_>, list: &Lijst<'_>, procedure: &str, plek: &Plek) {
    let (wie, hint) = if procedure == SVB {
        (
            "een ambtenaar die dat besluit",
            "zet `start` bij een uitkomst van een taak `voor: leerplichtambtenaar`",
        )
    } else {
        (
            "een boa die dat besluit",
            "zet `start` bij een uitkomst van een taak `voor: leerplichtambtenaar` met `boa: ja`",
        )
    };
    let melding = format!("{} laat `{procedure}` beginnen zonder {wie}", list.wie());
    werk.meld(Diagnostic::new(Code::F159, plek, melding).met_hint(hint));
}

/// Checks that a layer leaves with a boa what the layers below give him.
pub(super) fn toets_laag(werk: &mut Werk<'_>, onder: &Knoop, samen: &Knoop, laag: &Laag) {
    let own = Blik::op(&laag.boom);
    for (fase, blik) in own.kinderen("fasen") {
        for soort in ["taken", "gebeurtenissen"] {
            for (naam, _) in blik.kinderen(soort) {
                still_boa(werk, (onder, samen, laag), &["fasen", fase, soort, naam]);
            }
        }
    }
    for (naam, _) in own.kinderen("gebeurtenissen") {
        still_boa(werk, (onder, samen, laag), &["gebeurtenissen", naam]);
    }
}

fn still_boa(werk: &mut Werk<'_>, lagen: (&Knoop, &Knoop, &Laag), pad: &[&str]) {
    let (onder, samen, laag) = lagen;
    let (Some(onder), Some(samen), Some(own)) = (
        onder.op_pad(pad).map(Blik::op),
        samen.op_pad(pad).map(Blik::op),
        laag.boom.op_pad(pad).map(Blik::op),
    ) else {
        return;
    };
    if onder.ja_nee("boa") != Some(true) {
        return;
    }
    let (naam, soort) = match pad {
        [.., soort, naam] => (*naam, *soort),
        _ => return,
    };
    let wat = if soort == "taken" {
        "taak"
    } else {
        "gebeurtenis"
    };
    let boa = own
        .kind("boa")
        .filter(|_| samen.ja_nee("boa") != Some(true));
    let voor = own
        .kind("voor")
        .filter(|voor| !voor.eigen_tekst().is_some_and(is_officer));
    let starts = |taak: Blik<'_>| {
        let lists = taak.alle_kinderen("uitkomsten").into_iter();
        let rows = lists.flat_map(|(_, regels)| regels.zelf_reeks());
        rows.flat_map(|regel| regel.teksten("start"))
            .any(|procedure| is_handhaving(&procedure))
    };
    // What starts one of the three is told by the check of the whole.
    let Some(plek) = boa.or(voor).filter(|_| !starts(samen)) else {
        return;
    };
    let melding = format!("laag `{}` neemt {wat} `{naam}` weg bij de boa", laag.naam);
    let below = onder.kind("boa").unwrap_or(onder);
    let hint = format!(
        "alleen een boa of de leidinggevende mag dit ({}); haal de regel weg",
        werk.wijs(below.plek())
    );
    werk.meld(Diagnostic::new(Code::F160, plek.plek(), melding).met_hint(hint));
}
