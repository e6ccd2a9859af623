//! The outbox with a mail server behind it: a zaak that nobody works on, told of by mail as the months go by.
//!
//! Time is the engine's manual clock, so that two days of retries pass at once. Easy to get wrong: persons. The
//! melding names some, and no mail may.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde_json::json;
use tempfile::TempDir;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::config::Smtp;
use termijnwacht::engine::Engine;
use termijnwacht::smtp::Pool;
use termijnwacht::store::{MemoryStore, OutboxFilter, OutboxRij, Store, UitStatus};
use termijnwacht::worker::advance::{Roosters, advance_to};
use termijnwacht::worker::outbox::Uitgang;
use termijnwacht::zaak::{Effect, ZaakId};

use crate::server::{Server, start};

/// What the melding says and no mail may.
const PERSOONLIJK: [&str; 6] = [
    "Jip",
    "Voorbeeldnaam",
    "999990019",
    "Voorbeeldlaan",
    "0000 AA",
    "2012",
];

struct Bureau {
    engine: Engine<MemoryStore>,
    uitgang: Uitgang,
    pool: Arc<Pool>,
    map: TempDir,
}

/// A bureau on 8 October at nine, with one melding that nobody will look at.
async fn bureau(settings: Smtp, bronnen: &Bronnen) -> Bureau {
    let catalog = Catalog::load(bronnen).unwrap().catalog;
    let clock = Arc::new(Clock::manual(moment("2026-10-08T09:00:00+02:00")));
    let store = Arc::new(MemoryStore::default());
    let engine = Engine::new(store, Arc::new(catalog), clock).await.unwrap();
    let melding = json!({
        "bron": "duo", "kenmerk": "R-1", "soort": "absoluut-verzuim",
        "ontvangen": "2026-10-08", "gemeente": "woerden",
        "jongere": {
            "bsn": "999990019", "naam": "Jip Voorbeeldnaam", "geboortedatum": "2012-03-02", "plaats": "Woerden",
            "startkwalificatie": false,
            "adres": {"straat": "Voorbeeldlaan", "huisnummer": "1", "postcode": "0000 AA"}
        },
        "ouders": [{"naam": "Kim Voorbeeldnaam", "gezag": true, "adres": {}}],
        "school": {"brin": "00XX", "vestiging": "00"},
        "verzuim": {"soort": "langdurig", "begin": "2026-09-10"},
        "gegevens": {"vermoeden": "2026-10-08"}
    });
    engine
        .melding(serde_json::from_value(melding).unwrap())
        .await
        .unwrap();
    let map = tempfile::tempdir().unwrap();
    let pool = Arc::new(Pool::new(settings).unwrap());
    let uitgang = Uitgang::Smtp {
        pool: Arc::clone(&pool),
        map: map.path().to_owned(),
    };
    Bureau {
        engine,
        uitgang,
        pool,
        map,
    }
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse::<DateTime<chrono::FixedOffset>>()
        .unwrap()
        .to_utc()
}

impl Bureau {
    async fn until(&self, at: &str) {
        advance_to(&self.engine, &self.uitgang, Roosters::Uit, moment(at))
            .await
            .unwrap();
    }

    async fn mails(&self) -> Vec<OutboxRij> {
        let filter = OutboxFilter {
            limit: 1_000,
            ..OutboxFilter::default()
        };
        let mut rijen = self.engine.store().outbox(&filter).await.unwrap();
        rijen.retain(|rij| matches!(rij.effect, Effect::Mail(_)));
        rijen
    }

    async fn count(&self, status: UitStatus) -> usize {
        self.mails()
            .await
            .iter()
            .filter(|rij| rij.status == status)
            .count()
    }

    async fn incidenten(&self) -> Vec<String> {
        let zaak = self.engine.store().load(ZaakId(1)).await.unwrap();
        zaak.incidenten
            .into_iter()
            .map(|incident| incident.melding)
            .collect()
    }
}

fn to(server: &Server) -> BTreeSet<String> {
    let taken = server.taken();
    let names = taken
        .iter()
        .map(|mail| mail.envelope["to"][0].as_str().unwrap().to_owned());
    names.collect()
}

#[tokio::test]
async fn what_nobody_does_is_told_by_mail_without_a_word_about_the_child() {
    let Some(server) = start("starttls", json!({"login": ["bureau", "geheim"]})) else {
        return;
    };
    let mut settings = server.settings();
    settings.envelope_from = Some("bounces@rbl-unw.example".to_owned());
    let bureau = bureau(settings, &Bronnen::ingebed()).await;
    bureau.until("2026-11-30T23:00:00+01:00").await;
    assert_eq!(
        bureau.count(UitStatus::Wacht).await + bureau.count(UitStatus::Mislukt).await,
        0
    );

    let taken = server.taken();
    assert!(taken.len() >= 3, "{}", taken.len());
    let mut ids = BTreeSet::new();
    let mut hours = BTreeSet::new();
    for mail in &taken {
        assert_eq!(mail.envelope["from"], "bounces@rbl-unw.example");
        assert_eq!(
            mail.header("From").unwrap(),
            "\"Termijnwacht RBL Utrecht Noordwest\" <termijnwacht@rbl-unw.example>"
        );
        assert_eq!(mail.header("Auto-Submitted").unwrap(), "auto-generated");
        assert_eq!(mail.header("X-Auto-Response-Suppress").unwrap(), "All");
        assert_eq!(
            mail.header("References").unwrap(),
            "<zaak-Z1@rbl-unw.example>"
        );
        assert!(
            mail.header("Content-Type")
                .unwrap()
                .starts_with("multipart/alternative")
        );
        assert!(ids.insert(mail.header("Message-ID").unwrap()));
        let date = mail.header("Date").unwrap();
        let hour = date[..date.find(':').unwrap()].to_owned();
        assert!(
            hours.insert((hour, mail.envelope["to"].to_string())),
            "two mails in one hour"
        );
        let (plain, html) = (mail.part("text/plain"), mail.part("text/html"));
        for secret in PERSOONLIJK {
            assert!(
                !mail.raw.contains(secret) && !plain.contains(secret) && !html.contains(secret),
                "{secret}"
            );
        }
        assert!(plain.contains("Beste ") && html.contains("lang=\"nl\""));
    }
    assert!(
        server.connections() < taken.len(),
        "connections are used again"
    );
    for entry in fs::read_dir(bureau.map.path()).unwrap() {
        for file in fs::read_dir(entry.unwrap().path()).unwrap() {
            let name = file.unwrap().file_name().into_string().unwrap();
            assert!(!name.starts_with('.'), "half a file is left: {name}");
        }
    }
}

#[tokio::test]
async fn a_server_that_is_away_for_days_costs_no_mail() {
    let Some(server) = start("none", json!({})) else {
        return;
    };
    let settings = server.settings();
    let port = settings.port;
    drop(server);
    let bureau = bureau(settings, &Bronnen::ingebed()).await;
    bureau.until("2026-10-30T12:00:00+01:00").await;
    let waiting = bureau.count(UitStatus::Wacht).await;
    assert!(waiting >= 3, "{waiting}");
    assert_eq!(bureau.count(UitStatus::Mislukt).await, 0);
    let tried = bureau.mails().await[0].pogingen;
    assert_eq!(tried, 0, "a server that is away is no try of a mail");

    let Some(server) = start("none", json!({"port": port})) else {
        return;
    };
    bureau.until("2026-10-30T13:00:00+01:00").await;
    assert_eq!(bureau.count(UitStatus::Wacht).await, 0);
    // All that waited for one person is one mail.
    assert_eq!(server.taken().len(), to(&server).len());
}

#[tokio::test]
async fn a_mail_that_is_put_off_too_often_becomes_an_incident_that_another_hears_of() {
    let how = json!({"answers": {"rcpt:d.verkerk@rbl-unw.example": "450 4.2.0 greylisted"}});
    let Some(server) = start("none", how) else {
        return;
    };
    let bureau = bureau(server.settings(), &Bronnen::ingebed()).await;
    bureau.until("2026-11-30T23:00:00+01:00").await;
    let mislukt: Vec<OutboxRij> = bureau
        .mails()
        .await
        .into_iter()
        .filter(|rij| rij.status == UitStatus::Mislukt)
        .collect();
    assert!(!mislukt.is_empty());
    assert!(
        mislukt.iter().all(|rij| rij.pogingen >= 12),
        "{:?}",
        mislukt[0]
    );
    insta::assert_snapshot!(bureau.incidenten().await[0], @"wat regel Z1.15 wilde versturen is niet uitgegaan: de mailserver stelde de mail aan medewerker `ambt-2` telkens uit (code 450)");
    assert!(!to(&server).contains("d.verkerk@rbl-unw.example"));
    assert!(bureau.pool.trouble().is_none());
}

#[tokio::test]
async fn a_bureau_that_nobody_can_mail_does_not_mail_itself_to_death() {
    let Some(server) = start(
        "none",
        json!({"answers": {"rcpt": "550 5.1.1 no such user"}}),
    ) else {
        return;
    };
    let bureau = bureau(server.settings(), &Bronnen::ingebed()).await;
    bureau.until("2026-10-30T23:00:00+01:00").await;
    assert_eq!(server.taken().len(), 0);
    let mails = bureau.mails().await;
    let about_incidents = mails
        .iter()
        .filter(|rij| matches!(&rij.effect, Effect::Mail(mail) if mail.inhoud.soort == "incident"))
        .count();
    // Each lost mail is told to the beheerder, and that loss to the mailbox; there it ends.
    assert!(
        about_incidents <= 2 * (mails.len() - about_incidents),
        "{about_incidents} of {}",
        mails.len()
    );
    assert_eq!(bureau.count(UitStatus::Mislukt).await, mails.len());
    assert_eq!(bureau.incidenten().await.len(), mails.len());
}

#[tokio::test]
async fn an_address_that_no_server_would_take_is_given_up_at_once() {
    let Some(server) = start("none", json!({})) else {
        return;
    };
    let bronnen = Bronnen::ingebed();
    let pad = "utrecht-noordwest/bureau.yaml";
    let tekst = bronnen.workflows[pad]
        .tekst
        .replace("d.verkerk@", "d..verkerk@");
    let bureau = bureau(server.settings(), &bronnen.met_workflow(pad, &tekst)).await;
    bureau.until("2026-10-30T23:00:00+01:00").await;
    let mislukt = bureau.count(UitStatus::Mislukt).await;
    assert!(mislukt > 0);
    insta::assert_snapshot!(bureau.incidenten().await[0], @"wat regel Z1.15 wilde versturen is niet uitgegaan: het mailadres van de ontvanger is niet goed geschreven (medewerker `ambt-2`); verbeter het in bureau.yaml");
    assert!(!server.taken().is_empty(), "the beheerder hears of it");
}
