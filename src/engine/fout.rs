//! What can go wrong between a command and its commit.
//!
//! Easy to get wrong: mixing readers. A `Refusal` is for the person acting; everything else is for whoever
//! keeps the machine.

use thiserror::Error;

use crate::kalender::KalenderFout;
use crate::store::StoreFout;
use crate::zaak::{Digest, Refusal, ZaakId};

/// Why a command was not carried out.
#[derive(Debug, Error)]
pub enum EngineFout {
    /// It does not fit; the sentence says what can be done.
    #[error(transparent)]
    Refusal(#[from] Refusal),
    #[error(transparent)]
    Kalender(#[from] KalenderFout),
    #[error("the store failed")]
    Store(#[from] StoreFout),
    #[error("zaak `{0}` kept moving while a command was decided; try again")]
    Onrustig(ZaakId),
    #[error("definition `{0}` of a running zaak is not in the store")]
    DefinitieWeg(String),
    #[error("definition `{digest}` cannot be read")]
    DefinitieOnleesbaar {
        digest: String,
        source: serde_json::Error,
    },
}

impl EngineFout {
    /// A definition that a zaak rests on and nobody kept.
    pub(super) fn lost(digest: &Digest) -> Self {
        Self::DefinitieWeg(digest.kort().to_owned())
    }

    /// Whether trying again later may help.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Store(fout) => fout.is_transient(),
            Self::Onrustig(_) => true,
            _ => false,
        }
    }
}
