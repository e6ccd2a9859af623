//! The command as an administrator uses it: a bureau with zaken, a proposal beside it, and what it would do.
//!
//! Easy to get wrong: the clock. Meldingen come in on a day of the rehearsal, kept in the database.

use serde_json::{Value, json};
use std::fs;
use std::path::Path;
use std::process::Output;
use tempfile::TempDir;

use termijnwacht::bronnen::Bronnen;
use termijnwacht::daemon::klok::KLOK;
use termijnwacht::store::{SqliteStore, Store};

use crate::program::program;
use crate::{edited, shipped};

const WOERDEN: &str = "procedure: absoluut-verzuim\nbreidt_uit: utrecht-noordwest/absoluut-verzuim\nfasen:\n  aanschrijven:\n    taken:\n      eerste-brief:\n        termijn: {binnen: 3 schooldagen, grondslag: AI art. 3 lid 7}\n";

fn run(map: &Path, arguments: &[&str]) -> Output {
    let mut command = program(map);
    command.env("COLUMNS", "80").args(arguments);
    command.output().expect("the program runs")
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn faults(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// Writes files as a folder of an author, with its scripts beside it.
fn write(map: &Path, bronnen: &Bronnen) {
    for (root, files) in [
        ("workflows", &bronnen.workflows),
        ("scripts", &bronnen.scripts),
    ] {
        for (pad, bestand) in files {
            let pad = map.join(root).join(pad);
            fs::create_dir_all(pad.parent().unwrap()).unwrap();
            fs::write(pad, &bestand.tekst).unwrap();
        }
    }
}

fn melding(kenmerk: &str, gemeente: &str) -> Value {
    json!({
        "bron": "duo", "kenmerk": kenmerk, "soort": "absoluut-verzuim",
        "ontvangen": "2026-10-08", "gemeente": gemeente,
        "jongere": {
            "naam": format!("Jip {kenmerk}"), "geboortedatum": "2012-03-02",
            "plaats": gemeente, "startkwalificatie": false,
            "adres": {"straat": "Voorbeeldlaan", "huisnummer": "1", "postcode": "0000 AA"}
        },
        "ouders": [{"naam": "Kim Voorbeeldnaam", "gezag": true, "adres": {}}],
        "school": {"brin": "00XX", "vestiging": "00"},
        "gegevens": {"vermoeden": "2026-10-08"}
    })
}

/// A bureau with three zaken on the shipped definitions.
async fn bureau() -> TempDir {
    let map = tempfile::tempdir().unwrap();
    write(map.path(), &shipped());
    fs::create_dir_all(map.path().join("var")).unwrap();
    let store = SqliteStore::open(&map.path().join("var/termijnwacht.db"))
        .await
        .unwrap();
    store
        .put_instelling(KLOK, "2026-10-08T08:00:00Z")
        .await
        .unwrap();
    store.close().await;
    for (kenmerk, gemeente) in [("R-1", "woerden"), ("R-2", "woerden"), ("R-3", "oudewater")] {
        let file = map.path().join(format!("{kenmerk}.json"));
        fs::write(&file, melding(kenmerk, gemeente).to_string()).unwrap();
        let taken = run(map.path(), &["melding", file.to_str().unwrap()]);
        assert!(taken.status.success(), "{}", faults(&taken));
    }
    map
}

#[tokio::test]
async fn a_proposal_tells_what_it_does_and_how_many_zaken_keep_the_old_version() {
    let map = bureau().await;
    let voorstel = edited(&[
        (
            "utrecht-noordwest/absoluut-verzuim.yaml",
            "antwoordtermijn: {binnen: 10 schooldagen,",
            "antwoordtermijn: {binnen: 12 schooldagen,",
        ),
        (
            "utrecht-noordwest/bureau.yaml",
            "  tot: \"17:00\"",
            "  tot: \"16:00\"",
        ),
        (
            "utrecht-noordwest/bureau.yaml",
            "mail:\n",
            "kalender:\n  bureau:\n    vrije_dagen:\n      - {van: 2026-10-12, tot: 2026-10-13, reden: studiedagen}\n\nmail:\n",
        ),
        (
            "utrecht-noordwest/brieven/absoluut-verzuim-eerste.md",
            "\n---\n",
            "\n---\nBeste ouder,\n",
        ),
    ])
    .met_workflow("utrecht-noordwest/woerden/absoluut-verzuim.yaml", WOERDEN);
    write(&map.path().join("voorstel"), &voorstel);

    let told = run(
        map.path(),
        &["diff", "nu", "voorstel/workflows", "--teksten"],
    );
    assert!(told.status.success(), "{}", faults(&told));
    let text = out(&told);
    assert!(
        text.lines().all(|line| line.chars().count() <= 80),
        "{text}"
    );
    insta::assert_snapshot!(text, @"
    Van wat nu op schijf staat naar map `voorstel/workflows`

    Termijnen

    Woerden: Absoluut verzuim
    - Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen
      registratiefout is: 5 → 3 schooldagen (AI art. 3 lid 7); 2 lopende zaken
      houden de oude versie, in 2 loopt deze termijn nu.

    Bureau Utrecht Noordwest, alle gemeenten: Absoluut verzuim
    - Reactie van de ouders op de eerste brief: 10 → 12 schooldagen (AI art. 3 lid
      7); 3 lopende zaken houden de oude versie.

    Brieven, mails en scripts

    Bureau Utrecht Noordwest, alle gemeenten: Absoluut verzuim
    - Brief `absoluut-verzuim-eerste`: andere tekst, 1 regel nieuw en 0 regels weg;
      3 lopende zaken houden de oude versie.
        + Beste ouder,

    Het bureau

    De Ronde Venen
    - Kalender van Amstelhoek, De Hoef, Mijdrecht, Vinkeveen, Waverveen en Wilnis:
      ma 12 okt 2026 tot en met di 13 okt 2026: geen schooldag meer, wegens
      studiedagen (bureau utrecht-noordwest); geldt meteen, voor geen lopende
      termijn.

    Bureau Utrecht Noordwest, alle gemeenten behalve De Ronde Venen
    - Kalender: ma 12 okt 2026 tot en met di 13 okt 2026: geen schooldag meer,
      wegens studiedagen (bureau utrecht-noordwest); geldt meteen: 6 lopende
      termijnen worden anders geteld.

    Bureau Utrecht Noordwest
    - Einde van de maildag: 17:00 → 16:00; geldt meteen.

    3 wijzigingen voor nieuwe zaken, in 1 procedure; 3 wijzigingen die meteen
    gelden. 3 lopende zaken houden de oude versie.
    ");

    // The same for a machine, and narrowed to one gemeente and procedure.
    let arguments = [
        "diff",
        "nu",
        "voorstel/workflows",
        "--json",
        "--gemeente",
        "woerden",
        "--procedure",
        "absoluut-verzuim",
    ];
    let told = run(map.path(), &arguments);
    let lines: Vec<Value> = out(&told)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    insta::assert_snapshot!(serde_json::to_string_pretty(&lines[0]).unwrap(), @r#"
    {
      "soort": "termijn-korter",
      "voor_wie": "Woerden",
      "gemeenten": [
        "woerden"
      ],
      "procedures": [
        "absoluut-verzuim"
      ],
      "onderdeel": "termijn",
      "naam": "eerste-brief",
      "zin": "Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen registratiefout is: 5 → 3 schooldagen (AI art. 3 lid 7)",
      "was": "5 schooldagen na \"Dag waarop bleek dat een inschrijving ontbreekt\"",
      "wordt": "3 schooldagen na \"Dag waarop bleek dat een inschrijving ontbreekt\"",
      "geldt": "nieuwe-zaken",
      "lopende_zaken": 2,
      "nu_open": 2,
      "voorbij": null,
      "dagen": null,
      "regels": null
    }
    "#);
    assert!(
        lines.iter().all(|line| line["lopende_zaken"] == json!(2)),
        "{lines:#?}"
    );
}

const NOORD: [&str; 2] = [
    "noord:  {van: 2026-10-10, tot: 2026-10-18}",
    "noord:  {van: 2026-10-24, tot: 2026-11-01}",
];

#[tokio::test]
async fn a_calendar_counts_for_who_goes_to_school_there_and_says_what_would_be_over() {
    let map = bureau().await;
    // Of Woerden, and at school in Abcoude: by the holidays of Noord.
    let mut other = melding("R-4", "woerden");
    other["school"] = json!({"brin": "99ZZ", "vestiging": "00"});
    let file = map.path().join("R-4.json");
    fs::write(&file, other.to_string()).unwrap();
    let taken = run(map.path(), &["melding", file.to_str().unwrap()]);
    assert!(taken.status.success(), "{}", faults(&taken));
    let database = map.path().join("var/termijnwacht.db");
    let store = SqliteStore::open(&database).await.unwrap();
    let at = "2026-10-20T08:00:00Z";
    store.put_instelling(KLOK, at).await.unwrap();
    store.close().await;

    let pad = "landelijk/kalender/schoolvakanties.yaml";
    let voorstel = edited(&[(pad, NOORD[0], NOORD[1])]);
    write(&map.path().join("voorstel"), &voorstel);
    let told = run(map.path(), &["diff", "nu", "voorstel/workflows"]);
    assert!(told.status.success(), "{}", faults(&told));
    insta::assert_snapshot!(out(&told), @"
    Van wat nu op schijf staat naar map `voorstel/workflows`

    Het bureau

    De Ronde Venen
    - Kalender van Abcoude en Baambrugge: ma 12 okt 2026 tot en met vr 16 okt 2026:
      nu wel schooldag; geldt meteen: 1 lopende termijn wordt anders geteld.
    - Kalender van Abcoude en Baambrugge: ma 26 okt 2026 tot en met vr 30 okt 2026:
      geen schooldag meer, wegens herfstvakantie Noord; geldt meteen: 1 lopende
      termijn wordt anders geteld.

    Meteen voorbij

    Deze termijnen zouden door de kalender al voorbij zijn. Zij houden hun laatste
    dag, en in elke zaak vraagt een incident wat er moet gebeuren.
    - Z4, `eerste-brief`: zou op do 15 okt 2026 al verstreken zijn, loopt door tot
      en met do 22 okt 2026

    2 wijzigingen die meteen gelden.
    ");
    let told = run(map.path(), &["diff", "nu", "voorstel/workflows", "--json"]);
    let lines = out(&told);
    let counted = lines.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        format!(
            "{} {} {}",
            line["dagen"]["van"], line["nu_open"], line["voorbij"]
        )
    });
    insta::assert_snapshot!(counted.collect::<Vec<_>>().join("\n"), @r#"
    "2026-10-12" 1 [{"zaak":"Z4","termijn":"eerste-brief","einde":"2026-10-22","zou":"2026-10-15"}]
    "2026-10-26" 1 [{"zaak":"Z4","termijn":"eerste-brief","einde":"2026-10-22","zou":"2026-10-15"}]
    "#);
    // It was only looked at.
    let same = run(map.path(), &["diff", "nu", "voorstel/workflows", "--json"]);
    assert_eq!(out(&same), lines);
}

#[tokio::test]
async fn who_handles_zaken_is_told_with_their_number() {
    let map = bureau().await;
    let own = "utrecht-noordwest/bureau.yaml";
    let voorstel = edited(&[
        (
            own,
            "    boa: nee\n    gemeenten: [woerden]\n",
            "    boa: ja\n    gemeenten: [woerden]\n",
        ),
        (
            own,
            "      - {van: 2026-11-02, tot: 2026-11-27}",
            "      - {van: 2026-11-02, tot: 2026-12-04}",
        ),
    ]);
    write(&map.path().join("voorstel"), &voorstel);
    let told = run(map.path(), &["diff", "nu", "voorstel/workflows"]);
    assert!(told.status.success(), "{}", faults(&told));
    insta::assert_snapshot!(out(&told), @"
    Van wat nu op schijf staat naar map `voorstel/workflows`

    Het bureau

    Bureau Utrecht Noordwest
    - Daan Verkerk (`ambt-2`), boa: nee → ja; geldt meteen: behandelaar in 3 lopende
      zaken.
    - Samira Belhaj (`ambt-3`), afwezig: ma 2 nov 2026 tot en met vr 27 nov 2026 →
      ma 2 nov 2026 tot en met vr 4 dec 2026; geldt meteen.

    2 wijzigingen die meteen gelden.
    ");
}

#[tokio::test]
async fn nothing_that_changes_is_said_so() {
    let map = bureau().await;
    let same = run(map.path(), &["diff", "nu", "workflows"]);
    insta::assert_snapshot!(out(&same), @r#"
    Van wat nu op schijf staat naar map `workflows`

    Er verandert niets: beide zeggen woord voor woord hetzelfde.
    "#);
    let file = map.path().join("workflows/landelijk/halt.yaml");
    let text = fs::read_to_string(&file).unwrap();
    write(&map.path().join("oud"), &shipped());
    fs::write(file, format!("# Nagelezen.\n{text}")).unwrap();
    let comment = run(map.path(), &["diff", "oud/workflows"]);
    insta::assert_snapshot!(out(&comment), @r#"
    Van map `oud/workflows` naar wat nu op schijf staat

    Er verandert niets: één bestand is anders geschreven, maar zegt hetzelfde.
    "#);
}

#[test]
fn without_a_database_nothing_is_counted_and_none_is_made() {
    let map = tempfile::tempdir().unwrap();
    let nieuw = shipped().met_workflow("utrecht-noordwest/woerden/absoluut-verzuim.yaml", WOERDEN);
    write(&map.path().join("oud"), &shipped());
    write(map.path(), &nieuw);
    let told = run(map.path(), &["diff", "oud/workflows"]);
    insta::assert_snapshot!(out(&told), @r#"
    Van map `oud/workflows` naar wat nu op schijf staat

    Termijnen

    Woerden: Absoluut verzuim
    - Verstuur de eerste brief aan de ouders, zodra vaststaat dat het geen
      registratiefout is: 5 → 3 schooldagen (AI art. 3 lid 7).

    1 wijziging voor nieuwe zaken, in 1 procedure. Zonder database: hoeveel lopende
    zaken het raakt, is niet geteld.
    "#);
    assert!(!map.path().join("var").exists());
}

#[test]
fn what_cannot_be_compared_is_refused_with_what_to_do() {
    let map = tempfile::tempdir().unwrap();
    write(map.path(), &shipped());
    let oud = shipped().met_workflow("landelijk/halt.yaml", "procedure: halt\nfassen: {}\n");
    write(&map.path().join("oud"), &oud);
    let told = |arguments: &[&str]| {
        let output = run(map.path(), arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(out(&output), "");
        faults(&output)
            .lines()
            .last()
            .unwrap_or_default()
            .to_owned()
    };
    let all = [
        told(&["diff", "oud/workflows"]),
        told(&["diff"]),
        told(&["diff", "v12"]),
        told(&["diff", "voorstel"]),
        told(&["diff", "nu", "nu", "--gemeente", "worden"]),
        told(&["diff", "nu", "nu", "--procedure", "hald"]),
    ];
    insta::assert_snapshot!(all.join("\n"), @"
    geweigerd: map `oud/workflows` is niet te lezen (12 fouten, geen waarschuwingen) en dus niet te vergelijken
    geweigerd: `draait` is niet bekend: er is hier geen database; noem een map met procedures om mee te vergelijken
    geweigerd: `v12` is niet bekend: er is hier geen database; noem een map met procedures om mee te vergelijken
    geweigerd: `voorstel` is geen map en geen versie; noem een map met procedures, een versie zoals `v12`, `draait` of `nu`
    geweigerd: geen bureau werkt voor gemeente `worden`; bedoelde u `woerden`?
    geweigerd: geen procedure heet `hald`; bedoelde u `halt`?
    ");
}
