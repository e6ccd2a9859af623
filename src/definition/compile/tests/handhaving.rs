//! Who begins Halt, a proces-verbaal and a melding to the SVB, and work that rests on a law.

use super::{GOED, told};

/// The good procedure in which an officer decides, with one uitkomst of his as given.
fn met(uitkomst: &str, verder: &str) -> String {
    let besluit = format!(
        "  besluit:\n    taken:\n      kiezen:\n        titel: Beslis\n        voor: leerplichtambtenaar\n        boa: ja\n        grondslag: LPW art. 22\n        gegevens: {{waarom: tekst}}\n        uitkomsten:\n          gekozen: {uitkomst}\n{verder}"
    );
    GOED.replacen(
        "niet-nodig: {sluit: klaar}",
        "niet-nodig: {ga_naar: besluit}",
        1,
    )
    .replacen("  wachten:\n", &format!("{besluit}  wachten:\n"), 1)
}

#[test]
fn an_officer_begins_what_cannot_be_taken_back() {
    for procedure in ["halt", "proces-verbaal", "svb-melding"] {
        let start = format!("{{start: {procedure}, sluit: klaar}}");
        assert_eq!(told(&[&met(&start, "")]), "", "{procedure}");
    }
    let geen_boa = |procedure: &str| {
        let start = format!("{{start: {procedure}, sluit: klaar}}");
        told(&[&met(&start, "").replacen("        boa: ja\n", "", 1)])
    };
    assert_eq!(geen_boa("svb-melding"), "");
    insta::assert_snapshot!(geen_boa("halt"), @"
    fout[F159]: taak `kiezen` laat `halt` beginnen zonder een boa die dat besluit
      --> landelijk/proef.yaml:30:28
    hint: zet `start` bij een uitkomst van een taak `voor: leerplichtambtenaar` met `boa: ja` (HANDLEIDING 3.8)
    ");
}

#[test]
fn no_clock_begins_it() {
    let klok = GOED.replacen(
        "verstreken: {sluit: klaar}",
        "verstreken: {start: [proces-verbaal, svb-melding], sluit: klaar}",
        1,
    );
    insta::assert_snapshot!(told(&[&klok]), @"
    fout[F159]: termijn `antwoord` laat `proces-verbaal` beginnen zonder een boa die dat besluit
      --> landelijk/proef.yaml:24:103
    hint: zet `start` bij een uitkomst van een taak `voor: leerplichtambtenaar` met `boa: ja` (HANDLEIDING 3.8)

    fout[F159]: termijn `antwoord` laat `svb-melding` beginnen zonder een ambtenaar die dat besluit
      --> landelijk/proef.yaml:24:119
    hint: zet `start` bij een uitkomst van een taak `voor: leerplichtambtenaar` (HANDLEIDING 3.8)
    ");
    let entry = GOED.replacen(
        "  wachten:\n",
        "  wachten:\n    bij_binnenkomst: {start: halt}\n",
        1,
    );
    insta::assert_snapshot!(told(&[&entry]), @"
    fout[F159]: fase `wachten` laat `halt` beginnen zonder een boa die dat besluit
      --> landelijk/proef.yaml:23:30
    hint: zet `start` bij een uitkomst van een taak `voor: leerplichtambtenaar` met `boa: ja` (HANDLEIDING 3.8)
    ");
}

#[test]
fn a_choice_made_before_is_carried_out_when_another_procedure_ends() {
    let wacht = "    wacht_op:\n      proces-verbaal: [{als: 'uitkomst == \"ingezonden\" en gegevens.soort == \"a\"', start: svb-melding, sluit: klaar}, {sluit: klaar}]\n";
    let good = met("{zet: {soort: a}, start: proces-verbaal}", wacht);
    assert_eq!(told(&[&good]), "");
    // Nobody chose it, or not an officer, or it is not asked.
    for other in [
        good.replacen("zet: {soort: a}, ", "", 1),
        good.replacen(
            "verzonden: {ga_naar: wachten}",
            "verzonden: {zet: {soort: a}, ga_naar: wachten}",
            1,
        ),
        good.replacen(
            " en gegevens.soort == \"a\"",
            " of gegevens.soort == \"a\"",
            1,
        ),
    ] {
        assert!(told(&[&other]).contains("F159"), "{other}");
    }
}

fn bureau(tekst: &str) -> String {
    format!(
        "procedure: proef\nbreidt_uit: landelijk/proef\nfasen: {{besluit: {{taken: {{kiezen: {tekst}}}}}}}\n"
    )
}

#[test]
fn a_layer_leaves_with_a_boa_what_is_his() {
    let start = met("{start: halt, sluit: klaar}", "");
    insta::assert_snapshot!(told(&[&start, &bureau("{voor: administratie}")]), @"
    fout[F159]: taak `kiezen` laat `halt` beginnen zonder een boa die dat besluit
      --> bureau/proef.yaml:3:42
    hint: zet `start` bij een uitkomst van een taak `voor: leerplichtambtenaar` met `boa: ja` (HANDLEIDING 3.8)

    waarschuwing[W114]: laag `bureau` geeft taak `kiezen` aan administratie; eronder is zij van leerplichtambtenaar
      --> bureau/proef.yaml:3:42
    hint: LPW art. 22 vraagt dit werk (landelijk/proef.yaml:25); kijk of het zo nog gebeurt (HANDLEIDING 7.2)
    ");
    insta::assert_snapshot!(told(&[&start, &bureau("{boa: nee}")]), @"
    fout[F159]: taak `kiezen` laat `halt` beginnen zonder een boa die dat besluit
      --> bureau/proef.yaml:3:41
    hint: zet `start` bij een uitkomst van een taak `voor: leerplichtambtenaar` met `boa: ja` (HANDLEIDING 3.8)
    ");
    let geen_start = met("{sluit: klaar}", "");
    insta::assert_snapshot!(told(&[&geen_start, &bureau("{boa: nee}")]), @"
    fout[F160]: laag `bureau` neemt taak `kiezen` weg bij de boa
      --> bureau/proef.yaml:3:41
    hint: alleen een boa of de leidinggevende mag dit (landelijk/proef.yaml:27); haal de regel weg (HANDLEIDING 7.2)
    ");
    assert_eq!(told(&[&geen_start, &bureau("{titel: Kies}")]), "");
}

#[test]
fn work_of_the_law_that_a_layer_changes() {
    let wet = met("{sluit: klaar}", "").replacen("        boa: ja\n", "", 1);
    insta::assert_snapshot!(told(&[&wet, &bureau("{voor: administratie, als: jongere.leeftijd >= 12, gegevens: {waarom: {verplicht: nee}}}")]), @"
    waarschuwing[W114]: laag `bureau` geeft taak `kiezen` aan administratie; eronder is zij van leerplichtambtenaar
      --> bureau/proef.yaml:3:42
    hint: LPW art. 22 vraagt dit werk (landelijk/proef.yaml:25); kijk of het zo nog gebeurt (HANDLEIDING 7.2)

    waarschuwing[W114]: laag `bureau` verandert wanneer taak `kiezen` opengaat
      --> bureau/proef.yaml:3:62
    hint: LPW art. 22 vraagt dit werk (landelijk/proef.yaml:25); kijk of het zo nog gebeurt (HANDLEIDING 7.2)

    waarschuwing[W114]: laag `bureau` vraagt bij taak `kiezen` niet altijd meer naar `waarom`
      --> bureau/proef.yaml:3:117
    hint: LPW art. 22 vraagt dit werk (landelijk/proef.yaml:25); kijk of het zo nog gebeurt (HANDLEIDING 7.2)
    ");
    let eigen = wet.replacen("LPW art. 22", "AI art. 22", 1);
    assert_eq!(
        told(&[
            &eigen,
            &bureau("{voor: administratie, gegevens: {waarom: {verplicht: nee}}}")
        ]),
        ""
    );
    assert_eq!(told(&[&wet, &bureau("{gegevens: {reden: tekst}}")]), "");
}
