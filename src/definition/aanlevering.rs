//! How an export of another system becomes meldingen: the `aanlevering` of a bureau.
//!
//! ```text
//!  file name ─▶ which aanlevering ─▶ column ─▶ (vertaal) ─▶ value of a veld ─▶ melding
//! ```
//! The authored shape, and what can be judged of it alone; which gemeenten, procedures and gegevens there are
//! is the catalogue's to check, reading files is `intake`'s. Easy to get wrong: the two ways of writing. A
//! column is written as the export writes (`31-08-2026`, `18,5`); what stands in `vast` and `vertaal` is
//! written as everywhere in author files (`2026-08-31`, `18.5`, `ja`).

mod datumvorm;
mod kennis;
mod patroon;
mod veld;
mod waarde;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::een_of_meer::EenOfMeer;

pub use datumvorm::Datumvorm;
pub use kennis::Kennis;
pub use patroon::past;
pub use veld::{OUDERS, Veldpad, Veldsoort, paden};
pub use waarde::{Lezing, Waardefout};

/// Hoe bestanden uit een ander systeem meldingen worden.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Aanlevering {
    /// Voor welke bestanden: een patroon of een lijst. `*` is elk stuk naam, `?` is één teken.
    pub bestanden: EenOfMeer<String>,
    /// Het teken tussen twee kolommen.
    #[serde(default)]
    pub scheiding: Scheiding,
    /// Hoe letters zijn opgeslagen. Een bestand dat zelf zegt dat het UTF-8 is (BOM), gaat voor.
    #[serde(default)]
    pub codering: Codering,
    /// Hoe een datum is geschreven: `dd-mm-jjjj`, `d/m/jjjj`, `jjjjmmdd`. Standaard `jjjj-mm-dd`.
    #[serde(default = "iso")]
    pub datum: String,
    /// Het teken in een getal met cijfers achter de komma.
    #[serde(default)]
    pub decimaal: Decimaal,
    /// Per veld van de melding de kolom; bij een lijst komen de kolommen met een spatie achter elkaar.
    pub kolommen: IndexMap<String, EenOfMeer<String>>,
    /// Per veld een waarde die in elke rij dezelfde is.
    #[serde(default)]
    pub vast: IndexMap<String, String>,
    /// Per veld: wat er in het bestand staat, en wat dat hier is. `"*"` is al het andere.
    #[serde(default)]
    pub vertaal: IndexMap<String, IndexMap<String, String>>,
}

fn iso() -> String {
    Datumvorm::ISO.to_owned()
}

/// Het teken tussen twee kolommen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Scheiding {
    #[default]
    #[serde(rename = ";")]
    Puntkomma,
    #[serde(rename = ",")]
    Komma,
    #[serde(rename = "tab")]
    Tab,
    #[serde(rename = "|")]
    Streep,
}

impl Scheiding {
    /// All of them.
    pub const ALLE: [Self; 4] = [Self::Puntkomma, Self::Komma, Self::Tab, Self::Streep];

    /// The byte in the file.
    pub const fn teken(self) -> u8 {
        match self {
            Self::Puntkomma => b';',
            Self::Komma => b',',
            Self::Tab => b'\t',
            Self::Streep => b'|',
        }
    }

    /// As an author writes it.
    pub const fn naam(self) -> &'static str {
        match self {
            Self::Puntkomma => ";",
            Self::Komma => ",",
            Self::Tab => "tab",
            Self::Streep => "|",
        }
    }
}

/// Hoe letters zijn opgeslagen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Codering {
    #[default]
    #[serde(rename = "utf-8")]
    Utf8,
    /// Wat een rekenblad onder Windows meestal bewaart.
    #[serde(rename = "windows-1252")]
    Windows1252,
}

/// Het teken voor de cijfers achter de komma.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Decimaal {
    #[default]
    Punt,
    Komma,
}

impl Aanlevering {
    /// Whether this is about a file with that name.
    pub fn is_voor(&self, bestand: &str) -> bool {
        self.bestanden
            .0
            .iter()
            .any(|patroon| past(patroon, bestand))
    }

    /// What a value means here, of what the file says; the text itself where nothing is translated.
    pub fn vertaald<'a>(&'a self, veld: &str, tekst: &'a str) -> (&'a str, bool) {
        let Some(woorden) = self.vertaal.get(veld) else {
            return (tekst, false);
        };
        let same = |van: &&String| van.trim().to_lowercase() == tekst.to_lowercase();
        let exact = woorden.keys().find(same);
        let found = exact.and_then(|van| woorden.get(van)).or_else(|| {
            // An empty cell is empty, not "something else", unless the author names it.
            (!tekst.is_empty()).then(|| woorden.get("*")).flatten()
        });
        found.map_or((tekst, false), |naar| (naar.as_str(), true))
    }
}
