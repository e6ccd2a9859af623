//! Who may ask by the API: a token, known by the digest of its secret.
//!
//! Making and checking secrets is the API's. Easy to get wrong: a token is never removed, only revoked; its
//! name stays taken, so that what it did can always be told from what another did.

use chrono::{DateTime, Utc};

use crate::zaak::ids::{Digest, MedewerkerId, Rol};

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Chosen by the beheerder; one token for ever.
    pub naam: String,
    /// The blake3 digest of the secret; the secret itself is kept nowhere.
    pub hash: Digest,
    pub bureau: String,
    pub rol: Rol,
    /// Empty: all of the bureau.
    pub gemeenten: Vec<String>,
    /// In whose name it acts; `None` for a system.
    pub medewerker: Option<MedewerkerId>,
    pub gemaakt_at: DateTime<Utc>,
    /// From when it is refused.
    pub ingetrokken_at: Option<DateTime<Utc>>,
}
