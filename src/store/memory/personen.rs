//! Jongeren, ouders and meldingen in memory, and the questions about them.
//!
//! Easy to get wrong: a melding that leaves something out does not wipe it; an empty list of ouders means
//! "not told", not "none".

use std::collections::BTreeSet;

use super::Kamer;
use crate::store::adres::{adres_sleutel, ouder_sleutel};
use crate::store::commit::{BekendeMelding, CommitFout, Ontvangst, Teller};
use crate::store::filter::Persoonvraag;
use crate::store::fout::StoreFout;
use crate::store::zoeknaam::{zoekdelen, zoeknaam};
use crate::zaak::Zaak;
use crate::zaak::geschiedenis::{EerdereMelding, EerdereZaak, GEZIN_MAX, Geschiedenis};
use crate::zaak::ids::{Digest, JongereId, MeldingId, ZaakId};
use crate::zaak::melding::{Gemelde, Melding};
use crate::zaak::persoon::{Jongere, Ouder};
use crate::zaak::staat::Betrokkene;

/// A jongere with his ouders, as last told.
#[derive(Debug)]
pub(super) struct Persoon {
    bureau: String,
    jongere: Jongere,
    ouders: Vec<Ouder>,
}

/// A melding without the persons in it.
#[derive(Debug)]
pub(super) struct BewaardeMelding {
    id: MeldingId,
    bureau: String,
    zaak: ZaakId,
    jongere: Option<JongereId>,
    digest: Digest,
    kaal: Melding,
}

impl BewaardeMelding {
    pub(super) fn bekend(&self) -> BekendeMelding {
        BekendeMelding {
            id: self.id,
            digest: self.digest.clone(),
            zaak: self.zaak,
            jongere: self.jongere,
        }
    }
}

impl Persoon {
    /// Where he, or an ouder, lives, in comparable spelling.
    fn sleutels(&self) -> (Option<String>, BTreeSet<String>) {
        (
            adres_sleutel(self.jongere.adres.as_ref()),
            self.ouders.iter().filter_map(ouder_sleutel).collect(),
        )
    }
}

/// The jongere a zaak is about.
pub(super) fn jongere_van(zaak: &Zaak) -> Option<JongereId> {
    match zaak.betrokkene {
        Betrokkene::Jongere(jongere) => Some(jongere),
        Betrokkene::School(_) | Betrokkene::Bureau => None,
    }
}

impl Kamer {
    pub(super) fn find_melding(
        &self,
        bureau: &str,
        bron: &str,
        kenmerk: &str,
    ) -> Option<&BewaardeMelding> {
        self.meldingen.values().find(|melding| {
            melding.bureau == bureau && melding.kaal.bron == bron && melding.kaal.kenmerk == kenmerk
        })
    }

    pub(super) fn find_jongere(
        &self,
        bureau: &str,
        bsn: Option<&str>,
        pgn: Option<&str>,
    ) -> Option<JongereId> {
        let with = |has: &dyn Fn(&Jongere) -> bool| {
            let mut here = self
                .jongeren
                .iter()
                .filter(|(_, persoon)| persoon.bureau == bureau);
            here.find(|(_, persoon)| has(&persoon.jongere))
                .map(|(id, _)| *id)
        };
        let by_bsn = bsn.and_then(|bsn| with(&|jongere| jongere.bsn.as_deref() == Some(bsn)));
        by_bsn.or_else(|| pgn.and_then(|pgn| with(&|jongere| jongere.pgn.as_deref() == Some(pgn))))
    }

    /// The jongeren a question is about, of every bureau.
    pub(super) fn jongeren_met(&self, vraag: &Persoonvraag) -> BTreeSet<JongereId> {
        let delen = zoekdelen(vraag.naam.as_deref().unwrap_or_default());
        let passes = |jongere: &Jongere| {
            let naam = zoeknaam(&jongere.naam);
            delen.iter().all(|deel| naam.contains(deel.as_str()))
                && vraag
                    .geboortedatum
                    .is_none_or(|dag| dag == jongere.geboortedatum)
                && (vraag.bsn.is_none() || vraag.bsn == jongere.bsn)
                && (vraag.pgn.is_none() || vraag.pgn == jongere.pgn)
        };
        let found = self
            .jongeren
            .iter()
            .filter(|(_, persoon)| passes(&persoon.jongere));
        found.map(|(id, _)| *id).collect()
    }

    pub(super) fn find_open(&self, jongere: JongereId, procedure: &str) -> Option<ZaakId> {
        let mut open = self
            .zaken
            .values()
            .filter(|zaak| zaak.is_open() && !zaak.apart && zaak.procedure == procedure);
        open.find(|zaak| jongere_van(zaak) == Some(jongere))
            .map(|zaak| zaak.id)
    }

    /// What stands against keeping a melding.
    pub(super) fn check_persons(
        &self,
        zaak: ZaakId,
        ontvangst: &Ontvangst,
    ) -> Result<(), CommitFout> {
        let Gemelde {
            id,
            jongere,
            melding,
        } = &ontvangst.gemelde;
        if self
            .find_melding(&ontvangst.bureau, &melding.bron, &melding.kenmerk)
            .is_some_and(|known| known.id != *id)
        {
            return Err(CommitFout::Conflict);
        }
        let Some(jongere) = *jongere else {
            return Ok(());
        };
        let Some(told) = &melding.jongere else {
            return if self.jongeren.contains_key(&jongere) {
                Ok(())
            } else {
                Err(StoreFout::dangling(zaak).into())
            };
        };
        let bureau = self
            .jongeren
            .get(&jongere)
            .map_or(&ontvangst.bureau, |persoon| &persoon.bureau);
        let taken = [(told.bsn.as_deref(), None), (None, told.pgn.as_deref())]
            .into_iter()
            .filter_map(|(bsn, pgn)| self.find_jongere(bureau, bsn, pgn))
            .any(|other| other != jongere);
        if taken {
            Err(CommitFout::Conflict)
        } else {
            Ok(())
        }
    }

    pub(super) fn keep_melding(&mut self, zaak: ZaakId, ontvangst: &Ontvangst) {
        let Gemelde {
            id,
            jongere,
            melding,
        } = &ontvangst.gemelde;
        self.used(Teller::Melding, id.0);
        if let (Some(jongere), Some(told)) = (jongere, &melding.jongere) {
            self.keep_jongere(*jongere, &ontvangst.bureau, told);
        }
        if let Some(persoon) = jongere.and_then(|jongere| self.jongeren.get_mut(&jongere))
            && !melding.ouders.is_empty()
        {
            persoon.ouders.clone_from(&melding.ouders);
        }
        let kaal = Melding {
            jongere: None,
            ouders: Vec::new(),
            ..melding.clone()
        };
        let kept = BewaardeMelding {
            id: *id,
            bureau: ontvangst.bureau.clone(),
            zaak,
            jongere: *jongere,
            digest: melding.digest(),
            kaal,
        };
        self.meldingen.insert(id.0, kept);
    }

    fn keep_jongere(&mut self, id: JongereId, bureau: &str, told: &Jongere) {
        self.used(Teller::Jongere, id.0);
        let mut jongere = told.clone();
        if let Some(known) = self.jongeren.get_mut(&id) {
            let before = &known.jongere;
            jongere.bsn = jongere.bsn.or_else(|| before.bsn.clone());
            jongere.pgn = jongere.pgn.or_else(|| before.pgn.clone());
            jongere.plaats = jongere.plaats.or_else(|| before.plaats.clone());
            jongere.adres = jongere.adres.or_else(|| before.adres.clone());
            known.jongere = jongere;
            return;
        }
        self.jongeren.insert(
            id,
            Persoon {
                bureau: bureau.to_owned(),
                jongere,
                ouders: Vec::new(),
            },
        );
    }

    pub(super) fn gemelde(&self, zaak: ZaakId) -> Option<Gemelde> {
        let of_zaak = self
            .meldingen
            .values()
            .filter(|melding| melding.zaak == zaak);
        let Some(found) = of_zaak.max_by_key(|melding| (!melding.kaal.ingetrokken, melding.id))
        else {
            // An ouderzaak is always older, so that this ends.
            return self.gemelde(self.zaken.get(&zaak)?.ouder.as_ref()?.zaak);
        };
        let mut melding = found.kaal.clone();
        if melding.school.is_none() {
            // Who does not name the school does not say that there is none.
            let names_school = self.meldingen.values().filter(|other| {
                other.zaak == zaak && !other.kaal.ingetrokken && other.kaal.school.is_some()
            });
            let newest = names_school.max_by_key(|other| other.id);
            melding.school = newest.and_then(|other| other.kaal.school.clone());
        }
        if let Some(persoon) = found
            .jongere
            .and_then(|jongere| self.jongeren.get(&jongere))
        {
            melding.jongere = Some(persoon.jongere.clone());
            melding.ouders.clone_from(&persoon.ouders);
        }
        Some(Gemelde {
            id: found.id,
            jongere: found.jongere,
            melding,
        })
    }

    pub(super) fn geschiedenis(
        &self,
        jongere: JongereId,
        zaak: Option<ZaakId>,
        procedure: &str,
    ) -> Geschiedenis {
        let of_jongere = self
            .zaken
            .values()
            .filter(|other| jongere_van(other) == Some(jongere) && Some(other.id) != zaak);
        let zaken: Vec<EerdereZaak> = of_jongere
            .map(|other| EerdereZaak {
                zaak: other.id,
                procedure: other.procedure.clone(),
                begin: other.begin,
                einde: other.einde,
                gegevens: other.onthoudt(),
                uitkomst: other.uitkomst.clone(),
            })
            .collect();
        let counting: Vec<&BewaardeMelding> = (self.meldingen.values())
            .filter(|melding| melding.jongere == Some(jongere) && !melding.kaal.ingetrokken)
            .collect();
        let elsewhere = counting.iter().filter(|melding| Some(melding.zaak) != zaak);
        Geschiedenis {
            eerdere_zaken: count(zaken.iter().filter(|other| other.procedure == procedure)),
            meldingen_totaal: count(
                counting
                    .iter()
                    .filter(|melding| melding.kaal.soort == procedure),
            ),
            broers_zussen_open: self.broers_zussen_open(jongere),
            meldingen: elsewhere
                .map(|melding| EerdereMelding {
                    melding: melding.id,
                    zaak: melding.zaak,
                    soort: melding.kaal.soort.clone(),
                    datum: melding.kaal.ontvangen,
                    verzuim: melding.kaal.verzuim.as_ref().map(|verzuim| verzuim.soort),
                })
                .collect(),
            zaken,
        }
    }

    fn broers_zussen_open(&self, jongere: JongereId) -> u32 {
        let Some(me) = self.jongeren.get(&jongere) else {
            return 0;
        };
        let (mut adres, mut ouders) = me.sleutels();
        let lives =
            |persoon: &&Persoon| persoon.bureau == me.bureau && persoon.sleutels().0 == adres;
        if count(self.jongeren.values().filter(lives)) > GEZIN_MAX {
            adres = None;
        }
        ouders.retain(|ouder| {
            let has = |persoon: &&Persoon| persoon.sleutels().1.contains(ouder);
            count(self.jongeren.values().filter(has)) <= GEZIN_MAX
        });
        let related = |other: &Persoon| {
            let (other_adres, other_ouders) = other.sleutels();
            (adres.is_some() && adres == other_adres) || !ouders.is_disjoint(&other_ouders)
        };
        let has_open = |id: JongereId| {
            self.zaken
                .values()
                .any(|zaak| zaak.is_open() && jongere_van(zaak) == Some(id))
        };
        let others = self
            .jongeren
            .iter()
            .filter(|(id, other)| **id != jongere && other.bureau == me.bureau);
        count(others.filter(|(id, other)| related(other) && has_open(**id)))
    }
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
