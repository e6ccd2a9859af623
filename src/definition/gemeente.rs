//! What one gemeente says for itself beside the procedures: its own letterhead, organisations and free days.
//!
//! Live, as the bureau is. Who works there, how mail goes to medewerkers and how files come in are the bureau's
//! alone: one medewerker works for several gemeenten, and gets one mail for all of them. Easy to get wrong:
//! only what differs is said, so nothing here is required but the name.

use std::borrow::Cow;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::bureau::Bureau;
use super::partij::Ketenpartner;
use crate::kalender::GemeenteKalender;

/// Wat één gemeente anders heeft dan haar bureau (`gemeente.yaml`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Gemeente {
    /// Slug, gelijk aan de naam van de map.
    pub gemeente: String,
    /// Wat op het briefpapier van de gemeente anders is dan op dat van het bureau.
    #[serde(default)]
    pub brieven: EigenBriefhoofd,
    /// Organisaties waar brieven over jongeren uit deze gemeente heen gaan, elk onder haar naam, zoals `brp` of `ggd`.
    #[serde(default)]
    pub ketenpartners: IndexMap<String, Ketenpartner>,
    /// Vrije dagen en andere afwijkingen van de schoolkalender in deze gemeente.
    #[serde(default)]
    pub kalender: GemeenteKalender,
}

/// Wat boven en onder een brief anders is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EigenBriefhoofd {
    /// Naam boven de brief, in plaats van die van het bureau.
    pub naam: Option<String>,
    /// Adres, één regel per onderdeel.
    pub adres: Option<Vec<String>>,
    /// Telefoonnummer.
    pub telefoon: Option<String>,
    /// Mailadres waarop ouders en scholen een antwoord krijgen.
    pub mail: Option<String>,
    /// Namens wie een brief wordt ondertekend, zoals het college van deze gemeente.
    pub ondertekening: Option<String>,
}

impl Bureau {
    /// The bureau as the letters of a gemeente show it: its own where the gemeente says nothing else.
    pub fn voor(&self, gemeente: &str) -> Cow<'_, Self> {
        let Some(eigen) = self.eigen.get(gemeente) else {
            return Cow::Borrowed(self);
        };
        let mut bureau = self.clone();
        let EigenBriefhoofd {
            naam,
            adres,
            telefoon,
            mail,
            ondertekening,
        } = eigen.brieven.clone();
        let kop = &mut bureau.brieven;
        kop.adres = adres.unwrap_or_else(|| std::mem::take(&mut kop.adres));
        kop.telefoon = telefoon.unwrap_or_else(|| std::mem::take(&mut kop.telefoon));
        kop.mail = mail.unwrap_or_else(|| std::mem::take(&mut kop.mail));
        kop.ondertekening = ondertekening.unwrap_or_else(|| std::mem::take(&mut kop.ondertekening));
        bureau.naam = naam.unwrap_or(bureau.naam);
        for (partij, own) in &eigen.ketenpartners {
            let below = bureau.ketenpartners.entry(partij.clone()).or_default();
            if own.naam.is_some() {
                below.naam.clone_from(&own.naam);
            }
            if !own.adres.is_empty() {
                below.adres.clone_from(&own.adres);
            }
        }
        Cow::Owned(bureau)
    }
}
