//! How an export writes a date: `dd-mm-jjjj`, `d/m/jjjj`, `jjjjmmdd`.
//!
//! Easy to get wrong: a spreadsheet writes `8-10-2026 00:00`. A time behind the date is left out, and one
//! digit is enough where a sign follows.

use chrono::NaiveDate;

/// A way of writing a date, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Datumvorm {
    delen: Vec<Deel>,
    tekst: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Deel {
    Dag,
    Maand,
    Jaar,
    Teken(char),
}

impl Datumvorm {
    /// The way author files write a date.
    pub const ISO: &'static str = "jjjj-mm-dd";

    /// Reads `dd-mm-jjjj` and its like; `None` when day, month and year do not each occur once, or a sign
    /// between them is a letter or digit.
    pub fn lees(tekst: &str) -> Option<Self> {
        let mut delen = Vec::new();
        let mut rest = tekst.trim();
        while let Some(first) = rest.chars().next() {
            let run = rest.len() - rest.trim_start_matches(first).len();
            match (first, run) {
                ('d', 1 | 2) => delen.push(Deel::Dag),
                ('m', 1 | 2) => delen.push(Deel::Maand),
                ('j', 4) => delen.push(Deel::Jaar),
                (letter, _) if letter.is_alphanumeric() => return None,
                (sign, _) => delen.push(Deel::Teken(sign)),
            }
            let taken = if first.is_alphanumeric() {
                run
            } else {
                first.len_utf8()
            };
            rest = &rest[taken..];
        }
        let once = |deel| delen.iter().filter(|one| **one == deel).count() == 1;
        (once(Deel::Dag) && once(Deel::Maand) && once(Deel::Jaar)).then(|| Self {
            delen,
            tekst: tekst.trim().to_owned(),
        })
    }

    /// The way author files write a date.
    pub fn iso() -> Self {
        let teken = Deel::Teken('-');
        Self {
            delen: vec![Deel::Jaar, teken, Deel::Maand, teken, Deel::Dag],
            tekst: Self::ISO.to_owned(),
        }
    }

    /// As it was written.
    pub fn tekst(&self) -> &str {
        &self.tekst
    }

    /// The date a cell holds.
    pub fn datum(&self, cel: &str) -> Option<NaiveDate> {
        let mut rest = cel.trim();
        let (mut dag, mut maand, mut jaar) = (0, 0, 0);
        for (at, deel) in self.delen.iter().enumerate() {
            let glued =
                matches!(self.delen.get(at + 1), Some(next) if !matches!(next, Deel::Teken(_)));
            match deel {
                Deel::Teken(sign) => rest = rest.strip_prefix(*sign)?,
                Deel::Dag => (dag, rest) = number(rest, 2, glued)?,
                Deel::Maand => (maand, rest) = number(rest, 2, glued)?,
                Deel::Jaar => (jaar, rest) = number(rest, 4, true)?,
            }
        }
        if !is_time(rest) || !(1900..=2200).contains(&jaar) {
            return None;
        }
        NaiveDate::from_ymd_opt(i32::try_from(jaar).ok()?, maand, dag)
    }
}

/// The digits at the beginning, `most` of them or (unless `exact`) fewer.
fn number(text: &str, most: usize, exact: bool) -> Option<(u32, &str)> {
    let count = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    if count == 0 || (exact && count != most) {
        return None;
    }
    let (digits, rest) = text.split_at(count);
    Some((digits.parse().ok()?, rest))
}

/// Nothing, or a time of day as exports put it behind a date.
fn is_time(text: &str) -> bool {
    let Some(time) = text.strip_prefix([' ', 'T']) else {
        return text.is_empty();
    };
    time.contains(':')
        && time
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b':' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(vorm: &str, cel: &str) -> Option<String> {
        Datumvorm::lees(vorm)
            .expect("a way of writing")
            .datum(cel)
            .map(|datum| datum.to_string())
    }

    #[test]
    fn a_date_is_read_as_the_export_writes_it() {
        let told = Some("2026-10-08".to_owned());
        assert_eq!(read("dd-mm-jjjj", "08-10-2026"), told);
        assert_eq!(read("dd-mm-jjjj", "8-10-2026 00:00:00"), told);
        assert_eq!(read("d/m/jjjj", "8/10/2026"), told);
        assert_eq!(read("jjjjmmdd", "20261008"), told);
        assert_eq!(read("jjjj-mm-dd", "2026-10-08T09:30:00"), told);
        assert_eq!(
            Datumvorm::iso().datum("2026-10-08").map(|d| d.to_string()),
            told
        );
        for wrong in [
            "31-02-2026",
            "2026-10-08",
            "08-10-26",
            "8-10",
            "",
            "08-10-2026x",
            "08-10-0026",
        ] {
            assert_eq!(read("dd-mm-jjjj", wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_way_of_writing_has_a_day_a_month_and_a_year() {
        for wrong in [
            "",
            "dd-mm",
            "dd-mm-jj",
            "dd-mm-yyyy",
            "dd-dd-mm-jjjj",
            "jjjj",
        ] {
            assert_eq!(Datumvorm::lees(wrong), None, "{wrong}");
        }
    }
}
