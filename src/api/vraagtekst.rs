//! The query of a URL as JSON, so that it is read and refused like any other input.
//!
//! Easy to get wrong: types. In a query everything is text; what the schema calls a number or a truth value
//! becomes one here, and what cannot is left as it is for the reader to refuse.

use schemars::JsonSchema;
use serde_json::{Map, Value};

use super::probleem::Probleem;
use crate::definition::lees::schema;

/// `gemeente=woerden&mijn=true` as an object; a name twice is refused.
pub(super) fn als_json<Q: JsonSchema>(query: Option<&str>) -> Result<String, Probleem> {
    let schema = schema::<Q>();
    let mut found = Map::new();
    for (naam, waarde) in pairs(query.unwrap_or_default()) {
        let waarde = typed(&schema, &naam, &waarde);
        if found.insert(naam.clone(), waarde).is_some() {
            let melding = format!("`{naam}` staat twee keer in de vraag");
            return Err(Probleem::onjuist(vec![melding.into()]));
        }
    }
    Ok(Value::Object(found).to_string())
}

fn pairs(query: &str) -> Vec<(String, String)> {
    let uri = format!("/?{query}").parse::<axum::http::Uri>();
    uri.ok()
        .and_then(|uri| axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).ok())
        .map(|found| found.0)
        .unwrap_or_default()
}

fn typed(schema: &Value, naam: &str, waarde: &str) -> Value {
    let kind = &schema["properties"][naam]["type"];
    let is = |wanted: &str| {
        kind == wanted
            || kind
                .as_array()
                .is_some_and(|kinds| kinds.iter().any(|kind| kind == wanted))
    };
    let text = || Value::String(waarde.to_owned());
    if is("integer") {
        return waarde.parse::<i64>().map_or_else(|_| text(), Value::from);
    }
    match waarde {
        "true" | "ja" | "" if is("boolean") => Value::Bool(true),
        "false" | "nee" if is("boolean") => Value::Bool(false),
        _ => text(),
    }
}
