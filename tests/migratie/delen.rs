//! What becomes of each taak, term and rung of a zaak that goes over.

use serde_json::json;

use crate::proef::{ALLEEN, ALLES, Proef, TERMIJNEN};

#[tokio::test]
async fn what_differs_nowhere_changes_nothing_but_the_version() {
    let proef = Proef::new().await;
    proef.tot("2026-11-12 12:00").await;
    let before = proef.zaak().await;
    insta::assert_snapshot!(
        proef
            .overgang(&[("titel: Een overgang", "titel: De overgang")], TERMIJNEN)
            .await
    );
    let mut after = proef.zaak().await;
    after.definitie = before.definitie.clone();
    after.versie = before.versie;
    after.regels = before.regels;
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_taak_is_asked_in_the_new_way() {
    let proef = Proef::new().await;
    let edits = [
        (
            "titel: Verstuur de brief",
            "titel: Verstuur de brief aangetekend",
        ),
        ("voor: administratie", "voor: leerplichtambtenaar"),
        (
            "          kant-nodig: {zet: {getal: 1}, ga_naar: kiezen}",
            "          kant-nodig: {zet: {getal: 2}, ga_naar: kiezen}\n          niet-nodig: {sluit: klaar}",
        ),
        (
            "  wachten:\n    titel: Wachten op antwoord",
            "      bellen: {titel: Bel de ouders, voor: administratie, uitkomsten: {gebeld: {}}}\n  wachten:\n    titel: Wachten op antwoord",
        ),
    ];
    insta::assert_snapshot!(proef.overgang(&edits, ALLEEN).await);
    proef.brief("2026-11-10 10:00", "niet-nodig").await;
    assert_eq!(proef.zaak().await.uitkomst.as_deref(), Some("klaar"));
}

#[tokio::test]
async fn a_term_moves_only_when_that_is_asked() {
    let proef = Proef::new().await;
    let edits = [(
        "binnen: 5 schooldagen, na: ontvangst",
        "binnen: 4 schooldagen, na: ontvangst",
    )];
    insta::assert_snapshot!("niet_gevraagd", proef.overgang(&edits, ALLEEN).await);
    let before = proef.zaak().await.regels;
    // Asked later, of a zaak that went over already.
    insta::assert_snapshot!("gevraagd", proef.overgang(&edits, TERMIJNEN).await);
    insta::assert_snapshot!("dossier", proef.dossier(before).await);
}

#[tokio::test]
async fn a_term_that_would_end_later_stays_unless_that_is_asked_too() {
    let edits = [(
        "binnen: 5 schooldagen, na: ontvangst",
        "binnen: 8 schooldagen, na: ontvangst",
    )];
    let proef = Proef::new().await;
    insta::assert_snapshot!("later_niet", proef.overgang(&edits, TERMIJNEN).await);
    let proef = Proef::new().await;
    insta::assert_snapshot!("later_wel", proef.overgang(&edits, ALLES).await);
}

#[tokio::test]
async fn a_term_of_the_law_never_ends_later() {
    let proef = Proef::new().await;
    proef.brief("2026-11-10 10:00", "besluit-nodig").await;
    insta::assert_snapshot!(
        proef
            .overgang(&[("binnen: 8 weken, na", "binnen: 9 weken, na")], ALLES)
            .await
    );
}

#[tokio::test]
async fn a_term_that_would_be_over_already_stays() {
    let proef = Proef::new().await;
    proef.tot("2026-11-13 12:00").await;
    let edits = [(
        "binnen: 5 schooldagen, na: ontvangst",
        "binnen: 2 schooldagen, na: ontvangst",
    )];
    insta::assert_snapshot!(proef.overgang(&edits, ALLES).await);
}

#[tokio::test]
async fn who_was_told_a_date_outside_the_bureau_keeps_it_unless_that_is_asked() {
    let edits = [(
        "binnen: 10 schooldagen, na: brief",
        "binnen: 5 schooldagen, na: brief",
    )];
    let proef = Proef::new().await;
    proef.brief("2026-11-10 10:00", "weg").await;
    insta::assert_snapshot!("eerder_niet", proef.overgang(&edits, TERMIJNEN).await);
    let proef = Proef::new().await;
    proef.brief("2026-11-10 10:00", "weg").await;
    insta::assert_snapshot!("eerder_wel", proef.overgang(&edits, ALLES).await);
}

#[tokio::test]
async fn suspensions_and_extensions_are_kept() {
    let edits = [("binnen: 8 weken, na", "binnen: 6 weken, na")];
    let proef = Proef::new().await;
    proef.brief("2026-11-10 10:00", "besluit-nodig").await;
    proef
        .doe(
            "2026-11-11 10:00",
            json!({"verdagen": "2 weken", "reden": "er is meer tijd nodig"}),
        )
        .await;
    proef.schort_op("2026-11-12 10:00").await;
    proef
        .doe("2026-11-17 10:00", json!({"hervatten": true}))
        .await;
    insta::assert_snapshot!(
        "verdaagd_en_hervat",
        proef.overgang(&edits, TERMIJNEN).await
    );

    let proef = Proef::new().await;
    proef.brief("2026-11-10 10:00", "besluit-nodig").await;
    proef.schort_op("2026-11-12 10:00").await;
    proef.tot("2026-11-16 12:00").await;
    insta::assert_snapshot!("opgeschort", proef.overgang(&edits, TERMIJNEN).await);
    proef
        .doe("2026-11-17 10:00", json!({"hervatten": true}))
        .await;
    // Six weeks from the 9th of November are the 21st of December; four days stood still.
    let zaak = proef.zaak().await;
    let beslis = zaak
        .termijnen
        .iter()
        .find(|termijn| termijn.naam == "beslis")
        .unwrap();
    assert_eq!(beslis.einde, "2026-12-28".parse().ok());
}

#[tokio::test]
async fn a_new_ladder_is_armed_and_what_has_passed_is_recorded_and_not_mailed() {
    let proef = Proef::new().await;
    proef.tot("2026-11-13 12:00").await;
    let before = proef.zaak().await.regels;
    let edits = [
        (
            "herinner: [2 schooldagen vooraf]",
            "herinner: [2 schooldagen vooraf, 3 schooldagen vooraf, op de dag]",
        ),
        (
            "{na: 2 schooldagen, naar: leidinggevende}",
            "{na: 1 schooldag, naar: leidinggevende}",
        ),
    ];
    insta::assert_snapshot!("ladder", proef.overgang(&edits, ALLEEN).await);
    proef.tot("2026-11-20 12:00").await;
    insta::assert_snapshot!("ladder_dossier", proef.dossier(before).await);
}

#[tokio::test]
async fn a_ladder_goes_on_in_the_new_way_after_the_end_of_its_term() {
    let proef = Proef::new().await;
    proef.tot("2026-11-17 12:00").await;
    let before = proef.zaak().await.regels;
    let edits = [
        (
            "binnen: 5 schooldagen, na: ontvangst",
            "binnen: 9 schooldagen, na: ontvangst",
        ),
        (
            "{na: 2 schooldagen, naar: leidinggevende}",
            "{na: 3 schooldagen, naar: leidinggevende}",
        ),
    ];
    insta::assert_snapshot!("verstreken", proef.overgang(&edits, ALLES).await);
    proef.tot("2026-11-27 12:00").await;
    insta::assert_snapshot!("verstreken_dossier", proef.dossier(before).await);
}

#[tokio::test]
async fn what_fell_due_under_the_old_definition_is_done_by_it_first() {
    let proef = Proef::new().await;
    proef.slaapt_tot("2026-11-12 12:00");
    let before = proef.zaak().await.regels;
    let edits = [("herinner: [2 schooldagen vooraf]", "herinner: [op de dag]")];
    insta::assert_snapshot!("achterstallig", proef.overgang(&edits, ALLEEN).await);
    insta::assert_snapshot!("achterstallig_dossier", proef.dossier(before).await);
}
