//! A procedure as the engine runs it: every name resolved, every term readable, all layers on one another.
//!
//! Made by `compile` from what authors write; kept with a zaak by its digest (of its JSON). Easy to get
//! wrong: a field added here must have a serde default, or zaken on an older version no longer load.

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::conditie::Conditie;
use super::dwangsom::Dwangsom;
use super::mas::Mas;
use crate::kalender::Duur;
use crate::rooster::Rooster;
use crate::zaak::termijn::{RungSoort, Tijd, Wanneer};
use crate::zaak::{Digest, Rol, Termijn, Zaak};

/// What a zaak of a procedure is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BetrokkeneSoort {
    Jongere,
    School,
    Bureau,
}

/// The effective definition of a procedure for one gemeente.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Procedure {
    pub slug: String,
    pub titel: String,
    pub geldig_vanaf: Option<NaiveDate>,
    pub grondslag: Vec<String>,
    pub betrokkene: BetrokkeneSoort,
    /// Each melding and each start opens a zaak of its own, also while one is open.
    #[serde(default)]
    pub apart: bool,
    /// The zaak goes on when the jongere turns 18.
    #[serde(default)]
    pub na_achttien: bool,
    /// The layers it was made of, lowest first: `landelijk`, `utrecht-noordwest`, `woerden`.
    pub lagen: Vec<String>,
    /// The fase a zaak begins in.
    pub begin: String,
    pub gegevens: IndexMap<String, Veld>,
    /// The fields that other zaken of the same jongere may see.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub onthouden: Vec<String>,
    pub vragen: IndexMap<String, Vraag>,
    pub fasen: IndexMap<String, Fase>,
    /// Events that every fase knows.
    pub gebeurtenissen: IndexMap<String, GebeurtenisDef>,
    /// Endings with their title.
    pub uitkomsten: IndexMap<String, String>,
    pub rooster: IndexMap<String, RoosterDef>,
    /// Letters and mails used, by digest.
    pub teksten: IndexMap<String, Digest>,
    /// Scripts used, by digest.
    pub scripts: IndexMap<String, Digest>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Veld {
    pub titel: String,
    pub soort: VeldSoort,
    /// Asked always.
    pub verplicht: bool,
    /// Asked only with these uitkomsten of its taak.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verplicht_bij: Vec<String>,
}

impl Veld {
    /// Whether it must be filled in with this uitkomst.
    pub fn is_asked(&self, uitkomst: &str) -> bool {
        self.verplicht || self.verplicht_bij.iter().any(|bij| bij == uitkomst)
    }
}

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VeldSoort {
    /// `JJJJ-MM-DD`.
    Datum,
    Tekst,
    Getal,
    JaNee,
    /// One of these.
    Keuze(Vec<String>),
    /// A list of absences: [`crate::zaak::verzuimoverzicht`].
    Verzuimoverzicht,
}

/// A question to a policy script.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Vraag {
    pub script: String,
    pub invoer: Vec<String>,
    /// Allowed answers with their title.
    pub antwoorden: IndexMap<String, String>,
    /// Whether the answer decides by itself; only for mechanical work.
    pub beslist: bool,
    pub grondslag: Vec<String>,
    pub laag: String,
}

/// A fase.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fase {
    pub titel: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mas: Option<Mas>,
    pub bij_binnenkomst: Vec<Gevolg>,
    pub taken: IndexMap<String, TaakDef>,
    pub termijnen: IndexMap<String, TermijnDef>,
    pub gebeurtenissen: IndexMap<String, GebeurtenisDef>,
    pub wacht_op: IndexMap<String, Vec<Gevolg>>,
    pub laag: String,
}

impl Fase {
    /// Every gevolg that stands in this fase.
    pub fn gevolgen(&self) -> impl Iterator<Item = &Gevolg> {
        let taken = self.taken.values().flat_map(|taak| {
            let verstreken = taak.termijn.iter().flat_map(|termijn| &termijn.verstreken);
            taak.uitkomsten.values().flatten().chain(verstreken)
        });
        let termijnen = self.termijnen.values();
        let termijnen = termijnen.flat_map(|termijn| &termijn.verstreken);
        let events = self.gebeurtenissen.values();
        let events = events.flat_map(|gebeurtenis| &gebeurtenis.gevolg);
        let waits = self.wacht_op.values().flatten();
        let own = self.bij_binnenkomst.iter().chain(taken);
        own.chain(termijnen).chain(events).chain(waits)
    }
}

/// A taak.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TaakDef {
    pub titel: String,
    pub voor: Rol,
    /// Only a BOA or the leidinggevende may complete it.
    pub boa: bool,
    pub als: Option<Conditie>,
    /// Opens with its fase; otherwise only when a gevolg opens it.
    pub direct: bool,
    /// Survives a change of fase.
    pub blijft: bool,
    pub brief: Option<BriefKeuze>,
    pub termijn: Option<TermijnDef>,
    pub voorstel: Option<String>,
    pub gegevens: IndexMap<String, Veld>,
    pub uitkomsten: IndexMap<String, Vec<Gevolg>>,
    pub grondslag: Vec<String>,
    pub laag: String,
}

/// Which letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BriefKeuze {
    /// This one.
    Tekst(String),
    /// The one a question answers with.
    Vraag(String),
}

/// A term.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TermijnDef {
    pub titel: String,
    pub tijd: Tijd,
    pub wettelijk: bool,
    pub grondslag: Vec<String>,
    pub rungs: Vec<RungDef>,
    pub verstreken: Vec<Gevolg>,
    pub opschorten: bool,
    /// The most it may be extended by.
    pub verdagen: Option<Duur>,
    /// What goes with an extension: the letter that tells of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bij_verdagen: Vec<Gevolg>,
    pub blijft: bool,
    /// What deciding after it costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dwangsom: Option<Dwangsom>,
    pub laag: String,
}

/// A rung of a term's ladder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RungDef {
    pub soort: RungSoort,
    pub wanneer: Wanneer,
    pub naar: Vec<Rol>,
}

/// An event from outside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GebeurtenisDef {
    pub titel: String,
    /// Only a BOA or the leidinggevende may record it.
    #[serde(default)]
    pub boa: bool,
    pub gegevens: IndexMap<String, Veld>,
    pub gevolg: Vec<Gevolg>,
    pub laag: String,
}

/// What follows; in a list the first whose `als` holds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Gevolg {
    pub als: Option<Conditie>,
    pub zet: IndexMap<String, Zetting>,
    pub open: Vec<String>,
    pub start: Vec<String>,
    pub brief: Vec<String>,
    pub mail: Vec<MailDef>,
    pub melding_uit: Vec<String>,
    /// Terms whose clock stops; Awb 4:15.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub schort_op: Vec<String>,
    /// Terms that run on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hervat: Vec<String>,
    /// Terms that are done while the zaak goes on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stopt: Vec<String>,
    pub ga_naar: Option<String>,
    pub sluit: Option<String>,
}

/// What a field is set to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Zetting {
    /// A fixed value.
    Waarde(Value),
    /// The date an anchor stands for, or the value of a field, by its bare name.
    Naam(String),
}

/// A mail to roles.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MailDef {
    pub tekst: String,
    pub naar: Vec<Rol>,
}

/// Recurring work: when zaken of this procedure begin by themselves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RoosterDef {
    pub wanneer: Rooster,
    /// Kinds of school; empty means all.
    pub scholen: Vec<String>,
}

impl Procedure {
    /// The definition of a taak and the fase it stands in.
    pub fn taak(&self, naam: &str) -> Option<(&str, &TaakDef)> {
        self.fasen
            .iter()
            .find_map(|(fase, def)| def.taken.get(naam).map(|taak| (fase.as_str(), taak)))
    }

    /// The title of a fase, or its name where it is built in.
    pub fn fase_titel(&self, fase: &str) -> String {
        self.fasen
            .get(fase)
            .map_or_else(|| fase.to_owned(), |def| def.titel.clone())
    }

    /// The step of the MAS that a fase is, where it says so.
    pub fn mas(&self, fase: &str) -> Option<Mas> {
        self.fasen.get(fase).and_then(|def| def.mas)
    }

    /// The definition of a term of a fase.
    pub fn termijn(&self, naam: &str) -> Option<&TermijnDef> {
        self.fasen
            .values()
            .find_map(|fase| fase.termijnen.get(naam))
    }

    /// The term of its decision that costs a dwangsom, by its name; a procedure has one at most.
    pub fn dwangsom(&self) -> Option<(&str, &Dwangsom)> {
        let fasen = self.fasen.values().flat_map(|fase| {
            let taken = fase.taken.iter();
            let of_taken = taken.filter_map(|(naam, taak)| Some((naam, taak.termijn.as_ref()?)));
            fase.termijnen.iter().chain(of_taken)
        });
        let mut costly =
            fasen.filter_map(|(naam, def)| Some((naam.as_str(), def.dwangsom.as_ref()?)));
        costly.next()
    }

    /// What runs in a zaak after an ingebrekestelling, with its amounts; none when nobody said that the decision
    /// is late, or it has been made.
    pub fn lopende_dwangsom<'a>(&'a self, zaak: &'a Zaak) -> Option<(&'a Termijn, &'a Dwangsom)> {
        let (_, dwangsom) = self.dwangsom()?;
        Some((zaak.dwangsom()?, dwangsom))
    }

    /// An event as a fase knows it: its own first, else the procedure's.
    pub fn gebeurtenis(&self, fase: &str, naam: &str) -> Option<&GebeurtenisDef> {
        self.fasen
            .get(fase)
            .and_then(|fase| fase.gebeurtenissen.get(naam))
            .or_else(|| self.gebeurtenissen.get(naam))
    }

    /// Every field, wherever it is filled in; a name may come more than once.
    pub fn alle_velden(&self) -> impl Iterator<Item = (&String, &Veld)> {
        let fasen = self.fasen.values().flat_map(|fase| {
            let taken = fase.taken.values().flat_map(|taak| &taak.gegevens);
            let events = fase.gebeurtenissen.values();
            taken.chain(events.flat_map(|gebeurtenis| &gebeurtenis.gegevens))
        });
        let events = self.gebeurtenissen.values();
        let events = events.flat_map(|gebeurtenis| &gebeurtenis.gegevens);
        self.gegevens.iter().chain(fasen).chain(events)
    }

    /// Every gevolg that may move the zaak, wherever it stands.
    pub fn gevolgen(&self) -> impl Iterator<Item = &Gevolg> {
        let fasen = self.fasen.values().flat_map(Fase::gevolgen);
        fasen.chain(self.gevolgen_overal())
    }

    /// What goes with the extension of a term, wherever it stands; these never move the zaak.
    pub fn gevolgen_bij_verdagen(&self) -> impl Iterator<Item = &Gevolg> {
        self.fasen.values().flat_map(|fase| {
            let taken = fase.taken.values();
            let of_taken = taken.filter_map(|taak| taak.termijn.as_ref());
            let all = fase.termijnen.values().chain(of_taken);
            all.flat_map(|termijn| &termijn.bij_verdagen)
        })
    }

    /// The gevolgen of the events that every fase knows.
    pub fn gevolgen_overal(&self) -> impl Iterator<Item = &Gevolg> {
        let events = self.gebeurtenissen.values();
        events.flat_map(|gebeurtenis| &gebeurtenis.gevolg)
    }

    /// The layer that speaks last.
    pub fn bovenste_laag(&self) -> &str {
        self.lagen.last().map_or("landelijk", String::as_str)
    }
}
