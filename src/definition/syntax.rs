//! Dutch words for what the YAML parser could not read: a cause an author recognises, and what to
//! do about it.
//!
//! Where the fault lies comes from the parser; only a tab is looked for here, because the parser
//! complains about what follows it.
//!
//! Easy to get wrong: the parser's own sentences differ per version. Nothing here depends on one
//! being exactly so; what is not recognised gets a general sentence, never an English one.

use super::diagnostic::Code;

pub(super) const ANKERHINT: &str =
    "schrijf de waarde uit; een tekst die met `&` of `*` begint staat tussen aanhalingstekens";
pub(super) const LABELHINT: &str =
    "haal het weg; een tekst die met `!` begint staat tussen aanhalingstekens";

const INSPRINGEN: &str = "zet regels die bij elkaar horen even ver naar rechts, met spaties, en elk blok twee spaties verder";
const DUBBELE_PUNT: &str = "schrijf `sleutel: waarde`, met een spatie na de dubbele punt; een tekst met een dubbele punt erin staat tussen aanhalingstekens";
const AANHALING: &str = "zet het aanhalingsteken aan het einde van de tekst; een `'` binnen enkele aanhalingstekens schrijft u dubbel";
const TUSSEN: &str = "zet de tekst tussen rechte aanhalingstekens: `\"…\"`";
const KROM: &str = "zet de tekst tussen rechte aanhalingstekens: `\"…\"`; de gebogen `“` en `”` van een tekstverwerker tellen niet";
const HAKEN: &str = "elke `{` heeft een `}`, elke `[` een `]`; tussen de onderdelen staan komma's, en een tekst met een dubbele punt of komma erin staat tussen rechte aanhalingstekens";

/// What an author reads about a syntax error.
pub(super) struct Uitleg {
    pub code: Code,
    pub melding: String,
    pub hint: Option<&'static str>,
    /// A better place than the parser's: line and column, from 1.
    pub plek: Option<(usize, usize)>,
}

/// The first row of which any part occurs in what the parser says, applies.
const OORZAKEN: &[(&[&str], Code, &str, &str)] = &[
    (
        &["recursion limit"],
        Code::F021,
        "blokken staan te diep in elkaar",
        INSPRINGEN,
    ),
    (
        &["anchor", "alias"],
        Code::F022,
        "ankers en verwijzingen (`&` en `*`) mogen niet",
        ANKERHINT,
    ),
    (
        &["tag", "TAG", "handle"],
        Code::F024,
        "typelabels (`!`) mogen niet",
        LABELHINT,
    ),
    (
        &["directive", "end marker"],
        Code::F001,
        "regels met `%`, `---` of `...` horen hier niet",
        "haal de regel weg",
    ),
    (
        &["unknown escape", "hexadecimal", "Unicode character escape"],
        Code::F001,
        "onbekend teken na `\\` tussen dubbele aanhalingstekens",
        "gebruik enkele aanhalingstekens: daarin betekent `\\` niets bijzonders",
    ),
    (
        &["trailing content after double-quoted"],
        Code::F001,
        "na het sluitende aanhalingsteken staat nog tekst",
        AANHALING,
    ),
    (
        &["quoted scalar"],
        Code::F001,
        "een aanhalingsteken wordt niet gesloten",
        AANHALING,
    ),
    (
        &["tab"],
        Code::F001,
        "een tab staat op een plaats waar een spatie hoort",
        "vervang tabs door spaties",
    ),
    (
        &["',' or '}'"],
        Code::F001,
        "hier ontbreekt een komma of een `}`",
        HAKEN,
    ),
    (
        &["',' or ']'"],
        Code::F001,
        "hier ontbreekt een komma of een `]`",
        HAKEN,
    ),
    (
        &["bracket"],
        Code::F001,
        "een haak staat op de verkeerde plaats",
        "elke `[` heeft een `]`, elke `{` een `}`",
    ),
    (
        &["flow construct"],
        Code::F001,
        "een `[` of `{` wordt niet gesloten, of de inhoud is niet ver genoeg ingesprongen",
        "elke `[` heeft een `]`, elke `{` een `}`",
    ),
    (
        &["illegal placement"],
        Code::F001,
        "een `[` of `{` wordt niet gesloten",
        "elke `[` heeft een `]`, elke `{` een `}`",
    ),
    (
        &["expected '-'"],
        Code::F001,
        "hier hoort een streepje, of deze regel is niet goed ingesprongen",
        INSPRINGEN,
    ),
    (
        &["simple key", "must be followed by"],
        Code::F001,
        "hier ontbreekt een dubbele punt of de spatie erna",
        DUBBELE_PUNT,
    ),
    (
        &["mapping values", "mapping keys", "':'"],
        Code::F001,
        "een dubbele punt staat hier niet goed",
        DUBBELE_PUNT,
    ),
    (
        &["sequence entries", "'-'", "\"-\""],
        Code::F001,
        "een streepje staat hier niet goed",
        "elk onderdeel van een lijst begint met `- `, even ver ingesprongen als het vorige",
    ),
    (
        &[
            "block scalar",
            "block collection",
            "indent",
            "expected key",
            "document start",
        ],
        Code::F001,
        "deze regel is niet goed ingesprongen",
        INSPRINGEN,
    ),
    (
        &["comment"],
        Code::F001,
        "een opmerking staat midden in een tekst van meer regels",
        "zet de opmerking op een regel erboven",
    ),
    (
        &["unexpected character", "plain scalar"],
        Code::F001,
        "een tekst begint met een teken dat in YAML iets anders betekent",
        TUSSEN,
    ),
    (
        &["eof", "node content"],
        Code::F001,
        "hier ontbreekt een waarde",
        "vul de waarde aan of haal de regel weg",
    ),
];

/// Explains what the parser said about a line; `bij` gives the text of a line.
pub(super) fn uitleg<'t>(info: &str, regel: usize, bij: &dyn Fn(usize) -> &'t str) -> Uitleg {
    if let Some(plek) = [regel, regel.saturating_sub(1)]
        .into_iter()
        .find_map(|r| tab(r, bij(r)))
    {
        return Uitleg {
            code: Code::F001,
            melding: "een tab staat in de inspringing".to_owned(),
            hint: Some("spring in met spaties; stel uw editor in op spaties in plaats van tabs"),
            plek: Some(plek),
        };
    }
    let oorzaak = OORZAKEN
        .iter()
        .find(|(delen, ..)| delen.iter().any(|deel| info.contains(deel)));
    let (code, melding, hint) = match oorzaak {
        Some((_, code, melding, hint)) => (*code, *melding, *hint),
        None => (Code::F001, "deze regel is geen geldige YAML", INSPRINGEN),
    };
    let is_curved = code == Code::F001 && bij(regel).contains(['“', '”', '„', '‘', '’']);
    let hint = if is_curved { KROM } else { hint };
    Uitleg {
        code,
        melding: melding.to_owned(),
        hint: Some(hint),
        // The parser waits for the colon until the line is over and then blames the next one.
        plek: info
            .contains("expect ':'")
            .then(|| vorige(regel, bij))
            .flatten(),
    }
}

/// Returns where the last line with text before this one begins.
fn vorige<'t>(regel: usize, bij: &dyn Fn(usize) -> &'t str) -> Option<(usize, usize)> {
    let waar = (1..regel).rev().find(|r| !bij(*r).trim().is_empty())?;
    let inspringing = bij(waar).chars().take_while(|c| *c == ' ').count();
    Some((waar, inspringing + 1))
}

/// Finds a tab before the first character of a line.
fn tab(regel: usize, tekst: &str) -> Option<(usize, usize)> {
    let inspringing = tekst.len() - tekst.trim_start_matches([' ', '\t']).len();
    let waar = tekst[..inspringing].find('\t')?;
    Some((regel, waar + 1))
}
