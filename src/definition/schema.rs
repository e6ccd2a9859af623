//! The JSON Schema of author files, for an editor that completes and marks errors while one types.
//!
//! Made from the same types that `check` reads by. Easy to get wrong: an editor reads `ja` as a word and
//! not as a yes, so where the types have a boolean the schema for editors has the words `ja` and `nee`.

use serde_json::{Value, json};

use super::auteur::ProcedureTekst;
use super::bureau::Bureau;
use super::gemeente::Gemeente;
use super::lees;

/// A kind of author file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Soort {
    Procedure,
    Bureau,
    Gemeente,
}

impl Soort {
    /// All kinds.
    pub const ALLE: [Self; 3] = [Self::Procedure, Self::Bureau, Self::Gemeente];

    /// The name on the command line and of the file in `workflows/schema`.
    pub const fn naam(self) -> &'static str {
        match self {
            Self::Procedure => "procedure",
            Self::Bureau => "bureau",
            Self::Gemeente => "gemeente",
        }
    }
}

/// The schema as an editor wants it.
pub fn schema(soort: Soort) -> Value {
    let mut schema = match soort {
        Soort::Procedure => lees::schema::<ProcedureTekst>(),
        Soort::Bureau => lees::schema::<Bureau>(),
        Soort::Gemeente => lees::schema::<Gemeente>(),
    };
    for_editor(&mut schema);
    schema
}

/// The schema as text, as it stands in `workflows/schema`.
pub fn tekst(soort: Soort) -> String {
    format!("{:#}\n", schema(soort))
}

fn for_editor(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if let Some(zet) = map.get_mut("zet") {
                // An editor reads `zet: {aantal: 3}` as a number; the field decides what it is.
                if let Some(values) = zet.get_mut("additionalProperties") {
                    *values = json!({ "type": ["string", "number"] });
                }
            }
            match map.get("type").cloned() {
                Some(Value::String(soort)) if soort == "boolean" => answers(map, &["ja", "nee"]),
                Some(Value::Array(soorten)) if soorten.contains(&json!("boolean")) => {
                    answers(map, &["ja", "nee"]);
                }
                _ => {}
            }
            map.values_mut().for_each(for_editor);
        }
        Value::Array(items) => items.iter_mut().for_each(for_editor),
        _ => {}
    }
}

fn answers(map: &mut serde_json::Map<String, Value>, words: &[&str]) {
    map.remove("type");
    map.insert("enum".to_owned(), json!(words));
    if let Some(Value::Bool(default)) = map.get("default") {
        let word = if *default { "ja" } else { "nee" };
        map.insert("default".to_owned(), json!(word));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_reads_ja_and_nee_as_words() {
        let schema = schema(Soort::Procedure);
        assert_eq!(
            schema["$defs"]["TaakTekst"]["properties"]["boa"]["enum"],
            json!(["ja", "nee"])
        );
        assert!(!schema.to_string().contains("\"boolean\""));
    }
}
