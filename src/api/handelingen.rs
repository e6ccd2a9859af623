//! `POST /v1/zaken/{zaak}/handelingen`: one act of a person, the same object as a line of `simulate`.
//!
//! Easy to get wrong: a retry. With `Idempotency-Key` or `kenmerk` the same request twice is one act; without
//! either the moment of arrival tells two acts apart.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};
use serde_json::{Map, Value};
use std::borrow::Cow;

use super::probleem::Probleem;
use super::route::{Antwoord, Niets, Vraag};
use crate::definition::lees::lees_json;
use crate::engine::Gedaan;
use crate::inzage::ZaakZicht;
use crate::store::Store;
use crate::zaak::Act;

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
    let done = vraag.engine.act(&act).await?;
    let now = match done {
        Gedaan::Veranderd(zaak) => *zaak,
        // The same act before; it may have been about another zaak, which this path does not name.
        Gedaan::Niets(id) if id == zaak.id => vraag.engine.store().load(id).await?,
        Gedaan::Niets(_) => {
            let melding = "dit kenmerk is al gebruikt voor een handeling in een andere zaak";
            return Err(Probleem::onjuist(vec![melding.to_owned().into()]));
        }
    };
    Ok(Antwoord::ok(ZaakZicht::van(&vraag.engine, &now).await?))
}

/// The act with what path, token, clock and header say of it.
fn whole<S: Store>(
    vraag: &Vraag<S, Niets>,
    mut act: Map<String, Value>,
    zaak: &str,
) -> Result<Act, Probleem> {
    if let Some(other) = act.get("zaak").filter(|given| given.as_str() != Some(zaak)) {
        let melding = format!("`zaak` is {other}, maar het pad noemt `{zaak}`");
        return Err(Probleem::onjuist(vec![melding.into()]));
    }
    act.insert("zaak".to_owned(), zaak.into());
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
