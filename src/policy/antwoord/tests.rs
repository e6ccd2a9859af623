//! Which scripts can only answer what was asked, and what is said of the others.

use crate::policy::{Script, Vraagstelling, controleer};

fn vraag() -> Vraagstelling {
    Vraagstelling {
        naam: "haast".to_owned(),
        invoer: vec!["verzuim".to_owned()],
        antwoorden: vec!["waarschuwen".to_owned(), "tijd-genoeg".to_owned()],
    }
}

fn told(bron: &str) -> Vec<String> {
    let script = Script::compile("haast.rhai", bron).unwrap();
    let found = controleer(&script, &vraag());
    let told = found.iter().map(|een| {
        let hint = een.hint.as_deref().unwrap_or("-");
        format!(
            "{}:{} {} {} | {hint}",
            een.regel, een.kolom, een.code, een.melding
        )
    });
    told.collect()
}

fn body(body: &str) -> Vec<String> {
    told(&format!("fn haast(zaak) {{ {body} }}"))
}

#[test]
fn an_answer_may_be_chosen_among_those_that_are_written_out() {
    for goed in [
        r#"#{ antwoord: "waarschuwen", reden: "r" }"#,
        r#"#{ antwoord: "waarschuwen", reden: "r" };"#,
        r#"return #{ antwoord: `waarschuwen`, reden: "r" };"#,
        r#"throw "kan niet""#,
        r#"if zaak.verzuim.uren > 3 { #{ antwoord: "waarschuwen", reden: "r" } } else { throw "x" }"#,
        r#"#{ antwoord: if zaak.verzuim.uren > 3 { "waarschuwen" } else { "tijd-genoeg" }, reden: "r" }"#,
        r#"#{ antwoord: switch zaak.verzuim.soort { "luxe" => "waarschuwen", 1..3 => "waarschuwen", _ => "tijd-genoeg" }, reden: "r" }"#,
        r#"let a = "tijd-genoeg"; if zaak.verzuim.uren > 3 { a = "waarschuwen"; } #{ antwoord: a, reden: "r" }"#,
        r#"let uit = #{ antwoord: "waarschuwen", reden: "r" }; uit"#,
        r#"loop { if zaak.verzuim.uren > 3 { return #{ antwoord: "waarschuwen", reden: "r" }; } }"#,
        r#"try { #{ antwoord: "waarschuwen", reden: "r" } } catch { #{ antwoord: "tijd-genoeg", reden: "r" } }"#,
    ] {
        assert_eq!(body(goed), [""; 0], "{goed}");
    }
    assert_eq!(
        told(
            r#"
fn haast(zaak) {
    if zaak.verzuim.uren > 3 { return voorstel("waarschuwen", "r"); }
    kies(zaak)
}
fn kies(zaak) { voorstel(welk(zaak), "r") }
fn welk(zaak) { if zaak.verzuim.uren > 2 { return "waarschuwen"; } "tijd-genoeg" }
fn voorstel(antwoord, reden) { #{ antwoord: antwoord, reden: reden } }
fn ongebruikt() { #{ antwoord: "anders" } }
"#
        ),
        [""; 0]
    );
}

#[test]
fn what_is_not_written_out_or_not_asked_is_told_where_it_stands() {
    let cases = [
        r#"let a = "hast"; #{ antwoord: a, reden: "r" }"#,
        r#"#{ antwoord: "waarsch" + "uwen", reden: "r" }"#,
        r#"#{ antwoord: if zaak.verzuim.uren > 3 { "hast" } else { "tijd-genoeg" }, reden: "r" }"#,
        r#"#{ antwoord: if zaak.verzuim.uren > 3 { "waarschuwen" }, reden: "r" }"#,
        r#""waarschuwen""#,
        r#"#{ antwoordt: "waarschuwen", reden: "r" }"#,
        r#"#{ reden: "r" }"#,
        r#"#{ antwoord: zaak.verzuim.soort, reden: "r" }"#,
        r#"#{ antwoord: `${zaak.verzuim.soort}`, reden: "r" }"#,
        r#"let a = "waarsch"; a += "uwen"; #{ antwoord: a, reden: "r" }"#,
        r#"for a in ["x"] { return #{ antwoord: a, reden: "r" }; }"#,
        r#"if zaak.verzuim.uren > 3 { return #{ antwoord: "waarschuwen", reden: "r" }; }"#,
        r#"switch zaak.verzuim.soort { "luxe" => #{ antwoord: "waarschuwen", reden: "r" } }"#,
        r#"return;"#,
        "",
        "zaak",
    ];
    let told: Vec<String> = cases
        .iter()
        .map(|case| format!("{case}\n  {}", body(case).join("\n  ")))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    let a = "hast"; #{ antwoord: a, reden: "r" }
      1:26 P21 vraag `haast` kent geen antwoord `hast` | -
    #{ antwoord: "waarsch" + "uwen", reden: "r" }
      1:41 P24 dit antwoord staat niet uitgeschreven | zet het antwoord zelf tussen aanhalingstekens; hangt het ergens van af, kies dan met `if` of `switch` tussen uitgeschreven antwoorden
    #{ antwoord: if zaak.verzuim.uren > 3 { "hast" } else { "tijd-genoeg" }, reden: "r" }
      1:58 P21 vraag `haast` kent geen antwoord `hast` | -
    #{ antwoord: if zaak.verzuim.uren > 3 { "waarschuwen" }, reden: "r" }
      1:31 P25 een weg door het script geeft hier geen antwoord | geef `if` een `else` en `switch` een `_`, en laat elke weg eindigen met een antwoord en een reden
    "waarschuwen"
      1:18 P24 dit is geen uitgeschreven antwoord met een reden | schrijf `#{ antwoord: "waarschuwen", reden: "…" }`
    #{ antwoordt: "waarschuwen", reden: "r" }
      1:21 P23 een antwoord heeft geen veld `antwoordt` | bedoelde u `antwoord`?
    #{ reden: "r" }
      1:18 P24 een kaart zonder `antwoord` | schrijf `#{ antwoord: "waarschuwen", reden: "…" }`
    #{ antwoord: zaak.verzuim.soort, reden: "r" }
      1:31 P24 dit antwoord staat niet uitgeschreven | zet het antwoord zelf tussen aanhalingstekens; hangt het ergens van af, kies dan met `if` of `switch` tussen uitgeschreven antwoorden
    #{ antwoord: `${zaak.verzuim.soort}`, reden: "r" }
      1:31 P24 dit antwoord staat niet uitgeschreven | zet het antwoord zelf tussen aanhalingstekens; hangt het ergens van af, kies dan met `if` of `switch` tussen uitgeschreven antwoorden
    let a = "waarsch"; a += "uwen"; #{ antwoord: a, reden: "r" }
      1:26 P21 vraag `haast` kent geen antwoord `waarsch` | bedoelde u `waarschuwen`?
      1:37 P24 dit antwoord staat niet uitgeschreven | zet het antwoord zelf tussen aanhalingstekens; hangt het ergens van af, kies dan met `if` of `switch` tussen uitgeschreven antwoorden
    for a in ["x"] { return #{ antwoord: a, reden: "r" }; }
      1:18 P24 dit antwoord staat niet uitgeschreven | zet het antwoord zelf tussen aanhalingstekens; hangt het ergens van af, kies dan met `if` of `switch` tussen uitgeschreven antwoorden
      1:18 P25 een weg door het script geeft hier geen antwoord | geef `if` een `else` en `switch` een `_`, en laat elke weg eindigen met een antwoord en een reden
    if zaak.verzuim.uren > 3 { return #{ antwoord: "waarschuwen", reden: "r" }; }
      1:18 P25 een weg door het script geeft hier geen antwoord | geef `if` een `else` en `switch` een `_`, en laat elke weg eindigen met een antwoord en een reden
    switch zaak.verzuim.soort { "luxe" => #{ antwoord: "waarschuwen", reden: "r" } }
      1:18 P25 een weg door het script geeft hier geen antwoord | geef `if` een `else` en `switch` een `_`, en laat elke weg eindigen met een antwoord en een reden
    return;
      1:18 P25 een weg door het script geeft hier geen antwoord | geef `if` een `else` en `switch` een `_`, en laat elke weg eindigen met een antwoord en een reden

      1:16 P25 een weg door het script geeft hier geen antwoord | geef `if` een `else` en `switch` een `_`, en laat elke weg eindigen met een antwoord en een reden
    zaak
      1:18 P24 dit is geen uitgeschreven antwoord met een reden | schrijf `#{ antwoord: "waarschuwen", reden: "…" }`
    "#);
    insta::assert_snapshot!(super::tests::told(r#"
fn haast(zaak) {
    if zaak.verzuim.uren > 3 { return geef("hast"); }
    if zaak.verzuim.uren > 2 { return geef("waarschuwen".to_upper()); }
    geef(geef_terug("waarschuwen"))
}
fn geef(antwoord) { #{ antwoord: antwoord, reden: "r" } }
fn geef_terug(x) { if false { return geef_terug(x); } x }
"#).join("\n"), @"
    3:44 P21 vraag `haast` kent geen antwoord `hast` | -
    4:44 P24 dit antwoord staat niet uitgeschreven | zet het antwoord zelf tussen aanhalingstekens; hangt het ergens van af, kies dan met `if` of `switch` tussen uitgeschreven antwoorden
    ");
}

#[test]
fn a_semicolon_behind_the_last_value_takes_nothing_away() {
    let script = Script::compile(
        "haast.rhai",
        r#"fn haast(zaak) { #{ antwoord: "waarschuwen", reden: "r" }; }"#,
    )
    .unwrap();
    let antwoord =
        crate::policy::Host::new().vraag(&script, &vraag(), &serde_json::json!({"verzuim": {}}));
    assert_eq!(antwoord.unwrap().antwoord, "waarschuwen");
}
