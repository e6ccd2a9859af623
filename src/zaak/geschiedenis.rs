//! What the bureau knows of a jongere besides the zaak at hand: read with the zaak, handed to `decide`.
//!
//! Only numbers, dates and ids; gathering them is the store's. Easy to get wrong: the zaak at hand does
//! not count as earlier than itself, so `zaken` and `meldingen` leave it out, while `meldingen_totaal`
//! counts the meldingen it holds.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

use super::ids::{MeldingId, ZaakId};
use super::melding::VerzuimSoort;

/// The history of a jongere, seen from one zaak and its procedure.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Geschiedenis {
    /// How many other zaken of the same procedure the jongere has or had.
    pub eerdere_zaken: u32,
    /// How many meldingen of this procedure came in that were not withdrawn, those of this zaak included.
    pub meldingen_totaal: u32,
    /// How many other jongeren at the address, or with the same ouder at the same address, have an open zaak
    /// anywhere in the bureau. An address or ouder that more than [`GEZIN_MAX`] jongeren share is no family.
    pub broers_zussen_open: u32,
    /// The other zaken of the jongere, of every procedure, in order of birth.
    pub zaken: Vec<EerdereZaak>,
    /// The meldingen of those other zaken that were not withdrawn, of every kind, in order of arrival.
    pub meldingen: Vec<EerdereMelding>,
}

impl Geschiedenis {
    /// How many other zaken there are of each procedure, by its slug with underscores for hyphens.
    pub fn per_procedure(&self) -> BTreeMap<String, u32> {
        let mut counted = BTreeMap::new();
        for zaak in &self.zaken {
            *counted.entry(zaak.procedure.replace('-', "_")).or_default() += 1;
        }
        counted
    }
}

/// The most jongeren that an address or an ouder can have and still say who belongs together: beyond it the
/// address is an institution's, and the ouder a guardian by profession.
pub const GEZIN_MAX: u32 = 50;

/// Another zaak of the same jongere.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EerdereZaak {
    pub zaak: ZaakId,
    pub procedure: String,
    /// The day it was opened.
    pub begin: NaiveDate,
    /// The day it was closed; `None` while it is open.
    pub einde: Option<NaiveDate>,
    /// `None` while it is open.
    pub uitkomst: Option<String>,
    /// Of its fields those that its own definition lets other zaken see, as far as they are filled in.
    pub gegevens: Map<String, Value>,
}

/// A melding about the same jongere that belongs to another zaak.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EerdereMelding {
    pub melding: MeldingId,
    pub zaak: ZaakId,
    /// Slug of the procedure it was about.
    pub soort: String,
    /// The day it was received.
    pub datum: NaiveDate,
    /// What kind of absence, where it said so.
    pub verzuim: Option<VerzuimSoort>,
}
