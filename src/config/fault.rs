//! What is wrong with a setting, for the operator who wrote it.
//!
//! Easy to get wrong: showing the value. A secret in the wrong place is still a secret, so that a fault
//! names keys and types, and values only of settings that are none.

use std::fmt;

/// Where a setting stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A file, with line and column (from 1) where they are known.
    File(String, Option<(usize, usize)>),
    /// The name of a variable.
    Environment(String),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(name, None) => write!(f, "{name}"),
            Self::File(name, Some((line, column))) => write!(f, "{name}:{line}:{column}"),
            Self::Environment(name) => write!(f, "environment {name}"),
        }
    }
}

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub place: Place,
    pub message: String,
    pub hint: Option<String>,
}

impl Fault {
    pub(super) fn new(place: Place, message: impl Into<String>) -> Self {
        Self {
            place,
            message: message.into(),
            hint: None,
        }
    }

    #[must_use]
    pub(super) fn with_hint(mut self, hint: Option<String>) -> Self {
        self.hint = hint;
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error: {}\n  --> {}", self.message, self.place)?;
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

/// The known name that was probably meant: close enough to be a slip of the finger.
pub(super) fn nearest<'a>(
    meant: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let near = |name: &&str| {
        let distance = strsim::damerau_levenshtein(meant, name);
        let length = meant.chars().count().max(name.chars().count());
        (distance * 5 <= length * 2).then_some(distance)
    };
    let scored = known
        .into_iter()
        .filter_map(|name| near(&name).map(|distance| (distance, name)));
    scored.min().map(|(_, name)| name)
}
