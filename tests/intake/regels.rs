//! Rules that meldingen meet on their way to a zaak: whom they are about, and what a later one leaves out.

use serde_json::{Value, json};
use termijnwacht::engine::{Engine, EngineFout, Intake};
use termijnwacht::store::{MemoryStore, SqliteStore, Store};
use termijnwacht::zaak::Melding;

use super::engine;

fn melding(kenmerk: &str, extra: Value) -> Melding {
    let mut text = json!({
        "bron": "duo", "kenmerk": kenmerk, "soort": "absoluut-verzuim", "ontvangen": "2026-10-08",
        "gemeente": "woerden", "gegevens": {"vermoeden": "2026-10-08"},
        "jongere": {"naam": "Jip Voorbeeld", "geboortedatum": "2013-03-02", "plaats": "Woerden"},
    });
    for (pad, value) in extra.as_object().expect("an object") {
        *text
            .pointer_mut(pad.rsplit_once('/').expect("a path").0)
            .expect("a place")
            .as_object_mut()
            .expect("an object")
            .entry(pad.rsplit('/').next().expect("a name").to_owned())
            .or_insert(Value::Null) = value.clone();
    }
    serde_json::from_value(text).expect("a melding")
}

async fn refused(engine: &Engine<MemoryStore>, melding: Melding) -> String {
    match engine.melding(melding).await {
        Err(EngineFout::Refusal(refusal)) => refusal.to_string(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn numbers_of_two_jongeren_are_for_a_person_to_sort_out() {
    let engine = engine().await;
    let one = json!({"/jongere/bsn": "999990019"});
    let other = json!({"/jongere/pgn": "P-7"});
    engine.melding(melding("A-1", one)).await.expect("taken in");
    engine
        .melding(melding("A-2", other))
        .await
        .expect("taken in");
    let both = json!({"/jongere/bsn": "999990019", "/jongere/pgn": "P-7"});
    insta::assert_snapshot!(refused(&engine, melding("A-3", both.clone())).await, @"deze melding kan niet worden verwerkt: het BSN is hier van een andere jongere dan het onderwijsnummer; zoek uit over wie de melding gaat en laat het verkeerde nummer weg");
    let swapped = json!({"/jongere/pgn": "P-7"});
    insta::assert_snapshot!(refused(&engine, melding("A-1", swapped)).await, @"deze melding kan niet worden verwerkt: melding duo A-1 gaat hier over een andere jongere dan deze correctie; trek haar in en lever een nieuwe melding aan");
}

#[tokio::test]
async fn what_is_about_the_bureau_itself_begins_without_a_melding() {
    let engine = engine().await;
    let mut about = melding("A-1", json!({}));
    about.soort = "aanlevering-herstellen".to_owned();
    about.gegevens.clear();
    insta::assert_snapshot!(refused(&engine, about).await, @"deze melding kan niet worden verwerkt: procedure `aanlevering-herstellen` gaat over het bureau zelf en begint niet met een melding");
}

/// The school of a zaak after a second melding that names none, and after the first is withdrawn.
async fn school_stays<S: Store>(store: S) {
    let clock = super::klok("2026-10-08T07:00:00Z");
    let engine = Engine::new(store.into(), super::catalog().into(), clock)
        .await
        .expect("an engine");
    let first = melding(
        "A-1",
        json!({"/jongere/bsn": "999990019", "/school": {"brin": "00XX", "vestiging": "00"}}),
    );
    let second = melding("A-2", json!({"/jongere/bsn": "999990019"}));
    let Intake::Geopend(zaak) = engine.melding(first.clone()).await.expect("taken in") else {
        panic!("the first opens");
    };
    assert_eq!(
        engine.melding(second).await.expect("taken in"),
        Intake::Gevoegd(zaak)
    );
    let school = async || {
        let gemelde = engine
            .store()
            .gemelde(zaak)
            .await
            .expect("read")
            .expect("a melding");
        (
            gemelde.melding.kenmerk,
            gemelde.melding.school.map(|school| school.code()),
        )
    };
    assert_eq!(
        school().await,
        ("A-2".to_owned(), Some("00XX-00".to_owned()))
    );
    let withdrawn = Melding {
        ingetrokken: true,
        ..first
    };
    engine.melding(withdrawn).await.expect("taken in");
    assert_eq!(school().await, ("A-2".to_owned(), None));
}

#[tokio::test]
async fn a_later_melding_without_a_school_keeps_the_school_that_is_known() {
    school_stays(MemoryStore::default()).await;
    school_stays(SqliteStore::in_memory().await.expect("a database")).await;
}
