//! Texts and scripts that a definition holds by digest.
//!
//! Only that they changed is told here; their lines are for who can look up a digest. Easy to get wrong: a
//! mail is live and a letter freezes with the zaak, though a definition keeps both in one list.

use indexmap::IndexMap;
use std::collections::BTreeSet;

use super::blad::{Blad, Wat};
use super::lijst::{opsomming, paren};
use super::{Raakt, Soort};
use crate::definition::procedure::{BriefKeuze, Procedure};
use crate::zaak::Digest;

type Stukken = IndexMap<String, Digest>;

pub(super) fn stukken(
    blad: &mut Blad<'_>,
    (oud, nieuw): (&Stukken, &Stukken),
    (scripts, new_scripts): (&Stukken, &Stukken),
) {
    let known = letters(blad.oud);
    let new = letters(blad.nieuw);
    let kind = |naam: &str| match known.contains(naam) || new.contains(naam) {
        true => (Soort::Brief, "Brief"),
        false => (Soort::Mail, "Mail"),
    };
    compare(blad, (oud, nieuw), |naam| {
        let (soort, woord) = kind(naam);
        (soort, Wat::new(format!("{woord} `{naam}`"), Raakt::Zaak))
    });
    let asks = blad.nieuw;
    compare(blad, (scripts, new_scripts), |naam| {
        let vragen = asks.vragen.iter().filter(|(_, vraag)| vraag.script == naam);
        let vragen: Vec<String> = vragen.map(|(vraag, _)| format!("`{vraag}`")).collect();
        let for_ = match vragen.as_slice() {
            [] => String::new(),
            [een] => format!(" (vraag {een})"),
            meer => format!(" (vragen {})", opsomming(meer)),
        };
        (
            Soort::Script,
            Wat::new(format!("Script `{naam}`{for_}"), Raakt::Zaak),
        )
    });
}

fn compare(
    blad: &mut Blad<'_>,
    (oud, nieuw): (&Stukken, &Stukken),
    of: impl Fn(&str) -> (Soort, Wat),
) {
    let found = paren(oud, nieuw);
    for (naam, _) in found.weg {
        let (soort, wat) = of(naam);
        blad.meld(soort, &wat, "wordt niet meer gebruikt");
    }
    for (naam, _) in found.erbij {
        let (soort, wat) = of(naam);
        blad.meld(soort, &wat, "wordt nu ook gebruikt");
    }
    for (naam, was, wordt) in found.beide {
        if was != wordt {
            let (soort, wat) = of(naam);
            let digests = (was.0.as_str(), wordt.0.as_str());
            blad.meld_waarde(soort, &wat, "andere tekst", digests);
        }
    }
}

/// The names of the letters a definition can send; its other texts are mails.
fn letters(procedure: &Procedure) -> BTreeSet<&str> {
    let taken = procedure
        .fasen
        .values()
        .flat_map(|fase| fase.taken.values());
    let of_taken = taken.flat_map(|taak| match &taak.brief {
        Some(BriefKeuze::Tekst(naam)) => vec![naam.as_str()],
        Some(BriefKeuze::Vraag(vraag)) => {
            let vraag = procedure.vragen.get(vraag).into_iter();
            vraag
                .flat_map(|vraag| vraag.antwoorden.keys().map(String::as_str))
                .collect()
        }
        None => Vec::new(),
    });
    let gevolgen = procedure
        .gevolgen()
        .chain(procedure.gevolgen_bij_verdagen());
    let of_gevolgen = gevolgen.flat_map(|gevolg| &gevolg.brief);
    of_taken.chain(of_gevolgen.map(String::as_str)).collect()
}
