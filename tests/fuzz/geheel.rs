//! A whole catalogue with a file that was mutilated: refused with places, or good for all that is done with one.
//!
//! Easy to get wrong: stopping at "it loads". What loads is shown, compared with itself, and a zaak runs on it.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use chrono::TimeDelta;
use serde_json::json;
use termijnwacht::bronnen::{Bestand, Bronnen};
use termijnwacht::catalog::{Bereik, Catalog, verschil};
use termijnwacht::clock::Clock;
use termijnwacht::definition::instructietabel::tabel;
use termijnwacht::definition::uitschrijven::regels;
use termijnwacht::engine::{Engine, EngineFout};
use termijnwacht::store::{MemoryStore, Store, ZaakFilter};
use termijnwacht::zaak::Melding;
use termijnwacht::zaak::evolve::fold;

use crate::fuzz;
use crate::mutant::mutant;
use crate::oordeel::places;

/// A small bureau with a procedure of each kind, and a letter.
static BRONNEN: LazyLock<Bronnen> = LazyLock::new(|| {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/conformance");
    let map = |naam: &str| Path::new(root).join(naam);
    let mut bronnen = Bronnen::kies(Some(&map("workflows")), Some(&map("scripts"))).unwrap();
    for (pad, bron) in Bronnen::ingebed().workflows {
        if pad.starts_with("landelijk/kalender/") || pad.starts_with("landelijk/mails/") {
            bronnen.workflows.entry(pad).or_insert(bron);
        }
    }
    for (pad, bron) in bronnen.workflows.iter_mut() {
        bron.toon = format!("workflows/{pad}");
    }
    for (pad, bron) in bronnen.scripts.iter_mut() {
        bron.toon = format!("scripts/{pad}");
    }
    let laag = "procedure: gesprek\nbreidt_uit: landelijk/gesprek\ntitel: Een gesprek hier\n";
    bronnen.met_workflow("proefbureau/gesprek.yaml", laag)
});

async fn runs(catalog: Arc<Catalog>) {
    let clock = Arc::new(Clock::manual("2026-10-05T07:00:00Z".parse().unwrap()));
    let store = Arc::new(MemoryStore::new());
    let engine = Engine::new(store, Arc::clone(&catalog), clock)
        .await
        .unwrap();
    let mut begun = 0;
    for gemeente in catalog.gemeenten() {
        for (_, procedure) in catalog.procedures(gemeente) {
            begun += 1;
            let melding: Melding = serde_json::from_value(json!({
                "bron": "proef", "kenmerk": format!("P-{begun}"), "soort": procedure.slug, "ontvangen": "2026-10-05",
                "gemeente": gemeente, "gegevens": {},
                "jongere": {"naam": format!("Jip Voorbeeldnaam {begun}"), "geboortedatum": "2012-03-02"},
            }))
            .unwrap();
            match engine.melding(melding).await {
                Ok(_) | Err(EngineFout::Refusal(_) | EngineFout::Kalender(_)) => {}
                Err(fout) => panic!("{fout:?}"),
            }
        }
    }
    for _ in 0..4 {
        engine
            .clock()
            .advance_to(engine.clock().now() + TimeDelta::days(20));
        engine.tick().await.unwrap();
    }
    for zaak in engine.store().zaken(&ZaakFilter::default()).await.unwrap() {
        let historie = engine.store().historie(zaak.id).await.unwrap();
        assert_eq!(fold(&historie).as_ref(), Some(&zaak));
    }
}

#[test]
fn what_loads_can_be_shown_compared_and_run() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let workflows: Vec<&String> = BRONNEN.workflows.keys().collect();
    let scripts: Vec<&String> = BRONNEN.scripts.keys().collect();
    fuzz("catalogue", 100, |toeval| {
        let mut bronnen = BRONNEN.clone();
        let (paths, files) = match toeval.to(8) {
            1 => (&scripts, &mut bronnen.scripts),
            _ => (&workflows, &mut bronnen.workflows),
        };
        let mut draw = || {
            paths[usize::try_from(toeval.to(u64::try_from(paths.len()).unwrap()) - 1).unwrap()]
                .clone()
        };
        let (pad, ander) = (draw(), draw());
        let ander = files[&ander].tekst.clone();
        let file: &mut Bestand = files.get_mut(&pad).unwrap();
        file.tekst = mutant(toeval, &file.tekst.clone(), &ander);
        let texts = |toon: &str| bronnen.bestand(toon).map(|bestand| bestand.tekst.as_str());
        let loaded = match Catalog::load(&bronnen) {
            Err(told) => {
                places(&told, |toon| texts(toon).or(Some("")));
                assert_eq!(
                    Catalog::load(&bronnen).err(),
                    Some(told),
                    "another answer the second time"
                );
                return false;
            }
            Ok(loaded) => loaded,
        };
        places(&loaded.waarschuwingen, |toon| texts(toon).or(Some("")));
        let again = Catalog::load(&bronnen).expect("it loaded before");
        assert_eq!(again.waarschuwingen, loaded.waarschuwingen);
        let (one, two) = (Arc::new(loaded.catalog), again.catalog);
        let changes = verschil(&one, &two, &Bereik::default());
        assert!(
            changes.is_empty(),
            "{pad} differs from itself: {:?}",
            changes[0].wijziging
        );
        for gemeente in one.gemeenten() {
            for (_, procedure) in one.procedures(gemeente) {
                let gelegd = one
                    .gelegd(&bronnen, gemeente, &procedure.slug)
                    .expect("its text");
                assert!(!regels(&gelegd.boom, 80).is_empty());
                drop(tabel(procedure, |pad| pad.join("/")));
            }
        }
        runtime.block_on(runs(one));
        true
    });
}
