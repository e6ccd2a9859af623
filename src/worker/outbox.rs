//! The outbox: what zaken asked of the world, claimed, made and handed on.
//!
//! What falls due for one person in one mail hour is one mail. Easy to get wrong: marking. A row is marked
//! only after its mail or letter is in other hands; a crash in between sends twice rather than never.

use chrono::{DateTime, Utc};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use thiserror::Error;

use crate::catalog::Catalog;
use crate::definition::bureau::Bureau;
use crate::definition::diagnostic::Diagnostic;
use crate::engine::{Engine, EngineFout};
use crate::render::Fout as TekstFout;
use crate::render::brief::{self, Stukken};
use crate::render::mail::{self, Bericht};
use crate::render::tekst::Tekst;
use crate::store::{Store, StoreFout, Uitgaand, Uitslag};
use crate::zaak::effect::{BriefEffect, MailEffect};
use crate::zaak::staat::Aan;
use crate::zaak::{Digest, Effect, MedewerkerId, RegelId, ZaakId};

/// How many claims one round takes.
const RONDE: u32 = 500;

/// Where mails and letters go.
#[derive(Debug, Clone)]
pub enum Uitgang {
    /// Nowhere: `simulate` only tells that they would have gone.
    Nergens,
    /// Into files: `mails/*.eml` and `brieven/*.html` below this folder.
    Map(PathBuf),
}

/// What went out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Verzonden {
    pub mails: usize,
    pub brieven: usize,
    pub meldingen: usize,
    /// Rows that could not be made and wait for a person.
    pub mislukt: usize,
}

impl Verzonden {
    /// Adds what went out in another round.
    pub fn add(&mut self, other: Self) {
        self.mails += other.mails;
        self.brieven += other.brieven;
        self.meldingen += other.meldingen;
        self.mislukt += other.mislukt;
    }

    /// How many things were dealt with, one way or the other.
    pub const fn rows(self) -> usize {
        self.mails + self.brieven + self.meldingen + self.mislukt
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

/// What becomes one mail: bureau, person, and for a text that speaks of one zaak that text and zaak.
type Bundel = (String, Option<MedewerkerId>, Option<(String, ZaakId)>);

/// Why one row could not be made.
#[derive(Debug, Error)]
enum RijFout {
    #[error("text `{0}` is not in the catalogue nor in the store")]
    TekstWeg(String),
    #[error("text `{naam}` cannot be read: {fout}")]
    TekstOnleesbaar { naam: String, fout: String },
    #[error(transparent)]
    Tekst(#[from] TekstFout),
    #[error("nothing is known of the persons of zaak `{0}`")]
    GeenMelding(ZaakId),
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
/// When the store fails, or a file cannot be written; rows not marked then come back.
pub async fn tick<S: Store>(
    engine: &Engine<S>,
    uitgang: &Uitgang,
) -> Result<Verzonden, OutboxFout> {
    let now = engine.clock().now();
    let mut total = Verzonden::default();
    loop {
        let claims = engine.store().claim_outbox(now, RONDE).await?;
        if claims.is_empty() {
            return Ok(total);
        }
        let rows = claims.into_iter().flat_map(|claim| claim.rijen);
        let mut mails: BTreeMap<Bundel, Vec<(i64, MailEffect)>> = BTreeMap::new();
        for row in rows {
            match row.effect.clone() {
                Effect::Mail(mail) => {
                    let bureau = bureau_of(engine, row.zaak).await?;
                    let alone = mail.tekst != mail::OVERZICHT;
                    let kind = alone.then(|| (mail.tekst.clone(), row.zaak));
                    mails
                        .entry((bureau, mail.aan.medewerker.clone(), kind))
                        .or_default()
                        .push((row.id, *mail));
                }
                Effect::Brief(brief) => {
                    let made = make_letters(engine, &row, &brief, uitgang).await;
                    total.brieven += settle(
                        engine,
                        &[row.id],
                        Some(brief.regel),
                        made,
                        now,
                        &mut total.mislukt,
                    )
                    .await?;
                }
                Effect::MeldingUit {
                    regel, ref naar, ..
                } => {
                    let written = write_melding(engine, &row, regel, naar, uitgang).await;
                    total.meldingen += settle(
                        engine,
                        &[row.id],
                        Some(regel),
                        written,
                        now,
                        &mut total.mislukt,
                    )
                    .await?;
                }
                _ => {
                    engine
                        .store()
                        .mark_uit(&[row.id], &Uitslag::Verzonden { at: now })
                        .await?
                }
            }
        }
        for ((bureau, _, _), rows) in mails {
            let Some(aan) = rows.first().map(|(_, mail)| mail.aan.clone()) else {
                continue;
            };
            let ids: Vec<i64> = rows.iter().map(|(id, _)| *id).collect();
            let made = make_mail(
                engine,
                &bureau,
                &aan,
                rows.into_iter().map(|(_, mail)| mail).collect(),
                uitgang,
                now,
            )
            .await;
            total.mails += settle(engine, &ids, None, made, now, &mut total.mislukt).await?;
        }
    }
}

/// Writes a message for a party outside the bureau; it names the jongere, unlike the effect. What the officer
/// weighed and noted stays in the bureau: what the party must know is in the letter beside it.
async fn write_melding<S: Store>(
    engine: &Engine<S>,
    row: &Uitgaand,
    regel: RegelId,
    naar: &str,
    uitgang: &Uitgang,
) -> Result<usize, RijFout> {
    let gemelde = engine.store().gemelde(row.zaak).await?;
    let melding = gemelde.ok_or(RijFout::GeenMelding(row.zaak))?.melding;
    let Effect::MeldingUit { datum, .. } = &row.effect else {
        return Ok(0);
    };
    let bericht = serde_json::json!({
        "naar": naar,
        "zaak": row.zaak,
        "datum": datum,
        "jongere": melding.jongere,
        "school": melding.school,
        "verzuim": melding.verzuim,
    });
    if let Uitgang::Map(map) = uitgang {
        let naam = format!("{}-{naar}.json", regel.to_string().replace('.', "-"));
        let text = format!("{bericht:#}\n");
        write(&map.join("meldingen").join(naam), text.as_bytes())?;
    }
    Ok(1)
}

/// Marks rows by what became of them; gives how many things went out.
async fn settle<S: Store>(
    engine: &Engine<S>,
    ids: &[i64],
    asked_by: Option<RegelId>,
    made: Result<usize, RijFout>,
    now: DateTime<Utc>,
    mislukt: &mut usize,
) -> Result<usize, OutboxFout> {
    match made {
        Ok(number) => {
            engine
                .store()
                .mark_uit(ids, &Uitslag::Verzonden { at: now })
                .await?;
            Ok(number)
        }
        Err(RijFout::Outbox(fout)) => Err(fout),
        Err(fout) => {
            tracing::error!(error = %fout, "an outgoing row could not be made");
            *mislukt += ids.len();
            engine
                .store()
                .mark_uit(
                    ids,
                    &Uitslag::Mislukt {
                        at: now,
                        reden: fout.to_string(),
                    },
                )
                .await?;
            if let Some(regel) = asked_by {
                // The zaak believes that it went out; a person must hear that it did not.
                engine.post_mislukt(regel, &fout.to_string()).await?;
            }
            Ok(0)
        }
    }
}

async fn make_mail<S: Store>(
    engine: &Engine<S>,
    bureau: &str,
    aan: &Aan,
    mails: Vec<MailEffect>,
    uitgang: &Uitgang,
    now: DateTime<Utc>,
) -> Result<usize, RijFout> {
    let Uitgang::Map(map) = uitgang else {
        return Ok(1);
    };
    let catalog = engine.catalog();
    let Some(bureau) = catalog.bureau(bureau).cloned() else {
        return Err(RijFout::TekstWeg(bureau.to_owned()));
    };
    let own = mails
        .first()
        .map(|mail| (mail.tekst.clone(), mail.digest.clone()))
        .unwrap_or_default();
    let regels: Vec<_> = mails
        .into_iter()
        .map(|mail| (mail.regel, mail.inhoud))
        .collect();
    let tekst = mail_text(engine, &catalog, &bureau, &own, mail::tekstnaam(&regels)).await?;
    let bericht = Bericht {
        bureau: &bureau,
        aan,
        regels: &regels,
        vandaag: now
            .with_timezone(&chrono_tz::Europe::Amsterdam)
            .date_naive(),
    };
    let made = mail::maak(&tekst, bericht)?;
    let to = aan
        .medewerker
        .as_ref()
        .map_or("postbus", |id| id.0.as_str());
    let at = now
        .with_timezone(&chrono_tz::Europe::Amsterdam)
        .format("%Y-%m-%d-%H%M");
    let first = regels
        .first()
        .map(|(regel, _)| regel.to_string().replace('.', "-"))
        .unwrap_or_default();
    write(
        &map.join("mails").join(format!("{at}-{to}-{first}.eml")),
        &made.to_eml(now)?,
    )?;
    Ok(1)
}

/// The text of a mail: that of the effect for one zaak, else the live one for several.
async fn mail_text<S: Store>(
    engine: &Engine<S>,
    catalog: &Catalog,
    bureau: &Bureau,
    own: &(String, Digest),
    several: &str,
) -> Result<Tekst, RijFout> {
    let (naam, digest) = own;
    let naam = if naam == mail::OVERZICHT {
        several
    } else {
        naam
    };
    if let Some(live) = catalog.mailtekst(&bureau.bureau, naam) {
        return read_text(naam, "mails", live);
    }
    text_of(engine, catalog, naam, digest, "mails").await
}

async fn make_letters<S: Store>(
    engine: &Engine<S>,
    row: &Uitgaand,
    effect: &BriefEffect,
    uitgang: &Uitgang,
) -> Result<usize, RijFout> {
    let catalog = engine.catalog();
    let gemelde = engine
        .store()
        .gemelde(row.zaak)
        .await?
        .ok_or(RijFout::GeenMelding(row.zaak))?;
    let slug = bureau_of(engine, row.zaak).await?;
    let Some(bureau) = catalog.bureau(&slug).cloned() else {
        return Err(RijFout::TekstWeg(slug));
    };
    let tekst = text_of(engine, &catalog, &effect.tekst, &effect.digest, "brieven").await?;
    let mut effect = effect.clone();
    fill_texts(engine, &mut effect.context).await?;
    let made = brief::maak(
        &tekst,
        Stukken {
            effect: &effect,
            melding: &gemelde.melding,
            bureau: &bureau,
        },
    )?;
    let Uitgang::Map(map) = uitgang else {
        return Ok(made.len());
    };
    for letter in &made {
        write(
            &map.join("brieven").join(&letter.bestandsnaam),
            letter.html.as_bytes(),
        )?;
    }
    Ok(made.len())
}

/// Puts the free texts that fields refer to in their place.
async fn fill_texts<S: Store>(
    engine: &Engine<S>,
    context: &mut serde_json::Value,
) -> Result<(), StoreFout> {
    let Some(gegevens) = context.get_mut("gegevens").and_then(|g| g.as_object_mut()) else {
        return Ok(());
    };
    for waarde in gegevens.values_mut() {
        let Some(regel) = waarde.as_str().and_then(RegelId::from_reference) else {
            continue;
        };
        let notities = engine.store().notities(regel.zaak).await?;
        let found = notities.into_iter().find(|(known, _)| *known == regel);
        *waarde = found.map_or(serde_json::Value::Null, |(_, tekst)| tekst.into());
    }
    Ok(())
}

/// A frozen text: from today's catalogue when it is still the same, else from the store.
async fn text_of<S: Store>(
    engine: &Engine<S>,
    catalog: &Catalog,
    naam: &str,
    digest: &Digest,
    folder: &str,
) -> Result<Tekst, RijFout> {
    let text: Option<Arc<str>> = match catalog.tekst(digest) {
        Some(text) => Some(Arc::clone(text)),
        None => engine.store().blob(digest).await?.map(Arc::from),
    };
    let text = text.ok_or_else(|| RijFout::TekstWeg(naam.to_owned()))?;
    read_text(naam, folder, &text)
}

fn read_text(naam: &str, folder: &str, text: &str) -> Result<Tekst, RijFout> {
    Tekst::lees(&format!("{folder}/{naam}.md"), text).map_err(|fouten| RijFout::TekstOnleesbaar {
        naam: naam.to_owned(),
        fout: fouten
            .first()
            .map(Diagnostic::to_string)
            .unwrap_or_default(),
    })
}

async fn bureau_of<S: Store>(engine: &Engine<S>, zaak: ZaakId) -> Result<String, StoreFout> {
    Ok(engine.store().load(zaak).await?.bureau)
}

fn write(pad: &Path, content: &[u8]) -> Result<(), OutboxFout> {
    let fault = |source| OutboxFout::Schrijven {
        pad: pad.display().to_string(),
        source,
    };
    if let Some(map) = pad.parent() {
        fs::create_dir_all(map).map_err(fault)?;
    }
    fs::write(pad, content).map_err(fault)
}
