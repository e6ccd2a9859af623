//! What the year was like, for the people of a bureau: counts, endings, one dossier, and where things lie.
//!
//! Easy to get wrong: length. There are eleven procedures; what is told of each takes a line or a few, and only
//! one zaak is told in full.

mod afloop;
mod rij;
mod tabel;

use anstyle::Style;
use chrono::{Datelike, NaiveDate};
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use super::jaar::{Jaar, Maand};
use super::{KOP, LET_OP, ZACHT};
use crate::kalender::MAANDEN;
use crate::render::afbreking::breek;
use crate::render::{Dossier, Stijlen, datum};
use crate::zaak::ZaakId;

/// Before the year begins.
pub fn opening(begin: NaiveDate, einde: NaiveDate, breedte: usize) -> String {
    let mut uit = String::new();
    let tekst = format!(
        "Een schooljaar bij het bureau, van {} tot en met {}. Personen en scholen zijn verzonnen.",
        datum::lang(begin),
        datum::lang(einde)
    );
    kop(&mut uit, "Termijnwacht: demonstratie");
    alinea(&mut uit, &tekst, breedte, Style::new());
    uit.push('\n');
    uit
}

/// A month gone by, in one line.
pub fn maand(maand: &Maand) -> String {
    let naam = usize::try_from(maand.begin.month0())
        .ok()
        .and_then(|month| MAANDEN.get(month))
        .copied()
        .unwrap_or_default();
    let Maand { geteld, open, .. } = maand;
    format!(
        "{naam:<9} {} {ZACHT}meldingen{ZACHT:#} {:>2} {ZACHT}mails{ZACHT:#} {:>3} {ZACHT}brieven{ZACHT:#} {:>3} {ZACHT}open{ZACHT:#} {open:>2}",
        maand.begin.year(),
        geteld.meldingen,
        geteld.onderweg.uit.mails,
        geteld.onderweg.uit.brieven,
    )
}

/// All that is told when the year is over.
pub fn verslag(jaar: &Jaar, dir: &Path, elapsed: Duration, breedte: usize) -> String {
    let mut uit = String::new();
    tabel::tabellen(&mut uit, jaar, breedte);
    afloop::uitkomsten(&mut uit, jaar, breedte);
    afloop::verbanden(&mut uit, jaar, breedte);
    afloop::beslissen(&mut uit, jaar, breedte);
    afloop::contacten(&mut uit, jaar, breedte);
    geweigerd(&mut uit, jaar, breedte);
    dossier(&mut uit, jaar, breedte);
    waar(&mut uit, jaar, dir, elapsed, breedte);
    uit
}

fn geweigerd(uit: &mut String, jaar: &Jaar, breedte: usize) {
    if jaar.geweigerd.is_empty() {
        return;
    }
    uit.push('\n');
    kop(uit, "Geweigerd, met de reden");
    for een in &jaar.geweigerd {
        let wie = jaar
            .bureau
            .as_ref()
            .and_then(|bureau| bureau.medewerker(&een.door))
            .map_or(een.door.as_str(), |wie| wie.naam.as_str());
        let tekst = format!(
            "{}, {}, {wie}: {}",
            datum::kort(een.op),
            een.zaak,
            een.waarom
        );
        punt(uit, "  - ", &tekst, breedte, Style::new());
    }
}

fn dossier(uit: &mut String, jaar: &Jaar, breedte: usize) {
    let Some((zaak, wat)) = &jaar.dossier else {
        return;
    };
    let Some(afloop) = jaar.zaken.iter().find(|afloop| afloop.zaak.id == *zaak) else {
        return;
    };
    uit.push('\n');
    kop(uit, "Eén zaak, van begin tot eind");
    alinea(uit, &format!("{wat}."), breedte, Style::new());
    uit.push('\n');
    let lijnen: Vec<_> = jaar
        .lijnen
        .iter()
        .filter(|lijn| lijn.zaak == *zaak)
        .cloned()
        .collect();
    let notities = afloop.notities.iter().cloned().collect();
    let kinderen: Vec<(ZaakId, String)> = jaar
        .zaken
        .iter()
        .filter(|kind| {
            kind.zaak
                .ouder
                .as_ref()
                .is_some_and(|ouder| ouder.zaak == *zaak)
        })
        .map(|kind| (kind.zaak.id, kind.zaak.procedure.clone()))
        .collect();
    let dossier = Dossier {
        zaak: *zaak,
        lijnen: &lijnen,
        notities: &notities,
        bureau: jaar.bureau.as_deref(),
        mas: None,
        ouder: afloop.zaak.ouder.as_ref().map(|ouder| ouder.zaak),
        kinderen: &kinderen,
    };
    let stijlen = Stijlen {
        kop: KOP,
        let_op: LET_OP,
        zacht: ZACHT,
    };
    uit.push_str(&dossier.tekst(breedte, stijlen));
}

fn waar(uit: &mut String, jaar: &Jaar, dir: &Path, elapsed: Duration, breedte: usize) {
    let geteld = &jaar.geteld;
    let sent = geteld.onderweg.uit;
    uit.push('\n');
    kop(uit, "Waar alles ligt");
    let dir = dir.display();
    let rows = [
        (
            format!("{dir}/mails"),
            format!(
                "{} mails (.eml), te openen met elk mailprogramma",
                sent.mails
            ),
        ),
        (
            format!("{dir}/brieven"),
            format!("{} brieven (HTML), te openen in de browser", sent.brieven),
        ),
        (
            format!("{dir}/meldingen"),
            format!(
                "{} berichten aan anderen, zoals de SVB (JSON)",
                sent.meldingen
            ),
        ),
        (
            format!("{dir}/termijnwacht.db"),
            "alle zaken, met hun geschiedenis (SQLite)".to_owned(),
        ),
    ];
    for (pad, wat) in rows {
        punt(uit, "  - ", &format!("{pad}: {wat}"), breedte, Style::new());
    }
    uit.push('\n');
    let commands = geteld.meldingen + geteld.handelingen + geteld.onderweg.commands;
    let tekst = format!(
        "{} zaken, {} meldingen, {} handelingen van mensen en {} opdrachten in totaal, in {} seconden.",
        jaar.zaken.len(),
        geteld.meldingen,
        geteld.handelingen,
        commands,
        format!("{:.1}", elapsed.as_secs_f64()).replace('.', ","),
    );
    alinea(uit, &tekst, breedte, Style::new());
    if sent.mislukt > 0 {
        let tekst = format!(
            "{} mails of brieven konden niet worden gemaakt.",
            sent.mislukt
        );
        alinea(uit, &tekst, breedte, LET_OP);
    }
    uit.push('\n');
    alinea(
        uit,
        "De procedures volgen de ambtsinstructie van Utrecht Noordwest uit 2016. Die gold van 17 juni 2016 tot en met 31 maart 2020; zij is hier een uitgewerkt voorbeeld en geldt in Termijnwacht voor elke datum. Wat geen bron noemt, heeft als grondslag `voorbeeld`.",
        breedte,
        ZACHT,
    );
}

/// A procedure where there is little room: its slug in words.
fn kort(procedure: &str) -> String {
    match procedure {
        "svb-melding" => "Melding aan de SVB".to_owned(),
        "proces-verbaal" => "Proces-verbaal".to_owned(),
        "proces-verbaal-volgen" => "Proces-verbaal volgen".to_owned(),
        slug => {
            let words = slug.replace('-', " ");
            let mut letters = words.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().chain(letters).collect()
            })
        }
    }
}

fn kop(uit: &mut String, tekst: &str) {
    let _ = writeln!(uit, "{KOP}{tekst}{KOP:#}");
}

fn alinea(uit: &mut String, tekst: &str, breedte: usize, stijl: Style) {
    punt(uit, "", tekst, breedte, stijl);
}

/// A paragraph with something in the margin before its first line.
fn punt(uit: &mut String, marge: &str, tekst: &str, breedte: usize, stijl: Style) {
    kolom(uit, (marge, marge.chars().count()), tekst, breedte, stijl);
}

/// A paragraph beside a margin that takes so many columns on the screen.
fn kolom(
    uit: &mut String,
    (marge, indent): (&str, usize),
    tekst: &str,
    breedte: usize,
    stijl: Style,
) {
    for (nummer, regel) in breek(tekst, breedte.saturating_sub(indent))
        .iter()
        .enumerate()
    {
        let before = if nummer == 0 {
            marge
        } else {
            &" ".repeat(indent)
        };
        let _ = writeln!(uit, "{before}{stijl}{regel}{stijl:#}");
    }
}
