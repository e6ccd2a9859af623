//! `gemeente.yaml`: what a gemeente says for itself, laid over the file of its bureau.
//!
//! Free days are checked by `kalender`. Easy to get wrong: a file in the folder of a gemeente the bureau does not
//! serve is told by its folder (F310); it is never laid over anything.

use std::sync::Arc;

use super::bureaus::{mailadres, partij};
use super::indeling::{self, Soort};
use super::lader::{Bron, Lader, lezing};
use super::landkaart::Bomen;
use crate::bronnen::Bronnen;
use crate::definition::boom::{Knoop, Plek, Sleutel, Soort as Boomsoort};
use crate::definition::bureau::Bureau;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::dubbel::herhalingen;

/// Reads the file of every gemeente and gives it to its bureau.
pub(super) fn lees_alle(
    bronnen: &Bronnen,
    lader: &mut Lader,
    bureaus: &mut [Bureau],
    bomen: &mut Bomen,
    fouten: &mut Vec<Diagnostic>,
) {
    let files = bronnen.workflows.iter();
    let files = files.filter_map(|(pad, bestand)| match indeling::workflow(pad) {
        Soort::Gemeente(laag) => Some((Bron::van(pad, bestand), (laag, bestand))),
        _ => None,
    });
    let files: Vec<_> = files.collect();
    let read = lader.gemeenten.elk(&files, |(_, bestand)| lezing(bestand));
    for ((bron, (laag, _)), gelezen) in files.iter().zip(read) {
        let (gemeente, boom) = match gelezen.as_ref() {
            Ok(gelezen) => gelezen,
            Err(meer) => {
                fouten.extend(meer.iter().cloned());
                continue;
            }
        };
        if gemeente.gemeente != laag.naam() {
            let plek = boom.plek_op(&["gemeente"]);
            let melding = format!(
                "de gemeente heet `{}`, maar haar map `{}`",
                gemeente.gemeente,
                laag.naam()
            );
            let fout = Diagnostic::new(Code::F316, plek, melding);
            fouten.push(fout.met_hint("geef beide dezelfde naam"));
        }
        let served = |bureau: &&mut Bureau| {
            bureau.bureau == laag.eerste && bureau.gemeenten.iter().any(|own| own == laag.naam())
        };
        if let Some(bureau) = bureaus.iter_mut().find(served) {
            bomen.insert(bron.pad.clone(), Arc::clone(boom));
            let laag = laag.naam().to_owned();
            bureau.eigen.insert(laag, gemeente.clone());
        }
    }
}

/// Checks what each gemeente of a bureau says, against what the bureau says.
pub(super) fn toets(bureau: &Bureau, onder: &Knoop, bomen: &Bomen, fouten: &mut Vec<Diagnostic>) {
    for (gemeente, eigen) in &bureau.eigen {
        let Some(boom) = bomen.get(&format!("{}/{gemeente}/gemeente.yaml", bureau.bureau)) else {
            continue;
        };
        if let Some(mail) = &eigen.brieven.mail {
            fouten.extend(mailadres(mail, boom.plek_op(&["brieven", "mail"])));
        }
        for naam in eigen.ketenpartners.keys() {
            let pad = ["ketenpartners", naam];
            let plek = boom.sleutel_op(&pad).unwrap_or(boom.plek_op(&pad));
            fouten.extend(partij(naam, plek));
        }
        for twice in herhalingen(&as_gemeente(onder, gemeente), boom, &["gemeente"]) {
            // Days are held against days, not words against words; `kalender` tells of them.
            let of_days = twice.pad.first().is_some_and(|key| *key == "kalender");
            if of_days
                && boom
                    .op_pad(&twice.pad)
                    .is_some_and(|knoop| !knoop.kaart().is_empty())
            {
                continue;
            }
            let melding = match twice.pad.as_slice() {
                [] => format!("`gemeente.yaml` van `{gemeente}` verandert niets"),
                _ => format!(
                    "gemeente `{gemeente}` zegt bij {} wat er al staat",
                    twice.wat()
                ),
            };
            let hint = match twice.pad.as_slice() {
                [] => "haal het bestand weg; wat het bureau zegt, geldt al".to_owned(),
                _ => format!(
                    "haal het weg; {}:{} zegt het al",
                    twice.onder.bestand, twice.onder.regel
                ),
            };
            fouten.push(Diagnostic::new(Code::W107, &twice.boven, melding).met_hint(hint));
        }
    }
}

/// What a bureau says of one gemeente, in the shape in which the gemeente would say it.
fn as_gemeente(bureau: &Knoop, gemeente: &str) -> Knoop {
    let kaart = |regels: Vec<Option<(&str, Knoop)>>| Knoop {
        plek: bureau.plek.clone(),
        soort: Boomsoort::Kaart(
            regels
                .into_iter()
                .flatten()
                .map(|(naam, knoop)| (key(naam, &knoop.plek), knoop))
                .collect(),
        ),
    };
    let under = |pad: &[&str]| bureau.op_pad(pad).cloned();
    let mut brieven = under(&["brieven"]);
    if let (Some(kop), Some(naam)) = (&mut brieven, bureau.regel("naam"))
        && let Boomsoort::Kaart(regels) = &mut kop.soort
    {
        regels.push((naam.0.clone(), naam.1.clone()));
    }
    let kalender = kaart(vec![
        under(&["kalender", "gemeenten", gemeente]).map(|knoop| ("gemeente", knoop)),
        under(&["kalender", "plaatsen", gemeente]).map(|knoop| ("plaatsen", knoop)),
    ]);
    kaart(vec![
        brieven.map(|knoop| ("brieven", knoop)),
        under(&["ketenpartners"]).map(|knoop| ("ketenpartners", knoop)),
        Some(("kalender", kalender)),
    ])
}

fn key(naam: &str, plek: &Plek) -> Sleutel {
    Sleutel {
        naam: naam.to_owned(),
        plek: plek.clone(),
    }
}
