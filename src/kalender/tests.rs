//! Stories about the shipped calendar: published holidays, the law's terms, local days.

mod controle;
mod gemeenten;
mod opschorting;
mod schooldagen;
mod schoolweken;
mod wegen;
mod wettelijk;
mod yaml;

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;

use super::*;

fn dag(tekst: &str) -> NaiveDate {
    tekst.parse().unwrap()
}

fn periode(van: &str, tot: &str) -> Periode {
    Periode::new(dag(van), dag(tot))
}

/// The three shipped files.
fn landelijk() -> Kalenderdata {
    Kalenderdata {
        regios: yaml::parse(include_str!(
            "../../workflows/landelijk/kalender/regios.yaml"
        )),
        schoolvakanties: yaml::parse(include_str!(
            "../../workflows/landelijk/kalender/schoolvakanties.yaml"
        )),
        feestdagen: yaml::parse(include_str!(
            "../../workflows/landelijk/kalender/feestdagen.yaml"
        )),
    }
}

static KALENDERS: LazyLock<Kalenders> =
    LazyLock::new(|| Kalenders::new(&landelijk(), &[]).unwrap());

fn kalender(gemeente: &str) -> Arc<Kalender> {
    KALENDERS.voor(gemeente, None, None).unwrap()
}

fn vraag(vanaf: &str, duur: &str) -> Vraag<'static> {
    Vraag::new(dag(vanaf), duur.parse().unwrap())
}

fn terug(vanaf: &str, duur: &str) -> Vraag<'static> {
    Vraag {
        richting: Richting::Terug,
        ..vraag(vanaf, duur)
    }
}

fn wettelijk(vanaf: &str, duur: &str) -> Vraag<'static> {
    Vraag {
        wettelijk: true,
        ..vraag(vanaf, duur)
    }
}

fn einde(gemeente: &str, vraag: &Vraag<'_>) -> String {
    kalender(gemeente).bereken(vraag).unwrap().einde.to_string()
}
