//! Numbers for new zaken, meldingen and jongeren, without a write for each.
//!
//! The highest number used is kept with the commit that used it; what lies above is handed out from memory.
//! Easy to get wrong: a second process on the same file hands out the same numbers. Its commit then meets a
//! conflict, `refresh` reads what was used, and the engine decides again with a free number.

use sqlx::SqlitePool;
use std::sync::atomic::{AtomicI64, Ordering};

use crate::store::commit::{Commit, Teller};
use crate::store::fout::StoreFout;

/// The highest numbers handed out or used.
#[derive(Debug, Default)]
pub(super) struct Tellers {
    zaak: AtomicI64,
    melding: AtomicI64,
    jongere: AtomicI64,
}

impl Tellers {
    fn of(&self, teller: Teller) -> &AtomicI64 {
        match teller {
            Teller::Zaak => &self.zaak,
            Teller::Melding => &self.melding,
            Teller::Jongere => &self.jongere,
        }
    }

    /// The first of `n` free numbers.
    pub(super) fn reserve(&self, teller: Teller, n: u32) -> i64 {
        self.of(teller).fetch_add(i64::from(n), Ordering::Relaxed) + 1
    }

    /// Notes the numbers a commit used, whoever chose them.
    pub(super) fn used(&self, commit: &Commit) {
        self.zaak.fetch_max(commit.zaak.id.0, Ordering::Relaxed);
        let Some(ontvangst) = &commit.melding else {
            return;
        };
        self.melding
            .fetch_max(ontvangst.gemelde.id.0, Ordering::Relaxed);
        if let (Some(jongere), Some(_)) = (
            ontvangst.gemelde.jongere,
            &ontvangst.gemelde.melding.jongere,
        ) {
            self.jongere.fetch_max(jongere.0, Ordering::Relaxed);
        }
    }

    /// Reads what was used, perhaps by another process.
    pub(super) async fn refresh(&self, pool: &SqlitePool) -> Result<(), StoreFout> {
        let stored: Vec<(String, i64)> = sqlx::query_as("SELECT naam, hoogste FROM teller")
            .fetch_all(pool)
            .await
            .map_err(StoreFout::database("read the counters"))?;
        for (naam, hoogste) in stored {
            let teller = match naam.as_str() {
                "zaak" => Teller::Zaak,
                "melding" => Teller::Melding,
                _ => Teller::Jongere,
            };
            self.of(teller).fetch_max(hoogste, Ordering::Relaxed);
        }
        Ok(())
    }
}
