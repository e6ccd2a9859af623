//! What differs between two catalogues, said once for all it holds for.
//!
//! ```text
//!  per gemeente and procedure ─▶ Wijziging ─┐
//!  per bureau ─────────────────▶ Wijziging ─┼─▶ the same change once, with everyone it is for
//!  per gemeente, days ─────────▶ Wijziging ─┘
//! ```
//! What differs between two definitions is told by `definition::verschil`. Easy to get wrong: cost. Gemeenten of
//! a bureau mostly share a definition by digest, so each pair of digests is compared once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::Catalog;
use super::definities::Keuze;
use crate::definition::verschil::{
    Raakt, Regelverschil, Soort, Wijziging, bureaus, opsomming, procedures, regels,
};
use crate::kalender::{Kalender, Periode};
use crate::zaak::Digest;

/// Zaken of a procedure in a gemeente that run on this definition.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OudeVersie {
    pub procedure: String,
    pub gemeente: String,
    pub definitie: Digest,
}

/// One change and everyone it is for.
#[derive(Debug, Clone)]
pub struct Verandering {
    pub wijziging: Wijziging,
    /// The procedures it is in, slug and title; none for what a bureau is.
    pub procedures: BTreeMap<String, String>,
    /// Slugs.
    pub gemeenten: BTreeSet<String>,
    /// `Woerden`, or `bureau Achterhoek, alle gemeenten`.
    pub voor_wie: String,
    /// On what the zaken run that keep the old version.
    pub oud: BTreeSet<OudeVersie>,
    /// Of a calendar: the days.
    pub dagen: Option<Periode>,
    /// Of a calendar: those of the new catalogue that see these days otherwise.
    pub kalenders: Vec<Arc<Kalender>>,
    /// Of a text or script: its lines.
    pub regels: Vec<Regelverschil>,
}

/// What is compared; empty is everything.
#[derive(Debug, Clone, Default)]
pub struct Bereik {
    pub gemeente: Option<String>,
    pub procedure: Option<String>,
}

/// Everything that differs, the weightiest first.
pub fn verschil(oud: &Catalog, nieuw: &Catalog, bereik: &Bereik) -> Vec<Verandering> {
    let mut werk = Werk {
        oud,
        nieuw,
        bereik,
        vergeleken: HashMap::new(),
        gevonden: BTreeMap::new(),
    };
    werk.definities();
    // Who asks for one procedure does not ask for people.
    if bereik.procedure.is_none() {
        werk.bureaus();
        werk.kalenders();
    }
    werk.klaar()
}

/// What makes two changes one: the change itself and, but for texts, the procedure it is in.
type Sleutel = (Wijziging, Option<String>, Option<Dagen>);
type Dagen = (chrono::NaiveDate, chrono::NaiveDate);

struct Werk<'a> {
    oud: &'a Catalog,
    nieuw: &'a Catalog,
    bereik: &'a Bereik,
    vergeleken: HashMap<(Digest, Digest), Arc<Vec<Wijziging>>>,
    gevonden: BTreeMap<Sleutel, Verandering>,
}

impl Werk<'_> {
    fn wants(&self, gemeente: &str) -> bool {
        let asked = self.bereik.gemeente.as_deref();
        asked.is_none_or(|asked| asked == gemeente)
    }

    fn definities(&mut self) {
        let (oud, nieuw) = (self.oud, self.nieuw);
        let nothing = BTreeMap::new();
        let keuzes = |catalog: &'_ Catalog, gemeente: &str| {
            let found = catalog.definities.keuzes.get(gemeente);
            found.cloned().unwrap_or_else(|| nothing.clone())
        };
        let both = oud
            .gemeenten()
            .filter(|gemeente| nieuw.gemeenten.contains_key(*gemeente));
        for gemeente in both
            .filter(|gemeente| self.wants(gemeente))
            .collect::<Vec<_>>()
        {
            let (was, wordt) = (keuzes(oud, gemeente), keuzes(nieuw, gemeente));
            let slugs: BTreeSet<&String> = was.keys().chain(wordt.keys()).collect();
            for slug in slugs {
                if self
                    .bereik
                    .procedure
                    .as_ref()
                    .is_none_or(|asked| asked == slug)
                {
                    self.keuze(gemeente, slug, (was.get(slug), wordt.get(slug)));
                }
            }
        }
    }

    fn keuze(&mut self, gemeente: &str, slug: &str, keuzes: (Option<&Keuze>, Option<&Keuze>)) {
        let tell = |zin: String| vec![Wijziging::new(Soort::Procedure, Raakt::Zaak, zin)];
        let wijzigingen = match keuzes {
            (Some(Keuze::Aan(was)), Some(Keuze::Aan(wordt))) => {
                if was == wordt {
                    return;
                }
                self.definitie(was, wordt)
            }
            (Some(Keuze::Uit(was)), Some(Keuze::Uit(wordt))) if was == wordt => return,
            (None, None) => return,
            (None, Some(Keuze::Aan(_))) => tell("de procedure is nieuw".into()).into(),
            (None, Some(Keuze::Uit(reden))) => {
                tell(format!("de procedure is nieuw, en staat hier uit: {reden}")).into()
            }
            (Some(_), None) => tell("de procedure vervalt".into()).into(),
            (Some(Keuze::Uit(_)), Some(Keuze::Aan(_))) => {
                tell("de procedure staat weer aan".into()).into()
            }
            (Some(Keuze::Aan(_)), Some(Keuze::Uit(reden))) => {
                tell(format!("de procedure staat uit: {reden}")).into()
            }
            (Some(Keuze::Uit(was)), Some(Keuze::Uit(wordt))) => {
                let zin = format!("de procedure blijft uit, om een andere reden: {wordt}");
                let wijziging = Wijziging::new(Soort::Procedure, Raakt::Zaak, zin);
                vec![wijziging.van_naar(was, wordt)].into()
            }
        };
        let title = |catalog: &Catalog| {
            let found = catalog.procedure(gemeente, slug);
            found.map(|(_, procedure)| procedure.titel.clone())
        };
        let titel = title(self.oud).or_else(|| title(self.nieuw));
        let titel = titel.unwrap_or_else(|| slug.to_owned());
        let old = match keuzes.0 {
            Some(Keuze::Aan(definitie)) => Some(OudeVersie {
                procedure: slug.to_owned(),
                gemeente: gemeente.to_owned(),
                definitie: definitie.clone(),
            }),
            _ => None,
        };
        for wijziging in wijzigingen.iter() {
            let of_text = matches!(wijziging.soort, Soort::Brief | Soort::Mail | Soort::Script);
            let apart = (!of_text).then(|| slug.to_owned());
            let found = self.vind((wijziging.clone(), apart, None));
            found.procedures.insert(slug.to_owned(), titel.clone());
            found.gemeenten.insert(gemeente.to_owned());
            found.oud.extend(old.clone());
        }
    }

    fn definitie(&mut self, was: &Digest, wordt: &Digest) -> Arc<Vec<Wijziging>> {
        let key = (was.clone(), wordt.clone());
        if let Some(known) = self.vergeleken.get(&key) {
            return Arc::clone(known);
        }
        let pair = self.oud.definitie(was).zip(self.nieuw.definitie(wordt));
        let mut found = pair.map_or_else(Vec::new, |(was, wordt)| procedures(was, wordt));
        if found.is_empty() {
            let zin = "dezelfde regels in een andere volgorde".to_owned();
            found.push(Wijziging::new(Soort::Volgorde, Raakt::Zaak, zin));
        }
        let found = Arc::new(found);
        self.vergeleken.insert(key, Arc::clone(&found));
        found
    }

    fn bureaus(&mut self) {
        let (oud, nieuw) = (self.oud, self.nieuw);
        let slugs: BTreeSet<&String> = oud.bureaus.keys().chain(nieuw.bureaus.keys()).collect();
        for slug in slugs {
            let (was, wordt) = (oud.bureaus.get(slug), nieuw.bureaus.get(slug));
            let here = [was, wordt].into_iter().flatten();
            let here = here.flat_map(|bureau| &bureau.gemeenten);
            let here: BTreeSet<String> = here.filter(|g| self.wants(g)).cloned().collect();
            if here.is_empty() {
                continue;
            }
            if was == wordt {
                continue;
            }
            for (gone, of, others) in [(true, was, wordt), (false, wordt, was)] {
                let of = of.into_iter().flat_map(|bureau| &bureau.gemeenten);
                let others = others.into_iter().flat_map(|bureau| &bureau.gemeenten);
                let others: BTreeSet<&String> = others.collect();
                for gemeente in of.filter(|g| here.contains(*g) && !others.contains(g)) {
                    self.gemeente(slug, gemeente, gone);
                }
            }
            let wijzigingen = match was.zip(wordt) {
                Some((was, wordt)) => bureaus(was, wordt),
                None => {
                    let what = if was.is_some() { "vervalt" } else { "is nieuw" };
                    let zin = format!("het bureau {what}");
                    vec![Wijziging::new(Soort::Gemeenten, Raakt::Zaak, zin)]
                }
            };
            for wijziging in wijzigingen {
                let found = self.vind((wijziging, Some(format!("bureau {slug}")), None));
                found.gemeenten.extend(here.iter().cloned());
                found.voor_wie = bureaunaam(slug);
            }
        }
    }

    /// A gemeente that left a bureau or came to it, with the zaken it brings or leaves.
    fn gemeente(&mut self, bureau: &str, gemeente: &str, gone: bool) {
        let what = if gone { "niet meer" } else { "nu" };
        let zin = format!("gemeente {} hoort er {what} bij", self.naam(gemeente));
        let old: Vec<OudeVersie> = self
            .oud
            .procedures(gemeente)
            .map(|(definitie, procedure)| OudeVersie {
                procedure: procedure.slug.clone(),
                gemeente: gemeente.to_owned(),
                definitie: definitie.clone(),
            })
            .collect();
        let wijziging = Wijziging::new(Soort::Gemeenten, Raakt::Zaak, zin);
        let found = self.vind((wijziging, Some(format!("bureau {bureau}")), None));
        found.gemeenten.insert(gemeente.to_owned());
        found.voor_wie = bureaunaam(bureau);
        found.oud.extend(old);
    }

    fn kalenders(&mut self) {
        let (oud, nieuw) = (
            Arc::clone(&self.oud.kalenders),
            Arc::clone(&self.nieuw.kalenders),
        );
        let both = self.oud.gemeenten.keys();
        let both = both.filter(|gemeente| self.nieuw.gemeenten.contains_key(*gemeente));
        let both: Vec<String> = both.filter(|g| self.wants(g)).cloned().collect();
        for gemeente in &both {
            let mut found = oud.verschillen(&nieuw, gemeente);
            let of_gemeente = found.len();
            let bureau = self.nieuw.bureau_van(gemeente);
            let scholen = bureau.into_iter().flat_map(|bureau| &bureau.scholen);
            for (code, school) in scholen.filter(|(_, school)| school.gemeente == *gemeente) {
                for mut one in oud.verschillen_van_school(&nieuw, code) {
                    match found[..of_gemeente].iter_mut().find(|it| it.zin == one.zin) {
                        Some(told) => told.also(one.kalenders),
                        None => {
                            one.plek = Some(format!("school {}", school.naam));
                            found.push(one);
                        }
                    }
                }
            }
            // Places of a split gemeente that see the same days are told in one go.
            let mut plekken: BTreeMap<(Dagen, String), (Vec<String>, Vec<_>)> = BTreeMap::new();
            for one in found {
                let here = plekken.entry(((one.van, one.tot), one.zin)).or_default();
                here.0.extend(one.plek);
                here.1.extend(one.kalenders);
            }
            for ((dagen, zin), (plekken, kalenders)) in plekken {
                let zin = match plekken.as_slice() {
                    [] => format!("kalender: {zin}"),
                    plekken => format!("kalender van {}: {zin}", opsomming(plekken)),
                };
                let wijziging = Wijziging::new(Soort::Kalender, Raakt::Zaak, zin);
                let found = self.vind((wijziging, None, Some(dagen)));
                found.gemeenten.insert(gemeente.clone());
                found.dagen = Some(Periode::new(dagen.0, dagen.1));
                found.kalenders.extend(kalenders);
            }
        }
    }

    fn vind(&mut self, sleutel: Sleutel) -> &mut Verandering {
        let wijziging = sleutel.0.clone();
        self.gevonden.entry(sleutel).or_insert_with(|| Verandering {
            wijziging,
            procedures: BTreeMap::new(),
            gemeenten: BTreeSet::new(),
            voor_wie: String::new(),
            oud: BTreeSet::new(),
            dagen: None,
            kalenders: Vec::new(),
            regels: Vec::new(),
        })
    }

    fn naam<'n>(&'n self, gemeente: &'n str) -> &'n str {
        let naam = |catalog: &'n Catalog| catalog.kalenders.naam(gemeente);
        naam(self.nieuw)
            .or_else(|| naam(self.oud))
            .unwrap_or(gemeente)
    }

    fn klaar(mut self) -> Vec<Verandering> {
        let gevonden = std::mem::take(&mut self.gevonden);
        let mut all: Vec<Verandering> = gevonden.into_values().collect();
        for one in &mut all {
            if one.voor_wie.is_empty() {
                one.voor_wie = self.voor_wie(&one.gemeenten);
            }
            one.regels = self.lines(&one.wijziging);
        }
        all.sort_by(|a, b| {
            let key = |one: &Verandering| (one.wijziging.soort, one.voor_wie.clone());
            let titles = |one: &Verandering| one.procedures.values().cloned().collect::<Vec<_>>();
            let by = key(a).cmp(&key(b)).then_with(|| titles(a).cmp(&titles(b)));
            by.then_with(|| a.dagen.map(|d| d.van).cmp(&b.dagen.map(|d| d.van)))
                .then_with(|| a.wijziging.cmp(&b.wijziging))
        });
        all
    }

    /// The lines of a text that differ, where both sides have it.
    fn lines(&self, wijziging: &Wijziging) -> Vec<Regelverschil> {
        if !matches!(wijziging.soort, Soort::Brief | Soort::Mail | Soort::Script) {
            return Vec::new();
        }
        let text = |catalog: &Catalog, digest: &Option<String>| {
            let digest = Digest(digest.clone()?);
            let tekst = catalog.teksten.teksten.get(&digest);
            tekst.or_else(|| catalog.teksten.bron.get(&digest)).cloned()
        };
        let was = text(self.oud, &wijziging.was);
        let pair = was.zip(text(self.nieuw, &wijziging.wordt));
        pair.map_or_else(Vec::new, |(was, wordt)| regels(&was, &wordt))
    }

    /// The gemeenten by name, a whole bureau as such.
    fn voor_wie(&self, gemeenten: &BTreeSet<String>) -> String {
        let mut parts = Vec::new();
        let mut whole = 0;
        for (slug, bureau) in &self.nieuw.bureaus {
            let (mine, others): (Vec<&String>, Vec<&String>) = bureau
                .gemeenten
                .iter()
                .partition(|g| gemeenten.contains(*g));
            let names = |list: &[&String]| {
                list.iter()
                    .map(|g| self.naam(g))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            match (mine.len(), others.len()) {
                (0, _) => {}
                (1, 0) => {
                    whole += 1;
                    parts.push(names(&mine));
                }
                (_, 0) => {
                    whole += 1;
                    parts.push(format!("{}, alle gemeenten", bureaunaam(slug)));
                }
                (most, few) if few <= 3 && most > 2 * few => {
                    let few = names(&others);
                    parts.push(format!(
                        "{}, alle gemeenten behalve {few}",
                        bureaunaam(slug)
                    ));
                }
                _ => parts.push(names(&mine)),
            }
        }
        if whole > 1 && whole == self.nieuw.bureaus.len() {
            return "alle bureaus, alle gemeenten".to_owned();
        }
        parts.join("; ")
    }
}

/// `bureau Utrecht Noordwest`.
fn bureaunaam(slug: &str) -> String {
    let words = slug.split('-').map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        format!("{}{}", first.unwrap_or_default(), letters.as_str())
    });
    format!("bureau {}", words.collect::<Vec<_>>().join(" "))
}
