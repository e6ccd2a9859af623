//! The language of scenarios: what happened on which day, and what must then be open, due and mailed.
//!
//! Only shape and reading; playing a scenario is `spel`'s, judging what came of it `oordeel`'s. Easy to get
//! wrong: what is left out of `verwacht` is not judged, and what is named there is judged whole.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use chrono_tz::Europe::Amsterdam;
use indexmap::IndexMap;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use termijnwacht::decide::at;
use termijnwacht::zaak::command::{IncidentAct, IncidentKeuze};
use termijnwacht::zaak::melding::{Melding, Verzuim};
use termijnwacht::zaak::persoon::{Adres, Jongere, Ouder, SchoolRef};
use termijnwacht::zaak::{Act, Digest, MedewerkerId, ZaakId};

/// A file of scenarios about one procedure.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bestand {
    /// Slug van de procedure waarmee elke melding begint die niets anders zegt.
    pub procedure: String,
    pub scenarios: Vec<Scenario>,
}

/// One story.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Waar het over gaat, als zin.
    pub scenario: String,
    /// Waarmee het begint; zonder melding met `begin`.
    pub melding: Option<MeldingTekst>,
    /// Een zaak over een school of over het bureau, of alleen het ogenblik waarop het begint.
    pub begin: Option<Begin>,
    /// `ja`: terugkerend werk begint vanzelf.
    #[serde(default)]
    pub roosters: bool,
    #[serde(default)]
    pub verloop: Vec<Stap>,
    pub einde: Option<Einde>,
}

/// A zaak that no melding opened.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Begin {
    /// `2026-10-01 08:00`.
    pub op: String,
    /// `BRIN-VESTIGING` van de school waarover de zaak gaat.
    pub school: Option<String>,
    /// `ja` als de zaak over het bureau zelf gaat.
    pub bureau: bool,
    pub gegevens: IndexMap<String, Waarde>,
}

/// A melding in short; a later one takes over what it leaves out from the first.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MeldingTekst {
    /// Zonder opgave die van het bestand.
    pub procedure: Option<String>,
    pub gemeente: Option<String>,
    pub ontvangen: Option<NaiveDate>,
    /// Geboortedatum van de jongere.
    pub geboren: Option<NaiveDate>,
    pub bsn: Option<String>,
    pub plaats: Option<String>,
    /// `BRIN` of `BRIN-VESTIGING`.
    pub school: Option<String>,
    pub startkwalificatie: Option<bool>,
    /// Waar de jongere woont; een melding die dit niet zegt, gaat over hetzelfde gezin.
    pub adres: Option<Adres>,
    /// Aantal ouders met gezag, of wie zij zijn; zonder opgave één.
    pub ouders: Option<Ouders>,
    pub kenmerk: Option<String>,
    pub verzuim: Option<VerzuimTekst>,
    pub gegevens: Option<IndexMap<String, Waarde>>,
    pub ingetrokken: Option<bool>,
}

/// The parents of a melding: how many, or who they are.
#[derive(Debug, Clone)]
pub enum Ouders {
    Aantal(u32),
    Met(Vec<OuderTekst>),
}

/// A parent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OuderTekst {
    pub naam: String,
    /// Zonder opgave `ja`.
    #[serde(default = "yes")]
    pub gezag: bool,
    /// Zonder opgave dat van de jongere.
    #[serde(default)]
    pub adres: Option<Adres>,
}

impl<'de> Deserialize<'de> for Ouders {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = |value: Value| match value {
            Value::Array(_) => serde_json::from_value(value).map(Self::Met),
            number => serde_json::from_value(number).map(Self::Aantal),
        };
        read(Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

impl JsonSchema for Ouders {
    fn schema_name() -> Cow<'static, str> {
        "Ouders".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let met = Vec::<OuderTekst>::json_schema(generator);
        json_schema!({ "anyOf": [{ "type": "integer", "minimum": 0 }, met] })
    }
}

impl Ouders {
    /// As a melding names them; who has no address of his own lives with the jongere.
    fn personen(&self, thuis: Option<&Adres>) -> Vec<Ouder> {
        match self {
            Self::Aantal(aantal) => (1..=*aantal)
                .map(|nummer| Ouder {
                    naam: format!("Ouder {nummer} Voorbeeldnaam"),
                    gezag: true,
                    adres: thuis.cloned(),
                })
                .collect(),
            Self::Met(ouders) => ouders
                .iter()
                .map(|ouder| Ouder {
                    naam: ouder.naam.clone(),
                    gezag: ouder.gezag,
                    adres: ouder.adres.clone().or_else(|| thuis.cloned()),
                })
                .collect(),
        }
    }
}

/// The absence of a melding.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VerzuimTekst {
    pub soort: String,
    pub begin: Option<NaiveDate>,
    pub uren: Option<f64>,
}

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
    #[serde(default = "yes")]
    pub bereikt: bool,
    pub verslag: Option<String>,
}

fn yes() -> bool {
    true
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

/// What must hold. Lists of what went out count from the `verwacht` before.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Verwacht {
    pub zaak: Option<String>,
    pub fase: Option<String>,
    /// Uitkomst waarmee de zaak gesloten is; `open` als zij nog loopt.
    pub uitkomst: Option<String>,
    pub behandelaar: Option<String>,
    pub gemeente: Option<String>,
    /// Alle open taken.
    pub open: Option<Vec<String>>,
    /// Laatste dag van lopende termijnen; `geen` als er (nog) geen datum of geen termijn is.
    pub termijnen: IndexMap<String, String>,
    /// Gegevens die de zaak draagt.
    pub gegevens: IndexMap<String, Waarde>,
    /// Wat het script van het laatste voorstel wist, zoals `geschiedenis.broers_zussen_open: 2`.
    pub gezien: IndexMap<String, Waarde>,
    /// Alle mails: naam van taak of termijn (of van de mailtekst), en wie hem kreeg.
    pub gemaild: Option<IndexMap<String, Vec<String>>>,
    /// Alle brieven.
    pub brieven: Option<Vec<String>>,
    /// Alle berichten aan anderen.
    pub meldingen_uit: Option<Vec<String>>,
    /// Regels die in deze volgorde in het dossier staan: `soort naam`, of `soort naam: deel van de uitleg`.
    pub dossier: Vec<String>,
    /// Wat nog in de wacht staat en niet uitging.
    pub onverzonden: Option<Vec<String>>,
    /// Codes van open incidenten.
    pub incidenten: Option<Vec<String>>,
    /// Alle zaken met hun procedure.
    pub zaken: Option<IndexMap<String, String>>,
}

/// Where it ends.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Einde {
    pub op: NaiveDate,
    /// `open` als de zaak dan nog loopt.
    pub uitkomst: String,
}

/// What an author writes as a value: `ja` and `nee`, a number, a text, or the rows of a verzuimoverzicht.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(transparent)]
pub struct Waarde(pub Value);

impl JsonSchema for Waarde {
    fn schema_name() -> Cow<'static, str> {
        "Waarde".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let one = serde_json::json!({ "type": ["boolean", "number", "string"] });
        let row = serde_json::json!({ "type": "object", "additionalProperties": one });
        json_schema!({ "anyOf": [one, { "type": "array", "items": row }] })
    }
}

/// Fields as the engine takes them.
pub fn velden(waarden: &IndexMap<String, Waarde>) -> Map<String, Value> {
    waarden
        .iter()
        .map(|(naam, waarde)| (naam.clone(), waarde.0.clone()))
        .collect()
}

impl MeldingTekst {
    /// The melding as others would send it.
    pub fn melding(&self, procedure: &str) -> Melding {
        let geboren = self.geboren.expect("een melding heeft `geboren`");
        let school = self
            .school
            .as_deref()
            .map(|code| match code.split_once('-') {
                Some((brin, vestiging)) => SchoolRef {
                    brin: brin.to_owned(),
                    vestiging: Some(vestiging.to_owned()),
                },
                None => SchoolRef {
                    brin: code.to_owned(),
                    vestiging: None,
                },
            });
        let ouders = self.ouders.as_ref().unwrap_or(&Ouders::Aantal(1));
        Melding {
            bron: "proef".into(),
            kenmerk: self.kenmerk.clone().unwrap_or_else(|| "P-1".into()),
            soort: self.procedure.clone().unwrap_or_else(|| procedure.into()),
            ontvangen: self.ontvangen.expect("een melding heeft `ontvangen`"),
            gemeente: self.gemeente.clone().expect("een melding heeft `gemeente`"),
            jongere: Some(Jongere {
                bsn: Some(self.bsn.clone().unwrap_or_else(|| "999990019".into())),
                pgn: None,
                naam: "Jip Voorbeeldnaam".into(),
                geboortedatum: geboren,
                plaats: self.plaats.clone(),
                adres: self.adres.clone(),
                startkwalificatie: self.startkwalificatie.unwrap_or(false),
            }),
            ouders: ouders.personen(self.adres.as_ref()),
            school,
            verzuim: self.verzuim.as_ref().map(|verzuim| Verzuim {
                soort: serde_json::from_value(Value::String(verzuim.soort.clone()))
                    .expect("een soort verzuim"),
                begin: verzuim.begin,
                einde: None,
                uren: verzuim.uren,
                schooldagen: None,
                te_laat: None,
            }),
            gegevens: self.gegevens.as_ref().map(velden).unwrap_or_default(),
            ingetrokken: self.ingetrokken.unwrap_or(false),
        }
    }

    /// This melding with what it leaves out taken from an earlier one.
    pub fn over(&self, first: &Self) -> Self {
        let own = self.clone();
        let base = first.clone();
        Self {
            procedure: own.procedure.or(base.procedure),
            gemeente: own.gemeente.or(base.gemeente),
            ontvangen: own.ontvangen.or(base.ontvangen),
            geboren: own.geboren.or(base.geboren),
            bsn: own.bsn.or(base.bsn),
            plaats: own.plaats.or(base.plaats),
            school: own.school.or(base.school),
            startkwalificatie: own.startkwalificatie.or(base.startkwalificatie),
            adres: own.adres.or(base.adres),
            ouders: own.ouders.or(base.ouders),
            kenmerk: own.kenmerk.or(base.kenmerk),
            verzuim: own.verzuim.or(base.verzuim),
            gegevens: own.gegevens.or(base.gegevens),
            ingetrokken: own.ingetrokken,
        }
    }
}

/// When nothing else is said.
const TWAALF: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).expect("twelve o'clock");

/// A day, and the time when there is one.
fn ogenblik(op: &str) -> (NaiveDate, Option<NaiveTime>) {
    let (dag, tijd) = op.split_once(' ').unwrap_or((op, ""));
    let dag = dag
        .parse()
        .unwrap_or_else(|_| panic!("`op: {op}` is geen moment"));
    let read = || {
        NaiveTime::parse_from_str(tijd, "%H:%M")
            .unwrap_or_else(|_| panic!("`op: {op}` is geen moment"))
    };
    (dag, (!tijd.is_empty()).then(read))
}

impl Scenario {
    /// The moment at which it begins.
    pub fn begint(&self) -> DateTime<Utc> {
        match (&self.melding, &self.begin) {
            (Some(melding), None) => {
                let negen = NaiveTime::from_hms_opt(9, 0, 0).expect("nine o'clock");
                at(melding.ontvangen.expect("`ontvangen`"), negen)
            }
            (None, Some(begin)) => {
                let (dag, tijd) = ogenblik(&begin.op);
                at(dag, tijd.unwrap_or(TWAALF))
            }
            _ => panic!("{}: verwacht `melding` of `begin`", self.scenario),
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

/// The last moment of a day.
pub fn end_of(dag: NaiveDate) -> DateTime<Utc> {
    let next = dag.succ_opt().expect("a day after");
    at(next, NaiveTime::MIN) - chrono::TimeDelta::microseconds(1)
}
