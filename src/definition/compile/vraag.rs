//! Questions to policy scripts: what they may read, what they may answer, and who decides.
//!
//! The script itself is compiled elsewhere; here only its name is known. Easy to get wrong: a script
//! proposes and a person decides. Only a question that picks a letter may decide by itself.

use indexmap::IndexMap;

use super::blik::Blik;
use super::gevolg;
use super::werk::Werk;
use crate::definition::diagnostic::{Code, Diagnostic, opsomming};
use crate::definition::procedure::{BriefKeuze, Vraag};

/// What a script may be given.
const INVOER: [&str; 6] = [
    "jongere",
    "verzuim",
    "gegevens",
    "geschiedenis",
    "afspraken",
    "datums",
];

/// The letter of a taak: by name, or chosen by a question.
pub(super) fn brief(werk: &mut Werk<'_>, taak: Blik<'_>, wie: &str) -> Option<BriefKeuze> {
    let blik = taak.kind("brief")?;
    let Some(vraag) = blik.kind("vraag") else {
        return gevolg::tekst(werk, blik, "brief", wie).map(BriefKeuze::Tekst);
    };
    let naam = naam(werk, vraag, wie, true)?;
    let answers = werk.namen.vragen.get(&naam).cloned().unwrap_or_default();
    for answer in answers {
        if !werk.omgeving.brieven.contains_key(&answer) {
            let melding = format!(
                "{wie} laat vraag `{naam}` een brief kiezen, maar antwoord `{answer}` is geen brief"
            );
            let hint =
                format!("zet hem in `brieven/{answer}.md`, of noem het antwoord zoals een brief");
            let known = werk.omgeving.brieven.keys().map(String::as_str);
            let fout = Diagnostic::new(Code::F501, vraag.plek(), melding).met_hint(hint);
            let fout = fout.met_dichtstbij(&answer, known);
            werk.meld(fout);
        }
    }
    Some(BriefKeuze::Vraag(naam))
}

/// The name of a question; `beslist` says whether its answer decides here by itself.
pub(super) fn naam(
    werk: &mut Werk<'_>,
    blik: Blik<'_>,
    wie: &str,
    beslist: bool,
) -> Option<String> {
    let naam = blik.eigen_tekst()?;
    if !werk.namen.vragen.contains_key(naam) {
        let melding = format!("{wie} stelt onbekende vraag `{naam}`");
        let known: Vec<String> = werk.namen.vragen.keys().cloned().collect();
        let known = known.iter().map(String::as_str);
        werk.onbekend(Code::F106, blik.plek(), melding, naam, known);
    }
    if beslist != werk.namen.beslist.contains(naam) && werk.namen.vragen.contains_key(naam) {
        let (melding, hint) = if beslist {
            (
                format!(
                    "{wie} laat vraag `{naam}` een brief kiezen, maar die vraag beslist niet zelf"
                ),
                "zet `beslist: ja` bij de vraag; dat mag alleen bij mechanisch werk zoals een briefkeuze",
            )
        } else {
            (
                format!(
                    "{wie} krijgt een voorstel van vraag `{naam}`, maar die vraag beslist zelf"
                ),
                "een script stelt voor en de medewerker beslist; haal `beslist: ja` weg bij de vraag",
            )
        };
        werk.meld(Diagnostic::new(Code::F156, blik.plek(), melding).met_hint(hint));
    }
    Some(naam.to_owned())
}

/// Reads the questions.
pub(super) fn vragen(werk: &mut Werk<'_>, boom: Blik<'_>) -> IndexMap<String, Vraag> {
    let mut found = IndexMap::new();
    for (naam, blik) in boom.kinderen("vragen") {
        let scripts = &werk.omgeving.scripts;
        let script = match blik.tekst("script") {
            Some(script) => script.to_owned(),
            None if scripts.contains_key(naam) => naam.to_owned(),
            None => naam.replace('-', "_"),
        };
        if !scripts.contains_key(&script) {
            let plek = blik.kind("script").map_or(blik.sleutel, Blik::plek);
            let melding =
                format!("vraag `{naam}` noemt script `{script}`, maar dat script is er niet");
            let hint =
                format!("zet het in `scripts/…/{script}.rhai` van deze laag of een laag eronder");
            let fout = Diagnostic::new(Code::F400, plek, melding).met_hint(hint);
            let fout = fout.met_dichtstbij(&script, scripts.keys().map(String::as_str));
            werk.meld(fout);
        }
        for invoer in blik.reeks("invoer") {
            let Some(tekst) = invoer.eigen_tekst() else {
                continue;
            };
            let groep = tekst.split('.').next().unwrap_or_default();
            if !INVOER.contains(&groep) {
                let melding = format!("vraag `{naam}` vraagt onbekende invoer `{tekst}`");
                let hint = format!("een script krijgt {}", opsomming(INVOER, "of"));
                let fout = Diagnostic::new(Code::F157, invoer.plek(), melding).met_hint(hint);
                werk.meld(fout.met_dichtstbij(groep, INVOER));
            }
        }
        let answers = blik.kinderen("antwoorden").into_iter();
        let antwoorden: IndexMap<String, String> = answers
            .map(|(naam, blik)| {
                (
                    naam.to_owned(),
                    blik.eigen_tekst().unwrap_or(naam).to_owned(),
                )
            })
            .collect();
        if antwoorden.is_empty() {
            let melding = format!("vraag `{naam}` heeft geen antwoorden");
            let hint = "noem de antwoorden die het script mag geven: `antwoorden: {melden: \"…\"}`";
            werk.absent(Diagnostic::new(Code::F123, blik.sleutel, melding).met_hint(hint));
        }
        let vraag = Vraag {
            script,
            invoer: blik.teksten("invoer"),
            antwoorden,
            beslist: blik.ja_nee("beslist").unwrap_or(false),
            grondslag: blik.teksten("grondslag"),
            laag: werk.laag(blik),
        };
        found.insert(naam.to_owned(), vraag);
    }
    found
}
