//! Mails that arrive: with and without TLS, logged in, over connections that are used again.

use serde_json::json;
use std::time::Duration;
use termijnwacht::config::{Smtp, Tls};
use termijnwacht::smtp::{Parcel, Pool, Step, Verdict};

use crate::server::start;

pub fn parcel(number: usize) -> Parcel {
    Parcel {
        from: "post@rbl.example".to_owned(),
        to: "m.hoekstra@rbl.example".to_owned(),
        message: format!("Subject: mail {number}\r\n\r\neen\r\n.\r\n..twee\r\n").into_bytes(),
    }
}

pub async fn send(settings: Smtp, number: usize) -> Verdict {
    Pool::new(settings).unwrap().send(&parcel(number)).await
}

pub fn sent(verdict: &Verdict) {
    assert!(matches!(verdict, Verdict::Sent { .. }), "{verdict:?}");
}

#[tokio::test]
async fn a_mail_arrives_as_it_was_sent_with_and_without_tls() {
    for tls in ["none", "starttls", "implicit"] {
        let Some(server) = start(tls, json!({})) else {
            return;
        };
        sent(&send(server.settings(), 1).await);
        let taken = server.taken();
        assert_eq!(
            taken[0].raw.trim_end(),
            "Subject: mail 1\n\neen\n.\n..twee",
            "{tls}"
        );
        assert_eq!(taken[0].envelope["from"], "post@rbl.example");
        assert_eq!(taken[0].envelope["to"], json!(["m.hoekstra@rbl.example"]));
        assert_eq!(taken[0].envelope["tls"], tls != "none");
        assert_eq!(taken[0].envelope["ehlo"], "bureau.example");
    }
}

#[tokio::test]
async fn whoever_sends_logs_in_by_what_the_server_offers() {
    for (without, mechanism) in [(json!([]), "PLAIN"), (json!(["PLAIN"]), "LOGIN")] {
        let how = json!({"login": ["bureau", "geheim é"], "without": without});
        let Some(server) = start("starttls", how) else {
            return;
        };
        sent(&send(server.settings(), 1).await);
        assert_eq!(server.taken()[0].envelope["login"], true);
        assert_eq!(server.mechanism(), mechanism);
    }
}

#[tokio::test]
async fn many_mails_share_few_connections() {
    let Some(server) = start("starttls", json!({})) else {
        return;
    };
    let mut settings = server.settings();
    settings.connections = 2;
    let pool = std::sync::Arc::new(Pool::new(settings).unwrap());
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..20 {
        let pool = pool.clone();
        tasks.spawn(async move { pool.send(&parcel(number)).await });
    }
    for verdict in tasks.join_all().await {
        sent(&verdict);
    }
    assert_eq!(server.taken().len(), 20);
    assert_eq!(server.connections(), 2);
    pool.close_idle(true).await;
    sent(&pool.send(&parcel(20)).await);
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_connection_unused_for_too_long_is_not_used_again() {
    let Some(server) = start("none", json!({})) else {
        return;
    };
    let mut settings = server.settings();
    settings.idle_timeout = Duration::ZERO;
    let pool = Pool::new(settings).unwrap();
    sent(&pool.send(&parcel(1)).await);
    sent(&pool.send(&parcel(2)).await);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_connection_the_server_closed_meanwhile_costs_no_mail() {
    let Some(server) = start("none", json!({"close_after": 1})) else {
        return;
    };
    let pool = Pool::new(server.settings()).unwrap();
    // The answer to the first mail may be lost with the connection; the second must not be.
    pool.send(&parcel(1)).await;
    sent(&pool.send(&parcel(2)).await);
    assert_eq!(server.connections(), 2);
}

#[tokio::test]
async fn a_refused_recipient_does_not_cost_the_connection() {
    let refusals = json!({"answers": {"rcpt:m.hoekstra@rbl.example": "550 5.1.1 no such user"}});
    let Some(server) = start("none", refusals) else {
        return;
    };
    let pool = Pool::new(server.settings()).unwrap();
    assert!(matches!(pool.send(&parcel(1)).await, Verdict::Never { .. }));
    let other = Parcel {
        to: "postbus@rbl.example".to_owned(),
        ..parcel(2)
    };
    sent(&pool.send(&other).await);
    assert_eq!(server.connections(), 1);
}

#[tokio::test]
async fn opportunistic_takes_tls_where_it_is_offered_and_goes_without_where_not() {
    for (tls, guarded) in [("starttls", true), ("none", false)] {
        let Some(server) = start(tls, json!({})) else {
            return;
        };
        let mut settings = server.settings();
        settings.tls = Tls::Opportunistic;
        sent(&send(settings, 1).await);
        assert_eq!(server.taken()[0].envelope["tls"], guarded);
    }
}

#[tokio::test]
async fn a_try_out_tells_each_step() {
    let Some(server) = start("starttls", json!({"login": ["bureau", "geheim"]})) else {
        return;
    };
    let pool = Pool::new(server.settings()).unwrap();
    let mut steps = Vec::new();
    pool.try_out(&parcel(1), &mut |step| steps.push(step))
        .await
        .unwrap();
    assert!(matches!(&steps[0], Step::Resolved { addresses } if !addresses.is_empty()));
    assert!(matches!(&steps[1], Step::Connected { .. }));
    assert!(
        matches!(&steps[2], Step::Greeted { name, starttls: true, .. } if name == "post.example")
    );
    assert!(matches!(&steps[3], Step::Encrypted { version, .. } if version == "TLSv1.3"));
    assert!(matches!(&steps[4], Step::LoggedIn { mechanism } if mechanism == "PLAIN"));
    assert_eq!(
        steps[5],
        Step::Accepted {
            answer: "250 2.0.0 taken as 1".to_owned()
        }
    );
}
