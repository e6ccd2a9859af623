//! How settings are written: in TOML, and in the environment, where all is text.
//!
//! Times and sizes carry their unit (`"20 s"`, `"1 MiB"`), so that nobody guesses. An empty text means that
//! a setting is not set. Easy to get wrong: showing. What [`Value::show`] writes is TOML that reads back as
//! the same value; the example file is compared with it.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use toml::de::DeValue;

/// A kind of value that a setting can have.
pub(super) trait Value: Sized {
    /// Reads text, as the environment has it; the fault says what was expected.
    fn from_text(text: &str) -> Result<Self, String>;

    /// The same value in TOML.
    fn show(&self) -> String;

    /// Reads a value of a file; most are texts.
    fn from_toml(value: &DeValue<'_>) -> Result<Self, String> {
        match value {
            DeValue::String(text) => Self::from_text(text),
            other => Err(format!("expected a text, found {}", kind(other))),
        }
    }
}

/// What a value of a file is, in words.
pub(super) fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a section",
    }
}

/// A text in TOML's notation.
pub(super) fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

impl Value for String {
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(text.to_owned())
    }

    fn show(&self) -> String {
        quoted(self)
    }
}

impl Value for PathBuf {
    fn from_text(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Err("expected a path, found an empty text".to_owned());
        }
        Ok(Self::from(text))
    }

    fn show(&self) -> String {
        quoted(&self.display().to_string())
    }
}

impl Value for SocketAddr {
    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map_err(|_| {
            format!("expected an address with a port such as `127.0.0.1:8080`, found `{text}`")
        })
    }

    fn show(&self) -> String {
        quoted(&self.to_string())
    }
}

/// A value that may be left out: an empty text is none.
impl<T: Value> Value for Option<T> {
    fn from_text(text: &str) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(None);
        }
        T::from_text(text).map(Some)
    }

    fn show(&self) -> String {
        self.as_ref().map_or_else(|| quoted(""), Value::show)
    }

    fn from_toml(value: &DeValue<'_>) -> Result<Self, String> {
        match value {
            DeValue::String(text) if text.is_empty() => Ok(None),
            other => T::from_toml(other).map(Some),
        }
    }
}

/// Numbers above zero, each with what is expected in its place.
macro_rules! numbers {
    ($($number:ty: $expected:literal),+) => {$(
        impl Value for $number {
            fn from_text(text: &str) -> Result<Self, String> {
                let number = text.trim().parse().ok().filter(|number| *number > 0);
                number.ok_or_else(|| format!("expected {}, found `{text}`", $expected))
            }

            fn show(&self) -> String {
                self.to_string()
            }

            fn from_toml(value: &DeValue<'_>) -> Result<Self, String> {
                match value {
                    DeValue::Integer(number) if number.radix() == 10 => {
                        Self::from_text(number.as_str())
                    }
                    other => Err(format!("expected {}, found {}", $expected, kind(other))),
                }
            }
        }
    )+};
}
numbers!(u32: "a whole number above 0", u16: "a port from 1 to 65535");

const TIMES: [(&str, u64); 4] = [("ms", 1), ("s", 1_000), ("min", 60_000), ("h", 3_600_000)];

impl Value for Duration {
    fn from_text(text: &str) -> Result<Self, String> {
        let found = with_unit(text, &TIMES).map(Self::from_millis);
        let expected = "expected a time such as `500 ms`, `20 s`, `5 min` or `1 h`";
        found.ok_or_else(|| format!("{expected}, found `{text}`"))
    }

    fn show(&self) -> String {
        let whole = u64::try_from(self.as_millis()).unwrap_or(u64::MAX);
        quoted(&in_units(whole, &TIMES))
    }
}

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Size(pub u64);

const SIZES: [(&str, u64); 4] = [
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
];

impl Value for Size {
    fn from_text(text: &str) -> Result<Self, String> {
        let found = with_unit(text, &SIZES).map(Self);
        found.ok_or_else(|| {
            format!("expected a size such as `64 KiB`, `1 MiB` or `2 GiB`, found `{text}`")
        })
    }

    fn show(&self) -> String {
        quoted(&in_units(self.0, &SIZES))
    }
}

/// A number above zero with one of these units behind it.
fn with_unit(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit())?;
    let (number, unit) = text.split_at(end);
    let (_, worth) = units.iter().find(|(name, _)| *name == unit.trim())?;
    let whole = number.parse::<u64>().ok()?.checked_mul(*worth)?;
    (whole > 0).then_some(whole)
}

/// A number in the largest unit that it is a whole number of.
fn in_units(whole: u64, units: &[(&str, u64)]) -> String {
    let fitting = units
        .iter()
        .rev()
        .find(|(_, worth)| whole.is_multiple_of(*worth));
    fitting.map_or_else(
        || whole.to_string(),
        |(name, worth)| format!("{} {name}", whole / worth),
    )
}

/// Gives an enum its words.
macro_rules! words {
    ($name:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $crate::config::value::Value for $name {
            fn from_text(text: &str) -> Result<Self, String> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    other => {
                        let words = [$(concat!("`", $word, "`")),+].join(", ");
                        Err(format!("expected one of {words}, found `{other}`"))
                    }
                }
            }

            fn show(&self) -> String {
                let word = match self { $(Self::$variant => $word,)+ };
                $crate::config::value::quoted(word)
            }
        }
    };
}
pub(super) use words;
