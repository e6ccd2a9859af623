//! The rows of a verzuimoverzicht as they come in: each fault with its row and key, as many as help.
//!
//! Easy to get wrong: silence about the rest. Of a list that was exported wrongly every row is faulty; the
//! first faults are told, and how many more there are.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use crate::definition::diagnostic::dichtstbij;
use crate::zaak::refusal::opsomming;
use crate::zaak::verzuimoverzicht::{MAX_RIJEN, MAX_UREN, SLEUTELS, SOORTEN};

/// How many faults of one list are told.
const GENOEMD: usize = 20;

/// What a row must hold, in a sentence.
const VELDEN: &str = "`datum`, `uren` en `soort`";

/// What a list looks like, for whoever sent something else.
pub(super) const VERWACHT: &str = "een lijst van rijen als `{\"datum\": \"2026-10-08\", \"uren\": 2, \"soort\": \"ongeoorloofd\"}`";

/// Every fault of the rows, as Dutch sentences; no row is later than `tot`.
pub(super) fn keur(naam: &str, rijen: &[Value], tot: NaiveDate) -> Vec<String> {
    if rijen.len() > MAX_RIJEN {
        return vec![format!(
            "gegeven `{naam}` heeft {} rijen; hoogstens {MAX_RIJEN}",
            rijen.len()
        )];
    }
    let mut fouten = Vec::new();
    for (nummer, rij) in rijen.iter().enumerate() {
        let waar = format!("gegeven `{naam}`, rij {}", nummer + 1);
        match rij {
            Value::Object(rij) => keur_rij(&waar, rij, tot, &mut fouten),
            other => fouten.push(format!("{waar} is {other}; verwacht {VELDEN}")),
        }
    }
    let more = fouten.len().saturating_sub(GENOEMD);
    if more > 0 {
        fouten.truncate(GENOEMD);
        fouten.push(format!("gegeven `{naam}` heeft nog {more} fouten meer"));
    }
    fouten
}

fn keur_rij(waar: &str, rij: &Map<String, Value>, tot: NaiveDate, fouten: &mut Vec<String>) {
    for sleutel in rij.keys().filter(|naam| !SLEUTELS.contains(&naam.as_str())) {
        let hint = dichtstbij(sleutel, SLEUTELS).map_or_else(
            || format!("; een rij heeft {VELDEN}"),
            |near| format!("; bedoelde u `{near}`?"),
        );
        fouten.push(format!("{waar}: `{sleutel}` bestaat hier niet{hint}"));
    }
    for sleutel in SLEUTELS {
        let wrong = match rij.get(sleutel) {
            None | Some(Value::Null) => Some("ontbreekt".to_owned()),
            Some(value) => fault(sleutel, value, tot).map(|wrong| format!("is {value}; {wrong}")),
        };
        fouten.extend(wrong.map(|wrong| format!("{waar}: `{sleutel}` {wrong}")));
    }
}

/// What is wrong with the value of a key.
fn fault(sleutel: &str, value: &Value, tot: NaiveDate) -> Option<String> {
    match sleutel {
        "datum" => match value
            .as_str()
            .filter(|text| text.len() == 10)
            .map(str::parse)
        {
            Some(Ok(datum)) => {
                let datum: NaiveDate = datum;
                (datum > tot).then(|| format!("dat ligt na de dag van de handeling ({tot})"))
            }
            _ => Some("verwacht een datum als `2026-10-08`".to_owned()),
        },
        "uren" => {
            let fits = |uren: f64| uren > 0.0 && uren <= MAX_UREN;
            let wanted = || format!("verwacht meer dan 0 en hoogstens {MAX_UREN} uur");
            (!value.as_f64().is_some_and(fits)).then(wanted)
        }
        _ => {
            let text = value.as_str().unwrap_or_default();
            let meant = dichtstbij(text, SOORTEN).filter(|_| !text.is_empty());
            let meant = meant.map_or_else(String::new, |near| format!("; bedoelde u `{near}`?"));
            let wanted = || format!("verwacht {}{meant}", opsomming(SOORTEN));
            (!SOORTEN.contains(&text)).then(wanted)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(rijen: &Value) -> Vec<String> {
        let tot = NaiveDate::from_ymd_opt(2026, 10, 8).unwrap();
        keur("overzicht", rijen.as_array().unwrap(), tot)
    }

    #[test]
    fn a_good_list_holds_hours_of_each_kind_up_to_the_day_itself() {
        let good = json!([
            {"datum": "2026-10-08", "uren": 24, "soort": "geoorloofd"},
            {"datum": "2026-09-07", "uren": 0.5, "soort": "te-laat"},
            {"datum": "2026-09-07", "uren": 3, "soort": "ongeoorloofd"},
        ]);
        assert_eq!(told(&good), [""; 0]);
        assert_eq!(told(&json!([])), [""; 0]);
    }

    #[test]
    fn each_fault_names_its_row_and_key() {
        let wrong = json!([
            {"datum": "2026-10-09", "uren": 0, "soort": "te laat"},
            {"datum": "8-10-2026", "uren": 24.5, "soort": 3},
            {"dag": "2026-10-01", "urn": 2, "soort": "geoorloofd", "uren": null},
            "2026-10-01",
        ]);
        assert_eq!(
            told(&wrong),
            [
                "gegeven `overzicht`, rij 1: `datum` is \"2026-10-09\"; dat ligt na de dag van de handeling (2026-10-08)",
                "gegeven `overzicht`, rij 1: `uren` is 0; verwacht meer dan 0 en hoogstens 24 uur",
                "gegeven `overzicht`, rij 1: `soort` is \"te laat\"; verwacht `ongeoorloofd`, `geoorloofd` of `te-laat`; bedoelde u `te-laat`?",
                "gegeven `overzicht`, rij 2: `datum` is \"8-10-2026\"; verwacht een datum als `2026-10-08`",
                "gegeven `overzicht`, rij 2: `uren` is 24.5; verwacht meer dan 0 en hoogstens 24 uur",
                "gegeven `overzicht`, rij 2: `soort` is 3; verwacht `ongeoorloofd`, `geoorloofd` of `te-laat`",
                "gegeven `overzicht`, rij 3: `dag` bestaat hier niet; een rij heeft `datum`, `uren` en `soort`",
                "gegeven `overzicht`, rij 3: `urn` bestaat hier niet; bedoelde u `uren`?",
                "gegeven `overzicht`, rij 3: `datum` ontbreekt",
                "gegeven `overzicht`, rij 3: `uren` ontbreekt",
                "gegeven `overzicht`, rij 4 is \"2026-10-01\"; verwacht `datum`, `uren` en `soort`",
            ]
        );
    }

    #[test]
    fn a_list_that_is_wrong_throughout_is_not_told_row_by_row() {
        let wrong: Value = (0..100)
            .map(|_| json!({"datum": 1, "uren": 1, "soort": "te-laat"}))
            .collect();
        let told = told(&wrong);
        assert_eq!(told.len(), GENOEMD + 1);
        assert_eq!(
            told[GENOEMD],
            "gegeven `overzicht` heeft nog 80 fouten meer"
        );
    }

    #[test]
    fn a_list_has_an_end() {
        let row = json!({"datum": "2026-09-07", "uren": 1, "soort": "te-laat"});
        let long: Value = (0..=MAX_RIJEN).map(|_| row.clone()).collect();
        assert_eq!(
            told(&long),
            ["gegeven `overzicht` heeft 501 rijen; hoogstens 500"]
        );
    }
}
