//! What taking a zaak along to another version would do, part by part: data for the dry run, for programs and
//! for the command itself.
//!
//! Easy to get wrong: two truths. What the command does is read from the same plan that a person saw.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::definition::procedure::RungDef;
use crate::zaak::migratie::{TaakOver, TermijnOver};
use crate::zaak::termijn::RungSoort;
use crate::zaak::{Digest, Rol, Rung, Tijd, Wanneer, Zaak, ZaakId};

/// What becomes of a zaak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lot {
    /// It runs on that version already, and nothing more was asked.
    Gelijk,
    /// It goes over.
    Mee,
    /// It stays on its own version.
    Blijft,
}

/// What becomes of a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deellot {
    Blijft,
    Verandert,
    PastNiet,
}

/// What becomes of a rung.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Traplot {
    /// It went off, and that stands.
    Afgegaan,
    /// It is still to come, as it was.
    Blijft,
    /// It is armed.
    Nieuw,
    /// Its moment has passed: recorded, not mailed.
    Voorbij,
    /// It does not come any more.
    Vervalt,
}

/// Something that is different from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wijziging {
    pub wat: String,
    pub van: String,
    pub naar: String,
}

/// Why a zaak stays on its own version, and what a person can do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Beletsel {
    pub waarom: String,
    pub raad: String,
}

/// What becomes of an open taak.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TaakLot {
    pub taak: String,
    pub lot: Deellot,
    pub wijzigingen: Vec<Wijziging>,
    #[serde(skip)]
    pub wordt: Option<TaakOver>,
}

/// What becomes of a term.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermijnLot {
    pub termijn: String,
    /// `loopt`, `opgeschort` or `verstreken`, and how often it was extended.
    pub stand: String,
    pub lot: Deellot,
    pub einde: Option<NaiveDate>,
    /// Its end by the new version, also where it is not moved.
    pub einde_nieuw: Option<NaiveDate>,
    /// Whether it is moved.
    pub verplaatst: bool,
    /// Why it moves, or why it does not.
    pub waarom: String,
    pub wijzigingen: Vec<Wijziging>,
    pub stappen: Vec<Staplot>,
    #[serde(skip)]
    pub wordt: Option<TermijnOver>,
}

/// A term that begins with it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Begint {
    pub termijn: String,
    /// The fase that has it.
    pub fase: String,
    pub einde: Option<NaiveDate>,
    pub uitleg: String,
    /// The day as of which it begins.
    #[serde(skip)]
    pub(super) sinds: NaiveDate,
}

/// What becomes of a rung.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Staplot {
    pub soort: RungSoort,
    pub wanneer: String,
    pub naar: Vec<Rol>,
    pub op: DateTime<Utc>,
    pub lot: Traplot,
}

/// What taking a zaak along would do.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Migratieplan {
    pub zaak: ZaakId,
    pub procedure: String,
    pub gemeente: String,
    pub fase: String,
    pub van: Digest,
    /// `None` when the other version has no such definition for this gemeente.
    pub naar: Option<Digest>,
    pub lot: Lot,
    pub beletselen: Vec<Beletsel>,
    pub taken: Vec<TaakLot>,
    pub termijnen: Vec<TermijnLot>,
    /// Terms that are new and begin.
    pub begint: Vec<Begint>,
    /// What does not happen by itself, or happens beside it.
    pub let_op: Vec<String>,
    /// A term stands still that the new version cannot let run on: someone must watch it.
    #[serde(skip)]
    pub(super) bewaak: bool,
}

impl Migratieplan {
    /// The plan of a zaak for which the other version has nothing.
    pub fn zonder_doel(zaak: &Zaak, waarom: &str) -> Self {
        let raad = "rond de zaak af op haar eigen versie";
        Self {
            lot: Lot::Blijft,
            beletselen: vec![Beletsel::new(waarom, raad)],
            ..Self::empty(zaak)
        }
    }

    pub(super) fn empty(zaak: &Zaak) -> Self {
        Self {
            zaak: zaak.id,
            procedure: zaak.procedure.clone(),
            gemeente: zaak.gemeente.clone(),
            fase: zaak.fase.clone(),
            van: zaak.definitie.clone(),
            naar: None,
            lot: Lot::Gelijk,
            beletselen: Vec::new(),
            taken: Vec::new(),
            termijnen: Vec::new(),
            begint: Vec::new(),
            let_op: Vec::new(),
            bewaak: false,
        }
    }

    /// Why it stays, as one sentence with what a person can do.
    pub fn waarom(&self) -> String {
        let told = |beletsel: &Beletsel| format!("{}; {}", beletsel.waarom, beletsel.raad);
        let told: Vec<String> = self.beletselen.iter().map(told).collect();
        told.join(". ")
    }
}

impl Beletsel {
    pub(super) fn new(waarom: impl Into<String>, raad: impl Into<String>) -> Self {
        Self {
            waarom: waarom.into(),
            raad: raad.into(),
        }
    }
}

/// A difference between two texts, when there is one.
pub(super) fn anders(wat: &str, van: String, naar: String) -> Option<Wijziging> {
    (van != naar).then(|| Wijziging {
        wat: wat.to_owned(),
        van,
        naar,
    })
}

/// A difference that is too large to be told in a line.
pub(super) fn herschreven(wat: String) -> Wijziging {
    Wijziging {
        wat,
        van: "oude tekst".to_owned(),
        naar: "nieuwe tekst".to_owned(),
    }
}

impl Staplot {
    pub(super) fn new(rung: &Rung, lot: Traplot) -> Self {
        Self {
            soort: rung.soort,
            wanneer: wanneer(rung.wanneer),
            naar: rung.naar.clone(),
            op: rung.due_at,
            lot,
        }
    }
}

/// When a rung is due, in words.
pub(in crate::decide) fn wanneer(wanneer: Wanneer) -> String {
    match wanneer {
        Wanneer::Vooraf(duur) => format!("{duur} vooraf"),
        Wanneer::OpDeDag => "op de dag".to_owned(),
        Wanneer::Na(duur) => format!("{duur} na"),
    }
}

/// A ladder in words, for a term whose rungs have no date.
pub(super) fn ladder(rungs: &[RungDef]) -> String {
    let one = |rung: &RungDef| {
        let naar: Vec<&str> = rung.naar.iter().map(|rol| rol.naam()).collect();
        format!("{} aan {}", wanneer(rung.wanneer), naar.join(" en "))
    };
    let all: Vec<String> = rungs.iter().map(one).collect();
    if all.is_empty() {
        "geen".to_owned()
    } else {
        all.join(", ")
    }
}

/// How a term is counted, in words.
pub(super) fn telling(tijd: &Tijd) -> String {
    match tijd {
        Tijd::Binnen { duur, na } => format!("binnen {duur} na {na}"),
        Tijd::Vooraf { duur, voor } => format!("uiterlijk {duur} voor {voor}"),
        Tijd::VoorDatum { dag, maand, na } => format!("vóór {dag}-{maand}, gezocht vanaf {na}"),
        Tijd::Op { anker } => format!("op de dag van {anker}"),
    }
}
