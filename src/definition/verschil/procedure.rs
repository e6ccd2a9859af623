//! Two definitions of one procedure.
//!
//! Easy to get wrong: saying a thing twice. With a fase its taken come and go, and with any change the layer
//! that says it; these are told by themselves only where nothing else tells them.

use indexmap::IndexMap;
use std::collections::BTreeSet;

use super::blad::{Blad, Wat};
use super::gevolg::gevolgen;
use super::hernoemd::{hernoemd, with_names};
use super::lijst::{opsomming, paren};
use super::naam::{citaat, kop};
use super::taak::{gebeurtenissen, taak};
use super::termijn::termijn;
use super::velden::{velden, vragen};
use super::{Raakt, Soort, Wijziging};
use crate::definition::mas::Mas;
use crate::definition::procedure::{
    BetrokkeneSoort, Fase, Procedure, RoosterDef, TaakDef, TermijnDef,
};

/// Everything that differs, the weightiest first; nothing when both say the same.
pub fn procedures(oud: &Procedure, nieuw: &Procedure) -> Vec<Wijziging> {
    let names = hernoemd(oud, nieuw);
    let mut found = match with_names(oud, &names) {
        Some(oud) => compare(&oud, nieuw),
        None => compare(oud, nieuw),
    };
    for one in &mut found {
        // A running zaak knows the old name.
        if let Raakt::Fase(naam) = &mut one.raakt
            && let Some((van, _)) = names.iter().find(|(_, naar)| naar == naam)
        {
            naam.clone_from(van);
        }
    }
    found.extend(names.iter().map(|(van, naar)| {
        let wat = fase_wat(van, &oud.fase_titel(van));
        let zin = format!("{} heet nu `{naar}` (was `{van}`)", wat.naam);
        Wijziging::new(Soort::Fase, wat.raakt, zin).van_naar(van, naar)
    }));
    found.sort();
    found.dedup();
    found
}

fn compare(oud: &Procedure, nieuw: &Procedure) -> Vec<Wijziging> {
    let mut blad = Blad {
        oud,
        nieuw,
        gevonden: Vec::new(),
    };
    let Procedure {
        // Who asks compares the same procedure.
        slug: _,
        titel,
        geldig_vanaf,
        grondslag,
        betrokkene,
        apart,
        na_achttien,
        lagen: _,
        begin,
        gegevens,
        onthouden,
        vragen: questions,
        fasen,
        gebeurtenissen: events,
        uitkomsten,
        rooster,
        teksten,
        scripts,
    } = nieuw;
    let wat = &Wat::new("De procedure", Raakt::Zaak);
    blad.titel(wat, &oud.titel, titel);
    if oud.geldig_vanaf != *geldig_vanaf {
        let words = |dag: Option<chrono::NaiveDate>| {
            dag.map_or_else(|| "altijd".to_owned(), |dag| dag.to_string())
        };
        let (was, wordt) = (words(oud.geldig_vanaf), words(*geldig_vanaf));
        let zin = format!("geldig vanaf {was} → {wordt}");
        blad.meld_waarde(Soort::Procedure, wat, zin, (was, wordt));
    }
    blad.grondslag(wat, &oud.grondslag, grondslag);
    if oud.betrokkene != *betrokkene {
        let (was, wordt) = (about(oud.betrokkene), about(*betrokkene));
        let zin = format!("gaat over {wordt} (was {was})");
        blad.meld_waarde(Soort::Procedure, wat, zin, (was, wordt));
    }
    blad.schakelaar(
        Soort::Procedure,
        wat,
        (oud.apart, *apart),
        (
            "elke melding opent nu een eigen zaak",
            "een volgende melding hoort nu bij de lopende zaak",
        ),
    );
    blad.schakelaar(
        Soort::Procedure,
        wat,
        (oud.na_achttien, *na_achttien),
        (
            "de zaak loopt nu door na de 18e verjaardag",
            "de zaak stopt nu bij de 18e verjaardag",
        ),
    );
    velden(&mut blad, wat, (&oud.gegevens, gegevens));
    blad.namen(
        Soort::Gegevens,
        wat,
        "gegeven dat andere zaken van de jongere zien",
        (&oud.onthouden, onthouden),
    );
    vragen(&mut blad, (&oud.vragen, questions));
    fases(&mut blad, fasen);
    if oud.begin != *begin {
        let zin = format!("begint in fase {}", super::naam::fase(nieuw, begin));
        let was = super::naam::fase(oud, &oud.begin);
        let zin = format!("{zin} (was {was})");
        blad.meld_waarde(Soort::Fase, wat, zin, (oud.begin.as_str(), begin.as_str()));
    }
    gebeurtenissen(&mut blad, None, (&oud.gebeurtenissen, events));
    endings(&mut blad, wat, uitkomsten);
    schedules(&mut blad, rooster);
    super::stuk::stukken(&mut blad, (&oud.teksten, teksten), (&oud.scripts, scripts));
    if blad.gevonden.is_empty() {
        super::laag::layers(&mut blad);
    }
    blad.gevonden
}

const fn about(soort: BetrokkeneSoort) -> &'static str {
    match soort {
        BetrokkeneSoort::Jongere => "een jongere",
        BetrokkeneSoort::School => "een school",
        BetrokkeneSoort::Bureau => "het bureau",
    }
}

pub(super) fn fase_wat(naam: &str, titel: &str) -> Wat {
    let wat = format!("Fase {}", citaat(naam, titel));
    Wat::new(wat, Raakt::Fase(naam.to_owned()))
}

/// The fasen, and what stands in them by a name of its own: taken and terms.
fn fases(blad: &mut Blad<'_>, fasen: &IndexMap<String, Fase>) {
    let (oud, nieuw) = (blad.oud, blad.nieuw);
    let found = paren(&oud.fasen, fasen);
    for (naam, fase) in &found.weg {
        let with = contents(fase, nieuw);
        let wat = fase_wat(naam, &fase.titel);
        blad.meld(Soort::Fase, &wat, format!("vervalt{with}"));
    }
    for (naam, fase) in &found.erbij {
        let with = contents(fase, oud);
        let wat = Wat::new(fase_wat(naam, &fase.titel).naam, Raakt::Zaak);
        blad.meld(Soort::Fase, &wat, format!("nieuw{with}"));
    }
    for (naam, was, wordt) in &found.beide {
        one_fase(blad, naam, was, wordt);
    }
    let gone: BTreeSet<&str> = found.weg.iter().map(|(naam, _)| *naam).collect();
    let come: BTreeSet<&str> = found.erbij.iter().map(|(naam, _)| *naam).collect();
    moved(
        blad,
        (|fase| &fase.taken, "taak"),
        (&gone, &come),
        |blad, naam, was, wordt| match (was, wordt) {
            (Some(was), Some(wordt)) => taak(blad, naam, was, wordt),
            (Some(was), None) => {
                let wat = Wat::new(kop(naam, &was.titel), Raakt::Taak(naam.to_owned()));
                blad.meld(Soort::Taak, &wat, "de taak vervalt");
            }
            (None, Some(wordt)) => new_taak(blad, naam, wordt),
            (None, None) => {}
        },
    );
    moved(
        blad,
        (|fase| &fase.termijnen, "termijn"),
        (&gone, &come),
        |blad, naam, was, wordt| {
            let titel = was.or(wordt).map(|def| def.titel.as_str());
            let wat = Wat::new(
                kop(naam, titel.unwrap_or_default()),
                Raakt::Termijn(naam.to_owned()),
            );
            termijn(blad, &wat, naam, (was, wordt));
        },
    );
}

/// `, met "Taak een" en "Taak twee"`: what came or went with the fase and is not on the other side.
fn contents(fase: &Fase, other: &Procedure) -> String {
    let taken = fase
        .taken
        .iter()
        .filter(|(naam, _)| other.taak(naam).is_none());
    let mut all: Vec<String> = taken.map(|(naam, def)| citaat(naam, &def.titel)).collect();
    let termijnen = fase.termijnen.iter();
    let termijnen = termijnen.filter(|(naam, _)| other.termijn(naam).is_none());
    all.extend(termijnen.map(|(naam, def)| format!("termijn {}", citaat(naam, &def.titel))));
    match all.as_slice() {
        [] => String::new(),
        all => format!(", met {}", opsomming(all)),
    }
}

fn one_fase(blad: &mut Blad<'_>, naam: &str, was: &Fase, wordt: &Fase) {
    let Fase {
        titel,
        mas,
        bij_binnenkomst,
        // By their own names, wherever they stand.
        taken: _,
        termijnen: _,
        gebeurtenissen: events,
        wacht_op,
        // Told where nothing else is.
        laag: _,
    } = wordt;
    let wat = &fase_wat(naam, &was.titel);
    blad.titel(wat, &was.titel, titel);
    if was.mas != *mas {
        let words = |mas: Option<Mas>| mas.map_or("geen", Mas::naam);
        let (oud, nieuw) = (words(was.mas), words(*mas));
        let zin = format!("stap van de MAS: {oud} → {nieuw}");
        blad.meld_waarde(Soort::Titel, wat, zin, (oud, nieuw));
    }
    let binnen = wat.deel("bij binnenkomst");
    gevolgen(
        blad,
        Soort::Gevolg,
        &binnen,
        (&was.bij_binnenkomst, bij_binnenkomst),
    );
    gebeurtenissen(blad, Some(naam), (&was.gebeurtenissen, events));
    let found = paren(&was.wacht_op, wacht_op);
    for (ander, _) in found.weg {
        blad.meld(Soort::Gevolg, wat, format!("wacht niet meer op `{ander}`"));
    }
    for (ander, gevolg) in found.erbij {
        let leads = super::gevolg::leads_to(blad.nieuw, gevolg);
        blad.meld(
            Soort::Gevolg,
            wat,
            format!("wacht nu op `{ander}`: {leads}"),
        );
    }
    for (ander, oud, nieuw) in found.beide {
        let wat = wat.deel(&format!("na `{ander}`"));
        gevolgen(blad, Soort::Gevolg, &wat, (oud, nieuw));
    }
}

/// What of a fase has names that are one in the whole procedure.
type PerNaam<T> = fn(&Fase) -> &IndexMap<String, T>;

/// Compares what stands in fasen by its own name, and tells what stands in another fase now.
fn moved<T>(
    blad: &mut Blad<'_>,
    (of, wat): (PerNaam<T>, &str),
    (gone, come): (&BTreeSet<&str>, &BTreeSet<&str>),
    mut compare: impl FnMut(&mut Blad<'_>, &str, Option<&T>, Option<&T>),
) {
    let (oud, nieuw) = (per_name(blad.oud, of), per_name(blad.nieuw, of));
    let found = paren(&oud, &nieuw);
    for (naam, (fase, def)) in found.weg {
        if !gone.contains(fase) {
            compare(blad, naam, Some(def), None);
        }
    }
    for (naam, (fase, def)) in found.erbij {
        if !come.contains(fase) {
            compare(blad, naam, None, Some(def));
        }
    }
    for (naam, (van, was), (naar, wordt)) in found.beide {
        compare(blad, naam, Some(was), Some(wordt));
        if van != naar {
            let (van, naar) = (
                super::naam::fase(blad.oud, van),
                super::naam::fase(blad.nieuw, naar),
            );
            let (head, raakt) = match wat {
                "taak" => (
                    super::naam::taak(blad.oud, naam),
                    Raakt::Taak(naam.to_owned()),
                ),
                _ => (
                    super::naam::termijn(blad.oud, naam),
                    Raakt::Termijn(naam.to_owned()),
                ),
            };
            let wat = Wat::new(head.trim_matches('"'), raakt);
            let zin = format!("staat nu in fase {naar} (was {van})");
            blad.meld_waarde(Soort::Taak, &wat, zin, (van, naar));
        }
    }
}

/// What stands in the fasen by its own name, with the fase.
fn per_name<T>(procedure: &Procedure, of: PerNaam<T>) -> IndexMap<String, (&str, &T)> {
    let fasen = procedure.fasen.iter();
    let parts = fasen.flat_map(|(fase, def)| {
        let here = of(def).iter();
        here.map(|(naam, def)| (naam.clone(), (fase.as_str(), def)))
    });
    parts.collect()
}

fn new_taak(blad: &mut Blad<'_>, naam: &str, def: &TaakDef) {
    let wat = Wat::new(kop(naam, &def.titel), Raakt::Zaak);
    let term = def.termijn.as_ref();
    let term = term.map(|TermijnDef { tijd, .. }| super::naam::tijd(blad.nieuw, tijd));
    let term = term.map_or_else(String::new, |term| format!(", {term}"));
    let zin = format!("nieuwe taak voor {}{term}", def.voor.naam());
    blad.meld(Soort::Taak, &wat, zin);
}

fn endings(blad: &mut Blad<'_>, wat: &Wat, nieuw: &IndexMap<String, String>) {
    let found = paren(&blad.oud.uitkomsten, nieuw);
    for (naam, titel) in found.weg {
        let zin = format!("einde {} vervalt", citaat(naam, titel));
        blad.meld(Soort::Taak, wat, zin);
    }
    for (naam, titel) in found.erbij {
        blad.meld(
            Soort::Taak,
            wat,
            format!("einde {} erbij", citaat(naam, titel)),
        );
    }
    for (naam, was, wordt) in found.beide {
        blad.titel(
            &Wat::new(format!("Einde `{naam}`"), Raakt::Zaak),
            was,
            wordt,
        );
    }
}

fn schedules(blad: &mut Blad<'_>, nieuw: &IndexMap<String, RoosterDef>) {
    let words = |RoosterDef { wanneer, scholen }: &RoosterDef| match scholen.as_slice() {
        [] => format!("`{}`", wanneer.tekst()),
        scholen => format!("`{}` voor {}", wanneer.tekst(), opsomming(scholen)),
    };
    let of = |naam: &str| Wat::new(format!("Rooster `{naam}`"), Raakt::Zaak);
    let found = paren(&blad.oud.rooster, nieuw);
    for (naam, _) in found.weg {
        blad.meld(Soort::Rooster, &of(naam), "vervalt");
    }
    for (naam, def) in found.erbij {
        blad.meld(Soort::Rooster, &of(naam), format!("nieuw: {}", words(def)));
    }
    for (naam, was, wordt) in found.beide {
        if was != wordt {
            let (was, wordt) = (words(was), words(wordt));
            let zin = format!("{was} → {wordt}");
            blad.meld_waarde(Soort::Rooster, &of(naam), zin, (was, wordt));
        }
    }
}
