//! `kill -9` while a save is taken over: the old or the new stands whole, and each term is counted anew once.
//!
//! It dies after so many writes of the database, from the first to the last that a save of the calendar takes. Easy to
//! get wrong: asking the database that a dead program left; it is copied first.

use std::collections::BTreeMap;
use std::fs;

use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::store::{SqliteStore, Store, Welke, ZaakFilter};
use termijnwacht::zaak::evolve::fold;
use termijnwacht::zaak::regel::Lijn;

use crate::bureau::{BEGIN, Bureau};
use crate::programma::{Programma, spawn};
use crate::val::{Val, Wat};
use crate::veel::klein;

const KALENDER: &str = "workflows/landelijk/kalender/schoolvakanties.yaml";
const HERFST: [&str; 2] = [
    "      midden: {van: 2026-10-17, tot: 2026-10-25}",
    "      midden: {van: 2026-10-10, tot: 2026-10-18}",
];
const COUNTED: &str = "open terms were counted by other calendars";
const ZAKEN: usize = 6;

/// What a program left: the versions, and of each zaak how often its terms were counted by another calendar.
struct Nalatenschap {
    versies: usize,
    geteld: BTreeMap<String, usize>,
}

fn nalatenschap(bureau: &Bureau) -> Nalatenschap {
    let copy = tempfile::tempdir().unwrap();
    for name in ["termijnwacht.db", "termijnwacht.db-wal"] {
        let from = bureau.path("var").join(name);
        if from.exists() {
            fs::copy(from, copy.path().join(name)).unwrap();
        }
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let path = copy.path().join("termijnwacht.db");
        let store = SqliteStore::open(&path).await.unwrap();
        let newest = store.find_versie(&Welke::Laatste).await.unwrap().unwrap();
        let bronnen = Bronnen::uit_versie(store.teksten(newest.nummer).await.unwrap());
        assert_eq!(
            bronnen.manifest().digest(),
            newest.digest,
            "{newest} is not whole"
        );
        assert!(Catalog::load(&bronnen).is_ok(), "{newest} does not load");
        let mut geteld = BTreeMap::new();
        for zaak in store.zaken(&ZaakFilter::default()).await.unwrap() {
            let historie = store.historie(zaak.id).await.unwrap();
            assert_eq!(fold(&historie).as_ref(), Some(&zaak));
            assert!(store.blob(&zaak.definitie).await.unwrap().is_some());
            let lines = historie
                .iter()
                .filter_map(|regel| Lijn::van(regel, "proef"));
            let by_calendar = lines.filter(|lijn| {
                let told = lijn.uitleg.as_deref().unwrap_or_default();
                told.contains("de schoolkalender is gewijzigd")
            });
            geteld.insert(zaak.id.to_string(), by_calendar.count());
        }
        let versies = store.versies().await.unwrap().len();
        store.close().await;
        Nalatenschap { versies, geteld }
    })
}

/// Reads the log until all of these were told, or the program is gone; tells whether they were.
fn hears_all(daemon: &mut Programma, messages: &[&str]) -> bool {
    let mut left = messages.to_vec();
    while !left.is_empty() {
        match daemon.lines.recv_timeout(crate::programma::PATIENCE) {
            Ok(line) => left.retain(|message| line["message"] != *message),
            Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => return false,
            Err(why) => panic!("no {left:?}: {why}"),
        }
    }
    true
}

/// Starts, and lets it do what the one before left undone.
fn starts(bureau: &mut Bureau, left: bool) {
    let mut daemon = spawn(bureau.place.command(&["--klok", BEGIN]));
    let wanted: &[&str] = if left {
        &["ready", COUNTED]
    } else {
        &["ready"]
    };
    assert!(hears_all(&mut daemon, wanted), "it does not start");
    bureau.daemon = Some(daemon);
}

#[test]
fn whenever_it_dies_a_calendar_is_taken_over_whole_and_counted_once() {
    let rounds = if std::env::var_os("TESTS_CI").is_some() {
        14
    } else {
        6
    };
    let mut bureau = Bureau::ingericht();
    klein(&bureau);
    bureau.start();
    for nummer in 1..=ZAKEN {
        bureau.melding(nummer, "proef");
    }
    let val = Val::rond(&[&bureau.path("var")]);
    let writes = |val: &Val| val.gezien().get(&Wat::Schrijf).copied().unwrap_or_default();

    // Undisturbed, to know how many writes there are.
    let before = writes(&val);
    bureau.edit(KALENDER, HERFST[0], HERFST[1]);
    bureau.hears(COUNTED);
    bureau.stop();
    let most = writes(&val) - before;
    let mut last = nalatenschap(&bureau);
    assert!(last.geteld.len() == ZAKEN && last.geteld.values().all(|times| *times == 1));

    let (mut struck, mut half) = (0, 0);
    for round in 1..=rounds {
        starts(&mut bureau, false);
        let daemon = bureau.daemon.as_mut().unwrap();
        val.volg(&daemon.child);
        val.zet(Some((Wat::Schrijf, 1 + (round - 1) * most / rounds)));
        let (was, wordt) = (
            HERFST[usize::from(round % 2 == 1)],
            HERFST[usize::from(round % 2 == 0)],
        );
        bureau.edit(KALENDER, was, wordt);
        let survived = hears_all(bureau.daemon.as_mut().unwrap(), &[COUNTED]);
        val.zet(None);
        let _ = bureau.daemon.take().unwrap().child.lock().unwrap().kill();
        struck += u64::from(!survived);

        let left = nalatenschap(&bureau);
        assert!((last.versies..=last.versies + 1).contains(&left.versies));
        let goal: BTreeMap<_, _> = last
            .geteld
            .iter()
            .map(|(zaak, times)| (zaak.clone(), times + 1))
            .collect();
        for (zaak, times) in &left.geteld {
            let before = last.geteld[zaak];
            assert!(
                *times == before || *times == before + 1,
                "{zaak} was counted {times} times after {before}"
            );
        }
        let undone = left.geteld != goal;
        half += u64::from(undone && left.geteld != last.geteld);
        starts(&mut bureau, undone);
        bureau.stop();
        let whole = nalatenschap(&bureau);
        assert_eq!(whole.geteld, goal, "round {round}");
        assert_eq!(whole.versies, last.versies + 1);
        last = whole;
    }
    println!("{rounds} saves of {most} writes: killed in {struck}, between two zaken in {half}");
    assert!(struck * 2 > rounds, "it was killed in {struck} of {rounds}");
}
