//! The names a text uses, each with its place: read from the blocks `{{ … }}` and `{% … %}`.
//!
//! Which names exist is said in `namen`; whether an expression is well formed beyond its names is left to
//! the template engine. Easy to get wrong: a name may be lent. In `{% for ouder in ouders %}` the name
//! `ouder.naam` means `ouders[].naam`, and is judged as that.

use std::collections::HashMap;

use super::sjabloon::{FILTERS, TESTS};
use blokken::{Blok, Teken, Woord};

mod blokken;
pub(super) mod namen;

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stap {
    /// `.naam` or `["naam"]`.
    Naam(String),
    /// An item of a list: `[0]`, or what a `for` walks through.
    Item,
}

/// A name used in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verwijzing {
    pub pad: Vec<Stap>,
    /// The line, counted from 1 within the text.
    pub regel: usize,
    /// The column in characters, counted from 1.
    pub kolom: usize,
    /// Whether it is written out as it is, without a filter.
    pub getoond: bool,
    /// Whether it is only asked if it is there: `… is defined`.
    pub gevraagd: bool,
    /// Whether it may be missing here: asked before, in the same block or around it, or with a `default`.
    pub bewaakt: bool,
}

/// What a procedure must know for a text to be filled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Genoemd {
    /// `gegevens.<veld>`.
    Gegeven(String),
    /// `datums["<anker>"]`.
    Datum(String),
    /// `termijnen["<naam>"]`.
    Termijn(String),
    /// `taken["<naam>"]`.
    Taak(String),
    /// `verdaging.<naam>`: there is none but in a letter that goes with one.
    Verdaging(String),
}

impl Verwijzing {
    /// The veld, anker, termijn or taak of the procedure this names, if it names one.
    pub fn naar(&self) -> Option<Genoemd> {
        let [Stap::Naam(soort), Stap::Naam(naam), ..] = self.pad.as_slice() else {
            return None;
        };
        match soort.as_str() {
            "gegevens" => Some(Genoemd::Gegeven(naam.clone())),
            "datums" => Some(Genoemd::Datum(naam.clone())),
            "termijnen" => Some(Genoemd::Termijn(naam.clone())),
            "taken" => Some(Genoemd::Taak(naam.clone())),
            "verdaging" => Some(Genoemd::Verdaging(naam.clone())),
            _ => None,
        }
    }

    /// The path as an author writes it.
    pub fn geschreven(&self) -> String {
        geschreven(&self.pad)
    }
}

/// A path as an author writes it: `termijnen["antwoord-termijn"].einde`.
pub(super) fn geschreven(pad: &[Stap]) -> String {
    let mut tekst = String::new();
    for stap in pad {
        match stap {
            Stap::Item => tekst.push_str("[]"),
            Stap::Naam(naam) if naam.contains('-') => tekst.push_str(&format!("[\"{naam}\"]")),
            Stap::Naam(naam) if tekst.is_empty() => tekst.push_str(naam),
            Stap::Naam(naam) => tekst.push_str(&format!(".{naam}")),
        }
    }
    tekst
}

/// What is wrong with the form of a text.
#[derive(Debug, PartialEq)]
pub(super) struct Vormfout {
    pub regel: usize,
    pub kolom: usize,
    pub soort: Vormsoort,
}

#[derive(Debug, PartialEq)]
pub(super) enum Vormsoort {
    /// `{{` or `{%` without its end.
    Open(&'static str),
    /// `{% if %}` or `{% for %}` without its end, or an end without its begin.
    Ongepaard(String),
    /// A statement that is not offered.
    Opdracht(String),
    Filter(String),
    Toets(String),
    Functie(String),
}

/// What a text uses, and what is wrong with its form.
pub(super) fn lees(bron: &str) -> (Vec<Verwijzing>, Vec<Vormfout>) {
    let (blokken, fouten) = blokken::splits(bron);
    let mut lezer = Lezer {
        fouten,
        ..Lezer::default()
    };
    for blok in &blokken {
        lezer.blok(blok);
    }
    for (opener, regel, kolom) in std::mem::take(&mut lezer.open) {
        lezer.fout((regel, kolom), Vormsoort::Ongepaard(opener));
    }
    (lezer.gevonden, lezer.fouten)
}

#[derive(Default)]
struct Lezer {
    gevonden: Vec<Verwijzing>,
    fouten: Vec<Vormfout>,
    /// Names lent by `for` and `set`; `None` where it cannot be said what they stand for.
    geleend: HashMap<String, Option<Vec<Stap>>>,
    open: Vec<(String, usize, usize)>,
    /// For each open `if` and `for` the names it asks for.
    wachten: Vec<Vec<Vec<Stap>>>,
}

impl Lezer {
    fn blok(&mut self, blok: &Blok) {
        let woorden = blok.woorden.as_slice();
        let vanaf = self.gevonden.len();
        if !blok.opdracht {
            self.uitdrukking(woorden, true);
            return self.bewaak(vanaf, false);
        }
        let Some((eerste, rest)) = woorden.split_first() else {
            return;
        };
        let plek = (blok.regel, blok.kolom);
        match eerste.naam() {
            Some(naam @ "if") => {
                self.open.push((naam.to_owned(), blok.regel, blok.kolom));
                self.wachten.push(Vec::new());
                self.uitdrukking(rest, false);
                self.bewaak(vanaf, true);
            }
            Some("elif") => {
                self.uitdrukking(rest, false);
                self.bewaak(vanaf, true);
            }
            Some("else") => {}
            Some("for") => {
                self.open.push(("for".to_owned(), blok.regel, blok.kolom));
                self.wachten.push(Vec::new());
                self.lus(rest);
                self.bewaak(vanaf, false);
            }
            Some(naam @ ("endif" | "endfor")) => match self.open.pop() {
                Some((opener, ..)) if naam.ends_with(&opener) => drop(self.wachten.pop()),
                other => {
                    self.open.extend(other);
                    self.fout(plek, Vormsoort::Ongepaard(naam.to_owned()));
                }
            },
            // A longer form could make a text double itself with each line.
            Some("set") if matches!(rest, [naam, is, pad @ ..] if naam.naam().is_some() && is.is('=') && is_pad(pad)) =>
            {
                self.leen(&rest[0], &rest[2..], None);
                self.uitdrukking(&rest[2..], false);
                self.bewaak(vanaf, false);
            }
            Some(naam) => self.fout(plek, Vormsoort::Opdracht(naam.to_owned())),
            None => self.fout(plek, Vormsoort::Opdracht(String::new())),
        }
    }

    /// Marks the names found since `vanaf` that are asked for here or around; an `if` asks for all below it.
    /// Whether it asks for the right branch is not judged: no warning where there may be no gap.
    fn bewaak(&mut self, vanaf: usize, geldt_verder: bool) {
        let hier = self.gevonden.iter().skip(vanaf);
        let hier: Vec<Vec<Stap>> = hier
            .filter(|verwijzing| verwijzing.gevraagd)
            .map(|verwijzing| verwijzing.pad.clone())
            .collect();
        for verwijzing in self.gevonden.iter_mut().skip(vanaf) {
            let mut gevraagd = hier.iter().chain(self.wachten.iter().flatten());
            verwijzing.bewaakt |= gevraagd.any(|pad| *pad == verwijzing.pad);
        }
        if let Some(wacht) = self.wachten.last_mut().filter(|_| geldt_verder) {
            wacht.extend(hier);
        }
    }

    fn lus(&mut self, woorden: &[Woord]) {
        let Some(midden) = woorden.iter().position(|woord| woord.naam() == Some("in")) else {
            return;
        };
        let (namen, bron) = (&woorden[..midden], &woorden[midden + 1..]);
        let einde = bron
            .iter()
            .position(|woord| woord.naam() == Some("if"))
            .unwrap_or(bron.len());
        match namen {
            [naam] => self.leen(naam, &bron[..einde], Some(Stap::Item)),
            meer => {
                let namen = meer.iter().filter_map(Woord::naam);
                self.geleend
                    .extend(namen.map(|naam| (naam.to_owned(), None)));
            }
        }
        self.uitdrukking(bron, false);
    }

    fn leen(&mut self, naam: &Woord, bron: &[Woord], stap: Option<Stap>) {
        let pad = pad(bron)
            .filter(|(_, lengte)| *lengte == bron.len())
            .map(|(pad, _)| pad);
        let pad = pad.and_then(|pad| self.herleid(pad)).map(|mut pad| {
            pad.extend(stap);
            pad
        });
        self.geleend
            .insert(naam.naam().unwrap_or_default().to_owned(), pad);
    }

    /// Replaces a lent name by what it stands for; `None` when that is not known.
    fn herleid(&self, pad: Vec<Stap>) -> Option<Vec<Stap>> {
        let Some(Stap::Naam(wortel)) = pad.first() else {
            return None;
        };
        match self.geleend.get(wortel) {
            None => Some(pad),
            Some(bron) => {
                let mut heel = bron.clone()?;
                heel.extend(pad.into_iter().skip(1));
                Some(heel)
            }
        }
    }

    fn uitdrukking(&mut self, woorden: &[Woord], uit: bool) {
        let mut i = 0;
        while i < woorden.len() {
            let woord = &woorden[i];
            let vorig = i.checked_sub(1).map(|vorig| &woorden[vorig]);
            let volgt_haak = woorden.get(i + 1).is_some_and(|woord| woord.is('('));
            let Some(naam) = woord.naam() else {
                i += 1;
                continue;
            };
            let plek = (woord.regel, woord.kolom);
            i += 1;
            if vorig.is_some_and(|vorig| vorig.is('|')) {
                if !FILTERS.contains(&naam) {
                    self.fout(plek, Vormsoort::Filter(naam.to_owned()));
                }
            } else if is_toets(&woorden[..i - 1]) && naam != "not" {
                if !TESTS.contains(&naam) {
                    self.fout(plek, Vormsoort::Toets(naam.to_owned()));
                }
            } else if is_sleutelwoord(naam) || naam == "loop" {
                while i < woorden.len() && (woorden[i].is('.') || woorden[i - 1].is('.')) {
                    i += 1;
                }
            } else if volgt_haak {
                self.fout(plek, Vormsoort::Functie(naam.to_owned()));
            } else if let Some((pad, lengte)) = pad(&woorden[i - 1..]) {
                i += lengte - 1;
                if woorden.get(i).is_some_and(|woord| woord.is('(')) {
                    let naam = woorden[i - 1].naam().unwrap_or_default();
                    self.fout(plek, Vormsoort::Functie(naam.to_owned()));
                }
                if let Some(pad) = self.herleid(pad) {
                    let getoond = uit && lengte == woorden.len();
                    let gevraagd = woorden.get(i).and_then(Woord::naam) == Some("is");
                    let bewaakt = matches!(&woorden[i..], [streep, naam, ..] if streep.is('|') && naam.naam() == Some("default"));
                    self.gevonden.push(Verwijzing {
                        pad,
                        regel: plek.0,
                        kolom: plek.1,
                        getoond,
                        gevraagd,
                        bewaakt,
                    });
                }
            }
        }
    }

    fn fout(&mut self, (regel, kolom): (usize, usize), soort: Vormsoort) {
        self.fouten.push(Vormfout {
            regel,
            kolom,
            soort,
        });
    }
}

/// Reads a path at the front; how many words it takes.
fn pad(woorden: &[Woord]) -> Option<(Vec<Stap>, usize)> {
    let wortel = woorden.first()?.naam()?;
    let (mut pad, mut i) = (vec![Stap::Naam(wortel.to_owned())], 1);
    loop {
        match &woorden[i..] {
            [punt, naam, ..] if punt.is('.') && naam.naam().is_some() => {
                pad.push(Stap::Naam(naam.naam().unwrap_or_default().to_owned()));
                i += 2;
            }
            [open, index, dicht, ..] if open.is('[') && dicht.is(']') => {
                pad.push(match &index.teken {
                    Teken::Tekst(naam) => Stap::Naam(naam.clone()),
                    _ => Stap::Item,
                });
                i += 3;
            }
            _ => return Some((pad, i)),
        }
    }
}

/// Whether this is a path with at most some filters without arguments behind it.
fn is_pad(woorden: &[Woord]) -> bool {
    pad(woorden).is_some_and(|(_, lengte)| {
        let filters = &woorden[lengte..];
        filters
            .chunks(2)
            .all(|deel| matches!(deel, [streep, naam] if streep.is('|') && naam.naam().is_some()))
    })
}

/// Whether `is` or `is not` stands right before.
fn is_toets(ervoor: &[Woord]) -> bool {
    match ervoor {
        [.., is, niet] if niet.naam() == Some("not") => is.naam() == Some("is"),
        [.., is] => is.naam() == Some("is"),
        [] => false,
    }
}

fn is_sleutelwoord(naam: &str) -> bool {
    matches!(
        naam,
        "and"
            | "or"
            | "not"
            | "in"
            | "is"
            | "if"
            | "else"
            | "true"
            | "false"
            | "none"
            | "True"
            | "False"
            | "None"
    )
}
