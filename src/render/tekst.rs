//! A text file of an author: front matter, and a body of Markdown with blocks.
//!
//! ```text
//! ---
//! onderwerp: Wij vinden geen inschrijving
//! aan: ouders
//! ---
//! {{ aanhef }}, …
//! ```
//! Reading and judging; filling is for `sjabloon`. Easy to get wrong: a text that reads well may still fail
//! on a zaak that lacks a value. What can be known beforehand is refused here, in the author's words.

use std::collections::BTreeSet;

use serde_json::Value;

use super::kop::{self, Briefkop, Mailkop};
pub use super::kop::{OUDERKEUZE, Ontvanger};
use super::sjabloon::{self, Fout, Gevuld, grens};
use super::verwijzing::namen;
use super::verwijzing::{self, Genoemd, Stap, Verwijzing};
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic, opsomming};
use crate::definition::lees::{geordend, lees};
use crate::definition::ontleed::ontleed;

mod woorden;

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Soort {
    Brief,
    Mail,
}

impl Soort {
    /// The kind of a file by its folder: `mails`, else a letter.
    pub fn van(bestand: &str) -> Self {
        let map = bestand.rsplit(['/', '\\']).nth(1);
        if map == Some("mails") {
            Self::Mail
        } else {
            Self::Brief
        }
    }

    fn namen(self) -> &'static [&'static str] {
        match self {
            Self::Brief => namen::BRIEF,
            Self::Mail => namen::MAIL,
        }
    }
}

/// The field that says for which parent a letter is, and where the file names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alleen {
    pub gegeven: String,
    pub regel: usize,
    pub kolom: usize,
}

/// A text that can be filled.
#[derive(Debug, Clone)]
pub struct Tekst {
    pub soort: Soort,
    /// `None` for a mail whose subject Termijnwacht writes.
    pub onderwerp: Option<String>,
    /// `None` for a mail.
    pub aan: Option<Ontvanger>,
    /// Which field says for which parent the letter is; `None`: for all of them.
    pub alleen: Option<Alleen>,
    pub grondslag: Vec<String>,
    inhoud: String,
    regels_ervoor: usize,
    verwijzingen: Vec<Verwijzing>,
    in_onderwerp: Vec<Verwijzing>,
    genoemd: BTreeSet<Genoemd>,
}

/// Judges a text file: all faults at once, in the order of their places.
pub fn controleer(bestand: &str, tekst: &str) -> Vec<Diagnostic> {
    Tekst::lees(bestand, tekst).err().unwrap_or_default()
}

/// The names that the body and the subject of a text file use, as far as it can be read; for a text that has faults.
pub fn verwezen(bestand: &str, tekst: &str) -> (Vec<Verwijzing>, Vec<Verwijzing>) {
    if tekst.len() > grens::BRON {
        return (Vec::new(), Vec::new());
    }
    let Ok(delen) = kop::splits(bestand, tekst) else {
        return (Vec::new(), Vec::new());
    };
    let soort = Soort::van(bestand);
    let subject = keur_onderwerp(bestand, &delen.kop, soort).0;
    let plek = Plek::new(bestand, 1, 1);
    // What is wrong by itself is told by itself.
    let good = |mut namen: Vec<Verwijzing>| {
        namen.retain(|naam| woorden::naamfout(naam, soort, &plek).is_none());
        namen
    };
    (good(verwijzing::lees(delen.inhoud).0), good(subject))
}

impl Tekst {
    /// Reads a text file; its folder says whether it is a letter or a mail.
    ///
    /// # Errors
    /// All faults of the file; never an empty list.
    pub fn lees(bestand: &str, tekst: &str) -> Result<Self, Vec<Diagnostic>> {
        if tekst.len() > grens::BRON {
            let melding = format!(
                "de tekst is {} bytes lang; hoogstens {}",
                tekst.len(),
                grens::BRON
            );
            return Err(vec![Diagnostic::new(
                Code::F506,
                &Plek::new(bestand, 1, 1),
                melding,
            )]);
        }
        let delen = kop::splits(bestand, tekst).map_err(|fout| vec![fout])?;
        let soort = Soort::van(bestand);
        let plek =
            |regel: usize, kolom: usize| Plek::new(bestand, delen.regels_ervoor + regel, kolom);
        let (verwijzingen, mut fouten) = keur(delen.inhoud, soort, plek);
        let (in_onderwerp, meer) = keur_onderwerp(bestand, &delen.kop, soort);
        fouten.extend(meer);
        let kop = match soort {
            Soort::Brief => lees::<Briefkop>(bestand, &delen.kop).map(|kop| {
                let Briefkop {
                    onderwerp,
                    aan,
                    alleen,
                    grondslag,
                } = kop.inhoud;
                let alleen = alleen.and_then(|gegeven| {
                    let plek = &kop.boom.regel("alleen")?.1.plek;
                    let (regel, kolom) = (plek.regel, plek.kolom);
                    fouten.extend(keur_alleen(plek, aan));
                    Some(Alleen {
                        gegeven,
                        regel,
                        kolom,
                    })
                });
                (Some(onderwerp), Some(aan), alleen, grondslag)
            }),
            Soort::Mail => lees::<Mailkop>(bestand, &delen.kop).map(|kop| {
                let Mailkop {
                    onderwerp,
                    grondslag,
                } = kop.inhoud;
                (onderwerp, None, None, grondslag)
            }),
        };
        let (onderwerp, aan, alleen, grondslag) = match kop {
            Ok(kop) if fouten.is_empty() => kop,
            kop => {
                fouten.extend(kop.err().into_iter().flatten());
                return Err(geordend(fouten));
            }
        };
        let genoemd = verwijzingen.iter().chain(&in_onderwerp);
        let genoemd = genoemd.filter_map(Verwijzing::naar).collect();
        let inhoud = delen.inhoud.to_owned();
        Ok(Self {
            soort,
            onderwerp,
            aan,
            alleen,
            grondslag: grondslag.0,
            inhoud,
            regels_ervoor: delen.regels_ervoor,
            verwijzingen,
            in_onderwerp,
            genoemd,
        })
    }

    /// What the procedure must know for this text to be filled, its subject included.
    pub fn genoemd(&self) -> &BTreeSet<Genoemd> {
        &self.genoemd
    }

    /// The names the body uses; lines are counted in the body.
    pub fn verwijzingen(&self) -> &[Verwijzing] {
        &self.verwijzingen
    }

    /// The names the subject uses; it has no lines of its own.
    pub fn in_onderwerp(&self) -> &[Verwijzing] {
        &self.in_onderwerp
    }

    /// Whether the body uses this name, such as `bureau.ondertekening`.
    pub(super) fn noemt(&self, naam: &str) -> bool {
        self.verwijzingen.iter().any(|verwijzing| {
            let geschreven = verwijzing.geschreven();
            geschreven
                .strip_prefix(naam)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
        })
    }

    /// Fills the body.
    pub(super) fn vul(&self, context: &Value) -> Result<Gevuld, Fout> {
        sjabloon::vul(&self.inhoud, context).map_err(|fout| self.fout(&fout, context))
    }

    /// Fills the subject, where the text has one.
    pub(super) fn vul_onderwerp(&self, context: &Value) -> Result<Option<String>, Fout> {
        let Some(onderwerp) = &self.onderwerp else {
            return Ok(None);
        };
        let gevuld = sjabloon::vul_regel(onderwerp, context);
        gevuld.map(Some).map_err(|_| Fout::Tekst {
            regel: 1,
            melding: "het onderwerp kan niet worden ingevuld".to_owned(),
        })
    }

    fn fout(&self, fout: &minijinja::Error, context: &Value) -> Fout {
        use minijinja::ErrorKind as K;
        let in_inhoud = fout.line().unwrap_or(1);
        let regel = self.regels_ervoor + in_inhoud;
        match fout.kind() {
            K::OutOfFuel => Fout::TeVeel("te veel herhalingen"),
            K::WriteFailure => Fout::TeVeel("de uitkomst is te lang"),
            K::UndefinedError => {
                let leeg = self
                    .verwijzingen
                    .iter()
                    .filter(|naam| naam.regel == in_inhoud && is_leeg(&naam.pad, context));
                let namen: BTreeSet<String> = leeg.map(Verwijzing::geschreven).collect();
                let namen = opsomming(namen.iter().map(String::as_str), "of");
                Fout::GeenWaarde {
                    regel,
                    namen: if namen.is_empty() {
                        "een naam".to_owned()
                    } else {
                        namen
                    },
                }
            }
            _ => {
                let melding = fout.detail().unwrap_or_default();
                let ours = [
                    "dit is geen datum",
                    "een lijst of groep kan niet als tekst worden geschreven",
                ];
                let melding = ours.into_iter().find(|own| *own == melding);
                Fout::Tekst {
                    regel,
                    melding: melding
                        .unwrap_or("dit kan met deze waarden niet worden ingevuld")
                        .to_owned(),
                }
            }
        }
    }
}

/// Judges the subject; it is one value of the front matter, so its faults have its place.
fn keur_onderwerp(bestand: &str, kop: &str, soort: Soort) -> (Vec<Verwijzing>, Vec<Diagnostic>) {
    // The shape of the front matter is judged elsewhere, so that a wrong key hides no wrong name.
    let boom = ontleed(bestand, kop).0;
    let knoop = boom.as_ref().and_then(|boom| boom.regel("onderwerp"));
    let Some((knoop, bron)) = knoop.and_then(|(_, knoop)| Some((knoop, knoop.tekst()?))) else {
        return (Vec::new(), Vec::new());
    };
    keur(bron, soort, |_, _| knoop.plek.clone())
}

/// A letter that is not to parents cannot be for one of them.
fn keur_alleen(plek: &Plek, aan: Ontvanger) -> Option<Diagnostic> {
    if matches!(aan, Ontvanger::Ouders | Ontvanger::OudersEnJongere) {
        return None;
    }
    let melding = "`alleen` kiest een ouder, maar deze brief gaat niet naar ouders";
    Some(
        Diagnostic::new(Code::F512, plek, melding)
            .met_hint("haal `alleen` weg, of schrijf `aan: ouders` of `aan: ouders-en-jongere`"),
    )
}

fn is_leeg(pad: &[Stap], context: &Value) -> bool {
    let mut hier = context;
    for stap in pad {
        // What a list holds differs by item.
        let Stap::Naam(naam) = stap else { return false };
        let Some(kind) = hier.get(naam) else {
            return true;
        };
        hier = kind;
    }
    hier.is_null()
}

/// Judges a body or subject.
fn keur(
    bron: &str,
    soort: Soort,
    plek: impl Fn(usize, usize) -> Plek,
) -> (Vec<Verwijzing>, Vec<Diagnostic>) {
    let (verwijzingen, vormfouten) = verwijzing::lees(bron);
    let mut fouten: Vec<Diagnostic> = vormfouten
        .iter()
        .map(|fout| woorden::vormfout(fout, &plek(fout.regel, fout.kolom)))
        .collect();
    fouten.extend(
        verwijzingen
            .iter()
            .filter_map(|naam| woorden::naamfout(naam, soort, &plek(naam.regel, naam.kolom))),
    );
    if vormfouten.is_empty()
        && let Err(regel) = sjabloon::leesbaar(bron)
    {
        let melding = "tussen `{{` en `}}` of `{%` en `%}` staat iets dat niet te lezen is";
        fouten.push(
            Diagnostic::new(Code::F508, &plek(regel, 1), melding)
                .met_hint("kijk aanhalingstekens, haakjes en `|` op deze regel na"),
        );
    }
    (verwijzingen, fouten)
}

#[cfg(test)]
mod tests;
