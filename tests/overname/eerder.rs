//! What began in an earlier fase goes on here: the term of the decision, with what was done to its clock elsewhere.
//!
//! Easy to get wrong: a zaak that looks complete. What is not there is what somebody must be told of.

use serde_json::{Value, json};
use termijnwacht::decide::{Overnameplan, voorbij};
use termijnwacht::engine::{EngineFout, Gedaan, Overnamelot};
use termijnwacht::kalender::datum_kort;
use termijnwacht::store::Store;
use termijnwacht::zaak::{Gebeurtenis, Termijn, TermijnStatus, Zaak};

use crate::opdracht::at;
use crate::tabel::{Proef, engine, leid, read, row};

/// A request for an exemption that was received so long ago that it is being weighed.
fn wegen(ontvangen: &str, more: &Value) -> Value {
    let mut row = row("vrijstelling-artikel-15", "wegen", 1);
    row["melding"]["ontvangen"] = json!(ontvangen);
    row["sinds"] = json!("2026-11-16");
    row["datums"] = json!({"op-tijd-of-niet": "2026-11-10"});
    for (veld, waarde) in more.as_object().unwrap() {
        row[veld] = waarde.clone();
    }
    row
}

async fn neem_over(engine: &Proef, row: Value) -> (Box<Overnameplan>, Box<Zaak>) {
    let overname = read(row);
    let plan = match engine.overnamelot(&overname).await.unwrap() {
        Overnamelot::Nieuw(plan) => plan,
        other => panic!("{other:?}"),
    };
    match engine.neem_over(&overname, &leid(), "proef").await.unwrap() {
        Gedaan::Veranderd(zaak) => (plan, zaak),
        Gedaan::Niets(zaak) => panic!("{zaak}"),
    }
}

async fn geweigerd(row: Value) -> String {
    let engine = engine().await;
    let overname = read(row);
    let Overnamelot::Geweigerd(fouten) = engine.overnamelot(&overname).await.unwrap() else {
        panic!("it is not refused");
    };
    let refused = engine.neem_over(&overname, &leid(), "proef").await;
    assert!(
        matches!(refused, Err(EngineFout::Refusal(_))),
        "{refused:?}"
    );
    let told: Vec<String> = fouten.iter().map(ToString::to_string).collect();
    told.join("\n")
}

fn beslistermijn(zaak: &Zaak) -> &Termijn {
    let mut all = zaak.termijnen.iter();
    all.find(|termijn| termijn.naam == "beslistermijn").unwrap()
}

fn told(termijn: &Termijn) -> String {
    let einde = termijn.einde.map_or("geen einde".to_owned(), datum_kort);
    format!("{:?} {einde}: {}", termijn.status, termijn.uitleg)
}

#[tokio::test]
async fn the_term_of_the_decision_runs_in_a_later_fase_too() {
    let engine = engine().await;
    let (plan, zaak) = neem_over(&engine, wegen("2026-10-12", &json!({}))).await;
    let planned = plan.termijnen.iter();
    let mut planned = planned.filter(|termijn| termijn.termijn == "beslistermijn");
    assert_eq!(planned.next().unwrap().einde, beslistermijn(&zaak).einde);
    insta::assert_snapshot!(told(beslistermijn(&zaak)), @"Loopt ma 7 dec 2026: 8 weken na ma 12 okt 2026 = ma 7 dec 2026 (Awb art. 4:13; Awb art. 4:14 lid 3; Awb art. 4:15; Awb art. 4:17, laag: landelijk)");
    assert!(zaak.open_taak("op-tijd-of-niet").is_none(), "it was done");
    // What is done about it from now on is as everywhere.
    let act = json!({"op": at("2026-11-23 10:00").to_rfc3339(), "zaak": zaak.id.to_string(), "door": "ambt-1",
        "verdagen": "2 weken", "reden": "het advies kwam laat"});
    engine
        .act(&serde_json::from_value(act).unwrap())
        .await
        .unwrap();
    let zaak = engine.store().load(zaak.id).await.unwrap();
    assert_eq!(beslistermijn(&zaak).verdagingen.len(), 1);
}

#[tokio::test]
async fn one_that_ran_out_is_in_the_list_and_may_be_put_in_default() {
    let engine = engine().await;
    let (plan, zaak) = neem_over(&engine, wegen("2026-09-14", &json!({}))).await;
    let past = voorbij(&engine.store().historie(zaak.id).await.unwrap());
    assert_eq!(past, plan.voorbij);
    assert!(
        past.iter().any(|een| een.naam == "beslistermijn"),
        "{past:?}"
    );
    let act = json!({"op": at("2026-11-23 10:00").to_rfc3339(), "zaak": zaak.id.to_string(), "door": "ambt-1",
        "gebeurtenis": "ingebrekestelling"});
    engine
        .act(&serde_json::from_value(act).unwrap())
        .await
        .unwrap();
    let zaak = engine.store().load(zaak.id).await.unwrap();
    assert!(zaak.dwangsom().is_some());
}

#[tokio::test]
async fn what_a_broken_off_run_left_untold_is_told_by_the_next_one_of_any_file() {
    let engine = engine().await;
    // Here it was broken off: nobody was told of this one.
    let (_, first) = neem_over(&engine, wegen("2026-09-14", &json!({}))).await;
    let mut other = wegen("2026-09-15", &json!({}));
    other["melding"]["kenmerk"] = json!("T-2");
    other["melding"]["jongere"]["naam"] = json!("Kim Voorbeeldnaam");
    let (_, second) = neem_over(&engine, other).await;
    let begun = engine.laat_nalopen().await.unwrap();
    let lijst = engine.store().load(begun[0]).await.unwrap();
    assert_eq!(lijst.gegevens["aantal"], json!(2));
    let historie = engine.store().historie(lijst.id).await.unwrap();
    let over = historie.iter().find_map(|regel| match &regel.gebeurtenis {
        Gebeurtenis::Geopend(geboorte) => Some(geboorte.over.clone()),
        _ => None,
    });
    assert_eq!(over, Some(vec![first.id, second.id]));
    assert_eq!(engine.laat_nalopen().await.unwrap(), []);
}

#[tokio::test]
async fn what_was_done_to_the_clock_elsewhere_holds_here() {
    let cases = [
        json!({}),
        json!({"opgeschort_sinds": "2026-10-19", "hervat_op": "2026-10-29"}),
        json!({"opgeschort_sinds": "2026-11-02"}),
        json!({"verdaagd_met": "2 weken", "verdaagd_op": "2026-11-20"}),
        json!({"verdaagd_met": "2 weken", "verdaagd_op": "2026-11-20", "opgeschort_sinds": "2026-10-19", "hervat_op": "2026-10-29"}),
        json!({"datums": {"beslistermijn": "2026-11-19"}}),
    ];
    let mut lines = Vec::new();
    for case in cases {
        let engine = engine().await;
        let (plan, zaak) = neem_over(&engine, wegen("2026-10-12", &case)).await;
        let found = zaak.termijnen.iter();
        let mut found = found.filter(|termijn| termijn.naam == "beslistermijn");
        lines.push(format!(
            "{case}\n    {}",
            found.next().map_or("begint niet".to_owned(), told)
        ));
        let watched = zaak.open_taak("opschorting-bewaken").is_some();
        let still = zaak
            .termijnen
            .iter()
            .any(|termijn| termijn.status == TermijnStatus::Opgeschort);
        assert_eq!(watched, still, "{case}");
        let planned: Vec<_> = plan.termijnen.iter().map(|termijn| termijn.einde).collect();
        let there: Vec<_> = zaak.termijnen.iter().map(|termijn| termijn.einde).collect();
        assert_eq!(planned, there, "{case}");
        let letters = engine.store().historie(zaak.id).await.unwrap();
        assert!(
            !letters
                .iter()
                .any(|regel| matches!(regel.gebeurtenis, Gebeurtenis::Brief { .. })),
            "{case}"
        );
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn an_ingebrekestelling_of_before_runs_on() {
    let engine = engine().await;
    let row = wegen("2026-09-07", &json!({"ingebrekestelling": "2026-11-17"}));
    let (_, zaak) = neem_over(&engine, row).await;
    insta::assert_snapshot!(told(zaak.dwangsom().unwrap()), @"Loopt di 1 dec 2026: 2 weken na di 17 nov 2026 = di 1 dec 2026 (Awb art. 4:17 lid 3, laag: termijnwacht)");
}

#[tokio::test]
async fn a_clock_that_cannot_have_stood_so_is_refused() {
    let cases = [
        json!({"opgeschort_sinds": "2026-10-01"}),
        json!({"opgeschort_sinds": "2026-11-30"}),
        json!({"hervat_op": "2026-10-29"}),
        json!({"opgeschort_sinds": "2026-10-29", "hervat_op": "2026-10-29"}),
        json!({"verdaagd_met": "2 weken"}),
        json!({"verdaagd_op": "2026-11-20"}),
        json!({"verdaagd_met": "twee weken", "verdaagd_op": "2026-11-20"}),
        json!({"verdaagd_met": "9 weken", "verdaagd_op": "2026-11-20"}),
        json!({"ingebrekestelling": "2026-11-20"}),
    ];
    let mut lines = Vec::new();
    for case in cases {
        let told = geweigerd(wegen("2026-10-12", &case)).await;
        lines.push(format!("{case}\n    {}", told.replace('\n', "\n    ")));
    }
    let mut nothing = row("absoluut-verzuim", "onderzoek", 2);
    nothing["opgeschort_sinds"] = json!("2026-10-12");
    lines.push(format!(
        "absoluut-verzuim\n    {}",
        geweigerd(nothing).await
    ));
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn a_term_of_the_law_that_nobody_can_count_refuses_the_row() {
    let row = |fase| row("vervangende-leerplicht", fase, 1);
    insta::assert_snapshot!(geweigerd(row("na-aanvulling")).await, @"`datums.verzoek_ontvangen`: gevonden niets; verwacht een dag, want daarvan telt de termijn `beslistermijn`: die is van de wet, begint in fase `verzoek` en loopt daarna door; geef die dag, of met `datums.beslistermijn` de dag waarop de termijn klaar was");
    let engine = engine().await;
    let mut dated = row("na-aanvulling");
    dated["datums"] = json!({"verzoek_ontvangen": "2026-10-12"});
    let (_, zaak) = neem_over(&engine, dated).await;
    assert!(beslistermijn(&zaak).einde.is_some());
    let mut done = row("na-aanvulling");
    done["melding"]["kenmerk"] = json!("T-2");
    done["datums"] = json!({"beslistermijn": "2026-11-12"});
    let (plan, zaak) = neem_over(&engine, done).await;
    assert!(
        !zaak
            .termijnen
            .iter()
            .any(|termijn| termijn.naam == "beslistermijn")
    );
    assert!(
        plan.gedaan.contains(&"beslistermijn".to_owned()),
        "{:?}",
        plan.gedaan
    );
}

#[tokio::test]
async fn a_day_out_of_order_is_a_question() {
    let engine = engine().await;
    let cases = [
        ("wachten-op-reactie", json!({"eerste-brief": "2025-09-21"})),
        ("wachten-op-reactie", json!({"eerste-brief": "2026-10-21"})),
        (
            "wachten-op-reactie",
            json!({"eerste-brief": "2026-09-21", "reactie-ouders": "2026-10-01", "vermoeden": "2026-09-01"}),
        ),
    ];
    let mut lines = Vec::new();
    for (fase, datums) in cases {
        let mut row = row("absoluut-verzuim", fase, 1);
        row["datums"] = datums.clone();
        let Overnamelot::Nieuw(plan) = engine.overnamelot(&read(row)).await.unwrap() else {
            panic!("{datums}");
        };
        let asked = plan.let_op.iter().filter(|een| een.contains("klopt"));
        let asked: Vec<String> = asked.map(|een| format!("    {een}")).collect();
        lines.push(format!("{datums}\n{}", asked.join("\n")));
    }
    insta::assert_snapshot!(lines.join("\n"));
}

#[tokio::test]
async fn a_namesake_without_a_number_is_a_question() {
    let engine = engine().await;
    let first = row("absoluut-verzuim", "onderzoek", 1);
    let mut second = first.clone();
    second["melding"]["kenmerk"] = json!("T-2");
    let (_, zaak) = neem_over(&engine, first).await;
    let Overnamelot::Nieuw(plan) = engine.overnamelot(&read(second)).await.unwrap() else {
        panic!("it is not refused");
    };
    let told = format!("loopt hier al {}", zaak.id);
    assert!(
        plan.let_op.iter().any(|een| een.contains(&told)),
        "{:?}",
        plan.let_op
    );
}

#[tokio::test]
async fn where_nobody_can_see_whether_a_term_of_the_law_runs_a_person_is_asked() {
    let engine = engine().await;
    let (plan, zaak) = neem_over(&engine, row("vervangende-leerplicht", "wegen", 1)).await;
    let asked = plan.niet_begonnen.iter();
    let mut asked = asked.filter(|niet| niet.naam == "beslistermijn");
    let asked = asked.next().unwrap();
    assert!(asked.wettelijk && asked.onzeker);
    assert_eq!(asked.geef, "verzoek_ontvangen");
    let past = voorbij(&engine.store().historie(zaak.id).await.unwrap());
    let told = past.iter().find(|een| een.naam == "beslistermijn");
    insta::assert_snapshot!(told.unwrap().uitleg, @"`beslistermijn` is van de wet en wordt hier niet bewaakt; ga na of die loopt");
    // The day settles it.
    let mut dated = row("vervangende-leerplicht", "wegen", 2);
    dated["datums"] = json!({"verzoek_ontvangen": "2026-10-12"});
    let (plan, zaak) = neem_over(&engine, dated).await;
    assert!(!plan.niet_begonnen.iter().any(|niet| niet.wettelijk));
    assert!(beslistermijn(&zaak).einde.is_some());
}
