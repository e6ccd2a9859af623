//! The dwangsom: where it may stand, and amounts of a bureau's own.

use super::{GOED, gecompileerd, met, told};

const WET: &str = "na: vermoeden, wettelijk: ja";

fn with(dwangsom: &str) -> String {
    GOED.replacen(WET, &format!("{WET}, dwangsom: {dwangsom}"), 1)
}

fn at_most(layers: &[&str]) -> u32 {
    let procedure = gecompileerd(layers).procedure.unwrap();
    let (naam, dwangsom) = procedure.dwangsom().unwrap();
    assert_eq!(naam, "brief-sturen");
    dwangsom.euro(u32::MAX)
}

const ANDERS: &str = "\
procedure: proef
breidt_uit: landelijk/proef
fasen:
  schrijven:
    taken:
      brief-sturen:
        termijn: {dwangsom: DWANGSOM}
";

#[test]
fn the_amounts_of_the_law_or_those_of_an_upper_layer() {
    assert_eq!(at_most(&[&with("ja")]), 1442);
    let own = "{bedragen: [{dagen: 14, euro: 30}, {dagen: 28, euro: 50}], grondslag: Stb. 2028}";
    assert_eq!(
        at_most(&[&with("ja"), &ANDERS.replace("DWANGSOM", own)]),
        1820
    );
}

#[test]
fn a_layer_cannot_take_the_dwangsom_away() {
    let away = ANDERS.replace("DWANGSOM", "nee");
    insta::assert_snapshot!(told(&[&with("ja"), &away]), @"
    fout[F151]: laag `bureau` neemt de dwangsom van de termijn van taak `brief-sturen` weg
      --> bureau/proef.yaml:7:29
    hint: LPW art. 2 stelt deze termijn (landelijk/proef.yaml:15); een laag mag haar verkorten, nooit verlengen of weglaten (HANDLEIDING 4.4)
    ");
}

#[test]
fn only_a_term_of_law_costs_money_and_only_one() {
    insta::assert_snapshot!(met("grondslag: voorbeeld,", "grondslag: voorbeeld, dwangsom: ja,"), @"
    fout[F139]: termijn `antwoord` heeft een dwangsom, maar is geen wettelijke termijn
      --> landelijk/proef.yaml:24:82
    hint: zet er `wettelijk: ja` bij, of haal `dwangsom` weg (HANDLEIDING 4.7)
    ");
    let twice = with("ja").replacen(
        "grondslag: voorbeeld,",
        "grondslag: voorbeeld, dwangsom: ja, wettelijk: ja, herinner: [1 dag vooraf], escaleer: [{op: de dag, naar: leidinggevende}],",
        1,
    );
    insta::assert_snapshot!(told(&[&twice]), @"
    fout[F139]: termijn `antwoord` heeft een dwangsom, maar een andere termijn ook al
      --> landelijk/proef.yaml:24:82
    hint: een zaak heeft één beslistermijn; zie landelijk/proef.yaml:15 (HANDLEIDING 4.7)
    ");
}

#[test]
fn amounts_that_are_not_complete() {
    insta::assert_snapshot!(told(&[&with("{bedragen: [{dagen: 0, euro: 23}], grondslag: Awb}")]), @"
    fout[F139]: de dwangsom van taak `brief-sturen` is niet compleet
      --> landelijk/proef.yaml:15:66
    hint: schrijf `ja`, of `{bedragen: [{dagen: 14, euro: 23}, …], grondslag: …}` (HANDLEIDING 4.7)
    ");
}
