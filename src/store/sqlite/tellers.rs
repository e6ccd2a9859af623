//! Numbers for new zaken, meldingen and jongeren, without a write for each.
//!
//! ```text
//! alone ──── the highest used is not ours, or a number of ours is used by another ────▶ shared
//! from memory, above the highest used                        from blocks taken in the database
//! ```
//! Alone, the highest number used is kept with the commit that used it and what lies above is handed out from
//! memory: no gaps, no writes. A second process on the same file hands out the same numbers until they notice
//! each other; from then on each takes its numbers from the database, and the engine, that decides anew after
//! a conflict, gets one that is its own.
//!
//! Easy to get wrong: a zaak that exists is noticed by its version, but a melding or jongere with a known id is
//! a correction. Only who knows that he handed the id out himself, for someone new, can tell that another
//! process used it; so these are remembered until they are used.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::SqliteStore;
use super::write::Tx;
use crate::store::commit::{Commit, Teller};
use crate::store::fout::StoreFout;

/// How many numbers are taken from the database at once; what is left of them at the end is a gap.
const BLOCK: u32 = 16;

const ALLE: [Teller; 3] = [Teller::Zaak, Teller::Melding, Teller::Jongere];

const STORED: &str = "SELECT naam, hoogste FROM teller";

const TAKE: &str =
    "UPDATE teller SET hoogste = max(hoogste, ?2) + ?3 WHERE naam = ?1 RETURNING hoogste";

/// What was handed out and used.
#[derive(Debug, Default)]
pub(super) struct Tellers(Mutex<Stand>);

#[derive(Debug, Default)]
struct Stand {
    /// Whether another process writes here too.
    shared: bool,
    reeksen: HashMap<Teller, Reeks>,
    /// Meldingen and jongeren handed out and not used yet.
    nieuw: HashSet<(Teller, i64)>,
}

/// The numbers of one kind.
#[derive(Debug, Default, Clone, Copy)]
struct Reeks {
    /// The last one handed out or used.
    last: i64,
    /// How many above it are ours, once shared.
    left: i64,
    /// The highest used, as the database had it when this process last read or wrote it.
    known: i64,
}

/// The numbers in a commit that stand for someone or something new.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Nieuw {
    pub(super) melding: Option<i64>,
    pub(super) jongere: Option<i64>,
}

impl Stand {
    /// The first of `n` numbers, when that needs no database.
    fn hand_out_alone(&mut self, teller: Teller, n: i64) -> Option<i64> {
        let shared = self.shared;
        let reeks = self.reeksen.entry(teller).or_default();
        if shared && reeks.left < n {
            return None;
        }
        let first = reeks.last + 1;
        reeks.last += n;
        reeks.left -= if shared { n } else { 0 };
        self.hand_out(teller, first, n);
        Some(first)
    }

    fn hand_out(&mut self, teller: Teller, first: i64, n: i64) {
        if teller != Teller::Zaak {
            self.nieuw
                .extend((first..first + n).map(|number| (teller, number)));
        }
    }
}

impl Tellers {
    fn stand(&self) -> MutexGuard<'_, Stand> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Which of a commit's numbers were handed out here and must be free.
    pub(super) fn nieuw(&self, commit: &Commit) -> Nieuw {
        let Some(ontvangst) = &commit.melding else {
            return Nieuw::default();
        };
        let stand = self.stand();
        let unused = |teller, id: i64| stand.nieuw.contains(&(teller, id)).then_some(id);
        Nieuw {
            melding: unused(Teller::Melding, ontvangst.gemelde.id.0),
            jongere: ontvangst
                .gemelde
                .jongere
                .and_then(|id| unused(Teller::Jongere, id.0)),
        }
    }

    /// Notes the numbers a commit used, whoever chose them.
    pub(super) fn used(&self, commit: &Commit) {
        let mut stand = self.stand();
        let shared = stand.shared;
        let mut note = |teller, id: i64| {
            stand.nieuw.remove(&(teller, id));
            let reeks = stand.reeksen.entry(teller).or_default();
            reeks.known = reeks.known.max(id);
            if !shared {
                reeks.last = reeks.last.max(id);
            }
        };
        note(Teller::Zaak, commit.zaak.id.0);
        let Some(ontvangst) = &commit.melding else {
            return;
        };
        note(Teller::Melding, ontvangst.gemelde.id.0);
        if let (Some(jongere), Some(_)) = (
            ontvangst.gemelde.jongere,
            &ontvangst.gemelde.melding.jongere,
        ) {
            note(Teller::Jongere, jongere.0);
        }
    }

    /// From now on numbers come from the database; also those left of a block, where another process was
    /// before us.
    pub(super) fn share(&self) {
        let mut stand = self.stand();
        stand.shared = true;
        stand.reeksen.values_mut().for_each(|reeks| reeks.left = 0);
    }

    /// Before a group is written: sees whether another process used numbers, and then keeps it from those
    /// handed out here.
    pub(super) async fn look_for_others(&self, tx: &mut Tx) -> Result<(), StoreFout> {
        if self.stand().shared {
            return Ok(());
        }
        let doing = "read the counters";
        let stored: Vec<(String, i64)> = sqlx::query_as(STORED)
            .fetch_all(&mut **tx)
            .await
            .map_err(StoreFout::database(doing))?;
        if !self.others_used(&stored) {
            return Ok(());
        }
        self.share();
        let last = |teller| {
            self.stand()
                .reeksen
                .get(&teller)
                .map_or(0, |reeks| reeks.last)
        };
        for teller in ALLE {
            let last = last(teller);
            sqlx::query("UPDATE teller SET hoogste = max(hoogste, ?2) WHERE naam = ?1")
                .bind(naam(teller))
                .bind(last)
                .execute(&mut **tx)
                .await
                .map_err(StoreFout::database(doing))?;
        }
        Ok(())
    }

    fn others_used(&self, stored: &[(String, i64)]) -> bool {
        let stand = self.stand();
        ALLE.into_iter().any(|teller| {
            let known = stand.reeksen.get(&teller).map_or(0, |reeks| reeks.known);
            highest(stored, teller) > known
        })
    }
}

impl SqliteStore {
    /// Hands out `n` numbers and gives the first.
    pub(super) async fn hand_out(&self, teller: Teller, n: u32) -> Result<i64, StoreFout> {
        if let Some(first) = self.tellers.stand().hand_out_alone(teller, i64::from(n)) {
            return Ok(first);
        }
        let block = i64::from(n.max(BLOCK));
        let last = self.tellers.stand().reeksen.entry(teller).or_default().last;
        let highest: i64 = sqlx::query_scalar(TAKE)
            .bind(naam(teller))
            .bind(last)
            .bind(block)
            .fetch_one(&self.writer)
            .await
            .map_err(StoreFout::database("take numbers"))?;
        let (first, n) = (highest - block + 1, i64::from(n));
        let mut stand = self.tellers.stand();
        let reeks = stand.reeksen.entry(teller).or_default();
        // Another task may have taken a block meanwhile; the higher one stays, the other is a gap.
        if first > reeks.last {
            (reeks.last, reeks.left) = (first + n - 1, block - n);
        }
        stand.hand_out(teller, first, n);
        Ok(first)
    }

    /// Reads what was used before.
    pub(super) async fn read_tellers(&self) -> Result<(), StoreFout> {
        let stored: Vec<(String, i64)> = sqlx::query_as(STORED)
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("read the counters"))?;
        let mut stand = self.tellers.stand();
        for teller in ALLE {
            let known = highest(&stored, teller);
            let reeks = Reeks {
                last: known,
                left: 0,
                known,
            };
            stand.reeksen.insert(teller, reeks);
        }
        Ok(())
    }
}

fn highest(stored: &[(String, i64)], teller: Teller) -> i64 {
    let found = stored.iter().find(|(stored, _)| stored == naam(teller));
    found.map_or(0, |(_, hoogste)| *hoogste)
}

/// As the table names it.
fn naam(teller: Teller) -> &'static str {
    match teller {
        Teller::Zaak => "zaak",
        Teller::Melding => "melding",
        Teller::Jongere => "jongere",
    }
}
