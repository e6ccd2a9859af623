//! Keeping what comes into force: its texts, and a version that says when, whose and why.
//!
//! Easy to get wrong: size. Only what is other than before is written; the store has the rest already.

use chrono::{DateTime, Utc};

use super::auteur;
use crate::bronnen::{Bronnen, Manifest, Plaatsen};
use crate::store::{Gelezen, NieuweVersie, Store, Versie};
use crate::zaak::Digest;

/// What a version's texts are stored as.
const BRON: &str = "bron";

/// Keeps these files as a version, unless they are the newest one.
///
/// # Errors
/// When the store fails.
pub(super) async fn leg_vast<S: Store>(
    store: &S,
    at: DateTime<Utc>,
    plaatsen: &Plaatsen,
    bronnen: &Bronnen,
    manifest: &Manifest,
    before: &Manifest,
) -> Gelezen<Versie> {
    let changed: Vec<String> = manifest.anders(before).map(ToOwned::to_owned).collect();
    let texts = bronnen
        .alle()
        .filter(|(pad, _)| changed.binary_search(pad).is_ok())
        .map(|(_, bestand)| {
            let tekst = bestand.tekst.clone();
            (Digest::of(&tekst), BRON.to_owned(), tekst)
        });
    store.put_blobs(texts.collect()).await?;
    let paths = changed.iter().filter_map(|pad| bronnen.pad_op_schijf(pad));
    let herkomst = auteur::van(plaatsen, bronnen, &paths.collect::<Vec<_>>()).await;
    let versie = NieuweVersie {
        digest: manifest.digest(),
        at,
        auteur: herkomst.auteur,
        reden: herkomst.reden,
        bestanden: manifest.0.clone(),
    };
    store.put_versie(&versie).await
}
