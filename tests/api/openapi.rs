//! The document says what is served, and its references lead somewhere.

use serde_json::Value;
use std::collections::BTreeSet;
use termijnwacht::api::{document, routes};
use termijnwacht::store::MemoryStore;

use crate::proef::Proef;

fn references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(to) if key == "$ref" => drop(found.insert(to.clone())),
                    other => references(other, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| references(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_is_public_and_is_that_of_the_routes() {
    let proef = Proef::new().await;
    let served = proef
        .ask("GET", "/v1/openapi.json", None, None, &[])
        .await
        .json();
    let routes = routes::<MemoryStore>();
    assert_eq!(served, document(&routes));
    for route in &routes {
        let method = route.method.as_str().to_lowercase();
        let operation = &served["paths"][route.pad][&method];
        assert_eq!(operation["summary"], route.samenvatting);
    }
}

#[test]
fn every_reference_leads_somewhere_and_every_operation_has_its_own_name() {
    let document = document(&routes::<MemoryStore>());
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(!found.is_empty());
    for reference in found {
        let pointer = reference
            .strip_prefix('#')
            .expect("a reference within the document");
        assert!(
            document.pointer(pointer).is_some(),
            "{reference} leads nowhere"
        );
    }
    let paths = document["paths"].as_object().expect("paths");
    let operations = paths
        .values()
        .flat_map(|path| path.as_object().expect("a path").values());
    let ids: Vec<&str> = operations
        .map(|operation| operation["operationId"].as_str().expect("an id"))
        .collect();
    let distinct: BTreeSet<&&str> = ids.iter().collect();
    assert_eq!(distinct.len(), ids.len(), "{ids:?}");
}

#[test]
fn the_document_as_others_read_it() {
    let document = document(&routes::<MemoryStore>());
    let paths = document["paths"].as_object().expect("paths");
    let mut lines = Vec::new();
    for (path, methods) in paths {
        for (method, operation) in methods.as_object().expect("methods") {
            let roles = operation["description"].as_str().unwrap_or_default();
            lines.push(format!("{} {path}: {}", method.to_uppercase(), roles));
        }
    }
    insta::assert_snapshot!(lines.join("\n"));
}
