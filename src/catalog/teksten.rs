//! Letters, mails and scripts: by digest, and by name as each layer sees them.
//!
//! What a text may say is judged by `render`, what a script may do by `policy`. Easy to get wrong: the same
//! name in an upper layer replaces the text whole; the lower one stays known by its digest.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::indeling::{self, Laagpad, Soort};
use super::lader::{Bron, Lader};
use crate::bronnen::{Bestand, Bronnen};
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::policy::{Bevinding, Script};
use crate::render::Genoemd;
use crate::render::tekst::{Alleen, Ontvanger, Tekst};
use crate::zaak::Digest;

type PerLaag = BTreeMap<(Laagpad, String), Digest>;

/// All texts and scripts of all layers.
#[derive(Debug, Default)]
pub(super) struct Teksten {
    brieven: PerLaag,
    mails: PerLaag,
    scripts: PerLaag,
    /// The file of a text, and what in it names a part of the procedure.
    pub genoemd: HashMap<Digest, (String, Arc<[Noemt]>)>,
    /// Of a letter for one parent: the field that says for which.
    pub alleen: HashMap<Digest, Alleen>,
    /// To whom a letter goes.
    aan: HashMap<Digest, Ontvanger>,
    /// Letters and mails.
    pub teksten: HashMap<Digest, Arc<str>>,
    /// Scripts that compiled, with the file they came from.
    pub gecompileerd: HashMap<Digest, (Arc<Script>, String)>,
    /// The source of every script, for those who keep it with a zaak.
    pub bron: HashMap<Digest, Arc<str>>,
}

impl Teksten {
    /// Reads every text and script.
    pub fn lees(bronnen: &Bronnen, lader: &mut Lader, fouten: &mut Vec<Diagnostic>) -> Self {
        let mut found = Self::default();
        found.texts(bronnen, lader, fouten);
        found.all_scripts(bronnen, lader, fouten);
        found.repeated(bronnen, fouten);
        found.readdressed(bronnen, fouten);
        found
    }

    fn texts(&mut self, bronnen: &Bronnen, lader: &mut Lader, fouten: &mut Vec<Diagnostic>) {
        let mut files = Vec::new();
        for (pad, bestand) in &bronnen.workflows {
            match indeling::workflow(pad) {
                Soort::Brief(laag, naam) => {
                    files.push((Bron::van(pad, bestand), (bestand, true, laag, naam)));
                }
                Soort::Mail(laag, naam) => {
                    files.push((Bron::van(pad, bestand), (bestand, false, laag, naam)));
                }
                Soort::Verdwaald => fouten.push(lost(bestand)),
                _ => {}
            }
        }
        let read = lader
            .teksten
            .elk(&files, |(bestand, ..)| Arc::new(GelezenTekst::van(bestand)));
        for ((bron, (bestand, is_brief, laag, naam)), gelezen) in files.into_iter().zip(read) {
            fouten.extend(gelezen.fouten.iter().cloned());
            let digest = bron.digest;
            if let Some(alleen) = &gelezen.alleen {
                self.alleen.insert(digest.clone(), alleen.clone());
            }
            if let Some(aan) = gelezen.aan {
                self.aan.insert(digest.clone(), aan);
            }
            if let Some(noemt) = &gelezen.noemt {
                let entry = (bestand.toon.clone(), Arc::clone(noemt));
                self.genoemd.insert(digest.clone(), entry);
            }
            let text = || Arc::clone(&gelezen.tekst);
            self.teksten.entry(digest.clone()).or_insert_with(text);
            let group = match is_brief {
                true => &mut self.brieven,
                false => &mut self.mails,
            };
            group.insert((laag, naam), digest);
        }
    }

    fn all_scripts(&mut self, bronnen: &Bronnen, lader: &mut Lader, fouten: &mut Vec<Diagnostic>) {
        let mut files = Vec::new();
        for (pad, bestand) in &bronnen.scripts {
            match indeling::script(pad) {
                Some(place) => files.push((Bron::van(pad, bestand), (pad, bestand, place))),
                None => fouten.push(lost(bestand)),
            }
        }
        let read = lader.scripts.elk(&files, |(pad, bestand, _)| {
            Arc::new(GelezenScript::van(pad, bestand))
        });
        for ((bron, (_, bestand, place)), gelezen) in files.into_iter().zip(read) {
            let digest = bron.digest;
            match &gelezen.script {
                Ok(script) => {
                    let entry = (Arc::clone(script), bestand.toon.clone());
                    self.gecompileerd.insert(digest.clone(), entry);
                }
                Err(meer) => fouten.extend(meer.iter().cloned()),
            }
            self.bron.insert(digest.clone(), Arc::clone(&gelezen.bron));
            self.scripts.insert(place, digest);
        }
    }

    /// The files of what a procedure can name, by digest: what is told about a text is told in its file.
    pub fn bestand(&self, digest: &Digest) -> &str {
        let text = self.genoemd.get(digest).map(|(bestand, _)| bestand);
        let script = || self.gecompileerd.get(digest).map(|(_, bestand)| bestand);
        text.or_else(script).map_or("", String::as_str)
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

    /// Warns of every letter that goes to another than the one it replaces: who had to hear it, may hear nothing.
    fn readdressed(&self, bronnen: &Bronnen, fouten: &mut Vec<Diagnostic>) {
        for ((laag, naam), digest) in &self.brieven {
            let below = laag.eronder().into_iter().find_map(|onder| {
                let found = self.brieven.get(&(onder.clone(), naam.clone()))?;
                Some((onder, found))
            });
            let Some((onder, found)) = below else {
                continue;
            };
            let (Some(is), Some(was)) = (self.aan.get(digest), self.aan.get(found)) else {
                continue;
            };
            let file = |laag: &Laagpad| {
                let pad = format!("{}/brieven/{naam}.md", laag.map());
                bronnen.workflows.get(&pad)
            };
            let (Some(own), Some(lower)) = (file(laag), file(&onder)) else {
                continue;
            };
            if is == was {
                continue;
            }
            let line = own.tekst.lines().position(|line| line.starts_with("aan:"));
            let plek = Plek::new(own.toon.as_str(), line.map_or(1, |at| at + 1), 1);
            let melding = format!(
                "brief `{naam}` gaat aan {}, maar in de laag eronder aan {}",
                is.naam(),
                was.naam()
            );
            let hint = format!(
                "kijk of wie `{}` schrijft, het zo nog hoort; geef een brief aan een ander een eigen naam",
                lower.toon
            );
            fouten.push(Diagnostic::new(Code::W502, &plek, melding).met_hint(hint));
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
        let from = all.range((laag.clone(), String::new())..);
        let here = from.take_while(|((own, _), _)| own == laag);
        found.extend(here.map(|((_, naam), digest)| (naam.clone(), digest.clone())));
    }
    found
}

/// A letter or mail as it was read.
#[derive(Debug)]
pub(super) struct GelezenTekst {
    tekst: Arc<str>,
    /// `None` when it could not be read.
    noemt: Option<Arc<[Noemt]>>,
    alleen: Option<Alleen>,
    aan: Option<Ontvanger>,
    fouten: Vec<Diagnostic>,
}

impl GelezenTekst {
    fn van(bestand: &Bestand) -> Self {
        let bron: Arc<str> = bestand.tekst.as_str().into();
        match Tekst::lees(&bestand.toon, &bestand.tekst) {
            Ok(tekst) => Self {
                tekst: bron,
                noemt: Some(noemt(&tekst, &bestand.tekst).into()),
                fouten: school_without_asking(&tekst, bestand),
                aan: tekst.aan,
                alleen: tekst.alleen,
            },
            Err(fouten) => Self {
                tekst: bron,
                noemt: None,
                alleen: None,
                aan: None,
                fouten,
            },
        }
    }
}

/// A script as it was read.
#[derive(Debug)]
pub(super) struct GelezenScript {
    bron: Arc<str>,
    script: Result<Arc<Script>, Vec<Diagnostic>>,
}

impl GelezenScript {
    fn van(pad: &str, bestand: &Bestand) -> Self {
        let told = |bevindingen: Vec<Bevinding>| {
            let found = bevindingen.iter();
            found
                .map(|bevinding| diagnostic(&bestand.toon, bevinding))
                .collect()
        };
        Self {
            bron: bestand.tekst.as_str().into(),
            script: Script::compile(pad, &bestand.tekst)
                .map(Arc::new)
                .map_err(told),
        }
    }
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

/// Where the subject stands, line and column from 1.
fn onderwerp(bron: &str) -> (usize, usize) {
    const SLEUTEL: &str = "onderwerp:";
    let mut lines = bron.lines().take(ervoor(bron)).enumerate();
    let found = lines.find_map(|(at, line)| {
        let value = line.strip_prefix(SLEUTEL)?;
        let room = value.chars().take_while(|c| c.is_whitespace()).count();
        Some((at + 1, SLEUTEL.len() + room + 1))
    });
    found.unwrap_or((1, 1))
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
    // What only the subject names.
    let (regel, kolom) = onderwerp(bron);
    for wat in tekst.genoemd() {
        if !found.iter().any(|noemt| noemt.wat == *wat) {
            found.push(Noemt {
                wat: wat.clone(),
                regel,
                kolom,
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
    let (regel, kolom) = onderwerp(&bestand.tekst);
    let subject = tekst.in_onderwerp().iter().map(|naam| (naam, regel, kolom));
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
