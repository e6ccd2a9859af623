//! What happened to a zaak: the append-only history.
//!
//! Each `Gebeurtenis` holds all that `evolve` needs, so that folding a history gives the state without
//! asking a definition or a calendar anything. Easy to get wrong: nothing here may hold personal data;
//! the text of a note lives in its own table, under the id of its line.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::contact::{Afspraak, Contact, Document, Partij};
use super::ids::{Digest, MedewerkerId, MeldingId, RegelId, ZaakId};
use super::migratie::{Overgang, TermijnOver};
use super::overname::Herkomst;
use super::staat::{Aan, Betrokkene, Haperend, Ouderzaak, Taak, Zaak};
use super::termijn::{Opschorting, Rung, Termijn, Verdaging};

/// One line of history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Regel {
    pub id: RegelId,
    /// The version of the zaak that this line helped make.
    pub versie: u32,
    /// When it was recorded.
    pub op: DateTime<Utc>,
    /// The day it happened.
    pub datum: NaiveDate,
    /// The fase the zaak was in after this line.
    pub fase: String,
    /// Who did it; `None` for the clock and other machines.
    pub door: Option<MedewerkerId>,
    /// The line that caused this one, of this zaak or of another.
    pub door_id: Option<RegelId>,
    pub gebeurtenis: Gebeurtenis,
}

/// What the zaak was born with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Geboorte {
    pub procedure: String,
    pub titel: String,
    pub definitie: Digest,
    pub bureau: String,
    pub gemeente: String,
    pub betrokkene: Betrokkene,
    pub ouder: Option<Ouderzaak>,
    #[serde(default)]
    pub apart: bool,
    pub behandelaar: Option<MedewerkerId>,
    pub begin: NaiveDate,
    pub achttien_op: Option<NaiveDate>,
    /// The fields that other zaken of the jongere may see, as its definition says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub onthouden: Vec<String>,
    /// Zaken that it is about, when it tells of others.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<ZaakId>,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "soort", rename_all = "kebab-case")]
pub enum Gebeurtenis {
    /// The zaak was opened.
    Geopend(Box<Geboorte>),
    /// A melding arrived, opened or joined the zaak, or was corrected.
    Gemeld {
        melding: MeldingId,
        /// `false` for a correction of one that already counts.
        telt: bool,
        /// `true` when it was withdrawn and no longer counts.
        #[serde(default)]
        af: bool,
        uitleg: String,
    },
    /// It ran elsewhere before; what happened there has its day from now on.
    Overgenomen(Box<Herkomst>),
    /// The zaak carries this value from now on.
    Gezet {
        naam: String,
        waarde: Value,
    },
    /// The zaak entered a fase.
    FaseBereikt {
        fase: String,
        titel: String,
        grondslag: Vec<String>,
        laag: String,
    },
    TaakGeopend {
        taak: Taak,
        aan: Vec<Aan>,
        einde: Option<NaiveDate>,
    },
    TaakGereed {
        taak: u32,
        naam: String,
        uitkomst: String,
    },
    TaakVervallen {
        taak: u32,
        naam: String,
        reden: String,
    },
    TermijnGestart {
        termijn: Termijn,
    },
    /// Counted again: another calendar, a verdaging or the end of a suspension. With the same end only the ladder is
    /// another.
    TermijnGesteld {
        termijn: u32,
        naam: String,
        begin: NaiveDate,
        einde: Option<NaiveDate>,
        rungs: Vec<Rung>,
        uitleg: String,
    },
    TermijnVervallen {
        termijn: u32,
        naam: String,
        reden: String,
    },
    TermijnVerstreken {
        termijn: u32,
        naam: String,
        rung: u32,
        einde: NaiveDate,
        grondslag: Vec<String>,
        laag: String,
        uitleg: String,
    },
    /// A herinnering or escalatie whose time came.
    RungAfgegaan(Box<Afgegaan>),
    /// Something from outside.
    Ontvangen {
        naam: String,
        titel: String,
        uitleg: String,
    },
    /// What a script proposes, or decided where the definition lets it.
    Voorgesteld {
        vraag: String,
        taak: Option<u32>,
        antwoord: String,
        reden: String,
        gebruikt: Value,
        /// The script that answered: of the definition, or the mended one of a retry.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        script: Option<Digest>,
    },
    ProcedureGestart {
        procedure: String,
        wacht: bool,
    },
    /// A started procedure came to its end.
    UitkomstOntvangen {
        procedure: String,
        zaak: Option<ZaakId>,
        uitkomst: String,
    },
    Brief {
        tekst: String,
        digest: Digest,
        uitleg: String,
    },
    Mail {
        tekst: String,
        digest: Digest,
        aan: Vec<Aan>,
    },
    MeldingUit {
        naar: String,
    },
    Opgeschort {
        termijnen: Vec<u32>,
        opschorting: Opschorting,
    },
    Hervat {
        termijnen: Vec<u32>,
        tot: NaiveDate,
    },
    Verdaagd {
        termijn: u32,
        naam: String,
        verdaging: Verdaging,
    },
    Afgeweken {
        fase: String,
        reden: String,
    },
    Genoteerd,
    /// There was contact, or nobody was reached. The verslag lies beside the history.
    Contact {
        contact: Contact,
    },
    AfspraakGemaakt {
        afspraak: Afspraak,
    },
    /// `plaats` tells that a new place lies under this line.
    AfspraakVerzet {
        afspraak: u32,
        wanneer: DateTime<Utc>,
        met: Vec<Partij>,
        plaats: bool,
        reden: String,
    },
    AfspraakAfgelopen {
        afspraak: u32,
        nagekomen: bool,
        reden: String,
    },
    /// It was called off, and no new day is known.
    AfspraakAfgezegd {
        afspraak: u32,
        reden: String,
    },
    /// A document is kept elsewhere. Its title and place lie beside the history.
    Document {
        document: Document,
    },
    /// A mistaken act was undone: the state is that of an earlier version, with what cannot be undone kept.
    Hersteld {
        regel: RegelId,
        reden: String,
        staat: Box<Zaak>,
    },
    /// Something not yet sent or done was taken back, because an act recorded late came in time after all.
    /// `staat` is given where a term that ran out runs again.
    Teruggenomen {
        regel: RegelId,
        naam: String,
        reden: String,
        staat: Option<Box<Zaak>>,
    },
    /// The zaak runs on another version of its definition from now on.
    Gemigreerd(Box<Overgang>),
    /// A term after that, where it differs from what it was.
    TermijnOvergezet(Box<TermijnOver>),
    BehandelaarGezet {
        behandelaar: Option<MedewerkerId>,
        reden: String,
    },
    GemeenteGezet {
        gemeente: String,
    },
    AchttienBehandeld,
    /// The uitkomst of a started procedure has had its gevolg.
    Gehoord {
        procedure: String,
    },
    /// Another zaak waits for the end of this one too.
    WachterBij {
        zaak: ZaakId,
    },
    /// A corrected date of birth moves the 18th birthday.
    AchttienGezet {
        op: Option<NaiveDate>,
    },
    Incident {
        nummer: u32,
        code: String,
        melding: String,
        over: Option<Haperend>,
    },
    IncidentOpgelost {
        nummer: u32,
        reden: String,
    },
    Ingetrokken {
        reden: String,
    },
    Gesloten {
        uitkomst: String,
        reden: String,
    },
}

/// A rung that went off.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Afgegaan {
    pub termijn: u32,
    pub rung: u32,
    pub escalatie: bool,
    /// Name of the taak or termijn.
    pub naam: String,
    pub aan: Vec<Aan>,
    pub einde: NaiveDate,
    /// `false` when a higher rung fell due at the same time and was mailed instead.
    pub gemaild: bool,
    pub grondslag: Vec<String>,
    pub laag: String,
    pub uitleg: String,
}
