//! The school calendars: three national files, and what each bureau says of its own days.
//!
//! Checking and counting is `kalender`'s; here its findings get a place in the right file. Easy to get
//! wrong: a finding names a path (`schooljaren[2].herfst.midden`), and the author needs a line.

use std::collections::HashMap;
use std::sync::Arc;

use super::indeling::{self, LANDELIJK, Soort};
use super::lader::Lader;
use crate::bronnen::Bronnen;
use crate::definition::boom::{Knoop, Plek};
use crate::definition::bureau::Bureau;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::lees::lees;
use crate::kalender::{
    Bevinding, BureauKalender, Feestdagen, Kalenderdata, Kalenders, Regios, Schoolplaats,
    Schoolvakanties,
};
use crate::zaak::Digest;

/// The trees of files that findings can point into, by the name findings use.
pub(super) type Bomen = HashMap<String, Arc<Knoop>>;

/// Calendars, with the digest of what they were built from.
pub(super) type Kalenderbouw = (Arc<Kalenders>, Digest);

/// Reads the three national files; `None` when one is missing or faulty.
pub(super) fn lees_data(
    bronnen: &Bronnen,
    bomen: &mut Bomen,
    fouten: &mut Vec<Diagnostic>,
) -> Option<Kalenderdata> {
    let regios = file::<Regios>("regios.yaml", bronnen, bomen, fouten);
    let schoolvakanties = file::<Schoolvakanties>("schoolvakanties.yaml", bronnen, bomen, fouten);
    let feestdagen = file::<Feestdagen>("feestdagen.yaml", bronnen, bomen, fouten);
    for (pad, bestand) in &bronnen.workflows {
        if let Soort::Kalender(naam) = indeling::workflow(pad)
            && !["regios.yaml", "schoolvakanties.yaml", "feestdagen.yaml"].contains(&naam.as_str())
        {
            let plek = Plek::new(bestand.toon.as_str(), 1, 1);
            fouten.push(Diagnostic::new(
                Code::W901,
                &plek,
                "dit bestand wordt niet gelezen",
            ));
        }
    }
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
    if let Some(before) = before.filter(|(_, before)| *before == digest && !all.is_empty()) {
        lader.kalenders = Some(before.clone());
        return Some(before);
    }
    match Kalenders::new(data, &own) {
        Ok(kalenders) => {
            let built = (Arc::new(kalenders), digest);
            lader.kalenders = Some(built.clone());
            Some(built)
        }
        Err(bevindingen) => {
            fouten.extend(
                bevindingen
                    .iter()
                    .map(|bevinding| diagnostic(bevinding, bomen)),
            );
            None
        }
    }
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

fn diagnostic(bevinding: &Bevinding, bomen: &Bomen) -> Diagnostic {
    let steps: Vec<&str> = bevinding
        .pad
        .split(['.', '[', ']'])
        .filter(|step| !step.is_empty())
        .collect();
    let plek = match bomen.get(&bevinding.bestand) {
        Some(boom) => boom.plek_op(&steps).clone(),
        None => Plek::new(bevinding.bestand.as_str(), 1, 1),
    };
    let fout = Diagnostic::new(Code::F200, &plek, bevinding.melding.clone());
    match &bevinding.hint {
        Some(hint) => fout.met_hint(hint.clone()),
        None => fout,
    }
}
