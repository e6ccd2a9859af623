//! Scenarios: dated stories in YAML, played on both stores, that must give the same dossiers.
//!
//! `workflows/*.yaml` tell of the shipped procedures, `conformance/*.yaml` of small synthetic ones that try
//! the engine. Easy to get wrong: a story that never reaches a branch; `dekking` tells which are left out.

mod dekking;
mod oordeel;
mod spel;
mod taal;
mod termijnen;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::definition::lees::lees;
use termijnwacht::render::{Dossier, Stijlen};
use termijnwacht::store::{MemoryStore, SqliteStore};

use spel::{Toneel, Verslag, load, speel};
use taal::{Bestand, Scenario};

/// A place in the tree that is tested, which need not be the one the program was built in: an author
/// replays his stories without building.
fn tree(place: &str) -> PathBuf {
    let root = std::env::var_os("CARGO_MANIFEST_DIR");
    root.map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from)
        .join(place)
}

/// A folder beside this file.
fn here(map: &str) -> PathBuf {
    tree("tests/scenarios").join(map)
}

/// The files of a folder, in order of name.
fn read(map: &str) -> Vec<(String, Bestand)> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(here(map))
        .expect("a folder with scenarios")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ext| ext == "yaml"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let naam = path
                .file_name()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            let tekst = std::fs::read_to_string(path).expect("text");
            match lees::<Bestand>(&naam, &tekst) {
                Ok(gelezen) => (naam, gelezen.inhoud),
                Err(fouten) => panic!(
                    "{}",
                    fouten
                        .iter()
                        .map(ToString::to_string)
                        .collect::<Vec<_>>()
                        .join("\n")
                ),
            }
        })
        .collect()
}

/// Plays every scenario of a folder on both stores; panics with all that differed.
async fn play_all(map: &str, bronnen: &Bronnen, later: &Path) -> Vec<(Scenario, Verslag)> {
    let catalog = Arc::new(load(bronnen));
    let toneel = Toneel {
        bronnen,
        catalog: &catalog,
        later,
    };
    let mut told = Vec::new();
    let mut played = Vec::new();
    let only = std::env::var("SCENARIO").unwrap_or_default();
    for (naam, bestand) in read(map) {
        for scenario in bestand.scenarios {
            if !scenario.scenario.contains(&only) && !naam.contains(&only) {
                continue;
            }
            let memory = speel(MemoryStore::new(), &toneel, &bestand.procedure, &scenario).await;
            let sqlite = SqliteStore::in_memory().await.expect("a database");
            let sqlite = speel(sqlite, &toneel, &bestand.procedure, &scenario).await;
            let mut fouten = memory.fouten.clone();
            if memory.regels != sqlite.regels || memory.zaken != sqlite.zaken {
                fouten.push("SQLite en het geheugen gaven niet hetzelfde dossier".into());
            }
            if !fouten.is_empty() {
                told.push(tell(&naam, &scenario, &memory, &fouten, &catalog));
            }
            played.push((scenario, memory));
        }
    }
    assert!(
        told.is_empty(),
        "{}\n{} van {} scenario's anders dan verwacht",
        told.join("\n"),
        told.len(),
        played.len()
    );
    println!("{map}: {} scenario's", played.len());
    played
}

fn tell(
    naam: &str,
    scenario: &Scenario,
    verslag: &Verslag,
    fouten: &[String],
    catalog: &Catalog,
) -> String {
    let mut text = format!("\n=== {naam}: {} ===\n", scenario.scenario);
    for zaak in &verslag.zaken {
        let lijnen: Vec<_> = verslag
            .lijnen
            .iter()
            .filter(|lijn| lijn.zaak == zaak.id)
            .cloned()
            .collect();
        let dossier = Dossier {
            zaak: zaak.id,
            lijnen: &lijnen,
            notities: &Default::default(),
            bureau: catalog.bureau(&zaak.bureau).map(|bureau| bureau.as_ref()),
            mas: None,
            ouder: None,
            kinderen: &[],
        };
        if std::env::var("DOSSIER").is_ok() {
            text += &dossier.tekst(110, Stijlen::default());
        }
    }
    for fout in fouten {
        text += &format!("  -> {fout}\n");
    }
    text
}

#[tokio::test]
async fn the_shipped_procedures_do_what_the_instructie_says() {
    let bronnen = Bronnen::kies(Some(&tree("workflows")), Some(&tree("scripts")))
        .expect("the shipped procedures");
    let played = play_all("workflows", &bronnen, &here("later")).await;
    let catalog = load(&bronnen);
    dekking::judge(&catalog, &played);
}

#[test]
fn every_term_of_the_sources_stands_in_a_definition() {
    let bronnen = Bronnen::kies(Some(&tree("workflows")), Some(&tree("scripts")))
        .expect("the shipped procedures");
    let tekst = std::fs::read_to_string(here("termijnen.yaml")).expect("the table of terms");
    termijnen::judge(&load(&bronnen), &tekst);
}

#[tokio::test]
async fn the_engine_does_what_small_procedures_ask() {
    let own = Bronnen::kies(
        Some(&here("conformance/workflows")),
        Some(&here("conformance/scripts")),
    )
    .expect("the small procedures");
    let shipped = Bronnen::ingebed();
    let mut bronnen = own;
    for (pad, bron) in shipped.workflows {
        if pad.starts_with("landelijk/kalender/") || pad.starts_with("landelijk/mails/") {
            bronnen.workflows.entry(pad).or_insert(bron);
        }
    }
    play_all("conformance", &bronnen, &here("conformance/later")).await;
}
