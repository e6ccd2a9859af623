//! Playing a scenario: the same engine a bureau runs, on a manual clock and on any store.
//!
//! Easy to get wrong: the order at one moment. First the clock does what fell due, then the step acts, then
//! what that act made due is done, and only then it is judged.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use termijnwacht::bronnen::{Bestand as Bron, Bronnen};
use termijnwacht::catalog::Catalog;
use termijnwacht::cli::simulate::all_lines;
use termijnwacht::clock::Clock;
use termijnwacht::engine::{Engine, EngineFout};
use termijnwacht::store::{Levering, OutboxFilter, Store, UitStatus, ZaakFilter};
use termijnwacht::worker::advance::{Onderweg, Roosters, advance_to, settle};
use termijnwacht::worker::outbox::Uitgang;
use termijnwacht::zaak::evolve::fold;
use termijnwacht::zaak::regel::Lijn;
use termijnwacht::zaak::{Effect, Regel, RegelId, RungStatus, Zaak};

use super::oordeel;
use super::taal::{MeldingTekst, Scenario, Stap, Verwacht, end_of, velden};

/// What a scenario left behind.
#[derive(Default)]
pub struct Verslag {
    /// What differed, as sentences.
    pub fouten: Vec<String>,
    pub regels: Vec<Vec<Regel>>,
    pub zaken: Vec<Zaak>,
    pub lijnen: Vec<Lijn>,
}

/// A scenario at play.
struct Spel<'a, S> {
    engine: Engine<S>,
    bronnen: &'a Bronnen,
    /// Folder with the files that `neem_over` names.
    later: &'a Path,
    procedure: &'a str,
    first: MeldingTekst,
    roosters: Roosters,
    /// Lines already judged.
    seen: usize,
    fouten: Vec<String>,
}

/// Where a scenario plays.
pub struct Toneel<'a> {
    pub bronnen: &'a Bronnen,
    pub catalog: &'a Arc<Catalog>,
    pub later: &'a Path,
}

/// Plays a scenario to its end.
pub async fn speel<S: Store>(
    store: S,
    toneel: &Toneel<'_>,
    procedure: &str,
    scenario: &Scenario,
) -> Verslag {
    let clock = Arc::new(Clock::manual(scenario.begint()));
    let engine = Engine::new(Arc::new(store), Arc::clone(toneel.catalog), clock)
        .await
        .expect("an engine");
    let mut spel = Spel {
        engine,
        bronnen: toneel.bronnen,
        later: toneel.later,
        procedure,
        first: scenario.melding.clone().unwrap_or_default(),
        roosters: if scenario.roosters {
            Roosters::Aan
        } else {
            Roosters::Uit
        },
        seen: 0,
        fouten: Vec::new(),
    };
    if let Err(fout) = spel.begin(scenario).await {
        spel.fouten.push(format!("het begin is geweigerd: {fout}"));
        return spel.verslag().await;
    }
    spel.settle().await;
    for stap in &scenario.verloop {
        spel.stap(stap).await;
    }
    if let Some(einde) = &scenario.einde {
        spel.advance(end_of(einde.op)).await;
        let verwacht = Verwacht {
            uitkomst: Some(einde.uitkomst.clone()),
            ..Verwacht::default()
        };
        spel.judge("einde", &verwacht).await;
    }
    spel.nothing_left().await;
    spel.verslag().await
}

/// The bureau whose own zaken are told.
const BUREAU: &str = "utrecht-noordwest";

impl<S: Store> Spel<'_, S> {
    async fn begin(&self, scenario: &Scenario) -> Result<(), EngineFout> {
        if let Some(melding) = &scenario.melding {
            let melding = melding.melding(self.procedure);
            return self.engine.melding(melding).await.map(|_| ());
        }
        let begin = scenario.begin.as_ref().expect("`begin`");
        let gegevens = velden(&begin.gegevens);
        let engine = &self.engine;
        if let Some(school) = &begin.school {
            let begun = engine.start_voor_school(BUREAU, school, self.procedure, "proef", gegevens);
            begun.await?;
        } else if begin.bureau {
            let begun = engine.start_voor_bureau(BUREAU, self.procedure, "proef", gegevens);
            begun.await?;
        }
        Ok(())
    }

    async fn stap(&mut self, stap: &Stap) {
        let moment = stap.moment();
        if moment < self.engine.clock().now() {
            self.fouten
                .push(format!("op {}: ligt vóór de stap ervoor", stap.op));
        }
        if stap.stilstand {
            self.engine.clock().advance_to(moment);
            self.settle().await;
        } else {
            self.advance(moment).await;
        }
        if let Some(map) = &stap.neem_over {
            let catalog = Arc::new(self.overlay(map));
            let done = self.engine.set_catalog(catalog, "nieuwe bestanden").await;
            done.expect("a catalogue");
        }
        if let Some(melding) = &stap.melding {
            let melding = melding.over(&self.first).melding(self.procedure);
            let done = self.engine.melding(melding).await.map(|_| ());
            self.refused(stap, done);
        }
        if let Some(bron) = &stap.levering {
            let levering = Levering {
                bureau: BUREAU.to_owned(),
                bron: bron.clone(),
                at: moment,
            };
            let noted = self.engine.store().mark_levering(&levering).await;
            noted.expect("a delivery is noted");
        }
        if let Some(what) = &stap.mislukt {
            let (soort, naam) = what.split_once(' ').expect("soort and naam");
            let asked = self
                .newest(stap, |_, lijn| {
                    lijn.soort == soort && lijn.naam.as_deref() == Some(naam)
                })
                .await
                .unwrap_or_else(|| panic!("geen regel `{what}`"));
            let told = self.engine.post_mislukt(asked, "niemand thuis").await;
            told.expect("an incident");
        }
        if let Some(incident) = &stap.incident {
            let done = self
                .engine
                .incident(stap.zaak_id(), incident.act(), &stap.op);
            let done = done.await.map(|_| ());
            self.refused(stap, done);
        }
        if stap.acts() {
            let herstel = match &stap.herstel {
                Some(what) => Some(self.line_of(what, stap).await),
                None => None,
            };
            let before = self.state(stap.weigert.is_some()).await;
            let done = self.engine.acts(&stap.act(moment, herstel)).await;
            // Of several zaken the first refusal is told.
            let done = done.and_then(|all| all.into_iter().try_for_each(|(_, one)| one.map(drop)));
            self.refused(stap, done);
            if stap.zaken.is_none() && before.is_some() && before != self.state(true).await {
                self.fouten.push(format!(
                    "op {}: een geweigerde handeling liet sporen na",
                    stap.op
                ));
            }
        }
        self.settle().await;
        if let Some(verwacht) = &stap.verwacht {
            self.judge(&stap.op, verwacht).await;
        }
    }

    fn refused(&mut self, stap: &Stap, done: Result<(), EngineFout>) {
        let told = match (&stap.weigert, done) {
            (None, Ok(())) => return,
            (None, Err(fout)) => format!("geweigerd: {fout}"),
            (Some(zin), Ok(())) => format!("niet geweigerd; verwacht een zin met `{zin}`"),
            (Some(zin), Err(fout)) if fout.to_string().contains(zin.as_str()) => return,
            (Some(zin), Err(fout)) => format!("geweigerd met `{fout}`; verwacht `{zin}`"),
        };
        self.fouten.push(format!("op {}: {told}", stap.op));
    }

    /// The last act of a person that the dossier names so.
    async fn line_of(&self, what: &str, stap: &Stap) -> String {
        let found = self
            .newest(stap, |regel, lijn| {
                regel.door.is_some() && (lijn.naam.as_deref() == Some(what) || lijn.soort == what)
            })
            .await;
        found.map_or_else(|| what.to_owned(), |regel| regel.to_string())
    }

    /// The newest line of the zaak that shows this.
    async fn newest(&self, stap: &Stap, wanted: impl Fn(&Regel, &Lijn) -> bool) -> Option<RegelId> {
        let store = self.engine.store();
        let regels = store.historie(stap.zaak_id()).await.expect("a history");
        let mut newest = regels.iter().rev();
        newest
            .find(|regel| Lijn::van(regel, "").is_some_and(|lijn| wanted(regel, &lijn)))
            .map(|regel| regel.id)
    }

    async fn state(&self, wanted: bool) -> Option<(Vec<Zaak>, usize)> {
        if !wanted {
            return None;
        }
        let lines = all_lines(self.engine.store().as_ref())
            .await
            .expect("lines");
        Some((zaken(self.engine.store().as_ref()).await, lines.len()))
    }

    async fn advance(&mut self, to: DateTime<Utc>) {
        let done = advance_to(&self.engine, &Uitgang::Nergens, self.roosters, to).await;
        done.expect("time goes on");
    }

    async fn settle(&mut self) {
        let mut done = Onderweg::default();
        let settled = settle(&self.engine, &Uitgang::Nergens, self.roosters, &mut done).await;
        settled.expect("what is due can be done");
    }

    async fn judge(&mut self, op: &str, verwacht: &Verwacht) {
        let store = self.engine.store().as_ref();
        let lijnen = all_lines(store).await.expect("lines");
        let news: Vec<Lijn> = lijnen.iter().skip(self.seen).cloned().collect();
        self.seen = lijnen.len();
        let zaken = zaken(store).await;
        let id = verwacht.zaak.as_deref().unwrap_or("Z1");
        let Some(zaak) = zaken.iter().find(|zaak| zaak.id.to_string() == id) else {
            self.fouten.push(format!("op {op}: er is geen zaak {id}"));
            return;
        };
        let waiting = store.onverzonden(zaak.id).await.expect("what waits");
        let regels = store.historie(zaak.id).await.expect("a history");
        let beeld = oordeel::Beeld {
            zaak,
            zaken: &zaken,
            regels: &regels,
            news: &news,
            all: &lijnen,
            waiting: &waiting,
        };
        let wrong = beeld.differences(verwacht);
        self.fouten
            .extend(wrong.into_iter().map(|fout| format!("op {op}: {fout}")));
    }

    /// What the store and the zaken must hold when a story has been told.
    async fn nothing_left(&mut self) {
        let store = self.engine.store().as_ref();
        let now = self.engine.clock().now();
        let mut fouten = Vec::new();
        if store
            .next_due()
            .await
            .expect("due")
            .is_some_and(|at| at <= now)
        {
            fouten.push("er is nog een termijn waar niets mee gedaan is".to_owned());
        }
        if store
            .next_outbox_at()
            .await
            .expect("outbox")
            .is_some_and(|at| at <= now)
        {
            fouten.push("er is nog iets dat uit had moeten gaan".to_owned());
        }
        fouten.extend(mails_an_hour(store).await);
        for zaak in zaken(store).await {
            let history = store.historie(zaak.id).await.expect("a history");
            if fold(&history).as_ref() != Some(&zaak) {
                fouten.push(format!("{}: het dossier geeft een andere stand", zaak.id));
            }
            if !zaak.is_open() && zaak.armed().next().is_some() {
                fouten.push(format!("{}: gesloten, en toch wacht er een stap", zaak.id));
            }
            if !zaak.is_open() && zaak.open_taken().next().is_some() {
                fouten.push(format!(
                    "{}: gesloten, en toch staat er een taak open",
                    zaak.id
                ));
            }
            for termijn in &zaak.termijnen {
                let mut fired = std::collections::HashSet::new();
                for rung in termijn
                    .rungs
                    .iter()
                    .filter(|rung| rung.status == RungStatus::Afgegaan)
                {
                    let key = format!(
                        "{:?} {:?} {:?} {}",
                        rung.soort, rung.wanneer, rung.naar, rung.einde
                    );
                    if !fired.insert(key) {
                        fouten.push(format!("{}: `{}` ging tweemaal af", zaak.id, termijn.naam));
                    }
                }
            }
        }
        self.fouten.append(&mut fouten);
    }

    async fn verslag(self) -> Verslag {
        let store = self.engine.store().as_ref();
        let zaken = zaken(store).await;
        let mut regels = Vec::new();
        for zaak in &zaken {
            regels.push(store.historie(zaak.id).await.expect("a history"));
        }
        Verslag {
            fouten: self.fouten,
            regels,
            lijnen: all_lines(store).await.expect("lines"),
            zaken,
        }
    }

    /// The definitions with the files of a folder laid over them.
    fn overlay(&self, map: &str) -> Catalog {
        let root = self.later.join(map);
        let mut bronnen = self.bronnen.clone();
        add(&mut bronnen, &root, &root);
        load(&bronnen)
    }
}

fn add(bronnen: &mut Bronnen, root: &Path, dir: &Path) {
    let entries = std::fs::read_dir(dir).unwrap_or_else(|_| panic!("geen map {}", dir.display()));
    for entry in entries {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            add(bronnen, root, &path);
            continue;
        }
        let below = path
            .strip_prefix(root)
            .expect("below")
            .display()
            .to_string();
        let bron = Bron {
            toon: below.clone(),
            tekst: std::fs::read_to_string(&path).expect("text"),
        };
        match below.split_once('/') {
            Some(("scripts", pad)) => drop(bronnen.scripts.insert(pad.to_owned(), bron)),
            Some(("workflows", pad)) => drop(bronnen.workflows.insert(pad.to_owned(), bron)),
            _ => panic!("{below}: verwacht `workflows/` of `scripts/`"),
        }
    }
}

/// Where one person got more than one mail in an hour, over all zaken. What left at one moment is one mail.
async fn mails_an_hour<S: Store>(store: &S) -> Vec<String> {
    let mut filter = OutboxFilter {
        status: Some(UitStatus::Verzonden),
        ..OutboxFilter::default()
    };
    let mut moments: BTreeMap<(String, DateTime<Utc>), BTreeSet<DateTime<Utc>>> = BTreeMap::new();
    loop {
        let page = store.outbox(&filter).await.expect("the outbox");
        let Some(last) = page.last() else { break };
        filter.na = Some(last.id);
        for rij in page {
            let (Effect::Mail(mail), Some(at)) = (&rij.effect, rij.klaar_at) else {
                continue;
            };
            let who = mail.aan.medewerker.as_ref().map(|id| id.0.clone());
            let hour = at.duration_trunc(TimeDelta::hours(1)).expect("an hour");
            let key = (who.unwrap_or_default(), hour);
            moments.entry(key).or_default().insert(at);
        }
    }
    let often = moments.into_iter().filter(|(_, at)| at.len() > 1);
    often
        .map(|((who, hour), at)| format!("`{who}` kreeg {} mails in het uur van {hour}", at.len()))
        .collect()
}

/// A catalogue without faults.
pub fn load(bronnen: &Bronnen) -> Catalog {
    match Catalog::load(bronnen) {
        Ok(geladen) => geladen.catalog,
        Err(fouten) => panic!(
            "{}",
            fouten
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        ),
    }
}

async fn zaken<S: Store>(store: &S) -> Vec<Zaak> {
    store.zaken(&ZaakFilter::default()).await.expect("zaken")
}
