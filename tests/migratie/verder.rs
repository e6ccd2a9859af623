//! What a zaak that went over does afterwards: acts, undoing, going back, and who may take it along.

use serde_json::json;
use std::sync::Arc;
use termijnwacht::catalog::Catalog;
use termijnwacht::engine::{Gedaan, Overzetting};
use termijnwacht::zaak::{MedewerkerId, RungStatus};

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

#[tokio::test]
async fn a_lapse_of_before_is_not_taken_back_by_an_act_that_came_in_time() {
    let proef = Proef::new().await;
    proef.brief("2026-11-10 10:00", "weg").await;
    proef.tot("2026-11-26 10:00").await;
    assert_eq!(proef.zaak().await.fase, "beslissen");
    proef
        .migreer(&naar(
            &[("titel: Beslissen", "titel: Een besluit nemen")],
            ALLEEN,
        ))
        .await
        .unwrap();
    let late = proef
        .probeer(json!({"gebeurtenis": "antwoord-ouders", "datum": "2026-11-20"}))
        .await;
    assert!(
        late.unwrap_err()
            .to_string()
            .contains("past niet in fase `beslissen`")
    );
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
