//! `simulate`: a melding and acts to a date, on the same engine with a store in memory and a clock of its own.
//!
//! Nothing is written and nothing is sent. Easy to get wrong: a refused act is told and the rest goes on; the
//! exit code says that something was refused.

use anyhow::bail;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use clap::Args;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use super::{Mappen, invoer};
use crate::clock::Clock;
use crate::decide::at;
use crate::engine::{Engine, EngineFout};
use crate::render::{Dossier, Stijlen};
use crate::store::{Lijnplek, MemoryStore, Store};
use crate::worker::advance::{Onderweg, Roosters, advance_to, settle};
use crate::worker::outbox::Uitgang;
use crate::zaak::regel::Lijn;
use crate::zaak::{Act, Melding, ZaakId};

/// Run a melding and acts to a date.
///
/// Follows what one melding leads to; recurring work of the bureau (schedules, deliveries, the weekly overview)
/// does not begin here.
#[derive(Debug, Args)]
pub struct Simulate {
    /// File with one melding (JSON)
    #[arg(long, value_name = "FILE")]
    melding: PathBuf,
    /// File with acts, one JSON object per line
    #[arg(long, value_name = "FILE")]
    gebeurtenissen: Option<PathBuf>,
    /// Last day to simulate, inclusive (JJJJ-MM-DD)
    #[arg(long, value_name = "DATE")]
    tot: NaiveDate,
    /// Print one JSON object per line of history
    #[arg(long)]
    json: bool,
}

/// How many lines of history are read at a time.
const BLADZIJDE: u32 = 1_000;

/// What a run of the engine left behind.
pub struct Verloop {
    /// All lines that show something, ordered by `op`, zaak and number.
    pub lijnen: Vec<Lijn>,
    pub geweigerd: Vec<Geweigerd>,
}

/// A refused act.
pub struct Geweigerd {
    /// Its line number in the file.
    pub regel: usize,
    pub op: DateTime<Utc>,
    pub act: Act,
    /// Whether its line named several zaken, of which this is one.
    pub een_van_meer: bool,
    pub waarom: String,
}

impl Simulate {
    pub async fn run(self, bronnen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(catalog) = bronnen.catalog(self.json)? else {
            return Ok(ExitCode::from(1));
        };
        let melding = match invoer::read_one::<Melding>(&self.melding)? {
            Ok(melding) => melding,
            Err(fouten) => {
                invoer::tell(&fouten, self.json);
                return Ok(ExitCode::from(1));
            }
        };
        let acts = match self
            .gebeurtenissen
            .as_deref()
            .map(invoer::read_lines::<Act>)
            .transpose()?
        {
            Some(Err(fouten)) => {
                invoer::tell(&fouten, self.json);
                return Ok(ExitCode::from(1));
            }
            Some(Ok(acts)) => acts,
            None => Vec::new(),
        };
        if self.tot < melding.ontvangen {
            bail!(
                "--tot {} lies before the day the melding was received ({})",
                self.tot,
                melding.ontvangen
            );
        }
        let store = Arc::new(MemoryStore::default());
        let clock = Arc::new(Clock::manual(at(melding.ontvangen, NaiveTime::MIN)));
        let engine = Engine::new(store, Arc::new(catalog), clock).await?;
        let verloop = match play(&engine, melding, acts, self.tot).await {
            Ok(verloop) => verloop,
            Err(fout) => match fout.downcast::<EngineFout>() {
                Ok(fout @ (EngineFout::Refusal(_) | EngineFout::Kalender(_))) => {
                    invoer::tell_refusal(&fout.to_string(), self.melding.to_str(), None, self.json);
                    return Ok(ExitCode::from(1));
                }
                Ok(other) => return Err(other.into()),
                Err(other) => return Err(other),
            },
        };
        self.print(&engine, &verloop).await?;
        Ok(ExitCode::from(u8::from(!verloop.geweigerd.is_empty())))
    }

    async fn print(&self, engine: &Engine<MemoryStore>, verloop: &Verloop) -> anyhow::Result<()> {
        let file = self.gebeurtenissen.as_deref().and_then(|pad| pad.to_str());
        for one in &verloop.geweigerd {
            let waarom = match &one.act.zaak {
                Some(zaak) if one.een_van_meer => format!("{zaak}: {}", one.waarom),
                _ => one.waarom.clone(),
            };
            invoer::tell_refusal(&waarom, file, Some(one.regel), self.json);
        }
        if self.json {
            for line in in_order(verloop) {
                anstream::println!("{line}");
            }
            return Ok(());
        }
        for (zaak, lijnen) in per_zaak(&verloop.lijnen) {
            let now = engine.store().load(zaak).await?;
            let bureau = engine.catalog().bureau(&now.bureau).cloned();
            let procedure = engine.procedure_van(&now).await?;
            let notities = engine.store().notities(zaak).await?.into_iter().collect();
            let dossier = Dossier {
                zaak,
                lijnen: &lijnen,
                notities: &notities,
                bureau: bureau.as_deref(),
                mas: procedure.mas(&now.fase),
                ouder: None,
                kinderen: &[],
            };
            anstream::println!(
                "{}",
                dossier.tekst(super::demo::width(), Stijlen::default())
            );
        }
        Ok(())
    }
}

/// Runs a melding and acts up to and including `tot`.
///
/// # Errors
/// When the melding is refused or the store fails.
pub async fn play<S: Store>(
    engine: &Engine<S>,
    melding: Melding,
    mut acts: Vec<(usize, Act)>,
    tot: NaiveDate,
) -> anyhow::Result<Verloop> {
    acts.sort_by_key(|(_, act)| act.op);
    let begin = engine.clock().now();
    let end = at(
        tot.checked_add_days(Days::new(1)).unwrap_or(tot),
        NaiveTime::MIN,
    ) - TimeDelta::microseconds(1);
    let uitgang = Uitgang::Nergens;
    let ontvangen = melding.ontvangen;
    engine.melding(melding).await?;
    settle(engine, &uitgang, Roosters::Uit, &mut Onderweg::default()).await?;
    let mut geweigerd = Vec::new();
    for (regel, act) in acts
        .into_iter()
        .filter(|(_, act)| act.op.with_timezone(&Utc) <= end)
    {
        if act.op.with_timezone(&Utc) < begin {
            let waarom = format!("`op` ligt vóór de ontvangst van de melding ({ontvangen})");
            geweigerd.push(Geweigerd {
                regel,
                op: begin,
                act,
                een_van_meer: false,
                waarom,
            });
            continue;
        }
        advance_to(engine, &uitgang, Roosters::Uit, act.op.with_timezone(&Utc)).await?;
        let op = engine.clock().now();
        let een_van_meer = act.zaken.is_some();
        let results = match engine.acts(&act).await {
            Ok(results) => results,
            Err(fout) => vec![(act, Err(fout))],
        };
        for (act, done) in results {
            match done {
                Ok(_) => {}
                Err(fout @ (EngineFout::Refusal(_) | EngineFout::Kalender(_))) => {
                    geweigerd.push(Geweigerd {
                        regel,
                        op,
                        act,
                        een_van_meer,
                        waarom: fout.to_string(),
                    });
                }
                Err(fout) => return Err(fout.into()),
            }
        }
        settle(engine, &uitgang, Roosters::Uit, &mut Onderweg::default()).await?;
    }
    advance_to(engine, &uitgang, Roosters::Uit, end).await?;
    Ok(Verloop {
        lijnen: all_lines(engine.store().as_ref()).await?,
        geweigerd,
    })
}

/// Every line of the store that shows something.
///
/// # Errors
/// When the store fails.
pub async fn all_lines<S: Store>(store: &S) -> anyhow::Result<Vec<Lijn>> {
    let mut lines = Vec::new();
    let mut after = None;
    loop {
        let page = store.lijnen(after, BLADZIJDE).await?;
        let Some((last, _)) = page.last() else {
            return Ok(lines);
        };
        after = Some(Lijnplek {
            op: last.op,
            regel: last.id,
        });
        lines.extend(
            page.iter()
                .filter_map(|(regel, procedure)| Lijn::van(regel, procedure)),
        );
    }
}

/// History and refusals as JSON, ordered by moment.
fn in_order(verloop: &Verloop) -> Vec<Value> {
    let mut rows: Vec<(DateTime<Utc>, Value)> = verloop
        .lijnen
        .iter()
        .map(|lijn| {
            (
                lijn.op.with_timezone(&Utc),
                serde_json::to_value(lijn).unwrap_or_default(),
            )
        })
        .collect();
    for one in &verloop.geweigerd {
        let place = rows.partition_point(|(at, _)| *at <= one.op);
        rows.insert(place, (one.op, refused(one)));
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

fn refused(one: &Geweigerd) -> Value {
    let act = &one.act;
    let naam = act.taak.as_deref().or(act.gebeurtenis.as_deref());
    let naam = naam.or_else(|| act.wat());
    let id = match &act.zaak {
        Some(zaak) if one.een_van_meer => format!("regel-{}-{zaak}", one.regel),
        _ => format!("regel-{}", one.regel),
    };
    json!({
        "id": id,
        "op": act.op.with_timezone(&chrono_tz::Europe::Amsterdam).format("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        "soort": "afgewezen",
        "zaak": act.zaak,
        "procedure": null,
        "fase": null,
        "naam": naam,
        "aan": [],
        "begin": act.datum,
        "einde": null,
        "uitkomst": act.uitkomst,
        "grondslag": null,
        "laag": null,
        "uitleg": one.waarom,
        "door_id": null,
    })
}

/// The lines of each zaak, in order of birth.
pub fn per_zaak(lijnen: &[Lijn]) -> BTreeMap<ZaakId, Vec<Lijn>> {
    let mut found: BTreeMap<ZaakId, Vec<Lijn>> = BTreeMap::new();
    for lijn in lijnen {
        found.entry(lijn.zaak).or_default().push(lijn.clone());
    }
    found
}
