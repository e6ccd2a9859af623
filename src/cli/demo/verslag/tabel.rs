//! The year in numbers: one table by procedure, one by gemeente.
//!
//! Easy to get wrong: width. Where short heads do not fit either, a name stands on a line of its own.

use anstyle::Style;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::rij::Rij;
use super::{alinea, kop, kort};
use crate::cli::demo::ZACHT;
use crate::cli::demo::jaar::Jaar;
use crate::render::plaatsnaam::plaatsnaam;

/// The heads of the columns: in full, and where there is no room.
const KOPPEN: [(&str, &str); 8] = [
    ("geopend", "nieuw"),
    ("gesloten", "dicht"),
    ("open", "open"),
    ("te laat", "laat"),
    ("herinnerd", "herin"),
    ("escalaties", "escal"),
    ("brieven", "brief"),
    ("mailregels", "mail"),
];
/// The last row.
const SAMEN: &str = "samen";

pub(super) fn tabellen(uit: &mut String, jaar: &Jaar, breedte: usize) {
    let mut procedures: BTreeMap<&str, Rij> = BTreeMap::new();
    let mut gemeenten: BTreeMap<&str, Rij> = BTreeMap::new();
    let mut total = Rij::default();
    for afloop in &jaar.zaken {
        let zaak = &afloop.zaak;
        let mut own = Rij::default();
        own.add(afloop);
        procedures.entry(&zaak.procedure).or_default().sum(own);
        gemeenten.entry(&zaak.gemeente).or_default().sum(own);
        total.sum(own);
    }
    let mut rijen: Vec<(String, Rij)> = procedures
        .into_iter()
        .map(|(naam, rij)| (kort(naam), rij))
        .collect();
    rijen.sort_by_key(|(_, rij)| std::cmp::Reverse(rij.geopend()));
    rijen.push((SAMEN.to_owned(), total));
    uit.push('\n');
    kop(uit, "Het jaar per procedure");
    rooster(uit, "procedure", &rijen, breedte);

    let mut rijen: Vec<(String, Rij)> = gemeenten
        .into_iter()
        .map(|(naam, rij)| (plaatsnaam(naam), rij))
        .collect();
    rijen.push((SAMEN.to_owned(), total));
    uit.push('\n');
    kop(uit, "Het jaar per gemeente");
    rooster(uit, "gemeente", &rijen, breedte);
    uit.push('\n');
    alinea(
        uit,
        "De kolom over te laat telt taken die na hun laatste dag zijn gedaan. Wat voor één medewerker in hetzelfde uur valt, gaat in één mail: de laatste kolom telt zulke regels, niet de mails. Een brief aan twee adressen telt hier één keer.",
        breedte,
        ZACHT,
    );
}

fn rooster(uit: &mut String, eerste: &str, rijen: &[(String, Rij)], breedte: usize) {
    let first = rijen
        .iter()
        .map(|(naam, _)| naam.chars().count())
        .chain([eerste.len()])
        .max()
        .unwrap_or_default();
    let columns = |gap: usize, pick: fn(&(&'static str, &'static str)) -> &'static str| -> usize {
        KOPPEN.iter().map(|head| pick(head).len() + gap).sum()
    };
    let full = first + columns(2, |head| head.0) <= breedte;
    let beside = full || first + columns(1, |head| head.1) <= breedte;
    let gap = if full { 2 } else { 1 };
    let heads: Vec<&str> = KOPPEN
        .iter()
        .map(|(lang, kort)| if full { *lang } else { *kort })
        .collect();
    // The name, then its numbers; below it where there is no room.
    let line = |naam: &str, cells: &str| {
        if beside {
            format!("{naam:<first$}{cells}")
        } else {
            format!("{naam}\n  {cells}")
        }
    };
    let cells: String = heads
        .iter()
        .map(|head| format!("{:gap$}{head}", ""))
        .collect();
    // Writing to a String cannot fail.
    let _ = writeln!(uit, "{ZACHT}{}{ZACHT:#}", line(eerste, &cells));
    for (naam, rij) in rijen {
        let style = if naam == SAMEN {
            Style::new().bold()
        } else {
            Style::new()
        };
        let cells: String = heads
            .iter()
            .zip(rij.numbers())
            .map(|(head, number)| format!("{number:>width$}", width = head.len() + gap))
            .collect();
        let _ = writeln!(uit, "{style}{}{style:#}", line(naam, &cells));
    }
}
