//! One run: births, acts, time and edits, and what became of each zaak.
//!
//! Easy to get wrong: choosing. What is done to a zaak is chosen by that zaak and its own definition alone, so that
//! what happens to others changes nothing for it.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use chrono::TimeDelta;
use chrono_tz::Europe::Amsterdam;
use serde_json::{Map, Value, json};
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::definition::procedure::{Procedure, Veld, VeldSoort};
use termijnwacht::engine::{Engine, EngineFout};
use termijnwacht::store::{MemoryStore, OutboxFilter, Store};
use termijnwacht::worker::advance::{Roosters, advance_to};
use termijnwacht::worker::outbox::Uitgang;
use termijnwacht::zaak::evolve::fold;
use termijnwacht::zaak::{Digest, Zaak, ZaakId};

use crate::map::{Stand, at, folder, melding};

/// One thing that happens.
#[derive(Debug, Clone)]
pub enum Daad {
    /// A melding comes in.
    Melding,
    /// Somebody does something in a zaak; the numbers choose among what is possible then.
    Handeling { zaak: usize, wat: u8, keuze: u16 },
    /// So many hours pass.
    Tijd(u16),
    /// The files are saved so.
    Bewaar(Bewerking),
    /// The same files, read anew.
    Herlaad,
}

/// One edit of the files.
#[derive(Debug, Clone, Copy)]
pub struct Bewerking {
    pub gemeente: bool,
    pub wat: u8,
    pub waarde: u8,
}

impl Bewerking {
    /// How many things can be edited.
    pub const SOORTEN: u8 = 14;

    fn op(self, mut stand: Stand) -> Stand {
        let Self { wat, waarde, .. } = self;
        let laag = if self.gemeente {
            &mut stand.gemeente
        } else {
            &mut stand.bureau
        };
        match wat {
            0 => laag.titel = waarde % 6,
            1 => laag.binnen = waarde % 8,
            2 => laag.ladder = waarde % 4,
            3 => laag.rol = waarde % 3,
            4 => laag.bellen = waarde % 5,
            5 => laag.erbij = waarde % 4,
            6 => laag.antwoord = waarde % 6,
            7 => laag.wet = waarde % 5,
            8 => laag.uit = waarde % 3 == 1,
            9 => stand.brief = waarde % 3,
            10 => stand.script = waarde % 3,
            11 => stand.mensen = waarde % 4,
            12 => stand.kalender = waarde % 3,
            // All of the layer is taken back.
            _ => *laag = crate::map::Laag::default(),
        }
        stand
    }
}

/// What became of a zaak: its state, its dossier, what it asked of the world, and the letters that were made.
#[derive(Debug, Clone, PartialEq)]
pub struct Afloop {
    pub zaak: Zaak,
    pub historie: Vec<String>,
    pub uit: Vec<String>,
    pub brieven: Vec<(String, String)>,
}

/// A run that was played.
pub struct Gespeeld {
    /// Each zaak with the step of its birth and the files then.
    pub geboren: BTreeMap<ZaakId, (usize, Stand)>,
    pub afloop: BTreeMap<ZaakId, Afloop>,
    /// The steps whose edit loaded.
    pub bewaard: Vec<usize>,
    /// Edits that did not load.
    pub afgekeurd: usize,
    pub gedaan: usize,
}

/// What another run takes from the run with all edits.
pub struct Zonder<'a> {
    /// After this step only people and calendars are edited.
    pub na: usize,
    pub bewaard: &'a [usize],
}

thread_local! {
    static GELADEN: RefCell<HashMap<Stand, Result<Arc<Catalog>, String>>> = RefCell::default();
}

/// The catalogue of these files, loaded once.
pub fn catalog(stand: &Stand) -> Result<Arc<Catalog>, String> {
    if let Some(known) = GELADEN.with_borrow(|all| all.get(stand).cloned()) {
        return known;
    }
    let found = stand.laad();
    GELADEN.with_borrow_mut(|all| all.insert(*stand, found.clone()));
    found
}

struct Leven {
    engine: Engine<MemoryStore>,
    stand: Stand,
    meldingen: usize,
    map: tempfile::TempDir,
}

/// Plays it all, and a year after it.
pub async fn speel(daden: &[Daad], zonder: Option<Zonder<'_>>) -> Gespeeld {
    let stand = Stand::default();
    let clock = Arc::new(Clock::manual(at("2026-10-05 09:00")));
    let first = catalog(&stand).expect("the first files");
    let engine = Engine::new(Arc::new(MemoryStore::new()), first, clock).await;
    let mut leven = Leven {
        engine: engine.expect("an engine"),
        stand,
        meldingen: 0,
        map: folder(),
    };
    let mut gespeeld = Gespeeld {
        geboren: BTreeMap::new(),
        afloop: BTreeMap::new(),
        bewaard: Vec::new(),
        afgekeurd: 0,
        gedaan: 0,
    };
    for (stap, daad) in daden.iter().enumerate() {
        match daad {
            Daad::Melding => {
                if let Some(zaak) = leven.melding().await {
                    gespeeld.geboren.insert(zaak, (stap, leven.stand));
                }
            }
            Daad::Handeling { zaak, wat, keuze } => {
                let done = leven.handeling(*zaak, *wat, *keuze).await;
                gespeeld.gedaan += usize::from(done);
            }
            Daad::Tijd(uren) => {
                let to = leven.engine.clock().now() + TimeDelta::hours(i64::from(*uren));
                leven.tot(to).await;
            }
            Daad::Bewaar(bewerking) => {
                let wanted = bewerking.op(leven.stand);
                let taken = match &zonder {
                    None => catalog(&wanted).is_ok(),
                    Some(zonder) => zonder.bewaard.contains(&stap),
                };
                if !taken {
                    gespeeld.afgekeurd += 1;
                    continue;
                }
                gespeeld.bewaard.push(stap);
                let late = zonder.as_ref().is_some_and(|zonder| stap > zonder.na);
                let next = if late {
                    leven.stand.met_levend(wanted)
                } else {
                    wanted
                };
                leven.neem_over(next).await;
            }
            Daad::Herlaad => leven.nog_eens().await,
        }
        leven.tot(leven.engine.clock().now()).await;
    }
    let end = leven.engine.clock().now() + TimeDelta::days(240);
    leven.tot(end).await;
    for zaak in gespeeld.geboren.keys() {
        gespeeld.afloop.insert(*zaak, leven.afloop(*zaak).await);
    }
    gespeeld
}

impl Leven {
    async fn melding(&mut self) -> Option<ZaakId> {
        self.meldingen += 1;
        let told = melding(self.meldingen, self.engine.clock().now());
        match self.engine.melding(told).await {
            Ok(intake) => Some(intake.zaak()),
            // The procedure is switched off there.
            Err(EngineFout::Refusal(_)) => None,
            Err(fout) => panic!("{fout:?}"),
        }
    }

    async fn tot(&self, to: chrono::DateTime<chrono::Utc>) {
        let uitgang = Uitgang::Map(self.map.path().to_path_buf());
        let done = advance_to(&self.engine, &uitgang, Roosters::Uit, to).await;
        done.expect("time goes on");
    }

    /// Takes over other files; open terms move with the calendar, once and with a reason.
    async fn neem_over(&mut self, next: Stand) {
        let catalog = catalog(&next).expect("files that load");
        let before = self.lines().await;
        let moved = self
            .engine
            .set_catalog(catalog, "de schoolkalender is gewijzigd")
            .await
            .expect("taken over");
        let after = self.lines().await;
        if next.kalender == self.stand.kalender && next.mensen == self.stand.mensen {
            assert_eq!(
                (moved, after),
                (0, before),
                "a reload touched a running zaak"
            );
        }
        self.stand = next;
        self.nog_eens().await;
    }

    /// The same files again: nothing happens.
    async fn nog_eens(&self) {
        let before = self.lines().await;
        let same = catalog(&self.stand).expect("files that load");
        let moved = self.engine.set_catalog(same, "nog eens").await;
        assert_eq!(moved.expect("taken over"), 0);
        assert_eq!(self.lines().await, before);
    }

    async fn lines(&self) -> usize {
        let lines = self.engine.store().lijnen(None, u32::MAX).await;
        lines.expect("lines").len()
    }

    /// Does something in a zaak that fits it; tells whether it was done.
    async fn handeling(&self, nummer: usize, wat: u8, keuze: u16) -> bool {
        let Some(id) = i64::try_from(nummer % self.meldingen.max(1) + 1)
            .ok()
            .map(ZaakId)
        else {
            return false;
        };
        let Some(zaak) = self.engine.store().find(id).await.expect("a store") else {
            return false;
        };
        let procedure = self
            .engine
            .procedure_van(&zaak)
            .await
            .expect("its own version");
        let Some(mut act) = act(&procedure, &zaak, wat, keuze) else {
            return false;
        };
        if act == json!({"herstel": null}) {
            let historie = self.engine.store().historie(id).await.expect("a history");
            let Some(last) = historie.iter().rev().find(|regel| regel.door.is_some()) else {
                return false;
            };
            act = json!({"herstel": last.id, "reden": "een vergissing"});
        }
        let op = self.engine.clock().now().with_timezone(&Amsterdam);
        act["op"] = json!(op.to_rfc3339());
        act["zaak"] = json!(id);
        act["door"] = json!(["ambt-1", "leid-1", "admin-1"][usize::from(keuze % 3)]);
        let act = serde_json::from_value(act).expect("an act");
        match self.engine.act(&act).await {
            Ok(_) => true,
            Err(EngineFout::Refusal(_) | EngineFout::Kalender(_)) => false,
            Err(fout) => panic!("{fout:?}"),
        }
    }

    async fn afloop(&self, id: ZaakId) -> Afloop {
        let store = self.engine.store();
        let zaak = store.load(id).await.expect("a zaak");
        let historie = store.historie(id).await.expect("a history");
        assert_eq!(fold(&historie).as_ref(), Some(&zaak));
        assert!(
            zaak.is_open() || zaak.armed().next().is_none(),
            "{id}: closed, and still armed"
        );
        let filter = OutboxFilter {
            limit: u32::MAX,
            ..OutboxFilter::default()
        };
        let rows = store.outbox(&filter).await.expect("the outbox");
        let mut brieven = Vec::new();
        if let Ok(entries) = std::fs::read_dir(self.map.path().join("brieven")) {
            for entry in entries {
                let path = entry.expect("an entry").path();
                let name = path
                    .file_name()
                    .expect("a name")
                    .to_string_lossy()
                    .into_owned();
                if name.starts_with(&format!("{id}-")) {
                    brieven.push((name, std::fs::read_to_string(path).expect("a letter")));
                }
            }
        }
        brieven.sort();
        Afloop {
            historie: historie
                .iter()
                .map(|regel| serde_json::to_string(regel).expect("JSON"))
                .collect(),
            uit: rows
                .iter()
                .filter(|rij| rij.regel.zaak == id)
                .map(|rij| serde_json::to_string(&rij.effect).expect("JSON"))
                .collect(),
            brieven,
            zaak,
        }
    }
}

/// What the texts of a version say, to see that zaken of several versions were played.
pub fn versie(zaak: &Zaak) -> &Digest {
    &zaak.definitie
}

fn pick<T: Clone>(from: &[T], choice: u16) -> Option<T> {
    from.get(usize::from(choice) % from.len().max(1)).cloned()
}

fn act(procedure: &Procedure, zaak: &Zaak, wat: u8, keuze: u16) -> Option<Value> {
    Some(match wat {
        0..=8 => {
            let open: Vec<String> = zaak.open_taken().map(|taak| taak.naam.clone()).collect();
            let naam = pick(&open, keuze)?;
            let (_, def) = procedure.taak(&naam)?;
            let uitkomsten: Vec<String> = def.uitkomsten.keys().cloned().collect();
            let uitkomst = pick(&uitkomsten, keuze / 5);
            json!({"taak": naam, "uitkomst": uitkomst, "gegevens": fields(&def.gegevens, keuze)})
        }
        9 | 10 => json!({"gebeurtenis": "antwoord-ouders"}),
        11 => json!({"opschorten": "papieren"}),
        12 => json!({"gebeurtenis": "aanvulling"}),
        13 => json!({"verdagen": "2 weken", "reden": "druk"}),
        14 => json!({"herstel": null}),
        15 => {
            let fasen: Vec<String> = procedure.fasen.keys().cloned().collect();
            json!({"afwijken": pick(&fasen, keuze), "reden": "zomaar"})
        }
        _ => json!({"notitie": "gebeld"}),
    })
}

fn fields<'a>(
    velden: impl IntoIterator<Item = (&'a String, &'a Veld)>,
    keuze: u16,
) -> Map<String, Value> {
    let value = |veld: &Veld| match &veld.soort {
        VeldSoort::Getal => json!(keuze % 20),
        VeldSoort::Datum => json!("2026-12-01"),
        VeldSoort::JaNee => json!(true),
        _ => json!("een tekst"),
    };
    velden
        .into_iter()
        .map(|(naam, veld)| (naam.clone(), value(veld)))
        .collect()
}
