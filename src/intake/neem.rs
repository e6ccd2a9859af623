//! From rows to zaken: each row through the engine, many in flight, so that they share a transaction.
//!
//! ```text
//!  thread: Lezer ──▶ channel of 64 ──▶ group of at most 64 ──▶ engine.melding ──▶ what became of it
//! ```
//! Easy to get wrong: order. Two rows about one melding or one jongere mean something only one after the
//! other, so that a group ends before the second of them.

use futures_util::future::join_all;
use std::collections::{BTreeMap, HashSet};
use std::io::{self, Read};
use thiserror::Error;
use tokio::sync::mpsc;

use super::fout::{Rijfout, Verhuld};
use super::lezer::{Lezer, Stuk};
use crate::engine::{Engine, EngineFout, Intake};
use crate::store::{Levering, Store, StoreFout};
use crate::zaak::Melding;

/// How many rows are in flight together, and how many more may wait.
const GROEP: usize = 64;
/// After so many rows the log says how far it is.
const STAP: u64 = 10_000;

/// What became of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Gevolg {
    Genomen(Intake),
    Geweigerd(Vec<Rijfout>),
}

/// What became of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Telling {
    pub gelezen: u64,
    pub geopend: u64,
    pub gevoegd: u64,
    pub bekend: u64,
    pub geweigerd: u64,
    /// Whose meldingen these are: bureau and `bron`.
    pub bronnen: HashSet<(String, String)>,
}

/// Why a file was not taken in to its end. What was taken in stays; taking it in again does no harm.
#[derive(Debug, Error)]
pub enum NeemFout {
    #[error("the file could not be read to its end")]
    Io(#[from] io::Error),
    #[error("the store failed")]
    Store(#[from] StoreFout),
}

/// Takes in all rows of a file. With a bureau, only those of its gemeenten. `elke` hears of each row in
/// order, with the number of bytes read so far.
///
/// # Errors
/// When the file or the store fails half-way.
pub async fn neem<S, R, F>(
    engine: &Engine<S>,
    mut lezer: Lezer<R>,
    bureau: Option<&str>,
    mut elke: F,
) -> Result<Telling, NeemFout>
where
    S: Store,
    R: Read + Send + 'static,
    F: FnMut(&Stuk, &Gevolg, u64),
{
    let (queue, mut rows) = mpsc::channel::<io::Result<(Stuk, u64)>>(GROEP);
    let mut telling = Telling::default();
    if let (Some(bureau), Some(bron)) = (bureau, lezer.vaste_bron()) {
        // A list with nothing on it is a delivery too.
        telling.bronnen.insert((bureau.to_owned(), bron.to_owned()));
    }
    let reader = tokio::task::spawn_blocking(move || {
        loop {
            let next = match lezer.volgende() {
                Ok(Some(stuk)) => Ok((stuk, lezer.gelezen())),
                Ok(None) => return,
                Err(fout) => Err(fout),
            };
            let last = next.is_err();
            if queue.blocking_send(next).is_err() || last {
                return;
            }
        }
    });
    let mut waiting: Vec<(Stuk, u64)> = Vec::new();
    loop {
        let mut more = Vec::new();
        if waiting.len() < GROEP {
            let room = GROEP - waiting.len();
            // With rows at hand only what is there already is waited for.
            if waiting.is_empty() {
                rows.recv_many(&mut more, room).await;
            } else {
                while more.len() < room
                    && let Ok(one) = rows.try_recv()
                {
                    more.push(one);
                }
            }
        }
        for row in more {
            waiting.push(row?);
        }
        if waiting.is_empty() {
            break;
        }
        let group: Vec<(Stuk, u64)> = waiting.drain(..together(&waiting)).collect();
        let work = group.iter().map(|(stuk, _)| one(engine, stuk, bureau));
        for ((stuk, gelezen), gevolg) in group.iter().zip(join_all(work).await) {
            let gevolg = gevolg?;
            telling.add(engine, stuk, &gevolg);
            elke(stuk, &gevolg, *gelezen);
            if telling.gelezen.is_multiple_of(STAP) {
                tracing::info!(
                    rows = telling.gelezen,
                    refused = telling.geweigerd,
                    "taking in a file"
                );
            }
        }
    }
    if reader.await.is_err() {
        return Err(io::Error::other("the reader broke off").into());
    }
    note(engine, &telling).await?;
    Ok(telling)
}

/// Takes in one melding that came by itself, and notes that its `bron` delivered.
///
/// # Errors
/// As [`Engine::melding`].
pub async fn neem_een<S: Store>(
    engine: &Engine<S>,
    melding: Melding,
) -> Result<Intake, EngineFout> {
    let bureau = engine
        .catalog()
        .bureau_van(&melding.gemeente)
        .map(|found| found.bureau.clone());
    let bron = melding.bron.clone();
    let intake = engine.melding(melding).await?;
    if let Some(bureau) = bureau {
        let levering = Levering {
            bureau,
            bron,
            at: engine.clock().now(),
        };
        if let Err(fout) = engine.store().mark_levering(&levering).await {
            // The melding is kept, and its sender is told so; at worst a delivery is thought missing.
            tracing::warn!(error = %fout, "a delivery could not be noted");
        }
    }
    Ok(intake)
}

impl Telling {
    fn add<S: Store>(&mut self, engine: &Engine<S>, stuk: &Stuk, gevolg: &Gevolg) {
        self.gelezen += 1;
        match gevolg {
            Gevolg::Genomen(Intake::Geopend(_)) => self.geopend += 1,
            Gevolg::Genomen(Intake::Gevoegd(_)) => self.gevoegd += 1,
            Gevolg::Genomen(Intake::Bekend(_)) => self.bekend += 1,
            Gevolg::Geweigerd(_) => self.geweigerd += 1,
        }
        if let (Gevolg::Genomen(_), Ok(melding)) = (gevolg, &stuk.inhoud)
            && let Some(bureau) = engine.catalog().bureau_van(&melding.gemeente)
        {
            self.bronnen
                .insert((bureau.bureau.clone(), melding.bron.clone()));
        }
    }
}

async fn note<S: Store>(engine: &Engine<S>, telling: &Telling) -> Result<(), StoreFout> {
    let at = engine.clock().now();
    let in_order: BTreeMap<_, ()> = telling.bronnen.iter().map(|pair| (pair, ())).collect();
    for ((bureau, bron), ()) in in_order {
        let levering = Levering {
            bureau: bureau.clone(),
            bron: bron.clone(),
            at,
        };
        engine.store().mark_levering(&levering).await?;
    }
    Ok(())
}

/// One row through the engine. Only a store that fails is an error; the rest is the row's own.
async fn one<S: Store>(
    engine: &Engine<S>,
    stuk: &Stuk,
    bureau: Option<&str>,
) -> Result<Gevolg, StoreFout> {
    let melding = match &stuk.inhoud {
        Ok(melding) => melding,
        Err(fouten) => return Ok(Gevolg::Geweigerd(fouten.clone())),
    };
    let refused = |melding: String| Ok(Gevolg::Geweigerd(vec![Rijfout::new(stuk.regel, melding)]));
    if let Some(bureau) = bureau
        && let Some(other) = engine.catalog().bureau_van(&melding.gemeente)
        && other.bureau != bureau
    {
        return refused(format!(
            "gemeente `{}` hoort bij bureau `{}`; lever deze rij daar aan",
            melding.gemeente, other.bureau
        ));
    }
    match engine.melding(melding.clone()).await {
        Ok(intake) => Ok(Gevolg::Genomen(intake)),
        Err(EngineFout::Store(fout)) => Err(fout),
        Err(fout @ (EngineFout::Refusal(_) | EngineFout::Kalender(_))) => {
            let hidden =
                serde_json::to_value(melding).map_or(Verhuld::Alles, |value| Verhuld::van(&value));
            refused(hidden.in_tekst(&fout.to_string()))
        }
        Err(fout) => {
            tracing::error!(error = %fout, "a melding could not be taken in");
            refused("Termijnwacht kon deze rij niet verwerken; de beheerder vindt de oorzaak in het log".to_owned())
        }
    }
}

/// How many rows from the first on have nothing to do with one another.
fn together(rows: &[(Stuk, u64)]) -> usize {
    let mut seen: HashSet<(&str, &str)> = HashSet::new();
    for (at, (stuk, _)) in rows.iter().enumerate() {
        let Ok(melding) = &stuk.inhoud else { continue };
        let jongere = melding.jongere.as_ref();
        let keys = [
            Some((melding.bron.as_str(), melding.kenmerk.as_str())),
            jongere.and_then(|jongere| Some(("\0bsn", jongere.bsn.as_deref()?))),
            jongere.and_then(|jongere| Some(("\0pgn", jongere.pgn.as_deref()?))),
        ];
        let keys = keys.into_iter().flatten();
        if at > 0 && keys.clone().any(|key| seen.contains(&key)) {
            return at;
        }
        seen.extend(keys);
    }
    rows.len()
}
