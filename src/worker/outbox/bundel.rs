//! All that one person must hear in this hour, as one mail.
//!
//! Easy to get wrong: one text that is broken. Where the text of a zaak cannot be filled the lines still go,
//! in the text that tells of several zaken; a person must hear of a term more than of a text.

use chrono::{DateTime, Utc};
use chrono_tz::Europe::Amsterdam;

use super::tekst::Van;
use super::{RijFout, Uitgang, tekst};
use crate::catalog::Catalog;
use crate::engine::Engine;
use crate::render::Fout as TekstFout;
use crate::render::mail::week::{self, WEEKOVERZICHT, Weekbericht};
use crate::render::mail::{self, Bericht, Mail};
use crate::smtp::Parcel;
use crate::store::{Ontvanger, Store, Uitgaand};
use crate::zaak::effect::MailEffect;
use crate::zaak::{Digest, Effect};

/// A mail that is ready to go.
pub(super) struct Post {
    pub pakje: Parcel,
    /// The name of its file, where mails become files.
    pub bestand: String,
}

/// Takes the weekly overviews out where there is more to tell: they are a mail of their own.
pub(super) fn apart(rijen: &mut Vec<Uitgaand>) -> Vec<Uitgaand> {
    let (week, rest): (Vec<_>, Vec<_>) = rijen.drain(..).partition(is_week);
    if rest.is_empty() {
        *rijen = week;
        return Vec::new();
    }
    *rijen = rest;
    week
}

fn is_week(rij: &Uitgaand) -> bool {
    matches!(&rij.effect, Effect::Mail(mail) if mail.week.is_some())
}

/// Makes the mail of these rows; `None` where mails go nowhere.
pub(super) async fn maak<S: Store>(
    engine: &Engine<S>,
    ontvanger: &Ontvanger,
    rijen: &[Uitgaand],
    uitgang: &Uitgang,
    now: DateTime<Utc>,
) -> Result<Option<Post>, RijFout> {
    if matches!(uitgang, Uitgang::Nergens) {
        return Ok(None);
    }
    let effects: Vec<&MailEffect> = rijen
        .iter()
        .filter_map(|rij| match &rij.effect {
            Effect::Mail(mail) => Some(mail.as_ref()),
            _ => None,
        })
        .collect();
    let catalog = engine.catalog();
    let bureau = catalog
        .bureau(&ontvanger.bureau)
        .ok_or_else(|| RijFout::BureauWeg(ontvanger.bureau.clone()))?;
    let Some(eerste) = effects.first() else {
        return Err(TekstFout::Leeg.into());
    };
    // Overviews that piled up say the same of an ever older day; the newest will do.
    if let Some((week, mail)) = effects
        .iter()
        .rev()
        .find_map(|mail| mail.week.as_deref().map(|week| (week, *mail)))
    {
        let tekst = tekst::van_mail(
            engine,
            &catalog,
            Van {
                bureau: &bureau.bureau,
                gemeente: None,
            },
            WEEKOVERZICHT,
            Some(&mail.digest),
        );
        let made = week::maak(
            &tekst.await?,
            Weekbericht {
                bureau,
                aan: &mail.aan,
                regel: mail.regel,
                week,
            },
        )?;
        return pakket(made, &effects, ontvanger, uitgang, now).map(Some);
    }
    let regels: Vec<_> = effects
        .iter()
        .map(|mail| (mail.regel, mail.inhoud.clone()))
        .collect();
    let bericht = Bericht {
        bureau,
        aan: &eerste.aan,
        regels: &regels,
        vandaag: now.with_timezone(&Amsterdam).date_naive(),
    };
    let naam = mail::tekstnaam(&regels, effects.iter().map(|mail| mail.tekst.as_str()));
    let digest = (naam == eerste.tekst).then_some(&eerste.digest);
    let made = match gevuld(engine, &catalog, bericht, naam, digest).await {
        Err(fout) if naam != mail::DAGOVERZICHT && !matches!(fout, RijFout::Outbox(_)) => {
            tracing::error!(text = naam, error = %fout, "a mail text cannot be used; its lines go in the day's digest");
            gevuld(engine, &catalog, bericht, mail::DAGOVERZICHT, None).await?
        }
        made => made?,
    };
    pakket(made, &effects, ontvanger, uitgang, now).map(Some)
}

fn pakket(
    made: Mail,
    effects: &[&MailEffect],
    ontvanger: &Ontvanger,
    uitgang: &Uitgang,
    now: DateTime<Utc>,
) -> Result<Post, RijFout> {
    let message = made.to_eml(now).map_err(|fout| RijFout::Adres {
        fout,
        wie: wie(ontvanger),
    })?;
    let from = match uitgang {
        Uitgang::Smtp { pool, .. } => pool.settings().envelope_from.clone(),
        _ => None,
    };
    Ok(Post {
        bestand: bestandsnaam(effects, ontvanger),
        pakje: Parcel {
            from: from.unwrap_or_else(|| made.van.adres.clone()),
            to: made.aan.adres.clone(),
            message,
        },
    })
}

/// Who it is for, as the bureau knows him.
pub(super) fn wie(ontvanger: &Ontvanger) -> String {
    match &ontvanger.medewerker {
        Some(id) => format!("medewerker `{}`", id.0),
        None => "de postbus van het bureau".to_owned(),
    }
}

async fn gevuld<S: Store>(
    engine: &Engine<S>,
    catalog: &Catalog,
    bericht: Bericht<'_>,
    naam: &str,
    digest: Option<&Digest>,
) -> Result<Mail, RijFout> {
    let mut about = bericht
        .regels
        .iter()
        .map(|(_, regel)| regel.gemeente.as_str());
    let first = about.next();
    let van = Van {
        bureau: &bericht.bureau.bureau,
        gemeente: first.filter(|first| about.all(|other| other == *first)),
    };
    let tekst = tekst::van_mail(engine, catalog, van, naam, digest).await?;
    Ok(mail::maak(&tekst, bericht)?)
}

/// The same rows give the same name: when they may go, to whom, and the first line that asked.
fn bestandsnaam(effects: &[&MailEffect], ontvanger: &Ontvanger) -> String {
    let at = effects.iter().map(|mail| mail.not_before).max();
    let at = at.map_or_else(String::new, |at| {
        at.with_timezone(&Amsterdam)
            .format("%Y-%m-%d-%H%M")
            .to_string()
    });
    let wie = ontvanger.medewerker.as_ref();
    let wie = wie.map_or("postbus", |id| id.0.as_str());
    let eerste = effects
        .first()
        .map_or_else(String::new, |mail| mail.regel.to_string().replace('.', "-"));
    format!("{at}-{wie}-{eerste}.eml")
}
