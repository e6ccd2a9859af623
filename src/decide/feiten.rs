//! The facts that conditions and scripts may read, as one JSON object.
//!
//! Easy to get wrong: age. It is judged on the day something happened, not on the day it was recorded.

use serde_json::{Map, Value, json};

use super::verloop::Verloop;

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
    /// `antwoord`, `uitkomst`, `datums`.
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
                "zaken": geschiedenis.zaken,
                "eerdere_meldingen": geschiedenis.meldingen,
            },
            "antwoord": zaak.antwoorden,
            "uitkomst": ogenblik.uitkomst,
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

    /// The facts a question declares, and nothing more.
    pub fn invoer(&self, invoer: &[String], ogenblik: &Ogenblik) -> Value {
        let feiten = self.feiten(ogenblik);
        let chosen = invoer.iter().filter_map(|naam| {
            let root = naam.split('.').next().unwrap_or(naam);
            feiten
                .get(root)
                .map(|value| (root.to_owned(), value.clone()))
        });
        Value::Object(chosen.collect())
    }
}
