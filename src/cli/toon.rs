//! How diagnostics look on a terminal: the header, the place, the line with what is wrong underlined, the
//! hint.
//!
//! Easy to get wrong: a place counts characters and a terminal counts columns, so what stands before the
//! fault is measured, not counted. Colour is for terminals only; `anstream` takes it away elsewhere. A line comes
//! from a file, so nothing in it may steer the terminal.

use std::fmt::Write as _;
use std::io::{self, IsTerminal as _};

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use super::demo::columns;
use crate::bronnen::Bronnen;
use crate::definition::diagnostic::{Diagnostic, Ernst};

const FOUT: Style = AnsiColor::Red.on_default().bold();
const WAARSCHUWING: Style = AnsiColor::Yellow.on_default().bold();
const PLAATS: Style = AnsiColor::Blue.on_default();
const HINT: Style = AnsiColor::Green.on_default();

/// A tab as it is shown; how wide a terminal makes one depends on where it stands.
const TAB: &str = "    ";
/// Narrower than this nothing can be read.
const SMALST: usize = 24;

/// A diagnostic with the line it is about, as wide as it is.
pub fn diagnostic(bronnen: &Bronnen, fout: &Diagnostic) -> String {
    within(bronnen, fout, None)
}

/// A diagnostic with the line it is about, in so many columns: sentences go on at the next line, and of a long
/// line the part around the fault is shown.
fn within(bronnen: &Bronnen, fout: &Diagnostic, columns: Option<usize>) -> String {
    let columns = columns.map(|columns| columns.max(SMALST));
    let style = match fout.ernst {
        Ernst::Fout => FOUT,
        Ernst::Waarschuwing => WAARSCHUWING,
    };
    let head = format!("{}[{}]", fout.ernst, fout.code);
    let melding = wrap(&fout.melding, head.len() + 2, columns);
    let mut out = format!("{style}{head}{style:#}: {melding}\n");
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "  {PLAATS}-->{PLAATS:#} {}:{}:{}",
        fout.bestand, fout.regel, fout.kolom
    );
    let file = bronnen.bestand(&fout.bestand);
    let line = file.and_then(|bestand| bestand.tekst.lines().nth(fout.regel.saturating_sub(1)));
    if let Some(line) = line.filter(|line| !line.trim().is_empty()) {
        let number = fout.regel.to_string();
        let margin = " ".repeat(number.len());
        let room = columns.map(|columns| columns.saturating_sub(number.len() + 3));
        let Regel {
            tekst,
            voor,
            lengte,
        } = Regel::new(line, fout.kolom).cut(room);
        let _ = writeln!(out, "{PLAATS}{number} |{PLAATS:#} {tekst}");
        let (blank, marks) = (" ".repeat(voor), "^".repeat(lengte));
        let _ = writeln!(
            out,
            "{PLAATS}{margin} |{PLAATS:#} {blank}{style}{marks}{style:#}"
        );
    }
    let wenk = wrap(&fout.wenk(), "hint: ".len(), columns);
    let _ = writeln!(out, "{HINT}hint{HINT:#}: {wenk}");
    out
}

/// Breaks a sentence between words, the first line after what stands before it.
fn wrap(tekst: &str, before: usize, columns: Option<usize>) -> String {
    let Some(columns) = columns else {
        return tekst.to_owned();
    };
    let mut out = String::new();
    let mut used = before;
    for word in tekst.split(' ') {
        let width = word.width();
        if !out.is_empty() && used + 1 + width > columns {
            out.push_str("\n  ");
            used = 2;
        } else if !out.is_empty() {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += width;
    }
    out
}

/// A line of a file as a terminal shows it.
struct Regel {
    tekst: String,
    /// Columns before what is underlined.
    voor: usize,
    /// Columns that are underlined.
    lengte: usize,
}

impl Regel {
    fn new(line: &str, kolom: usize) -> Self {
        let before: String = line.chars().take(kolom.saturating_sub(1)).collect();
        Self {
            tekst: visible(line),
            voor: visible(&before).width(),
            lengte: visible(wrong(line, kolom)).width().max(1),
        }
    }

    /// What fits in the room, with the fault in it.
    fn cut(self, room: Option<usize>) -> Self {
        let Some(room) = room.filter(|room| self.tekst.width() > *room) else {
            return self;
        };
        let lengte = self.lengte.min(room.saturating_sub(2)).max(1);
        // A third of the room shows what stands before.
        let skip = match self.voor + lengte < room {
            true => 0,
            false => self
                .voor
                .saturating_sub((room / 3).min(room.saturating_sub(lengte + 2))),
        };
        let mut tekst = String::new();
        let mut at = 0;
        let mut voor = self.voor;
        for c in self.tekst.chars() {
            let width = c.to_string().width();
            if at < skip {
                // The mark takes the place of the first column; a wide character may leave one more.
                voor = voor.saturating_sub(width);
            } else {
                if tekst.is_empty() && skip > 0 {
                    tekst.push('…');
                    voor += 1;
                }
                if tekst.width() + width >= room {
                    tekst.push('…');
                    break;
                }
                tekst.push(c);
            }
            at += width;
        }
        Self {
            tekst,
            voor,
            lengte,
        }
    }
}

/// Tabs as blanks, and nothing that steers a terminal.
fn visible(tekst: &str) -> String {
    tekst
        .chars()
        .map(|c| match c {
            '\t' => TAB.to_owned(),
            c if c.is_control() => '\u{fffd}'.to_string(),
            c => c.to_string(),
        })
        .collect()
}

/// What is wrong: the word or quoted text that begins there.
fn wrong(line: &str, kolom: usize) -> &str {
    let at = line.char_indices().nth(kolom.saturating_sub(1));
    let (before, rest) = line.split_at(at.map_or(line.len(), |(at, _)| at));
    let end = |stop: fn(char) -> bool| rest.find(stop).unwrap_or(rest.len());
    // Within quotes stands a condition, whose words are apart; a plain value may hold blanks.
    let within_quotes = before.matches('\'').count() % 2 == 1;
    let first = rest.chars().next();
    let length = match first {
        Some(quote @ ('"' | '\'')) => {
            let close = rest.char_indices().skip(1).find(|(_, c)| *c == quote);
            close.map_or(rest.len(), |(end, _)| end + 1)
        }
        Some('{' | '[') => 1,
        _ if within_quotes => end(|c| matches!(c, ' ' | ')' | ']' | ',' | '\'')),
        _ => end(|c| matches!(c, ',' | ':' | '}' | ']' | '#')),
    };
    let length = length.max(first.map_or(0, char::len_utf8));
    rest.get(..length).unwrap_or(rest).trim_end()
}

/// Tells faults on stderr: as text with their lines, as wide as the terminal, or as JSON lines.
pub fn allemaal(bronnen: &Bronnen, fouten: &[Diagnostic], json: bool) {
    let wide = columns().filter(|_| io::stderr().is_terminal());
    for fout in fouten {
        if json {
            anstream::eprintln!("{}", serde_json::to_string(fout).unwrap_or_default());
        } else {
            anstream::eprintln!("{}", within(bronnen, fout, wide));
        }
    }
}

/// "2 fouten, 1 waarschuwing".
pub fn aantallen(fouten: &[Diagnostic]) -> String {
    let count = |ernst| fouten.iter().filter(|fout| fout.ernst == ernst).count();
    let words = |number, one: &str, more: &str| match number {
        0 => format!("geen {more}"),
        1 => format!("1 {one}"),
        number => format!("{number} {more}"),
    };
    format!(
        "{}, {}",
        words(count(Ernst::Fout), "fout", "fouten"),
        words(count(Ernst::Waarschuwing), "waarschuwing", "waarschuwingen")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::boom::Plek;
    use crate::definition::diagnostic::Code;

    /// How a fault in this line is shown in so many columns, without colour.
    fn shown(line: &str, kolom: usize, columns: Option<usize>) -> String {
        let bronnen =
            Bronnen::default().met_workflow("landelijk/proef.yaml", &format!("fasen:\n{line}\n"));
        let plek = Plek::new("workflows/landelijk/proef.yaml", 2, kolom);
        let melding = "fase `één` gaat naar onbekende fase `afgeslotn`";
        let fout = Diagnostic::new(Code::F101, &plek, melding).met_hint("bedoelde u `afgesloten`?");
        anstream::adapter::strip_str(&within(&bronnen, &fout, columns)).to_string()
    }

    #[test]
    fn the_word_that_is_wrong_is_underlined() {
        insta::assert_snapshot!(shown("  één: {ga_naar: afgeslotn}", 18, None), @"
        fout[F101]: fase `één` gaat naar onbekende fase `afgeslotn`
          --> workflows/landelijk/proef.yaml:2:18
        2 |   één: {ga_naar: afgeslotn}
          |                  ^^^^^^^^^
        hint: bedoelde u `afgesloten`? (HANDLEIDING 3.5)
        ");
    }

    #[test]
    fn wide_characters_and_tabs_are_measured() {
        insta::assert_snapshot!(shown("  \té漢字e\u{301}: {ga_naar:\t'漢 字'}", 21, None), @"
        fout[F101]: fase `één` gaat naar onbekende fase `afgeslotn`
          --> workflows/landelijk/proef.yaml:2:21
        2 |       é漢字é: {ga_naar:    '漢 字'}
          |                            ^^^^^^^
        hint: bedoelde u `afgesloten`? (HANDLEIDING 3.5)
        ");
    }

    #[test]
    fn a_small_terminal_shows_the_part_of_the_line_that_is_wrong() {
        let line = "  één: {als: 'gegevens.inhoud == \"anders\"', ga_naar: afgeslotn, zet: {a: b, c: d, e: f, g: h}}";
        insta::assert_snapshot!(shown(line, 54, Some(50)), @r#"
        fout[F101]: fase `één` gaat naar onbekende fase
          `afgeslotn`
          --> workflows/landelijk/proef.yaml:2:54
        2 | …rs"', ga_naar: afgeslotn, zet: {a: b, c: d, …
          |                 ^^^^^^^^^
        hint: bedoelde u `afgesloten`? (HANDLEIDING 3.5)
        "#);
        insta::assert_snapshot!(shown(line, 3, Some(40)), @r#"
        fout[F101]: fase `één` gaat naar
          onbekende fase `afgeslotn`
          --> workflows/landelijk/proef.yaml:2:3
        2 |   één: {als: 'gegevens.inhoud == "a…
          |   ^^^
        hint: bedoelde u `afgesloten`?
          (HANDLEIDING 3.5)
        "#);
        insta::assert_snapshot!(shown(line, 88, Some(10)), @"
        fout[F101]: fase `één`
          gaat naar onbekende
          fase `afgeslotn`
          --> workflows/landelijk/proef.yaml:2:88
        2 | … e: f, g: h}}
          |        ^^
        hint: bedoelde u
          `afgesloten`?
          (HANDLEIDING 3.5)
        ");
        let widest = |columns| {
            let text = shown(line, 54, Some(columns));
            // A path is not broken: it must be copied whole.
            let lines = text.lines().filter(|line| !line.contains("-->"));
            lines.map(UnicodeWidthStr::width).max().unwrap()
        };
        for columns in 24..120 {
            assert!(widest(columns) <= columns, "{columns}");
        }
    }

    #[test]
    fn a_file_does_not_steer_the_terminal() {
        let text = shown("  x: \u{1b}[2Jweg", 6, None);
        assert!(
            !text.contains('\u{1b}') && text.contains("\u{fffd}[2Jweg"),
            "{text}"
        );
    }
}
