//! What must hold of every fault that is told.
//!
//! Easy to get wrong: where a line ends. An editor ends it at LF, CRLF and a lone CR; what reads templates and scripts
//! at LF alone. A place must be there for one of them.

use termijnwacht::definition::diagnostic::Diagnostic;

/// The most that is told of one file, in characters.
const MEEST: usize = 400_000;

/// Every place is within the text of its file, and all of it can be read.
pub fn places<'t>(told: &[Diagnostic], tekst: impl Fn(&str) -> Option<&'t str>) {
    let mut size = 0;
    for fout in told {
        let Some(tekst) = tekst(&fout.bestand) else {
            panic!("{fout} is about a file that was not given");
        };
        place(tekst, fout.regel, fout.kolom, &fout.to_string());
        let words = [Some(&fout.melding), fout.hint.as_ref()];
        for words in words.into_iter().flatten() {
            assert!(!words.trim().is_empty());
            assert!(words.chars().count() < 4_000, "endless: {words}");
            assert!(!words.chars().any(char::is_control), "{words:?}");
            size += words.len();
        }
    }
    assert!(size < MEEST, "{} faults in {size} characters", told.len());
}

/// Within the text, or just behind its end.
pub fn place(tekst: &str, regel: usize, kolom: usize, told: &str) {
    let editor = tekst.replace("\r\n", "\n").replace('\r', "\n");
    let fits = |tekst: &str| {
        let lines: Vec<&str> = tekst.split('\n').collect();
        let length = lines
            .get(regel.wrapping_sub(1))
            .map_or(0, |line| line.chars().count());
        (1..=lines.len() + 1).contains(&regel) && (1..=length + 1).contains(&kolom)
    };
    assert!(
        fits(&editor) || fits(tekst),
        "{regel}:{kolom} is no place in {} lines: {told}\n{}",
        editor.lines().count(),
        tekst.chars().take(3000).collect::<String>()
    );
}
