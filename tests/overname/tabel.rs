//! What a row must say, as a table; and what holds for every fase of every procedure a jongere can be in.
//!
//! Easy to get wrong: a fault that hides the next one.

use std::sync::Arc;

use serde_json::{Value, json};
use termijnwacht::clock::Clock;
use termijnwacht::decide::{Overnameplan, voorbij};
use termijnwacht::definition::procedure::{BetrokkeneSoort, Procedure};
use termijnwacht::engine::{Engine, EngineFout, Gedaan, Overnamelot};
use termijnwacht::store::{MemoryStore, Store};
use termijnwacht::zaak::evolve::fold;
use termijnwacht::zaak::overname::Overname;
use termijnwacht::zaak::{Gebeurtenis, MedewerkerId, Zaak};

use crate::opdracht::{at, catalog};

pub type Proef = Engine<MemoryStore>;

pub async fn engine() -> Proef {
    let clock = Arc::new(Clock::manual(at("2026-11-23 10:00")));
    Engine::new(Arc::new(MemoryStore::new()), catalog(), clock)
        .await
        .unwrap()
}

pub fn row(procedure: &str, fase: &str, kenmerk: usize) -> Value {
    json!({
        "melding": {"bron": "oud", "kenmerk": format!("T-{kenmerk}"), "soort": procedure, "ontvangen": "2026-09-14",
            "gemeente": "woerden", "school": {"brin": "99BA", "vestiging": "00"},
            "jongere": {"naam": format!("Jip Voorbeeldnaam {kenmerk}"), "geboortedatum": "2013-03-03", "plaats": "Woerden"}},
        "fase": fase, "sinds": "2026-09-21",
    })
}

pub fn read(row: Value) -> Overname {
    serde_json::from_value(row).unwrap()
}

pub fn leid() -> MedewerkerId {
    MedewerkerId("leid-1".to_owned())
}

#[tokio::test]
async fn what_does_not_fit_is_told_all_at_once_with_what_was_meant() {
    let engine = engine().await;
    let cases: [(&str, Value); 11] = [
        ("/melding/ontvangen", json!("1999-09-01")),
        ("/melding/ontvangen", json!("2019-09-02")),
        ("/fase", json!("onderzoekk")),
        ("/melding/soort", json!("absoluut-verzium")),
        ("/melding/soort", json!("weekoverzicht")),
        ("/sinds", json!("2026-11-24")),
        ("/sinds", json!("2026-09-13")),
        ("/behandelaar", json!("amtb-1")),
        (
            "/datums",
            json!({"eerste-brif": "2026-09-20", "tweede-brief": "2026-11-30"}),
        ),
        (
            "/datums",
            json!({"onderzoek": "2026-09-22", "ontvangst": "2026-09-13"}),
        ),
        ("/melding/gegevens", json!({"vermoden": "2026-09-11"})),
    ];
    let mut told = Vec::new();
    for (at, (pad, waarde)) in cases.into_iter().enumerate() {
        let mut row = row("absoluut-verzuim", "onderzoek", at);
        for needed in ["behandelaar", "datums"] {
            row[needed] = json!(null);
        }
        row["melding"]["gegevens"] = json!({});
        row["datums"] = json!({});
        *row.pointer_mut(pad).unwrap() = waarde.clone();
        let overname = read(row);
        let Overnamelot::Geweigerd(fouten) = engine.overnamelot(&overname).await.unwrap() else {
            panic!("{pad} {waarde}");
        };
        assert!(engine.neem_over(&overname, &leid(), "proef").await.is_err());
        let lines = fouten.iter().map(|fout| format!("    {fout}"));
        told.push(format!(
            "{pad} {waarde}\n{}",
            lines.collect::<Vec<_>>().join("\n")
        ));
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn only_who_keeps_the_machine_or_leads_the_bureau_takes_over() {
    let engine = engine().await;
    let overname = read(row("absoluut-verzuim", "onderzoek", 1));
    for (door, reden) in [("ambt-1", "proef"), ("leid-9", "proef"), ("leid-1", " ")] {
        let door = MedewerkerId(door.to_owned());
        let refused = engine.neem_over(&overname, &door, reden).await;
        assert!(
            matches!(refused, Err(EngineFout::Refusal(_))),
            "{refused:?}"
        );
    }
}

/// No term of the law that outlives its fase is passed over in silence.
fn watched(procedure: &Procedure, zaak: &Zaak, plan: &Overnameplan, what: &str) {
    for (fase, def) in &procedure.fasen {
        for (naam, termijn) in &def.termijnen {
            let runs = zaak.termijnen.iter().any(|known| known.naam == *naam);
            let told = plan.niet_begonnen.iter().any(|niet| niet.naam == *naam);
            let began = *fase == procedure.begin;
            if termijn.blijft && termijn.wettelijk && began {
                assert!(runs || told, "{what}: {naam}");
            }
        }
    }
}

/// In each fase of each procedure: what was told is what happens, nothing is sent, nothing is due, the history folds,
/// and once more is nothing more.
#[tokio::test]
async fn every_fase_can_be_taken_over_without_a_word_to_anybody() {
    let catalog = catalog();
    let engine = engine().await;
    let mut fasen = 0;
    for (_, procedure) in catalog.procedures("woerden") {
        if procedure.betrokkene != BetrokkeneSoort::Jongere {
            continue;
        }
        for fase in procedure.fasen.keys() {
            fasen += 1;
            let mut overname = read(row(&procedure.slug, fase, fasen));
            let what = format!("{} {fase}", procedure.slug);
            // A day that a term of the law counts from must be told.
            if let Overnamelot::Geweigerd(fouten) = engine.overnamelot(&overname).await.unwrap() {
                for fout in fouten {
                    let naam = fout.veld.strip_prefix("datums.").expect(&what).to_owned();
                    overname.datums.insert(naam, "2026-09-14".parse().unwrap());
                }
            }
            let plan = match engine.overnamelot(&overname).await.unwrap() {
                Overnamelot::Nieuw(plan) => plan,
                other => panic!("{what}: {other:?}"),
            };
            let Gedaan::Veranderd(zaak) =
                engine.neem_over(&overname, &leid(), "proef").await.unwrap()
            else {
                panic!("{what}");
            };
            assert_eq!(&zaak.fase, fase);
            watched(procedure, &zaak, &plan, &what);
            let historie = engine.store().historie(zaak.id).await.unwrap();
            assert_eq!(fold(&historie).as_ref(), Some(&*zaak), "{what}");
            let sends = |g: &Gebeurtenis| {
                matches!(
                    g,
                    Gebeurtenis::Mail { .. }
                        | Gebeurtenis::Brief { .. }
                        | Gebeurtenis::MeldingUit { .. }
                )
            };
            assert!(
                !historie.iter().any(|regel| sends(&regel.gebeurtenis)),
                "{what}"
            );
            let now = engine.clock().now();
            assert!(zaak.armed().all(|(_, rung)| rung.due_at > now), "{what}");
            let planned: Vec<&str> = plan.taken.iter().map(|taak| taak.taak.as_str()).collect();
            let open: Vec<&str> = zaak.open_taken().map(|taak| taak.naam.as_str()).collect();
            assert_eq!(open, planned, "{what}");
            let past = voorbij(&engine.store().historie(zaak.id).await.unwrap());
            assert_eq!(past, plan.voorbij, "{what}");
            let again = engine.neem_over(&overname, &leid(), "proef").await.unwrap();
            assert_eq!(again, Gedaan::Niets(zaak.id), "{what}");
        }
    }
    assert!(fasen > 100, "{fasen}");
    engine.tick().await.unwrap();
    assert_eq!(
        engine
            .store()
            .onverzonden(termijnwacht::zaak::ZaakId(1))
            .await
            .unwrap(),
        []
    );
}
