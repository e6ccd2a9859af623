//! What leaves a zaak: rows of the outbox for the world, rows of the inbox for other zaken.
//!
//! Sending and starting are the workers'. Easy to get wrong: what is claimed cannot be held back any more;
//! `HoudTegen` reaches rows that wait or were given up, no others.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use schemars::JsonSchema;
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

/// What one worker deals with in one go.
#[derive(Debug, Clone, PartialEq)]
pub struct Claim {
    /// Whom the mail is for; `None` for a letter or an outgoing melding.
    pub ontvanger: Option<Ontvanger>,
    /// All that is due for this person, the longest waiting first; for anything but mail one row.
    pub rijen: Vec<Uitgaand>,
}

/// Someone who is mailed, at most once in a clock hour.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ontvanger {
    pub bureau: String,
    /// `None`: the bureau's mailbox.
    pub medewerker: Option<MedewerkerId>,
}

/// Whom an effect mails, if it is mail.
pub(super) fn ontvanger(effect: &Effect, bureau: &str) -> Option<Ontvanger> {
    let Effect::Mail(mail) = effect else {
        return None;
    };
    Some(Ontvanger {
        bureau: bureau.to_owned(),
        medewerker: mail.aan.medewerker.clone(),
    })
}

/// The begin of the next clock hour: until then who was mailed at `at` gets no other mail. Amsterdam keeps
/// whole hours from UTC, so that it is the same hour there.
pub(super) fn next_hour(at: DateTime<Utc>) -> DateTime<Utc> {
    const HOUR: i64 = 3_600_000_000;
    let micros = at.timestamp_micros();
    at + TimeDelta::microseconds(HOUR - micros.rem_euclid(HOUR))
}

/// How an outgoing row stands.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum UitStatus {
    /// May go at its moment.
    Wacht,
    /// Claimed; comes back when its lease ends.
    Bezig,
    Verzonden,
    /// Given up; someone must look at it.
    Mislukt,
    /// Taken back before it went.
    Vervallen,
}

impl UitStatus {
    /// All of them.
    pub const ALLE: [Self; 5] = [
        Self::Wacht,
        Self::Bezig,
        Self::Verzonden,
        Self::Mislukt,
        Self::Vervallen,
    ];

    /// The word in tables and lists.
    pub const fn naam(self) -> &'static str {
        match self {
            Self::Wacht => "wacht",
            Self::Bezig => "bezig",
            Self::Verzonden => "verzonden",
            Self::Mislukt => "mislukt",
            Self::Vervallen => "vervallen",
        }
    }

    /// The status with this name.
    pub fn met_naam(naam: &str) -> Option<Self> {
        Self::ALLE.into_iter().find(|status| status.naam() == naam)
    }
}

/// An outgoing row, as lists show it.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRij {
    pub id: i64,
    /// The line that asked for it.
    pub regel: RegelId,
    pub bureau: String,
    /// Where its zaak is now.
    pub gemeente: String,
    pub effect: Effect,
    pub status: UitStatus,
    /// Its own moment, or the end of a lease.
    pub next_at: DateTime<Utc>,
    /// How often it was claimed since it was asked, or asked again.
    pub pogingen: u32,
    /// When it was sent or given up.
    pub klaar_at: Option<DateTime<Utc>>,
    /// Why it did not go the last time.
    pub reden: Option<String>,
}

/// What became of a claimed row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Uitslag {
    /// Gone. Who got it as mail gets no other mail in this clock hour.
    Verzonden { at: DateTime<Utc> },
    /// Not now; again at `at`.
    Opnieuw {
        at: DateTime<Utc>,
        reden: String,
        /// Whether it was a try of this row; a server that is away for a day is no reason to give mail up.
        telt: bool,
    },
    /// Never; someone must look at it.
    Mislukt { at: DateTime<Utc>, reden: String },
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
    /// Changes other rows; see `Commit::held_back` and `Commit::again`.
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
