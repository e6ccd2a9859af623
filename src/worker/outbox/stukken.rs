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

/// Where letters lie that an officer must judge before they go.
const BEOORDELEN: &str = "beoordelen";

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
            // A folder of its own: what prints `brieven` by itself never finds it there.
            let folder = if letter.geadresseerde.beoordelen {
                BEOORDELEN
            } else {
                "brieven"
            };
            let pad = map.join(folder).join(&letter.bestandsnaam);
            write(&pad, letter.html.as_bytes())?;
        }
    }
    if made.iter().any(|letter| letter.geadresseerde.beoordelen) {
        return Err(RijFout::EerstBeoordelen);
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

#[cfg(test)]
mod tests {
    use serde_json::json;
    use std::sync::Arc;

    use super::*;
    use crate::bronnen::Bronnen;
    use crate::catalog::Catalog;
    use crate::clock::Clock;
    use crate::store::MemoryStore;
    use crate::worker::outbox::tick;
    use crate::zaak::{Act, ZaakId};

    #[tokio::test]
    async fn a_letter_that_must_be_judged_first_lies_apart_and_the_bureau_hears_of_it() {
        let catalog = Arc::new(Catalog::load(&Bronnen::ingebed()).unwrap().catalog);
        let now = "2026-11-09T09:00:00Z".parse().unwrap();
        let clock = Arc::new(Clock::manual(now));
        let engine = Engine::new(Arc::new(MemoryStore::new()), catalog, clock);
        let engine = engine.await.unwrap();
        let geheim = json!({"straat": "Schuilplaats", "huisnummer": "1", "postcode": "0000 ZZ", "geheim": true});
        let elders = json!({"straat": "Andere Dreef", "huisnummer": "12", "postcode": "0000 CC"});
        let melding = json!({
            "bron": "proef", "kenmerk": "P-1", "soort": "absoluut-verzuim", "ontvangen": "2026-11-09", "gemeente": "woerden",
            "jongere": {"bsn": "999990019", "naam": "Sanne Voorbeeldnaam", "geboortedatum": "2014-03-02", "adres": geheim},
            "ouders": [
                {"naam": "A. Voorbeeldnaam", "gezag": true, "adres": geheim},
                {"naam": "B. Voorbeeldnaam", "gezag": true, "adres": elders},
            ],
            "gegevens": {"vermoeden": "2026-11-09"},
        });
        engine
            .melding(serde_json::from_value(melding).unwrap())
            .await
            .unwrap();
        for (taak, uitkomst) in [
            ("administratieve-controle", "geen-fout"),
            ("eerste-brief", "verzonden"),
        ] {
            let act: Act = serde_json::from_value(json!({
                "op": "2026-11-09T10:00:00+01:00", "zaak": "Z1", "door": "admin-1", "taak": taak, "uitkomst": uitkomst,
            }))
            .unwrap();
            engine.act(&act).await.unwrap();
        }
        let map = tempfile::tempdir().unwrap();
        let uitgang = Uitgang::Map(map.path().to_owned());
        let done = tick(&engine, &uitgang).await.unwrap();
        assert_eq!(done.mislukt, 1);
        let letters = |folder: &str| -> Vec<String> {
            let found = std::fs::read_dir(map.path().join(folder)).unwrap();
            found
                .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
                .collect()
        };
        let (safe, held) = (letters("brieven"), letters("beoordelen"));
        assert!(safe.len() == 1 && safe[0].contains("A. Voorbeeldnaam"));
        assert!(held.len() == 1 && held[0].contains("B. Voorbeeldnaam"));
        let zaak = engine.store().load(ZaakId(1)).await.unwrap();
        let told: Vec<&str> = zaak
            .incidenten
            .iter()
            .filter(|incident| !incident.opgelost)
            .map(|incident| incident.melding.as_str())
            .collect();
        assert!(
            told.len() == 1 && told[0].contains("map `beoordelen`"),
            "{told:?}"
        );
    }
}
