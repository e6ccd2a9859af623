//! What the year was like, for the people of a bureau: counts, endings, one dossier, and where things lie.
//!
//! Easy to get wrong: width. A table that fits at 60 columns has short heads with their meaning below it.

mod rij;

use anstyle::Style;
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use self::rij::Rij;
use super::jaar::{Jaar, Maand};
use super::{KOP, LET_OP, ZACHT};
use crate::kalender::MAANDEN;
use crate::render::afbreking::breek;
use crate::render::plaatsnaam::plaatsnaam;
use crate::render::{Dossier, Stijlen, datum};
use crate::zaak::ZaakId;

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
    tabellen(&mut uit, jaar, breedte);
    uitkomsten(&mut uit, jaar, breedte);
    geweigerd(&mut uit, jaar, breedte);
    dossier(&mut uit, jaar, breedte);
    waar(&mut uit, jaar, dir, elapsed, breedte);
    uit
}

fn tabellen(uit: &mut String, jaar: &Jaar, breedte: usize) {
    let mut tabel: BTreeMap<(&str, &str), Rij> = BTreeMap::new();
    for afloop in &jaar.zaken {
        let zaak = &afloop.zaak;
        tabel
            .entry((&zaak.procedure, &zaak.gemeente))
            .or_default()
            .add(afloop);
    }
    let procedures: Vec<&str> = unique(tabel.keys().map(|(procedure, _)| *procedure));
    for procedure in procedures {
        uit.push('\n');
        kop(uit, &titel(jaar, procedure));
        let mut rijen: Vec<(String, Rij)> = tabel
            .iter()
            .filter(|((van, _), _)| *van == procedure)
            .map(|((_, gemeente), rij)| (plaatsnaam(gemeente), *rij))
            .collect();
        let mut total = Rij::default();
        for (_, rij) in &rijen {
            total.sum(*rij);
        }
        rijen.push(("samen".to_owned(), total));
        rooster(uit, &rijen, breedte);
    }
    uit.push('\n');
    alinea(
        uit,
        "De kolom over te laat telt taken die na hun laatste dag zijn gedaan. Wat voor één medewerker in hetzelfde uur valt, gaat in één mail: de laatste kolom telt zulke regels, niet de mails. Een brief aan twee adressen telt hier één keer.",
        breedte,
        ZACHT,
    );
}

fn rooster(uit: &mut String, rijen: &[(String, Rij)], breedte: usize) {
    let first = rijen
        .iter()
        .map(|(naam, _)| naam.chars().count())
        .max()
        .unwrap_or_default();
    let wide = first + KOPPEN.iter().map(|(lang, _)| lang.len() + 2).sum::<usize>();
    let heads: Vec<&str> = KOPPEN
        .iter()
        .map(|(lang, kort)| if wide <= breedte { *lang } else { *kort })
        .collect();
    let gap = if wide <= breedte { 2 } else { 1 };
    let mut line = format!("{:<first$}", "gemeente");
    for head in &heads {
        let _ = write!(line, "{:gap$}{head}", "");
    }
    // Writing to a String cannot fail.
    let _ = writeln!(uit, "{ZACHT}{line}{ZACHT:#}");
    for (naam, rij) in rijen {
        let style = if naam == "samen" {
            Style::new().bold()
        } else {
            Style::new()
        };
        let mut line = format!("{naam:<first$}");
        for (head, number) in heads.iter().zip(rij.numbers()) {
            let _ = write!(line, "{number:>width$}", width = head.len() + gap);
        }
        let _ = writeln!(uit, "{style}{line}{style:#}");
    }
}

fn uitkomsten(uit: &mut String, jaar: &Jaar, breedte: usize) {
    let procedures = unique(
        jaar.zaken
            .iter()
            .map(|afloop| afloop.zaak.procedure.as_str()),
    );
    for procedure in procedures {
        uit.push('\n');
        kop(uit, &format!("Hoe het afliep: {}", titel(jaar, procedure)));
        let own = || {
            jaar.zaken
                .iter()
                .map(|afloop| &afloop.zaak)
                .filter(|zaak| zaak.procedure == procedure)
        };
        let mut counted: BTreeMap<&str, usize> = BTreeMap::new();
        for uitkomst in own().filter_map(|zaak| zaak.uitkomst.as_deref()) {
            *counted.entry(uitkomst).or_default() += 1;
        }
        let mut counted: Vec<(&str, usize)> = counted.into_iter().collect();
        counted.sort_by_key(|(naam, number)| (std::cmp::Reverse(*number), *naam));
        let known = own().next().and_then(|zaak| {
            let (_, found) = jaar.catalog.procedure(&zaak.gemeente, procedure)?;
            Some(found.uitkomsten.clone())
        });
        for (naam, number) in counted {
            let told = known
                .as_ref()
                .and_then(|known| known.get(naam))
                .map_or_else(|| ingebouwd(naam), String::as_str);
            punt(uit, &format!("{number:>3}  "), told, breedte, Style::new());
        }
        let open = own().filter(|zaak| zaak.is_open()).count();
        if open > 0 {
            let tekst = "Nog open aan het eind van het schooljaar";
            punt(uit, &format!("{open:>3}  "), tekst, breedte, LET_OP);
        }
    }
}

/// The endings that every procedure knows.
fn ingebouwd(naam: &str) -> &str {
    match naam {
        "overgedragen" => "Overgedragen aan een andere gemeente",
        "overgedragen-doorstroompunt" => "Overgedragen aan het Doorstroompunt: de jongere is 18",
        "geemigreerd" => "Het gezin is vertrokken naar het buitenland",
        "overleden" => "De jongere is overleden; alles is meteen gestopt",
        "startkwalificatie" => "De jongere heeft een startkwalificatie",
        "ingetrokken" => "De melding is ingetrokken",
        naam => naam,
    }
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

fn titel(jaar: &Jaar, procedure: &str) -> String {
    let found = jaar.zaken.iter().find_map(|afloop| {
        let (_, found) = jaar.catalog.procedure(&afloop.zaak.gemeente, procedure)?;
        Some(found.titel.clone())
    });
    found.unwrap_or_else(|| procedure.to_owned())
}

fn unique<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found: Vec<&str> = Vec::new();
    for naam in names {
        if !found.contains(&naam) {
            found.push(naam);
        }
    }
    found
}

fn kop(uit: &mut String, tekst: &str) {
    let _ = writeln!(uit, "{KOP}{tekst}{KOP:#}");
}

fn alinea(uit: &mut String, tekst: &str, breedte: usize, stijl: Style) {
    punt(uit, "", tekst, breedte, stijl);
}

/// A paragraph with something in the margin before its first line.
fn punt(uit: &mut String, marge: &str, tekst: &str, breedte: usize, stijl: Style) {
    let indent = marge.chars().count();
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
