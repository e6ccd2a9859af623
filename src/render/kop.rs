//! The front matter of a text: the block between two lines `---` that says what it is and to whom it goes.
//!
//! Reading the YAML is `definition::lees`'; the body is for `tekst`. Easy to get wrong: places. The block
//! is handed on with as many lines before it as in the file, so a fault is shown where it stands.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer};

use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::een_of_meer::EenOfMeer;
use crate::definition::partij::Partij;

/// To whom a letter goes; (de)serialises as one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ontvanger {
    Ouders,
    Jongere,
    OudersEnJongere,
    School,
    Partij(Partij),
}

/// The people of a zaak that a letter may go to.
const MENSEN: [(&str, Ontvanger); 4] = [
    ("ouders", Ontvanger::Ouders),
    ("jongere", Ontvanger::Jongere),
    ("ouders-en-jongere", Ontvanger::OudersEnJongere),
    ("school", Ontvanger::School),
];

impl Ontvanger {
    /// The word authors write.
    pub fn naam(self) -> &'static str {
        match self {
            Self::Partij(partij) => partij.naam(),
            mens => MENSEN
                .iter()
                .find(|(_, known)| *known == mens)
                .map_or("", |(naam, _)| naam),
        }
    }

    fn met_naam(naam: &str) -> Option<Self> {
        let mut people = MENSEN.into_iter();
        let person = people.find(|(known, _)| *known == naam).map(|(_, wie)| wie);
        person.or_else(|| Partij::met_naam(naam).map(Self::Partij))
    }
}

impl<'de> Deserialize<'de> for Ontvanger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let naam = String::deserialize(deserializer)?;
        Self::met_naam(&naam)
            .ok_or_else(|| serde::de::Error::custom(format!("een brief kan niet naar `{naam}`")))
    }
}

impl JsonSchema for Ontvanger {
    fn schema_name() -> Cow<'static, str> {
        "Ontvanger".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let parties = Partij::ALLE.iter().map(|partij| partij.naam());
        let names: Vec<&str> = MENSEN
            .iter()
            .map(|(naam, _)| *naam)
            .chain(parties)
            .collect();
        json_schema!({ "type": "string", "enum": names })
    }
}

/// What the field can hold that says which parent a letter is for.
pub const OUDERKEUZE: [&str; 3] = ["eerste-ouder", "tweede-ouder", "beide-ouders"];

/// Front matter of a letter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Briefkop {
    /// Waar de brief over gaat.
    #[schemars(length(min = 1, max = 200))]
    pub onderwerp: String,
    /// Voor wie de brief is.
    pub aan: Ontvanger,
    /// Gegeven dat zegt voor welke ouder de brief is.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub alleen: Option<String>,
    /// Artikelen waarop de brief rust.
    #[serde(default)]
    pub grondslag: EenOfMeer<String>,
}

/// Front matter of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Mailkop {
    /// Onderwerp; weggelaten zegt Termijnwacht zelf wat er moet en voor wanneer.
    #[serde(default)]
    #[schemars(length(min = 1, max = 400))]
    pub onderwerp: Option<String>,
    /// Artikelen waarop de mail rust.
    #[serde(default)]
    pub grondslag: EenOfMeer<String>,
}

/// A file taken apart.
pub(super) struct Delen<'a> {
    /// The YAML, on the lines it has in the file.
    pub kop: String,
    pub inhoud: &'a str,
    /// How many lines stand before the body.
    pub regels_ervoor: usize,
}

/// Takes a file apart at its two lines `---`.
pub(super) fn splits<'a>(bestand: &str, tekst: &'a str) -> Result<Delen<'a>, Diagnostic> {
    let tekst = tekst.strip_prefix('\u{feff}').unwrap_or(tekst);
    let ontbreekt = |regel, melding: &str| {
        Diagnostic::new(Code::F507, &Plek::new(bestand, regel, 1), melding).met_hint(
            "begin het bestand met een regel `---`, dan `onderwerp: …`, en weer een regel `---`",
        )
    };
    let mut regels = tekst.split_inclusive('\n').enumerate();
    let Some((_, eerste)) = regels.next().filter(|(_, regel)| regel.trim_end() == "---") else {
        return Err(ontbreekt(
            1,
            "het kopblok tussen twee regels `---` ontbreekt",
        ));
    };
    let mut plaats = eerste.len();
    for (nummer, regel) in regels {
        if regel.trim_end() == "---" {
            let inhoud = &tekst[plaats + regel.len()..];
            let kop = format!("\n{}", &tekst[eerste.len()..plaats]);
            return Ok(Delen {
                kop,
                inhoud,
                regels_ervoor: nummer + 1,
            });
        }
        plaats += regel.len();
    }
    Err(ontbreekt(
        1,
        "het kopblok is niet afgesloten met een regel `---`",
    ))
}
