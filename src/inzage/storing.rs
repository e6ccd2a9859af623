//! What did not go by itself: incidents that wait for a person, and what is on its way out.
//!
//! Easy to get wrong: showing what a mail or letter says. A row tells what kind it is and for whom in the
//! bureau, nothing of what is in it.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Blik, bounded};
use crate::engine::{Engine, EngineFout};
use crate::store::{OutboxFilter, OutboxRij, Store, UitStatus, ZaakFilter};
use crate::zaak::{Effect, ZaakId};

/// Which incidents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct IncidentVraag {
    /// Slug van een gemeente.
    pub gemeente: Option<String>,
    /// De laatste zaak van de vorige bladzijde.
    pub na: Option<String>,
    /// Hoeveel zaken hoogstens; zonder opgave 100, ten hoogste 1000.
    pub limiet: Option<u32>,
}

/// An incident that waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct IncidentRij {
    pub zaak: String,
    pub procedure: String,
    pub gemeente: String,
    pub nummer: u32,
    pub code: String,
    pub melding: String,
    /// Of het opnieuw kan worden geprobeerd.
    pub te_herhalen: bool,
}

/// Which outgoing rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct UitgaandVraag {
    /// Slug van een gemeente.
    pub gemeente: Option<String>,
    /// `wacht`, `bezig`, `verzonden`, `mislukt` of `vervallen`; zonder opgave alle.
    pub status: Option<UitStatus>,
    /// Alleen van deze zaak.
    pub zaak: Option<String>,
    /// Het laatste nummer van de vorige bladzijde.
    pub na: Option<i64>,
    /// Hoeveel rijen hoogstens; zonder opgave 100, ten hoogste 1000.
    pub limiet: Option<u32>,
}

/// Something on its way out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct UitgaandRij {
    pub nummer: i64,
    pub zaak: String,
    /// De regel van het dossier die het vroeg.
    pub regel: String,
    pub gemeente: String,
    /// `mail`, `brief` of `melding-uit`.
    pub soort: &'static str,
    /// Naam van de tekst, of waar de melding heen gaat.
    pub naam: String,
    /// De medewerker, of `postbus`; leeg bij brieven en meldingen.
    pub aan: Option<String>,
    pub status: UitStatus,
    /// Wanneer het (weer) aan de beurt is.
    pub aan_de_beurt: DateTime<Utc>,
    pub pogingen: u32,
    pub klaar: Option<DateTime<Utc>>,
    pub reden: Option<String>,
}

/// The incidents in sight that nobody solved, in order of their zaken.
///
/// # Errors
/// When the store fails.
pub async fn incidenten<S: Store>(
    engine: &Engine<S>,
    blik: &Blik,
    vraag: &IncidentVraag,
) -> Result<Vec<IncidentRij>, EngineFout> {
    let Some(gemeenten) = blik.within(vraag.gemeente.as_ref()) else {
        return Ok(Vec::new());
    };
    let filter = ZaakFilter {
        bureau: blik.bureau.clone(),
        gemeenten,
        incident: Some(true),
        na: vraag.na.as_deref().and_then(|na| na.parse().ok()),
        limit: bounded(vraag.limiet),
        ..ZaakFilter::default()
    };
    let mut found = Vec::new();
    for zaak in engine.store().zaken(&filter).await? {
        let open = zaak.incidenten.iter().filter(|incident| !incident.opgelost);
        found.extend(open.map(|incident| IncidentRij {
            zaak: zaak.id.to_string(),
            procedure: zaak.procedure.clone(),
            gemeente: zaak.gemeente.clone(),
            nummer: incident.nummer,
            code: incident.code.clone(),
            melding: incident.melding.clone(),
            te_herhalen: incident.over.is_some(),
        }));
    }
    Ok(found)
}

/// What is on its way out, or went, of the zaken in sight.
///
/// # Errors
/// When the store fails.
pub async fn uitgaand<S: Store>(
    engine: &Engine<S>,
    blik: &Blik,
    vraag: &UitgaandVraag,
) -> Result<Vec<UitgaandRij>, EngineFout> {
    let Some(gemeenten) = blik.within(vraag.gemeente.as_ref()) else {
        return Ok(Vec::new());
    };
    let Ok(zaak) = vraag.zaak.as_deref().map(str::parse::<ZaakId>).transpose() else {
        return Ok(Vec::new());
    };
    let filter = OutboxFilter {
        bureau: blik.bureau.clone(),
        gemeenten,
        status: vraag.status,
        zaak,
        na: vraag.na,
        limit: bounded(vraag.limiet),
    };
    let rows = engine.store().outbox(&filter).await?;
    Ok(rows.into_iter().map(view).collect())
}

fn view(rij: OutboxRij) -> UitgaandRij {
    let (soort, naam, aan) = match &rij.effect {
        Effect::Mail(mail) => {
            let wie = mail.aan.medewerker.as_ref();
            let wie = wie.map_or("postbus", |id| id.0.as_str());
            ("mail", mail.tekst.clone(), Some(wie.to_owned()))
        }
        Effect::Brief(brief) => ("brief", brief.tekst.clone(), None),
        Effect::MeldingUit { naar, .. } => ("melding-uit", naar.clone(), None),
        _ => ("", String::new(), None),
    };
    UitgaandRij {
        nummer: rij.id,
        zaak: rij.regel.zaak.to_string(),
        regel: rij.regel.to_string(),
        gemeente: rij.gemeente,
        soort,
        naam,
        aan,
        status: rij.status,
        aan_de_beurt: rij.next_at,
        pogingen: rij.pogingen,
        klaar: rij.klaar_at,
        reden: rij.reden,
    }
}

/// One outgoing row.
///
/// # Errors
/// When the store fails.
pub async fn uitgaande_rij<S: Store>(
    engine: &Engine<S>,
    nummer: i64,
) -> Result<Option<OutboxRij>, EngineFout> {
    let filter = OutboxFilter {
        na: nummer.checked_sub(1),
        limit: 1,
        ..OutboxFilter::default()
    };
    let found = engine.store().outbox(&filter).await?.into_iter().next();
    Ok(found.filter(|rij| rij.id == nummer))
}
