//! What a zaak asks of the world; carried out by workers after the commit.
//!
//! Opening taken and arming rungs are no effects: they are state, and the store keeps its due list from it.
//! Easy to get wrong: personal data. An effect names ids, dates and texts; names and addresses are joined
//! when a letter is made.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ids::{Digest, MedewerkerId, RegelId, ZaakId};
use super::staat::Aan;
use super::week::Weekoverzicht;

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "soort", rename_all = "kebab-case")]
pub enum Effect {
    /// Tell one medewerker something; what falls due for him in one mail hour becomes one mail.
    Mail(Box<MailEffect>),
    /// Make a letter.
    Brief(Box<BriefEffect>),
    /// Prepare a message for a party outside the bureau.
    MeldingUit {
        regel: RegelId,
        naar: String,
        datum: NaiveDate,
        context: Value,
    },
    /// Start another procedure; becomes a command of its own.
    Start {
        regel: RegelId,
        procedure: String,
        wacht: bool,
        /// The day it was started.
        datum: NaiveDate,
        gegevens: Value,
    },
    /// Tell the zaak that started this one how it ended.
    Uitkomst {
        regel: RegelId,
        ouder: ZaakId,
        procedure: String,
        uitkomst: String,
    },
    /// Tell the other open zaken of the jongere of an event of life.
    Leven {
        regel: RegelId,
        naam: String,
        datum: NaiveDate,
        gegevens: Value,
        /// Who recorded it; in the other zaken too it is his act, which he can undo there.
        #[serde(default)]
        door: Option<MedewerkerId>,
    },
    /// Keep the text of a note beside the history.
    Notitie { regel: RegelId, tekst: String },
    /// Do not send what these lines asked for, where that has not gone out; also where it was given up.
    HoudTegen { regels: Vec<RegelId> },
    /// Offer once more what these lines asked for and could not be sent.
    Opnieuw { regels: Vec<RegelId> },
}

/// A mail to a medewerker.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MailEffect {
    pub regel: RegelId,
    pub aan: Aan,
    /// Name and digest of the text.
    pub tekst: String,
    pub digest: Digest,
    /// Not before this moment: a mail day, in mail hours.
    pub not_before: DateTime<Utc>,
    /// What the mail says of this zaak.
    pub inhoud: MailRegel,
    /// The whole content of a weekly overview, which is a mail of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub week: Option<Box<Weekoverzicht>>,
}

/// What a mail says about one zaak.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MailRegel {
    /// `herinnering`, `escalatie`, `incident` or `mail`.
    pub soort: String,
    pub zaak: ZaakId,
    /// Titles, not slugs.
    pub procedure: String,
    pub gemeente: String,
    pub fase: String,
    pub titel: String,
    pub einde: Option<NaiveDate>,
    /// How much is left: `nog 2 schooldagen`, `1 schooldag te laat`.
    pub over: String,
    /// The reasons of the date.
    pub waarom: String,
    pub grondslag: String,
    /// What happens next and when.
    pub vervolg: String,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BriefEffect {
    pub regel: RegelId,
    pub tekst: String,
    pub digest: Digest,
    /// The day it bears.
    pub datum: NaiveDate,
    /// Dates and fields as they stood: `gegevens`, `datums`, `termijnen`, `taken`, `behandelaar`;
    /// and of this letter alone `ondertekenaar` and `verdaging`.
    pub context: Value,
}

impl Effect {
    /// The line that asked for it.
    pub fn regel(&self) -> Option<RegelId> {
        match self {
            Self::Mail(mail) => Some(mail.regel),
            Self::Brief(brief) => Some(brief.regel),
            Self::MeldingUit { regel, .. }
            | Self::Start { regel, .. }
            | Self::Uitkomst { regel, .. }
            | Self::Leven { regel, .. }
            | Self::Notitie { regel, .. } => Some(*regel),
            Self::HoudTegen { .. } | Self::Opnieuw { .. } => None,
        }
    }
}
