//! What people fill in, with its dates and numbers worked out.
//!
//! Easy to get wrong: `vandaag+7` is no day in a holiday. It moves to the first schooldag of the school.

use chrono::NaiveTime;
use chrono_tz::Europe::Amsterdam;
use serde_json::{Map, Value};
use std::sync::Arc;

use super::Kantoor;
use super::dagen::{first_schooldag, later};
use crate::cli::demo::draaiboek::Ontmoeting;
use crate::decide::at;
use crate::kalender::Kalender;
use crate::store::Store;
use crate::zaak::contact::AfspraakInhoud;
use crate::zaak::{Melding, Zaak};

impl<S: Store> Kantoor<'_, S> {
    /// The fields of a step with their dates worked out.
    pub(super) fn fields(
        &self,
        given: &Map<String, Value>,
        melding: &Melding,
        zaak: &Zaak,
    ) -> anyhow::Result<Map<String, Value>> {
        let mut fields = given.clone();
        for value in fields.values_mut() {
            let days = match value.as_str() {
                Some("vandaag") => 0,
                Some(text) => match text.strip_prefix("vandaag+").map(str::parse) {
                    Some(days) => days?,
                    None => {
                        *value = Value::String(text.replace("{zaak}", &zaak.id.0.to_string()));
                        continue;
                    }
                },
                None => continue,
            };
            let dag = later(self.today(), days);
            let dag = if days == 0 {
                dag
            } else {
                first_schooldag(&*self.kalender(melding, zaak)?, dag)
            };
            *value = Value::String(dag.to_string());
        }
        Ok(fields)
    }

    /// An appointment with its day worked out.
    pub(super) fn appointment(
        &self,
        told: &Ontmoeting,
        melding: &Melding,
        zaak: &Zaak,
    ) -> anyhow::Result<AfspraakInhoud> {
        let dag = later(self.today(), told.over);
        let dag = first_schooldag(&*self.kalender(melding, zaak)?, dag);
        let tijd = NaiveTime::from_hms_opt(10, 0, 0).unwrap_or_default();
        Ok(AfspraakInhoud {
            wanneer: at(dag, tijd).with_timezone(&Amsterdam).fixed_offset(),
            plaats: told.plaats.clone(),
            met: told.met.clone(),
        })
    }

    fn kalender(&self, melding: &Melding, zaak: &Zaak) -> anyhow::Result<Arc<Kalender>> {
        let plaats = melding
            .jongere
            .as_ref()
            .filter(|_| zaak.gemeente == melding.gemeente)
            .and_then(|jongere| jongere.plaats.as_deref());
        let school = melding.school.as_ref().map(|school| school.code());
        let catalog = self.engine.catalog();
        Ok(catalog
            .kalenders()
            .voor(&zaak.gemeente, plaats, school.as_deref())?)
    }
}
