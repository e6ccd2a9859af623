//! Whatever people do, sensible or not, and whenever the clock looks: what must always hold of a zaak.
//!
//! Random acts, events, meldingen and jumps in time against the shipped procedures, on the store in memory.
//! Easy to get wrong: acts that are all refused prove nothing; most here fit the zaak as it stands.

use chrono::{Days, TimeDelta};
use chrono_tz::Europe::Amsterdam;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use std::collections::HashSet;
use std::sync::{Arc, LazyLock};
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::decide::{GEBEURTENISSEN, Lot, ingebouwde_taak, velden_van};
use termijnwacht::definition::procedure::{Procedure, Veld, VeldSoort};
use termijnwacht::engine::{Engine, EngineFout, Gedaan, Overzetting};
use termijnwacht::store::{MemoryStore, Store, Uitslag, ZaakFilter};
use termijnwacht::zaak::evolve::fold;
use termijnwacht::zaak::migratie::Migratiekeuze;
use termijnwacht::zaak::regel::Lijn;
use termijnwacht::zaak::{Act, MedewerkerId, Melding, Regel, RegelId, RungStatus, Zaak};

static CATALOG: LazyLock<Arc<Catalog>> = LazyLock::new(|| {
    let geladen = Catalog::load(&Bronnen::ingebed()).expect("the shipped definitions");
    Arc::new(geladen.catalog)
});

/// What must never reach the history or the outbox.
const PERSOONLIJK: [&str; 4] = [
    "Voorbeeldnaam",
    "999990019",
    "Voorbeeldlaan",
    "een briefje over thuis",
];

/// One thing that happens; the numbers choose among what is possible then.
#[derive(Debug, Clone)]
struct Daad {
    soort: u8,
    keuze: u16,
    ook: u16,
    uren: u16,
    terug: u8,
}

fn daden() -> impl Strategy<Value = Vec<Daad>> {
    let one = (0..30_u8, any::<u16>(), any::<u16>(), 0..400_u16, 0..12_u8);
    let one = one.prop_map(|(soort, keuze, ook, uren, terug)| Daad {
        soort,
        keuze,
        ook,
        uren,
        terug,
    });
    prop::collection::vec(one, 1..24)
}

fn melding(soort: &str, geboren: &str, kenmerk: &str) -> Melding {
    let vermoeden = if soort == "absoluut-verzuim" {
        json!({"vermoeden": "2026-10-08"})
    } else {
        json!({})
    };
    serde_json::from_value(json!({
        "bron": "proef", "kenmerk": kenmerk, "soort": soort, "ontvangen": "2026-10-08",
        "gemeente": "woerden", "gegevens": vermoeden,
        "jongere": {"bsn": "999990019", "naam": "Jip Voorbeeldnaam", "geboortedatum": geboren,
            "adres": {"straat": "Voorbeeldlaan", "huisnummer": "1", "postcode": "0000 AA"}},
        "ouders": [{"naam": "Kim Voorbeeldnaam", "gezag": true}],
        "verzuim": {"soort": "16-uur", "begin": "2026-09-10", "uren": 20},
    }))
    .expect("a melding")
}

fn pick<T: Clone>(from: &[T], choice: u16) -> Option<T> {
    from.get(usize::from(choice) % from.len().max(1)).cloned()
}

/// Fields as they should be, now and then with one that should not.
fn fields<'a>(
    velden: impl Iterator<Item = (&'a String, &'a Veld)>,
    ook: u16,
) -> Map<String, Value> {
    let mut filled: Map<String, Value> = velden
        .map(|(naam, veld)| {
            let waarde = match &veld.soort {
                VeldSoort::Datum => json!(format!("2026-12-{:02}", 1 + ook % 28)),
                VeldSoort::Tekst => json!("een tekst"),
                VeldSoort::Getal => json!(ook),
                VeldSoort::JaNee => json!(ook.is_multiple_of(2)),
                VeldSoort::Keuze(keuzes) => json!(pick(keuzes, ook)),
                VeldSoort::Verzuimoverzicht => json!([
                    {"datum": "2026-09-07", "uren": 1 + ook % 24, "soort": "ongeoorloofd"},
                ]),
            };
            (naam.clone(), waarde)
        })
        .collect();
    if ook % 17 == 3 {
        filled.insert("bestaat_niet".into(), json!(1));
    }
    filled
}

struct Proef {
    engine: Engine<MemoryStore>,
    last: Option<Act>,
}

impl Proef {
    async fn new(soort: &str, geboren: &str) -> Self {
        let op = "2026-10-08T07:00:00Z".parse().expect("an instant");
        let clock = Arc::new(Clock::manual(op));
        let store = Arc::new(MemoryStore::new());
        let engine = Engine::new(store, Arc::clone(&CATALOG), clock)
            .await
            .expect("an engine");
        engine
            .melding(melding(soort, geboren, "P-1"))
            .await
            .expect("a zaak");
        let proef = Self { engine, last: None };
        proef.settle().await;
        proef
    }

    fn store(&self) -> &MemoryStore {
        self.engine.store()
    }

    async fn zaken(&self) -> Vec<Zaak> {
        self.store()
            .zaken(&ZaakFilter::default())
            .await
            .expect("zaken")
    }

    /// Does what is due, and looks at everything that leaves the house.
    async fn settle(&self) {
        self.engine.tick().await.expect("a tick");
        let now = self.engine.clock().now();
        let claims = self.store().claim_outbox(now, 500).await.expect("rows");
        for row in claims.into_iter().flat_map(|claim| claim.rijen) {
            nothing_personal(&serde_json::to_string(&row.effect).expect("JSON"));
            let sent = Uitslag::Verzonden { at: now };
            self.store()
                .mark_uit(&[row.id], &sent)
                .await
                .expect("marked");
        }
    }

    async fn doe(&mut self, daad: &Daad) {
        let now = self.engine.clock().now()
            + TimeDelta::hours(i64::from(daad.uren) * i64::from(daad.uren % 3));
        self.engine.clock().advance_to(now);
        // Now and then nobody looked at the clock before someone acted.
        if !daad.ook.is_multiple_of(5) {
            self.settle().await;
        }
        let before = self.snapshot().await;
        match daad.soort {
            0 => {
                self.refusable(
                    self.engine
                        .melding(melding("absoluut-verzuim", "2010-05-01", "P-2"))
                        .await
                        .map(drop),
                    &before,
                )
                .await
            }
            1 => {
                let mut other = melding("absoluut-verzuim", "2010-05-01", "P-1");
                other.ingetrokken = daad.keuze.is_multiple_of(5);
                other.jongere.as_mut().expect("a jongere").startkwalificatie =
                    daad.keuze.is_multiple_of(2);
                self.refusable(self.engine.melding(other).await.map(drop), &before)
                    .await;
            }
            2 => {
                if let Some(act) = self.last.clone() {
                    let again = self.engine.act(&act).await;
                    assert!(
                        matches!(again, Ok(Gedaan::Niets(_))),
                        "a double click did something: {again:?}"
                    );
                    assert_eq!(before, self.snapshot().await);
                }
            }
            _ => {
                let Some(act) = self.act(daad).await else {
                    return;
                };
                let done = self.engine.act(&act).await;
                if done.is_ok() {
                    self.last = Some(act);
                }
                self.refusable(done.map(drop), &before).await;
            }
        }
        self.settle().await;
    }

    async fn refusable(&self, done: Result<(), EngineFout>, before: &Snapshot) {
        match done {
            Ok(()) => {}
            Err(EngineFout::Refusal(refusal)) => {
                assert!(!refusal.to_string().trim().is_empty());
                assert_eq!(
                    *before,
                    self.snapshot().await,
                    "a refusal left a trace: {refusal}"
                );
            }
            Err(EngineFout::Kalender(_)) => assert_eq!(*before, self.snapshot().await),
            Err(fout) => panic!("{fout:?}"),
        }
    }

    /// An act, most often one that fits.
    async fn act(&self, daad: &Daad) -> Option<Act> {
        let zaken = self.zaken().await;
        let zaak = pick(&zaken, daad.ook)?;
        let procedure = Arc::clone(CATALOG.definitie(&zaak.definitie)?);
        let op = self.engine.clock().now().with_timezone(&Amsterdam);
        let datum = op
            .date_naive()
            .checked_sub_days(Days::new(u64::from(daad.terug) / 3 * 4))?;
        let people = ["admin-1", "ambt-1", "ambt-2", "leid-1", "niemand"];
        let mut body = match daad.soort {
            3..=11 => taak(&procedure, &zaak, daad)?,
            12..=15 => gebeurtenis(&procedure, &zaak, daad),
            16 => {
                json!({"afwijken": pick(&procedure.fasen.keys().cloned().collect::<Vec<_>>(), daad.keuze), "reden": "zomaar"})
            }
            17 | 18 => {
                let historie = self.store().historie(zaak.id).await.ok()?;
                let acts: Vec<&Regel> = historie
                    .iter()
                    .filter(|regel| regel.door.is_some() || daad.keuze.is_multiple_of(9))
                    .collect();
                let regel = if daad.soort == 17 {
                    acts.last().copied()
                } else {
                    pick(&acts, daad.keuze)
                };
                json!({"herstel": regel?.id, "reden": "een vergissing"})
            }
            19 => json!({"notitie": "een briefje over thuis"}),
            20 => {
                json!({"sluiten": pick(&procedure.uitkomsten.keys().cloned().collect::<Vec<_>>(), daad.keuze)})
            }
            21 if daad.keuze.is_multiple_of(3) => json!({"intrekken": "dubbel"}),
            22 => json!({"opschorten": "papieren"}),
            23 => json!({"verdagen": "5 schooldagen", "reden": "druk"}),
            24 => {
                json!({"contact": {"soort": "telefoon", "met": ["ouders"], "bereikt": true, "verslag": "Voorbeeldnaam belde"}})
            }
            25 => {
                let day = op
                    .date_naive()
                    .checked_add_days(Days::new(u64::from(daad.ook % 9)))?;
                let told = json!({"wanneer": format!("{day}T12:00:00+01:00"), "plaats": "bij Voorbeeldnaam thuis", "met": ["jongere"]});
                if daad.keuze.is_multiple_of(3) {
                    json!({"verzetten": daad.ook % 3, "afspraak": told})
                } else {
                    json!({"afspraak": told})
                }
            }
            26 => json!({"nagekomen": u32::from(daad.ook % 4)}),
            27 if daad.keuze.is_multiple_of(3) => {
                json!({"afgezegd": u32::from(daad.ook % 4), "reden": "de ouders zegden af"})
            }
            27 => json!({"niet_nagekomen": u32::from(daad.ook % 4)}),
            28 => {
                json!({"document": {"titel": "Brief van Voorbeeldnaam", "digest": "0".repeat(64), "plaats": "map"}})
            }
            _ => json!({"taak": "bestaat-niet", "uitkomst": "gedaan"}),
        };
        body["op"] = json!(op.to_rfc3339());
        body["zaak"] = json!(zaak.id);
        body["door"] = json!(pick(&people, daad.keuze / 7));
        if daad.terug >= 3 {
            body["datum"] = json!(datum);
        }
        if daad.keuze.is_multiple_of(11) {
            body["versie"] = json!(zaak.versie.saturating_sub(u32::from(daad.ook % 2)));
        }
        Some(serde_json::from_value(body).expect("an act"))
    }

    /// Every zaak goes over to a definition that asks the same: nothing else of it changes, wherever it stands.
    async fn overgang(&self) {
        let alles = Migratiekeuze {
            termijnen: true,
            ook_later: true,
            ook_eerder: true,
        };
        let to = |naar: &Arc<Catalog>| Overzetting {
            naar: Arc::clone(naar),
            versie: "v2".to_owned(),
            keuze: alles,
        };
        let door = MedewerkerId("leid-1".to_owned());
        self.engine.bewaar(&ANDERS).await.expect("kept");
        self.settle().await;
        for zaak in self.zaken().await.into_iter().filter(Zaak::is_open) {
            let here = self
                .engine
                .migreer(zaak.id, &to(&CATALOG), &door, "zomaar")
                .await;
            assert!(matches!(here, Ok(Gedaan::Niets(_))), "{here:?}");
            let goal = to(&ANDERS);
            let plan = self
                .engine
                .migratieplan(&zaak, &goal)
                .await
                .expect("a plan");
            let known = plan.naar.as_ref() == Some(&zaak.definitie);
            assert!(
                plan.lot == if known { Lot::Gelijk } else { Lot::Mee },
                "{plan:#?}"
            );
            self.engine
                .migreer(zaak.id, &goal, &door, "zomaar")
                .await
                .expect("gone over");
            let after = self.store().load(zaak.id).await.expect("a zaak");
            let expected = Zaak {
                definitie: after.definitie.clone(),
                versie: after.versie,
                regels: after.regels,
                ..zaak.clone()
            };
            assert_eq!(after, expected);
            assert_eq!(after.regels, zaak.regels + u32::from(!known), "one line");
        }
    }

    async fn snapshot(&self) -> Snapshot {
        let store = self.store();
        let zaken = self.zaken().await;
        let mut waiting = Vec::new();
        for zaak in &zaken {
            waiting.extend(store.onverzonden(zaak.id).await.expect("what waits"));
            waiting.extend(
                store
                    .notities(zaak.id)
                    .await
                    .expect("notes")
                    .into_iter()
                    .map(|(regel, _)| regel),
            );
        }
        Snapshot {
            lines: store.lijnen(None, u32::MAX).await.expect("lines").len(),
            zaken,
            waiting,
        }
    }

    /// What must hold, whatever happened.
    async fn check(&self) {
        let store = self.store();
        let all = store.lijnen(None, u32::MAX).await.expect("lines");
        let ids: HashSet<RegelId> = all.iter().map(|(regel, _)| regel.id).collect();
        for (regel, procedure) in &all {
            assert!(
                regel.door_id.is_none_or(|cause| ids.contains(&cause)),
                "{regel:?}"
            );
            nothing_personal(&serde_json::to_string(regel).expect("JSON"));
            if let Some(lijn) = Lijn::van(regel, procedure) {
                let line = serde_json::to_value(&lijn).expect("JSON");
                assert_eq!(line.as_object().map(Map::len), Some(15), "{line}");
            }
        }
        for zaak in self.zaken().await {
            let historie = store.historie(zaak.id).await.expect("a history");
            assert_eq!(
                fold(&historie).as_ref(),
                Some(&zaak),
                "the fold of the history is the state"
            );
            for (before, after) in historie.iter().zip(historie.iter().skip(1)) {
                assert!(before.op <= after.op, "recorded in order");
                assert_eq!(before.id.nummer + 1, after.id.nummer);
                assert!(after.versie == before.versie || after.versie == before.versie + 1);
            }
            assert_eq!(historie.last().map(|regel| regel.versie), Some(zaak.versie));
            check_zaak(&zaak);
        }
    }
}

/// The same definitions under other titles, and so with other digests.
static ANDERS: LazyLock<Arc<Catalog>> = LazyLock::new(|| {
    let mut bronnen = Bronnen::ingebed();
    for (pad, bron) in &mut bronnen.workflows {
        if let (true, Some((before, rest))) =
            (pad.ends_with(".yaml"), bron.tekst.split_once("\ntitel: "))
        {
            bron.tekst = format!("{before}\ntitel: Ook {rest}");
        }
    }
    Arc::new(
        Catalog::load(&bronnen)
            .expect("the same definitions")
            .catalog,
    )
});

#[derive(Debug, PartialEq)]
struct Snapshot {
    zaken: Vec<Zaak>,
    lines: usize,
    waiting: Vec<RegelId>,
}

fn taak(procedure: &Procedure, zaak: &Zaak, daad: &Daad) -> Option<Value> {
    let open: Vec<String> = zaak.open_taken().map(|taak| taak.naam.clone()).collect();
    let naam = pick(&open, daad.keuze)?;
    let def = procedure
        .taak(&naam)
        .map(|(_, def)| def.clone())
        .or_else(|| ingebouwde_taak(&naam))?;
    let uitkomst = pick(
        &def.uitkomsten.keys().cloned().collect::<Vec<_>>(),
        daad.ook,
    );
    Some(
        json!({"taak": naam, "uitkomst": uitkomst, "gegevens": fields(def.gegevens.iter(), daad.ook)}),
    )
}

fn gebeurtenis(procedure: &Procedure, zaak: &Zaak, daad: &Daad) -> Value {
    let own = procedure.gebeurtenissen.keys().cloned();
    let known: Vec<String> = own
        .chain(GEBEURTENISSEN.iter().map(|naam| (*naam).to_owned()))
        .collect();
    let naam = pick(&known, daad.keuze).expect("an event");
    let gegevens = match procedure.gebeurtenis(&zaak.fase, &naam) {
        Some(def) => fields(def.gegevens.iter(), daad.ook),
        None => {
            let mut filled = fields(velden_van(&naam).iter(), daad.ook);
            if let Some(gemeente) = filled.get_mut("gemeente") {
                *gemeente = json!(pick(&["montfoort", "utrecht", "de-ronde-venen"], daad.ook));
            }
            filled
        }
    };
    json!({"gebeurtenis": naam, "gegevens": gegevens})
}

fn nothing_personal(text: &str) {
    for personal in PERSOONLIJK {
        assert!(!text.contains(personal), "`{personal}` in {text}");
    }
}

fn check_zaak(zaak: &Zaak) {
    if !zaak.is_open() {
        assert_eq!(
            zaak.armed().count(),
            0,
            "{}: closed, and still armed",
            zaak.id
        );
        assert_eq!(
            zaak.open_taken().count(),
            0,
            "{}: closed, and work is left",
            zaak.id
        );
    }
    let mut open = HashSet::new();
    for taak in zaak.open_taken() {
        assert!(open.insert(&taak.naam), "`{}` is open twice", taak.naam);
    }
    for termijn in &zaak.termijnen {
        let mut fired = HashSet::new();
        for rung in termijn
            .rungs
            .iter()
            .filter(|rung| rung.status == RungStatus::Afgegaan)
        {
            let key = format!(
                "{:?} {:?} {:?} {}",
                rung.soort, rung.wanneer, rung.naar, rung.einde
            );
            assert!(
                fired.insert(key),
                "`{}` fired twice for one einde: {:?}",
                termijn.naam,
                termijn.rungs
            );
        }
        let living = termijn
            .taak
            .is_none_or(|nummer| zaak.open_taken().any(|taak| taak.nummer == nummer));
        assert!(
            living || termijn.armed().next().is_none(),
            "`{}` is armed for nobody",
            termijn.naam
        );
    }
}

fn play(soort: &str, geboren: &str, daden: &[Daad]) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .expect("a runtime");
    runtime.block_on(async {
        let mut proef = Proef::new(soort, geboren).await;
        for daad in daden {
            proef.doe(daad).await;
            for zaak in proef.zaken().await {
                check_zaak(&zaak);
            }
        }
        proef.check().await;
        proef.overgang().await;
        proef.check().await;
    });
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn absoluut_verzuim_stays_whole(daden in daden(), geboren in prop::sample::select(vec!["2013-05-01", "2010-05-01", "2008-12-01"])) {
        play("absoluut-verzuim", geboren, &daden);
    }

    #[test]
    fn svb_melding_stays_whole(daden in daden(), geboren in prop::sample::select(vec!["2010-05-01", "2008-12-01"])) {
        play("svb-melding", geboren, &daden);
    }
}
