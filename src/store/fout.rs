//! What goes wrong in a store itself, for operators and for the engine's retry.
//!
//! What a caller must be told about a zaak (a conflict, a cause already dealt with) is `CommitFout`.
//! Easy to get wrong: one fault strikes every member of a group, so it must be cheap to clone.

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
    /// Whether the same call may succeed later without anybody mending anything.
    pub fn is_transient(&self) -> bool {
        let Self::Database { source, .. } = self else {
            return false;
        };
        match source.as_ref() {
            sqlx::Error::PoolTimedOut => true,
            sqlx::Error::Database(fault) => {
                // SQLite's extended codes keep the primary one in the low byte: 5 is BUSY, 6 is LOCKED.
                let code = fault.code().and_then(|code| code.parse::<u32>().ok());
                code.is_some_and(|code| matches!(code & 0xff, 5 | 6))
            }
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
