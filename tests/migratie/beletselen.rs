//! What keeps a zaak on its own version, each with what a person can do.

use serde_json::json;

use crate::proef::{ALLEEN, ALLES, Proef, naar};

/// A question that got no answer can only be asked again where it still exists.
#[tokio::test]
async fn a_question_that_waits_must_still_be_asked() {
    let edits = [("zet: {getal: 1}", "zet: {getal: 11}")];
    let proef = Proef::new().await;
    // The number is too great for the script.
    proef.migreer(&naar(&edits, ALLEEN)).await.unwrap();
    proef.brief("2026-11-10 10:00", "kant-nodig").await;
    let gone = [
        ("  welke-kant:\n", "  andere-kant:\n"),
        ("voorstel: welke-kant", "voorstel: andere-kant"),
    ];
    insta::assert_snapshot!(proef.overgang(&gone, ALLES).await);
}

/// Where no event lets a suspended term run on any more, someone watches it.
#[tokio::test]
async fn what_stands_still_is_watched_when_nothing_resumes_it() {
    let verder = (
        "titel: Beslissen\n",
        "titel: Beslissen\n    gebeurtenissen:\n      stukken: {titel: De stukken zijn er, gevolg: {hervat: beslis}}\n      vraag: {titel: Er is om stukken gevraagd, gevolg: {schort_op: beslis}}\n",
    );
    let proef = Proef::new().await;
    proef.migreer(&naar(&[verder], ALLEEN)).await.unwrap();
    proef.brief("2026-11-10 10:00", "besluit-nodig").await;
    proef
        .doe("2026-11-12 10:00", json!({"gebeurtenis": "vraag"}))
        .await;
    insta::assert_snapshot!(proef.overgang(&[], ALLES).await);
    assert!(
        proef
            .zaak()
            .await
            .open_taak("opschorting-bewaken")
            .is_some()
    );
}

async fn na(uitkomst: &str) -> Proef {
    let proef = Proef::new().await;
    proef
        .doe(
            "2026-11-10 10:00",
            json!({"taak": "brief", "uitkomst": uitkomst}),
        )
        .await;
    proef
}

#[tokio::test]
async fn each_part_that_has_no_place_is_told_with_a_way_out() {
    let mut told = Vec::new();
    let begin = Proef::new().await;
    let cases: [(&str, &[(&str, &str)]); 3] = [
        (
            "taak weg",
            &[
                ("      brief:\n", "      aanschrijven-ouders:\n"),
                ("na: brief, grondslag", "na: aanschrijven-ouders, grondslag"),
            ],
        ),
        (
            "fase weg",
            &[
                ("begin: aanschrijven", "begin: schrijven"),
                ("  aanschrijven:\n", "  schrijven:\n"),
            ],
        ),
        (
            "taak zonder termijn",
            &[(
                "        termijn: {binnen: 5 schooldagen, na: ontvangst, grondslag: AI art. 3}\n        herinner: [2 schooldagen vooraf]\n        escaleer:\n          - {na: 2 schooldagen, naar: leidinggevende}\n",
                "",
            )],
        ),
    ];
    for (naam, edits) in cases {
        told.push(format!("{naam}: {}", begin.overgang(edits, ALLES).await));
    }
    let wachten = na("weg").await;
    let weg = [(
        "antwoord: {titel: De ouders antwoorden, binnen",
        "reactietermijn: {titel: De ouders antwoorden, binnen",
    )];
    told.push(format!(
        "termijn weg: {}",
        wachten.overgang(&weg, ALLES).await
    ));
    let ander = na("naar-ander").await;
    let waits = [(
        "    wacht_op:\n      ladder: {sluit: klaar}\n",
        "    gebeurtenissen:\n      klaar: {titel: Klaar, gevolg: {sluit: klaar}}\n",
    )];
    told.push(format!(
        "wacht niet meer: {}",
        ander.overgang(&waits, ALLES).await
    ));
    let kant = na("kant-nodig").await;
    let soort = [
        (
            "getal: {soort: getal, titel: Een getal",
            "getal: {soort: datum, titel: Een dag",
        ),
        ("{zet: {getal: 1}, ga_naar: kiezen}", "{ga_naar: kiezen}"),
    ];
    told.push(format!(
        "ander gegeven: {}",
        kant.overgang(&soort, ALLES).await
    ));
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn a_taak_in_another_fase_is_finished_first() {
    let proef = na("naar-ander").await;
    let moved = [
        (
            "    taken:\n      volgen: {titel: Volg de ladder, voor: leerplichtambtenaar, uitkomsten: {gevolgd: {}}}\n",
            "",
        ),
        (
            "      kies-kant:",
            "      volgen: {titel: Volg de ladder, voor: leerplichtambtenaar, uitkomsten: {gevolgd: {}}}\n      kies-kant:",
        ),
    ];
    insta::assert_snapshot!("andere_fase", proef.overgang(&moved, ALLES).await);
    proef
        .doe(
            "2026-11-11 10:00",
            json!({"taak": "volgen", "uitkomst": "gevolgd"}),
        )
        .await;
    insta::assert_snapshot!("daarna", proef.overgang(&moved, ALLES).await);
}
