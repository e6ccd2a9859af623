//! Which zaken cannot be moved on, and why, as far as it has been told.
//!
//! A zaak that fails is tried at every tick; its fault belongs in the log once. Easy to get wrong: another fault
//! of the same zaak is news, and so is the same fault after it was over.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use super::EngineFout;
use crate::zaak::ZaakId;

/// The fault told last of each zaak that fails.
#[derive(Debug, Default)]
pub(super) struct Storingen(Mutex<HashMap<ZaakId, String>>);

impl Storingen {
    /// Whether this fault has not been told yet; from now on it has.
    pub(super) fn is_new(&self, zaak: ZaakId, fout: &EngineFout) -> bool {
        let fout = fout.to_string();
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.insert(zaak, fout.clone()) != Some(fout)
    }

    /// The zaak went on.
    pub(super) fn over(&self, zaak: ZaakId) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        told.remove(&zaak);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_once_until_it_is_another_or_was_over() {
        let storingen = Storingen::default();
        let onrustig = EngineFout::Onrustig(ZaakId(1));
        assert!(storingen.is_new(ZaakId(1), &onrustig));
        assert!(!storingen.is_new(ZaakId(1), &onrustig));
        assert!(storingen.is_new(ZaakId(2), &onrustig));
        assert!(storingen.is_new(ZaakId(1), &EngineFout::Onrustig(ZaakId(9))));
        storingen.over(ZaakId(2));
        assert!(storingen.is_new(ZaakId(2), &onrustig));
    }
}
