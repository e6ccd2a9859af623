//! Whatever an author does to a file, the catalogue answers with diagnostics and never falls over.

use proptest::prelude::*;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::definition::compile::{Laag, Omgeving, compile};
use termijnwacht::definition::diagnostic::{Diagnostic, Ernst};

/// Files an author edits.
const BESTANDEN: [&str; 4] = [
    "landelijk/absoluut-verzuim.yaml",
    "landelijk/svb-melding.yaml",
    "utrecht-noordwest/absoluut-verzuim.yaml",
    "utrecht-noordwest/svb-melding.yaml",
];

/// A slip of an author.
#[derive(Debug, Clone)]
enum Misslag {
    /// Removes a line.
    Weg(usize),
    /// Writes a line twice.
    Dubbel(usize),
    /// Puts something else after the first colon of a line.
    Anders(usize, String),
    /// Moves a line to the right or left.
    Inspringen(usize, usize),
    /// Swaps two lines.
    Verwisseld(usize, usize),
}

fn misslag() -> impl Strategy<Value = Misslag> {
    let line = 0..700_usize;
    prop_oneof![
        line.clone().prop_map(Misslag::Weg),
        line.clone().prop_map(Misslag::Dubbel),
        (
            line.clone(),
            prop_oneof![
                Just("ja".to_owned()),
                Just("{}".to_owned()),
                Just("[]".to_owned()),
                Just("invullen".to_owned()),
                Just("{ga_naar: onderzoek, sluit: onderzoek}".to_owned()),
                Just("'jongere.leeftijd >= \"12\" en'".to_owned()),
                "[ -~é]{0,24}",
            ]
        )
            .prop_map(|(line, text)| Misslag::Anders(line, text)),
        (line.clone(), 0..12_usize).prop_map(|(line, depth)| Misslag::Inspringen(line, depth)),
        (line.clone(), line).prop_map(|(one, other)| Misslag::Verwisseld(one, other)),
    ]
}

fn bega(tekst: &str, misslagen: &[Misslag]) -> String {
    let mut lines: Vec<String> = tekst.lines().map(str::to_owned).collect();
    for misslag in misslagen {
        let count = lines.len().max(1);
        match misslag {
            Misslag::Weg(at) => drop(lines.remove(at % count)),
            Misslag::Dubbel(at) => lines.insert(at % count, lines[at % count].clone()),
            Misslag::Anders(at, text) => {
                let line = &mut lines[at % count];
                let key = line.split_once(':').map_or(line.as_str(), |(key, _)| key);
                *line = format!("{key}: {text}");
            }
            Misslag::Inspringen(at, depth) => {
                let line = &mut lines[at % count];
                *line = format!("{}{}", " ".repeat(*depth), line.trim_start());
            }
            Misslag::Verwisseld(one, other) => lines.swap(one % count, other % count),
        }
    }
    lines.join("\n")
}

/// Every diagnostic points into the file it names.
fn points_somewhere(bronnen: &Bronnen, told: &[Diagnostic]) -> Result<(), TestCaseError> {
    for fout in told {
        let bestand = bronnen.bestand(&fout.bestand);
        prop_assert!(bestand.is_some(), "no such file: {fout}");
        let lines = bestand.map_or(0, |bestand| bestand.tekst.lines().count());
        prop_assert!(
            (1..=lines.max(1)).contains(&fout.regel),
            "no such line: {fout}"
        );
        prop_assert!(fout.kolom >= 1, "no such column: {fout}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn a_spoiled_file_gives_diagnostics_or_a_catalogue_that_knows_all_gemeenten(
        which in 0..BESTANDEN.len(),
        misslagen in prop::collection::vec(misslag(), 1..6),
    ) {
        // One bureau: four load four times as long and know no more.
        let bronnen = Bronnen::ingebed().alleen("utrecht-noordwest");
        let spoiled = bega(&bronnen.workflows[BESTANDEN[which]].tekst, &misslagen);
        let bronnen = bronnen.met_workflow(BESTANDEN[which], &spoiled);
        match Catalog::load(&bronnen) {
            Ok(geladen) => {
                prop_assert!(geladen.waarschuwingen.iter().all(|told| told.ernst == Ernst::Waarschuwing));
                prop_assert_eq!(geladen.catalog.gemeenten().count(), 5);
            }
            Err(fouten) => {
                prop_assert!(fouten.iter().any(|fout| fout.ernst == Ernst::Fout));
                points_somewhere(&bronnen, &fouten)?;
            }
        }
    }

    #[test]
    fn any_text_is_compiled_or_refused(tekst in "(procedure|fasen|taken|x|: |\\{|\\}|\\[|\\]|\n  |\n|'|als|na|é|- ){0,60}") {
        let (laag, fouten) = Laag::lees("landelijk", "x", "x.yaml", &tekst);
        if let Some(laag) = laag {
            let made = compile(&[&laag], &Omgeving::default());
            prop_assert!(made.procedure.is_none() || fouten.is_empty());
        }
    }
}

#[test]
fn the_shipped_schemas_are_those_of_the_types() {
    for soort in termijnwacht::definition::schema::Soort::ALLE {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(format!("workflows/schema/{}.json", soort.naam()));
        let shipped = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            shipped == termijnwacht::definition::schema::tekst(soort),
            "{} is old; write it anew: termijnwacht schema {naam} > workflows/schema/{naam}.json",
            path.display(),
            naam = soort.naam(),
        );
    }
}
