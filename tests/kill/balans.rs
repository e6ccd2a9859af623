//! Taking stock: what must hold after every kill, and whether two runs came to the same.
//!
//! Two runs may rightly differ in the numbers that are handed out in order of arrival — of zaken, jongeren,
//! meldingen, what is named after them and where they stand in a weekly overview — and in which lines share a mail: a
//! mail that died on its way goes five minutes later, when its lease ends. Moments, dates, lines, states, letters and
//! who hears of what may not. Easy to get wrong: looking. A database whose program was killed is copied first, so that the program itself finds it as
//! it left it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;
use std::fs;
use std::path::Path;

use serde_json::Value;
use sqlx::{Connection, SqliteConnection};
use termijnwacht::store::{OutboxFilter, OutboxRij, SqliteStore, Store, UitStatus, ZaakFilter};
use termijnwacht::zaak::evolve::fold;
use termijnwacht::zaak::{Digest, Effect, RungStatus, Zaak};

use crate::programma::Installatie;
use crate::server::Server;
use crate::werk::{BRON, BUREAU};

/// What was promised to senders: it must be there.
#[derive(Default)]
pub struct Beeld {
    pub meldingen: BTreeSet<String>,
    pub oorzaken: BTreeSet<String>,
}

impl Beeld {
    /// The database of a program that is gone is sound and holds all that was promised; tells what is in it.
    pub fn holds(&self, plek: &Installatie, raak: &[String]) -> String {
        let last = raak.last().map_or("the end", String::as_str);
        let copy = tempfile::tempdir().unwrap();
        for name in ["termijnwacht.db", "termijnwacht.db-wal"] {
            let from = plek.path("var").join(name);
            if from.exists() {
                fs::copy(from, copy.path().join(name)).unwrap();
            }
        }
        let path = copy.path().join("termijnwacht.db");
        run(async {
            let mut sql = connect(&path).await;
            let whole: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
                .fetch_all(&mut sql)
                .await
                .unwrap();
            assert_eq!(whole, ["ok"], "killed {last}");
            let strays = sqlx::query("PRAGMA foreign_key_check").fetch_all(&mut sql);
            assert!(strays.await.unwrap().is_empty(), "killed {last}");
            let oorzaken: Vec<String> =
                sqlx::query_scalar("SELECT oorzaak FROM historie WHERE oorzaak IS NOT NULL")
                    .fetch_all(&mut sql)
                    .await
                    .unwrap();
            let (meldingen, bezig): (i64, i64) = sqlx::query_as(
                "SELECT (SELECT count(*) FROM melding), (SELECT count(*) FROM outbox WHERE status = 'bezig')",
            )
            .fetch_one(&mut sql)
            .await
            .unwrap();
            sql.close().await.unwrap();
            let told = format!(
                "{meldingen} meldingen ({} promised), {} commands, {bezig} rows on their way",
                self.meldingen.len(),
                oorzaken.len()
            );
            let oorzaken: BTreeSet<String> = oorzaken.into_iter().collect();
            let lost: Vec<_> = self.oorzaken.difference(&oorzaken).collect();
            assert!(lost.is_empty(), "killed {last}: acts are lost: {lost:#?}");

            let store = SqliteStore::open(&path).await.unwrap();
            for mark in &self.meldingen {
                let known = store.find_melding(BUREAU, BRON, mark).await.unwrap();
                assert!(known.is_some(), "killed {last}: melding {mark} is lost");
            }
            for zaak in store.zaken(&ZaakFilter::default()).await.unwrap() {
                let history = store.historie(zaak.id).await.unwrap();
                assert!(
                    fold(&history).as_ref() == Some(&zaak),
                    "killed {last}: the history of {} gives another state",
                    zaak.id
                );
                fired_once(&zaak, last);
            }
            store.close().await;
            told
        })
    }
}

/// No rung fires twice for one einde.
fn fired_once(zaak: &Zaak, last: &str) {
    for termijn in &zaak.termijnen {
        let mut fired = BTreeSet::new();
        for rung in &termijn.rungs {
            let key = format!(
                "{:?} {:?} {:?} {}",
                rung.soort, rung.wanneer, rung.naar, rung.einde
            );
            assert!(
                rung.status != RungStatus::Afgegaan || fired.insert(key),
                "killed {last}: `{}` of {} fired twice",
                termijn.naam,
                zaak.id
            );
        }
    }
}

async fn connect(path: &Path) -> SqliteConnection {
    let url = format!("sqlite://{}", path.display());
    SqliteConnection::connect(&url).await.unwrap()
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Runtime::new().unwrap().block_on(work)
}

/// What a run came to, with names that are the same in every run.
pub struct Stand {
    /// Zaken, their lines, what they sent and the files made, as texts under a key.
    alles: BTreeMap<String, Vec<String>>,
    uit: Vec<OutboxRij>,
}

/// Figures of a run.
pub struct Telling {
    zaken: usize,
    regels: usize,
    /// Received, each time counted.
    pub mails: usize,
    /// Of these, how many came before under the same Message-ID.
    pub dubbel: usize,
    stukken: usize,
    kills: usize,
}

impl fmt::Display for Telling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kills; {} zaken with {} lines, {} mails received of which {} twice, {} letters and messages",
            self.kills, self.zaken, self.regels, self.mails, self.dubbel, self.stukken
        )
    }
}

impl Stand {
    /// Zaken of the bureau that works, under their keys, in order of these.
    pub fn zaken(path: &Path) -> Vec<(String, Zaak)> {
        run(async {
            let store = SqliteStore::open(path).await.unwrap();
            let namen = Namen::of(path, &store).await;
            let own = ZaakFilter {
                bureau: Some(BUREAU.to_owned()),
                ..ZaakFilter::default()
            };
            let zaken = store.zaken(&own).await.unwrap();
            store.close().await;
            let mut keyed: Vec<(String, Zaak)> = zaken
                .into_iter()
                .map(|zaak| (namen.0[&zaak.id.to_string()].clone(), zaak))
                .collect();
            keyed.sort_by(|a, b| a.0.cmp(&b.0));
            keyed
        })
    }

    /// Takes stock of a program that ended.
    pub fn of(plek: &Installatie) -> Self {
        let path = plek.path("var/termijnwacht.db");
        run(async {
            let store = SqliteStore::open(&path).await.unwrap();
            let namen = Namen::of(&path, &store).await;
            let mut alles = BTreeMap::<String, Vec<String>>::new();
            for zaak in store.zaken(&ZaakFilter::default()).await.unwrap() {
                let key = &namen.0[&zaak.id.to_string()];
                let mut lines = vec![namen.in_value(serde_json::to_value(&zaak).unwrap())];
                for regel in store.historie(zaak.id).await.unwrap() {
                    lines.push(namen.in_value(serde_json::to_value(&regel).unwrap()));
                }
                alles.insert(format!("zaak {key}"), lines);
            }
            let filter = OutboxFilter {
                limit: 1_000_000,
                ..OutboxFilter::default()
            };
            let uit = store.outbox(&filter).await.unwrap();
            for rij in &uit {
                let key = &namen.0[&rij.regel.zaak.to_string()];
                let effect = namen.in_value(serde_json::to_value(&rij.effect).unwrap());
                let kept = alles.entry(format!("outbox of {key}")).or_default();
                kept.push(format!("{:?} {effect}", rij.status));
            }
            store.close().await;
            for map in ["brieven", "meldingen"] {
                let dir = plek.path("var/uit").join(map);
                for name in crate::programma::files(&dir) {
                    let text = fs::read_to_string(dir.join(&name)).unwrap();
                    let key = format!("{map}/{}", namen.in_text(&name.replace('-', " ")));
                    let before = alles.insert(key, vec![namen.in_text(&text)]);
                    assert!(before.is_none(), "{name}");
                }
            }
            Self { alles, uit }
        })
    }

    /// Fails with the first places where another run came to something else.
    pub fn same_as(&self, other: &Self, seed: u64) {
        let keys: BTreeSet<&String> = self.alles.keys().chain(other.alles.keys()).collect();
        let mut differences = Vec::new();
        for key in keys {
            let (one, two) = (self.alles.get(key), other.alles.get(key));
            let (Some(one), Some(two)) = (one, two) else {
                differences.push(format!(
                    "{key}: {} in the killed run",
                    if two.is_some() { "only" } else { "not" }
                ));
                continue;
            };
            let at = (0..one.len().max(two.len())).find(|at| one.get(*at) != two.get(*at));
            if let Some(at) = at {
                let parted = parted(one.get(at), two.get(at));
                differences.push(format!("{key}, {at}:\n  {parted}"));
            }
        }
        assert!(
            differences.is_empty(),
            "seed {seed}: {} differences\n{}",
            differences.len(),
            differences[..differences.len().min(8)].join("\n")
        );
    }

    /// Counts, and holds the mails that were received against those that were marked as sent.
    pub fn telling(&self, server: &Server, kills: usize) -> Telling {
        let mut received = BTreeMap::<String, usize>::new();
        for mail in server.taken() {
            *received
                .entry(mail.header("Message-ID").unwrap())
                .or_default() += 1;
        }
        let sent = self.sent();
        let missed: Vec<_> = sent
            .iter()
            .filter(|ids| !ids.iter().any(|id| received.contains_key(id)))
            .collect();
        assert!(
            missed.is_empty(),
            "marked as sent and never received: {missed:#?}"
        );
        let known: BTreeSet<&String> = sent.iter().flatten().collect();
        let strange: Vec<_> = received.keys().filter(|id| !known.contains(id)).collect();
        assert!(
            strange.is_empty(),
            "received under another Message-ID than it was sent with in the end: {strange:#?}"
        );
        let waiting = self
            .uit
            .iter()
            .filter(|rij| matches!(rij.status, UitStatus::Bezig | UitStatus::Mislukt));
        assert_eq!(waiting.count(), 0, "rows are left half-way");
        let of = |part: &str| {
            let there = self.alles.iter().filter(|(key, _)| key.starts_with(part));
            there.map(|(_, lines)| lines.len()).collect::<Vec<_>>()
        };
        let zaken = of("zaak ");
        Telling {
            zaken: zaken.len(),
            regels: zaken.iter().sum::<usize>() - zaken.len(),
            mails: received.values().sum(),
            dubbel: received.values().map(|times| times - 1).sum(),
            stukken: of("brieven/").len() + of("meldingen/").len(),
            kills,
        }
    }

    /// Each mail marked as sent, with the ids it may bear: that of all its lines, or, where overviews piled up, of
    /// one of them.
    fn sent(&self) -> Vec<Vec<String>> {
        let mut mails = BTreeMap::<_, Vec<_>>::new();
        for rij in &self.uit {
            if let (Effect::Mail(mail), UitStatus::Verzonden) = (&rij.effect, rij.status) {
                let wie = match &mail.aan.medewerker {
                    Some(id) => id.0.clone(),
                    None => format!("postbus-{}", mail.aan.rol),
                };
                let to = mail.aan.medewerker.as_ref().map(|id| id.0.clone());
                let lines = mails.entry((to, rij.klaar_at)).or_default();
                lines.push((wie, mail.regel.to_string(), mail.week.is_some()));
            }
        }
        let id = |head: &str, wie: &str| format!("<{head}.{wie}@rbl-unw.example>");
        let ids = |lines: &Vec<(String, String, bool)>| match lines.as_slice() {
            weeks if weeks.iter().any(|(_, _, week)| *week) => {
                weeks.iter().map(|(wie, regel, _)| id(regel, wie)).collect()
            }
            [(wie, regel, _)] => vec![id(regel, wie)],
            lines => {
                let mut regels: Vec<&str> = lines.iter().map(|line| line.1.as_str()).collect();
                regels.sort_unstable();
                let digest = Digest::of(&regels.join(" "));
                let whos: BTreeSet<&str> = lines.iter().map(|line| line.0.as_str()).collect();
                whos.iter().map(|wie| id(digest.kort(), wie)).collect()
            }
        };
        mails.values().map(ids).collect()
    }
}

/// What stands for the number of each zaak: what opened it.
struct Namen(HashMap<String, String>);

impl Namen {
    async fn of(path: &Path, store: &SqliteStore) -> Self {
        let mut sql = connect(path).await;
        let first: Vec<(i64, Option<String>)> =
            sqlx::query_as("SELECT zaak, oorzaak FROM historie WHERE nummer = 1 ORDER BY zaak")
                .fetch_all(&mut sql)
                .await
                .unwrap();
        sql.close().await.unwrap();
        let first: HashMap<i64, String> = first
            .into_iter()
            .map(|(zaak, oorzaak)| (zaak, oorzaak.unwrap_or_default()))
            .collect();
        let mut namen = HashMap::new();
        let mut taken = BTreeSet::new();
        for zaak in store.zaken(&ZaakFilter::default()).await.unwrap() {
            let oorzaak = &first[&zaak.id.0];
            // A row of the inbox has a number of its own; the zaak that asked says more.
            let name = match &zaak.ouder {
                Some(ouder) => format!("{} ▸ {}", namen[&ouder.zaak.to_string()], zaak.procedure),
                None => oorzaak.clone(),
            };
            let name = format!("[{name}]");
            assert!(taken.insert(name.clone()), "two zaken {name}");
            namen.insert(zaak.id.to_string(), name);
        }
        Self(namen)
    }

    /// The text with keys for the numbers of zaken.
    fn in_text(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('Z') {
            let (before, found) = rest.split_at(at);
            out.push_str(before);
            let digits = found[1..].bytes().take_while(u8::is_ascii_digit).count();
            let (number, after) = found.split_at(1 + digits);
            let apart = !out.ends_with(|c: char| c.is_alphanumeric());
            let key = self.0.get(number).filter(|_| apart);
            out.push_str(key.map_or(number, String::as_str));
            rest = after;
        }
        out.push_str(rest);
        out
    }

    /// The same for a value, without the numbers of meldingen and jongeren. Of the lists in a weekly overview only
    /// how long they are: what is urgent alike stands there in order of zaak, and only the first so many.
    fn in_value(&self, mut value: Value) -> String {
        self.rename(&mut value);
        value.to_string()
    }

    fn rename(&self, value: &mut Value) {
        match value {
            Value::Object(object) => {
                for (key, inner) in object {
                    if matches!(key.as_str(), "melding" | "jongere") && inner.is_number() {
                        *inner = Value::Null;
                    }
                    self.rename(inner);
                    if let (Value::Array(list), "regels") = (&inner, key.as_str()) {
                        *inner = list.len().into();
                    }
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|inner| self.rename(inner)),
            Value::String(text) => *text = self.in_text(text),
            _ => {}
        }
    }
}

/// Two texts from a little before the place where they part.
fn parted(one: Option<&String>, two: Option<&String>) -> String {
    let (Some(one), Some(two)) = (one, two) else {
        return format!("undisturbed {one:?}\n  killed {two:?}");
    };
    let (one, two): (Vec<char>, Vec<char>) = (one.chars().collect(), two.chars().collect());
    let same = one.iter().zip(&two).take_while(|(a, b)| a == b).count();
    let part = |text: &[char]| -> String {
        let rest = text.iter().skip(same.saturating_sub(60));
        rest.take(200).collect()
    };
    format!(
        "undisturbed … {}\n  killed      … {}",
        part(&one),
        part(&two)
    )
}
