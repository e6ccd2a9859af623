//! A step of a story: what somebody does at one moment.
//!
//! Easy to get wrong: the moment. A step without a time is at noon; one that only judges is at the end of its day.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Europe::Amsterdam;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use termijnwacht::decide::at;
use termijnwacht::zaak::command::{IncidentAct, IncidentKeuze};
use termijnwacht::zaak::{Act, Digest, MedewerkerId, ZaakId};

use super::{MeldingTekst, TWAALF, Verwacht, Waarde, end_of, ogenblik, velden};

/// One moment: what is done or must hold then.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Stap {
    /// `2026-10-14 10:00`; een dag alleen is 12:00, en bij alleen `verwacht` het einde van die dag.
    pub op: String,
    /// `ja`: tot dit moment stond het programma stil.
    pub stilstand: bool,
    pub door: Option<String>,
    pub datum: Option<NaiveDate>,
    pub zaak: Option<String>,
    /// Meer zaken tegelijk.
    pub zaken: Option<Vec<String>>,
    pub kenmerk: Option<String>,
    pub versie: Option<u32>,
    pub gegevens: IndexMap<String, Waarde>,
    pub taak: Option<String>,
    pub uitkomst: Option<String>,
    pub gebeurtenis: Option<String>,
    pub opschorten: Option<String>,
    pub hervatten: Option<bool>,
    pub verdagen: Option<String>,
    pub termijn: Option<String>,
    pub afwijken: Option<String>,
    pub notitie: Option<String>,
    pub contact: Option<ContactTekst>,
    pub afspraak: Option<AfspraakTekst>,
    /// Nummer van een afspraak.
    pub verzetten: Option<u32>,
    pub nagekomen: Option<u32>,
    pub niet_nagekomen: Option<u32>,
    pub afgezegd: Option<u32>,
    pub document: Option<DocumentTekst>,
    /// Een regelnummer, of de naam van de laatste handeling zoals het dossier haar noemt.
    pub herstel: Option<String>,
    pub intrekken: Option<String>,
    pub sluiten: Option<String>,
    pub reden: Option<String>,
    /// De handeling wordt geweigerd met een zin waarin dit staat.
    pub weigert: Option<String>,
    /// Nog een melding; met hetzelfde kenmerk een correctie of intrekking.
    pub melding: Option<MeldingTekst>,
    /// Wat een beheerder met een incident doet.
    pub incident: Option<IncidentTekst>,
    /// Wat niet uitging: soort en naam van de laatste regel die het vroeg, zoals `brief eerste-brief`.
    pub mislukt: Option<String>,
    /// Bron waarvan een levering binnenkomt.
    pub levering: Option<String>,
    /// Map met bestanden die vanaf nu gelden.
    pub neem_over: Option<String>,
    pub verwacht: Option<Verwacht>,
}

/// A contact.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ContactTekst {
    pub soort: String,
    pub met: Vec<String>,
    /// `2026-11-03 10:15`; zonder opgave het moment van de stap.
    pub tijd: Option<String>,
    /// Zonder opgave `ja`.
    #[serde(default = "super::yes")]
    pub bereikt: bool,
    pub verslag: Option<String>,
}

/// An appointment, or where one is moved to.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AfspraakTekst {
    /// `2026-11-03 10:15`.
    pub wanneer: String,
    pub plaats: Option<String>,
    #[serde(default)]
    pub met: Vec<String>,
}

/// A document that is kept elsewhere.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentTekst {
    pub titel: String,
    /// Zonder opgave die van de titel.
    pub digest: Option<String>,
    pub plaats: String,
}

/// A moment in Amsterdam as acts write it.
fn tijdstip(op: &str) -> Value {
    let (dag, tijd) = ogenblik(op);
    json!(
        at(dag, tijd.unwrap_or(TWAALF))
            .with_timezone(&Amsterdam)
            .to_rfc3339()
    )
}

/// What the JSON says, as the engine takes it.
fn inhoud<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap_or_else(|fout| panic!("geen goede handeling: {fout}"))
}

/// What a beheerder or leidinggevende does about an incident.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct IncidentTekst {
    /// Nummer van het incident dat opnieuw wordt geprobeerd.
    pub herhaal: Option<u32>,
    /// Nummer van het incident dat wordt overgeslagen.
    pub overslaan: Option<u32>,
    pub reden: Option<String>,
    /// Wie het doet; zonder opgave `beheer-1`.
    pub door: Option<String>,
}

impl IncidentTekst {
    /// The act itself.
    pub fn act(&self) -> IncidentAct {
        let (nummer, keuze) = match (self.herhaal, self.overslaan) {
            (Some(nummer), None) => (nummer, IncidentKeuze::Herhaal),
            (None, Some(nummer)) => {
                let reden = self.reden.clone().unwrap_or_default();
                (nummer, IncidentKeuze::Overslaan { reden })
            }
            _ => panic!("bij `incident` hoort `herhaal` of `overslaan`"),
        };
        let door = self.door.as_deref().unwrap_or("beheer-1");
        IncidentAct {
            nummer,
            door: MedewerkerId(door.to_owned()),
            keuze,
        }
    }
}

impl Stap {
    /// Whether a person does something in this step.
    pub fn acts(&self) -> bool {
        [
            &self.taak,
            &self.gebeurtenis,
            &self.opschorten,
            &self.verdagen,
            &self.afwijken,
            &self.notitie,
            &self.herstel,
            &self.intrekken,
            &self.sluiten,
        ]
        .iter()
        .any(|field| field.is_some())
            || self.hervatten.is_some()
            || self.contact.is_some()
            || self.afspraak.is_some()
            || self.nagekomen.is_some()
            || self.niet_nagekomen.is_some()
            || self.afgezegd.is_some()
            || self.document.is_some()
    }

    /// The moment of this step.
    pub fn moment(&self) -> DateTime<Utc> {
        let does = self.acts()
            || self.melding.is_some()
            || self.incident.is_some()
            || self.mislukt.is_some()
            || self.neem_over.is_some()
            || self.levering.is_some()
            || self.stilstand;
        match ogenblik(&self.op) {
            (dag, None) if !does => end_of(dag),
            (dag, tijd) => at(dag, tijd.unwrap_or(TWAALF)),
        }
    }

    /// The act of this step; `herstel` already resolved to a line.
    pub fn act(&self, moment: DateTime<Utc>, herstel: Option<String>) -> Act {
        Act {
            op: moment.with_timezone(&Amsterdam).fixed_offset(),
            datum: self.datum,
            zaak: self.zaak.clone(),
            door: self.door.clone().unwrap_or_else(|| "ambt-1".into()),
            kenmerk: self.kenmerk.clone(),
            versie: self.versie,
            gegevens: velden(&self.gegevens),
            taak: self.taak.clone(),
            uitkomst: self.uitkomst.clone(),
            gebeurtenis: self.gebeurtenis.clone(),
            opschorten: self.opschorten.clone(),
            hervatten: self.hervatten,
            verdagen: self.verdagen.clone(),
            termijn: self.termijn.clone(),
            afwijken: self.afwijken.clone(),
            notitie: self.notitie.clone(),
            herstel,
            intrekken: self.intrekken.clone(),
            sluiten: self.sluiten.clone(),
            reden: self.reden.clone(),
            zaken: self.zaken.clone(),
            contact: self.contact.as_ref().map(|told| {
                let tijd = told.tijd.as_deref().map(tijdstip);
                inhoud(json!({"soort": told.soort, "met": told.met, "tijd": tijd, "bereikt": told.bereikt, "verslag": told.verslag}))
            }),
            afspraak: self.afspraak.as_ref().map(|told| {
                inhoud(json!({"wanneer": tijdstip(&told.wanneer), "plaats": told.plaats, "met": told.met}))
            }),
            verzetten: self.verzetten,
            nagekomen: self.nagekomen,
            niet_nagekomen: self.niet_nagekomen,
            afgezegd: self.afgezegd,
            document: self.document.as_ref().map(|told| {
                let digest = told.digest.clone().unwrap_or_else(|| Digest::of(&told.titel).0);
                inhoud(json!({"titel": told.titel, "digest": digest, "plaats": told.plaats}))
            }),
        }
    }

    /// The zaak this step is about.
    pub fn zaak_id(&self) -> ZaakId {
        self.zaak
            .as_deref()
            .map_or(ZaakId(1), |zaak| zaak.parse().expect("een zaaknummer"))
    }
}
