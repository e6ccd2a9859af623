//! The layers of a procedure laid on one another, and what an upper layer may not say.
//!
//! Merging by key is `boom::leg_over`'s. Easy to get wrong: an upper layer may count a term in another way
//! (`op: datum` where the law left it open). The old way must then go, or the term would have two.

use super::blik::Blik;
use super::naam::Wat;
use super::werk::Werk;
use super::{Laag, wet};
use crate::definition::boom::{Knoop, Soort, leg_over};
use crate::definition::diagnostic::{Code, Diagnostic, dichtstbij};

/// The keys that together say how a term is counted.
const VORMEN: [&str; 5] = ["binnen", "na", "uiterlijk", "voor", "op"];

/// Lays all layers over each other, lowest first.
pub(super) fn leg(lagen: &[&Laag]) -> Option<Knoop> {
    let mut lagen = lagen.iter();
    let first = lagen.next()?.boom.clone();
    Some(lagen.fold(first, |onder, laag| over(onder, laag.boom.clone())))
}

fn over(mut onder: Knoop, boven: Knoop) -> Knoop {
    other_form(&mut onder, &boven);
    leg_over(onder, boven)
}

/// Drops the lower way of counting wherever the upper layer counts in another way.
fn other_form(onder: &mut Knoop, boven: &Knoop) {
    let Soort::Kaart(regels) = &mut onder.soort else {
        return;
    };
    for (sleutel, kind) in regels.iter_mut() {
        if let Some((_, upper)) = boven.regel(&sleutel.naam) {
            other_form(kind, upper);
        }
    }
    let head = |knoop: &[&str]| {
        VORMEN
            .into_iter()
            .find(|vorm| *vorm != "na" && knoop.contains(vorm))
    };
    let names: Vec<&str> = regels
        .iter()
        .map(|(sleutel, _)| sleutel.naam.as_str())
        .collect();
    let upper: Vec<&str> = boven
        .kaart()
        .iter()
        .map(|(sleutel, _)| sleutel.naam.as_str())
        .collect();
    // A rung (`{op: de dag, naar: …}`) stands in a list, and lists are replaced whole.
    let (Some(below), Some(above)) = (head(&names), head(&upper)) else {
        return;
    };
    // `uiterlijk` and `voor` belong together, so that either may be changed alone.
    let pair = |a: &str, b: &str| matches!((a, b), ("uiterlijk", "voor"));
    if below != above && !pair(below, above) && !pair(above, below) {
        regels.retain(|(sleutel, _)| !VORMEN.contains(&sleutel.naam.as_str()));
    }
}

/// Checks what each layer says of itself and does to the ones below.
pub(super) fn toets(werk: &mut Werk<'_>) {
    let lagen = werk.lagen;
    let mut onder: Vec<Knoop> = Vec::new();
    for (at, laag) in lagen.iter().enumerate() {
        head(werk, laag, lagen.get(..at).unwrap_or_default());
        let samen = match onder.last() {
            None => laag.boom.clone(),
            Some(below) => {
                let samen = over(below.clone(), laag.boom.clone());
                unknown_below(werk, below, laag);
                wet::toets(werk, &onder, &samen, laag);
                samen
            }
        };
        onder.push(samen);
    }
}

/// `procedure` and `breidt_uit` of one file.
fn head(werk: &mut Werk<'_>, laag: &Laag, lager: &[&Laag]) {
    let blik = Blik::op(&laag.boom);
    match blik.kind("procedure") {
        Some(naam)
            if naam
                .eigen_tekst()
                .is_some_and(|naam| naam != laag.procedure) =>
        {
            let melding = format!(
                "het bestand heet `{}.yaml`, maar de procedure `{}`",
                laag.procedure,
                naam.eigen_tekst().unwrap_or_default()
            );
            werk.meld(
                Diagnostic::new(Code::F100, naam.plek(), melding)
                    .met_hint("geef beide dezelfde naam"),
            );
        }
        Some(_) => {}
        // The lowest one is told by the shape pass.
        None if lager.is_empty() => {}
        None => {
            let fout = Diagnostic::new(
                Code::F100,
                blik.plek(),
                "het bestand zegt niet bij welke procedure het hoort",
            );
            werk.meld(fout.met_hint(format!("begin met `procedure: {}`", laag.procedure)));
        }
    }
    let written = blik.kind("breidt_uit");
    let known: Vec<String> = lager
        .iter()
        .map(|onder| format!("{}/{}", onder.naam, laag.procedure))
        .collect();
    let hint = match known.last() {
        Some(onder) => format!("schrijf `breidt_uit: {onder}`"),
        None => "er ligt geen laag onder; haal de regel weg".to_owned(),
    };
    match written.and_then(Blik::eigen_tekst) {
        Some(onder) if known.iter().any(|known| known == onder) => {}
        Some(onder) => {
            let melding = format!("deze laag ligt over `{onder}`, maar die is er niet");
            let plek = written.map_or(blik.plek(), Blik::plek);
            werk.meld(Diagnostic::new(Code::F155, plek, melding).met_hint(hint));
        }
        None if known.is_empty() => {}
        None => {
            let fout = Diagnostic::new(
                Code::F155,
                blik.plek(),
                "deze laag zegt niet waarover zij ligt",
            );
            werk.meld(fout.met_hint(hint));
        }
    }
}

/// Tells of things that the upper layer means to change, but that do not exist below.
fn unknown_below(werk: &mut Werk<'_>, below: &Knoop, laag: &Laag) {
    let (onder, boven) = (Blik::op(below), Blik::op(&laag.boom));
    new_things(werk, Wat::Gebeurtenis, onder, boven, laag, &[&["gevolg"]]);
    for (naam, fase) in boven.alle_kinderen("fasen") {
        let Some((_, lower)) = onder
            .alle_kinderen("fasen")
            .into_iter()
            .find(|(lower, _)| *lower == naam)
        else {
            new_fase(werk, onder, naam, fase, laag);
            continue;
        };
        new_things(
            werk,
            Wat::Taak,
            lower,
            fase,
            laag,
            &[&["uitkomsten"], &["titel", "voor"]],
        );
        new_things(
            werk,
            Wat::Termijn,
            lower,
            fase,
            laag,
            &[&["binnen", "uiterlijk", "voor", "op"]],
        );
        new_things(werk, Wat::Gebeurtenis, lower, fase, laag, &[&["gevolg"]]);
    }
}

/// A new fase is meant as such when it says how to leave it.
fn new_fase(werk: &mut Werk<'_>, onder: Blik<'_>, naam: &str, fase: Blik<'_>, laag: &Laag) {
    let complete = super::naam::gevolgen_van_fase(fase)
        .into_iter()
        .next()
        .is_some();
    if !complete || fase.uit().is_some() {
        let known = onder
            .alle_kinderen("fasen")
            .into_iter()
            .map(|(naam, _)| naam)
            .collect();
        tell(werk, Wat::Fase, naam, fase, laag, known);
    }
}

fn new_things(
    werk: &mut Werk<'_>,
    wat: Wat,
    onder: Blik<'_>,
    boven: Blik<'_>,
    laag: &Laag,
    needs: &[&[&str]],
) {
    let group = match wat {
        Wat::Taak => "taken",
        Wat::Termijn => "termijnen",
        Wat::Gebeurtenis => "gebeurtenissen",
        Wat::Fase => "fasen",
    };
    let known: Vec<&str> = onder
        .alle_kinderen(group)
        .into_iter()
        .map(|(naam, _)| naam)
        .collect();
    for (naam, blik) in boven.alle_kinderen(group) {
        let complete = needs
            .iter()
            .all(|any| any.iter().any(|sleutel| blik.heeft(sleutel)));
        if !known.contains(&naam) && (!complete || blik.uit().is_some()) {
            tell(werk, wat, naam, blik, laag, known.clone());
        }
    }
}

fn tell(werk: &mut Werk<'_>, wat: Wat, naam: &str, blik: Blik<'_>, laag: &Laag, known: Vec<&str>) {
    let melding = format!(
        "laag `{}` verandert {} `{naam}`, maar die bestaat in de laag eronder niet",
        laag.naam,
        wat.naam()
    );
    let hint = match dichtstbij(naam, known) {
        Some(near) => format!("bedoelde u `{near}`?"),
        None => format!(
            "is het een nieuwe {}? schrijf haar dan helemaal uit",
            wat.naam()
        ),
    };
    werk.meld(Diagnostic::new(Code::F154, blik.sleutel, melding).met_hint(hint));
    werk.stil(blik);
}
