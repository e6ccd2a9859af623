//! The steps of the MAS, the method by which leerplicht looks at absence: see, understand, plan, act, look back.
//!
//! Each fase says which step it is, for the reader of a list or dossier; nothing is decided by it. Easy to get
//! wrong: a built-in fase (the hand-over) belongs to no step, and neither does one of a zaak about a school.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// De stap van de MAS waarin een fase valt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Mas {
    /// Wat is er aan de hand.
    Waarnemen,
    /// Waardoor komt het.
    Analyseren,
    /// Wat gaan wij doen.
    Plannen,
    /// Het wordt gedaan.
    Handelen,
    /// Heeft het geholpen.
    Evalueren,
}

impl Mas {
    /// Every step, in order.
    pub const ALLE: [Self; 5] = [
        Self::Waarnemen,
        Self::Analyseren,
        Self::Plannen,
        Self::Handelen,
        Self::Evalueren,
    ];

    /// The word authors write.
    pub const fn naam(self) -> &'static str {
        match self {
            Self::Waarnemen => "waarnemen",
            Self::Analyseren => "analyseren",
            Self::Plannen => "plannen",
            Self::Handelen => "handelen",
            Self::Evalueren => "evalueren",
        }
    }

    /// The step with this name.
    pub fn met_naam(naam: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|stap| stap.naam() == naam)
    }
}
