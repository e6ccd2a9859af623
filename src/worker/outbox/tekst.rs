//! The texts that mails and letters are made of.
//!
//! Easy to get wrong: which is whose. A letter keeps the text its zaak began with; a mail takes the live one,
//! because mails are the bureau's way of working, not part of the dossier.

use std::sync::Arc;

use super::RijFout;
use crate::catalog::Catalog;
use crate::definition::diagnostic::Diagnostic;
use crate::engine::Engine;
use crate::render::tekst::Tekst;
use crate::store::Store;
use crate::zaak::Digest;

/// Whose mail it is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Van<'a> {
    pub bureau: &'a str,
    /// The gemeente that all of it is about; one mail for several has the text of the bureau.
    pub gemeente: Option<&'a str>,
}

/// The live text of a mail, else the one the zaak began with.
pub(super) async fn van_mail<S: Store>(
    engine: &Engine<S>,
    catalog: &Catalog,
    van: Van<'_>,
    naam: &str,
    digest: Option<&Digest>,
) -> Result<Tekst, RijFout> {
    match (catalog.mailtekst(van.bureau, van.gemeente, naam), digest) {
        (Some(live), _) => lees(naam, "mails", live),
        (None, Some(digest)) => bevroren(engine, catalog, naam, digest, "mails").await,
        (None, None) => Err(RijFout::TekstWeg(naam.to_owned())),
    }
}

/// A frozen text: from today's catalogue when it is still the same, else from the store.
pub(super) async fn bevroren<S: Store>(
    engine: &Engine<S>,
    catalog: &Catalog,
    naam: &str,
    digest: &Digest,
    folder: &str,
) -> Result<Tekst, RijFout> {
    let text: Option<Arc<str>> = match catalog.tekst(digest) {
        Some(text) => Some(Arc::clone(text)),
        None => engine.store().blob(digest).await?.map(Arc::from),
    };
    let text = text.ok_or_else(|| RijFout::TekstWeg(naam.to_owned()))?;
    lees(naam, folder, &text)
}

fn lees(naam: &str, folder: &str, text: &str) -> Result<Tekst, RijFout> {
    Tekst::lees(&format!("{folder}/{naam}.md"), text).map_err(|fouten| RijFout::TekstOnleesbaar {
        naam: naam.to_owned(),
        fout: fouten
            .first()
            .map(Diagnostic::to_string)
            .unwrap_or_default(),
    })
}
