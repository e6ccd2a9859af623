//! Meldingen as JSON: one object, an array of them, or one per line.
//!
//! Each melding is cut out of the bytes and read by itself, so that a file of any size needs the memory of
//! one, and so that a fault has its own place. Easy to get wrong: the text that is no JSON. On lines the next
//! line is a new beginning; within an array nobody can tell where the broken melding ends.

use serde::de::IgnoredAny;
use serde_json::Value;
use std::io::{self, Read};

use super::bron::{Bron, LANGSTE};
use super::fout::{Kolom, Rijfout, Verhuld};
use super::lezer::{LeesFout, Stuk};
use crate::definition::lees::{lees_json_volgens, schema};
use crate::zaak::Melding;

/// How meldingen follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vorm {
    Regels,
    Lijst,
    Een,
    /// Nothing more can be read.
    Klaar,
}

/// Reads JSON.
#[derive(Debug)]
pub(super) struct JsonLezer<R> {
    bron: Bron<R>,
    vorm: Vorm,
    schema: Value,
}

/// Reads one melding, as the API is handed it.
///
/// # Errors
/// All that is wrong with it, each with its place, without what tells whom it is about.
pub fn melding_uit_json(bytes: &[u8]) -> Result<Melding, Vec<Rijfout>> {
    read(&schema::<Melding>(), bytes, 1, 1).1
}

impl<R: Read> JsonLezer<R> {
    pub fn open(mut bron: Bron<R>) -> Result<Self, LeesFout> {
        skip_space(&mut bron)?;
        let vorm = match bron.venster().first() {
            None => return Err(LeesFout::bestand(bron.regel, "het bestand is leeg")),
            Some(b'[') => {
                bron.verbruik(1);
                Vorm::Lijst
            }
            Some(b'{') => loop {
                // Judged when the object ends or no more of it can be in sight, so that it does not matter in what
                // pieces the bytes come.
                match object_end(bron.venster()) {
                    Some(end) => break vorm_of(bron.venster(), end),
                    None if bron.meer()? => {}
                    None if first_line_is_broken(bron.venster()) => break Vorm::Regels,
                    None => break Vorm::Een,
                }
            },
            Some(_) => {
                let fout = Rijfout::new(bron.regel, "dit is geen JSON; verwacht `{` of `[`")
                    .in_kolom(Kolom::Teken(bron.kolom));
                return Err(LeesFout::Bestand(vec![fout]));
            }
        };
        Ok(Self {
            bron,
            vorm,
            schema: schema::<Melding>(),
        })
    }

    pub fn gelezen(&self) -> u64 {
        self.bron.gelezen
    }

    pub fn volgende(&mut self) -> io::Result<Option<Stuk>> {
        match self.vorm {
            Vorm::Regels => self.line(),
            Vorm::Lijst => self.item(),
            Vorm::Een => self.only(),
            Vorm::Klaar => Ok(None),
        }
    }

    fn line(&mut self) -> io::Result<Option<Stuk>> {
        while self.bron.gevuld()? {
            let (regel, kolom) = (self.bron.regel, self.bron.kolom);
            match self.bron.regel_af()? {
                Some(line) if line.trim_ascii().is_empty() => {}
                Some(line) => return Ok(Some(self.stuk(regel, kolom, line))),
                None => return Ok(Some(too_long(regel, "de regel"))),
            }
        }
        Ok(None)
    }

    fn only(&mut self) -> io::Result<Option<Stuk>> {
        let (regel, kolom) = (self.bron.regel, self.bron.kolom);
        self.vorm = Vorm::Klaar;
        while self.bron.meer()? {}
        if !self.bron.is_op() {
            return Ok(Some(too_long(regel, "de melding")));
        }
        let bytes = self.bron.venster().to_vec();
        self.bron.verbruik(bytes.len());
        Ok(Some(self.stuk(regel, kolom, bytes)))
    }

    fn item(&mut self) -> io::Result<Option<Stuk>> {
        loop {
            skip_space(&mut self.bron)?;
            match self.bron.venster().first() {
                Some(b',') => self.bron.verbruik(1),
                Some(b'{') => return self.object().map(Some),
                Some(b']') => {
                    self.bron.verbruik(1);
                    skip_space(&mut self.bron)?;
                    self.vorm = Vorm::Klaar;
                    let rest = !self.bron.venster().is_empty();
                    return Ok(rest.then(|| self.stop("na de `]` staat nog iets")));
                }
                None => {
                    self.vorm = Vorm::Klaar;
                    return Ok(Some(self.stop("de lijst wordt niet afgesloten met `]`")));
                }
                Some(_) => {
                    self.vorm = Vorm::Klaar;
                    return Ok(Some(
                        self.stop("hier hoort een melding, die begint met `{`"),
                    ));
                }
            }
        }
    }

    fn object(&mut self) -> io::Result<Stuk> {
        let (regel, kolom) = (self.bron.regel, self.bron.kolom);
        let end = loop {
            match object_end(self.bron.venster()) {
                Some(end) => break Some(end),
                None if !self.bron.meer()? => break None,
                None => {}
            }
        };
        let Some(end) = end else {
            self.vorm = Vorm::Klaar;
            return Ok(
                self.stop("de melding die hier begint, wordt niet afgesloten of is te groot")
            );
        };
        let mut bytes = self.bron.venster()[..end].to_vec();
        self.bron.verbruik(end);
        // On a line of its own in the file with refused meldingen, which so becomes JSON Lines.
        let flat = bytes.iter().map(|byte| {
            if matches!(byte, b'\n' | b'\r') {
                b' '
            } else {
                *byte
            }
        });
        let rauw: Vec<u8> = flat.chain([b'\n']).collect();
        bytes.truncate(end);
        let mut stuk = self.stuk(regel, kolom, bytes);
        stuk.rauw = Some(rauw);
        Ok(stuk)
    }

    /// Tells why the rest of the file is not read.
    fn stop(&self, waarom: &str) -> Stuk {
        let fout = Rijfout::new(self.bron.regel, format!("{waarom}; wat volgt, is niet gelezen"))
            .in_kolom(Kolom::Teken(self.bron.kolom))
            .met_hint("maak het bestand goed en lever het in zijn geheel opnieuw aan; wat al verwerkt is, verandert daardoor niet");
        Stuk {
            regel: self.bron.regel,
            kenmerk: None,
            rauw: None,
            inhoud: Err(vec![fout]),
        }
    }

    fn stuk(&self, regel: usize, kolom: usize, bytes: Vec<u8>) -> Stuk {
        let (kenmerk, inhoud) = read(&self.schema, &bytes, regel, kolom);
        Stuk {
            regel,
            kenmerk,
            rauw: Some(bytes),
            inhoud,
        }
    }
}

type Gelezen = (Option<String>, Result<Melding, Vec<Rijfout>>);

/// Reads the text of one melding that begins at this line and column.
fn read(schema: &Value, bytes: &[u8], regel: usize, kolom: usize) -> Gelezen {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').trim_end(),
        Err(fout) => {
            let before = &bytes[..fout.valid_up_to()];
            let lines = before.iter().filter(|byte| **byte == b'\n').count();
            let fout = Rijfout::new(regel + lines, "de letters zijn geen UTF-8")
                .met_hint("bewaar het bestand als UTF-8");
            return (None, Err(vec![fout]));
        }
    };
    match lees_json_volgens::<Melding>(schema, "", text) {
        Ok(gelezen) => {
            let melding = gelezen.inhoud;
            (Some(super::fout::toon(&melding.kenmerk)), Ok(melding))
        }
        Err(fouten) => {
            let value = serde_json::from_str::<Value>(text).ok();
            let kenmerk = value
                .as_ref()
                .and_then(|value| value["kenmerk"].as_str())
                .map(super::fout::toon);
            let hidden = value.as_ref().map_or(Verhuld::Alles, Verhuld::van);
            let told = fouten.iter().map(|fout| hidden.uit(fout, regel, kolom));
            (kenmerk, Err(told.collect()))
        }
    }
}

fn too_long(regel: usize, wat: &str) -> Stuk {
    let fout = Rijfout::new(regel, format!("{wat} is langer dan {} kB", LANGSTE / 1024))
        .met_hint("zo lang is geen melding; is het bestand beschadigd?");
    Stuk {
        regel,
        kenmerk: None,
        rauw: None,
        inhoud: Err(vec![fout]),
    }
}

fn skip_space<R: Read>(bron: &mut Bron<R>) -> io::Result<()> {
    while bron.gevuld()? {
        let spaces = bron
            .venster()
            .iter()
            .take_while(|byte| byte.is_ascii_whitespace())
            .count();
        bron.verbruik(spaces);
        if !bron.venster().is_empty() {
            break;
        }
    }
    Ok(())
}

/// How meldingen follow one another when the first object ends here.
fn vorm_of(bytes: &[u8], end: usize) -> Vorm {
    let first = &bytes[..end];
    // One whole object on the first line: more lines may follow.
    if !first.contains(&b'\n') {
        return Vorm::Regels;
    }
    // What ends on a later line by chance is no object.
    if first_line_is_broken(bytes) && serde_json::from_slice::<IgnoredAny>(first).is_err() {
        return Vorm::Regels;
    }
    Vorm::Een
}

/// Where the object that the bytes begin with ends, when that is in sight.
fn object_end(bytes: &[u8]) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    for (at, byte) in bytes.iter().enumerate() {
        match (quoted, byte) {
            (true, _) if escaped => escaped = false,
            (true, b'\\') => escaped = true,
            (_, b'"') => quoted = !quoted,
            (false, b'{' | b'[') => depth += 1,
            (false, b'}' | b']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether the first line looks like a whole melding of which something is missing: it does not end where an
/// object over several lines breaks off, and the next line begins one.
fn first_line_is_broken(bytes: &[u8]) -> bool {
    let mut lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    let (Some(first), Some(second)) = (lines.next(), lines.next()) else {
        return false;
    };
    first.contains(&b':') && !first.ends_with(b",") && second.starts_with(b"{")
}
