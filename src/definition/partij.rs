//! The parties outside the bureau that a letter or melding may go to, and what a bureau says of them.
//!
//! Their addresses stand in `bureau.yaml` under `ketenpartners`; a definition names only the party. Easy to get
//! wrong: what a party may know. That is for the text of each letter; a party is no more than a name and an
//! address.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! partijen {
    ($($partij:ident $naam:literal $titel:literal)*) => {
        /// A party outside the bureau.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Partij {
            $(#[doc = $titel] $partij,)*
        }

        impl Partij {
            /// Every party.
            pub const ALLE: &[Self] = &[$(Self::$partij),*];

            /// The word authors write.
            pub const fn naam(self) -> &'static str {
                match self { $(Self::$partij => $naam),* }
            }

            /// How a letter names it, unless the bureau names it otherwise.
            pub const fn titel(self) -> &'static str {
                match self { $(Self::$partij => $titel),* }
            }
        }
    };
}

partijen! {
    Svb "svb" "Sociale Verzekeringsbank"
    Duo "duo" "Dienst Uitvoering Onderwijs"
    Halt "halt" "Bureau Halt"
    OpenbaarMinisterie "openbaar-ministerie" "Openbaar Ministerie"
    RaadVoorDeKinderbescherming "raad-voor-de-kinderbescherming" "Raad voor de Kinderbescherming"
    Deskundige "deskundige" "De deskundige"
    Ggd "ggd" "GGD, jeugdgezondheidszorg"
    Samenwerkingsverband "samenwerkingsverband" "Samenwerkingsverband passend onderwijs"
    Inspectie "inspectie" "Inspectie van het Onderwijs"
    Arbeidsinspectie "arbeidsinspectie" "Nederlandse Arbeidsinspectie"
    Brp "brp" "Gemeente, afdeling Burgerzaken"
    Doorstroompunt "doorstroompunt" "Doorstroompunt"
}

impl Partij {
    /// The party with this name.
    pub fn met_naam(naam: &str) -> Option<Self> {
        let mut all = Self::ALLE.iter().copied();
        all.find(|partij| partij.naam() == naam)
    }

    /// Whether a melding can be prepared for it; an expert is asked by letter, case by case.
    pub fn gets_meldingen(self) -> bool {
        self != Self::Deskundige
    }
}

/// Een organisatie waarmee het bureau werkt, zoals zij boven een brief staat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ketenpartner {
    /// Naam op de brief; zonder opgave de gewone naam van de organisatie.
    #[serde(default)]
    pub naam: Option<String>,
    /// Postadres, één regel per onderdeel.
    #[serde(default)]
    pub adres: Vec<String>,
}
