//! What is wrong with a row, for the sender and for administratie: where, what was found, what belongs there.
//!
//! Easy to get wrong: telling who it is about. Values of a jongere or an ouder are told by their shape only
//! (`99-99-9999`), also where a message of another room quotes them.

use serde::Serialize;
use serde_json::Value;
use std::fmt;

use crate::definition::diagnostic::Diagnostic;

/// Where in its line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Kolom {
    /// A column of a table: its letter in a spreadsheet and its name.
    Tabel { letter: String, naam: String },
    /// The nth character, counted from 1.
    Teken(usize),
}

impl Kolom {
    /// The column of a table, `nummer` counted from 0.
    pub fn tabel(nummer: usize, naam: &str) -> Self {
        Self::Tabel {
            letter: letter(nummer),
            naam: naam.to_owned(),
        }
    }
}

impl fmt::Display for Kolom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tabel { letter, naam } if naam.is_empty() => write!(f, "kolom {letter}"),
            Self::Tabel { letter, naam } => write!(f, "kolom {letter}, `{naam}`"),
            Self::Teken(nummer) => write!(f, "teken {nummer}"),
        }
    }
}

/// As a spreadsheet names its columns: A … Z, AA, AB …
fn letter(nummer: usize) -> String {
    let mut rest = nummer + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// One fault of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rijfout {
    /// Line of the file, counted from 1, as an editor counts.
    pub regel: usize,
    pub kolom: Option<Kolom>,
    /// A Dutch fragment: what was found and what was expected.
    pub melding: String,
    /// What can be done, in Dutch.
    pub hint: Option<String>,
}

impl Rijfout {
    /// A fault of a whole line.
    pub fn new(regel: usize, melding: impl Into<String>) -> Self {
        Self {
            regel,
            kolom: None,
            melding: melding.into(),
            hint: None,
        }
    }

    /// Adds where in the line.
    #[must_use]
    pub fn in_kolom(mut self, kolom: Kolom) -> Self {
        self.kolom = Some(kolom);
        self
    }

    /// Adds what can be done.
    #[must_use]
    pub fn met_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

impl fmt::Display for Rijfout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "regel {}", self.regel)?;
        if let Some(kolom) = &self.kolom {
            write!(f, ", {kolom}")?;
        }
        write!(f, ": {}", self.melding)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// The shape of a text: digits become `9`, letters `x`.
pub fn vorm(tekst: &str) -> String {
    const LANGSTE: usize = 24;
    let shape = |c: char| match c {
        c if c.is_numeric() => '9',
        c if c.is_alphabetic() => 'x',
        c if c.is_control() => '\u{fffd}',
        c => c,
    };
    let mut told: String = tekst.trim().chars().take(LANGSTE).map(shape).collect();
    if tekst.trim().chars().count() > LANGSTE {
        told.push('…');
    }
    told
}

/// A text as it may be shown: on one line, not endless, without what steers a terminal.
pub fn toon(tekst: &str) -> String {
    const LANGSTE: usize = 60;
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut told: String = tekst.trim().chars().take(LANGSTE).map(shown).collect();
    if tekst.trim().chars().count() > LANGSTE {
        told.push('…');
    }
    told
}

/// Hides in messages of other rooms what tells who a melding is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verhuld {
    /// These values.
    Waarden(Vec<String>),
    /// Nobody knows what is what: everything quoted that is no name of a field.
    Alles,
}

impl Verhuld {
    /// All that stands under `jongere` and `ouders`.
    pub fn van(melding: &Value) -> Self {
        let mut values = Vec::new();
        for key in ["jongere", "ouders"] {
            leaves(&melding[key], &mut values);
        }
        // The longest first, so that a part of a name does not uncover the rest.
        values.sort_by_key(|value| std::cmp::Reverse(value.len()));
        values.dedup();
        Self::Waarden(values)
    }

    /// The text with those values as shapes.
    pub fn in_tekst(&self, tekst: &str) -> String {
        match self {
            Self::Waarden(values) => values
                .iter()
                .filter(|value| value.chars().count() > 2)
                .fold(tekst.to_owned(), |told, value| {
                    told.replace(value.as_str(), &vorm(value))
                }),
            Self::Alles => {
                let quoted = tekst.split('`').enumerate().map(|(at, part)| {
                    if at % 2 == 1 && !is_name(part) {
                        vorm(part)
                    } else {
                        part.to_owned()
                    }
                });
                quoted.collect::<Vec<_>>().join("`")
            }
        }
    }

    /// A fault of JSON at its place in the file; `regel` and `kolom` are where its text begins, from 1.
    pub fn uit(&self, fout: &Diagnostic, regel: usize, kolom: usize) -> Rijfout {
        let teken = if fout.regel <= 1 {
            fout.kolom + kolom - 1
        } else {
            fout.kolom
        };
        Rijfout {
            regel: fout.regel.max(1) + regel - 1,
            kolom: Some(Kolom::Teken(teken)),
            melding: self.in_tekst(&fout.melding),
            hint: fout
                .hint
                .as_deref()
                .map(|hint| self.in_tekst(without_places(hint))),
        }
    }
}

fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Number(number) => found.push(number.to_string()),
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Object(map) => map.values().for_each(|value| leaves(value, found)),
        Value::Null | Value::Bool(_) => {}
    }
}

/// A hint without a place it begins with: that counts from the melding, not from its file.
fn without_places(hint: &str) -> &str {
    match hint.split_once("; ") {
        Some((place, rest)) if place.contains(" op regel ") => rest,
        _ => hint,
    }
}

/// Whether a quoted text is a sign or the name of a field.
fn is_name(text: &str) -> bool {
    let known = crate::definition::aanlevering::paden();
    let segment = |pad: &str| pad.split('.').any(|part| part == text) || pad == text;
    !text.chars().any(char::is_alphanumeric)
        || [
            "gegevens", "ouders", "jongere", "verzuim", "adres", "true", "false",
        ]
        .contains(&text)
        || known.iter().any(|(pad, _)| segment(pad))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn columns_are_named_as_a_spreadsheet_does() {
        let letters: Vec<String> = [0, 5, 25, 26, 51, 52, 701, 702]
            .into_iter()
            .map(letter)
            .collect();
        assert_eq!(letters, ["A", "F", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn a_message_about_a_child_keeps_only_the_shape() {
        let melding = json!({"jongere": {"naam": "Jip Voorbeeldnaam", "geboortedatum": "2033-03-02"}, "gemeente": "woerden"});
        let hidden = Verhuld::van(&melding);
        assert_eq!(
            hidden
                .in_tekst("`jongere.geboortedatum` is 2033-03-02; `Jip Voorbeeldnaam` in woerden"),
            "`jongere.geboortedatum` is 9999-99-99; `xxx xxxxxxxxxxxxx` in woerden"
        );
        assert_eq!(
            Verhuld::Alles.in_tekst("`naam` is `Jip`; verwacht `,` of `}`"),
            "`naam` is `xxx`; verwacht `,` of `}`"
        );
    }
}
