//! What leaves a zaak: rows of the outbox for the world, rows of the inbox for other zaken.
//!
//! Sending and starting are the workers'. Easy to get wrong: what is claimed cannot be held back any more;
//! `HoudTegen` reaches rows that wait, no others.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::zaak::effect::Effect;
use crate::zaak::ids::{MedewerkerId, RegelId, ZaakId};

/// An outgoing row that was claimed.
#[derive(Debug, Clone, PartialEq)]
pub struct Uitgaand {
    pub id: i64,
    pub zaak: ZaakId,
    /// `Mail`, `Brief` or `MeldingUit`.
    pub effect: Effect,
    /// How often it was claimed, this time included.
    pub pogingen: u32,
}

/// What became of a claimed row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uitslag {
    Verzonden {
        at: DateTime<Utc>,
    },
    /// Not now; again at `at`.
    Opnieuw {
        at: DateTime<Utc>,
        reden: String,
    },
    /// Never; someone must look at it.
    Mislukt {
        at: DateTime<Utc>,
        reden: String,
    },
}

/// What a zaak asked of another and nobody settled.
#[derive(Debug, Clone, PartialEq)]
pub struct InboxRij {
    pub id: i64,
    /// The line that asked, and so the zaak it came from.
    pub regel: RegelId,
    pub inhoud: InboxInhoud,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "soort", rename_all = "kebab-case")]
pub enum InboxInhoud {
    /// Start this procedure.
    Start {
        procedure: String,
        wacht: bool,
        /// The day it was started.
        datum: NaiveDate,
        gegevens: Value,
    },
    /// Tell the other open zaken of the jongere of an event of life.
    Leven {
        naam: String,
        datum: NaiveDate,
        gegevens: Value,
        #[serde(default)]
        door: Option<MedewerkerId>,
    },
    /// Tell this ouderzaak how the procedure it started ended.
    Uitkomst {
        ouder: ZaakId,
        procedure: String,
        uitkomst: String,
    },
}

/// The shelf an effect is kept on.
pub(super) enum Bestemming {
    /// Goes out, not before this moment (`None`: as soon as it is committed).
    Outbox(RegelId, Option<DateTime<Utc>>),
    Inbox(RegelId, InboxInhoud),
    Notitie(RegelId, String),
    /// Changes other rows; see `Commit::held_back`.
    Geen,
}

/// Where an effect is kept.
pub(super) fn bestemming(effect: &Effect) -> Bestemming {
    match effect {
        Effect::Mail(mail) => Bestemming::Outbox(mail.regel, Some(mail.not_before)),
        Effect::Brief(brief) => Bestemming::Outbox(brief.regel, None),
        Effect::MeldingUit { regel, .. } => Bestemming::Outbox(*regel, None),
        Effect::Start {
            regel,
            procedure,
            wacht,
            datum,
            gegevens,
        } => Bestemming::Inbox(
            *regel,
            InboxInhoud::Start {
                procedure: procedure.clone(),
                wacht: *wacht,
                datum: *datum,
                gegevens: gegevens.clone(),
            },
        ),
        Effect::Leven {
            regel,
            naam,
            datum,
            gegevens,
            door,
        } => Bestemming::Inbox(
            *regel,
            InboxInhoud::Leven {
                naam: naam.clone(),
                datum: *datum,
                gegevens: gegevens.clone(),
                door: door.clone(),
            },
        ),
        Effect::Uitkomst {
            regel,
            ouder,
            procedure,
            uitkomst,
        } => Bestemming::Inbox(
            *regel,
            InboxInhoud::Uitkomst {
                ouder: *ouder,
                procedure: procedure.clone(),
                uitkomst: uitkomst.clone(),
            },
        ),
        Effect::Notitie { regel, tekst } => Bestemming::Notitie(*regel, tekst.clone()),
        Effect::HoudTegen { .. } | Effect::Opnieuw { .. } => Bestemming::Geen,
    }
}
