//! Tokens, schedules, deliveries, settings, and how much there is to do.

use termijnwacht::store::{Levering, Lopend, Stand, Store, Token, UitStatus, Uitslag};
use termijnwacht::zaak::gebeurtenis::Gebeurtenis;
use termijnwacht::zaak::{Digest, MedewerkerId, Rol};

use crate::dossier::*;

crate::on_each_store!(
    a_token_is_found_by_its_secret_also_when_revoked,
    the_name_of_a_token_is_given_once,
    a_schedule_never_goes_back,
    the_newest_delivery_of_each_source_is_kept,
    a_setting_is_replaced,
    an_empty_store_has_nothing_to_do,
    the_measure_counts_what_is_open_due_and_waiting,
    open_zaken_are_counted_by_what_they_run_on,
);

const T1: &str = "2026-10-08T08:00:00Z";
const T2: &str = "2026-10-09T08:00:00Z";

fn token(naam: &str, secret: &str) -> Token {
    Token {
        naam: naam.into(),
        hash: Digest::of(secret),
        bureau: "utrecht-noordwest".into(),
        rol: Rol::Leerplichtambtenaar,
        gemeenten: vec!["woerden".into(), "de-ronde-venen".into()],
        medewerker: Some(MedewerkerId("ambt-1".into())),
        gemaakt_at: op(T1),
        ingetrokken_at: None,
    }
}

async fn a_token_is_found_by_its_secret_also_when_revoked(store: impl Store) {
    let kept = token("zaaksysteem", "geheim");
    assert!(store.put_token(kept.clone()).await.unwrap());
    let system = Token {
        medewerker: None,
        gemeenten: Vec::new(),
        ..token("duo", "ander geheim")
    };
    assert!(store.put_token(system.clone()).await.unwrap());
    assert_eq!(store.tokens().await.unwrap(), [system, kept.clone()]);
    let find = async |secret: &str| store.find_token(&Digest::of(secret)).await.unwrap();
    assert_eq!(find("geheim").await, Some(kept.clone()));
    assert_eq!(find("geraden").await, None);

    assert!(store.revoke_token("zaaksysteem", op(T2)).await.unwrap());
    let revoked = Token {
        ingetrokken_at: Some(op(T2)),
        ..kept
    };
    assert_eq!(find("geheim").await, Some(revoked.clone()));
    // Once is enough, and the first moment stays.
    assert!(
        !store
            .revoke_token("zaaksysteem", op("2026-11-01T08:00:00Z"))
            .await
            .unwrap()
    );
    assert_eq!(find("geheim").await, Some(revoked));
    assert!(!store.revoke_token("onbekend", op(T2)).await.unwrap());
}

async fn the_name_of_a_token_is_given_once(store: impl Store) {
    assert!(store.put_token(token("duo", "een")).await.unwrap());
    assert!(!store.put_token(token("duo", "twee")).await.unwrap());
    assert!(!store.put_token(token("zaaksysteem", "een")).await.unwrap());
    store.revoke_token("duo", op(T2)).await.unwrap();
    assert!(!store.put_token(token("duo", "drie")).await.unwrap());
    assert_eq!(store.tokens().await.unwrap().len(), 1);
    assert_eq!(store.find_token(&Digest::of("drie")).await.unwrap(), None);
}

async fn a_schedule_never_goes_back(store: impl Store) {
    store.mark_rooster("weekoverzicht", op(T2)).await.unwrap();
    store.mark_rooster("weekoverzicht", op(T1)).await.unwrap();
    store.mark_rooster("duo", op(T1)).await.unwrap();
    let roosters = store.roosters().await.unwrap();
    let known: Vec<_> = roosters
        .iter()
        .map(|(naam, tot)| (naam.as_str(), *tot))
        .collect();
    assert_eq!(known, [("duo", op(T1)), ("weekoverzicht", op(T2))]);
}

async fn the_newest_delivery_of_each_source_is_kept(store: impl Store) {
    let levering = |bureau: &str, bron: &str, at: &str| Levering {
        bureau: bureau.into(),
        bron: bron.into(),
        at: op(at),
    };
    for (bureau, bron, at) in [
        ("utrecht-noordwest", "duo", T2),
        ("utrecht-noordwest", "duo", T1),
        ("achterhoek", "duo", T1),
        ("achterhoek", "brp", T1),
        ("achterhoek", "brp", T2),
    ] {
        store
            .mark_levering(&levering(bureau, bron, at))
            .await
            .unwrap();
    }
    let newest = [
        levering("achterhoek", "brp", T2),
        levering("achterhoek", "duo", T1),
        levering("utrecht-noordwest", "duo", T2),
    ];
    assert_eq!(store.leveringen().await.unwrap(), newest);
}

async fn a_setting_is_replaced(store: impl Store) {
    assert_eq!(store.instelling("klok").await.unwrap(), None);
    store.put_instelling("klok", T1).await.unwrap();
    store.put_instelling("klok", T2).await.unwrap();
    assert_eq!(store.instelling("klok").await.unwrap().as_deref(), Some(T2));
    assert_eq!(store.instelling("doel").await.unwrap(), None);
}

async fn an_empty_store_has_nothing_to_do(store: impl Store) {
    assert_eq!(store.stand(op(T1)).await.unwrap(), Stand::default());
}

async fn the_measure_counts_what_is_open_due_and_waiting(store: impl Store) {
    let rungs = [
        "2026-10-13T06:00:00Z",
        "2026-10-14T06:00:00Z",
        "2026-10-16T06:00:00Z",
    ];
    for id in 1..=3 {
        let born = keep(&store, opened(id, T1)).await;
        let incident = Gebeurtenis::Incident {
            nummer: 1,
            code: "script".into(),
            melding: "deling door nul".into(),
            over: None,
        };
        let events = vec![incident, termijn_started(1, "2026-10-15", &rungs)];
        let mut commit = change(id, Some(&born), &format!("a{id}"), T1, events);
        commit.effects = vec![
            mail(regel(id, 3), T1),
            mail(regel(id, 4), T2),
            brief(regel(id, 4)),
        ];
        let zaak = keep(&store, commit).await;
        if id == 3 {
            keep(&store, change(3, Some(&zaak), "close", T1, vec![closed()])).await;
        }
    }
    let claims = store.claim_outbox(op(T1), 2).await.unwrap();
    let first = claims[0].rijen[0].id;
    let reden = "onleesbaar".to_owned();
    store
        .mark_uit(&[first], &Uitslag::Mislukt { at: op(T2), reden })
        .await
        .unwrap();
    store
        .mark_uit(&[claims[1].rijen[0].id], &Uitslag::Verzonden { at: op(T1) })
        .await
        .unwrap();

    let stand = store.stand(op("2026-10-14T06:00:00Z")).await.unwrap();
    assert_eq!((stand.open_zaken, stand.incidenten), (2, 3));
    assert_eq!(
        (stand.timers_due, stand.oldest_due),
        (4, Some(op(rungs[0])))
    );
    let lease = op("2026-10-08T08:05:00Z");
    let row =
        |soort: &str, status, aantal, oudste| (soort.to_owned(), status, aantal, Some(oudste));
    assert_eq!(
        stand.outbox,
        [
            row("brief", UitStatus::Wacht, 2, op(T1)),
            row("mail", UitStatus::Wacht, 3, op(T2)),
            row("mail", UitStatus::Bezig, 2, lease),
            row("mail", UitStatus::Mislukt, 1, lease),
        ]
    );
    let early = store.stand(op("2026-10-13T05:59:59Z")).await.unwrap();
    assert_eq!((early.timers_due, early.oldest_due), (0, None));
}

async fn open_zaken_are_counted_by_what_they_run_on(store: impl Store) {
    assert_eq!(store.lopend().await.unwrap(), []);
    let born = |procedure: &str, gemeente: &str, definitie: &str| {
        let mut born = geboorte(T1);
        (born.procedure, born.gemeente) = (procedure.into(), gemeente.into());
        born.definitie = Digest::of(definitie);
        born
    };
    for (id, procedure, gemeente, definitie) in [
        (1, "verlof", "woerden", "oud"),
        (2, "verlof", "woerden", "nieuw"),
        (3, "verlof", "woerden", "oud"),
        (4, "verlof", "montfoort", "oud"),
        (5, "halt", "woerden", "oud"),
        (6, "verlof", "woerden", "oud"),
    ] {
        keep(
            &store,
            opened_as(id, T1, born(procedure, gemeente, definitie)),
        )
        .await;
    }
    let last = store.load(termijnwacht::zaak::ZaakId(6)).await.unwrap();
    keep(
        &store,
        change(6, Some(&last), "closed:6", T2, vec![closed()]),
    )
    .await;
    let row = |procedure: &str, gemeente: &str, definitie: &str, aantal| Lopend {
        procedure: procedure.into(),
        gemeente: gemeente.into(),
        definitie: Digest::of(definitie),
        aantal,
    };
    let mut expected = vec![
        row("halt", "woerden", "oud", 1),
        row("verlof", "montfoort", "oud", 1),
        row("verlof", "woerden", "oud", 2),
        row("verlof", "woerden", "nieuw", 1),
    ];
    expected.sort();
    assert_eq!(store.lopend().await.unwrap(), expected);
}
