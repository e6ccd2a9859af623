//! `handeling`: what a medewerker did, one act or a file of them.
//!
//! The same objects as the API takes and `simulate` plays. Easy to get wrong: a refused act in a file. It is
//! told with its line number and the rest goes on; the exit code says that something was refused.

use anyhow::Context;
use clap::Args;
use serde_json::{Map, Value, json};
use std::io::Read;
use std::path::PathBuf;
use std::process::ExitCode;

use super::Mappen;
use super::installatie::{Installatie, Werkplaats};
use super::invoer::{self, Regels, tell, tell_refusal};
use crate::definition::lees::lees_json;
use crate::engine::{EngineFout, Gedaan};
use crate::store::Store;
use crate::zaak::Act;

/// Record what a medewerker did.
#[derive(Debug, Args)]
pub struct Handeling {
    /// Number of the zaak, such as Z12; several with commas, Z12,Z15: each is done or refused by itself
    #[arg(required_unless_present = "bestand", conflicts_with = "bestand")]
    zaak: Option<String>,
    /// What was done, as `naam=waarde`: `door=ambt-1 taak=eerste-brief uitkomst=verzonden`, a field as
    /// `gegevens.naam=waarde`, a part of a contact, afspraak or document as `contact.soort=telefoon`
    #[arg(value_name = "NAAM=WAARDE")]
    delen: Vec<String>,
    /// File with acts, one JSON object per line; `-` reads stdin
    #[arg(long, value_name = "FILE")]
    bestand: Option<PathBuf>,
    #[command(flatten)]
    installatie: Installatie,
    /// Print one JSON object per act
    #[arg(long)]
    json: bool,
}

impl Handeling {
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(werkplaats) = self.installatie.open(mappen, self.json).await? else {
            return Ok(ExitCode::from(1));
        };
        let now = werkplaats.engine.clock().now().to_rfc3339();
        let acts = match self.acts(&now)? {
            Ok(acts) => acts,
            Err(fouten) => {
                tell(&fouten, self.json);
                werkplaats.close().await;
                return Ok(ExitCode::from(1));
            }
        };
        let done = self.carry_out(&werkplaats, acts).await;
        werkplaats.close().await;
        done
    }

    fn acts(&self, now: &str) -> anyhow::Result<Regels<Act>> {
        if let Some(bestand) = &self.bestand {
            if bestand.as_os_str() != "-" {
                return invoer::read_lines(bestand);
            }
            let mut text = String::new();
            let read = std::io::stdin().read_to_string(&mut text);
            read.context("cannot read stdin")?;
            return Ok(invoer::lines("-", &text));
        }
        let mut act = Map::new();
        act.insert("op".to_owned(), now.into());
        match self.zaak.as_deref() {
            Some(zaken) if zaken.contains(',') => {
                let zaken: Vec<&str> = zaken.split(',').map(str::trim).collect();
                act.insert("zaken".to_owned(), json!(zaken));
            }
            zaak => drop(act.insert("zaak".to_owned(), zaak.into())),
        }
        for deel in &self.delen {
            let (naam, waarde) = deel
                .split_once('=')
                .with_context(|| format!("`{deel}`: expected `naam=waarde`"))?;
            match naam.split_once('.') {
                None => drop(act.insert(naam.to_owned(), typed(waarde))),
                Some((groep, veld)) => {
                    let group = act
                        .entry(groep)
                        .or_insert_with(|| Value::Object(Map::new()));
                    if let Some(group) = group.as_object_mut() {
                        group.insert(veld.to_owned(), typed_in(groep, veld, waarde));
                    }
                }
            }
        }
        let read = lees_json::<Act>("handeling", &Value::Object(act).to_string());
        Ok(read.map(|gelezen| vec![(1, gelezen.inhoud)]))
    }

    async fn carry_out(
        &self,
        werkplaats: &Werkplaats,
        acts: Vec<(usize, Act)>,
    ) -> anyhow::Result<ExitCode> {
        let file = self.bestand.as_ref().and_then(|pad| pad.to_str());
        let mut refused = false;
        for (regel, act) in acts {
            let several = act.zaken.is_some();
            let results = match werkplaats.engine.acts(&act).await {
                Ok(results) => results,
                Err(fout) => vec![(act, Err(fout))],
            };
            for (act, done) in results {
                match done {
                    Ok(done) => self.tell_done(werkplaats, &done).await?,
                    Err(fout @ (EngineFout::Refusal(_) | EngineFout::Kalender(_))) => {
                        let waarom = match act.zaak.filter(|_| several) {
                            Some(zaak) => format!("{zaak}: {fout}"),
                            None => fout.to_string(),
                        };
                        let place = file.map(|_| regel);
                        tell_refusal(&waarom, file, place, self.json);
                        refused = true;
                    }
                    Err(fout) => return Err(fout.into()),
                }
            }
        }
        Ok(ExitCode::from(u8::from(refused)))
    }

    async fn tell_done(&self, werkplaats: &Werkplaats, done: &Gedaan) -> anyhow::Result<()> {
        let zaak = werkplaats.engine.store().load(done.zaak()).await?;
        let changed = matches!(done, Gedaan::Veranderd(_));
        let open: Vec<&str> = zaak.open_taken().map(|taak| taak.naam.as_str()).collect();
        if self.json {
            let told = json!({"zaak": zaak.id, "versie": zaak.versie, "veranderd": changed, "fase": zaak.fase, "uitkomst": zaak.uitkomst, "open_taken": open});
            anstream::println!("{told}");
            return Ok(());
        }
        let stand = match &zaak.uitkomst {
            Some(uitkomst) => format!("gesloten met uitkomst {uitkomst}"),
            None if open.is_empty() => format!("fase {}, niets te doen", zaak.fase),
            None => format!("fase {}, te doen: {}", zaak.fase, open.join(", ")),
        };
        let known = if changed { "" } else { " (was al vastgelegd)" };
        anstream::println!("{}: {stand}{known}", zaak.id);
        Ok(())
    }
}

/// `true`, `false` and numbers as such, the rest as text. A BSN or a date is text.
fn typed(waarde: &str) -> Value {
    match waarde {
        "true" | "ja" => Value::Bool(true),
        "false" | "nee" => Value::Bool(false),
        _ => {
            let plain = !waarde.starts_with('0') || waarde.len() == 1;
            match waarde.parse::<i64>() {
                Ok(number) if plain && waarde.len() < 9 => number.into(),
                _ => waarde.into(),
            }
        }
    }
}

/// A part of a group: text, but for a yes or no and a list. A field of the procedure may be anything.
fn typed_in(groep: &str, veld: &str, waarde: &str) -> Value {
    match (groep, veld) {
        ("contact", "bereikt") => typed(waarde),
        ("contact" | "afspraak", "met") => waarde.split(',').map(str::trim).collect(),
        ("contact" | "afspraak" | "document", _) => waarde.into(),
        _ => typed(waarde),
    }
}
