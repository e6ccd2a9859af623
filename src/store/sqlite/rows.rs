//! The JSON arrays by which a whole group reaches the database: one per table, a row per element.
//!
//! What the columns mean is in `group.sql`; both change together. Easy to get wrong: the place of a value in
//! its row, for SQL takes it by place.

use serde::Serialize;
use serde_json::Error;
use std::collections::BTreeMap;

use crate::store::adres::{adres_sleutel, ouder_sleutel};
use crate::store::commit::{Commit, Ontvangst};
use crate::store::post::{Bestemming, bestemming, ontvanger};
use crate::store::timer::timers;
use crate::store::zoeknaam::zoeknaam;
use crate::zaak::ids::{Digest, JongereId, ZaakId};
use crate::zaak::melding::Melding;
use crate::zaak::persoon::Ouder;
use crate::zaak::staat::Betrokkene;
use crate::zaak::{Regel, Zaak};

/// A JSON array that grows by rows.
pub(super) struct Rows(Vec<u8>);

impl Rows {
    fn new() -> Self {
        Self(b"[".to_vec())
    }

    pub(super) fn push(&mut self, row: &impl Serialize) -> Result<(), Error> {
        if self.0.len() > 1 {
            self.0.push(b',');
        }
        serde_json::to_writer(&mut self.0, row)
    }

    /// The array as text.
    pub(super) fn finish(mut self) -> String {
        self.0.push(b']');
        // serde_json writes UTF-8 only, so nothing is ever lost here.
        String::from_utf8(self.0)
            .unwrap_or_else(|fault| String::from_utf8_lossy(fault.as_bytes()).into_owned())
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self::new()
    }
}

/// The highest numbers a group uses.
#[derive(Default, Serialize)]
pub(super) struct Hoogste {
    pub(super) zaak: i64,
    pub(super) melding: i64,
    pub(super) jongere: i64,
}

/// The rows of a group, in the order of the parameters of `group.sql`.
#[derive(Default)]
pub(super) struct GroupRows<'a> {
    inbox_gedaan: Rows,
    held: Rows,
    opnieuw: Rows,
    jongeren: Rows,
    /// The last told ouders win.
    ouders: BTreeMap<JongereId, &'a [Ouder]>,
    zaken: Rows,
    meldingen: Rows,
    historie: Rows,
    notities: Rows,
    /// Zaken of which the drawn tables are drawn again.
    known: Rows,
    taken: Rows,
    termijnen: Rows,
    timers: Rows,
    outbox: Rows,
    inbox: Rows,
    pub(super) hoogste: Hoogste,
}

impl<'a> GroupRows<'a> {
    /// The rows of these commits.
    pub(super) fn of(commits: impl IntoIterator<Item = &'a Commit>) -> Result<Self, Error> {
        let mut rows = Self::default();
        for commit in commits {
            rows.add(commit)?;
        }
        Ok(rows)
    }

    fn add(&mut self, commit: &'a Commit) -> Result<(), Error> {
        if let Some(inbox) = commit.inbox {
            self.inbox_gedaan.push(&inbox)?;
        }
        for regel in commit.held_back() {
            self.held.push(&(regel.zaak.0, regel.nummer))?;
        }
        if let Some(op) = commit
            .regels
            .first()
            .map(|regel| regel.op.timestamp_micros())
        {
            for regel in commit.again() {
                self.opnieuw.push(&(regel.zaak.0, regel.nummer, op))?;
            }
        }
        if let Some(ontvangst) = &commit.melding {
            self.add_melding(commit.zaak.id, ontvangst)?;
        }
        self.add_zaak(&commit.zaak, &commit.kalender)?;
        if commit.verwacht.is_some() {
            self.known.push(&commit.zaak.id.0)?;
        }
        let mut oorzaak = Some(&commit.oorzaak);
        for regel in &commit.regels {
            let (id, op) = (regel.id, regel.op.timestamp_micros());
            self.historie.push(&(
                id.zaak.0,
                id.nummer,
                regel.versie,
                op,
                regel.datum,
                oorzaak.take(),
                regel,
            ))?;
        }
        self.add_effects(commit)
    }

    fn add_zaak(&mut self, zaak: &Zaak, kalender: &Digest) -> Result<(), Error> {
        let id = zaak.id.0;
        self.hoogste.zaak = self.hoogste.zaak.max(id);
        let jongere = match zaak.betrokkene {
            Betrokkene::Jongere(jongere) => Some(jongere),
            Betrokkene::School(_) | Betrokkene::Bureau => None,
        };
        let ouder = zaak.ouder.as_ref().map(|ouder| ouder.zaak.0);
        let place = (
            id,
            zaak.versie,
            zaak.regels,
            &zaak.procedure,
            &zaak.bureau,
            &zaak.gemeente,
            jongere,
            ouder,
        );
        let (a, b, c, d, e, f, g, h) = place;
        self.zaken.push(&(
            a,
            b,
            c,
            d,
            e,
            f,
            g,
            h,
            zaak.status,
            &zaak.fase,
            &zaak.uitkomst,
            zaak.begin,
            &zaak.behandelaar,
            zaak.open_incidenten(),
            zaak,
            kalender,
        ))?;
        for taak in &zaak.taken {
            self.taken.push(&(
                id,
                zaak.termijn_van(taak.nummer)
                    .and_then(|termijn| termijn.einde),
                taak,
            ))?;
        }
        for t in &zaak.termijnen {
            let counted = (&t.verdagingen, &t.opschortingen);
            let row = (
                id,
                t.nummer,
                &t.naam,
                t.taak,
                &t.tijd,
                t.wettelijk,
                t.begin,
                t.einde,
                counted.0,
                counted.1,
                t.status,
            );
            self.termijnen.push(&row)?;
        }
        for timer in timers(zaak) {
            let (termijn, rung) = timer.rung.unwrap_or((0, 0));
            self.timers
                .push(&(id, termijn, rung, timer.due_at.timestamp_micros()))?;
        }
        Ok(())
    }

    fn add_melding(&mut self, zaak: ZaakId, ontvangst: &'a Ontvangst) -> Result<(), Error> {
        let gemelde = &ontvangst.gemelde;
        let melding = &gemelde.melding;
        self.hoogste.melding = self.hoogste.melding.max(gemelde.id.0);
        if let Some(id) = gemelde.jongere {
            if let Some(jongere) = &melding.jongere {
                self.hoogste.jongere = self.hoogste.jongere.max(id.0);
                self.jongeren.push(&(
                    id,
                    &ontvangst.bureau,
                    jongere,
                    adres_sleutel(jongere.adres.as_ref()),
                    zoeknaam(&jongere.naam),
                ))?;
            }
            if !melding.ouders.is_empty() {
                self.ouders.insert(id, &melding.ouders);
            }
        }
        let kaal = Melding {
            jongere: None,
            ouders: Vec::new(),
            ..melding.clone()
        };
        self.meldingen.push(&(
            gemelde.id,
            melding.digest(),
            zaak.0,
            gemelde.jongere,
            kaal,
            &ontvangst.bureau,
        ))
    }

    fn add_effects(&mut self, commit: &Commit) -> Result<(), Error> {
        let Some(op) = commit.regels.first().map(|regel: &Regel| regel.op) else {
            return Ok(());
        };
        for effect in &commit.effects {
            match bestemming(effect) {
                Bestemming::Outbox(regel, not_before) => {
                    let next_at = not_before.unwrap_or(op).timestamp_micros();
                    let bureau = &commit.zaak.bureau;
                    let medewerker = ontvanger(effect, bureau).and_then(|aan| aan.medewerker);
                    self.outbox.push(&(
                        regel.zaak.0,
                        regel.nummer,
                        next_at,
                        bureau,
                        medewerker.map_or_else(String::new, |id| id.0),
                        effect,
                    ))?;
                }
                Bestemming::Inbox(regel, inhoud) => {
                    self.inbox.push(&(regel.zaak.0, regel.nummer, inhoud))?
                }
                Bestemming::Notitie(regel, tekst) => {
                    self.notities.push(&(regel.zaak.0, regel.nummer, tekst))?
                }
                Bestemming::Geen => {}
            }
        }
        Ok(())
    }

    /// The parameters of `group.sql`.
    pub(super) fn parameters(self) -> Result<[String; 16], Error> {
        let mut ouders = Rows::default();
        for (jongere, list) in &self.ouders {
            for (nummer, ouder) in (1_u32..).zip(*list) {
                ouders.push(&(jongere, nummer, ouder, ouder_sleutel(ouder)))?;
            }
        }
        let hoogste = serde_json::to_string(&self.hoogste)?;
        Ok([
            self.inbox_gedaan.finish(),
            self.held.finish(),
            self.jongeren.finish(),
            ouders.finish(),
            self.zaken.finish(),
            self.meldingen.finish(),
            self.historie.finish(),
            self.notities.finish(),
            self.known.finish(),
            self.taken.finish(),
            self.termijnen.finish(),
            self.timers.finish(),
            self.outbox.finish(),
            self.inbox.finish(),
            hoogste,
            self.opnieuw.finish(),
        ])
    }
}
