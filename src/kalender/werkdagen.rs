//! Working days and the rules of the Algemene termijnenwet (ATW), the same for all of the country.
//!
//! Knows nothing of schools. Easy to get wrong: the ATW lengthens a term only onward, never
//! one counted back (art. 1 lid 2), and does not govern long terms at all (art. 4).

use std::borrow::Cow;

use chrono::{Datelike, NaiveDate, Weekday};

use super::duur::{Duur, Eenheid};
use super::feestdag::AtwDagen;
use super::telling::{Buiten, Telling};
use super::vraag::Periode;

/// First and last year of the table. Rules about feestdagen themselves may change long before.
pub(super) const JAREN: (i32, i32) = (2000, 2099);

/// All working days of a century, ready to count.
#[derive(Debug)]
pub(super) struct Werkdagen {
    atw: AtwDagen,
    telling: Telling,
    /// The ATW days from Monday to Friday, in order, with their reasons.
    vrij: Vec<(NaiveDate, Cow<'static, str>)>,
}

/// What the ATW did to the end of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verlenging {
    /// Art. 1 lid 1: the end fell on a Saturday, Sunday or ATW day.
    Artikel1,
    /// Art. 2: fewer than two ordinary days in a term of at least three days.
    Artikel2,
}

impl Werkdagen {
    pub(super) fn new(atw: AtwDagen) -> Self {
        let begin = NaiveDate::from_ymd_opt(JAREN.0, 1, 1).unwrap_or(NaiveDate::MIN);
        let mut vrij: Vec<_> = (JAREN.0..=JAREN.1)
            .flat_map(|jaar| atw.feestdagen.iter().filter_map(move |f| f.in_jaar(jaar)))
            .chain(atw.gelijkgesteld.iter().copied())
            .filter(|d| !is_weekend(*d))
            .filter_map(|d| Some((d, atw.reden(d)?)))
            .collect();
        vrij.sort_unstable();
        vrij.dedup_by_key(|(d, _)| *d);
        let telling = Telling::new(
            begin,
            begin
                .iter_days()
                .take_while(|d| d.year() <= JAREN.1)
                .map(|d| !is_weekend(d) && vrij.binary_search_by_key(&d, |(v, _)| *v).is_err()),
        );
        Self { atw, telling, vrij }
    }

    pub(super) const fn telling(&self) -> &Telling {
        &self.telling
    }

    pub(super) const fn bekend_tot_en_met(&self) -> i32 {
        self.atw.bekend_tot_en_met
    }

    /// Monday to Friday and no ATW day; outside the table by the rules themselves.
    pub(super) fn is_werkdag(&self, datum: NaiveDate) -> bool {
        self.telling
            .telt(datum)
            .unwrap_or_else(|_| !is_weekend(datum) && self.atw.reden(datum).is_none())
    }

    /// The Mondays to Fridays within `periode` that are ATW days.
    pub(super) fn free_weekdays(&self, periode: Periode) -> &[(NaiveDate, Cow<'static, str>)] {
        let van = self.vrij.partition_point(|(d, _)| *d < periode.van);
        let na = self.vrij.partition_point(|(d, _)| *d <= periode.tot);
        &self.vrij[van..na.max(van)]
    }

    /// Why `datum` is no working day, or `None` when it is one.
    pub(super) fn reden(&self, datum: NaiveDate) -> Option<Cow<'static, str>> {
        self.atw
            .reden(datum)
            .or_else(|| is_weekend(datum).then_some(Cow::Borrowed("weekend")))
    }

    /// Lengthens a term of law that runs after `vanaf` and by itself ends on `einde`.
    // ATW art. 1 lid 1 and art. 2.
    pub(super) fn lengthen(
        &self,
        vanaf: NaiveDate,
        einde: NaiveDate,
        duur: Duur,
    ) -> Result<(NaiveDate, Option<Verlenging>), Buiten> {
        let eerste = if self.telling.telt(einde)? {
            einde
        } else {
            self.telling.na(einde, 1)?
        };
        let tweede = self.telling.na(vanaf, 2)?;
        if at_least_three_days(duur) && tweede > eerste {
            return Ok((tweede, Some(Verlenging::Artikel2)));
        }
        Ok((eerste, (eerste != einde).then_some(Verlenging::Artikel1)))
    }
}

/// Whether the ATW governs a term of this length, counted onward.
// ATW art. 4 sub a: not for more than 90 days, twelve weeks or three months. Terms in
// schooldagen and werkdagen cannot end on a free day; a quarter is a reference date.
pub(super) const fn is_governed(duur: Duur) -> bool {
    match duur.eenheid {
        Eenheid::Dagen => duur.aantal <= 90,
        Eenheid::Weken => duur.aantal <= 12,
        Eenheid::Maanden => duur.aantal <= 3,
        Eenheid::Schooldagen | Eenheid::Werkdagen | Eenheid::Kwartalen => false,
    }
}

const fn at_least_three_days(duur: Duur) -> bool {
    match duur.eenheid {
        Eenheid::Dagen => duur.aantal >= 3,
        _ => duur.aantal >= 1,
    }
}

pub(super) fn is_weekend(datum: NaiveDate) -> bool {
    matches!(datum.weekday(), Weekday::Sat | Weekday::Sun)
}
