//! School calendars, feestdagen and counting: every date in the house comes from here, with
//! its reasons.
//!
//! ```text
//!  regios.yaml  schoolvakanties.yaml  feestdagen.yaml   bureau.yaml (scholen, kalender)
//!        \              |                   |              /
//!         +------------ Kalenders::new -----+-------------+      checks all, then builds
//!                           |
//!                   voor(gemeente, plaats, school)               which calendar holds here?
//!                           |
//!                 Kalender::bereken(Vraag) -> Berekening         einde, overgeslagen, uitleg
//! ```
//!
//! Pure: the date is an argument, files are read elsewhere. Left to others: when a term starts
//! and what happens at its end (`zaak`, `decide`), reading YAML (`definition`).
//! Easy to get wrong: beyond the last known holiday there is no answer, only a refusal; never
//! count weekdays instead.

mod afwijkingen;
mod bereken;
mod controle;
mod duur;
mod feestdag;
mod fout;
mod kalenders;
mod opschorting;
mod overbodig;
mod plaatskalender;
mod regio;
mod schooltabel;
mod schoolvakanties;
mod schoolweken;
mod schrijfwijze;
mod telling;
mod uitleg;
mod vaste_datum;
mod verschil;
mod vraag;
mod werkdagen;

#[cfg(test)]
mod tests;

pub use afwijkingen::{
    Afwijking, Afwijkingen, BureauKalender, EigenVakantie, GemeenteKalender, LokaleDagen,
    Schoolplaats,
};
pub use controle::{
    Bevinding, check_bureau, check_feestdagen, check_regios, check_schoolvakanties,
};
pub use duur::{Duur, DuurFout, Eenheid};
pub use feestdag::{AtwDagen, Feestdag, Feestdagen};
pub use fout::KalenderFout;
pub use kalenders::{Kalenderdata, Kalenders};
pub use overbodig::overbodig;
pub use plaatskalender::{Dagsoort, Kalender};
pub use regio::{Gemeente, PlaatsenPerRegio, Regio, Regios};
pub use schoolvakanties::{PerRegio, Schooljaar, Schoolvakanties, Vakantie};
pub use schrijfwijze::{datum_kort, slug};
pub use vaste_datum::{MAANDEN, VasteDatum, VasteDatumFout};
pub use verschil::Kalenderverschil;
pub use vraag::{Berekening, Overgeslagen, Periode, Richting, Vraag};
