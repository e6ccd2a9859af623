//! Which file names an aanlevering is about: `*` for any part, `?` for one letter.
//!
//! Easy to get wrong: the marks of Termijnwacht itself. A mended file comes back under the name it was put
//! away by (`2026-10-08 duo (2).csv`) and must find the same aanlevering.

/// Whether a file name fits a pattern; capitals make no difference.
pub fn past(patroon: &str, naam: &str) -> bool {
    let fits = |naam: &str| {
        let (patroon, naam) = (patroon.to_lowercase(), naam.to_lowercase());
        let (patroon, naam): (Vec<char>, Vec<char>) =
            (patroon.chars().collect(), naam.chars().collect());
        glob(&patroon, &naam)
    };
    fits(naam) || fits(&without_marks(naam))
}

/// A name without the day before it and the number behind it.
fn without_marks(naam: &str) -> String {
    let is_day = |text: &str| {
        text.len() == 10
            && text.bytes().enumerate().all(|(at, b)| {
                matches!(at, 4 | 7) == (b == b'-') && (b == b'-' || b.is_ascii_digit())
            })
    };
    let naam = match naam.split_once(' ') {
        Some((day, rest)) if is_day(day) => rest,
        _ => naam,
    };
    let (stem, ext) = naam.rsplit_once('.').unwrap_or((naam, ""));
    let bare = stem.strip_suffix(')').and_then(|stem| {
        let (stem, number) = stem.rsplit_once(" (")?;
        (!number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())).then_some(stem)
    });
    match (bare, ext) {
        (None, _) => naam.to_owned(),
        (Some(bare), "") => bare.to_owned(),
        (Some(bare), ext) => format!("{bare}.{ext}"),
    }
}

/// One pass with one place to come back to: the last `*`.
fn glob(patroon: &[char], naam: &[char]) -> bool {
    let (mut p, mut n) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while n < naam.len() {
        match patroon.get(p) {
            Some('*') => {
                star = Some((p, n));
                p += 1;
            }
            Some(letter) if *letter == '?' || *letter == naam[n] => {
                p += 1;
                n += 1;
            }
            _ => {
                let Some((at, seen)) = star else { return false };
                star = Some((at, seen + 1));
                p = at + 1;
                n = seen + 1;
            }
        }
    }
    patroon[p..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_its_pattern_also_when_it_was_put_away_before() {
        for naam in [
            "duo-week41.csv",
            "DUO-WEEK41.CSV",
            "2026-10-08 duo-week41.csv",
            "duo-week41 (2).csv",
            "2026-10-08 duo-week41 (12).csv",
        ] {
            assert!(past("duo-*.csv", naam), "{naam}");
        }
        for naam in ["duo-week41.xlsx", "las-duo-1.csv", "duo-.csv.part"] {
            assert!(!past("duo-*.csv", naam), "{naam}");
        }
        assert!(past("las-?.csv", "las-7.csv") && !past("las-?.csv", "las-77.csv"));
        assert!(!past(&"*a".repeat(40), &"b".repeat(4_000)));
    }
}
