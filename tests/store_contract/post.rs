//! Outbox, inbox and notes.

use termijnwacht::store::{InboxInhoud, Store, Uitslag};
use termijnwacht::zaak::{Effect, RegelId, Zaak, ZaakId};

use crate::dossier::*;

crate::on_each_store!(
    a_mail_goes_when_its_moment_comes_and_once,
    a_mail_whose_sender_died_comes_back,
    a_mail_that_did_not_go_goes_later_or_never,
    what_waits_can_be_held_back_and_what_is_claimed_cannot,
    another_procedure_is_started_once,
    a_start_held_back_cannot_be_settled,
    an_uitkomst_reaches_the_ouderzaak,
    a_note_is_kept_beside_the_history,
);

const T1: &str = "2026-10-08T08:00:00Z";
const T2: &str = "2026-10-09T08:00:00Z";

/// A zaak whose third line asks for these.
async fn asking(store: &impl Store, id: i64, effects: Vec<Effect>) -> Zaak {
    let born = keep(store, opened(id, T1)).await;
    let mut commit = change(
        id,
        Some(&born),
        &format!("ask:{id}"),
        T1,
        vec![noted(), noted()],
    );
    commit.effects = effects;
    keep(store, commit).await
}

async fn claimed(store: &impl Store, at: &str) -> Vec<i64> {
    store
        .claim_outbox(op(at), 10)
        .await
        .unwrap()
        .iter()
        .flat_map(|claim| &claim.rijen)
        .map(|row| row.id)
        .collect()
}

async fn a_mail_goes_when_its_moment_comes_and_once(store: impl Store) {
    assert_eq!(store.next_outbox_at().await.unwrap(), None);
    let late = mail(regel(1, 3), "2026-10-12T06:00:00Z");
    asking(
        &store,
        1,
        vec![
            late.clone(),
            mail(regel(1, 4), "2026-10-09T06:00:00Z"),
            brief(regel(1, 4)),
        ],
    )
    .await;
    assert_eq!(store.next_outbox_at().await.unwrap(), Some(op(T1)));
    assert_eq!(
        store.onverzonden(ZaakId(1)).await.unwrap(),
        [regel(1, 3), regel(1, 4)]
    );

    // The letter may go at once, the mails not before their moment; the longest waiting goes first.
    assert_eq!(claimed(&store, "2026-10-09T06:00:00Z").await, [3, 2]);
    assert_eq!(store.onverzonden(ZaakId(1)).await.unwrap(), [regel(1, 3)]);
    store
        .mark_uit(
            &[2, 3],
            &Uitslag::Verzonden {
                at: op("2026-10-09T06:00:01Z"),
            },
        )
        .await
        .unwrap();
    assert_eq!(
        store.next_outbox_at().await.unwrap(),
        Some(op("2026-10-12T06:00:00Z"))
    );
    let last = store
        .claim_outbox(op("2026-10-12T06:00:00Z"), 10)
        .await
        .unwrap();
    let last = &last[0].rijen[0];
    assert_eq!(
        (last.id, last.zaak, &last.effect, last.pogingen),
        (1, ZaakId(1), &late, 1)
    );
    store
        .mark_uit(
            &[1],
            &Uitslag::Verzonden {
                at: op("2026-10-12T06:00:01Z"),
            },
        )
        .await
        .unwrap();
    assert_eq!(claimed(&store, "2030-01-01T00:00:00Z").await, [0_i64; 0]);
    assert_eq!(store.next_outbox_at().await.unwrap(), None);
}

async fn a_mail_whose_sender_died_comes_back(store: impl Store) {
    asking(&store, 1, vec![mail(regel(1, 3), T1)]).await;
    assert_eq!(claimed(&store, "2026-10-08T08:00:00Z").await, [1]);
    assert_eq!(claimed(&store, "2026-10-08T08:04:59Z").await, [0_i64; 0]);
    assert_eq!(
        store.next_outbox_at().await.unwrap(),
        Some(op("2026-10-08T08:05:00Z"))
    );
    let again = store
        .claim_outbox(op("2026-10-08T08:05:00Z"), 10)
        .await
        .unwrap();
    assert_eq!((again[0].rijen[0].id, again[0].rijen[0].pogingen), (1, 2));
}

async fn a_mail_that_did_not_go_goes_later_or_never(store: impl Store) {
    asking(
        &store,
        1,
        vec![mail(regel(1, 3), T1), mail(regel(1, 4), T1)],
    )
    .await;
    assert_eq!(claimed(&store, T1).await, [1, 2]);
    let reden = || "mailserver antwoordt niet".to_owned();
    store
        .mark_uit(
            &[1],
            &Uitslag::Opnieuw {
                at: op(T2),
                reden: reden(),
                telt: false,
            },
        )
        .await
        .unwrap();
    store
        .mark_uit(
            &[2],
            &Uitslag::Mislukt {
                at: op(T2),
                reden: reden(),
            },
        )
        .await
        .unwrap();
    assert_eq!(store.next_outbox_at().await.unwrap(), Some(op(T2)));
    assert_eq!(claimed(&store, T2).await, [1]);
    // What is not claimed any more is not marked any more.
    store
        .mark_uit(
            &[2],
            &Uitslag::Opnieuw {
                at: op(T2),
                reden: reden(),
                telt: false,
            },
        )
        .await
        .unwrap();
    assert_eq!(claimed(&store, T2).await, [0_i64; 0]);
}

async fn what_waits_can_be_held_back_and_what_is_claimed_cannot(store: impl Store) {
    let asked = vec![
        mail(regel(1, 3), T1),
        mail(regel(1, 4), T2),
        start(regel(1, 4)),
    ];
    let zaak = asking(&store, 1, asked).await;
    assert_eq!(claimed(&store, T1).await, [1]);
    let mut hold = change(1, Some(&zaak), "hold", T1, vec![noted()]);
    hold.effects = vec![
        Effect::HoudTegen {
            regels: vec![regel(1, 3), regel(1, 4)],
        },
        mail(regel(1, 5), "2026-10-10T08:00:00Z"),
    ];
    keep(&store, hold).await;
    assert_eq!(store.onverzonden(ZaakId(1)).await.unwrap(), [regel(1, 5)]);
    assert_eq!(store.inbox(5).await.unwrap(), []);
    assert_eq!(
        claimed(&store, T2).await,
        [1],
        "only the lease of the claimed one ended"
    );
}

async fn another_procedure_is_started_once(store: impl Store) {
    let mut first = reported(1, T1, 1, melding("R-1", jongere("Sanne", None)));
    first.effects = vec![start(regel(1, 2))];
    keep(&store, first).await;
    asking(&store, 2, vec![start(regel(2, 3))]).await;
    let rows = store.inbox(1).await.unwrap();
    assert_eq!((rows.len(), rows[0].id, rows[0].regel), (1, 1, regel(1, 2)));
    let InboxInhoud::Start {
        procedure,
        wacht: true,
        gegevens,
        ..
    } = &rows[0].inhoud
    else {
        panic!("{rows:?}")
    };
    assert_eq!(
        (procedure.as_str(), gegevens["uren"].as_i64()),
        ("svb-melding", Some(18))
    );

    let mut child = started_by(3, 1, T2, 1);
    child.inbox = Some(1);
    keep(&store, child).await;
    let mut twin = started_by(4, 1, T2, 1);
    twin.inbox = Some(1);
    assert_eq!(tell(&store, vec![twin]).await, ["conflict"]);
    assert_eq!(store.inbox(5).await.unwrap()[0].id, 2);
    store.mark_inbox(2).await.unwrap();
    assert_eq!(store.inbox(5).await.unwrap(), []);
}

async fn a_start_held_back_cannot_be_settled(store: impl Store) {
    let zaak = asking(&store, 1, vec![start(regel(1, 3))]).await;
    let mut hold = change(1, Some(&zaak), "hold", T2, vec![noted()]);
    hold.effects = vec![Effect::HoudTegen {
        regels: vec![regel(1, 3)],
    }];
    let mut child = opened(2, T2);
    child.inbox = Some(1);
    assert_eq!(tell(&store, vec![hold, child]).await, ["kept", "conflict"]);
}

async fn an_uitkomst_reaches_the_ouderzaak(store: impl Store) {
    keep(
        &store,
        reported(1, T1, 1, melding("R-1", jongere("Sanne", None))),
    )
    .await;
    let child = keep(&store, started_by(2, 1, T1, 1)).await;
    let mut end = change(2, Some(&child), "close", T2, vec![closed()]);
    end.effects = vec![Effect::Uitkomst {
        regel: RegelId {
            zaak: ZaakId(2),
            nummer: 3,
        },
        ouder: ZaakId(1),
        procedure: "svb-melding".into(),
        uitkomst: "ingeschreven".into(),
    }];
    keep(&store, end).await;
    let rows = store.inbox(5).await.unwrap();
    let expected = InboxInhoud::Uitkomst {
        ouder: ZaakId(1),
        procedure: "svb-melding".into(),
        uitkomst: "ingeschreven".into(),
    };
    assert_eq!((rows[0].regel, &rows[0].inhoud), (regel(2, 3), &expected));
}

async fn a_note_is_kept_beside_the_history(store: impl Store) {
    let note = Effect::Notitie {
        regel: regel(1, 3),
        tekst: "Moeder belde: \"verhuisd\"\nzie brief".into(),
    };
    asking(&store, 1, vec![note]).await;
    asking(
        &store,
        2,
        vec![Effect::Notitie {
            regel: regel(2, 4),
            tekst: "anders".into(),
        }],
    )
    .await;
    let notes = store.notities(ZaakId(1)).await.unwrap();
    assert_eq!(
        notes,
        [(
            regel(1, 3),
            "Moeder belde: \"verhuisd\"\nzie brief".to_owned()
        )]
    );
}
