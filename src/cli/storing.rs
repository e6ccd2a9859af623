//! `incident` and `outbox`: what did not go by itself, and what a beheerder does about it.
//!
//! Easy to get wrong: acting on a row. A row of the outbox belongs to a line of a zaak; what happens to it is
//! a command to that zaak, with who did it and why.

use clap::{Args, Subcommand};
use std::process::ExitCode;

use super::Mappen;
use super::installatie::{Installatie, Werkplaats};
use super::invoer::tell_refusal;
use crate::engine::EngineFout;
use crate::inzage::{self, Blik, IncidentVraag, UitgaandVraag};
use crate::store::UitStatus;
use crate::zaak::command::{IncidentAct, IncidentKeuze, LaatVallen};
use crate::zaak::{MedewerkerId, Refusal, RegelId, ZaakId};

/// List incidents, retry them or skip them with a reason.
#[derive(Debug, Args)]
pub struct Incident {
    #[command(subcommand)]
    what: IncidentWhat,
    #[command(flatten)]
    installatie: Installatie,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum IncidentWhat {
    /// List incidents that wait for a person
    Lijst,
    /// Try again what failed, with the scripts and texts of today
    Herhaal {
        /// Number of the zaak, such as Z12
        zaak: ZaakId,
        /// Number of the incident within the zaak
        nummer: u32,
        /// Who does it: a beheerder or leidinggevende
        #[arg(long, value_name = "ID")]
        door: String,
    },
    /// Go on without what failed
    Overslaan {
        /// Number of the zaak, such as Z12
        zaak: ZaakId,
        /// Number of the incident within the zaak
        nummer: u32,
        /// Who does it: a beheerder or leidinggevende
        #[arg(long, value_name = "ID")]
        door: String,
        /// Why; it is kept in the dossier
        #[arg(long, value_name = "TEXT")]
        reden: String,
    },
}

/// List what is on its way out, retry it or drop it with a reason.
#[derive(Debug, Args)]
pub struct Outbox {
    #[command(subcommand)]
    what: OutboxWhat,
    #[command(flatten)]
    installatie: Installatie,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum OutboxWhat {
    /// List mails, letters and meldingen on their way out
    Lijst {
        /// wacht, bezig, verzonden, mislukt or vervallen [default: all but verzonden and vervallen]
        #[arg(long, value_name = "STATUS", value_parser = status)]
        status: Option<UitStatus>,
        /// Only of this zaak
        #[arg(long, value_name = "ZAAK")]
        zaak: Option<String>,
        /// At most this many
        #[arg(long, value_name = "N")]
        limiet: Option<u32>,
    },
    /// Send again what failed
    Opnieuw {
        /// Number of the row
        nummer: i64,
        /// Who does it: a beheerder or leidinggevende
        #[arg(long, value_name = "ID")]
        door: String,
    },
    /// Do not send this any more
    LatenVallen {
        /// Number of the row
        nummer: i64,
        /// Who does it: a beheerder or leidinggevende
        #[arg(long, value_name = "ID")]
        door: String,
        /// Why; it is kept in the dossier
        #[arg(long, value_name = "TEXT")]
        reden: String,
    },
}

fn status(text: &str) -> Result<UitStatus, String> {
    serde_json::from_value(text.into())
        .map_err(|_| "expected wacht, bezig, verzonden, mislukt or vervallen".to_owned())
}

impl Incident {
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(werkplaats) = self.installatie.open(mappen, self.json).await? else {
            return Ok(ExitCode::from(1));
        };
        let done = match &self.what {
            IncidentWhat::Lijst => self.list(&werkplaats).await,
            IncidentWhat::Herhaal { zaak, nummer, door } => {
                handle(&werkplaats, *zaak, *nummer, door, IncidentKeuze::Herhaal).await
            }
            IncidentWhat::Overslaan {
                zaak,
                nummer,
                door,
                reden,
            } => {
                let reden = reden.clone();
                let keuze = IncidentKeuze::Overslaan { reden };
                handle(&werkplaats, *zaak, *nummer, door, keuze).await
            }
        };
        werkplaats.close().await;
        told(done, self.json)
    }

    async fn list(&self, werkplaats: &Werkplaats) -> Result<Option<String>, EngineFout> {
        let all = IncidentVraag {
            limiet: Some(inzage::LIMIET_MAX),
            ..IncidentVraag::default()
        };
        let found = inzage::incidenten(&werkplaats.engine, &Blik::default(), &all).await?;
        if found.is_empty() && !self.json {
            return Ok(Some("Er staan geen incidenten open.".to_owned()));
        }
        for one in &found {
            if self.json {
                anstream::println!("{}", serde_json::to_string(one).unwrap_or_default());
            } else {
                let again = if one.te_herhalen {
                    "te herhalen"
                } else {
                    "niet te herhalen"
                };
                anstream::println!(
                    "{} incident {} ({}, {}; {again})\n        {}",
                    one.zaak,
                    one.nummer,
                    one.procedure,
                    one.gemeente,
                    one.melding
                );
            }
        }
        Ok(None)
    }
}

impl Outbox {
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(werkplaats) = self.installatie.open(mappen, self.json).await? else {
            return Ok(ExitCode::from(1));
        };
        let done = match &self.what {
            OutboxWhat::Lijst {
                status,
                zaak,
                limiet,
            } => {
                let vraag = UitgaandVraag {
                    status: *status,
                    zaak: zaak.clone(),
                    limiet: *limiet,
                    ..UitgaandVraag::default()
                };
                self.list(&werkplaats, vraag).await
            }
            OutboxWhat::Opnieuw { nummer, door } => match regel_of(&werkplaats, *nummer).await {
                Ok(regel) => again(&werkplaats, regel, door).await,
                Err(fout) => Err(fout),
            },
            OutboxWhat::LatenVallen {
                nummer,
                door,
                reden,
            } => match regel_of(&werkplaats, *nummer).await {
                Ok(regel) => drop_row(&werkplaats, regel, door, reden).await,
                Err(fout) => Err(fout),
            },
        };
        werkplaats.close().await;
        told(done, self.json)
    }

    async fn list(
        &self,
        werkplaats: &Werkplaats,
        vraag: UitgaandVraag,
    ) -> Result<Option<String>, EngineFout> {
        let engine = &werkplaats.engine;
        let blik = Blik::default();
        let mut found = Vec::new();
        let waiting = [UitStatus::Wacht, UitStatus::Bezig, UitStatus::Mislukt];
        let asked = vraag.status.map_or(waiting.to_vec(), |one| vec![one]);
        for status in asked {
            let vraag = UitgaandVraag {
                status: Some(status),
                ..vraag.clone()
            };
            found.extend(inzage::uitgaand(engine, &blik, &vraag).await?);
        }
        if found.is_empty() && !self.json {
            return Ok(Some("Er is niets onderweg.".to_owned()));
        }
        for rij in &found {
            if self.json {
                anstream::println!("{}", serde_json::to_string(rij).unwrap_or_default());
                continue;
            }
            let status = serde_json::to_value(rij.status).unwrap_or_default();
            let status = status.as_str().unwrap_or_default().to_owned();
            let aan = rij
                .aan
                .as_ref()
                .map_or_else(String::new, |aan| format!(" aan {aan}"));
            let when = rij
                .aan_de_beurt
                .with_timezone(&chrono_tz::Europe::Amsterdam);
            let reden = rij
                .reden
                .as_ref()
                .map_or_else(String::new, |reden| format!("\n        {reden}"));
            anstream::println!(
                "{:<7} {status}, {} {}{aan}, zaak {}, {} pogingen, aan de beurt {}{reden}",
                rij.nummer,
                rij.soort,
                rij.naam,
                rij.zaak,
                rij.pogingen,
                when.format("%Y-%m-%d %H:%M")
            );
        }
        Ok(None)
    }
}

async fn regel_of(werkplaats: &Werkplaats, nummer: i64) -> Result<RegelId, EngineFout> {
    let found = inzage::uitgaande_rij(&werkplaats.engine, nummer).await?;
    let none = || {
        Refusal::Onleesbaar(format!(
            "er is geen uitgaande rij {nummer}; zie `termijnwacht outbox lijst`"
        ))
    };
    Ok(found.ok_or_else(none)?.regel)
}

async fn again(
    werkplaats: &Werkplaats,
    regel: RegelId,
    door: &str,
) -> Result<Option<String>, EngineFout> {
    let nummer = werkplaats.engine.incident_over(regel).await?;
    handle(werkplaats, regel.zaak, nummer, door, IncidentKeuze::Herhaal).await
}

async fn drop_row(
    werkplaats: &Werkplaats,
    regel: RegelId,
    door: &str,
    reden: &str,
) -> Result<Option<String>, EngineFout> {
    let act = LaatVallen {
        regel,
        door: MedewerkerId(door.to_owned()),
        reden: reden.to_owned(),
    };
    werkplaats.engine.laat_vallen(act).await?;
    Ok(Some(format!(
        "Wat regel {regel} vroeg, gaat niet meer uit."
    )))
}

async fn handle(
    werkplaats: &Werkplaats,
    zaak: ZaakId,
    nummer: u32,
    door: &str,
    keuze: IncidentKeuze,
) -> Result<Option<String>, EngineFout> {
    let engine = &werkplaats.engine;
    let act = IncidentAct {
        nummer,
        door: MedewerkerId(door.to_owned()),
        keuze,
    };
    let now = engine.clock().now().timestamp_micros().to_string();
    engine.incident(zaak, act, &now).await?;
    Ok(Some(format!(
        "Incident {nummer} van zaak {zaak} is afgehandeld."
    )))
}

/// Tells how it went; a refusal is exit code 1.
fn told(done: Result<Option<String>, EngineFout>, json: bool) -> anyhow::Result<ExitCode> {
    match done {
        Ok(said) => {
            if let Some(said) = said.filter(|_| !json) {
                anstream::println!("{said}");
            }
            Ok(ExitCode::SUCCESS)
        }
        Err(EngineFout::Refusal(refusal)) => {
            tell_refusal(&refusal.to_string(), None, None, json);
            Ok(ExitCode::from(1))
        }
        Err(fout) => Err(fout.into()),
    }
}
