//! Asks a script its question and takes nothing but a proper answer.
//!
//! Left to others: what the answer leads to. An error here is an incident:
//! the command commits, the question waits, no other zaak notices.
//!
//! Easy to get wrong: this runs before the writer, never inside a
//! transaction; a script may take tens of milliseconds before it is stopped.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rhai::{CallFnOptions, Dynamic, Scope};
use serde_json::Value;

use super::compare::kind;
use super::fout::{Limiet, PolicyFout};
use super::question::VELDEN;
use super::vocabulary::did_you_mean;
use super::{Antwoord, Script, Vraagstelling, engine, input, limits};

/// Runs policy scripts, on the engine of whichever thread asks.
#[derive(Debug, Clone, Copy, Default)]
pub struct Host;

impl Host {
    /// A host; it holds nothing, so one for each thread or one for all.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// Asks `script` the question `vraag` about `invoer`, of which it sees the
    /// declared inputs only.
    ///
    /// # Errors
    ///
    /// Any [`PolicyFout`]; the same script with the same input gives the same.
    pub fn vraag(
        &self,
        script: &Script,
        vraag: &Vraagstelling,
        invoer: &Value,
    ) -> Result<Antwoord, PolicyFout> {
        let zaak = input::build(vraag, invoer)?;
        let value = engine::with(|engine| {
            engine.ensure_data_size_within_limits(&zaak).map_err(|_| {
                PolicyFout::LimietOverschreden {
                    welke: Limiet::Invoer,
                    regel: None,
                }
            })?;
            // Nothing of the engine is changed by a call, so a panic leaves
            // nothing half done. The limits should keep this from happening.
            catch_unwind(AssertUnwindSafe(|| {
                engine.call_fn_with_options::<Dynamic>(
                    CallFnOptions::new().eval_ast(false),
                    &mut Scope::new(),
                    script.ast(),
                    script.functie(),
                    (zaak,),
                )
            }))
            .map_err(|_| PolicyFout::Vastgelopen)?
            .map_err(|error| PolicyFout::from_rhai(&error))
        })?;
        answer(value, vraag)
    }
}

fn answer(value: Dynamic, vraag: &Vraagstelling) -> Result<Antwoord, PolicyFout> {
    let wrong = |gevonden: String| PolicyFout::VerkeerdType {
        verwacht: "`#{ antwoord: \"…\", reden: \"…\" }`".to_owned(),
        gevonden,
    };
    let found = kind(&value);
    let Some(mut fields) = value.try_cast::<rhai::Map>() else {
        return Err(wrong(found.to_owned()));
    };
    if let Some(naam) = fields.keys().find(|naam| !VELDEN.contains(&naam.as_str())) {
        let hint = did_you_mean(naam, VELDEN).map_or_else(String::new, |hint| format!("; {hint}"));
        return Err(wrong(format!("een onbekend veld `{naam}`{hint}")));
    }
    let mut text = |naam: &str| match fields.remove(naam) {
        None => Ok(None),
        Some(value) if value.is_unit() => Ok(None),
        Some(value) => {
            let found = kind(&value);
            match value.into_string() {
                Ok(text) => Ok(Some(text)),
                Err(_) => Err(wrong(format!("{found} in veld `{naam}`"))),
            }
        }
    };
    let antwoord =
        text("antwoord")?.ok_or_else(|| wrong("een kaart zonder veld `antwoord`".to_owned()))?;
    let reden = text("reden")?.unwrap_or_default().trim().to_owned();

    if !vraag.antwoorden.contains(&antwoord) {
        let hint = did_you_mean(&antwoord, vraag.antwoorden.iter().map(String::as_str));
        return Err(PolicyFout::OnbekendAntwoord {
            gevonden: antwoord,
            toegestaan: vraag.antwoorden.clone(),
            hint,
        });
    }
    if reden.is_empty() {
        return Err(PolicyFout::GeenReden { antwoord });
    }
    if reden.chars().count() > limits::MAX_REDEN {
        return Err(PolicyFout::LimietOverschreden {
            welke: Limiet::Reden,
            regel: None,
        });
    }
    Ok(Antwoord { antwoord, reden })
}
