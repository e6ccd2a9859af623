//! An author writes a file with mistakes and reads back all of them; a small file of its own kind
//! stands in for the real ones.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::json;

use super::*;
use crate::definition::boom::leg_over;

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Instructie {
    titel: String,
    geldig_vanaf: Option<Dag>,
    #[serde(default)]
    wettelijk: bool,
    #[serde(default)]
    vestiging: Option<String>,
    #[serde(default)]
    herinner: Vec<Duur>,
    #[serde(default)]
    taken: BTreeMap<String, Taak>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Taak {
    voor: Rol,
    #[serde(default)]
    dagen: Option<u8>,
    #[serde(default)]
    antwoord: Option<Antwoord>,
    #[serde(default)]
    gevolg: Option<Gevolg>,
    #[serde(default)]
    inhoud: Option<Inhoud>,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Rol {
    Administratie,
    Leerplichtambtenaar,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
enum Antwoord {
    Ja,
    Nee,
    Onbekend,
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Gevolg {
    Sluiten,
    GaNaar(String),
    Start { procedure: String, wacht: bool },
}

/// A text or a list of choices: `datum`, or `[a, b]`.
#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Inhoud {
    Soort(String),
    Keuzes(Vec<String>),
}

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
struct Dag(#[schemars(extend("format" = "date"))] String);

#[derive(Debug, PartialEq, Deserialize, JsonSchema)]
#[serde(try_from = "String")]
#[schemars(extend("pattern" = "^[0-9]+ [a-z]+$", "x-verwacht" = "een duur zoals `10 schooldagen`"))]
struct Duur(String);

impl TryFrom<String> for Duur {
    type Error = String;

    fn try_from(tekst: String) -> Result<Self, String> {
        if tekst.ends_with("dagen") {
            Ok(Self(tekst))
        } else {
            Err(format!("`{tekst}` is geen duur in dagen"))
        }
    }
}

fn fouten(tekst: &str) -> String {
    match lees::<Instructie>("p.yaml", tekst) {
        Ok(gelezen) => format!("geen fouten: {:?}", gelezen.inhoud),
        Err(fouten) => fouten.iter().map(|fout| format!("{fout}\n")).collect(),
    }
}

#[test]
fn a_good_file_becomes_a_value_and_keeps_its_places() {
    let tekst = "\
titel: Absoluut verzuim
geldig_vanaf: 2016-06-17
wettelijk: ja
vestiging: 00
herinner: [2 schooldagen]
taken:
  brief: {voor: administratie, dagen: 5, antwoord: nee, gevolg: {ga_naar: onderzoek}, inhoud: [a, ja]}
  klaar:
    voor: leerplichtambtenaar
    gevolg: sluiten
    inhoud: datum
";
    let gelezen = lees::<Instructie>("p.yaml", tekst).unwrap();
    insta::assert_debug_snapshot!(gelezen.inhoud, @"");
    assert_eq!(gelezen.boom.plek_op(&["taken", "klaar", "voor"]).regel, 9);
}

#[test]
fn unknown_and_missing_keys_are_told_together() {
    insta::assert_snapshot!(fouten("titl: x\ntaken:\n  brief:\n    vor: administratie\n    xyz: 1\n"), @"");
}

#[test]
fn wrong_kinds_are_told_with_what_was_found_and_wanted() {
    insta::assert_snapshot!(fouten("\
titel: [a, b]
wettelijk: true
herinner: 2 schooldagen
taken:
  a: administratie
  b: {voor: {x: y}, dagen: vijf, inhoud: {c: d}}
  c: {voor: administratie, dagen: 2.5}
  d: {voor: administratie, dagen: \"3\"}
  e: {voor: administratie, dagen: 999, antwoord: [ja]}
"), @"");
    insta::assert_snapshot!(fouten("- a\n- b\n"), @"");
    insta::assert_snapshot!(fouten("zomaar tekst\n"), @"");
    insta::assert_snapshot!(fouten("titel: x\nwettelijk: 'ja'\n"), @"");
}

#[test]
fn yes_and_no_of_other_languages_get_a_hint_only_where_an_answer_is_wanted() {
    for woord in ["true", "false", "yes", "no", "on", "off", "True", "Ja"] {
        let tekst = format!("titel: {woord}\nwettelijk: {woord}\n");
        let fouten = lees::<Instructie>("p.yaml", &tekst).unwrap_err();
        assert_eq!(fouten.len(), 1, "{woord}");
        assert_eq!(fouten[0].hint.as_deref(), Some("schrijf `ja` of `nee`"));
        assert_eq!((fouten[0].regel, fouten[0].kolom), (2, 12));
    }
    let gelezen = lees::<Instructie>("p.yaml", "titel: nee\nwettelijk: nee\n").unwrap();
    assert_eq!(
        (gelezen.inhoud.titel.as_str(), gelezen.inhoud.wettelijk),
        ("nee", false)
    );
}

#[test]
fn unknown_choices_name_the_nearest_and_all() {
    insta::assert_snapshot!(fouten("\
titel: x
taken:
  a: {voor: leerplichtambtnaar}
  b: {voor: ouders, antwoord: misschien}
"), @"");
}

#[test]
fn a_gevolg_is_judged_by_the_word_it_begins_with() {
    insta::assert_snapshot!(fouten("\
titel: x
taken:
  a: {voor: administratie, gevolg: {ga_nar: onderzoek}}
  b: {voor: administratie, gevolg: {start: {procedur: halt, wacht: misschien}}}
  c: {voor: administratie, gevolg: ga_naar}
  d: {voor: administratie, gevolg: {ga_naar: x, start: {procedure: y, wacht: ja}}}
  e: {voor: administratie, gevolg: {}}
  f: {voor: administratie, gevolg: slutien}
  g: {voor: administratie, gevolg: [sluiten]}
"), @"");
}

#[test]
fn dates_and_texts_are_judged_where_they_stand_and_all_at_once() {
    insta::assert_snapshot!(fouten("titel: x\ngeldig_vanaf: 17-06-2016\nherinner:\n  - twee dagen\n  - 3 dagen\n  - vier\n"), @"");
    insta::assert_snapshot!(fouten("titel: x\ngeldig_vanaf: 2026-02-30\n"), @"");
}

#[test]
fn what_only_the_type_refuses_is_told_at_its_own_place() {
    insta::assert_snapshot!(fouten("titel: x\nherinner:\n  - 3 dagen\n  - 4 weken\n"), @"");
}

#[test]
fn an_empty_value_is_a_fault_unless_it_may_be_left_out() {
    insta::assert_snapshot!(fouten("titel:\nvestiging:\nwettelijk: ~\nherinner:\n  -\n"), @"");
}

#[test]
fn faults_of_reading_and_of_shape_come_together_one_a_place() {
    insta::assert_snapshot!(fouten("titel: *weg\nwettelijk: &x nee\nvestiging: *x\ntitel: a\nfout: 1\n").replace("weg", "x"), @"");
    insta::assert_snapshot!(fouten("titel: &x a\nvestiging: b\ntaken: *x\nvestiging: c\nfout: 1\n"), @"");
}

#[test]
fn each_fault_of_layers_names_the_file_of_its_own_layer() {
    let laag = |bestand: &str, tekst: &str| ontleed(bestand, tekst).0.unwrap();
    let onder = laag("landelijk.yaml", "titel: x\ntaken:\n  a: {dagen: 3}\n");
    let boven = laag("bureau.yaml", "wetelijk: ja\ntaken:\n  a: {dagen: drie}\n");
    let fouten = uit_boom::<Instructie>(leg_over(onder, boven)).unwrap_err();
    let fouten: String = fouten.iter().map(|fout| format!("{fout}\n")).collect();
    insta::assert_snapshot!(fouten, @"");
}

#[test]
fn a_flood_of_faults_is_cut_off_and_says_so() {
    let tekst: String = (0..500).map(|i| format!("sleutel{i}: 1\n")).collect();
    let fouten = lees::<Instructie>("p.yaml", &tekst).unwrap_err();
    assert_eq!(fouten.len(), grens::FOUTEN + 1);
    assert_eq!(
        fouten[grens::FOUTEN].melding,
        "nog 301 fouten worden niet genoemd"
    );
}

#[test]
fn without_a_shape_texts_stay_as_they_were_written() {
    let gelezen =
        lees::<serde_json::Value>("p.yaml", "a: 00\nb: nee\nc: [2026-10-08, ~]\n").unwrap();
    assert_eq!(
        gelezen.inhoud,
        json!({"a": "00", "b": "nee", "c": ["2026-10-08", null]})
    );
}

proptest! {
    #[test]
    fn any_text_becomes_a_value_or_faults(tekst in "(titel|taken|voor|herinner|a|: |\n|\n  |- |ja|5|\\[|\\]|\\{|\\}|,|'){0,30}") {
        if let Err(fouten) = lees::<Instructie>("p.yaml", &tekst) {
            prop_assert!(!fouten.is_empty());
        }
    }
}
