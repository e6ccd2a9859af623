//! What changes between two versions: the sentences, that nothing is forgotten, and the command as people use it.
//!
//! Easy to get wrong: a sentence that is right for one definition. Each case edits the shipped files as an
//! author would, and its whole outcome is read.

mod bladeren;
#[path = "../program/mod.rs"]
mod program;
mod verhaal;
mod zinnen;

use std::sync::LazyLock;

use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::{Bereik, Catalog, verschil};

/// The shipped files of one bureau: four would tell each change four times.
pub fn shipped() -> Bronnen {
    Bronnen::ingebed().alleen("utrecht-noordwest")
}

/// The shipped files with edits: file below `workflows`, what stands there, what takes its place.
pub fn edited(edits: &[(&str, &str, &str)]) -> Bronnen {
    let mut bronnen = shipped();
    for (pad, was, wordt) in edits {
        let files = match pad.ends_with(".rhai") {
            true => &mut bronnen.scripts,
            false => &mut bronnen.workflows,
        };
        let bestand = files
            .get_mut(*pad)
            .unwrap_or_else(|| panic!("no file `{pad}`"));
        assert!(bestand.tekst.contains(was), "`{was}` stands in {pad}");
        bestand.tekst = bestand.tekst.replacen(was, wordt, 1);
    }
    bronnen
}

pub fn load(bronnen: &Bronnen) -> Catalog {
    match Catalog::load(bronnen) {
        Ok(geladen) => geladen.catalog,
        Err(fouten) => {
            let told: Vec<String> = fouten.iter().map(ToString::to_string).collect();
            panic!("{}", told.join("\n"));
        }
    }
}

/// What is shipped, read once for all cases.
pub static SHIPPED: LazyLock<Catalog> = LazyLock::new(|| load(&shipped()));

/// Every change, one a line: for whom, in which procedures, what.
pub fn told(oud: &Catalog, nieuw: &Catalog) -> String {
    let found = verschil(oud, nieuw, &Bereik::default());
    let lines = found.iter().map(|one| {
        let titles: Vec<&str> = one.procedures.values().map(String::as_str).collect();
        let titles = match titles.len() {
            0 => "-".to_owned(),
            1..=3 => titles.join(", "),
            n => format!("{n} procedures"),
        };
        let soort = serde_json::to_value(one.wijziging.soort).unwrap();
        let soort = soort.as_str().unwrap_or_default().to_owned();
        format!(
            "[{soort}] {} | {titles} | {}",
            one.voor_wie, one.wijziging.zin
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}
