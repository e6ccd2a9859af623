//! What came of the zaken: which started which, how they ended, and what the law asked of decisions.
//!
//! Easy to get wrong: length. Eleven procedures with all their endings are one table of two columns.

use anstyle::Style;
use std::collections::BTreeMap;

use super::{alinea, kolom, kop, kort, punt};
use crate::cli::demo::jaar::Jaar;
use crate::cli::demo::{LET_OP, ZACHT};
use crate::decide::INGEBREKESTELLING;
use crate::zaak::termijn::DWANGSOM;

/// By the name in the first column: what is counted in the second.
type Telling<'a> = BTreeMap<&'a str, BTreeMap<String, usize>>;

pub(super) fn verbanden(uit: &mut String, jaar: &Jaar, breedte: usize) {
    let procedures: BTreeMap<_, _> = jaar
        .zaken
        .iter()
        .map(|afloop| (afloop.zaak.id, afloop.zaak.procedure.as_str()))
        .collect();
    let mut counted = Telling::new();
    for kind in jaar.zaken.iter().map(|afloop| &afloop.zaak) {
        let ouder = kind.ouder.as_ref();
        if let Some(van) = ouder.and_then(|ouder| procedures.get(&ouder.zaak)) {
            let naar = counted.entry(van).or_default();
            *naar.entry(kort(&kind.procedure)).or_default() += 1;
        }
    }
    uit.push('\n');
    kop(uit, "Welke zaak een andere begon");
    lijst(uit, &counted, breedte);
}

pub(super) fn uitkomsten(uit: &mut String, jaar: &Jaar, breedte: usize) {
    let mut counted = Telling::new();
    for zaak in jaar.zaken.iter().map(|afloop| &afloop.zaak) {
        let uitkomst = zaak.uitkomst.as_deref().unwrap_or("nog open");
        let of = counted.entry(&zaak.procedure).or_default();
        *of.entry(uitkomst.to_owned()).or_default() += 1;
    }
    uit.push('\n');
    kop(uit, "Hoe het afliep");
    lijst(uit, &counted, breedte);
}

/// Terms of the law that stood still, were postponed or cost money.
pub(super) fn beslissen(uit: &mut String, jaar: &Jaar, breedte: usize) {
    let number = |soort: &str| {
        let lijnen = jaar.lijnen.iter();
        lijnen.filter(|lijn| lijn.soort == soort).count()
    };
    let late = jaar
        .lijnen
        .iter()
        .filter(|lijn| lijn.naam.as_deref() == Some(INGEBREKESTELLING))
        .count();
    let (stil, verder, langer) = (number("opgeschort"), number("hervat"), number("verdaagd"));
    if stil + verder + langer + late == 0 {
        return;
    }
    uit.push('\n');
    kop(uit, "Op tijd beslissen");
    let tekst = format!(
        "{stil} keer stond een termijn stil en {verder} keer liep zij weer verder; {langer} keer is verdaagd, en {late} keer stelden ouders het bureau in gebreke."
    );
    alinea(uit, &tekst, breedte, Style::new());
    let ended = jaar
        .lijnen
        .iter()
        .filter(|lijn| lijn.soort == "vervallen" && lijn.naam.as_deref() == Some(DWANGSOM));
    for lijn in ended {
        let tekst = format!(
            "{}: {}",
            lijn.zaak,
            lijn.uitleg.as_deref().unwrap_or_default()
        );
        punt(uit, "  - ", &tekst, breedte, LET_OP);
    }
}

/// What was said, agreed and kept elsewhere, in one paragraph.
pub(super) fn contacten(uit: &mut String, jaar: &Jaar, breedte: usize) {
    let number = |naam: &str, een: &str, meer: &str| {
        let lijnen = jaar
            .lijnen
            .iter()
            .filter(|lijn| lijn.soort == "gebeurtenis");
        match lijnen
            .filter(|lijn| lijn.naam.as_deref() == Some(naam))
            .count()
        {
            1 => format!("1 {een}"),
            several => format!("{several} {meer}"),
        }
    };
    let keer = |naam: &str| number(naam, "keer", "keer");
    let tekst = format!(
        "{} en {} elders bewaard. {} gemaakt: {} verzet, {} afgezegd, {} nagekomen, en {} kwam er niemand.",
        number("contact", "contact", "contacten"),
        number("document", "document", "documenten"),
        number("afspraak", "afspraak", "afspraken"),
        keer("afspraak-verzet"),
        keer("afspraak-afgezegd"),
        keer("afspraak-nagekomen"),
        keer("afspraak-niet-nagekomen"),
    );
    uit.push('\n');
    kop(uit, "Contact en afspraken");
    alinea(uit, &tekst, breedte, Style::new());
    for lijn in jaar
        .lijnen
        .iter()
        .filter(|lijn| lijn.soort == "taak" && lijn.naam.as_deref() == Some("vervolgroute-kiezen"))
    {
        let titel = lijn.uitleg.as_deref().unwrap_or_default();
        punt(
            uit,
            "  - ",
            &format!("{}: {titel}", lijn.zaak),
            breedte,
            LET_OP,
        );
    }
}

/// Names on the left; on the right what was counted, the most first.
fn lijst(uit: &mut String, counted: &Telling<'_>, breedte: usize) {
    let mut rijen: Vec<(usize, String, Vec<String>)> = counted
        .iter()
        .map(|(naam, of)| {
            let mut of: Vec<_> = of.iter().collect();
            of.sort_by_key(|(_, number)| std::cmp::Reverse(**number));
            let texts: Vec<String> = of
                .iter()
                .map(|(naam, number)| format!("{number} {naam}"))
                .collect();
            let total = of.iter().map(|(_, number)| **number).sum();
            (total, kort(naam), texts)
        })
        .collect();
    rijen.sort_by_key(|(total, naam, _)| (std::cmp::Reverse(*total), naam.clone()));
    let first = rijen
        .iter()
        .map(|(_, naam, _)| naam.chars().count() + 2)
        .max()
        .unwrap_or_default();
    for (_, naam, texts) in rijen {
        let tekst = samen(&texts, breedte.saturating_sub(first));
        let marge = format!(
            "{ZACHT}{naam}{ZACHT:#}{}",
            " ".repeat(first - naam.chars().count())
        );
        kolom(uit, (&marge, first), &tekst, breedte, Style::new());
    }
}

/// Texts after each other, each whole on one line where it fits.
fn samen(texts: &[String], breedte: usize) -> String {
    let mut uit = String::new();
    let mut column = 0;
    for (index, text) in texts.iter().enumerate() {
        let mark = if index + 1 < texts.len() { "," } else { "" };
        let width = text.chars().count() + mark.len();
        if index > 0 {
            let fits = column + 1 + width <= breedte;
            uit.push(if fits { ' ' } else { '\n' });
            column = if fits { column + 1 } else { 0 };
        }
        uit.push_str(text);
        uit.push_str(mark);
        column += width;
    }
    uit
}
