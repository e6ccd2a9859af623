//! Examples that the shipped bureaus take over: writing them out instead changes nothing, and a bureau can begin with
//! three lines per procedure.

use std::collections::BTreeSet;

use super::*;
use crate::catalog::{Bereik, verschil};
use crate::definition::compile::{Laag, uitgeschreven};
use crate::definition::uitschrijven::regels;

const OVERNEMEN: &str = "\nvoorbeelden: overnemen\n";

fn catalog(bronnen: &Bronnen) -> Catalog {
    match Catalog::load(bronnen) {
        Ok(geladen) => geladen.catalog,
        Err(told) => panic!(
            "{}",
            told.iter().map(ToString::to_string).collect::<String>()
        ),
    }
}

/// Every gemeente with each procedure and its digest.
fn versions(catalog: &Catalog) -> Vec<String> {
    let of = |gemeente: &str| {
        let all = catalog.procedures(gemeente);
        all.map(|(digest, one)| format!("{gemeente} {} {}", one.slug, digest.0))
            .collect::<Vec<_>>()
    };
    catalog.gemeenten().flat_map(of).collect()
}

#[test]
fn a_bureau_that_writes_out_what_it_took_over_keeps_every_version() {
    let shipped = Bronnen::ingebed();
    let mut other = shipped.clone();
    let mut files = 0;
    for (pad, bestand) in &shipped.workflows {
        let Some((bureau, naam)) = pad.split_once('/') else {
            continue;
        };
        if !bestand.tekst.contains(OVERNEMEN) || !naam.ends_with(".yaml") {
            continue;
        }
        let slug = naam.trim_end_matches(".yaml");
        let lees = |laag: &str, tekst: &str| Laag::lees(laag, slug, naam, tekst).0.unwrap();
        let national = &shipped.workflows[&format!("landelijk/{naam}")].tekst;
        let boom = uitgeschreven(
            &[&lees("landelijk", national)],
            &lees(bureau, &bestand.tekst),
        );
        let lines = regels(&boom, 120).into_iter();
        let tekst: String = lines.map(|regel| regel.tekst + "\n").collect();
        assert!(!tekst.contains(OVERNEMEN) && tekst.contains("grondslag: voorbeeld"));
        other = other.met_workflow(pad, &tekst);
        files += 1;
    }
    assert!(files > 30, "only {files} files take examples over");
    let (shipped, other) = (catalog(&shipped), catalog(&other));
    assert_eq!(versions(&shipped), versions(&other));
    assert!(verschil(&shipped, &other, &Bereik::default()).is_empty());
}

#[test]
fn a_new_bureau_needs_three_lines_a_procedure() {
    let mut bronnen = een_bureau();
    let own: Vec<String> = bronnen
        .workflows
        .keys()
        .filter(|pad| pad.starts_with("utrecht-noordwest/") && !pad.ends_with("bureau.yaml"))
        .cloned()
        .collect();
    for pad in &own {
        bronnen.workflows.remove(pad);
    }
    bronnen
        .scripts
        .retain(|pad, _| pad.starts_with("landelijk/"));
    let open = Catalog::load(&bronnen).unwrap_err();
    let other: Vec<String> = open
        .iter()
        .filter(|fout| fout.code.naam() != "F132")
        .map(ToString::to_string)
        .collect();
    assert_eq!(other, Vec::<String>::new());
    assert_eq!(open.len(), 168);
    let slugs: BTreeSet<String> = open
        .iter()
        .filter_map(|fout| fout.bestand.strip_prefix("workflows/landelijk/"))
        .map(|naam| naam.trim_end_matches(".yaml").to_owned())
        .collect();
    for slug in slugs {
        let tekst = format!("procedure: {slug}\nbreidt_uit: landelijk/{slug}{OVERNEMEN}");
        bronnen = bronnen.met_workflow(&format!("utrecht-noordwest/{slug}.yaml"), &tekst);
    }
    assert_eq!(Catalog::load(&bronnen).unwrap().waarschuwingen, []);
}
