//! Examples beside open terms, and the one line by which a layer takes them over.
//!
//! ```text
//! landelijk   termijn: {binnen: invullen, voorbeeld: 5 schooldagen, na: vermoeden}
//! bureau      voorbeelden: overnemen
//! holds       termijn: {binnen: 5 schooldagen, na: vermoeden, grondslag: voorbeeld}
//! ```
//! What a layer says itself wins. Reading the term is left to `tijd`. Easy to get wrong: places. How long is told at
//! the line of the example and the grondslag at the line that took it over, so that the term counts as one of that
//! layer, just as if it had been written out there.

use super::Laag;
use super::blik::Blik;
use super::tijd::{self, INVULLEN};
use super::werk::Werk;
use crate::definition::boom::{Knoop, Plek, Scalair, Sleutel, Soort, leg_over};
use crate::definition::diagnostic::{Code, Diagnostic};

/// The key of an example.
pub(super) const SLEUTEL: &str = "voorbeeld";
/// The key at the head of the layer that takes examples over, and what it says.
const VOORBEELDEN: &str = "voorbeelden";
const OVERNEMEN: &str = "overnemen";
/// The grondslag of what no source gives.
const GRONDSLAG: &str = "voorbeeld";

/// A term where it stands.
struct Termijn<'k> {
    pad: Vec<&'k str>,
    /// `taak` or `termijn` with its name.
    wie: String,
    blik: Blik<'k>,
}

/// Every term that is not switched off.
fn termijnen(boom: &Knoop) -> Vec<Termijn<'_>> {
    let mut found = Vec::new();
    for (fase, blik) in Blik::op(boom).kinderen("fasen") {
        for (naam, taak) in blik.kinderen("taken") {
            found.extend(taak.kind("termijn").map(|termijn| Termijn {
                pad: vec!["fasen", fase, "taken", naam, "termijn"],
                wie: format!("taak `{naam}`"),
                blik: termijn,
            }));
        }
        for (naam, termijn) in blik.kinderen("termijnen") {
            found.push(Termijn {
                pad: vec!["fasen", fase, "termijnen", naam],
                wie: format!("termijn `{naam}`"),
                blik: termijn,
            });
        }
    }
    found.retain(|termijn| termijn.blik.uit().is_none());
    found
}

/// The key by which a term is still open.
fn open(termijn: Blik<'_>) -> Option<&'static str> {
    let mut keys = ["binnen", "uiterlijk"].into_iter();
    keys.find(|sleutel| termijn.tekst(sleutel) == Some(INVULLEN))
}

fn is_law(termijn: Blik<'_>) -> bool {
    termijn.ja_nee("wettelijk") == Some(true)
}

/// What may be taken over for this term: the key that is open, and the example. The law gives no examples.
fn to_take(termijn: Blik<'_>) -> Option<(&'static str, Blik<'_>)> {
    let sleutel = open(termijn).filter(|_| !is_law(termijn))?;
    Some((sleutel, termijn.kind(SLEUTEL)?))
}

fn takes(laag: &Laag) -> bool {
    Blik::op(&laag.boom).tekst(VOORBEELDEN) == Some(OVERNEMEN)
}

/// Checks the examples a layer gives, and whether there is something to take over where it says so. `onder` is what
/// lies below, `samen` that and the layer.
pub(super) fn toets(werk: &mut Werk<'_>, onder: Option<&Knoop>, samen: &Knoop, laag: &Laag) {
    for termijn in termijnen(&laag.boom) {
        if let Some(voorbeeld) = termijn.blik.kind(SLEUTEL) {
            example(werk, &termijn, voorbeeld, samen);
        }
    }
    let Some(over) = Blik::op(&laag.boom).kind(VOORBEELDEN) else {
        return;
    };
    let Some(onder) = onder else {
        let fout = Diagnostic::new(
            Code::F158,
            over.sleutel,
            "de onderste laag heeft geen voorbeelden om over te nemen",
        );
        werk.meld(fout.met_hint("haal de regel weg; een bureau zet haar in zijn eigen bestand"));
        return;
    };
    // Another word is refused by the shape pass.
    if !takes(laag) {
        return;
    }
    let left = termijnen(samen);
    if !left.iter().any(|termijn| to_take(termijn.blik).is_some()) {
        let melding = format!(
            "laag `{}` neemt voorbeelden over, maar er staat geen termijn met een voorbeeld meer open",
            laag.naam
        );
        werk.absent(
            Diagnostic::new(Code::W111, over.sleutel, melding)
                .met_hint("haal de regel weg; zij doet niets"),
        );
    }
    said_too(werk, onder, laag);
}

/// One example: it stands beside `invullen`, reads as a duration, and the law does not fix the term.
fn example(werk: &mut Werk<'_>, termijn: &Termijn<'_>, voorbeeld: Blik<'_>, samen: &Knoop) {
    let wie = &termijn.wie;
    if open(termijn.blik).is_none() {
        let melding = format!("{wie} noemt een voorbeeld, maar laat hier niet open hoe lang");
        let hint = "een voorbeeld staat naast `binnen: invullen` of `uiterlijk: invullen`; zeg anders zelf hoe lang, met de grondslag";
        werk.meld(Diagnostic::new(Code::F158, voorbeeld.sleutel, melding).met_hint(hint));
        return;
    }
    if samen.op_pad(&termijn.pad).map(Blik::op).is_some_and(is_law) {
        let melding = format!("{wie} heeft een wettelijke termijn, en daarvan is geen voorbeeld");
        let hint = "zeg hoe lang de wet geeft, of haal `wettelijk: ja` weg";
        werk.meld(Diagnostic::new(Code::F158, voorbeeld.sleutel, melding).met_hint(hint));
        return;
    }
    // In the same words as where it is taken over, so that it is told once.
    tijd::duur(werk, voorbeeld, wie);
}

/// Tells of terms that the layer both writes out and takes over.
fn said_too(werk: &mut Werk<'_>, onder: &Knoop, laag: &Laag) {
    for termijn in termijnen(&laag.boom) {
        let below = onder.op_pad(&termijn.pad).map(Blik::op);
        let Some((sleutel, voorbeeld)) = below.and_then(to_take) else {
            continue;
        };
        let own = termijn.blik.kind(sleutel);
        let Some(own) = own.filter(|own| own.eigen_tekst() == voorbeeld.eigen_tekst()) else {
            continue;
        };
        if termijn.blik.teksten("grondslag") != [GRONDSLAG] {
            continue;
        }
        let melding = format!(
            "laag `{}` zegt bij de termijn van {} het voorbeeld dat zij al overneemt",
            laag.naam, termijn.wie
        );
        let hint = format!("haal het weg; {} zegt het al", werk.wijs(voorbeeld.sleutel));
        werk.meld(Diagnostic::new(Code::W107, own.sleutel, melding).met_hint(hint));
    }
}

/// What to do about a term that nobody filled in. The same in every bureau, so that it is told once.
pub(super) fn hint(termijn: Blik<'_>) -> String {
    let Some((sleutel, voorbeeld)) = to_take(termijn) else {
        let sleutel = open(termijn).unwrap_or("binnen");
        return format!(
            "zet in de laag van het bureau hoe lang, met de grondslag: `{{{sleutel}: 5 schooldagen, grondslag: voorbeeld}}`"
        );
    };
    let duur = voorbeeld.eigen_tekst().unwrap_or_default();
    format!(
        "zet in de laag van het bureau hoe lang, met de grondslag: `{{{sleutel}: {duur}, grondslag: …}}`; of neem dit voorbeeld en alle andere over: `voorbeelden: overnemen` bovenaan uw bestand van deze procedure"
    )
}

/// Puts the examples in their place where a layer takes them over. Of a term that is not open any more, or that is
/// switched off, its example goes: it is no rule.
pub(super) fn neem_over(samen: &mut Knoop) {
    let over = samen
        .regel(VOORBEELDEN)
        .filter(|(_, over)| over.tekst() == Some(OVERNEMEN))
        .map(|(sleutel, over)| (sleutel.plek.clone(), over.plek.clone()));
    each(samen, |termijn, on| {
        let blik = Blik::op(termijn);
        let example = to_take(blik).filter(|_| on);
        let open = open(blik).is_some() && on;
        match (example.map(|(sleutel, _)| sleutel), &over) {
            (Some(sleutel), Some(over)) => fill(termijn, sleutel, over),
            _ if !open => drop(without(termijn, SLEUTEL)),
            _ => {}
        }
    });
    without(samen, VOORBEELDEN);
}

/// Every term, and whether it and all around it are on.
fn each(samen: &mut Knoop, mut what: impl FnMut(&mut Knoop, bool)) {
    let is_on = |knoop: &Knoop| Blik::op(knoop).uit().is_none();
    let all_on = is_on(samen);
    for fase in below(samen, "fasen") {
        let fase_on = all_on && is_on(fase);
        for taak in below(fase, "taken") {
            let on = fase_on && is_on(taak);
            for termijn in under(taak, "termijn") {
                let on = on && is_on(termijn);
                what(termijn, on);
            }
        }
        for termijn in below(fase, "termijnen") {
            let on = fase_on && is_on(termijn);
            what(termijn, on);
        }
    }
}

/// What stands under the names of a block.
fn below<'k>(knoop: &'k mut Knoop, sleutel: &str) -> impl Iterator<Item = &'k mut Knoop> {
    under(knoop, sleutel)
        .flat_map(|block| entries(block).iter_mut())
        .map(|(_, kind)| kind)
}

/// What stands under one key.
fn under<'k>(knoop: &'k mut Knoop, sleutel: &str) -> impl Iterator<Item = &'k mut Knoop> {
    entries(knoop)
        .iter_mut()
        .filter(move |(naam, _)| naam.naam == sleutel)
        .map(|(_, kind)| kind)
}

fn entries(knoop: &mut Knoop) -> &mut [(Sleutel, Knoop)] {
    match &mut knoop.soort {
        Soort::Kaart(regels) => regels,
        _ => &mut [],
    }
}

/// Takes an entry out of a block.
fn without(knoop: &mut Knoop, sleutel: &str) -> Option<(Sleutel, Knoop)> {
    let Soort::Kaart(regels) = &mut knoop.soort else {
        return None;
    };
    let at = regels.iter().position(|(naam, _)| naam.naam == sleutel)?;
    Some(regels.remove(at))
}

/// Fills in the example. Its grondslag is `voorbeeld`, unless a layer above the example names one of its own.
fn fill(termijn: &mut Knoop, sleutel: &str, (over, overnemen): &(Plek, Plek)) {
    let Some((plek, duur)) = without(termijn, SLEUTEL).map(|(naam, duur)| (naam.plek, duur)) else {
        return;
    };
    let Soort::Kaart(regels) = &mut termijn.soort else {
        return;
    };
    let grondslag = Knoop {
        plek: overnemen.clone(),
        soort: word(GRONDSLAG),
    };
    let at = regels.iter().position(|(naam, _)| naam.naam == "grondslag");
    match at.and_then(|at| regels.get_mut(at)) {
        Some((naam, _)) if naam.plek.bestand != plek.bestand => {}
        Some((naam, own)) => {
            naam.plek.clone_from(over);
            *own = grondslag;
        }
        None => regels.push((key("grondslag", over), grondslag)),
    }
    if let Some((naam, open)) = regels.iter_mut().find(|(naam, _)| naam.naam == sleutel) {
        naam.plek = plek;
        *open = duur;
    }
}

fn word(tekst: &str) -> Soort {
    Soort::Scalair(Scalair {
        tekst: tekst.to_owned(),
        kaal: true,
    })
}

fn key(naam: &str, plek: &Plek) -> Sleutel {
    Sleutel {
        naam: naam.to_owned(),
        plek: plek.clone(),
    }
}

/// The text of a layer with the terms written out that it takes over from those below; the same text where it takes
/// over nothing.
pub fn uitgeschreven(onder: &[&Laag], laag: &Laag) -> Knoop {
    let mut boom = laag.boom.clone();
    without(&mut boom, VOORBEELDEN);
    let lagen: Vec<&Laag> = onder.iter().copied().chain([laag]).collect();
    let Some(top) = super::lagen::trappen(&lagen).pop().filter(|_| takes(laag)) else {
        return boom;
    };
    let samen = top.samen;
    for termijn in termijnen(&samen) {
        if let Some((sleutel, voorbeeld)) = to_take(termijn.blik) {
            let own = laag.boom.op_pad(&termijn.pad).map(Blik::op);
            let names = own.is_some_and(|own| own.heeft("grondslag"));
            let regel = written(&termijn.pad, sleutel, voorbeeld.knoop, names);
            boom = leg_over(boom, regel);
        }
    }
    boom
}

/// A term alone in a layer, on one line from its taak on.
fn written(pad: &[&str], sleutel: &str, duur: &Knoop, has_grondslag: bool) -> Knoop {
    // A block begins where its first name does; between braces the name stands further on.
    let at = |kolom| Plek::new("", 1, kolom);
    let mut term = vec![(key(sleutel, &at(7)), duur.clone())];
    if !has_grondslag {
        let grondslag = Knoop {
            plek: at(8),
            soort: word(GRONDSLAG),
        };
        term.push((key("grondslag", &at(8)), grondslag));
    }
    let mut knoop = Knoop {
        plek: at(6),
        soort: Soort::Kaart(term),
    };
    for (depth, naam) in pad.iter().enumerate().rev() {
        let of_taak = *naam == "termijn" && depth > 3;
        let plek = if of_taak { at(5) } else { at(1) };
        knoop = Knoop {
            plek: if of_taak { at(4) } else { at(1) },
            soort: Soort::Kaart(vec![(key(naam, &plek), knoop)]),
        };
    }
    knoop
}
