//! Conditions and fixed values that cannot hold.

use super::{GOED, met, told};

/// The good procedure with this condition on the event's gevolg.
fn als(voorwaarde: &str) -> String {
    met(
        "gevolg: {sluit: klaar}",
        &format!("gevolg: [{{als: '{voorwaarde}', sluit: klaar}}, {{}}]"),
    )
}

#[test]
fn good_conditions() {
    for good in [
        "gebeurtenis.inhoud == \"ja-graag\" en jongere.leeftijd >= 16",
        "gegevens.soort in [\"a\", \"b\"] of niet jongere.startkwalificatie",
        "gegevens.vermoeden < 2026-10-01",
        "12 <= jongere.leeftijd",
        "school.bekend == ja",
        "gegevens.inhoud != gebeurtenis.inhoud",
        "geschiedenis.eerder.relatief_verzuim >= 2",
        "gestart_door == \"halt\" of gestart_door == \"\"",
    ] {
        assert_eq!(als(good), "", "{good}");
    }
}

#[test]
fn a_condition_that_cannot_be_read() {
    insta::assert_snapshot!(als("gegevens.soort = \"a\""), @r#"
    fout[F140]: gebeurtenis `reactie`: `=` bestaat niet; schrijf `==`
      --> landelijk/proef.yaml:28:40
    hint: een voorwaarde leest als `gegevens.inhoud == "anders" en jongere.leeftijd >= 12` (HANDLEIDING 6)
    "#);
}

#[test]
fn paths_that_lead_nowhere() {
    insta::assert_snapshot!(als("gegevens.sort == \"a\" en uitkomst == \"x\""), @"
    fout[F141]: gebeurtenis `reactie` leest `gegevens.sort`, dat niet bestaat
      --> landelijk/proef.yaml:28:25
    hint: bedoelde u `gegevens.soort`? (HANDLEIDING 6)

    fout[F141]: gebeurtenis `reactie` leest `uitkomst`, maar wacht hier niet op een andere procedure
      --> landelijk/proef.yaml:28:49
    hint: zie HANDLEIDING 6
    ");
}

#[test]
fn a_procedure_that_does_not_exist_is_neither_counted_nor_a_beginning() {
    insta::assert_snapshot!(als("geschiedenis.eerder.relatief_verzum > 0"), @"
    fout[F141]: gebeurtenis `reactie` leest `geschiedenis.eerder.relatief_verzum`, dat niet bestaat
      --> landelijk/proef.yaml:28:25
    hint: bedoelde u `geschiedenis.eerder.relatief_verzuim`? (HANDLEIDING 6)
    ");
    insta::assert_snapshot!(als("gestart_door == \"verlf\""), @"
    fout[F142]: gebeurtenis `reactie`: `gestart_door` kan niet `verlf` zijn
      --> landelijk/proef.yaml:28:41
    hint: bedoelde u `verlof`? (HANDLEIDING 6)
    ");
}

#[test]
fn a_verzuimoverzicht_is_for_scripts_only() {
    let overzicht = met(
        "vermoeden: datum",
        "vermoeden: datum\n  overzicht: verzuimoverzicht",
    );
    assert_eq!(overzicht, "");
    let both = GOED
        .replacen("vermoeden: datum", "vermoeden: datum\n  overzicht: verzuimoverzicht", 1)
        .replacen(
            "gevolg: {sluit: klaar}",
            "gevolg: [{als: 'gegevens.overzicht == \"x\" of gegevens.overzicht', zet: {overzicht: leeg}, sluit: klaar}, {}]",
            1,
        );
    insta::assert_snapshot!(told(&[&both]), @"
    fout[F143]: gebeurtenis `reactie`: `gegevens.overzicht` is een verzuimoverzicht; een voorwaarde kan daar niets mee
      --> landelijk/proef.yaml:29:25
    hint: laat een script ernaar kijken, en lees zijn antwoord: `antwoord.<vraag>` (HANDLEIDING 6)

    fout[F143]: gebeurtenis `reactie`: `gegevens.overzicht` is een verzuimoverzicht; een voorwaarde kan daar niets mee
      --> landelijk/proef.yaml:29:54
    hint: laat een script ernaar kijken, en lees zijn antwoord: `antwoord.<vraag>` (HANDLEIDING 6)

    fout[F144]: gebeurtenis `reactie` zet veld `overzicht` op `leeg`; verwacht: een ander veld van de soort `verzuimoverzicht`
      --> landelijk/proef.yaml:29:92
    hint: zie HANDLEIDING 3.5
    ");
}

#[test]
fn an_event_is_known_only_in_its_own_gevolg() {
    insta::assert_snapshot!(met("niet-nodig: {sluit: klaar}", "niet-nodig: {als: 'gebeurtenis.inhoud == \"ja-graag\"', sluit: klaar}"), @"
    fout[F141]: taak `brief-sturen` leest `gebeurtenis.inhoud`, maar hier is geen gebeurtenis binnengekomen
      --> landelijk/proef.yaml:21:30
    hint: bedoelde u `gegevens.inhoud`? (HANDLEIDING 6)
    ");
}

#[test]
fn a_choice_compared_with_what_it_cannot_be() {
    insta::assert_snapshot!(als("gebeurtenis.inhoud == \"ja-grag\""), @"
    fout[F142]: gebeurtenis `reactie`: `gebeurtenis.inhoud` kan niet `ja-grag` zijn
      --> landelijk/proef.yaml:28:47
    hint: bedoelde u `ja-graag`? (HANDLEIDING 6)
    ");
}

#[test]
fn kinds_that_cannot_be_compared() {
    insta::assert_snapshot!(als("jongere.leeftijd == \"16\" en gegevens.soort > 3 en jongere.startkwalificatie == \"ja\" en gegevens.vermoeden"), @r#"
    fout[F143]: gebeurtenis `reactie`: `jongere.leeftijd` is een getal, en wordt vergeleken met `"16"`
      --> landelijk/proef.yaml:28:45
    hint: schrijf het getal zonder aanhalingstekens (HANDLEIDING 6)

    fout[F143]: gebeurtenis `reactie`: `gegevens.soort` is een keuze; `>` vraagt een getal of een datum
      --> landelijk/proef.yaml:28:53
    hint: schrijf `==`, `!=` of `in ["…", "…"]` (HANDLEIDING 6)

    fout[F143]: gebeurtenis `reactie`: `jongere.startkwalificatie` is ja of nee, en wordt vergeleken met `"ja"`
      --> landelijk/proef.yaml:28:104
    hint: schrijf `ja` of `nee` zonder aanhalingstekens (HANDLEIDING 6)

    fout[F143]: gebeurtenis `reactie`: `gegevens.vermoeden` is een datum, geen ja of nee
      --> landelijk/proef.yaml:28:112
    hint: vergelijk het ergens mee, zoals `gegevens.vermoeden == …` (HANDLEIDING 6)
    "#);
}

#[test]
fn the_uitkomst_of_a_known_procedure() {
    let tekst = GOED
        .replacen("voor: administratie", "voor: leerplichtambtenaar", 1)
        .replacen("verzonden: {", "verzonden: {start: svb-melding, ", 1);
    insta::assert_snapshot!(
        told(&[&tekst.replacen("  wachten:\n", "  wachten:\n    wacht_op: {svb-melding: [{als: 'uitkomst == \"voorkome\"', sluit: klaar}, {}]}\n", 1)]),
        @"
    fout[F142]: fase `wachten`: `uitkomst` kan niet `voorkome` zijn
      --> landelijk/proef.yaml:23:49
    hint: bedoelde u `voorkomen`? (HANDLEIDING 6)
    "
    );
}

#[test]
fn a_value_that_does_not_fit_its_field() {
    insta::assert_snapshot!(
        met("niet-nodig: {sluit: klaar}", "niet-nodig: {zet: {soort: c, vermoeden: morgen, kleur: rood}, sluit: klaar}"),
        @"
    fout[F144]: taak `brief-sturen` zet veld `soort` op `c`; verwacht: `a` of `b`
      --> landelijk/proef.yaml:21:37
    hint: zie HANDLEIDING 3.5

    fout[F144]: taak `brief-sturen` zet veld `vermoeden` op `morgen`; verwacht: een datum, of de naam van een taak, gebeurtenis, fase of datumveld
      --> landelijk/proef.yaml:21:51
    hint: zie HANDLEIDING 3.5

    fout[F110]: taak `brief-sturen` zet onbekend veld `kleur`
      --> landelijk/proef.yaml:21:59
    hint: zet het veld onder `gegevens` van de procedure (HANDLEIDING 3.2)
    "
    );
    assert_eq!(
        met(
            "niet-nodig: {sluit: klaar}",
            "niet-nodig: {zet: {soort: a, vermoeden: brief-sturen}, sluit: klaar}"
        ),
        ""
    );
}
