//! What happens in a life comes in the middle of anything: death, the 18th birthday, a move within the bureau
//! and out of it, in every fase of every shipped procedure over a jongere.
//!
//! A fase is reached by deviating to it, as an officer may. Easy to get wrong: a zaak that closes at once for
//! its age never reaches the fase; so each procedure is tried at the age it is for.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::definition::procedure::{BetrokkeneSoort, Procedure};
use termijnwacht::engine::Engine;
use termijnwacht::store::{MemoryStore, OutboxFilter, Store, UitStatus};
use termijnwacht::worker::advance::{Roosters, advance_to};
use termijnwacht::worker::outbox::Uitgang;
use termijnwacht::zaak::{Act, Melding, TaakStatus, Zaak, ZaakId};

const GEMEENTE: &str = "woerden";
/// Birthdays: one who turns 18 three weeks after the zaak began, and one of 14.
const LEEFTIJDEN: [&str; 2] = ["2008-11-30", "2012-05-03"];

fn tree(place: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(place)
}

fn catalog() -> Arc<Catalog> {
    let bronnen = Bronnen::kies(Some(&tree("workflows")), Some(&tree("scripts")));
    let catalog = Catalog::load(&bronnen.expect("files")).expect("definitions");
    Arc::new(catalog.catalog)
}

/// A zaak in the middle of a fase.
struct Midden {
    engine: Engine<MemoryStore>,
    fase: String,
    /// The procedure is about what happened before the 18th birthday.
    na_achttien: bool,
    geboren: &'static str,
}

impl Midden {
    /// `None` when a zaak of one this old never comes so far.
    async fn new(
        catalog: &Arc<Catalog>,
        procedure: &Procedure,
        fase: &str,
        geboren: &'static str,
    ) -> Option<Self> {
        let clock = Clock::manual(moment("2026-11-09T09:00:00+01:00"));
        let store = Arc::new(MemoryStore::new());
        let engine = Engine::new(store, Arc::clone(catalog), Arc::new(clock));
        let engine = engine.await.expect("an engine");
        let melding = json!({
            "bron": "proef", "kenmerk": "M-1", "soort": procedure.slug, "ontvangen": "2026-11-09", "gemeente": GEMEENTE,
            "jongere": {"bsn": "999990019", "naam": "Jip Voorbeeldnaam", "geboortedatum": geboren, "plaats": "Woerden"},
            "ouders": [{"naam": "R. Voorbeeldnaam", "gezag": true}],
            "school": {"brin": "00XX", "vestiging": "00"},
            "verzuim": {"soort": "16-uur", "begin": "2026-10-12", "uren": 20, "schooldagen": 4},
        });
        let melding: Melding = serde_json::from_value(melding).expect("a melding");
        engine.melding(melding).await.expect("a zaak");
        let fase = fase.to_owned();
        let midden = Self {
            engine,
            fase,
            na_achttien: procedure.na_achttien,
            geboren,
        };
        if !midden.zaak().await.is_open() {
            return None;
        }
        if midden.zaak().await.fase != midden.fase {
            midden
                .act(json!({"afwijken": midden.fase, "reden": "proef", "door": "leid-1"}))
                .await;
        }
        midden.until("2026-11-13T18:00:00+01:00").await;
        let zaak = midden.zaak().await;
        (zaak.is_open() && zaak.fase == midden.fase).then_some(midden)
    }

    async fn act(&self, act: Value) {
        let mut act = act;
        act["op"] = json!(self.engine.clock().now().to_rfc3339());
        act["zaak"] = json!("Z1");
        let act: Act = serde_json::from_value(act).expect("an act");
        self.engine
            .act(&act)
            .await
            .unwrap_or_else(|fout| panic!("{}: {fout}", self.fase));
    }

    async fn gebeurt(&self, naam: &str, gegevens: Value) {
        self.act(json!({"gebeurtenis": naam, "gegevens": gegevens, "door": "admin-1"}))
            .await;
    }

    async fn until(&self, to: &str) {
        let went = advance_to(&self.engine, &Uitgang::Nergens, Roosters::Uit, moment(to));
        went.await.expect("time passes");
    }

    async fn zaak(&self) -> Zaak {
        self.engine.store().load(ZaakId(1)).await.expect("a zaak")
    }

    async fn regels(&self) -> usize {
        self.engine
            .store()
            .historie(ZaakId(1))
            .await
            .expect("a history")
            .len()
    }

    async fn nothing_waits(&self) {
        let filter = OutboxFilter {
            status: Some(UitStatus::Wacht),
            ..OutboxFilter::default()
        };
        let waiting = self
            .engine
            .store()
            .outbox(&filter)
            .await
            .expect("an outbox");
        assert!(waiting.is_empty(), "{}: {waiting:?}", self.fase);
        assert_eq!(self.zaak().await.armed().count(), 0, "{}", self.fase);
    }
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn open(zaak: &Zaak) -> Vec<&str> {
    let open = zaak
        .taken
        .iter()
        .filter(|taak| taak.status == TaakStatus::Open);
    open.map(|taak| taak.naam.as_str()).collect()
}

/// Every fase of every procedure over a jongere, with a zaak that stands in it.
async fn each_fase(what: &str) -> Vec<Midden> {
    let catalog = catalog();
    let mut found = Vec::new();
    for (_, procedure) in catalog.procedures(GEMEENTE) {
        if procedure.betrokkene != BetrokkeneSoort::Jongere {
            continue;
        }
        for fase in procedure.fasen.keys() {
            match reach(&catalog, procedure, fase).await {
                Some(midden) => found.push(midden),
                None => println!(
                    "{what}: {} / {fase}: niemand blijft hier staan",
                    procedure.slug
                ),
            }
        }
    }
    assert!(found.len() > 15, "only {} fasen were reached", found.len());
    found
}

async fn reach(catalog: &Arc<Catalog>, procedure: &Procedure, fase: &str) -> Option<Midden> {
    for geboren in LEEFTIJDEN {
        if let Some(midden) = Midden::new(catalog, procedure, fase, geboren).await {
            return Some(midden);
        }
    }
    None
}

#[tokio::test]
async fn death_stops_everything_at_once_wherever_the_zaak_stands() {
    for midden in each_fase("overlijden").await {
        midden.gebeurt("overlijden", json!({})).await;
        let zaak = midden.zaak().await;
        assert_eq!(
            zaak.uitkomst.as_deref(),
            Some("overleden"),
            "{}",
            midden.fase
        );
        assert!(open(&zaak).is_empty(), "{}", midden.fase);
        midden.nothing_waits().await;
        let regels = midden.regels().await;
        midden.until("2027-05-31T12:00:00+02:00").await;
        assert_eq!(
            midden.regels().await,
            regels,
            "{}: something came after",
            midden.fase
        );
    }
}

#[tokio::test]
async fn on_the_18th_birthday_one_taak_remains_to_hand_the_jongere_over() {
    for midden in each_fase("achttien").await {
        let before = midden.zaak().await;
        if midden.geboren != LEEFTIJDEN[0] {
            continue;
        }
        midden.until("2026-11-30T23:00:00+01:00").await;
        let zaak = midden.zaak().await;
        if midden.na_achttien {
            assert!(!open(&zaak).contains(&"overdragen-doorstroompunt"));
            continue;
        }
        if !zaak.is_open() {
            assert_ne!(zaak.fase, before.fase, "{}: closed by itself", midden.fase);
            continue;
        }
        assert_eq!(
            open(&zaak),
            ["overdragen-doorstroompunt"],
            "{}",
            midden.fase
        );
        midden
            .act(json!({"taak": "overdragen-doorstroompunt", "uitkomst": "overgedragen", "door": "ambt-1"}))
            .await;
        assert_eq!(
            midden.zaak().await.uitkomst.as_deref(),
            Some("overgedragen-doorstroompunt")
        );
        midden.nothing_waits().await;
    }
}

#[tokio::test]
async fn a_move_within_the_bureau_leaves_fase_and_terms_as_they_are() {
    for midden in each_fase("verhuizing").await {
        let before = midden.zaak().await;
        midden
            .gebeurt(
                "verhuizing",
                json!({"gemeente": "oudewater", "plaats": "Oudewater"}),
            )
            .await;
        let after = midden.zaak().await;
        assert_eq!(after.gemeente, "oudewater");
        assert_eq!(after.fase, before.fase);
        assert_eq!(after.termijnen, before.termijnen, "{}", midden.fase);
        assert_eq!(open(&after), open(&before), "{}", midden.fase);
    }
}

#[tokio::test]
async fn a_move_out_of_the_bureau_leaves_one_taak_to_hand_the_zaak_over() {
    for midden in each_fase("verhuizing").await {
        midden
            .gebeurt("verhuizing", json!({"gemeente": "utrecht"}))
            .await;
        assert_eq!(
            open(&midden.zaak().await),
            ["overdragen-nieuwe-gemeente"],
            "{}",
            midden.fase
        );
        midden
            .act(json!({"taak": "overdragen-nieuwe-gemeente", "uitkomst": "overgedragen", "door": "ambt-1"}))
            .await;
        assert_eq!(
            midden.zaak().await.uitkomst.as_deref(),
            Some("overgedragen")
        );
        midden.nothing_waits().await;
    }
}
