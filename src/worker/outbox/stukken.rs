//! Letters and outgoing meldingen: made and put into the folder from which the bureau sends them.
//!
//! Easy to get wrong: what a party may know. A melding names the jongere, unlike the effect, but nothing of
//! what the officer weighed and noted; that is in the letter beside it, or nowhere.

use super::bestand::write;
use super::{RijFout, Uitgang, tekst};
use crate::engine::Engine;
use crate::render::brief::{self, Stukken};
use crate::store::{Store, StoreFout, Uitgaand};
use crate::zaak::effect::BriefEffect;
use crate::zaak::staat::Betrokkene;
use crate::zaak::{Effect, Melding, RegelId};

/// Makes the letters of a row, one for each address; gives how many.
pub(super) async fn brieven<S: Store>(
    engine: &Engine<S>,
    rij: &Uitgaand,
    effect: &BriefEffect,
    uitgang: &Uitgang,
) -> Result<usize, RijFout> {
    let catalog = engine.catalog();
    let zaak = engine.store().load(rij.zaak).await?;
    let gemelde = engine.store().gemelde(rij.zaak).await?;
    let melding = match (gemelde, &zaak.betrokkene) {
        (Some(gemelde), _) => gemelde.melding,
        // No melding opened it: the letter is to the school that the zaak is about.
        (None, Betrokkene::School(code)) => Melding::over_school(code, &zaak.gemeente, zaak.begin),
        (None, _) => return Err(RijFout::GeenMelding(rij.zaak)),
    };
    let slug = zaak.bureau;
    let bureau = catalog
        .bureau(&slug)
        .cloned()
        .ok_or(RijFout::BureauWeg(slug))?;
    let tekst = tekst::bevroren(engine, &catalog, &effect.tekst, &effect.digest, "brieven").await?;
    let mut effect = effect.clone();
    fill_texts(engine, &mut effect.context).await?;
    let made = brief::maak(
        &tekst,
        Stukken {
            effect: &effect,
            melding: &melding,
            bureau: &bureau,
        },
    )?;
    if let Some(map) = uitgang.map() {
        for letter in &made {
            let pad = map.join("brieven").join(&letter.bestandsnaam);
            write(&pad, letter.html.as_bytes())?;
        }
    }
    Ok(made.len())
}

/// Writes a message for a party outside the bureau.
pub(super) async fn melding<S: Store>(
    engine: &Engine<S>,
    rij: &Uitgaand,
    uitgang: &Uitgang,
) -> Result<usize, RijFout> {
    let Effect::MeldingUit {
        regel, naar, datum, ..
    } = &rij.effect
    else {
        return Ok(0);
    };
    let gemelde = engine.store().gemelde(rij.zaak).await?;
    let melding = gemelde.ok_or(RijFout::GeenMelding(rij.zaak))?.melding;
    let bericht = serde_json::json!({
        "naar": naar,
        "zaak": rij.zaak,
        "datum": datum,
        "jongere": melding.jongere,
        "school": melding.school,
        "verzuim": melding.verzuim,
    });
    if let Some(map) = uitgang.map() {
        let naam = format!("{}-{naar}.json", regel.to_string().replace('.', "-"));
        let text = format!("{bericht:#}\n");
        write(&map.join("meldingen").join(naam), text.as_bytes())?;
    }
    Ok(1)
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
