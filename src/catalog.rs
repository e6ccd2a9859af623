//! The catalogue: every definition, text, script, bureau and calendar, loaded at once and never changed.
//!
//! ```text
//!  Bronnen ─▶ bureaus ─▶ calendars
//!         └─▶ texts, scripts ─▶ definitions per gemeente ─▶ Catalog     or every Diagnostic, and no Catalog
//! ```
//! A daemon swaps the whole of it; a zaak keeps the digests it began with. Where files come from is left
//! to `bronnen`; keeping what old zaken need is left to `store` ([`Catalog::blobs`] gives it out).
//! Easy to get wrong: all or nothing. One fault anywhere, and the old catalogue stays.

mod aanlevering;
mod bureaus;
mod definities;
mod gelegd;
mod gemeenten;
mod indeling;
mod keuring;
mod kring;
mod lader;
mod landkaart;
mod ongelezen;
mod ongenoemd;
mod parallel;
mod teksten;
mod verschil;
mod verteld;
mod vooruitzicht;
mod woorden;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::bronnen::Bronnen;
use crate::definition::aanlevering::Kennis;
use crate::definition::bureau::Bureau;
use crate::definition::diagnostic::{Diagnostic, Ernst};
use crate::definition::procedure::Procedure;
use crate::kalender::Kalenders;
use crate::policy::Script;
use crate::zaak::Digest;

use definities::{Definities, Keuze};
pub use gelegd::{Gelegd, Laagbestand, Stuk};
pub use lader::Lader;
use landkaart::Bomen;
use teksten::Teksten;

pub use verschil::{Bereik, OudeVersie, Verandering, verschil};
pub use vooruitzicht::VOORAF;

/// An immutable snapshot.
#[derive(Debug)]
pub struct Catalog {
    bureaus: BTreeMap<String, Arc<Bureau>>,
    /// Gemeente to bureau.
    gemeenten: BTreeMap<String, String>,
    kalenders: Arc<Kalenders>,
    /// What the calendars were built from.
    kalenderdigest: Digest,
    definities: Definities,
    teksten: Teksten,
}

/// A catalogue and what is worth a look.
#[derive(Debug)]
pub struct Geladen {
    pub catalog: Catalog,
    pub waarschuwingen: Vec<Diagnostic>,
}

/// What a blob holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BlobSoort {
    /// The JSON of a [`Procedure`].
    Procedure,
    /// The Markdown of a letter or mail, front matter and all.
    Tekst,
    /// The source of a script.
    Script,
}

impl BlobSoort {
    /// The word it is stored under.
    pub const fn naam(self) -> &'static str {
        match self {
            Self::Procedure => "procedure",
            Self::Tekst => "tekst",
            Self::Script => "script",
        }
    }
}

/// Something to keep by its digest for as long as a zaak runs on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blob {
    pub digest: Digest,
    pub soort: BlobSoort,
    pub inhoud: Arc<str>,
}

impl Catalog {
    /// Loads everything.
    ///
    /// # Errors
    /// Every fault and warning of all files, by place, when there is at least one fault.
    pub fn load(bronnen: &Bronnen) -> Result<Geladen, Vec<Diagnostic>> {
        Lader::default().laad(bronnen)
    }

    fn laad(bronnen: &Bronnen, lader: &mut Lader) -> Result<Geladen, Vec<Diagnostic>> {
        let mut told = bronnen.fouten.clone();
        let mut bomen = Bomen::new();
        let data = landkaart::lees_data(bronnen, &mut bomen, &mut told);
        let gelezen = bureaus::lees_alle(bronnen, lader, &mut bomen, &mut told);
        let bureaus = &gelezen.bureaus;
        let regios = data.as_ref().map(|data| &data.regios);
        bureaus::toets(&gelezen, regios, &bomen, &mut told);
        let kalenders =
            data.and_then(|data| landkaart::bouw(&data, bureaus, &bomen, lader, &mut told));
        told.extend(ongelezen::toets(bronnen));
        let teksten = Teksten::lees(bronnen, lader, &mut told);
        let definities = definities::lees(bronnen, &gelezen, &teksten, lader, &mut told);
        aanlevering::toets(bureaus, &definities, &bomen, &mut told);
        told.sort();
        told.dedup();
        let Some(built) = kalenders.filter(|_| told.iter().all(|one| one.ernst != Ernst::Fout))
        else {
            return Err(told);
        };
        let of_bureau = |bureau: &Arc<Bureau>| {
            let gemeenten = bureau.gemeenten.iter();
            gemeenten
                .map(|gemeente| (gemeente.clone(), bureau.bureau.clone()))
                .collect::<Vec<_>>()
        };
        let catalog = Self {
            gemeenten: bureaus.iter().flat_map(of_bureau).collect(),
            bureaus: gelezen
                .bureaus
                .into_iter()
                .map(|bureau| (bureau.bureau.clone(), bureau))
                .collect(),
            kalenders: built.kalenders,
            kalenderdigest: built.digest,
            definities,
            teksten,
        };
        Ok(Geladen {
            catalog,
            waarschuwingen: told,
        })
    }

    /// Every bureau.
    pub fn bureaus(&self) -> impl Iterator<Item = &Arc<Bureau>> {
        self.bureaus.values()
    }

    /// The bureau with this slug.
    pub fn bureau(&self, slug: &str) -> Option<&Arc<Bureau>> {
        self.bureaus.get(slug)
    }

    /// The bureau a gemeente belongs to.
    pub fn bureau_van(&self, gemeente: &str) -> Option<&Arc<Bureau>> {
        self.gemeenten
            .get(gemeente)
            .and_then(|bureau| self.bureaus.get(bureau))
    }

    /// The slugs of all gemeenten, in order.
    pub fn gemeenten(&self) -> impl Iterator<Item = &str> {
        self.gemeenten.keys().map(String::as_str)
    }

    /// All calendars.
    pub fn kalenders(&self) -> &Arc<Kalenders> {
        &self.kalenders
    }

    /// What the calendars were built from: with the same digest every term counts to the same day.
    pub fn kalenderdigest(&self) -> &Digest {
        &self.kalenderdigest
    }

    /// The gemeente that a zaak of the bureau itself goes by: its first one whose school holidays do not depend
    /// on the place.
    pub fn zetel(&self, bureau: &Bureau) -> String {
        let whole = |gemeente: &&String| self.kalenders.voor(gemeente, None, None).is_ok();
        let mut gemeenten = bureau.gemeenten.iter();
        gemeenten
            .clone()
            .find(whole)
            .or_else(|| gemeenten.next())
            .cloned()
            .unwrap_or_default()
    }

    /// The definition a new zaak of this procedure starts on in a gemeente, with its digest.
    pub fn procedure(&self, gemeente: &str, slug: &str) -> Option<(&Digest, &Arc<Procedure>)> {
        match self.definities.keuzes.get(gemeente)?.get(slug)? {
            Keuze::Aan(digest) => self.definities.procedures.get_key_value(digest),
            Keuze::Uit(_) => None,
        }
    }

    /// Every procedure a gemeente runs, by slug.
    pub fn procedures(&self, gemeente: &str) -> impl Iterator<Item = (&Digest, &Arc<Procedure>)> {
        let slugs = self
            .definities
            .keuzes
            .get(gemeente)
            .into_iter()
            .flat_map(BTreeMap::keys);
        let slugs: Vec<&String> = slugs.collect();
        let gemeente = gemeente.to_owned();
        slugs
            .into_iter()
            .filter_map(move |slug| self.procedure(&gemeente, slug))
    }

    /// Why a gemeente does not run a procedure.
    pub fn uit(&self, gemeente: &str, slug: &str) -> Option<&str> {
        match self.definities.keuzes.get(gemeente)?.get(slug)? {
            Keuze::Uit(reden) => Some(reden),
            Keuze::Aan(_) => None,
        }
    }

    /// What a gemeente does not run, with the reason.
    pub fn uitgezet(&self, gemeente: &str) -> impl Iterator<Item = (&str, &str)> {
        let keuzes = self.definities.keuzes.get(gemeente).into_iter().flatten();
        keuzes.filter_map(|(slug, keuze)| match keuze {
            Keuze::Uit(reden) => Some((slug.as_str(), reden.as_str())),
            Keuze::Aan(_) => None,
        })
    }

    /// What a bureau can be told: its gemeenten, procedures and their gegevens.
    pub fn kennis(&self, bureau: &Bureau) -> Kennis {
        aanlevering::kennis(bureau, &self.definities)
    }

    /// Every definition that some gemeente runs, in no order.
    pub fn definities(&self) -> impl Iterator<Item = (&Digest, &Arc<Procedure>)> {
        self.definities.procedures.iter()
    }

    /// A present definition by its digest; older ones are the store's.
    pub fn definitie(&self, digest: &Digest) -> Option<&Arc<Procedure>> {
        self.definities.procedures.get(digest)
    }

    /// A present letter or mail by its digest.
    pub fn tekst(&self, digest: &Digest) -> Option<&Arc<str>> {
        self.teksten.teksten.get(digest)
    }

    /// The mail text with this name as a bureau has it today, or one gemeente where all of the mail is about it; how a
    /// mail looks is live.
    pub fn mailtekst(&self, bureau: &str, gemeente: Option<&str>, naam: &str) -> Option<&Arc<str>> {
        let lagen = indeling::Laagpad::van_gemeente(bureau, gemeente.unwrap_or_default());
        self.teksten.mail(&lagen, naam)
    }

    /// A present script by its digest.
    pub fn script(&self, digest: &Digest) -> Option<&Arc<Script>> {
        self.teksten.gecompileerd.get(digest)
    }

    /// Everything a zaak may need after the files have changed.
    pub fn blobs(&self) -> Vec<Blob> {
        self.blobs_naast(None)
    }

    /// The same, without what another catalogue holds too.
    pub fn blobs_naast(&self, other: Option<&Self>) -> Vec<Blob> {
        let known = |digest: &Digest| {
            other.is_some_and(|other| {
                other.definities.procedures.contains_key(digest)
                    || other.teksten.teksten.contains_key(digest)
                    || other.teksten.bron.contains_key(digest)
            })
        };
        let blob = |soort| {
            move |(digest, inhoud): (&Digest, &Arc<str>)| Blob {
                digest: digest.clone(),
                soort,
                inhoud: Arc::clone(inhoud),
            }
        };
        let procedures: HashMap<Digest, Arc<str>> = self
            .definities
            .procedures
            .iter()
            .filter(|(digest, _)| !known(digest))
            .filter_map(|(digest, procedure)| {
                let json = serde_json::to_string(procedure.as_ref()).ok()?;
                Some((digest.clone(), json.into()))
            })
            .collect();
        let mut found: Vec<Blob> = procedures.iter().map(blob(BlobSoort::Procedure)).collect();
        let texts = self.teksten.teksten.iter();
        let texts = texts.filter(|(digest, _)| !known(digest));
        found.extend(texts.map(blob(BlobSoort::Tekst)));
        let scripts = self.teksten.bron.iter();
        let scripts = scripts.filter(|(digest, _)| !known(digest));
        found.extend(scripts.map(blob(BlobSoort::Script)));
        found.sort_by(|a, b| a.digest.cmp(&b.digest));
        found
    }
}

#[cfg(test)]
mod tests;
