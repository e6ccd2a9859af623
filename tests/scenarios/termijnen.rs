//! Every term of the sources, one by one, against the definition that runs in Woerden.
//!
//! `termijnen.yaml` says what the instructie and the law say; this file looks it up. Easy to get wrong: the
//! other direction. A term that cites the instructie and stands in no row has been checked by nobody.

use serde::Deserialize;
use std::collections::BTreeSet;
use termijnwacht::catalog::Catalog;
use termijnwacht::definition::lees::lees;
use termijnwacht::definition::procedure::{Procedure, TermijnDef};
use termijnwacht::kalender::MAANDEN;
use termijnwacht::zaak::Rol;
use termijnwacht::zaak::termijn::Tijd;

const GEMEENTE: &str = "woerden";
/// What shows a term that no source gives; beside it may stand what the step itself rests on.
const VOORBEELD: &str = "voorbeeld";
/// A term the text leaves to the bureau.
const INSTELLING: &str = "instelling";

/// One line of the sources.
#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rij {
    /// Which step of which procedure it is about.
    stap: String,
    procedure: Option<String>,
    /// The taak or termijn that carries the term.
    termijn: Option<String>,
    duur: Option<String>,
    na: Option<String>,
    grondslag: Option<String>,
    voor: Option<Rol>,
    #[serde(default)]
    wettelijk: bool,
    /// Why this step is no term of a procedure.
    geen: Option<String>,
}

#[derive(Debug, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Bestand {
    termijnen: Vec<Rij>,
}

/// Holds every row against the catalogue.
///
/// # Panics
/// With all rows that differ, and all terms on the instructie that no row names.
pub fn judge(catalog: &Catalog, tekst: &str) {
    let gelezen = lees::<Bestand>("termijnen.yaml", tekst).unwrap_or_else(|fouten| {
        let fouten: Vec<String> = fouten.iter().map(ToString::to_string).collect();
        panic!("{}", fouten.join("\n"))
    });
    let rijen = gelezen.inhoud.termijnen;
    let mut fouten: Vec<String> = rijen
        .iter()
        .filter_map(|rij| {
            held(catalog, rij)
                .err()
                .map(|fout| format!("{}: {fout}", rij.stap))
        })
        .collect();
    let named: BTreeSet<(&str, &str)> = rijen
        .iter()
        .filter_map(|rij| Some((rij.procedure.as_deref()?, rij.termijn.as_deref()?)))
        .collect();
    for (_, procedure) in catalog.procedures(GEMEENTE) {
        for (naam, _, def) in terms(procedure) {
            let cites = def
                .grondslag
                .iter()
                .any(|artikel| artikel.starts_with("AI art."));
            if cites && !named.contains(&(&procedure.slug, naam)) {
                fouten.push(format!(
                    "{}: `{naam}` steunt op {:?} en staat in geen rij",
                    procedure.slug, def.grondslag
                ));
            }
        }
    }
    assert!(fouten.is_empty(), "{}", fouten.join("\n"));
    println!("termijnen: {} rijen", rijen.len());
}

/// Every term with the role that acts on it; of a fase that is whoever handles the zaak.
fn terms(procedure: &Procedure) -> impl Iterator<Item = (&String, Rol, &TermijnDef)> {
    procedure.fasen.values().flat_map(|fase| {
        let taken = fase.taken.iter();
        let taken =
            taken.filter_map(|(naam, taak)| Some((naam, taak.voor, taak.termijn.as_ref()?)));
        let own = fase.termijnen.iter();
        taken.chain(own.map(|(naam, def)| (naam, Rol::Leerplichtambtenaar, def)))
    })
}

fn held(catalog: &Catalog, rij: &Rij) -> Result<(), String> {
    let (Some(slug), Some(naam)) = (&rij.procedure, &rij.termijn) else {
        return match &rij.geen {
            Some(reden) if !reden.trim().is_empty() => Ok(()),
            _ => Err("noem `procedure` en `termijn`, of bij `geen` de reden".into()),
        };
    };
    let (_, procedure) = catalog
        .procedure(GEMEENTE, slug)
        .ok_or_else(|| format!("procedure `{slug}` is er niet"))?;
    let (_, voor, def) = terms(procedure)
        .find(|(found, _, _)| *found == naam)
        .ok_or_else(|| format!("{slug} heeft geen termijn `{naam}`"))?;
    let (duur, anker) = told(&def.tijd);
    let same = |what: &str, asked: Option<&str>, found: &str| match asked {
        Some(asked) if asked != found => {
            Err(format!("{naam}: {what} is `{found}`, verwacht `{asked}`"))
        }
        _ => Ok(()),
    };
    match rij.duur.as_deref() {
        Some(INSTELLING) if !def.grondslag.contains(&VOORBEELD.to_owned()) => {
            return Err(format!(
                "{naam}: een instelling heeft grondslag `voorbeeld`, niet {:?}",
                def.grondslag
            ));
        }
        Some(INSTELLING) => {}
        asked => same("duur", asked, &duur)?,
    }
    same("na", rij.na.as_deref(), anker)?;
    if let Some(artikel) = &rij.grondslag
        && !def.grondslag.contains(artikel)
    {
        return Err(format!(
            "{naam}: grondslag is {:?}, verwacht `{artikel}`",
            def.grondslag
        ));
    }
    if rij.voor.is_some_and(|rol| rol != voor) {
        return Err(format!("{naam}: voor {voor:?}, verwacht {:?}", rij.voor));
    }
    if rij.wettelijk != def.wettelijk {
        return Err(format!("{naam}: wettelijk is {}", def.wettelijk));
    }
    Ok(())
}

/// How long, and from when.
fn told(tijd: &Tijd) -> (String, &str) {
    match tijd {
        Tijd::Binnen { duur, na } if duur.aantal == 0 => ("terstond".into(), na),
        Tijd::Binnen { duur, na } => (duur.to_string(), na),
        Tijd::Vooraf { duur, voor } => (duur.to_string(), voor),
        Tijd::VoorDatum { dag, maand, na } => {
            let maand = MAANDEN[*maand as usize - 1];
            (format!("voor {dag} {maand}"), na)
        }
        Tijd::Op { anker } => ("op de dag".into(), anker),
    }
}
