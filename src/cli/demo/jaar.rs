//! One school year on a manual clock, through the engine, store and outbox of the daemon.
//!
//! Easy to get wrong: the end. What falls due on the last day is still done, so that nothing is left lying
//! that a daemon would have sent.

use anyhow::Context;
use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use super::draaiboek::Draaiboek;
use super::kantoor::{Geteld, Geweigerd, Kantoor};
use super::map;
use crate::catalog::Catalog;
use crate::cli::simulate::all_lines;
use crate::clock::Clock;
use crate::daemon::klok::KLOK;
use crate::decide::at;
use crate::definition::bureau::Bureau;
use crate::engine::Engine;
use crate::store::{SqliteStore, Store, ZaakFilter};
use crate::worker::outbox::Uitgang;
use crate::zaak::regel::Lijn;
use crate::zaak::{Gebeurtenis, Regel, RegelId, Zaak, ZaakId};

/// At these moments people look at their work: hours and minutes.
const RONDEN: [(u32, u32); 2] = [(9, 0), (13, 30)];
/// When the post of the day comes in.
const POST: (u32, u32) = (8, 30);

/// A month gone by.
#[derive(Debug, Clone)]
pub struct Maand {
    /// Its first day.
    pub begin: NaiveDate,
    /// What was done in this month alone.
    pub geteld: Geteld,
    /// How many zaken are open at its end.
    pub open: usize,
}

/// A zaak as the year left it.
#[derive(Debug, Clone)]
pub struct Afloop {
    pub zaak: Zaak,
    pub historie: Vec<Regel>,
    pub notities: Vec<(RegelId, String)>,
}

/// What a year left behind.
#[derive(Debug, Clone)]
pub struct Jaar {
    pub begin: NaiveDate,
    /// The last day, inclusive.
    pub einde: NaiveDate,
    pub geteld: Geteld,
    pub geweigerd: Vec<Geweigerd>,
    pub zaken: Vec<Afloop>,
    /// All lines that show something, ordered by moment, zaak and number.
    pub lijnen: Vec<Lijn>,
    /// The zaak to show as a dossier, and what is special about it.
    pub dossier: Option<(ZaakId, String)>,
    pub bureau: Option<Arc<Bureau>>,
    pub catalog: Arc<Catalog>,
    /// When the first thing after the year falls due or goes out.
    pub hierna: Option<DateTime<Utc>>,
}

/// First and last day of the year that is played.
pub fn schooljaar() -> anyhow::Result<(NaiveDate, NaiveDate)> {
    let day = |year, month, day| {
        NaiveDate::from_ymd_opt(year, month, day).context("the school year has no such day")
    };
    Ok((day(2026, 8, 31)?, day(2027, 8, 29)?))
}

/// Plays the year into a fresh folder; tells of each month when it is over.
///
/// # Errors
/// When a shipped file has faults, the store fails or a file cannot be written.
pub async fn play(
    catalog: Arc<Catalog>,
    dir: &Path,
    mut tell: impl FnMut(&Maand),
) -> anyhow::Result<Jaar> {
    let draaiboek = Draaiboek::shipped()?;
    let (begin, einde) = schooljaar()?;
    let store = Arc::new(SqliteStore::open(&map::database(dir)).await?);
    let clock = Arc::new(Clock::manual(at(begin, NaiveTime::MIN)));
    // The database of a rehearsal, which no daemon takes for one in earnest.
    let after = einde.checked_add_days(Days::new(1)).unwrap_or(einde);
    let after = at(after, NaiveTime::MIN);
    store.put_instelling(KLOK, &after.to_rfc3339()).await?;
    let engine = Engine::new(Arc::clone(&store), Arc::clone(&catalog), clock).await?;
    let uitgang = Uitgang::Map(dir.to_owned());
    let mut kantoor = Kantoor::new(&engine, &uitgang, &draaiboek);
    let mut post = draaiboek.meldingen.iter().peekable();
    let mut before = Geteld::default();
    // Werkdagen are the same everywhere; any gemeente will do.
    let kalender = catalog.kalenders().voor("woerden", None, None)?;
    for dag in begin.iter_days().take_while(|dag| *dag <= einde) {
        if kalender.is_werkdag(dag) {
            kantoor.until(moment(dag, POST)).await?;
            while let Some(melding) = post.next_if(|melding| melding.ontvangen <= dag) {
                kantoor.receive(melding).await?;
            }
            for ronde in RONDEN {
                kantoor.until(moment(dag, ronde)).await?;
                kantoor.work().await?;
            }
        }
        let tomorrow = dag.checked_add_days(Days::new(1)).unwrap_or(dag);
        kantoor
            .until(at(tomorrow, NaiveTime::MIN) - TimeDelta::microseconds(1))
            .await?;
        if tomorrow.month() != dag.month() || dag == einde {
            // The first days of the year fall in the last of August: they belong to September.
            if dag > begin {
                let open = store.zaken(&open_zaken()).await?.len();
                tell(&Maand {
                    begin: dag.with_day(1).unwrap_or(dag),
                    geteld: since(&before, &kantoor.geteld),
                    open,
                });
                before = kantoor.geteld.clone();
            }
        }
    }
    let (geteld, geweigerd) = (
        kantoor.geteld.clone(),
        std::mem::take(&mut kantoor.geweigerd),
    );
    let dossier = kantoor.shown();
    let jaar = gather(&engine, (begin, einde), dossier, geteld, geweigerd).await;
    store.close().await;
    jaar
}

async fn gather(
    engine: &Engine<SqliteStore>,
    (begin, einde): (NaiveDate, NaiveDate),
    dossier: Option<(ZaakId, String)>,
    geteld: Geteld,
    geweigerd: Vec<Geweigerd>,
) -> anyhow::Result<Jaar> {
    let store = engine.store();
    let mut zaken = Vec::new();
    for zaak in store.zaken(&ZaakFilter::default()).await? {
        zaken.push(Afloop {
            historie: store.historie(zaak.id).await?,
            notities: store.notities(zaak.id).await?,
            zaak,
        });
    }
    let catalog = engine.catalog();
    let bureau = zaken
        .first()
        .and_then(|afloop| catalog.bureau(&afloop.zaak.bureau).cloned());
    let due = store.next_due().await?;
    let out = store.next_outbox_at().await?;
    Ok(Jaar {
        begin,
        einde,
        geteld,
        geweigerd,
        zaken,
        lijnen: all_lines(store.as_ref()).await?,
        dossier,
        bureau,
        catalog,
        hierna: [due, out].into_iter().flatten().min(),
    })
}

impl Afloop {
    /// Lines whose mail or letter was held back: it never went out.
    pub fn held_back(&self) -> BTreeSet<RegelId> {
        let taken_back = self
            .historie
            .iter()
            .filter_map(|regel| match &regel.gebeurtenis {
                Gebeurtenis::Teruggenomen { regel, .. } => Some(*regel),
                _ => None,
            });
        taken_back.collect()
    }
}

fn open_zaken() -> ZaakFilter {
    ZaakFilter {
        status: Some(crate::zaak::Status::Open),
        ..ZaakFilter::default()
    }
}

fn moment(dag: NaiveDate, (hour, minute): (u32, u32)) -> DateTime<Utc> {
    at(
        dag,
        NaiveTime::from_hms_opt(hour, minute, 0).unwrap_or_default(),
    )
}

fn since(before: &Geteld, now: &Geteld) -> Geteld {
    let mut made = now.clone();
    made.meldingen -= before.meldingen;
    made.handelingen -= before.handelingen;
    made.onderweg.commands -= before.onderweg.commands;
    made.onderweg.uit.mails -= before.onderweg.uit.mails;
    made.onderweg.uit.brieven -= before.onderweg.uit.brieven;
    made.onderweg.uit.meldingen -= before.onderweg.uit.meldingen;
    made.onderweg.uit.mislukt -= before.onderweg.uit.mislukt;
    made
}
