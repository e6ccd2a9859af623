//! Filling a text: minijinja with few words, strict names and a limit on everything.
//!
//! Reading and judging a text beforehand is left to `tekst` and `verwijzing`, layout to `opmaak`. Easy to
//! get wrong: what goes into Markdown may not be Markdown. A value is written as a mark, and the values
//! wait beside the text until its layout is known.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::NaiveDate;
use minijinja::value::{Value as Waarde, ValueKind};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, filters, tests};
use serde_json::Value;

use super::datum;

/// What one text may ask for.
pub mod grens {
    /// Bytes of a text file; the longest letter shipped is four kilobytes.
    pub const BRON: usize = 32 * 1024;
    /// Steps of the template engine; a mail about five hundred zaken takes some thirty thousand.
    pub const STAPPEN: u64 = 100_000;
    /// Bytes of a filled text, its values included: more than anyone prints or mails.
    pub const UITVOER: usize = 512 * 1024;
    /// Levels of nesting; texts do not call each other, so deep nesting is a mistake.
    pub const DIEPTE: usize = 40;
}

/// The filters an author may use.
pub(super) const FILTERS: [&str; 9] = [
    "datum",
    "default",
    "first",
    "kwartaal_na",
    "last",
    "length",
    "lower",
    "trim",
    "upper",
];
/// The tests an author may use after `is`.
pub(super) const TESTS: [&str; 3] = ["defined", "none", "undefined"];

/// Opens and closes a mark; from the private use area, so no letter and no punctuation of anyone.
const OPEN: char = '\u{e000}';
const DICHT: char = '\u{e001}';

/// Why a letter or mail could not be made. Names lines and fields, never what a field holds.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fout {
    /// A name the text uses has no value in this zaak.
    #[error("regel {regel}: {namen} heeft in deze zaak geen waarde")]
    GeenWaarde { regel: usize, namen: String },
    /// The text asks more than `grens` allows.
    #[error("de tekst vraagt te veel: {0}")]
    TeVeel(&'static str),
    /// The text does something that cannot be done with these values.
    #[error("regel {regel}: {melding}")]
    Tekst { regel: usize, melding: String },
    /// A mail address of `bureau.yaml` is none.
    #[error("het mailadres van {van} is niet goed geschreven")]
    Mailadres { van: String },
    /// There is nothing to write about.
    #[error("er is niets om over te mailen")]
    Leeg,
}

/// A filled text: Markdown of the author with marks, and the values the marks stand for.
#[derive(Debug)]
pub(super) struct Gevuld {
    pub markdown: String,
    waarden: Vec<String>,
}

/// A stretch of text: the author's own or a value.
#[derive(Debug, PartialEq)]
pub(super) enum Stuk<'a> {
    Eigen(&'a str),
    Waarde(&'a str),
}

impl Gevuld {
    /// Takes a text with marks apart.
    pub fn stukken<'a>(&'a self, tekst: &'a str) -> Vec<Stuk<'a>> {
        let mut stukken = Vec::new();
        let mut rest = tekst;
        while let Some((voor, merk)) = rest.split_once(OPEN) {
            let (nummer, na) = merk.split_once(DICHT).unwrap_or((merk, ""));
            let waarde = nummer
                .parse()
                .ok()
                .and_then(|nummer: usize| self.waarden.get(nummer));
            stukken.push(Stuk::Eigen(voor));
            stukken.extend(waarde.map(|waarde| Stuk::Waarde(waarde)));
            rest = na;
        }
        stukken.push(Stuk::Eigen(rest));
        stukken.retain(|stuk| *stuk != Stuk::Eigen(""));
        stukken
    }

    /// The text with its values in place, for where there is no layout.
    pub fn platte(&self, tekst: &str) -> String {
        let stukken = self.stukken(tekst).into_iter();
        stukken
            .map(|(Stuk::Eigen(tekst) | Stuk::Waarde(tekst))| tekst)
            .collect()
    }
}

/// Fills a text of several lines; a fault tells its line within this text.
///
/// # Errors
/// When a name has no value or a limit is passed.
pub(super) fn vul(bron: &str, context: &Value) -> Result<Gevuld, Error> {
    let waarden = Arc::new(Mutex::new(Vec::<String>::new()));
    let kladblok = Arc::clone(&waarden);
    let mut omgeving = omgeving();
    omgeving.set_formatter(move |uit, _, waarde| {
        let mut waarden = kladblok.lock().unwrap_or_else(PoisonError::into_inner);
        let tekst = tekst_van(waarde)?;
        if waarden.iter().map(String::len).sum::<usize>() + tekst.len() > grens::UITVOER {
            return Err(Error::from(ErrorKind::WriteFailure));
        }
        uit.write_str(&format!("{OPEN}{}{DICHT}", waarden.len()))?;
        waarden.push(tekst);
        Ok(())
    });
    let markdown = schrijf(&omgeving, bron, context)?;
    // The engine holds the other reference only as long as it lives.
    drop(omgeving);
    let waarden = std::mem::take(&mut *waarden.lock().unwrap_or_else(PoisonError::into_inner));
    Ok(Gevuld { markdown, waarden })
}

/// Fills a text of one line, such as a subject: line breaks and doubled spaces become one space.
///
/// # Errors
/// When a name has no value or a limit is passed.
pub(super) fn vul_regel(bron: &str, context: &Value) -> Result<String, Error> {
    let gevuld = vul(bron, context)?;
    Ok(een_regel(&gevuld.platte(&gevuld.markdown)))
}

/// Judges whether the engine can read a text; the line on which it cannot.
pub(super) fn leesbaar(bron: &str) -> Result<(), usize> {
    match omgeving().template_from_str(bron) {
        Ok(_) => Ok(()),
        Err(fout) => Err(fout.line().unwrap_or(1)),
    }
}

/// A text as one line of a header or file name: no line breaks, no control signs.
pub(super) fn een_regel(tekst: &str) -> String {
    schoon(tekst)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

fn schrijf(omgeving: &Environment<'_>, bron: &str, context: &Value) -> Result<String, Error> {
    // Marks are ours alone.
    let bron = bron.replace([OPEN, DICHT], "");
    let sjabloon = omgeving.template_from_str(&bron)?;
    let mut uit = Begrensd(Vec::new());
    sjabloon.render_captured_to(minijinja::value::Serde(context), &mut uit)?;
    String::from_utf8(uit.0).map_err(|_| Error::from(ErrorKind::WriteFailure))
}

fn omgeving<'a>() -> Environment<'a> {
    let mut omgeving = Environment::empty();
    omgeving.set_undefined_behavior(UndefinedBehavior::Strict);
    omgeving.set_auto_escape_callback(|_| AutoEscape::None);
    omgeving.set_fuel(Some(grens::STAPPEN));
    omgeving.set_recursion_limit(grens::DIEPTE);
    omgeving.add_filter("datum", |waarde: Waarde| {
        datum_van(&waarde).map(datum::lang)
    });
    omgeving.add_filter("kwartaal_na", |waarde: Waarde| {
        let dag = datum_van(&waarde).map(datum::kwartaal_na)?;
        dag.map(|dag| dag.to_string()).ok_or_else(geen_datum)
    });
    omgeving.add_filter("default", filters::default);
    omgeving.add_filter("first", filters::first);
    omgeving.add_filter("last", filters::last);
    omgeving.add_filter("length", filters::length);
    omgeving.add_filter("lower", filters::lower);
    omgeving.add_filter("trim", filters::trim);
    omgeving.add_filter("upper", filters::upper);
    omgeving.add_test("defined", tests::is_defined);
    omgeving.add_test("none", tests::is_none);
    omgeving.add_test("undefined", tests::is_undefined);
    omgeving
}

fn geen_datum() -> Error {
    Error::new(ErrorKind::InvalidOperation, "dit is geen datum")
}

fn datum_van(waarde: &Waarde) -> Result<NaiveDate, Error> {
    if waarde.is_undefined() || waarde.is_none() {
        return Err(Error::from(ErrorKind::UndefinedError));
    }
    waarde
        .as_str()
        .and_then(|tekst| tekst.parse().ok())
        .ok_or_else(geen_datum)
}

/// A value as a reader expects it: `ja`, `1,5`, and never `None` or a list in brackets.
fn tekst_van(waarde: &Waarde) -> Result<String, Error> {
    match waarde.kind() {
        ValueKind::Undefined | ValueKind::None => Err(Error::from(ErrorKind::UndefinedError)),
        ValueKind::Bool => Ok(if waarde.is_true() { "ja" } else { "nee" }.to_owned()),
        ValueKind::Number => Ok(getal(&waarde.to_string())),
        ValueKind::String => Ok(schoon(waarde.as_str().unwrap_or_default())),
        _ => Err(Error::new(
            ErrorKind::InvalidOperation,
            "een lijst of groep kan niet als tekst worden geschreven",
        )),
    }
}

fn getal(tekst: &str) -> String {
    tekst.strip_suffix(".0").unwrap_or(tekst).replace('.', ",")
}

/// Leaves out what does not show: control signs, and the marks that turn the direction of writing.
fn schoon(tekst: &str) -> String {
    let hidden = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
            || matches!(c, OPEN | DICHT)
    };
    // A carriage return alone is a line break of old.
    let tekst = tekst.replace("\r\n", "\n").replace('\r', "\n");
    tekst
        .chars()
        .filter(|c| !hidden(*c))
        .collect::<String>()
        .trim()
        .to_owned()
}

/// Takes no more than a letter can be.
struct Begrensd(Vec<u8>);

impl Write for Begrensd {
    fn write(&mut self, stuk: &[u8]) -> io::Result<usize> {
        if self.0.len() + stuk.len() > grens::UITVOER {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        self.0.extend_from_slice(stuk);
        Ok(stuk.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
