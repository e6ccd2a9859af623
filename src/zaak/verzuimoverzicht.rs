//! What a school says of absence: a list of rows `{datum, uren, soort}`, and the school week of each.
//!
//! Whether rows are right is judged in `decide`, what they mean by policy scripts. Easy to get wrong: the
//! school week is never kept with the rows. It hangs on the calendar, which may change; it is added when a
//! script asks, and kept with what was handed to it.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use crate::kalender::{Kalender, KalenderFout};

/// The kinds of absence of a row.
pub const SOORTEN: [&str; 3] = ["ongeoorloofd", "geoorloofd", "te-laat"];

/// The keys of a row, all of them required.
pub const SLEUTELS: [&str; 3] = ["datum", "uren", "soort"];

/// The most rows of one list: two school years of days and more, and half of what a script takes.
pub const MAX_RIJEN: usize = 500;

/// The most hours of one row.
pub const MAX_UREN: f64 = 24.0;

/// The key that a script finds beside those of the row.
const SCHOOLWEEK: &str = "schoolweek";

/// What the keys of a row hold, for who builds a form.
#[must_use]
pub fn rij() -> Value {
    json!({ "datum": "datum", "uren": "getal", "soort": SOORTEN })
}

/// The rows in order of date, each with the number of its school week; the first is in week 1.
///
/// # Errors
/// A date that the calendar does not know.
pub fn met_schoolweek(rijen: &[Value], kalender: &Kalender) -> Result<Value, KalenderFout> {
    let datum = |rij: &Value| rij.get("datum")?.as_str()?.parse::<NaiveDate>().ok();
    let read = rijen
        .iter()
        .filter_map(|rij| Some((datum(rij)?, rij.as_object()?.clone())));
    let mut rows: Vec<(NaiveDate, Map<String, Value>)> = read.collect();
    rows.sort_by_key(|(datum, _)| *datum);
    let data: Vec<NaiveDate> = rows.iter().map(|(datum, _)| *datum).collect();
    let weeks = kalender.schoolweken(&data)?;
    let numbered = rows.into_iter().zip(weeks).map(|((_, mut rij), week)| {
        rij.insert(SCHOOLWEEK.to_owned(), week.into());
        Value::Object(rij)
    });
    Ok(numbered.collect())
}
