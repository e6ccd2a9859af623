//! School weeks, numbered on: four school weeks in a row are four numbers in a row, whatever holiday lies
//! between them.
//!
//! A school week runs from Monday to Sunday and holds at least one schooldag. Weeks without one are passed
//! over. Easy to get wrong: a day in such a week. It belongs to the school week before it, so that it can
//! neither break a series of weeks nor make it longer.

use chrono::{Datelike, Days, NaiveDate};

use super::fout::KalenderFout;
use super::plaatskalender::Kalender;

impl Kalender {
    /// The number of the school week of each date, in the order given. The earliest is in week 1.
    ///
    /// # Errors
    /// [`KalenderFout::VoorKalender`] or [`KalenderFout::BuitenKalender`] when a week lies outside the days
    /// that are known.
    pub fn schoolweken(&self, data: &[NaiveDate]) -> Result<Vec<u32>, KalenderFout> {
        let Some(first) = data.iter().min() else {
            return Ok(Vec::new());
        };
        // Both ends are looked at first: a slip of a century must not be counted through week by week.
        for datum in [first, data.iter().max().unwrap_or(first)] {
            self.is_schooldag(*datum)?;
        }
        let start = monday(*first);
        let mut counts = vec![1];
        let mut number = 1;
        let mut week = start;
        let last = data.iter().map(|datum| monday(*datum)).max();
        while last.is_some_and(|last| week < last) {
            week = later(week, 7);
            if self.is_schoolweek(week)? {
                number += 1;
            }
            counts.push(number);
        }
        let number_of = |datum: &NaiveDate| {
            let weeks = usize::try_from((monday(*datum) - start).num_days() / 7);
            weeks.ok().and_then(|at| counts.get(at)).copied()
        };
        Ok(data
            .iter()
            .map(|datum| number_of(datum).unwrap_or(number))
            .collect())
    }

    /// Whether the schools teach on any day of the week of this Monday.
    fn is_schoolweek(&self, monday: NaiveDate) -> Result<bool, KalenderFout> {
        let mut unknown = None;
        for day in 0..7 {
            match self.is_schooldag(later(monday, day)) {
                Ok(true) => return Ok(true),
                Ok(false) => {}
                Err(fout) => unknown = Some(fout),
            }
        }
        unknown.map_or(Ok(false), Err)
    }
}

fn monday(datum: NaiveDate) -> NaiveDate {
    let since = u64::from(datum.weekday().num_days_from_monday());
    datum.checked_sub_days(Days::new(since)).unwrap_or(datum)
}

fn later(datum: NaiveDate, days: u64) -> NaiveDate {
    datum.checked_add_days(Days::new(days)).unwrap_or(datum)
}
