//! What another calendar does to a term: its end, its ladder, and what it may not do.
//!
//! Easy to get wrong: a save that was a slip. It is mended a moment later, and then all must be as it was.

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::json;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::engine::Engine;
use termijnwacht::store::{MemoryStore, Store, ZaakFilter};
use termijnwacht::zaak::command::{IncidentAct, IncidentKeuze};
use termijnwacht::zaak::staat::Incident;
use termijnwacht::zaak::{
    Act, MedewerkerId, Rung, RungStatus, Status, Termijn, TermijnStatus, Zaak, ZaakId,
};

use crate::map::{Stand, at, melding};

const REDEN: &str = "de schoolkalender is gewijzigd";
const HERFST: &str =
    "midden: {van: 2026-10-17, tot: 2026-10-25}\n      zuid:   {van: 2026-10-17, tot: 2026-10-25}";

/// The small bureau with these edits: file below `workflows`, what stands there, what takes its place.
fn files(edits: &[(&str, &str, &str)]) -> Arc<Catalog> {
    let mut bronnen: Bronnen = Stand::default().bronnen();
    for (pad, was, wordt) in edits {
        let bron = bronnen.workflows.get_mut(*pad).expect("a file");
        assert!(bron.tekst.contains(was), "`{was}` stands in {pad}");
        bron.tekst = bron.tekst.replacen(was, wordt, 1);
    }
    match Catalog::load(&bronnen) {
        Ok(geladen) => Arc::new(geladen.catalog),
        Err(fouten) => panic!("{fouten:#?}"),
    }
}

/// The autumn holiday of both regions from Saturday to Sunday.
fn herfst(van: &str, tot: &str) -> Arc<Catalog> {
    let wordt =
        format!("midden: {{van: {van}, tot: {tot}}}\n      zuid:   {{van: {van}, tot: {tot}}}");
    let pad = "landelijk/kalender/schoolvakanties.yaml";
    files(&[(pad, HERFST, &wordt)])
}

/// A day off in the whole bureau.
fn studiedag(dag: &str) -> Arc<Catalog> {
    let more = format!(
        "kalender: {{bureau: {{vrije_dagen: [{{van: {dag}, tot: {dag}, reden: studiedag}}]}}}}\n\nmail:\n"
    );
    files(&[("proefbureau/bureau.yaml", "mail:\n", &more)])
}

async fn engine() -> Engine<MemoryStore> {
    let clock = Arc::new(Clock::manual(at("2026-10-12 09:00")));
    let engine = Engine::new(Arc::new(MemoryStore::new()), files(&[]), clock).await;
    engine.expect("an engine")
}

async fn geboren(engine: &Engine<MemoryStore>, nummer: usize) -> ZaakId {
    let told = melding(nummer, engine.clock().now());
    engine.melding(told).await.expect("a zaak").zaak()
}

async fn tot(engine: &Engine<MemoryStore>, op: &str) {
    engine.clock().advance_to(at(op));
    engine.tick().await.expect("a tick");
}

async fn bewaar(engine: &Engine<MemoryStore>, catalog: Arc<Catalog>) -> usize {
    let moved = engine.set_catalog(catalog, REDEN).await;
    moved.expect("taken over")
}

async fn zaak(engine: &Engine<MemoryStore>, id: ZaakId) -> Zaak {
    engine.store().load(id).await.expect("a zaak")
}

async fn termijn(engine: &Engine<MemoryStore>, id: ZaakId, naam: &str) -> Termijn {
    let zaak = zaak(engine, id).await;
    let mut all = zaak.termijnen.into_iter();
    all.find(|one| one.naam == naam).expect("a term")
}

async fn open(engine: &Engine<MemoryStore>, id: ZaakId) -> Vec<Incident> {
    let zaak = zaak(engine, id).await;
    let all = zaak.incidenten.into_iter();
    all.filter(|one| !one.opgelost).collect()
}

async fn ongeteld(engine: &Engine<MemoryStore>) -> usize {
    let filter = ZaakFilter {
        status: Some(Status::Open),
        anders_geteld: Some(engine.catalog().kalenderdigest().clone()),
        ..ZaakFilter::default()
    };
    engine.store().zaken(&filter).await.expect("zaken").len()
}

fn dag(dag: &str) -> Option<NaiveDate> {
    Some(dag.parse().expect("a day"))
}

/// The steps that wait, without the lapse itself.
fn wacht(termijn: &Termijn) -> Vec<String> {
    let armed = termijn.rungs.iter();
    let armed = armed.filter(|rung: &&Rung| rung.status == RungStatus::Gewapend);
    let step = |rung: &Rung| (!rung.naar.is_empty()).then(|| rung.due_at.date_naive().to_string());
    armed.filter_map(step).collect()
}

async fn handel(engine: &Engine<MemoryStore>, id: ZaakId, nummer: u32, keuze: IncidentKeuze) {
    let act = IncidentAct {
        nummer,
        door: MedewerkerId("beheer-1".to_owned()),
        keuze,
    };
    engine.incident(id, act, "k").await.expect("dealt with");
}

#[tokio::test]
async fn a_slip_that_is_mended_at_once_leaves_every_term_as_it_was() {
    let engine = engine().await;
    let id = geboren(&engine, 2).await;
    tot(&engine, "2026-10-21 09:00").await;
    let before = termijn(&engine, id, "brief").await;
    assert_eq!(before.einde, dag("2026-10-26"));

    // The holiday a week later: the term would have been over on Monday.
    assert_eq!(bewaar(&engine, herfst("2026-10-24", "2026-11-01")).await, 1);
    tot(&engine, "2026-10-21 09:01").await;
    let meanwhile = termijn(&engine, id, "brief").await;
    assert_eq!(
        (meanwhile.einde, meanwhile.status),
        (before.einde, TermijnStatus::Loopt)
    );
    let told = open(&engine, id).await;
    assert_eq!(told.len(), 1, "{told:#?}");
    insta::assert_snapshot!(told[0].melding, @"termijn `brief` zou nu op ma 19 okt 2026 al verstreken zijn (de schoolkalender is gewijzigd); zij loopt door tot en met ma 26 okt 2026. Klopt dat niet, herstel dan de kalender of de melding; meer hoeft niet. Klopt het wel, beslis dan over de termijn: met `herhaal` verstrijkt zij alsnog, met `overslaan` loopt zij door");

    // The same again says nothing new; mended, nobody needs to decide.
    assert_eq!(bewaar(&engine, herfst("2026-10-24", "2026-11-01")).await, 0);
    assert_eq!(bewaar(&engine, files(&[])).await, 1);
    assert_eq!(open(&engine, id).await, []);
    let after = termijn(&engine, id, "brief").await;
    assert_eq!(
        (after.einde, after.status, wacht(&after)),
        (before.einde, before.status, wacht(&before))
    );
}

#[tokio::test]
async fn a_person_decides_about_a_term_that_would_have_been_over() {
    for (keuze, status) in [
        (IncidentKeuze::Herhaal, TermijnStatus::Verstreken),
        (
            IncidentKeuze::Overslaan {
                reden: "De ouders is de oude dag gezegd".into(),
            },
            TermijnStatus::Loopt,
        ),
    ] {
        let engine = engine().await;
        let id = geboren(&engine, 2).await;
        tot(&engine, "2026-10-21 09:00").await;
        bewaar(&engine, herfst("2026-10-24", "2026-11-01")).await;
        let asked = open(&engine, id).await;
        handel(&engine, id, asked[0].nummer, keuze).await;
        tot(&engine, "2026-10-21 09:01").await;
        assert_eq!(open(&engine, id).await, []);
        let after = termijn(&engine, id, "brief").await;
        assert_eq!(after.status, status);
    }
}

#[tokio::test]
async fn a_lapse_by_a_slip_is_taken_back_where_nothing_came_of_it() {
    let engine = engine().await;
    let id = geboren(&engine, 2).await;
    tot(&engine, "2026-10-19 09:00").await;
    // It would end today, and does so while nobody looks.
    assert_eq!(bewaar(&engine, herfst("2026-10-24", "2026-11-01")).await, 1);
    tot(&engine, "2026-10-20 09:00").await;
    let lapsed = termijn(&engine, id, "brief").await;
    assert_eq!(
        (lapsed.einde, lapsed.status),
        (dag("2026-10-19"), TermijnStatus::Verstreken)
    );
    bewaar(&engine, files(&[])).await;
    let after = termijn(&engine, id, "brief").await;
    assert_eq!(
        (after.einde, after.status),
        (dag("2026-10-26"), TermijnStatus::Loopt)
    );
    // What ran out on its own day stays so, wherever a slip would have put it.
    let own = termijn(&engine, id, "bellen").await;
    assert_eq!(
        (own.einde, own.status),
        (dag("2026-10-15"), TermijnStatus::Verstreken)
    );
    bewaar(&engine, herfst("2026-10-10", "2026-10-18")).await;
    let own = termijn(&engine, id, "bellen").await;
    assert_eq!(
        (own.einde, own.status),
        (dag("2026-10-15"), TermijnStatus::Verstreken)
    );
}

#[tokio::test]
async fn the_ladder_goes_along_where_the_end_stays() {
    // While it runs, and after it ran out but before it was done.
    for (op, status) in [
        ("2026-10-12 09:00", TermijnStatus::Loopt),
        ("2026-10-16 00:30", TermijnStatus::Verstreken),
    ] {
        let engine = engine().await;
        let id = geboren(&engine, 2).await;
        tot(&engine, op).await;
        let before = termijn(&engine, id, "bellen").await;
        assert_eq!((before.einde, before.status), (dag("2026-10-15"), status));
        assert_eq!(
            wacht(&before).last().map(String::as_str),
            Some("2026-10-16")
        );
        assert_eq!(bewaar(&engine, studiedag("2026-10-16")).await, 1);
        let after = termijn(&engine, id, "bellen").await;
        assert_eq!((after.einde, after.status), (before.einde, before.status));
        assert_eq!(wacht(&after).last().map(String::as_str), Some("2026-10-26"));
        if status == TermijnStatus::Loopt {
            let sibling = geboren(&engine, 4).await;
            let sibling = termijn(&engine, sibling, "bellen").await;
            assert_eq!(wacht(&after), wacht(&sibling));
        }
        bewaar(&engine, files(&[])).await;
        let back = termijn(&engine, id, "bellen").await;
        assert_eq!((wacht(&back), back.status), (wacht(&before), status));
        // The reason is told once, however often the steps moved.
        assert_eq!(back.uitleg.matches(REDEN).count(), 1, "{}", back.uitleg);
    }
}

#[tokio::test]
async fn what_comes_in_on_the_calendar_of_before_is_counted_at_the_next_look() {
    let engine = engine().await;
    let known = geboren(&engine, 2).await;
    let clock = Arc::new(Clock::manual(engine.clock().now()));
    let other = Engine::new(Arc::clone(engine.store()), files(&[]), clock)
        .await
        .expect("another process");
    assert_eq!(bewaar(&engine, studiedag("2026-10-16")).await, 1);
    assert_eq!(ongeteld(&engine).await, 0);

    // Another process read the files before they were saved: a zaak, and an act in one that was counted.
    let late = geboren(&other, 4).await;
    let act = json!({"op": other.clock().now().to_rfc3339(), "zaak": known.to_string(), "door": "admin-1", "taak": "brief", "uitkomst": "verzonden"});
    let act: Act = serde_json::from_value(act).expect("an act");
    other.act(&act).await.expect("sent");
    let answer = termijn(&engine, known, "antwoord").await;
    assert_eq!(answer.einde, dag("2026-11-02"));
    assert_eq!(ongeteld(&engine).await, 2);
    assert_eq!(engine.herbereken(REDEN).await.expect("counted"), 2);
    assert_eq!(
        termijn(&engine, known, "antwoord").await.einde,
        dag("2026-11-03")
    );
    assert_eq!(
        termijn(&engine, late, "brief").await.einde,
        dag("2026-10-27")
    );

    // An act on the new calendar where all was counted: nothing is left to do.
    let act = json!({"op": engine.clock().now().to_rfc3339(), "zaak": late.to_string(), "door": "admin-1", "taak": "brief", "uitkomst": "verzonden"});
    engine
        .act(&serde_json::from_value(act).expect("an act"))
        .await
        .expect("sent");
    assert_eq!(ongeteld(&engine).await, 0);
    assert_eq!(engine.herbereken(REDEN).await.expect("counted"), 0);
}

#[tokio::test]
async fn a_zaak_that_cannot_be_counted_holds_up_no_other_and_is_not_forgotten() {
    let engine = engine().await;
    for nummer in 1..=4 {
        geboren(&engine, nummer).await;
    }
    // Aalten belongs to nobody for a while.
    let regios: Vec<String> =
        Stand::default().bronnen().workflows["landelijk/kalender/regios.yaml"]
            .tekst
            .split_inclusive('\n')
            .filter(|line| line.starts_with("  aalten: "))
            .map(str::to_owned)
            .collect();
    let without = files(&[
        ("landelijk/kalender/regios.yaml", &regios[0], ""),
        (
            "proefbureau/bureau.yaml",
            "[doesburg, aalten]",
            "[doesburg]",
        ),
        (
            "proefbureau/bureau.yaml",
            "gemeenten: [aalten]",
            "gemeenten: [doesburg]",
        ),
        (
            "landelijk/kalender/schoolvakanties.yaml",
            HERFST,
            "midden: {van: 2026-10-24, tot: 2026-11-01}\n      zuid:   {van: 2026-10-24, tot: 2026-11-01}",
        ),
    ]);
    assert_eq!(bewaar(&engine, without).await, 2);
    assert_eq!(ongeteld(&engine).await, 2);
    assert_eq!(bewaar(&engine, herfst("2026-10-24", "2026-11-01")).await, 2);
    assert_eq!(ongeteld(&engine).await, 0);
}
