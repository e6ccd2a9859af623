//! `calendar`: count a term on the calendar of a place, and say why.
//!
//! Easy to get wrong: beyond the calendar. There is no answer then, and the exit code says so.

use chrono::NaiveDate;
use clap::Args;
use std::process::ExitCode;

use super::{Mappen, invoer};
use crate::kalender::{Duur, Richting, VasteDatum, Vraag};

/// Count a term on the calendar of a place.
#[derive(Debug, Args)]
pub struct Calendar {
    /// Gemeente (slug, name or CBS code)
    #[arg(long)]
    gemeente: String,
    /// Place, where a gemeente lies in two holiday regions
    #[arg(long)]
    plaats: Option<String>,
    /// School, as BRIN or BRIN-VESTIGING
    #[arg(long, value_name = "BRIN[-VESTIGING]")]
    school: Option<String>,
    /// The day counted from (JJJJ-MM-DD); it does not count itself
    #[arg(long, value_name = "DATE")]
    vanaf: NaiveDate,
    /// The term: `10 schooldagen`, `6 weken`, `vóór 1 juli`
    #[arg(long)]
    termijn: String,
    /// Count back from the day
    #[arg(long)]
    terug: bool,
    /// A term of law: the Algemene termijnenwet applies
    #[arg(long)]
    wettelijk: bool,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Calendar {
    pub fn run(self, bronnen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(catalog) = bronnen.catalog(self.json)? else {
            return Ok(ExitCode::from(1));
        };
        let answer = self.answer(&catalog);
        match answer {
            Ok(berekening) if self.json => {
                anstream::println!("{}", serde_json::to_string(&berekening)?)
            }
            Ok(berekening) => anstream::println!("{}", berekening.uitleg),
            Err(melding) => {
                invoer::tell_refusal(&melding, None, None, self.json);
                return Ok(ExitCode::from(1));
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn answer(
        &self,
        catalog: &crate::catalog::Catalog,
    ) -> Result<crate::kalender::Berekening, String> {
        let told = |fout: &dyn std::fmt::Display| fout.to_string();
        if let Ok(datum) = self.termijn.parse::<VasteDatum>() {
            return datum
                .bereken(self.vanaf)
                .ok_or_else(|| "die dag is er niet".to_owned());
        }
        let duur: Duur = self.termijn.parse().map_err(|fout| told(&fout))?;
        let richting = if self.terug {
            Richting::Terug
        } else {
            Richting::Vooruit
        };
        let kalender = catalog
            .kalenders()
            .voor(
                &self.gemeente,
                self.plaats.as_deref(),
                self.school.as_deref(),
            )
            .map_err(|fout| told(&fout))?;
        let vraag = Vraag {
            richting,
            wettelijk: self.wettelijk,
            ..Vraag::new(self.vanaf, duur)
        };
        kalender.bereken(&vraag).map_err(|fout| told(&fout))
    }
}
