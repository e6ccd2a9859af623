//! Conditions as authors write them: `gegevens.inhoud == "ingeschreven" en jongere.leeftijd >= 12`.
//!
//! ```text
//! of      := en  ( "of" en )*
//! en      := niet ( "en" niet )*
//! niet    := "niet" niet | test
//! test    := "(" of ")" | waarde ( OP waarde | "in" "[" waarde, … "]" )?
//! waarde  := "tekst" | getal | ja | nee | JJJJ-MM-DD | pad.naar.veld
//! ```
//! Total: a path that leads nowhere is *niets*, equal only to itself, and no comparison with it holds; only
//! a count is 0 where there is nothing to count.
//! Easy to get wrong: whether a path exists is checked when a definition is compiled, not here.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::cmp::Ordering;
use std::fmt;
use std::sync::LazyLock;

/// Where the other zaken of a jongere are counted, by procedure, with underscores for hyphens.
pub const EERDER: &str = "geschiedenis.eerder.";

/// What is not there to be counted is none.
static GEEN: LazyLock<Value> = LazyLock::new(|| Value::from(0));

/// A parsed condition; (de)serialises as its text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Conditie {
    tekst: String,
    boom: Expr,
}

/// Where and why a condition cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConditieFout {
    /// Characters from the start of the condition.
    pub plek: usize,
    pub melding: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Expr {
    Of(Vec<Self>),
    En(Vec<Self>),
    Niet(Box<Self>),
    Is(Waarde),
    Vergelijk(Waarde, Op, Waarde),
    In(Waarde, Vec<Waarde>),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Waarde {
    Vast(Value),
    Pad(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Is,
    IsNiet,
    Kleiner,
    HoogstensGelijk,
    Groter,
    MinstensGelijk,
}

impl Conditie {
    /// Reads a condition.
    ///
    /// # Errors
    /// The first place where it cannot be read, with a Dutch sentence.
    pub fn parse(tekst: &str) -> Result<Self, ConditieFout> {
        let tokens = super::conditie_lezer::tokens(tekst)?;
        let mut parser = Parser {
            tokens: &tokens,
            at: 0,
            einde: tekst.chars().count(),
            diepte: 0,
        };
        let boom = parser.of()?;
        match parser.tokens.get(parser.at) {
            None => Ok(Self {
                tekst: tekst.to_owned(),
                boom,
            }),
            Some((plek, token)) => Err(fout(
                *plek,
                format!("`{token}` staat hier los; verwacht `en`, `of` of het einde"),
            )),
        }
    }

    /// Whether it holds for these facts (an object of objects: `gegevens`, `jongere`, …).
    pub fn holds(&self, feiten: &Value) -> bool {
        holds(&self.boom, feiten)
    }

    /// Every path it reads, and the fixed values each is compared with.
    pub fn paden(&self) -> Vec<(&str, Vec<&Value>)> {
        let mut found = Vec::new();
        paths(&self.boom, &mut found);
        found
    }

    /// As it was read.
    pub(super) const fn boom(&self) -> &Expr {
        &self.boom
    }

    /// Every path that must equal a fixed value before it can hold.
    pub fn eist(&self) -> Vec<(&str, &Value)> {
        let delen = match &self.boom {
            Expr::En(delen) => delen.as_slice(),
            deel => std::slice::from_ref(deel),
        };
        let equal = delen.iter().filter_map(|deel| match deel {
            Expr::Vergelijk(Waarde::Pad(pad), Op::Is, Waarde::Vast(waarde))
            | Expr::Vergelijk(Waarde::Vast(waarde), Op::Is, Waarde::Pad(pad)) => {
                Some((pad.as_str(), waarde))
            }
            _ => None,
        });
        equal.collect()
    }

    /// As written.
    pub fn tekst(&self) -> &str {
        &self.tekst
    }
}

impl TryFrom<String> for Conditie {
    type Error = ConditieFout;

    fn try_from(tekst: String) -> Result<Self, ConditieFout> {
        Self::parse(&tekst)
    }
}

impl From<Conditie> for String {
    fn from(conditie: Conditie) -> Self {
        conditie.tekst
    }
}

impl fmt::Display for ConditieFout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (teken {})", self.melding, self.plek + 1)
    }
}

/// A word of a condition.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    Vast(Value),
    Naam(String),
    Teken(&'static str),
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vast(value) => write!(f, "{value}"),
            Self::Naam(naam) => f.write_str(naam),
            Self::Teken(teken) => f.write_str(teken),
        }
    }
}

pub(super) fn fout(plek: usize, melding: impl Into<String>) -> ConditieFout {
    ConditieFout {
        plek,
        melding: melding.into(),
    }
}

/// How deep brackets and `niet` may nest; authors use two or three.
const DIEPTE: usize = 16;

struct Parser<'a> {
    tokens: &'a [(usize, Token)],
    at: usize,
    einde: usize,
    diepte: usize,
}

impl Parser<'_> {
    fn of(&mut self) -> Result<Expr, ConditieFout> {
        let mut parts = vec![self.en()?];
        while self.eat("of") {
            parts.push(self.en()?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Expr::Of(parts)
        })
    }

    fn en(&mut self) -> Result<Expr, ConditieFout> {
        let mut parts = vec![self.niet()?];
        while self.eat("en") {
            parts.push(self.niet()?);
        }
        Ok(if parts.len() == 1 {
            parts.remove(0)
        } else {
            Expr::En(parts)
        })
    }

    fn niet(&mut self) -> Result<Expr, ConditieFout> {
        self.diepte += 1;
        if self.diepte > DIEPTE {
            return Err(fout(
                self.plek(),
                format!("de voorwaarde is dieper genest dan {DIEPTE} lagen; knip haar op"),
            ));
        }
        let result = if self.eat("niet") {
            Ok(Expr::Niet(Box::new(self.niet()?)))
        } else {
            self.test()
        };
        self.diepte -= 1;
        result
    }

    fn test(&mut self) -> Result<Expr, ConditieFout> {
        if self.eat("(") {
            let inner = self.of()?;
            self.need(")")?;
            return Ok(inner);
        }
        let left = self.waarde()?;
        if self.eat("in") {
            self.need("[")?;
            let mut options = vec![self.waarde()?];
            while self.eat(",") {
                options.push(self.waarde()?);
            }
            self.need("]")?;
            return Ok(Expr::In(left, options));
        }
        let op = [
            ("==", Op::Is),
            ("!=", Op::IsNiet),
            ("<=", Op::HoogstensGelijk),
            (">=", Op::MinstensGelijk),
            ("<", Op::Kleiner),
            (">", Op::Groter),
        ]
        .into_iter()
        .find_map(|(teken, op)| self.eat(teken).then_some(op));
        match op {
            Some(op) => Ok(Expr::Vergelijk(left, op, self.waarde()?)),
            None => Ok(Expr::Is(left)),
        }
    }

    fn waarde(&mut self) -> Result<Waarde, ConditieFout> {
        let plek = self.plek();
        let found = match self.tokens.get(self.at) {
            Some((_, Token::Vast(value))) => Waarde::Vast(value.clone()),
            Some((_, Token::Naam(naam))) => Waarde::Pad(naam.clone()),
            Some((_, token)) => {
                return Err(fout(
                    plek,
                    format!("`{token}` gevonden; verwacht een veld, een \"tekst\" of een getal"),
                ));
            }
            None => {
                return Err(fout(
                    plek,
                    "hier breekt de voorwaarde af; verwacht een veld, een \"tekst\" of een getal",
                ));
            }
        };
        self.at += 1;
        Ok(found)
    }

    fn plek(&self) -> usize {
        self.tokens
            .get(self.at)
            .map_or(self.einde, |(plek, _)| *plek)
    }

    fn eat(&mut self, teken: &str) -> bool {
        let here =
            matches!(self.tokens.get(self.at), Some((_, Token::Teken(found))) if *found == teken);
        self.at += usize::from(here);
        here
    }

    fn need(&mut self, teken: &str) -> Result<(), ConditieFout> {
        if self.eat(teken) {
            Ok(())
        } else {
            Err(fout(self.plek(), format!("hier ontbreekt `{teken}`")))
        }
    }
}

fn holds(expr: &Expr, feiten: &Value) -> bool {
    match expr {
        Expr::Of(parts) => parts.iter().any(|part| holds(part, feiten)),
        Expr::En(parts) => parts.iter().all(|part| holds(part, feiten)),
        Expr::Niet(inner) => !holds(inner, feiten),
        Expr::Is(waarde) => *value(waarde, feiten) == Value::Bool(true),
        Expr::Vergelijk(left, op, right) => compare(value(left, feiten), *op, value(right, feiten)),
        Expr::In(left, options) => options
            .iter()
            .any(|option| compare(value(left, feiten), Op::Is, value(option, feiten))),
    }
}

fn value<'a>(waarde: &'a Waarde, feiten: &'a Value) -> &'a Value {
    match waarde {
        Waarde::Vast(value) => value,
        Waarde::Pad(pad) => pad
            .split('.')
            .try_fold(feiten, |at, step| at.get(step))
            .unwrap_or(if pad.starts_with(EERDER) {
                &GEEN
            } else {
                &Value::Null
            }),
    }
}

fn compare(left: &Value, op: Op, right: &Value) -> bool {
    let order = match (left, right) {
        (Value::Number(a), Value::Number(b)) => a
            .as_f64()
            .zip(b.as_f64())
            .and_then(|(a, b)| a.partial_cmp(&b)),
        // Dates are text in one form, so that the order of text is the order of days.
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => (a == b).then_some(Ordering::Equal),
        _ => None,
    };
    match op {
        Op::Is => order == Some(Ordering::Equal),
        Op::IsNiet => order != Some(Ordering::Equal),
        Op::Kleiner => order == Some(Ordering::Less),
        Op::HoogstensGelijk => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Op::Groter => order == Some(Ordering::Greater),
        Op::MinstensGelijk => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

fn paths<'a>(expr: &'a Expr, found: &mut Vec<(&'a str, Vec<&'a Value>)>) {
    let mut note = |waarde: &'a Waarde, against: Vec<&'a Waarde>| {
        if let Waarde::Pad(pad) = waarde {
            let fixed = against.into_iter().filter_map(|other| {
                if let Waarde::Vast(value) = other {
                    Some(value)
                } else {
                    None
                }
            });
            found.push((pad, fixed.collect()));
        }
    };
    match expr {
        Expr::Of(parts) | Expr::En(parts) => parts.iter().for_each(|part| paths(part, found)),
        Expr::Niet(inner) => paths(inner, found),
        Expr::Is(waarde) => note(waarde, Vec::new()),
        Expr::Vergelijk(left, _, right) => {
            note(left, vec![right]);
            note(right, vec![left]);
        }
        Expr::In(left, options) => note(left, options.iter().collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn feiten() -> Value {
        json!({
            "gegevens": {"inhoud": "ingeschreven", "hulp": true, "datum": "2026-10-08"},
            "jongere": {"leeftijd": 16, "startkwalificatie": false},
        })
    }

    #[test]
    fn conditions_hold_as_a_reader_expects() {
        for (tekst, expected) in [
            (r#"gegevens.inhoud == "ingeschreven""#, true),
            (r#"gegevens.inhoud != "ingeschreven""#, false),
            (
                "jongere.leeftijd >= 16 en niet jongere.startkwalificatie",
                true,
            ),
            ("jongere.leeftijd < 16 of gegevens.hulp", true),
            (r#"gegevens.inhoud in ["anders", "ingeschreven"]"#, true),
            ("jongere.startkwalificatie == nee", true),
            ("gegevens.datum < 2026-10-09", true),
            (
                "niet (jongere.leeftijd > 12 en jongere.leeftijd < 18)",
                false,
            ),
        ] {
            assert_eq!(
                Conditie::parse(tekst).map(|c| c.holds(&feiten())),
                Ok(expected),
                "{tekst}"
            );
        }
    }

    #[test]
    fn what_is_not_there_compares_with_nothing() {
        for tekst in [
            "gegevens.weg",
            "gegevens.weg == ja",
            "gegevens.weg < 3",
            "gegevens.weg >= 3",
            r#"gegevens.weg == "x""#,
        ] {
            assert_eq!(
                Conditie::parse(tekst).map(|c| c.holds(&feiten())),
                Ok(false),
                "{tekst}"
            );
        }
        assert_eq!(
            Conditie::parse(r#"gegevens.weg != "x""#).map(|c| c.holds(&feiten())),
            Ok(true)
        );
    }

    #[test]
    fn faults_say_where_and_what() {
        let told = |tekst: &str| Conditie::parse(tekst).map_err(|fout| fout.to_string());
        assert_eq!(told("gegevens.x =="), Err("hier breekt de voorwaarde af; verwacht een veld, een \"tekst\" of een getal (teken 14)".into()));
        assert_eq!(
            told("(gegevens.x"),
            Err("hier ontbreekt `)` (teken 12)".into())
        );
        assert_eq!(
            told("gegevens.x gegevens.y"),
            Err("`gegevens.y` staat hier los; verwacht `en`, `of` of het einde (teken 12)".into())
        );
        assert_eq!(
            told("gegevens.x = 3"),
            Err("`=` bestaat niet; schrijf `==` (teken 12)".into())
        );
        assert_eq!(
            told("gegevens.x && ja"),
            Err("`&` bestaat niet; schrijf `en` (teken 12)".into())
        );
        assert_eq!(
            told(r#"gegevens.x == "abc"#),
            Err(
                "de tekst begint hier en eindigt niet; er ontbreekt een aanhalingsteken (teken 15)"
                    .into()
            )
        );
    }

    #[test]
    fn nesting_is_bounded() {
        let deep = format!("{}gegevens.x{}", "(".repeat(40), ")".repeat(40));
        assert!(Conditie::parse(&deep).is_err());
        assert!(Conditie::parse(&"niet ".repeat(4000)).is_err());
    }

    #[test]
    fn a_condition_tells_which_paths_it_reads() {
        let conditie =
            Conditie::parse(r#"gegevens.a == "x" en jongere.leeftijd in [12, 13]"#).unwrap();
        let paden: Vec<_> = conditie
            .paden()
            .into_iter()
            .map(|(pad, values)| (pad.to_owned(), values.len()))
            .collect();
        assert_eq!(
            paden,
            [
                ("gegevens.a".to_owned(), 1),
                ("jongere.leeftijd".to_owned(), 2)
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(tekst in "[ -~é]{0,60}") {
            if let Ok(conditie) = Conditie::parse(&tekst) {
                conditie.holds(&feiten());
            }
        }
    }
}
