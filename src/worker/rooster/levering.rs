//! Deliveries that must come: a taak when one did not, and word to that zaak when it came after all.
//!
//! ```text
//!   uiterlijk        uiterlijk                     uiterlijk
//!  ─────┼──── x ────────┼───────────────────────────────┼────────▶
//!            came                  nothing came         └─▶ zaak, once; closed when the next `x` comes
//! ```
//! That a delivery came is noted by whoever takes it in. Easy to get wrong: the stretch. What counts is whether
//! anything came since the moment before, also when it is a little late and nobody had looked yet.

use chrono::{DateTime, Datelike, TimeDelta, Utc, Weekday};
use serde_json::{Map, Value, json};

use super::plan::{LEVERING, Plan};
use super::{OPNIEUW, Ronde, RoosterFout, Standen, oorzaak};
use crate::definition::bureau::Bureau;
use crate::engine::Engine;
use crate::kalender::Kalenders;
use crate::rooster::wandtijd;
use crate::store::{Levering, Store, ZaakFilter};
use crate::zaak::{Status, Zaak};

/// The event that closes the zaak.
const BINNEN: &str = "levering-binnen";
/// How far back the moment before is sought; a delivery that comes less than once a year is none to wait for.
const TERUG: TimeDelta = TimeDelta::days(400);

impl<S: Store> Ronde<'_, S> {
    /// Looks whether a delivery came since the moment before; begins a zaak when it did not and none is open.
    pub(super) async fn check(
        &mut self,
        plan: &Plan,
        bron: &str,
        moment: DateTime<Utc>,
    ) -> Result<bool, RoosterFout> {
        let catalog = self.engine.catalog();
        let feestdag = catalog
            .bureau(&plan.bureau)
            .is_some_and(|bureau| is_feestdag(catalog.kalenders(), bureau, moment));
        if feestdag {
            return Ok(true);
        }
        let before = plan
            .rooster
            .latest(moment - TERUG, moment - TimeDelta::seconds(1));
        let known = self.engine.store().leveringen().await?;
        let last = known
            .iter()
            .find(|one| one.bureau == plan.bureau && one.bron == bron)
            .map(|one| one.at);
        let came = last.is_some_and(|at| before.is_none_or(|before| at > before));
        if came || !self.open_zaken(&plan.bureau, bron).await?.is_empty() {
            return Ok(true);
        }
        let oorzaak = oorzaak(&[&plan.bureau, LEVERING, bron], moment, None);
        let begun = self
            .engine
            .start_voor_bureau(&plan.bureau, LEVERING, &oorzaak, gegevens(bron, last))
            .await;
        self.began(begun, &oorzaak)
    }

    /// Tells zaken that wait for a delivery that it came.
    pub(super) async fn leveringen(&mut self) -> Result<(), RoosterFout> {
        for levering in self.engine.store().leveringen().await? {
            let sleutel = sleutel(&levering);
            if self
                .standen
                .get(&sleutel)
                .is_some_and(|tot| *tot >= levering.at)
            {
                continue;
            }
            let datum = wandtijd(levering.at).date();
            let mut all = true;
            for zaak in self.open_zaken(&levering.bureau, &levering.bron).await? {
                let oorzaak = format!("{sleutel}:{}:{}", levering.at.to_rfc3339(), zaak.id);
                // It may have come before the zaak began, when the machine stood still.
                let datum = datum.max(zaak.begin);
                let told = self.engine.gezien(zaak.id, BINNEN, datum, &oorzaak).await;
                all &= self.began(told, &oorzaak)?;
            }
            if all {
                self.mark(&sleutel, levering.at).await?;
            }
        }
        Ok(())
    }

    async fn open_zaken(&self, bureau: &str, bron: &str) -> Result<Vec<Zaak>, RoosterFout> {
        let filter = ZaakFilter {
            bureau: Some(bureau.to_owned()),
            procedure: Some(LEVERING.to_owned()),
            status: Some(Status::Open),
            ..ZaakFilter::default()
        };
        let mut found = self.engine.store().zaken(&filter).await?;
        found.retain(|zaak| zaak.gegevens.get("bron").and_then(Value::as_str) == Some(bron));
        Ok(found)
    }
}

/// Now, when a delivery came that the zaken waiting for it have not heard of.
pub(super) async fn next<S: Store>(
    engine: &Engine<S>,
    standen: &Standen,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, RoosterFout> {
    let known = engine.store().leveringen().await?;
    let news = known.iter().filter_map(|levering| {
        let heard = standen.get(&sleutel(levering));
        match heard {
            None => Some(now),
            Some(tot) if *tot < levering.at => Some(now + OPNIEUW),
            Some(_) => None,
        }
    });
    Ok(news.min())
}

fn sleutel(levering: &Levering) -> String {
    format!("levering:{}:{}", levering.bureau, levering.bron)
}

fn gegevens(bron: &str, last: Option<DateTime<Utc>>) -> Map<String, Value> {
    let mut told = Map::new();
    told.insert("bron".to_owned(), json!(bron));
    if let Some(last) = last {
        told.insert("laatste_levering".to_owned(), json!(wandtijd(last).date()));
    }
    told
}

/// Whether the day of a moment is one of the Algemene termijnenwet, on which nobody delivers.
fn is_feestdag(kalenders: &Kalenders, bureau: &Bureau, moment: DateTime<Utc>) -> bool {
    let dag = wandtijd(moment).date();
    if matches!(dag.weekday(), Weekday::Sat | Weekday::Sun) {
        return false;
    }
    let mut gemeenten = bureau.gemeenten.iter();
    let kalender = gemeenten.find_map(|gemeente| kalenders.voor(gemeente, None, None).ok());
    kalender.is_some_and(|kalender| !kalender.is_werkdag(dag))
}
