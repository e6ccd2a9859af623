//! The property: whatever is edited later, a running zaak ends as its own version says.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::leven::{Bewerking, Daad, Gespeeld, Zonder, speel, versie};

/// Cases where nobody says otherwise, and those of CI.
const GEVALLEN: [u32; 2] = [60, 250];

static ZAKEN: AtomicUsize = AtomicUsize::new(0);
static VERSIES: AtomicUsize = AtomicUsize::new(0);
static BEWAARD: AtomicUsize = AtomicUsize::new(0);
static AFGEKEURD: AtomicUsize = AtomicUsize::new(0);
static GEDAAN: AtomicUsize = AtomicUsize::new(0);

fn bewerking() -> impl Strategy<Value = Bewerking> {
    (any::<bool>(), 0..Bewerking::SOORTEN, any::<u8>()).prop_map(|(gemeente, wat, waarde)| {
        Bewerking {
            gemeente,
            wat,
            waarde,
        }
    })
}

fn daden() -> impl Strategy<Value = Vec<Daad>> {
    let one = prop_oneof![
        3 => Just(Daad::Melding),
        6 => (any::<usize>(), 0..18_u8, any::<u16>())
            .prop_map(|(zaak, wat, keuze)| Daad::Handeling { zaak, wat, keuze }),
        3 => (1..200_u16).prop_map(Daad::Tijd),
        5 => bewerking().prop_map(Daad::Bewaar),
        1 => Just(Daad::Herlaad),
    ];
    // A zaak there is, and time to live.
    prop::collection::vec(one, 4..20).prop_map(|mut daden| {
        daden.insert(0, Daad::Melding);
        daden
    })
}

async fn holds(daden: &[Daad]) {
    let all = speel(daden, None).await;
    count(&all);
    // One run without the later edits serves all zaken that were born on the same files at the same time.
    let mut births = BTreeMap::<usize, Vec<_>>::new();
    for (zaak, (stap, _)) in &all.geboren {
        let last = all.bewaard.iter().rev().find(|edit| *edit < stap);
        births
            .entry(last.map_or(0, |edit| edit + 1))
            .or_default()
            .push((*zaak, *stap));
    }
    for zaken in births.into_values() {
        let na = zaken
            .iter()
            .map(|(_, stap)| *stap)
            .max()
            .unwrap_or_default();
        let bewaard = &all.bewaard;
        let alone = speel(daden, Some(Zonder { na, bewaard })).await;
        for (zaak, _) in zaken {
            let (with, without) = (&all.afloop[&zaak], &alone.afloop[&zaak]);
            assert_eq!(with.historie, without.historie, "{zaak}: another dossier");
            assert_eq!(with, without, "{zaak}");
        }
    }
}

fn count(all: &Gespeeld) {
    let versies: BTreeSet<_> = all.afloop.values().map(|one| versie(&one.zaak)).collect();
    ZAKEN.fetch_add(all.geboren.len(), Ordering::Relaxed);
    VERSIES.fetch_add(versies.len(), Ordering::Relaxed);
    BEWAARD.fetch_add(all.bewaard.len(), Ordering::Relaxed);
    AFGEKEURD.fetch_add(all.afgekeurd, Ordering::Relaxed);
    GEDAAN.fetch_add(all.gedaan, Ordering::Relaxed);
}

#[test]
fn whatever_is_edited_a_running_zaak_ends_as_its_own_version_says() {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|n| n.parse().ok());
    let cases = cases.unwrap_or(GEVALLEN[usize::from(std::env::var_os("TESTS_CI").is_some())]);
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    TestRunner::new(config)
        .run(&daden(), |daden| {
            runtime.block_on(holds(&daden));
            Ok(())
        })
        .unwrap_or_else(|fout| panic!("{fout}"));
    let of = |count: &AtomicUsize| count.load(Ordering::Relaxed);
    let (zaken, versies, bewaard) = (of(&ZAKEN), of(&VERSIES), of(&BEWAARD));
    let (afgekeurd, gedaan) = (of(&AFGEKEURD), of(&GEDAAN));
    println!(
        "{cases} histories: {zaken} zaken on {versies} versions, {gedaan} acts, {bewaard} edits taken over, {afgekeurd} refused"
    );
    // Nothing is proved by edits that are refused, or by acts that are.
    assert!(
        bewaard > afgekeurd * 5,
        "{afgekeurd} of {bewaard} edits are refused"
    );
    assert!(gedaan > zaken / 2, "{gedaan} acts in {zaken} zaken");
    assert!(
        versies > usize::try_from(cases).unwrap(),
        "{versies} versions"
    );
}
