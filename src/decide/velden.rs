//! Fields as they come in: each checked against its declaration, all faults told at once.
//!
//! Easy to get wrong: `"nee"` may be a choice and a no; the declared kind decides.

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::overzicht;
use crate::definition::diagnostic::dichtstbij;
use crate::definition::procedure::{Veld, VeldSoort};
use crate::zaak::refusal::{VeldFout, opsomming};

/// Which fields must be there.
#[derive(Debug, Clone, Copy)]
pub enum Gevraagd<'u> {
    /// Those that are always asked.
    Altijd,
    /// Those that are asked with this uitkomst of a taak.
    Bij(&'u str),
    /// None yet: what is missing is asked later.
    Niets,
}

impl Gevraagd<'_> {
    fn asks(self, veld: &Veld) -> bool {
        match self {
            Self::Altijd => veld.verplicht,
            Self::Bij(uitkomst) => veld.is_asked(uitkomst),
            Self::Niets => false,
        }
    }
}

/// The values that fit, in the order of their declaration; no row of a list is later than `tot`.
///
/// # Errors
/// Every unknown, missing and wrong field, each as a Dutch sentence.
pub fn controleer(
    declared: &IndexMap<String, Veld>,
    given: &Map<String, Value>,
    gevraagd: Gevraagd<'_>,
    tot: NaiveDate,
) -> Result<Vec<(String, Value)>, Vec<VeldFout>> {
    let mut fouten = Vec::new();
    let mut values = Vec::new();
    for naam in given.keys().filter(|naam| !declared.contains_key(*naam)) {
        fouten.push(VeldFout(unknown(naam, declared)));
    }
    for (naam, veld) in declared {
        match given.get(naam).filter(|value| !value.is_null()) {
            None if gevraagd.asks(veld) => {
                fouten.push(VeldFout(format!(
                    "gegeven `{naam}` ontbreekt ({}); verwacht {}",
                    veld.titel,
                    expected(&veld.soort)
                )));
            }
            None => {}
            Some(Value::Array(rijen)) if veld.soort == VeldSoort::Verzuimoverzicht => {
                match overzicht::keur(naam, rijen, tot) {
                    wrong if wrong.is_empty() => values.push((naam.clone(), rijen.clone().into())),
                    wrong => fouten.extend(wrong.into_iter().map(VeldFout)),
                }
            }
            Some(value) if fits(&veld.soort, value) => values.push((naam.clone(), value.clone())),
            Some(value) => {
                let wanted = expected(&veld.soort);
                fouten.push(VeldFout(format!(
                    "gegeven `{naam}` is {value}; verwacht {wanted}{}",
                    meant(&veld.soort, value)
                )));
            }
        }
    }
    if fouten.is_empty() {
        Ok(values)
    } else {
        Err(fouten)
    }
}

fn unknown(naam: &str, declared: &IndexMap<String, Veld>) -> String {
    let hint = match dichtstbij(naam, declared.keys().map(String::as_str)) {
        Some(near) => format!("; bedoelde u `{near}`?"),
        None if declared.is_empty() => "; hier worden geen gegevens gevraagd".to_owned(),
        None => format!(
            "; kies uit {}",
            opsomming(declared.keys().map(String::as_str))
        ),
    };
    format!("gegeven `{naam}` bestaat hier niet{hint}")
}

pub(super) fn fits(soort: &VeldSoort, value: &Value) -> bool {
    match (soort, value) {
        (VeldSoort::Datum, Value::String(text)) => {
            text.len() == 10 && text.parse::<NaiveDate>().is_ok()
        }
        (VeldSoort::Tekst, Value::String(text)) => !text.trim().is_empty(),
        (VeldSoort::Getal, Value::Number(_)) | (VeldSoort::JaNee, Value::Bool(_)) => true,
        (VeldSoort::Keuze(options), Value::String(text)) => options.contains(text),
        _ => false,
    }
}

fn expected(soort: &VeldSoort) -> String {
    match soort {
        VeldSoort::Datum => "een datum als `2026-10-08`".to_owned(),
        VeldSoort::Tekst => "een tekst".to_owned(),
        VeldSoort::Getal => "een getal".to_owned(),
        VeldSoort::JaNee => "`true` (ja) of `false` (nee)".to_owned(),
        VeldSoort::Keuze(options) => opsomming(options.iter().map(String::as_str)),
        VeldSoort::Verzuimoverzicht => overzicht::VERWACHT.to_owned(),
    }
}

fn meant(soort: &VeldSoort, value: &Value) -> String {
    let near = match (soort, value) {
        (VeldSoort::Keuze(options), Value::String(text)) => {
            dichtstbij(text, options.iter().map(String::as_str))
        }
        _ => None,
    };
    near.map_or_else(String::new, |near| format!("; bedoelde u `{near}`?"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn declared() -> IndexMap<String, Veld> {
        let veld = |soort, verplicht| Veld {
            titel: "titel".into(),
            soort,
            verplicht,
            verplicht_bij: Vec::new(),
        };
        IndexMap::from([
            ("vermoeden".into(), veld(VeldSoort::Datum, true)),
            (
                "inhoud".into(),
                veld(
                    VeldSoort::Keuze(vec!["ingeschreven".into(), "anders".into()]),
                    true,
                ),
            ),
            ("hulp".into(), veld(VeldSoort::JaNee, false)),
        ])
    }

    fn vandaag() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 10, 8).unwrap()
    }

    fn check(
        declared: &IndexMap<String, Veld>,
        given: &Value,
        gevraagd: Gevraagd<'_>,
    ) -> Result<Vec<(String, Value)>, Vec<VeldFout>> {
        controleer(declared, given.as_object().unwrap(), gevraagd, vandaag())
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let given = json!({"vermoden": "2026-10-08", "inhoud": "ingeschreve", "hulp": "misschien"});
        let fouten = check(&declared(), &given, Gevraagd::Altijd).unwrap_err();
        let told: Vec<String> = fouten.into_iter().map(|fout| fout.0).collect();
        assert_eq!(
            told,
            [
                "gegeven `vermoden` bestaat hier niet; bedoelde u `vermoeden`?",
                "gegeven `vermoeden` ontbreekt (titel); verwacht een datum als `2026-10-08`",
                "gegeven `inhoud` is \"ingeschreve\"; verwacht `ingeschreven` of `anders`; bedoelde u `ingeschreven`?",
                "gegeven `hulp` is \"misschien\"; verwacht `true` (ja) of `false` (nee)",
            ]
        );
    }

    #[test]
    fn what_may_be_left_out_may_be_null() {
        let given = json!({"vermoeden": "2026-10-08", "inhoud": "anders", "hulp": null});
        let values = check(&declared(), &given, Gevraagd::Altijd).unwrap();
        assert_eq!(values.len(), 2);
    }

    #[test]
    fn a_field_may_be_asked_with_some_uitkomsten_only() {
        let mut declared = declared();
        declared["hulp"].verplicht_bij = vec!["vastgelegd".into()];
        let given = json!({"vermoeden": "2026-10-08", "inhoud": "anders"});
        let ask = |uitkomst| {
            let gevraagd = Gevraagd::Bij(uitkomst);
            check(&declared, &given, gevraagd).is_ok()
        };
        assert!(!ask("vastgelegd"));
        assert!(ask("verzuim-gestopt"));
    }
}
