//! `melding`: takes in a file by hand, the same way as the folder and the API do.
//!
//! Beside a running daemon or without one. Each melding is kept or refused by itself. Easy to get wrong: a
//! refused row is told and the rest goes on; the exit code says that something was refused.

use anyhow::Context;
use clap::Args;
use serde_json::json;
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::PathBuf;
use std::process::ExitCode;

use super::Mappen;
use super::installatie::Installatie;
use crate::catalog::Catalog;
use crate::definition::aanlevering::Kennis;
use crate::definition::bureau::Bureau;
use crate::engine::{Engine, Intake};
use crate::intake::{Formaat, Gevolg, LeesFout, Lezer, Rijfout, Stuk, Telling, neem};
use crate::store::SqliteStore;

/// Take in meldingen from a file.
#[derive(Debug, Args)]
pub struct Melding {
    /// File with meldingen: JSON, JSON Lines, or CSV by a mapping of the bureau; `-` reads stdin
    #[arg(value_name = "FILE")]
    bestand: PathBuf,
    #[command(flatten)]
    installatie: Installatie,
    /// Bureau that the meldingen are for; needed for CSV when there are several
    #[arg(long, value_name = "BUREAU")]
    bureau: Option<String>,
    /// Column mapping of the bureau [default: the one for the name of the file]
    #[arg(long, value_name = "NAME")]
    aanlevering: Option<String>,
    /// Print one JSON object per melding
    #[arg(long)]
    json: bool,
}

/// A file or stdin.
type Bestandlezer = Lezer<Box<dyn Read + Send>>;

/// After how many rows the terminal is told how far it is.
const STAP: u64 = 500;

impl Melding {
    pub async fn run(self, bronnen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(werkplaats) = self.installatie.open(bronnen, self.json).await? else {
            return Ok(ExitCode::from(1));
        };
        let engine = &werkplaats.engine;
        let lezer = match self.open(&engine.catalog())? {
            Ok(lezer) => lezer,
            Err(fouten) => {
                fouten.iter().for_each(|fout| self.tell(fout, None));
                werkplaats.close().await;
                return Ok(ExitCode::from(1));
            }
        };
        let taken = self.take(engine, lezer).await;
        werkplaats.close().await;
        Ok(ExitCode::from(u8::from(taken?.geweigerd > 0)))
    }

    async fn take(
        &self,
        engine: &Engine<SqliteStore>,
        lezer: Bestandlezer,
    ) -> anyhow::Result<Telling> {
        let whole = std::fs::metadata(&self.bestand).map_or(0, |found| found.len());
        let progress = io::stderr().is_terminal() && whole > 0;
        let mut rows = 0;
        let telling = neem(
            engine,
            lezer,
            self.bureau.as_deref(),
            |stuk, gevolg, gelezen| {
                match gevolg {
                    Gevolg::Genomen(intake) => self.print(stuk, *intake),
                    Gevolg::Geweigerd(fouten) => {
                        fouten
                            .iter()
                            .for_each(|fout| self.tell(fout, stuk.kenmerk.as_deref()));
                    }
                }
                rows += 1;
                if progress && rows % STAP == 0 {
                    anstream::eprint!("\r{} %", gelezen * 100 / whole);
                }
            },
        )
        .await?;
        if progress && rows >= STAP {
            anstream::eprintln!("\r100 %");
        }
        Ok(telling)
    }

    /// Opens the file; the inner `Err` is for the sender.
    fn open(&self, catalog: &Catalog) -> anyhow::Result<Result<Bestandlezer, Vec<Rijfout>>> {
        let refuse = |melding: String| Ok(Err(vec![Rijfout::new(1, melding)]));
        let bureau = match self.bureau(catalog) {
            Ok(bureau) => bureau,
            Err(melding) => return refuse(melding),
        };
        let stdin = self.bestand.as_os_str() == "-";
        let naam = self
            .bestand
            .file_name()
            .map(|naam| naam.to_string_lossy().into_owned());
        let formaat = match (&self.aanlevering, bureau, naam) {
            (Some(naam), Some(bureau), _) => Formaat::aanlevering(naam, bureau),
            (None, Some(bureau), Some(naam)) if !stdin && naam.contains('.') => {
                Formaat::van(&naam, bureau)
            }
            (Some(_), None, _) => {
                return refuse(
                    "noem met `--bureau` van welk bureau deze aanlevering is".to_owned(),
                );
            }
            (None, None, Some(naam))
                if !stdin && naam.contains('.') && !Formaat::is_json(&naam) =>
            {
                let known: Vec<&str> = catalog.bureaus().map(|it| it.bureau.as_str()).collect();
                return refuse(format!(
                    "noem met `--bureau` welk bureau: elk leest tabellen op zijn eigen wijze; kies uit {}",
                    crate::zaak::refusal::opsomming(known)
                ));
            }
            _ => Ok(Formaat::Json),
        };
        let formaat = match formaat {
            Ok(formaat) => formaat,
            Err(melding) => return refuse(melding),
        };
        let inner: Box<dyn Read + Send> = if stdin {
            Box::new(io::stdin())
        } else {
            let shown = self.bestand.display();
            Box::new(File::open(&self.bestand).with_context(|| format!("cannot read `{shown}`"))?)
        };
        let kennis = bureau.map_or_else(Kennis::default, |bureau| catalog.kennis(bureau));
        match Lezer::open(&formaat, kennis, inner) {
            Ok(lezer) => Ok(Ok(lezer)),
            Err(LeesFout::Bestand(fouten)) => Ok(Err(fouten)),
            Err(fout) => Err(fout.into()),
        }
    }

    /// The bureau asked for, else the only one there is.
    fn bureau<'c>(&self, catalog: &'c Catalog) -> Result<Option<&'c Bureau>, String> {
        let mut all = catalog.bureaus();
        let Some(naam) = &self.bureau else {
            return Ok(match (all.next(), all.next()) {
                (Some(only), None) => Some(only.as_ref()),
                _ => None,
            });
        };
        let known: Vec<&str> = catalog
            .bureaus()
            .map(|bureau| bureau.bureau.as_str())
            .collect();
        match catalog.bureau(naam) {
            Some(found) => Ok(Some(found.as_ref())),
            None => Err(format!(
                "er is geen bureau `{naam}`; kies uit {}",
                crate::zaak::refusal::opsomming(known)
            )),
        }
    }

    fn print(&self, stuk: &Stuk, intake: Intake) {
        let gevolg = match intake {
            Intake::Geopend(_) => "geopend",
            Intake::Gevoegd(_) => "gevoegd",
            Intake::Bekend(_) => "bekend",
        };
        let zaak = intake.zaak();
        if self.json {
            let line = json!({"regel": stuk.regel, "kenmerk": stuk.kenmerk, "zaak": zaak.to_string(), "gevolg": gevolg});
            anstream::println!("{line}");
        } else {
            anstream::println!("{zaak} {gevolg}");
        }
    }

    fn tell(&self, fout: &Rijfout, kenmerk: Option<&str>) {
        let bestand = self.bestand.display();
        if self.json {
            let line = json!({"bestand": bestand.to_string(), "kenmerk": kenmerk, "regel": fout.regel, "kolom": fout.kolom, "melding": fout.melding, "hint": fout.hint});
            anstream::eprintln!("{line}");
        } else {
            anstream::eprintln!("geweigerd: {bestand}, {fout}");
        }
    }
}
