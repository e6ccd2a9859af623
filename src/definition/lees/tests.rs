//! An author writes a file with mistakes and reads back all of them; a small file of its own kind
//! stands in for the real ones.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Deserialize;
use serde_json::{Value, json};

use super::*;

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
    insta::assert_debug_snapshot!(gelezen.inhoud, @r#"
    Instructie {
        titel: "Absoluut verzuim",
        geldig_vanaf: Some(
            Dag(
                "2016-06-17",
            ),
        ),
        wettelijk: true,
        vestiging: Some(
            "00",
        ),
        herinner: [
            Duur(
                "2 schooldagen",
            ),
        ],
        taken: {
            "brief": Taak {
                voor: Administratie,
                dagen: Some(
                    5,
                ),
                antwoord: Some(
                    Nee,
                ),
                gevolg: Some(
                    GaNaar(
                        "onderzoek",
                    ),
                ),
                inhoud: Some(
                    Keuzes(
                        [
                            "a",
                            "ja",
                        ],
                    ),
                ),
            },
            "klaar": Taak {
                voor: Leerplichtambtenaar,
                dagen: None,
                antwoord: None,
                gevolg: Some(
                    Sluiten,
                ),
                inhoud: Some(
                    Soort(
                        "datum",
                    ),
                ),
            },
        },
    }
    "#);
    assert_eq!(gelezen.boom.plek_op(&["taken", "klaar", "voor"]).regel, 9);
}

#[test]
fn unknown_and_missing_keys_are_told_together() {
    insta::assert_snapshot!(fouten("titl: x\ntaken:\n  brief:\n    vor: administratie\n    xyz: 1\n"), @"
    fout[F003]: onbekende sleutel `titl` in het bestand
      --> p.yaml:1:1
    hint: bedoelde u `titel`? toegestaan: `titel`, `geldig_vanaf`, `wettelijk`, `vestiging`, `herinner` of `taken` (HANDLEIDING 3)
    fout[F003]: onbekende sleutel `vor` in `brief`
      --> p.yaml:4:5
    hint: bedoelde u `voor`? toegestaan: `voor`, `dagen`, `antwoord`, `gevolg` of `inhoud` (HANDLEIDING 3)
    fout[F003]: onbekende sleutel `xyz` in `brief`
      --> p.yaml:5:5
    hint: toegestaan: `voor`, `dagen`, `antwoord`, `gevolg` of `inhoud` (HANDLEIDING 3)
    ");
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
"), @"
    fout[F005]: `titel` heeft de verkeerde vorm: gevonden: lijst, verwacht: tekst
      --> p.yaml:1:8
    hint: zie HANDLEIDING 1.4
    fout[F005]: `wettelijk` heeft de verkeerde vorm: gevonden: tekst `true`, verwacht: `ja` of `nee`
      --> p.yaml:2:12
    hint: schrijf `ja` of `nee` (HANDLEIDING 1.4)
    fout[F005]: `herinner` heeft de verkeerde vorm: gevonden: tekst `2 schooldagen`, verwacht: lijst
      --> p.yaml:3:11
    hint: zet het tussen rechte haken: `[…]`, of op een eigen regel met `- ` ervoor (HANDLEIDING 1.4)
    fout[F005]: `a` heeft de verkeerde vorm: gevonden: tekst `administratie`, verwacht: blok met sleutels
      --> p.yaml:5:6
    hint: zie HANDLEIDING 1.4
    fout[F005]: `voor` heeft de verkeerde vorm: gevonden: blok met sleutels, verwacht: `administratie` of `leerplichtambtenaar`
      --> p.yaml:6:13
    hint: zie HANDLEIDING 1.4
    fout[F005]: `dagen` heeft de verkeerde vorm: gevonden: tekst `vijf`, verwacht: geheel getal
      --> p.yaml:6:28
    hint: zie HANDLEIDING 1.4
    fout[F005]: `inhoud` heeft de verkeerde vorm: gevonden: blok met sleutels, verwacht: tekst of lijst
      --> p.yaml:6:42
    hint: een tekst met een dubbele punt of met `{` staat tussen aanhalingstekens (HANDLEIDING 1.4)
    fout[F005]: `dagen` heeft de verkeerde vorm: gevonden: getal `2.5`, verwacht: geheel getal
      --> p.yaml:7:35
    hint: schrijf een heel getal, zonder cijfers achter de punt (HANDLEIDING 1.4)
    fout[F005]: `dagen` heeft de verkeerde vorm: gevonden: tekst `3`, verwacht: geheel getal
      --> p.yaml:8:35
    hint: schrijf het getal zonder aanhalingstekens (HANDLEIDING 1.4)
    fout[F009]: `dagen` is `999`; verwacht: hoogstens `255`
      --> p.yaml:9:35
    hint: zie HANDLEIDING 3
    fout[F005]: `antwoord` heeft de verkeerde vorm: gevonden: lijst, verwacht: `ja`, `nee` of `onbekend`
      --> p.yaml:9:50
    hint: zie HANDLEIDING 1.4
    ");
    insta::assert_snapshot!(fouten("- a\n- b\n"), @"
    fout[F005]: het bestand heeft de verkeerde vorm: gevonden: lijst, verwacht: blok met sleutels
      --> p.yaml:1:1
    hint: zie HANDLEIDING 1.4
    ");
    insta::assert_snapshot!(fouten("zomaar tekst\n"), @"
    fout[F005]: het bestand heeft de verkeerde vorm: gevonden: tekst `zomaar tekst`, verwacht: blok met sleutels
      --> p.yaml:1:1
    hint: zie HANDLEIDING 1.4
    ");
    insta::assert_snapshot!(fouten("titel: x\nwettelijk: 'ja'\n"), @"
    fout[F005]: `wettelijk` heeft de verkeerde vorm: gevonden: tekst `ja`, verwacht: `ja` of `nee`
      --> p.yaml:2:12
    hint: schrijf `ja` of `nee` zonder aanhalingstekens (HANDLEIDING 1.4)
    ");
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
"), @"
    fout[F006]: `leerplichtambtnaar` is geen keuze voor `voor`
      --> p.yaml:3:13
    hint: bedoelde u `leerplichtambtenaar`? toegestaan: `administratie` of `leerplichtambtenaar` (HANDLEIDING 3)
    fout[F006]: `ouders` is geen keuze voor `voor`
      --> p.yaml:4:13
    hint: toegestaan: `administratie` of `leerplichtambtenaar` (HANDLEIDING 3)
    fout[F006]: `misschien` is geen keuze voor `antwoord`
      --> p.yaml:4:31
    hint: toegestaan: `ja`, `nee` of `onbekend` (HANDLEIDING 3)
    ");
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
"), @"
    fout[F003]: onbekende sleutel `ga_nar` in `gevolg`
      --> p.yaml:3:37
    hint: bedoelde u `ga_naar`? toegestaan: `ga_naar` of `start` (HANDLEIDING 3)
    fout[F003]: onbekende sleutel `procedur` in `start`
      --> p.yaml:4:45
    hint: bedoelde u `procedure`? toegestaan: `procedure` of `wacht` (HANDLEIDING 3)
    fout[F005]: `wacht` heeft de verkeerde vorm: gevonden: tekst `misschien`, verwacht: `ja` of `nee`
      --> p.yaml:4:68
    hint: schrijf `ja` of `nee` (HANDLEIDING 1.4)
    fout[F005]: `ga_naar` heeft hier een inhoud nodig
      --> p.yaml:5:36
    hint: schrijf `ga_naar: …` (HANDLEIDING 1.4)
    fout[F003]: sleutel `start` kan niet samen met de andere in `gevolg`
      --> p.yaml:6:49
    hint: kies er één: `ga_naar` of `start` (HANDLEIDING 3)
    fout[F004]: in `gevolg` ontbreekt een keuze
      --> p.yaml:7:36
    hint: schrijf er één: `ga_naar` of `start` (HANDLEIDING 3)
    fout[F006]: `slutien` is geen keuze voor `gevolg`
      --> p.yaml:8:36
    hint: bedoelde u `sluiten`? toegestaan: `sluiten`, `ga_naar` of `start` (HANDLEIDING 3)
    fout[F005]: `gevolg` heeft de verkeerde vorm: gevonden: lijst, verwacht: `sluiten` of blok met `ga_naar` of `start`
      --> p.yaml:9:36
    hint: zie HANDLEIDING 1.4
    ");
}

#[test]
fn dates_and_texts_are_judged_where_they_stand_and_all_at_once() {
    insta::assert_snapshot!(fouten("titel: x\ngeldig_vanaf: 17-06-2016\nherinner:\n  - twee dagen\n  - 3 dagen\n  - vier\n"), @"
    fout[F008]: `geldig_vanaf`: `17-06-2016` is geen datum
      --> p.yaml:2:15
    hint: schrijf een datum als JJJJ-MM-DD, bijvoorbeeld 2026-10-08 (HANDLEIDING 1.4)
    fout[F010]: onderdeel 1 van `herinner`: `twee dagen` is niet goed geschreven
      --> p.yaml:4:5
    hint: verwacht: een duur zoals `10 schooldagen` (HANDLEIDING 3)
    fout[F010]: onderdeel 3 van `herinner`: `vier` is niet goed geschreven
      --> p.yaml:6:5
    hint: verwacht: een duur zoals `10 schooldagen` (HANDLEIDING 3)
    ");
    insta::assert_snapshot!(fouten("titel: x\ngeldig_vanaf: 2026-02-30\n"), @"
    fout[F008]: `geldig_vanaf`: de dag `2026-02-30` bestaat niet
      --> p.yaml:2:15
    hint: kijk de maand en de dag na (HANDLEIDING 1.4)
    ");
}

#[test]
fn what_only_the_type_refuses_is_told_at_its_own_place() {
    insta::assert_snapshot!(fouten("titel: x\nherinner:\n  - 3 dagen\n  - 4 weken\n"), @"
    fout[F010]: `4 weken` is geen duur in dagen
      --> p.yaml:4:5
    hint: zie HANDLEIDING 3
    ");
}

#[test]
fn an_empty_value_is_a_fault_unless_it_may_be_left_out() {
    insta::assert_snapshot!(fouten("titel:\nvestiging:\nwettelijk: ~\nherinner:\n  -\n"), @"
    fout[F007]: `titel` is leeg
      --> p.yaml:1:1
    hint: verwacht: tekst; vul het in of haal de regel weg (HANDLEIDING 1.4)
    fout[F007]: `wettelijk` is leeg
      --> p.yaml:3:12
    hint: verwacht: `ja` of `nee`; vul het in of haal de regel weg (HANDLEIDING 1.4)
    fout[F007]: onderdeel 1 van `herinner` is leeg
      --> p.yaml:5:4
    hint: verwacht: een duur zoals `10 schooldagen`; vul het in of haal de regel weg (HANDLEIDING 1.4)
    ");
}

#[test]
fn faults_of_reading_and_of_shape_come_together_one_a_place() {
    insta::assert_snapshot!(fouten("titel: &x a\nvestiging: b\ntaken: *x\nvestiging: c\nfout: 1\n"), @"
    fout[F022]: ankers met `&` mogen niet
      --> p.yaml:1:8
    hint: schrijf de waarde uit; een tekst die met `&` of `*` begint staat tussen aanhalingstekens (HANDLEIDING 1.4)
    fout[F022]: verwijzingen met `*` mogen niet
      --> p.yaml:3:8
    hint: schrijf de waarde uit; een tekst die met `&` of `*` begint staat tussen aanhalingstekens (HANDLEIDING 1.4)
    fout[F002]: sleutel `vestiging` staat twee keer in hetzelfde blok
      --> p.yaml:4:1
    hint: de eerste staat op regel 2, kolom 1; voeg ze samen of geef er één een andere naam (HANDLEIDING 1.4)
    fout[F003]: onbekende sleutel `fout` in het bestand
      --> p.yaml:5:1
    hint: toegestaan: `titel`, `geldig_vanaf`, `wettelijk`, `vestiging`, `herinner` of `taken` (HANDLEIDING 3)
    ");
}

#[test]
fn each_fault_of_layers_names_the_file_of_its_own_layer() {
    let onder = ("landelijk.yaml", "titel: x\ntaken:\n  a: {dagen: 3}\n");
    let boven = ("bureau.yaml", "wetelijk: ja\ntaken:\n  a: {dagen: drie}\n");
    let fouten = lees_lagen::<Instructie>(onder, &[boven]).unwrap_err();
    let fouten: String = fouten.iter().map(|fout| format!("{fout}\n")).collect();
    insta::assert_snapshot!(fouten, @"
    fout[F003]: onbekende sleutel `wetelijk` in het bestand
      --> bureau.yaml:1:1
    hint: bedoelde u `wettelijk`? toegestaan: `titel`, `geldig_vanaf`, `wettelijk`, `vestiging`, `herinner` of `taken` (HANDLEIDING 3)
    fout[F005]: `dagen` heeft de verkeerde vorm: gevonden: tekst `drie`, verwacht: geheel getal
      --> bureau.yaml:3:14
    hint: zie HANDLEIDING 1.4
    fout[F004]: in `a` ontbreekt de sleutel `voor`
      --> landelijk.yaml:3:6
    hint: voeg toe: `voor: …` (`administratie` of `leerplichtambtenaar`) (HANDLEIDING 3)
    ");
}

#[derive(Debug, Deserialize, JsonSchema)]
struct Kalender {
    #[schemars(extend("x-sleutel" = "een schooljaar zoals `2026-2027`"))]
    vakanties: BTreeMap<Schooljaar, std::collections::BTreeSet<String>>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[schemars(extend("pattern" = "^[0-9]{4}-[0-9]{4}$"))]
struct Schooljaar(String);

#[test]
fn keys_and_sets_of_a_map_are_judged_too() {
    let tekst =
        "vakanties:\n  2026-2027: [herfst, kerst, herfst]\n  volgend: [mei]\nregio: Midden\n";
    let goed = lees::<Kalender>("p.yaml", "vakanties: {2026-2027: [herfst]}").unwrap();
    assert_eq!(goed.inhoud.vakanties.len(), 1);
    let fouten = lees::<Kalender>("p.yaml", tekst).unwrap_err();
    let fouten: String = fouten.iter().map(|fout| format!("{fout}\n")).collect();
    insta::assert_snapshot!(fouten, @"
    fout[F002]: onderdeel 3 van `2026-2027` staat al in de lijst
      --> p.yaml:2:30
    hint: haal het weg (HANDLEIDING 1.4)
    fout[F003]: sleutel `volgend` in `vakanties` is niet goed geschreven
      --> p.yaml:3:3
    hint: verwacht: een schooljaar zoals `2026-2027` (HANDLEIDING 3)
    fout[F003]: onbekende sleutel `regio` in het bestand
      --> p.yaml:4:1
    hint: toegestaan: `vakanties` (HANDLEIDING 3)
    ");
}

#[test]
fn a_text_from_a_file_cannot_steer_the_terminal() {
    let fouten = fouten("\"ti\\e[31mtel\": x\ntitel: a\n");
    assert!(!fouten.contains('\u{1b}'), "{fouten:?}");
}

#[test]
fn a_municipality_over_a_bureau_over_the_law_is_one_instruction() {
    let gelezen = lees_lagen::<Instructie>(
        (
            "landelijk.yaml",
            "titel: Verzuim\nwettelijk: ja\ntaken:\n  brief: {voor: administratie, dagen: 10}\n",
        ),
        &[
            ("bureau.yaml", "taken:\n  brief: {dagen: 5}\n"),
            (
                "woerden.yaml",
                "taken:\n  brief: {dagen: 3}\n  bezoek: {voor: leerplichtambtenaar}\n",
            ),
        ],
    )
    .unwrap();
    let taken = &gelezen.inhoud.taken;
    assert_eq!(
        (taken["brief"].dagen, &taken["brief"].voor),
        (Some(3), &Rol::Administratie)
    );
    assert_eq!(
        &*gelezen.boom.plek_op(&["taken", "brief", "dagen"]).bestand,
        "woerden.yaml"
    );
    assert_eq!(
        &*gelezen.boom.plek_op(&["taken", "brief", "voor"]).bestand,
        "landelijk.yaml"
    );
}

#[test]
fn a_layer_that_is_no_yaml_silences_the_shape_but_not_the_other_layers() {
    let fouten =
        lees_lagen::<Instructie>(("a.yaml", "titl: x\ntitl: y\n"), &[("b.yaml", "a: [\n")])
            .unwrap_err();
    let codes: Vec<_> = fouten
        .iter()
        .map(|fout| (fout.bestand.as_str(), fout.code))
        .collect();
    assert_eq!(codes, [("a.yaml", Code::F002), ("b.yaml", Code::F001)]);
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
    let gelezen = lees::<Value>("p.yaml", "a: 00\nb: nee\nc: [2026-10-08, ~]\n").unwrap();
    assert_eq!(
        gelezen.inhoud,
        json!({"a": "00", "b": "nee", "c": ["2026-10-08", null]})
    );
}

#[test]
fn without_a_shape_json_values_are_what_they_are() {
    let tekst = r#"{"azc": true, "uren": 3.5, "naam": "ja", "leeg": null, "lijst": [1, false]}"#;
    let gelezen = lees_json::<serde_json::Value>("g.jsonl", tekst).unwrap();
    assert_eq!(
        gelezen.inhoud,
        json!({"azc": true, "uren": 3.5, "naam": "ja", "leeg": null, "lijst": [1, false]})
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
