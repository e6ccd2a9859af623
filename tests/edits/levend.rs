//! What is everybody's at once: a calendar and the people, edited while zaken run.
//!
//! Easy to get wrong: breaking off. A recount that was halted half-way goes on where it was, and no zaak is counted
//! twice. What a calendar may and may not do to a term is told in `geteld`.

use std::sync::Arc;

use termijnwacht::clock::Clock;
use termijnwacht::engine::Engine;
use termijnwacht::store::{MemoryStore, Store, ZaakFilter};
use termijnwacht::zaak::regel::Lijn;
use termijnwacht::zaak::{Zaak, ZaakId};

use crate::leven::catalog;
use crate::map::{Stand, at, melding};

const REDEN: &str = "de schoolkalender is gewijzigd";
const ZAKEN: usize = 12;
/// The autumn holiday of both regions elsewhere.
const KALENDER: Stand = Stand {
    kalender: 2,
    ..LEEG
};
const LEEG: Stand = Stand {
    bureau: crate::map::Laag::LEEG,
    gemeente: crate::map::Laag::LEEG,
    brief: 0,
    script: 0,
    mensen: 0,
    kalender: 0,
};

async fn begonnen() -> Engine<MemoryStore> {
    let clock = Arc::new(Clock::manual(at("2026-10-12 09:00")));
    let first = catalog(&LEEG).expect("the first files");
    let engine = Engine::new(Arc::new(MemoryStore::new()), first, clock);
    let engine = engine.await.expect("an engine");
    for nummer in 1..=ZAKEN {
        let told = melding(nummer, engine.clock().now());
        engine.melding(told).await.expect("a zaak");
    }
    engine.tick().await.expect("a tick");
    // Whatever was never counted is counted now.
    engine.herbereken(REDEN).await.expect("counted");
    engine
}

async fn zaken(engine: &Engine<MemoryStore>) -> Vec<Zaak> {
    let found = engine.store().zaken(&ZaakFilter::default()).await;
    found.expect("zaken")
}

/// What the dossier says of other calendars.
async fn told(engine: &Engine<MemoryStore>, zaak: ZaakId) -> Vec<String> {
    let historie = engine.store().historie(zaak).await.expect("a history");
    let lines = historie
        .iter()
        .filter_map(|regel| Lijn::van(regel, "proef"));
    let told = lines.filter_map(|lijn| Some((lijn.naam?, lijn.uitleg?)));
    told.filter(|(_, uitleg)| uitleg.contains(REDEN))
        .map(|(naam, uitleg)| format!("{naam}: {uitleg}"))
        .collect()
}

#[tokio::test]
async fn another_calendar_moves_open_terms_once_and_says_why() {
    let engine = begonnen().await;
    let before = zaken(&engine).await;
    let next = catalog(&KALENDER).expect("other holidays");
    let moved = engine.set_catalog(Arc::clone(&next), REDEN).await;
    assert_eq!(moved.expect("taken over"), ZAKEN);
    for (was, is) in before.iter().zip(zaken(&engine).await) {
        assert_eq!(is.versie, was.versie + 1, "one command");
        let ends = |zaak: &Zaak| {
            zaak.termijnen
                .iter()
                .map(|one| one.einde)
                .collect::<Vec<_>>()
        };
        let changed = ends(was)
            .iter()
            .zip(ends(&is))
            .filter(|(was, is)| *was != is)
            .count();
        assert!(changed > 0, "{}", is.id);
        let told = told(&engine, is.id).await;
        assert_eq!(told.len(), changed, "{told:#?}");
    }
    let after = zaken(&engine).await;
    // The same again, and the same read anew, and other people: nothing.
    for next in [next, Arc::new(anew(&KALENDER)), people()] {
        assert_eq!(
            engine.set_catalog(next, REDEN).await.expect("taken over"),
            0
        );
        assert_eq!(zaken(&engine).await, after);
    }
    // And back: each is as it was, by another line.
    let first = catalog(&LEEG).expect("the first files");
    assert_eq!(
        engine.set_catalog(first, REDEN).await.expect("taken over"),
        ZAKEN
    );
    for (was, is) in before.iter().zip(zaken(&engine).await) {
        assert_eq!(was.termijnen[0].einde, is.termijnen[0].einde);
        assert_eq!(told(&engine, is.id).await.len() % 2, 0);
    }
}

/// A catalogue of its own, of the same files.
pub fn anew(stand: &Stand) -> termijnwacht::catalog::Catalog {
    let loaded = termijnwacht::catalog::Catalog::load(&stand.bronnen());
    loaded.expect("files that load").catalog
}

fn people() -> Arc<termijnwacht::catalog::Catalog> {
    let stand = Stand {
        mensen: 2,
        ..KALENDER
    };
    catalog(&stand).expect("other people")
}

#[tokio::test]
async fn a_recount_that_was_broken_off_goes_on_where_it_was() {
    for after in [1, 5, 9] {
        let engine = begonnen().await;
        let next = catalog(&KALENDER).expect("other holidays");
        let mut changes = engine.changes();
        let begin = *changes.borrow();
        let halt = async {
            // The swap itself is heard too.
            let enough = changes.wait_for(|now| *now > begin + after).await;
            drop(enough.expect("an engine"));
            engine.halt();
        };
        let (moved, ()) = tokio::join!(engine.set_catalog(Arc::clone(&next), REDEN), halt);
        let moved = moved.expect("taken over");
        assert!(
            (1..ZAKEN).contains(&moved),
            "halted after {after}: {moved} were moved"
        );

        // A restart, on the same store.
        let clock = Arc::new(Clock::manual(engine.clock().now()));
        let again = Engine::new(Arc::clone(engine.store()), next, clock);
        let again = again.await.expect("an engine");
        assert_eq!(
            again.herbereken(REDEN).await.expect("counted"),
            ZAKEN - moved
        );
        assert_eq!(again.herbereken(REDEN).await.expect("counted"), 0);
        for zaak in zaken(&again).await {
            let told = told(&again, zaak.id).await;
            let names: std::collections::BTreeSet<&str> = told
                .iter()
                .filter_map(|line| line.split(':').next())
                .collect();
            assert!(
                !told.is_empty() && names.len() == told.len(),
                "{}: {told:#?}",
                zaak.id
            );
        }
    }
}
