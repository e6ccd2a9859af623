//! Mutilation: lines that go, come twice or change places, and pieces that no file should have.
//!
//! Easy to get wrong: size. Most mutants stay small, so that thousands are read in seconds; a few are as large as
//! the limits allow, or larger.

use crate::toeval::Toeval;

/// What is put in somewhere.
const SPLINTERS: &[&str] = &[
    "\u{0}",
    "\u{feff}",
    "\r",
    "\r\n",
    "\n",
    "\t",
    "\u{2028}",
    "\u{85}",
    "\u{7f}",
    "\u{200b}",
    "\u{202e}",
    "é",
    "ß",
    "İ",
    "ﬁ",
    "日本",
    "🧒🏽",
    "e\u{301}",
    ":",
    ": ",
    "- ",
    "? ",
    "#",
    " #",
    "|",
    ">",
    "|+3",
    ">-",
    "\"",
    "'",
    "\\",
    "\\x",
    "\\uD800",
    "{",
    "}",
    "[",
    "]",
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "{{ x }}",
    "{% if a %}",
    "{% for a in b %}",
    "{{ a|b(c=1) }}",
    "{% macro m() %}",
    "{% raw %}",
    "&a ",
    "*a",
    "&a *a",
    "<<: *a",
    "<<: ",
    "!!str ",
    "!x ",
    "!<",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "~",
    "null",
    "true",
    "ja",
    "nee",
    "00",
    "0x1F",
    "1e400",
    "-0",
    "NaN",
    ".inf",
    "99999999999999999999",
    "-9223372036854775808",
    "2026-02-30",
    "2026-11-22",
    "0000-00-00",
    "+999999-01-01",
    "5 schooldagen",
    "-1 weken",
    "4294967296 dagen",
    "99999999999 werkdagen",
    "0 dagen",
    "invullen",
    "terstond",
    "uit: ",
    "als: ",
    "binnen: ",
    "ga_naar: ",
    "sluit: ",
    "en ",
    "of ",
    "niet ",
    " in [",
    "==",
    "(",
    ")",
    "gegevens.",
    "jongere.leeftijd",
    ";",
    ",",
    "\"\"",
    "\";\"",
    "=",
    "sep=;",
    "fn ",
    "let ",
    "`",
    "${",
    "=>",
    "loop {}",
    "0..9",
    "#{",
    "this",
    "\\n",
];

fn index(toeval: &mut Toeval, length: usize) -> usize {
    let most = u64::try_from(length).expect("a length");
    usize::try_from(toeval.to(most + 1) - 1).expect("an index")
}

/// One of these.
pub fn pick<'a, T: ?Sized>(toeval: &mut Toeval, from: &[&'a T]) -> &'a T {
    from[index(toeval, from.len() - 1)]
}

/// A text with some mutilations; `ander` is where pieces of another file come from.
pub fn mutant(toeval: &mut Toeval, tekst: &str, ander: &str) -> String {
    let mut tekst = tekst.to_owned();
    for _ in 0..toeval.to(4) {
        tekst = once(toeval, &tekst, ander);
    }
    tekst
}

fn once(toeval: &mut Toeval, tekst: &str, ander: &str) -> String {
    let kind = toeval.to(16);
    match kind {
        1..=6 => by_line(toeval, kind, tekst, ander),
        7..=10 => {
            let mut chars: Vec<char> = tekst.chars().collect();
            let at = index(toeval, chars.len());
            let piece: Vec<char> = pick(toeval, SPLINTERS).chars().collect();
            chars.splice(at..at, piece);
            chars.into_iter().collect()
        }
        11 => {
            let mut chars: Vec<char> = tekst.chars().collect();
            let at = index(toeval, chars.len());
            let until = (at + index(toeval, 12)).min(chars.len());
            chars.drain(at..until);
            chars.into_iter().collect()
        }
        12 => tekst
            .chars()
            .take(index(toeval, tekst.chars().count()))
            .collect(),
        13 => match toeval.to(3) {
            1 => tekst.replace('\n', "\r\n"),
            2 => tekst.replace('\n', "\r"),
            _ => format!("\u{feff}{tekst}"),
        },
        14 => tekst.replacen("  ", "\t", index(toeval, 20)),
        15 => deep(toeval, tekst),
        _ => huge(toeval, tekst),
    }
}

fn by_line(toeval: &mut Toeval, kind: u64, tekst: &str, ander: &str) -> String {
    let mut lines: Vec<&str> = tekst.split_inclusive('\n').collect();
    if lines.is_empty() {
        return ander.to_owned();
    }
    let at = index(toeval, lines.len() - 1);
    let to = index(toeval, lines.len() - 1);
    let others: Vec<&str> = ander.split_inclusive('\n').collect();
    match kind {
        1 => drop(lines.remove(at)),
        2 => lines.insert(to, lines[at]),
        3 => lines.swap(at, to),
        4 => {
            let until = (at + index(toeval, 8)).min(lines.len());
            let block: Vec<&str> = lines[at..until].to_vec();
            lines.splice(to..to, block);
        }
        5 if !others.is_empty() => lines.insert(to, others[index(toeval, others.len() - 1)]),
        5 => {}
        _ => {
            // The line stands elsewhere in the tree.
            let bare = lines[at].trim_start_matches(' ');
            let line = format!("{}{bare}", " ".repeat(index(toeval, 14)));
            let mut owned: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            owned[at] = line;
            return owned.concat();
        }
    }
    lines.concat()
}

/// Blocks within blocks, a few or very many.
fn deep(toeval: &mut Toeval, tekst: &str) -> String {
    let times = [3, 20, 40, 2_000][index(toeval, 3)];
    let piece = pick(
        toeval,
        &[
            "[",
            "{a: ",
            "- ",
            "(",
            "{{ (",
            "niet ",
            "\"",
            "? ",
            "{% if a %}",
            "[[",
            "-",
        ],
    );
    let line = piece.repeat(times);
    put(toeval, tekst, &line)
}

/// More of something than anyone needs.
fn huge(toeval: &mut Toeval, tekst: &str) -> String {
    let times = [5, 50, 500, if toeval.to(4) == 1 { 60_000 } else { 200 }][index(toeval, 3)];
    let piece = pick(
        toeval,
        &[
            "a", "é", "a: b\n", "9", "- x\n", " ", "\n", "&a ", "*a ", ",", "\"\"", "{{a}}", "[],",
        ],
    );
    let many = piece.repeat(times);
    put(toeval, tekst, &many)
}

fn put(toeval: &mut Toeval, tekst: &str, piece: &str) -> String {
    let chars: Vec<char> = tekst.chars().collect();
    let at = index(toeval, chars.len());
    let (before, after) = chars.split_at(at);
    before
        .iter()
        .copied()
        .chain(piece.chars())
        .chain(after.iter().copied())
        .collect()
}
