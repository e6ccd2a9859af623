//! What did not go by itself: incidents and the way out, for who keeps the machine going.
//!
//! Easy to get wrong: acting on a row. A row of the outbox belongs to a line of a zaak, and only a command
//! to that zaak changes it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::probleem::Probleem;
use super::route::{Antwoord, Niets, Vraag};
use crate::inzage::{self, IncidentRij, IncidentVraag, UitgaandRij, UitgaandVraag, ZaakZicht};
use crate::store::Store;
use crate::zaak::command::{IncidentAct, IncidentKeuze, LaatVallen};
use crate::zaak::{MedewerkerId, ZaakId};

/// A list of incidents.
#[derive(Serialize, JsonSchema)]
pub struct Incidenten {
    pub incidenten: Vec<IncidentRij>,
}

/// A list of what is on its way out.
#[derive(Serialize, JsonSchema)]
pub struct Uitgaand {
    pub uitgaand: Vec<UitgaandRij>,
}

/// Who does it.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Door {
    /// Id van de medewerker; mag weg bij een token van een medewerker.
    pub door: Option<String>,
}

/// Who does it, and why.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DoorMetReden {
    /// Id van de medewerker; mag weg bij een token van een medewerker.
    #[serde(default)]
    pub door: Option<String>,
    /// Komt in het dossier.
    pub reden: String,
}

pub(super) async fn incidenten<S: Store>(
    vraag: Vraag<S, IncidentVraag>,
) -> Result<Antwoord<Incidenten>, Probleem> {
    let blik = vraag.wie.blik();
    let incidenten = inzage::incidenten(&vraag.engine, &blik, &vraag.zoek).await?;
    Ok(Antwoord::ok(Incidenten { incidenten }))
}

pub(super) async fn herhaal<S: Store>(
    vraag: Vraag<S, Niets>,
    inhoud: Door,
) -> Result<Antwoord<ZaakZicht>, Probleem> {
    let zaak = vraag.zaak().await?.id;
    let nummer = vraag.nummer("nummer")?;
    handle(&vraag, zaak, nummer, inhoud.door, IncidentKeuze::Herhaal).await
}

pub(super) async fn sla_over<S: Store>(
    vraag: Vraag<S, Niets>,
    inhoud: DoorMetReden,
) -> Result<Antwoord<ZaakZicht>, Probleem> {
    let zaak = vraag.zaak().await?.id;
    let nummer = vraag.nummer("nummer")?;
    let keuze = IncidentKeuze::Overslaan {
        reden: inhoud.reden,
    };
    handle(&vraag, zaak, nummer, inhoud.door, keuze).await
}

pub(super) async fn uitgaand<S: Store>(
    vraag: Vraag<S, UitgaandVraag>,
) -> Result<Antwoord<Uitgaand>, Probleem> {
    let blik = vraag.wie.blik();
    let uitgaand = inzage::uitgaand(&vraag.engine, &blik, &vraag.zoek).await?;
    Ok(Antwoord::ok(Uitgaand { uitgaand }))
}

pub(super) async fn opnieuw<S: Store>(
    vraag: Vraag<S, Niets>,
    inhoud: Door,
) -> Result<Antwoord<ZaakZicht>, Probleem> {
    let rij = visible(&vraag).await?;
    let incident = vraag.engine.incident_over(rij.regel).await?;
    let keuze = IncidentKeuze::Herhaal;
    handle(&vraag, rij.regel.zaak, incident, inhoud.door, keuze).await
}

pub(super) async fn laat_vallen<S: Store>(
    vraag: Vraag<S, Niets>,
    inhoud: DoorMetReden,
) -> Result<Antwoord<ZaakZicht>, Probleem> {
    let rij = visible(&vraag).await?;
    let door = vraag
        .wie
        .door(&vraag.engine.catalog(), inhoud.door.as_deref())?;
    let act = LaatVallen {
        regel: rij.regel,
        door: MedewerkerId(door),
        reden: inhoud.reden,
    };
    vraag.engine.laat_vallen(act).await?;
    view(&vraag, rij.regel.zaak).await
}

/// The outgoing row in the path, if who asks may see it.
async fn visible<S: Store, Q>(vraag: &Vraag<S, Q>) -> Result<crate::store::OutboxRij, Probleem> {
    let nummer: i64 = vraag.nummer("nummer")?;
    let blik = vraag.wie.blik();
    let rij = inzage::uitgaande_rij(&vraag.engine, nummer).await?;
    rij.filter(|rij| blik.ziet(&rij.bureau, &rij.gemeente))
        .ok_or_else(|| Probleem::onbekend(format!("er is geen uitgaande rij {nummer}")))
}

async fn handle<S: Store, Q>(
    vraag: &Vraag<S, Q>,
    zaak: ZaakId,
    nummer: u32,
    door: Option<String>,
    keuze: IncidentKeuze,
) -> Result<Antwoord<ZaakZicht>, Probleem> {
    let door = vraag.wie.door(&vraag.engine.catalog(), door.as_deref())?;
    let act = IncidentAct {
        nummer,
        door: MedewerkerId(door),
        keuze,
    };
    let now = vraag.engine.clock().now().timestamp_micros().to_string();
    vraag.engine.incident(zaak, act, &now).await?;
    view(vraag, zaak).await
}

async fn view<S: Store, Q>(
    vraag: &Vraag<S, Q>,
    zaak: ZaakId,
) -> Result<Antwoord<ZaakZicht>, Probleem> {
    let zaak = vraag.engine.store().load(zaak).await?;
    Ok(Antwoord::ok(ZaakZicht::van(&vraag.engine, &zaak).await?))
}
