//! `POST /v1/zaken/{zaak}/handelingen`: one act of a person, the same object as a line of `simulate`; and
//! `POST /v1/handelingen`, where the act itself names the zaak or the zaken.
//!
//! Of several zaken each is done or refused by itself, and the answer says of each. Easy to get wrong: a retry. With `Idempotency-Key` or `kenmerk` the same request twice is one act; without
//! either the moment of arrival tells two acts apart.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::borrow::Cow;

use super::probleem::{Probleem, ZaakUitslag};
use super::route::{Antwoord, Niets, Vraag};
use crate::definition::lees::lees_json;
use crate::engine::Gedaan;
use crate::inzage::ZaakZicht;
use crate::store::Store;
use crate::zaak::{Act, Refusal, ZaakId};

/// The header that names a request.
const SLEUTEL: &str = "idempotency-key";

/// An act in which `op`, `zaak` and `door` may be left out: the server, the path and the token say them.
#[derive(Debug)]
pub struct HandelingInhoud(Map<String, Value>);

impl<'de> Deserialize<'de> for HandelingInhoud {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Object(object) => Ok(Self(object)),
            _ => Err(D::Error::custom("verwacht een object")),
        }
    }
}

impl JsonSchema for HandelingInhoud {
    fn schema_name() -> Cow<'static, str> {
        "Handeling".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = Act::json_schema(generator);
        schema.remove("required");
        schema
    }
}

/// Carries out an act.
pub(super) async fn leg_vast<S: Store>(
    vraag: Vraag<S, Niets>,
    inhoud: HandelingInhoud,
) -> Result<Antwoord<ZaakZicht>, Probleem> {
    let zaak = vraag.zaak().await?;
    let act = whole(&vraag, inhoud.0, &zaak.id.to_string())?;
    let now = carry_out(&vraag, &act, zaak.id).await?;
    Ok(Antwoord::ok(now))
}

/// What came of an act in each zaak, all done.
#[derive(Debug, Serialize, JsonSchema)]
pub struct PerZaakAntwoord {
    /// De zaken zoals zij nu staan, in de volgorde van het verzoek.
    pub zaken: Vec<ZaakZicht>,
}

/// Carries out an act in one or several zaken.
pub(super) async fn leg_vast_in_zaken<S: Store>(
    vraag: Vraag<S, Niets>,
    inhoud: HandelingInhoud,
) -> Result<Antwoord<PerZaakAntwoord>, Probleem> {
    let act = read(&vraag, inhoud.0)?;
    if act.zaak.is_none() && act.zaken.is_none() {
        let melding = "noem de zaak met `zaak`, of meer zaken met `zaken`";
        return Err(Probleem::onjuist(vec![melding.to_owned().into()]));
    }
    let divided = act.per_zaak();
    let acts = divided.map_err(|waarom| Probleem::from(Refusal::Onleesbaar(waarom)))?;
    // Nothing is done before all are seen: who may not see one zaak acts in none.
    let mut known = Vec::new();
    for act in &acts {
        known.push(
            vraag
                .genoemde_zaak(act.zaak.as_deref().unwrap_or("?"))
                .await?
                .id,
        );
    }
    let mut stand = Vec::new();
    let mut results = Vec::new();
    for (act, id) in acts.iter().zip(known) {
        let done = carry_out(&vraag, act, id).await;
        let zaak = id.to_string();
        results.push(match &done {
            Ok(_) => ZaakUitslag::gelukt(zaak),
            Err(probleem) => ZaakUitslag::geweigerd(zaak, probleem),
        });
        stand.extend(done);
    }
    match results.iter().all(|one| one.gelukt) {
        true => Ok(Antwoord::ok(PerZaakAntwoord { zaken: stand })),
        false => Err(Probleem::per_zaak(results)),
    }
}

/// One act in one zaak that is in sight; gives the zaak as it then stands.
async fn carry_out<S: Store>(
    vraag: &Vraag<S, Niets>,
    act: &Act,
    zaak: ZaakId,
) -> Result<ZaakZicht, Probleem> {
    let now = match vraag.engine.act(act).await? {
        Gedaan::Veranderd(zaak) => *zaak,
        // The same act before; it may have been about another zaak, which this request does not name.
        Gedaan::Niets(id) if id == zaak => vraag.engine.store().load(id).await?,
        Gedaan::Niets(_) => {
            let melding = "dit kenmerk is al gebruikt voor een handeling in een andere zaak";
            return Err(Probleem::onjuist(vec![melding.to_owned().into()]));
        }
    };
    Ok(ZaakZicht::van(&vraag.engine, &now).await?)
}

/// The act with what path, token, clock and header say of it.
fn whole<S: Store>(
    vraag: &Vraag<S, Niets>,
    mut act: Map<String, Value>,
    zaak: &str,
) -> Result<Act, Probleem> {
    if act.contains_key("zaken") {
        let melding =
            format!("`zaken` kan hier niet: het pad noemt `{zaak}`; gebruik `/v1/handelingen`");
        return Err(Probleem::onjuist(vec![melding.into()]));
    }
    if let Some(other) = act.get("zaak").filter(|given| given.as_str() != Some(zaak)) {
        let melding = format!("`zaak` is {other}, maar het pad noemt `{zaak}`");
        return Err(Probleem::onjuist(vec![melding.into()]));
    }
    act.insert("zaak".to_owned(), zaak.into());
    read(vraag, act)
}

/// The act with what token, clock and header say of it.
fn read<S: Store>(vraag: &Vraag<S, Niets>, mut act: Map<String, Value>) -> Result<Act, Probleem> {
    let named = act.get("door").and_then(Value::as_str);
    let door = vraag.wie.door(&vraag.engine.catalog(), named)?;
    act.insert("door".to_owned(), door.into());
    let now = vraag.engine.clock().now().to_rfc3339();
    act.entry("op").or_insert_with(|| now.into());
    let key = vraag.headers.get(SLEUTEL).and_then(|key| key.to_str().ok());
    if let Some(key) = key {
        // A key is the sender's own; two senders may use the same.
        let key = format!("{}:{key}", vraag.wie.token.naam);
        act.entry("kenmerk").or_insert_with(|| key.into());
    }
    let read = lees_json::<Act>("verzoek", &Value::Object(act).to_string())?;
    Ok(read.inhoud)
}
