//! How the parts of a definition are named: by title, by slug only where there is none.
//!
//! Easy to get wrong: a title that says no more than the slug, or none at all; then the slug stands in
//! backticks, so that nobody takes it for a sentence.

use super::lijst::opsomming;
use crate::definition::procedure::{Procedure, VeldSoort};
use crate::kalender::{Duur, VasteDatum};
use crate::zaak::Rol;
use crate::zaak::termijn::{RungSoort, Tijd, Wanneer};

/// A title, else the slug in backticks; at the head of a sentence.
pub(super) fn kop(naam: &str, titel: &str) -> String {
    if titel.trim().is_empty() || titel == naam {
        format!("`{naam}`")
    } else {
        titel.to_owned()
    }
}

/// A title between quotes, else the slug in backticks; within a sentence.
pub(super) fn citaat(naam: &str, titel: &str) -> String {
    if titel.trim().is_empty() || titel == naam {
        format!("`{naam}`")
    } else {
        format!("\"{titel}\"")
    }
}

pub(super) fn fase(procedure: &Procedure, naam: &str) -> String {
    let titel = procedure.fasen.get(naam).map(|fase| fase.titel.as_str());
    citaat(naam, titel.unwrap_or_default())
}

pub(super) fn taak(procedure: &Procedure, naam: &str) -> String {
    let titel = procedure.taak(naam).map(|(_, taak)| taak.titel.as_str());
    citaat(naam, titel.unwrap_or_default())
}

/// A term by its own title, else that of the taak it guards.
pub(super) fn termijn(procedure: &Procedure, naam: &str) -> String {
    match procedure.termijn(naam) {
        Some(termijn) => citaat(naam, &termijn.titel),
        None => taak(procedure, naam),
    }
}

pub(super) fn uitkomst(procedure: &Procedure, naam: &str) -> String {
    let titel = procedure.uitkomsten.get(naam).map(String::as_str);
    citaat(naam, titel.unwrap_or_default())
}

pub(super) fn veld(procedure: &Procedure, naam: &str) -> String {
    let mut all = procedure.alle_velden();
    let found = all.find(|(known, _)| *known == naam);
    citaat(
        naam,
        found
            .map(|(_, veld)| veld.titel.as_str())
            .unwrap_or_default(),
    )
}

/// What a term is counted from.
fn anker(procedure: &Procedure, naam: &str) -> String {
    match naam {
        "begin" => return "het begin".to_owned(),
        "ontvangst" => return "de ontvangst".to_owned(),
        "afspraak" => return "de afspraak".to_owned(),
        _ => {}
    }
    if procedure.taak(naam).is_some() {
        return taak(procedure, naam);
    }
    if procedure.alle_velden().any(|(known, _)| known == naam) {
        return veld(procedure, naam);
    }
    let events = procedure.fasen.values().map(|fase| &fase.gebeurtenissen);
    let mut events = events.chain([&procedure.gebeurtenissen]);
    match events.find_map(|events| events.get(naam)) {
        Some(gebeurtenis) => citaat(naam, &gebeurtenis.titel),
        None => termijn(procedure, naam),
    }
}

/// `5 schooldagen`, or the law's word for none.
pub(super) fn duur(duur: Duur) -> String {
    if duur.is_terstond() {
        format!("terstond ({duur})")
    } else {
        duur.to_string()
    }
}

/// `5 schooldagen na "Dag van het vermoeden"`.
pub(super) fn tijd(procedure: &Procedure, tijd: &Tijd) -> String {
    match tijd {
        Tijd::Binnen { duur: lang, na } => {
            format!("{} na {}", duur(*lang), anker(procedure, na))
        }
        Tijd::Vooraf { duur: lang, voor } => {
            format!("uiterlijk {} voor {}", duur(*lang), anker(procedure, voor))
        }
        Tijd::VoorDatum { dag, maand, na } => {
            let dag = VasteDatum::new(*dag, *maand, false)
                .map_or_else(|| format!("{dag}-{maand}"), |dag| dag.to_string());
            format!("voor {dag} na {}", anker(procedure, na))
        }
        Tijd::Op { anker: naam } => format!("op {}", anker(procedure, naam)),
    }
}

pub(super) fn wanneer(wanneer: Wanneer) -> String {
    match wanneer {
        Wanneer::Vooraf(lang) => format!("{lang} vooraf"),
        Wanneer::OpDeDag => "op de dag".to_owned(),
        Wanneer::Na(lang) => format!("{lang} na het einde"),
    }
}

pub(super) fn rung(soort: RungSoort) -> &'static str {
    match soort {
        RungSoort::Herinnering => "herinnering",
        RungSoort::Escalatie => "escalatie",
        RungSoort::Verstreken => "verstrijken",
    }
}

/// `administratie en leidinggevende`, or nobody.
pub(super) fn rollen(rollen: &[Rol]) -> String {
    match rollen {
        [] => "niemand".to_owned(),
        rollen => opsomming(&rollen.iter().map(|rol| rol.naam()).collect::<Vec<_>>()),
    }
}

pub(super) fn veldsoort(soort: &VeldSoort) -> String {
    match soort {
        VeldSoort::Datum => "een datum".to_owned(),
        VeldSoort::Tekst => "tekst".to_owned(),
        VeldSoort::Getal => "een getal".to_owned(),
        VeldSoort::JaNee => "ja of nee".to_owned(),
        VeldSoort::Keuze(keuzes) => {
            let keuzes: Vec<String> = keuzes.iter().map(|keuze| format!("`{keuze}`")).collect();
            format!("een keuze uit {}", opsomming(&keuzes))
        }
        VeldSoort::Verzuimoverzicht => "een verzuimoverzicht".to_owned(),
    }
}
