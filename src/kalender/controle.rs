//! Checks of calendar data before anything is counted with them.
//!
//! Public files of school holidays hold errors, and one wrong week makes every term of a
//! region wrong in silence. So each file is judged whole and all its faults are told at once.
//! Easy to get wrong: the national files are judged strictly, a bureau's own days loosely,
//! since local holidays may be of any length.

mod bureau;
mod regios;
mod vakanties;

pub use bureau::check_bureau;
pub use regios::{check_feestdagen, check_regios};
pub use vakanties::check_schoolvakanties;

/// A fault in calendar data, for the administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bevinding {
    /// The file's name, such as `schoolvakanties.yaml`; of a bureau `SLUG/bureau.yaml`.
    pub bestand: String,
    /// The place in it, such as `schooljaren[2].herfst.midden`.
    pub pad: String,
    /// What is wrong, in Dutch.
    pub melding: String,
    /// What to do, in Dutch.
    pub hint: Option<String>,
}

/// Collects the faults of one file.
struct Verslag {
    bestand: String,
    bevindingen: Vec<Bevinding>,
}

impl Verslag {
    fn new(bestand: impl Into<String>) -> Self {
        Self {
            bestand: bestand.into(),
            bevindingen: Vec::new(),
        }
    }

    fn add(&mut self, pad: impl Into<String>, melding: impl Into<String>, hint: Option<String>) {
        self.bevindingen.push(Bevinding {
            bestand: self.bestand.clone(),
            pad: pad.into(),
            melding: melding.into(),
            hint,
        });
    }
}
