//! A small bureau with one zaak, and its definition before and after.
//!
//! Easy to get wrong: an edit that edits nothing. Each must find its text, and the files must load.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Amsterdam;
use serde_json::{Value, json};
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::decide::{Lot, Migratieplan};
use termijnwacht::engine::{Engine, EngineFout, Gedaan, Overzetting};
use termijnwacht::kalender::datum_kort;
use termijnwacht::store::{MemoryStore, Store};
use termijnwacht::zaak::evolve::fold;
use termijnwacht::zaak::migratie::Migratiekeuze;
use termijnwacht::zaak::regel::Lijn;
use termijnwacht::zaak::{MedewerkerId, Melding, Refusal, Zaak, ZaakId};

pub const OVERGANG: &str = include_str!("overgang.yaml");
/// Where the definition stands among its files.
pub const PAD: &str = "landelijk/overgang.yaml";
const CONFORMANCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scenarios/conformance");
pub const Z1: ZaakId = ZaakId(1);

pub const ALLEEN: Migratiekeuze = Migratiekeuze {
    termijnen: false,
    ook_later: false,
    ook_eerder: false,
};
pub const TERMIJNEN: Migratiekeuze = Migratiekeuze {
    termijnen: true,
    ..ALLEEN
};
pub const ALLES: Migratiekeuze = Migratiekeuze {
    termijnen: true,
    ook_later: true,
    ook_eerder: true,
};

pub struct Proef {
    pub engine: Engine<MemoryStore>,
}

/// The text with these replacements, each of which must be found.
pub fn edited(tekst: &str, edits: &[(&str, &str)]) -> String {
    edits.iter().fold(tekst.to_owned(), |tekst, (van, naar)| {
        assert!(tekst.contains(van), "`{van}` staat er niet");
        tekst.replacen(van, naar, 1)
    })
}

/// The files of the small bureau with this definition.
pub fn bronnen(overgang: &str) -> Bronnen {
    let map = |naam: &str| std::path::Path::new(CONFORMANCE).join(naam);
    let mut bronnen = Bronnen::kies(Some(&map("workflows")), Some(&map("scripts"))).unwrap();
    for (pad, bron) in Bronnen::ingebed().workflows {
        if pad.starts_with("landelijk/kalender/") || pad.starts_with("landelijk/mails/") {
            bronnen.workflows.entry(pad).or_insert(bron);
        }
    }
    bronnen.met_workflow(PAD, overgang)
}

pub fn catalog(overgang: &str) -> Arc<Catalog> {
    match Catalog::load(&bronnen(overgang)) {
        Ok(geladen) => Arc::new(geladen.catalog),
        Err(fouten) => {
            let told: Vec<String> = fouten.iter().map(ToString::to_string).collect();
            panic!("{}", told.join("\n"));
        }
    }
}

/// The melding of a jongere, one for each number.
pub fn melding(nummer: u32) -> Melding {
    let melding = json!({
        "bron": "proef", "kenmerk": format!("P-{nummer}"), "soort": "overgang", "ontvangen": "2026-11-09",
        "gemeente": if nummer.is_multiple_of(5) { "doesburg" } else { "aalten" },
        "jongere": {"naam": format!("Jip Voorbeeldnaam {nummer}"), "geboortedatum": format!("2012-03-{:02}", 1 + nummer % 28)},
        "ouders": [{"naam": "Kim Voorbeeldnaam", "gezag": true}], "gegevens": {},
    });
    serde_json::from_value(melding).unwrap()
}

pub fn naar(edits: &[(&str, &str)], keuze: Migratiekeuze) -> Overzetting {
    Overzetting {
        naar: catalog(&edited(OVERGANG, edits)),
        versie: "v2".to_owned(),
        keuze,
    }
}

pub fn at(op: &str) -> DateTime<Utc> {
    let op = format!("{op}:00");
    let local: chrono::NaiveDateTime = op.replace(' ', "T").parse().unwrap();
    local.and_local_timezone(Amsterdam).unwrap().to_utc()
}

impl Proef {
    /// A zaak that was reported on Monday 9 November 2026.
    pub async fn new() -> Self {
        let clock = Arc::new(Clock::manual(at("2026-11-09 09:00")));
        let store = Arc::new(MemoryStore::new());
        let engine = Engine::new(store, catalog(OVERGANG), clock).await.unwrap();
        engine.melding(melding(1)).await.unwrap();
        let proef = Self { engine };
        proef.tot("2026-11-09 09:00").await;
        proef
    }

    /// Lets time pass; the clock does what is due.
    pub async fn tot(&self, op: &str) {
        self.slaapt_tot(op);
        self.engine.tick().await.unwrap();
    }

    /// Lets time pass while nobody looks at the clock.
    pub fn slaapt_tot(&self, op: &str) {
        self.engine.clock().advance_to(at(op));
    }

    pub async fn doe(&self, op: &str, act: Value) {
        self.tot(op).await;
        self.probeer(act).await.unwrap();
        self.engine.tick().await.unwrap();
    }

    /// Ends the taak of the letter.
    pub async fn brief(&self, op: &str, uitkomst: &str) {
        self.doe(op, json!({"taak": "brief", "uitkomst": uitkomst}))
            .await;
    }

    pub async fn schort_op(&self, op: &str) {
        self.doe(op, json!({"opschorten": "er ontbreken papieren"}))
            .await;
    }

    pub async fn probeer(&self, mut act: Value) -> Result<Gedaan, EngineFout> {
        let op = self.engine.clock().now().with_timezone(&Amsterdam);
        act["op"] = json!(op.to_rfc3339());
        act["zaak"] = json!("Z1");
        if act["door"].is_null() {
            act["door"] = json!("ambt-1");
        }
        self.engine.act(&serde_json::from_value(act).unwrap()).await
    }

    pub async fn zaak(&self) -> Zaak {
        self.engine.store().load(Z1).await.unwrap()
    }

    /// Goes over as leid-1, and holds what must hold of that.
    pub async fn migreer(&self, naar: &Overzetting) -> Result<Gedaan, EngineFout> {
        self.engine.bewaar(&naar.naar).await.unwrap();
        let door = MedewerkerId("leid-1".to_owned());
        let done = self
            .engine
            .migreer(Z1, naar, &door, "de nieuwe instructie geldt")
            .await;
        let historie = self.engine.store().historie(Z1).await.unwrap();
        assert_eq!(
            fold(&historie),
            Some(self.zaak().await),
            "the fold of the history is the state"
        );
        done
    }

    /// What going over would do, and that it then does just that: all of it or nothing.
    pub async fn overgang(&self, edits: &[(&str, &str)], keuze: Migratiekeuze) -> String {
        let naar = naar(edits, keuze);
        let before = self.zaak().await;
        let plan = self.engine.migratieplan(&before, &naar).await.unwrap();
        assert_eq!(self.zaak().await, before, "looking changes nothing");
        let done = self.migreer(&naar).await;
        let after = self.zaak().await;
        match plan.lot {
            Lot::Mee => {
                assert!(matches!(done, Ok(Gedaan::Veranderd(_))), "{done:?}");
                assert_eq!(Some(&after.definitie), plan.naar.as_ref());
                holds(&plan, &after);
            }
            Lot::Blijft => {
                let told = done.unwrap_err();
                assert!(
                    matches!(told, EngineFout::Refusal(Refusal::NietMeeTeNemen { .. })),
                    "{told}"
                );
                assert_eq!(after, before, "all or nothing");
            }
            Lot::Gelijk => {
                assert!(matches!(done, Ok(Gedaan::Niets(_))), "{done:?}");
                assert_eq!(after, before);
            }
        }
        // Once more is nothing more.
        let again = self.migreer(&naar).await;
        assert_eq!(self.zaak().await, after, "{again:?}");
        beeld(&plan)
    }

    /// The dossier from a line on, as people read it.
    pub async fn dossier(&self, vanaf: u32) -> String {
        let historie = self.engine.store().historie(Z1).await.unwrap();
        let later = historie.iter().filter(|regel| regel.id.nummer > vanaf);
        let lines = later.filter_map(|regel| Lijn::van(regel, "overgang"));
        let told = lines.map(|lijn| {
            let einde = lijn
                .einde
                .map_or(String::new(), |einde| format!(" tot {}", datum_kort(einde)));
            format!(
                "{} {}{einde}: {}",
                lijn.soort,
                lijn.naam.unwrap_or_default(),
                lijn.uitleg.unwrap_or_default()
            )
        });
        told.collect::<Vec<_>>().join("\n")
    }
}

/// What was told is what happened.
fn holds(plan: &Migratieplan, after: &Zaak) {
    for begint in &plan.begint {
        let mut all = after.termijnen.iter().rev();
        let termijn = all.find(|termijn| termijn.naam == begint.termijn).unwrap();
        assert_eq!(termijn.einde, begint.einde, "{}", begint.termijn);
        assert!(termijn.is_alive(), "{}", begint.termijn);
    }
    for lot in &plan.termijnen {
        let mut all = after.termijnen.iter().rev();
        let termijn = all.find(|termijn| termijn.naam == lot.termijn).unwrap();
        let einde = if lot.verplaatst {
            lot.einde_nieuw
        } else {
            lot.einde
        };
        assert_eq!(termijn.einde, einde, "{}", lot.termijn);
    }
}

/// A plan in a few lines.
fn beeld(plan: &Migratieplan) -> String {
    let mut lines = vec![format!("{:?}", plan.lot).to_lowercase()];
    for beletsel in &plan.beletselen {
        lines.push(format!(
            "  past niet: {} | {}",
            beletsel.waarom, beletsel.raad
        ));
    }
    for taak in &plan.taken {
        lines.push(format!("  taak {}: {:?}", taak.taak, taak.lot));
        let changes = taak.wijzigingen.iter();
        lines.extend(changes.map(|een| format!("    {}: {} → {}", een.wat, een.van, een.naar)));
    }
    for termijn in &plan.termijnen {
        let dag = |dag: Option<_>| dag.map_or("-".to_owned(), datum_kort);
        let moves = if termijn.verplaatst {
            format!(" → {}", dag(termijn.einde_nieuw))
        } else {
            String::new()
        };
        lines.push(format!(
            "  termijn {} ({}) {}{moves}: {:?}",
            termijn.termijn,
            termijn.stand,
            dag(termijn.einde),
            termijn.lot
        ));
        if !termijn.waarom.is_empty() {
            lines.push(format!("    want {}", termijn.waarom));
        }
        let changes = termijn.wijzigingen.iter();
        lines.extend(changes.map(|een| format!("    {}: {} → {}", een.wat, een.van, een.naar)));
        for stap in &termijn.stappen {
            let op = stap.op.with_timezone(&Amsterdam).format("%m-%d %H:%M");
            lines.push(format!(
                "    {:?} {} {op}: {:?}",
                stap.soort, stap.wanneer, stap.lot
            ));
        }
    }
    for begint in &plan.begint {
        let einde = begint.einde.map_or("-".to_owned(), datum_kort);
        lines.push(format!("  termijn {} begint: {einde}", begint.termijn));
    }
    lines.extend(plan.let_op.iter().map(|een| format!("  let op: {een}")));
    lines.join("\n")
}
