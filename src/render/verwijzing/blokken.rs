//! Finds the blocks of a text and takes them apart into words and signs.
//!
//! What the words mean is for the room above. Easy to get wrong: `}}` within a quoted text does not end a
//! block, and a comment `{# … #}` may hold anything.

use super::{Vormfout, Vormsoort};

/// A block `{{ … }}` or `{% … %}`.
#[derive(Debug)]
pub(super) struct Blok {
    pub opdracht: bool,
    pub regel: usize,
    pub kolom: usize,
    pub woorden: Vec<Woord>,
}

/// A word or sign with its place.
#[derive(Debug)]
pub(super) struct Woord {
    pub teken: Teken,
    pub regel: usize,
    pub kolom: usize,
}

#[derive(Debug)]
pub(super) enum Teken {
    Naam(String),
    Tekst(String),
    Getal,
    Los(char),
}

impl Woord {
    pub fn naam(&self) -> Option<&str> {
        match &self.teken {
            Teken::Naam(naam) => Some(naam),
            _ => None,
        }
    }

    pub fn is(&self, gezocht: char) -> bool {
        matches!(self.teken, Teken::Los(teken) if teken == gezocht)
    }
}

/// Takes a text apart; an unclosed block ends the reading.
pub(super) fn splits(bron: &str) -> (Vec<Blok>, Vec<Vormfout>) {
    let mut lezer = Lezer {
        rest: bron,
        regel: 1,
        kolom: 1,
    };
    let (mut blokken, mut fouten) = (Vec::new(), Vec::new());
    while !lezer.rest.is_empty() {
        let (regel, kolom) = (lezer.regel, lezer.kolom);
        let (open, dicht) = match lezer.rest.get(..2) {
            Some("{{") => ("{{", "}}"),
            Some("{%") => ("{%", "%}"),
            Some("{#") => ("{#", "#}"),
            _ => {
                lezer.stap();
                continue;
            }
        };
        lezer.sla_over(2);
        let gelezen = if open == "{#" {
            lezer.opmerking()
        } else {
            lezer.blok(dicht)
        };
        match gelezen {
            Some(_) if open == "{#" => {}
            Some(woorden) => blokken.push(Blok {
                opdracht: open == "{%",
                regel,
                kolom,
                woorden,
            }),
            None => {
                fouten.push(Vormfout {
                    regel,
                    kolom,
                    soort: Vormsoort::Open(open),
                });
                break;
            }
        }
    }
    (blokken, fouten)
}

struct Lezer<'a> {
    rest: &'a str,
    regel: usize,
    kolom: usize,
}

impl Lezer<'_> {
    fn stap(&mut self) -> Option<char> {
        let teken = self.rest.chars().next()?;
        self.rest = &self.rest[teken.len_utf8()..];
        if teken == '\n' {
            (self.regel, self.kolom) = (self.regel + 1, 1);
        } else {
            self.kolom += 1;
        }
        Some(teken)
    }

    fn sla_over(&mut self, tekens: usize) {
        for _ in 0..tekens {
            self.stap();
        }
    }

    fn opmerking(&mut self) -> Option<Vec<Woord>> {
        while !self.rest.starts_with("#}") {
            self.stap()?;
        }
        self.sla_over(2);
        Some(Vec::new())
    }

    fn blok(&mut self, dicht: &str) -> Option<Vec<Woord>> {
        let mut woorden = Vec::new();
        // `{%-` and `-%}` only say something of white space.
        if self.rest.starts_with(['-', '+']) {
            self.stap();
        }
        loop {
            if self.rest.starts_with(dicht) {
                self.sla_over(dicht.len());
                return Some(woorden);
            }
            if self.rest.starts_with('-') && self.rest[1..].starts_with(dicht) {
                self.sla_over(dicht.len() + 1);
                return Some(woorden);
            }
            let (regel, kolom) = (self.regel, self.kolom);
            let teken = match self.stap()? {
                wit if wit.is_whitespace() => continue,
                aanhaling @ ('"' | '\'') => Teken::Tekst(self.tekst(aanhaling)?),
                c if c.is_alphabetic() || c == '_' => {
                    Teken::Naam(self.zolang(c, |c| c.is_alphanumeric() || c == '_'))
                }
                c if c.is_ascii_digit() => {
                    self.zolang(c, |c| c.is_ascii_digit() || c == '.' || c == '_');
                    Teken::Getal
                }
                // `==` is no assignment.
                '=' if self.rest.starts_with('=') => {
                    self.stap();
                    Teken::Los('≡')
                }
                los => Teken::Los(los),
            };
            woorden.push(Woord {
                teken,
                regel,
                kolom,
            });
        }
    }

    fn tekst(&mut self, aanhaling: char) -> Option<String> {
        let mut tekst = String::new();
        loop {
            match self.stap()? {
                '\\' => tekst.extend(self.stap()),
                einde if einde == aanhaling => return Some(tekst),
                teken => tekst.push(teken),
            }
        }
    }

    fn zolang(&mut self, eerste: char, hoort: impl Fn(char) -> bool) -> String {
        let mut tekst = String::from(eerste);
        while self.rest.starts_with(&hoort) {
            tekst.extend(self.stap());
        }
        tekst
    }
}
