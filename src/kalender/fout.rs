//! Why the calendar gives no answer, in Dutch, with what to do about it.
//!
//! Easy to get wrong: beyond the last known holiday there is no answer. Nothing here may
//! ever be mended by counting weekdays instead.

use chrono::NaiveDate;

use super::schrijfwijze::datum_kort;

/// A refusal of the calendar. Never transient: only other data or another question helps.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KalenderFout {
    /// The count runs past the last known summer holiday.
    #[error("de kalender van {naam} eindigt op {}; {gevraagd} is daarmee niet te bepalen. Voeg het volgende schooljaar toe aan `schoolvakanties.yaml`", datum_kort(*.eindigt_op))]
    BuitenKalender {
        /// The calendar's name.
        naam: String,
        /// Its last known day.
        eindigt_op: NaiveDate,
        /// What was asked, as words in the sentence.
        gevraagd: String,
    },
    /// The count starts or runs before the first known holiday.
    #[error("de kalender van {naam} begint op {}; {gevraagd} is daarmee niet te bepalen", datum_kort(*.begint_op))]
    VoorKalender {
        /// The calendar's name.
        naam: String,
        /// Its first known day.
        begint_op: NaiveDate,
        /// What was asked, as words in the sentence.
        gevraagd: String,
    },
    /// Working days and ATW days are tabulated for one century only.
    #[error(
        "{gevraagd} ligt buiten het bereik van de feestdagen ({van}–{tot}); controleer de datum"
    )]
    BuitenBereik {
        /// First year known.
        van: i32,
        /// Last year known.
        tot: i32,
        /// What was asked, as words in the sentence.
        gevraagd: String,
    },
    /// No such municipality.
    #[error("onbekende gemeente `{gevonden}`{}", bedoelde(.suggestie.as_deref()))]
    OnbekendeGemeente {
        /// What was given.
        gevonden: String,
        /// The nearest slug.
        suggestie: Option<String>,
    },
    /// The municipality lies in two holiday regions, so the place must be known.
    #[error("{gemeente} ligt in meer dan één vakantieregio; noem de plaats ({})", .plaatsen.join(", "))]
    PlaatsNodig {
        /// The municipality's name.
        gemeente: String,
        /// The places that can be named.
        plaatsen: Vec<String>,
    },
    /// A place that a split municipality does not have.
    #[error("{gemeente} ligt in meer dan één vakantieregio en kent geen plaats `{gevonden}`{}; verwacht {}", bedoelde(.suggestie.as_deref()), .plaatsen.join(", "))]
    OnbekendePlaats {
        /// The municipality's name.
        gemeente: String,
        /// What was given.
        gevonden: String,
        /// The nearest place.
        suggestie: Option<String>,
        /// The places that can be named.
        plaatsen: Vec<String>,
    },
}

fn bedoelde(suggestie: Option<&str>) -> String {
    suggestie.map_or_else(String::new, |s| format!("; bedoelde u `{s}`?"))
}
