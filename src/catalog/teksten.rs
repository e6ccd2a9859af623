//! Letters, mails and scripts: by digest, and by name as each layer sees them.
//!
//! What a text may say is judged by `render`, what a script may do by `policy`. Easy to get wrong: the same
//! name in an upper layer replaces the text whole; the lower one stays known by its digest. And two files may say
//! the same: by digest is kept only what follows from the words, never where they stand.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::indeling::{self, Laagpad, Soort};
use super::lader::{Bron, Lader};
use crate::bronnen::{Bestand, Bronnen, onleesbaar};
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::policy::{Bevinding, Script};
use crate::render::tekst::{self, Alleen, Ontvanger, Tekst};
use crate::render::{Genoemd, Verwijzing};
use crate::zaak::Digest;

/// What lies in a layer under a name.
#[derive(Debug)]
pub(super) struct Liggend<T> {
    pub digest: Digest,
    /// The file as diagnostics name it: two files may say the same, to the letter.
    pub toon: String,
    pub gelezen: Arc<T>,
}

type PerLaag<T> = BTreeMap<(Laagpad, String), Liggend<T>>;

/// What lies under each name, as seen from somewhere.
pub(super) type Gezien<'t, T> = BTreeMap<&'t str, &'t Liggend<T>>;

/// All texts and scripts of all layers.
#[derive(Debug, Default)]
pub(super) struct Teksten {
    pub brieven: PerLaag<GelezenTekst>,
    pub mails: PerLaag<GelezenTekst>,
    pub scripts: PerLaag<GelezenScript>,
    /// Letters and mails.
    pub teksten: HashMap<Digest, Arc<str>>,
    /// Scripts that compiled.
    pub gecompileerd: HashMap<Digest, Arc<Script>>,
    /// The source of every script, for those who keep it with a zaak.
    pub bron: HashMap<Digest, Arc<str>>,
}

/// The texts and scripts that can be seen from somewhere.
pub(super) struct InZicht<'t> {
    pub brieven: Gezien<'t, GelezenTekst>,
    pub mails: Gezien<'t, GelezenTekst>,
    pub scripts: Gezien<'t, GelezenScript>,
}

impl<'t> InZicht<'t> {
    /// The letter or mail that a procedure means by this name and digest.
    pub fn tekst(&self, naam: &str, digest: &Digest) -> Option<&'t Liggend<GelezenTekst>> {
        let found = [&self.brieven, &self.mails].into_iter();
        let mut found = found.filter_map(|group| group.get(naam).copied());
        found.find(|liggend| liggend.digest == *digest)
    }

    /// The file of each of them with its digest, in their order.
    pub fn bestanden(&self) -> impl Iterator<Item = (&'t Digest, &'t str)> {
        let texts = self.brieven.values().chain(self.mails.values());
        let texts = texts.map(|liggend| (&liggend.digest, liggend.toon.as_str()));
        let scripts = self.scripts.values();
        texts.chain(scripts.map(|liggend| (&liggend.digest, liggend.toon.as_str())))
    }
}

impl Teksten {
    /// Reads every text and script.
    pub fn lees(bronnen: &Bronnen, lader: &mut Lader, fouten: &mut Vec<Diagnostic>) -> Self {
        let mut found = Self::default();
        found.texts(bronnen, lader, fouten);
        found.all_scripts(bronnen, lader, fouten);
        repeated(&found.brieven, fouten);
        repeated(&found.mails, fouten);
        repeated(&found.scripts, fouten);
        readdressed(&found.brieven, fouten);
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
                _ => {}
            }
        }
        let read = lader
            .teksten
            .elk(&files, |(bestand, ..)| Arc::new(GelezenTekst::van(bestand)));
        for ((bron, (_, is_brief, laag, naam)), gelezen) in files.into_iter().zip(read) {
            fouten.extend(gelezen.fouten.iter().cloned());
            let text = || Arc::clone(&gelezen.tekst);
            self.teksten.entry(bron.digest.clone()).or_insert_with(text);
            let group = match is_brief {
                true => &mut self.brieven,
                false => &mut self.mails,
            };
            group.insert((laag, naam), Liggend::van(bron, gelezen));
        }
        // What is no text has a name all the same.
        for (pad, toon) in onleesbaar(&bronnen.naast_workflows) {
            let (place, group) = match indeling::workflow(pad) {
                Soort::Brief(laag, naam) => ((laag, naam), &mut self.brieven),
                Soort::Mail(laag, naam) => ((laag, naam), &mut self.mails),
                _ => continue,
            };
            group.insert(
                place,
                Liggend::zonder_tekst(pad, toon, GelezenTekst::default()),
            );
        }
    }

    fn all_scripts(&mut self, bronnen: &Bronnen, lader: &mut Lader, fouten: &mut Vec<Diagnostic>) {
        let files = bronnen.scripts.iter().filter_map(|(pad, bestand)| {
            let place = indeling::script(pad)?;
            Some((Bron::van(pad, bestand), (pad, bestand, place)))
        });
        let files: Vec<_> = files.collect();
        let read = lader.scripts.elk(&files, |(pad, bestand, _)| {
            Arc::new(GelezenScript::van(pad, bestand))
        });
        for ((bron, (.., place)), gelezen) in files.into_iter().zip(read) {
            let digest = &bron.digest;
            match &gelezen.script {
                Ok(script) => {
                    self.gecompileerd.insert(digest.clone(), Arc::clone(script));
                }
                Err(meer) => fouten.extend(meer.iter().cloned()),
            }
            self.bron.insert(digest.clone(), Arc::clone(&gelezen.bron));
            self.scripts.insert(place, Liggend::van(bron, gelezen));
        }
        for (pad, toon) in onleesbaar(&bronnen.naast_scripts) {
            if let Some(place) = indeling::script(pad) {
                let gelezen = GelezenScript {
                    bron: "".into(),
                    script: Err(Vec::new()),
                };
                self.scripts
                    .insert(place, Liggend::zonder_tekst(pad, toon, gelezen));
            }
        }
    }

    /// What is seen through these layers (lowest first).
    pub fn in_zicht(&self, lagen: &[Laagpad]) -> InZicht<'_> {
        InZicht {
            brieven: seen(&self.brieven, lagen),
            mails: seen(&self.mails, lagen),
            scripts: seen(&self.scripts, lagen),
        }
    }

    /// The mail with this name, as seen through these layers (lowest first).
    pub fn mail(&self, lagen: &[Laagpad], naam: &str) -> Option<&Arc<str>> {
        let mut from_top = lagen.iter().rev();
        let found = from_top.find_map(|laag| self.mails.get(&(laag.clone(), naam.to_owned())))?;
        self.teksten.get(&found.digest)
    }

    /// Every layer that holds a text or script.
    pub fn lagen(&self) -> impl Iterator<Item = &Laagpad> {
        let texts = self.brieven.keys().chain(self.mails.keys());
        texts.chain(self.scripts.keys()).map(|(laag, _)| laag)
    }
}

impl<T> Liggend<T> {
    /// A file that could not be read: alike to no other.
    fn zonder_tekst(pad: &str, toon: &str, gelezen: T) -> Self {
        Self {
            digest: Digest::of(pad),
            toon: toon.to_owned(),
            gelezen: Arc::new(gelezen),
        }
    }

    fn van(bron: Bron, gelezen: Arc<T>) -> Self {
        Self {
            digest: bron.digest,
            toon: bron.toon,
            gelezen,
        }
    }
}

/// Tells of every text and script that is the same, to the letter, as the one it would replace.
fn repeated<T>(group: &PerLaag<T>, fouten: &mut Vec<Diagnostic>) {
    for ((laag, naam), own) in group {
        let below = laag.eronder().into_iter();
        let mut below = below.filter_map(|onder| group.get(&(onder, naam.clone())));
        let Some(lower) = below.next().filter(|lower| lower.digest == own.digest) else {
            continue;
        };
        let plek = Plek::new(own.toon.as_str(), 1, 1);
        let melding = format!("`{naam}` is gelijk aan dezelfde tekst in de laag eronder");
        let hint = format!("haal het bestand weg; `{}` geldt al", lower.toon);
        fouten.push(Diagnostic::new(Code::W107, &plek, melding).met_hint(hint));
    }
}

/// Warns of every letter that goes to another than the one it replaces: who had to hear it, may hear nothing.
fn readdressed(brieven: &PerLaag<GelezenTekst>, fouten: &mut Vec<Diagnostic>) {
    for ((laag, naam), own) in brieven {
        let below = laag.eronder().into_iter();
        let mut below = below.filter_map(|onder| brieven.get(&(onder, naam.clone())));
        let Some(lower) = below.next() else { continue };
        let (Some(is), Some(was)) = (own.gelezen.aan, lower.gelezen.aan) else {
            continue;
        };
        if is == was {
            continue;
        }
        let mut lines = own.gelezen.tekst.lines();
        let line = lines.position(|line| line.starts_with("aan:"));
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

fn seen<'t, T>(all: &'t PerLaag<T>, lagen: &[Laagpad]) -> Gezien<'t, T> {
    let mut found = BTreeMap::new();
    for laag in lagen {
        let from = all.range((laag.clone(), String::new())..);
        let here = from.take_while(|((own, _), _)| own == laag);
        found.extend(here.map(|((_, naam), liggend)| (naam.as_str(), liggend)));
    }
    found
}

/// A letter or mail as it was read.
#[derive(Debug, Default)]
pub(super) struct GelezenTekst {
    tekst: Arc<str>,
    /// What in it names a part of the procedure; of a faulty text, as far as it could be read.
    pub noemt: Vec<Noemt>,
    /// Of a letter for one parent: the field that says for which.
    pub alleen: Option<Alleen>,
    /// To whom a letter goes.
    aan: Option<Ontvanger>,
    fouten: Vec<Diagnostic>,
}

impl GelezenTekst {
    fn van(bestand: &Bestand) -> Self {
        let bron: Arc<str> = bestand.tekst.as_str().into();
        match Tekst::lees(&bestand.toon, &bestand.tekst) {
            Ok(tekst) => Self {
                tekst: bron,
                noemt: noemt(tekst.verwijzingen(), tekst.in_onderwerp(), &bestand.tekst),
                fouten: school_without_asking(&tekst, bestand),
                aan: tekst.aan,
                alleen: tekst.alleen,
            },
            Err(fouten) => Self {
                tekst: bron,
                noemt: in_faulty(bestand),
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
    pub script: Result<Arc<Script>, Vec<Diagnostic>>,
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

fn noemt(body: &[Verwijzing], subject: &[Verwijzing], bron: &str) -> Vec<Noemt> {
    let ervoor = ervoor(bron);
    let body = body.iter().filter_map(|verwijzing| {
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
    let subject: BTreeSet<Genoemd> = subject.iter().filter_map(Verwijzing::naar).collect();
    for wat in subject {
        if !found.iter().any(|noemt| noemt.wat == wat) {
            found.push(Noemt {
                wat,
                regel,
                kolom,
                gevraagd: false,
                bewaakt: true,
            });
        }
    }
    found
}

/// What a text names that cannot be filled: a word that is wrong hides no other. Whether it asks first cannot be
/// seen where its blocks may be broken, so of that nothing is said.
fn in_faulty(bestand: &Bestand) -> Vec<Noemt> {
    let (body, subject) = tekst::verwezen(&bestand.toon, &bestand.tekst);
    let mut found = noemt(&body, &subject, &bestand.tekst);
    for noemt in &mut found {
        noemt.bewaakt = true;
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
