//! Reading: taken, zaken and dossiers.
//!
//! What is shown is `inzage`'s. Easy to get wrong: a list that says "mine" to a token of a system, which is
//! nobody: it is told so, and not given an empty list.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::probleem::Probleem;
use super::route::{Antwoord, Niets, Vraag};
use crate::inzage::{self, DossierZicht, PersoonVraag, TaakVraag, TaakZicht, ZaakVraag, ZaakZicht};
use crate::store::Store;

/// A list of taken.
#[derive(Serialize, JsonSchema)]
pub struct Taken {
    pub taken: Vec<TaakZicht>,
}

/// A page of zaken.
#[derive(Serialize, JsonSchema)]
pub struct Zaken {
    pub zaken: Vec<ZaakZicht>,
    /// Wat u als `na` meegeeft voor de volgende bladzijde; leeg op de laatste.
    pub volgende: Option<String>,
}

/// How many, after which.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Bladzijde {
    /// De laatste zaak van de vorige bladzijde.
    pub na: Option<String>,
    /// Hoeveel zaken hoogstens; zonder opgave 100, ten hoogste 1000.
    pub limiet: Option<u32>,
}

pub(super) async fn taken<S: Store>(
    vraag: Vraag<S, TaakVraag>,
) -> Result<Antwoord<Taken>, Probleem> {
    let blik = vraag.wie.blik();
    if vraag.zoek.mijn && blik.medewerker.is_none() {
        let melding =
            "`mijn` kan alleen met een token van een medewerker; noem anders `medewerker`";
        return Err(Probleem::onjuist(vec![melding.to_owned().into()]));
    }
    let taken = inzage::taken(&vraag.engine, &blik, &vraag.zoek).await?;
    Ok(Antwoord::ok(Taken { taken }))
}

pub(super) async fn lijst<S: Store>(
    vraag: Vraag<S, ZaakVraag>,
) -> Result<Antwoord<Zaken>, Probleem> {
    page(&vraag, &vraag.zoek, PersoonVraag::default()).await
}

pub(super) async fn zoek<S: Store>(
    vraag: Vraag<S, Bladzijde>,
    persoon: PersoonVraag,
) -> Result<Antwoord<Zaken>, Probleem> {
    if persoon == PersoonVraag::default() {
        let melding = "noem ten minste `naam`, `geboortedatum`, `bsn` of `pgn`";
        return Err(Probleem::onjuist(vec![melding.to_owned().into()]));
    }
    let zoek = ZaakVraag {
        na: vraag.zoek.na.clone(),
        limiet: vraag.zoek.limiet,
        ..ZaakVraag::default()
    };
    page(&vraag, &zoek, persoon).await
}

async fn page<S: Store, Q>(
    vraag: &Vraag<S, Q>,
    zoek: &ZaakVraag,
    persoon: PersoonVraag,
) -> Result<Antwoord<Zaken>, Probleem> {
    let blik = vraag.wie.blik();
    let zaken = inzage::zaken(&vraag.engine, &blik, zoek, persoon).await?;
    let full = zaken.len() >= zoek.limiet.unwrap_or(inzage::LIMIET).max(1) as usize;
    let last = zaken.last().map(|zaak| zaak.zaak.clone());
    Ok(Antwoord::ok(Zaken {
        volgende: last.filter(|_| full),
        zaken,
    }))
}

pub(super) async fn dossier<S: Store>(
    vraag: Vraag<S, Niets>,
) -> Result<Antwoord<DossierZicht>, Probleem> {
    let zaak = vraag.zaak().await?;
    let dossier = inzage::dossier(&vraag.engine, &zaak).await?;
    Ok(Antwoord::ok(dossier))
}
