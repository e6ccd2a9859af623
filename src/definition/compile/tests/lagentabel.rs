//! Layering as tables of cases: what lies below, what an upper layer says, and what then holds or is told.

use super::{GOED, gecompileerd};
use crate::definition::compile::{Laag, geheel};
use crate::definition::diagnostic::Code;

/// What an upper layer says of the taak `brief-sturen`, under the fase `schrijven`.
fn taak(tekst: &str) -> String {
    fase(&format!("taken: {{brief-sturen: {tekst}}}"))
}

fn fase(tekst: &str) -> String {
    boven(&format!("fasen: {{schrijven: {{{tekst}}}}}"))
}

fn boven(tekst: &str) -> String {
    format!("procedure: proef\nbreidt_uit: landelijk/proef\n{tekst}\n")
}

fn codes(lagen: &[&str]) -> Vec<Code> {
    let told = gecompileerd(lagen).diagnostics;
    let mut codes: Vec<Code> = told.iter().map(|told| told.code).collect();
    codes.dedup();
    codes
}

/// Below, above, where to look, what stands there and which layer says it.
type Geldt = (
    &'static str,
    &'static str,
    &'static [&'static str],
    Option<&'static str>,
    &'static str,
);

#[test]
fn what_holds_once_the_layers_lie_on_one_another() {
    let cases: &[Geldt] = &[
        // A value is replaced, what is not said stays.
        (
            "a: {b: een, c: twee}",
            "a: {b: drie}",
            &["a", "b"],
            Some("drie"),
            "boven",
        ),
        (
            "a: {b: een, c: twee}",
            "a: {b: drie}",
            &["a", "c"],
            Some("twee"),
            "onder",
        ),
        // A list is replaced whole.
        (
            "a: [een, twee]",
            "a: [drie]",
            &["a", "0"],
            Some("drie"),
            "boven",
        ),
        ("a: [een, twee]", "a: [drie]", &["a", "1"], None, ""),
        // A block over a value, and a value over a block.
        ("a: een", "a: {b: twee}", &["a", "b"], Some("twee"), "boven"),
        ("a: {b: een}", "a: twee", &["a"], Some("twee"), "boven"),
        // New things come after the old ones.
        (
            "a: {b: een}",
            "a: {c: twee}",
            &["a", "c"],
            Some("twee"),
            "boven",
        ),
        // Another way of counting takes the place of the old one, as a whole.
        (
            "t: {binnen: invullen, na: x}",
            "t: {op: y}",
            &["t", "op"],
            Some("y"),
            "boven",
        ),
        (
            "t: {binnen: invullen, na: x}",
            "t: {op: y}",
            &["t", "na"],
            None,
            "",
        ),
        (
            "t: {op: y, wettelijk: ja}",
            "t: {binnen: 5 dagen, na: x}",
            &["t", "op"],
            None,
            "",
        ),
        (
            "t: {op: y, wettelijk: ja}",
            "t: {binnen: 5 dagen, na: x}",
            &["t", "wettelijk"],
            Some("ja"),
            "onder",
        ),
        (
            "t: {binnen: invullen, voorbeeld: 5 dagen, na: x}",
            "t: {uiterlijk: invullen, voor: y}",
            &["t", "voorbeeld"],
            None,
            "",
        ),
        // The same way keeps what is not said.
        (
            "t: {binnen: invullen, na: x}",
            "t: {binnen: 5 dagen}",
            &["t", "na"],
            Some("x"),
            "onder",
        ),
        (
            "t: {uiterlijk: 5 dagen, voor: x}",
            "t: {voor: y}",
            &["t", "uiterlijk"],
            Some("5 dagen"),
            "onder",
        ),
        // What is said of a short field makes it a long one.
        (
            "gegevens: {x: datum}",
            "gegevens: {x: {titel: Dag}}",
            &["gegevens", "x", "soort"],
            Some("datum"),
            "onder",
        ),
        // A ladder is a list.
        (
            "l: [{op: de dag, naar: a}, {na: 1 dag, naar: b}]",
            "l: [{na: 2 dagen, naar: c}]",
            &["l", "0", "na"],
            Some("2 dagen"),
            "boven",
        ),
        (
            "l: [{op: de dag, naar: a}, {na: 1 dag, naar: b}]",
            "l: [{na: 2 dagen, naar: c}]",
            &["l", "1"],
            None,
            "",
        ),
    ];
    for (onder, boven, pad, value, laag) in cases {
        let lees = |naam: &str, tekst: &str| Laag::lees(naam, "proef", naam, tekst).0.unwrap();
        let (onder_laag, boven_laag) = (lees("onder", onder), lees("boven", boven));
        let boom = geheel(&[&onder_laag, &boven_laag]).unwrap();
        let found = boom.op_pad(pad);
        assert_eq!(
            found.and_then(|knoop| knoop.tekst()),
            *value,
            "{onder} + {boven}"
        );
        if let Some(found) = found {
            assert_eq!(&*found.plek.bestand, *laag, "{onder} + {boven}");
        }
    }
}

#[test]
fn what_is_told_of_an_upper_layer() {
    use Code::{
        F004, F006, F101, F125, F132, F135, F150, F151, F152, F153, F154, F158, W103, W107, W108,
        W109, W111,
    };
    let cases: &[(&str, String, &[Code])] = &[
        // Shortening the law is allowed, in words that can be compared.
        ("shorter", taak("{termijn: {binnen: 4 weken}}"), &[]),
        (
            "shorter, in days",
            taak("{termijn: {binnen: 30 dagen}}"),
            &[],
        ),
        (
            "at once",
            taak("{termijn: {binnen: terstond}, herinner: [op de dag, 1 schooldag vooraf]}"),
            &[W103],
        ),
        (
            "more warnings",
            taak("{herinner: [2 schooldagen vooraf, op de dag]}"),
            &[],
        ),
        // Loosening it is not.
        ("longer", taak("{termijn: {binnen: 8 weken}}"), &[F150]),
        (
            "longer, in days",
            taak("{termijn: {binnen: 43 dagen}}"),
            &[F150],
        ),
        (
            "not to be compared",
            taak("{termijn: {binnen: 20 schooldagen}}"),
            &[F152],
        ),
        (
            "from a later day",
            taak("{termijn: {na: ontvangst}}"),
            &[F152],
        ),
        (
            "in another way",
            taak("{termijn: {op: vermoeden}}"),
            &[F152],
        ),
        (
            "open again",
            taak("{termijn: {binnen: invullen}}"),
            &[F132, F151],
        ),
        (
            "no longer of law",
            taak("{termijn: {wettelijk: nee}}"),
            &[F151],
        ),
        (
            "term off",
            taak("{termijn: {uit: wij tellen niet}}"),
            &[F151, F135],
        ),
        (
            "may stand still",
            taak("{termijn: {opschorten: ja}}"),
            &[F150],
        ),
        (
            "may be extended",
            taak("{termijn: {verdagen: 1 week}}"),
            &[W109, F150],
        ),
        (
            "opens now and then",
            taak("{als: jongere.leeftijd >= 12}"),
            &[F152],
        ),
        ("opens not by itself", taak("{direct: nee}"), &[F125, F152]),
        (
            "left on arrival",
            fase("bij_binnenkomst: {als: jongere.startkwalificatie, sluit: klaar}"),
            &[F152],
        ),
        (
            "no warning beforehand",
            taak("{herinner: [op de dag]}"),
            &[F153],
        ),
        (
            "nobody above hears",
            taak("{escaleer: [{op: de dag, naar: administratie}]}"),
            &[F153],
        ),
        (
            "the whole procedure off",
            boven("uit: doet een ander"),
            &[W108],
        ),
        // The law gives no examples, and nothing else stands open here.
        (
            "an example of the law",
            taak("{termijn: {binnen: invullen, voorbeeld: 5 weken}}"),
            &[F132, F151, F158],
        ),
        (
            "an example beside a term that is filled in",
            taak("{termijn: {binnen: 4 weken, voorbeeld: 5 weken}}"),
            &[F158],
        ),
        (
            "nothing to take over",
            boven("voorbeelden: overnemen"),
            &[W111],
        ),
        ("another word", boven("voorbeelden: ja"), &[F006]),
        // Names that are not there.
        (
            "fase",
            boven("fasen: {schrijvn: {titel: Schrijven}}"),
            &[F154],
        ),
        (
            "fase off",
            boven("fasen: {archief: {uit: bestaat niet}}"),
            &[F154],
        ),
        (
            "taak",
            fase("taken: {brief-stuuren: {voor: administratie}}"),
            &[F154],
        ),
        (
            "termijn",
            boven("fasen: {wachten: {termijnen: {antword: {grondslag: voorbeeld}}}}"),
            &[F154],
        ),
        (
            "gebeurtenis",
            boven("fasen: {wachten: {gebeurtenissen: {reacti: {titel: Reactie}}}}"),
            &[F154],
        ),
        (
            "gegeven",
            boven("gegevens: {vermoede: {uit: niet nodig}}"),
            &[F154, F004],
        ),
        (
            "gegeven of an event",
            boven(
                "fasen: {wachten: {gebeurtenissen: {reactie: {gegevens: {inhod: {uit: niet nodig}}}}}}",
            ),
            &[F154, F004],
        ),
        (
            "vraag",
            boven("vragen: {weging: {titel: x}}").replace("titel: x", "beslist: ja"),
            &[F154],
        ),
        ("uitkomst", boven("uitkomsten: {klar: Afgerond}"), &[F154]),
        (
            "uitkomst of a taak",
            taak("{uitkomsten: {verzondn: {sluit: klaar}}}"),
            &[F154],
        ),
        (
            "a short field, said more of",
            boven("gegevens: {vermoeden: {titel: Dag van het vermoeden}}"),
            &[],
        ),
        // New things, said in full.
        (
            "a new uitkomst",
            boven("uitkomsten: {vervallen: Niet meer nodig}"),
            &[],
        ),
        (
            "a new uitkomst of a taak",
            taak("{uitkomsten: {retour: {sluit: klaar}}}"),
            &[],
        ),
        ("a new gegeven", boven("gegevens: {opmerking: tekst}"), &[]),
        // What stands there already.
        (
            "a title twice",
            taak("{titel: Stuur de brief, herinner: [3 schooldagen vooraf]}"),
            &[W107],
        ),
        (
            "a list twice",
            taak("{herinner: [2 schooldagen vooraf], voor: leidinggevende}"),
            &[W107],
        ),
        (
            "an empty block",
            taak("{voor: leidinggevende, termijn: {}}"),
            &[W107],
        ),
        (
            "nothing new at all",
            taak("{titel: Stuur de brief}"),
            &[W107],
        ),
        ("not even a word", boven(""), &[W107]),
        (
            "the article beside a change",
            taak("{grondslag: LPW art. 2, termijn: {binnen: 4 weken}}"),
            &[],
        ),
        (
            "the same answer, off",
            boven("fasen: {wachten: {uit: wij wachten niet}}"),
            &[F101],
        ),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(naam, boven, expected)| {
            let told = codes(&[GOED, boven]);
            (told != *expected).then(|| format!("{naam}: told {told:?}, expected {expected:?}"))
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn a_taak_of_law_that_stays_open_may_not_lapse_sooner() {
    let onder = GOED.replacen(
        "        herinner:",
        "        blijft: ja\n        herinner:",
        1,
    );
    assert_eq!(codes(&[&onder, &taak("{blijft: nee}")]), [Code::F150]);
}

#[test]
fn a_gemeente_repeats_what_its_bureau_says() {
    let bureau = taak("{termijn: {binnen: 4 weken}}");
    let gemeente = taak("{termijn: {binnen: 4 weken}}").replace("landelijk/proef", "bureau/proef");
    insta::assert_snapshot!(super::told(&[GOED, &bureau, &gemeente]), @"
    waarschuwing[W107]: laag `gemeente` verandert niets
      --> gemeente/proef.yaml:1:1
    hint: haal het bestand weg; wat eronder staat, geldt al (HANDLEIDING 7.2)
    ");
    let more = taak("{titel: Schrijf, termijn: {binnen: 4 weken}}")
        .replace("landelijk/proef", "bureau/proef");
    insta::assert_snapshot!(super::told(&[GOED, &bureau, &more]), @"
    waarschuwing[W107]: laag `gemeente` zegt bij `termijn` van `brief-sturen` wat er al staat
      --> gemeente/proef.yaml:3:60
    hint: haal het weg; bureau/proef.yaml:3 zegt het al (HANDLEIDING 7.2)
    ");
}
