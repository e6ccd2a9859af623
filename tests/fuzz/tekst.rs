//! One file at a time: YAML of one layer and of several, conditions, letters, scripts.

use std::sync::LazyLock;

use serde_json::{Value, json};
use termijnwacht::bronnen::Bronnen;
use termijnwacht::definition::compile::{Laag, Omgeving, compile, geheel};
use termijnwacht::definition::conditie::Conditie;
use termijnwacht::definition::ontleed::{grens, ontleed};
use termijnwacht::definition::uitschrijven::regels;
use termijnwacht::policy::{Host, Script, Vraagstelling};
use termijnwacht::render::tekst::Tekst;

use crate::fuzz;
use crate::mutant::{mutant, pick};
use crate::oordeel::{place, places};
use crate::toeval::Toeval;

static BRONNEN: LazyLock<Bronnen> = LazyLock::new(Bronnen::ingebed);

/// Shipped texts below a folder with this end.
fn texts(end: &str) -> Vec<(&'static str, &'static str)> {
    let all = BRONNEN.workflows.iter().chain(&BRONNEN.scripts);
    let with = all.filter(|(pad, _)| pad.ends_with(end));
    with.map(|(pad, bron)| (pad.as_str(), bron.tekst.as_str()))
        .collect()
}

fn draw(
    toeval: &mut Toeval,
    from: &[(&'static str, &'static str)],
) -> (&'static str, &'static str) {
    let most = u64::try_from(from.len()).unwrap();
    from[usize::try_from(toeval.to(most) - 1).unwrap()]
}

/// A mutant of one of these.
fn wreck(toeval: &mut Toeval, from: &[(&'static str, &'static str)]) -> (&'static str, String) {
    let ((pad, tekst), (_, ander)) = (draw(toeval, from), draw(toeval, from));
    (pad, mutant(toeval, tekst, ander))
}

fn nodes(knoop: &termijnwacht::definition::boom::Knoop) -> usize {
    use termijnwacht::definition::boom::Soort;
    1 + match &knoop.soort {
        Soort::Scalair(_) => 0,
        Soort::Lijst(items) => items.iter().map(nodes).sum(),
        Soort::Kaart(regels) => regels.iter().map(|(_, kind)| nodes(kind)).sum(),
    }
}

#[test]
fn the_loader_reads_anything() {
    let all = texts(".yaml");
    fuzz("loader", 1_500, |toeval| {
        let (pad, tekst) = wreck(toeval, &all);
        let (boom, told) = ontleed(pad, &tekst);
        places(&told, |_| Some(&tekst));
        assert!(
            boom.is_some() || !told.is_empty(),
            "neither a tree nor a fault"
        );
        let (again, twice) = ontleed(pad, &tekst);
        assert!(
            boom == again && told == twice,
            "another answer the second time"
        );
        if let Some(boom) = &boom {
            assert!(nodes(boom) <= grens::KNOPEN);
        }
        boom.is_some() && told.is_empty()
    });
}

#[test]
fn layers_are_laid_over_anything() {
    let slugs = [
        "absoluut-verzuim",
        "halt",
        "svb-melding",
        "verlof",
        "schoolbezoek",
    ];
    let of = |slug: &str| -> Vec<(&'static str, &'static str)> { texts(&format!("/{slug}.yaml")) };
    let all: Vec<_> = slugs.iter().map(|slug| (*slug, of(slug))).collect();
    fuzz("overlay", 120, |toeval| {
        let (slug, files) = &all[usize::try_from(toeval.to(5) - 1).unwrap()];
        let whole = |pad: &str| {
            files
                .iter()
                .find(|(found, _)| found.starts_with(pad))
                .unwrap()
                .1
        };
        let mut below = whole("landelijk/").to_owned();
        let mut above = whole("utrecht-noordwest/").to_owned();
        let mut top =
            format!("procedure: {slug}\nbreidt_uit: utrecht-noordwest/{slug}\ntitel: Anders\n");
        match toeval.to(4) {
            1 => below = mutant(toeval, &below, &above),
            2 => top = mutant(toeval, &above.clone(), &below),
            _ => above = mutant(toeval, &above, &below),
        }
        let files = [
            ("landelijk", &below),
            ("bureau", &above),
            ("gemeente", &top),
        ];
        let read = || -> Vec<Laag> {
            files
                .iter()
                .filter_map(|(naam, tekst)| Laag::lees(naam, slug, naam, tekst).0)
                .collect()
        };
        let (lagen, again) = (read(), read());
        let lagen: Vec<&Laag> = lagen.iter().collect();
        let done = compile(&lagen, &Omgeving::default());
        places(&done.diagnostics, |bestand| {
            files
                .iter()
                .find(|(naam, _)| *naam == bestand)
                .map(|(_, tekst)| tekst.as_str())
        });
        let twice = compile(&again.iter().collect::<Vec<_>>(), &Omgeving::default());
        assert_eq!(
            done.diagnostics, twice.diagnostics,
            "another answer the second time"
        );
        if let Some(boom) = geheel(&lagen) {
            for regel in regels(&boom, 80) {
                assert!(files.iter().any(|(naam, _)| *naam == &*regel.plek.bestand));
            }
        }
        lagen.len() == 3
    });
}

/// A condition of the grammar, or nearly.
fn conditie(toeval: &mut Toeval, diepte: u64) -> String {
    if diepte == 0 || toeval.to(3) == 1 {
        let pad = [
            "gegevens.inhoud",
            "jongere.leeftijd",
            "a-b.c_d",
            "x",
            "geschiedenis.eerder.halt",
            "uitkomst",
            "é.ë",
        ];
        let fixed = [
            "\"tekst\"",
            "12",
            "-3.5",
            "ja",
            "nee",
            "2026-11-22",
            "\"\"",
            "1e9",
            "00",
        ];
        let op = ["==", "!=", "<", "<=", ">", ">="];
        return match toeval.to(4) {
            1 => pick(toeval, &pad).to_owned(),
            2 => format!(
                "{} in [{}, {}]",
                pick(toeval, &pad),
                pick(toeval, &fixed),
                pick(toeval, &pad)
            ),
            _ => format!(
                "{} {} {}",
                pick(toeval, &pad),
                pick(toeval, &op),
                pick(toeval, &fixed)
            ),
        };
    }
    let (one, two) = (conditie(toeval, diepte - 1), conditie(toeval, diepte - 1));
    match toeval.to(4) {
        1 => format!("({one})"),
        2 => format!("niet {one}"),
        3 => format!("{one} en {two}"),
        _ => format!("{one} of {two}"),
    }
}

#[test]
fn conditions_are_read_or_told() {
    let feiten: [Value; 3] = [
        json!({}),
        json!({"gegevens": {"inhoud": "tekst"}, "jongere": {"leeftijd": 12}, "uitkomst": true}),
        json!({"gegevens": [1], "jongere": "niets", "x": {"y": null}, "a-b": {"c_d": 1.5}}),
    ];
    fuzz("conditions", 5_000, |toeval| {
        let diepte = toeval.to(6) - 1;
        let mut tekst = conditie(toeval, diepte);
        if toeval.to(2) == 1 {
            tekst = mutant(
                toeval,
                &tekst,
                "jongere.leeftijd >= 12 en niet (x == \"y\")",
            );
        }
        match Conditie::parse(&tekst) {
            Err(fout) => {
                assert!(fout.plek <= tekst.chars().count(), "{fout} in {tekst:?}");
                assert_eq!(Conditie::parse(&tekst), Err(fout));
                false
            }
            Ok(conditie) => {
                for feiten in &feiten {
                    assert_eq!(conditie.holds(feiten), conditie.clone().holds(feiten));
                }
                drop(conditie.paden());
                let kept = serde_json::to_string(&conditie).unwrap();
                let back: Conditie = serde_json::from_str(&kept).unwrap();
                assert_eq!(back, conditie);
                true
            }
        }
    });
}

#[test]
fn letters_and_mails_are_read_or_told() {
    let all = texts(".md");
    fuzz("letters", 800, |toeval| {
        let (pad, tekst) = wreck(toeval, &all);
        let read = Tekst::lees(pad, &tekst);
        let told = read.as_ref().err().cloned().unwrap_or_default();
        places(&told, |_| Some(&tekst));
        assert_eq!(Tekst::lees(pad, &tekst).err().unwrap_or_default(), told);
        read.is_ok()
    });
}

#[test]
fn scripts_are_read_or_told_and_what_compiles_ends() {
    let all = texts(".rhai");
    let zaak =
        json!({"jongere": {"leeftijd": 14}, "gegevens": {}, "verzuim": {}, "geschiedenis": {}});
    fuzz("scripts", 500, |toeval| {
        let (pad, tekst) = wreck(toeval, &all);
        match Script::compile(pad, &tekst) {
            Err(told) => {
                assert!(!told.is_empty());
                for fout in &told {
                    place(&tekst, fout.regel, fout.kolom, &fout.melding);
                }
                assert_eq!(Script::compile(pad, &tekst).err(), Some(told));
                false
            }
            Ok(script) => {
                let vraag = Vraagstelling {
                    naam: "proef".to_owned(),
                    invoer: ["jongere", "gegevens", "verzuim", "geschiedenis"]
                        .map(str::to_owned)
                        .to_vec(),
                    antwoorden: vec!["ja".to_owned()],
                };
                // Whatever it says, it says so within its limits, and the same twice.
                let said = format!("{:?}", Host::new().vraag(&script, &vraag, &zaak));
                assert_eq!(
                    said,
                    format!("{:?}", Host::new().vraag(&script, &vraag, &zaak))
                );
                true
            }
        }
    });
}

/// Found by mutants: a text of thousands of faults told them all.
#[test]
fn no_more_faults_of_a_letter_are_told_than_anybody_reads() {
    let tekst = format!(
        "---\nonderwerp: x\naan: ouders\ngrondslag: voorbeeld\n---\n{}",
        "{{ a }}".repeat(3_000)
    );
    let told = Tekst::lees("workflows/landelijk/brieven/x.md", &tekst).unwrap_err();
    assert_eq!(told.len(), grens::FOUTEN + 1);
    assert!(told.last().unwrap().melding.contains("worden niet genoemd"));
}

/// Found by mutants: Rhai ends a line at a lone CR in a comment and nowhere else.
#[test]
fn a_fault_of_a_script_has_the_line_an_editor_shows() {
    for end in ["\n", "\r\n", "\r"] {
        let tekst = ["// een", "fn x(zaak) {", "    let a = 1;", "    %", "}", ""].join(end);
        let told = Script::compile("x.rhai", &tekst).unwrap_err();
        assert_eq!((told[0].regel, told[0].kolom), (4, 5), "{end:?}: {told:?}");
    }
}
