//! The facts that conditions and scripts may read, as one JSON object.
//!
//! Easy to get wrong: age. It is judged on the day something happened, not on the day it was recorded.

use serde_json::{Map, Value, json};

use super::verloop::Verloop;
use crate::definition::procedure::VeldSoort;
use crate::kalender::KalenderFout;
use crate::zaak::verzuimoverzicht::met_schoolweek;

/// Facts that exist only while one gevolg is weighed.
#[derive(Debug, Default, Clone)]
pub(super) struct Ogenblik {
    /// Fields of the gebeurtenis or taak at hand.
    pub gebeurtenis: Map<String, Value>,
    /// How a started procedure ended.
    pub uitkomst: Option<String>,
}

impl Verloop<'_> {
    /// All facts: `gegevens`, `gebeurtenis`, `jongere`, `ouders`, `verzuim`, `school`, `geschiedenis`,
    /// `afspraken`, `antwoord`, `uitkomst`, `gestart_door`, `datums`.
    pub fn feiten(&self, ogenblik: &Ogenblik) -> Value {
        let Some(zaak) = self.find_zaak() else {
            return Value::Null;
        };
        let melding = self.context.gemelde.map(|gemelde| &gemelde.melding);
        let geschiedenis = self.context.geschiedenis;
        json!({
            "gegevens": zaak.gegevens,
            "gebeurtenis": ogenblik.gebeurtenis,
            "jongere": self.jongere(),
            "ouders": { "aantal": melding.map_or(0, |melding| melding.ouders.len()) },
            "verzuim": melding.and_then(|melding| melding.verzuim.as_ref()).map_or_else(|| json!({}), |verzuim| json!(verzuim)),
            "school": { "bekend": melding.is_some_and(|melding| melding.school.is_some()) },
            "geschiedenis": {
                "meldingen": zaak.meldingen,
                "eerdere_zaken": geschiedenis.eerdere_zaken,
                "broers_zussen_open": geschiedenis.broers_zussen_open,
                "eerder": geschiedenis.per_procedure(),
                "zaken": geschiedenis.zaken,
                "eerdere_meldingen": geschiedenis.meldingen,
            },
            "afspraken": { "gemist": zaak.gemiste_afspraken() },
            "antwoord": zaak.antwoorden,
            "uitkomst": ogenblik.uitkomst,
            "gestart_door": zaak.ouder.as_ref().map_or("", |ouder| ouder.procedure.as_str()),
            "datums": zaak.ankers,
        })
    }

    fn jongere(&self) -> Value {
        let Some(melding) = self.context.gemelde.map(|gemelde| &gemelde.melding) else {
            return Value::Null;
        };
        let Some(jongere) = &melding.jongere else {
            return Value::Null;
        };
        json!({
            "leeftijd": jongere.leeftijd_op(self.datum),
            "leeftijd_bij_begin": jongere.leeftijd_op(melding.peildatum()),
            "startkwalificatie": jongere.startkwalificatie,
            "geheim_adres": jongere.adres.as_ref().is_some_and(|adres| adres.geheim),
        })
    }

    /// The facts a question declares, and nothing more; the rows of a verzuimoverzicht with their school week.
    ///
    /// # Errors
    /// A row that lies outside the calendar: the question waits rather than guess.
    pub fn invoer(&self, invoer: &[String], ogenblik: &Ogenblik) -> Result<Value, KalenderFout> {
        let feiten = self.feiten(ogenblik);
        let mut chosen = Map::new();
        for declared in invoer {
            let (root, field) = match declared.split_once('.') {
                Some((root, pad)) => (root, pad.split('.').next()),
                None => (declared.as_str(), None),
            };
            let Some(known) = feiten.get(root) else {
                continue;
            };
            let part = chosen.entry(root);
            match (field, known) {
                // One field of it; beside the whole it is there already.
                (Some(field), Value::Object(all)) => {
                    let part = part.or_insert_with(|| json!({}));
                    if let (Value::Object(part), Some(value)) = (part, all.get(field)) {
                        part.insert(field.to_owned(), value.clone());
                    }
                }
                _ => *part.or_insert(Value::Null) = known.clone(),
            }
        }
        if let Some(Value::Object(gegevens)) = chosen.get_mut("gegevens") {
            self.number_weeks(gegevens)?;
        }
        Ok(Value::Object(chosen))
    }

    /// Adds the school week to each row of each verzuimoverzicht.
    fn number_weeks(&self, gegevens: &mut Map<String, Value>) -> Result<(), KalenderFout> {
        let fields = self.context.procedure.alle_velden();
        for (naam, _) in fields.filter(|(_, veld)| veld.soort == VeldSoort::Verzuimoverzicht) {
            if let Some(waarde @ Value::Array(_)) = gegevens.get_mut(naam) {
                let rijen = waarde.as_array().map(Vec::as_slice).unwrap_or_default();
                *waarde = met_schoolweek(rijen, self.context.kalender)?;
            }
        }
        Ok(())
    }
}
