//! `overname`: zaken that run elsewhere go on here (go-live); first to look at, then in earnest.
//!
//! Each row is a command of its own: beside a running daemon or without one, and broken off it is given again. What was
//! past comes in one zaak of the bureau, after the last row. Easy to get wrong: the first look. Without `--uitvoeren`
//! nothing may be written.

mod tekst;

use anyhow::Context;
use clap::Args;
use serde_json::json;
use std::collections::HashMap;
use std::path::PathBuf;
use std::process::ExitCode;

use super::demo::width;
use super::ernst::{Afbreken, Ernst};
use super::installatie::{Installatie, Werkplaats};
use super::invoer::tell_refusal;
use super::{Mappen, blad};
use crate::catalog::Catalog;
use crate::decide::{OvernameFout, Overnameplan};
use crate::definition::aanlevering::Kennis;
use crate::engine::{EngineFout, Gedaan, Overnamelot};
use crate::intake::{Overnamerij, Rijfout, Verhuld, lees_overname};
use crate::zaak::ZaakId;
use crate::zaak::overname::Overname as Zaakovername;

/// Take over zaken that run elsewhere (go-live); shows first what would become of them.
#[derive(Debug, Args)]
pub struct Overname {
    /// File with zaken: JSON Lines, or CSV with the names of fields as columns
    #[arg(value_name = "FILE")]
    bestand: PathBuf,
    #[command(flatten)]
    ernst: Ernst,
    #[command(flatten)]
    installatie: Installatie,
    /// Print one JSON object per zaak
    #[arg(long)]
    json: bool,
}

/// How many rows came to what.
#[derive(Debug, Default)]
struct Telling {
    nieuw: usize,
    bekend: usize,
    /// Of those known, how many say something else now.
    anders: usize,
    geweigerd: usize,
    /// Of the new ones, how many have something that is past.
    voorbij: usize,
    /// Not looked at: it was broken off.
    over: usize,
}

impl Overname {
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(werkplaats) = self.installatie.open(mappen, self.json).await? else {
            return Ok(ExitCode::from(1));
        };
        let done = self.work(&werkplaats).await;
        werkplaats.close().await;
        done
    }

    async fn work(&self, werkplaats: &Werkplaats) -> anyhow::Result<ExitCode> {
        let shown = self.bestand.display();
        let bytes =
            std::fs::read(&self.bestand).with_context(|| format!("cannot read `{shown}`"))?;
        let catalog = werkplaats.engine.catalog();
        let mut rows = match lees_overname(bytes, kennis(&catalog)) {
            Ok(rows) => rows,
            Err(fouten) => {
                self.refuse(None, &fouten);
                return Ok(ExitCode::from(1));
            }
        };
        refuse_doubles(&catalog, &mut rows);
        let same = namesakes(&catalog, &rows);
        let telling = self.all(werkplaats, &rows, &same).await?;
        let begun = match self.ernst.uitvoeren {
            true => werkplaats.engine.laat_nalopen().await?,
            false => Vec::new(),
        };
        if self.json {
            for zaak in &begun {
                anstream::println!("{}", json!({"nalopen": zaak.to_string()}));
            }
        } else {
            let told = tekst::samen(&telling, rows.len(), &begun, self.ernst.uitvoeren);
            anstream::println!("{}", blad::alinea(&told, width()));
        }
        let failed = telling.geweigerd > 0 || telling.over > 0 || telling.anders > 0;
        Ok(ExitCode::from(u8::from(failed)))
    }

    /// One by one, until it is broken off.
    async fn all(
        &self,
        werkplaats: &Werkplaats,
        rows: &[Overnamerij],
        same: &HashMap<usize, usize>,
    ) -> anyhow::Result<Telling> {
        let stop = Afbreken::luister();
        let mut telling = Telling::default();
        for (at, row) in rows.iter().enumerate() {
            if stop.gevraagd() {
                telling.over = rows.len() - at;
                break;
            }
            let same = same.get(&row.regel).copied();
            self.one(werkplaats, row, same, &mut telling).await?;
            if self.ernst.uitvoeren {
                anstream::eprintln!("{} van {}", at + 1, rows.len());
            }
        }
        Ok(telling)
    }

    /// One row, with an earlier one about a namesake.
    async fn one(
        &self,
        werkplaats: &Werkplaats,
        row: &Overnamerij,
        same: Option<usize>,
        telling: &mut Telling,
    ) -> anyhow::Result<()> {
        let engine = &werkplaats.engine;
        let overname = match &row.inhoud {
            Ok(overname) => overname,
            Err(fouten) => {
                telling.geweigerd += 1;
                self.refuse(row.kenmerk.as_deref(), fouten);
                return Ok(());
            }
        };
        let plan = match engine.overnamelot(overname).await? {
            Overnamelot::Geweigerd(fouten) => {
                telling.geweigerd += 1;
                self.refuse(row.kenmerk.as_deref(), &placed(row, overname, &fouten));
                return Ok(());
            }
            Overnamelot::Gedaan { zaak, anders } => {
                telling.bekend += 1;
                telling.anders += usize::from(!anders.is_empty());
                self.tell_known(row, zaak, &anders);
                return Ok(());
            }
            Overnamelot::Nieuw(mut plan) => {
                plan.let_op.extend(same.map(|at| {
                    format!("regel {at} heeft dezelfde naam, geboortedatum en procedure; is het dezelfde zaak, laat dan een van beide regels weg")
                }));
                plan
            }
        };
        let Some((door, reden)) = self.ernst.wie() else {
            telling.nieuw += 1;
            telling.voorbij += usize::from(!plan.voorbij.is_empty());
            self.tell(row, &plan, None);
            return Ok(());
        };
        match engine.neem_over(overname, &door, reden).await {
            Ok(Gedaan::Veranderd(zaak)) => {
                telling.nieuw += 1;
                telling.voorbij += usize::from(!plan.voorbij.is_empty());
                self.tell(row, &plan, Some(zaak.id));
            }
            Ok(Gedaan::Niets(zaak)) => {
                telling.bekend += 1;
                self.tell_known(row, zaak, &[]);
            }
            Err(fout @ EngineFout::Store(_)) => return Err(fout.into()),
            Err(fout) => {
                telling.geweigerd += 1;
                let told = Rijfout::new(row.regel, hidden(overname).in_tekst(&fout.to_string()));
                self.refuse(row.kenmerk.as_deref(), &[told]);
            }
        }
        Ok(())
    }

    fn tell(&self, row: &Overnamerij, plan: &Overnameplan, zaak: Option<ZaakId>) {
        if !self.json {
            anstream::println!("{}", tekst::plan(row, plan, zaak, width()));
            return;
        }
        let line = json!({
            "regel": row.regel, "kenmerk": row.kenmerk, "zaak": zaak.map(|zaak| zaak.to_string()),
            "gevolg": if zaak.is_some() { "overgenomen" } else { "nieuw" }, "plan": plan,
        });
        anstream::println!("{line}");
    }

    fn tell_known(&self, row: &Overnamerij, zaak: ZaakId, anders: &[&str]) {
        if self.json {
            let gevolg = if anders.is_empty() {
                "bekend"
            } else {
                "anders"
            };
            let line = json!({"regel": row.regel, "kenmerk": row.kenmerk, "zaak": zaak.to_string(), "gevolg": gevolg, "anders": anders, "plan": null});
            anstream::println!("{line}");
        } else {
            anstream::println!("{}", tekst::bekend(row, zaak, anders, width()));
        }
    }

    fn refuse(&self, kenmerk: Option<&str>, fouten: &[Rijfout]) {
        let bestand = self.bestand.display().to_string();
        for fout in fouten {
            if self.json {
                let line = json!({"bestand": bestand, "kenmerk": kenmerk, "regel": fout.regel, "kolom": fout.kolom, "melding": fout.melding, "hint": fout.hint});
                anstream::eprintln!("{line}");
            } else {
                tell_refusal(&format!("{bestand}, {fout}"), None, None, false);
            }
        }
    }
}

/// What all bureaus of this installation can be told.
fn kennis(catalog: &Catalog) -> Kennis {
    let mut all = Kennis::default();
    for bureau in catalog.bureaus() {
        let known = catalog.kennis(bureau);
        all.gemeenten.extend(known.gemeenten);
        for (slug, gegevens) in known.procedures {
            all.procedures.entry(slug).or_default().extend(gegevens);
        }
    }
    all
}

fn hidden(overname: &Zaakovername) -> Verhuld {
    let melding = serde_json::to_value(&overname.melding);
    melding.map_or(Verhuld::Alles, |value| Verhuld::van(&value))
}

/// Faults at their place in the file, without what tells whom they are about.
fn placed(row: &Overnamerij, overname: &Zaakovername, fouten: &[OvernameFout]) -> Vec<Rijfout> {
    let hidden = hidden(overname);
    let one = |fout: &OvernameFout| {
        let kolom = row.kolommen.get(&fout.veld).cloned();
        let melding = hidden.in_tekst(&fout.melding);
        let melding = match (&kolom, fout.veld.as_str()) {
            (Some(_), _) | (None, "") => melding,
            (None, veld) => format!("`{veld}`: {melding}"),
        };
        Rijfout {
            regel: row.regel,
            kolom,
            melding,
            hint: fout.hint.clone(),
        }
    };
    fouten.iter().map(one).collect()
}

/// Rows with an earlier one about a jongere of the same name and date of birth, of whom not both have a number.
fn namesakes(catalog: &Catalog, rows: &[Overnamerij]) -> HashMap<usize, usize> {
    let mut seen: HashMap<_, (usize, bool)> = HashMap::new();
    let mut found = HashMap::new();
    for row in rows {
        let Ok(overname) = &row.inhoud else { continue };
        let melding = &overname.melding;
        let procedure = catalog.procedure(&melding.gemeente, &melding.soort);
        let apart = procedure.is_some_and(|(_, procedure)| procedure.apart);
        let Some(jongere) = melding.jongere.as_ref().filter(|_| !apart) else {
            continue;
        };
        let naam = jongere.naam.split_whitespace().collect::<Vec<_>>();
        let bureau = catalog.bureau_van(&melding.gemeente);
        let key = (
            bureau.map(|bureau| bureau.bureau.as_str()),
            naam.join(" ").to_lowercase(),
            jongere.geboortedatum,
            melding.soort.as_str(),
        );
        let numbered = jongere.bsn.is_some() || jongere.pgn.is_some();
        match seen.get(&key) {
            Some((at, known)) if !(*known && numbered) => drop(found.insert(row.regel, *at)),
            Some(_) => {}
            None => drop(seen.insert(key, (row.regel, numbered))),
        }
    }
    found
}

/// One melding, or one jongere with one procedure, stands in a file once.
fn refuse_doubles(catalog: &Catalog, rows: &mut [Overnamerij]) {
    let mut seen: HashMap<Vec<String>, usize> = HashMap::new();
    for row in rows {
        let Ok(overname) = &row.inhoud else { continue };
        let melding = &overname.melding;
        let bureau = catalog.bureau_van(&melding.gemeente);
        let bureau = bureau.map_or("", |bureau| bureau.bureau.as_str());
        let key = |parts: [&str; 4]| -> Vec<String> {
            std::iter::once(bureau)
                .chain(parts)
                .map(str::to_owned)
                .collect()
        };
        let apart = catalog.procedure(&melding.gemeente, &melding.soort);
        let apart = apart.is_some_and(|(_, procedure)| procedure.apart);
        let jongere = melding.jongere.as_ref().filter(|_| !apart);
        let of_jongere = |soort: &str, nummer: Option<&String>| {
            nummer.map(|nummer| key(["jongere", soort, nummer, &melding.soort]))
        };
        let keys = [
            Some(key(["melding", &melding.bron, &melding.kenmerk, ""])),
            of_jongere("bsn", jongere.and_then(|jongere| jongere.bsn.as_ref())),
            of_jongere("pgn", jongere.and_then(|jongere| jongere.pgn.as_ref())),
        ];
        let keys: Vec<Vec<String>> = keys.into_iter().flatten().collect();
        let first = keys.iter().find_map(|key| Some((seen.get(key)?, key)));
        if let Some((at, key)) = first {
            let wat = match key.get(1).map(String::as_str) {
                Some("melding") => "deze `bron` met dit `kenmerk`",
                _ => "deze jongere, met dezelfde procedure,",
            };
            let fout = Rijfout::new(row.regel, format!("{wat} staat ook op regel {at}"));
            row.inhoud = Err(vec![fout.met_hint("laat een van beide regels weg")]);
            continue;
        }
        for key in keys {
            seen.insert(key, row.regel);
        }
    }
}
