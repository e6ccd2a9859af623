//! What people see: lists and dossiers as data, with the days that are left.
//!
//! The command line, the API and later the screen show the same; only reading happens here. Easy to get
//! wrong: scope. Every question carries a [`Blik`], and what lies outside it is not there.

mod contacten;
mod dossier;
mod dwangsom;
mod geraakt;
mod storing;
mod taken;
mod zaken;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Amsterdam;

use crate::kalender::Kalender;
use crate::zaak::MedewerkerId;

pub use contacten::{AfspraakZicht, ContactZicht, DocumentZicht};
pub use dossier::{DossierZicht, IncidentZicht, TermijnZicht, dossier};
pub use dwangsom::{DwangsomZicht, dwangsom};
pub use geraakt::{Geraakt, Versie, geraakt};
pub use storing::{
    IncidentRij, IncidentVraag, UitgaandRij, UitgaandVraag, incidenten, uitgaand, uitgaande_rij,
};
pub use taken::{TaakVraag, TaakZicht, taken};
pub use zaken::{PersoonVraag, ZaakVraag, ZaakZicht, zaken};

/// The most rows a list gives.
pub const LIMIET_MAX: u32 = 1_000;
/// What a list gives where nothing else is asked.
pub const LIMIET: u32 = 100;

/// What someone may see.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Blik {
    /// `None`: every bureau, for who has the machine itself.
    pub bureau: Option<String>,
    /// Empty: all of the bureau.
    pub gemeenten: Vec<String>,
    /// Whose taken are "mine".
    pub medewerker: Option<MedewerkerId>,
}

impl Blik {
    /// Whether a zaak of this bureau and gemeente is in sight.
    pub fn ziet(&self, bureau: &str, gemeente: &str) -> bool {
        self.bureau.as_deref().is_none_or(|own| own == bureau)
            && (self.gemeenten.is_empty() || self.gemeenten.iter().any(|own| own == gemeente))
    }

    /// The gemeenten to look in when one is asked for; `None` when that one is out of sight.
    fn within(&self, asked: Option<&String>) -> Option<Vec<String>> {
        match asked {
            None => Some(self.gemeenten.clone()),
            Some(one) if self.gemeenten.is_empty() || self.gemeenten.contains(one) => {
                Some(vec![one.clone()])
            }
            Some(_) => None,
        }
    }
}

/// How many rows are asked for, within bounds.
fn bounded(limiet: Option<u32>) -> u32 {
    limiet.unwrap_or(LIMIET).clamp(1, LIMIET_MAX)
}

/// The day in Amsterdam.
fn dag(at: DateTime<Utc>) -> NaiveDate {
    at.with_timezone(&Amsterdam).date_naive()
}

/// Schooldagen from today to a last day, below zero when that has passed; `None` beyond the calendar.
fn schooldagen_over(kalender: &Kalender, vandaag: NaiveDate, einde: NaiveDate) -> Option<i64> {
    let (from, to, sign) = if vandaag <= einde {
        (vandaag, einde, 1)
    } else {
        (einde, vandaag, -1)
    };
    let days = kalender.schooldagen_tussen(from, to).ok()?;
    Some(sign * i64::from(days))
}
