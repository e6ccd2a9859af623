//! What differs between two definitions, or two bureaus, as sentences that can be read aloud in a team.
//!
//! ```text
//!  Procedure ─┐                      naam      titles, and a tijd in words
//!             ├─▶ Blad ─▶ Wijziging   termijn · taak · gevolg · velden · stuk   a part each
//!  Procedure ─┘                      bureau    people, schools, post: two `Bureau`s
//! ```
//! Which gemeenten a change is for is the catalogue's, how many zaken it touches the store's. Easy to get
//! wrong: a field that nobody compares. Every struct is taken apart by name, so that a new field does not
//! compile until somebody says what its change means; a test changes each leaf of shipped definitions.

mod blad;
mod bureau;
mod gevolg;
mod hernoemd;
mod laag;
mod lijst;
mod naam;
mod procedure;
mod regels;
mod stuk;
mod taak;
mod termijn;
mod velden;

use serde::Serialize;

pub use bureau::bureaus;
pub use lijst::opsomming;
pub use procedure::procedures;
pub use regels::{Regelverschil, regels};

/// What a change is about; in the order of its weight to a bureau.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Soort {
    /// Less time.
    TermijnKorter,
    /// More time.
    TermijnLanger,
    /// Counted from something else, in another unit, or to another day.
    TermijnAnders,
    TermijnErbij,
    TermijnWeg,
    /// Whether it is a term of law, may stand still or be extended; what being late costs.
    TermijnRegels,
    /// Reminders and escalations.
    Ladder,
    /// A procedure that comes, goes, or is switched off or on.
    Procedure,
    Fase,
    Taak,
    /// What follows an uitkomst, an event or a term that ran out.
    Gevolg,
    Gebeurtenis,
    Vraag,
    Gegevens,
    Rooster,
    Brief,
    Mail,
    Script,
    Titel,
    Grondslag,
    /// The same rule, now said by another layer.
    Laag,
    /// The same in another order.
    Volgorde,
    /// Gemeenten of a bureau, or a bureau itself.
    Gemeenten,
    Kalender,
    Medewerker,
    School,
    /// How a bureau mails, writes and takes in.
    Bureau,
}

impl Soort {
    /// The heading it is told under.
    pub const fn kop(self) -> &'static str {
        match self {
            Self::TermijnKorter
            | Self::TermijnLanger
            | Self::TermijnAnders
            | Self::TermijnErbij
            | Self::TermijnWeg
            | Self::TermijnRegels
            | Self::Ladder => "Termijnen",
            Self::Procedure
            | Self::Fase
            | Self::Taak
            | Self::Gevolg
            | Self::Gebeurtenis
            | Self::Vraag
            | Self::Gegevens
            | Self::Rooster => "Het werk",
            Self::Brief | Self::Mail | Self::Script => "Brieven, mails en scripts",
            Self::Titel | Self::Grondslag | Self::Laag | Self::Volgorde => "Opschrift en grondslag",
            Self::Gemeenten | Self::Kalender | Self::Medewerker | Self::School | Self::Bureau => {
                "Het bureau"
            }
        }
    }

    /// Whether it holds for running zaken too, at once (people, calendars and how mail looks are live).
    pub const fn geldt_meteen(self) -> bool {
        matches!(
            self,
            Self::Gemeenten
                | Self::Kalender
                | Self::Medewerker
                | Self::School
                | Self::Bureau
                | Self::Mail
        )
    }
}

/// The part of a running zaak that a change is about, by its name in the old definition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Raakt {
    /// The zaak as a whole.
    Zaak,
    Fase(String),
    Taak(String),
    Termijn(String),
    /// Who handles it, on whatever version it runs.
    Behandelaar(String),
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Wijziging {
    pub soort: Soort,
    pub raakt: Raakt,
    /// A Dutch sentence without capital of its own and without a full stop.
    pub zin: String,
    pub was: Option<String>,
    pub wordt: Option<String>,
}

impl Wijziging {
    /// A change that has no two values to set beside each other.
    pub fn new(soort: Soort, raakt: Raakt, zin: impl Into<String>) -> Self {
        Self {
            soort,
            raakt,
            zin: zin.into(),
            was: None,
            wordt: None,
        }
    }

    /// With what it was and what it becomes.
    #[must_use]
    pub fn van_naar(mut self, was: impl Into<String>, wordt: impl Into<String>) -> Self {
        (self.was, self.wordt) = (Some(was.into()), Some(wordt.into()));
        self
    }
}
