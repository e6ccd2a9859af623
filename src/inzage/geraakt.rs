//! How many running zaken a change of the definitions touches.
//!
//! How many run on a version is one question to the store; what stands open in them is read in pages, once, and
//! only when somebody asks for it. Easy to get wrong: a zaak of an even older version. It keeps that one, and
//! is not counted with those of the version that changes.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::definition::verschil::Raakt;
use crate::engine::Herteld;
use crate::kalender::{Kalender, Periode};
use crate::store::{Store, StoreFout, ZaakFilter};
use crate::zaak::{Digest, Status, TaakStatus, Zaak, ZaakId};

/// A procedure in a gemeente by one definition: slug, slug, digest.
pub type Versie = (String, String, Digest);

/// Running zaken, as they can be asked for.
#[derive(Debug, Default)]
pub struct Geraakt {
    lopend: HashMap<Versie, u64>,
    /// In how many zaken of a version something is open now.
    open: HashMap<(Versie, Raakt), u64>,
    /// How many zaken somebody handles in a gemeente.
    behandelt: HashMap<(String, String), u64>,
    /// Terms that other calendars touch, as the engine would count them.
    pub herteld: Vec<Herteld>,
}

/// Counts; `ook_open` reads the zaken themselves too.
///
/// # Errors
/// A store that cannot be read.
pub async fn geraakt<S: Store>(store: &S, ook_open: bool) -> Result<Geraakt, StoreFout> {
    let mut found = Geraakt::default();
    for row in store.lopend().await? {
        let versie = (row.procedure, row.gemeente, row.definitie);
        found.lopend.insert(versie, row.aantal);
    }
    if ook_open {
        let mut na: Option<ZaakId> = None;
        loop {
            let filter = ZaakFilter {
                status: Some(Status::Open),
                na,
                ..ZaakFilter::default()
            };
            let page = store.zaken(&filter).await?;
            page.iter().for_each(|zaak| found.note(zaak));
            na = page.last().map(|zaak| zaak.id);
            if na.is_none() {
                break;
            }
        }
    }
    Ok(found)
}

impl Geraakt {
    fn note(&mut self, zaak: &Zaak) {
        let versie = (
            zaak.procedure.clone(),
            zaak.gemeente.clone(),
            zaak.definitie.clone(),
        );
        if let Some(behandelaar) = &zaak.behandelaar {
            let key = (zaak.gemeente.clone(), behandelaar.0.clone());
            *self.behandelt.entry(key).or_default() += 1;
        }
        let taken = zaak.taken.iter();
        let taken = taken.filter(|taak| taak.status == TaakStatus::Open);
        let termijnen = zaak.termijnen.iter().filter(|termijn| termijn.is_alive());
        let mut parts: BTreeSet<Raakt> = taken.map(|taak| Raakt::Taak(taak.naam.clone())).collect();
        parts.extend(termijnen.map(|termijn| Raakt::Termijn(termijn.naam.clone())));
        parts.insert(Raakt::Fase(zaak.fase.clone()));
        for part in parts {
            *self.open.entry((versie.clone(), part)).or_default() += 1;
        }
    }

    /// All running zaken, on whatever version.
    pub fn alle(&self) -> u64 {
        self.lopend.values().sum()
    }

    /// Zaken that run on one of these.
    pub fn lopend<'v>(&self, versies: impl IntoIterator<Item = &'v Versie>) -> u64 {
        let counts = versies
            .into_iter()
            .filter_map(|versie| self.lopend.get(versie));
        counts.sum()
    }

    /// Zaken in these gemeenten that this medewerker handles, on whatever version.
    pub fn behandelt(&self, gemeenten: &BTreeSet<String>, medewerker: &str) -> u64 {
        let own = self.behandelt.iter();
        let own = own.filter(|((at, who), _)| gemeenten.contains(at) && who == medewerker);
        own.map(|(_, aantal)| aantal).sum()
    }

    /// Zaken of a gemeente and procedure that run on another version than this.
    pub fn ouder(&self, (procedure, gemeente, definitie): &Versie) -> u64 {
        let others = self.lopend.iter().filter(|((of, at, digest), _)| {
            of == procedure && at == gemeente && digest != definitie
        });
        others.map(|(_, aantal)| aantal).sum()
    }

    /// Zaken among these in which this part is open now; `None` for the zaak as a whole.
    pub fn open<'v>(
        &self,
        versies: impl IntoIterator<Item = &'v Versie>,
        raakt: &Raakt,
    ) -> Option<u64> {
        if *raakt == Raakt::Zaak {
            return None;
        }
        let keys = versies
            .into_iter()
            .map(|versie| (versie.clone(), raakt.clone()));
        Some(keys.filter_map(|key| self.open.get(&key)).sum())
    }

    /// The terms that are touched by what one of these calendars says of these days.
    pub fn herteld(&self, kalenders: &[Arc<Kalender>], dagen: Periode) -> Vec<&Herteld> {
        let here = |one: &&Herteld| {
            let known = kalenders.iter().any(|it| Arc::ptr_eq(it, &one.kalender));
            let reikt = one.reikt();
            known && reikt.van <= dagen.tot && dagen.van <= reikt.tot
        };
        self.herteld.iter().filter(here).collect()
    }
}
