//! The shipped policy scripts against the tables of cases beside them:
//! `scripts/<laag>/<naam>.rhai` with `<naam>.json`.
//!
//! Each case is the `uitgangspunt` with what is `anders`, and either the answer
//! with a piece of its reason, or a piece of the fault.
//!
//! Easy to get wrong: a script without a table. That fails here too.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use termijnwacht::policy::{Host, Script, Vraagstelling, controleer};

fn scripts_in(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            scripts_in(&path, found);
        } else if path.extension().is_some_and(|e| e == "rhai") {
            found.push(path);
        }
    }
}

/// Lays `anders` over `base`, field by field.
fn overlay(base: &mut Value, anders: &Value) {
    match (base, anders) {
        (Value::Object(base), Value::Object(anders)) => {
            for (key, value) in anders {
                overlay(base.entry(key).or_insert(Value::Null), value);
            }
        }
        (base, anders) => *base = anders.clone(),
    }
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().expect("a list of texts");
    items
        .iter()
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

fn run_table(path: &Path) -> usize {
    let bestand = path.display().to_string();
    let script = Script::compile(&bestand, &fs::read_to_string(path).unwrap())
        .unwrap_or_else(|faults| panic!("{bestand}: {faults:#?}"));
    let table = fs::read_to_string(path.with_extension("json"))
        .unwrap_or_else(|_| panic!("{bestand} has no table of cases beside it"));
    let table: Value = serde_json::from_str(&table).unwrap();
    let vraag = Vraagstelling {
        naam: script.naam().to_owned(),
        invoer: texts(&table["invoer"]),
        antwoorden: texts(&table["antwoorden"]),
    };
    assert_eq!(controleer(&script, &vraag), [], "{bestand}");

    let mut given = Vec::new();
    let gevallen = table["gevallen"].as_array().unwrap();
    for geval in gevallen {
        let titel = geval["titel"].as_str().unwrap();
        let mut invoer = table["uitgangspunt"].clone();
        overlay(&mut invoer, &geval["anders"]);
        match Host::new().vraag(&script, &vraag, &invoer) {
            Ok(antwoord) => {
                assert_eq!(
                    Some(antwoord.antwoord.as_str()),
                    geval["antwoord"].as_str(),
                    "{bestand}: {titel}"
                );
                let wanted = geval["reden"].as_str().unwrap();
                assert!(
                    antwoord.reden.contains(wanted),
                    "{bestand}: {titel}: {}",
                    antwoord.reden
                );
                given.push(antwoord.antwoord);
            }
            Err(fout) => {
                let wanted = geval["fout"]
                    .as_str()
                    .unwrap_or_else(|| panic!("{bestand}: {titel}: {fout}"));
                assert!(
                    fout.to_string().contains(wanted),
                    "{bestand}: {titel}: {fout}"
                );
            }
        }
    }
    for antwoord in &vraag.antwoorden {
        assert!(
            given.contains(antwoord),
            "{bestand}: no case leads to `{antwoord}`"
        );
    }
    gevallen.len()
}

#[test]
fn every_shipped_script_answers_as_its_table_says() {
    let mut paths = Vec::new();
    scripts_in(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts"),
        &mut paths,
    );
    let cases: usize = paths.iter().map(|path| run_table(path)).sum();
    assert!(
        paths.len() >= 2 && cases >= 25,
        "{} scripts, {cases} cases",
        paths.len()
    );
}
