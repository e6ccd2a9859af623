//! `versies`: which definitions were in force since when, whose they were and why.
//!
//! What runs is what came into force last. Easy to get wrong: asking the files. They may be faulty just now, and
//! that is when somebody looks.

use chrono_tz::Europe::Amsterdam;
use clap::Args;
use serde_json::json;
use std::process::ExitCode;

use super::Mappen;
use super::installatie::Installatie;
use crate::store::Store;

/// List the versions of the definitions that were in force.
#[derive(Debug, Args)]
pub struct Versies {
    #[command(flatten)]
    installatie: Installatie,
    /// Print one JSON object per version
    #[arg(long)]
    json: bool,
}

impl Versies {
    /// Prints them, the newest last.
    ///
    /// # Errors
    /// A database that is not there or cannot be read.
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(store) = self.installatie.store(mappen).await? else {
            return Ok(ExitCode::FAILURE);
        };
        let versies = store.versies().await;
        store.close().await;
        let versies = versies?;
        let laatste = versies.last().map(|versie| versie.nummer);
        if versies.is_empty() && !self.json {
            anstream::eprintln!("Er is nog geen versie; `termijnwacht serve` legt de eerste vast.");
        }
        for versie in versies {
            let loopt = Some(versie.nummer) == laatste;
            if self.json {
                let one = json!({
                    "versie": versie.to_string(),
                    "digest": versie.digest,
                    "op": versie.at,
                    "auteur": versie.auteur,
                    "reden": versie.reden,
                    "bestanden": versie.bestanden,
                    "loopt": loopt,
                });
                anstream::println!("{one}");
                continue;
            }
            let op = versie.at.with_timezone(&Amsterdam).format("%Y-%m-%d %H:%M");
            let loopt = if loopt { "  (loopt)" } else { "" };
            let auteur = versie.auteur.as_deref().unwrap_or("onbekend");
            anstream::println!(
                "{:<6} {}  {op}  {} bestanden  {auteur}: {}{loopt}",
                versie.to_string(),
                versie.digest.kort(),
                versie.bestanden,
                versie.reden
            );
        }
        Ok(ExitCode::SUCCESS)
    }
}
