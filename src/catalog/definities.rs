//! The effective definition of each procedure for each gemeente: its layers compiled, equal ones shared.
//!
//! Laying and checking is `definition::compile`'s. Easy to get wrong: most gemeenten share the definition
//! of their bureau. They are compiled once per set of layers that differ, and told of once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::indeling::{self, LANDELIJK, Laagpad, Soort};
use super::kring;
use super::teksten::Teksten;
use crate::bronnen::Bronnen;
use crate::definition::boom::Plek;
use crate::definition::bureau::Bureau;
use crate::definition::compile::{Laag, Omgeving, compile};
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

type Lagen = BTreeMap<(Laagpad, String), Laag>;

/// Reads and compiles everything.
pub(super) fn lees(
    bronnen: &Bronnen,
    bureaus: &[Arc<Bureau>],
    teksten: &Teksten,
    fouten: &mut Vec<Diagnostic>,
) -> Definities {
    let (lagen, broken) = lees_lagen(bronnen, fouten);
    strays(&lagen, bureaus, teksten, bronnen, fouten);
    let slugs: BTreeSet<&String> = lagen.keys().map(|(_, procedure)| procedure).collect();
    let mut werk = Werk {
        lagen: &lagen,
        teksten,
        done: HashMap::new(),
        found: Definities::default(),
        fouten,
        alleen: HashSet::new(),
    };
    for slug in slugs.iter().copied().filter(|slug| !broken.contains(*slug)) {
        // By itself the national text may leave things open, but what it says must hold.
        werk.alone(slug, &slugs);
        for bureau in bureaus {
            for gemeente in &bureau.gemeenten {
                werk.gemeente(bureau, gemeente, slug, &slugs);
            }
        }
    }
    werk.tell(bureaus);
    for bureau in bureaus {
        for gemeente in &bureau.gemeenten {
            werk.rings(bureau, gemeente);
        }
    }
    werk.found
}

/// Reads every layer, and names the procedures of which one is not even YAML.
fn lees_lagen(bronnen: &Bronnen, fouten: &mut Vec<Diagnostic>) -> (Lagen, BTreeSet<String>) {
    let mut lagen = Lagen::new();
    let mut broken = BTreeSet::new();
    for (pad, bestand) in &bronnen.workflows {
        let Soort::Procedure(laagpad, naam) = indeling::workflow(pad) else {
            continue;
        };
        let (laag, meer) = Laag::lees(laagpad.naam(), &naam, &bestand.toon, &bestand.tekst);
        fouten.extend(meer);
        match laag {
            Some(laag) => {
                lagen.insert((laagpad, naam), laag);
            }
            None => {
                broken.insert(naam);
            }
        }
    }
    (lagen, broken)
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

/// What was made of a set of layers seen with a set of texts.
#[derive(Default)]
struct Gemaakt {
    keuze: Option<Keuze>,
    /// What was told of the definition.
    van_definitie: Vec<Diagnostic>,
    /// What was told of its texts and scripts.
    van_teksten: Vec<Diagnostic>,
    /// Whose gemeenten work by it.
    bureaus: BTreeSet<String>,
}

struct Werk<'a> {
    lagen: &'a Lagen,
    teksten: &'a Teksten,
    /// By the layers that exist for it and the texts it sees.
    done: HashMap<String, Gemaakt>,
    found: Definities,
    fouten: &'a mut Vec<Diagnostic>,
    /// What the national texts have wrong by themselves.
    alleen: HashSet<Diagnostic>,
}

impl<'a> Werk<'a> {
    /// The layers that hold a file of this procedure, lowest first.
    fn of(&self, paden: &[Laagpad], slug: &str) -> Vec<&'a Laag> {
        let lagen = self.lagen;
        let get = |pad: &Laagpad| lagen.get(&(pad.clone(), slug.to_owned()));
        paden.iter().filter_map(get).collect()
    }

    fn alone(&mut self, slug: &str, slugs: &BTreeSet<&String>) {
        let paden = [Laagpad::landelijk()];
        let lagen = self.of(&paden, slug);
        if !lagen.is_empty() {
            let omgeving = Omgeving {
                volledig: false,
                ..self.omgeving(&paden, slugs)
            };
            self.alleen.extend(compile(&lagen, &omgeving).diagnostics);
        }
    }

    /// Tells what was found, each once; of a national file also in which bureaus it is so.
    fn tell(&mut self, bureaus: &[Arc<Bureau>]) {
        let mut found: HashMap<Diagnostic, (BTreeSet<&str>, bool)> = HashMap::new();
        for gemaakt in self.done.values() {
            let groups = [
                (&gemaakt.van_definitie, true),
                (&gemaakt.van_teksten, false),
            ];
            for (fouten, van_definitie) in groups {
                for fout in fouten {
                    let (all, own) = found.entry(fout.clone()).or_default();
                    all.extend(gemaakt.bureaus.iter().map(String::as_str));
                    *own |= van_definitie;
                }
            }
        }
        let national = self
            .lagen
            .iter()
            .filter(|((pad, _), _)| pad.eerste == LANDELIJK);
        let national: HashSet<&str> = national.map(|(_, laag)| laag.bestand.as_str()).collect();
        for (fout, (in_bureaus, van_definitie)) in found {
            let everywhere = in_bureaus.len() == bureaus.len();
            let known = self.alleen.contains(&fout) || (everywhere && !van_definitie);
            self.fouten
                .push(if known || !national.contains(fout.bestand.as_str()) {
                    fout
                } else {
                    with_bureaus(fout, &in_bureaus, everywhere)
                });
        }
        self.fouten.extend(self.alleen.drain());
    }

    /// Tells of procedures that go round in a gemeente.
    fn rings(&mut self, bureau: &Bureau, gemeente: &str) {
        let paden = Laagpad::van_gemeente(&bureau.bureau, gemeente);
        let keuzes = self.found.keuzes.get(gemeente).into_iter().flatten();
        let procedures = keuzes.filter_map(|(slug, keuze)| match keuze {
            Keuze::Aan(digest) => Some((slug.as_str(), &**self.found.procedures.get(digest)?)),
            Keuze::Uit(_) => None,
        });
        let plek = |slug: &str, sleutel: &str, naam: &str| {
            let lagen = self.of(&paden, slug);
            let written = lagen.iter().rev();
            let found = written
                .filter_map(|laag| laag.plek_van(sleutel, naam))
                .next();
            let top = || lagen.last().map_or("", |laag| laag.bestand.as_str());
            found.cloned().unwrap_or_else(|| Plek::new(top(), 1, 1))
        };
        let told = kring::toets(&procedures.collect(), plek);
        self.fouten.extend(told);
    }

    fn gemeente(&mut self, bureau: &Bureau, gemeente: &str, slug: &str, slugs: &BTreeSet<&String>) {
        let paden = Laagpad::van_gemeente(&bureau.bureau, gemeente);
        let lagen = self.of(&paden, slug);
        if lagen.is_empty() {
            return;
        }
        let omgeving = Omgeving {
            volledig: true,
            ..self.omgeving(&paden, slugs)
        };
        let files: Vec<&str> = lagen.iter().map(|laag| laag.bestand.as_str()).collect();
        let key = format!("{files:?} {omgeving:?}");
        let gemaakt = match self.done.remove(&key) {
            Some(gemaakt) => gemaakt,
            None => self.make(&lagen, &omgeving),
        };
        let gemaakt = self.done.entry(key).insert_entry(gemaakt).into_mut();
        if !gemaakt.bureaus.contains(&bureau.bureau) {
            gemaakt.bureaus.insert(bureau.bureau.clone());
        }
        if let Some(keuze) = gemaakt.keuze.clone() {
            self.found
                .keuzes
                .entry(gemeente.to_owned())
                .or_default()
                .insert(slug.to_owned(), keuze);
        }
    }

    fn make(&mut self, lagen: &[&Laag], omgeving: &Omgeving) -> Gemaakt {
        let gecompileerd = compile(lagen, omgeving);
        let mut gemaakt = Gemaakt {
            van_definitie: gecompileerd.diagnostics,
            keuze: gecompileerd.uit.map(Keuze::Uit),
            ..Gemaakt::default()
        };
        let Some(procedure) = gecompileerd.procedure else {
            return gemaakt;
        };
        gemaakt.van_teksten = self.scripts(&procedure);
        gemaakt.van_teksten.extend(self.texts(&procedure));
        // A definition is data made of strings and numbers: it always has a JSON.
        let Ok(json) = serde_json::to_string(&procedure) else {
            return gemaakt;
        };
        let digest = Digest::of(&json);
        let shared = self.found.procedures.entry(digest.clone());
        shared.or_insert_with(|| Arc::new(procedure));
        gemaakt.keuze = Some(Keuze::Aan(digest));
        gemaakt
    }

    /// Holds each script against the question it must answer.
    fn scripts(&self, procedure: &Procedure) -> Vec<Diagnostic> {
        let mut fouten = Vec::new();
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
            fouten.extend(
                found
                    .iter()
                    .map(|bevinding| super::teksten::diagnostic(bestand, bevinding)),
            );
        }
        fouten
    }

    /// Holds each text against the procedure that sends it.
    fn texts(&self, procedure: &Procedure) -> Vec<Diagnostic> {
        let mut fouten = Vec::new();
        for (naam, digest) in &procedure.teksten {
            let Some((bestand, genoemd)) = self.teksten.genoemd.get(digest) else {
                continue;
            };
            if let Some(alleen) = self.teksten.alleen.get(digest) {
                fouten.extend(keur_alleen(procedure, naam, bestand, alleen));
            }
            for noemt in genoemd {
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
                fouten.push(fout);
            }
        }
        fouten
    }

    /// What a procedure can refer to, seen through these layers.
    fn omgeving(&self, paden: &[Laagpad], slugs: &BTreeSet<&String>) -> Omgeving {
        let mut procedures = BTreeMap::new();
        let mut uit = BTreeMap::new();
        for slug in slugs {
            let lagen = self.of(paden, slug);
            if lagen.is_empty() {
                continue;
            }
            let mut uitkomsten: Vec<String> = Vec::new();
            for uitkomst in lagen.iter().flat_map(|laag| laag.uitkomsten()) {
                if !uitkomsten.contains(&uitkomst) {
                    uitkomsten.push(uitkomst);
                }
            }
            procedures.insert((*slug).clone(), uitkomsten);
            if let Some(reden) = lagen.iter().rev().find_map(|laag| laag.uit()) {
                uit.insert((*slug).clone(), reden.to_owned());
            }
        }
        Omgeving {
            brieven: self.teksten.brieven(paden),
            mails: self.teksten.mails(paden),
            scripts: self.teksten.scripts(paden),
            procedures,
            uit,
            volledig: true,
        }
    }
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
