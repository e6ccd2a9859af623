//! Conditions: whether they can be read, whether what they read exists, and whether the comparison makes
//! sense.
//!
//! Reading itself is `conditie`'s. Easy to get wrong: `gebeurtenis.x` exists only within the gevolg of
//! that event, and `uitkomst` only where the result of a started procedure comes in.

use serde_json::Value;

use super::blik::Blik;
use super::gevolg::PROCEDURES;
use super::veld;
use super::werk::Werk;
use crate::definition::conditie::{Conditie, EERDER, Token};
use crate::definition::conditie_lezer::tokens;
use crate::definition::diagnostic::{Code, Diagnostic, opsomming};
use crate::definition::procedure::VeldSoort;
use crate::zaak::melding::VerzuimSoort;

/// Where a condition stands: what it may read beside the zaak itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Plaats<'a> {
    /// How the place is called in messages: `taak `eerste-brief``.
    pub wie: String,
    /// The fields of the event this follows.
    pub gebeurtenis: Option<Vec<(String, VeldSoort)>>,
    /// The procedure whose uitkomst comes in here.
    pub wacht_op: Option<&'a str>,
}

/// What a path holds.
#[derive(Debug, Clone, PartialEq)]
enum Soort {
    Getal,
    Datum,
    Tekst,
    JaNee,
    Keuze(Vec<String>),
    /// A list of absences, that only a script can read.
    Overzicht,
}

impl From<&VeldSoort> for Soort {
    fn from(soort: &VeldSoort) -> Self {
        match soort {
            VeldSoort::Datum => Self::Datum,
            VeldSoort::Tekst => Self::Tekst,
            VeldSoort::Getal => Self::Getal,
            VeldSoort::JaNee => Self::JaNee,
            VeldSoort::Keuze(keuzes) => Self::Keuze(keuzes.clone()),
            VeldSoort::Verzuimoverzicht => Self::Overzicht,
        }
    }
}

/// What every zaak knows of itself.
fn vast(pad: &str) -> Option<Soort> {
    Some(match pad {
        "afspraken.gemist"
        | "jongere.leeftijd"
        | "jongere.leeftijd_bij_begin"
        | "ouders.aantal"
        | "verzuim.uren"
        | "verzuim.schooldagen"
        | "verzuim.te_laat"
        | "geschiedenis.meldingen"
        | "geschiedenis.eerdere_zaken"
        | "geschiedenis.broers_zussen_open" => Soort::Getal,
        "jongere.startkwalificatie" | "jongere.geheim_adres" | "school.bekend" => Soort::JaNee,
        "verzuim.soort" => Soort::Keuze(VerzuimSoort::NAMEN.map(str::to_owned).to_vec()),
        _ => return None,
    })
}

const VASTE_PADEN: [&str; 14] = [
    "afspraken.gemist",
    "jongere.leeftijd",
    "jongere.leeftijd_bij_begin",
    "jongere.startkwalificatie",
    "jongere.geheim_adres",
    "ouders.aantal",
    "verzuim.soort",
    "verzuim.uren",
    "verzuim.schooldagen",
    "verzuim.te_laat",
    "school.bekend",
    "geschiedenis.meldingen",
    "geschiedenis.eerdere_zaken",
    "geschiedenis.broers_zussen_open",
];

/// Reads the condition under `als`, if there is one.
pub(super) fn lees(werk: &mut Werk<'_>, van: Blik<'_>, plaats: &Plaats<'_>) -> Option<Conditie> {
    let blik = van.kind("als")?;
    let tekst = blik.eigen_tekst()?;
    let conditie = match Conditie::parse(tekst) {
        Ok(conditie) => conditie,
        Err(fout) => {
            let melding = format!("{}: {}", plaats.wie, fout.melding);
            let plek = blik.teken(fout.plek);
            werk.meld(Diagnostic::new(Code::F140, &plek, melding).met_hint(
                "een voorwaarde leest als `gegevens.inhoud == \"anders\" en jongere.leeftijd >= 12`",
            ));
            return None;
        }
    };
    if let Ok(tokens) = tokens(tekst) {
        Toets {
            werk,
            blik,
            plaats,
            tokens: &tokens,
        }
        .alles();
    }
    Some(conditie)
}

struct Toets<'t, 'a> {
    werk: &'t mut Werk<'a>,
    blik: Blik<'t>,
    plaats: &'t Plaats<'t>,
    tokens: &'t [(usize, Token)],
}

/// One side of a comparison.
enum Kant<'t> {
    Waarde(&'t Value),
    Pad(Option<Soort>),
}

impl Toets<'_, '_> {
    fn alles(&mut self) {
        let tokens = self.tokens;
        for (at, (plek, token)) in tokens.iter().enumerate() {
            let Token::Naam(pad) = token else { continue };
            let Some(soort) = self.soort(pad, *plek) else {
                continue;
            };
            if soort == Soort::Overzicht {
                self.overzicht(pad, *plek);
                continue;
            }
            let before = at.checked_sub(1).and_then(|before| self.operator(before));
            match (before, self.operator(at + 1)) {
                (_, Some("in")) => self.lijst(pad, &soort, at + 3),
                (_, Some(op)) => self.vergelijking(pad, *plek, &soort, op, at + 2),
                // `12 <= jongere.leeftijd`; two paths were judged from the left one.
                (Some(op), None) if op != "in" => {
                    if let Some(at) = at.checked_sub(2).filter(|at| self.is_vast(*at)) {
                        self.vergelijking(pad, *plek, &soort, op, at);
                    }
                }
                (Some(_), None) => {}
                (None, None) => self.kaal(pad, *plek, &soort),
            }
        }
    }

    fn operator(&self, at: usize) -> Option<&'static str> {
        match self.tokens.get(at) {
            Some((_, Token::Teken(teken @ ("==" | "!=" | "<" | "<=" | ">" | ">=" | "in")))) => {
                Some(teken)
            }
            _ => None,
        }
    }

    fn is_vast(&self, at: usize) -> bool {
        matches!(self.tokens.get(at), Some((_, Token::Vast(_))))
    }

    /// What a path holds; tells when it leads nowhere.
    fn soort(&mut self, pad: &str, plek: usize) -> Option<Soort> {
        let found = self.kijk(pad);
        if found.is_none() {
            let melding = match (pad.split('.').next(), &self.plaats.gebeurtenis) {
                (Some("gebeurtenis"), None) => {
                    format!(
                        "{} leest `{pad}`, maar hier is geen gebeurtenis binnengekomen",
                        self.plaats.wie
                    )
                }
                (Some("uitkomst"), _) if self.plaats.wacht_op.is_none() => {
                    format!(
                        "{} leest `{pad}`, maar wacht hier niet op een andere procedure",
                        self.plaats.wie
                    )
                }
                _ => format!("{} leest `{pad}`, dat niet bestaat", self.plaats.wie),
            };
            let known = self.bekend();
            let known = known.iter().map(String::as_str);
            let fout = Diagnostic::new(Code::F141, &self.blik.teken(plek), melding);
            // Who leaves the first word out means the path that ends so.
            let ends_so = |known: &&str| known.rsplit('.').next() == Some(pad);
            match known.clone().find(ends_so) {
                Some(whole) => {
                    let fout = fout.met_hint(format!("bedoelde u `{whole}`?"));
                    self.werk.meld(fout);
                }
                None => self.werk.meld_nabij(fout, pad, known),
            }
        }
        found
    }

    fn kijk(&self, pad: &str) -> Option<Soort> {
        if let Some(soort) = vast(pad) {
            return Some(soort);
        }
        if let Some(naam) = pad.strip_prefix(EERDER) {
            let known = self.procedures().any(|slug| slug.replace('-', "_") == naam);
            return known.then_some(Soort::Getal);
        }
        if pad == "gestart_door" {
            // Nobody started it: the empty text.
            let none = std::iter::once("");
            let slugs = self.procedures().chain(none).map(str::to_owned);
            return Some(Soort::Keuze(slugs.collect()));
        }
        if pad == "uitkomst" {
            let procedure = self.plaats.wacht_op?;
            let known = self.werk.omgeving.procedures.get(procedure);
            let known = known.filter(|known| !known.is_empty());
            return Some(known.map_or(Soort::Tekst, |known| Soort::Keuze(known.clone())));
        }
        let (groep, naam) = pad.split_once('.')?;
        match groep {
            "gegevens" => self
                .werk
                .namen
                .velden
                .get(naam)
                .map(|(soort, _)| Soort::from(soort)),
            "gebeurtenis" => {
                let fields = self.plaats.gebeurtenis.as_ref()?;
                fields
                    .iter()
                    .find(|(veld, _)| veld == naam)
                    .map(|(_, soort)| Soort::from(soort))
            }
            "antwoord" => self.werk.namen.vragen.get(naam).cloned().map(Soort::Keuze),
            _ => None,
        }
    }

    /// The procedures there are: those with a file, and those that are handled elsewhere.
    fn procedures(&self) -> impl Iterator<Item = &str> {
        let filed = self.werk.omgeving.procedures.keys().map(String::as_str);
        let elsewhere = PROCEDURES.into_iter();
        let elsewhere = elsewhere.filter(|slug| !self.werk.omgeving.procedures.contains_key(*slug));
        filed.chain(elsewhere)
    }

    fn bekend(&self) -> Vec<String> {
        let mut known: Vec<String> = VASTE_PADEN.map(str::to_owned).to_vec();
        let counted = |slug: &str| format!("{EERDER}{}", slug.replace('-', "_"));
        known.extend(self.procedures().map(counted));
        known.push("gestart_door".to_owned());
        known.extend(
            self.werk
                .namen
                .velden
                .keys()
                .map(|naam| format!("gegevens.{naam}")),
        );
        known.extend(
            self.werk
                .namen
                .vragen
                .keys()
                .map(|naam| format!("antwoord.{naam}")),
        );
        let fields = self.plaats.gebeurtenis.iter().flatten();
        known.extend(fields.map(|(naam, _)| format!("gebeurtenis.{naam}")));
        known
    }

    fn overzicht(&mut self, pad: &str, plek: usize) {
        let melding = format!(
            "{}: `{pad}` is een verzuimoverzicht; een voorwaarde kan daar niets mee",
            self.plaats.wie
        );
        let fout = Diagnostic::new(Code::F143, &self.blik.teken(plek), melding);
        let hint = "laat een script ernaar kijken, en lees zijn antwoord: `antwoord.<vraag>`";
        self.werk.meld(fout.met_hint(hint));
    }

    fn kaal(&mut self, pad: &str, plek: usize, soort: &Soort) {
        if *soort != Soort::JaNee {
            let melding = format!(
                "{}: `{pad}` is {}, geen ja of nee",
                self.plaats.wie,
                dutch(soort)
            );
            let fout = Diagnostic::new(Code::F143, &self.blik.teken(plek), melding);
            self.werk
                .meld(fout.met_hint(format!("vergelijk het ergens mee, zoals `{pad} == …`")));
        }
    }

    /// The values between `[` and `]`.
    fn lijst(&mut self, pad: &str, soort: &Soort, from: usize) {
        let tokens = self.tokens;
        for (plek, token) in tokens.iter().skip(from) {
            match token {
                Token::Vast(value) => self.past(pad, *plek, soort, value),
                Token::Teken("]") => break,
                _ => {}
            }
        }
    }

    fn vergelijking(&mut self, pad: &str, plek: usize, soort: &Soort, op: &str, other: usize) {
        if !matches!(op, "==" | "!=") && !matches!(soort, Soort::Getal | Soort::Datum) {
            let melding = format!(
                "{}: `{pad}` is {}; `{op}` vraagt een getal of een datum",
                self.plaats.wie,
                dutch(soort)
            );
            let fout = Diagnostic::new(Code::F143, &self.blik.teken(plek), melding);
            self.werk
                .meld(fout.met_hint("schrijf `==`, `!=` of `in [\"…\", \"…\"]`"));
            return;
        }
        let tokens = self.tokens;
        let Some((there, token)) = tokens.get(other) else {
            return;
        };
        let kant = match token {
            Token::Vast(value) => Kant::Waarde(value),
            Token::Naam(pad) => Kant::Pad(self.kijk(pad)),
            Token::Teken(_) => return,
        };
        match kant {
            Kant::Waarde(value) => self.past(pad, *there, soort, value),
            Kant::Pad(Some(andere)) if !vergelijkbaar(soort, &andere) => {
                let melding = format!(
                    "{}: `{pad}` is {}, en wordt vergeleken met {}",
                    self.plaats.wie,
                    dutch(soort),
                    dutch(&andere)
                );
                self.werk.meld(Diagnostic::new(
                    Code::F143,
                    &self.blik.teken(*there),
                    melding,
                ));
            }
            Kant::Pad(_) => {}
        }
    }

    /// Whether a fixed value can be what the path holds.
    fn past(&mut self, pad: &str, plek: usize, soort: &Soort, value: &Value) {
        let fits = match (soort, value) {
            (Soort::Getal, Value::Number(_))
            | (Soort::JaNee, Value::Bool(_))
            | (Soort::Tekst, Value::String(_)) => true,
            (Soort::Datum, Value::String(tekst)) => tekst.parse::<chrono::NaiveDate>().is_ok(),
            (Soort::Keuze(keuzes), Value::String(tekst)) => {
                if keuzes.contains(tekst) {
                    return;
                }
                let melding = format!("{}: `{pad}` kan niet `{tekst}` zijn", self.plaats.wie);
                let hint = format!(
                    "keuzes: {}",
                    opsomming(keuzes.iter().map(String::as_str), "of")
                );
                let fout =
                    Diagnostic::new(Code::F142, &self.blik.teken(plek), melding).met_hint(hint);
                self.werk
                    .meld(fout.met_dichtstbij(tekst, keuzes.iter().map(String::as_str)));
                return;
            }
            _ => false,
        };
        if !fits {
            let shown = match value {
                Value::Bool(true) => "`ja`".to_owned(),
                Value::Bool(false) => "`nee`".to_owned(),
                value => format!("`{value}`"),
            };
            let melding = format!(
                "{}: `{pad}` is {}, en wordt vergeleken met {shown}",
                self.plaats.wie,
                dutch(soort)
            );
            let fout = Diagnostic::new(Code::F143, &self.blik.teken(plek), melding);
            self.werk.meld(match soort {
                Soort::JaNee => fout.met_hint("schrijf `ja` of `nee` zonder aanhalingstekens"),
                Soort::Getal => fout.met_hint("schrijf het getal zonder aanhalingstekens"),
                Soort::Datum => fout.met_hint("schrijf de datum als JJJJ-MM-DD"),
                Soort::Tekst | Soort::Keuze(_) | Soort::Overzicht => {
                    fout.met_hint("schrijf de tekst tussen aanhalingstekens: \"…\"")
                }
            });
        }
    }
}

/// Whether two paths hold the same kind of thing.
fn vergelijkbaar(een: &Soort, ander: &Soort) -> bool {
    let word = |soort: &Soort| matches!(soort, Soort::Tekst | Soort::Keuze(_));
    een == ander || (word(een) && word(ander))
}

fn dutch(soort: &Soort) -> &'static str {
    match soort {
        Soort::Getal => veld::in_dutch(&VeldSoort::Getal),
        Soort::Datum => veld::in_dutch(&VeldSoort::Datum),
        Soort::Tekst => veld::in_dutch(&VeldSoort::Tekst),
        Soort::JaNee => veld::in_dutch(&VeldSoort::JaNee),
        Soort::Keuze(_) => "een keuze",
        Soort::Overzicht => veld::in_dutch(&VeldSoort::Verzuimoverzicht),
    }
}
