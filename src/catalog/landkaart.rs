//! The school calendars: three national files, and what each bureau says of its own days.
//!
//! Checking and counting is `kalender`'s; here its findings get a place in the right file. Easy to get
//! wrong: a finding names a path (`schooljaren[2].herfst.midden`), and the author needs a line.

use std::collections::HashMap;
use std::sync::Arc;

use super::indeling::LANDELIJK;
use super::lader::Lader;
use crate::bronnen::Bronnen;
use crate::definition::boom::{Knoop, Plek, Soort as BoomSoort};
use crate::definition::bureau::Bureau;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::lees::lees;
use crate::kalender::{
    Bevinding, BureauKalender, Feestdagen, Kalenderdata, Kalenders, Regios, Schoolplaats,
    Schoolvakanties, overbodig,
};
use crate::zaak::Digest;

/// The three national files.
pub(super) const KALENDERS: [&str; 3] = ["regios.yaml", "schoolvakanties.yaml", "feestdagen.yaml"];

/// The trees of files that findings can point into, by the name findings use.
pub(super) type Bomen = HashMap<String, Arc<Knoop>>;

/// Calendars, with the digest of what they were built from and what in it changes no day.
#[derive(Debug, Clone)]
pub(super) struct Kalenderbouw {
    pub kalenders: Arc<Kalenders>,
    pub digest: Digest,
    overbodig: Arc<[Bevinding]>,
}

/// Reads the three national files; `None` when one is missing or faulty.
pub(super) fn lees_data(
    bronnen: &Bronnen,
    bomen: &mut Bomen,
    fouten: &mut Vec<Diagnostic>,
) -> Option<Kalenderdata> {
    let regios = file::<Regios>("regios.yaml", bronnen, bomen, fouten);
    let schoolvakanties = file::<Schoolvakanties>("schoolvakanties.yaml", bronnen, bomen, fouten);
    let feestdagen = file::<Feestdagen>("feestdagen.yaml", bronnen, bomen, fouten);
    Some(Kalenderdata {
        regios: regios?,
        schoolvakanties: schoolvakanties?,
        feestdagen: feestdagen?,
    })
}

fn file<T>(
    naam: &str,
    bronnen: &Bronnen,
    bomen: &mut Bomen,
    fouten: &mut Vec<Diagnostic>,
) -> Option<T>
where
    T: serde::de::DeserializeOwned + schemars::JsonSchema + 'static,
{
    let pad = format!("{LANDELIJK}/kalender/{naam}");
    // One that is no text was told of when it was read.
    if bronnen.naast_workflows.contains_key(&pad) {
        return None;
    }
    let Some(bestand) = bronnen.workflows.get(&pad) else {
        let plek = Plek::new(pad.as_str(), 1, 1);
        let fout = Diagnostic::new(Code::F201, &plek, format!("`{naam}` ontbreekt"));
        fouten.push(fout.met_hint("zonder dit bestand kan geen schooldag worden geteld"));
        return None;
    };
    match lees::<T>(&bestand.toon, &bestand.tekst) {
        Ok(gelezen) => {
            bomen.insert(naam.to_owned(), Arc::new(gelezen.boom));
            Some(gelezen.inhoud)
        }
        Err(meer) => {
            fouten.extend(meer);
            None
        }
    }
}

/// Builds every calendar with the digest of what it is built from, or tells what is wrong with the data.
pub(super) fn bouw(
    data: &Kalenderdata,
    bureaus: &[Arc<Bureau>],
    bomen: &Bomen,
    lader: &mut Lader,
    fouten: &mut Vec<Diagnostic>,
) -> Option<Kalenderbouw> {
    let own: Vec<BureauKalender> = bureaus.iter().map(|bureau| of_bureau(bureau)).collect();
    // Plain data with text keys always becomes JSON; an empty text would only count once too often.
    let all = serde_json::to_string(&(data, &own)).unwrap_or_default();
    let digest = Digest::of(&all);
    let before = lader.kalenders.take();
    let before = before.filter(|before| before.digest == digest && !all.is_empty());
    let built = match before {
        Some(before) => before,
        None => match Kalenders::new(data, &own) {
            Ok(kalenders) => Kalenderbouw {
                kalenders: Arc::new(kalenders),
                digest,
                overbodig: overbodig(data, &own).into(),
            },
            Err(bevindingen) => {
                let told = bevindingen.iter();
                fouten.extend(told.map(|bevinding| diagnostic(Code::F200, bevinding, bomen)));
                return None;
            }
        },
    };
    let told = built.overbodig.iter();
    fouten.extend(told.map(|bevinding| diagnostic(Code::W107, bevinding, bomen)));
    lader.kalenders = Some(built.clone());
    Some(built)
}

fn of_bureau(bureau: &Bureau) -> BureauKalender {
    let scholen = bureau.scholen.iter().map(|(code, school)| {
        let (brin, vestiging) = match code.split_once('-') {
            Some((brin, vestiging)) => (brin, Some(vestiging.to_owned())),
            None => (code.as_str(), None),
        };
        Schoolplaats {
            brin: brin.to_owned(),
            vestiging,
            gemeente: school.gemeente.clone(),
            plaats: Some(school.plaats.clone()),
        }
    });
    BureauKalender {
        bureau: bureau.bureau.clone(),
        gemeenten: bureau.gemeenten.clone(),
        scholen: scholen.collect(),
        kalender: bureau.kalender.clone(),
        eigen: bureau
            .eigen
            .iter()
            .map(|(gemeente, eigen)| (gemeente.clone(), eigen.kalender.clone()))
            .collect(),
    }
}

fn diagnostic(code: Code, bevinding: &Bevinding, bomen: &Bomen) -> Diagnostic {
    let steps: Vec<&str> = bevinding
        .pad
        .split(['.', '[', ']'])
        .filter(|step| !step.is_empty())
        .collect();
    let plek = match bomen.get(&bevinding.bestand) {
        // Of a gemeente, place or school the name is meant, and its block begins on the line below.
        Some(boom) => match boom.op_pad(&steps).map(|knoop| &knoop.soort) {
            Some(BoomSoort::Kaart(_)) if steps.first() == Some(&"kalender") => {
                boom.sleutel_op(&steps).unwrap_or(boom.plek_op(&steps))
            }
            _ => boom.plek_op(&steps),
        }
        .clone(),
        None => Plek::new(bevinding.bestand.as_str(), 1, 1),
    };
    let fout = Diagnostic::new(code, &plek, bevinding.melding.clone());
    match &bevinding.hint {
        Some(hint) => fout.met_hint(hint.clone()),
        None => fout,
    }
}
