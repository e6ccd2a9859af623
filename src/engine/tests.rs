//! An act and the letter it sends, before anything has gone out.
//!
//! What the letter then looks like is for `render`, and the longer stories are the scenarios. Easy to get wrong:
//! running the outbox here; these letters wait.

use serde_json::{Value, json};
use std::sync::Arc;

use super::*;
use crate::bronnen::Bronnen;
use crate::store::{MemoryStore, OutboxFilter, UitStatus};
use crate::zaak::{Effect, Melding, ZaakId};

async fn engine() -> Engine<MemoryStore> {
    let catalog = Catalog::load(&Bronnen::ingebed()).unwrap().catalog;
    let clock = Clock::manual("2026-11-09T09:00:00+01:00".parse().unwrap());
    let store = Arc::new(MemoryStore::new());
    let engine = Engine::new(store, Arc::new(catalog), Arc::new(clock));
    let engine = engine.await.unwrap();
    let melding: Melding = serde_json::from_value(json!({
        "bron": "proef", "kenmerk": "V-1", "soort": "verlof", "ontvangen": "2026-11-09", "gemeente": "doetinchem",
        "jongere": {"bsn": "999990019", "naam": "Jip Voorbeeldnaam", "geboortedatum": "2012-05-01", "plaats": "Doetinchem"},
        "ouders": [{"naam": "R. Voorbeeldnaam", "gezag": true}],
    }))
    .unwrap();
    engine.melding(melding).await.unwrap();
    engine
}

async fn act(engine: &Engine<MemoryStore>, mut act: Value) {
    act["op"] = json!(engine.clock().now().to_rfc3339());
    act["zaak"] = json!("Z1");
    let act: Act = serde_json::from_value(act).unwrap();
    engine.act(&act).await.unwrap();
}

/// The letters `verlof-later`: where each stands and what it was given.
async fn later(engine: &Engine<MemoryStore>) -> Vec<(UitStatus, Value)> {
    let rows = engine.store().outbox(&OutboxFilter::default()).await;
    let letters = rows
        .unwrap()
        .into_iter()
        .filter_map(|rij| match rij.effect {
            Effect::Brief(brief) if brief.tekst == "verlof-later" => {
                Some((rij.status, brief.context))
            }
            _ => None,
        });
    letters.collect()
}

#[tokio::test]
async fn the_letter_goes_with_the_verdaging_and_goes_back_with_it() {
    let engine = engine().await;
    let reden = "Het advies van de jeugdarts is er nog niet";
    let verdagen = json!({"verdagen": "2 weken", "termijn": "beslistermijn", "reden": reden, "door": "ambt-1"});
    act(&engine, verdagen).await;

    let sent = later(&engine).await;
    let [(status, context)] = sent.as_slice() else {
        panic!("one letter: {sent:?}");
    };
    assert_eq!(*status, UitStatus::Wacht);
    assert_eq!(
        context["verdaging"],
        json!({"met": "2 weken", "reden": reden})
    );
    assert_eq!(
        context["termijnen"]["beslistermijn"]["einde"],
        json!("2027-01-18")
    );
    assert_eq!(
        context["ondertekenaar"],
        json!({"naam": "Gerdien Wassink", "boa": true})
    );

    let historie = engine.store().historie(ZaakId(1)).await.unwrap();
    let verdaagd = historie
        .iter()
        .find(|regel| matches!(regel.gebeurtenis, crate::zaak::Gebeurtenis::Verdaagd { .. }))
        .unwrap();
    let brief = historie
        .iter()
        .find(|regel| matches!(regel.gebeurtenis, crate::zaak::Gebeurtenis::Brief { .. }))
        .unwrap();
    assert_eq!(
        (brief.versie, brief.door_id),
        (verdaagd.versie, Some(verdaagd.id))
    );
    let herstel = json!({"herstel": verdaagd.id, "reden": "Verkeerde zaak", "door": "ambt-1"});
    act(&engine, herstel).await;
    let back = later(&engine).await;
    assert_eq!(back[0].0, UitStatus::Vervallen);
}
