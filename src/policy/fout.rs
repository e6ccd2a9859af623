//! Why a policy script gave no answer: the words an incident carries.
//!
//! Left to others: opening the incident and mailing the administrator.
//! Faults found while compiling are [`Bevinding`]en, told all at once.
//!
//! Easy to get wrong: Rhai wraps an error once for every call it passes
//! through. The cause and its line are in the innermost one.

use rhai::{EvalAltResult, Position};
use thiserror::Error;

use super::compare::kind;
use super::script::Bevinding;
use super::vocabulary::did_you_mean;

/// A limit of [`super::limits`] that a script ran into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limiet {
    /// [`super::limits::MAX_OPERATIONS`].
    Stappen,
    /// [`super::limits::MAX_CALL_LEVELS`].
    Aanroepen,
    /// [`super::limits::MAX_STRING_SIZE`].
    Tekst,
    /// [`super::limits::MAX_ARRAY_SIZE`].
    Lijst,
    /// [`super::limits::MAX_MAP_SIZE`].
    Kaart,
    /// [`super::limits::MAX_VARIABLES`].
    Variabelen,
    /// The input itself is larger than a script may hold.
    Invoer,
    /// [`super::limits::MAX_REDEN`].
    Reden,
}

impl std::fmt::Display for Limiet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Stappen => "te veel stappen (een lus zonder einde?)",
            Self::Aanroepen => "functies roepen elkaar te diep aan",
            Self::Tekst => "een tekst wordt te lang",
            Self::Lijst => "een lijst wordt te lang",
            Self::Kaart => "een kaart (`#{…}`) wordt te groot",
            Self::Variabelen => "te veel variabelen",
            Self::Invoer => "de invoer is te groot",
            Self::Reden => "de reden is te lang",
        })
    }
}

/// A script that ran and gave no usable answer.
///
/// None of these passes by trying again with the same script and the same
/// input: a script reads no clock, file or network.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum PolicyFout {
    /// The script has faults; the first is told here.
    #[error("script `{bestand}` compileert niet: regel {regel}, kolom {kolom}: {melding}")]
    CompileertNiet {
        /// The file.
        bestand: String,
        /// Line, from 1.
        regel: usize,
        /// Column, from 1.
        kolom: usize,
        /// What is wrong.
        melding: String,
    },
    /// No layer has a script of this name.
    #[error("onbekend script `{naam}`{}", hinted(hint))]
    OnbekendScript {
        /// The name asked for.
        naam: String,
        /// The nearest right one, as a sentence.
        hint: Option<String>,
    },
    /// The question declares an input the zaak does not have.
    #[error("invoer `{naam}` staat in de vraagstelling, maar de zaak heeft hem niet")]
    InvoerOntbreekt {
        /// The declared input.
        naam: String,
    },
    /// The answer is none of the declared ones.
    #[error(
        "onbekend antwoord `{gevonden}`; toegestaan: {}{}",
        listed(toegestaan),
        hinted(hint)
    )]
    OnbekendAntwoord {
        /// What the script answered.
        gevonden: String,
        /// What it may answer.
        toegestaan: Vec<String>,
        /// The nearest right one, as a sentence.
        hint: Option<String>,
    },
    /// The script returned something else than `#{ antwoord: …, reden: … }`.
    #[error("verwacht: {verwacht}; gevonden: {gevonden}")]
    VerkeerdType {
        /// What is asked for.
        verwacht: String,
        /// What came.
        gevonden: String,
    },
    /// An answer without a reason is no answer: the dossier needs it.
    #[error("antwoord `{antwoord}` zonder `reden`")]
    GeenReden {
        /// The answer that was given.
        antwoord: String,
    },
    /// The script ran into a limit.
    #[error("grens overschreden{}: {welke}", at_line(*regel))]
    LimietOverschreden {
        /// Which one.
        welke: Limiet,
        /// Line, from 1, where known.
        regel: Option<usize>,
    },
    /// The script called what no script may call.
    #[error("functie `{naam}` mag niet{}: {hint}", at_line(*regel))]
    VerbodenFunctie {
        /// The function.
        naam: String,
        /// Line, from 1, where known.
        regel: Option<usize>,
        /// What to do instead.
        hint: String,
    },
    /// The script went wrong, or threw an error itself.
    #[error("script gaat mis{}: {melding}", at_line(*regel))]
    ScriptFout {
        /// Line, from 1, where known.
        regel: Option<usize>,
        /// What happened.
        melding: String,
    },
    /// The script engine itself broke down; the last fence caught it.
    #[error("de scriptmachine is vastgelopen op dit script")]
    Vastgelopen,
}

impl PolicyFout {
    /// Whether trying again with the same script could help: never.
    #[must_use]
    pub const fn is_transient(&self) -> bool {
        false
    }

    /// No script is called `naam`; `bekend` are the names there are.
    pub fn onbekend_script<'a>(naam: &str, bekend: impl IntoIterator<Item = &'a str>) -> Self {
        Self::OnbekendScript {
            naam: naam.to_owned(),
            hint: did_you_mean(naam, bekend),
        }
    }

    /// The first of the faults found in `bestand`; `None` when there are none.
    #[must_use]
    pub fn compileert_niet(bestand: &str, bevindingen: &[Bevinding]) -> Option<Self> {
        bevindingen.first().map(|eerste| Self::CompileertNiet {
            bestand: bestand.to_owned(),
            regel: eerste.regel,
            kolom: eerste.kolom,
            melding: eerste.melding.clone(),
        })
    }

    pub(super) fn from_rhai(error: &EvalAltResult) -> Self {
        let cause = innermost(error);
        let regel = line(cause.position()).or_else(|| line(error.position()));
        if let Some(welke) = limit_of(cause) {
            return Self::LimietOverschreden { welke, regel };
        }
        let melding = match cause {
            EvalAltResult::ErrorRuntime(value, _) => match value.as_immutable_string_ref() {
                Ok(text) => text.to_string(),
                Err(_) => format!("`throw` met {}", kind(value)),
            },
            EvalAltResult::ErrorPropertyNotFound(name, _) => {
                format!("veld `{name}` is er niet of is niet ingevuld; vraag eerst `ingevuld(…)`")
            }
            EvalAltResult::ErrorFunctionNotFound(signature, _) => {
                format!("geen functie of bewerking past op deze waarden: `{signature}`")
            }
            EvalAltResult::ErrorVariableNotFound(name, _) => format!("onbekende naam `{name}`"),
            EvalAltResult::ErrorArithmetic(_, _) => {
                "de berekening gaat mis (te groot, of delen door nul)".to_owned()
            }
            EvalAltResult::ErrorArrayBounds(len, index, _)
            | EvalAltResult::ErrorStringBounds(len, index, _) => {
                format!("plaats {index} bestaat niet; er zijn er {len}")
            }
            EvalAltResult::ErrorMismatchDataType(wanted, found, _) => {
                format!("hier hoort `{wanted}`, gevonden: `{found}`")
            }
            EvalAltResult::ErrorAssignmentToConstant(name, _)
            | EvalAltResult::ErrorNonPureMethodCallOnConstant(name, _) => {
                format!("`{name}` kan een vaste waarde niet veranderen")
            }
            EvalAltResult::ErrorFor(_) => "`for` loopt alleen door een lijst of reeks".to_owned(),
            EvalAltResult::ErrorIndexingType(_, _) | EvalAltResult::ErrorDotExpr(_, _) => {
                "deze waarde heeft geen velden of onderdelen".to_owned()
            }
            // What is left are the engine's own words; better than silence.
            other => format!("`{other}`"),
        };
        Self::ScriptFout { regel, melding }
    }
}

fn innermost(error: &EvalAltResult) -> &EvalAltResult {
    match error {
        EvalAltResult::ErrorInFunctionCall(_, _, inner, _)
        | EvalAltResult::ErrorInModule(_, inner, _) => innermost(inner),
        cause => cause,
    }
}

fn limit_of(cause: &EvalAltResult) -> Option<Limiet> {
    Some(match cause {
        EvalAltResult::ErrorTooManyOperations(_) => Limiet::Stappen,
        EvalAltResult::ErrorStackOverflow(_) => Limiet::Aanroepen,
        EvalAltResult::ErrorTooManyVariables(_) => Limiet::Variabelen,
        EvalAltResult::ErrorDataTooLarge(what, _) if what.contains("map") => Limiet::Kaart,
        EvalAltResult::ErrorDataTooLarge(what, _) if what.contains("string") => Limiet::Tekst,
        EvalAltResult::ErrorDataTooLarge(_, _) => Limiet::Lijst,
        _ => return None,
    })
}

fn line(position: Position) -> Option<usize> {
    position.line()
}

fn at_line(regel: Option<usize>) -> String {
    regel.map_or_else(String::new, |regel| format!(" (regel {regel})"))
}

fn hinted(hint: &Option<String>) -> String {
    hint.as_ref()
        .map_or_else(String::new, |hint| format!("; {hint}"))
}

fn listed(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
