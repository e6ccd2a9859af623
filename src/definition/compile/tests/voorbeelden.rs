//! Examples: an open term with one beside it, and a bureau that takes them over with one line.

use super::{GOED, gecompileerd, told};
use crate::definition::boom::Knoop;
use crate::definition::compile::{Laag, geheel, uitgeschreven};
use crate::definition::uitschrijven::regels;

const OVER: &str = "procedure: proef\nbreidt_uit: landelijk/proef\nvoorbeelden: overnemen\n";

/// The good procedure with the term of its taak and of its fase open, each with an example.
fn open() -> String {
    GOED.replacen(
        "{binnen: 6 weken, na: vermoeden, wettelijk: ja}",
        "{binnen: invullen, voorbeeld: 5 schooldagen, na: vermoeden}",
        1,
    )
    .replacen(
        "{binnen: 10 schooldagen, na: brief-sturen, grondslag: voorbeeld,",
        "{binnen: invullen, voorbeeld: 10 schooldagen, na: brief-sturen, grondslag: LPW art. 5,",
        1,
    )
}

fn bureau(tekst: &str) -> String {
    format!("{OVER}{tekst}")
}

fn laag(naam: &str, tekst: &str) -> Laag {
    Laag::lees(naam, "proef", &format!("{naam}/proef.yaml"), tekst)
        .0
        .unwrap()
}

fn written(boom: &Knoop) -> String {
    let lines = regels(boom, 100).into_iter();
    lines.map(|regel| regel.tekst + "\n").collect()
}

#[test]
fn taken_over_they_make_the_very_definition_that_writing_them_out_makes() {
    let by_hand = "procedure: proef\nbreidt_uit: landelijk/proef\nfasen:\n  schrijven:\n    taken:\n      brief-sturen: {termijn: {binnen: 5 schooldagen, grondslag: voorbeeld}}\n  wachten:\n    termijnen:\n      antwoord: {binnen: 10 schooldagen, grondslag: voorbeeld}\n";
    let (one, other) = (
        gecompileerd(&[&open(), OVER]),
        gecompileerd(&[&open(), by_hand]),
    );
    assert_eq!(one.diagnostics, []);
    assert_eq!(other.diagnostics, []);
    let (one, other) = (one.procedure.unwrap(), other.procedure.unwrap());
    assert_eq!(one, other);
    let termijn = one.taak("brief-sturen").unwrap().1.termijn.as_ref();
    assert_eq!(termijn.unwrap().laag, "bureau");
    // And the program writes out the same text.
    let laag = uitgeschreven(&[&laag("landelijk", &open())], &laag("bureau", OVER));
    assert_eq!(written(&laag), by_hand);
}

#[test]
fn how_long_stands_at_the_example_and_the_grondslag_at_the_line_that_took_it_over() {
    let (onder, boven) = (laag("landelijk", &open()), laag("bureau", OVER));
    let boom = geheel(&[&onder, &boven]).unwrap();
    let found: Vec<String> = regels(&boom, 100)
        .into_iter()
        .filter(|regel| regel.pad.iter().any(|naam| naam == "antwoord"))
        .map(|regel| {
            let tekst = regel.tekst.trim();
            format!("{tekst} ({}:{})", regel.plek.bestand, regel.plek.regel)
        })
        .collect();
    insta::assert_snapshot!(found.join("\n"), @"
    antwoord: (landelijk/proef.yaml:24)
    binnen: 10 schooldagen (landelijk/proef.yaml:24)
    na: brief-sturen (landelijk/proef.yaml:24)
    grondslag: voorbeeld (bureau/proef.yaml:3)
    verstreken: {sluit: klaar} (landelijk/proef.yaml:24)
    ");
    assert!(boom.regel("voorbeelden").is_none());
}

#[test]
fn what_a_bureau_says_itself_wins() {
    let own = bureau(
        "fasen: {schrijven: {taken: {brief-sturen: {termijn: {binnen: 3 schooldagen, grondslag: AI art. 3}}}}}\n",
    );
    let made = gecompileerd(&[&open(), &own]);
    assert_eq!(made.diagnostics, []);
    let procedure = made.procedure.unwrap();
    let termijn = procedure.taak("brief-sturen").unwrap().1.termijn.clone();
    let termijn = termijn.unwrap();
    assert_eq!(termijn.grondslag, ["AI art. 3"]);
    assert_eq!(
        format!("{:?}", termijn.tijd).matches("aantal: 3").count(),
        1
    );
    let wachten = &procedure.fasen["wachten"].termijnen["antwoord"];
    assert_eq!(wachten.grondslag, ["voorbeeld"]);
    // Its own article alone, beside the example.
    let article =
        bureau("fasen: {wachten: {termijnen: {antwoord: {grondslag: [LA, voorbeeld]}}}}\n");
    let procedure = gecompileerd(&[&open(), &article]).procedure.unwrap();
    let wachten = &procedure.fasen["wachten"].termijnen["antwoord"];
    assert_eq!(wachten.grondslag, ["LA", "voorbeeld"]);
}

#[test]
fn a_gemeente_fills_in_or_takes_over_what_its_bureau_left() {
    let leaves = "procedure: proef\nbreidt_uit: landelijk/proef\ntitel: Onze proef\n";
    let takes = OVER.replace("landelijk/", "bureau/");
    let made = gecompileerd(&[&open(), leaves, &takes]);
    assert_eq!(made.diagnostics, []);
    let procedure = made.procedure.unwrap();
    assert_eq!(
        procedure.fasen["wachten"].termijnen["antwoord"].laag,
        "gemeente"
    );
    // Said by both, it is said twice.
    insta::assert_snapshot!(told(&[&open(), OVER, &takes]), @"
    waarschuwing[W107]: laag `gemeente` verandert niets
      --> gemeente/proef.yaml:1:1
    hint: haal het bestand weg; wat eronder staat, geldt al (HANDLEIDING 7.2)
    ");
}

#[test]
fn an_example_is_no_rule_until_a_layer_takes_it_over() {
    let leaves = "procedure: proef\nbreidt_uit: landelijk/proef\ntitel: Onze proef\n";
    insta::assert_snapshot!(told(&[&open(), leaves]), @"
    fout[F132]: de termijn van taak `brief-sturen` is niet ingevuld
      --> landelijk/proef.yaml:15:27
    hint: zet in de laag van het bureau hoe lang, met de grondslag: `{binnen: 5 schooldagen, grondslag: …}`; of neem dit voorbeeld en alle andere over: `voorbeelden: overnemen` bovenaan uw bestand van deze procedure (HANDLEIDING 7.1)

    fout[F132]: termijn `antwoord` is niet ingevuld
      --> landelijk/proef.yaml:24:26
    hint: zet in de laag van het bureau hoe lang, met de grondslag: `{binnen: 10 schooldagen, grondslag: …}`; of neem dit voorbeeld en alle andere over: `voorbeelden: overnemen` bovenaan uw bestand van deze procedure (HANDLEIDING 7.1)
    ");
}

#[test]
fn what_is_new_and_open_has_no_example_to_take_over() {
    let without = open().replacen("voorbeeld: 10 schooldagen, ", "", 1);
    insta::assert_snapshot!(told(&[&without, OVER]), @"
    fout[F132]: termijn `antwoord` is niet ingevuld
      --> landelijk/proef.yaml:24:26
    hint: zet in de laag van het bureau hoe lang, met de grondslag: `{binnen: 5 schooldagen, grondslag: voorbeeld}` (HANDLEIDING 7.1)
    ");
}

#[test]
fn an_example_must_be_a_duration_beside_an_open_term() {
    let wrong = open()
        .replacen("voorbeeld: 5 schooldagen", "voorbeeld: vijf dagen", 1)
        .replacen(
            "{binnen: invullen, voorbeeld: 10",
            "{binnen: 8 weken, voorbeeld: 10",
            1,
        );
    insta::assert_snapshot!(told(&[&wrong, OVER]), @"
    fout[F130]: taak `brief-sturen`: `vijf dagen` is geen termijn; verwacht een heel getal en een eenheid, zoals `10 schooldagen` of `6 weken`
      --> landelijk/proef.yaml:15:48
    hint: zie HANDLEIDING 4.3

    fout[F158]: termijn `antwoord` noemt een voorbeeld, maar laat hier niet open hoe lang
      --> landelijk/proef.yaml:24:35
    hint: een voorbeeld staat naast `binnen: invullen` of `uiterlijk: invullen`; zeg anders zelf hoe lang, met de grondslag (HANDLEIDING 7.1)
    ");
}

#[test]
fn the_law_has_no_examples_and_the_lowest_layer_nothing_to_take_over() {
    let law = open().replacen("na: vermoeden}", "na: vermoeden, wettelijk: ja}", 1);
    insta::assert_snapshot!(told(&[&law, OVER]), @"
    fout[F132]: de termijn van taak `brief-sturen` is niet ingevuld
      --> landelijk/proef.yaml:15:27
    hint: zet in de laag van het bureau hoe lang, met de grondslag: `{binnen: 5 schooldagen, grondslag: voorbeeld}` (HANDLEIDING 7.1)

    fout[F158]: taak `brief-sturen` heeft een wettelijke termijn, en daarvan is geen voorbeeld
      --> landelijk/proef.yaml:15:37
    hint: zeg hoe lang de wet geeft, of haal `wettelijk: ja` weg (HANDLEIDING 7.1)
    ");
    let lowest = GOED.replacen(
        "titel: Proef\n",
        "titel: Proef\nvoorbeelden: overnemen\n",
        1,
    );
    insta::assert_snapshot!(told(&[&lowest]), @"
    fout[F158]: de onderste laag heeft geen voorbeelden om over te nemen
      --> landelijk/proef.yaml:3:1
    hint: haal de regel weg; een bureau zet haar in zijn eigen bestand (HANDLEIDING 7.1)
    ");
}

#[test]
fn a_line_that_does_nothing_is_told_and_so_is_an_example_said_twice() {
    insta::assert_snapshot!(told(&[GOED, OVER]), @"
    waarschuwing[W111]: laag `bureau` neemt voorbeelden over, maar er staat geen termijn met een voorbeeld meer open
      --> bureau/proef.yaml:3:1
    hint: haal de regel weg; zij doet niets (HANDLEIDING 7.1)
    ");
    let twice = bureau(
        "fasen: {wachten: {termijnen: {antwoord: {binnen: 10 schooldagen, grondslag: voorbeeld}}}}\n",
    );
    insta::assert_snapshot!(told(&[&open(), &twice]), @"
    waarschuwing[W107]: laag `bureau` zegt bij de termijn van termijn `antwoord` het voorbeeld dat zij al overneemt
      --> bureau/proef.yaml:4:42
    hint: haal het weg; landelijk/proef.yaml:24 zegt het al (HANDLEIDING 7.2)
    ");
    insta::assert_snapshot!(told(&[&open(), &OVER.replace("overnemen", "ja")]), @"
    fout[F006]: `ja` is geen keuze voor `voorbeelden`
      --> bureau/proef.yaml:3:14
    hint: toegestaan: `overnemen` (HANDLEIDING 3)

    fout[F132]: de termijn van taak `brief-sturen` is niet ingevuld
      --> landelijk/proef.yaml:15:27
    hint: zet in de laag van het bureau hoe lang, met de grondslag: `{binnen: 5 schooldagen, grondslag: …}`; of neem dit voorbeeld en alle andere over: `voorbeelden: overnemen` bovenaan uw bestand van deze procedure (HANDLEIDING 7.1)

    fout[F132]: termijn `antwoord` is niet ingevuld
      --> landelijk/proef.yaml:24:26
    hint: zet in de laag van het bureau hoe lang, met de grondslag: `{binnen: 10 schooldagen, grondslag: …}`; of neem dit voorbeeld en alle andere over: `voorbeelden: overnemen` bovenaan uw bestand van deze procedure (HANDLEIDING 7.1)
    ");
}

#[test]
fn what_is_switched_off_is_not_filled_in_and_shows_no_example() {
    let off = bureau(
        "fasen: {schrijven: {taken: {brief-sturen: {termijn: {uit: wij tellen niet}, herinner: [], escaleer: []}}}}\n",
    );
    let boom = geheel(&[&laag("landelijk", &open()), &laag("bureau", &off)]).unwrap();
    let pad = ["fasen", "schrijven", "taken", "brief-sturen", "termijn"];
    let termijn = boom.op_pad(&pad).unwrap();
    assert_eq!(termijn.regel("binnen").unwrap().1.tekst(), Some("invullen"));
    assert!(termijn.regel("voorbeeld").is_none());
    let whole = "procedure: proef\nbreidt_uit: landelijk/proef\nuit: doet een ander\n";
    let boom = geheel(&[&laag("landelijk", &open()), &laag("bureau", whole)]).unwrap();
    assert!(boom.op_pad(&pad).unwrap().regel("voorbeeld").is_none());
}
