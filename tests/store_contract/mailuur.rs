//! Mail by person and hour: all that is due for one person at once, and no second mail in the same clock hour.

use termijnwacht::store::{Claim, Ontvanger, OutboxFilter, Store, UitStatus, Uitslag};
use termijnwacht::zaak::{Effect, MedewerkerId, RegelId, ZaakId};

use crate::dossier::*;

crate::on_each_store!(
    all_that_is_due_for_one_person_is_one_claim,
    nobody_is_mailed_twice_in_a_clock_hour,
    a_mail_that_did_not_go_costs_nobody_his_hour,
    a_crash_between_claim_and_mark_sends_all_of_it_again,
    a_person_with_a_lease_waits_for_its_end,
    the_limit_counts_claims_and_the_longest_waiting_go_first,
    what_was_given_up_can_be_tried_again,
    what_was_given_up_can_be_dropped,
    outgoing_rows_are_listed_by_what_is_asked_and_in_pages,
);

const NINE: &str = "2026-10-08T07:00:00Z";

fn mail_to(wie: Option<&str>, regel: RegelId, at: &str) -> Effect {
    let Effect::Mail(mut mail) = mail(regel, at) else {
        unreachable!()
    };
    mail.aan.medewerker = wie.map(|wie| MedewerkerId(wie.into()));
    Effect::Mail(mail)
}

/// A zaak whose second line asks for these.
async fn asking(store: &impl Store, id: i64, bureau: &str, effects: Vec<Effect>) {
    let mut born = geboorte(NINE);
    born.bureau = bureau.into();
    let mut commit = opened_as(id, NINE, born);
    commit.effects = effects;
    keep(store, commit).await;
}

/// Who is mailed, with the rows; `-` for a letter, `postbus` for the bureau's mailbox.
fn told(claims: &[Claim]) -> Vec<(String, Vec<i64>)> {
    let who = |aan: &Option<Ontvanger>| match aan {
        None => "-".to_owned(),
        Some(aan) => {
            let wie = aan
                .medewerker
                .as_ref()
                .map_or("postbus", |id| id.0.as_str());
            format!("{}/{wie}", aan.bureau)
        }
    };
    let rows = |claim: &Claim| claim.rijen.iter().map(|row| row.id).collect();
    claims
        .iter()
        .map(|claim| (who(&claim.ontvanger), rows(claim)))
        .collect()
}

async fn claim(store: &impl Store, at: &str) -> Vec<(String, Vec<i64>)> {
    let claims = told(&store.claim_outbox(op(at), 10).await.unwrap());
    // Whoever waits until there is something must not find it before, nor wait for nothing.
    if claims.is_empty() {
        assert!(
            store
                .next_outbox_at()
                .await
                .unwrap()
                .is_none_or(|next| next > op(at))
        );
    }
    claims
}

async fn sent(store: &impl Store, ids: &[i64], at: &str) {
    store
        .mark_uit(ids, &Uitslag::Verzonden { at: op(at) })
        .await
        .unwrap();
}

fn one(wie: &str, rows: &[i64]) -> Vec<(String, Vec<i64>)> {
    vec![(wie.to_owned(), rows.to_vec())]
}

async fn all_that_is_due_for_one_person_is_one_claim(store: impl Store) {
    let of = |id| {
        vec![
            mail_to(Some("ambt-1"), regel(id, 1), NINE),
            mail_to(None, regel(id, 1), NINE),
            mail_to(Some("ambt-1"), regel(id, 2), "2026-10-08T07:00:01Z"),
        ]
    };
    asking(&store, 1, "achterhoek", of(1)).await;
    asking(&store, 2, "achterhoek", of(2)).await;
    // Someone with the same id in another bureau is someone else.
    asking(&store, 3, "amersfoort", of(3)).await;
    let claims = claim(&store, NINE).await;
    let expected = [
        ("achterhoek/ambt-1".to_owned(), vec![1, 4]),
        ("achterhoek/postbus".to_owned(), vec![2, 5]),
        ("amersfoort/ambt-1".to_owned(), vec![7]),
        ("amersfoort/postbus".to_owned(), vec![8]),
    ];
    assert_eq!(claims, expected);
}

async fn nobody_is_mailed_twice_in_a_clock_hour(store: impl Store) {
    let later = "2026-10-08T07:20:00Z";
    asking(
        &store,
        1,
        "achterhoek",
        vec![
            mail_to(Some("ambt-1"), regel(1, 1), NINE),
            mail_to(Some("ambt-1"), regel(1, 1), later),
            mail_to(Some("ambt-2"), regel(1, 1), later),
        ],
    )
    .await;
    assert_eq!(claim(&store, NINE).await, one("achterhoek/ambt-1", &[1]));
    sent(&store, &[1], "2026-10-08T07:00:03Z").await;
    assert_eq!(store.next_outbox_at().await.unwrap(), Some(op(later)));
    assert_eq!(claim(&store, later).await, one("achterhoek/ambt-2", &[3]));
    sent(&store, &[3], later).await;
    assert_eq!(
        store.next_outbox_at().await.unwrap(),
        Some(op("2026-10-08T08:00:00Z"))
    );
    assert_eq!(claim(&store, "2026-10-08T07:59:59.999999Z").await, []);
    assert_eq!(
        claim(&store, "2026-10-08T08:00:00Z").await,
        one("achterhoek/ambt-1", &[2])
    );
    // Sent on the hour, it counts for the hour that begins.
    sent(&store, &[2], "2026-10-08T08:00:00Z").await;
    asking(
        &store,
        2,
        "achterhoek",
        vec![mail_to(Some("ambt-1"), regel(2, 1), NINE)],
    )
    .await;
    assert_eq!(
        store.next_outbox_at().await.unwrap(),
        Some(op("2026-10-08T09:00:00Z"))
    );
}

async fn a_mail_that_did_not_go_costs_nobody_his_hour(store: impl Store) {
    asking(
        &store,
        1,
        "achterhoek",
        vec![mail_to(None, regel(1, 1), NINE), brief(regel(1, 2))],
    )
    .await;
    assert_eq!(claim(&store, NINE).await.len(), 2);
    let at = op("2026-10-08T07:01:00Z");
    store
        .mark_uit(
            &[1],
            &Uitslag::Opnieuw {
                at,
                reden: "vol".into(),
                telt: true,
            },
        )
        .await
        .unwrap();
    // Nor does a letter.
    sent(&store, &[2], NINE).await;
    assert_eq!(store.next_outbox_at().await.unwrap(), Some(at));
    assert_eq!(
        claim(&store, "2026-10-08T07:01:00Z").await,
        one("achterhoek/postbus", &[1])
    );
}

async fn a_crash_between_claim_and_mark_sends_all_of_it_again(store: impl Store) {
    let mails = vec![
        mail_to(None, regel(1, 1), NINE),
        mail_to(None, regel(1, 2), NINE),
    ];
    asking(&store, 1, "achterhoek", mails).await;
    assert_eq!(
        claim(&store, NINE).await,
        one("achterhoek/postbus", &[1, 2])
    );
    // Half of it was marked when the sender died: what is left waits for its lease and then for the hour.
    sent(&store, &[2], NINE).await;
    assert_eq!(
        store.next_outbox_at().await.unwrap(),
        Some(op("2026-10-08T08:00:00Z"))
    );
    assert_eq!(claim(&store, "2026-10-08T07:05:00Z").await, []);
    assert_eq!(
        claim(&store, "2026-10-08T08:00:00Z").await,
        one("achterhoek/postbus", &[1])
    );
    // Died without a word.
    assert_eq!(claim(&store, "2026-10-08T08:04:59Z").await, []);
    assert_eq!(
        claim(&store, "2026-10-08T08:05:00Z").await,
        one("achterhoek/postbus", &[1])
    );
}

async fn a_person_with_a_lease_waits_for_its_end(store: impl Store) {
    asking(
        &store,
        1,
        "achterhoek",
        vec![mail_to(None, regel(1, 1), NINE)],
    )
    .await;
    assert_eq!(claim(&store, NINE).await, one("achterhoek/postbus", &[1]));
    asking(
        &store,
        2,
        "achterhoek",
        vec![mail_to(None, regel(2, 1), NINE)],
    )
    .await;
    // A second worker would mail him beside the first.
    assert_eq!(claim(&store, "2026-10-08T07:00:01Z").await, []);
    assert_eq!(
        store.next_outbox_at().await.unwrap(),
        Some(op("2026-10-08T07:05:00Z"))
    );
    // What died with its sender may have arrived: it comes back as the mail it was, and the rest keeps its turn.
    let again = "2026-10-08T07:05:00Z";
    assert_eq!(claim(&store, again).await, one("achterhoek/postbus", &[1]));
    assert_eq!(claim(&store, again).await, []);
    sent(&store, &[1], again).await;
    assert_eq!(
        claim(&store, "2026-10-08T08:00:00Z").await,
        one("achterhoek/postbus", &[2])
    );
}

async fn the_limit_counts_claims_and_the_longest_waiting_go_first(store: impl Store) {
    asking(
        &store,
        1,
        "achterhoek",
        vec![
            brief(regel(1, 1)),
            mail_to(Some("a"), regel(1, 1), "2026-10-08T06:00:00Z"),
            mail_to(Some("b"), regel(1, 1), "2026-10-08T05:00:00Z"),
            mail_to(Some("a"), regel(1, 1), "2026-10-08T05:30:00Z"),
        ],
    )
    .await;
    let first = store.claim_outbox(op(NINE), 2).await.unwrap();
    let expected = [one("achterhoek/b", &[3]), one("achterhoek/a", &[4, 2])].concat();
    assert_eq!(told(&first), expected);
    assert_eq!(claim(&store, NINE).await, one("-", &[1]));
}

async fn give_up(store: &impl Store) {
    asking(
        store,
        1,
        "achterhoek",
        vec![mail_to(None, regel(1, 2), NINE), brief(regel(1, 2))],
    )
    .await;
    assert_eq!(claim(store, NINE).await.len(), 2);
    let (at, reden) = (op(NINE), "550 onbekend".to_owned());
    store
        .mark_uit(&[1, 2], &Uitslag::Mislukt { at, reden })
        .await
        .unwrap();
    assert_eq!(store.next_outbox_at().await.unwrap(), None);
}

async fn what_was_given_up_can_be_tried_again(store: impl Store) {
    give_up(&store).await;
    let before = store.load(ZaakId(1)).await.unwrap();
    let again = "2026-10-09T09:30:00Z";
    let mut commit = change(1, Some(&before), "opnieuw", again, vec![noted()]);
    let regels = vec![regel(1, 2)];
    commit.effects = vec![Effect::Opnieuw {
        regels: regels.clone(),
    }];
    let after = keep(&store, commit).await;
    let rows = store.outbox(&OutboxFilter::default()).await.unwrap();
    for row in &rows {
        assert_eq!(
            (row.status, row.pogingen, row.next_at),
            (UitStatus::Wacht, 0, op(again))
        );
        assert_eq!((row.klaar_at, &row.reden), (None, &None));
    }
    assert_eq!(claim(&store, again).await.len(), 2);
    sent(&store, &[1, 2], again).await;
    // What has gone is not sent twice.
    let mut commit = change(1, Some(&after), "nog eens", again, vec![noted()]);
    commit.effects = vec![Effect::Opnieuw { regels }];
    keep(&store, commit).await;
    assert_eq!(store.next_outbox_at().await.unwrap(), None);
}

async fn what_was_given_up_can_be_dropped(store: impl Store) {
    give_up(&store).await;
    assert_eq!(store.onverzonden(ZaakId(1)).await.unwrap(), [regel(1, 2)]);
    let before = store.load(ZaakId(1)).await.unwrap();
    let mut commit = change(1, Some(&before), "laat vallen", NINE, vec![noted()]);
    let regels = vec![regel(1, 2)];
    commit.effects = vec![
        Effect::HoudTegen {
            regels: regels.clone(),
        },
        Effect::Opnieuw { regels },
    ];
    keep(&store, commit).await;
    let rows = store.outbox(&OutboxFilter::default()).await.unwrap();
    assert!(
        rows.iter().all(|row| row.status == UitStatus::Vervallen),
        "{rows:?}"
    );
    assert_eq!(store.onverzonden(ZaakId(1)).await.unwrap(), []);
    assert_eq!(store.next_outbox_at().await.unwrap(), None);
}

async fn outgoing_rows_are_listed_by_what_is_asked_and_in_pages(store: impl Store) {
    give_up(&store).await;
    for (id, gemeente) in [(2, "montfoort"), (3, "woerden")] {
        let mut born = geboorte(NINE);
        born.gemeente = gemeente.into();
        let mut commit = opened_as(id, NINE, born);
        commit.effects = vec![brief(regel(id, 2))];
        keep(&store, commit).await;
    }
    assert_eq!(claim(&store, NINE).await.len(), 2);
    sent(&store, &[3], "2026-10-08T07:00:09Z").await;
    let ids = async |filter: OutboxFilter| -> Vec<i64> {
        let rows = store.outbox(&filter).await.unwrap();
        rows.iter().map(|row| row.id).collect()
    };
    let all = OutboxFilter::default;
    assert_eq!(ids(all()).await, [1, 2, 3, 4]);
    assert_eq!(
        ids(OutboxFilter {
            bureau: Some("achterhoek".into()),
            ..all()
        })
        .await,
        [1, 2]
    );
    let gemeenten = |list: &[&str]| list.iter().map(|naam| (*naam).to_owned()).collect();
    assert_eq!(
        ids(OutboxFilter {
            gemeenten: gemeenten(&["montfoort"]),
            ..all()
        })
        .await,
        [3]
    );
    let both = OutboxFilter {
        gemeenten: gemeenten(&["montfoort", "woerden"]),
        na: Some(1),
        ..all()
    };
    assert_eq!(ids(both).await, [2, 3, 4]);
    for (status, found) in [
        (UitStatus::Wacht, vec![]),
        (UitStatus::Bezig, vec![4]),
        (UitStatus::Verzonden, vec![3]),
        (UitStatus::Mislukt, vec![1, 2]),
        (UitStatus::Vervallen, vec![]),
    ] {
        assert_eq!(
            ids(OutboxFilter {
                status: Some(status),
                ..all()
            })
            .await,
            found,
            "{status:?}"
        );
    }
    assert_eq!(
        ids(OutboxFilter {
            zaak: Some(ZaakId(3)),
            ..all()
        })
        .await,
        [4]
    );
    assert_eq!(
        ids(OutboxFilter {
            na: Some(1),
            limit: 2,
            ..all()
        })
        .await,
        [2, 3]
    );

    let rows = store.outbox(&all()).await.unwrap();
    assert_eq!(
        (rows[0].regel, rows[0].bureau.as_str()),
        (regel(1, 2), "achterhoek")
    );
    assert_eq!(
        (rows[0].effect.regel(), rows[0].pogingen),
        (Some(regel(1, 2)), 1)
    );
    assert_eq!(
        (rows[0].klaar_at, rows[0].reden.as_deref()),
        (Some(op(NINE)), Some("550 onbekend"))
    );
    assert_eq!(
        (rows[2].gemeente.as_str(), rows[2].klaar_at),
        ("montfoort", Some(op("2026-10-08T07:00:09Z")))
    );
    assert_eq!(
        (rows[3].next_at, rows[3].klaar_at),
        (op("2026-10-08T07:05:00Z"), None)
    );
}
