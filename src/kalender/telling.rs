//! A table of counting days: which days count, and how many of them lie before each day.
//!
//! Knows no reasons and no law; `schooltabel` and `werkdagen` fill it. Easy to get wrong:
//! the day counted from never counts itself, in either direction.

use chrono::{Days, NaiveDate};

/// Why a count left the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Buiten {
    /// Before the first day.
    Ervoor,
    /// After the last day.
    Erna,
}

/// The days that count between a first and a last day, so that the nth is one look-up away.
#[derive(Debug, PartialEq)]
pub(super) struct Telling {
    begin: NaiveDate,
    /// `rang[i]`: how many days count before day `i`; one longer than the table.
    rang: Vec<u32>,
    /// The offsets of the days that count, in order.
    dagen: Vec<u32>,
}

impl Telling {
    /// Builds the table from the first day on; `telt` says of each following day whether it counts.
    pub(super) fn new(begin: NaiveDate, telt: impl IntoIterator<Item = bool>) -> Self {
        let mut rang = vec![0];
        let mut dagen = Vec::new();
        for (dag, telt) in (0_u32..).zip(telt) {
            if telt {
                dagen.push(dag);
            }
            // At most one per day, and days are counted in u32 as well.
            rang.push(u32::try_from(dagen.len()).unwrap_or(u32::MAX));
        }
        Self { begin, rang, dagen }
    }

    /// How many days count before `datum`, which may be the day after the last.
    fn rang(&self, datum: NaiveDate) -> Result<u32, Buiten> {
        let dag = (datum - self.begin).num_days();
        let dag = usize::try_from(dag).map_err(|_| Buiten::Ervoor)?;
        self.rang.get(dag).copied().ok_or(Buiten::Erna)
    }

    fn rang_na(&self, datum: NaiveDate) -> Result<u32, Buiten> {
        self.rang(datum.succ_opt().ok_or(Buiten::Erna)?)
    }

    fn datum(&self, rang: u32) -> Result<NaiveDate, Buiten> {
        let dag = self.dagen.get(rang as usize).ok_or(Buiten::Erna)?;
        self.begin
            .checked_add_days(Days::new(u64::from(*dag)))
            .ok_or(Buiten::Erna)
    }

    /// Whether `datum` counts.
    pub(super) fn telt(&self, datum: NaiveDate) -> Result<bool, Buiten> {
        Ok(self.rang_na(datum)? > self.rang(datum)?)
    }

    /// How many days count after `van`, up to and including `tot`; none when `tot` is earlier.
    pub(super) fn tussen(&self, van: NaiveDate, tot: NaiveDate) -> Result<u32, Buiten> {
        Ok(self.rang_na(tot)?.saturating_sub(self.rang_na(van)?))
    }

    /// The `n`th day (from 1) after `vanaf` that counts.
    pub(super) fn na(&self, vanaf: NaiveDate, n: u32) -> Result<NaiveDate, Buiten> {
        let rang = self.rang_na(vanaf)?.checked_add(n).ok_or(Buiten::Erna)?;
        self.datum(rang.saturating_sub(1))
    }

    /// The `n`th day (from 1) before `vanaf` that counts.
    pub(super) fn voor(&self, vanaf: NaiveDate, n: u32) -> Result<NaiveDate, Buiten> {
        let rang = self.rang(vanaf)?.checked_sub(n).ok_or(Buiten::Ervoor)?;
        self.datum(rang)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_counted_from_does_not_count() {
        let begin = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
        let dag = |n| begin + Days::new(n);
        // Monday to Friday count, twice.
        let telling = Telling::new(begin, (0..14).map(|d| d % 7 < 5));
        assert_eq!(telling.na(dag(0), 1), Ok(dag(1)));
        assert_eq!(telling.na(dag(4), 1), Ok(dag(7)));
        assert_eq!(telling.voor(dag(7), 1), Ok(dag(4)));
        assert_eq!(telling.voor(dag(14), 10), Ok(dag(0)));
        assert_eq!(telling.na(dag(0), 10), Err(Buiten::Erna));
        assert_eq!(telling.voor(dag(3), 4), Err(Buiten::Ervoor));
        assert_eq!(telling.tussen(dag(0), dag(11)), Ok(9));
        assert_eq!(telling.tussen(dag(11), dag(0)), Ok(0));
        assert_eq!(telling.telt(dag(5)), Ok(false));
        assert_eq!(telling.telt(dag(14)), Err(Buiten::Erna));
        assert_eq!(telling.na(NaiveDate::MAX, 1), Err(Buiten::Erna));
        assert_eq!(telling.na(NaiveDate::MIN, 1), Err(Buiten::Ervoor));
        // The day before the first is known well enough to count from.
        assert_eq!(telling.na(begin.pred_opt().unwrap(), 1), Ok(begin));
    }
}
