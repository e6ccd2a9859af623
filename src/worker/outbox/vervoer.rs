//! Mails on their way: several at once to the mail server, one by one into files.
//!
//! Easy to get wrong: a server that is away. The first mail that meets it is enough; the others of the round
//! are put off without trying, so that a round ends long before the lease of its rows does.

use std::sync::Arc;
use tokio::task::JoinSet;

use super::afloop::Afloop;
use super::bestand::write;
use super::bundel::Post;
use super::{OutboxFout, RijFout, Uitgang};
use crate::clock::Stopwatch;
use crate::smtp::{Fault, Parcel, Pool, Verdict};
use crate::store::{Claim, LEASE_MS, Store};

/// A claim and its mail; none where mails go nowhere.
pub(super) struct Vertrek {
    pub claim: Claim,
    pub mail: Option<Post>,
}

/// Sends the mails of a round and settles each as soon as its end is known.
pub(super) async fn breng_weg<S: Store>(
    afloop: &mut Afloop<'_, S>,
    uitgang: &Uitgang,
    vertrek: Vec<Vertrek>,
) -> Result<(), OutboxFout> {
    if let Uitgang::Smtp { pool, .. } = uitgang {
        return per_server(afloop, pool, vertrek).await;
    }
    for Vertrek { claim, mail } in vertrek {
        let written = match (uitgang, mail) {
            (Uitgang::Map(map), Some(mail)) => {
                write(&map.join("mails").join(&mail.bestand), &mail.pakje.message)
            }
            _ => Ok(()),
        };
        match written {
            Ok(()) => afloop.verzonden(&claim.rijen, 1).await?,
            Err(fout) => {
                afloop
                    .niet_gemaakt(&claim.rijen, RijFout::Outbox(fout))
                    .await?
            }
        }
    }
    Ok(())
}

async fn per_server<S: Store>(
    afloop: &mut Afloop<'_, S>,
    pool: &Arc<Pool>,
    vertrek: Vec<Vertrek>,
) -> Result<(), OutboxFout> {
    let at_once = usize::try_from(pool.settings().connections)
        .unwrap_or(1)
        .max(1);
    let begun = Stopwatch::start();
    let mut waiting = vertrek.into_iter();
    let mut sending: JoinSet<(Claim, Verdict)> = JoinSet::new();
    let mut away: Option<Fault> = None;
    loop {
        // A round that takes too long gives the rest back, before another may claim the same rows.
        let late = begun.elapsed().as_millis() > u128::from(LEASE_MS.unsigned_abs()) / 3;
        while away.is_none() && !late && sending.len() < at_once {
            let Some(Vertrek { claim, mail }) = waiting.next() else {
                break;
            };
            let Some(mail) = mail else { continue };
            sending.spawn(send(Arc::clone(pool), claim, mail.pakje));
        }
        match sending.join_next().await {
            Some(Ok((claim, verdict))) => {
                if let Verdict::Later {
                    fault,
                    server: true,
                    ..
                } = &verdict
                {
                    away = Some(fault.clone());
                }
                afloop.beoordeeld(&claim, verdict, pool).await?;
            }
            Some(Err(fault)) => {
                // Its rows come back when their lease ends.
                tracing::error!(error = %fault, "a mail was given up half way");
            }
            None => break,
        }
    }
    for Vertrek { claim, .. } in waiting {
        afloop.niet_geprobeerd(&claim.rijen, away.as_ref()).await?;
    }
    Ok(())
}

async fn send(pool: Arc<Pool>, claim: Claim, parcel: Parcel) -> (Claim, Verdict) {
    let verdict = pool.send(&parcel).await;
    (claim, verdict)
}
