//! What running zaken need of definitions that were replaced: read once, kept while it is asked for.
//!
//! Easy to get wrong: keeping all of it. A file that is saved a thousand times leaves a thousand definitions,
//! each with a zaak that began on it; only those asked for last are kept, the others are read again.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::zaak::Digest;

/// How many are kept. A bureau runs some twenty procedures; a definition is some hundred kilobytes.
const RUIMTE: usize = 128;

/// Things by their digest, at most [`RUIMTE`] of them.
#[derive(Debug)]
pub(super) struct Voorraad<T>(Mutex<Planken<T>>);

#[derive(Debug)]
struct Planken<T> {
    /// Each with the turn at which it was asked for last.
    alles: HashMap<Digest, (Arc<T>, u64)>,
    beurt: u64,
}

impl<T> Default for Voorraad<T> {
    fn default() -> Self {
        Self(Mutex::new(Planken {
            alles: HashMap::new(),
            beurt: 0,
        }))
    }
}

impl<T> Voorraad<T> {
    /// What is kept under a digest.
    pub fn find(&self, digest: &Digest) -> Option<Arc<T>> {
        let planken = &mut *self.lock();
        planken.beurt += 1;
        let (found, last) = planken.alles.get_mut(digest)?;
        *last = planken.beurt;
        Some(Arc::clone(found))
    }

    /// Keeps it, and lets go of what was asked for longest ago; gives what then is kept under the digest.
    pub fn keep(&self, digest: &Digest, thing: T) -> Arc<T> {
        if let Some(found) = self.find(digest) {
            return found;
        }
        let planken = &mut *self.lock();
        if planken.alles.len() >= RUIMTE {
            let oldest = planken.alles.iter().min_by_key(|(_, (_, last))| *last);
            if let Some(oldest) = oldest.map(|(digest, _)| digest.clone()) {
                planken.alles.remove(&oldest);
            }
        }
        let thing = Arc::new(thing);
        let entry = (Arc::clone(&thing), planken.beurt);
        planken.alles.insert(digest.clone(), entry);
        thing
    }

    /// Lets go of what is found elsewhere now.
    pub fn verlies(&self, elders: impl Fn(&Digest) -> bool) {
        self.lock().alles.retain(|digest, _| !elders(digest));
    }

    fn lock(&self) -> MutexGuard<'_, Planken<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_stays_and_what_is_not_makes_room() {
        let voorraad = Voorraad::default();
        let digest = |number: usize| Digest::of(&number.to_string());
        for number in 0..RUIMTE * 3 {
            assert_eq!(*voorraad.keep(&digest(number), number), number);
            assert_eq!(voorraad.find(&digest(0)).as_deref(), Some(&0));
        }
        assert_eq!(voorraad.lock().alles.len(), RUIMTE);
        assert_eq!(voorraad.find(&digest(1)), None);
        voorraad.verlies(|known| *known == digest(0));
        assert_eq!(voorraad.find(&digest(0)), None);
    }
}
