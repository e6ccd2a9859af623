//! The outbox: what zaken asked of the world, claimed, made and handed on.
//!
//! ```text
//!  Claim: one person's mails of this hour ──▶ one mail ──▶ carrier ──▶ Verzonden
//!  Claim: one letter, one melding ──────────▶ files ──────────┘   ├──▶ Opnieuw: later, by `wachttijd`
//!                                                                 └──▶ Mislukt, and the zaak is told: an incident
//! ```
//! No transaction is open while something is made or sent. Easy to get wrong: marking. A row is marked only
//! after its mail or letter is in other hands; a crash in between sends twice rather than never, and what is
//! sent twice has the same id and the same name.

mod afloop;
mod bestand;
mod bundel;
mod maildag;
mod stukken;
mod tekst;
mod vervoer;
mod wachttijd;

use serde::Serialize;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use thiserror::Error;

use crate::engine::{Engine, EngineFout};
use crate::render::Fout as TekstFout;
use crate::smtp::Pool;
use crate::store::{Claim, Store, StoreFout};
use crate::zaak::{Effect, ZaakId};
use afloop::Afloop;
use vervoer::Vertrek;

/// How many claims one round takes.
const RONDE: u32 = 64;

/// What became of outgoing rows; label `result`.
pub const RESULTS: &str = "termijnwacht_outbox_results_total";

/// Where mails and letters go.
#[derive(Debug, Clone)]
pub enum Uitgang {
    /// Nowhere: `simulate` only tells that they would have gone.
    Nergens,
    /// Into files: `mails/*.eml`, `brieven/*.html` and `meldingen/*.json` below this folder; a letter that an
    /// officer must judge first in `beoordelen/`.
    Map(PathBuf),
    /// Mails to a mail server, letters and meldingen into files below this folder.
    Smtp { pool: Arc<Pool>, map: PathBuf },
}

impl Uitgang {
    /// The folder of letters and meldingen, if they go anywhere.
    fn map(&self) -> Option<&PathBuf> {
        match self {
            Self::Nergens => None,
            Self::Map(map) | Self::Smtp { map, .. } => Some(map),
        }
    }
}

/// What went out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Verzonden {
    pub mails: usize,
    pub brieven: usize,
    pub meldingen: usize,
    /// Rows that could not be made or were refused, and wait for a person.
    pub mislukt: usize,
    /// Rows that are tried again later.
    pub uitgesteld: usize,
}

impl Verzonden {
    /// Adds what went out in another round.
    pub fn add(&mut self, other: Self) {
        self.mails += other.mails;
        self.brieven += other.brieven;
        self.meldingen += other.meldingen;
        self.mislukt += other.mislukt;
        self.uitgesteld += other.uitgesteld;
    }

    /// How many things were dealt with, one way or the other.
    pub const fn rows(self) -> usize {
        self.mails + self.brieven + self.meldingen + self.mislukt + self.uitgesteld
    }
}

/// Why the outbox could not be worked.
#[derive(Debug, Error)]
pub enum OutboxFout {
    #[error("the store failed")]
    Store(#[from] StoreFout),
    #[error(transparent)]
    Engine(#[from] EngineFout),
    #[error("cannot write `{pad}`")]
    Schrijven { pad: String, source: io::Error },
}

/// Why one thing could not be made. People of the bureau read it in the incident, so it is Dutch.
#[derive(Debug, Error)]
enum RijFout {
    #[error("de tekst `{0}` is er niet meer; zet haar terug in de definities")]
    TekstWeg(String),
    #[error("de tekst `{naam}` is niet te lezen: {fout}")]
    TekstOnleesbaar { naam: String, fout: String },
    #[error("de tekst kan niet worden gevuld: {0}")]
    Tekst(#[from] TekstFout),
    #[error("{fout} ({wie}); verbeter het in bureau.yaml")]
    Adres { fout: TekstFout, wie: String },
    #[error("bureau `{0}` staat niet meer in de definities")]
    BureauWeg(String),
    #[error("van zaak {0} is geen melding met personen bekend")]
    GeenMelding(ZaakId),
    #[error(
        "het adres van de jongere is geheim, en een van de ouders woont elders of het is niet bekend waar; de brief aan die ouder ligt in de map `beoordelen`. Laat de behandelaar beoordelen of zij gemeente en school mag noemen, verstuur haar daarna met de hand of niet, en sla dit incident dan over. De brief aan wie bij de jongere woont ligt gewoon in `brieven`"
    )]
    EerstBeoordelen,
    #[error(transparent)]
    Outbox(#[from] OutboxFout),
}

impl From<StoreFout> for RijFout {
    fn from(fout: StoreFout) -> Self {
        Self::Outbox(fout.into())
    }
}

/// Sends everything that may go now.
///
/// # Errors
/// When the store fails, or a file cannot be written; what was not marked comes back.
pub async fn tick<S: Store>(
    engine: &Engine<S>,
    uitgang: &Uitgang,
) -> Result<Verzonden, OutboxFout> {
    let mut total = Verzonden::default();
    let mut fault = None;
    while !engine.is_halted() {
        let now = engine.clock().now();
        let claims = engine.store().claim_outbox(now, RONDE).await?;
        if claims.is_empty() {
            break;
        }
        let mut afloop = Afloop::new(engine, now);
        round(&mut afloop, uitgang, claims).await?;
        count(afloop.verzonden);
        total.add(afloop.verzonden);
        fault = fault.or(afloop.schrijffout);
    }
    if let Uitgang::Smtp { pool, .. } = uitgang {
        pool.close_idle(false).await;
    }
    fault.map_or(Ok(total), Err)
}

/// Counts what became of a round, for the operator.
fn count(done: Verzonden) {
    let results = [
        ("mail-sent", done.mails),
        ("letter-made", done.brieven),
        ("melding-made", done.meldingen),
        ("failed", done.mislukt),
        ("postponed", done.uitgesteld),
    ];
    for (result, number) in results {
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        metrics::counter!(RESULTS, "result" => result).increment(number);
    }
}

/// Deals with what was claimed: letters and meldingen at once, mails several at a time.
async fn round<S: Store>(
    afloop: &mut Afloop<'_, S>,
    uitgang: &Uitgang,
    claims: Vec<Claim>,
) -> Result<(), OutboxFout> {
    let (engine, now) = (afloop.engine, afloop.now);
    let mut vertrek = Vec::new();
    for mut claim in claims {
        if let Some(ontvanger) = &claim.ontvanger {
            if let Some(at) = maildag::opens_at(&engine.catalog(), &ontvanger.bureau, now) {
                afloop.buiten_maildag(&claim.rijen, at).await?;
                continue;
            }
            let week = bundel::apart(&mut claim.rijen);
            if !week.is_empty() {
                afloop.volgend_uur(&week).await?;
            }
            match bundel::maak(engine, ontvanger, &claim.rijen, uitgang, now).await {
                Ok(mail) => vertrek.push(Vertrek { claim, mail }),
                Err(fout) => afloop.niet_gemaakt(&claim.rijen, fout).await?,
            }
            continue;
        }
        for rij in &claim.rijen {
            let rijen = std::slice::from_ref(rij);
            let made = match &rij.effect {
                Effect::Brief(brief) => stukken::brieven(engine, rij, brief, uitgang).await,
                Effect::MeldingUit { .. } => stukken::melding(engine, rij, uitgang).await,
                _ => Ok(0),
            };
            match made {
                Ok(aantal) => afloop.verzonden(rijen, aantal).await?,
                Err(fout) => afloop.niet_gemaakt(rijen, fout).await?,
            }
        }
    }
    vervoer::breng_weg(afloop, uitgang, vertrek).await
}
