//! The versions of the catalogue that were in force: which files, since when, whose, why.
//!
//! The texts themselves are blobs, so that a file that did not change costs nothing. Easy to get wrong: going
//! back. Files that are again what they were before make a version of their own, for they came into force anew;
//! only what is in force already makes none.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};

use crate::zaak::ids::Digest;

/// A version as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versie {
    /// Counted from 1; people say `v12`.
    pub nummer: u32,
    /// Of the manifest of all files.
    pub digest: Digest,
    /// Since when it is in force.
    pub at: DateTime<Utc>,
    pub auteur: Option<String>,
    pub reden: String,
    /// How many files it has.
    pub bestanden: u32,
}

/// A version to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NieuweVersie {
    pub digest: Digest,
    pub at: DateTime<Utc>,
    pub auteur: Option<String>,
    pub reden: String,
    /// The digest of each file's text, which must be among the blobs.
    pub bestanden: BTreeMap<String, Digest>,
}

/// Which version is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Welke {
    /// The one that came into force last.
    Laatste,
    /// `v12`
    Nummer(u32),
    /// The beginning of a digest; of several with the same digest the newest. One that fits several digests
    /// means none.
    Digest(String),
}

/// The fewest characters of a digest that mean something.
const KORTST: usize = 4;

impl FromStr for Welke {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number = text.strip_prefix('v').and_then(|rest| rest.parse().ok());
        let hex = text.len() >= KORTST && text.chars().all(|c| c.is_ascii_hexdigit());
        match number {
            Some(number) => Ok(Self::Nummer(number)),
            None if hex => Ok(Self::Digest(text.to_ascii_lowercase())),
            None => Err(format!(
                "`{text}` is geen versie; schrijf een nummer zoals `v12` of het begin van een digest"
            )),
        }
    }
}

impl fmt::Display for Versie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "v{}", self.nummer)
    }
}

impl Welke {
    /// The version that is meant among all, which are in order of their numbers.
    pub(super) fn zoek(&self, mut alle: impl DoubleEndedIterator<Item = Versie>) -> Option<Versie> {
        match self {
            Self::Laatste => alle.next_back(),
            Self::Nummer(nummer) => alle.rev().find(|versie| versie.nummer == *nummer),
            Self::Digest(begin) => {
                let mut fitting = alle
                    .rev()
                    .filter(|versie| versie.digest.0.starts_with(begin));
                let newest = fitting.next()?;
                fitting
                    .all(|versie| versie.digest == newest.digest)
                    .then_some(newest)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_named_by_number_or_by_the_beginning_of_its_digest() {
        assert_eq!("v12".parse(), Ok(Welke::Nummer(12)));
        assert_eq!("AB12".parse(), Ok(Welke::Digest("ab12".to_owned())));
        for wrong in ["", "12", "abc", "v", "v-1", "halt", "vandaag"] {
            assert!(wrong.parse::<Welke>().is_err(), "{wrong}");
        }
    }
}
