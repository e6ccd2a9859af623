//! Faults that no other story tells: each by a small change of the good procedure, with the whole text.

use super::*;

/// Each change and what is told of it.
fn told_of(changes: &[(&str, &str)]) -> String {
    let told = changes.iter().map(|(van, naar)| met(van, naar));
    told.collect::<Vec<_>>().join("\n\n")
}

const REACTIE: &str = "      reactie:
        gegevens: {inhoud: [ja-graag, liever-niet]}
        gevolg: {sluit: klaar}
";

const ANTWOORD: &str = "      antwoord: {binnen: 10 schooldagen, na: brief-sturen, grondslag: voorbeeld, verstreken: {sluit: klaar}}
";

#[test]
fn a_name_that_does_not_exist_and_a_part_that_is_missing() {
    let told = told_of(&[
        ("titel: Proef\n", ""),
        (
            "        brief: eerste\n",
            "        brief: eerste\n        voorstel: wegen\n",
        ),
        (
            "niet-nodig: {sluit: klaar}",
            "niet-nodig: {mail: {tekst: overzigt, naar: beheerder}, sluit: klaar}",
        ),
    ]);
    insta::assert_snapshot!(told, @"
    fout[F123]: de procedure mist `titel`
      --> landelijk/proef.yaml:1:1
    hint: schrijf hoe medewerkers haar noemen: `titel: Absoluut verzuim` (HANDLEIDING 3)

    fout[F106]: taak `brief-sturen` stelt onbekende vraag `wegen`
      --> landelijk/proef.yaml:14:19
    hint: zie HANDLEIDING 9

    fout[F502]: taak `brief-sturen` noemt mail `overzigt`, maar die tekst is er niet
      --> landelijk/proef.yaml:21:38
    hint: bedoelde u `overzicht`? (HANDLEIDING 8.3)
    ");
}

#[test]
fn a_fase_that_only_an_event_from_outside_ends() {
    let general = format!(
        "    titel: Wachten\ngebeurtenissen:\n{}",
        REACTIE
            .replace("      r", "  r")
            .replace("        g", "    g")
    );
    let whole = format!("    termijnen:\n{ANTWOORD}    gebeurtenissen:\n{REACTIE}");
    insta::assert_snapshot!(met(&whole, &general), @"
    waarschuwing[W102]: fase `wachten` eindigt alleen als er van buiten iets binnenkomt
      --> landelijk/proef.yaml:22:3
    hint: geef haar een termijn met `verstreken`, of een taak die verder leidt (HANDLEIDING 3.3)
    ");
}

#[test]
fn a_term_of_law_that_is_extended_without_a_letter() {
    let told = met("wettelijk: ja}", "wettelijk: ja, verdagen: 4 weken}");
    insta::assert_snapshot!(told, @"
    waarschuwing[W109]: de termijn van taak `brief-sturen` wordt verdaagd zonder brief
      --> landelijk/proef.yaml:15:66
    hint: wie op het besluit wacht, hoort de nieuwe datum vóór het einde: `bij_verdagen: {brief: naam}` (HANDLEIDING 4.5)
    ");
}

#[test]
fn a_rung_that_comes_when_its_fase_is_over_is_never_seen() {
    // Its own term takes the zaak away.
    let own = ANTWOORD.replace(
        "verstreken",
        "escaleer: [{op: de dag, naar: leidinggevende}, {na: 2 schooldagen, naar: leidinggevende}], verstreken",
    );
    // Another one does: ten days from the same day, and this rung comes on the eleventh.
    let bellen = "    taken:
      bellen:
        titel: Bel de ouders
        voor: leerplichtambtenaar
        grondslag: voorbeeld
        termijn: {binnen: 5 schooldagen, na: brief-sturen, grondslag: voorbeeld}
        herinner: [op de dag, DAGEN na]
        uitkomsten:
          gebeld: {sluit: klaar}
";
    let with = |dagen: &str| format!("  wachten:\n{}", bellen.replace("DAGEN", dagen));
    let told = [
        met(ANTWOORD, &own),
        met("  wachten:\n", &with("6 schooldagen")),
    ];
    insta::assert_snapshot!(told.join("\n\n"), @"
    waarschuwing[W110]: trede `2 schooldagen na` van termijn `antwoord` komt nooit: dan is termijn `antwoord` verstreken, en dat haalt de zaak uit fase `wachten`
      --> landelijk/proef.yaml:24:129
    hint: kies `op de dag` of een trede `vooraf`, of stuur de mail in het gevolg van `verstreken` (HANDLEIDING 5)

    waarschuwing[W110]: trede `6 schooldagen na` van taak `bellen` komt nooit: dan is termijn `antwoord` verstreken, en dat haalt de zaak uit fase `wachten`
      --> landelijk/proef.yaml:29:31
    hint: kies `op de dag` of een trede `vooraf`, of stuur de mail in het gevolg van `verstreken` (HANDLEIDING 5)
    ");

    // On the tenth it is in time; what stays open after the fase is warned of too; another unit is not judged.
    assert_eq!(met("  wachten:\n", &with("5 schooldagen")), "");
    assert_eq!(met("  wachten:\n", &with("6 weken")), "");
    let stays = with("6 schooldagen").replace("voor: leer", "blijft: ja\n        voor: leer");
    assert_eq!(met("  wachten:\n", &stays), "");
    // When it depends, it may come.
    let depends = own.replace(
        "verstreken: {sluit: klaar}",
        "verstreken: [{als: 'jongere.leeftijd >= 12', sluit: klaar}]",
    );
    assert!(!met(ANTWOORD, &depends).contains("W110"));
}

#[test]
fn a_procedure_that_is_started_and_is_switched_off_here() {
    let tekst = GOED.replacen(
        "niet-nodig: {sluit: klaar}",
        "niet-nodig: {start: svb-melding, sluit: klaar}",
        1,
    );
    let tekst = tekst.replacen("voor: administratie", "voor: leerplichtambtenaar", 1);
    let (laag, _) = Laag::lees("landelijk", "proef", "landelijk/proef.yaml", &tekst);
    let uit = BTreeMap::from([(
        "svb-melding".to_owned(),
        "geen overeenkomst met de SVB".to_owned(),
    )]);
    let omgeving = Omgeving { uit, ..omgeving() };
    let told = compile(&[&laag.unwrap()], &omgeving).diagnostics;
    let told: Vec<String> = told.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n\n"), @"
    waarschuwing[W104]: taak `brief-sturen` start `svb-melding`, maar die procedure staat hier uit: geen overeenkomst met de SVB
      --> landelijk/proef.yaml:21:31
    hint: zij begint dan niet; `wacht_op` krijgt meteen de uitkomst `niet-uitgevoerd` (HANDLEIDING 3.8)
    ");
}
