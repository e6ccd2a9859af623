//! The weekly overview in words.
//!
//! What is in it was gathered when it was asked for. Easy to get wrong: the overview is of that day; when it
//! goes out later, its dates and numbers are still those of then.

use serde_json::{Value, json};

use super::{Mail, Postadres, bladzijde, kort, ontvanger};
use crate::definition::bureau::Bureau;
use crate::render::eml;
use crate::render::opmaak;
use crate::render::plaatsnaam::plaatsnaam;
use crate::render::sjabloon::{Fout, een_regel};
use crate::render::tekst::Tekst;
use crate::zaak::RegelId;
use crate::zaak::staat::Aan;
use crate::zaak::week::{Weekdeel, Weekoverzicht, Weekregel, Weeksoort};

/// The text of the weekly overview.
pub const WEEKOVERZICHT: &str = "weekoverzicht";

/// An overview for one person.
#[derive(Debug, Clone, Copy)]
pub struct Weekbericht<'a> {
    pub bureau: &'a Bureau,
    pub aan: &'a Aan,
    /// The line of history that asked for it.
    pub regel: RegelId,
    pub week: &'a Weekoverzicht,
}

/// Makes the mail.
///
/// # Errors
/// [`Fout`] when the text asks what is not there.
pub fn maak(tekst: &Tekst, bericht: Weekbericht<'_>) -> Result<Mail, Fout> {
    let aan = ontvanger(bericht.bureau, bericht.aan);
    let samenvatting = samenvatting(bericht.week);
    let context = context(&aan, bericht.bureau, bericht.week, &samenvatting);
    let gevuld = tekst.vul(&context)?;
    let onderwerp = tekst.vul_onderwerp(&context)?.unwrap_or(samenvatting);
    let onderwerp = kort(&onderwerp);
    let domein = eml::domein(&bericht.bureau.mail.afzender);
    Ok(Mail {
        van: Postadres {
            naam: een_regel(&bericht.bureau.mail.naam),
            adres: bericht.bureau.mail.afzender.clone(),
        },
        html: bladzijde(&onderwerp, &opmaak::html(&gevuld)),
        tekst: opmaak::plat(&gevuld),
        message_id: eml::message_id([bericht.regel].into_iter(), bericht.aan, &domein),
        referentie: None,
        aan,
        onderwerp,
    })
}

/// The names a text may use, beside those of other mails in `verwijzing::namen::MAIL`.
fn context(aan: &Postadres, bureau: &Bureau, week: &Weekoverzicht, samenvatting: &str) -> Value {
    let deel = |deel: &Weekdeel| {
        json!({
            "soort": deel.soort,
            "kop": kop(deel.soort),
            "regels": deel.regels.iter().map(regel).collect::<Vec<_>>(),
            "meer": deel.meer,
        })
    };
    json!({
        "ontvanger": {"naam": aan.naam},
        "bureau": {"naam": bureau.naam},
        "samenvatting": samenvatting,
        "delen": week.delen.iter().map(deel).collect::<Vec<_>>(),
        "cijfers": week.cijfers,
    })
}

const fn kop(soort: Weeksoort) -> &'static str {
    match soort {
        Weeksoort::TeLaat => "Te laat",
        Weeksoort::DezeWeek => "Deze week",
        Weeksoort::Later => "Daarna",
        Weeksoort::ZonderDatum => "Nog zonder datum",
        Weeksoort::Wacht => "Hier wacht u op anderen",
    }
}

fn regel(regel: &Weekregel) -> Value {
    json!({
        "zaak": regel.zaak,
        "procedure": regel.procedure,
        "gemeente": plaatsnaam(&regel.gemeente),
        "titel": regel.titel,
        "einde": regel.einde,
        "over": regel.over,
        "wie": regel.wie,
    })
}

/// How much there is, in one line.
fn samenvatting(week: &Weekoverzicht) -> String {
    let number = |wanted: &[Weeksoort]| -> usize {
        let delen = week
            .delen
            .iter()
            .filter(|deel| wanted.contains(&deel.soort));
        delen
            .map(|deel| deel.regels.len() + usize::try_from(deel.meer).unwrap_or(usize::MAX))
            .sum()
    };
    let taken = number(&[
        Weeksoort::TeLaat,
        Weeksoort::DezeWeek,
        Weeksoort::Later,
        Weeksoort::ZonderDatum,
    ]);
    let te_laat = number(&[Weeksoort::TeLaat]);
    let wacht = number(&[Weeksoort::Wacht]);
    let open = match taken {
        0 => "geen open taken".to_owned(),
        1 => "1 open taak".to_owned(),
        several => format!("{several} open taken"),
    };
    // The first of the figures is that of the whole bureau.
    let bureau = week.cijfers.first().map_or(0, |rij| rij.te_laat);
    match (te_laat, wacht) {
        (0, 0) if taken == 0 && bureau > 0 => format!("{open}, in het bureau {bureau} te laat"),
        (0, 0) => open,
        (0, 1) => format!("{open}, 1 zaak wacht op anderen"),
        (0, wacht) => format!("{open}, {wacht} zaken wachten op anderen"),
        (te_laat, _) if te_laat == taken && taken == 1 => format!("{open}, en die is te laat"),
        (te_laat, _) if te_laat == taken => format!("{open}, allemaal te laat"),
        (te_laat, _) => format!("{open}, waarvan {te_laat} te laat"),
    }
}

#[cfg(test)]
mod tests;
