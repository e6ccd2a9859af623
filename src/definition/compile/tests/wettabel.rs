//! The law cannot be loosened: each row is a way to try, and what is told of it.

use super::told;
use crate::definition::compile::tests::gecompileerd;
use crate::definition::diagnostic::{Code, Ernst};

/// An aanvraag as the law has it: a term that runs through several fasen, one that is counted from a day set on
/// the way, and a fase before both.
const AANVRAAG: &str = "\
procedure: proef
titel: Aanvraag
samenvoegen: nee
achttien: loopt-door
gegevens:
  gevraagd: {soort: datum, verplicht: nee}
  aangevuld: {soort: datum, verplicht: nee}
  haast: {soort: ja-nee, verplicht: nee}
begin: aanloop
fasen:
  aanloop:
    taken:
      navragen:
        titel: Vraag of er een aanvraag komt
        voor: leerplichtambtenaar
        grondslag: LPW art. 3a
        gegevens:
          waarom: tekst
        uitkomsten:
          gevraagd: {zet: {gevraagd: navragen}, ga_naar: aanvraag}
          niet-gevraagd: {sluit: klaar}
    gebeurtenissen:
      post: {gevolg: {zet: {gevraagd: post}, ga_naar: aanvraag}}
  aanvraag:
    bij_binnenkomst:
      - {als: gegevens.haast, mail: {tekst: overzicht, naar: leidinggevende}}
      - {als: jongere.startkwalificatie, sluit: klaar}
    taken:
      nazien:
        titel: Zie de aanvraag na
        voor: leerplichtambtenaar
        grondslag: Awb art. 4:5
        uitkomsten:
          volledig: {ga_naar: besluit}
          onvolledig: {schort_op: beslistermijn, ga_naar: aanvullen}
    termijnen:
      beslistermijn:
        binnen: 6 weken
        na: gevraagd
        wettelijk: ja
        opschorten: ja
        dwangsom: ja
        blijft: ja
        grondslag: [LPW art. 3a, Awb art. 4:17]
        herinner: [1 week vooraf]
        escaleer: [{op: de dag, naar: leidinggevende}]
  aanvullen:
    termijnen:
      aanvultermijn: {binnen: 2 weken, grondslag: voorbeeld, verstreken: {zet: {aangevuld: aanvultermijn}, hervat: beslistermijn, ga_naar: aangevuld-of-niet}}
    gebeurtenissen:
      aanvulling: {gevolg: {zet: {aangevuld: aanvulling}, hervat: beslistermijn, ga_naar: aangevuld-of-niet}}
  aangevuld-of-niet:
    taken:
      bezien:
        titel: Bezie wat er ligt
        voor: leerplichtambtenaar
        uitkomsten:
          in-behandeling: {ga_naar: besluit}
          liggen-laten: {sluit: klaar}
          nog-kijken: {}
    termijnen:
      liggen:
        binnen: 4 weken
        na: aangevuld
        wettelijk: ja
        grondslag: Awb art. 4:5 lid 4
        herinner: [1 week vooraf]
        escaleer: [{op: de dag, naar: leidinggevende}]
        verstreken: {ga_naar: besluit}
  besluit:
    taken:
      besluiten:
        titel: Besluit
        voor: leerplichtambtenaar
        boa: ja
        grondslag: voorbeeld
        uitkomsten:
          besloten: {sluit: klaar}
          uitstellen: {}
gebeurtenissen:
  ingetrokken: {gevolg: {sluit: klaar}}
  bericht: {gevolg: {}}
uitkomsten:
  klaar: Er is besloten
";

fn boven(tekst: &str) -> String {
    format!("procedure: proef\nbreidt_uit: landelijk/proef\n{tekst}\n")
}

fn fase(naam: &str, tekst: &str) -> String {
    boven(&format!("fasen: {{{naam}: {{{tekst}}}}}"))
}

fn beslistermijn(tekst: &str) -> String {
    fase(
        "aanvraag",
        &format!("termijnen: {{beslistermijn: {{{tekst}}}}}"),
    )
}

/// What is told of the layers, and whether each is told at a line of the topmost.
fn codes(lagen: &[&str], bovenste: &str) -> (Vec<Code>, bool) {
    let told = gecompileerd(lagen).diagnostics;
    let own = format!("{bovenste}/proef.yaml");
    let there = told.iter().all(|told| told.bestand == own);
    let mut codes: Vec<Code> = told.iter().map(|told| told.code).collect();
    codes.dedup();
    (codes, there)
}

#[test]
fn the_law_itself_is_without_faults() {
    assert_eq!(told(&[AANVRAAG]), "");
}

#[test]
fn no_way_to_loosen_the_law() {
    use Code::{F007, F150, F151, F152, W114};
    let cases: &[(&str, String, &[Code])] = &[
        // A. Stopped where it ran on.
        (
            "stopped by an uitkomst",
            fase(
                "aanvraag",
                "taken: {nazien: {uitkomsten: {volledig: {stopt: beslistermijn}}}}",
            ),
            &[F151],
        ),
        (
            "stopped on entry",
            fase("besluit", "bij_binnenkomst: {stopt: beslistermijn}"),
            &[F151],
        ),
        (
            "stopped by a new event",
            fase(
                "besluit",
                "gebeurtenissen: {gebeld: {gevolg: {stopt: beslistermijn}}}",
            ),
            &[F151],
        ),
        // B. Never begun.
        (
            "begins elsewhere, with a way back",
            boven(
                "begin: besluit\nfasen: {besluit: {gebeurtenissen: {terug: {gevolg: {ga_naar: aanloop}}}}}",
            ),
            &[F152],
        ),
        (
            "led elsewhere",
            fase(
                "aanloop",
                "taken: {navragen: {uitkomsten: {gevraagd: {ga_naar: besluit}}}}",
            ),
            &[F152],
        ),
        (
            "a new way round",
            fase(
                "aanloop",
                "taken: {navragen: {uitkomsten: {meteen: {ga_naar: besluit}}}}",
            ),
            &[F152],
        ),
        (
            "the way to it off",
            fase(
                "aanloop",
                "gebeurtenissen: {post: {uit: wij krijgen geen post}}",
            ),
            &[F152],
        ),
        (
            "the way to it seldom open",
            fase("aanloop", "taken: {navragen: {als: jongere.leeftijd > 17}}"),
            &[F152, W114],
        ),
        ("aanvragen in one zaak", boven("samenvoegen: ja"), &[F152]),
        ("over at 18", boven("achttien: overdragen"), &[F152]),
        // C. The day it is counted from.
        (
            "not set any more",
            fase(
                "aanvullen",
                "gebeurtenissen: {aanvulling: {gevolg: [{hervat: beslistermijn, ga_naar: aangevuld-of-niet}]}}",
            ),
            &[F152],
        ),
        (
            "set to another day",
            fase(
                "aanloop",
                "gebeurtenissen: {post: {gevolg: {zet: {gevraagd: ontvangst}}}}",
            ),
            &[F152],
        ),
        (
            "set again elsewhere",
            fase(
                "aangevuld-of-niet",
                "bij_binnenkomst: {zet: {aangevuld: gevraagd}}",
            ),
            &[F152],
        ),
        (
            "asked again elsewhere",
            fase(
                "besluit",
                "taken: {besluiten: {gegevens: {gevraagd: datum}}}",
            ),
            &[F152],
        ),
        // D. The dwangsom.
        ("dwangsom empty", beslistermijn("dwangsom: "), &[F007, F151]),
        ("dwangsom off", beslistermijn("dwangsom: nee"), &[F151]),
        (
            "dwangsom of a euro",
            beslistermijn("dwangsom: {bedragen: [{dagen: 1, euro: 1}], grondslag: Stb. 2027}"),
            &[F150],
        ),
        (
            "amounts out of the blue",
            beslistermijn("dwangsom: {bedragen: [{dagen: 42, euro: 50}], grondslag: voorbeeld}"),
            &[F152],
        ),
        // F. Standing still.
        (
            "stands still by itself",
            fase(
                "aanvraag",
                "taken: {nazien: {uitkomsten: {volledig: {schort_op: beslistermijn}}}}",
            ),
            &[F150],
        ),
        (
            "stands still by something new",
            fase(
                "besluit",
                "gebeurtenissen: {gebeld: {gevolg: {schort_op: beslistermijn}}}",
            ),
            &[F150],
        ),
        (
            "does not run on",
            fase(
                "aanvullen",
                "gebeurtenissen: {aanvulling: {gevolg: [{zet: {aangevuld: aanvulling}, ga_naar: aangevuld-of-niet}]}}",
            ),
            &[F150],
        ),
        (
            "does not always run on",
            fase(
                "aanvullen",
                "termijnen: {aanvultermijn: {verstreken: {als: gegevens.haast}}}",
            ),
            &[F150, F152],
        ),
        (
            "what lets it run on is off",
            fase(
                "aanvullen",
                "gebeurtenissen: {aanvulling: {uit: wij wachten}}",
            ),
            &[F150, F152],
        ),
        // G. Running out.
        (
            "closes when it runs out",
            beslistermijn("verstreken: {sluit: klaar}"),
            &[F151],
        ),
        (
            "nothing when it runs out",
            fase(
                "aangevuld-of-niet",
                "termijnen: {liggen: {verstreken: [{}]}}",
            ),
            &[F152],
        ),
        (
            "another term that closes",
            fase(
                "besluit",
                "termijnen: {snel: {binnen: 1 dag, grondslag: voorbeeld, verstreken: {sluit: klaar}}}",
            ),
            &[F151],
        ),
        (
            "another term that leaves",
            fase(
                "aangevuld-of-niet",
                "termijnen: {snel: {binnen: 1 dag, grondslag: voorbeeld, verstreken: {ga_naar: besluit}}}",
            ),
            &[F151],
        ),
        (
            "closed by what only told something",
            fase(
                "besluit",
                "taken: {besluiten: {uitkomsten: {uitstellen: {sluit: klaar}}}}",
            ),
            &[F151],
        ),
        (
            "an event of every fase, answered otherwise here",
            fase(
                "besluit",
                "gebeurtenissen: {bericht: {gevolg: {sluit: klaar}}}",
            ),
            &[F151],
        ),
        // H. Its articles.
        ("no article", beslistermijn("grondslag: voorbeeld"), &[F151]),
        (
            "an article less",
            beslistermijn("grondslag: [LPW art. 3a, AI art. 9]"),
            &[F151],
        ),
        // J. The order of lines.
        (
            "an earlier line gone",
            fase(
                "aanvraag",
                "bij_binnenkomst: [{als: jongere.startkwalificatie, sluit: klaar}]",
            ),
            &[F152],
        ),
        (
            "an earlier line later",
            fase(
                "aanvraag",
                "bij_binnenkomst: [{als: jongere.startkwalificatie, sluit: klaar}, {als: gegevens.haast, mail: {tekst: overzicht, naar: leidinggevende}}]",
            ),
            &[F152],
        ),
        (
            "left on arrival",
            fase(
                "aanvraag",
                "bij_binnenkomst: [{als: jongere.leeftijd >= 0, ga_naar: besluit}]",
            ),
            &[F152],
        ),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(naam, boven, expected)| {
            let (told, there) = codes(&[AANVRAAG, boven], "bureau");
            let gone = told != *expected || !there;
            gone.then(|| {
                format!("{naam}: told {told:?} (own file: {there}), expected {expected:?}")
            })
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn what_a_layer_may_do_with_the_law() {
    let cases: &[(&str, String)] = &[
        (
            "an article more",
            beslistermijn("grondslag: [AI art. 9, LPW art. 3a, Awb art. 4:17]"),
        ),
        (
            "higher amounts of the law",
            beslistermijn(
                "dwangsom: {bedragen: [{dagen: 14, euro: 25}, {dagen: 14, euro: 38}, {dagen: 14, euro: 49}], grondslag: Stb. 2027}",
            ),
        ),
        ("shorter", beslistermijn("binnen: 5 weken")),
        (
            "a mail when it runs out",
            beslistermijn("verstreken: {mail: {tekst: overzicht, naar: leidinggevende}}"),
        ),
        (
            "a mail beside what follows",
            fase(
                "aangevuld-of-niet",
                "termijnen: {liggen: {verstreken: {mail: {tekst: overzicht, naar: leidinggevende}}}}",
            ),
        ),
        (
            "a letter under a condition",
            fase(
                "aanloop",
                "taken: {navragen: {uitkomsten: {gevraagd: [{als: gegevens.haast, brief: eerste, zet: {gevraagd: navragen}, ga_naar: aanvraag}, {zet: {gevraagd: navragen}, ga_naar: aanvraag}]}}}",
            ),
        ),
        (
            "another uitkomst that closes",
            fase(
                "besluit",
                "taken: {besluiten: {uitkomsten: {buiten-behandeling: {sluit: klaar}}}}",
            ),
        ),
        (
            "another event that closes",
            boven("gebeurtenissen: {overgedragen: {gevolg: {sluit: klaar}}}"),
        ),
        (
            "another way in",
            fase(
                "aanloop",
                "gebeurtenissen: {balie: {gevolg: {zet: {gevraagd: balie}, ga_naar: aanvraag}}}",
            ),
        ),
        (
            "a clock that closes before it begins",
            fase(
                "aanloop",
                "termijnen: {bedenktijd: {binnen: 4 weken, grondslag: voorbeeld, verstreken: {sluit: klaar}}}",
            ),
        ),
        (
            "runs on sooner",
            fase(
                "aanvullen",
                "gebeurtenissen: {gebeld: {gevolg: {hervat: beslistermijn}}}",
            ),
        ),
        (
            "stays for everyone",
            fase(
                "aanvraag",
                "bij_binnenkomst: [{als: gegevens.haast, mail: {tekst: overzicht, naar: leidinggevende}}]",
            ),
        ),
        (
            "a step between",
            fase(
                "besluit",
                "bij_binnenkomst: {mail: {tekst: overzicht, naar: leidinggevende}}",
            ),
        ),
    ];
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(naam, boven)| {
            let told = told(&[AANVRAAG, boven]);
            (!told.is_empty()).then(|| format!("{naam}: {told}"))
        })
        .collect();
    assert_eq!(wrong, Vec::<String>::new());
}

#[test]
fn whoever_completes_the_taak_of_a_term_has_met_it() {
    let onder = super::GOED.replacen("niet-nodig: {sluit: klaar}", "niet-nodig: {}", 1);
    let sluit = fase(
        "schrijven",
        "taken: {brief-sturen: {uitkomsten: {niet-nodig: {sluit: klaar}}}}",
    );
    assert_eq!(told(&[&onder, &sluit]), "");
    let klok = fase(
        "schrijven",
        "taken: {brief-sturen: {termijn: {verstreken: {sluit: klaar}}}}",
    );
    assert_eq!(codes(&[&onder, &klok], "bureau"), (vec![Code::F151], true));
}

#[test]
fn a_gemeente_is_held_against_the_law_and_told_only_of_its_own_lines() {
    let bureau = fase(
        "aanvraag",
        "taken: {nazien: {uitkomsten: {volledig: {stopt: beslistermijn}}}}",
    );
    let gemeente = fase("aanvraag", "taken: {nazien: {titel: Bekijk de aanvraag}}")
        .replace("landelijk/proef", "bureau/proef");
    let (told, there) = codes(&[AANVRAAG, &bureau, &gemeente], "bureau");
    assert_eq!((told, there), (vec![Code::F151], true));

    let good = fase("aanvraag", "taken: {nazien: {titel: Bekijk de aanvraag}}");
    let bad = bureau.replace("landelijk/proef", "bureau/proef");
    let (told, there) = codes(&[AANVRAAG, &good, &bad], "gemeente");
    assert_eq!((told, there), (vec![Code::F151], true));
}

#[test]
fn both_places_and_the_article_are_named_at_the_line_that_loosens() {
    let stopt = "fasen:\n  besluit:\n    taken:\n      besluiten:\n        uitkomsten:\n          uitstellen:\n            brief: eerste\n            stopt: beslistermijn";
    insta::assert_snapshot!(told(&[AANVRAAG, &boven(stopt)]), @"
    fout[F151]: laag `bureau` laat termijn `beslistermijn` bij taak `besluiten` stoppen
      --> bureau/proef.yaml:10:13
    hint: LPW art. 3a, Awb art. 4:17 stelt deze termijn (landelijk/proef.yaml:40); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)
    ");
    let zet = "fasen:\n  aanvullen:\n    gebeurtenissen:\n      aanvulling:\n        gevolg:\n          - {hervat: beslistermijn, ga_naar: aangevuld-of-niet}";
    insta::assert_snapshot!(told(&[AANVRAAG, &boven(zet)]), @"
    fout[F152]: laag `bureau` zet bij gebeurtenis `aanvulling` `aangevuld`, de dag waarvan termijn `liggen` telt, anders dan eronder
      --> bureau/proef.yaml:8:11
    hint: Awb art. 4:5 lid 4 stelt deze termijn (landelijk/proef.yaml:65); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)
    ");
    insta::assert_snapshot!(told(&[AANVRAAG, &boven("begin: besluit\nfasen:\n  besluit:\n    gebeurtenissen:\n      terug: {gevolg: {ga_naar: aanloop}}")]), @"
    fout[F152]: laag `bureau` laat de zaak in een andere fase beginnen, en dan begint termijn `beslistermijn` niet of later
      --> bureau/proef.yaml:3:8
    hint: LPW art. 3a, Awb art. 4:17 stelt deze termijn (landelijk/proef.yaml:40); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)
    ");
}

/// Work that returns each year, with a term counted from the day it begins.
const CIJFERS: &str = "\
procedure: proef
titel: Cijfers
betrokkene: school
gegevens:
  rooster_datum: datum
rooster:
  elk-jaar: {wanneer: \"0 8 1 8 *\", scholen: [vo, mbo]}
fasen:
  cijfers:
    taken:
      vaststellen:
        titel: Stel de cijfers vast
        voor: leidinggevende
        grondslag: LPW art. 25
        termijn: {voor: 1 oktober, na: rooster_datum, wettelijk: ja}
        herinner: [1 week vooraf]
        uitkomsten:
          klaar: {sluit: klaar}
uitkomsten:
  klaar: De cijfers zijn klaar
";

#[test]
fn what_returns_each_year_goes_on_returning() {
    use Code::{F151, F152};
    let rooster = |tekst: &str| boven(&format!("rooster: {{elk-jaar: {{{tekst}}}}}"));
    assert_eq!(told(&[CIJFERS]), "");
    for (boven, expected) in [
        (rooster("uit: doen wij niet"), F151),
        (rooster("wanneer: \"0 8 2 10 *\""), F152),
        (rooster("scholen: [mbo]"), F152),
        (boven("gegevens: {rooster_datum: {verplicht: nee}}"), F152),
        (
            fase("cijfers", "taken: {vaststellen: {grondslag: AI art. 20}}"),
            F151,
        ),
    ] {
        let told = codes(&[CIJFERS, &boven], "bureau");
        assert_eq!(told, (vec![expected], true), "{boven}");
    }
}

#[test]
fn a_tree_that_is_emptied_is_told_wherever_it_is() {
    let leeg = boven("fasen: {besluit: {taken: {besluiten: {grondslag: }}}}");
    insta::assert_snapshot!(told(&[AANVRAAG, &leeg]), @"
    fout[F007]: `grondslag` is leeg
      --> bureau/proef.yaml:3:39
    hint: zo vervalt wat landelijk/proef.yaml:76 zegt; schrijf wat ervoor in de plaats komt, of haal de regel weg (HANDLEIDING 1.4)
    ");
}

#[test]
fn every_fault_of_this_kind_stops_the_layer() {
    for code in [Code::F150, Code::F151, Code::F152, Code::F160, Code::F159] {
        assert_eq!(code.ernst(), Ernst::Fout);
    }
}
