//! What differs between two terms: how long, counted from what, who hears of it, and what stands still.
//!
//! Easy to get wrong: less and more. A term counted back leaves *more* time when its duur becomes smaller, and
//! only lengths in one unit from one anchor can be told apart at all; anything else is "anders".

use super::blad::{Blad, Wat};
use super::lijst::lijsten;
use super::naam::{self, duur, rollen};
use super::{Raakt, Soort};
use crate::definition::dwangsom::Dwangsom;
use crate::definition::procedure::{RungDef, TermijnDef};
use crate::kalender::Duur;
use crate::zaak::termijn::Tijd;

/// A term that may be there on either side; `naam` as a zaak knows it.
pub(super) fn termijn(
    blad: &mut Blad<'_>,
    wat: &Wat,
    naam: &str,
    (oud, nieuw): (Option<&TermijnDef>, Option<&TermijnDef>),
) {
    let wat = &Wat::new(wat.naam.as_str(), Raakt::Termijn(naam.to_owned()));
    match (oud, nieuw) {
        (None, None) => {}
        (None, Some(nieuw)) => {
            let tijd = naam::tijd(blad.nieuw, &nieuw.tijd);
            let zin = format!("krijgt een termijn: {tijd}{}", grond(&nieuw.grondslag));
            blad.meld(Soort::TermijnErbij, wat, zin);
        }
        (Some(oud), None) => {
            let tijd = naam::tijd(blad.oud, &oud.tijd);
            blad.meld(
                Soort::TermijnWeg,
                wat,
                format!("geen termijn meer (was {tijd})"),
            );
        }
        (Some(oud), Some(nieuw)) => both(blad, wat, oud, nieuw),
    }
}

/// `(AI art. 3 lid 7)`, with a space before it.
fn grond(grondslag: &[String]) -> String {
    match grondslag {
        [] => String::new(),
        grondslag => format!(" ({})", grondslag.join(", ")),
    }
}

fn both(blad: &mut Blad<'_>, wat: &Wat, oud: &TermijnDef, nieuw: &TermijnDef) {
    let TermijnDef {
        titel,
        tijd: _,
        wettelijk,
        grondslag,
        rungs,
        verstreken,
        opschorten,
        verdagen,
        bij_verdagen,
        blijft,
        dwangsom,
        // Told where nothing else is.
        laag: _,
    } = nieuw;
    let before = blad.gevonden.len();
    length(blad, wat, oud, nieuw);
    let told = blad.gevonden.len() > before;
    let regels = Soort::TermijnRegels;
    blad.schakelaar(
        regels,
        wat,
        (oud.wettelijk, *wettelijk),
        (
            "is nu een termijn van de wet",
            "is geen termijn van de wet meer",
        ),
    );
    blad.schakelaar(
        regels,
        wat,
        (oud.opschorten, *opschorten),
        (
            "kan nu worden opgeschort",
            "kan niet meer worden opgeschort",
        ),
    );
    blad.schakelaar(
        regels,
        wat,
        (oud.blijft, *blijft),
        (
            "de termijn loopt nu door na deze fase",
            "de termijn stopt nu met deze fase",
        ),
    );
    if oud.verdagen != *verdagen {
        let words = |verdagen: Option<Duur>| {
            verdagen.map_or_else(|| "niet".to_owned(), |lang| format!("hoogstens {lang}"))
        };
        let (was, wordt) = (words(oud.verdagen), words(*verdagen));
        let zin = format!("verdagen {was} → {wordt}");
        blad.meld_waarde(regels, wat, zin, (was, wordt));
    }
    cost(blad, wat, (oud.dwangsom.as_ref(), dwangsom.as_ref()));
    ladder(blad, wat, &oud.rungs, rungs);
    let erbij = wat.deel("bij verdagen");
    super::gevolg::gevolgen(
        blad,
        Soort::Gevolg,
        &erbij,
        (&oud.bij_verdagen, bij_verdagen),
    );
    let verder = wat.deel("als de termijn verstrijkt");
    super::gevolg::gevolgen(blad, Soort::Gevolg, &verder, (&oud.verstreken, verstreken));
    // A term of a taak bears the title of the taak, which is told there.
    if !blad.bears_title_of_taak(wat, &oud.titel, titel) {
        blad.titel(wat, &oud.titel, titel);
    }
    if !told || oud.grondslag != *grondslag {
        blad.grondslag(&wat.deel("termijn"), &oud.grondslag, grondslag);
    }
}

fn length(blad: &mut Blad<'_>, wat: &Wat, oud: &TermijnDef, nieuw: &TermijnDef) {
    if oud.tijd == nieuw.tijd {
        return;
    }
    let was = naam::tijd(blad.oud, &oud.tijd);
    let wordt = naam::tijd(blad.nieuw, &nieuw.tijd);
    let (soort, zin) = match (&oud.tijd, &nieuw.tijd) {
        (Tijd::Binnen { duur: a, na }, Tijd::Binnen { duur: b, na: van }) if na == van => {
            (longer(*a, *b, false), arrow(*a, *b))
        }
        (Tijd::Vooraf { duur: a, voor }, Tijd::Vooraf { duur: b, voor: van }) if voor == van => {
            let anker = wordt.split_once(" voor ").map_or("", |(_, anker)| anker);
            let zin = format!("uiterlijk {} voor {anker}", arrow(*a, *b));
            (longer(*a, *b, true), zin)
        }
        _ => (Soort::TermijnAnders, format!("{was} → {wordt}")),
    };
    let zin = format!("{zin}{}", grond(&nieuw.grondslag));
    blad.meld_waarde(soort, wat, zin, (was, wordt));
}

fn longer(oud: Duur, nieuw: Duur, back: bool) -> Soort {
    let same = oud.eenheid == nieuw.eenheid;
    // What is done at once is the shortest in any unit.
    if !same && !oud.is_terstond() && !nieuw.is_terstond() {
        return Soort::TermijnAnders;
    }
    match (nieuw.aantal > oud.aantal) != back {
        true => Soort::TermijnLanger,
        false => Soort::TermijnKorter,
    }
}

/// `5 → 3 schooldagen`.
fn arrow(oud: Duur, nieuw: Duur) -> String {
    if oud.eenheid == nieuw.eenheid && !oud.is_terstond() && !nieuw.is_terstond() {
        format!("{} → {nieuw}", oud.aantal)
    } else {
        format!("{} → {}", duur(oud), duur(nieuw))
    }
}

fn cost(blad: &mut Blad<'_>, wat: &Wat, (oud, nieuw): (Option<&Dwangsom>, Option<&Dwangsom>)) {
    if oud == nieuw {
        return;
    }
    let words = |dwangsom: Option<&Dwangsom>| {
        let Some(Dwangsom {
            bedragen,
            grondslag,
        }) = dwangsom
        else {
            return "geen".to_owned();
        };
        let bedragen = bedragen.iter().map(|bedrag| {
            let crate::definition::dwangsom::Bedrag { dagen, euro } = bedrag;
            format!("{dagen} dagen {euro} euro")
        });
        let bedragen: Vec<String> = bedragen.collect();
        format!("{}{}", bedragen.join(", "), grond(grondslag))
    };
    let (was, wordt) = (words(oud), words(nieuw));
    let zin = format!("dwangsom {was} → {wordt}");
    blad.meld_waarde(Soort::TermijnRegels, wat, zin, (was, wordt));
}

fn ladder(blad: &mut Blad<'_>, wat: &Wat, oud: &[RungDef], nieuw: &[RungDef]) {
    let found = lijsten(oud, nieuw);
    let mut erbij = found.erbij;
    for was in found.weg {
        let RungDef {
            soort,
            wanneer,
            naar,
        } = was;
        let step = naam::rung(*soort);
        let near = erbij.iter().position(|rung| {
            rung.soort == *soort && (rung.naar == *naar || rung.wanneer == *wanneer)
        });
        let Some(wordt) = near.map(|at| erbij.remove(at)) else {
            blad.meld(Soort::Ladder, wat, format!("geen {} meer", in_words(was)));
            continue;
        };
        let zin = if wordt.naar == *naar {
            let (was, wordt) = (naam::wanneer(*wanneer), naam::wanneer(wordt.wanneer));
            format!("{step} aan {}: {was} → {wordt}", rollen(naar))
        } else {
            let when = naam::wanneer(*wanneer);
            format!(
                "{step} {when}: aan {} → {}",
                rollen(naar),
                rollen(&wordt.naar)
            )
        };
        blad.meld_waarde(Soort::Ladder, wat, zin, (in_words(was), in_words(wordt)));
    }
    for rung in erbij {
        blad.meld(Soort::Ladder, wat, format!("{} erbij", in_words(rung)));
    }
}

/// `escalatie 3 schooldagen na het einde aan leidinggevende`.
fn in_words(rung: &RungDef) -> String {
    let step = naam::rung(rung.soort);
    let when = naam::wanneer(rung.wanneer);
    format!("{step} {when} aan {}", rollen(&rung.naar))
}
