//! The five fields as an author writes them, turned into what `cron` reads.
//!
//! Every field becomes a list of numbers, so that what may be written is settled here and told in Dutch. Easy
//! to get wrong: weekdays are words (`ma`…`zo`), never numbers, because half the world counts them from
//! Sunday, `cron` among them.

use std::collections::BTreeSet;

/// The days of the week as authors write them and as `cron` reads them, Monday first.
const WEEKDAGEN: [(&str, &str); 7] = [
    ("ma", "Mon"),
    ("di", "Tue"),
    ("wo", "Wed"),
    ("do", "Thu"),
    ("vr", "Fri"),
    ("za", "Sat"),
    ("zo", "Sun"),
];

/// What a field may hold.
#[derive(Clone, Copy)]
struct Veld {
    naam: &'static str,
    min: usize,
    max: usize,
}

const VELDEN: [Veld; 4] = [
    veld("minuut", 0, 59),
    veld("uur", 0, 23),
    veld("dag", 1, 31),
    veld("maand", 1, 12),
];

const WEEKDAG: Veld = veld("weekdag", 0, WEEKDAGEN.len() - 1);

const fn veld(naam: &'static str, min: usize, max: usize) -> Veld {
    Veld { naam, min, max }
}

/// The expression for `cron`, seconds first.
///
/// # Errors
/// A Dutch fragment that names the part that is wrong.
pub(super) fn cron(tekst: &str) -> Result<String, String> {
    let words: Vec<&str> = tekst.split_whitespace().collect();
    let [minuut, uur, dag, maand, weekdag] = words.as_slice() else {
        return Err(match words.len() {
            0 => "er staat niets".to_owned(),
            1 => format!("`{tekst}` heeft 1 deel in plaats van 5"),
            several => format!("`{tekst}` heeft {several} delen in plaats van 5"),
        });
    };
    let mut out = vec!["0".to_owned()];
    for (veld, word) in VELDEN.into_iter().zip([minuut, uur, dag, maand]) {
        let found = veld.numbers(word, |text| text.parse().ok())?;
        out.push(list(found.iter().map(ToString::to_string)));
    }
    let place = |text: &str| WEEKDAGEN.iter().position(|(naam, _)| *naam == text);
    if *weekdag == "*" {
        out.push("*".to_owned());
    } else {
        let found = WEEKDAG.numbers(weekdag, place)?;
        let names = found.iter().filter_map(|day| WEEKDAGEN.get(*day));
        out.push(list(names.map(|(_, naam)| (*naam).to_owned())));
    }
    out.push("*".to_owned());
    Ok(out.join(" "))
}

fn list(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join(",")
}

impl Veld {
    /// What a field such as `*`, `1-5`, `*/15` or `1,15` stands for.
    fn numbers(
        self,
        word: &str,
        read: impl Fn(&str) -> Option<usize>,
    ) -> Result<BTreeSet<usize>, String> {
        let mut found = BTreeSet::new();
        for part in word.split(',') {
            let (range, step) = match part.split_once('/') {
                None => (part, None),
                Some((range, step)) => (range, Some(step)),
            };
            let number = |text: &str| {
                read(text)
                    .filter(|number| (self.min..=self.max).contains(number))
                    .ok_or_else(|| self.wrong(part))
            };
            let (from, to) = match range.split_once('-') {
                Some((from, to)) => (number(from)?, number(to)?),
                None if range == "*" => (self.min, self.max),
                None => (number(range)?, number(range)?),
            };
            if from > to {
                return Err(format!(
                    "de reeks `{part}` loopt terug; schrijf het begin eerst"
                ));
            }
            found.extend((from..=to).step_by(self.step(part, step, from == to)?));
        }
        Ok(found)
    }

    fn step(self, part: &str, step: Option<&str>, single: bool) -> Result<usize, String> {
        let Some(step) = step else { return Ok(1) };
        if single {
            return Err(format!(
                "`{part}` is een stap zonder reeks; schrijf `*/{step}`, of een reeks ervoor"
            ));
        }
        step.parse()
            .ok()
            .filter(|step| (1..=self.max - self.min).contains(step))
            .ok_or_else(|| {
                let most = self.max - self.min;
                format!("`{part}` heeft geen stap van 1 tot en met {most}")
            })
    }

    fn wrong(self, part: &str) -> String {
        if self.naam == WEEKDAG.naam {
            let names = WEEKDAGEN.map(|(naam, _)| format!("`{naam}`")).join(", ");
            return format!("`{part}` is geen weekdag ({names})");
        }
        let Self { naam, min, max } = self;
        format!("`{part}` is geen {naam} van {min} tot en met {max}")
    }
}
