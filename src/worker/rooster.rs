//! Work that comes back: schedules of procedures, deliveries that must come, calendars that end, the weekly
//! overview.
//!
//! ```text
//!  plan ──▶ moments after `tot` ──▶ the newest ──▶ a zaak per school, or one for the bureau ──▶ tot = that moment
//!             (how many were missed is told)         each by its own cause
//! ```
//! A schedule nobody saw before begins now: it does not make up for a past in which it did not exist. What was
//! missed is made good once. When a moment comes is the room `rooster`'s to know, what a zaak does `decide`'s.
//! Easy to get wrong: a crash between starting and marking. The cause of each zaak names the moment, so that
//! doing it again starts nothing twice; only when all of a moment is done it is marked.

mod kalender;
mod levering;
mod plan;
mod week;

use chrono::{DateTime, Days, TimeDelta, Utc};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

use crate::engine::{Engine, EngineFout, Gedaan};
use crate::rooster::wandtijd;
use crate::store::{Store, StoreFout};
use plan::{Plan, Werk};

/// When what failed is tried again.
const OPNIEUW: TimeDelta = TimeDelta::minutes(5);
/// A schedule that is not there for so long begins anew when it comes back.
const VERGETEN: Days = Days::new(1);

/// Until when each schedule has been dealt with.
type Standen = BTreeMap<String, DateTime<Utc>>;

/// What was done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Gestart {
    /// Zaken that began or were told something.
    pub zaken: usize,
    /// Moments that were dealt with, whether or not a zaak began.
    pub momenten: usize,
    /// What could not be done and is tried again.
    pub mislukt: usize,
}

impl Gestart {
    /// How many things were dealt with.
    pub const fn rows(self) -> usize {
        self.zaken + self.momenten
    }
}

/// Why schedules could not be worked.
#[derive(Debug, Error)]
pub enum RoosterFout {
    #[error("the store failed")]
    Store(#[from] StoreFout),
    #[error(transparent)]
    Engine(#[from] EngineFout),
}

impl RoosterFout {
    /// Whether trying again later may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store(fout) => fout.is_transient(),
            Self::Engine(fout) => fout.is_transient(),
        }
    }
}

/// Does all that the clock asks now.
///
/// # Errors
/// When the store fails; what was not marked is done again, and starts nothing twice.
pub async fn tick<S: Store>(engine: &Engine<S>) -> Result<Gestart, RoosterFout> {
    let standen = engine.store().roosters().await?;
    let mut ronde = Ronde {
        engine,
        now: engine.clock().now(),
        standen: &standen,
        gestart: Gestart::default(),
    };
    let plannen = plan::plannen(engine);
    for plan in &plannen {
        ronde.plan(plan).await?;
    }
    ronde.leveringen().await?;
    ronde.kalenders().await?;
    ronde.vergeet(&plannen).await?;
    Ok(ronde.gestart)
}

/// When [`tick`] has work again; `None` when nothing is ever due.
///
/// # Errors
/// When the store fails.
pub async fn next<S: Store>(engine: &Engine<S>) -> Result<Option<DateTime<Utc>>, RoosterFout> {
    let standen = engine.store().roosters().await?;
    let now = engine.clock().now();
    let later = |moment: DateTime<Utc>| {
        // What is due and still there after a tick failed: not at once again.
        if moment <= now { now + OPNIEUW } else { moment }
    };
    let of_plan = |plan: &Plan| match standen.get(&plan.sleutel) {
        None => Some(now),
        Some(tot) => plan.rooster.next(*tot).map(later),
    };
    let plannen = plan::plannen(engine);
    let mut all: Vec<DateTime<Utc>> = plannen.iter().filter_map(of_plan).collect();
    all.extend(levering::next(engine, &standen, now).await?);
    all.extend(kalender::next(engine, &standen).map(later));
    Ok(all.into_iter().min())
}

/// One round of work at one moment.
struct Ronde<'a, S> {
    engine: &'a Engine<S>,
    now: DateTime<Utc>,
    standen: &'a Standen,
    gestart: Gestart,
}

impl<S: Store> Ronde<'_, S> {
    async fn plan(&mut self, plan: &Plan) -> Result<(), RoosterFout> {
        let Some(tot) = self.standen.get(&plan.sleutel) else {
            // A first start begins all of them: dozens for a few bureaus, thousands for the country.
            tracing::debug!(rooster.sleutel = plan.sleutel, "a schedule begins");
            return self.mark(&plan.sleutel, self.now).await;
        };
        let Some(moment) = plan.rooster.latest(*tot, self.now) else {
            return Ok(());
        };
        let gemist = plan.rooster.count(*tot, moment) - 1;
        if gemist > 0 {
            tracing::warn!(
                rooster.sleutel = plan.sleutel,
                missed = gemist,
                "moments of a schedule were missed; the newest is made good"
            );
        }
        if self.fire(plan, moment, gemist).await? {
            self.mark(&plan.sleutel, moment).await?;
        }
        Ok(())
    }

    /// Does what a moment asks; tells whether all of it succeeded.
    async fn fire(
        &mut self,
        plan: &Plan,
        moment: DateTime<Utc>,
        gemist: usize,
    ) -> Result<bool, RoosterFout> {
        let bureau = &plan.bureau;
        match &plan.werk {
            Werk::Bureau { procedure, naam } => {
                let oorzaak = oorzaak(&[bureau, procedure, naam], moment, None);
                let gegevens = gegevens(moment, gemist);
                let begun = self
                    .engine
                    .start_voor_bureau(bureau, procedure, &oorzaak, gegevens);
                let begun = begun.await;
                self.began(begun, &oorzaak)
            }
            Werk::Scholen {
                procedure,
                naam,
                scholen,
            } => {
                let mut all = true;
                for school in scholen {
                    if self.engine.is_halted() {
                        // The rest is begun when the daemon is back.
                        return Ok(false);
                    }
                    let oorzaak = oorzaak(&[bureau, procedure, naam], moment, Some(school));
                    let gegevens = gegevens(moment, gemist);
                    let begun = self
                        .engine
                        .start_voor_school(bureau, school, procedure, &oorzaak, gegevens)
                        .await;
                    all &= self.began(begun, &oorzaak)?;
                }
                Ok(all)
            }
            Werk::Levering { bron } => self.check(plan, bron, moment).await,
            Werk::Week => self.week(bureau, moment).await,
        }
    }

    /// Counts a zaak that began; one that could not is told and tried again, without holding up the others.
    fn began(
        &mut self,
        begun: Result<Gedaan, EngineFout>,
        oorzaak: &str,
    ) -> Result<bool, RoosterFout> {
        match begun {
            Ok(Gedaan::Veranderd(_)) => self.gestart.zaken += 1,
            Ok(Gedaan::Niets(_)) => {}
            Err(EngineFout::Store(fout)) => return Err(fout.into()),
            Err(fout) => {
                tracing::error!(oorzaak, error = %fout, "recurring work could not be started; it is tried again");
                self.gestart.mislukt += 1;
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn mark(&mut self, sleutel: &str, tot: DateTime<Utc>) -> Result<(), RoosterFout> {
        self.gestart.momenten += 1;
        Ok(self.engine.store().mark_rooster(sleutel, tot).await?)
    }

    /// A schedule that was taken away and comes back begins anew: its time goes on while it is not there.
    async fn vergeet(&mut self, plannen: &[Plan]) -> Result<(), RoosterFout> {
        let known: BTreeSet<&str> = plannen.iter().map(|plan| plan.sleutel.as_str()).collect();
        for (sleutel, tot) in self.standen {
            let old = tot
                .checked_add_days(VERGETEN)
                .is_some_and(|until| until < self.now);
            if plan::is_plan(sleutel) && !known.contains(sleutel.as_str()) && old {
                self.engine.store().mark_rooster(sleutel, self.now).await?;
            }
        }
        Ok(())
    }
}

/// The cause of what begins at a moment: the same again is the same zaak.
fn oorzaak(delen: &[&str], moment: DateTime<Utc>, school: Option<&str>) -> String {
    let moment = moment.format("%Y-%m-%dT%H:%MZ");
    let school = school
        .map(|school| format!(":{school}"))
        .unwrap_or_default();
    format!("rooster:{}:{moment}{school}", delen.join(":"))
}

/// What a zaak may know of the moment it began on; a procedure that does not declare these does not get them.
fn gegevens(moment: DateTime<Utc>, gemist: usize) -> Map<String, Value> {
    let told = json!({
        "rooster_datum": wandtijd(moment).date(),
        "rooster_gemist": gemist,
    });
    told.as_object().cloned().unwrap_or_default()
}
