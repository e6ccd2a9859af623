//! The effective definition of each procedure for each gemeente: its layers compiled, equal ones shared.
//!
//! Laying and checking is `definition::compile`'s. Easy to get wrong: most gemeenten share the definition
//! of their bureau. They are compiled once per set of layers that differ, and told of once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::bureaus::Gelezen;
use super::indeling::{self, LANDELIJK, Laagpad, Soort};
use super::keuring::Keuring;
use super::lader::{Bron, GelezenLaag, Lader};
use super::ongenoemd;
use super::parallel;
use super::teksten::{Gezien, InZicht, Teksten};
use super::verteld::{Verteld, rings};
use crate::bronnen::{Bronnen, onleesbaar};
use crate::definition::boom::Plek;
use crate::definition::compile::{Gebruikt, Laag, Omgeving, compile, gebruikt};
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::procedure::Procedure;
use crate::zaak::Digest;

/// What a gemeente does with a procedure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Keuze {
    /// Runs it by this definition.
    Aan(Digest),
    /// Does not, for this reason.
    Uit(String),
}

/// All definitions.
#[derive(Debug, Default)]
pub(super) struct Definities {
    /// By gemeente and procedure.
    pub keuzes: BTreeMap<String, BTreeMap<String, Keuze>>,
    pub procedures: HashMap<Digest, Arc<Procedure>>,
}

/// A layer that could be read, with the file it was read from.
pub(super) struct Onderdeel {
    pub bron: Bron,
    pub gelezen: Arc<GelezenLaag>,
    uitkomsten: Vec<String>,
    uit: Option<String>,
}

pub(super) type Lagen = BTreeMap<(Laagpad, String), Onderdeel>;

/// What became of the layers, before the digests of texts are looked at.
#[derive(Debug)]
pub(super) struct Vooraf {
    procedure: Option<Arc<Procedure>>,
    uit: Option<String>,
    fouten: Vec<Diagnostic>,
}

/// A definition with its digest, or the reason why it is off; and what was told when it was held against its texts
/// and scripts.
#[derive(Debug)]
pub(super) struct Vast {
    keuze: Option<Keuze>,
    procedure: Option<Arc<Procedure>>,
    fouten: Vec<Diagnostic>,
}

/// Reads and compiles everything.
pub(super) fn lees(
    bronnen: &Bronnen,
    gelezen: &Gelezen,
    teksten: &Teksten,
    lader: &mut Lader,
    fouten: &mut Vec<Diagnostic>,
) -> Definities {
    let (lagen, kapot) = lees_lagen(bronnen, lader, fouten);
    let zwerft = strays(&lagen, gelezen, teksten, bronnen, fouten);
    let mut namen = ongenoemd::PerLaag::new();
    for ((laag, _), onderdeel) in &lagen {
        let own = namen.entry(laag).or_default();
        own.push(&onderdeel.gelezen.stuknamen);
    }
    ongenoemd::toets(teksten, &namen, &kapot, &zwerft, fouten);
    let slugs: BTreeSet<&String> = lagen
        .keys()
        .chain(&kapot)
        .map(|(_, procedure)| procedure)
        .collect();
    let (zichten, van_gemeente) = zichten(&lagen, &kapot, gelezen, teksten, &slugs);
    let pairs = slugs
        .iter()
        .flat_map(|slug| zichten.iter().map(move |zicht| (zicht, slug.as_str())));
    let mut work: Vec<(&Zicht<'_>, &str, Vec<&Onderdeel>)> = pairs
        .map(|(zicht, slug)| (zicht, slug, of(&lagen, &zicht.paden, slug)))
        .filter(|(_, _, lagen)| !lagen.is_empty())
        .collect();
    // Where one of the layers cannot be read the others are not laid on one another; what each says wrong by itself
    // is told all the same. The national one is looked at by itself.
    let whole = |zicht: &Zicht<'_>, slug: &str| !is_kapot(&kapot, &zicht.paden, slug);
    let alone = work.iter().filter(|(zicht, slug, _)| !whole(zicht, slug));
    let alone = alone.flat_map(|(.., lagen)| lagen);
    let alone = alone.filter_map(|onderdeel| onderdeel.gelezen.laag.as_ref());
    let alone: BTreeMap<&str, &Laag> = alone
        .filter(|laag| laag.naam != LANDELIJK)
        .map(|laag| (laag.bestand.as_str(), laag))
        .collect();
    fouten.extend(alone.into_values().flat_map(Laag::vorm));
    work.retain(|(zicht, slug, _)| whole(zicht, slug));

    let todo: Vec<(Digest, _)> = work
        .iter()
        .map(|work| (work.0.key_vooraf(&work.2), work))
        .collect();
    let vooraf = lader.vooraf.elk(&todo, |(zicht, _, lagen)| {
        Arc::new(vooraf(lagen, &zicht.omgeving))
    });
    let todo: Vec<(Digest, _)> = todo
        .iter()
        .zip(&vooraf)
        // By itself the national text may leave things open, but what it says must hold.
        .filter(|((_, (zicht, ..)), _)| zicht.omgeving.volledig)
        .map(|((key, (zicht, ..)), vooraf)| {
            let key_in_zicht = Digest::of(&format!("{} {}", key.0, zicht.geheel.0));
            (key_in_zicht, (key, *zicht, vooraf))
        })
        .collect();
    let before = &lader.vast;
    let vast = lader.in_zicht.elk(&todo, |(key, zicht, vooraf)| {
        let (key, gebruikt) = key_vast(key, vooraf, zicht);
        let made = before.vind(&key).cloned();
        let made = made.unwrap_or_else(|| Arc::new(Vast::van(vooraf, gebruikt, &zicht.in_zicht)));
        (key, made)
    });
    for (key, made) in &vast {
        lader.vast.zet(key.clone(), Arc::clone(made));
    }

    let mut found = Definities::default();
    let mut per_zicht: HashMap<usize, Vec<(&str, &Keuze)>> = HashMap::new();
    let mut told = Verteld::default();
    for ((zicht, slug, _), vooraf) in work.iter().zip(&vooraf) {
        match zicht.omgeving.volledig {
            true => told.van((zicht, slug), &lagen, &vooraf.fouten, true),
            false => told.alleen.extend(vooraf.fouten.iter().cloned()),
        }
    }
    let whole = work.iter().filter(|(zicht, ..)| zicht.omgeving.volledig);
    for ((zicht, slug, _), (_, made)) in whole.zip(&vast) {
        told.van((zicht, slug), &lagen, &made.fouten, false);
        let Some(keuze) = &made.keuze else { continue };
        if let (Keuze::Aan(digest), Some(procedure)) = (keuze, &made.procedure) {
            let shared = found.procedures.entry(digest.clone());
            shared.or_insert_with(|| Arc::clone(procedure));
        }
        per_zicht
            .entry(zicht.nummer)
            .or_default()
            .push((slug, keuze));
    }
    let bureaus = gelezen.bureaus.len() + gelezen.onbruikbaar.len();
    fouten.extend(told.samen(&lagen, bureaus));
    for zicht in &zichten {
        let keuzes = per_zicht.get(&zicht.nummer).map_or(&[][..], Vec::as_slice);
        fouten.extend(rings(&lagen, zicht, keuzes, &found));
    }
    for (gemeente, zicht) in van_gemeente {
        let Some(keuzes) = per_zicht.get(&zicht) else {
            continue;
        };
        let own = found.keuzes.entry(gemeente.to_owned()).or_default();
        own.extend(
            keuzes
                .iter()
                .map(|(slug, keuze)| ((*slug).to_owned(), (*keuze).clone())),
        );
    }
    found
}

/// Layers of a procedure that are there, but cannot be read: not even YAML, or no text.
pub(super) type Kapot = BTreeSet<(Laagpad, String)>;

/// Whether one of the layers of a procedure cannot be read.
fn is_kapot(kapot: &Kapot, paden: &[Laagpad], slug: &str) -> bool {
    let mut here = kapot.iter().filter(|(_, own)| own == slug);
    here.any(|(laag, _)| paden.contains(laag))
}

/// Reads every layer; names those that cannot be read.
fn lees_lagen(
    bronnen: &Bronnen,
    lader: &mut Lader,
    fouten: &mut Vec<Diagnostic>,
) -> (Lagen, Kapot) {
    let files = bronnen.workflows.iter();
    let files = files.filter_map(|(pad, bestand)| match indeling::workflow(pad) {
        Soort::Procedure(laag, naam) => Some((Bron::van(pad, bestand), (bestand, laag, naam))),
        _ => None,
    });
    let files: Vec<_> = files.collect();
    let read = lader.lagen.elk(&files, |(bestand, laag, naam)| {
        let (laag, fouten) = Laag::lees(laag.naam(), naam, &bestand.toon, &bestand.tekst);
        let stuknamen = laag.as_ref().map(Laag::stuknamen).unwrap_or_default();
        Arc::new(GelezenLaag {
            laag,
            stuknamen,
            fouten,
        })
    });
    let mut lagen = Lagen::new();
    let no_text = onleesbaar(&bronnen.naast_workflows);
    let mut kapot: Kapot = no_text
        .filter_map(|(pad, _)| match indeling::workflow(pad) {
            Soort::Procedure(laag, naam) => Some((laag, naam)),
            _ => None,
        })
        .collect();
    for ((bron, (_, laagpad, naam)), gelezen) in files.into_iter().zip(read) {
        fouten.extend(gelezen.fouten.iter().cloned());
        match &gelezen.laag {
            Some(laag) => {
                let onderdeel = Onderdeel {
                    bron,
                    uitkomsten: laag.uitkomsten(),
                    uit: laag.uit().map(str::to_owned),
                    gelezen,
                };
                lagen.insert((laagpad, naam), onderdeel);
            }
            None => {
                kapot.insert((laagpad, naam));
            }
        }
    }
    (lagen, kapot)
}

/// The layers that hold a file of this procedure, lowest first.
pub(super) fn of<'l>(lagen: &'l Lagen, paden: &[Laagpad], slug: &str) -> Vec<&'l Onderdeel> {
    let get = |pad: &Laagpad| lagen.get(&(pad.clone(), slug.to_owned()));
    paden.iter().filter_map(get).collect()
}

/// What can be seen from somewhere: the national layer by itself, a bureau, or a gemeente with files of its own.
pub(super) struct Zicht<'t> {
    nummer: usize,
    /// The layers, lowest first.
    pub paden: Vec<Laagpad>,
    omgeving: Omgeving,
    in_zicht: InZicht<'t>,
    /// Of every name in sight.
    namen: Digest,
    /// Of every text and script in sight as well.
    geheel: Digest,
}

/// Every sight there is, and through which one each gemeente looks.
fn zichten<'b>(
    lagen: &Lagen,
    kapot: &Kapot,
    gelezen: &'b Gelezen,
    teksten: &'b Teksten,
    slugs: &BTreeSet<&String>,
) -> (Vec<Zicht<'b>>, Vec<(&'b str, usize)>) {
    let own: BTreeSet<&Laagpad> = lagen
        .keys()
        .chain(kapot)
        .map(|(laag, _)| laag)
        .chain(teksten.lagen())
        .collect();
    let mut paden = vec![vec![Laagpad::landelijk()]];
    let mut van_gemeente = Vec::new();
    for bureau in &gelezen.bureaus {
        let mut of_bureau = None;
        for gemeente in &bureau.gemeenten {
            let [landelijk, van_bureau, van_gemeente_zelf] =
                Laagpad::van_gemeente(&bureau.bureau, gemeente);
            let nummer = if own.contains(&van_gemeente_zelf) {
                paden.push(vec![landelijk, van_bureau, van_gemeente_zelf]);
                paden.len() - 1
            } else {
                *of_bureau.get_or_insert_with(|| {
                    paden.push(vec![landelijk, van_bureau]);
                    paden.len() - 1
                })
            };
            van_gemeente.push((gemeente.as_str(), nummer));
        }
    }
    // Which gemeenten a bureau serves is not known where its file cannot be used; its folders are.
    for bureau in gelezen.onbruikbaar.keys() {
        paden.push(vec![Laagpad::landelijk(), Laagpad::bureau(bureau)]);
        for laag in own.iter().filter(|laag| laag.eerste == *bureau) {
            if let Some(gemeente) = &laag.gemeente {
                paden.push(Laagpad::van_gemeente(bureau, gemeente).to_vec());
            }
        }
    }
    let paden: Vec<(usize, Vec<Laagpad>)> = paden.into_iter().enumerate().collect();
    let made = parallel::elk(&paden, |(nummer, paden)| {
        Zicht::new(*nummer, paden, (lagen, kapot), teksten, slugs)
    });
    (made, van_gemeente)
}

impl<'t> Zicht<'t> {
    fn new(
        nummer: usize,
        paden: &[Laagpad],
        (lagen, kapot): (&Lagen, &Kapot),
        teksten: &'t Teksten,
        slugs: &BTreeSet<&String>,
    ) -> Self {
        let in_zicht = teksten.in_zicht(paden);
        // The first one is that of the national text by itself.
        let omgeving = Omgeving {
            volledig: nummer != 0,
            ..omgeving(paden, (lagen, kapot), &in_zicht, slugs)
        };
        let Omgeving {
            brieven,
            mails,
            scripts,
            procedures,
            uit,
            volledig,
        } = &omgeving;
        let namen = format!(
            "{:?}",
            (
                brieven.keys(),
                mails.keys(),
                scripts.keys(),
                procedures,
                uit,
                volledig
            )
        );
        let mut geheel = String::new();
        for (digest, toon) in in_zicht.bestanden() {
            geheel += &format!("{} {toon}\n", digest.0);
        }
        let namen = Digest::of(&namen);
        Self {
            nummer,
            paden: paden.to_vec(),
            geheel: Digest::of(&format!("{} {geheel}", namen.0)),
            namen,
            omgeving,
            in_zicht,
        }
    }

    /// Everything that compiling these layers looks at.
    fn key_vooraf(&self, lagen: &[&Onderdeel]) -> Digest {
        let mut key = self.namen.0.clone();
        for laag in lagen {
            let Bron { pad, toon, digest } = &laag.bron;
            key += &format!("\n{} {pad} {toon}", digest.0);
        }
        Digest::of(&key)
    }
}

/// What a procedure can refer to, seen through these layers.
fn omgeving(
    paden: &[Laagpad],
    (lagen, kapot): (&Lagen, &Kapot),
    in_zicht: &InZicht<'_>,
    slugs: &BTreeSet<&String>,
) -> Omgeving {
    let mut procedures = BTreeMap::new();
    let mut uit = BTreeMap::new();
    for slug in slugs {
        let lagen = of(lagen, paden, slug);
        if is_kapot(kapot, paden, slug) {
            // It is there; what it ends with is not known.
            procedures.insert((*slug).clone(), Vec::new());
            continue;
        }
        if lagen.is_empty() {
            continue;
        }
        let mut uitkomsten: Vec<String> = Vec::new();
        for uitkomst in lagen.iter().flat_map(|laag| &laag.uitkomsten) {
            if !uitkomsten.contains(uitkomst) {
                uitkomsten.push(uitkomst.clone());
            }
        }
        procedures.insert((*slug).clone(), uitkomsten);
        if let Some(reden) = lagen.iter().rev().find_map(|laag| laag.uit.as_ref()) {
            uit.insert((*slug).clone(), reden.clone());
        }
    }
    Omgeving {
        brieven: digests(&in_zicht.brieven),
        mails: digests(&in_zicht.mails),
        scripts: digests(&in_zicht.scripts),
        procedures,
        uit,
        volledig: true,
    }
}

fn digests<T>(gezien: &Gezien<'_, T>) -> BTreeMap<String, Digest> {
    let found = gezien.iter();
    found
        .map(|(naam, liggend)| ((*naam).to_owned(), liggend.digest.clone()))
        .collect()
}

fn vooraf(lagen: &[&Onderdeel], omgeving: &Omgeving) -> Vooraf {
    let lagen = lagen.iter().filter_map(|laag| laag.gelezen.laag.as_ref());
    let lagen: Vec<&Laag> = lagen.collect();
    let made = compile(&lagen, omgeving);
    Vooraf {
        procedure: made.procedure.map(Arc::new),
        uit: made.uit,
        fouten: made.diagnostics,
    }
}

/// The definition, and the file and digest of each text and script it uses.
fn key_vast(key: &Digest, vooraf: &Vooraf, zicht: &Zicht<'_>) -> (Digest, Option<Gebruikt>) {
    let procedure = vooraf.procedure.as_ref();
    let gebruikt = procedure.map(|procedure| gebruikt(procedure, &zicht.omgeving));
    let mut key = key.0.clone();
    if let Some(gebruikt) = &gebruikt {
        for (naam, digest) in &gebruikt.teksten {
            let toon = zicht.in_zicht.tekst(naam, digest);
            let toon = toon.map_or("", |liggend| &liggend.toon);
            key += &format!("\n{naam} {} {toon}", digest.0);
        }
        for (naam, digest) in &gebruikt.scripts {
            let toon = zicht.in_zicht.scripts.get(naam.as_str());
            let toon = toon.map_or("", |liggend| &liggend.toon);
            key += &format!("\n{naam} {} {toon}", digest.0);
        }
    }
    (Digest::of(&key), gebruikt)
}

/// Tells of folders that belong to no bureau or gemeente, and names them.
fn strays(
    lagen: &Lagen,
    gelezen: &Gelezen,
    teksten: &Teksten,
    bronnen: &Bronnen,
    fouten: &mut Vec<Diagnostic>,
) -> BTreeSet<Laagpad> {
    let bureaus = &gelezen.bureaus;
    let mut found = BTreeSet::new();
    let of_files = lagen.keys().map(|(laag, _)| laag);
    let of_gemeenten: Vec<Laagpad> = bronnen
        .workflows
        .keys()
        .filter_map(|pad| match indeling::workflow(pad) {
            Soort::Gemeente(laag) => Some(laag),
            _ => None,
        })
        .collect();
    let all = of_files.chain(teksten.lagen()).chain(&of_gemeenten);
    let all: BTreeSet<&Laagpad> = all.collect();
    for laag in all {
        let bureau = bureaus.iter().find(|bureau| bureau.bureau == laag.eerste);
        let (melding, known): (String, Vec<&str>) = match (&laag.gemeente, bureau) {
            (None, _) if laag.eerste == LANDELIJK => continue,
            _ if gelezen.onbruikbaar.contains_key(&laag.eerste) => continue,
            (None, Some(_)) => continue,
            (Some(gemeente), Some(bureau)) if bureau.gemeenten.contains(gemeente) => continue,
            (Some(gemeente), Some(bureau)) => (
                format!(
                    "map `{gemeente}` hoort bij geen gemeente van bureau `{}`",
                    bureau.bureau
                ),
                bureau.gemeenten.iter().map(String::as_str).collect(),
            ),
            (_, None) => (
                format!(
                    "map `{}` hoort bij geen bureau: er is geen `{}/bureau.yaml`",
                    laag.eerste, laag.eerste
                ),
                bureaus
                    .iter()
                    .map(|bureau| bureau.bureau.as_str())
                    .collect(),
            ),
        };
        let prefix = match &laag.gemeente {
            Some(gemeente) => format!("{}/{gemeente}/", laag.eerste),
            None => format!("{}/", laag.eerste),
        };
        let files = bronnen.workflows.iter().chain(&bronnen.scripts);
        let toon = files
            .into_iter()
            .find(|(pad, _)| pad.starts_with(&prefix))
            .map(|(_, bestand)| bestand.toon.clone());
        let plek = Plek::new(toon.unwrap_or(prefix), 1, 1);
        fouten.push(Diagnostic::new(Code::F310, &plek, melding).met_dichtstbij(laag.naam(), known));
        found.insert(laag.clone());
    }
    found
}

impl Vast {
    fn van(vooraf: &Vooraf, gebruikt: Option<Gebruikt>, in_zicht: &InZicht<'_>) -> Self {
        let mut made = Self {
            keuze: vooraf.uit.clone().map(Keuze::Uit),
            procedure: None,
            fouten: Vec::new(),
        };
        let (
            Some(before),
            Some(Gebruikt {
                teksten: texts,
                scripts,
            }),
        ) = (&vooraf.procedure, gebruikt)
        else {
            return made;
        };
        let procedure = if before.teksten == texts && before.scripts == scripts {
            Arc::clone(before)
        } else {
            Arc::new(Procedure {
                teksten: texts,
                scripts,
                ..before.as_ref().clone()
            })
        };
        let mut keuring = Keuring {
            in_zicht,
            fouten: Vec::new(),
        };
        keuring.scripts(&procedure);
        keuring.texts(&procedure);
        made.fouten = keuring.fouten;
        // A definition is data made of strings and numbers: it always has a JSON.
        if let Ok(json) = serde_json::to_string(procedure.as_ref()) {
            made.keuze = Some(Keuze::Aan(Digest::of(&json)));
            made.procedure = Some(procedure);
        }
        made
    }
}
