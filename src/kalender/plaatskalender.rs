//! The calendar of one place: what kind of day a date is, and which days mail goes out.
//!
//! The counting itself is in `bereken`. Easy to get wrong: school days end with the last known
//! holiday, working days do not; mail must go out in a year nobody has entered yet.

use std::sync::Arc;

use chrono::NaiveDate;

use super::fout::KalenderFout;
use super::schooltabel::Schooltabel;
use super::schrijfwijze::datum_kort;
use super::telling::Buiten;
use super::werkdagen::{JAREN, Werkdagen, is_weekend};

/// What a date is for the schools at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dagsoort {
    /// A day that counts in schooldagen.
    Schooldag,
    /// Any Saturday or Sunday, within a holiday or not.
    Weekend,
    /// A Monday to Friday without lessons.
    Vrij {
        /// Why, such as `herfstvakantie Midden`.
        reden: String,
    },
}

/// The calendar of one place. Cheap to share, never changed: new data make a new calendar.
#[derive(Debug)]
pub struct Kalender {
    pub(super) naam: String,
    pub(super) school: Arc<Schooltabel>,
    pub(super) werk: Arc<Werkdagen>,
}

impl Kalender {
    /// The name, such as `Woerden (Midden)`.
    #[must_use]
    pub fn naam(&self) -> &str {
        &self.naam
    }

    /// The first day whose school holidays are known.
    #[must_use]
    pub fn begint_op(&self) -> NaiveDate {
        self.school.begin
    }

    /// The last day of the last complete school year; nothing in schooldagen is known after it.
    #[must_use]
    pub fn eindigt_op(&self) -> NaiveDate {
        self.school.eind
    }

    /// What kind of day `datum` is.
    ///
    /// # Errors
    /// [`KalenderFout::VoorKalender`] or [`KalenderFout::BuitenKalender`] outside the known days.
    pub fn dag(&self, datum: NaiveDate) -> Result<Dagsoort, KalenderFout> {
        if self.is_schooldag(datum)? {
            return Ok(Dagsoort::Schooldag);
        }
        Ok(match self.school.reden(datum) {
            Some(reden) if !is_weekend(datum) => Dagsoort::Vrij {
                reden: reden.to_owned(),
            },
            _ => Dagsoort::Weekend,
        })
    }

    /// Whether the schools teach on `datum`.
    ///
    /// # Errors
    /// As [`Kalender::dag`].
    pub fn is_schooldag(&self, datum: NaiveDate) -> Result<bool, KalenderFout> {
        self.school
            .telling
            .telt(datum)
            .map_err(|buiten| self.outside_school(buiten, datum_kort(datum)))
    }

    /// How many schooldagen lie after `van`, up to and including `tot`; 0 when `tot` is earlier.
    ///
    /// # Errors
    /// As [`Kalender::dag`], for either date.
    pub fn schooldagen_tussen(&self, van: NaiveDate, tot: NaiveDate) -> Result<u32, KalenderFout> {
        self.school.telling.tussen(van, tot).map_err(|buiten| {
            let gevraagd = format!(
                "het aantal schooldagen van {} tot en met {}",
                datum_kort(van),
                datum_kort(tot)
            );
            self.outside_school(buiten, gevraagd)
        })
    }

    /// Whether `datum` is a Monday to Friday and no ATW day. Holds for every date.
    #[must_use]
    pub fn is_werkdag(&self, datum: NaiveDate) -> bool {
        self.werk.is_werkdag(datum)
    }

    /// The mail day on or before `datum`: whatever the schools do, Monday to Friday, no ATW day.
    #[must_use]
    pub fn werkdag_op_of_voor(&self, datum: NaiveDate) -> NaiveDate {
        self.first_werkdag(datum, NaiveDate::pred_opt)
    }

    /// The mail day on or after `datum`.
    #[must_use]
    pub fn werkdag_op_of_na(&self, datum: NaiveDate) -> NaiveDate {
        self.first_werkdag(datum, NaiveDate::succ_opt)
    }

    fn first_werkdag(
        &self,
        datum: NaiveDate,
        step: impl Fn(&NaiveDate) -> Option<NaiveDate>,
    ) -> NaiveDate {
        std::iter::successors(Some(datum), step)
            .find(|d| self.is_werkdag(*d))
            // Only at the very edge of what a date can be.
            .unwrap_or(datum)
    }

    pub(super) fn outside_school(&self, buiten: Buiten, gevraagd: String) -> KalenderFout {
        match buiten {
            Buiten::Ervoor => KalenderFout::VoorKalender {
                naam: self.naam.clone(),
                begint_op: self.school.begin,
                gevraagd,
            },
            Buiten::Erna => KalenderFout::BuitenKalender {
                naam: self.naam.clone(),
                eindigt_op: self.school.eind,
                gevraagd,
            },
        }
    }
}

pub(super) const fn outside_range(gevraagd: String) -> KalenderFout {
    KalenderFout::BuitenBereik {
        van: JAREN.0,
        tot: JAREN.1,
        gevraagd,
    }
}
