//! Numbers for new zaken, meldingen and jongeren, without a write for each.
//!
//! ```text
//! alone ──── a number of ours turns out to be used: another process writes here too ────▶ shared
//! from memory, above the highest used                        from blocks taken in the database
//! ```
//! Alone, the highest number used is kept with the commit that used it and what lies above is handed out from
//! memory: no gaps, no writes. A second process on the same file hands out the same numbers until one of them
//! meets a conflict; from then on it takes its numbers from the database, and the engine, that decides anew
//! after a conflict, gets one that is its own.
//!
//! Easy to get wrong: a zaak that exists is noticed by its version, but a melding or jongere with a known id is
//! a correction. Only who knows that he handed the id out himself, for someone new, can tell that another
//! process used it; so these are remembered until they are used.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::SqliteStore;
use crate::store::commit::{Commit, Teller};
use crate::store::fout::StoreFout;

/// How many numbers are taken from the database at once; what is left of them at the end is a gap.
const BLOCK: u32 = 16;

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

    /// From now on numbers come from the database.
    pub(super) fn share(&self) {
        self.stand().shared = true;
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
        let rest = Reeks {
            last: first + n - 1,
            left: block - n,
        };
        // Someone else may have taken a block meanwhile; the higher one stays, the other is a gap.
        let known = stand.reeksen.entry(teller).or_default();
        if rest.last > known.last {
            *known = rest;
        }
        stand.hand_out(teller, first, n);
        Ok(first)
    }

    /// Reads what was used before.
    pub(super) async fn read_tellers(&self) -> Result<(), StoreFout> {
        let stored: Vec<(String, i64)> = sqlx::query_as("SELECT naam, hoogste FROM teller")
            .fetch_all(&self.reader)
            .await
            .map_err(StoreFout::database("read the counters"))?;
        let mut stand = self.tellers.stand();
        for teller in [Teller::Zaak, Teller::Melding, Teller::Jongere] {
            let known = stored.iter().find(|(stored, _)| stored == naam(teller));
            let last = known.map_or(0, |(_, hoogste)| *hoogste);
            stand.reeksen.insert(teller, Reeks { last, left: 0 });
        }
        Ok(())
    }
}

/// As the table names it.
fn naam(teller: Teller) -> &'static str {
    match teller {
        Teller::Zaak => "zaak",
        Teller::Melding => "melding",
        Teller::Jongere => "jongere",
    }
}
