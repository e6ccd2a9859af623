//! The dossier of a zaak as lines on a terminal: what happened, for whom, until when, and on what ground.
//!
//! Which lines there are is `zaak::regel`'s. Easy to get wrong: width. Text goes under text, so that it
//! reads at 60 columns as at 100, and colour adds nothing to the width.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;

use anstyle::Style;
use chrono::NaiveDate;

use super::afbreking::breek;
use super::datum;
use super::plaatsnaam::plaatsnaam;
use super::sjabloon::een_regel;
use crate::definition::bureau::Bureau;
use crate::definition::mas::Mas;
use crate::zaak::regel::Lijn;
use crate::zaak::staat::Aan;
use crate::zaak::{RegelId, ZaakId};

/// Colours, passed in by who knows the terminal; the default is none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stijlen {
    /// Headings: the zaak and each day.
    pub kop: Style,
    /// What asks attention: verstreken, escalatie, incident.
    pub let_op: Style,
    /// Numbers, reasons and grounds.
    pub zacht: Style,
}

/// What is shown of a zaak.
#[derive(Debug, Clone, Copy)]
pub struct Dossier<'a> {
    pub zaak: ZaakId,
    pub lijnen: &'a [Lijn],
    /// Texts of notes, by the line that bears them.
    pub notities: &'a BTreeMap<RegelId, String>,
    /// Names people by their names; without it, by their ids.
    pub bureau: Option<&'a Bureau>,
    /// The step of the MAS it is in.
    pub mas: Option<Mas>,
    /// The zaak that started this one.
    pub ouder: Option<ZaakId>,
    /// Zaken this one started, with their procedure.
    pub kinderen: &'a [(ZaakId, String)],
}

/// Columns before the text: two spaces and room for `Z1234.56`.
const RAND: usize = 11;

impl Dossier<'_> {
    /// The whole dossier in lines of at most `breedte` columns (at least 40).
    pub fn tekst(&self, breedte: usize, stijlen: Stijlen) -> String {
        let mut blad = Blad {
            uit: String::new(),
            breedte: breedte.max(40),
            stijlen,
        };
        self.kop(&mut blad);
        let titels = titels(self.lijnen);
        let mut dag = None;
        for lijn in self.lijnen {
            let vandaag = lijn.op.date_naive();
            if dag != Some(vandaag) {
                blad.uit.push('\n');
                blad.alinea(0, &datum::kort(vandaag), stijlen.kop);
                dag = Some(vandaag);
            }
            self.lijn(&mut blad, lijn, &titels, vandaag);
        }
        blad.uit
    }

    fn kop(&self, blad: &mut Blad) {
        let geboren = self
            .lijnen
            .iter()
            .find(|lijn| lijn.soort == "zaak" && lijn.zaak == self.zaak);
        let wat = geboren
            .and_then(|lijn| lijn.uitleg.as_deref())
            .unwrap_or_default();
        let wat = match wat.rsplit_once(", ") {
            Some((titel, gemeente)) => format!("{titel}, {}", plaatsnaam(gemeente)),
            None => wat.to_owned(),
        };
        blad.alinea(
            0,
            format!("{}  {}", self.zaak, een_regel(&wat)).trim_end(),
            blad.stijlen.kop,
        );
        if let Some(mas) = self.mas {
            let stap = format!("MAS: {}", mas.naam());
            blad.alinea(0, &stap, blad.stijlen.zacht);
        }
        if let Some(ouder) = self.ouder {
            blad.alinea(0, &format!("begonnen vanuit {ouder}"), blad.stijlen.zacht);
        }
        for (kind, procedure) in self.kinderen {
            blad.alinea(
                0,
                &format!("startte {kind} ({procedure})"),
                blad.stijlen.zacht,
            );
        }
    }

    fn lijn(&self, blad: &mut Blad, lijn: &Lijn, titels: &HashMap<&str, &str>, vandaag: NaiveDate) {
        let let_op = matches!(
            lijn.soort,
            "verstreken" | "escalatie" | "incident" | "afgewezen"
        );
        let stijl = if let_op {
            blad.stijlen.let_op
        } else {
            Style::new()
        };
        blad.genummerd(&lijn.id.to_string(), &wat(lijn, titels), stijl);
        let wie = self.wie(&lijn.aan);
        let tot = lijn
            .einde
            .map(|einde| format!("{} {}", tot_woord(lijn.soort), datum::kort(einde)));
        let wie = (!wie.is_empty()).then(|| format!("voor {wie}"));
        let regel: Vec<String> = [wie, tot].into_iter().flatten().collect();
        blad.alinea(RAND, &regel.join(", "), Style::new());
        // What was recorded later than it happened says when it happened.
        if let Some(begin) = lijn
            .begin
            .filter(|begin| *begin < vandaag && is_daad(lijn.soort))
        {
            blad.alinea(
                RAND,
                &format!("gebeurd op {}", datum::kort(begin)),
                Style::new(),
            );
        }
        let notitie = self.notities.get(&lijn.id);
        blad.alinea(RAND + 2, notitie.map_or("", String::as_str), Style::new());
        let uitleg = lijn.uitleg.as_deref().filter(|_| !is_titel(lijn.soort));
        blad.alinea(RAND + 2, uitleg.unwrap_or_default(), blad.stijlen.zacht);
        let laag = lijn.laag.as_ref().map(|laag| format!("laag: {laag}"));
        // The reason of a date ends with its ground and layer: those are not said twice.
        let said = |text: &String| uitleg.is_some_and(|uitleg| uitleg.contains(text.as_str()));
        let grond: Vec<String> = [lijn.grondslag.clone(), laag]
            .into_iter()
            .flatten()
            .filter(|text| !said(text))
            .collect();
        blad.alinea(RAND + 2, &grond.join("; "), blad.stijlen.zacht);
        if let Some(door) = lijn.door_id.filter(|door| door.zaak != lijn.zaak) {
            blad.alinea(
                RAND + 2,
                &format!("door {door} in zaak {}", door.zaak),
                blad.stijlen.zacht,
            );
        }
    }

    fn wie(&self, aan: &[Aan]) -> String {
        let een = |aan: &Aan| match &aan.medewerker {
            None => format!("de postbus van het bureau ({})", aan.rol),
            Some(id) => {
                let wie = self.bureau.and_then(|bureau| bureau.medewerker(&id.0));
                format!(
                    "{} ({})",
                    wie.map_or(id.0.as_str(), |wie| &wie.naam),
                    aan.rol
                )
            }
        };
        aan.iter().map(een).collect::<Vec<_>>().join(" en ")
    }
}

/// Titles of taken and fasen, by name, from the lines that opened them.
fn titels(lijnen: &[Lijn]) -> HashMap<&str, &str> {
    let named = lijnen.iter().filter(|lijn| lijn.soort == "taak");
    named
        .filter_map(|lijn| Some((lijn.naam.as_deref()?, lijn.uitleg.as_deref()?)))
        .collect()
}

/// Whether the uitleg of such a line is its title, shown as such.
fn is_titel(soort: &str) -> bool {
    matches!(soort, "taak" | "fase" | "zaak")
}

/// Whether such a line is something that happened, on a day that may lie before it was recorded.
fn is_daad(soort: &str) -> bool {
    matches!(
        soort,
        "taak-gereed"
            | "gebeurtenis"
            | "brief"
            | "melding-uit"
            | "opgeschort"
            | "hervat"
            | "verdaagd"
            | "gesloten"
            | "ingetrokken"
    )
}

fn tot_woord(soort: &str) -> &'static str {
    match soort {
        "verstreken" => "liep tot en met",
        "taak" => "uiterlijk",
        "herinnering" | "escalatie" => "termijn tot en met",
        _ => "tot en met",
    }
}

/// What happened, in words.
fn wat(lijn: &Lijn, titels: &HashMap<&str, &str>) -> String {
    let naam = lijn.naam.as_deref().unwrap_or_default();
    let titel = titels.get(naam).copied().unwrap_or(naam);
    let eigen = lijn
        .uitleg
        .as_deref()
        .filter(|_| is_titel(lijn.soort))
        .unwrap_or(naam);
    let uitkomst = lijn.uitkomst.as_deref().unwrap_or_default();
    match lijn.soort {
        "melding" => "melding ontvangen".to_owned(),
        "zaak" => format!("zaak geopend: {naam}"),
        "fase" => format!("fase: {eigen}"),
        "taak" => format!("taak: {eigen}"),
        "taak-gereed" => format!("gedaan: {titel} → {uitkomst}"),
        "termijn" => format!("termijn {naam}"),
        "verstreken" => format!("termijn verstreken: {titel}"),
        "herinnering" => format!("herinnering: {titel}"),
        "escalatie" => format!("escalatie: {titel}"),
        "brief" => format!("brief {naam}"),
        "mail" => format!("mail {naam}"),
        "gebeurtenis" if matches!(naam, "notitie" | "document" | "afspraak") => naam.to_owned(),
        "gebeurtenis" if naam == "contact" => format!("contact: {uitkomst}"),
        "gebeurtenis" if naam == "afspraak-verzet" => "afspraak verzet".to_owned(),
        "gebeurtenis" if naam == "afspraak-nagekomen" => "afspraak nagekomen".to_owned(),
        "gebeurtenis" if naam == "afspraak-niet-nagekomen" => "afspraak niet nagekomen".to_owned(),
        "gebeurtenis" if naam == "afspraak-afgezegd" => "afspraak afgezegd".to_owned(),
        "gebeurtenis" if uitkomst.is_empty() => format!("gebeurtenis: {naam}"),
        "gebeurtenis" => format!("gebeurtenis: {naam} → {uitkomst}"),
        "voorstel" => format!("voorstel {naam}: {uitkomst}"),
        "start" => format!("gestart: {naam}"),
        "melding-uit" => format!("bericht klaargezet voor {naam}"),
        "opgeschort" => "termijnen opgeschort".to_owned(),
        "hervat" => "termijnen hervat".to_owned(),
        "verdaagd" => format!("verdaagd: {naam}"),
        "afwijking" => format!("afgeweken naar fase {naam}"),
        "hersteld" => format!("hersteld: {naam}"),
        "vervallen" => format!("vervallen: {titel}"),
        "overgenomen" => format!("overgenomen uit {naam}"),
        "gemigreerd" => format!("overgegaan op een andere versie van de definitie: {naam}"),
        "ingetrokken" => "ingetrokken".to_owned(),
        "gesloten" => format!("gesloten: {uitkomst}"),
        soort => format!("{soort}: {naam}"),
    }
}

struct Blad {
    uit: String,
    breedte: usize,
    stijlen: Stijlen,
}

impl Blad {
    /// A paragraph set in by some columns; nothing for an empty one.
    fn alinea(&mut self, inspringen: usize, tekst: &str, stijl: Style) {
        if tekst.trim().is_empty() {
            return;
        }
        for regel in breek(&zichtbaar(tekst), self.breedte - inspringen) {
            self.regel(&" ".repeat(inspringen), &regel, stijl);
        }
    }

    /// A paragraph with a number in the margin.
    fn genummerd(&mut self, nummer: &str, tekst: &str, stijl: Style) {
        let zacht = self.stijlen.zacht;
        let marge = format!("  {nummer:<width$}", width = RAND - 3);
        for (nummer, regel) in breek(&zichtbaar(tekst), self.breedte - RAND.max(marge.len() + 1))
            .iter()
            .enumerate()
        {
            let vooraan = if nummer == 0 {
                format!("{zacht}{marge}{zacht:#} ")
            } else {
                " ".repeat(RAND)
            };
            self.regel(&vooraan, regel, stijl);
        }
    }

    fn regel(&mut self, vooraan: &str, tekst: &str, stijl: Style) {
        // Writing to a String cannot fail.
        let _ = if tekst.is_empty() {
            writeln!(self.uit)
        } else {
            writeln!(self.uit, "{vooraan}{stijl}{tekst}{stijl:#}")
        };
    }
}

/// Control signs could move the cursor or change colours of a terminal.
fn zichtbaar(tekst: &str) -> String {
    tekst
        .chars()
        .filter(|c| *c == '\n' || !c.is_control())
        .collect()
}

#[cfg(test)]
mod tests;
