//! `termijnwacht overname`: the program itself, on twenty rows of another system, eleven of which cannot come in.
//!
//! Easy to get wrong: the days after. The clock goes on over what was taken over, and only what was still to come may
//! be told.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Amsterdam;
use serde_json::{Value, json};
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::daemon::klok::KLOK;
use termijnwacht::engine::Engine;
use termijnwacht::store::{SqliteStore, Store};
use termijnwacht::zaak::{Gebeurtenis, Melding, Regel, Zaak, ZaakId};

use crate::nagekeken::{dood, kopie, stand, told};

const OUD: &str = include_str!("oud.csv");
const NU: &str = "2026-11-23 10:00";
const DAAD: [&str; 6] = [
    "--uitvoeren",
    "--door",
    "leid-1",
    "--reden",
    "Termijnwacht gaat in gebruik",
    "--",
];

pub fn at(op: &str) -> DateTime<Utc> {
    let local: chrono::NaiveDateTime = format!("{op}:00").replace(' ', "T").parse().unwrap();
    local.and_local_timezone(Amsterdam).unwrap().to_utc()
}

/// Loaded once: it takes seconds, and many ask for it.
pub fn catalog() -> Arc<Catalog> {
    static CATALOG: OnceLock<Arc<Catalog>> = OnceLock::new();
    let load = || Arc::new(Catalog::load(&Bronnen::ingebed()).unwrap().catalog);
    Arc::clone(CATALOG.get_or_init(load))
}

async fn engine(map: &Path, op: &str) -> Engine<SqliteStore> {
    let store = SqliteStore::open(&map.join("var/termijnwacht.db"))
        .await
        .unwrap();
    let clock = Arc::new(Clock::manual(at(op)));
    Engine::new(Arc::new(store), catalog(), clock)
        .await
        .unwrap()
}

/// An installation where one zaak runs already, known by the mark R-1.
async fn installatie() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let map = folder.path();
    fs::create_dir(map.join("var")).unwrap();
    fs::write(map.join("oud.csv"), OUD).unwrap();
    let engine = engine(map, "2026-11-20 09:00").await;
    engine
        .store()
        .put_instelling(KLOK, &at(NU).to_rfc3339())
        .await
        .unwrap();
    let melding = json!({
        "bron": "oud", "kenmerk": "R-1", "soort": "absoluut-verzuim", "ontvangen": "2026-11-20",
        "gemeente": "woerden", "gegevens": {"vermoeden": "2026-11-20"},
        "jongere": {"bsn": "999990226", "naam": "Kim Voorbeeldnaam", "geboortedatum": "2012-04-01", "plaats": "Woerden"},
    });
    let melding: Melding = serde_json::from_value(melding).unwrap();
    engine.melding(melding).await.unwrap();
    engine.store().close().await;
    folder
}

fn command(map: &Path, args: &[&str]) -> Command {
    let mut command = crate::program::program(map);
    command.env("COLUMNS", "110").args(args);
    command
}

fn run(map: &Path, args: &[&str]) -> Output {
    command(map, args).output().unwrap()
}

fn overname(map: &Path, args: &[&str]) -> Output {
    run(map, &[&["overname"], args, &["oud.csv"]].concat())
}

/// What was sent, or is to be sent: the lines of mails and letters, from a moment on.
fn sent(all: &[(Zaak, Vec<Regel>)], vanaf: &str) -> Vec<String> {
    let lines = all.iter().flat_map(|(_, historie)| historie);
    let later = lines.filter(|regel| regel.op >= at(vanaf));
    let named = later.filter_map(|regel| match &regel.gebeurtenis {
        Gebeurtenis::Mail { tekst, .. } => Some(format!("{} mail {tekst}", regel.id.zaak)),
        Gebeurtenis::Brief { tekst, .. } => Some(format!("{} brief {tekst}", regel.id.zaak)),
        Gebeurtenis::MeldingUit { naar } => Some(format!("{} melding {naar}", regel.id.zaak)),
        _ => None,
    });
    named.collect()
}

/// The rungs that somebody was mailed about, with their day.
fn rungs(all: &[(Zaak, Vec<Regel>)]) -> Vec<String> {
    let lines = all.iter().flat_map(|(_, historie)| historie);
    let named = lines.filter_map(|regel| match &regel.gebeurtenis {
        Gebeurtenis::RungAfgegaan(rung) if rung.gemaild => {
            let soort = if rung.escalatie {
                "escalatie"
            } else {
                "herinnering"
            };
            let zaak = regel.id.zaak;
            Some(format!(
                "{} {zaak} {soort} {} (uiterlijk {})",
                regel.datum, rung.naam, rung.einde
            ))
        }
        _ => None,
    });
    let mut all: Vec<String> = named.collect();
    all.sort();
    all
}

#[tokio::test]
async fn first_to_look_at_then_in_earnest_and_then_the_clock_goes_on() {
    let folder = installatie().await;
    let map = folder.path();
    let before = stand(map).await;
    insta::assert_snapshot!("eerst_kijken", told(&overname(map, &[])));
    assert_eq!(stand(map).await, before, "looking changes nothing");

    let done = overname(map, &DAAD);
    assert_eq!(done.status.code(), Some(1), "{}", told(&done));
    let after = stand(map).await;
    assert_eq!(after.len(), 1 + 8 + 1, "{}", told(&done));
    let nalopen = &after.last().unwrap().0;
    assert_eq!(nalopen.procedure, "overname-nalopen");
    assert_eq!(
        sent(&after, NU),
        [format!("{} mail overname-nalopen", nalopen.id)]
    );
    insta::assert_snapshot!("dossier", told(&run(map, &["zaak", "Z4"])));
    insta::assert_snapshot!(
        "nalopen",
        told(&run(map, &["zaak", &nalopen.id.to_string()]))
    );

    let again = overname(map, &DAAD);
    assert!(
        told(&again).contains("Al eerder overgenomen: 8"),
        "{}",
        told(&again)
    );
    assert_eq!(stand(map).await, after, "once more is nothing more");

    // What was still to come comes on its day, and nothing else.
    let engine = engine(map, NU).await;
    for dag in [
        "2026-11-24",
        "2026-11-25",
        "2026-11-26",
        "2026-11-27",
        "2026-12-01",
        "2026-12-03",
    ] {
        engine.clock().advance_to(at(&format!("{dag} 08:30")));
        engine.tick().await.unwrap();
    }
    let wachten = |nummer: i64| engine.store().load(ZaakId(nummer));
    assert_eq!(wachten(3).await.unwrap().fase, "tweede-keer-aanschrijven");
    assert_eq!(
        wachten(4).await.unwrap().fase,
        "wachten-op-reactie",
        "a person decides"
    );
    engine.store().close().await;
    insta::assert_snapshot!("daarna", rungs(&stand(map).await).join("\n"));
}

#[tokio::test]
async fn broken_off_and_given_again_it_ends_equal() {
    let whole = installatie().await;
    let parts = installatie().await;
    overname(whole.path(), &DAAD);
    // Broken off after the third row: the others and the zaak of the bureau are not there yet.
    let map = parts.path();
    let rows: Vec<&str> = OUD.lines().take(4).collect();
    let first = termijnwacht::intake::lees_overname(rows.join("\n").into_bytes(), kennis());
    let engine = engine(map, NU).await;
    for row in first.unwrap() {
        let door = termijnwacht::zaak::MedewerkerId("leid-1".to_owned());
        let reden = "Termijnwacht gaat in gebruik";
        engine
            .neem_over(&row.inhoud.unwrap(), &door, reden)
            .await
            .unwrap();
    }
    engine.store().close().await;
    overname(map, &DAAD);
    assert_eq!(stand(map).await, stand(whole.path()).await);
}

#[tokio::test]
async fn a_row_that_changed_since_is_told_and_changes_nothing() {
    let folder = installatie().await;
    let map = folder.path();
    overname(map, &DAAD);
    let before = stand(map).await;
    // D-05 by its stand, D-03 by its note, D-02 by its melding; the rest is as it was.
    let changed = OUD
        .replace(
            "onderzoek;2026-11-19;ambt-2",
            "huisbezoek;2026-11-19;ambt-2",
        )
        .replace("De ouders belden op 28", "De ouders belden op 29")
        .replace("Jip Voorbeeldnaam 2;", "Jip Voorbeeldnaam Twee;");
    fs::write(map.join("oud.csv"), &changed).unwrap();
    for args in [&[][..], &DAAD[..]] {
        let again = overname(map, args);
        let lines = told(&again);
        let about = lines
            .split("\nregel ")
            .filter(|part| part.contains("let op: de regel"));
        let about: Vec<&str> = about.map(|part| part.split(',').next().unwrap()).collect();
        assert_eq!(about, ["3", "4", "6"], "{lines}");
        assert_eq!(again.status.code(), Some(1));
        assert_eq!(stand(map).await, before, "nothing changes");
    }
    // Alone in its file, so that nothing else is the reason.
    let rows: Vec<&str> = changed.lines().take(3).collect();
    fs::write(map.join("oud.csv"), rows.join("\n")).unwrap();
    insta::assert_snapshot!("anders", told(&overname(map, &[])));
    let rows: Vec<&str> = OUD.lines().take(3).collect();
    fs::write(map.join("oud.csv"), rows.join("\n")).unwrap();
    assert_eq!(overname(map, &[]).status.code(), Some(0));
}

/// So many rows of zaken in a fase where something is past already.
fn many(rows: usize) -> String {
    let head = "bron;kenmerk;soort;ontvangen;gemeente;jongere.naam;jongere.geboortedatum;jongere.plaats;gegevens.vermoeden;fase;sinds;datums.eerste-brief";
    let line = |row: usize| {
        format!(
            "oud;M-{row};absoluut-verzuim;2026-09-14;woerden;Jip Voorbeeldnaam {row};2013-03-03;Woerden;2026-09-11;wachten-op-reactie;2026-09-21;2026-09-21"
        )
    };
    let lines = (1..=rows).map(line);
    std::iter::once(head.to_owned())
        .chain(lines)
        .collect::<Vec<_>>()
        .join("\n")
}

/// What there is, without the numbers: one that was given out when the program was struck is not given out again.
fn without_numbers(all: &[(Zaak, Vec<Regel>)]) -> Vec<String> {
    let about = |(zaak, historie): &(Zaak, Vec<Regel>)| {
        let terms = zaak.termijnen.iter().map(|t| (&t.naam, t.einde, t.status));
        let terms: Vec<_> = terms.collect();
        let lines = historie.len();
        let aantal = zaak.gegevens.get("aantal");
        format!(
            "{} {} {aantal:?} {lines} {terms:?}",
            zaak.procedure, zaak.fase
        )
    };
    all.iter().map(about).collect()
}

#[tokio::test]
async fn killed_again_and_again_it_comes_to_the_same() {
    let folder = installatie().await;
    let map = folder.path();
    fs::write(map.join("oud.csv"), many(40)).unwrap();
    let rustig = kopie(map);
    let done = overname(rustig.path(), &DAAD);
    assert_eq!(done.status.code(), Some(0), "{}", told(&done));
    for lines in [1, 9, 2, 14] {
        let mut args = vec!["overname"];
        args.extend(DAAD);
        args.push("oud.csv");
        dood(map, command(map, &args), lines).await;
    }
    let done = overname(map, &DAAD);
    assert_eq!(done.status.code(), Some(0), "{}", told(&done));
    let (killed, rustig) = (stand(map).await, stand(rustig.path()).await);
    assert_eq!(killed.len(), 1 + 40 + 1);
    assert_eq!(without_numbers(&killed), without_numbers(&rustig));
    let named = |all: &[(Zaak, Vec<Regel>)]| match &all.last().unwrap().1[0].gebeurtenis {
        Gebeurtenis::Geopend(geboorte) => geboorte.over.clone(),
        other => panic!("{other:?}"),
    };
    let taken_over: Vec<ZaakId> = killed[1..41].iter().map(|(zaak, _)| zaak.id).collect();
    assert_eq!(
        named(&killed),
        taken_over,
        "what is past is told once, of each"
    );
}

#[tokio::test]
async fn a_row_that_should_not_have_come_is_withdrawn_and_stays_so() {
    let folder = installatie().await;
    let map = folder.path();
    overname(map, &DAAD);
    let engine = engine(map, NU).await;
    let act = json!({"op": at(NU).to_rfc3339(), "zaak": "Z4", "door": "leid-1", "intrekken": "stond dubbel in het oude systeem"});
    engine
        .act(&serde_json::from_value(act).unwrap())
        .await
        .unwrap();
    let herstel = json!({"op": at(NU).to_rfc3339(), "zaak": "Z3", "door": "leid-1", "herstel": "Z3.3", "reden": "vergissing"});
    let refused = engine.act(&serde_json::from_value(herstel).unwrap()).await;
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("een overname wordt niet hersteld")
    );
    engine.store().close().await;
    let after = stand(map).await;
    assert!(!after[3].0.is_open());
    assert_eq!(after[3].0.armed().count(), 0);
    overname(map, &DAAD);
    assert_eq!(stand(map).await, after);
}

/// What may be told in all bureaus.
fn kennis() -> termijnwacht::definition::aanlevering::Kennis {
    let catalog = catalog();
    catalog.kennis(catalog.bureau("utrecht-noordwest").unwrap())
}

#[tokio::test]
async fn json_lines_say_the_same_and_their_faults_have_a_place() {
    let folder = installatie().await;
    let map = folder.path();
    let line = |kenmerk: &str, fase: &str| -> Value {
        json!({
            "melding": {"bron": "oud", "kenmerk": kenmerk, "soort": "absoluut-verzuim", "ontvangen": "2026-09-14",
                "gemeente": "woerden", "gegevens": {"vermoeden": "2026-09-11"},
                "jongere": {"naam": "Jip Voorbeeldnaam", "geboortedatum": "2013-03-03", "plaats": "Woerden"}},
            "fase": fase, "sinds": "2026-09-21", "datums": {"eerste-brief": "2026-09-21"},
        })
    };
    let mut wrong = line("J-2", "onderzoek");
    wrong["datums"] = json!({"eerste-brif": "2026-09-21"});
    wrong["faze"] = json!("onderzoek");
    let mut anchor = line("J-3", "onderzoek");
    anchor["datums"] = json!({"eerste-brif": "2026-09-21"});
    let lines = [line("J-1", "wachten-op-reactie"), wrong, anchor];
    let text: Vec<String> = lines.iter().map(Value::to_string).collect();
    fs::write(map.join("oud.jsonl"), text.join("\n")).unwrap();
    let output = run(map, &["overname", "oud.jsonl", "--json"]);
    insta::assert_snapshot!("als_json", told(&output));
    fs::write(
        map.join("oud.csv"),
        "bron;kenmerk;faze;sinds;gegevens.vermoden\n",
    )
    .unwrap();
    insta::assert_snapshot!("kolommen", told(&overname(map, &[])));
}
