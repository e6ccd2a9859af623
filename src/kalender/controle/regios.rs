//! Judges `regios.yaml` and `feestdagen.yaml`.
//!
//! Easy to get wrong: whether all municipalities are there is not checked, because their number
//! changes with every herindeling; the tests count the shipped file.

use std::collections::{HashMap, HashSet};

use chrono::Datelike;

use super::{Bevinding, Verslag};
use crate::kalender::feestdag::Feestdagen;
use crate::kalender::regio::Regios;
use crate::kalender::schrijfwijze::{datum_kort, slug};

/// Checks `regios.yaml`.
#[must_use]
pub fn check_regios(regios: &Regios) -> Vec<Bevinding> {
    let mut verslag = Verslag::new("regios.yaml");
    let mut codes: HashMap<&str, &str> = HashMap::new();
    for (sleutel, gemeente) in &regios.gemeenten {
        let pad = format!("gemeenten.{sleutel}");
        if slug(&gemeente.naam) != *sleutel {
            verslag.add(
                &pad,
                format!("`{sleutel}` hoort niet bij de naam `{}`", gemeente.naam),
                Some(format!("schrijf `{}`", slug(&gemeente.naam))),
            );
        }
        if gemeente.code.len() != 4 || !gemeente.code.bytes().all(|b| b.is_ascii_digit()) {
            verslag.add(
                format!("{pad}.code"),
                format!("`{}` is geen gemeentecode", gemeente.code),
                Some("een CBS-code heeft vier cijfers; zet hem tussen aanhalingstekens".to_owned()),
            );
        } else if let Some(andere) = codes.insert(&gemeente.code, sleutel) {
            verslag.add(
                format!("{pad}.code"),
                format!("code {} is al van `{andere}`", gemeente.code),
                None,
            );
        }
        match (&gemeente.regio, &gemeente.plaatsen) {
            (Some(_), Some(_)) => verslag.add(
                &pad,
                "een gemeente heeft óf een regio, óf plaatsen per regio",
                Some("laat `regio` weg als de gemeente gesplitst is".to_owned()),
            ),
            (None, None) => verslag.add(
                &pad,
                "de vakantieregio ontbreekt",
                Some("voeg `regio: noord`, `midden` of `zuid` toe".to_owned()),
            ),
            (None, Some(plaatsen)) => {
                let mut gezien = HashSet::new();
                for (plaats, _) in plaatsen.alle() {
                    if !gezien.insert(slug(plaats)) {
                        verslag.add(
                            format!("{pad}.plaatsen"),
                            format!("de plaats `{plaats}` staat er tweemaal"),
                            None,
                        );
                    }
                }
            }
            (Some(_), None) => {}
        }
    }
    verslag.bevindingen
}

/// Checks `feestdagen.yaml`.
#[must_use]
pub fn check_feestdagen(feestdagen: &Feestdagen) -> Vec<Bevinding> {
    let mut verslag = Verslag::new("feestdagen.yaml");
    let atw = &feestdagen.algemene_termijnenwet;
    for (nummer, datum) in atw.gelijkgesteld.iter().enumerate() {
        let pad = format!("algemene_termijnenwet.gelijkgesteld[{nummer}]");
        if datum.year() > atw.bekend_tot_en_met {
            verslag.add(
                pad,
                format!(
                    "{} ligt na het laatste bekende jaar ({})",
                    datum_kort(*datum),
                    atw.bekend_tot_en_met
                ),
                Some("verhoog `bekend_tot_en_met`".to_owned()),
            );
        } else if atw.gelijkgesteld[..nummer].contains(datum) {
            verslag.add(
                pad,
                format!("{} staat er tweemaal", datum_kort(*datum)),
                None,
            );
        }
    }
    verslag.bevindingen
}
