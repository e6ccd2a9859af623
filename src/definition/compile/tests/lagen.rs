//! Layers: what an upper one may change, and what it may not.

use super::{GOED, gecompileerd, told};

/// What is told when a bureau says this of the fase `schrijven`.
fn bureau(taak: &str) -> String {
    told(&[GOED, &laag(taak)])
}

fn laag(taak: &str) -> String {
    format!(
        "procedure: proef\nbreidt_uit: landelijk/proef\nfasen:\n  schrijven:\n    taken:\n{taak}"
    )
}

#[test]
fn a_bureau_shortens_a_term_of_law_and_the_layer_is_remembered() {
    let made = gecompileerd(&[
        GOED,
        &laag("      brief-sturen: {termijn: {binnen: 4 weken}}\n"),
    ]);
    assert_eq!(made.diagnostics, []);
    let procedure = made.procedure.unwrap();
    let (_, taak) = procedure.taak("brief-sturen").unwrap();
    assert_eq!(taak.termijn.as_ref().unwrap().laag, "bureau");
    assert_eq!(procedure.termijn("antwoord").unwrap().laag, "landelijk");
    assert_eq!(procedure.lagen, ["landelijk", "bureau"]);
}

#[test]
fn a_term_of_law_is_not_lengthened() {
    insta::assert_snapshot!(bureau("      brief-sturen: {termijn: {binnen: 8 weken}}\n"), @r"
    fout[F150]: laag `bureau` verruimt de termijn van taak `brief-sturen` van `6 weken` naar `8 weken`
      --> bureau/proef.yaml:6:40
    hint: LPW art. 2 stelt deze termijn (landelijk/proef.yaml:15); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)
    ");
}

#[test]
fn a_term_of_law_is_not_counted_in_another_unit() {
    insta::assert_snapshot!(bureau("      brief-sturen: {termijn: {binnen: 20 schooldagen}}\n"), @r"
    fout[F152]: laag `bureau` stelt de termijn van taak `brief-sturen` op `20 schooldagen`, en dat is niet met `6 weken` te vergelijken
      --> bureau/proef.yaml:6:40
    hint: LPW art. 2 stelt deze termijn (landelijk/proef.yaml:15); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)
    ");
}

#[test]
fn a_term_of_law_is_not_removed() {
    insta::assert_snapshot!(bureau("      brief-sturen: {uit: doen wij niet}\n"), @"
    fout[F151]: laag `bureau` laat de termijn van taak `brief-sturen` weg
      --> bureau/proef.yaml:6:22
    hint: LPW art. 2 stelt deze termijn (landelijk/proef.yaml:15); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)

    fout[F121]: fase `schrijven` heeft geen uitweg
      --> landelijk/proef.yaml:8:3
    hint: geen taak, termijn of gebeurtenis heeft hier `ga_naar` of `sluit` (HANDLEIDING 3.3)

    fout[F120]: fase `wachten` wordt nooit bereikt
      --> landelijk/proef.yaml:22:3
    hint: geen gevolg gaat hierheen; zet ergens `ga_naar: wachten`, of haal de fase weg (HANDLEIDING 3.3)

    fout[F109]: termijn `antwoord` telt vanaf `brief-sturen`, dat niet bestaat
      --> landelijk/proef.yaml:24:46
    hint: `brief-sturen` staat uit: doen wij niet (HANDLEIDING 4.2)
    ");
    insta::assert_snapshot!(told(&[GOED, "procedure: proef\nbreidt_uit: landelijk/proef\nfasen:\n  schrijven: {uit: doen wij niet}\n"]), @"
    fout[F151]: laag `bureau` laat de termijn van taak `brief-sturen` weg
      --> bureau/proef.yaml:4:15
    hint: LPW art. 2 stelt deze termijn (landelijk/proef.yaml:15); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)

    fout[F101]: de procedure begint in onbekende fase `schrijven`
      --> landelijk/proef.yaml:6:8
    hint: `schrijven` staat uit: doen wij niet (HANDLEIDING 3.5)

    fout[F120]: fase `wachten` wordt nooit bereikt
      --> landelijk/proef.yaml:22:3
    hint: geen gevolg gaat hierheen; zet ergens `ga_naar: wachten`, of haal de fase weg (HANDLEIDING 3.3)

    fout[F109]: termijn `antwoord` telt vanaf `brief-sturen`, dat niet bestaat
      --> landelijk/proef.yaml:24:46
    hint: `brief-sturen` staat uit: doen wij niet (HANDLEIDING 4.2)
    ");
}

#[test]
fn a_term_of_law_is_not_called_otherwise_nor_begun_later() {
    insta::assert_snapshot!(bureau("      brief-sturen: {termijn: {wettelijk: nee, na: ontvangst, opschorten: ja, verdagen: 2 weken}}\n"), @r"
    fout[F151]: laag `bureau` noemt de termijn van taak `brief-sturen` niet langer wettelijk
      --> bureau/proef.yaml:6:43
    hint: LPW art. 2 stelt deze termijn (landelijk/proef.yaml:15); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)

    fout[F152]: laag `bureau` telt de termijn van taak `brief-sturen` vanaf iets anders
      --> bureau/proef.yaml:6:52
    hint: LPW art. 2 stelt deze termijn (landelijk/proef.yaml:15); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)

    fout[F150]: laag `bureau` laat de termijn van taak `brief-sturen` opschorten
      --> bureau/proef.yaml:6:75
    hint: LPW art. 2 stelt deze termijn (landelijk/proef.yaml:15); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)

    fout[F150]: laag `bureau` laat de termijn van taak `brief-sturen` verdagen
      --> bureau/proef.yaml:6:89
    hint: LPW art. 2 stelt deze termijn (landelijk/proef.yaml:15); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)
    ");
}

/// What is told when the bureau takes four of the six weeks and the gemeente this.
fn gemeente(binnen: &str) -> String {
    let bureau = laag("      brief-sturen: {termijn: {binnen: 4 weken}}\n");
    let gemeente = laag(&format!(
        "      brief-sturen: {{termijn: {{binnen: {binnen}}}}}\n"
    ));
    told(&[
        GOED,
        &bureau,
        &gemeente.replace("landelijk/proef", "bureau/proef"),
    ])
}

#[test]
fn a_gemeente_may_give_back_what_its_bureau_took_but_no_more_than_the_law_gives() {
    assert_eq!(gemeente("6 weken"), "");
    insta::assert_snapshot!(gemeente("7 weken"), @r"
    fout[F150]: laag `gemeente` verruimt de termijn van taak `brief-sturen` van `6 weken` naar `7 weken`
      --> gemeente/proef.yaml:6:40
    hint: LPW art. 2 stelt deze termijn (landelijk/proef.yaml:15); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)
    ");
}

#[test]
fn a_taak_the_lower_layer_does_not_have() {
    insta::assert_snapshot!(bureau("      brief-stuuren: {termijn: {binnen: 4 weken}}\n"), @"
    fout[F154]: laag `bureau` verandert taak `brief-stuuren`, maar die bestaat in de laag eronder niet
      --> bureau/proef.yaml:6:7
    hint: bedoelde u `brief-sturen`? (HANDLEIDING 7.2)
    ");
}

#[test]
fn a_fase_the_lower_layer_does_not_have() {
    insta::assert_snapshot!(
        told(&[GOED, "procedure: proef\nbreidt_uit: landelijk/proef\nfasen:\n  wachtten: {termijnen: {antwoord: {binnen: 4 schooldagen}}}\n"]),
        @"
    fout[F154]: laag `bureau` verandert fase `wachtten`, maar die bestaat in de laag eronder niet
      --> bureau/proef.yaml:4:3
    hint: bedoelde u `wachten`? (HANDLEIDING 7.2)
    "
    );
}

#[test]
fn a_bureau_adds_a_whole_taak() {
    assert_eq!(
        bureau(
            "      bellen: {titel: Bel de ouders, voor: administratie, uitkomsten: {gebeld: {}}}\n"
        ),
        ""
    );
}

#[test]
fn a_layer_says_what_it_lies_on() {
    insta::assert_snapshot!(told(&[GOED, "procedure: proefje\nbreidt_uit: landelijk/pref\n"]), @"
    waarschuwing[W107]: laag `bureau` verandert niets
      --> bureau/proef.yaml:1:1
    hint: haal het bestand weg; wat eronder staat, geldt al (HANDLEIDING 7.2)

    fout[F100]: het bestand heet `proef.yaml`, maar de procedure `proefje`
      --> bureau/proef.yaml:1:12
    hint: geef beide dezelfde naam (HANDLEIDING 1.2)

    fout[F155]: deze laag ligt over `landelijk/pref`, maar die is er niet
      --> bureau/proef.yaml:2:13
    hint: schrijf `breidt_uit: landelijk/proef` (HANDLEIDING 7.2)
    ");
}

#[test]
fn an_upper_layer_may_count_in_another_way() {
    let onder = GOED.replacen(", wettelijk: ja", "", 1);
    let made = gecompileerd(&[
        &onder,
        &laag("      brief-sturen: {termijn: {uiterlijk: 5 schooldagen, voor: vermoeden}}\n"),
    ]);
    assert_eq!(made.diagnostics, []);
}

#[test]
fn what_is_switched_off_says_why_it_is_missing() {
    insta::assert_snapshot!(
        told(&[GOED, "procedure: proef\nbreidt_uit: landelijk/proef\nfasen:\n  wachten: {uit: wij wachten niet}\n"]),
        @"
    fout[F101]: taak `brief-sturen` gaat naar onbekende fase `wachten`
      --> landelijk/proef.yaml:20:32
    hint: `wachten` staat uit: wij wachten niet (HANDLEIDING 3.5)
    "
    );
}

#[test]
fn a_layer_may_say_that_a_term_is_not_extended() {
    let may = GOED.replacen(
        "wettelijk: ja}",
        "wettelijk: ja, verdagen: 4 weken, bij_verdagen: {brief: eerste}}",
        1,
    );
    let never = laag("      brief-sturen: {termijn: {verdagen: nee}}\n");
    let made = gecompileerd(&[&may, &never]);
    assert_eq!(made.diagnostics, []);
    let procedure = made.procedure.unwrap();
    let (_, taak) = procedure.taak("brief-sturen").unwrap();
    let termijn = taak.termijn.as_ref().unwrap();
    assert_eq!((termijn.verdagen, termijn.bij_verdagen.len()), (None, 0));

    assert_eq!(told(&[GOED, &never]), "");
}

#[test]
fn a_smaller_gevolg_takes_nothing_away() {
    let onder = GOED.replacen(
        "verzonden: {ga_naar: wachten}",
        "verzonden: {zet: {soort: a}, ga_naar: wachten}",
        1,
    );
    let boven = "      brief-sturen: {titel: Stuur de nieuwe brief, uitkomsten: {verzonden: {ga_naar: wachten}}}\n";
    insta::assert_snapshot!(told(&[&onder, &laag(boven)]), @"
    waarschuwing[W107]: laag `bureau` zegt bij `uitkomsten` van `brief-sturen` wat er al staat
      --> bureau/proef.yaml:6:52
    hint: wat eronder staat, geldt ook nog: `zet`; moet dat vervallen, schrijf het gevolg dan als lijst: `[{…}]`. Anders: haal het weg; landelijk/proef.yaml:19 zegt het al (HANDLEIDING 7.2)
    ");
    // As a list it does.
    let lijst = boven.replace(
        "verzonden: {ga_naar: wachten}",
        "verzonden: [{ga_naar: wachten}]",
    );
    let made = gecompileerd(&[&onder, &laag(&lijst)]);
    assert_eq!(made.diagnostics, []);
    let procedure = made.procedure.unwrap();
    let (_, taak) = procedure.taak("brief-sturen").unwrap();
    assert!(taak.uitkomsten["verzonden"][0].zet.is_empty());
}

#[test]
fn what_a_gemeente_repeats_is_pointed_at_in_the_layer_that_says_it() {
    let bureau = laag("      brief-sturen: {termijn: {binnen: 4 weken}}\n");
    let gemeente =
        laag("      brief-sturen: {titel: Stuur de nieuwe brief, termijn: {binnen: 4 weken}}\n")
            .replace("landelijk/proef", "bureau/proef");
    insta::assert_snapshot!(told(&[GOED, &bureau, &gemeente]), @"
    waarschuwing[W107]: laag `gemeente` zegt bij `termijn` van `brief-sturen` wat er al staat
      --> gemeente/proef.yaml:6:52
    hint: haal het weg; bureau/proef.yaml:6 zegt het al (HANDLEIDING 7.2)
    ");
}

#[test]
fn what_is_switched_off_has_a_reason() {
    let boven = "procedure: proef\nbreidt_uit: landelijk/proef\nfasen:\n  schrijven:\n    taken:\n      brief-sturen: {termijn: {uit: }}\n";
    let onder = GOED.replacen(", wettelijk: ja", "", 1);
    let told = told(&[&onder, boven]);
    insta::assert_snapshot!(told.split("\n\n").find(|one| one.contains("F007")).unwrap_or_default(), @"
    fout[F007]: `uit` heeft geen reden
      --> bureau/proef.yaml:6:32
    hint: schrijf waarom dit hier niet gebeurt: `uit: geen afspraken met Halt` (HANDLEIDING 1.4)
    ");
}

#[test]
fn a_taak_under_the_wrong_fase_is_told_where_it_stands() {
    let boven = "procedure: proef\nbreidt_uit: landelijk/proef\nfasen:\n  wachten:\n    taken:\n      brief-sturen: {titel: Stuur hem later}\n";
    insta::assert_snapshot!(told(&[GOED, boven]), @"
    fout[F154]: laag `bureau` verandert taak `brief-sturen`, maar die bestaat in de laag eronder niet
      --> bureau/proef.yaml:6:7
    hint: taak `brief-sturen` staat in fase `schrijven`; zet haar daaronder (HANDLEIDING 7.2)
    ");
}

#[test]
fn a_condition_that_leaves_out_the_first_word() {
    let text = GOED.replacen(
        "gevolg: {sluit: klaar}",
        "gevolg: [{als: leeftijd >= 12, sluit: klaar}, {sluit: klaar}]",
        1,
    );
    insta::assert_snapshot!(told(&[&text]), @"
    fout[F141]: gebeurtenis `reactie` leest `leeftijd`, dat niet bestaat
      --> landelijk/proef.yaml:28:24
    hint: bedoelde u `jongere.leeftijd`? (HANDLEIDING 6)
    ");
}

#[test]
fn a_text_between_curved_quotes_and_one_with_a_colon() {
    let text = GOED.replacen("titel: Stuur de brief", "titel: “Stuur: de brief”", 1);
    insta::assert_snapshot!(told(&[&text]), @r#"
    fout[F001]: een dubbele punt staat hier niet goed
      --> landelijk/proef.yaml:11:22
    hint: zet de tekst tussen rechte aanhalingstekens: `"…"`; de gebogen `“` en `”` van een tekstverwerker tellen niet (HANDLEIDING 1.4)
    "#);
    let text = GOED.replacen("gevolg: {sluit: klaar}", "gevolg: {sluit: klaar: nu}", 1);
    insta::assert_snapshot!(told(&[&text]), @"
    fout[F001]: hier ontbreekt een komma of een `}`
      --> landelijk/proef.yaml:28:30
    hint: elke `{` heeft een `}`, elke `[` een `]`; tussen de onderdelen staan komma's, en een tekst met een dubbele punt of komma erin staat tussen rechte aanhalingstekens (HANDLEIDING 1.4)
    ");
    let text = GOED.replacen(
        "escaleer:\n          - {op: de dag, naar: leidinggevende}",
        "escaleer: {op: de dag, naar: leidinggevende}",
        1,
    );
    insta::assert_snapshot!(told(&[&text]), @"
    fout[F005]: `escaleer` heeft de verkeerde vorm: gevonden: blok met sleutels, verwacht: lijst
      --> landelijk/proef.yaml:17:19
    hint: maak er een lijst van: zet het blok op een eigen regel met `- ` ervoor, of tussen rechte haken: `[{…}]` (HANDLEIDING 1.4)
    ");
}
