//! The effective definition of each procedure for each gemeente: its layers compiled, equal ones shared.
//!
//! Laying and checking is `definition::compile`'s. Easy to get wrong: most gemeenten share the definition
//! of their bureau. They are compiled once per set of layers that differ, and told of once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::indeling::{self, LANDELIJK, Laagpad, Soort};
use super::kring;
use super::lader::{Bron, GelezenLaag, Lader};
use super::parallel;
use super::teksten::Teksten;
use crate::bronnen::Bronnen;
use crate::definition::boom::Plek;
use crate::definition::bureau::Bureau;
use crate::definition::compile::{Gebruikt, Laag, Omgeving, compile, gebruikt};
use crate::definition::diagnostic::{Code, Diagnostic, opsomming};
use crate::definition::procedure::{BriefKeuze, Procedure, Veld, VeldSoort};
use crate::policy::{self, Vraagstelling};
use crate::render::Genoemd;
use crate::render::tekst::{Alleen, OUDERKEUZE};
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
struct Onderdeel {
    bron: Bron,
    gelezen: Arc<GelezenLaag>,
    uitkomsten: Vec<String>,
    uit: Option<String>,
}

type Lagen = BTreeMap<(Laagpad, String), Onderdeel>;

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
    for ((zicht, ..), vooraf) in work.iter().zip(&vooraf) {
        match zicht.omgeving.volledig {
            true => told.van(zicht, &vooraf.fouten, true),
            false => told.alleen.extend(vooraf.fouten.iter().cloned()),
        }
    }
    let whole = work.iter().filter(|(zicht, ..)| zicht.omgeving.volledig);
    for ((zicht, slug, _), (_, made)) in whole.zip(&vast) {
        told.van(zicht, &made.fouten, false);
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
fn of<'l>(lagen: &'l Lagen, paden: &[Laagpad], slug: &str) -> Vec<&'l Onderdeel> {
    let get = |pad: &Laagpad| lagen.get(&(pad.clone(), slug.to_owned()));
    paden.iter().filter_map(get).collect()
}

/// What can be seen from somewhere: the national layer by itself, a bureau, or a gemeente with files of its own.
struct Zicht {
    nummer: usize,
    /// The layers, lowest first.
    paden: Vec<Laagpad>,
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

/// Holds a definition against what it uses.
struct Keuring<'a> {
    teksten: &'a Teksten,
    fouten: Vec<Diagnostic>,
}

impl Keuring<'_> {
    /// Holds each script against the question it must answer.
    fn scripts(&mut self, procedure: &Procedure) {
        for (naam, vraag) in &procedure.vragen {
            let script = procedure
                .scripts
                .get(&vraag.script)
                .and_then(|digest| self.teksten.gecompileerd.get(digest));
            let Some((script, bestand)) = script else {
                continue;
            };
            let vraagstelling = Vraagstelling {
                naam: naam.clone(),
                invoer: vraag.invoer.clone(),
                antwoorden: vraag.antwoorden.keys().cloned().collect(),
            };
            let found = policy::controleer(script, &vraagstelling);
            self.fouten.extend(
                found
                    .iter()
                    .map(|bevinding| super::teksten::diagnostic(bestand, bevinding)),
            );
        }
    }

    /// Holds each text against the procedure that sends it.
    fn texts(&mut self, procedure: &Procedure) {
        for (naam, digest) in &procedure.teksten {
            let Some((bestand, genoemd)) = self.teksten.genoemd.get(digest) else {
                continue;
            };
            if let Some(alleen) = self.teksten.alleen.get(digest) {
                self.fouten
                    .extend(keur_alleen(procedure, naam, bestand, alleen));
            }
            for noemt in genoemd.iter() {
                let plek = Plek::new(bestand.as_str(), noemt.regel, noemt.kolom);
                let (soort, what, known) = known(procedure, &noemt.wat);
                let fout = if matches!(noemt.wat, Genoemd::Verdaging(_)) {
                    if noemt.bewaakt || !goes_otherwise(procedure, naam) {
                        continue;
                    }
                    let melding = format!(
                        "tekst `{naam}` noemt de verdaging, maar gaat ook uit waar niets wordt verdaagd"
                    );
                    Diagnostic::new(Code::F510, &plek, melding).met_hint(
                        "noem de brief alleen onder `bij_verdagen`, of schrijf er `{% if verdaging.reden is defined %}…{% endif %}` om",
                    )
                } else if !known.iter().any(|known| known == what) {
                    let melding = format!(
                        "tekst `{naam}` noemt {soort} `{what}`, maar procedure `{}` kent dat niet",
                        procedure.slug
                    );
                    Diagnostic::new(Code::F510, &plek, melding)
                        .met_dichtstbij(what, known.iter().map(String::as_str))
                } else if !noemt.gevraagd && is_overzicht(procedure, &noemt.wat) {
                    let melding =
                        format!("tekst `{naam}` noemt gegeven `{what}`, een heel verzuimoverzicht");
                    Diagnostic::new(Code::F511, &plek, melding).met_hint(
                        "laat een medewerker invullen wat in de brief moet staan; het overzicht zelf hoort niet in een brief",
                    )
                } else if !noemt.bewaakt && may_be_empty(procedure, &noemt.wat) {
                    let melding = format!(
                        "tekst `{naam}` noemt gegeven `{what}`, dat nergens verplicht is, zonder te vragen of het er is"
                    );
                    Diagnostic::new(Code::W501, &plek, melding).met_hint(format!(
                        "schrijf `{{% if gegevens.{what} is defined %}}…{{% endif %}}`; zonder waarde gaat de brief niet uit"
                    ))
                } else {
                    continue;
                };
                self.fouten.push(fout);
            }
        }
    }
}

/// What was found, each once, with the bureaus it was found in.
#[derive(Default)]
struct Verteld<'w> {
    /// What the national texts have wrong by themselves.
    alleen: HashSet<Diagnostic>,
    /// In which bureaus, and whether it is about a definition, not only about its texts and scripts.
    gevonden: HashMap<Diagnostic, (BTreeSet<&'w str>, bool)>,
}

impl<'w> Verteld<'w> {
    fn van(&mut self, zicht: &'w Zicht, fouten: &[Diagnostic], van_definitie: bool) {
        let bureau = zicht.paden.get(1).map_or("", |pad| pad.eerste.as_str());
        for fout in fouten {
            let (all, own) = self.gevonden.entry(fout.clone()).or_default();
            all.insert(bureau);
            *own |= van_definitie;
        }
    }

    /// Everything; of a national file also in which bureaus it is so.
    fn samen(self, lagen: &Lagen, bureaus: usize) -> Vec<Diagnostic> {
        let Self { alleen, gevonden } = self;
        let national = lagen.iter().filter(|((pad, _), _)| pad.eerste == LANDELIJK);
        let national: HashSet<&str> = national
            .map(|(_, onderdeel)| onderdeel.bron.toon.as_str())
            .collect();
        let told = |(fout, (in_bureaus, van_definitie)): (Diagnostic, (BTreeSet<&str>, bool))| {
            let everywhere = in_bureaus.len() == bureaus;
            let known = alleen.contains(&fout) || (everywhere && !van_definitie);
            match known || !national.contains(fout.bestand.as_str()) {
                true => fout,
                false => with_bureaus(fout, &in_bureaus, everywhere),
            }
        };
        let mut found: Vec<Diagnostic> = gevonden.into_iter().map(told).collect();
        found.extend(alleen.iter().cloned());
        found
    }
}

/// Procedures that go round, as seen from somewhere.
fn rings(
    lagen: &Lagen,
    zicht: &Zicht,
    keuzes: &[(&str, &Keuze)],
    found: &Definities,
) -> Vec<Diagnostic> {
    let procedures = keuzes.iter().filter_map(|(slug, keuze)| match keuze {
        Keuze::Aan(digest) => Some((*slug, &**found.procedures.get(digest)?)),
        Keuze::Uit(_) => None,
    });
    let plek = |slug: &str, sleutel: &str, naam: &str| {
        let lagen = of(lagen, &zicht.paden, slug);
        let mut written = lagen.iter().rev().filter_map(|onderdeel| {
            let laag = onderdeel.gelezen.laag.as_ref()?;
            laag.plek_van(sleutel, naam)
        });
        let top = || {
            lagen
                .last()
                .map_or("", |onderdeel| onderdeel.bron.toon.as_str())
        };
        let found = written.next().cloned();
        found.unwrap_or_else(|| Plek::new(top(), 1, 1))
    };
    kring::toets(&procedures.collect(), plek)
}

/// Adds whose definition it is; a fault of everyone is no news about anyone.
fn with_bureaus(fout: Diagnostic, bureaus: &BTreeSet<&str>, everywhere: bool) -> Diagnostic {
    /// How many are named.
    const NAMEN: usize = 3;
    let whose = match bureaus.len() {
        number if everywhere && number > 1 => format!("zo is het bij alle {number} bureaus"),
        number if number > NAMEN => {
            let named = bureaus.iter().take(NAMEN);
            let named: Vec<String> = named.map(|naam| format!("`{naam}`")).collect();
            let more = number - NAMEN;
            format!("zo is het bij bureau {} en nog {more}", named.join(", "))
        }
        _ => {
            let named = opsomming(bureaus.iter().copied(), "en");
            format!("zo is het bij bureau {named}")
        }
    };
    let hint = match &fout.hint {
        Some(hint) => format!("{hint}; {whose}"),
        None => whose,
    };
    fout.met_hint(hint)
}

/// Judges the field that says for which parent a letter is: it must exist, and hold nothing else.
fn keur_alleen(
    procedure: &Procedure,
    tekst: &str,
    bestand: &str,
    alleen: &Alleen,
) -> Option<Diagnostic> {
    let plek = Plek::new(bestand, alleen.regel, alleen.kolom);
    let gegeven = &alleen.gegeven;
    let mut found = procedure
        .alle_velden()
        .filter(|(naam, _)| *naam == gegeven)
        .peekable();
    if found.peek().is_none() {
        let melding = format!(
            "brief `{tekst}` is `alleen` voor wie gegeven `{gegeven}` noemt, maar procedure `{}` kent dat niet",
            procedure.slug
        );
        let known = procedure.alle_velden().map(|(naam, _)| naam.as_str());
        return Some(Diagnostic::new(Code::F512, &plek, melding).met_dichtstbij(gegeven, known));
    }
    let says_who = |veld: &Veld| {
        matches!(&veld.soort, VeldSoort::Keuze(keuzes)
            if keuzes.iter().all(|keuze| OUDERKEUZE.contains(&keuze.as_str())))
    };
    if found.all(|(_, veld)| says_who(veld)) {
        return None;
    }
    let melding = format!(
        "brief `{tekst}` is `alleen` voor wie gegeven `{gegeven}` noemt, maar dat zegt niet voor welke ouder"
    );
    let hint = format!("maak er een keuze van: `[{}]`", OUDERKEUZE.join(", "));
    Some(Diagnostic::new(Code::F512, &plek, melding).met_hint(hint))
}

/// Whether a text names a field that holds a list of absences.
fn is_overzicht(procedure: &Procedure, wat: &Genoemd) -> bool {
    let Genoemd::Gegeven(naam) = wat else {
        return false;
    };
    let mut fields = procedure.alle_velden();
    fields.any(|(known, veld)| known == naam && veld.soort == VeldSoort::Verzuimoverzicht)
}

/// Whether a letter also goes where no term is extended.
fn goes_otherwise(procedure: &Procedure, brief: &str) -> bool {
    let taken = procedure
        .fasen
        .values()
        .flat_map(|fase| fase.taken.values());
    let mut of_taken = taken.filter_map(|taak| taak.brief.as_ref());
    let chosen = |vraag: &String| {
        let vraag = procedure.vragen.get(vraag);
        vraag.is_some_and(|vraag| vraag.antwoorden.contains_key(brief))
    };
    of_taken.any(|keuze| match keuze {
        BriefKeuze::Tekst(naam) => naam == brief,
        BriefKeuze::Vraag(vraag) => chosen(vraag),
    }) || procedure
        .gevolgen()
        .any(|gevolg| gevolg.brief.iter().any(|naam| naam == brief))
}

/// Whether a text names a field that nothing requires and no gevolg sets.
fn may_be_empty(procedure: &Procedure, wat: &Genoemd) -> bool {
    let Genoemd::Gegeven(naam) = wat else {
        return false;
    };
    let mut fields = procedure.alle_velden().filter(|(known, _)| *known == naam);
    let asked = fields.any(|(_, veld)| veld.verplicht || !veld.verplicht_bij.is_empty());
    !asked
        && !procedure
            .gevolgen()
            .chain(procedure.gevolgen_bij_verdagen())
            .any(|gevolg| gevolg.zet.contains_key(naam))
}

/// What a text names: its kind in words, its name, and the names the procedure knows of that kind.
fn known<'n>(procedure: &Procedure, wat: &'n Genoemd) -> (&'static str, &'n str, Vec<String>) {
    let taken = || {
        procedure
            .fasen
            .values()
            .flat_map(|fase| fase.taken.keys().cloned())
    };
    let termijnen = || {
        procedure
            .fasen
            .values()
            .flat_map(|fase| fase.termijnen.keys().cloned())
    };
    let velden = procedure.alle_velden();
    match wat {
        Genoemd::Gegeven(naam) => (
            "gegeven",
            naam,
            velden.map(|(naam, _)| naam.clone()).collect(),
        ),
        Genoemd::Taak(naam) => ("taak", naam, taken().collect()),
        Genoemd::Verdaging(naam) => ("deel van de verdaging", naam, Vec::new()),
        Genoemd::Termijn(naam) => ("termijn", naam, termijnen().chain(taken()).collect()),
        Genoemd::Datum(naam) => {
            let dates = velden
                .filter(|(_, veld)| veld.soort == VeldSoort::Datum)
                .map(|(naam, _)| naam.clone());
            let events = procedure
                .fasen
                .values()
                .flat_map(|fase| fase.gebeurtenissen.keys().cloned());
            let events = events.chain(procedure.gebeurtenissen.keys().cloned());
            let built_in = ["ontvangst", "begin"].map(str::to_owned);
            let all = dates
                .chain(events)
                .chain(taken())
                .chain(termijnen())
                .chain(procedure.fasen.keys().cloned());
            ("datum", naam, all.chain(built_in).collect())
        }
    }
}
