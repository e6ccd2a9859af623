//! What a zaak that went over does afterwards: acts, undoing, going back, and who may take it along.

use serde_json::json;
use std::sync::Arc;
use termijnwacht::catalog::Catalog;
use termijnwacht::engine::{EngineFout, Gedaan, Overzetting};
use termijnwacht::zaak::migratie::Migratiekeuze;
use termijnwacht::zaak::{MedewerkerId, RungStatus, Zaak};

use crate::proef::{ALLEEN, ALLES, OVERGANG, PAD, Proef, TERMIJNEN, Z1, bronnen, naar};

const KORTER: [(&str, &str); 1] = [(
    "binnen: 5 schooldagen, na: ontvangst",
    "binnen: 4 schooldagen, na: ontvangst",
)];

#[tokio::test]
async fn undoing_never_mixes_two_versions() {
    let proef = Proef::new().await;
    proef.brief("2026-11-10 10:00", "weg").await;
    let act = proef.zaak().await.regels;
    let edits = [(
        "titel: Wachten op antwoord",
        "titel: Wachten tot de ouders antwoorden",
    )];
    proef.migreer(&naar(&edits, ALLEEN)).await.unwrap();
    let line = proef.zaak().await.regels;
    let earlier = proef
        .probeer(json!({"herstel": format!("Z1.{}", act - 2), "reden": "vergissing"}))
        .await;
    let itself = proef
        .probeer(json!({"herstel": format!("Z1.{line}"), "reden": "vergissing"}))
        .await;
    insta::assert_snapshot!(format!("{}\n{}", earlier.unwrap_err(), itself.unwrap_err()));
    // What was done since can be undone.
    proef
        .doe(
            "2026-11-11 10:00",
            json!({"gebeurtenis": "antwoord-ouders"}),
        )
        .await;
    assert_eq!(proef.zaak().await.fase, "beslissen");
    let told = proef.zaak().await.regels;
    let historie = proef.dossier(line).await;
    assert!(
        historie.starts_with("gebeurtenis antwoord-ouders"),
        "{historie}"
    );
    proef
        .probeer(json!({"herstel": format!("Z1.{}", line + 1), "reden": "vergissing"}))
        .await
        .unwrap();
    let zaak = proef.zaak().await;
    assert_eq!((zaak.fase.as_str(), zaak.regels > told), ("wachten", true));
}

/// A zaak that waited for an answer until that lapsed, with this done to it before an answer of 20 November is told.
async fn told_late(
    edits: Option<&[(&str, &str)]>,
    keuze: Migratiekeuze,
) -> (Proef, Result<Gedaan, EngineFout>) {
    let proef = Proef::new().await;
    proef.brief("2026-11-10 10:00", "weg").await;
    proef.tot("2026-11-26 10:00").await;
    assert_eq!(proef.zaak().await.fase, "beslissen");
    if let Some(edits) = edits {
        proef.migreer(&naar(edits, keuze)).await.unwrap();
    }
    let late = proef
        .probeer(json!({"gebeurtenis": "antwoord-ouders", "datum": "2026-11-20"}))
        .await;
    (proef, late)
}

#[tokio::test]
async fn a_lapse_of_before_is_taken_back_by_an_act_that_came_in_time() {
    let (stayed, done) = told_late(None, ALLEEN).await;
    done.unwrap();
    let titel = [("titel: Neem het besluit", "titel: Neem een besluit")];
    let (went, done) = told_late(Some(&titel), ALLEEN).await;
    done.unwrap();
    let (stayed, went) = (stayed.zaak().await, went.zaak().await);
    assert_ne!(stayed.definitie, went.definitie, "the new version stays");
    let terms = |zaak: &Zaak| {
        let all = zaak.termijnen.iter();
        all.map(|t| (t.naam.clone(), t.einde, t.status))
            .collect::<Vec<_>>()
    };
    assert_eq!(terms(&stayed), terms(&went));
    let open = |zaak: &Zaak| {
        let all = zaak.open_taken();
        all.map(|taak| taak.titel.clone()).collect::<Vec<_>>()
    };
    assert_eq!(open(&stayed), ["Neem het besluit"]);
    assert_eq!(open(&went), ["Neem een besluit"], "asked as it is now");
}

#[tokio::test]
async fn a_term_that_began_with_the_new_version_stays_when_a_lapse_is_taken_back() {
    let (proef, done) = told_late(Some(&DOORLOPEND), TERMIJNEN).await;
    done.unwrap();
    let zaak = proef.zaak().await;
    let begun = zaak
        .termijnen
        .iter()
        .find(|termijn| termijn.naam == "hele-onderzoek");
    assert!(begun.unwrap().loopt());
}

#[tokio::test]
async fn a_lapse_with_nothing_to_go_back_to_stands_and_that_is_told_before() {
    let gone = [
        (
            "weg: {ga_naar: wachten}",
            "weg: {ga_naar: wachten-op-brief}",
        ),
        (
            "  wachten:\n    titel: Wachten op antwoord\n    termijnen:\n      antwoord:",
            "  wachten-op-brief:\n    titel: Wachten op antwoord\n    termijnen:\n      antwoord:",
        ),
    ];
    let proef = Proef::new().await;
    proef.brief("2026-11-10 10:00", "weg").await;
    proef.tot("2026-11-26 10:00").await;
    let plan = proef
        .engine
        .migratieplan(&proef.zaak().await, &naar(&gone, ALLEEN))
        .await;
    let plan = plan.unwrap();
    assert!(
        plan.let_op
            .iter()
            .any(|een| een.contains("neemt dat niet meer terug")),
        "{:?}",
        plan.let_op
    );
    let (_, late) = told_late(Some(&gone), ALLEEN).await;
    assert!(
        late.unwrap_err()
            .to_string()
            .contains("past niet in fase `beslissen`")
    );
}

const DOORLOPEND: [(&str, &str); 1] = [(
    "  wachten:\n    titel: Wachten op antwoord",
    "    termijnen:\n      hele-onderzoek: {titel: Het hele onderzoek, binnen: 8 weken, na: ontvangst, wettelijk: ja, blijft: ja, grondslag: AI art. 3, herinner: [1 week vooraf], escaleer: [{vooraf: 3 werkdagen, naar: leidinggevende}]}\n  wachten:\n    titel: Wachten op antwoord",
)];

#[tokio::test]
async fn a_new_term_of_an_earlier_fase_is_told_and_begins_when_terms_are_asked_for() {
    let proef = Proef::new().await;
    proef.brief("2026-11-10 10:00", "weg").await;
    insta::assert_snapshot!(
        "nieuw_niet_gevraagd",
        proef.overgang(&DOORLOPEND, ALLEEN).await
    );
    // Asked later, of a zaak that went over already.
    let line = proef.zaak().await.regels;
    insta::assert_snapshot!(
        "nieuw_gevraagd",
        proef.overgang(&DOORLOPEND, TERMIJNEN).await
    );
    insta::assert_snapshot!("nieuw_dossier", proef.dossier(line).await);
    let zaak = proef.zaak().await;
    let begun = zaak.termijnen.iter().filter(|t| t.naam == "hele-onderzoek");
    let begun: Vec<_> = begun
        .map(|t| (t.einde.unwrap().to_string(), t.loopt()))
        .collect();
    assert_eq!(begun, [("2027-01-04".to_owned(), true)]);
}

#[tokio::test]
async fn a_new_term_harms_nobody() {
    let past = [(
        DOORLOPEND[0].0,
        DOORLOPEND[0].1.replace("8 weken", "2 dagen"),
    )];
    let moves = [(
        DOORLOPEND[0].0,
        DOORLOPEND[0].1.replace(
            "blijft: ja,",
            "blijft: ja, verstreken: {ga_naar: beslissen},",
        ),
    )];
    let taak = [(
        "  wachten:\n    titel: Wachten op antwoord",
        "      bellen: {titel: Bel de ouders, voor: administratie, blijft: ja, uitkomsten: {gebeld: {}}}\n  wachten:\n    titel: Wachten op antwoord".to_owned(),
    )];
    let mut told = Vec::new();
    for (edit, keuze) in [
        (&past, ALLES),
        (&moves, TERMIJNEN),
        (&moves, ALLES),
        (&taak, ALLES),
    ] {
        let proef = Proef::new().await;
        proef.brief("2026-11-12 10:00", "weg").await;
        let edit = [(edit[0].0, edit[0].1.as_str())];
        let plan = proef
            .engine
            .migratieplan(&proef.zaak().await, &naar(&edit, keuze))
            .await;
        let plan = plan.unwrap();
        let begins = plan
            .begint
            .iter()
            .map(|een| format!("{} begint", een.termijn));
        told.extend(begins.chain(plan.let_op.iter().cloned()));
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn a_zaak_can_go_back_to_the_version_it_left() {
    let proef = Proef::new().await;
    let first = proef.zaak().await;
    proef.migreer(&naar(&KORTER, TERMIJNEN)).await.unwrap();
    let there = proef.zaak().await;
    assert_ne!(there.definitie, first.definitie);
    let back = proef.migreer(&naar(&[], ALLES)).await.unwrap();
    assert!(matches!(back, Gedaan::Veranderd(_)));
    let zaak = proef.zaak().await;
    assert_eq!(zaak.definitie, first.definitie);
    assert_eq!(zaak.termijnen[0].einde, first.termijnen[0].einde);
    // And over once more: neither way is done already.
    proef.migreer(&naar(&KORTER, TERMIJNEN)).await.unwrap();
    assert_eq!(
        proef.zaak().await.termijnen[0].einde,
        there.termijnen[0].einde
    );
}

#[tokio::test]
async fn only_who_keeps_the_machine_or_leads_the_bureau_takes_zaken_along() {
    let proef = Proef::new().await;
    let goal = naar(&KORTER, TERMIJNEN);
    proef.engine.bewaar(&goal.naar).await.unwrap();
    let mut told = Vec::new();
    for (door, reden) in [
        ("ambt-1", "zomaar"),
        ("niemand", "zomaar"),
        ("leid-1", "  "),
    ] {
        let done = proef
            .engine
            .migreer(Z1, &goal, &MedewerkerId(door.to_owned()), reden)
            .await;
        told.push(done.unwrap_err().to_string());
    }
    insta::assert_snapshot!(told.join("\n"));
}

#[tokio::test]
async fn an_installed_ladder_fires_each_rung_once() {
    let proef = Proef::new().await;
    proef.tot("2026-11-12 12:00").await;
    let ladder = [(
        "herinner: [2 schooldagen vooraf]",
        "herinner: [2 schooldagen vooraf, op de dag]",
    )];
    proef.migreer(&naar(&ladder, ALLEEN)).await.unwrap();
    proef.migreer(&naar(&[], ALLEEN)).await.unwrap();
    proef.migreer(&naar(&ladder, ALLEEN)).await.unwrap();
    proef.tot("2026-11-20 12:00").await;
    let zaak = proef.zaak().await;
    let fired = zaak.termijnen[0]
        .rungs
        .iter()
        .filter(|rung| rung.status == RungStatus::Afgegaan);
    let mut fired: Vec<String> = fired
        .map(|rung| format!("{:?} {:?}", rung.soort, rung.wanneer))
        .collect();
    let all = fired.len();
    fired.sort();
    fired.dedup();
    assert_eq!(fired.len(), all, "{fired:?}");
}

#[tokio::test]
async fn a_version_that_does_not_run_the_procedure_keeps_the_zaak() {
    let proef = Proef::new().await;
    let before = proef.zaak().await;
    let mut without = bronnen(OVERGANG);
    without.workflows.remove(PAD);
    let goal = Overzetting {
        naar: Arc::new(Catalog::load(&without).unwrap().catalog),
        versie: "v3".to_owned(),
        keuze: ALLES,
    };
    let plan = proef.engine.migratieplan(&before, &goal).await.unwrap();
    assert_eq!(
        plan.waarom(),
        "de nieuwe versie heeft voor aalten geen procedure `overgang`; rond de zaak af op haar eigen versie"
    );
    let done = proef.migreer(&goal).await.unwrap();
    assert!(matches!(done, Gedaan::Niets(_)));
    assert_eq!(proef.zaak().await, before);
}
