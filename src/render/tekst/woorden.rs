//! The words in which an author hears what is wrong with his text.
//!
//! Finding it is for `verwijzing`. Easy to get wrong: a hint must be something he can write; a name it
//! offers is one of `namen`, whole.

use super::Soort;
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic, dichtstbij, opsomming};
use crate::render::sjabloon;
use crate::render::verwijzing::namen::{self, Oordeel};
use crate::render::verwijzing::{self, Stap, Verwijzing, Vormfout, Vormsoort};

/// What is wrong with a name, if anything.
pub(super) fn naamfout(naam: &Verwijzing, soort: Soort, plek: &Plek) -> Option<Diagnostic> {
    let geschreven = naam.geschreven();
    match namen::beoordeel(&naam.pad, soort.namen()) {
        Oordeel::Waarde => None,
        Oordeel::Groep if !naam.getoond => None,
        Oordeel::Groep => {
            let melding = format!(
                "`{geschreven}` is een lijst of groep en kan niet als tekst worden geschreven"
            );
            Some(Diagnostic::new(Code::F503, plek, melding).met_hint(format!(
                "schrijf wat u ervan bedoelt, zoals `{}`",
                voorbeeld(&naam.pad, soort)
            )))
        }
        Oordeel::Onbekend {
            gezocht,
            ervoor,
            mogelijk,
        } => {
            let fout = Diagnostic::new(Code::F503, plek, format!("onbekende naam `{geschreven}`"));
            let heel = |naam: &str| {
                let laatste = if naam == "[]" {
                    Stap::Item
                } else {
                    Stap::Naam(naam.to_owned())
                };
                verwijzing::geschreven(&[ervoor.as_slice(), &[laatste]].concat())
            };
            // What came after the slip may have been right.
            let met_rest = |nabij: &str| {
                let mut pad = naam.pad.clone();
                pad[ervoor.len()] = Stap::Naam(nabij.to_owned());
                match namen::beoordeel(&pad, soort.namen()) {
                    Oordeel::Onbekend { .. } => heel(nabij),
                    _ => verwijzing::geschreven(&pad),
                }
            };
            let mogelijk: Vec<&str> = mogelijk
                .iter()
                .map(String::as_str)
                .filter(|naam| *naam != "*")
                .collect();
            Some(match dichtstbij(&gezocht, mogelijk.iter().copied()) {
                Some(nabij) => fout.met_hint(format!("bedoelde u `{}`?", met_rest(nabij))),
                None if mogelijk.is_empty() => fout.met_hint(format!(
                    "`{}` heeft geen onderdelen",
                    verwijzing::geschreven(&ervoor)
                )),
                None => {
                    let keuzes: Vec<String> = mogelijk.iter().map(|naam| heel(naam)).collect();
                    fout.met_hint(format!(
                        "bekend: {}",
                        opsomming(keuzes.iter().map(String::as_str), "en")
                    ))
                }
            })
        }
    }
}

/// A known value below a group.
fn voorbeeld(pad: &[Stap], soort: Soort) -> String {
    let begin = verwijzing::geschreven(pad).replace("[]", ".[]");
    let below = |naam: &&&str| {
        naam.strip_prefix(begin.as_str())
            .is_some_and(|rest| rest.starts_with('.'))
    };
    soort
        .namen()
        .iter()
        .find(below)
        .map_or(begin.clone(), |naam| naam.replace(".[]", "[0]"))
}

/// What is wrong with the form.
pub(super) fn vormfout(fout: &Vormfout, plek: &Plek) -> Diagnostic {
    let maak = |code, melding: String| Diagnostic::new(code, plek, melding);
    match &fout.soort {
        Vormsoort::Open(open) => {
            let dicht = if *open == "{{" {
                "}}"
            } else if *open == "{%" {
                "%}"
            } else {
                "#}"
            };
            maak(Code::F508, format!("`{open}` is niet afgesloten"))
                .met_hint(format!("sluit het blok af met `{dicht}`"))
        }
        Vormsoort::Ongepaard(naam) if naam.starts_with("end") => {
            let opener = naam.trim_start_matches("end");
            maak(Code::F508, format!("`{{% {naam} %}}` sluit niets af"))
                .met_hint(format!("ervoor hoort `{{% {opener} … %}}` te staan"))
        }
        Vormsoort::Ongepaard(naam) => {
            maak(Code::F508, format!("`{{% {naam} … %}}` is niet afgesloten"))
                .met_hint(format!("sluit het af met `{{% end{naam} %}}`"))
        }
        Vormsoort::Opdracht(naam) if naam == "set" => maak(
            Code::F505,
            "`{% set %}` geeft alleen een bestaande naam een kortere naam".to_owned(),
        )
        .met_hint("schrijf `{% set kort = lange.naam %}`"),
        Vormsoort::Opdracht(naam) => maak(
            Code::F505,
            format!("de opdracht `{naam}` kan niet in een tekst"),
        )
        .met_dichtstbij(
            naam,
            ["if", "elif", "else", "endif", "for", "endfor", "set"],
        )
        .met_standaardhint("u kunt `if`, `elif`, `else`, `for` en `set` gebruiken"),
        Vormsoort::Filter(naam) => maak(Code::F504, format!("onbekend filter `{naam}`"))
            .met_dichtstbij(naam, sjabloon::FILTERS)
            .met_standaardhint(&format!("bekend: {}", opsomming(sjabloon::FILTERS, "en"))),
        Vormsoort::Toets(naam) => maak(Code::F504, format!("onbekende toets `is {naam}`"))
            .met_dichtstbij(naam, sjabloon::TESTS)
            .met_standaardhint(&format!("bekend: {}", opsomming(sjabloon::TESTS, "en"))),
        Vormsoort::Functie(naam) => maak(
            Code::F505,
            format!("`{naam}(…)` kan niet: een tekst kan niets berekenen"),
        )
        .met_hint("gebruik een filter, zoals `|datum`, of laat de procedure de waarde vastleggen"),
    }
}

/// A hint for when nothing nearer is known.
trait Standaardhint {
    fn met_standaardhint(self, hint: &str) -> Self;
}

impl Standaardhint for Diagnostic {
    fn met_standaardhint(self, hint: &str) -> Self {
        if self.hint.is_some() {
            self
        } else {
            self.met_hint(hint)
        }
    }
}
