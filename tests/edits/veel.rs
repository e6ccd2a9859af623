//! A thousand saves while zaken run: what is kept, in memory and on disk, is what is asked for and what changed.
//!
//! As the program does it, on files and SQLite. Easy to get wrong: what holds on to a catalogue. Nothing may, once
//! another is in force.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Weak};

use sqlx::{Connection, SqliteConnection};
use termijnwacht::bronnen::Plaatsen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::definition::procedure::Procedure;
use termijnwacht::engine::Engine;
use termijnwacht::store::{SqliteStore, Store, ZaakFilter};
use termijnwacht::worker::herlaad::{Begin, Gezien, Herlader};
use tokio::sync::RwLock;

use crate::map::{Stand, at, folder, melding};

/// The most definitions kept of those that are in force no more: `engine::voorraad`.
const RUIMTE: usize = 128;

fn write(map: &Path, stand: &Stand) {
    for (pad, bestand) in stand.bronnen().alle() {
        let path = map.join(pad);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, &bestand.tekst).expect("a file");
    }
}

/// Blobs, their characters, and versions.
async fn kept(path: &Path) -> (i64, i64, i64) {
    let url = format!("sqlite://{}", path.display());
    let mut sql = SqliteConnection::connect(&url).await.expect("a database");
    let row = sqlx::query_as(
        "SELECT (SELECT count(*) FROM blob), (SELECT sum(length(tekst)) FROM blob), (SELECT count(*) FROM catalogus)",
    );
    let found = row.fetch_one(&mut sql).await.expect("a row");
    sql.close().await.expect("closed");
    found
}

#[tokio::test]
async fn what_is_kept_of_a_thousand_saves_is_what_changed() {
    // Every version is loaded whole: CI does them all, some more than are kept in memory suffice to see what grows.
    let saves = match std::env::var_os("TESTS_CI") {
        Some(_) => 1_000,
        None => 150,
    };
    let folder = folder();
    let map = folder.path();
    write(map, &Stand::default());
    let plaatsen = Plaatsen {
        workflows: Some(map.join("workflows")),
        scripts: Some(map.join("scripts")),
    };
    let database = map.join("termijnwacht.db");
    let store = SqliteStore::open(&database).await.expect("a store");
    let begin = Begin::van_schijf(plaatsen).expect("files that load");
    let clock = Arc::new(Clock::manual(at("2026-10-05 09:00")));
    let engine = Engine::new(Arc::new(store), Arc::clone(&begin.catalog), clock);
    let engine = Arc::new(engine.await.expect("an engine"));
    let moment = Arc::new(RwLock::new(()));
    let mut herlader = Herlader::new(Arc::clone(&engine), begin, moment)
        .await
        .expect("a reloader");
    herlader.kijk().await.expect("a look");
    let first = kept(&database).await;

    let pad = map.join("workflows/landelijk/proef.yaml");
    let mut catalogs: Vec<Weak<Catalog>> = Vec::new();
    let mut definities: Vec<Weak<Procedure>> = Vec::new();
    for save in 1..=saves {
        let tekst =
            crate::map::PROEF.replacen("Verstuur de brief", &format!("Verstuur brief {save}"), 1);
        fs::write(&pad, &tekst).expect("saved");
        let seen = herlader.kijk().await.expect("a look");
        assert!(
            matches!(seen, Gezien::Overgenomen(_)),
            "save {save}: {seen:?}"
        );
        catalogs.push(Arc::downgrade(&engine.catalog()));
        engine
            .melding(melding(save, engine.clock().now()))
            .await
            .expect("a zaak");
    }
    assert_eq!(herlader.kijk().await.expect("a look"), Gezien::Niets);
    let alive = catalogs.iter().filter(|one| one.strong_count() > 0).count();
    assert_eq!(alive, 1, "catalogues that nobody runs on are held");

    // Each zaak runs on a version of its own; all are asked for, and not all are kept.
    let filter = ZaakFilter {
        limit: u32::MAX,
        ..ZaakFilter::default()
    };
    let zaken = engine.store().zaken(&filter).await.expect("zaken");
    let versies: BTreeSet<_> = zaken.iter().map(|zaak| zaak.definitie.clone()).collect();
    assert_eq!((zaken.len(), versies.len()), (saves, saves));
    engine.clock().advance_to(at("2026-10-14 12:00"));
    engine.tick().await.expect("a tick");
    for zaak in &zaken {
        let procedure = engine.procedure_van(zaak).await.expect("its own version");
        let titel = &procedure.taak("brief").expect("a taak").1.titel;
        assert!(titel.starts_with("Verstuur brief "), "{titel}");
        definities.push(Arc::downgrade(&procedure));
    }
    let alive = definities
        .iter()
        .filter(|one| one.strong_count() > 0)
        .count();
    assert!(alive <= RUIMTE + 1, "{alive} definitions are held");
    if zaken.len() > RUIMTE {
        assert!(alive >= RUIMTE, "the cap is another: {alive}");
    }

    // Of a save: the text of the file and the one definition both gemeenten share.
    let now = kept(&database).await;
    let count = i64::try_from(saves).expect("a count");
    assert_eq!(now.0 - first.0, 2 * count, "blobs");
    assert_eq!(now.2 - first.2, count, "versions");
    let each = (now.1 - first.1) / count;
    println!(
        "{saves} saves: {each} characters of text each; {} bytes of database",
        fs::metadata(&database).expect("a file").len()
    );
    assert!(each < 40_000, "{each} characters a save");
}
