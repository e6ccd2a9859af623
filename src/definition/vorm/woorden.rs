//! Dutch words of the shape pass: what a value is called, what was found, and hints for the slips
//! that are made most.
//!
//! When a fault is told is left to [`super`].
//!
//! Easy to get wrong: names and texts come from the file and can be a megabyte long; none goes into
//! a message without [`kort`].

use std::fmt;

use crate::definition::boom::{Knoop, Scalair, Soort};
use crate::definition::diagnostic::{kort, opsomming};
use crate::definition::tak::Tak;

/// Names in a hint: more than this and nobody reads them.
const NAMEN_IN_HINT: usize = 15;

/// How a value is called in a message.
#[derive(Clone, Copy)]
pub(super) enum Naam<'a> {
    Bestand,
    Sleutel(&'a str),
    Onderdeel(&'a str, usize),
}

impl<'a> Naam<'a> {
    pub fn onderdeel(self, nummer: usize) -> Self {
        match self {
            Self::Bestand => Self::Onderdeel("de lijst", nummer),
            Self::Sleutel(naam) | Self::Onderdeel(naam, _) => Self::Onderdeel(naam, nummer),
        }
    }
}

impl fmt::Display for Naam<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bestand => f.write_str("het bestand"),
            Self::Sleutel(naam) => write!(f, "`{}`", kort(naam)),
            Self::Onderdeel(naam, nummer) => write!(f, "onderdeel {nummer} van `{}`", kort(naam)),
        }
    }
}

pub(super) fn gevonden(knoop: &Knoop) -> String {
    match &knoop.soort {
        Soort::Lijst(_) => "lijst".to_owned(),
        Soort::Kaart(_) => "blok met sleutels".to_owned(),
        Soort::Scalair(s) if s.is_leeg() => "niets".to_owned(),
        Soort::Scalair(s) if s.getal().is_some() => format!("getal `{}`", kort(&s.tekst)),
        Soort::Scalair(s) => format!("tekst `{}`", kort(&s.tekst)),
    }
}

/// Says how the value should have been written, for the slips that are made most.
pub(super) fn vormhint(knoop: &Knoop, takken: &[Tak]) -> Option<&'static str> {
    let kan = |soort: &str| takken.iter().any(|tak| tak.kan(soort));
    let Some(scalair) = knoop.scalair() else {
        let vrije_tekst = takken
            .iter()
            .any(|tak| tak.kan("string") && !tak.heeft_keuzes());
        let dubbele_haken = matches!(&knoop.soort, Soort::Kaart(_)) && vrije_tekst;
        if dubbele_haken {
            return Some("een tekst met een dubbele punt of met `{` staat tussen aanhalingstekens");
        }
        let block_for_list = matches!(&knoop.soort, Soort::Kaart(_)) && kan("array");
        return block_for_list.then_some(
            "maak er een lijst van: zet het blok op een eigen regel met `- ` ervoor, of tussen rechte haken: `[{…}]`",
        );
    };
    let zonder_haakjes = Scalair {
        tekst: scalair.tekst.clone(),
        kaal: true,
    };
    if kan("boolean") {
        return Some(match (scalair.kaal, zonder_haakjes.ja_nee()) {
            (false, Some(_)) => "schrijf `ja` of `nee` zonder aanhalingstekens",
            _ => "schrijf `ja` of `nee`",
        });
    }
    if kan("integer") || kan("number") {
        return match zonder_haakjes.getal() {
            Some(_) if !scalair.kaal => Some("schrijf het getal zonder aanhalingstekens"),
            Some(_) => Some("schrijf een heel getal, zonder cijfers achter de punt"),
            None if scalair.tekst.contains(',') => Some("schrijf een punt in plaats van een komma"),
            None => None,
        };
    }
    kan("array")
        .then_some("zet het tussen rechte haken: `[…]`, of op een eigen regel met `- ` ervoor")
}

pub(super) fn keuzehint(bedoeld: Option<&str>, bekend: &[&str]) -> String {
    let eerste = bekend.iter().copied().take(NAMEN_IN_HINT);
    let rest = bekend.len().saturating_sub(NAMEN_IN_HINT);
    let mut toegestaan = opsomming(eerste, if rest > 0 { "," } else { "of" }).replace(" , ", ", ");
    if rest > 0 {
        toegestaan.push_str(&format!(" en nog {rest}"));
    }
    match bedoeld {
        Some(naam) => format!("bedoelde u `{naam}`? toegestaan: {toegestaan}"),
        None => format!("toegestaan: {toegestaan}"),
    }
}
