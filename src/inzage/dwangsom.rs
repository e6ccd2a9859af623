//! What deciding too late costs by today, where an applicant has said that the decision is late (Awb 4:17).
//!
//! Easy to get wrong: the amounts are those of the definition the zaak runs on, not of today's.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::definition::procedure::Procedure;
use crate::zaak::Zaak;

/// A dwangsom that threatens or runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DwangsomZicht {
    /// De dag waarop de ingebrekestelling binnenkwam.
    pub in_gebreke: NaiveDate,
    /// De laatste dag om zonder dwangsom te beslissen.
    pub uiterlijk: NaiveDate,
    /// Dagen waarover zij vandaag verschuldigd is.
    pub dagen: u32,
    /// Euro tot en met vandaag.
    pub euro: u32,
    /// Euro, hoe lang het ook nog duurt.
    pub hoogstens: u32,
    /// Hetzelfde in woorden.
    pub uitleg: String,
}

/// What runs in a zaak on a day; none when nobody said the decision is late, or it has been made.
pub fn dwangsom(procedure: &Procedure, zaak: &Zaak, dag: NaiveDate) -> Option<DwangsomZicht> {
    let (running, dwangsom) = procedure.lopende_dwangsom(zaak)?;
    let uiterlijk = running.einde?;
    let stand = dwangsom.stand(uiterlijk, dag);
    Some(DwangsomZicht {
        in_gebreke: running.begin,
        uiterlijk,
        dagen: stand.dagen,
        euro: stand.euro,
        hoogstens: stand.hoogstens,
        uitleg: dwangsom.in_woorden(uiterlijk, dag),
    })
}
