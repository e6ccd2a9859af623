//! Contacts, appointments and documents: what an officer records beside the way of working.
//!
//! Two shapes of each: as it is told (`…Inhoud`, in acts) and as a zaak holds it. Easy to get wrong: free
//! text. A verslag, a place, a title may name a person: they live beside the history, under the id of the
//! line, and nothing here keeps them once the act is read.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use chrono_tz::Europe::Amsterdam;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

use super::command::filled;

const TITEL_MAX: usize = 200;
const PLAATS_MAX: usize = 500;
/// Characters of a blake3 or sha-256 digest in hex.
const DIGEST: usize = 64;

/// The anchor that follows the appointment that stands.
pub const AFSPRAAK: &str = "afspraak";

/// Hoe er contact was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ContactSoort {
    Telefoon,
    Mail,
    Gesprek,
    Huisbezoek,
    Brief,
    Overleg,
}

impl ContactSoort {
    /// As a reader says it.
    pub const fn in_woorden(self) -> &'static str {
        match self {
            Self::Telefoon => "telefonisch",
            Self::Mail => "per mail",
            Self::Gesprek => "gesprek",
            Self::Huisbezoek => "huisbezoek",
            Self::Brief => "per brief",
            Self::Overleg => "overleg",
        }
    }
}

/// Met wie.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Partij {
    Ouders,
    Jongere,
    School,
    Anders,
}

impl Partij {
    const fn in_woorden(self) -> &'static str {
        match self {
            Self::Ouders => "ouders",
            Self::Jongere => "jongere",
            Self::School => "school",
            Self::Anders => "een ander",
        }
    }
}

/// `met ouders en school`.
pub fn met_wie(met: &[Partij]) -> String {
    let woorden: Vec<&str> = met.iter().map(|partij| partij.in_woorden()).collect();
    match woorden.as_slice() {
        [] => String::new(),
        [one] => format!("met {one}"),
        [rest @ .., last] => format!("met {} en {last}", rest.join(", ")),
    }
}

/// Een contact dat er was, of waarin niemand werd bereikt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactInhoud {
    pub soort: ContactSoort,
    /// Met wie; minstens één.
    #[schemars(length(min = 1))]
    pub met: Vec<Partij>,
    /// Wanneer, RFC 3339; zonder opgave het moment van vastleggen.
    #[serde(default)]
    pub tijd: Option<DateTime<FixedOffset>>,
    /// Of er iemand werd bereikt.
    pub bereikt: bool,
    /// Wat er werd besproken; wordt apart van de geschiedenis bewaard.
    #[serde(default)]
    pub verslag: Option<String>,
}

/// Een afspraak, of waarheen zij wordt verzet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AfspraakInhoud {
    /// Dag en tijd, RFC 3339.
    pub wanneer: DateTime<FixedOffset>,
    /// Waar; wordt apart van de geschiedenis bewaard. Bij verzetten: zonder opgave waar zij al was.
    #[serde(default)]
    pub plaats: Option<String>,
    /// Met wie; minstens één. Bij verzetten: zonder opgave met wie zij al was.
    #[serde(default)]
    pub met: Vec<Partij>,
}

/// Een document dat elders wordt bewaard.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentInhoud {
    /// Op één regel, hoogstens 200 tekens.
    pub titel: String,
    /// De blake3- of sha-256-waarde van het bestand: 64 hexadecimale cijfers.
    pub digest: String,
    /// Waar het wordt bewaard, op één regel, hoogstens 500 tekens.
    pub plaats: String,
}

/// A contact as a zaak holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The number of the line that recorded it; its verslag lies under that line.
    #[serde(default)]
    pub regel: u32,
    pub soort: ContactSoort,
    pub met: Vec<Partij>,
    pub tijd: DateTime<Utc>,
    pub bereikt: bool,
}

/// What became of an appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AfspraakStatus {
    /// It stands.
    Gepland,
    Nagekomen,
    NietNagekomen,
    /// Called off without a new day; nobody stayed away.
    Afgezegd,
    /// The act that made it was undone.
    Vervallen,
}

impl AfspraakStatus {
    /// As a reader says it.
    pub const fn in_woorden(self) -> &'static str {
        match self {
            Self::Gepland => "gepland",
            Self::Nagekomen => "nagekomen",
            Self::NietNagekomen => "niet nagekomen",
            Self::Afgezegd => "afgezegd",
            Self::Vervallen => "vervallen",
        }
    }
}

/// An appointment as a zaak holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Afspraak {
    /// Counted from 1 within the zaak.
    pub nummer: u32,
    pub wanneer: DateTime<Utc>,
    pub met: Vec<Partij>,
    /// The number of the line under which its place lies; `None` when none was told.
    #[serde(default)]
    pub plaats: Option<u32>,
    pub status: AfspraakStatus,
}

impl Afspraak {
    /// The day of the appointment in Amsterdam.
    pub fn dag(&self) -> NaiveDate {
        self.wanneer.with_timezone(&Amsterdam).date_naive()
    }

    /// Whether it stands.
    pub fn staat(&self) -> bool {
        self.status == AfspraakStatus::Gepland
    }
}

/// A document as a zaak holds it: where it is and what it is called lie beside the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The number of the line that recorded it; title and place lie under that line.
    #[serde(default)]
    pub regel: u32,
    /// The date it bears or was received.
    pub datum: NaiveDate,
    /// 64 hexadecimal digits in lower case.
    pub digest: String,
}

impl ContactInhoud {
    /// The contact, where it can be one.
    ///
    /// # Errors
    /// A Dutch sentence that names what is wrong.
    pub(super) fn keur(&self) -> Result<Self, String> {
        keur_met("contact", &self.met)?;
        if let Some(verslag) = &self.verslag {
            filled("contact.verslag", verslag)?;
        }
        Ok(self.clone())
    }
}

impl AfspraakInhoud {
    /// The appointment, where it can be one; `met` may be empty when another is moved.
    ///
    /// # Errors
    /// A Dutch sentence that names what is wrong.
    pub(super) fn keur(&self) -> Result<Self, String> {
        if !self.met.is_empty() {
            keur_met("afspraak", &self.met)?;
        }
        if let Some(plaats) = &self.plaats {
            one_line("afspraak.plaats", plaats, PLAATS_MAX)?;
        }
        Ok(self.clone())
    }
}

impl DocumentInhoud {
    /// The document with its digest in lower case.
    ///
    /// # Errors
    /// A Dutch sentence that names what is wrong.
    pub(super) fn keur(&self) -> Result<Self, String> {
        one_line("document.titel", &self.titel, TITEL_MAX)?;
        one_line("document.plaats", &self.plaats, PLAATS_MAX)?;
        let hex = |text: &str| text.len() == DIGEST && text.bytes().all(|b| b.is_ascii_hexdigit());
        if !hex(&self.digest) {
            return Err(format!(
                "`document.digest` is geen blake3- of sha-256-waarde; verwacht {DIGEST} hexadecimale cijfers"
            ));
        }
        Ok(Self {
            digest: self.digest.to_ascii_lowercase(),
            ..self.clone()
        })
    }

    /// Title and place as they are kept beside the history: one line each.
    pub fn tekst(&self) -> String {
        format!("{}\n{}", self.titel.trim(), self.plaats.trim())
    }

    /// Title and place as they were kept.
    pub fn uit_tekst(tekst: &str) -> (&str, &str) {
        tekst.split_once('\n').unwrap_or((tekst, ""))
    }
}

/// Each party once, and at least one.
///
/// # Errors
/// A Dutch sentence.
pub(super) fn keur_met(what: &str, met: &[Partij]) -> Result<(), String> {
    let mut seen = BTreeSet::new();
    if met.is_empty() {
        return Err(format!(
            "`{what}.met` is leeg; kies uit `ouders`, `jongere`, `school` of `anders`"
        ));
    }
    if met.iter().all(|partij| seen.insert(partij)) {
        Ok(())
    } else {
        Err(format!("in `{what}.met` staat iemand tweemaal"))
    }
}

/// Text that stands on one line, not longer than this.
fn one_line(what: &str, text: &str, most: usize) -> Result<(), String> {
    filled(what, text)?;
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(format!("`{what}` hoort op één regel, zonder stuurtekens"));
    }
    match text.chars().count() {
        length if length > most => Err(format!("`{what}` heeft {length} tekens; hoogstens {most}")),
        _ => Ok(()),
    }
}
