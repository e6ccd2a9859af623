//! The first schooldag after the summer: all that waited for it falls due at once.
//!
//! A bureau of the shipped definitions on a real database file, with a manual clock and mails that become files.
//! A few zaken are lived through, and then copied in bulk. Easy to get wrong: counting mails only. What matters
//! is that every rung is recorded once, and every row told in one mail. `TESTS_VLOED` sets how many.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use serde_json::json;
use tempfile::TempDir;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::engine::Engine;
use termijnwacht::store::{
    Commit, Ontvangst, OutboxFilter, OutboxRij, SqliteStore, Store, Teller, UitStatus,
};
use termijnwacht::worker::advance::{Roosters, advance_to};
use termijnwacht::worker::outbox::{self, Uitgang};
use termijnwacht::zaak::melding::Gemelde;
use termijnwacht::zaak::staat::Betrokkene;
use termijnwacht::zaak::{
    Act, Digest, Effect, Gebeurtenis, JongereId, MeldingId, Regel, RegelId, Zaak, ZaakId,
};

/// Enough that anything that grows with its square shows; `.ci/run` asks for 25,000.
const GEWOON: usize = 2_000;
/// Zaken that are written in one transaction.
const GROEP: usize = 1_000;

struct Vloed {
    engine: Arc<Engine<SqliteStore>>,
    uitgang: Uitgang,
    map: TempDir,
    zaken: Vec<ZaakId>,
}

/// A zaak that was lived through, to copy.
struct Voorbeeld {
    zaak: Zaak,
    historie: Vec<Regel>,
    gemelde: Gemelde,
}

/// A mail that went out.
struct Brief {
    aan: String,
    at: DateTime<Utc>,
    bytes: usize,
    tekst: String,
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse::<DateTime<FixedOffset>>().unwrap().to_utc()
}

fn aantal() -> usize {
    let asked = std::env::var("TESTS_VLOED").ok();
    asked.map_or(GEWOON, |text| text.parse().unwrap())
}

impl Vloed {
    /// So many zaken at the end of the last schooldag before the summer, each with one rung on 31 August.
    async fn voor_de_vakantie(aantal: usize) -> Self {
        let map = tempfile::tempdir().unwrap();
        let file = map.path().join("vloed.db");
        let store = Arc::new(SqliteStore::open(&file).await.unwrap());
        let catalog = Arc::new(Catalog::load(&Bronnen::ingebed()).unwrap().catalog);
        let clock = Arc::new(Clock::manual(moment("2026-07-13T09:00:00+02:00")));
        let engine = Engine::new(store, catalog, clock).await.unwrap();
        let mut vloed = Self {
            engine: Arc::new(engine),
            uitgang: Uitgang::Map(map.path().join("uit")),
            map,
            zaken: Vec::new(),
        };
        let voorbeelden = vloed.voorbeelden().await;
        vloed.vermenigvuldig(&voorbeelden, aantal).await;
        vloed
    }

    /// In each gemeente one whose letter must go on 31 August, and one whose check ends then.
    async fn voorbeelden(&mut self) -> Vec<Voorbeeld> {
        let gemeenten = ["woerden", "oudewater", "stichtse-vecht", "montfoort"];
        for gemeente in gemeenten {
            let zaak = self.melding(gemeente, "2026-07-13").await;
            let act = json!({
                "op": "2026-07-13T10:00:00+02:00", "zaak": zaak, "door": "admin-1",
                "taak": "administratieve-controle", "uitkomst": "geen-fout"
            });
            let act: Act = serde_json::from_value(act).unwrap();
            self.engine.act(&act).await.unwrap();
        }
        self.tot("2026-07-16T18:00:00+02:00").await;
        for gemeente in gemeenten {
            self.melding(gemeente, "2026-07-16").await;
        }
        self.tot("2026-07-17T23:00:00+02:00").await;
        let store = self.engine.store();
        let mut voorbeelden = Vec::new();
        for id in &self.zaken {
            voorbeelden.push(Voorbeeld {
                zaak: store.load(*id).await.unwrap(),
                historie: store.historie(*id).await.unwrap(),
                gemelde: store.gemelde(*id).await.unwrap().unwrap(),
            });
        }
        voorbeelden
    }

    async fn melding(&mut self, gemeente: &str, dag: &str) -> ZaakId {
        let nummer = self.zaken.len();
        let melding = json!({
            "bron": "duo", "kenmerk": format!("V-{nummer}"), "soort": "absoluut-verzuim",
            "ontvangen": dag, "gemeente": gemeente,
            "jongere": {
                "pgn": format!("V{nummer}"), "naam": "Jip Voorbeeldnaam", "geboortedatum": "2013-03-02",
                "plaats": "Woerden", "startkwalificatie": false,
                "adres": {"straat": "Voorbeeldlaan", "huisnummer": "1", "postcode": "0000 AA"}
            },
            "ouders": [{"naam": "Kim Voorbeeldnaam", "gezag": true, "adres": {}}],
            "gegevens": {"vermoeden": dag}
        });
        let taken = self
            .engine
            .melding(serde_json::from_value(melding).unwrap());
        let zaak = ZaakId(i64::try_from(nummer).unwrap() + 1);
        taken.await.unwrap();
        self.zaken.push(zaak);
        zaak
    }

    async fn vermenigvuldig(&mut self, voorbeelden: &[Voorbeeld], aantal: usize) {
        let store = Arc::clone(self.engine.store());
        let nieuw = aantal - voorbeelden.len();
        let many = u32::try_from(nieuw).unwrap();
        let zaak = store.reserve(Teller::Zaak, many).await.unwrap();
        let jongere = store.reserve(Teller::Jongere, many).await.unwrap();
        let melding = store.reserve(Teller::Melding, many).await.unwrap();
        let kopie = |n: usize| {
            let k = i64::try_from(n).unwrap();
            voorbeelden[n % voorbeelden.len()].kopie(zaak + k, jongere + k, melding + k)
        };
        let all: Vec<usize> = (0..nieuw).collect();
        for group in all.chunks(GROEP) {
            let commits: Vec<Commit> = group.iter().map(|n| kopie(*n)).collect();
            self.zaken
                .extend(commits.iter().map(|commit| commit.zaak.id));
            for result in store.commit(commits).await {
                result.unwrap();
            }
        }
    }

    async fn tot(&self, at: &str) {
        advance_to(&self.engine, &self.uitgang, Roosters::Uit, moment(at))
            .await
            .unwrap();
    }

    /// The mails that went out since a moment.
    fn mails(&self, sinds: &str) -> Vec<Brief> {
        let read = |entry: std::io::Result<fs::DirEntry>| {
            let raw = fs::read_to_string(entry.unwrap().path()).unwrap();
            let header = |name: &str| {
                let line = raw.lines().find_map(|line| line.strip_prefix(name));
                line.unwrap().trim().to_owned()
            };
            Brief {
                aan: header("To:"),
                at: DateTime::parse_from_rfc2822(&header("Date:"))
                    .unwrap()
                    .to_utc(),
                bytes: raw.len(),
                tekst: raw.replace("\r\n", "\n"),
            }
        };
        let map = fs::read_dir(self.map.path().join("uit/mails"));
        let mut mails: Vec<Brief> = map.unwrap().map(read).collect();
        mails.retain(|mail| mail.at >= moment(sinds));
        mails.sort_by(|a, b| (a.at, &a.aan).cmp(&(b.at, &b.aan)));
        mails
    }

    /// The rows of the outbox that may go since a moment.
    async fn rijen(&self, sinds: &str) -> Vec<OutboxRij> {
        let mut rijen = Vec::new();
        let mut na = None;
        loop {
            let filter = OutboxFilter {
                na,
                limit: 1_000,
                ..OutboxFilter::default()
            };
            let page = self.engine.store().outbox(&filter).await.unwrap();
            let Some(last) = page.last() else { break };
            na = Some(last.id);
            rijen.extend(page);
        }
        let since = moment(sinds);
        rijen.retain(|rij| matches!(&rij.effect, Effect::Mail(mail) if mail.not_before >= since));
        rijen
    }

    /// Every rung that went off since a moment: of which zaak, termijn and rung, and how often.
    async fn rungs(&self, sinds: &str) -> BTreeMap<(ZaakId, u32, u32), usize> {
        let mut rungs = BTreeMap::new();
        for id in &self.zaken {
            for regel in self.engine.store().historie(*id).await.unwrap() {
                if let (Gebeurtenis::RungAfgegaan(rung), true) =
                    (regel.gebeurtenis, regel.op >= moment(sinds))
                {
                    *rungs.entry((*id, rung.termijn, rung.rung)).or_default() += 1;
                }
            }
        }
        rungs
    }

    /// Every row has gone, in exactly one mail; nobody had two in a clock hour; and what each mail says adds up.
    async fn klopt(&self, sinds: &str) -> (Vec<OutboxRij>, Vec<Brief>) {
        let (rijen, mails) = (self.rijen(sinds).await, self.mails(sinds));
        let mut bundels: BTreeMap<(String, DateTime<Utc>), usize> = BTreeMap::new();
        for rij in &rijen {
            assert_eq!(rij.status, UitStatus::Verzonden, "{rij:?}");
            let Effect::Mail(mail) = &rij.effect else {
                unreachable!()
            };
            let wie = mail.aan.medewerker.as_ref().unwrap().0.clone();
            *bundels.entry((wie, rij.klaar_at.unwrap())).or_default() += 1;
        }
        let uren: BTreeSet<(&String, i64)> = mails
            .iter()
            .map(|mail| (&mail.aan, mail.at.timestamp() / 3_600))
            .collect();
        assert_eq!(
            uren.len(),
            mails.len(),
            "one mail per person and clock hour"
        );
        let mut told: Vec<usize> = mails.iter().map(Brief::punten).collect();
        let mut kept: Vec<usize> = bundels.into_values().collect();
        told.sort_unstable();
        kept.sort_unstable();
        assert_eq!(told, kept, "each mail tells of the rows that went with it");
        assert_eq!(told.iter().sum::<usize>(), rijen.len());
        let largest = mails.iter().map(|mail| mail.bytes).max().unwrap();
        assert!(largest < 100_000, "{largest} bytes is no mail but a book");
        (rijen, mails)
    }
}

impl Voorbeeld {
    /// The same life, of another jongere, as one commit.
    fn kopie(&self, id: i64, jongere: i64, melding: i64) -> Commit {
        let own = |regel: RegelId| RegelId {
            zaak: ZaakId(id),
            ..regel
        };
        let over = Betrokkene::Jongere(JongereId(jongere));
        let mut zaak = self.zaak.clone();
        (zaak.id, zaak.versie, zaak.betrokkene) = (ZaakId(id), 1, over.clone());
        let mut regels = self.historie.clone();
        for regel in &mut regels {
            regel.id = own(regel.id);
            regel.door_id = regel.door_id.map(own);
            regel.versie = 1;
            match &mut regel.gebeurtenis {
                Gebeurtenis::Geopend(geboorte) => geboorte.betrokkene = over.clone(),
                Gebeurtenis::Gemeld { melding: known, .. } => *known = MeldingId(melding),
                _ => {}
            }
        }
        let mut gemelde = self.gemelde.clone();
        (gemelde.id, gemelde.jongere) = (MeldingId(melding), Some(JongereId(jongere)));
        gemelde.melding.kenmerk = format!("K-{id}");
        if let Some(jongere) = &mut gemelde.melding.jongere {
            jongere.pgn = Some(format!("K{id}"));
            // Nobody lives with another, or each would have thousands of brothers and sisters.
            if let Some(adres) = &mut jongere.adres {
                adres.huisnummer = Some(id.to_string());
            }
        }
        Commit {
            oorzaak: format!("kopie:{id}"),
            verwacht: None,
            melding: Some(Ontvangst {
                gemelde,
                bureau: zaak.bureau.clone(),
            }),
            zaak,
            regels,
            effects: Vec::new(),
            kalender: Digest::of("kalender"),
            inbox: None,
        }
    }
}

impl Brief {
    /// How many points it says it has.
    fn punten(&self) -> usize {
        let words: Vec<&str> = self.tekst.split_whitespace().collect();
        let at = words.windows(2).position(|pair| pair == ["Er", "vragen"]);
        at.map_or(1, |at| words[at + 2].parse().unwrap())
    }

    /// What it says, without the lines in the middle.
    fn kort(&self) -> String {
        let begin = self.tekst.find("Beste ").unwrap();
        let body = &self.tekst[begin..];
        let body = &body[..body.find("\n--").unwrap_or(body.len())];
        let lines: Vec<&str> = body.lines().collect();
        let (first, last) = (lines[..20].join("\n"), lines[lines.len() - 24..].join("\n"));
        format!("{first}\n[…]\n{last}")
    }
}

#[tokio::test]
async fn the_first_schooldag_after_the_summer() {
    let aantal = aantal();
    let vloed = Vloed::voor_de_vakantie(aantal).await;
    vloed.tot("2026-08-30T23:59:00+02:00").await;
    assert!(vloed.mails("2026-07-18T00:00:00+02:00").is_empty());
    vloed.tot("2026-08-31T12:00:00+02:00").await;

    let dag = "2026-08-31T00:00:00+02:00";
    let rungs = vloed.rungs(dag).await;
    assert_eq!(rungs.len(), aantal, "each zaak had one rung for this day");
    assert!(rungs.values().all(|times| *times == 1));
    let (rijen, mails) = vloed.klopt(dag).await;
    // What a check asks both of the administratie hear; of a letter the officer.
    assert_eq!(rijen.len(), aantal / 2 * 3);
    assert_eq!(mails.len(), 5);
    if aantal == GEWOON {
        insta::assert_snapshot!("dagoverzicht", mails[0].kort());
    }
}

#[tokio::test]
async fn two_weeks_of_silence_after_it() {
    let aantal = aantal() / 25 * 8;
    let vloed = Vloed::voor_de_vakantie(aantal).await;
    vloed.tot("2026-08-30T23:59:00+02:00").await;
    let terug = "2026-09-14T09:20:00+02:00";
    vloed.engine.clock().advance_to(moment(terug));
    // As in the daemon: mail goes out beside the work on terms, and must not tell of half of it each minute.
    let (engine, uitgang) = (&vloed.engine, &vloed.uitgang);
    let (worked, ()) = tokio::join!(engine.tick(), async {
        for _ in 0..50 {
            outbox::tick(engine, uitgang).await.unwrap();
            tokio::task::yield_now().await;
        }
    });
    assert!(worked.unwrap() >= aantal);
    assert_eq!(engine.tick().await.unwrap(), 0);
    vloed.tot("2026-09-14T16:00:00+02:00").await;

    let rungs = vloed.rungs(terug).await;
    assert!(rungs.values().all(|times| *times == 1));
    // The check had two rungs left and its letter three; the other letter two.
    assert_eq!(rungs.len(), aantal / 2 * (2 + 3) + aantal / 2 * 2);
    let (rijen, _) = vloed.klopt(terug).await;
    // Of each term only the highest rung is mailed.
    assert_eq!(rijen.len(), aantal / 2 * 2 + aantal / 2);
}
