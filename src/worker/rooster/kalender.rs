//! Calendars that end: a zaak for the beheerder a year before, and word to it when the calendar reaches further.
//!
//! Easy to get wrong: which calendar. A bureau counts on several; the one that ends first is the one that
//! leaves a taak without a date.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::{Map, Value, json};
use std::sync::Arc;

use super::{Ronde, RoosterFout, Standen};
use crate::catalog::VOORAF;
use crate::definition::bureau::Bureau;
use crate::engine::Engine;
use crate::rooster::{op_de_klok, wandtijd};
use crate::store::{Store, ZaakFilter};
use crate::zaak::Status;

const PROCEDURE: &str = "kalender-aanvullen";
/// The event that closes the zaak.
const VERDER: &str = "kalender-reikt-verder";
/// The field with the last day the calendar knows.
const EINDE: &str = "kalender_einde";

/// A calendar's end, and when it is told.
struct Einde {
    bureau: String,
    einde: NaiveDate,
    due: DateTime<Utc>,
}

impl Einde {
    /// Under this name it has been told.
    fn verteld(&self) -> String {
        format!("kalender:{}:{}", self.bureau, self.einde)
    }

    /// Under this name stands how far the calendar reached when it was last looked at.
    fn reikt(&self) -> String {
        format!("kalender-tot:{}", self.bureau)
    }

    /// The end as an instant, to be kept under [`Einde::reikt`].
    fn at(&self) -> DateTime<Utc> {
        op_de_klok(self.einde.and_time(NaiveTime::MIN))
    }
}

impl<S: Store> Ronde<'_, S> {
    /// Begins a zaak for each calendar that ends within a year, and closes those that were mended.
    pub(super) async fn kalenders(&mut self) -> Result<(), RoosterFout> {
        for einde in ends(self.engine) {
            if self
                .standen
                .get(&einde.reikt())
                .is_none_or(|tot| *tot < einde.at())
            {
                self.extended(&einde).await?;
            }
            if einde.due > self.now || self.standen.contains_key(&einde.verteld()) {
                continue;
            }
            let mut gegevens = Map::new();
            gegevens.insert(EINDE.to_owned(), json!(einde.einde));
            let oorzaak = format!("rooster:{}:{PROCEDURE}:{}", einde.bureau, einde.einde);
            let begun = self
                .engine
                .start_voor_bureau(&einde.bureau, PROCEDURE, &oorzaak, gegevens)
                .await;
            if self.began(begun, &oorzaak)? {
                self.mark(&einde.verteld(), self.now).await?;
            }
        }
        Ok(())
    }

    /// Tells zaken about an earlier end that the calendar reaches further.
    async fn extended(&mut self, einde: &Einde) -> Result<(), RoosterFout> {
        let filter = ZaakFilter {
            bureau: Some(einde.bureau.clone()),
            procedure: Some(PROCEDURE.to_owned()),
            status: Some(Status::Open),
            ..ZaakFilter::default()
        };
        let known =
            |value: Option<&Value>| value.and_then(Value::as_str)?.parse::<NaiveDate>().ok();
        let mut all = true;
        for zaak in self.engine.store().zaken(&filter).await? {
            if known(zaak.gegevens.get(EINDE)).is_none_or(|was| was >= einde.einde) {
                continue;
            }
            let oorzaak = format!("{}:{}:{}", einde.reikt(), einde.einde, zaak.id);
            let datum = wandtijd(self.now).date();
            let told = self.engine.gezien(zaak.id, VERDER, datum, &oorzaak).await;
            all &= self.began(told, &oorzaak)?;
        }
        if all {
            self.mark(&einde.reikt(), einde.at()).await?;
        }
        Ok(())
    }
}

/// When the first calendar must be told of, or has to be looked at.
pub(super) fn next<S: Store>(engine: &Engine<S>, standen: &Standen) -> Option<DateTime<Utc>> {
    let now = engine.clock().now();
    let all = ends(engine).into_iter().filter_map(|einde| {
        let seen = standen
            .get(&einde.reikt())
            .is_some_and(|tot| *tot >= einde.at());
        let told = standen.contains_key(&einde.verteld());
        match (seen, told) {
            (false, _) => Some(now),
            (true, false) => Some(einde.due),
            (true, true) => None,
        }
    });
    all.min()
}

/// The first end among the calendars of each bureau that runs the procedure.
fn ends<S: Store>(engine: &Engine<S>) -> Vec<Einde> {
    let catalog = engine.catalog();
    let runs = |bureau: &&Arc<Bureau>| {
        catalog
            .procedure(&catalog.zetel(bureau), PROCEDURE)
            .is_some()
    };
    catalog
        .bureaus()
        .filter(runs)
        .filter_map(|bureau| {
            let einde = catalog.kalender_einde(bureau)?;
            let year_before = einde.checked_sub_months(VOORAF)?;
            Some(Einde {
                bureau: bureau.bureau.clone(),
                einde,
                due: op_de_klok(year_before.and_hms_opt(8, 0, 0)?),
            })
        })
        .collect()
}
