//! Servers that fail, each in its own way: what becomes of the mail, and whether somebody must be told loudly.

use serde_json::{Value, json};
use std::net::TcpListener;
use std::time::Duration;
use termijnwacht::config::{Secret, Smtp, Tls};
use termijnwacht::smtp::{Pool, Verdict};

use crate::sending::{parcel, send};
use crate::server::{start, start_named};

fn told(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Sent { .. } => "sent".to_owned(),
        Verdict::Later {
            fault,
            server,
            loud,
        } => {
            let whose = if *server { ", server" } else { "" };
            let volume = if *loud { ", loud" } else { "" };
            format!("later{whose}{volume}: {fault}")
        }
        Verdict::Never { fault } => format!("never: {fault}"),
    }
}

async fn against(tls: &'static str, how: Value) -> Option<String> {
    let server = start(tls, how)?;
    let verdict = send(hasty(server.settings()), 1).await;
    assert!(server.taken().is_empty());
    Some(told(&verdict))
}

/// So little patience that a test can wait for its end.
fn hasty(settings: Smtp) -> Smtp {
    Smtp {
        connect_timeout: Duration::from_millis(300),
        send_timeout: Duration::from_millis(600),
        ..settings
    }
}

#[tokio::test]
async fn what_a_server_answers_is_laid_at_the_right_door() {
    let cases = [
        json!({"greeting": "421 4.3.2 too busy"}),
        json!({"greeting": "554 5.7.1 not from your address"}),
        json!({"mail": "550 5.7.1 <post@rbl.example>: Sender address rejected"}),
        json!({"rcpt": "450 4.2.0 <m.hoekstra@rbl.example>: greylisted"}),
        json!({"rcpt": "550 5.1.1 <m.hoekstra@rbl.example>: no such user"}),
        json!({"rcpt": "554 5.7.1 <m.hoekstra@rbl.example>: Relay access denied"}),
        json!({"data": "451 4.3.0 queue full"}),
        json!({"content": "451 4.3.0 try later"}),
        json!({"content": "554 5.6.0 refused"}),
    ];
    let mut gotten = Vec::new();
    for answers in cases {
        let Some(told) = against("none", json!({"answers": answers})).await else {
            return;
        };
        gotten.push(told);
    }
    insta::assert_snapshot!(gotten.join("\n"), @"
    later, server: greeting: the server answered 421 4.3.2 too busy
    later, server, loud: greeting: the server answered 554 5.7.1 not from your address
    later, server, loud: naming the sender: the server answered 550 5.7.1 <p…@rbl.example>: Sender address rejected
    later: naming the recipient: the server answered 450 4.2.0 <m…@rbl.example>: greylisted
    never: naming the recipient: the server answered 550 5.1.1 <m…@rbl.example>: no such user
    later, server, loud: naming the recipient: the server answered 554 5.7.1 <m…@rbl.example>: Relay access denied
    later: announcing the mail: the server answered 451 4.3.0 queue full
    later: handing over the mail: the server answered 451 4.3.0 try later
    never: handing over the mail: the server answered 554 5.6.0 refused
    ");
}

#[tokio::test]
async fn a_server_that_falls_silent_is_given_up_at_every_stage() {
    let mut gotten = Vec::new();
    for stage in [
        "greeting", "ehlo", "starttls", "tls", "auth", "mail", "rcpt", "data", "content",
    ] {
        let how = json!({"hang": stage, "login": ["bureau", "geheim"]});
        let Some(told) = against("starttls", how).await else {
            return;
        };
        gotten.push(format!("{stage:<9} {told}"));
    }
    insta::assert_snapshot!(gotten.join("\n"), @"
    greeting  later, server: greeting: no answer within 600 ms
    ehlo      later, server: greeting: no answer within 600 ms
    starttls  later, server: STARTTLS: no answer within 300 ms
    tls       later, server: agreeing on TLS: no answer within 300 ms
    auth      later, server: logging in: no answer within 300 ms
    mail      later, server: naming the sender: no answer within 300 ms
    rcpt      later, server: naming the recipient: no answer within 300 ms
    data      later, server: announcing the mail: no answer within 300 ms
    content   later, server: handing over the mail: no answer within 600 ms
    ");
}

#[tokio::test]
async fn a_connection_that_breaks_within_a_mail_leaves_it_for_later() {
    let Some(told) = against("none", json!({"drop": "content"})).await else {
        return;
    };
    assert!(
        told.starts_with("later, server: handing over the mail: "),
        "{told}"
    );
}

#[tokio::test]
async fn nobody_at_the_door_is_later() {
    let Some(server) = start("none", json!({})) else {
        return;
    };
    let mut settings = server.settings();
    // A port that was free a moment ago.
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    settings.port = free.local_addr().unwrap().port();
    drop(free);
    let told = told(&send(settings, 1).await);
    assert!(told.starts_with("later, server: connecting: "), "{told}");
}

#[tokio::test]
async fn a_wrong_password_is_for_an_operator_and_kills_no_mail() {
    let Some(server) = start("starttls", json!({"login": ["bureau", "geheim"]})) else {
        return;
    };
    let mut settings = server.settings();
    settings.password = Some(Secret::new("mis"));
    let pool = Pool::new(settings).unwrap();
    let verdict = pool.send(&parcel(1)).await;
    insta::assert_snapshot!(told(&verdict), @"later, server, loud: logging in: the server answered 535 5.7.8 Authentication credentials invalid");
    assert!(pool.trouble().is_some());
}

#[tokio::test]
async fn a_certificate_that_is_wrong_stops_the_mail_loudly() {
    let mut gotten = Vec::new();
    for tls in ["starttls", "implicit"] {
        let Some(other_name) = start_named(tls, "elders.example", json!({})) else {
            return;
        };
        let Some(unknown_ca) = start(tls, json!({})) else {
            return;
        };
        let mut stranger = unknown_ca.settings();
        stranger.ca_file = other_name.settings().ca_file;
        gotten.push(told(&send(other_name.settings(), 1).await));
        gotten.push(told(&send(stranger.clone(), 1).await));
        if tls == "starttls" {
            // Going on in the open would be just what whoever sits in between hopes for.
            stranger.tls = Tls::Opportunistic;
            gotten.push(told(&send(stranger, 1).await));
        }
        assert!(other_name.taken().is_empty() && unknown_ca.taken().is_empty());
    }
    insta::assert_snapshot!(gotten.join("\n"), @r#"
    later, server, loud: agreeing on TLS: TLS failed: invalid peer certificate: certificate not valid for name "localhost"; certificate is only valid for DnsName("elders.example")
    later, server, loud: agreeing on TLS: TLS failed: invalid peer certificate: UnknownIssuer
    later, server, loud: agreeing on TLS: TLS failed: invalid peer certificate: UnknownIssuer
    later, server, loud: agreeing on TLS: TLS failed: invalid peer certificate: certificate not valid for name "localhost"; certificate is only valid for DnsName("elders.example")
    later, server, loud: agreeing on TLS: TLS failed: invalid peer certificate: UnknownIssuer
    "#);
}

#[tokio::test]
async fn nothing_secret_goes_over_an_open_line() {
    let Some(server) = start("none", json!({})) else {
        return;
    };
    let mut settings = server.settings();
    settings.tls = Tls::Starttls;
    let required = told(&send(settings.clone(), 1).await);
    settings.tls = Tls::Opportunistic;
    settings.user = Some("bureau".to_owned());
    settings.password = Some(Secret::new("geheim"));
    let in_the_open = told(&send(settings, 1).await);
    assert!(server.taken().is_empty());
    insta::assert_snapshot!(format!("{required}\n{in_the_open}"), @"
    later, server, loud: STARTTLS: the server does not offer STARTTLS
    later, server, loud: logging in: the server does not offer TLS, and a password does not go in the open
    ");
}

#[tokio::test]
async fn an_address_that_is_none_never_reaches_the_server() {
    let Some(server) = start("none", json!({})) else {
        return;
    };
    let mut wrong = parcel(1);
    wrong.to = "m.hoekstra(at)rbl.example".to_owned();
    let verdict = Pool::new(server.settings()).unwrap().send(&wrong).await;
    assert_eq!(
        told(&verdict),
        "never: naming the recipient: the recipient is not a mail address"
    );
    assert_eq!(server.connections(), 0);
}
