//! Files that lie in a layer and that nobody reads, with the name or place they should have.
//!
//! Whoever saves a letter under a wrong name has the one of the layer below sent, and nothing says so. Easy to get
//! wrong: editors, computers and authors keep things of their own beside the definitions. What is hidden, a spare
//! copy of an editor, and a paper of the author (`README.md`, `VERANTWOORDING.docx`: all capitals) are left alone.

use std::collections::BTreeMap;

use super::indeling::{self, ANDERE, LANDELIJK, Soort, is_eigen_stuk};
use super::landkaart::KALENDERS;
use crate::bronnen::{Bestand, Bronnen, Overgeslagen, onleesbaar};
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic, dichtstbij, kort};

/// Endings of what editors and downloads leave behind.
const RESTEN: [&str; 9] = [
    "bak", "swp", "swo", "swx", "tmp", "temp", "orig", "rej", "part",
];

/// Files that a computer makes by itself.
const VAN_COMPUTER: [&str; 2] = ["thumbs.db", "desktop.ini"];

/// Endings of documents in which people write letters.
const DOCUMENTEN: [&str; 7] = ["doc", "docx", "odt", "rtf", "pdf", "txt", "html"];

/// Tells of every file that is not read.
pub(super) fn toets(bronnen: &Bronnen) -> Vec<Diagnostic> {
    let read = |pad: &str| match indeling::workflow(pad) {
        Soort::Verdwaald => false,
        Soort::Kalender(naam) => KALENDERS.contains(&naam.as_str()),
        _ => true,
    };
    let workflows = files(&bronnen.workflows, &bronnen.naast_workflows, |_| false);
    let mut found: Vec<Diagnostic> = workflows
        .iter()
        .filter(|(pad, _)| !read(pad))
        .map(|(pad, toon)| tell(pad, toon, &workflows, false))
        .collect();
    let read = |pad: &str| indeling::script(pad).is_some() || is_own_paper(pad);
    // Beside a script lies the table of its examples.
    let table = |pad: &str| pad.ends_with(".json");
    let scripts = files(&bronnen.scripts, &bronnen.naast_scripts, table);
    let lost = scripts.iter().filter(|(pad, _)| !read(pad));
    found.extend(lost.map(|(pad, toon)| tell(pad, toon, &scripts, true)));
    found
}

/// What was read and what was passed over, without what is nobody's loss.
fn files<'b>(
    gelezen: &'b BTreeMap<String, Bestand>,
    naast: &'b Overgeslagen,
    known: impl Fn(&str) -> bool,
) -> BTreeMap<&'b str, &'b str> {
    let no_text: BTreeMap<&str, &str> = onleesbaar(naast).collect();
    let gelezen = gelezen.iter();
    let gelezen = gelezen.map(|(pad, bestand)| (pad.as_str(), bestand.toon.as_str()));
    let naast = naast
        .iter()
        .map(|(pad, toon)| (pad.as_str(), toon.as_str()))
        .filter(|(pad, _)| !no_text.contains_key(pad) && !is_left_alone(pad) && !known(pad));
    gelezen.chain(naast).collect()
}

fn is_left_alone(pad: &str) -> bool {
    let naam = last(pad).to_lowercase();
    let rest = naam
        .rsplit_once('.')
        .is_some_and(|(_, ext)| RESTEN.contains(&ext));
    // Outside the layers people keep what they like.
    !pad.contains('/')
        || pad.split('/').any(|part| ANDERE.contains(&part))
        || rest
        || naam.ends_with('~')
        || naam.starts_with(['~', '#'])
        || VAN_COMPUTER.contains(&naam.as_str())
        || is_own_paper(pad)
}

/// Whether this is a paper of the author, in the folder of a layer or above all of them.
fn is_own_paper(pad: &str) -> bool {
    pad.split('/').count() <= 3 && is_eigen_stuk(last(pad)) && right_name(last(pad)).is_none()
}

fn tell(pad: &str, toon: &str, files: &BTreeMap<&str, &str>, is_script: bool) -> Diagnostic {
    let naam = last(pad);
    let (melding, hint) = match copy_of(pad, files) {
        Some(van) => (
            format!(
                "`{}` lijkt een kopie van `{}` en wordt niet gelezen",
                kort(naam),
                kort(last(van))
            ),
            "hernoem of verwijder het".to_owned(),
        ),
        None => match right_name(naam) {
            Some(right) => (
                format!("`{}` wordt niet gelezen", kort(naam)),
                format!("noem het bestand `{}`", kort(&right)),
            ),
            None => (
                "dit bestand ligt waar het niet wordt gelezen".to_owned(),
                right_place(pad, is_script),
            ),
        },
    };
    Diagnostic::new(Code::W901, &Plek::new(toon, 1, 1), melding).met_hint(hint)
}

/// The file beside it of which its name says that it is a copy: `halt (1).yaml`, `Kopie van halt.yaml`.
fn copy_of<'f>(pad: &str, files: &BTreeMap<&'f str, &str>) -> Option<&'f str> {
    let (stem, ext) = last(pad).rsplit_once('.')?;
    let map = &pad[..pad.len() - last(pad).len()];
    let stem = stem.to_lowercase();
    let said = ["kopie van ", "copy of "].into_iter();
    let original = said
        .filter_map(|word| stem.strip_prefix(word))
        .next()
        .or_else(|| stem.find([' ', '(']).map(|end| &stem[..end]))?;
    let original = format!("{map}{}.{ext}", original.trim());
    files.get_key_value(original.as_str()).map(|(van, _)| *van)
}

/// The name under which it would be read, when the place is not what is wrong.
fn right_name(naam: &str) -> Option<String> {
    let lower = naam.to_lowercase();
    let (stem, ext) = lower.rsplit_once('.')?;
    // Computers that hide endings add one.
    let twice = stem.rsplit_once('.').filter(|_| ext == "txt");
    let (stem, ext) = twice.unwrap_or((stem, ext));
    let ext = match ext {
        "yaml" | "yml" => "yaml",
        "md" | "markdown" => "md",
        "rhai" => "rhai",
        _ => return None,
    };
    let words: Vec<&str> = stem
        .split([' ', '(', ')'])
        .filter(|word| !word.is_empty())
        .collect();
    let glue = if ext == "rhai" { "_" } else { "-" };
    let right = format!("{}.{ext}", words.join(glue));
    // A name in capitals is right but for its ending.
    let same = naam.to_lowercase() == right && naam.ends_with(ext);
    (!same).then_some(right)
}

/// Where such a file is read.
fn right_place(pad: &str, is_script: bool) -> String {
    let parts: Vec<&str> = pad.split('/').collect();
    let naam = last(pad);
    let (stem, ext) = naam.rsplit_once('.').unwrap_or((naam, ""));
    let short = kort(naam);
    let map = parts.iter().rev().nth(1).copied().unwrap_or_default();
    match ext {
        "rhai" if !is_script => format!("scripts staan in `scripts/<laag>/{short}`"),
        "yaml" | "md" if is_script => format!("`{short}` hoort onder `workflows`"),
        "yaml" if pad.starts_with(&format!("{LANDELIJK}/kalender/")) => {
            match dichtstbij(naam, KALENDERS) {
                Some(near) => format!("bedoelde u `{near}`?"),
                None => format!("in deze map staan {}", KALENDERS.join(", ")),
            }
        }
        "md" => match dichtstbij(map, ["brieven", "mails"]) {
            Some(near) if near != map => format!("noem de map `{near}`"),
            _ => format!("brieven staan in `brieven/{short}` van de laag, mails in `mails/{short}`"),
        },
        ext if ["brieven", "mails"].contains(&map)
            && DOCUMENTEN.contains(&ext.to_lowercase().as_str()) =>
        {
            format!("een brief of mail is gewone tekst; schrijf haar in `{}.md`", kort(stem))
        }
        _ => "procedures staan in `workflows/<laag>/`, teksten in `brieven` of `mails` daaronder, scripts in `scripts/<laag>/`".to_owned(),
    }
}

fn last(pad: &str) -> &str {
    pad.rsplit('/').next().unwrap_or(pad)
}
