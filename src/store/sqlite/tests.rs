//! What needs the writer itself: a disk that is full or read-only, and the plans of the questions asked most.

use chrono::NaiveDate;
use sqlx::{AssertSqlSafe, Executor};

use super::{SqliteStore, claim, dienst, lijsten, personen, zaken};
use crate::store::commit::{Commit, CommitFout};
use crate::store::filter::{OutboxFilter, TaakFilter, ZaakFilter};
use crate::store::post::UitStatus;
use crate::store::{Store, StoreFout};
use crate::zaak::evolve::evolve;
use crate::zaak::gebeurtenis::Geboorte;
use crate::zaak::staat::Betrokkene;
use crate::zaak::{Digest, Effect, Gebeurtenis, Regel, RegelId, Status, ZaakId};

/// A new zaak with a text of this size beside its history.
fn opened(id: i64, size: usize) -> Commit {
    let begin: NaiveDate = "2026-10-08".parse().unwrap();
    let geboorte = Geboorte {
        procedure: "absoluut-verzuim".into(),
        titel: "Absoluut verzuim".into(),
        definitie: Digest::of("de definitie"),
        bureau: "utrecht-noordwest".into(),
        gemeente: "woerden".into(),
        betrokkene: Betrokkene::Bureau,
        ouder: None,
        apart: false,
        behandelaar: None,
        begin,
        achttien_op: None,
        onthouden: Vec::new(),
        over: Vec::new(),
    };
    let regel = RegelId {
        zaak: ZaakId(id),
        nummer: 1,
    };
    let line = Regel {
        id: regel,
        versie: 1,
        op: "2026-10-08T08:00:00Z".parse().unwrap(),
        datum: begin,
        fase: String::new(),
        door: None,
        door_id: None,
        gebeurtenis: Gebeurtenis::Geopend(Box::new(geboorte)),
    };
    let tekst = "x".repeat(size);
    Commit {
        oorzaak: format!("opened:{id}"),
        verwacht: None,
        zaak: evolve(None, &line).unwrap(),
        regels: vec![line],
        effects: vec![Effect::Notitie { regel, tekst }],
        kalender: Digest::of("kalender"),
        melding: None,
        inbox: None,
    }
}

async fn fault_of(store: &SqliteStore, groep: Vec<Commit>) -> StoreFout {
    let told = store.commit(groep).await;
    match told.into_iter().next() {
        Some(Err(CommitFout::Fout(fault))) => fault,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_full_disk_keeps_nothing_and_passes() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&dir.path().join("t.db")).await.unwrap();
    assert!(
        store
            .commit(vec![opened(1, 10)])
            .await
            .iter()
            .all(Result::is_ok)
    );
    store
        .writer
        .execute("PRAGMA max_page_count = 1")
        .await
        .unwrap();
    let fault = fault_of(&store, vec![opened(2, 10), opened(3, 1_000_000)]).await;
    assert!(fault.is_transient(), "{fault:?}");
    assert_eq!(store.find(ZaakId(2)).await.unwrap(), None);
    assert_eq!(store.gedaan("opened:2").await.unwrap(), None);

    store
        .writer
        .execute("PRAGMA max_page_count = 1000000")
        .await
        .unwrap();
    let told = store
        .commit(vec![opened(2, 10), opened(3, 1_000_000)])
        .await;
    assert!(told.iter().all(Result::is_ok), "{told:?}");
}

#[tokio::test]
async fn a_file_that_cannot_be_written_does_not_pass_by_waiting() {
    let dir = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&dir.path().join("t.db")).await.unwrap();
    store.writer.execute("PRAGMA query_only = 1").await.unwrap();
    let fault = fault_of(&store, vec![opened(1, 10)]).await;
    assert!(!fault.is_transient(), "{fault:?}");
}

/// As many open zaken as several bureaus have, each with a taak, two timers and a mail that waits.
const MANY: &str = "
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)
    INSERT INTO zaak (id, versie, regels, procedure, bureau, gemeente, status, fase, begin, behandelaar,
                      incidenten, staat)
    SELECT i, 1, 1, 'halt', 'achterhoek', 'g' || (i % 20), 'open', 'begin', '2026-10-08', 'ambt-' || (i % 50),
           i % 1000 = 0, '{}' FROM n;
    INSERT INTO taak (zaak, nummer, naam, voor, status, einde, inhoud)
    SELECT id, 1, 'bel', 'administratie', 'open', '2026-10-15', '{}' FROM zaak;
    INSERT INTO timer (zaak, termijn, rung, due_at) SELECT id, 1, 1, id FROM zaak;
    INSERT INTO timer (zaak, termijn, rung, due_at) SELECT id, 1, 2, id + 50000 FROM zaak;
    INSERT INTO mailuur SELECT DISTINCT bureau, behandelaar, 0 FROM zaak;
    INSERT INTO outbox (zaak, nummer, soort, bureau, medewerker, status, next_at, pogingen, inhoud)
    SELECT id, 1, 'mail', bureau, behandelaar, 'wacht', id, 0, '{}' FROM zaak;";

async fn many() -> SqliteStore {
    let store = SqliteStore::in_memory().await.unwrap();
    store.writer.execute(MANY).await.unwrap();
    store
}

async fn plan(store: &SqliteStore, sql: &str) -> Vec<String> {
    let sql = AssertSqlSafe(format!("EXPLAIN QUERY PLAN {sql}"));
    let plan: Vec<(i64, i64, i64, String)> =
        sqlx::query_as(sql).fetch_all(&store.writer).await.unwrap();
    plan.into_iter().map(|step| step.3).collect()
}

#[tokio::test]
async fn what_is_asked_all_the_time_never_walks_a_table() {
    let store = many().await;
    let open = ZaakFilter {
        status: Some(Status::Open),
        ..ZaakFilter::default()
    };
    let uncounted = ZaakFilter {
        anders_geteld: Some(Digest::of("kalender")),
        ..open.clone()
    };
    let failed = OutboxFilter {
        status: Some(UitStatus::Mislukt),
        ..OutboxFilter::default()
    };
    let of_zaak = OutboxFilter {
        zaak: Some(ZaakId(7)),
        ..OutboxFilter::default()
    };
    for sql in [
        zaken::DUE,
        "SELECT min(due_at) FROM timer",
        claim::NEXT,
        claim::READY,
        claim::ROWS,
        dienst::STAND,
        dienst::OUTBOX_STAND,
        personen::GESCHIEDENIS,
        lijsten::zaken_query(&open).sql().as_str(),
        lijsten::zaken_query(&uncounted).sql().as_str(),
        lijsten::taken_query(&TaakFilter::default()).sql().as_str(),
        lijsten::outbox_query(&failed).sql().as_str(),
        lijsten::outbox_query(&of_zaak).sql().as_str(),
    ] {
        let plan = plan(&store, sql).await;
        // A scan is right over the few recipients, over what was asked, and over an index that holds no more
        // than what is looked for.
        let fine = [
            "SCAN m",
            "SCAN c ",
            "SCAN CONSTANT",
            "SCAN (subquery",
            "INDEX",
        ];
        let walks = |step: &String| {
            step.starts_with("SCAN") && !fine.iter().any(|fine| step.contains(fine))
        };
        assert!(!plan.iter().any(walks), "{sql}: {plan:#?}");
    }
    let pages = plan(&store, zaken::DUE).await;
    assert!(
        !pages.iter().any(|step| step.contains("TEMP B-TREE")),
        "{pages:#?}"
    );
}

#[tokio::test]
async fn much_is_due_and_comes_in_pages_and_by_recipient() {
    let store = many().await;
    let now = "2026-10-08T08:00:00Z".parse().unwrap();
    let (mut seen, mut after) = (0, None);
    for _ in 0..3 {
        let page = store.due(now, after, 256).await.unwrap();
        assert!(
            page.iter()
                .map(|(_, zaak)| zaak.0)
                .eq(seen + 1..=seen + 256)
        );
        (seen, after) = (seen + 256, page.last().copied());
    }
    // What cannot be read is given up, so that it does not come back for ever and take the rest with it.
    assert_eq!(store.claim_outbox(now, 10).await.unwrap(), []);
    let stand = store.stand(now).await.unwrap();
    assert_eq!(
        (stand.open_zaken, stand.incidenten, stand.timers_due),
        (100_000, 100, 200_000)
    );
    let counted: Vec<_> = stand.outbox.iter().map(|row| (row.1, row.2)).collect();
    assert_eq!(
        counted,
        [(UitStatus::Wacht, 80_000), (UitStatus::Mislukt, 20_000)]
    );
}
