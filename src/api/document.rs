//! The OpenAPI document, made from the routes that are served.
//!
//! Easy to get wrong: definitions. Each type brings its own `$defs`; in the document they live together, so
//! two types of one name must be one type.

use axum::http::Method;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use super::probleem::Probleem;
use super::route::Route;
use crate::definition::lees::schema;
use crate::store::Store;

const WAT: &str = "Meldingen aanleveren, taken en zaken inzien en handelingen vastleggen. Elk verzoek draagt een token \
     (`Authorization: Bearer …`); een token ziet alleen de gemeenten waarvoor het is gemaakt. Fouten zijn \
     `application/problem+json`, alle fouten tegelijk.";

/// The document as it is served (OpenAPI 3.1).
pub fn document<S: Store>(routes: &[Route<S>]) -> Value {
    let mut schemas = BTreeMap::new();
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let probleem = take_defs(schema::<Probleem>(), &mut schemas);
    schemas.insert("Probleem".to_owned(), probleem);
    for route in routes {
        let method = route.method.as_str().to_lowercase();
        let operation = operation(route, &mut schemas);
        paths
            .entry(route.pad)
            .or_default()
            .insert(method, operation);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Termijnwacht",
            "version": super::VERSIE,
            "description": WAT,
            "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        },
        "servers": [{"url": "/", "description": "Deze server"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    })
}

fn operation<S: Store>(route: &Route<S>, schemas: &mut BTreeMap<String, Value>) -> Value {
    let rollen: Vec<&str> = route.rollen.iter().map(|rol| rol.naam()).collect();
    let problem = |description: &str| {
        json!({
            "description": description,
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Probleem"}}},
        })
    };
    let answer = take_defs(route.antwoord.clone(), schemas);
    let good = json!({
        "description": "Gelukt",
        "headers": {"API-Version": {"schema": {"type": "string"}}},
        "content": {"application/json": {"schema": answer}},
    });
    let mut operation = json!({
        "summary": route.samenvatting,
        "description": format!("Voor een token met de rol {}.", rollen.join(", ")),
        "operationId": operation_id(route),
        "parameters": parameters(route, schemas),
        "responses": {
            "200": good,
            "400": problem("Het verzoek klopt niet; alle fouten staan erbij"),
            "401": problem("Geen token, een onbekend of een ingetrokken token"),
            "403": problem("De rol van dit token mag dit niet"),
            "404": problem("Niet gevonden, of niet zichtbaar met dit token"),
            "409": problem("Dit past niet bij de zaak zoals zij nu staat"),
            "503": problem("Nu niet beschikbaar; er is niets vastgelegd"),
        },
    });
    if let Some(inhoud) = &route.inhoud {
        let body = take_defs(inhoud.clone(), schemas);
        operation["requestBody"] =
            json!({"required": true, "content": {"application/json": {"schema": body}}});
    }
    operation
}

/// `POST /v1/zaken/{zaak}/handelingen` is `postZakenZaakHandelingen`.
fn operation_id<S: Store>(route: &Route<S>) -> String {
    let words = route.pad.split(['/', '{', '}', '-']);
    let words = words.filter(|word| !word.is_empty() && *word != "v1");
    let capital = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    let method = if route.method == Method::GET {
        "get"
    } else {
        "post"
    };
    format!("{method}{}", words.map(capital).collect::<String>())
}

fn parameters<S: Store>(route: &Route<S>, schemas: &mut BTreeMap<String, Value>) -> Vec<Value> {
    let zoek = take_defs(route.zoek.clone(), schemas);
    let in_path = route.pad.split('/').filter_map(|deel| {
        let naam = deel.strip_prefix('{')?.strip_suffix('}')?;
        Some(json!({"name": naam, "in": "path", "required": true, "schema": {"type": "string"}}))
    });
    let properties = zoek["properties"].as_object();
    let in_query = properties.into_iter().flatten().map(|(naam, schema)| {
        json!({
            "name": naam,
            "in": "query",
            "required": false,
            "description": schema["description"].as_str().unwrap_or_default(),
            "schema": schema,
        })
    });
    in_path.chain(in_query).collect()
}

/// Puts the definitions a schema brings among those of the document, and points its references there.
fn take_defs(mut schema: Value, schemas: &mut BTreeMap<String, Value>) -> Value {
    if let Some(object) = schema.as_object_mut() {
        object.remove("$schema");
        if let Some(Value::Object(defs)) = object.remove("$defs") {
            for (naam, mut def) in defs {
                point(&mut def);
                schemas.entry(naam).or_insert(def);
            }
        }
    }
    point(&mut schema);
    schema
}

fn point(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            for (naam, value) in object.iter_mut() {
                match value {
                    Value::String(to) if naam == "$ref" => {
                        *to = to.replace("#/$defs/", "#/components/schemas/");
                    }
                    other => point(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(point),
        _ => {}
    }
}
