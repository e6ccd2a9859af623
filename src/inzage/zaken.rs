//! Zaken: searched by what they are, or by whom they are about.
//!
//! Easy to get wrong: what a row shows. A list names no person; whom a zaak is about stands in its dossier.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::taken::houders;
use super::{Blik, DwangsomZicht, bounded, dag, dwangsom};
use crate::definition::mas::Mas;
use crate::engine::{Engine, EngineFout};
use crate::store::{Persoonvraag, Store, ZaakFilter};
use crate::zaak::staat::Betrokkene;
use crate::zaak::{MedewerkerId, Status, Zaak};

/// Which zaken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ZaakVraag {
    /// Slug van een gemeente.
    pub gemeente: Option<String>,
    /// Slug van een procedure.
    pub procedure: Option<String>,
    /// `open` of `gesloten`; zonder opgave beide.
    pub status: Option<Status>,
    /// Naam van een fase.
    pub fase: Option<String>,
    /// Id van de behandelaar.
    pub behandelaar: Option<String>,
    /// `true`: alleen zaken met een incident dat openstaat.
    pub incident: Option<bool>,
    /// De laatste zaak van de vorige bladzijde.
    pub na: Option<String>,
    /// Hoeveel zaken hoogstens; zonder opgave 100, ten hoogste 1000.
    pub limiet: Option<u32>,
}

/// About whom; asked in a body, never in a URL.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PersoonVraag {
    /// Woorden uit de naam van de jongere.
    pub naam: Option<String>,
    pub geboortedatum: Option<NaiveDate>,
    pub bsn: Option<String>,
    pub pgn: Option<String>,
}

/// A zaak in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ZaakZicht {
    pub zaak: String,
    pub versie: u32,
    pub procedure: String,
    pub bureau: String,
    pub gemeente: String,
    pub status: Status,
    pub fase: String,
    /// De stap van de MAS waarin de fase valt.
    pub mas: Option<Mas>,
    pub uitkomst: Option<String>,
    pub begin: NaiveDate,
    pub behandelaar: Option<String>,
    /// `jongere`, `school` of `bureau`.
    pub betrokkene: &'static str,
    /// BRIN-vestiging, als de zaak om een school draait.
    pub school: Option<String>,
    /// De zaak die deze begon.
    pub ouderzaak: Option<String>,
    pub open_taken: Vec<String>,
    /// Wie vandaag een open taak heeft.
    pub aan: Vec<String>,
    /// Het eerste einde van een termijn die loopt.
    pub eerste_einde: Option<NaiveDate>,
    /// Hoeveel incidenten openstaan.
    pub incidenten: usize,
    /// Wat te laat beslissen kost, als het bureau in gebreke is gesteld.
    pub dwangsom: Option<DwangsomZicht>,
}

impl ZaakZicht {
    /// How a zaak looks in a list.
    ///
    /// # Errors
    /// When its definition is lost or the store fails.
    pub async fn van<S: Store>(engine: &Engine<S>, zaak: &Zaak) -> Result<Self, EngineFout> {
        let procedure = engine.procedure_van(zaak).await?;
        let vandaag = dag(engine.clock().now());
        let (betrokkene, school) = match &zaak.betrokkene {
            Betrokkene::Jongere(_) => ("jongere", None),
            Betrokkene::School(code) => ("school", Some(code.clone())),
            Betrokkene::Bureau => ("bureau", None),
        };
        let running = zaak.termijnen.iter().filter(|termijn| termijn.is_alive());
        Ok(Self {
            zaak: zaak.id.to_string(),
            versie: zaak.versie,
            procedure: zaak.procedure.clone(),
            bureau: zaak.bureau.clone(),
            gemeente: zaak.gemeente.clone(),
            status: zaak.status,
            fase: zaak.fase.clone(),
            mas: procedure.mas(&zaak.fase),
            uitkomst: zaak.uitkomst.clone(),
            begin: zaak.begin,
            behandelaar: zaak.behandelaar.as_ref().map(|id| id.0.clone()),
            betrokkene,
            school,
            ouderzaak: zaak.ouder.as_ref().map(|ouder| ouder.zaak.to_string()),
            aan: houders(engine, zaak).await?,
            open_taken: zaak.open_taken().map(|taak| taak.naam.clone()).collect(),
            eerste_einde: running.filter_map(|termijn| termijn.einde).min(),
            incidenten: zaak.incidenten.iter().filter(|one| !one.opgelost).count(),
            dwangsom: dwangsom(&procedure, zaak, vandaag),
        })
    }
}

/// The zaken in sight that answer, in order of birth.
///
/// # Errors
/// When the store fails.
pub async fn zaken<S: Store>(
    engine: &Engine<S>,
    blik: &Blik,
    vraag: &ZaakVraag,
    persoon: PersoonVraag,
) -> Result<Vec<ZaakZicht>, EngineFout> {
    let Some(gemeenten) = blik.within(vraag.gemeente.as_ref()) else {
        return Ok(Vec::new());
    };
    let persoon = Persoonvraag {
        naam: persoon.naam,
        geboortedatum: persoon.geboortedatum,
        bsn: persoon.bsn,
        pgn: persoon.pgn,
    };
    let filter = ZaakFilter {
        bureau: blik.bureau.clone(),
        gemeenten,
        procedure: vraag.procedure.clone(),
        status: vraag.status,
        behandelaar: vraag.behandelaar.clone().map(MedewerkerId),
        fase: vraag.fase.clone(),
        incident: vraag.incident,
        persoon: Some(persoon).filter(|persoon| *persoon != Persoonvraag::default()),
        na: vraag.na.as_deref().and_then(|na| na.parse().ok()),
        limit: bounded(vraag.limiet),
        ..ZaakFilter::default()
    };
    let found = engine.store().zaken(&filter).await?;
    let mut seen = Vec::with_capacity(found.len());
    for zaak in &found {
        seen.push(ZaakZicht::van(engine, zaak).await?);
    }
    Ok(seen)
}
