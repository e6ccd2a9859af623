//! How diagnostics look on a terminal: the header, the place, the line with what is wrong underlined, the
//! hint.
//!
//! Easy to get wrong: a place counts characters and a terminal counts columns, so what stands before the
//! fault is measured, not counted. Colour is for terminals only; `anstream` takes it away elsewhere.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

use crate::bronnen::Bronnen;
use crate::definition::diagnostic::{Diagnostic, Ernst};

const FOUT: Style = AnsiColor::Red.on_default().bold();
const WAARSCHUWING: Style = AnsiColor::Yellow.on_default().bold();
const PLAATS: Style = AnsiColor::Blue.on_default();
const HINT: Style = AnsiColor::Green.on_default();

/// A diagnostic with the line it is about.
pub fn diagnostic(bronnen: &Bronnen, fout: &Diagnostic) -> String {
    let style = match fout.ernst {
        Ernst::Fout => FOUT,
        Ernst::Waarschuwing => WAARSCHUWING,
    };
    let mut out = format!(
        "{style}{}[{}]{style:#}: {}\n",
        fout.ernst, fout.code, fout.melding
    );
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
        let (before, length) = underline(line, fout.kolom);
        let _ = writeln!(out, "{PLAATS}{number} |{PLAATS:#} {line}");
        let marks = "^".repeat(length);
        let _ = writeln!(
            out,
            "{PLAATS}{margin} |{PLAATS:#} {before}{style}{marks}{style:#}"
        );
    }
    let _ = writeln!(out, "{HINT}hint{HINT:#}: {}", fout.wenk());
    out
}

/// Tells faults on stderr: as text with their lines, or as JSON lines.
pub fn allemaal(bronnen: &Bronnen, fouten: &[Diagnostic], json: bool) {
    for fout in fouten {
        if json {
            anstream::eprintln!("{}", serde_json::to_string(fout).unwrap_or_default());
        } else {
            anstream::eprintln!("{}", diagnostic(bronnen, fout));
        }
    }
}

/// The blank before the underline, and how many marks: the word or quoted text that begins there.
fn underline(line: &str, kolom: usize) -> (String, usize) {
    let before: String = line.chars().take(kolom.saturating_sub(1)).collect();
    let rest: Vec<char> = line.chars().skip(kolom.saturating_sub(1)).collect();
    let end = |stop: fn(&char) -> bool| rest.iter().position(stop).unwrap_or(rest.len());
    // Within quotes stands a condition, whose words are apart; a plain value may hold blanks.
    let within_quotes = before.matches('\'').count() % 2 == 1;
    let length = match rest.first() {
        Some(quote @ ('"' | '\'')) => {
            let close = rest.iter().skip(1).position(|c| c == quote);
            close.map_or(rest.len(), |end| end + 2)
        }
        Some('{' | '[') => 1,
        _ if within_quotes => end(|c| matches!(c, ' ' | ')' | ']' | ',' | '\'')),
        _ => end(|c| matches!(c, ',' | ':' | '}' | ']' | '#')),
    };
    let word: String = rest.iter().take(length.max(1)).collect();
    let word = word.trim_end();
    // A tab keeps its own width, whatever the terminal makes of it.
    let blank = before.chars().map(|c| {
        if c == '\t' {
            "\t".to_owned()
        } else {
            " ".repeat(UnicodeWidthStr::width(c.to_string().as_str()))
        }
    });
    (blank.collect(), word.width().max(1))
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

    #[test]
    fn the_word_that_is_wrong_is_underlined() {
        let bronnen = Bronnen::default().met_workflow(
            "landelijk/proef.yaml",
            "fasen:\n  één: {ga_naar: afgeslotn}\n",
        );
        let plek = Plek::new("workflows/landelijk/proef.yaml", 2, 18);
        let fout = Diagnostic::new(
            Code::F101,
            &plek,
            "fase `één` gaat naar onbekende fase `afgeslotn`",
        );
        let shown = diagnostic(&bronnen, &fout.met_hint("bedoelde u `afgesloten`?"));
        insta::assert_snapshot!(anstream::adapter::strip_str(&shown), @r"
        fout[F101]: fase `één` gaat naar onbekende fase `afgeslotn`
          --> workflows/landelijk/proef.yaml:2:18
        2 |   één: {ga_naar: afgeslotn}
          |                  ^^^^^^^^^
        hint: bedoelde u `afgesloten`?
        ");
    }
}
