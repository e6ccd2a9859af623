//! The effective definition of each procedure for each gemeente: its layers compiled, equal ones shared.
//!
//! Laying and checking is `definition::compile`'s. Easy to get wrong: most gemeenten share the definition
//! of their bureau. They are compiled once per set of layers that differ, and told of once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::indeling::{self, LANDELIJK, Laagpad, Soort};
use super::keuring::Keuring;
use super::lader::{Bron, GelezenLaag, Lader};
use super::parallel;
use super::teksten::Teksten;
use super::verteld::{Verteld, rings};
use crate::bronnen::Bronnen;
use crate::definition::boom::Plek;
use crate::definition::bureau::Bureau;
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
    bureaus: &[Arc<Bureau>],
    teksten: &Teksten,
    lader: &mut Lader,
    fouten: &mut Vec<Diagnostic>,
) -> Definities {
    let (lagen, broken) = lees_lagen(bronnen, lader, fouten);
    strays(&lagen, bureaus, teksten, bronnen, fouten);
    let slugs: BTreeSet<&String> = lagen.keys().map(|(_, procedure)| procedure).collect();
    let (zichten, van_gemeente) = zichten(&lagen, bureaus, teksten, &slugs);
    let good = |slug: &&String| !broken.contains(*slug);
    let work: Vec<(&Zicht, &str, Vec<&Onderdeel>)> = slugs
        .iter()
        .copied()
        .filter(good)
        .flat_map(|slug| zichten.iter().map(move |zicht| (zicht, slug.as_str())))
        .map(|(zicht, slug)| (zicht, slug, of(&lagen, &zicht.paden, slug)))
        .filter(|(_, _, lagen)| !lagen.is_empty())
        .collect();

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
        let (key, gebruikt) = key_vast(key, vooraf, zicht, teksten);
        let made = before.vind(&key).cloned();
        let made = made.unwrap_or_else(|| Arc::new(Vast::van(vooraf, gebruikt, teksten)));
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
    fouten.extend(told.samen(&lagen, bureaus.len()));
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

/// Reads every layer, and names the procedures of which one is not even YAML.
fn lees_lagen(
    bronnen: &Bronnen,
    lader: &mut Lader,
    fouten: &mut Vec<Diagnostic>,
) -> (Lagen, BTreeSet<String>) {
    let files = bronnen.workflows.iter();
    let files = files.filter_map(|(pad, bestand)| match indeling::workflow(pad) {
        Soort::Procedure(laag, naam) => Some((Bron::van(pad, bestand), (bestand, laag, naam))),
        _ => None,
    });
    let files: Vec<_> = files.collect();
    let read = lader.lagen.elk(&files, |(bestand, laag, naam)| {
        let (laag, fouten) = Laag::lees(laag.naam(), naam, &bestand.toon, &bestand.tekst);
        Arc::new(GelezenLaag { laag, fouten })
    });
    let mut lagen = Lagen::new();
    let mut broken = BTreeSet::new();
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
                broken.insert(naam);
            }
        }
    }
    (lagen, broken)
}

/// The layers that hold a file of this procedure, lowest first.
pub(super) fn of<'l>(lagen: &'l Lagen, paden: &[Laagpad], slug: &str) -> Vec<&'l Onderdeel> {
    let get = |pad: &Laagpad| lagen.get(&(pad.clone(), slug.to_owned()));
    paden.iter().filter_map(get).collect()
}

/// What can be seen from somewhere: the national layer by itself, a bureau, or a gemeente with files of its own.
pub(super) struct Zicht {
    nummer: usize,
    /// The layers, lowest first.
    pub paden: Vec<Laagpad>,
    omgeving: Omgeving,
    /// Of every name in sight.
    namen: Digest,
    /// Of every text and script in sight as well.
    geheel: Digest,
}

/// Every sight there is, and through which one each gemeente looks.
fn zichten<'b>(
    lagen: &Lagen,
    bureaus: &'b [Arc<Bureau>],
    teksten: &Teksten,
    slugs: &BTreeSet<&String>,
) -> (Vec<Zicht>, Vec<(&'b str, usize)>) {
    let own: HashSet<&Laagpad> = lagen
        .keys()
        .map(|(laag, _)| laag)
        .chain(teksten.lagen())
        .collect();
    let mut paden = vec![vec![Laagpad::landelijk()]];
    let mut van_gemeente = Vec::new();
    for bureau in bureaus {
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
    let paden: Vec<(usize, Vec<Laagpad>)> = paden.into_iter().enumerate().collect();
    let made = parallel::elk(&paden, |(nummer, paden)| {
        Zicht::new(*nummer, paden, lagen, teksten, slugs)
    });
    (made, van_gemeente)
}

impl Zicht {
    fn new(
        nummer: usize,
        paden: &[Laagpad],
        lagen: &Lagen,
        teksten: &Teksten,
        slugs: &BTreeSet<&String>,
    ) -> Self {
        // The first one is that of the national text by itself.
        let omgeving = Omgeving {
            volledig: nummer != 0,
            ..omgeving(paden, lagen, teksten, slugs)
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
        for digest in brieven
            .values()
            .chain(mails.values())
            .chain(scripts.values())
        {
            geheel += &format!("{} {}\n", digest.0, teksten.bestand(digest));
        }
        let namen = Digest::of(&namen);
        Self {
            nummer,
            paden: paden.to_vec(),
            geheel: Digest::of(&format!("{} {geheel}", namen.0)),
            namen,
            omgeving,
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
    lagen: &Lagen,
    teksten: &Teksten,
    slugs: &BTreeSet<&String>,
) -> Omgeving {
    let mut procedures = BTreeMap::new();
    let mut uit = BTreeMap::new();
    for slug in slugs {
        let lagen = of(lagen, paden, slug);
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
        brieven: teksten.brieven(paden),
        mails: teksten.mails(paden),
        scripts: teksten.scripts(paden),
        procedures,
        uit,
        volledig: true,
    }
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
fn key_vast(
    key: &Digest,
    vooraf: &Vooraf,
    zicht: &Zicht,
    teksten: &Teksten,
) -> (Digest, Option<Gebruikt>) {
    let procedure = vooraf.procedure.as_ref();
    let gebruikt = procedure.map(|procedure| gebruikt(procedure, &zicht.omgeving));
    let mut key = key.0.clone();
    if let Some(gebruikt) = &gebruikt {
        let all = gebruikt.teksten.iter().chain(&gebruikt.scripts);
        for (naam, digest) in all {
            key += &format!("\n{naam} {} {}", digest.0, teksten.bestand(digest));
        }
    }
    (Digest::of(&key), gebruikt)
}

/// Tells of folders that belong to no bureau or gemeente.
fn strays(
    lagen: &Lagen,
    bureaus: &[Arc<Bureau>],
    teksten: &Teksten,
    bronnen: &Bronnen,
    fouten: &mut Vec<Diagnostic>,
) {
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
                    "map `{}` hoort bij geen bureau: er is geen `{}/bureau.yaml` te lezen",
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
    }
}

impl Vast {
    fn van(vooraf: &Vooraf, gebruikt: Option<Gebruikt>, teksten: &Teksten) -> Self {
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
            teksten,
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
