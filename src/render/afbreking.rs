//! Breaking lines: words put under each other in a given number of columns.
//!
//! What stands in the lines is for `opmaak` and `dossier`. Easy to get wrong: a column is not a byte and
//! not a character; `é` may be two characters and a wide sign takes two columns.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The fewest columns text is still broken into; below this words would stand one letter a line.
const SMALST: usize = 8;

/// Breaks one paragraph into lines of at most `breedte` columns; a longer word is cut.
///
/// Line breaks in the text are kept. The list is never empty.
pub fn breek(tekst: &str, breedte: usize) -> Vec<String> {
    let breedte = breedte.max(SMALST);
    let mut regels = Vec::new();
    for alinea in tekst.split('\n') {
        let mut regel = String::new();
        let mut kolom = 0;
        for woord in alinea.split_whitespace() {
            for stuk in stukken(woord, breedte) {
                let breed = stuk.width();
                if kolom > 0 && kolom + 1 + breed > breedte {
                    regels.push(std::mem::take(&mut regel));
                    kolom = 0;
                }
                if kolom > 0 {
                    regel.push(' ');
                    kolom += 1;
                }
                regel.push_str(stuk);
                kolom += breed;
            }
        }
        regels.push(regel);
    }
    regels
}

/// Cuts a word that fits on no line.
fn stukken(woord: &str, breedte: usize) -> Vec<&str> {
    let (mut stukken, mut begin, mut kolom) = (Vec::new(), 0, 0);
    for (plaats, teken) in woord.char_indices() {
        let breed = teken.width().unwrap_or(0);
        if kolom + breed > breedte {
            stukken.push(&woord[begin..plaats]);
            (begin, kolom) = (plaats, 0);
        }
        kolom += breed;
    }
    stukken.push(&woord[begin..]);
    stukken
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(breek("een twee drie vier", 9), ["een twee", "drie vier"]);
        assert_eq!(breek("een\n\ntwee", 9), ["een", "", "twee"]);
        assert_eq!(breek("", 9), [""]);
    }

    #[test]
    fn no_line_is_wider_than_asked() {
        let lang = "leerplichtambtenaren的的的的的的 en cafe\u{301} ".repeat(3);
        for breedte in 8..40 {
            assert!(
                breek(&lang, breedte)
                    .iter()
                    .all(|regel| regel.width() <= breedte)
            );
        }
    }
}
