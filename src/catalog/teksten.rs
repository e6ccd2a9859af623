//! Letters, mails and scripts: by digest, and by name as each layer sees them.
//!
//! What a text may say is judged by `render`, what a script may do by `policy`. Easy to get wrong: the same
//! name in an upper layer replaces the text whole; the lower one stays known by its digest.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::indeling::{self, Laagpad, Soort};
use crate::bronnen::{Bestand, Bronnen};
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::policy::{Bevinding, Script};
use crate::render::Genoemd;
use crate::render::tekst::{Alleen, Tekst};
use crate::zaak::Digest;

type PerLaag = BTreeMap<(Laagpad, String), Digest>;

/// All texts and scripts of all layers.
#[derive(Debug, Default)]
pub(super) struct Teksten {
    brieven: PerLaag,
    mails: PerLaag,
    scripts: PerLaag,
    /// The file of a text, and what in it names a part of the procedure.
    pub genoemd: HashMap<Digest, (String, Vec<Noemt>)>,
    /// Of a letter for one parent: the field that says for which.
    pub alleen: HashMap<Digest, Alleen>,
    /// Letters and mails.
    pub teksten: HashMap<Digest, Arc<str>>,
    /// Scripts that compiled, with the file they came from.
    pub gecompileerd: HashMap<Digest, (Arc<Script>, String)>,
    /// The source of every script, for those who keep it with a zaak.
    pub bron: HashMap<Digest, Arc<str>>,
}

impl Teksten {
    /// Reads every text and script.
    pub fn lees(bronnen: &Bronnen, fouten: &mut Vec<Diagnostic>) -> Self {
        let mut found = Self::default();
        for (pad, bestand) in &bronnen.workflows {
            match indeling::workflow(pad) {
                Soort::Brief(laag, naam) => {
                    let digest = found.text(bestand, fouten);
                    found.brieven.insert((laag, naam), digest);
                }
                Soort::Mail(laag, naam) => {
                    let digest = found.text(bestand, fouten);
                    found.mails.insert((laag, naam), digest);
                }
                Soort::Verdwaald => fouten.push(lost(bestand)),
                _ => {}
            }
        }
        for (pad, bestand) in &bronnen.scripts {
            let Some((laag, naam)) = indeling::script(pad) else {
                fouten.push(lost(bestand));
                continue;
            };
            let digest = Digest::of(&bestand.tekst);
            match Script::compile(pad, &bestand.tekst) {
                Ok(script) => {
                    let entry = (Arc::new(script), bestand.toon.clone());
                    found.gecompileerd.insert(digest.clone(), entry);
                }
                Err(bevindingen) => {
                    let found = bevindingen.iter();
                    fouten.extend(found.map(|bevinding| diagnostic(&bestand.toon, bevinding)));
                }
            }
            found
                .bron
                .insert(digest.clone(), bestand.tekst.as_str().into());
            found.scripts.insert((laag, naam), digest);
        }
        found.repeated(bronnen, fouten);
        found
    }

    fn text(&mut self, bestand: &Bestand, fouten: &mut Vec<Diagnostic>) -> Digest {
        let digest = Digest::of(&bestand.tekst);
        match Tekst::lees(&bestand.toon, &bestand.tekst) {
            Ok(tekst) => {
                let noemt = noemt(&tekst, &bestand.tekst);
                fouten.extend(school_without_asking(&tekst, bestand));
                if let Some(alleen) = tekst.alleen {
                    self.alleen.insert(digest.clone(), alleen);
                }
                self.genoemd
                    .insert(digest.clone(), (bestand.toon.clone(), noemt));
            }
            Err(meer) => fouten.extend(meer),
        }
        let text = || bestand.tekst.as_str().into();
        self.teksten.entry(digest.clone()).or_insert_with(text);
        digest
    }

    /// Tells of every text and script that is the same, to the letter, as the one it would replace.
    fn repeated(&self, bronnen: &Bronnen, fouten: &mut Vec<Diagnostic>) {
        let groups = [
            (&self.brieven, &bronnen.workflows, "brieven/", ".md"),
            (&self.mails, &bronnen.workflows, "mails/", ".md"),
            (&self.scripts, &bronnen.scripts, "", ".rhai"),
        ];
        for (group, files, folder, ext) in groups {
            for ((laag, naam), digest) in group {
                let below = laag.eronder().into_iter().find_map(|onder| {
                    let found = group.get(&(onder.clone(), naam.clone()))?;
                    Some((onder, found))
                });
                let Some((onder, _)) = below.filter(|(_, found)| *found == digest) else {
                    continue;
                };
                let file =
                    |laag: &Laagpad| files.get(&format!("{}/{folder}{naam}{ext}", laag.map()));
                let (Some(own), Some(lower)) = (file(laag), file(&onder)) else {
                    continue;
                };
                let plek = Plek::new(own.toon.as_str(), 1, 1);
                let melding = format!("`{naam}` is gelijk aan dezelfde tekst in de laag eronder");
                let hint = format!("haal het bestand weg; `{}` geldt al", lower.toon);
                fouten.push(Diagnostic::new(Code::W107, &plek, melding).met_hint(hint));
            }
        }
    }

    /// Letters by name, as seen through these layers (lowest first).
    pub fn brieven(&self, lagen: &[Laagpad]) -> BTreeMap<String, Digest> {
        seen(&self.brieven, lagen)
    }

    /// Mails by name.
    pub fn mails(&self, lagen: &[Laagpad]) -> BTreeMap<String, Digest> {
        seen(&self.mails, lagen)
    }

    /// Scripts by name.
    pub fn scripts(&self, lagen: &[Laagpad]) -> BTreeMap<String, Digest> {
        seen(&self.scripts, lagen)
    }

    /// Every layer that holds a text or script.
    pub fn lagen(&self) -> impl Iterator<Item = &Laagpad> {
        let all = [&self.brieven, &self.mails, &self.scripts];
        all.into_iter()
            .flat_map(|group| group.keys().map(|(laag, _)| laag))
    }
}

fn seen(all: &PerLaag, lagen: &[Laagpad]) -> BTreeMap<String, Digest> {
    let mut found = BTreeMap::new();
    for laag in lagen {
        let here = all.iter().filter(|((own, _), _)| own == laag);
        found.extend(here.map(|((_, naam), digest)| (naam.clone(), digest.clone())));
    }
    found
}

/// A name in a text that leads to a part of the procedure.
#[derive(Debug)]
pub(super) struct Noemt {
    pub wat: Genoemd,
    pub regel: usize,
    pub kolom: usize,
    /// Whether it is only asked if it is there.
    pub gevraagd: bool,
    /// Whether the text can do without it.
    pub bewaakt: bool,
}

/// How many lines stand before the body: lines are counted in it, and it begins after the second `---`.
fn ervoor(bron: &str) -> usize {
    let marks = bron
        .lines()
        .enumerate()
        .filter(|(_, line)| line.trim_end() == "---");
    marks.map(|(at, _)| at + 1).nth(1).unwrap_or_default()
}

fn noemt(tekst: &Tekst, bron: &str) -> Vec<Noemt> {
    let ervoor = ervoor(bron);
    let body = tekst.verwijzingen().iter().filter_map(|verwijzing| {
        Some(Noemt {
            wat: verwijzing.naar()?,
            regel: ervoor + verwijzing.regel,
            kolom: verwijzing.kolom,
            gevraagd: verwijzing.gevraagd,
            bewaakt: verwijzing.bewaakt,
        })
    });
    let mut found: Vec<Noemt> = body.collect();
    // What only the subject names has no place of its own.
    for wat in tekst.genoemd() {
        if !found.iter().any(|noemt| noemt.wat == *wat) {
            found.push(Noemt {
                wat: wat.clone(),
                regel: 1,
                kolom: 1,
                gevraagd: false,
                bewaakt: true,
            });
        }
    }
    found
}

/// Where a text names the school without asking whether it is known: not every melding names one, and not
/// every school is in `bureau.yaml`.
fn school_without_asking(tekst: &Tekst, bestand: &Bestand) -> Vec<Diagnostic> {
    let ervoor = ervoor(&bestand.tekst);
    let body = tekst.verwijzingen().iter();
    let body = body.map(|naam| (naam, ervoor + naam.regel, naam.kolom));
    let subject = tekst.in_onderwerp().iter().map(|naam| (naam, 1, 1));
    let bare = body
        .chain(subject)
        .filter(|(naam, ..)| !naam.bewaakt && naam.geschreven() == "school.naam");
    let told = bare.map(|(_, regel, kolom)| {
        let plek = Plek::new(bestand.toon.as_str(), regel, kolom);
        let melding = "deze tekst noemt `school.naam` zonder te vragen of de school bekend is";
        Diagnostic::new(Code::W501, &plek, melding).met_hint(
            "schrijf `{% if school.naam is defined %}{{ school.naam }}{% else %}de school{% endif %}`; een school die niet in `bureau.yaml` staat heeft geen naam",
        )
    });
    told.collect()
}

fn lost(bestand: &Bestand) -> Diagnostic {
    let plek = Plek::new(bestand.toon.as_str(), 1, 1);
    let melding = "dit bestand ligt waar het niet wordt gelezen";
    Diagnostic::new(Code::W901, &plek, melding).met_hint(
        "procedures staan in `workflows/<laag>/`, teksten in `brieven` of `mails` daaronder, scripts in `scripts/<laag>/`",
    )
}

/// A finding of the policy room as an author reads it: `P06` there is `F406` here.
pub(super) fn diagnostic(bestand: &str, bevinding: &Bevinding) -> Diagnostic {
    let code = bevinding.code.strip_prefix('P').and_then(|number| {
        let naam = format!("F4{number}");
        Code::ALLE.iter().copied().find(|code| code.naam() == naam)
    });
    let plek = Plek::new(bestand, bevinding.regel, bevinding.kolom);
    let fout = Diagnostic::new(code.unwrap_or(Code::F401), &plek, bevinding.melding.clone());
    match &bevinding.hint {
        Some(hint) => fout.met_hint(hint.clone()),
        None => fout,
    }
}
