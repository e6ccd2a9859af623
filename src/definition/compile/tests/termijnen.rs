//! Terms: unreadable, open, without grondslag, without a ladder.

use super::{GOED, met, told};

const TERMIJN: &str = "{binnen: 6 weken, na: vermoeden, wettelijk: ja}";

#[test]
fn a_duration_that_cannot_be_read() {
    insta::assert_snapshot!(met("6 weken", "zes weken"), @"
    fout[F130]: taak `brief-sturen`: `zes weken` is geen termijn; verwacht een heel getal en een eenheid, zoals `10 schooldagen` of `6 weken`
      --> landelijk/proef.yaml:15:27
    hint: zie HANDLEIDING 4.3
    ");
}

#[test]
fn a_term_left_open_by_every_layer() {
    insta::assert_snapshot!(met("6 weken", "invullen"), @r"
    fout[F132]: de termijn van taak `brief-sturen` is niet ingevuld
      --> landelijk/proef.yaml:15:27
    hint: zet in de laag van het bureau hoe lang, met de grondslag: `{binnen: 5 schooldagen, grondslag: voorbeeld}` (HANDLEIDING 7.1)
    ");
}

#[test]
fn a_term_without_grondslag() {
    insta::assert_snapshot!(met("grondslag: voorbeeld, ", ""), @"
    fout[F131]: termijn `antwoord` heeft geen grondslag
      --> landelijk/proef.yaml:24:7
    hint: noem het artikel, of `grondslag: voorbeeld` als geen bron haar geeft (HANDLEIDING 3.1)
    ");
}

#[test]
fn an_anchor_that_does_not_exist_and_a_field_that_is_no_date() {
    insta::assert_snapshot!(met("na: brief-sturen", "na: brief-stuurde"), @"
    fout[F109]: termijn `antwoord` telt vanaf `brief-stuurde`, dat niet bestaat
      --> landelijk/proef.yaml:24:46
    hint: bedoelde u `brief-sturen`? (HANDLEIDING 4.2)
    ");
    insta::assert_snapshot!(met("na: brief-sturen", "na: soort"), @"
    fout[F109]: termijn `antwoord` telt vanaf `soort`, maar dat veld is geen datum
      --> landelijk/proef.yaml:24:46
    hint: zie HANDLEIDING 4.2
    ");
}

#[test]
fn a_term_that_says_twice_how_long() {
    insta::assert_snapshot!(met(TERMIJN, "{binnen: 6 weken, op: vermoeden}"), @r"
    fout[F133]: taak `brief-sturen` zegt op meer dan één manier hoe lang
      --> landelijk/proef.yaml:15:18
    hint: kies één vorm: `binnen … na …`, `uiterlijk … voor …`, `voor: 1 juli` of `op: een datum` (HANDLEIDING 4.1)
    ");
}

#[test]
fn a_fixed_date_and_counting_back() {
    assert_eq!(met(TERMIJN, "{voor: 1 juli}"), "");
    assert_eq!(
        met(TERMIJN, "{uiterlijk: 5 schooldagen, voor: vermoeden}"),
        ""
    );
    insta::assert_snapshot!(met(TERMIJN, "{voor: 31 juni}"), @"
    fout[F136]: taak `brief-sturen`: `31 juni` is geen dag van het jaar
      --> landelijk/proef.yaml:15:25
    hint: schrijf een dag en een maand, zoals `1 juli` (HANDLEIDING 4.1)
    ");
    insta::assert_snapshot!(met(TERMIJN, "{voor: vermoeden}"), @"
    fout[F136]: taak `brief-sturen`: `vermoeden` is geen dag van het jaar
      --> landelijk/proef.yaml:15:25
    hint: terugtellen vraagt ook hoeveel: `{uiterlijk: 5 schooldagen, voor: vermoeden}` (HANDLEIDING 4.1)
    ");
}

#[test]
fn rungs_that_cannot_be_read() {
    insta::assert_snapshot!(
        told(&[&GOED
            .replacen("[2 schooldagen vooraf]", "[2 schooldagen eerder, 0 dagen vooraf, 2 schooldagen vooraf]", 1)
            .replacen("{op: de dag, naar: leidinggevende}", "{op: dedag, naar: leidinggevende}", 1)]),
        @"
    fout[F134]: taak `brief-sturen`: `2 schooldagen eerder` zegt niet wanneer
      --> landelijk/proef.yaml:16:20
    hint: schrijf `2 schooldagen vooraf`, `op de dag` of `1 schooldag na` (HANDLEIDING 5)

    fout[F134]: taak `brief-sturen`: `0 dagen` is de dag zelf
      --> landelijk/proef.yaml:16:42
    hint: schrijf `op de dag` (HANDLEIDING 5)

    fout[F134]: een trede van taak `brief-sturen` zegt niet op één manier wanneer
      --> landelijk/proef.yaml:18:18
    hint: schrijf `op: de dag`, `vooraf: 2 schooldagen` of `na: 1 schooldag` (HANDLEIDING 5)
    "
    );
}

#[test]
fn a_ladder_in_the_wrong_place() {
    insta::assert_snapshot!(met(TERMIJN, "{binnen: 6 weken, herinner: [op de dag]}"), @"
    fout[F135]: `herinner` staat hier onder de termijn van taak `brief-sturen`
      --> landelijk/proef.yaml:15:36
    hint: zet het een stap naar links, onder de taak zelf (HANDLEIDING 5)
    ");
    insta::assert_snapshot!(met("        termijn: {binnen: 6 weken, na: vermoeden, wettelijk: ja}\n", ""), @"
    fout[F135]: taak `brief-sturen` heeft `herinner` maar geen termijn
      --> landelijk/proef.yaml:15:9
    hint: geef de taak een `termijn`, of haal de regel weg (HANDLEIDING 5)

    fout[F135]: taak `brief-sturen` heeft `escaleer` maar geen termijn
      --> landelijk/proef.yaml:16:9
    hint: geef de taak een `termijn`, of haal de regel weg (HANDLEIDING 5)
    ");
}

#[test]
fn a_term_of_law_that_warns_too_little() {
    insta::assert_snapshot!(
        told(&[&GOED.replacen("[2 schooldagen vooraf]", "[op de dag]", 1).replacen("naar: leidinggevende", "naar: administratie", 1)]),
        @"
    fout[F153]: de termijn van taak `brief-sturen` is wettelijk, maar bereikt de leidinggevende niet
      --> landelijk/proef.yaml:15:51
    hint: zet er een trede bij: `escaleer: [{op: de dag, naar: leidinggevende}]` (HANDLEIDING 4.4)

    fout[F153]: de termijn van taak `brief-sturen` is wettelijk, maar waarschuwt administratie niet vooraf
      --> landelijk/proef.yaml:15:51
    hint: zet er een herinnering bij: `herinner: [2 schooldagen vooraf]` (HANDLEIDING 4.4)
    "
    );
}

#[test]
fn a_warning_before_the_beginning() {
    insta::assert_snapshot!(met(TERMIJN, "{binnen: 1 schooldag}"), @"
    waarschuwing[W103]: taak `brief-sturen` waarschuwt 2 schooldagen vooraf, maar heeft maar 1 schooldag
      --> landelijk/proef.yaml:16:19
    hint: die waarschuwing gaat meteen uit; kies een kortere tijd of `op de dag` (HANDLEIDING 5)
    ");
}

#[test]
fn a_schedule_with_a_numbered_weekday() {
    insta::assert_snapshot!(met("begin: schrijven", "rooster:\n  elke-week: {wanneer: \"0 8 * * 1\"}\n  nooit: {wanneer: \"0 25 * * ma\"}\nbegin: schrijven\nbetrokkene: bureau"), @"
    fout[F137]: rooster `elke-week`: `1` is geen weekdag (`ma`, `di`, `wo`, `do`, `vr`, `za`, `zo`)
      --> landelijk/proef.yaml:7:24
    hint: schrijf `minuut uur dag maand weekdag`, zoals `0 8 1 9 *` (1 september om 8 uur) of `0 8 * * ma` (HANDLEIDING 3.10)

    fout[F137]: rooster `nooit`: `25` is geen uur van 0 tot en met 23
      --> landelijk/proef.yaml:8:20
    hint: schrijf `minuut uur dag maand weekdag`, zoals `0 8 1 9 *` (1 september om 8 uur) of `0 8 * * ma` (HANDLEIDING 3.10)
    ");
}

#[test]
fn a_term_of_a_taak_that_warns_nobody() {
    let silent = "wettelijk: ja}\n        herinner: [2 schooldagen vooraf]\n        escaleer:\n          - {op: de dag, naar: leidinggevende}\n";
    insta::assert_snapshot!(met(silent, "wettelijk: nee}\n"), @"
    waarschuwing[W105]: de termijn van taak `brief-sturen` waarschuwt niemand
      --> landelijk/proef.yaml:15:9
    hint: zet er een herinnering bij, `herinner: [op de dag]`, en een trede naar wie het moet weten (HANDLEIDING 5)
    ");
}

#[test]
fn a_term_that_hangs_on_one_that_runs() {
    let taak = "    taken:\n      bellen:\n        titel: Bel\n        voor: administratie\n        termijn: {op: antwoord, grondslag: voorbeeld}\n        herinner: [op de dag]\n        uitkomsten: {gebeld: {}}\n    gebeurtenissen:";
    insta::assert_snapshot!(met("    gebeurtenissen:", taak), @"
    waarschuwing[W106]: taak `bellen` hangt aan termijn `antwoord`, die dan nog loopt en geen dag is
      --> landelijk/proef.yaml:29:23
    hint: een termijn is pas een dag als zij is verstreken; tel vanaf `begin` of een datumgegeven (HANDLEIDING 4.6)
    ");
}

#[test]
fn a_decision_that_may_be_extended_without_a_letter() {
    insta::assert_snapshot!(met("wettelijk: ja}", "wettelijk: ja, verdagen: 4 weken}"), @"
    waarschuwing[W109]: de termijn van taak `brief-sturen` wordt verdaagd zonder brief
      --> landelijk/proef.yaml:15:66
    hint: wie op het besluit wacht, hoort de nieuwe datum vóór het einde: `bij_verdagen: {brief: naam}` (HANDLEIDING 4.5)
    ");
    let told = "wettelijk: ja, verdagen: 4 weken, bij_verdagen: {brief: eerste}}";
    assert_eq!(met("wettelijk: ja}", told), "");
    for never in ["nee", "0 weken"] {
        let never = format!("wettelijk: ja, verdagen: {never}}}");
        assert_eq!(met("wettelijk: ja}", &never), "");
    }
}

#[test]
fn what_goes_with_a_verdaging_moves_nothing_and_asks_for_one() {
    let moves =
        "wettelijk: ja, verdagen: 4 weken, bij_verdagen: {ga_naar: wachten, brief: eerste}}";
    insta::assert_snapshot!(met("wettelijk: ja}", moves), @"
    fout[F003]: onbekende sleutel `ga_naar` in `bij_verdagen`
      --> landelijk/proef.yaml:15:100
    hint: toegestaan: `zet`, `open`, `brief` of `mail` (HANDLEIDING 3)
    ");
    let none = "wettelijk: ja, bij_verdagen: {brief: eersten}}";
    insta::assert_snapshot!(met("wettelijk: ja}", none), @"
    fout[F123]: taak `brief-sturen` heeft `bij_verdagen`, maar mag niet worden verdaagd
      --> landelijk/proef.yaml:15:66
    hint: zeg hoeveel hoogstens mag, zoals `verdagen: 4 weken`, of haal de regel weg (HANDLEIDING 3)

    fout[F501]: taak `brief-sturen` noemt brief `eersten`, maar die tekst is er niet
      --> landelijk/proef.yaml:15:88
    hint: bedoelde u `eerste`? (HANDLEIDING 8.1)
    ");
}
