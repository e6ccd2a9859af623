//! Contacts, appointments and documents of a zaak, with the texts that are kept beside its history.
//!
//! Easy to get wrong: a text may have been erased. What it said is then absent; that it was there is not.

use chrono::{DateTime, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

use crate::zaak::contact::{AfspraakStatus, ContactSoort, DocumentInhoud, Partij};
use crate::zaak::{RegelId, Zaak};

type Teksten = BTreeMap<RegelId, String>;

/// A contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ContactZicht {
    /// Regel waarmee het is vastgelegd, om het te herstellen.
    pub regel: RegelId,
    pub soort: ContactSoort,
    pub met: Vec<Partij>,
    pub tijd: DateTime<Utc>,
    pub bereikt: bool,
    pub verslag: Option<String>,
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct AfspraakZicht {
    pub nummer: u32,
    pub wanneer: DateTime<Utc>,
    pub plaats: Option<String>,
    pub met: Vec<Partij>,
    pub status: AfspraakStatus,
}

/// A document that is kept elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DocumentZicht {
    /// Regel waarmee het is vastgelegd, om het te herstellen.
    pub regel: RegelId,
    pub datum: NaiveDate,
    pub titel: Option<String>,
    pub digest: String,
    pub plaats: Option<String>,
}

fn line(zaak: &Zaak, nummer: u32) -> RegelId {
    RegelId {
        zaak: zaak.id,
        nummer,
    }
}

pub(super) fn contacten(zaak: &Zaak, teksten: &Teksten) -> Vec<ContactZicht> {
    let all = zaak.contacten.iter().map(|contact| {
        let regel = line(zaak, contact.regel);
        ContactZicht {
            regel,
            soort: contact.soort,
            met: contact.met.clone(),
            tijd: contact.tijd,
            bereikt: contact.bereikt,
            verslag: teksten.get(&regel).cloned(),
        }
    });
    all.collect()
}

pub(super) fn afspraken(zaak: &Zaak, teksten: &Teksten) -> Vec<AfspraakZicht> {
    let all = zaak.afspraken.iter().map(|afspraak| AfspraakZicht {
        nummer: afspraak.nummer,
        wanneer: afspraak.wanneer,
        plaats: afspraak
            .plaats
            .and_then(|nummer| teksten.get(&line(zaak, nummer)).cloned()),
        met: afspraak.met.clone(),
        status: afspraak.status,
    });
    all.collect()
}

pub(super) fn documenten(zaak: &Zaak, teksten: &Teksten) -> Vec<DocumentZicht> {
    let all = zaak.documenten.iter().map(|document| {
        let regel = line(zaak, document.regel);
        let kept = teksten
            .get(&regel)
            .map(|tekst| DocumentInhoud::uit_tekst(tekst));
        DocumentZicht {
            regel,
            datum: document.datum,
            titel: kept.map(|(titel, _)| titel.to_owned()),
            digest: document.digest.clone(),
            plaats: kept.map(|(_, plaats)| plaats.to_owned()),
        }
    });
    all.collect()
}
