//! The state of a zaak: the row that is the truth.
//!
//! Changed only by `evolve`. Easy to get wrong: order. Taken, termijnen and rungs keep the order of their
//! birth and are never removed, so that a number means the same thing for ever.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

use super::contact::{Afspraak, AfspraakStatus, Contact, Document};
use super::ids::{Digest, JongereId, MedewerkerId, RegelId, Rol, ZaakId};
use super::termijn::{DWANGSOM, Rung, RungStatus, Termijn, TermijnStatus};

/// Whether a zaak is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    Open,
    Gesloten,
}

/// Whether a taak is still to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TaakStatus {
    Open,
    Gereed,
    Vervallen,
}

/// Someone a taak or mail is for.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Aan {
    pub rol: Rol,
    /// `None` when nobody in the bureau holds the role: the bureau's mailbox hears of it.
    pub medewerker: Option<MedewerkerId>,
}

/// A taak of a zaak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taak {
    /// Counted from 1 within the zaak.
    pub nummer: u32,
    /// The number of the line that opened it.
    #[serde(default)]
    pub regel: u32,
    pub naam: String,
    pub titel: String,
    /// The fase it was opened in.
    pub fase: String,
    pub voor: Rol,
    pub boa: bool,
    pub blijft: bool,
    pub status: TaakStatus,
    /// The day it opened.
    pub begin: NaiveDate,
    pub uitkomst: Option<String>,
    pub grondslag: Vec<String>,
    pub laag: String,
}

/// Whom or what a zaak is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Betrokkene {
    /// A jongere of the bureau.
    Jongere(JongereId),
    /// A school by BRIN and vestiging.
    School(String),
    /// The bureau itself.
    Bureau,
}

/// The zaak that started this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ouderzaak {
    pub zaak: ZaakId,
    /// Slug of its procedure; empty for zaken of before it was kept.
    #[serde(default)]
    pub procedure: String,
    /// Whether it waits for this one's uitkomst.
    pub wacht: bool,
}

/// Something the machine could not do, which waits for a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// Counted from 1 within the zaak.
    pub nummer: u32,
    pub code: String,
    pub melding: String,
    /// What can be tried again, where anything can.
    pub over: Option<Haperend>,
    pub opgelost: bool,
}

/// What an incident held up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "soort", rename_all = "kebab-case")]
pub enum Haperend {
    /// A question to a script, and the taak it was for (0: none).
    Vraag { naam: String, taak: u32 },
    /// What this line wanted to send.
    Post { regel: RegelId },
    /// The date of a term, by its number: beyond the calendar there is none.
    Datum { termijn: u32 },
    /// A term, by its number, that was counted again and would have been over already on that day.
    Voorbij { termijn: u32, zou: NaiveDate },
}

/// A zaak as it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Zaak {
    pub id: ZaakId,
    /// Grows by one with each command that changed it.
    pub versie: u32,
    /// The number of the last line of its history.
    pub regels: u32,
    pub procedure: String,
    /// The effective definition it runs on.
    pub definitie: Digest,
    pub bureau: String,
    pub gemeente: String,
    pub betrokkene: Betrokkene,
    pub ouder: Option<Ouderzaak>,
    /// Stands beside other zaken of its procedure: a melding or start never joins it.
    #[serde(default)]
    pub apart: bool,
    /// Other zaken that asked for this procedure while it ran; they hear how it ends.
    #[serde(default)]
    pub wachters: Vec<ZaakId>,
    pub status: Status,
    pub uitkomst: Option<String>,
    pub fase: String,
    /// The day it was opened.
    pub begin: NaiveDate,
    /// The day it was closed.
    #[serde(default)]
    pub einde: Option<NaiveDate>,
    pub behandelaar: Option<MedewerkerId>,
    /// How many meldingen it holds; a second one joins the open zaak (AI art. 6 lid 1).
    pub meldingen: u32,
    pub gegevens: BTreeMap<String, Value>,
    /// The fields among them that other zaken of the jongere may see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub onthouden: Vec<String>,
    /// The latest answer of a script to each question.
    pub antwoorden: BTreeMap<String, String>,
    /// How procedures that this zaak started ended, as long as no fase has heard it.
    pub uitkomsten: BTreeMap<String, String>,
    /// The dates that names stand for: taken, gebeurtenissen, fasen, `ontvangst`.
    pub ankers: BTreeMap<String, NaiveDate>,
    pub taken: Vec<Taak>,
    pub termijnen: Vec<Termijn>,
    /// Procedures started and not yet reported back.
    pub lopend: Vec<String>,
    pub incidenten: Vec<Incident>,
    /// When the jongere becomes 18 and this zaak must be handed over; `None` when that has been dealt with.
    pub achttien_op: Option<NaiveDate>,
    /// The line of its last move within the bureau; 0 is none. Terms of before it stand.
    #[serde(default)]
    pub verhuisd: u32,
    /// In order of birth; one that was undone is gone, its line stays.
    #[serde(default)]
    pub contacten: Vec<Contact>,
    #[serde(default)]
    pub afspraken: Vec<Afspraak>,
    /// As `contacten`.
    #[serde(default)]
    pub documenten: Vec<Document>,
}

impl Zaak {
    /// What other zaken of the jongere may know of it.
    pub fn onthoudt(&self) -> serde_json::Map<String, Value> {
        let known = |naam: &String| Some((naam.clone(), self.gegevens.get(naam)?.clone()));
        self.onthouden.iter().filter_map(known).collect()
    }

    /// Whether work is still done on it.
    pub fn is_open(&self) -> bool {
        self.status == Status::Open
    }

    /// The taken still to be done.
    pub fn open_taken(&self) -> impl Iterator<Item = &Taak> {
        self.taken
            .iter()
            .filter(|taak| taak.status == TaakStatus::Open)
    }

    /// The open taak with this name.
    pub fn open_taak(&self, naam: &str) -> Option<&Taak> {
        self.open_taken().find(|taak| taak.naam == naam)
    }

    /// The taak with this number.
    pub fn taak(&self, nummer: u32) -> Option<&Taak> {
        self.taken.iter().find(|taak| taak.nummer == nummer)
    }

    /// The term with this number.
    pub fn termijn(&self, nummer: u32) -> Option<&Termijn> {
        self.termijnen
            .iter()
            .find(|termijn| termijn.nummer == nummer)
    }

    /// The term that guards a taak.
    pub fn termijn_van(&self, taak: u32) -> Option<&Termijn> {
        self.termijnen
            .iter()
            .rev()
            .find(|termijn| termijn.taak == Some(taak))
    }

    /// The term after an ingebrekestelling, as long as nothing has been decided. Awb 4:17.
    pub fn dwangsom(&self) -> Option<&Termijn> {
        let mut all = self.termijnen.iter().rev();
        all.find(|termijn| termijn.naam == DWANGSOM)
            .filter(|termijn| termijn.gestopt.is_none())
            .filter(|termijn| termijn.status != TermijnStatus::Vervallen)
    }

    /// The appointment with this number.
    pub fn afspraak(&self, nummer: u32) -> Option<&Afspraak> {
        let mut all = self.afspraken.iter();
        all.find(|afspraak| afspraak.nummer == nummer)
    }

    /// How many appointments were not kept.
    pub fn gemiste_afspraken(&self) -> u32 {
        let missed = |afspraak: &&Afspraak| afspraak.status == AfspraakStatus::NietNagekomen;
        let missed = self.afspraken.iter().filter(missed).count();
        u32::try_from(missed).unwrap_or(u32::MAX)
    }

    /// How many of its incidents nobody has solved.
    pub fn open_incidenten(&self) -> usize {
        self.incidenten
            .iter()
            .filter(|incident| !incident.opgelost)
            .count()
    }

    /// Every rung that waits, with its term.
    pub fn armed(&self) -> impl Iterator<Item = (&Termijn, &Rung)> {
        self.termijnen.iter().flat_map(|termijn| {
            termijn
                .rungs
                .iter()
                .filter(|rung| rung.status == RungStatus::Gewapend)
                .map(move |rung| (termijn, rung))
        })
    }
}
