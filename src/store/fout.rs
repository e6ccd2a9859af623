//! What goes wrong in a store itself, for operators and for the engine's retry.
//!
//! What a caller must be told about a zaak (a conflict, a cause already dealt with) is `CommitFout`.
//! Easy to get wrong: one fault strikes every member of a group, so it must be cheap to clone.

use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;

use crate::zaak::ids::ZaakId;

/// A fault of a store.
#[derive(Debug, Clone, Error)]
pub enum StoreFout {
    #[error("database fault while trying to {doing}")]
    Database {
        doing: &'static str,
        #[source]
        source: Arc<sqlx::Error>,
    },
    #[error("the database could not be brought up to date")]
    Migratie(#[source] Arc<sqlx::migrate::MigrateError>),
    /// Nothing can be made in a folder that is not there.
    #[error("the folder `{}` of the database does not exist; make it first", map.display())]
    MapOntbreekt { map: PathBuf },
    /// A file of something else; it was left as it was.
    #[error("`{}` is not a database of termijnwacht", pad.display())]
    GeenDatabase { pad: PathBuf },
    #[error("the database `{}` cannot be opened for writing; see who owns it and its folder", pad.display())]
    NietTeOpenen {
        pad: PathBuf,
        #[source]
        source: Arc<sqlx::Error>,
    },
    /// Another version of the program changed its tables.
    #[error(
        "the database is newer than this program: it has change {versie} of its tables, this program knows {bekend}; install the program that made it"
    )]
    Nieuwer { versie: i64, bekend: i64 },
    /// A pragma that durability rests on did not take.
    #[error("sqlite answers `{gevonden}` for pragma `{pragma}`, expected `{verwacht}`")]
    Pragma {
        pragma: &'static str,
        verwacht: &'static str,
        gevonden: String,
    },
    /// Stored JSON that does not fit the types any more.
    #[error("cannot read stored {wat}: {waarom}")]
    Onleesbaar { wat: &'static str, waarom: String },
    #[error("there is no zaak `{0}`")]
    Ontbreekt(ZaakId),
    /// The caller broke the contract of `commit`; nothing was written.
    #[error("commit for zaak `{zaak}` refused: {waarom}")]
    Ongeldig { zaak: ZaakId, waarom: String },
    #[error("zaak `{0}` occurs twice in one group")]
    ZaakTweemaal(ZaakId),
    #[error("the committer has stopped")]
    Gestopt,
}

impl StoreFout {
    /// Whether the same call may succeed later: another process is writing, or the disk is full or fails and
    /// may be mended while the program runs. Nothing of the call was kept.
    pub fn is_transient(&self) -> bool {
        use sqlx::migrate::MigrateError;
        match self {
            Self::Database { source, .. } => passes(source),
            Self::Migratie(fault) => match fault.as_ref() {
                MigrateError::Execute(source) | MigrateError::ExecuteMigration(source, _) => {
                    passes(source)
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Wraps a fault of the driver with what was being done.
    pub(super) fn database(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Database {
            doing,
            source: Arc::new(source),
        }
    }

    /// Wraps a fault of reading stored JSON; the text itself may hold personal data and is not shown.
    pub(super) fn onleesbaar(wat: &'static str) -> impl FnOnce(serde_json::Error) -> Self {
        move |source| Self::Onleesbaar {
            wat,
            waarom: source.to_string(),
        }
    }
}

/// SQLite's own codes: another connection writes, a table is locked, no memory, the disk fails, the disk is full.
const PASSING: [u32; 5] = [5, 6, 7, 10, 13];

fn passes(fault: &sqlx::Error) -> bool {
    matches!(fault, sqlx::Error::PoolTimedOut)
        || sqlite_code(fault).is_some_and(|code| PASSING.contains(&code))
}

/// SQLite's primary code, which its extended codes keep in the low byte.
pub(super) fn sqlite_code(fault: &sqlx::Error) -> Option<u32> {
    let code = fault.as_database_error()?.code()?;
    Some(code.parse::<u32>().ok()? & 0xff)
}
