//! Whether what is told of a zaak that ran elsewhere fits its definition: every fault, each with what was found, what
//! was expected and what was probably meant.
//!
//! Easy to get wrong: days to come. What happened did so before today; a date that a gegeven holds may still come.

use chrono::NaiveDate;
use serde::Serialize;
use std::fmt;

use super::{eerder, klok};
use crate::decide::{Context, ingebouwd};
use crate::definition::diagnostic::dichtstbij;
use crate::definition::procedure::{Procedure, VeldSoort};
use crate::zaak::contact::AFSPRAAK;
use crate::zaak::melding::Melding;
use crate::zaak::overname::Overname;
use crate::zaak::refusal::opsomming;

/// The name of the day of receipt.
pub(super) const ONTVANGST: &str = "ontvangst";

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OvernameFout {
    /// `fase`, `sinds`, `behandelaar`, `datums.NAAM`, or empty for the melding.
    pub veld: String,
    /// A Dutch fragment: what was found and what was expected.
    pub melding: String,
    /// What can be done, in Dutch.
    pub hint: Option<String>,
}

impl OvernameFout {
    /// A fault in a field.
    pub fn new(veld: impl Into<String>, melding: impl Into<String>) -> Self {
        Self {
            veld: veld.into(),
            melding: melding.into(),
            hint: None,
        }
    }

    /// Adds what can be done.
    #[must_use]
    pub fn met_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// An unknown name among known ones.
    fn unknown(veld: String, wat: &str, naam: &str, known: &[&str]) -> Self {
        let fout = Self::new(veld, format!("gevonden `{naam}`; verwacht {wat}"));
        match dichtstbij(naam, known.iter().copied()) {
            Some(near) => fout.met_hint(format!("bedoelde u `{near}`?")),
            None => fout.met_hint(format!("kies uit {}", opsomming(known.iter().copied()))),
        }
    }
}

impl fmt::Display for OvernameFout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.veld.as_str() {
            "" => {}
            veld => write!(f, "`{veld}`: ")?,
        }
        f.write_str(&self.melding)?;
        match &self.hint {
            Some(hint) => write!(f, "; {hint}"),
            None => Ok(()),
        }
    }
}

/// Everything that does not fit; empty when the zaak can be taken over.
pub fn keur(overname: &Overname, context: &Context<'_>, vandaag: NaiveDate) -> Vec<OvernameFout> {
    let (procedure, bureau) = (context.procedure, context.bureau);
    let melding = &overname.melding;
    let of_melding = crate::decide::keur(melding, procedure, vandaag);
    let mut fouten: Vec<OvernameFout> = of_melding
        .into_iter()
        .map(|fout| OvernameFout::new("", fout))
        .collect();
    if melding.ingetrokken {
        let fout = OvernameFout::new("", "de melding is `ingetrokken`; verwacht een lopende zaak");
        fouten.push(fout.met_hint("laat deze regel weg"));
    }
    fouten.extend(too_early(melding, context.kalender.begint_op()));
    let fasen: Vec<&str> = procedure.fasen.keys().map(String::as_str).collect();
    if !procedure.fasen.contains_key(&overname.fase) {
        let wat = format!("een fase van `{}`", procedure.slug);
        fouten.push(OvernameFout::unknown(
            "fase".to_owned(),
            &wat,
            &overname.fase,
            &fasen,
        ));
    }
    let sinds = overname.sinds;
    if sinds > vandaag {
        fouten.push(to_come("sinds", sinds, vandaag));
    } else if sinds < melding.ontvangen {
        let melding = format!(
            "gevonden {sinds}; verwacht {} (`ontvangen`) of later",
            melding.ontvangen
        );
        fouten.push(OvernameFout::new("sinds", melding));
    }
    fouten.extend(datums(overname, procedure, vandaag));
    fouten.extend(klok::keur(overname, vandaag));
    if procedure.fasen.contains_key(&overname.fase) {
        fouten.extend(eerder::keur(overname, procedure));
    }
    if let Some(id) = &overname.behandelaar
        && bureau.medewerker(id).is_none()
    {
        let known: Vec<&str> = bureau.medewerkers.keys().map(String::as_str).collect();
        let wat = format!("een medewerker van `{}`", bureau.bureau);
        fouten.push(OvernameFout::unknown(
            "behandelaar".to_owned(),
            &wat,
            id,
            &known,
        ));
    }
    fouten
}

/// Received before the jongere was born, or before any day of the calendar is known.
fn too_early(melding: &Melding, begint_op: NaiveDate) -> Option<OvernameFout> {
    let ontvangen = melding.ontvangen;
    let fout = |melding: String| OvernameFout::new("ontvangen", melding);
    let jongere = melding.jongere.as_ref();
    match jongere.map(|jongere| jongere.geboortedatum) {
        Some(born) if ontvangen < born => Some(fout(format!(
            "gevonden {ontvangen}; verwacht een dag na de geboorte van de jongere ({born})"
        ))),
        _ if ontvangen < begint_op => Some(
            fout(format!(
                "gevonden {ontvangen}; verwacht {begint_op} of later, want daar begint de schoolkalender"
            ))
            .met_hint("klopt de dag, dan kan geen termijn van deze zaak worden geteld; rond haar af waar zij nu loopt"),
        ),
        _ => None,
    }
}

fn datums(overname: &Overname, procedure: &Procedure, vandaag: NaiveDate) -> Vec<OvernameFout> {
    let known = names(procedure);
    let mut fouten = Vec::new();
    for (naam, dag) in &overname.datums {
        let veld = format!("datums.{naam}");
        if !known.contains(&naam.as_str()) {
            let wat = "een taak, gebeurtenis, termijn, fase of datumgegeven van de procedure";
            fouten.push(OvernameFout::unknown(veld, wat, naam, &known));
            continue;
        }
        let fixed = match naam.as_str() {
            ONTVANGST => Some(("ontvangen", overname.melding.ontvangen)),
            naam if naam == overname.fase => Some(("sinds", overname.sinds)),
            _ => None,
        };
        if let Some((said_by, day)) = fixed.filter(|(_, day)| day != dag) {
            let melding = format!("gevonden {dag}; `{said_by}` zegt {day}");
            fouten.push(OvernameFout::new(veld, melding).met_hint("laat deze datum weg"));
            continue;
        }
        let may_come = naam == AFSPRAAK || is_datumveld(procedure, naam);
        if *dag > vandaag && !may_come {
            fouten.push(to_come(veld, *dag, vandaag));
        }
    }
    fouten
}

fn to_come(veld: impl Into<String>, dag: NaiveDate, vandaag: NaiveDate) -> OvernameFout {
    let melding = format!("gevonden {dag}; verwacht een dag tot en met vandaag ({vandaag})");
    OvernameFout::new(veld, melding)
}

/// Whether a name is that of a gegeven that holds a date.
pub(super) fn is_datumveld(procedure: &Procedure, naam: &str) -> bool {
    let mut all = procedure.alle_velden();
    all.any(|(known, veld)| known == naam && veld.soort == VeldSoort::Datum)
}

/// Every name that a day can be told of.
fn names(procedure: &Procedure) -> Vec<&str> {
    let fasen = procedure.fasen.iter().flat_map(|(fase, def)| {
        let taken = def.taken.keys().chain(def.termijnen.keys());
        let events = def.gebeurtenissen.keys();
        std::iter::once(fase)
            .chain(taken)
            .chain(events)
            .map(String::as_str)
    });
    let events = procedure.gebeurtenissen.keys().map(String::as_str);
    let velden = procedure.alle_velden();
    let velden = velden.filter(|(_, veld)| veld.soort == VeldSoort::Datum);
    let built_in = ingebouwd::GEBEURTENISSEN
        .into_iter()
        .chain([ONTVANGST, AFSPRAAK]);
    let mut all: Vec<&str> = fasen
        .chain(events)
        .chain(velden.map(|(naam, _)| naam.as_str()))
        .chain(built_in)
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}
