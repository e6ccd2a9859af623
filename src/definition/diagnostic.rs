//! What an author reads when his file is wrong: a [`Diagnostic`] with its place, code and hint, and
//! the one table of all codes.
//!
//! Finding faults is left to the readers and checks; this file only says how a fault looks. The
//! same text appears in `check`, in the log and on the web.
//!
//! Easy to get wrong: codes are stable. Bureaus search for them, so a code is never given a second
//! meaning; a retired one stays unused.

use std::fmt;

use serde::ser::SerializeStruct as _;
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
    ($($code:ident $uitleg:literal $hoofdstuk:literal)*) => {
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

            /// Returns the chapter of the manual for authors that tells of it, such as `4.5`.
            pub const fn hoofdstuk(self) -> &'static str {
                match self { $(Self::$code => $hoofdstuk),* }
            }
        }
    };
}

// One line per code, with its chapter of HANDLEIDING.md; add at the end of its range, never renumber.
codes! {
    F001 "het bestand is geen geldige YAML" "1.4"
    F002 "een sleutel staat twee keer in hetzelfde blok" "1.4"
    F003 "een sleutel is hier niet bekend" "3"
    F004 "een verplichte sleutel ontbreekt" "3"
    F005 "een waarde heeft de verkeerde vorm" "1.4"
    F006 "een woord is geen van de toegestane keuzes" "3"
    F007 "een waarde is leeg" "1.4"
    F008 "een datum is niet geldig" "1.4"
    F009 "een waarde is te groot, te klein, te lang of te kort" "3"
    F010 "een tekst is niet geschreven zoals hier nodig is" "3"
    F020 "het bestand is te groot" "1.4"
    F021 "blokken zijn te diep genest" "1.4"
    F022 "ankers en verwijzingen (`&` en `*`) mogen niet" "1.4"
    F023 "samenvoegen met `<<` mag niet" "1.4"
    F024 "typelabels (`!`) mogen niet" "1.4"
    F025 "een bestand bevat precies één document" "1.4"
    F026 "een sleutel moet een gewoon woord zijn" "1.4"
    F027 "het bestand bevat een onleesbaar teken" "1.4"
    F028 "het bestand is leeg" "1.4"
    F029 "er zijn te veel fouten om alle te noemen" "1.4"
    F030 "het bestand is niet te lezen" "1.2"
    F100 "een procedure heet anders dan haar bestand" "1.2"
    F101 "een fase bestaat niet" "3.5"
    F102 "een taak bestaat niet" "3.5"
    F103 "een procedure bestaat niet" "3.8"
    F104 "een uitkomst bestaat niet" "3.9"
    F105 "een partij om aan te melden bestaat niet" "3.5"
    F106 "een vraag bestaat niet" "9"
    F108 "een rol bestaat niet" "3.4"
    F109 "een termijn telt vanaf iets wat niet bestaat of geen datum is" "4.2"
    F110 "een veld bestaat niet" "3.2"
    F111 "een naam is twee keer gebruikt" "3.3"
    F112 "een naam is niet goed geschreven" "3.1"
    F113 "een naam is al van Termijnwacht zelf" "11"
    F114 "een veld houdt op twee plaatsen iets anders in" "3.2"
    F115 "een soort veld bestaat niet" "3.2"
    F116 "een veld zegt niet goed wanneer het verplicht is" "3.2"
    F117 "een termijn bestaat niet" "4.5"
    F118 "een veld kan niet worden onthouden" "3.2"
    F120 "een fase wordt nooit bereikt" "3.3"
    F121 "een fase heeft geen uitweg" "3.3"
    F122 "een taak heeft geen uitkomsten" "3.4"
    F123 "een onderdeel is niet compleet" "3"
    F124 "een gebeurtenis kan nooit binnenkomen" "3.6"
    F125 "een taak gaat nooit open" "3.4"
    F126 "een fase wacht op een procedure die niet begint" "3.8"
    F127 "een gevolg spreekt zichzelf tegen" "3.5"
    F128 "een taak met een brief mist de uitkomst `verzonden`" "3.4"
    F130 "een duur is niet te lezen" "4.3"
    F131 "een termijn heeft geen grondslag" "3.1"
    F132 "een termijn is niet ingevuld" "7.1"
    F133 "een termijn zegt niet, of op meer dan één manier, hoe lang" "4.1"
    F134 "een herinnering of trede zegt niet goed wanneer" "5"
    F135 "een herinnering of trede hoort nergens bij" "5"
    F136 "een vaste datum is niet te lezen" "4.1"
    F137 "een rooster is niet te lezen" "3.10"
    F138 "een gevolg doet met een termijn wat daar niet mag" "4.5"
    F139 "een dwangsom hoort hier niet, of is niet compleet" "4.7"
    F140 "een voorwaarde is niet te lezen" "6"
    F141 "een voorwaarde leest iets wat er niet is" "6"
    F142 "een voorwaarde vergelijkt met een keuze die niet kan" "6"
    F143 "een voorwaarde vergelijkt verschillende soorten" "6"
    F144 "een veld wordt op iets gezet wat niet past" "3.5"
    F145 "procedures beginnen elkaar in een kring" "3.8"
    F146 "procedures wachten op elkaar" "3.8"
    F150 "een laag verruimt een wettelijke termijn" "4.4"
    F151 "een laag laat een wettelijke termijn weg" "4.4"
    F152 "een laag verandert een wettelijke termijn zo dat niet te zien is of zij korter is" "4.4"
    F153 "een wettelijke termijn waarschuwt niet genoeg" "4.4"
    F154 "een laag verandert iets wat eronder niet bestaat" "7.2"
    F155 "een laag zegt niet goed waarover zij ligt" "7.2"
    F156 "een vraag beslist waar dat niet mag, of beslist niet waar dat moet" "9"
    F157 "een vraag vraagt invoer die een script niet krijgt" "9"
    F158 "een voorbeeld kan hier niet worden genoemd of overgenomen" "7.1"
    F159 "Halt, een proces-verbaal of een melding aan de SVB begint zonder een ambtenaar die dat besluit" "3.8"
    F160 "een laag neemt werk weg bij de boa" "7.2"
    F200 "een schoolkalender klopt niet" "4.3"
    F201 "een bestand van de schoolkalender ontbreekt" "4.3"
    F300 "een bureau heet anders dan zijn map" "10"
    F301 "een gemeente bestaat niet" "10"
    F302 "een gemeente hoort bij meer dan één bureau" "10"
    F303 "een gemeente hoort niet bij dit bureau" "10"
    F304 "een medewerker bestaat niet" "10"
    F305 "een rol heeft niemand" "10"
    F306 "een mailadres kan niet kloppen" "10"
    F307 "een afwezigheid eindigt voor zij begint" "10"
    F308 "een school bestaat niet of is niet goed geschreven" "10"
    F309 "een tijd klopt niet" "10"
    F310 "een map hoort bij geen bureau" "1.2"
    F311 "een aanlevering vult een veld dat een melding niet heeft" "10.1"
    F312 "een aanlevering mist wat elke melding nodig heeft" "10.1"
    F313 "een aanlevering noemt een waarde die niet past" "10.1"
    F314 "een aanlevering spreekt zichzelf of een andere tegen" "10.1"
    F315 "een ketenpartner bestaat niet" "10"
    F316 "een gemeente heet anders dan haar map" "7.4"
    F400 "een script bestaat niet" "9"
    F401 "een script is niet te lezen" "9.2"
    F402 "een script is te groot" "9.4"
    F403 "een script mist zijn functie" "9.2"
    F404 "de functie van een script krijgt niet precies de zaak" "9.2"
    F405 "een script doet iets buiten een functie" "9.2"
    F406 "een script roept een onbekende functie aan" "9.3"
    F407 "een functie krijgt het verkeerde aantal waarden" "9.3"
    F408 "een functie staat waar een waarde hoort" "9.4"
    F409 "een lus geeft een waarde" "9.4"
    F410 "een script verandert de zaak" "9.4"
    F411 "een functie krijgt te veel waarden" "9.4"
    F412 "een script roept een verboden functie aan" "9.3"
    F413 "een script gebruikt `this`" "9.4"
    F414 "een script gebruikt iets wat hier niet mag" "9.4"
    F420 "een script leest iets wat de vraag niet geeft" "9.1"
    F421 "een script geeft een antwoord dat de vraag niet kent" "9.2"
    F422 "een antwoord heeft geen reden" "9.2"
    F423 "een antwoord heeft een onbekend veld" "9.2"
    F424 "een antwoord staat niet uitgeschreven" "9.2"
    F425 "een weg door een script geeft geen antwoord" "9.2"
    F501 "een brief bestaat niet" "8.1"
    F502 "een mail bestaat niet" "8.3"
    F503 "een naam is in deze tekst niet bekend" "8.4"
    F504 "een filter of toets is niet bekend" "8.4"
    F505 "deze opdracht kan niet in een tekst" "8.4"
    F506 "een tekst is te lang" "8.4"
    F507 "het kopblok van een tekst ontbreekt of is niet afgesloten" "8.1"
    F508 "een blok met accolades in een tekst is niet goed geschreven" "8.4"
    F510 "een tekst noemt iets wat de procedure niet kent" "8.4"
    F511 "een tekst zet een heel verzuimoverzicht neer" "8.1"
    F512 "een brief zegt niet goed voor welke ouder zij is" "8.1"
    F513 "een tekst of script vervangt niets, en heet bijna als een andere" "7.2"
    W101 "een regel wordt nooit bereikt" "3.5"
    W102 "een fase eindigt alleen als van buiten iets binnenkomt" "3.3"
    W103 "een waarschuwing valt vóór het begin van haar termijn" "5"
    W104 "een gestarte procedure staat uit" "3.8"
    W105 "een termijn van een taak waarschuwt niemand" "5"
    W106 "een termijn hangt aan een termijn die dan nog loopt" "4.6"
    W107 "een laag zegt wat eronder al staat" "7.2"
    W108 "een procedure met een wettelijke termijn staat uit" "7.2"
    W109 "een besluit kan worden verdaagd zonder brief" "4.5"
    W110 "een trede komt pas als haar fase voorbij is" "5"
    W111 "een laag neemt voorbeelden over, maar er is er geen" "7.1"
    W112 "procedures kunnen elkaar vanzelf blijven beginnen" "3.8"
    W113 "een tekst geldt eerder dan zij zegt" "3.1"
    W114 "een laag verandert werk dat op een wet rust" "7.2"
    W201 "de schoolkalender eindigt binnen een jaar" "10.4"
    W301 "een gemeente heeft geen boa" "10"
    W501 "een brief noemt een gegeven dat er niet altijd is" "8.1"
    W502 "een brief gaat aan een ander dan in de laag eronder" "7.2"
    W503 "een tekst of script wordt nergens genoemd" "8"
    W901 "een bestand ligt waar het niet wordt gelezen" "1.2"
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
/// Serialises as `check --json` promises: all eight keys always present, the chapter of the manual as
/// `handleiding`. Sorts by place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// The files, within the workflows directory, of the layers that bring it about where that is not its own file;
    /// they may still have to be written. Empty when the file it is told of has it by itself.
    pub door: Vec<String>,
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
            melding: leesbaar(melding.into()),
            hint: None,
            door: Vec::new(),
        }
    }

    /// Adds what the author can do about it.
    #[must_use]
    pub fn met_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(leesbaar(hint.into()));
        self
    }

    /// What the author can do about it and the chapter that tells more, as it is shown everywhere.
    pub fn wenk(&self) -> String {
        let hoofdstuk = self.code.hoofdstuk();
        match &self.hint {
            Some(hint) => format!("{hint} (HANDLEIDING {hoofdstuk})"),
            None => format!("zie HANDLEIDING {hoofdstuk}"),
        }
    }

    /// The same text on one line, for a log or a mail.
    pub fn een_regel(&self) -> String {
        let tekst = self.to_string();
        let regels: Vec<&str> = tekst.lines().map(str::trim).collect();
        regels.join(" ")
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
        writeln!(f, "  --> {}:{}:{}", self.bestand, self.regel, self.kolom)?;
        write!(f, "hint: {}", self.wenk())
    }
}

impl Serialize for Diagnostic {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut keys = serializer.serialize_struct("Diagnostic", 8)?;
        keys.serialize_field("bestand", &self.bestand)?;
        keys.serialize_field("regel", &self.regel)?;
        keys.serialize_field("kolom", &self.kolom)?;
        keys.serialize_field("code", &self.code)?;
        keys.serialize_field("ernst", &self.ernst)?;
        keys.serialize_field("melding", &self.melding)?;
        keys.serialize_field("hint", &self.hint)?;
        keys.serialize_field("handleiding", self.code.hoofdstuk())?;
        keys.end()
    }
}

/// Bytes in a name that is compared with others: comparing is quadratic in the length, and no name an author means is
/// longer than this.
pub(crate) const LANGSTE: usize = 100;

/// Returns the candidate that was probably meant, or `None` when nothing is near enough.
///
/// Near enough is one slip in three letters (transposed letters count as one), or the same word
/// but for capitals, `-` and `_`. Of equally near candidates the first wins.
pub fn dichtstbij<'a>(
    gezocht: &str,
    kandidaten: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
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

/// A text as it can be shown: without what steers a terminal, and with no quoted name longer than anybody reads.
fn leesbaar(tekst: String) -> String {
    let tekst = zichtbaar(tekst);
    // Twice the longest name, so that an example in a hint is never cut.
    if tekst.len() <= 2 * LANGSTE
        || tekst
            .split('`')
            .skip(1)
            .step_by(2)
            .all(|naam| naam.len() <= 2 * LANGSTE)
    {
        return tekst;
    }
    let parts = tekst.split('`').enumerate().map(|(at, part)| match at % 2 {
        1 if part.len() > 2 * LANGSTE => kort(part),
        _ => part.to_owned(),
    });
    parts.collect::<Vec<_>>().join("`")
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
        hint: bedoelde u `afgesloten`? (HANDLEIDING 3)
        ");
    }

    #[test]
    fn a_log_and_a_mail_have_the_same_words_on_one_line() {
        insta::assert_snapshot!(voorbeeld().een_regel(), @"fout[F006]: fase `onderzoek` gaat naar onbekende fase `afgeslotn` --> workflows/landelijk/absoluut-verzuim.yaml:41:15 hint: bedoelde u `afgesloten`? (HANDLEIDING 3)");
        let mut diagnostic = voorbeeld();
        diagnostic.hint = None;
        assert!(diagnostic.een_regel().ends_with(" hint: zie HANDLEIDING 3"));
    }

    #[test]
    fn json_has_all_keys_of_check_even_without_a_hint() {
        let mut diagnostic = voorbeeld();
        diagnostic.hint = None;
        insta::assert_snapshot!(serde_json::to_string(&diagnostic).unwrap(), @r#"{"bestand":"workflows/landelijk/absoluut-verzuim.yaml","regel":41,"kolom":15,"code":"F006","ernst":"fout","melding":"fase `onderzoek` gaat naar onbekende fase `afgeslotn`","hint":null,"handleiding":"3"}"#);
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
