//! From text to tree: the events of the YAML parser become a [`Knoop`] with places, and what an
//! author file may not use (anchors, tags, merge keys, a second document) is refused.
//!
//! The words for a syntax error are in `super::syntax`; what keys and values are wanted is left
//! to [`super::vorm`].
//!
//! Easy to get wrong: refusing is not stopping. A duplicate key or an anchor is noted and reading
//! goes on, so that the author hears of everything at once; only a broken file or a broken limit
//! ends it.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use super::boom::{Knoop, Plek, Scalair, Sleutel, Soort};
use super::diagnostic::{Code, Diagnostic, kort};
use super::syntax;

/// What a single author file may ask of the reader.
pub mod grens {
    /// Bytes in a file. The largest instructie is some tens of kilobytes; all gemeenten and
    /// split places of the country fit in half of this.
    pub const BYTES: usize = 1024 * 1024;
    /// Blocks within blocks. A procedure needs about ten; recursion over the tree stays shallow.
    pub const DIEPTE: usize = 32;
    /// Values in a file: keeps a megabyte of `[,,,` from becoming a hundred megabytes of tree.
    pub const KNOPEN: usize = 100_000;
    /// Faults told of one file: nobody reads more, and a wrong file should not flood the log.
    pub const FOUTEN: usize = 200;
}

/// Reads a file into a tree, as far as it goes, together with all faults found on the way.
///
/// There is no tree when the text is no YAML or breaks a limit; then that is the only fault told,
/// because what was read before it may be read wrongly.
pub fn ontleed(bestand: &str, tekst: &str) -> (Option<Knoop>, Vec<Diagnostic>) {
    let bestand: Arc<str> = bestand.into();
    // Editors on Windows put a byte order mark in front; it means nothing.
    let tekst = tekst.strip_prefix('\u{feff}').unwrap_or(tekst);
    if let Some(fout) = onleesbaar(&bestand, tekst) {
        return (None, vec![fout]);
    }
    let mut lijnen: Vec<_> = regels(tekst)
        .map(|regel| (regel, regel.chars().count()))
        .collect();
    if lijnen.last().is_some_and(|(_, lengte)| *lengte == 0) {
        // A fault "at the end" belongs on the last line that has something on it.
        lijnen.pop();
    }
    let mut ontleder = Ontleder {
        parser: Parser::new_from_str(tekst),
        regels: lijnen,
        bestand,
        knopen: 0,
        fouten: Vec::new(),
    };
    match ontleder.document() {
        Ok(boom) => (boom, ontleder.fouten),
        Err(Stop(fout)) => (None, vec![*fout]),
    }
}

/// Says of a file that it has too many bytes.
pub fn te_groot(plek: &Plek, bytes: u64) -> Diagnostic {
    let melding = format!(
        "het bestand is {} kB; een bestand mag hoogstens {} kB zijn",
        bytes.div_ceil(1024),
        grens::BYTES / 1024
    );
    Diagnostic::new(Code::F020, plek, melding)
}

/// Refuses what must not reach the parser: too much text, or characters nobody can see.
fn onleesbaar(bestand: &Arc<str>, tekst: &str) -> Option<Diagnostic> {
    if tekst.len() > grens::BYTES {
        let plek = Plek::new(bestand.clone(), 1, 1);
        return Some(te_groot(&plek, tekst.len() as u64));
    }
    // The parser takes NUL for the end of the text and would silently drop what follows.
    let vreemd = |c: char| (c.is_control() && !matches!(c, '\t' | '\n' | '\r')) || c == '\u{feff}';
    let (waar, teken) = tekst.char_indices().find(|(_, c)| vreemd(*c))?;
    let (regel, laatste) = regels(&tekst[..waar])
        .enumerate()
        .last()
        .unwrap_or_default();
    let (regel, kolom) = (regel + 1, laatste.chars().count() + 1);
    let melding = format!("onleesbaar teken U+{:04X} in het bestand", u32::from(teken));
    let hint = "verwijder het teken en sla het bestand op als gewone tekst (UTF-8)";
    Some(
        Diagnostic::new(
            Code::F027,
            &Plek::new(bestand.clone(), regel, kolom),
            melding,
        )
        .met_hint(hint),
    )
}

/// Reading cannot go on; the fault says why.
struct Stop(Box<Diagnostic>);

struct Ontleder<'t> {
    parser: Parser<'t, StrInput<'t>>,
    /// Each line with its length in characters.
    regels: Vec<(&'t str, usize)>,
    bestand: Arc<str>,
    knopen: usize,
    fouten: Vec<Diagnostic>,
}

impl<'t> Ontleder<'t> {
    fn document(&mut self) -> Result<Option<Knoop>, Stop> {
        let mut boom = None;
        loop {
            let (event, span) = self.volgende()?;
            match event {
                Event::StreamEnd => break,
                Event::DocumentStart(_) if boom.is_some() => {
                    self.fout(Code::F025, span.start, "een tweede document begint hier", Some(
                        "een bestand bevat precies één document; haal de regel met `---` weg of maak er een tweede bestand van",
                    ));
                    // The first document was read whole; what comes after can only confuse.
                    break;
                }
                Event::Scalar(..)
                | Event::SequenceStart(..)
                | Event::MappingStart(..)
                | Event::Alias(_) => {
                    boom = Some(self.knoop(event, span, 1)?);
                }
                Event::Nothing
                | Event::StreamStart
                | Event::DocumentStart(_)
                | Event::DocumentEnd
                | Event::SequenceEnd
                | Event::MappingEnd => {}
            }
        }
        let leeg = boom
            .as_ref()
            .is_none_or(|k| k.scalair().is_some_and(Scalair::is_leeg));
        if leeg && self.fouten.is_empty() {
            self.fout(
                Code::F028,
                Marker::new(0, 1, 0),
                "het bestand is leeg",
                Some("vul het, of haal het weg; een procedure begint met `procedure: naam`, een bureau met `bureau: naam`"),
            );
        }
        Ok(boom.filter(|_| !leeg))
    }

    fn volgende(&mut self) -> Result<(Event<'t>, Span), Stop> {
        match self.parser.next_event() {
            Some(Ok(gevonden)) => Ok(gevonden),
            Some(Err(fout)) => Err(self.syntaxfout(&fout)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    fn syntaxfout(&self, fout: &ScanError) -> Stop {
        let plek = self.plek(*fout.marker());
        let bij = |regel: usize| {
            self.regels
                .get(regel.wrapping_sub(1))
                .map_or("", |(tekst, _)| *tekst)
        };
        let uitleg = syntax::uitleg(fout.info(), fout.marker().line(), &bij);
        let plek = match uitleg.plek {
            Some((regel, kolom)) => Plek {
                regel,
                kolom,
                ..plek
            },
            None => plek,
        };
        let mut diagnostic = Diagnostic::new(uitleg.code, &plek, uitleg.melding);
        diagnostic.hint = uitleg.hint.map(str::to_owned);
        Stop(Box::new(diagnostic))
    }

    fn knoop(&mut self, event: Event<'t>, span: Span, diepte: usize) -> Result<Knoop, Stop> {
        self.knopen += 1;
        if self.knopen > grens::KNOPEN {
            let melding = format!("het bestand bevat meer dan {} waarden", grens::KNOPEN);
            return Err(self.stop(Code::F020, span.start, melding));
        }
        if diepte > grens::DIEPTE {
            let melding = format!(
                "blokken mogen hoogstens {} diep in elkaar staan",
                grens::DIEPTE
            );
            return Err(self.stop(Code::F021, span.start, melding));
        }
        let plek = self.plek(span.start);
        let soort = match event {
            Event::Scalar(tekst, stijl, anker, label) => {
                self.keur_eigenschappen(span, anker, label.as_ref());
                Soort::Scalair(Scalair {
                    tekst: tekst.into_owned(),
                    kaal: stijl == ScalarStyle::Plain,
                })
            }
            Event::SequenceStart(anker, label) => {
                self.keur_eigenschappen(span, anker, label.as_ref());
                Soort::Lijst(self.lijst(diepte)?)
            }
            Event::MappingStart(anker, label) => {
                self.keur_eigenschappen(span, anker, label.as_ref());
                Soort::Kaart(self.kaart(diepte)?)
            }
            // Never followed: without aliases a small file cannot become a large tree.
            _ => {
                self.fout(
                    Code::F022,
                    span.start,
                    "verwijzingen met `*` mogen niet",
                    Some(syntax::ANKERHINT),
                );
                Soort::Scalair(Scalair {
                    tekst: String::new(),
                    kaal: true,
                })
            }
        };
        Ok(Knoop { plek, soort })
    }

    fn lijst(&mut self, diepte: usize) -> Result<Vec<Knoop>, Stop> {
        let mut items = Vec::new();
        loop {
            let (event, span) = self.volgende()?;
            if matches!(event, Event::SequenceEnd | Event::StreamEnd) {
                return Ok(items);
            }
            items.push(self.knoop(event, span, diepte + 1)?);
        }
    }

    fn kaart(&mut self, diepte: usize) -> Result<Vec<(Sleutel, Knoop)>, Stop> {
        let mut regels: Vec<(Sleutel, Knoop)> = Vec::new();
        let mut eerder: HashMap<String, Plek> = HashMap::new();
        loop {
            let (event, span) = self.volgende()?;
            if matches!(event, Event::MappingEnd | Event::StreamEnd) {
                return Ok(regels);
            }
            let sleutel = self.sleutel(event, span, diepte)?;
            let (event, span) = self.volgende()?;
            let niets_geschreven = span.is_empty() && matches!(event, Event::Scalar(..));
            let mut knoop = self.knoop(event, span, diepte + 1)?;
            let Some(sleutel) = sleutel else { continue };
            if niets_geschreven && knoop.tekst() == Some("") {
                // The parser puts an empty value where the next thing begins, often another line.
                knoop.plek = sleutel.plek.clone();
            }
            if let Some(eerste) = eerder.get(&sleutel.naam) {
                let melding = format!(
                    "sleutel `{}` staat twee keer in hetzelfde blok",
                    kort(&sleutel.naam)
                );
                let hint = format!(
                    "de eerste staat op regel {}, kolom {}; voeg ze samen of geef er één een andere naam",
                    eerste.regel, eerste.kolom
                );
                self.fouten
                    .push(Diagnostic::new(Code::F002, &sleutel.plek, melding).met_hint(hint));
                continue;
            }
            eerder.insert(sleutel.naam.clone(), sleutel.plek.clone());
            regels.push((sleutel, knoop));
        }
    }

    /// Reads a key; `None` when it was refused and its value is to be passed over.
    fn sleutel(
        &mut self,
        event: Event<'t>,
        span: Span,
        diepte: usize,
    ) -> Result<Option<Sleutel>, Stop> {
        let samenvoegen =
            matches!(&event, Event::Scalar(tekst, ScalarStyle::Plain, ..) if tekst == "<<");
        if samenvoegen {
            self.fout(
                Code::F023,
                span.start,
                "samenvoegen met `<<` mag niet",
                Some("schrijf de regels uit; wat een laag overneemt staat in de laag eronder"),
            );
            return Ok(None);
        }
        let is_verwijzing = matches!(event, Event::Alias(_));
        let knoop = self.knoop(event, span, diepte + 1)?;
        let plek = knoop.plek;
        match knoop.soort {
            Soort::Scalair(scalair) if !scalair.is_leeg() && !scalair.tekst.is_empty() => {
                Ok(Some(Sleutel {
                    naam: scalair.tekst,
                    plek,
                }))
            }
            _ if is_verwijzing => Ok(None),
            _ => {
                let melding = "een sleutel moet een gewoon woord zijn";
                let hint = "zet voor de dubbele punt één woord, en een tekst met haken of een vraagteken tussen aanhalingstekens";
                self.fouten
                    .push(Diagnostic::new(Code::F026, &plek, melding).met_hint(hint));
                Ok(None)
            }
        }
    }

    fn keur_eigenschappen(&mut self, span: Span, anker: usize, label: Option<&Cow<'t, Tag>>) {
        if anker > 0 {
            self.fout(
                Code::F022,
                span.start,
                "ankers met `&` mogen niet",
                Some(syntax::ANKERHINT),
            );
        }
        if let Some(label) = label {
            let label = match label.is_yaml_core_schema() {
                true => format!("!!{}", label.suffix),
                false => label.to_string(),
            };
            self.fout(
                Code::F024,
                span.start,
                format!("typelabel `{label}` mag niet"),
                Some(syntax::LABELHINT),
            );
        }
    }

    fn fout(&mut self, code: Code, mark: Marker, melding: impl Into<String>, hint: Option<&str>) {
        let mut diagnostic = Diagnostic::new(code, &self.plek(mark), melding);
        diagnostic.hint = hint.map(str::to_owned);
        self.fouten.push(diagnostic);
    }

    fn stop(&self, code: Code, mark: Marker, melding: String) -> Stop {
        Stop(Box::new(Diagnostic::new(code, &self.plek(mark), melding)))
    }

    /// Returns the place of a mark, kept inside the text: the parser marks the end one line on.
    fn plek(&self, mark: Marker) -> Plek {
        let (regel, kolom) = (mark.line().max(1), mark.col() + 1);
        let (regel, kolom) = match self.regels.get(regel - 1) {
            Some((_, lengte)) => (regel, kolom.min(lengte + 1)),
            None => (
                self.regels.len().max(1),
                self.regels.last().map_or(0, |(_, n)| *n) + 1,
            ),
        };
        Plek::new(self.bestand.clone(), regel, kolom)
    }
}

/// Splits as the parser counts: at LF, CRLF and a lone CR.
fn regels(tekst: &str) -> impl Iterator<Item = &str> {
    tekst
        .split('\n')
        .flat_map(|regel| regel.strip_suffix('\r').unwrap_or(regel).split('\r'))
}

#[cfg(test)]
mod tests;
