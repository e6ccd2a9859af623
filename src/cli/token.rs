//! `token`: makes, lists and revokes the tokens of the API.
//!
//! The secret is shown once, on stdout, and kept nowhere. Easy to get wrong: chance. It comes from the
//! operating system, 32 bytes of it.

use anyhow::{Context, bail};
use chrono_tz::Europe::Amsterdam;
use clap::{Args, Subcommand};
use serde_json::json;
use std::process::ExitCode;

use super::Mappen;
use super::installatie::{Installatie, Werkplaats};
use super::invoer::tell_refusal;
use crate::api::VOORVOEGSEL;
use crate::catalog::Catalog;
use crate::definition::diagnostic::dichtstbij;
use crate::store::{Store, Token as Bewaard};
use crate::zaak::refusal::opsomming;
use crate::zaak::{Digest, MedewerkerId, Rol};

/// Make, list and revoke the tokens of the API.
#[derive(Debug, Args)]
pub struct Token {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a token and print its secret, once
    Maak(Maak),
    /// List all tokens
    Lijst(Lijst),
    /// Revoke a token; it is refused from then on
    Intrekken(Intrekken),
}

/// Make a token.
#[derive(Debug, Args)]
struct Maak {
    /// Name of the token, such as `jvs-koppeling`; never used twice
    naam: String,
    /// Bureau whose zaken it may see [default: the only one there is]
    #[arg(long, value_name = "BUREAU")]
    bureau: Option<String>,
    /// Role: administratie, leerplichtambtenaar, leidinggevende or beheerder
    #[arg(long, value_name = "ROL")]
    rol: String,
    /// Gemeente it is limited to; may be given more than once [default: all of the bureau]
    #[arg(long, value_name = "GEMEENTE")]
    gemeente: Vec<String>,
    /// Medewerker it acts for; without one it may name any who holds its role
    #[arg(long, value_name = "ID")]
    medewerker: Option<String>,
    #[command(flatten)]
    installatie: Installatie,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// List tokens.
#[derive(Debug, Args)]
struct Lijst {
    #[command(flatten)]
    installatie: Installatie,
    /// Print one JSON object per token
    #[arg(long)]
    json: bool,
}

/// Revoke a token.
#[derive(Debug, Args)]
struct Intrekken {
    /// Name of the token
    naam: String,
    #[command(flatten)]
    installatie: Installatie,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Token {
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let (installatie, json) = match &self.what {
            What::Maak(one) => (&one.installatie, one.json),
            What::Lijst(one) => (&one.installatie, one.json),
            What::Intrekken(one) => (&one.installatie, one.json),
        };
        let Some(werkplaats) = installatie.open(mappen, json).await? else {
            return Ok(ExitCode::from(1));
        };
        let done = match &self.what {
            What::Maak(one) => one.run(&werkplaats).await,
            What::Lijst(one) => one.run(&werkplaats).await,
            What::Intrekken(one) => one.run(&werkplaats).await,
        };
        werkplaats.close().await;
        done
    }
}

impl Maak {
    async fn run(&self, werkplaats: &Werkplaats) -> anyhow::Result<ExitCode> {
        let engine = &werkplaats.engine;
        let secret = secret()?;
        let token = match self.checked(&engine.catalog()) {
            Ok((bureau, rol)) => Bewaard {
                naam: self.naam.clone(),
                hash: Digest::of(&secret),
                bureau,
                rol,
                gemeenten: self.gemeente.clone(),
                medewerker: self.medewerker.clone().map(MedewerkerId),
                gemaakt_at: engine.clock().now(),
                ingetrokken_at: None,
            },
            Err(waarom) => {
                tell_refusal(&waarom, None, None, self.json);
                return Ok(ExitCode::from(1));
            }
        };
        if !engine.store().put_token(token).await? {
            let waarom = format!(
                "er is al een token `{}`; een naam wordt nooit opnieuw gebruikt, ook niet na intrekken",
                self.naam
            );
            tell_refusal(&waarom, None, None, self.json);
            return Ok(ExitCode::from(1));
        }
        if self.json {
            anstream::println!("{}", json!({"naam": self.naam, "token": secret}));
        } else {
            anstream::eprintln!("Bewaar dit token nu; het wordt niet nog eens getoond.");
            anstream::println!("{secret}");
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Bureau and role, when all that is named is there.
    fn checked(&self, catalog: &Catalog) -> Result<(String, Rol), String> {
        let good = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if self.naam.is_empty() || !self.naam.chars().all(good) {
            return Err(format!(
                "de naam `{}` kan niet; gebruik letters, cijfers, `-`, `_` en `.`",
                self.naam
            ));
        }
        let known: Vec<&str> = catalog.bureaus().map(|one| one.bureau.as_str()).collect();
        let naam = match (&self.bureau, known.as_slice()) {
            (Some(naam), _) => naam.as_str(),
            (None, [only]) => only,
            (None, several) => {
                let several = opsomming(several.iter().copied());
                return Err(format!("noem met `--bureau` voor welk bureau: {several}"));
            }
        };
        let bureau = catalog
            .bureau(naam)
            .ok_or_else(|| unknown("bureau", naam, known.iter().copied()))?;
        let rollen = [
            "administratie",
            "leerplichtambtenaar",
            "leidinggevende",
            "beheerder",
        ];
        let rol = Rol::met_naam(&self.rol)
            .ok_or_else(|| unknown("rol", &self.rol, rollen.into_iter()))?;
        let gemeenten = bureau.gemeenten.iter().map(String::as_str);
        for gemeente in &self.gemeente {
            if !bureau.gemeenten.contains(gemeente) {
                return Err(unknown("gemeente", gemeente, gemeenten));
            }
        }
        if let Some(id) = &self.medewerker {
            let people = bureau.medewerkers.keys().map(String::as_str);
            let wie = bureau
                .medewerker(id)
                .ok_or_else(|| unknown("medewerker", id, people))?;
            if !wie.rollen.contains(&rol) {
                return Err(format!("medewerker `{id}` heeft de rol {rol} niet"));
            }
        }
        Ok((naam.to_owned(), rol))
    }
}

fn unknown<'a>(what: &str, found: &str, known: impl Iterator<Item = &'a str> + Clone) -> String {
    let hint = match dichtstbij(found, known.clone()) {
        Some(near) => format!("bedoelde u `{near}`?"),
        None => format!("kies uit {}", opsomming(known)),
    };
    format!("{what} `{found}` is hier niet bekend; {hint}")
}

/// 32 bytes of chance in hex, with the mark of a token before it.
fn secret() -> anyhow::Result<String> {
    let mut bytes = [0_u8; 32];
    if getrandom::fill(&mut bytes).is_err() {
        bail!("the operating system gives no random bytes");
    }
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(format!("{VOORVOEGSEL}{hex}"))
}

impl Lijst {
    async fn run(&self, werkplaats: &Werkplaats) -> anyhow::Result<ExitCode> {
        let tokens = werkplaats.engine.store().tokens().await?;
        if tokens.is_empty() && !self.json {
            anstream::eprintln!(
                "Er zijn geen tokens. Maak er een met `termijnwacht token maak NAAM --rol ROL`."
            );
        }
        for token in tokens {
            let wie = token.medewerker.as_ref().map(|id| id.0.clone());
            if self.json {
                anstream::println!(
                    "{}",
                    json!({
                        "naam": token.naam,
                        "bureau": token.bureau,
                        "rol": token.rol,
                        "gemeenten": token.gemeenten,
                        "medewerker": wie,
                        "gemaakt": token.gemaakt_at,
                        "ingetrokken": token.ingetrokken_at,
                    })
                );
                continue;
            }
            let waar = match token.gemeenten.as_slice() {
                [] => format!("{} (alle gemeenten)", token.bureau),
                some => format!("{} ({})", token.bureau, some.join(", ")),
            };
            let stand = token.ingetrokken_at.map_or_else(
                || "geldig".to_owned(),
                |at| {
                    format!(
                        "ingetrokken {}",
                        at.with_timezone(&Amsterdam).format("%Y-%m-%d")
                    )
                },
            );
            let wie = wie.map_or_else(String::new, |wie| format!(", {wie}"));
            anstream::println!("{:<24} {}{wie}, {waar}, {stand}", token.naam, token.rol);
        }
        Ok(ExitCode::SUCCESS)
    }
}

impl Intrekken {
    async fn run(&self, werkplaats: &Werkplaats) -> anyhow::Result<ExitCode> {
        let engine = &werkplaats.engine;
        let now = engine.clock().now();
        let done = engine.store().revoke_token(&self.naam, now).await;
        if done.context("the token could not be revoked")? {
            if self.json {
                anstream::println!("{}", json!({"naam": self.naam, "ingetrokken": now}));
            } else {
                anstream::println!("Token `{}` is ingetrokken.", self.naam);
            }
            return Ok(ExitCode::SUCCESS);
        }
        let waarom = format!(
            "er is geen geldig token `{}`; zie `termijnwacht token lijst`",
            self.naam
        );
        tell_refusal(&waarom, None, None, self.json);
        Ok(ExitCode::from(1))
    }
}
