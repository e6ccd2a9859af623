//! Whether the bureau mails at this moment: Monday to Friday, no ATW day, in its hours.
//!
//! `decide` asks for no mail outside them; but a daemon that stood still, or a mail that was put off, may come
//! to it at night. Easy to get wrong: the calendar. Mail days look at no school holiday, so that any calendar
//! of the bureau will do.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc, Weekday};
use chrono_tz::Europe::Amsterdam;

use crate::catalog::Catalog;
use crate::definition::bureau::Bureau;

/// When the bureau mails again, if it does not mail now.
pub(super) fn opens_at(
    catalog: &Catalog,
    bureau: &str,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let bureau = catalog.bureau(bureau)?;
    let read = |text: &str| NaiveTime::parse_from_str(text, "%H:%M").ok();
    let (van, tot) = (read(&bureau.mail.van)?, read(&bureau.mail.tot)?);
    let local = now.with_timezone(&Amsterdam);
    let (dag, tijd) = (local.date_naive(), local.time());
    if is_maildag(catalog, bureau, dag) && van <= tijd && tijd < tot {
        return None;
    }
    let mut eerste = if tijd < van { dag } else { dag + Days::new(1) };
    while !is_maildag(catalog, bureau, eerste) {
        eerste = eerste + Days::new(1);
    }
    // No mail day begins in the hour that summer time skips.
    let opens = Amsterdam
        .from_local_datetime(&eerste.and_time(van))
        .earliest()?;
    Some(opens.with_timezone(&Utc))
}

fn is_maildag(catalog: &Catalog, bureau: &Bureau, dag: NaiveDate) -> bool {
    let kalenders = catalog.kalenders();
    let kalender = bureau
        .gemeenten
        .iter()
        .find_map(|gemeente| kalenders.voor(gemeente, None, None).ok());
    match kalender {
        Some(kalender) => kalender.is_werkdag(dag),
        None => !matches!(dag.weekday(), Weekday::Sat | Weekday::Sun),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bronnen::Bronnen;

    #[test]
    fn mail_waits_for_the_next_morning_that_is_no_weekend_nor_holiday() {
        let catalog = Catalog::load(&Bronnen::ingebed()).unwrap().catalog;
        let bureau = catalog.bureaus().next().unwrap().bureau.clone();
        let opens = |now: &str| {
            let at = opens_at(&catalog, &bureau, now.parse().unwrap());
            at.map_or("now".to_owned(), |at| {
                at.with_timezone(&Amsterdam)
                    .format("%a %F %H:%M")
                    .to_string()
            })
        };
        let gevonden = [
            "2026-10-15T08:00:00+02:00",
            "2026-10-15T07:59:00+02:00",
            "2026-10-15T17:00:00+02:00",
            "2026-10-17T11:00:00+02:00",
            "2026-12-24T18:00:00+01:00",
            "2027-03-26T18:00:00+01:00",
        ]
        .map(opens);
        insta::assert_snapshot!(gevonden.join("\n"), @"
        now
        Thu 2026-10-15 08:00
        Fri 2026-10-16 08:00
        Mon 2026-10-19 08:00
        Mon 2026-12-28 08:00
        Tue 2027-03-30 08:00
        ");
    }
}
