//! Tables: splits bytes into rows and cells, strictly, and finds its way again after a broken row.
//!
//! Written here and not borrowed: a lenient reader lets one forgotten quote swallow the rest of a file. Easy
//! to get wrong: lines. A cell may hold line ends, so that a row is not a line; faults name the line.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

use super::bron::{Bron, LANGSTE};
use super::fout::{Kolom, Rijfout};
use super::lezer::{LeesFout, Stuk, tussen_haken};
use super::rij::Indeling;
use crate::definition::aanlevering::{Aanlevering, Codering, Kennis, Scheiding};

/// Lines that one quoted cell may span; beyond it the quote was forgotten.
const REGELS_IN_CEL: usize = 100;
/// Cells of a row that are looked at; a mapping never needs more.
const CELLEN: usize = 4_096;

/// A row of bytes, split.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Gesplitst {
    cellen: Vec<Cel>,
    /// All of them, also those beyond [`CELLEN`].
    aantal: usize,
    /// With the line end.
    lengte: usize,
    /// A bare CR outside quotes, in this cell.
    losse_cr: Option<usize>,
    /// Whether it ends with CR LF; `None` at the end of the file.
    crlf: Option<bool>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Cel {
    /// Without the quotes around it.
    bytes: Range<usize>,
    quoted: bool,
    /// Lines below the first of its row.
    regel: usize,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Gezocht {
    Rij(Gesplitst),
    /// The window is too short to know.
    Meer,
    /// In this cell a quote is not closed, or something follows the closing one.
    Quote {
        cel: usize,
        na: bool,
    },
    TeLang,
}

/// Splits the first row of a window.
fn splits(venster: &[u8], scheiding: u8, op: bool) -> Gezocht {
    #[derive(Clone, Copy)]
    enum In {
        Begin,
        Kaal,
        Quote,
        NaQuote,
    }
    let mut rij = Gesplitst {
        cellen: Vec::new(),
        aantal: 0,
        lengte: 0,
        losse_cr: None,
        crlf: None,
    };
    let (mut state, mut from, mut end, mut line, mut cel_line) = (In::Begin, 0, 0, 0, 0);
    let mut at = 0;
    loop {
        let short = |full: Gezocht| {
            if op || venster.len() >= LANGSTE {
                full
            } else {
                Gezocht::Meer
            }
        };
        let Some(&byte) = venster.get(at) else {
            match state {
                In::Quote => {
                    return short(Gezocht::Quote {
                        cel: rij.aantal,
                        na: false,
                    });
                }
                _ if !op => return short(Gezocht::TeLang),
                _ => {}
            }
            let stop = if matches!(state, In::NaQuote) {
                end
            } else {
                at
            };
            push(&mut rij, from..stop, matches!(state, In::NaQuote), cel_line);
            rij.lengte = at;
            return Gezocht::Rij(rij);
        };
        let next = venster.get(at + 1).copied();
        if next.is_none() && !op && matches!(byte, b'"' | b'\r') && venster.len() < LANGSTE {
            return Gezocht::Meer;
        }
        match (state, byte) {
            (In::Begin, b'"') => {
                state = In::Quote;
                from = at + 1;
                cel_line = line;
            }
            (In::Quote, b'"') if next == Some(b'"') => at += 1,
            (In::Quote, b'"') => {
                state = In::NaQuote;
                end = at;
            }
            (In::Quote, b'\n') => {
                line += 1;
                if line > REGELS_IN_CEL {
                    return Gezocht::Quote {
                        cel: rij.aantal,
                        na: false,
                    };
                }
            }
            (In::Quote, _) => {}
            (In::Begin | In::Kaal | In::NaQuote, _) if byte == scheiding || byte == b'\n' => {
                let quoted = matches!(state, In::NaQuote);
                let crlf = byte == b'\n' && at > from && venster[at - 1] == b'\r';
                let stop = match (quoted, crlf) {
                    (true, _) => end,
                    (false, true) => at - 1,
                    (false, false) => at,
                };
                push(&mut rij, from..stop, quoted, cel_line);
                if byte == b'\n' {
                    rij.crlf = Some(at > 0 && venster[at - 1] == b'\r');
                    rij.lengte = at + 1;
                    return Gezocht::Rij(rij);
                }
                state = In::Begin;
                from = at + 1;
                cel_line = line;
            }
            (In::NaQuote, b'\r') if next == Some(b'\n') || next.is_none() => {}
            (In::NaQuote, _) => {
                return Gezocht::Quote {
                    cel: rij.aantal,
                    na: true,
                };
            }
            (In::Begin | In::Kaal, b'\r') if next != Some(b'\n') && next.is_some() => {
                rij.losse_cr.get_or_insert(rij.aantal);
                state = In::Kaal;
            }
            (In::Begin, b'\r') => {}
            (In::Begin | In::Kaal, _) => state = In::Kaal,
        }
        at += 1;
    }
}

fn push(rij: &mut Gesplitst, bytes: Range<usize>, quoted: bool, regel: usize) {
    rij.aantal += 1;
    if rij.cellen.len() < CELLEN {
        rij.cellen.push(Cel {
            bytes,
            quoted,
            regel,
        });
    }
}

/// A cell as text, with the line it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tekstcel {
    pub tekst: String,
    pub regel: usize,
}

/// Reads a table.
#[derive(Debug)]
pub(super) struct CsvLezer<R> {
    bron: Bron<R>,
    scheiding: u8,
    codering: Codering,
    kop: Vec<u8>,
    /// Names of the columns.
    namen: Vec<String>,
    /// Whether the line with names ends with CR LF.
    crlf: Option<bool>,
    indeling: Indeling,
}

impl<R: Read> CsvLezer<R> {
    pub fn open(
        bron: Bron<R>,
        aanlevering: &Arc<Aanlevering>,
        kennis: Kennis,
        bom: bool,
    ) -> Result<Self, LeesFout> {
        let codering = if bom {
            Codering::Utf8
        } else {
            aanlevering.codering
        };
        let mut lezer = Self {
            bron,
            scheiding: aanlevering.scheiding.teken(),
            codering,
            kop: if bom {
                b"\xEF\xBB\xBF".to_vec()
            } else {
                Vec::new()
            },
            namen: Vec::new(),
            crlf: None,
            indeling: Indeling::new(Arc::clone(aanlevering), kennis),
        };
        lezer.lees_kop(aanlevering.scheiding)?;
        Ok(lezer)
    }

    /// The names of the columns.
    pub fn namen(&self) -> &[String] {
        &self.namen
    }

    /// The cells of a row again, for who reads more of it than its melding.
    pub fn cellen(&self, stuk: &Stuk) -> Vec<Tekstcel> {
        let Some(bytes) = &stuk.rauw else {
            return Vec::new();
        };
        match splits(bytes, self.scheiding, true) {
            Gezocht::Rij(rij) => self.teksten(stuk.regel, bytes, &rij).unwrap_or_default(),
            Gezocht::Meer | Gezocht::Quote { .. } | Gezocht::TeLang => Vec::new(),
        }
    }

    pub fn kop(&self) -> &[u8] {
        &self.kop
    }

    pub fn vaste_bron(&self) -> Option<&str> {
        self.indeling.vaste_bron()
    }

    pub fn gelezen(&self) -> u64 {
        self.bron.gelezen
    }

    fn lees_kop(&mut self, scheiding: Scheiding) -> Result<(), LeesFout> {
        loop {
            let regel = self.bron.regel;
            let gezocht = self.zoek()?;
            let Gezocht::Rij(rij) = gezocht else {
                let melding = match gezocht {
                    Gezocht::Quote { .. } => {
                        "in de regel met kolomnamen klopt een aanhalingsteken niet"
                    }
                    _ => "de regel met kolomnamen is te lang; dit is geen tabel met regels",
                };
                return Err(LeesFout::bestand(regel, melding));
            };
            if rij.lengte == 0 {
                return Err(LeesFout::bestand(
                    regel,
                    "het bestand heeft geen regel met kolomnamen",
                ));
            }
            let bytes = self.bron.venster()[..rij.lengte].to_vec();
            self.bron.verbruik(rij.lengte);
            if is_empty(&rij) {
                continue;
            }
            self.kop.extend_from_slice(&bytes);
            // The line by which a spreadsheet is told the separator.
            if bytes.trim_ascii().to_ascii_lowercase().starts_with(b"sep=") {
                let sign = bytes.trim_ascii_end().get(4).copied();
                if sign.is_some_and(|sign| sign != self.scheiding) {
                    return Err(self.andere_scheiding(regel, scheiding, sign));
                }
                continue;
            }
            if rij.losse_cr.is_some() {
                let fout = Rijfout::new(
                    regel,
                    "de regels zijn gescheiden door een losse CR, zoals op oude Macs",
                )
                .met_hint("bewaar het bestand met Windows- of Unix-regeleinden");
                return Err(LeesFout::Bestand(vec![fout]));
            }
            let cellen = self
                .teksten(regel, &bytes, &rij)
                .map_err(LeesFout::Bestand)?;
            self.namen = cellen
                .into_iter()
                .map(|cel| cel.tekst.trim().to_owned())
                .collect();
            self.crlf = rij.crlf;
            if self.namen.len() == 1 {
                let here = Scheiding::ALLE.into_iter().map(Scheiding::teken);
                let other = here.filter(|sign| *sign != self.scheiding);
                if let Some(sign) = other.into_iter().find(|sign| bytes.contains(sign)) {
                    return Err(self.andere_scheiding(regel, scheiding, Some(sign)));
                }
            }
            return self
                .indeling
                .kies(regel, &self.namen)
                .map_err(LeesFout::Bestand);
        }
    }

    fn andere_scheiding(&self, regel: usize, wanted: Scheiding, sign: Option<u8>) -> LeesFout {
        let found = Scheiding::ALLE
            .into_iter()
            .find(|one| Some(one.teken()) == sign);
        let found = found.map_or("iets anders", Scheiding::naam);
        let melding = format!(
            "de kolommen zijn gescheiden met `{found}`; de aanlevering verwacht `{}`",
            wanted.naam()
        );
        let hint = "bewaar het bestand met dat teken, of verander `scheiding` in bureau.yaml";
        LeesFout::Bestand(vec![Rijfout::new(regel, melding).met_hint(hint)])
    }

    /// Splits the row the window begins with, and makes the window as large as that takes.
    fn zoek(&mut self) -> io::Result<Gezocht> {
        loop {
            match splits(self.bron.venster(), self.scheiding, self.bron.is_op()) {
                Gezocht::Meer => drop(self.bron.meer()?),
                found => return Ok(found),
            }
        }
    }

    pub fn volgende(&mut self) -> io::Result<Option<Stuk>> {
        loop {
            if !self.bron.gevuld()? {
                return Ok(None);
            }
            let regel = self.bron.regel;
            match self.zoek()? {
                Gezocht::Rij(rij) => {
                    let bytes = self.bron.venster()[..rij.lengte].to_vec();
                    self.bron.verbruik(rij.lengte);
                    if !is_blank(&bytes, &rij) {
                        return Ok(Some(self.stuk(regel, bytes, &rij)));
                    }
                }
                Gezocht::Quote { cel, na } => return self.broken(regel, cel, na).map(Some),
                Gezocht::TeLang | Gezocht::Meer => {
                    self.bron.sla_regel_over()?;
                    return Ok(Some(refused(regel, None, vec![too_long(regel)])));
                }
            }
        }
    }

    /// A row whose quotes do not fit: only its first line is given up.
    fn broken(&mut self, regel: usize, cel: usize, na: bool) -> io::Result<Stuk> {
        let rauw = self.bron.regel_af()?;
        let melding = if na {
            "na het sluitende aanhalingsteken staat nog iets"
        } else {
            "een aanhalingsteken wordt niet gesloten"
        };
        let fout = Rijfout::new(regel, melding)
            .in_kolom(self.kolom(cel))
            .met_hint("zet om de hele waarde aanhalingstekens en schrijf een aanhalingsteken daarbinnen dubbel, of haal het weg");
        let fout = if rauw.is_none() {
            too_long(regel)
        } else {
            fout
        };
        Ok(refused(regel, rauw, vec![fout]))
    }

    fn kolom(&self, nummer: usize) -> Kolom {
        Kolom::tabel(nummer, self.namen.get(nummer).map_or("", String::as_str))
    }

    fn stuk(&self, regel: usize, bytes: Vec<u8>, rij: &Gesplitst) -> Stuk {
        let cellen = match self.teksten(regel, &bytes, rij) {
            Ok(cellen) => cellen,
            Err(fouten) => return refused(regel, Some(bytes), fouten),
        };
        let kenmerk = self.indeling.kenmerk(&cellen);
        let inhoud = match self.column_count(regel, rij, &cellen) {
            Some(fout) => Err(vec![fout]),
            None => self.indeling.melding(regel, &self.namen, &cellen),
        };
        Stuk {
            regel,
            kenmerk,
            rauw: Some(bytes),
            inhoud,
        }
    }

    fn column_count(&self, regel: usize, rij: &Gesplitst, cellen: &[Tekstcel]) -> Option<Rijfout> {
        if let Some(cel) = rij.losse_cr {
            let fout = Rijfout::new(regel, "midden in de rij staat een los regeleinde (CR)");
            return Some(
                fout.in_kolom(self.kolom(cel))
                    .met_hint("haal het weg, of zet aanhalingstekens om de waarde"),
            );
        }
        let empty = |cel: &Tekstcel| cel.tekst.trim().is_empty();
        let more = rij.aantal > self.namen.len();
        let harmless =
            more && rij.aantal == rij.cellen.len() && cellen[self.namen.len()..].iter().all(empty);
        if rij.aantal == self.namen.len() || harmless {
            return None;
        }
        let fout = Rijfout::new(
            regel,
            format!(
                "gevonden {} kolommen; verwacht {}, zoals in de regel met kolomnamen",
                rij.aantal,
                self.namen.len()
            ),
        );
        let other_end = matches!((rij.crlf, self.crlf), (Some(here), Some(there)) if here != there);
        let hint = if more {
            "staat in een waarde het scheidingsteken? Zet er dan aanhalingstekens om"
        } else if other_end {
            "deze regel eindigt anders dan de eerste: waarschijnlijk staat midden in een waarde een regeleinde; zet er aanhalingstekens om"
        } else {
            "is de rij afgebroken, of staat midden in een waarde een regeleinde? Zet er dan aanhalingstekens om"
        };
        Some(fout.met_hint(hint))
    }

    /// The cells as text.
    fn teksten(
        &self,
        regel: usize,
        bytes: &[u8],
        rij: &Gesplitst,
    ) -> Result<Vec<Tekstcel>, Vec<Rijfout>> {
        // Bytes above ASCII that form UTF-8 throughout are not by chance.
        let is_utf8 = !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok();
        if self.codering == Codering::Windows1252 && is_utf8 {
            let fout = Rijfout::new(
                regel,
                "deze rij is UTF-8; de aanlevering verwacht windows-1252",
            )
            .met_hint(
                "verander `codering` in bureau.yaml in `utf-8`, of bewaar het bestand anders",
            );
            return Err(vec![fout]);
        }
        let mut cellen = Vec::with_capacity(rij.cellen.len());
        let mut fouten = Vec::new();
        for (nummer, cel) in rij.cellen.iter().enumerate() {
            let part = &bytes[cel.bytes.clone()];
            let at = regel + cel.regel;
            if part.contains(&0) {
                let fout = Rijfout::new(at, "er staat een NUL-teken in de waarde");
                fouten.push(fout.in_kolom(self.kolom(nummer)).met_hint(
                    "het bestand is beschadigd of anders bewaard; lever het opnieuw aan",
                ));
                continue;
            }
            let text = match self.codering {
                Codering::Utf8 => match std::str::from_utf8(part) {
                    Ok(text) => text.to_owned(),
                    Err(_) => {
                        let fout = Rijfout::new(at, "de letters zijn geen UTF-8");
                        fouten.push(fout.in_kolom(self.kolom(nummer)).met_hint("bewaar het bestand als UTF-8, of zet in bureau.yaml `codering: windows-1252`"));
                        continue;
                    }
                },
                Codering::Windows1252 => encoding_rs::WINDOWS_1252
                    .decode_without_bom_handling(part)
                    .0
                    .into_owned(),
            };
            let text = if cel.quoted {
                text.replace("\"\"", "\"")
            } else {
                text
            };
            cellen.push(Tekstcel {
                tekst: text,
                regel: at,
            });
        }
        if fouten.is_empty() {
            Ok(cellen)
        } else {
            Err(fouten)
        }
    }
}

fn refused(regel: usize, rauw: Option<Vec<u8>>, fouten: Vec<Rijfout>) -> Stuk {
    Stuk {
        regel,
        kenmerk: None,
        rauw,
        inhoud: Err(fouten),
    }
}

fn too_long(regel: usize) -> Rijfout {
    Rijfout::new(regel, format!("de rij is langer dan {} kB", LANGSTE / 1024))
        .met_hint("zo lang is geen melding; is het bestand beschadigd?")
}

/// A line without anything.
fn is_empty(rij: &Gesplitst) -> bool {
    matches!(rij.cellen.as_slice(), [only] if only.bytes.is_empty() && !only.quoted)
}

/// A row in which nothing is filled in: what a spreadsheet leaves at the end.
fn is_blank(bytes: &[u8], rij: &Gesplitst) -> bool {
    rij.aantal == rij.cellen.len()
        && rij
            .cellen
            .iter()
            .all(|cel| bytes[cel.bytes.clone()].trim_ascii().is_empty())
}

/// How a missing column is told.
pub(super) fn missing_column(regel: usize, naam: &str, veld: &str, namen: &[String]) -> Rijfout {
    let melding = format!("kolom {} ontbreekt; zij vult `{veld}`", tussen_haken(naam));
    let known = namen.iter().map(String::as_str);
    let fout = Rijfout::new(regel, melding);
    match crate::definition::diagnostic::dichtstbij(naam, known) {
        Some(near) => fout.met_hint(format!("bedoelde u `{near}`?")),
        None => fout,
    }
}
