//! What differs between two lists of gevolgen.
//!
//! In such a list the first whose `als` holds counts, so they are set side by side by their `als`. Easy to get
//! wrong: a gevolg that moved up is another rule, even when every one of them is still there.

use super::Soort;
use super::blad::{Blad, Wat};
use super::lijst::{lijsten, opsomming};
use super::naam::{self, fase, rollen, taak, termijn, uitkomst, veld};
use crate::definition::conditie::Conditie;
use crate::definition::procedure::{Gevolg, MailDef, Procedure, Zetting};

/// Two lists.
pub(super) fn gevolgen(
    blad: &mut Blad<'_>,
    soort: Soort,
    wat: &Wat,
    (oud, nieuw): (&[Gevolg], &[Gevolg]),
) {
    if oud == nieuw {
        return;
    }
    let found = lijsten(oud, nieuw);
    let (mut weg, mut erbij) = (found.weg, found.erbij);
    if weg.is_empty() && erbij.is_empty() {
        let order: Vec<String> = nieuw.iter().map(|one| in_words(blad.nieuw, one)).collect();
        let zin = format!("de gevolgen in een andere volgorde: {}", order.join("; "));
        blad.meld(soort, wat, zin);
        return;
    }
    let single = oud.len() == 1 && nieuw.len() == 1;
    let mut pairs = Vec::new();
    weg.retain(|was| {
        let near = erbij.iter().position(|one| one.als == was.als);
        let near = near.map(|at| erbij.remove(at));
        pairs.extend(near.map(|wordt| (*was, wordt)));
        near.is_none()
    });
    if weg.len() == erbij.len() {
        pairs.extend(weg.drain(..).zip(erbij.drain(..)));
    }
    for (was, wordt) in pairs {
        let wat = match &was.als {
            Some(als) if !single => wat.deel(&format!("als {}", als.tekst())),
            None if !single => wat.deel("anders"),
            _ => wat.clone(),
        };
        both(blad, soort, &wat, was, wordt);
    }
    for was in weg {
        let zin = format!("niet meer: {}", in_words(blad.oud, was));
        blad.meld(soort, wat, zin);
    }
    for wordt in erbij {
        let zin = format!("nieuw: {}", in_words(blad.nieuw, wordt));
        blad.meld(soort, wat, zin);
    }
}

fn both(blad: &mut Blad<'_>, soort: Soort, wat: &Wat, was: &Gevolg, wordt: &Gevolg) {
    if was.als != wordt.als {
        let zin = voorwaarde(was.als.as_ref(), wordt.als.as_ref());
        blad.meld(soort, wat, zin);
    }
    let (oud, nieuw) = (parts(blad.oud, was), parts(blad.nieuw, wordt));
    let slugs = (parts_by_slug(was), parts_by_slug(wordt));
    let ends = (end(blad.oud, was), end(blad.nieuw, wordt));
    if was.ga_naar != wordt.ga_naar || was.sluit != wordt.sluit {
        let zin = format!("{} (was: {})", ends.1, ends.0);
        blad.meld_waarde(soort, wat, zin, ends);
    }
    // By slug, because a title may change under the same name.
    let found = lijsten(&slugs.0, &slugs.1);
    let words = |found: &[&String], slugs: &[String], parts: &[String]| {
        let at = |one: &&String| slugs.iter().position(|slug| slug == *one);
        let words = found
            .iter()
            .filter_map(at)
            .filter_map(|at| parts.get(at).cloned());
        opsomming(&words.collect::<Vec<_>>())
    };
    if !found.weg.is_empty() {
        let zin = format!("niet meer: {}", words(&found.weg, &slugs.0, &oud));
        blad.meld(soort, wat, zin);
    }
    if !found.erbij.is_empty() {
        let zin = format!("erbij: {}", words(&found.erbij, &slugs.1, &nieuw));
        blad.meld(soort, wat, zin);
    }
    if slugs.0 != slugs.1 && found.weg.is_empty() && found.erbij.is_empty() {
        let zin = format!("in een andere volgorde: {}", nieuw.join(", "));
        blad.meld(Soort::Volgorde, wat, zin);
    }
}

/// `voorwaarde A → B`.
pub(super) fn voorwaarde(was: Option<&Conditie>, wordt: Option<&Conditie>) -> String {
    match (was, wordt) {
        (Some(was), None) => format!("geldt nu altijd (was: als {})", was.tekst()),
        (None, Some(wordt)) => format!("geldt nu alleen als {}", wordt.tekst()),
        _ => {
            let words = |als: Option<&Conditie>| als.map_or("altijd", Conditie::tekst).to_owned();
            format!("voorwaarde {} → {}", words(was), words(wordt))
        }
    }
}

/// A whole gevolg: `als jongere.leeftijd >= 16: brief "…", naar fase "…"`.
pub(super) fn in_words(procedure: &Procedure, gevolg: &Gevolg) -> String {
    let mut all = parts(procedure, gevolg);
    all.push(end(procedure, gevolg));
    let all = all.join(", ");
    match &gevolg.als {
        Some(als) => format!("als {}: {all}", als.tekst()),
        None => all,
    }
}

/// Where it leads.
fn end(procedure: &Procedure, gevolg: &Gevolg) -> String {
    match (&gevolg.ga_naar, &gevolg.sluit) {
        (Some(naar), None) => format!("naar fase {}", fase(procedure, naar)),
        (None, Some(sluit)) => format!("sluit als {}", uitkomst(procedure, sluit)),
        (None, None) => "blijft in de fase".to_owned(),
        (Some(naar), Some(sluit)) => {
            let naar = fase(procedure, naar);
            format!("naar fase {naar}, sluit als {}", uitkomst(procedure, sluit))
        }
    }
}

/// What it does on the way, by title.
fn parts(procedure: &Procedure, gevolg: &Gevolg) -> Vec<String> {
    each(gevolg, |wat, naam| match wat {
        Stuk::Veld => veld(procedure, naam),
        Stuk::Taak => taak(procedure, naam),
        Stuk::Termijn => termijn(procedure, naam),
        Stuk::Ander => format!("`{naam}`"),
    })
}

fn parts_by_slug(gevolg: &Gevolg) -> Vec<String> {
    each(gevolg, |_, naam| naam.to_owned())
}

#[derive(Clone, Copy)]
enum Stuk {
    Veld,
    Taak,
    Termijn,
    Ander,
}

fn each(gevolg: &Gevolg, named: impl Fn(Stuk, &str) -> String) -> Vec<String> {
    let Gevolg {
        als: _,
        zet,
        open,
        start,
        brief,
        mail,
        melding_uit,
        schort_op,
        hervat,
        stopt,
        ga_naar: _,
        sluit: _,
    } = gevolg;
    let mut found = Vec::new();
    found.extend(zet.iter().map(|(naam, zetting)| {
        let waarde = match zetting {
            Zetting::Waarde(waarde) => waarde.to_string(),
            Zetting::Naam(naam) => named(Stuk::Veld, naam),
        };
        format!("zet {} op {waarde}", named(Stuk::Veld, naam))
    }));
    let mut list = |voor: &str, wat: Stuk, namen: &[String], na: &str| {
        let all = namen
            .iter()
            .map(|naam| format!("{voor}{}{na}", named(wat, naam)));
        found.extend(all);
    };
    list("opent taak ", Stuk::Taak, open, "");
    list("begint ", Stuk::Ander, start, "");
    list("brief ", Stuk::Ander, brief, "");
    list("melding aan ", Stuk::Ander, melding_uit, "");
    list("schort ", Stuk::Termijn, schort_op, " op");
    list("hervat ", Stuk::Termijn, hervat, "");
    list("stopt ", Stuk::Termijn, stopt, "");
    found.extend(mail.iter().map(|mail| {
        let MailDef { tekst, naar } = mail;
        format!("mail {} aan {}", named(Stuk::Ander, tekst), rollen(naar))
    }));
    found
}

/// The fase a gevolg of these leads to first, for who wants to know where an uitkomst leads.
pub(super) fn leads_to(procedure: &Procedure, gevolgen: &[Gevolg]) -> String {
    match gevolgen {
        [] => "de fase gaat verder".to_owned(),
        [een] => in_words(procedure, een),
        meer => {
            let mut ends: Vec<String> = meer.iter().map(|one| end(procedure, one)).collect();
            ends.dedup();
            ends.join(", of ")
        }
    }
}

/// The letter of a taak.
pub(super) fn brief(keuze: Option<&crate::definition::procedure::BriefKeuze>) -> String {
    use crate::definition::procedure::BriefKeuze;
    match keuze {
        None => "geen brief".to_owned(),
        Some(BriefKeuze::Tekst(naam)) => naam::kop(naam, ""),
        Some(BriefKeuze::Vraag(vraag)) => format!("de brief die vraag `{vraag}` kiest"),
    }
}
