//! What an author reads when his file is wrong: a [`Diagnostic`] with its place, code and hint, and
//! the one table of all codes.
//!
//! Finding faults is left to the readers and checks; this file only says how a fault looks. The
//! same text appears in `check`, in the log and on the web.
//!
//! Easy to get wrong: codes are stable. Bureaus search for them, so a code is never given a second
//! meaning; a retired one stays unused.

use std::fmt;

use serde::{Serialize, Serializer};

use super::boom::Plek;

/// How serious a [`Diagnostic`] is: a `fout` stops the file from being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Ernst {
    Fout,
    Waarschuwing,
}

impl fmt::Display for Ernst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Fout => "fout",
            Self::Waarschuwing => "waarschuwing",
        })
    }
}

macro_rules! codes {
    ($($code:ident $uitleg:literal)*) => {
        /// The stable code of a kind of fault.
        ///
        /// Ranges: `F0xx` reading, `F1xx` meaning of a procedure, `F2xx` calendars, `F3xx` bureaus,
        /// `F4xx` scripts, `F5xx` texts; `Wxxx` warnings in the same ranges.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $uitleg] $code,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALLE: &[Self] = &[$(Self::$code),*];

            /// Returns the code as authors see it, such as `F012`.
            pub const fn naam(self) -> &'static str {
                match self { $(Self::$code => stringify!($code)),* }
            }

            /// Returns what the code means, in one Dutch line.
            pub const fn uitleg(self) -> &'static str {
                match self { $(Self::$code => $uitleg),* }
            }
        }
    };
}

// One line per code; add at the end of its range, never renumber.
codes! {
    F001 "het bestand is geen geldige YAML"
    F002 "een sleutel staat twee keer in hetzelfde blok"
    F003 "een sleutel is hier niet bekend"
    F004 "een verplichte sleutel ontbreekt"
    F005 "een waarde heeft de verkeerde vorm"
    F006 "een woord is geen van de toegestane keuzes"
    F007 "een waarde is leeg"
    F008 "een datum is niet geldig"
    F009 "een waarde is te groot, te klein, te lang of te kort"
    F010 "een tekst is niet geschreven zoals hier nodig is"
    F020 "het bestand is te groot"
    F021 "blokken zijn te diep genest"
    F022 "ankers en verwijzingen (`&` en `*`) mogen niet"
    F023 "samenvoegen met `<<` mag niet"
    F024 "typelabels (`!`) mogen niet"
    F025 "een bestand bevat precies één document"
    F026 "een sleutel moet een gewoon woord zijn"
    F027 "het bestand bevat een onleesbaar teken"
    F028 "het bestand is leeg"
    F029 "er zijn te veel fouten om alle te noemen"
    F030 "het bestand is niet te lezen"
    F100 "een procedure heet anders dan haar bestand"
    F101 "een fase bestaat niet"
    F102 "een taak bestaat niet"
    F103 "een procedure bestaat niet"
    F104 "een uitkomst bestaat niet"
    F105 "een partij om aan te melden bestaat niet"
    F106 "een vraag bestaat niet"
    F108 "een rol bestaat niet"
    F109 "een termijn telt vanaf iets wat niet bestaat of geen datum is"
    F110 "een veld bestaat niet"
    F111 "een naam is twee keer gebruikt"
    F112 "een naam is niet goed geschreven"
    F113 "een naam is al van Termijnwacht zelf"
    F114 "een veld houdt op twee plaatsen iets anders in"
    F115 "een soort veld bestaat niet"
    F116 "een veld zegt niet goed wanneer het verplicht is"
    F117 "een termijn bestaat niet"
    F118 "een veld kan niet worden onthouden"
    F120 "een fase wordt nooit bereikt"
    F121 "een fase heeft geen uitweg"
    F122 "een taak heeft geen uitkomsten"
    F123 "een onderdeel is niet compleet"
    F124 "een gebeurtenis kan nooit binnenkomen"
    F125 "een taak gaat nooit open"
    F126 "een fase wacht op een procedure die niet begint"
    F127 "een gevolg spreekt zichzelf tegen"
    F128 "een taak met een brief mist de uitkomst `verzonden`"
    F130 "een duur is niet te lezen"
    F131 "een termijn heeft geen grondslag"
    F132 "een termijn is niet ingevuld"
    F133 "een termijn zegt niet, of op meer dan één manier, hoe lang"
    F134 "een herinnering of trede zegt niet goed wanneer"
    F135 "een herinnering of trede hoort nergens bij"
    F136 "een vaste datum is niet te lezen"
    F137 "een rooster is niet te lezen"
    F138 "een gevolg doet met een termijn wat daar niet mag"
    F139 "een dwangsom hoort hier niet, of is niet compleet"
    F140 "een voorwaarde is niet te lezen"
    F141 "een voorwaarde leest iets wat er niet is"
    F142 "een voorwaarde vergelijkt met een keuze die niet kan"
    F143 "een voorwaarde vergelijkt verschillende soorten"
    F144 "een veld wordt op iets gezet wat niet past"
    F150 "een laag verruimt een wettelijke termijn"
    F151 "een laag laat een wettelijke termijn weg"
    F152 "een laag verandert een wettelijke termijn zo dat niet te zien is of zij korter is"
    F153 "een wettelijke termijn waarschuwt niet genoeg"
    F154 "een laag verandert iets wat eronder niet bestaat"
    F155 "een laag zegt niet goed waarover zij ligt"
    F156 "een vraag beslist waar dat niet mag, of beslist niet waar dat moet"
    F157 "een vraag vraagt invoer die een script niet krijgt"
    F200 "een schoolkalender klopt niet"
    F201 "een bestand van de schoolkalender ontbreekt"
    F300 "een bureau heet anders dan zijn map"
    F301 "een gemeente bestaat niet"
    F302 "een gemeente hoort bij meer dan één bureau"
    F303 "een gemeente hoort niet bij dit bureau"
    F304 "een medewerker bestaat niet"
    F305 "een rol heeft niemand"
    F306 "een mailadres kan niet kloppen"
    F307 "een afwezigheid eindigt voor zij begint"
    F308 "een school bestaat niet of is niet goed geschreven"
    F309 "een tijd klopt niet"
    F310 "een map hoort bij geen bureau"
    F311 "een aanlevering vult een veld dat een melding niet heeft"
    F312 "een aanlevering mist wat elke melding nodig heeft"
    F313 "een aanlevering noemt een waarde die niet past"
    F314 "een aanlevering spreekt zichzelf of een andere tegen"
    F315 "een ketenpartner bestaat niet"
    F316 "een gemeente heet anders dan haar map"
    F400 "een script bestaat niet"
    F401 "een script is niet te lezen"
    F402 "een script is te groot"
    F403 "een script mist zijn functie"
    F404 "de functie van een script krijgt niet precies de zaak"
    F405 "een script doet iets buiten een functie"
    F406 "een script roept een onbekende functie aan"
    F407 "een functie krijgt het verkeerde aantal waarden"
    F408 "een functie staat waar een waarde hoort"
    F409 "een lus geeft een waarde"
    F410 "een script verandert de zaak"
    F411 "een functie krijgt te veel waarden"
    F412 "een script roept een verboden functie aan"
    F413 "een script gebruikt `this`"
    F414 "een script gebruikt iets wat hier niet mag"
    F420 "een script leest iets wat de vraag niet geeft"
    F421 "een script geeft een antwoord dat de vraag niet kent"
    F422 "een antwoord heeft geen reden"
    F423 "een antwoord heeft een onbekend veld"
    F501 "een brief bestaat niet"
    F502 "een mail bestaat niet"
    F503 "een naam is in deze tekst niet bekend"
    F504 "een filter of toets is niet bekend"
    F505 "deze opdracht kan niet in een tekst"
    F506 "een tekst is te lang"
    F507 "het kopblok van een tekst ontbreekt of is niet afgesloten"
    F508 "een blok met accolades in een tekst is niet goed geschreven"
    F510 "een tekst noemt iets wat de procedure niet kent"
    F511 "een tekst zet een heel verzuimoverzicht neer"
    F512 "een brief zegt niet goed voor welke ouder zij is"
    W101 "een regel wordt nooit bereikt"
    W102 "een fase eindigt alleen als van buiten iets binnenkomt"
    W103 "een waarschuwing valt vóór het begin van haar termijn"
    W104 "een gestarte procedure staat uit"
    W105 "een termijn van een taak waarschuwt niemand"
    W106 "een termijn hangt aan een termijn die dan nog loopt"
    W107 "een laag zegt wat eronder al staat"
    W108 "een procedure met een wettelijke termijn staat uit"
    W109 "een besluit kan worden verdaagd zonder brief"
    W301 "een gemeente heeft geen boa"
    W501 "een brief noemt een gegeven dat er niet altijd is"
    W901 "een bestand ligt waar het niet wordt gelezen"
}

impl Code {
    /// Returns whether faults of this kind stop the file: codes with `F` do, with `W` do not.
    pub fn ernst(self) -> Ernst {
        if self.naam().starts_with('W') {
            Ernst::Waarschuwing
        } else {
            Ernst::Fout
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.naam())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.naam())
    }
}

/// One fault or warning in an author file.
///
/// Serialises as `check --json` promises: all seven keys always present. Sorts by place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Diagnostic {
    /// The file, as it was named when it was read.
    pub bestand: String,
    /// The line, counted from 1.
    pub regel: usize,
    /// The column in characters, counted from 1.
    pub kolom: usize,
    pub code: Code,
    pub ernst: Ernst,
    /// A Dutch lower-case fragment that names the thing in backticks.
    pub melding: String,
    /// What the author can do about it, in Dutch.
    pub hint: Option<String>,
}

impl Diagnostic {
    /// Makes a diagnostic at a place; how serious it is follows from its code.
    pub fn new(code: Code, plek: &Plek, melding: impl Into<String>) -> Self {
        Self {
            bestand: plek.bestand.to_string(),
            regel: plek.regel,
            kolom: plek.kolom,
            code,
            ernst: code.ernst(),
            melding: zichtbaar(melding.into()),
            hint: None,
        }
    }

    /// Adds what the author can do about it.
    #[must_use]
    pub fn met_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(zichtbaar(hint.into()));
        self
    }

    /// Adds "bedoelde u …?" when one of the candidates is close to what was written.
    #[must_use]
    pub fn met_dichtstbij<'a>(
        self,
        gezocht: &str,
        kandidaten: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        match dichtstbij(gezocht, kandidaten) {
            Some(naam) => self.met_hint(format!("bedoelde u `{naam}`?")),
            None => self,
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}[{}]: {}", self.ernst, self.code, self.melding)?;
        write!(f, "  --> {}:{}:{}", self.bestand, self.regel, self.kolom)?;
        if let Some(hint) = &self.hint {
            write!(f, "\nhint: {hint}")?;
        }
        Ok(())
    }
}

/// Returns the candidate that was probably meant, or `None` when nothing is near enough.
///
/// Near enough is one slip in three letters (transposed letters count as one), or the same word
/// but for capitals, `-` and `_`. Of equally near candidates the first wins.
pub fn dichtstbij<'a>(
    gezocht: &str,
    kandidaten: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // Comparing is quadratic in the length; no name an author means is longer than this.
    const LANGSTE: usize = 100;
    if gezocht.len() > LANGSTE {
        return None;
    }
    let glad = |s: &str| s.to_lowercase().replace(['_', ' '], "-");
    let doel = glad(gezocht);
    let ruimte = doel.chars().count().div_ceil(3);
    kandidaten
        .into_iter()
        .filter(|kandidaat| kandidaat.len() <= LANGSTE)
        .map(|kandidaat| {
            (
                strsim::damerau_levenshtein(&doel, &glad(kandidaat)),
                kandidaat,
            )
        })
        .filter(|(afstand, _)| *afstand <= ruimte)
        .min_by_key(|(afstand, _)| *afstand)
        .map(|(_, kandidaat)| kandidaat)
}

/// Takes out control characters: a text from a file must not steer the terminal it is shown on.
fn zichtbaar(tekst: String) -> String {
    if tekst.chars().any(char::is_control) {
        tekst.replace(char::is_control, "\u{fffd}")
    } else {
        tekst
    }
}

/// Shortens a text from a file to what fits in a message of one line.
pub(crate) fn kort(tekst: &str) -> String {
    const TEKENS: usize = 40;
    let een_regel = tekst.split_whitespace().collect::<Vec<_>>().join(" ");
    match een_regel.char_indices().nth(TEKENS) {
        Some((einde, _)) => format!("{}…", &een_regel[..einde]),
        None => een_regel,
    }
}

/// Joins names as an author reads them: `a`, `b` of `c`.
pub(crate) fn opsomming<'a>(namen: impl IntoIterator<Item = &'a str>, slot: &str) -> String {
    let namen: Vec<String> = namen.into_iter().map(|naam| format!("`{naam}`")).collect();
    match namen.as_slice() {
        [] => String::new(),
        [enige] => enige.clone(),
        [eerste @ .., laatste] => format!("{} {slot} {laatste}", eerste.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voorbeeld() -> Diagnostic {
        let plek = Plek::new("workflows/landelijk/absoluut-verzuim.yaml", 41, 15);
        Diagnostic::new(
            Code::F006,
            &plek,
            "fase `onderzoek` gaat naar onbekende fase `afgeslotn`",
        )
        .met_dichtstbij("afgeslotn", ["onderzoek", "afgesloten"])
    }

    #[test]
    fn an_author_reads_the_place_and_the_nearest_name() {
        insta::assert_snapshot!(voorbeeld(), @"
        fout[F006]: fase `onderzoek` gaat naar onbekende fase `afgeslotn`
          --> workflows/landelijk/absoluut-verzuim.yaml:41:15
        hint: bedoelde u `afgesloten`?
        ");
    }

    #[test]
    fn json_has_the_seven_keys_of_check_even_without_a_hint() {
        let mut diagnostic = voorbeeld();
        diagnostic.hint = None;
        insta::assert_snapshot!(serde_json::to_string(&diagnostic).unwrap(), @r#"{"bestand":"workflows/landelijk/absoluut-verzuim.yaml","regel":41,"kolom":15,"code":"F006","ernst":"fout","melding":"fase `onderzoek` gaat naar onbekende fase `afgeslotn`","hint":null}"#);
    }

    #[test]
    fn only_a_near_name_is_suggested() {
        let namen = ["titel", "termijn", "ga_naar"];
        assert_eq!(dichtstbij("titl", namen), Some("titel"));
        assert_eq!(dichtstbij("ga-naar", namen), Some("ga_naar"));
        assert_eq!(dichtstbij("Titel", namen), Some("titel"));
        assert_eq!(dichtstbij("escaleer", namen), None);
        assert_eq!(dichtstbij(&"x".repeat(100_000), namen), None);
    }

    #[test]
    fn codes_are_unique_and_in_order() {
        assert!(
            Code::ALLE
                .windows(2)
                .all(|paar| paar[0].naam() < paar[1].naam())
        );
    }
}
