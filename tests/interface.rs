//! INTERFACE from outside: the program itself, its exit codes, its JSON and where its faults go.
//!
//! Easy to get wrong: testing the library instead; scripts of bureaus see only what is printed here.

mod program;

use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

/// The keys of a line of `simulate`, all always there.
const SLEUTELS: [&str; 15] = [
    "id",
    "op",
    "soort",
    "zaak",
    "procedure",
    "fase",
    "naam",
    "aan",
    "begin",
    "einde",
    "uitkomst",
    "grondslag",
    "laag",
    "uitleg",
    "door_id",
];
const SOORTEN: &str = "melding | zaak | fase | taak | taak-gereed | termijn | verstreken | herinnering | escalatie | brief | mail | gebeurtenis | voorstel | start | melding-uit | opgeschort | hervat | verdaagd | afwijking | hersteld | vervallen | afgewezen | incident | ingetrokken | gesloten | gemigreerd | overgenomen";

/// Runs the program on the embedded definitions.
fn run(map: &Path, args: &[&str]) -> Output {
    program::program(map)
        .args(args)
        .output()
        .expect("the program runs")
}

fn lines(bytes: &[u8]) -> Vec<Value> {
    let text = String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let parse =
        |line: &str| serde_json::from_str(line).unwrap_or_else(|_| panic!("no JSON: {line}"));
    text.lines().map(parse).collect()
}

fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

fn melding() -> Value {
    json!({
        "bron": "duo", "kenmerk": "R-2026-000123", "soort": "absoluut-verzuim",
        "ontvangen": "2026-10-08", "gemeente": "woerden",
        "jongere": {
            "bsn": "999990019", "naam": "Jip Voorbeeldnaam", "geboortedatum": "2012-03-02",
            "plaats": "Woerden", "startkwalificatie": false,
            "adres": {"straat": "Voorbeeldlaan", "huisnummer": "1", "postcode": "0000 AA"}
        },
        "ouders": [{"naam": "Kim Voorbeeldnaam", "gezag": true, "adres": {}}],
        "school": {"brin": "00XX", "vestiging": "00"},
        "verzuim": {"soort": "langdurig", "begin": "2026-09-10", "einde": null, "uren": 18, "schooldagen": 3, "te_laat": 0},
        "gegevens": {"vermoeden": "2026-10-08"}
    })
}

/// A folder with a melding and acts; runs `simulate` in it.
struct Proef {
    map: TempDir,
}

impl Proef {
    fn new(melding: &str, acts: &str) -> Self {
        let map = tempfile::tempdir().expect("a folder");
        std::fs::write(map.path().join("m.json"), melding).expect("written");
        std::fs::write(map.path().join("g.jsonl"), acts).expect("written");
        Self { map }
    }

    fn simulate(&self, tot: &str) -> Output {
        let args = [
            "simulate",
            "--melding",
            "m.json",
            "--gebeurtenissen",
            "g.jsonl",
            "--tot",
            tot,
            "--json",
        ];
        run(self.map.path(), &args)
    }
}

fn elsewhere() -> PathBuf {
    std::env::temp_dir()
}

#[test]
fn ten_schooldagen_after_8_october_skip_the_herfstvakantie() {
    let args = [
        "calendar",
        "--gemeente",
        "woerden",
        "--vanaf",
        "2026-10-08",
        "--termijn",
        "10 schooldagen",
        "--json",
    ];
    let output = run(&elsewhere(), &args);
    assert_eq!(code(&output), 0);
    let [answer] = &lines(&output.stdout)[..] else {
        panic!("one object")
    };
    assert_eq!(answer["einde"], "2026-10-29");
    assert_eq!(
        answer["overgeslagen"],
        json!([{"van": "2026-10-17", "tot": "2026-10-25", "reden": "herfstvakantie Midden"}])
    );
    let keys: Vec<&String> = answer.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["einde", "overgeslagen", "uitleg"]);
    assert!(
        answer["uitleg"]
            .as_str()
            .expect("text")
            .contains("do 29 okt 2026")
    );
}

#[test]
fn a_place_and_a_school_choose_the_region() {
    let base = [
        "calendar",
        "--gemeente",
        "de-ronde-venen",
        "--vanaf",
        "2026-10-08",
        "--termijn",
        "1 schooldag",
        "--json",
    ];
    let with = |more: [&'static str; 2]| run(&elsewhere(), &[&base[..], &more[..]].concat());
    let einde = |output: &Output| lines(&output.stdout)[0]["einde"].clone();
    assert_eq!(einde(&with(["--plaats", "Abcoude"])), "2026-10-09");
    let base = base.map(|arg| {
        if arg == "2026-10-08" {
            "2026-10-09"
        } else {
            arg
        }
    });
    let with = |more: [&'static str; 2]| run(&elsewhere(), &[&base[..], &more[..]].concat());
    assert_eq!(einde(&with(["--plaats", "Abcoude"])), "2026-10-19");
    assert_eq!(einde(&with(["--plaats", "Mijdrecht"])), "2026-10-12");
    assert_eq!(einde(&with(["--school", "99ZZ-00"])), "2026-10-19");
    assert_eq!(einde(&with(["--school", "99AF-00"])), "2026-10-12");
    let unknown = run(&elsewhere(), &base);
    assert_eq!(code(&unknown), 1);
    assert!(
        lines(&unknown.stderr)[0]["melding"]
            .as_str()
            .expect("text")
            .contains("noem de plaats")
    );
}

#[test]
fn a_term_of_law_and_a_count_back() {
    let calendar = |vanaf: &str, termijn: &str, more: &[&str]| {
        let args = [
            "calendar",
            "--gemeente",
            "woerden",
            "--vanaf",
            vanaf,
            "--termijn",
            termijn,
            "--json",
        ];
        let output = run(&elsewhere(), &[&args[..], more].concat());
        assert_eq!(
            code(&output),
            0,
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        lines(&output.stdout)[0]["einde"].clone()
    };
    // Two weeks after Friday 11 December is Christmas; the ATW moves it to Monday.
    assert_eq!(
        calendar("2026-12-11", "2 weken", &["--wettelijk"]),
        "2026-12-28"
    );
    assert_eq!(
        calendar("2026-10-30", "10 schooldagen", &["--terug"]),
        "2026-10-09"
    );
    assert_eq!(calendar("2026-12-11", "vóór 1 juli", &[]), "2027-06-30");
}

#[test]
fn beyond_the_calendar_there_is_no_answer() {
    let args = [
        "calendar",
        "--gemeente",
        "woerden",
        "--vanaf",
        "2030-08-20",
        "--termijn",
        "10 schooldagen",
        "--json",
    ];
    let output = run(&elsewhere(), &args);
    assert_eq!(code(&output), 1);
    assert!(output.stdout.is_empty());
    let told = lines(&output.stderr)[0]["melding"].to_string();
    assert!(
        told.contains("de kalender van Woerden (Midden) eindigt op"),
        "{told}"
    );
}

#[test]
fn wrong_usage_is_exit_2() {
    for args in [
        &["calendar", "--gemeente", "woerden"][..],
        &["kalender"],
        &["simulate", "--json"],
        &[],
    ] {
        let output = run(&elsewhere(), args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn every_line_of_simulate_has_every_key_in_order() {
    let acts = concat!(
        r#"{"op":"2026-10-14T08:00:00Z","door":"admin-1","taak":"eerste-brief","uitkomst":"verzonden"}"#,
        "\n",
        r#"{"door":"admin-1","gegevens":{"inhoud":"anders"},"gebeurtenis":"reactie-ouders","op":"2026-10-15T10:00:00+02:00"}"#,
        "\n",
    );
    let output = Proef::new(&melding().to_string(), acts).simulate("2026-11-30");
    assert_eq!(
        code(&output),
        0,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = lines(&output.stdout);
    let soorten: Vec<&str> = SOORTEN.split(" | ").collect();
    let text = |line: &Value, key: &str| line[key].as_str().map(str::to_owned);
    for line in &lines {
        let keys: Vec<&String> = line.as_object().expect("an object").keys().collect();
        assert_eq!(keys, SLEUTELS, "{line}");
        assert!(
            soorten.contains(&line["soort"].as_str().expect("soort")),
            "{line}"
        );
        assert!(line["op"].as_str().expect("op").len() == 25, "{line}");
        for aan in line["aan"].as_array().expect("aan") {
            let keys: Vec<&String> = aan.as_object().expect("an object").keys().collect();
            assert_eq!(keys, ["rol", "medewerker"]);
        }
        if let Some(cause) = text(line, "door_id") {
            assert!(
                lines.iter().any(|other| other["id"] == cause.as_str()),
                "{line}"
            );
        }
        if line["soort"] == "mail" {
            let cause = lines
                .iter()
                .find(|other| other["id"] == line["door_id"])
                .expect("a cause");
            let rung = ["herinnering", "escalatie", "incident"];
            assert!(
                rung.contains(&cause["soort"].as_str().expect("soort")),
                "{line}"
            );
        }
    }
    let mut ops: Vec<String> = lines.iter().filter_map(|line| text(line, "op")).collect();
    let as_told = ops.clone();
    ops.sort();
    assert_eq!(ops, as_told, "lines are ordered by op");
    let sent = lines
        .iter()
        .find(|line| line["soort"] == "taak-gereed")
        .expect("the letter");
    assert_eq!(
        sent["op"], "2026-10-14T10:00:00+02:00",
        "any offset in, Amsterdam out"
    );
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    for personal in ["Voorbeeldnaam", "999990019", "Voorbeeldlaan", "0000 AA"] {
        assert!(!shown.contains(personal), "{personal}");
    }
}

#[test]
fn keys_may_come_in_any_order_and_values_keep_their_kind() {
    let mut reversed = serde_json::Map::new();
    for (key, value) in melding()
        .as_object()
        .expect("an object")
        .clone()
        .into_iter()
        .rev()
    {
        reversed.insert(key, value);
    }
    let acts = concat!(
        r#"{"reden":"spoed","afwijken":"dossier-en-contact","door":"ambt-2","op":"2026-10-15T10:00:00+02:00"}"#,
        "\n\n",
        r#"{"gegevens":{"azc":true,"broers_zussen":"geen"},"uitkomst":"onderzocht","taak":"dossieronderzoek","zaak":"Z1","door":"ambt-2","datum":"2026-10-15","op":"2026-10-15T11:00:00+02:00"}"#,
        "\n",
    );
    let output = Proef::new(&Value::Object(reversed).to_string(), acts).simulate("2026-10-16");
    assert_eq!(
        code(&output),
        0,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let done = lines(&output.stdout)
        .into_iter()
        .any(|line| line["soort"] == "taak-gereed");
    assert!(done);
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest_right_one() {
    let wrong = melding()
        .to_string()
        .replace("\"gemeente\"", "\"gemente\"")
        .replace("\"geboortedatum\"", "\"geboortdatum\"");
    let output = Proef::new(&wrong, "").simulate("2026-10-16");
    assert_eq!(code(&output), 1);
    assert!(output.stdout.is_empty());
    let faults = lines(&output.stderr);
    assert_eq!(faults.len(), 2, "all faults at once: {faults:?}");
    for (fault, right) in faults.iter().zip(["gemeente", "geboortedatum"]) {
        let keys: Vec<&String> = fault.as_object().expect("an object").keys().collect();
        assert_eq!(
            keys,
            [
                "bestand",
                "regel",
                "kolom",
                "code",
                "ernst",
                "melding",
                "hint",
                "handleiding"
            ]
        );
        assert!(
            fault["hint"]
                .as_str()
                .expect("a hint")
                .contains(&format!("bedoelde u `{right}`")),
            "{fault}"
        );
    }
    let act = r#"{"op":"2026-10-14T10:00:00+02:00","door":"admin-1","tak":"eerste-brief","uitkomst":"verzonden"}"#;
    let output = Proef::new(&melding().to_string(), &format!("\n{act}\n")).simulate("2026-10-16");
    assert_eq!(code(&output), 1);
    let faults = lines(&output.stderr);
    assert_eq!(faults[0]["regel"], 2);
    assert!(
        faults[0]["hint"]
            .as_str()
            .expect("a hint")
            .contains("bedoelde u `taak`")
    );
}

#[test]
fn a_refused_act_is_exit_1_with_its_line_number_and_the_rest_goes_on() {
    let acts = concat!(
        r#"{"op":"2026-10-13T10:00:00+02:00","door":"admin-1","taak":"tweede-brief","uitkomst":"verzonden"}"#,
        "\n",
        r#"{"op":"2026-10-14T10:00:00+02:00","door":"admin-1","taak":"eerste-brief","uitkomst":"verzonden"}"#,
        "\n",
    );
    let output = Proef::new(&melding().to_string(), acts).simulate("2026-10-16");
    assert_eq!(code(&output), 1);
    let told = &lines(&output.stderr)[0];
    assert_eq!(told["regel"], 1);
    assert!(
        told["melding"]
            .as_str()
            .expect("a sentence")
            .contains("staat niet open"),
        "{told}"
    );
    let lines = lines(&output.stdout);
    let refused = lines
        .iter()
        .find(|line| line["soort"] == "afgewezen")
        .expect("it is shown");
    assert_eq!(refused["naam"], "tweede-brief");
    assert!(lines.iter().any(|line| line["soort"] == "taak-gereed"));
}

#[test]
fn contacts_appointments_and_documents_are_played_and_named() {
    let digest = "0".repeat(64);
    let acts = [
        json!({"op": "2026-10-09T10:00:00+02:00", "contact": {"soort": "telefoon", "met": ["ouders"], "tijd": "2026-10-08T15:00:00+02:00", "bereikt": false}}),
        json!({"op": "2026-10-09T10:05:00+02:00", "afspraak": {"wanneer": "2026-10-12T10:00:00+02:00", "plaats": "Voorbeeldlaan 1", "met": ["ouders", "jongere"]}}),
        json!({"op": "2026-10-09T11:00:00+02:00", "verzetten": 1, "afspraak": {"wanneer": "2026-10-13T10:00:00+02:00"}}),
        json!({"op": "2026-10-13T11:00:00+02:00", "niet_nagekomen": 1}),
        json!({"op": "2026-10-13T11:05:00+02:00", "zaken": ["Z1", "Z9"], "document": {"titel": "Brief van Voorbeeldnaam", "digest": digest, "plaats": "map 1"}}),
        json!({"op": "2026-10-13T11:10:00+02:00", "nagekomen": 2}),
    ];
    let mut text = String::new();
    for mut act in acts {
        act["door"] = json!("ambt-1");
        text += &format!("{act}\n");
    }
    let output = Proef::new(&melding().to_string(), &text).simulate("2026-10-13");
    assert_eq!(code(&output), 1, "two were refused");
    let told: Vec<String> = lines(&output.stderr)
        .iter()
        .map(|line| format!("{} {}", line["regel"], line["melding"]))
        .collect();
    insta::assert_snapshot!(told.join("\n"), @r#"
    5 "Z9: er is geen zaak `Z9`; zoek haar op met `termijnwacht zaken`"
    6 "deze zaak heeft geen afspraak 2; er staat geen afspraak; maak er een met `afspraak`"
    "#);
    let shown: Vec<String> = lines(&output.stdout)
        .iter()
        .filter(|line| line["soort"] == "gebeurtenis" || line["soort"] == "afgewezen")
        .map(|line| {
            let text = |key: &str| line[key].as_str().unwrap_or("-").to_owned();
            let keys = ["id", "zaak", "soort", "naam", "begin", "uitkomst", "uitleg"];
            keys.map(text).join(" | ")
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    Z1.10 | Z1 | gebeurtenis | contact | 2026-10-08 | niet-bereikt | telefonisch met ouders, do 8 okt 2026 15:00
    Z1.11 | Z1 | gebeurtenis | afspraak | 2026-10-09 | - | afspraak 1: ma 12 okt 2026 10:00 met ouders en jongere
    Z1.12 | Z1 | gebeurtenis | afspraak-verzet | 2026-10-09 | - | afspraak 1: di 13 okt 2026 10:00 met ouders en jongere
    Z1.22 | Z1 | gebeurtenis | afspraak-niet-nagekomen | 2026-10-13 | - | afspraak 1
    Z1.23 | Z1 | gebeurtenis | document | 2026-10-13 | - | digest 0000000000000000000000000000000000000000000000000000000000000000
    regel-5-Z9 | Z9 | afgewezen | document | - | - | er is geen zaak `Z9`; zoek haar op met `termijnwacht zaken`
    regel-6 | - | afgewezen | afspraak-nagekomen | - | - | deze zaak heeft geen afspraak 2; er staat geen afspraak; maak er een met `afspraak`
    ");
    assert!(!String::from_utf8_lossy(&output.stdout).contains("Voorbeeld"));
}

#[test]
fn two_acts_in_one_line_are_refused() {
    let act = r#"{"op":"2026-10-14T10:00:00+02:00","door":"admin-1","taak":"eerste-brief","uitkomst":"verzonden","notitie":"x"}"#;
    let output = Proef::new(&melding().to_string(), act).simulate("2026-10-16");
    assert_eq!(code(&output), 1);
    assert!(
        lines(&output.stderr)[0]["melding"]
            .as_str()
            .expect("text")
            .contains("precies één")
    );
}

#[test]
fn a_melding_that_cannot_be_right_is_refused_with_all_that_is_wrong() {
    let wrong = melding()
        .to_string()
        .replace("999990019", "999990018")
        .replace("\"00XX\"", "\"0X\"")
        .replace("vermoeden", "vermoede");
    let output = Proef::new(&wrong, "").simulate("2026-10-16");
    assert_eq!(code(&output), 1);
    let told = lines(&output.stderr)[0]["melding"].to_string();
    for part in ["11-proef", "brin", "vermoeden"] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("999990018"), "a BSN is not repeated");
}
