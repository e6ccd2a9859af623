//! `taken`: what must be done, by deadline.
//!
//! Easy to get wrong: width. On a narrow terminal the title goes under the line, never past the edge.

use anstyle::{AnsiColor, Style};
use chrono::NaiveDate;
use clap::Args;
use std::cmp::Ordering;
use std::process::ExitCode;

use super::Mappen;
use super::demo::width;
use super::installatie::Installatie;
use crate::inzage::{self, Blik, TaakVraag, TaakZicht};
use crate::kalender::datum_kort;
use crate::rooster::wandtijd;
use crate::zaak::Rol;

const LAAT: Style = AnsiColor::Red.on_default().bold();
const VANDAAG: Style = AnsiColor::Yellow.on_default();
const ZACHT: Style = Style::new().dimmed();

/// Show open taken, the first deadline first.
#[derive(Debug, Args)]
pub struct Taken {
    /// Only those of this medewerker
    #[arg(long, value_name = "ID")]
    door: Option<String>,
    /// Only of this bureau
    #[arg(long, value_name = "BUREAU")]
    bureau: Option<String>,
    /// Only in this gemeente
    #[arg(long, value_name = "GEMEENTE")]
    gemeente: Option<String>,
    /// Only of this procedure
    #[arg(long, value_name = "PROCEDURE")]
    procedure: Option<String>,
    /// Only for this role
    #[arg(long, value_name = "ROL", value_parser = rol)]
    rol: Option<Rol>,
    /// At most this many
    #[arg(long, value_name = "N")]
    limiet: Option<u32>,
    #[command(flatten)]
    installatie: Installatie,
    /// Print one JSON object per taak
    #[arg(long)]
    json: bool,
}

fn rol(text: &str) -> Result<Rol, String> {
    Rol::met_naam(text).ok_or_else(|| {
        "expected administratie, leerplichtambtenaar, leidinggevende or beheerder".to_owned()
    })
}

impl Taken {
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(werkplaats) = self.installatie.open(mappen, self.json).await? else {
            return Ok(ExitCode::from(1));
        };
        let blik = Blik {
            bureau: self.bureau.clone(),
            ..Blik::default()
        };
        let vraag = TaakVraag {
            medewerker: self.door.clone(),
            gemeente: self.gemeente.clone(),
            procedure: self.procedure.clone(),
            rol: self.rol,
            limiet: self.limiet,
            ..TaakVraag::default()
        };
        let found = inzage::taken(&werkplaats.engine, &blik, &vraag).await;
        let vandaag = wandtijd(werkplaats.engine.clock().now()).date();
        werkplaats.close().await;
        let found = found?;
        if found.is_empty() && !self.json {
            anstream::eprintln!("Er staat niets open.");
        }
        for taak in &found {
            if self.json {
                anstream::println!("{}", serde_json::to_string(taak)?);
            } else {
                anstream::println!("{}", line(taak, vandaag, width()));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// `Z12  12 november 2026 (nog 3 schooldagen)  Stuur de eerste brief  ambt-1`.
fn line(taak: &TaakZicht, vandaag: NaiveDate, width: usize) -> String {
    let when = einde(taak.einde, taak.schooldagen_over, vandaag);
    let style = match taak.einde {
        Some(einde) if einde < vandaag => LAAT,
        Some(einde) if einde == vandaag => VANDAAG,
        _ => Style::new(),
    };
    let wie = if taak.aan.is_empty() {
        "postbus".to_owned()
    } else {
        taak.aan.join(", ")
    };
    let head = format!("{:<7} {style}{when}{style:#}", taak.zaak);
    let where_ = format!("{}, {}, {}", taak.procedure, taak.gemeente, wie);
    let plain = 8 + when.chars().count() + 2 + taak.titel.chars().count();
    let titel = if plain <= width {
        format!("  {}", taak.titel)
    } else {
        format!("\n        {}", taak.titel)
    };
    let at_stake = taak.dwangsom.as_ref();
    let at_stake = at_stake.map_or_else(String::new, |dwangsom| {
        format!("\n        {LAAT}in gebreke: {}{LAAT:#}", dwangsom.uitleg)
    });
    format!(
        "{head}{titel}\n        {ZACHT}{where_} ({}){ZACHT:#}{at_stake}",
        taak.taak
    )
}

/// A last day with what is left until it: in schooldagen, or in days where no schooldag lies between.
pub(super) fn einde(einde: Option<NaiveDate>, over: Option<i64>, vandaag: NaiveDate) -> String {
    let Some(einde) = einde else {
        return "zonder datum".to_owned();
    };
    let number = |n: i64, one: &str, more: &str| match n {
        1 => format!("1 {one}"),
        n => format!("{n} {more}"),
    };
    let left = over.map_or_else(String::new, |over| {
        let left = match over {
            0 => number((einde - vandaag).num_days().abs(), "dag", "dagen"),
            over => number(over.abs(), "schooldag", "schooldagen"),
        };
        match einde.cmp(&vandaag) {
            Ordering::Equal => " (vandaag)".to_owned(),
            Ordering::Greater => format!(" (nog {left})"),
            Ordering::Less => format!(" ({left} te laat)"),
        }
    });
    format!("{}{left}", datum_kort(einde))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_is_past_is_late_also_in_the_weekend() {
        let dag = |tekst: &str| tekst.parse::<NaiveDate>().unwrap();
        let told = |op: &str, over, vandaag: &str| einde(Some(dag(op)), Some(over), dag(vandaag));
        assert_eq!(
            told("2026-11-20", 0, "2026-11-20"),
            "vr 20 nov 2026 (vandaag)"
        );
        assert_eq!(
            told("2026-11-20", 0, "2026-11-22"),
            "vr 20 nov 2026 (2 dagen te laat)"
        );
        assert_eq!(
            told("2026-11-20", -1, "2026-11-23"),
            "vr 20 nov 2026 (1 schooldag te laat)"
        );
        assert_eq!(
            told("2026-11-22", 0, "2026-11-21"),
            "zo 22 nov 2026 (nog 1 dag)"
        );
        assert_eq!(
            told("2026-11-24", 2, "2026-11-20"),
            "di 24 nov 2026 (nog 2 schooldagen)"
        );
    }
}
