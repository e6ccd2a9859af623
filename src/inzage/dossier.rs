//! The dossier of one zaak: where it stands, whom it is about, what happened and why.
//!
//! Easy to get wrong: free text. What an officer wrote in a field is kept beside the history, so that it can
//! be erased; here its place is filled in again.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

use super::contacten::{
    AfspraakZicht, ContactZicht, DocumentZicht, afspraken, contacten, documenten,
};
use super::taken::{TaakVraag, TaakZicht, taken};
use super::{Blik, ZaakZicht, dag, schooldagen_over};
use crate::engine::{Engine, EngineFout};
use crate::store::Store;
use crate::zaak::melding::Verzuim;
use crate::zaak::persoon::{Jongere, Ouder, SchoolRef};
use crate::zaak::regel::Lijn;
use crate::zaak::staat::{Betrokkene, Incident};
use crate::zaak::termijn::TermijnStatus;
use crate::zaak::{RegelId, Termijn, Zaak};

/// All of one zaak.
#[derive(Clone, PartialEq, Serialize, JsonSchema)]
pub struct DossierZicht {
    pub zaak: ZaakZicht,
    pub titel: String,
    pub fase_titel: String,
    pub jongere: Option<Jongere>,
    pub ouders: Vec<Ouder>,
    pub school: Option<SchoolRef>,
    pub verzuim: Option<Verzuim>,
    pub gegevens: Map<String, Value>,
    pub taken: Vec<TaakZicht>,
    pub termijnen: Vec<TermijnZicht>,
    pub incidenten: Vec<IncidentZicht>,
    pub contacten: Vec<ContactZicht>,
    pub afspraken: Vec<AfspraakZicht>,
    pub documenten: Vec<DocumentZicht>,
    /// Alles wat gebeurde, in volgorde.
    pub lijnen: Vec<Lijn>,
    /// De tekst van notities, verslagen en plaatsen, onder de id van hun regel; van een document de titel en,
    /// op de regel eronder, waar het wordt bewaard.
    pub notities: BTreeMap<String, String>,
}

/// A term of a zaak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TermijnZicht {
    pub termijn: String,
    pub status: TermijnStatus,
    pub wettelijk: bool,
    pub begin: NaiveDate,
    pub einde: Option<NaiveDate>,
    /// Schooldagen van vandaag tot het einde; onder nul als het einde voorbij is.
    pub schooldagen_over: Option<i64>,
    pub uitleg: String,
    pub grondslag: Vec<String>,
}

/// An incident of a zaak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IncidentZicht {
    pub nummer: u32,
    pub code: String,
    pub melding: String,
    /// Of het opnieuw kan worden geprobeerd.
    pub te_herhalen: bool,
    pub opgelost: bool,
}

impl From<&Incident> for IncidentZicht {
    fn from(incident: &Incident) -> Self {
        Self {
            nummer: incident.nummer,
            code: incident.code.clone(),
            melding: incident.melding.clone(),
            te_herhalen: incident.over.is_some(),
            opgelost: incident.opgelost,
        }
    }
}

/// The whole dossier of a zaak that is in sight.
///
/// # Errors
/// When the store fails.
pub async fn dossier<S: Store>(
    engine: &Engine<S>,
    zaak: &Zaak,
) -> Result<DossierZicht, EngineFout> {
    let store = engine.store();
    let about_jongere = matches!(zaak.betrokkene, Betrokkene::Jongere(_));
    let gemelde = store.gemelde(zaak.id).await?.filter(|_| about_jongere);
    let melding = gemelde.map(|gemelde| gemelde.melding);
    let historie = store.historie(zaak.id).await?;
    let lijnen = historie
        .iter()
        .filter_map(|regel| Lijn::van(regel, &zaak.procedure));
    let notities: BTreeMap<RegelId, String> = store.notities(zaak.id).await?.into_iter().collect();
    let procedure = engine.procedure_van(zaak).await?;
    let vraag = TaakVraag {
        zaak: Some(zaak.id.to_string()),
        limiet: Some(super::LIMIET_MAX),
        ..TaakVraag::default()
    };
    Ok(DossierZicht {
        zaak: ZaakZicht::van(engine, zaak).await?,
        titel: procedure.titel.clone(),
        fase_titel: procedure.fase_titel(&zaak.fase),
        gegevens: filled(zaak, &notities),
        taken: taken(engine, &Blik::default(), &vraag).await?,
        termijnen: termijnen(engine, zaak).await,
        incidenten: zaak.incidenten.iter().map(IncidentZicht::from).collect(),
        contacten: contacten(zaak, &notities),
        afspraken: afspraken(zaak, &notities),
        documenten: documenten(zaak, &notities),
        lijnen: lijnen.collect(),
        notities: notities
            .into_iter()
            .map(|(regel, tekst)| (regel.to_string(), tekst))
            .collect(),
        jongere: melding.as_ref().and_then(|one| one.jongere.clone()),
        ouders: melding
            .as_ref()
            .map(|one| one.ouders.clone())
            .unwrap_or_default(),
        school: melding.as_ref().and_then(|one| one.school.clone()),
        verzuim: melding.and_then(|one| one.verzuim),
    })
}

/// The fields with the texts that were kept elsewhere.
fn filled(zaak: &Zaak, notities: &BTreeMap<RegelId, String>) -> Map<String, Value> {
    let text = |waarde: &Value| {
        let regel = waarde.as_str().and_then(RegelId::from_reference)?;
        let tekst = notities.get(&regel);
        Some(tekst.map_or(Value::Null, |tekst| tekst.as_str().into()))
    };
    let fields = zaak.gegevens.iter();
    fields
        .map(|(naam, waarde)| (naam.clone(), text(waarde).unwrap_or_else(|| waarde.clone())))
        .collect()
}

async fn termijnen<S: Store>(engine: &Engine<S>, zaak: &Zaak) -> Vec<TermijnZicht> {
    let kalender = engine.kalender_van(zaak).await.ok();
    let vandaag = dag(engine.clock().now());
    let view = |termijn: &Termijn| TermijnZicht {
        termijn: termijn.naam.clone(),
        status: termijn.status,
        wettelijk: termijn.wettelijk,
        begin: termijn.begin,
        einde: termijn.einde,
        schooldagen_over: termijn
            .einde
            .filter(|_| termijn.is_alive())
            .zip(kalender.as_ref())
            .and_then(|(einde, kalender)| schooldagen_over(kalender, vandaag, einde)),
        uitleg: termijn.uitleg.clone(),
        grondslag: termijn.grondslag.clone(),
    };
    zaak.termijnen.iter().map(view).collect()
}
