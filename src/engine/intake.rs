//! A melding comes in: known word for word, a correction, one more for an open zaak, or a new zaak.
//!
//! Easy to get wrong: two at once. The same mark, the same jongere or a second zaak of one procedure cannot
//! be stored twice; the loser of such a race reads again and joins.

use std::sync::Arc;

use super::knowledge::{Knowledge, kalender_of, no_bureau};
use super::{Engine, EngineFout, POGINGEN, commit_of};
use crate::catalog::Catalog;
use crate::definition::bureau::Bureau;
use crate::definition::diagnostic::dichtstbij;
use crate::store::{BekendeMelding, CommitFout, InboxInhoud, InboxRij, Ontvangst, Store, Teller};
use crate::zaak::command::Start;
use crate::zaak::geschiedenis::Geschiedenis;
use crate::zaak::melding::{Gemelde, Melding};
use crate::zaak::refusal::opsomming;
use crate::zaak::staat::{Betrokkene, Ouderzaak};
use crate::zaak::{Command, Envelope, JongereId, MeldingId, Refusal, Zaak, ZaakId};

/// Why a procedure cannot be begun in a gemeente.
fn not_here(catalog: &Catalog, gemeente: &str, procedure: &str) -> Refusal {
    if let Some(reden) = catalog.uit(gemeente, procedure) {
        let (procedure, gemeente) = (procedure.to_owned(), gemeente.to_owned());
        return Refusal::ProcedureUit {
            procedure,
            gemeente,
            reden: reden.to_owned(),
        };
    }
    let known: Vec<&str> = catalog
        .procedures(gemeente)
        .map(|(_, found)| found.slug.as_str())
        .collect();
    let hint = match dichtstbij(procedure, known.iter().copied()) {
        Some(near) => format!("bedoelde u `{near}`?"),
        None => format!("kies uit {}", opsomming(known)),
    };
    Refusal::MeldingOnbruikbaar(vec![format!(
        "procedure `{procedure}` bestaat in {gemeente} niet; {hint}"
    )])
}

/// Whether zaken of this procedure stand beside one another (`samenvoegen: nee`).
pub(super) fn stands_apart(catalog: &Catalog, gemeente: &str, procedure: &str) -> bool {
    let found = catalog.procedure(gemeente, procedure);
    found.is_some_and(|(_, procedure)| procedure.apart)
}

/// What became of a melding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intake {
    /// It opened this zaak.
    Geopend(ZaakId),
    /// It joined, corrected or withdrew this zaak.
    Gevoegd(ZaakId),
    /// It was known word for word.
    Bekend(ZaakId),
}

impl Intake {
    /// The zaak it belongs to.
    pub fn zaak(self) -> ZaakId {
        match self {
            Self::Geopend(zaak) | Self::Gevoegd(zaak) | Self::Bekend(zaak) => zaak,
        }
    }
}

/// What a new zaak will be about.
#[derive(Default)]
pub(super) struct Voorwerp<'a> {
    pub gemelde: Option<Gemelde>,
    /// The zaak that asks for it.
    pub parent: Option<&'a Zaak>,
    /// Where no melding says it.
    pub betrokkene: Option<Betrokkene>,
}

impl<S: Store> Engine<S> {
    /// Takes in a melding.
    ///
    /// # Errors
    /// [`EngineFout::Refusal`] with everything that is wrong with it; nothing is kept then.
    pub async fn melding(&self, melding: Melding) -> Result<Intake, EngineFout> {
        let catalog = self.catalog();
        let bureau = catalog
            .bureau_van(&melding.gemeente)
            .ok_or_else(|| no_bureau(&melding.gemeente))?;
        let naam = &bureau.bureau;
        for _ in 0..POGINGEN {
            let known = self
                .store
                .find_melding(naam, &melding.bron, &melding.kenmerk)
                .await?;
            let result = match known {
                Some(known) if known.digest == melding.digest() => {
                    return Ok(Intake::Bekend(known.zaak));
                }
                Some(known) => self.correct(&catalog, bureau, &melding, &known).await?,
                None if melding.ingetrokken => {
                    let waarom = format!(
                        "melding {} {} is hier niet bekend en kan dus niet worden ingetrokken",
                        melding.bron, melding.kenmerk
                    );
                    return Err(Refusal::MeldingOnbruikbaar(vec![waarom]).into());
                }
                None => self.receive(&catalog, bureau, &melding).await?,
            };
            if let Some(intake) = result {
                return Ok(intake);
            }
        }
        Err(EngineFout::Onrustig(ZaakId(0)))
    }

    /// Whom a melding is about, of those the bureau knows.
    ///
    /// # Errors
    /// A refusal when its numbers are of two jongeren: only a person can tell whom it is about.
    pub(super) async fn known_jongere(
        &self,
        bureau: &str,
        melding: &Melding,
    ) -> Result<Option<JongereId>, EngineFout> {
        let Some(jongere) = &melding.jongere else {
            return Ok(None);
        };
        let bsn = match jongere.bsn.as_deref() {
            Some(bsn) => self.store.find_jongere(bureau, Some(bsn), None).await?,
            None => None,
        };
        let pgn = match jongere.pgn.as_deref() {
            Some(pgn) => self.store.find_jongere(bureau, None, Some(pgn)).await?,
            None => None,
        };
        if let (Some(one), Some(other)) = (bsn, pgn)
            && one != other
        {
            let waarom = "het BSN is hier van een andere jongere dan het onderwijsnummer; zoek uit over wie de melding gaat en laat het verkeerde nummer weg";
            return Err(Refusal::MeldingOnbruikbaar(vec![waarom.to_owned()]).into());
        }
        Ok(bsn.or(pgn))
    }

    async fn correct(
        &self,
        catalog: &Arc<Catalog>,
        bureau: &Bureau,
        melding: &Melding,
        known: &BekendeMelding,
    ) -> Result<Option<Intake>, EngineFout> {
        if let Some(found) = self.known_jongere(&bureau.bureau, melding).await?
            && known.jongere.is_some_and(|before| before != found)
        {
            let waarom = format!(
                "melding {} {} gaat hier over een andere jongere dan deze correctie; trek haar in en lever een nieuwe melding aan",
                melding.bron, melding.kenmerk
            );
            return Err(Refusal::MeldingOnbruikbaar(vec![waarom]).into());
        }
        let gemelde = Gemelde {
            id: known.id,
            jongere: known.jongere,
            melding: melding.clone(),
        };
        let command = Command::Correctie(Box::new(gemelde.clone()));
        self.to_existing(catalog, known.zaak, gemelde, command)
            .await
    }

    /// Joins the open zaak of this procedure, or opens one.
    async fn receive(
        &self,
        catalog: &Arc<Catalog>,
        bureau: &Bureau,
        melding: &Melding,
    ) -> Result<Option<Intake>, EngineFout> {
        let known = self.known_jongere(&bureau.bureau, melding).await?;
        let id = MeldingId(self.store.reserve(Teller::Melding, 1).await?);
        if let Some(jongere) = known
            && !stands_apart(catalog, &melding.gemeente, &melding.soort)
            && let Some(zaak) = self.store.find_open(jongere, &melding.soort).await?
        {
            let gemelde = Gemelde {
                id,
                jongere: Some(jongere),
                melding: melding.clone(),
            };
            let command = Command::Melding(Box::new(gemelde.clone()));
            return self.to_existing(catalog, zaak, gemelde, command).await;
        }
        let jongere = match (known, &melding.jongere) {
            (Some(known), _) => Some(known),
            (None, Some(_)) => Some(JongereId(self.store.reserve(Teller::Jongere, 1).await?)),
            (None, None) => None,
        };
        let gemelde = Gemelde {
            id,
            jongere,
            melding: melding.clone(),
        };
        let about = Voorwerp {
            gemelde: Some(gemelde.clone()),
            ..Voorwerp::default()
        };
        let knowledge = self
            .for_new(catalog, &melding.gemeente, &melding.soort, about)
            .await?;
        let command = Command::Melding(Box::new(gemelde.clone()));
        let oorzaak = format!(
            "melding:{}:{}:{}:{}",
            bureau.bureau,
            melding.bron,
            melding.kenmerk,
            melding.digest().kort()
        );
        let envelope = Envelope {
            oorzaak,
            op: self.clock.now(),
            command,
        };
        let ontvangst = Ontvangst {
            gemelde,
            bureau: bureau.bureau.clone(),
        };
        let opened = self
            .open(&knowledge, &envelope, Some(ontvangst), None)
            .await?;
        Ok(opened.map(Intake::Geopend))
    }

    async fn to_existing(
        &self,
        catalog: &Arc<Catalog>,
        id: ZaakId,
        gemelde: Gemelde,
        command: Command,
    ) -> Result<Option<Intake>, EngineFout> {
        let zaak = self.store.load(id).await?;
        let melding = &gemelde.melding;
        let mut knowledge = self.knowledge_in(Arc::clone(catalog), &zaak, true).await?;
        let mut told = gemelde.clone();
        if told.melding.school.is_none() {
            // Who does not name the school does not say that there is none.
            let known = knowledge.gemelde.as_ref();
            told.melding.school = known.and_then(|known| known.melding.school.clone());
        }
        knowledge.gemelde = Some(told);
        // Another school may lie in another region; where that cannot be told, the calendar of before goes on.
        let woonplaats = zaak.gegevens.get("woonplaats");
        let kalender = kalender_of(
            &knowledge.catalog,
            &zaak.gemeente,
            &zaak.betrokkene,
            knowledge.gemelde.as_ref(),
            woonplaats,
        );
        if let Ok(kalender) = kalender {
            knowledge.kalender = kalender;
        }
        let oorzaak = format!(
            "melding:{id}:{}:{}:{}:{}",
            melding.bron,
            melding.kenmerk,
            melding.digest().kort(),
            // Content may come back to what it was before; the same word for word never gets here.
            zaak.versie
        );
        let envelope = Envelope {
            oorzaak,
            op: self.clock.now(),
            command,
        };
        let Some(decision) = self.decided(&knowledge, id, Some(&zaak), &envelope)? else {
            return Ok(Some(Intake::Bekend(id)));
        };
        let ontvangst = Ontvangst {
            gemelde,
            bureau: knowledge.bureau.bureau.clone(),
        };
        let commit = commit_of(
            &knowledge,
            decision,
            &envelope,
            Some(zaak.versie),
            Some(ontvangst),
            None,
        );
        match self.commit_one(commit, &envelope.command).await {
            Ok(()) => Ok(Some(Intake::Gevoegd(id))),
            Err(CommitFout::AlGedaan { zaak }) => Ok(Some(Intake::Bekend(zaak))),
            Err(CommitFout::Conflict) => Ok(None),
            Err(CommitFout::Fout(fout)) => Err(fout.into()),
        }
    }

    /// Starts what another zaak asked for.
    pub(super) async fn start_from(&self, rij: &InboxRij) -> Result<(), EngineFout> {
        let InboxInhoud::Start {
            procedure,
            wacht,
            gegevens,
            datum,
        } = &rij.inhoud
        else {
            return Ok(());
        };
        let catalog = &self.catalog();
        let parent = self.store.load(rij.regel.zaak).await?;
        let gemelde = self.store.gemelde(parent.id).await?;
        if let Betrokkene::Jongere(jongere) = parent.betrokkene
            && !stands_apart(catalog, &parent.gemeente, procedure)
            && let Some(zaak) = self.store.find_open(jongere, procedure).await?
        {
            // The jongere has such a zaak already: that one goes on, and this one too hears how it ends.
            let (parent, regel) = (parent.id, rij.regel);
            return self
                .settle(
                    zaak,
                    rij.id,
                    Command::Wacht {
                        zaak: parent,
                        regel,
                    },
                )
                .await;
        }
        let about = Voorwerp {
            gemelde: gemelde.clone(),
            parent: Some(&parent),
            betrokkene: None,
        };
        let knowledge = self
            .for_new(catalog, &parent.gemeente, procedure, about)
            .await?;
        let start = Start {
            betrokkene: None,
            ouder: Some(Ouderzaak {
                zaak: parent.id,
                procedure: parent.procedure.clone(),
                wacht: *wacht,
            }),
            regel: Some(rij.regel),
            procedure: procedure.clone(),
            gemeente: parent.gemeente.clone(),
            datum: Some(*datum),
            gemelde,
            gegevens: gegevens.as_object().cloned().unwrap_or_default(),
            over: Vec::new(),
        };
        let oorzaak = format!("inbox:{}", rij.id);
        let envelope = Envelope {
            oorzaak,
            op: self.clock.now(),
            command: Command::Start(Box::new(start)),
        };
        self.open(&knowledge, &envelope, None, Some(rij.id)).await?;
        Ok(())
    }

    /// Decides on and commits a new zaak; `None` when someone else was first.
    pub(super) async fn open(
        &self,
        knowledge: &Knowledge,
        envelope: &Envelope,
        melding: Option<Ontvangst>,
        inbox: Option<i64>,
    ) -> Result<Option<ZaakId>, EngineFout> {
        // A first decision finds a refusal before a number is spent on it.
        self.decided(knowledge, ZaakId(0), None, envelope)?;
        let id = ZaakId(self.store.reserve(Teller::Zaak, 1).await?);
        let Some(decision) = self.decided(knowledge, id, None, envelope)? else {
            return Ok(Some(id));
        };
        match self
            .commit_one(
                commit_of(knowledge, decision, envelope, None, melding, inbox),
                &envelope.command,
            )
            .await
        {
            Ok(()) => Ok(Some(id)),
            Err(CommitFout::AlGedaan { zaak }) => Ok(Some(zaak)),
            Err(CommitFout::Conflict) => Ok(None),
            Err(CommitFout::Fout(fout)) => Err(fout.into()),
        }
    }

    /// What may be known when a zaak is about to be opened.
    pub(super) async fn for_new(
        &self,
        catalog: &Arc<Catalog>,
        gemeente: &str,
        procedure: &str,
        about: Voorwerp<'_>,
    ) -> Result<Knowledge, EngineFout> {
        let bureau = catalog
            .bureau_van(gemeente)
            .cloned()
            .ok_or_else(|| no_bureau(gemeente))?;
        let found = catalog.procedure(gemeente, procedure);
        let Some((definitie, definition)) =
            found.map(|(digest, found)| (digest.clone(), Arc::clone(found)))
        else {
            return Err(not_here(catalog, gemeente, procedure).into());
        };
        let Voorwerp {
            gemelde,
            parent,
            betrokkene,
        } = about;
        let geschiedenis = match gemelde.as_ref().and_then(|gemelde| gemelde.jongere) {
            Some(jongere) => self.store.geschiedenis(jongere, None, procedure).await?,
            None => Geschiedenis::default(),
        };
        let woonplaats = parent.and_then(|parent| parent.gegevens.get("woonplaats"));
        let betrokkene = betrokkene.unwrap_or(Betrokkene::Bureau);
        let kalender = kalender_of(catalog, gemeente, &betrokkene, gemelde.as_ref(), woonplaats)?;
        let scripts = self.scripts(catalog, &definition).await?;
        Ok(Knowledge {
            gemeente: gemeente.to_owned(),
            definitie,
            procedure: definition,
            bureau,
            kalender,
            gemelde,
            geschiedenis,
            historie: Vec::new(),
            onverzonden: Vec::new(),
            scripts,
            doel: None,
            catalog: Arc::clone(catalog),
        })
    }
}
