//! Work that comes back, on the shipped definitions: what begins, what was missed, what a crash leaves.
//!
//! Easy to get wrong: the first tick. It only notes that the schedules exist; nothing begins for the past.

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};
use std::path::PathBuf;
use std::sync::Arc;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::engine::Engine;
use termijnwacht::store::{Levering, MemoryStore, OutboxFilter, Store, ZaakFilter};
use termijnwacht::worker::advance::{Roosters, advance_to};
use termijnwacht::worker::outbox::Uitgang;
use termijnwacht::worker::rooster;
use termijnwacht::zaak::staat::Betrokkene;
use termijnwacht::zaak::{Effect, Status, Zaak};

const BUREAU: &str = "utrecht-noordwest";

struct Wereld {
    engine: Engine<MemoryStore>,
    uitgang: Uitgang,
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse::<DateTime<FixedOffset>>().unwrap().to_utc()
}

/// The bureau these tests are about: the others have schedules of their own.
fn bronnen() -> Bronnen {
    Bronnen::ingebed().alleen(BUREAU)
}

/// The shipped definitions with a word in one file replaced.
fn veranderd(pad: &str, was: &str, wordt: &str) -> Bronnen {
    let mut bronnen = bronnen();
    let bestand = bronnen.workflows.get_mut(pad).unwrap();
    assert!(bestand.tekst.contains(was), "{pad}: {was}");
    bestand.tekst = bestand.tekst.replace(was, wordt);
    bronnen
}

fn catalog(bronnen: &Bronnen) -> Arc<Catalog> {
    let loaded = Catalog::load(bronnen);
    let loaded = loaded.unwrap_or_else(|fouten| {
        let told: Vec<String> = fouten.iter().map(ToString::to_string).collect();
        panic!("{}", told.join("\n"))
    });
    Arc::new(loaded.catalog)
}

impl Wereld {
    async fn new(op: &str) -> Self {
        Self::met(&bronnen(), op).await
    }

    async fn met(bronnen: &Bronnen, op: &str) -> Self {
        let clock = Arc::new(Clock::manual(moment(op)));
        let store = Arc::new(MemoryStore::new());
        let engine = Engine::new(store, catalog(bronnen), clock).await.unwrap();
        let uitgang = Uitgang::Nergens;
        let wereld = Self { engine, uitgang };
        wereld.tick().await;
        wereld
    }

    async fn tick(&self) -> rooster::Gestart {
        rooster::tick(&self.engine).await.unwrap()
    }

    /// The machine stands still until then, and then looks once.
    async fn na_stilstand(&self, tot: &str) -> rooster::Gestart {
        self.engine.clock().advance_to(moment(tot));
        self.tick().await
    }

    async fn tot(&self, tot: &str) {
        let done = advance_to(&self.engine, &self.uitgang, Roosters::Aan, moment(tot));
        done.await.unwrap();
    }

    async fn zaken(&self, procedure: &str) -> Vec<Zaak> {
        let filter = ZaakFilter {
            procedure: Some(procedure.to_owned()),
            ..ZaakFilter::default()
        };
        self.engine.store().zaken(&filter).await.unwrap()
    }

    async fn scholen(&self) -> Vec<String> {
        let zaken = self.zaken("schoolbezoek").await.into_iter();
        let mut found: Vec<String> = zaken
            .map(|zaak| match zaak.betrokkene {
                Betrokkene::School(code) => code,
                other => panic!("{other:?}"),
            })
            .collect();
        found.sort();
        found
    }

    async fn levering(&self, bron: &str) {
        let levering = Levering {
            bureau: BUREAU.to_owned(),
            bron: bron.to_owned(),
            at: self.engine.clock().now(),
        };
        self.engine.store().mark_levering(&levering).await.unwrap();
    }
}

/// Only the schedules of school visits, so that nothing else begins.
fn alleen_scholen() -> Bronnen {
    let mut bronnen = veranderd(
        "utrecht-noordwest/bureau.yaml",
        "weekoverzicht: \"0 8 * * ma\" ",
        "weekoverzicht: nee ",
    );
    let bestand = bronnen
        .workflows
        .get_mut("utrecht-noordwest/bureau.yaml")
        .unwrap();
    let begin = bestand.tekst.find("leveringen:").unwrap();
    bestand.tekst.truncate(begin);
    bronnen
}

const VO: [&str; 5] = ["00XX-00", "00XX-01", "99AD-00", "99AF-00", "99AH-00"];

#[tokio::test]
async fn a_new_schedule_begins_now_and_fires_for_no_past() {
    let wereld = Wereld::new("2026-10-01T12:00:00+02:00").await;
    assert_eq!(wereld.tick().await.rows(), 0);
    assert_eq!(wereld.scholen().await, Vec::<String>::new());
    let next = rooster::next(&wereld.engine).await.unwrap();
    // The delivery of the next morning is the first thing to look at.
    assert_eq!(next, Some(moment("2026-10-02T10:00:00+02:00")));
}

#[tokio::test]
async fn each_school_of_the_kind_within_the_bureau_gets_a_zaak() {
    let wereld = Wereld::met(&alleen_scholen(), "2026-09-30T12:00:00+02:00").await;
    assert_eq!(
        wereld.na_stilstand("2026-10-01T07:59:00+02:00").await.zaken,
        0
    );
    assert_eq!(
        wereld.na_stilstand("2026-10-01T08:00:00+02:00").await.zaken,
        VO.len()
    );
    // The ROC in Utrecht, an mbo outside the bureau's gemeenten, is not visited; nor is a basisschool.
    assert_eq!(wereld.scholen().await, VO);
    let de_ronde_venen = &wereld.zaken("schoolbezoek").await[0];
    assert_eq!(de_ronde_venen.gemeente, "de-ronde-venen");
    assert_eq!(de_ronde_venen.behandelaar.as_ref().unwrap().0, "ambt-6");
}

#[tokio::test]
async fn a_crash_before_the_mark_starts_nothing_twice() {
    let wereld = Wereld::met(&alleen_scholen(), "2026-09-30T12:00:00+02:00").await;
    let before = wereld.engine.store().roosters().await.unwrap();
    wereld.na_stilstand("2026-10-01T08:00:00+02:00").await;
    // A store in which the marks were not written: the zaken are there, the schedules as they were.
    let store = wereld.engine.store();
    let after = store.roosters().await.unwrap();
    assert_ne!(before, after);
    let begun = wereld
        .engine
        .start_voor_school(
            BUREAU,
            "99AD-00",
            "schoolbezoek",
            "rooster:utrecht-noordwest:schoolbezoek:vo-elk-kwartaal:2026-10-01T06:00Z:99AD-00",
            serde_json::Map::new(),
        )
        .await
        .unwrap();
    assert!(
        matches!(begun, termijnwacht::engine::Gedaan::Niets(_)),
        "{begun:?}"
    );
    assert_eq!(wereld.tick().await.rows(), 0);
    assert_eq!(wereld.scholen().await, VO);
}

#[tokio::test]
async fn after_a_year_of_standing_still_only_the_newest_is_made_good() {
    let wereld = Wereld::new("2026-09-30T12:00:00+02:00").await;
    wereld.na_stilstand("2027-10-04T12:00:00+02:00").await;
    // Five quarters were missed, one visit to each school comes of it; and one to each basisschool.
    assert_eq!(wereld.zaken("schoolbezoek").await.len(), VO.len() + 6);
    assert_eq!(wereld.zaken("jaarcijfers").await.len(), 1);
    assert_eq!(wereld.zaken("levering-uitgebleven").await.len(), 2);
    // Nothing is open for an officer to be told of yet but what has just begun.
    assert!(wereld.zaken("weekoverzicht").await.len() <= 1);
    assert_eq!(wereld.tick().await.zaken, 0);
}

#[tokio::test]
async fn a_schedule_that_was_changed_begins_anew() {
    let wereld = Wereld::met(&alleen_scholen(), "2026-09-30T12:00:00+02:00").await;
    let changed = veranderd(
        "utrecht-noordwest/schoolbezoek.yaml",
        "\"0 8 1 1,4,7,10 *\"",
        "\"0 8 * * *\"",
    );
    wereld
        .engine
        .clock()
        .advance_to(moment("2026-10-20T12:00:00+02:00"));
    wereld
        .engine
        .set_catalog(catalog(&changed), "proef")
        .await
        .unwrap();
    wereld.tick().await;
    assert_eq!(wereld.scholen().await, Vec::<String>::new());
    wereld.na_stilstand("2026-10-21T08:00:00+02:00").await;
    assert_eq!(wereld.scholen().await, VO);
}

#[tokio::test]
async fn a_gemeente_may_switch_its_schedule_off() {
    let mut bronnen = alleen_scholen();
    let bestand = termijnwacht::bronnen::Bestand {
        toon: "woerden".to_owned(),
        tekst: "procedure: schoolbezoek\nbreidt_uit: utrecht-noordwest/schoolbezoek\nrooster:\n  vo-elk-kwartaal: {uit: Woerden doet dit zelf}\n".to_owned(),
    };
    let pad = "utrecht-noordwest/woerden/schoolbezoek.yaml".to_owned();
    bronnen.workflows.insert(pad, bestand);
    let wereld = Wereld::met(&bronnen, "2026-09-30T12:00:00+02:00").await;
    wereld.na_stilstand("2026-10-01T08:00:00+02:00").await;
    assert_eq!(wereld.scholen().await, ["99AD-00", "99AF-00"]);
}

#[tokio::test]
async fn both_nights_on_which_the_clock_jumps_fire_once() {
    for (night, van, tot) in [
        (
            "voorjaar",
            "2027-03-27T12:00:00+01:00",
            "2027-03-28T12:00:00+02:00",
        ),
        (
            "najaar",
            "2026-10-24T12:00:00+02:00",
            "2026-10-25T12:00:00+01:00",
        ),
    ] {
        let mut bronnen = alleen_scholen();
        let bestand = bronnen
            .workflows
            .get_mut("utrecht-noordwest/schoolbezoek.yaml")
            .unwrap();
        bestand.tekst = bestand.tekst.replace("0 8 1 1,4,7,10 *", "30 2 * * *");
        let wereld = Wereld::met(&bronnen, van).await;
        // A daemon that looks every quarter of an hour.
        while wereld.engine.clock().now() < moment(tot) {
            let next = wereld.engine.clock().now() + TimeDelta::minutes(15);
            wereld.engine.clock().advance_to(next);
            wereld.tick().await;
        }
        assert_eq!(wereld.scholen().await, VO, "{night}");
    }
}

#[tokio::test]
async fn a_delivery_that_stays_away_is_told_once_and_closes_when_it_comes() {
    let wereld = Wereld::new("2026-11-10T08:00:00+01:00").await;
    wereld.levering("brp").await;
    wereld.levering("duo").await;
    assert_eq!(
        wereld.na_stilstand("2026-11-10T10:00:00+01:00").await.zaken,
        0
    );
    for day in ["2026-11-11", "2026-11-12", "2026-11-13"] {
        wereld.na_stilstand(&format!("{day}T10:00:00+01:00")).await;
        wereld.tick().await;
    }
    let zaken = wereld.zaken("levering-uitgebleven").await;
    let [zaak] = zaken.as_slice() else {
        panic!("{zaken:?}")
    };
    assert_eq!(zaak.open_taken().next().unwrap().naam, "brp-navragen");
    wereld.levering("brp").await;
    wereld.tick().await;
    let zaak = &wereld.zaken("levering-uitgebleven").await[0];
    assert_eq!(
        (zaak.status, zaak.uitkomst.as_deref()),
        (Status::Gesloten, Some("alsnog-gekomen"))
    );
    // The next time it is missing is another stretch.
    wereld.na_stilstand("2026-11-17T10:00:00+01:00").await;
    let open = wereld.zaken("levering-uitgebleven").await;
    let brp = |zaak: &&Zaak| zaak.is_open() && zaak.gegevens["bron"] == "brp";
    assert_eq!(open.iter().filter(brp).count(), 1);
}

#[tokio::test]
async fn nobody_waits_for_a_delivery_on_a_holiday() {
    // Monday 29 March 2027 is Tweede Paasdag; the delivery of DUO is not looked for.
    let wereld = Wereld::new("2027-03-26T12:00:00+01:00").await;
    wereld.na_stilstand("2027-03-29T12:00:00+02:00").await;
    assert!(wereld.zaken("levering-uitgebleven").await.is_empty());
    wereld.na_stilstand("2027-03-30T10:00:00+02:00").await;
    assert_eq!(wereld.zaken("levering-uitgebleven").await.len(), 1);
}

#[tokio::test]
async fn a_calendar_that_ends_is_told_a_year_before_and_once() {
    // The last summer holiday that is known ends in the bureau's first region on 25 August 2030.
    let wereld = Wereld::met(&alleen_scholen(), "2029-08-01T12:00:00+02:00").await;
    assert!(wereld.zaken("kalender-aanvullen").await.is_empty());
    wereld.na_stilstand("2029-09-15T12:00:00+02:00").await;
    wereld.na_stilstand("2029-09-16T12:00:00+02:00").await;
    let zaken = wereld.zaken("kalender-aanvullen").await;
    let [zaak] = zaken.as_slice() else {
        panic!("{zaken:?}")
    };
    insta::assert_snapshot!(zaak.gegevens["kalender_einde"].to_string(), @r#""2030-08-25""#);
    assert_eq!(zaak.open_taken().next().unwrap().voor.naam(), "beheerder");
    // The calendar is mended: the zaak closes by itself.
    let longer: PathBuf = [
        env!("CARGO_MANIFEST_DIR"),
        "tests/scenarios/conformance/later/kalender-2030-2031/workflows/landelijk/kalender/schoolvakanties.yaml",
    ]
    .iter()
    .collect();
    let mut bronnen = alleen_scholen();
    let bestand = bronnen
        .workflows
        .get_mut("landelijk/kalender/schoolvakanties.yaml")
        .unwrap();
    bestand.tekst = std::fs::read_to_string(longer).unwrap();
    wereld
        .engine
        .set_catalog(catalog(&bronnen), "aangevuld")
        .await
        .unwrap();
    wereld.tick().await;
    let zaak = &wereld.zaken("kalender-aanvullen").await[0];
    assert_eq!(
        (zaak.status, zaak.uitkomst.as_deref()),
        (Status::Gesloten, Some("aangevuld"))
    );
}

#[tokio::test]
async fn a_letter_to_a_school_needs_no_melding() {
    let map = tempfile::tempdir().unwrap();
    let mut wereld = Wereld::met(&alleen_scholen(), "2026-09-30T12:00:00+02:00").await;
    wereld.uitgang = Uitgang::Map(map.path().to_owned());
    wereld.tot("2026-10-02T10:00:00+02:00").await;
    let zaken = wereld.zaken("schoolbezoek").await;
    let about = |zaak: &&Zaak| zaak.betrokkene == Betrokkene::School("99AD-00".to_owned());
    let zaak = zaken.iter().find(about).unwrap().id;
    for (op, taak, uitkomst, gegevens) in [
        (
            "2026-10-02T11:00:00+02:00",
            "bezoek-afspreken",
            "afgesproken",
            serde_json::json!({"bezoek_datum": "2026-10-06"}),
        ),
        (
            "2026-10-06T15:00:00+02:00",
            "school-bezoeken",
            "tekortkoming",
            serde_json::json!({"bevindingen": "Meldt te laat"}),
        ),
        (
            "2026-10-08T15:00:00+02:00",
            "school-adviseren",
            "verzonden",
            serde_json::json!({"verbeterpunten": "Meld elk verzuim binnen vijf werkdagen.", "herbezoek_datum": "2026-11-10"}),
        ),
    ] {
        wereld.tot(op).await;
        let act = serde_json::json!({
            "op": op, "zaak": zaak, "door": "ambt-4", "taak": taak, "uitkomst": uitkomst, "gegevens": gegevens,
        });
        wereld
            .engine
            .act(&serde_json::from_value(act).unwrap())
            .await
            .unwrap();
    }
    wereld.tot("2026-10-08T16:00:00+02:00").await;
    let mut letters = std::fs::read_dir(map.path().join("brieven")).unwrap();
    let letter = std::fs::read_to_string(letters.next().unwrap().unwrap().path()).unwrap();
    for part in [
        "Vechtoever College",
        "Op 6 oktober 2026 waren wij op uw school",
        "Meld elk verzuim binnen vijf werkdagen.",
        "Op 10 november 2026 komen wij terug",
    ] {
        assert!(letter.contains(part), "{part}\n{letter}");
    }
    let zaak = wereld.engine.store().load(zaak).await.unwrap();
    assert!(zaak.incidenten.is_empty(), "{:?}", zaak.incidenten);
}

#[tokio::test]
async fn the_weekly_overview_goes_out_as_mail_and_is_recorded() {
    let map = tempfile::tempdir().unwrap();
    let mut wereld = Wereld::new("2026-09-30T12:00:00+02:00").await;
    wereld.uitgang = Uitgang::Map(map.path().to_owned());
    wereld.tot("2026-11-09T09:59:00+01:00").await;
    let weken = wereld.zaken("weekoverzicht").await;
    assert_eq!(weken.len(), 6, "each Monday from 5 October on");
    assert!(weken.iter().all(|zaak| !zaak.is_open()));
    let filter = OutboxFilter {
        zaak: weken.last().map(|zaak| zaak.id),
        limit: 100,
        ..OutboxFilter::default()
    };
    let rijen = wereld.engine.store().outbox(&filter).await.unwrap();
    let aan: Vec<String> = rijen
        .iter()
        .map(|rij| match &rij.effect {
            Effect::Mail(mail) => mail.aan.medewerker.as_ref().unwrap().0.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    // ambt-3 is away; nobody has a school in Montfoort or Oudewater of this kind.
    assert_eq!(aan, ["ambt-1", "ambt-2", "ambt-4", "ambt-6", "leid-1"]);
    let mut files: Vec<_> = std::fs::read_dir(map.path().join("mails"))
        .unwrap()
        .map(|file| file.unwrap().path())
        .collect();
    files.sort();
    let text = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
    if std::env::var("LEES").is_ok() {
        files.iter().for_each(|file| println!("{}", text(file)));
    }
    let of_week = |path: &&PathBuf| text(path).contains("weekoverzicht");
    assert!(files.iter().filter(of_week).count() >= 20);
    // Never two mails to one person within one hour.
    let mut hours = std::collections::BTreeSet::new();
    for file in &files {
        let naam = file.file_name().unwrap().to_string_lossy().into_owned();
        let parts: Vec<&str> = naam.splitn(6, '-').collect();
        let who = naam
            .split('-')
            .skip(4)
            .take(2)
            .collect::<Vec<_>>()
            .join("-");
        let hour = format!("{} {} {}", parts[..3].join("-"), &parts[3][..2], who);
        assert!(hours.insert(hour.clone()), "twice: {hour}");
    }
}

/// A decision that came too late, in the fourth week after the ingebrekestelling.
async fn te_laat() -> Wereld {
    let made = bronnen();
    let made = made
        .met_workflow(
            "landelijk/aanvraag.yaml",
            include_str!("scenarios/conformance/workflows/landelijk/aanvraag.yaml"),
        )
        .met_workflow(
            "landelijk/brieven/besluit-later.md",
            include_str!("scenarios/conformance/workflows/landelijk/brieven/besluit-later.md"),
        );
    let made = made.met_workflow(
        "landelijk/vervolg.yaml",
        include_str!("scenarios/conformance/workflows/landelijk/vervolg.yaml"),
    );
    let wereld = Wereld::met(&made, "2027-03-01T08:00:00+01:00").await;
    let melding = serde_json::json!({
        "bron": "proef", "kenmerk": "P-1", "soort": "aanvraag", "ontvangen": "2027-03-01", "gemeente": "woerden",
        "jongere": {"naam": "Noor van Dam", "geboortedatum": "2012-05-03", "plaats": "Woerden"},
    });
    let melding = serde_json::from_value(melding).unwrap();
    wereld.engine.melding(melding).await.unwrap();
    wereld.tot("2027-04-30T10:00:00+02:00").await;
    let act = serde_json::json!({
        "zaak": "Z1", "door": "ambt-1", "gebeurtenis": "ingebrekestelling", "op": "2027-04-30T10:00:00+02:00",
    });
    let act = serde_json::from_value(act).unwrap();
    wereld.engine.act(&act).await.unwrap();
    wereld.tot("2027-05-31T09:30:00+02:00").await;
    wereld
}

#[tokio::test]
async fn a_dwangsom_that_runs_stands_in_lists_and_in_the_overview_of_the_head() {
    let wereld = te_laat().await;
    let blik = termijnwacht::inzage::Blik::default();
    let vraag = termijnwacht::inzage::TaakVraag {
        procedure: Some("aanvraag".to_owned()),
        ..Default::default()
    };
    let taken = termijnwacht::inzage::taken(&wereld.engine, &blik, &vraag);
    let taken = taken.await.unwrap();
    let dwangsom = taken[0].dwangsom.as_ref().unwrap();
    // The first day is 15 May; today, the seventeenth, counts as long as nothing is decided.
    assert_eq!(
        (dwangsom.dagen, dwangsom.euro, dwangsom.hoogstens),
        (17, 427, 1442)
    );
    let week = wereld.zaken("weekoverzicht").await;
    let filter = OutboxFilter {
        zaak: week.last().map(|zaak| zaak.id),
        limit: 100,
        ..OutboxFilter::default()
    };
    let rijen = wereld.engine.store().outbox(&filter).await.unwrap();
    let told = |wie: &str| {
        let own = rijen.iter().filter_map(|rij| match &rij.effect {
            Effect::Mail(mail) => Some(mail),
            _ => None,
        });
        let mut own = own.filter(|mail| mail.aan.medewerker.as_ref().is_some_and(|id| id.0 == wie));
        let week = own.next().unwrap().week.clone().unwrap();
        let regels = week.delen.into_iter().flat_map(|deel| deel.regels);
        let titels: Vec<String> = regels.map(|regel| regel.titel).collect();
        titels
    };
    let wanted = "In gebreke gesteld: de dwangsom loopt sinds za 15 mei 2027: 17 dagen, 427 euro (hoogstens 1442 euro)";
    assert!(told("leid-1").iter().any(|titel| titel == wanted));
    let behandelaar = wereld.zaken("aanvraag").await[0].behandelaar.clone();
    assert!(
        told(&behandelaar.unwrap().0)
            .iter()
            .any(|titel| titel == wanted)
    );
}
