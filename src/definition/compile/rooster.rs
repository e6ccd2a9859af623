//! Recurring work: on which days and hours a procedure begins by itself.
//!
//! Only whether it can be read; firing is a worker's. Easy to get wrong: weekdays are words (`ma`…`zo`),
//! never numbers, because half the world counts them from Sunday.

use indexmap::IndexMap;

use super::blik::Blik;
use super::werk::Werk;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::procedure::Rooster;

const WEEKDAGEN: [&str; 7] = ["ma", "di", "wo", "do", "vr", "za", "zo"];

/// The fields of a moment with the least and greatest number in each.
const VELDEN: [(&str, u32, u32); 4] = [
    ("minuut", 0, 59),
    ("uur", 0, 23),
    ("dag", 1, 31),
    ("maand", 1, 12),
];

/// Reads the schedules.
pub(super) fn lees(werk: &mut Werk<'_>, boom: Blik<'_>) -> IndexMap<String, Rooster> {
    let mut found = IndexMap::new();
    for (naam, blik) in boom.kinderen("rooster") {
        let Some(wanneer) = blik.kind("wanneer") else {
            continue;
        };
        let tekst = wanneer.eigen_tekst().unwrap_or_default();
        if let Err(reden) = toets(tekst) {
            let melding = format!("rooster `{naam}`: {reden}");
            let hint = "schrijf `minuut uur dag maand weekdag`, zoals `0 8 1 9 *` (1 september om 8 uur) of `0 8 * * ma`";
            werk.meld(Diagnostic::new(Code::F137, wanneer.plek(), melding).met_hint(hint));
        }
        let rooster = Rooster {
            wanneer: tekst.to_owned(),
            scholen: blik.teksten("scholen"),
        };
        found.insert(naam.to_owned(), rooster);
    }
    found
}

fn toets(tekst: &str) -> Result<(), String> {
    let words: Vec<&str> = tekst.split_whitespace().collect();
    let [first @ .., weekdag] = words.as_slice() else {
        return Err("er staat niets".to_owned());
    };
    if first.len() != VELDEN.len() {
        return Err(format!(
            "`{tekst}` heeft {} delen in plaats van 5",
            words.len()
        ));
    }
    for ((veld, min, max), word) in VELDEN.iter().zip(first) {
        let number = |text: &str| {
            text.parse::<u32>()
                .ok()
                .filter(|n| (min..=max).contains(&n))
        };
        parts(word, |text| number(text).is_some())
            .map_err(|part| format!("`{part}` is geen {veld} van {min} tot en met {max}"))?;
    }
    parts(weekdag, |text| WEEKDAGEN.contains(&text)).map_err(|part| {
        format!("`{part}` is geen weekdag (`ma`, `di`, `wo`, `do`, `vr`, `za`, `zo`)")
    })
}

/// Checks a field such as `*`, `1-5`, `*/15` or `1,15`; an error is the part that is wrong.
fn parts(word: &str, known: impl Fn(&str) -> bool) -> Result<(), String> {
    for part in word.split(',') {
        let (range, step) = part
            .split_once('/')
            .map_or((part, None), |(range, step)| (range, Some(step)));
        let step_good = step.is_none_or(|step| step.parse::<u32>().is_ok_and(|step| step > 0));
        let range_good = match range.split_once('-') {
            Some((from, to)) => known(from) && known(to),
            None => range == "*" || known(range),
        };
        if !(step_good && range_good) {
            return Err(part.to_owned());
        }
    }
    Ok(())
}
