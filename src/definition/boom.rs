//! The tree of an author file: every node and every key knows its file, line and column; a layer
//! can be laid over another without losing that.
//!
//! Making a tree from text is left to [`super::ontleed`], what belongs in it to [`super::vorm`].
//!
//! Easy to get wrong: a scalar is kept as it was written. Whether `00` is a number or the vestiging
//! of a school, and `nee` an answer or a text, is known only to whoever knows the shape.

use std::collections::HashMap;
use std::sync::Arc;

/// A place in an author file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plek {
    pub bestand: Arc<str>,
    /// The line, counted from 1.
    pub regel: usize,
    /// The column in characters, counted from 1.
    pub kolom: usize,
}

impl Plek {
    /// A place: file, line and column, both counted from 1.
    pub fn new(bestand: impl Into<Arc<str>>, regel: usize, kolom: usize) -> Self {
        Self {
            bestand: bestand.into(),
            regel,
            kolom,
        }
    }
}

/// The name of an entry of a mapping, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sleutel {
    pub naam: String,
    pub plek: Plek,
}

/// A node with the place where it begins; an empty value has the place of its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knoop {
    pub plek: Plek,
    pub soort: Soort,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Soort {
    Scalair(Scalair),
    Lijst(Vec<Knoop>),
    /// In the order of the file; names are unique.
    Kaart(Vec<(Sleutel, Knoop)>),
}

/// A word, number or text, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalair {
    pub tekst: String,
    /// Without quotes and not a `|` or `>` block: only then can it be a number, yes/no or empty.
    pub kaal: bool,
}

impl Scalair {
    /// Returns whether nothing was written, or the `~` or `null` of YAML 1.2.
    pub fn is_leeg(&self) -> bool {
        self.kaal && matches!(self.tekst.as_str(), "" | "~" | "null" | "Null" | "NULL")
    }

    /// Returns the answer when it is a bare `ja` or `nee`: the only booleans of an author.
    pub fn ja_nee(&self) -> Option<bool> {
        match self.tekst.as_str() {
            "ja" if self.kaal => Some(true),
            "nee" if self.kaal => Some(false),
            _ => None,
        }
    }

    /// Returns the number when it is a bare decimal number of YAML 1.2 (no hex, no infinity).
    pub fn getal(&self) -> Option<serde_json::Number> {
        if !self.kaal {
            return None;
        }
        let zonder_plus = self.tekst.strip_prefix('+').unwrap_or(&self.tekst);
        let cijfers = zonder_plus.strip_prefix('-').unwrap_or(zonder_plus);
        // Rust also reads `inf`, `nan` and `+-1`; an author never means those.
        let begint_goed = cijfers.starts_with(|c: char| c.is_ascii_digit() || c == '.')
            && !(zonder_plus.len() < self.tekst.len() && cijfers.len() < zonder_plus.len());
        if !begint_goed {
            return None;
        }
        if let Ok(geheel) = zonder_plus.parse::<u64>() {
            return Some(geheel.into());
        }
        if let Ok(geheel) = zonder_plus.parse::<i64>() {
            return Some(geheel.into());
        }
        zonder_plus
            .parse()
            .ok()
            .and_then(serde_json::Number::from_f64)
    }
}

impl Knoop {
    /// Returns the scalar, when this is one.
    pub fn scalair(&self) -> Option<&Scalair> {
        match &self.soort {
            Soort::Scalair(scalair) => Some(scalair),
            _ => None,
        }
    }

    /// Returns the text as written, when this is a scalar.
    pub fn tekst(&self) -> Option<&str> {
        self.scalair().map(|scalair| scalair.tekst.as_str())
    }

    /// Returns the items; none when this is no list.
    pub fn lijst(&self) -> &[Knoop] {
        match &self.soort {
            Soort::Lijst(items) => items,
            _ => &[],
        }
    }

    /// Returns the entries; none when this is no mapping.
    pub fn kaart(&self) -> &[(Sleutel, Knoop)] {
        match &self.soort {
            Soort::Kaart(regels) => regels,
            _ => &[],
        }
    }

    /// Returns the entry of a mapping with this name.
    pub fn regel(&self, naam: &str) -> Option<(&Sleutel, &Knoop)> {
        self.kaart()
            .iter()
            .find(|(sleutel, _)| sleutel.naam == naam)
            .map(|(sleutel, knoop)| (sleutel, knoop))
    }

    /// Returns the node under these names; a list is entered by number, counted from 0.
    pub fn op_pad<S: AsRef<str>>(&self, pad: &[S]) -> Option<&Knoop> {
        pad.iter().try_fold(self, |knoop, stap| {
            knoop.stap(stap.as_ref()).map(|(_, kind)| kind)
        })
    }

    /// Returns the place of the key at the end of the path, so that a fault about a name points at
    /// that name; of an item of a list, its own place.
    pub fn sleutel_op<S: AsRef<str>>(&self, pad: &[S]) -> Option<&Plek> {
        let (laatste, boven) = pad.split_last()?;
        let (sleutel, kind) = self.op_pad(boven)?.stap(laatste.as_ref())?;
        Some(sleutel.map_or(&kind.plek, |sleutel| &sleutel.plek))
    }

    /// Returns the place of the value at the end of the path, or of the deepest node on the way
    /// that exists: a check always has something to point at.
    pub fn plek_op<S: AsRef<str>>(&self, pad: &[S]) -> &Plek {
        let mut hier = self;
        for stap in pad {
            let Some((_, kind)) = hier.stap(stap.as_ref()) else {
                break;
            };
            hier = kind;
        }
        &hier.plek
    }

    fn stap(&self, naam: &str) -> Option<(Option<&Sleutel>, &Knoop)> {
        match &self.soort {
            Soort::Kaart(_) => self
                .regel(naam)
                .map(|(sleutel, kind)| (Some(sleutel), kind)),
            Soort::Lijst(items) => Some((None, items.get(naam.parse::<usize>().ok()?)?)),
            Soort::Scalair(_) => None,
        }
    }
}

/// Lays an upper layer over a lower one.
///
/// Mappings merge by key, all the way down: the order of the lower layer stays, new keys come
/// after it. Anything else (a scalar, a list, or a mapping where the other has none) replaces what
/// lies below, whole. Every node keeps the place, and so the file, it was written at; a merged
/// mapping keeps that of the lower layer, a replaced value brings its own key along.
pub fn leg_over(onder: Knoop, boven: Knoop) -> Knoop {
    let (regels, erover) = match (onder.soort, boven.soort) {
        (Soort::Kaart(regels), Soort::Kaart(erover)) => (regels, erover),
        (_, soort) => {
            return Knoop {
                plek: boven.plek,
                soort,
            };
        }
    };
    // Options so that a value can be taken out, merged and put back in its place.
    let mut regels: Vec<Option<(Sleutel, Knoop)>> = regels.into_iter().map(Some).collect();
    let plaats: HashMap<String, usize> = regels
        .iter()
        .enumerate()
        .filter_map(|(i, regel)| regel.as_ref().map(|(sleutel, _)| (sleutel.naam.clone(), i)))
        .collect();
    for (sleutel, knoop) in erover {
        let oud = plaats.get(&sleutel.naam).and_then(|i| regels.get_mut(*i));
        match oud {
            Some(vak) => {
                *vak = vak.take().map(|(oude_sleutel, oude)| {
                    let beide_kaart = matches!(
                        (&oude.soort, &knoop.soort),
                        (Soort::Kaart(_), Soort::Kaart(_))
                    );
                    let blijft = if beide_kaart { oude_sleutel } else { sleutel };
                    (blijft, leg_over(oude, knoop))
                });
            }
            None => regels.push(Some((sleutel, knoop))),
        }
    }
    Knoop {
        plek: onder.plek,
        soort: Soort::Kaart(regels.into_iter().flatten().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::definition::ontleed::ontleed;

    fn lees(bestand: &str, tekst: &str) -> Knoop {
        let (boom, fouten) = ontleed(bestand, tekst);
        assert_eq!(fouten, []);
        boom.unwrap()
    }

    /// One line per leaf: path = value, and the place it came from.
    fn uitgeschreven(knoop: &Knoop, pad: &str, uit: &mut String) {
        match &knoop.soort {
            Soort::Scalair(s) => {
                let Plek {
                    bestand,
                    regel,
                    kolom,
                } = &knoop.plek;
                uit.push_str(&format!(
                    "{pad} = {} ({bestand}:{regel}:{kolom})\n",
                    s.tekst
                ));
            }
            Soort::Lijst(items) => {
                for (i, item) in items.iter().enumerate() {
                    uitgeschreven(item, &format!("{pad}[{i}]"), uit);
                }
            }
            Soort::Kaart(regels) => {
                for (sleutel, kind) in regels {
                    uitgeschreven(kind, &format!("{pad}/{}", sleutel.naam), uit);
                }
            }
        }
    }

    #[test]
    fn a_bureau_changes_one_term_and_every_line_still_knows_its_file() {
        let onder = lees(
            "landelijk.yaml",
            "fasen:\n  onderzoek:\n    titel: Onderzoek\n    herinner: [a, b]\n  einde: klaar\n",
        );
        let boven = lees(
            "bureau.yaml",
            "fasen:\n  onderzoek:\n    herinner: [c]\n    titel: Nader onderzoek\n    extra: 1\n  einde:\n    als: x\n",
        );
        let mut uit = String::new();
        uitgeschreven(&leg_over(onder, boven), "", &mut uit);
        insta::assert_snapshot!(uit, @"
        /fasen/onderzoek/titel = Nader onderzoek (bureau.yaml:4:12)
        /fasen/onderzoek/herinner[0] = c (bureau.yaml:3:16)
        /fasen/onderzoek/extra = 1 (bureau.yaml:5:12)
        /fasen/einde/als = x (bureau.yaml:7:10)
        ");
    }

    #[test]
    fn the_key_of_a_replaced_value_is_that_of_the_upper_layer() {
        let boom = leg_over(
            lees("onder.yaml", "a: 1\nb: {c: 2}\n"),
            lees("boven.yaml", "\n\na: 3\nb: {d: 4}\n"),
        );
        assert_eq!(
            boom.sleutel_op(&["a"]),
            Some(&Plek::new("boven.yaml", 3, 1))
        );
        assert_eq!(
            boom.sleutel_op(&["b"]),
            Some(&Plek::new("onder.yaml", 2, 1))
        );
        assert_eq!(
            boom.sleutel_op(&["b", "d"]),
            Some(&Plek::new("boven.yaml", 4, 5))
        );
    }

    #[test]
    fn a_check_can_point_at_a_key_a_value_or_the_nearest_thing_that_exists() {
        let boom = lees(
            "p.yaml",
            "fasen:\n  onderzoek:\n    naar: [x, afgeslotn]\n    leeg:\n",
        );
        let pad = ["fasen", "onderzoek", "naar", "1"];
        assert_eq!(boom.op_pad(&pad).and_then(Knoop::tekst), Some("afgeslotn"));
        assert_eq!(boom.plek_op(&pad), &Plek::new("p.yaml", 3, 15));
        assert_eq!(
            boom.sleutel_op(&["fasen", "onderzoek"]),
            Some(&Plek::new("p.yaml", 2, 3))
        );
        assert_eq!(
            boom.plek_op(&["fasen", "onderzoek", "leeg"]),
            &Plek::new("p.yaml", 4, 5)
        );
        assert_eq!(
            boom.plek_op(&["fasen", "weg", "x"]),
            &Plek::new("p.yaml", 2, 3)
        );
        assert_eq!(boom.op_pad(&["fasen", "onderzoek", "naar", "9"]), None);
    }

    #[test]
    fn a_word_is_a_number_or_an_answer_only_when_asked() {
        let kaal = |tekst: &str| Scalair {
            tekst: tekst.into(),
            kaal: true,
        };
        for (tekst, getal) in [
            ("00", Some("0")),
            ("-3", Some("-3")),
            ("+4", Some("4")),
            ("1.5", Some("1.5")),
            ("1e3", Some("1000.0")),
            ("01AB", None),
            ("2026-10-08", None),
            ("nan", None),
            (".inf", None),
            ("+-1", None),
            ("", None),
            (".", None),
            ("18446744073709551616", Some("1.8446744073709552e+19")),
        ] {
            assert_eq!(
                kaal(tekst).getal().map(|n| n.to_string()).as_deref(),
                getal,
                "{tekst}"
            );
        }
        assert_eq!(kaal("nee").ja_nee(), Some(false));
        assert_eq!(kaal("no").ja_nee(), None);
        assert_eq!(
            Scalair {
                tekst: "ja".into(),
                kaal: false
            }
            .ja_nee(),
            None
        );
    }
}
