//! What one command writes, and what can stand in its way.
//!
//! Everything of a `Commit` is kept or nothing. Easy to get wrong: the checks here are about what the caller
//! owes the store (its own bookkeeping adds up), never about whether an act is right.

use thiserror::Error;

use super::fout::StoreFout;
use crate::zaak::effect::Effect;
use crate::zaak::ids::{Digest, JongereId, MeldingId, RegelId, ZaakId};
use crate::zaak::melding::{Gemelde, Melding};
use crate::zaak::{Regel, Zaak};

/// What is numbered by the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Teller {
    Zaak,
    Melding,
    Jongere,
}

/// All that one command changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Commit {
    /// The cause, unique over all zaken for ever.
    pub oorzaak: String,
    /// The version before; `None` for a new zaak.
    pub verwacht: Option<u32>,
    /// The state after.
    pub zaak: Zaak,
    /// What happened; at least one line.
    pub regels: Vec<Regel>,
    pub effects: Vec<Effect>,
    /// The calendars by which it was decided.
    pub kalender: Digest,
    /// The melding to keep with it. A known id replaces that melding's content: a correction.
    pub melding: Option<Ontvangst>,
    /// The inbox row this settles.
    pub inbox: Option<i64>,
}

/// A melding to keep, with the bureau whose jongere it is about.
#[derive(Debug, Clone, PartialEq)]
pub struct Ontvangst {
    pub gemelde: Gemelde,
    pub bureau: String,
}

/// What is known of a melding that came before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BekendeMelding {
    pub id: MeldingId,
    /// Of the content as received last.
    pub digest: Digest,
    pub zaak: ZaakId,
    pub jongere: Option<JongereId>,
}

/// Why a commit was not kept.
#[derive(Debug, Clone, Error)]
pub enum CommitFout {
    /// Something moved since it was read: the version, an inbox row, or someone else just opened the zaak,
    /// stored the melding or the jongere. Read again and decide again.
    #[error("the zaak or what it rests on has moved")]
    Conflict,
    /// The same cause was dealt with before: nothing to do.
    #[error("its cause was dealt with in zaak `{zaak}`")]
    AlGedaan { zaak: ZaakId },
    #[error(transparent)]
    Fout(#[from] StoreFout),
}

impl Commit {
    /// Checks that the bookkeeping of the caller adds up.
    pub(super) fn check(&self) -> Result<(), StoreFout> {
        let zaak = &self.zaak;
        let refuse = |waarom: String| {
            Err(StoreFout::Ongeldig {
                zaak: zaak.id,
                waarom,
            })
        };
        let versie = self.verwacht.map_or(1, |before| before.saturating_add(1));
        if zaak.versie != versie {
            return refuse(format!(
                "state is version {}, expected {versie}",
                zaak.versie
            ));
        }
        let Some(first) = self.regels.first() else {
            return refuse("it has no lines".into());
        };
        let mut next = first.id.nummer;
        for regel in &self.regels {
            if regel.id
                != (RegelId {
                    zaak: zaak.id,
                    nummer: next,
                })
                || regel.versie != versie
            {
                return refuse(format!(
                    "line `{}` of version {} does not follow",
                    regel.id, regel.versie
                ));
            }
            next += 1;
        }
        if next != zaak.regels.saturating_add(1) {
            return refuse(format!(
                "its last line is {}, the state says {}",
                next - 1,
                zaak.regels
            ));
        }
        // Reading upwards ends because of this.
        if zaak
            .ouder
            .as_ref()
            .is_some_and(|ouder| ouder.zaak >= zaak.id)
        {
            return refuse("its ouderzaak is not older".into());
        }
        if self.asked_by().any(|regel| regel.zaak != zaak.id) {
            return refuse("an effect names a line of another zaak".into());
        }
        let names_persons =
            |melding: &Melding| melding.jongere.is_some() || !melding.ouders.is_empty();
        match &self.melding {
            Some(Ontvangst { gemelde, .. })
                if gemelde.jongere.is_none() && names_persons(&gemelde.melding) =>
            {
                refuse("its melding names persons without the id of a jongere".into())
            }
            _ => Ok(()),
        }
    }

    /// The lines that its effects are about.
    fn asked_by(&self) -> impl Iterator<Item = RegelId> {
        self.effects
            .iter()
            .flat_map(Effect::regel)
            .chain(self.held_back())
            .chain(self.again())
    }

    /// The lines whose unsent effects it takes back.
    pub(super) fn held_back(&self) -> impl Iterator<Item = RegelId> {
        let lists = self.effects.iter().filter_map(|effect| match effect {
            Effect::HoudTegen { regels } => Some(regels),
            _ => None,
        });
        lists.flatten().copied()
    }

    /// The lines whose failed effects it tries once more.
    pub(super) fn again(&self) -> impl Iterator<Item = RegelId> {
        let lists = self.effects.iter().filter_map(|effect| match effect {
            Effect::Opnieuw { regels } => Some(regels),
            _ => None,
        });
        lists.flatten().copied()
    }
}
