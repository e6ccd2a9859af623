//! How changes are told: as text of 80 columns, or as JSON.
//!
//! Easy to get wrong: what a number says. New zaken follow the new version, running ones keep the old; what
//! is live holds for both, and then nobody keeps anything.

use anstyle::{AnsiColor, Style};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use unicode_width::UnicodeWidthStr;

use crate::catalog::Verandering;
use crate::definition::verschil::{Raakt, Regelverschil, Soort};
use crate::engine::Herteld;
use crate::inzage::{Geraakt, Versie};
use crate::kalender::datum_kort;

const KOP: Style = Style::new().bold();
const WIE: Style = AnsiColor::Blue.on_default();
const WEG: Style = AnsiColor::Red.on_default();
const ERBIJ: Style = AnsiColor::Green.on_default();

pub(super) struct Verslag<'a> {
    pub veranderingen: &'a [Verandering],
    /// `None` without a database.
    pub geraakt: Option<&'a Geraakt>,
    /// Whether the lines of texts are shown.
    pub teksten: bool,
    /// How the two sides are named.
    pub namen: (&'a str, &'a str),
    /// Files that are not written the same.
    pub anders_geschreven: usize,
}

/// What is known of the zaken that a change touches.
#[derive(Default)]
struct Tel<'a> {
    lopend: Option<u64>,
    open: Option<u64>,
    /// Of a calendar: the terms that are over at once.
    voorbij: Option<Vec<&'a Herteld>>,
}

impl Verslag<'_> {
    /// One object per change.
    pub fn json(&self) -> Vec<Value> {
        self.veranderingen
            .iter()
            .map(|one| self.object(one))
            .collect()
    }

    fn object(&self, one: &Verandering) -> Value {
        let wijziging = &one.wijziging;
        let Tel {
            lopend,
            open,
            voorbij,
        } = self.tel(one);
        let (onderdeel, naam) = match &wijziging.raakt {
            Raakt::Zaak => ("zaak", None),
            Raakt::Fase(naam) => ("fase", Some(naam)),
            Raakt::Taak(naam) => ("taak", Some(naam)),
            Raakt::Termijn(naam) => ("termijn", Some(naam)),
            Raakt::Behandelaar(naam) => ("behandelaar", Some(naam)),
        };
        let procedures: Vec<&String> = one.procedures.keys().collect();
        let geldt = if wijziging.soort.geldt_meteen() {
            "meteen"
        } else {
            "nieuwe-zaken"
        };
        json!({
            "soort": wijziging.soort,
            "voor_wie": one.voor_wie,
            "gemeenten": one.gemeenten,
            "procedures": procedures,
            "onderdeel": onderdeel,
            "naam": naam,
            "zin": wijziging.zin,
            "was": wijziging.was,
            "wordt": wijziging.wordt,
            "geldt": geldt,
            "lopende_zaken": lopend,
            "nu_open": open,
            "voorbij": voorbij.map(|all| all.into_iter().map(over).collect::<Vec<_>>()),
            "dagen": one.dagen.map(|dagen| json!({ "van": dagen.van, "tot": dagen.tot })),
            "regels": self.teksten.then_some(&one.regels).filter(|regels| !regels.is_empty()),
        })
    }

    fn tel(&self, one: &Verandering) -> Tel<'_> {
        let Some(geraakt) = self.geraakt else {
            return Tel::default();
        };
        let soort = one.wijziging.soort;
        if soort == Soort::Kalender {
            let touched = one
                .dagen
                .map(|dagen| geraakt.herteld(&one.kalenders, dagen));
            return Tel {
                lopend: None,
                open: touched.as_ref().map(|all| all.len() as u64),
                voorbij: touched.map(|all| {
                    let over = all.into_iter().filter(|one| one.voorbij.is_some());
                    over.collect()
                }),
            };
        }
        if let Raakt::Behandelaar(who) = &one.wijziging.raakt {
            return Tel {
                lopend: Some(geraakt.behandelt(&one.gemeenten, who)),
                ..Tel::default()
            };
        }
        if soort.geldt_meteen() && soort != Soort::Gemeenten {
            return Tel::default();
        }
        let versies = versies(one);
        Tel {
            lopend: Some(geraakt.lopend(&versies)),
            open: geraakt.open(&versies, &one.wijziging.raakt),
            voorbij: None,
        }
    }

    /// The whole report.
    pub fn tekst(&self, width: usize) -> String {
        let mut out = String::new();
        let (was, wordt) = self.namen;
        let head = format!("Van {was} naar {wordt}");
        let _ = writeln!(out, "{}", wrap(&head, "", "  ", width));
        if self.veranderingen.is_empty() {
            let more = match self.anders_geschreven {
                0 => "beide zeggen woord voor woord hetzelfde".to_owned(),
                1 => "één bestand is anders geschreven, maar zegt hetzelfde".to_owned(),
                n => format!("{n} bestanden zijn anders geschreven, maar zeggen hetzelfde"),
            };
            let _ = writeln!(out, "\nEr verandert niets: {more}.");
            return out;
        }
        let (mut kop, mut wie) = ("", String::new());
        for one in self.veranderingen {
            let here = one.wijziging.soort.kop();
            if here != kop {
                let _ = writeln!(out, "\n{KOP}{here}{KOP:#}");
                (kop, wie) = (here, String::new());
            }
            let for_whom = for_whom(one);
            if for_whom != wie {
                let wrapped = wrap(&for_whom, "", "  ", width);
                let _ = writeln!(out, "\n{WIE}{wrapped}{WIE:#}");
                wie = for_whom;
            }
            let _ = writeln!(out, "{}", wrap(&self.zin(one), "- ", "  ", width));
            if self.teksten {
                self.lines(&mut out, one);
            }
        }
        self.voorbij(&mut out, width);
        let _ = writeln!(out, "\n{}", wrap(&self.slot(), "", "", width));
        out
    }

    /// The sentence of a change with what it does to running zaken.
    fn zin(&self, one: &Verandering) -> String {
        let soort = one.wijziging.soort;
        let mut zin = capital(&one.wijziging.zin);
        if !one.regels.is_empty() {
            let weg = |line: &&Regelverschil| matches!(line, Regelverschil::Weg(_));
            let weg = one.regels.iter().filter(weg).count();
            let lines = |n: usize| if n == 1 { "regel" } else { "regels" };
            let erbij = one.regels.len() - weg;
            let _ = write!(
                zin,
                ", {erbij} {} nieuw en {weg} {} weg",
                lines(erbij),
                lines(weg)
            );
        }
        let Tel { lopend, open, .. } = self.tel(one);
        match (soort, lopend, open) {
            (Soort::Kalender, _, Some(0)) => {
                zin.push_str("; geldt meteen, voor geen lopende termijn")
            }
            (Soort::Kalender, _, Some(n)) => {
                let what = if n == 1 {
                    "lopende termijn wordt"
                } else {
                    "lopende termijnen worden"
                };
                let _ = write!(zin, "; geldt meteen: {n} {what} anders geteld");
            }
            (Soort::Gemeenten, Some(n), _) if n > 0 => {
                let _ = write!(
                    zin,
                    "; geldt meteen: {}",
                    lopende(n, "staat daar open", "staan daar open")
                );
            }
            (Soort::Medewerker, Some(n), _) if n > 0 => {
                let zaken = if n == 1 { "zaak" } else { "zaken" };
                let _ = write!(zin, "; geldt meteen: behandelaar in {n} lopende {zaken}");
            }
            _ if soort.geldt_meteen() => zin.push_str("; geldt meteen"),
            (_, None, _) => {}
            (_, Some(0), _) => zin.push_str("; geen lopende zaken op de oude versie"),
            (_, Some(n), open) => {
                let houdt = lopende(n, "houdt de oude versie", "houden de oude versie");
                let _ = write!(zin, "; {houdt}");
                let part = match &one.wijziging.raakt {
                    Raakt::Termijn(_) => "loopt deze termijn nu",
                    Raakt::Taak(_) => "staat deze taak nu open",
                    Raakt::Fase(_) => "is dit nu de fase",
                    Raakt::Zaak | Raakt::Behandelaar(_) => "",
                };
                match open {
                    Some(0) | None => {}
                    Some(open) => drop(write!(zin, ", in {open} {part}")),
                }
            }
        }
        zin.push('.');
        zin
    }

    fn lines(&self, out: &mut String, one: &Verandering) {
        for line in &one.regels {
            let _ = match line {
                Regelverschil::Weg(line) => writeln!(out, "    {WEG}- {line}{WEG:#}"),
                Regelverschil::Erbij(line) => writeln!(out, "    {ERBIJ}+ {line}{ERBIJ:#}"),
            };
        }
    }

    /// The terms that other calendars would have over at once.
    fn voorbij(&self, out: &mut String, width: usize) {
        let all = self.geraakt.into_iter().flat_map(|known| &known.herteld);
        let over = all.filter_map(|one| Some((one, one.voorbij?)));
        let lines: Vec<String> = over
            .map(|(one, zou)| {
                let until = one.was.einde.map_or(String::new(), |einde| {
                    format!(", loopt door tot en met {}", datum_kort(einde))
                });
                let (zaak, naam) = (one.zaak, &one.naam);
                format!(
                    "{zaak}, `{naam}`: zou op {} al verstreken zijn{until}",
                    datum_kort(zou)
                )
            })
            .collect();
        if lines.is_empty() {
            return;
        }
        let _ = writeln!(out, "\n{KOP}Meteen voorbij{KOP:#}\n");
        let what = "Deze termijnen zouden door de kalender al voorbij zijn. Zij houden hun laatste dag, en in elke zaak vraagt een incident wat er moet gebeuren.";
        let _ = writeln!(out, "{}", wrap(what, "", "", width));
        for line in lines {
            let _ = writeln!(out, "{}", wrap(&line, "- ", "  ", width));
        }
    }

    /// What it all comes to.
    fn slot(&self) -> String {
        let all = self.veranderingen;
        let live = all.iter().filter(|one| one.wijziging.soort.geldt_meteen());
        let live = live.count();
        let new = all.len() - live;
        let wijzigingen = |n: usize| match n {
            1 => "1 wijziging".to_owned(),
            n => format!("{n} wijzigingen"),
        };
        let mut parts = Vec::new();
        if new > 0 {
            let slugs = all.iter().filter(|one| !one.wijziging.soort.geldt_meteen());
            let slugs: BTreeSet<&String> = slugs.flat_map(|one| one.procedures.keys()).collect();
            let procedures = match slugs.len() {
                1 => "1 procedure".to_owned(),
                n => format!("{n} procedures"),
            };
            let n = wijzigingen(new);
            parts.push(format!("{n} voor nieuwe zaken, in {procedures}"));
        }
        if live > 0 {
            let verb = if live == 1 { "geldt" } else { "gelden" };
            parts.push(format!("{} die meteen {verb}", wijzigingen(live)));
        }
        let mut slot = format!("{}.", parts.join("; "));
        let Some(geraakt) = self.geraakt else {
            slot.push_str(" Zonder database: hoeveel lopende zaken het raakt, is niet geteld.");
            return slot;
        };
        if new > 0 {
            let frozen = all.iter().filter(|one| !one.wijziging.soort.geldt_meteen());
            let touched: BTreeSet<Versie> = frozen.flat_map(versies).collect();
            let n = geraakt.lopend(&touched);
            let houdt = lopende(n, "houdt de oude versie", "houden de oude versie");
            let _ = write!(slot, " {}", capital(&houdt));
            let older: u64 = touched.iter().map(|versie| geraakt.ouder(versie)).sum();
            if older > 0 {
                let verb = if older == 1 { "draait" } else { "draaien" };
                let _ = write!(
                    slot,
                    "; {older} andere {verb} op een andere versie dan deze twee kanten vergelijken"
                );
            }
            slot.push('.');
        }
        slot
    }
}

/// A term that would be over, for a machine.
fn over(one: &Herteld) -> Value {
    json!({
        "zaak": one.zaak.to_string(),
        "termijn": one.naam,
        "einde": one.was.einde,
        "zou": one.voorbij,
    })
}

fn versies(one: &Verandering) -> Vec<Versie> {
    let all = one.oud.iter();
    all.map(|old| {
        (
            old.procedure.clone(),
            old.gemeente.clone(),
            old.definitie.clone(),
        )
    })
    .collect()
}

/// `Woerden: Absoluut verzuim`.
fn for_whom(one: &Verandering) -> String {
    let titles: Vec<&str> = one.procedures.values().map(String::as_str).collect();
    let wie = capital(&one.voor_wie);
    match titles.as_slice() {
        [] => wie,
        [..] if titles.len() > 4 => format!("{wie}: {} procedures", titles.len()),
        titles => format!("{wie}: {}", titles.join(", ")),
    }
}

fn lopende(n: u64, one: &str, more: &str) -> String {
    match n {
        0 => format!("geen lopende zaak {one}"),
        1 => format!("1 lopende zaak {one}"),
        n => format!("{n} lopende zaken {more}"),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    format!("{}{}", first.unwrap_or_default(), letters.as_str())
}

/// A paragraph within a width; what comes after the first line is set in.
fn wrap(text: &str, first: &str, rest: &str, width: usize) -> String {
    let mut out = String::from(first);
    let mut at = first.width();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && at + 1 + word.width() > width {
            out.push('\n');
            out.push_str(rest);
            at = rest.width();
        } else if !empty {
            out.push(' ');
            at += 1;
        }
        out.push_str(word);
        at += word.width();
        empty = false;
    }
    out
}
