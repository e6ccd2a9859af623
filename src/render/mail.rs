//! Mails to medewerkers: all that falls due for one person in one mail hour, the most urgent first.
//!
//! When to mail whom is `decide`'s, the envelope `eml`'s, sending a worker's. Easy to get wrong: a mail
//! names zaken by number only. No person of a zaak is known here, so none can slip in.

pub mod week;

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

use super::datum;
use super::eml;
use super::opmaak::{self, veilig};
use super::plaatsnaam::plaatsnaam;
use super::sjabloon::{Fout, een_regel};
use super::tekst::Tekst;
use crate::definition::bureau::Bureau;
use crate::zaak::effect::MailRegel;
use crate::zaak::staat::Aan;
use crate::zaak::{RegelId, ZaakId};

/// The text for a mail about one zaak, when its effects name no other.
pub const OVERZICHT: &str = "overzicht";
/// The text for a mail about several zaken, or about several things of one; it may not use `zaak`.
pub const DAGOVERZICHT: &str = "dagoverzicht";
/// Characters of a subject; mail programs cut what is longer.
const ONDERWERP: usize = 120;
/// How many lines a mail tells in full; the rest is counted. Nobody reads more, and mail servers refuse a book.
pub const VOLUIT: usize = 40;

/// What one person must hear.
#[derive(Debug, Clone, Copy)]
pub struct Bericht<'a> {
    pub bureau: &'a Bureau,
    pub aan: &'a Aan,
    /// With the line of history that asked for each.
    pub regels: &'a [(RegelId, MailRegel)],
    /// The day the mail goes out: what is before it is too late.
    pub vandaag: NaiveDate,
}

/// A name with a mail address.
#[derive(Clone, PartialEq, Eq)]
pub struct Postadres {
    pub naam: String,
    pub adres: String,
}

/// A mail, ready to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub van: Postadres,
    pub aan: Postadres,
    pub onderwerp: String,
    pub tekst: String,
    pub html: String,
    /// With its angle brackets; the same lines to the same person give the same id.
    pub message_id: String,
    /// The thread of the zaak, when it is about one; mail programs put these together.
    pub referentie: Option<String>,
}

/// The text to use for these lines: the one they all ask, if they are about one zaak and can all be told in
/// full; else the one that tells of several.
pub fn tekstnaam<'a>(
    regels: &[(RegelId, MailRegel)],
    mut gevraagd: impl Iterator<Item = &'a str>,
) -> &'a str {
    let eerste = gevraagd.next().unwrap_or(OVERZICHT);
    let eensgezind = gevraagd.all(|ander| ander == eerste);
    if eensgezind && een_zaak(regels).is_some() && regels.len() <= VOLUIT {
        eerste
    } else {
        DAGOVERZICHT
    }
}

/// Makes one mail.
///
/// # Errors
/// [`Fout`] when there is nothing to say, or the text asks what is not there: `zaak` where there are
/// several zaken.
pub fn maak(tekst: &Tekst, bericht: Bericht<'_>) -> Result<Mail, Fout> {
    let mut regels: Vec<&(RegelId, MailRegel)> = bericht.regels.iter().collect();
    regels.sort_by_key(|(id, regel)| dringend(regel, bericht.vandaag, *id));
    let Some((_, eerste)) = regels.first() else {
        return Err(Fout::Leeg);
    };
    let samenvatting = samenvatting(&regels, eerste, bericht.vandaag);
    let aan = ontvanger(bericht.bureau, bericht.aan);
    let context = context(&regels, &aan, bericht.bureau, &samenvatting);
    let gevuld = tekst.vul(&context)?;
    let onderwerp = tekst.vul_onderwerp(&context)?.unwrap_or(samenvatting);
    let domein = eml::domein(&bericht.bureau.mail.afzender);
    let onderwerp = kort(&onderwerp);
    Ok(Mail {
        van: Postadres {
            naam: een_regel(&bericht.bureau.mail.naam),
            adres: bericht.bureau.mail.afzender.clone(),
        },
        html: bladzijde(&onderwerp, &opmaak::html(&gevuld)),
        tekst: opmaak::plat(&gevuld),
        message_id: eml::message_id(
            bericht.regels.iter().map(|(id, _)| *id),
            bericht.aan,
            &domein,
        ),
        referentie: een_zaak(bericht.regels).map(|zaak| eml::draad(zaak, &domein)),
        aan,
        onderwerp,
    })
}

/// A mail that says only that it arrived. Each moment `op` gives another id, or servers would take it for the
/// same mail.
pub fn proefmail(van: Postadres, aan: Postadres, op: DateTime<Utc>) -> Mail {
    let tekst = "Dit is een proefbericht van Termijnwacht.\n\nLeest u dit, dan kan Termijnwacht mailen. U hoeft niets te doen.\n";
    let onderwerp = "Proefbericht van Termijnwacht".to_owned();
    let alineas: String = tekst
        .split("\n\n")
        .map(|alinea| format!("<p>{}</p>\n", veilig(alinea.trim())))
        .collect();
    Mail {
        html: bladzijde(&onderwerp, &alineas),
        tekst: tekst.to_owned(),
        message_id: format!(
            "<proef.{}@{}>",
            op.timestamp_micros(),
            eml::domein(&van.adres)
        ),
        referentie: None,
        van,
        aan,
        onderwerp,
    }
}

fn een_zaak(regels: &[(RegelId, MailRegel)]) -> Option<ZaakId> {
    let (_, eerste) = regels.first()?;
    regels
        .iter()
        .all(|(_, regel)| regel.zaak == eerste.zaak)
        .then_some(eerste.zaak)
}

/// What comes first: incidents, then what is too late, then by date; at the same date escalaties first.
fn dringend(
    regel: &MailRegel,
    vandaag: NaiveDate,
    id: RegelId,
) -> (u8, Option<NaiveDate>, u8, RegelId) {
    let groep = match regel.einde {
        _ if regel.soort == "incident" => 0,
        Some(einde) if einde < vandaag => 1,
        Some(_) => 2,
        None => 3,
    };
    let soort = match regel.soort.as_str() {
        "incident" => 0,
        "escalatie" => 1,
        "herinnering" => 2,
        _ => 3,
    };
    (groep, regel.einde, soort, id)
}

/// What must be done and by when, in one line.
fn samenvatting(
    regels: &[&(RegelId, MailRegel)],
    eerste: &MailRegel,
    vandaag: NaiveDate,
) -> String {
    let wanneer = match eerste.einde {
        _ if eerste.soort == "incident" => Some("ingrijpen nodig".to_owned()),
        Some(einde) if einde < vandaag => Some("te laat".to_owned()),
        Some(einde) if einde == vandaag => Some("vandaag".to_owned()),
        Some(einde) => Some(format!("uiterlijk {}", datum::zonder_jaar(einde))),
        None => None,
    };
    if let [_] = regels {
        let titel = &eerste.titel;
        return match wanneer {
            Some(wanneer) => format!(
                "{}: {} ({})",
                hoofdletter(&wanneer),
                kleine_letter(titel),
                eerste.zaak
            ),
            None => format!("{titel} ({})", eerste.zaak),
        };
    }
    let vragen = format!("{} punten vragen aandacht", regels.len());
    match wanneer {
        Some(wanneer) if eerste.soort == "incident" => {
            format!("{}: {vragen}", hoofdletter(&wanneer))
        }
        Some(wanneer) if eerste.einde < Some(vandaag) => {
            format!("{vragen}, de eerste is {wanneer}")
        }
        Some(wanneer) => format!("{vragen}, de eerste {wanneer}"),
        None => vragen,
    }
}

fn hoofdletter(tekst: &str) -> String {
    let mut tekens = tekst.chars();
    tekens.next().map_or(String::new(), |eerste| {
        eerste.to_uppercase().chain(tekens).collect()
    })
}

/// Lowers the first letter of a title, unless it begins with an abbreviation such as SVB.
fn kleine_letter(tekst: &str) -> String {
    let mut tekens = tekst.chars();
    match (tekens.next(), tekens.clone().next()) {
        (Some(eerste), Some(tweede)) if !tweede.is_uppercase() => {
            eerste.to_lowercase().chain(tekens).collect()
        }
        _ => tekst.to_owned(),
    }
}

fn kort(onderwerp: &str) -> String {
    let onderwerp = een_regel(onderwerp);
    match onderwerp.char_indices().nth(ONDERWERP) {
        None => onderwerp,
        Some((einde, _)) => format!("{}…", onderwerp[..einde].trim_end()),
    }
}

/// The person, or the bureau's mailbox where nobody holds the role.
fn ontvanger(bureau: &Bureau, aan: &Aan) -> Postadres {
    let wie = aan
        .medewerker
        .as_ref()
        .and_then(|id| bureau.medewerker(&id.0));
    match wie {
        Some(wie) => Postadres {
            naam: een_regel(&wie.naam),
            adres: wie.mail.clone(),
        },
        None => Postadres {
            naam: een_regel(&bureau.naam),
            adres: bureau.mail.postbus.clone(),
        },
    }
}

/// The names a text may use; kept in step with `verwijzing::namen::MAIL`. `regels` has the most urgent first.
fn context(
    alle: &[&(RegelId, MailRegel)],
    aan: &Postadres,
    bureau: &Bureau,
    samenvatting: &str,
) -> Value {
    let (regels, rest) = alle.split_at(alle.len().min(VOLUIT));
    let aantal_zaken = alle
        .iter()
        .map(|(_, regel)| regel.zaak)
        .collect::<BTreeSet<_>>()
        .len();
    let mut nummers: Vec<ZaakId> = Vec::new();
    for (_, regel) in regels {
        if !nummers.contains(&regel.zaak) {
            nummers.push(regel.zaak);
        }
    }
    let zaken: Vec<Value> = nummers
        .iter()
        .filter_map(|nummer| {
            let eigen: Vec<&MailRegel> = regels
                .iter()
                .map(|(_, regel)| regel)
                .filter(|regel| regel.zaak == *nummer)
                .collect();
            let mut zaak = zaak(eigen.first()?);
            zaak["regels"] = eigen.iter().map(|regel| inhoud(regel)).collect();
            Some(zaak)
        })
        .collect();
    let mut context = json!({
        "ontvanger": {"naam": aan.naam},
        "bureau": {"naam": bureau.naam},
        "samenvatting": samenvatting,
        "aantal": alle.len(),
        "aantal_zaken": aantal_zaken,
        "rest": geteld(rest),
        "regels": regels.iter().map(|(_, regel)| inhoud(regel)).collect::<Vec<_>>(),
        "zaken": zaken,
    });
    if let ([_], Some((_, eerste))) = (nummers.as_slice(), regels.first()) {
        context["zaak"] = zaak(eerste);
    }
    context
}

/// The lines that are not told in full: how many of each kind per procedure, and the first date among them.
fn geteld(rest: &[&(RegelId, MailRegel)]) -> Vec<Value> {
    let mut groepen: BTreeMap<(&str, &str), Vec<&MailRegel>> = BTreeMap::new();
    for (_, regel) in rest {
        let groep = (regel.procedure.as_str(), regel.soort.as_str());
        groepen.entry(groep).or_default().push(regel);
    }
    let telling = |((procedure, soort), regels): ((&str, &str), Vec<&MailRegel>)| {
        let (enkel, meer) = match soort {
            "herinnering" => ("herinnering", "herinneringen"),
            "escalatie" => ("escalatie", "escalaties"),
            "incident" => ("incident", "incidenten"),
            _ => ("bericht", "berichten"),
        };
        json!({
            "aantal": regels.len(),
            "wat": if regels.len() == 1 { enkel } else { meer },
            "procedure": kleine_letter(procedure),
            "eerste": regels.iter().filter_map(|regel| regel.einde).min(),
        })
    };
    groepen.into_iter().map(telling).collect()
}

fn zaak(regel: &MailRegel) -> Value {
    json!({"nummer": regel.zaak, "procedure": regel.procedure, "gemeente": plaatsnaam(&regel.gemeente), "fase": regel.fase})
}

fn inhoud(regel: &MailRegel) -> Value {
    json!({
        "soort": regel.soort,
        "zaak": regel.zaak,
        "titel": regel.titel,
        "einde": regel.einde,
        "over": regel.over,
        "waarom": zin(&regel.waarom),
        "grondslag": regel.grondslag,
        "vervolg": zin(&regel.vervolg),
    })
}

/// Without the full stop at the end, because the text puts its own.
fn zin(tekst: &str) -> &str {
    tekst.trim().trim_end_matches('.')
}

fn bladzijde(onderwerp: &str, inhoud: &str) -> String {
    format!(
        "<!DOCTYPE html>\n<html lang=\"nl\">\n<head>\n<meta charset=\"utf-8\">\n<title>{}</title>\n</head>\n\
         <body style=\"max-width: 38em; color: #1a1a1a; background: #ffffff; font: 16px/1.5 Calibri, Carlito, Arial, sans-serif\">\n{inhoud}</body>\n</html>\n",
        veilig(onderwerp)
    )
}

impl std::fmt::Debug for Postadres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Postadres(…)")
    }
}

#[cfg(test)]
mod tests;
