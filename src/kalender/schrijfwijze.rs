//! How dates, periods and place names are written for people: "do 8 okt 2026", "17–25 okt".
//!
//! Only spelling; what is said with it is left to `uitleg`. Easy to get wrong: a period
//! within one year leaves the year out only when the sentence already names that year.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDate};

use super::vraag::Periode;

const DAGEN: [&str; 7] = ["ma", "di", "wo", "do", "vr", "za", "zo"];
const MAANDEN: [&str; 12] = [
    "jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec",
];

/// Weekday, day, month and year in short: `do 8 okt 2026`.
#[must_use]
pub fn datum_kort(datum: NaiveDate) -> String {
    let mut tekst = String::with_capacity(16);
    push_datum(&mut tekst, datum);
    tekst
}

pub(super) fn push_datum(tekst: &mut String, datum: NaiveDate) {
    tekst.push_str(DAGEN[datum.weekday().num_days_from_monday() as usize]);
    tekst.push(' ');
    push_dag_maand(tekst, datum);
    push_jaar(tekst, datum);
}

fn maand(datum: NaiveDate) -> &'static str {
    MAANDEN[datum.month0() as usize]
}

fn push_dag_maand(tekst: &mut String, datum: NaiveDate) {
    let _ = write!(tekst, "{} {}", datum.day(), maand(datum));
}

fn push_jaar(tekst: &mut String, datum: NaiveDate) {
    let _ = write!(tekst, " {}", datum.year());
}

/// A period with as few words as possible; the year only where it is not `jaar`.
pub(super) fn push_periode(tekst: &mut String, periode: Periode, jaar: i32) {
    let Periode { van, tot } = periode;
    if van.year() != tot.year() {
        push_dag_maand(tekst, van);
        push_jaar(tekst, van);
        tekst.push('–');
        push_dag_maand(tekst, tot);
        push_jaar(tekst, tot);
        return;
    }
    if van.month() != tot.month() {
        push_dag_maand(tekst, van);
        tekst.push('–');
    } else if van != tot {
        let _ = write!(tekst, "{}–", van.day());
    }
    push_dag_maand(tekst, tot);
    if tot.year() != jaar {
        push_jaar(tekst, tot);
    }
}

/// The slug of a name: lower case, no accents, hyphens (`'s-Gravenhage` → `s-gravenhage`).
#[must_use]
pub fn slug(naam: &str) -> String {
    let mut uit = String::with_capacity(naam.len());
    for teken in naam.chars().flat_map(char::to_lowercase) {
        match without_accent(teken) {
            t if t.is_ascii_alphanumeric() => uit.push(t),
            _ if uit.is_empty() || uit.ends_with('-') => {}
            _ => uit.push('-'),
        }
    }
    if uit.ends_with('-') {
        uit.pop();
    }
    uit
}

// The accents that occur in Dutch and Frisian place names.
const fn without_accent(teken: char) -> char {
    match teken {
        'à' | 'á' | 'â' | 'ä' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        andere => andere,
    }
}

/// The candidate most like `woord`, if any is near enough to be what was meant.
pub(super) fn nearest<'a>(
    woord: &str,
    kandidaten: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    const NEAR_ENOUGH: f64 = 0.7;
    kandidaten
        .into_iter()
        .map(|k| (strsim::normalized_damerau_levenshtein(woord, k), k))
        .filter(|(score, _)| *score >= NEAR_ENOUGH)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dag(tekst: &str) -> NaiveDate {
        tekst.parse().unwrap()
    }

    fn periode(van: &str, tot: &str, jaar: i32) -> String {
        let mut tekst = String::new();
        let (van, tot) = (dag(van), dag(tot));
        push_periode(&mut tekst, Periode { van, tot }, jaar);
        tekst
    }

    #[test]
    fn a_date_is_short_and_a_period_shorter() {
        assert_eq!(datum_kort(dag("2026-10-08")), "do 8 okt 2026");
        assert_eq!(periode("2026-10-17", "2026-10-25", 2026), "17–25 okt");
        assert_eq!(periode("2026-10-31", "2026-11-08", 2026), "31 okt–8 nov");
        assert_eq!(periode("2026-04-27", "2026-04-27", 2026), "27 apr");
        assert_eq!(periode("2026-04-27", "2026-04-27", 2027), "27 apr 2026");
        assert_eq!(
            periode("2026-12-19", "2027-01-03", 2027),
            "19 dec 2026–3 jan 2027"
        );
    }

    #[test]
    fn a_slug_has_no_accents_and_no_quotes() {
        assert_eq!(slug("De Ronde Venen"), "de-ronde-venen");
        assert_eq!(slug("'s-Gravenhage"), "s-gravenhage");
        assert_eq!(slug("Súdwest-Fryslân"), "sudwest-fryslan");
        assert_eq!(
            slug("Nuenen, Gerwen en Nederwetten"),
            "nuenen-gerwen-en-nederwetten"
        );
        assert_eq!(slug("Bergen (NH.)"), "bergen-nh");
    }
}
