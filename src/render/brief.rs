//! Letters: an authored text filled with one zaak, one letter for each household it goes to.
//!
//! Who they are is for `geadresseerde`, the sheet for `briefpapier`, writing the file for a worker. Easy to
//! get wrong: two households may know different things. Nothing of an address goes into the text itself,
//! and the file is named after zaak and line, never after a person.

use chrono::NaiveDate;
use serde_json::{Map, Value, json};

use super::briefpapier::{self, Vel};
use super::geadresseerde::{geadresseerden, met_gezag};
use super::kop::Ontvanger;
use super::opmaak;
use super::plaatsnaam::plaatsnaam;
use super::sjabloon::{Fout, een_regel};
use super::tekst::Tekst;
use crate::definition::bureau::Bureau;
use crate::zaak::effect::BriefEffect;
use crate::zaak::melding::VerzuimSoort;
use crate::zaak::{MedewerkerId, Melding};

/// What a letter is made of.
#[derive(Debug, Clone, Copy)]
pub struct Stukken<'a> {
    pub effect: &'a BriefEffect,
    pub melding: &'a Melding,
    pub bureau: &'a Bureau,
}

/// A household a letter goes to.
#[derive(Clone, PartialEq, Eq)]
pub struct Geadresseerde {
    /// One name per line of the address.
    pub namen: Vec<String>,
    /// Empty when secret or missing; then a remark says so.
    pub adres: Vec<String>,
    /// `Geachte A. de Wit, geachte B. Bakker`, without the comma that ends it.
    pub aanhef: String,
    /// For administratie: shown on the screen, not printed.
    pub opmerkingen: Vec<String>,
    /// The jongere hides from who reads this, as far as is known: not sent before an officer has judged it.
    pub beoordelen: bool,
}

/// A letter, ready to print.
#[derive(Clone, PartialEq, Eq)]
pub struct Brief {
    /// `Z12-14-absoluut-verzuim-eerste.html`; with a number when there are several households.
    pub bestandsnaam: String,
    pub onderwerp: String,
    /// A whole page that needs nothing beside it.
    pub html: String,
    pub geadresseerde: Geadresseerde,
}

/// Makes the letters of an effect, one per household, in the order the melding names people.
///
/// # Errors
/// [`Fout`] when the text asks what the zaak does not hold, or too much; then there is no letter at all.
pub fn maak(tekst: &Tekst, stukken: Stukken<'_>) -> Result<Vec<Brief>, Fout> {
    let gemeente = gemeente(&stukken);
    // Who signs and where an answer goes is the gemeente's to say, where it does.
    let bureau = stukken.bureau.voor(&gemeente);
    let stukken = Stukken {
        bureau: bureau.as_ref(),
        ..stukken
    };
    let alleen = tekst.alleen.as_ref();
    let aan = geadresseerden(
        &stukken,
        tekst.aan.unwrap_or(Ontvanger::Ouders),
        alleen.map(|alleen| alleen.gegeven.as_str()),
    );
    let meer = aan.len() > 1;
    let regel = stukken.effect.regel;
    let naam = bestandsdeel(&stukken.effect.tekst);
    let maak_een = |(nummer, geadresseerde): (usize, _)| {
        let mut context = context(stukken);
        let Geadresseerde { aanhef, .. } = &geadresseerde;
        context.insert("aanhef".to_owned(), json!(aanhef));
        let context = Value::Object(context);
        let inhoud = opmaak::html(&tekst.vul(&context)?);
        let onderwerp = tekst.vul_onderwerp(&context)?.unwrap_or_default();
        let volg = if meer {
            format!("-{}", nummer + 1)
        } else {
            String::new()
        };
        let html = briefpapier::vel(&Vel {
            tekst,
            bureau: stukken.bureau,
            behandelaar: &een_regel(context["behandelaar"]["naam"].as_str().unwrap_or_default()),
            kenmerk: regel.zaak,
            datum: stukken.effect.datum,
            onderwerp: &onderwerp,
            geadresseerde: &geadresseerde,
            inhoud: &inhoud,
        });
        Ok(Brief {
            bestandsnaam: format!("{}-{}-{naam}{volg}.html", regel.zaak, regel.nummer),
            onderwerp,
            html,
            geadresseerde,
        })
    };
    aan.into_iter().enumerate().map(maak_een).collect()
}

/// The gemeente of the zaak, which may have moved since the melding.
fn gemeente(stukken: &Stukken<'_>) -> String {
    let of_zaak = stukken.effect.context.get("gemeente");
    of_zaak
        .and_then(Value::as_str)
        .unwrap_or(&stukken.melding.gemeente)
        .to_owned()
}

/// The names a text may use, but for `aanhef`; kept in step with `verwijzing::namen::BRIEF`.
fn context(stukken: Stukken<'_>) -> Map<String, Value> {
    let Stukken {
        effect,
        melding,
        bureau,
    } = stukken;
    let of = |naam: &str| {
        effect
            .context
            .get(naam)
            .filter(|waarde| !waarde.is_null())
            .cloned()
    };
    let groep = |naam: &str| of(naam).unwrap_or_else(|| json!({}));
    let gemeente = gemeente(&stukken);
    let ouders: Vec<Value> = met_gezag(&stukken)
        .map(|ouder| json!({"naam": een_regel(&ouder.naam)}))
        .collect();
    let mut context = json!({
        "brief": {"datum": effect.datum},
        "zaak": {"nummer": effect.regel.zaak, "gemeente": plaatsnaam(&gemeente)},
        "bureau": {
            "naam": bureau.naam,
            "adres": bureau.brieven.adres,
            "telefoon": bureau.brieven.telefoon,
            "mail": bureau.brieven.mail,
            "ondertekening": bureau.brieven.ondertekening,
        },
        "behandelaar": behandelaar(of("behandelaar").as_ref(), bureau),
        "ondertekenaar": ondertekenaar(of("ondertekenaar"), of("behandelaar").as_ref(), bureau),
        "ouders": ouders,
        "gegevens": groep("gegevens"),
        "datums": groep("datums"),
        "termijnen": met_einde(groep("termijnen")),
        "taken": groep("taken"),
        "verdaging": groep("verdaging"),
    });
    context["jongere"] = jongere(melding, effect.datum);
    context["school"] = school(melding, bureau);
    context["verzuim"] = verzuim(melding);
    match context {
        Value::Object(context) => context,
        _ => Map::new(),
    }
}

/// Leaves out terms without a date, so that `is defined` says whether there is one to name.
fn met_einde(mut termijnen: Value) -> Value {
    if let Some(termijnen) = termijnen.as_object_mut() {
        termijnen.retain(|_, termijn| termijn.get("einde").is_some_and(Value::is_string));
    }
    termijnen
}

fn jongere(melding: &Melding, dag: NaiveDate) -> Value {
    melding.jongere.as_ref().map_or_else(
        || json!({}),
        |kind| json!({"naam": een_regel(&kind.naam), "geboortedatum": kind.geboortedatum, "leeftijd": kind.leeftijd_op(dag)}),
    )
}

/// A school that the bureau does not know has a number, and no name to print.
fn school(melding: &Melding, bureau: &Bureau) -> Value {
    let school = melding.school.as_ref().and_then(|code| {
        let scholen = &bureau.scholen;
        scholen
            .get(&code.code())
            .or_else(|| scholen.get(&code.brin))
    });
    school.map_or_else(|| json!({}), |school| json!({"naam": school.naam}))
}

fn verzuim(melding: &Melding) -> Value {
    let Some(verzuim) = &melding.verzuim else {
        return json!({});
    };
    let soort = match verzuim.soort {
        VerzuimSoort::ZestienUur => "16 uur in vier weken",
        VerzuimSoort::Langdurig => "langdurig verzuim",
        VerzuimSoort::Luxe => "luxe verzuim",
        VerzuimSoort::Overig => "overig verzuim",
        VerzuimSoort::Doorstroompunt => "verzuim vanaf 18 jaar",
    };
    json!({
        "soort": soort,
        "begin": verzuim.begin,
        "uren": verzuim.uren,
        "schooldagen": verzuim.schooldagen,
        "te_laat": verzuim.te_laat,
    })
}

/// The officer by id or as given; where there is none, the bureau speaks.
fn behandelaar(gegeven: Option<&Value>, bureau: &Bureau) -> Value {
    let bekend = gegeven.and_then(|wie| match wie {
        Value::String(id) => bureau
            .medewerker(&MedewerkerId(id.clone()).0)
            .map(|wie| json!({"naam": wie.naam, "mail": wie.mail})),
        wie if wie.get("naam").is_some_and(Value::is_string) => Some(wie.clone()),
        _ => None,
    });
    bekend.unwrap_or_else(|| json!({"naam": bureau.naam, "mail": bureau.brieven.mail}))
}

/// Who sent the letter, as that was then; else the officer, and what he may today.
fn ondertekenaar(toen: Option<Value>, officer: Option<&Value>, bureau: &Bureau) -> Value {
    toen.unwrap_or_else(|| {
        let nu = officer.and_then(|wie| bureau.medewerker(wie.as_str()?));
        let naam = behandelaar(officer, bureau)["naam"].clone();
        json!({"naam": naam, "boa": nu.is_some_and(|wie| wie.boa)})
    })
}

/// Part of a file name: a slug, whatever the text was called.
fn bestandsdeel(naam: &str) -> String {
    let slug: String = naam
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .take(60)
        .collect();
    if slug.trim_matches('-').is_empty() {
        "brief".to_owned()
    } else {
        slug.trim_matches('-').to_owned()
    }
}

impl std::fmt::Debug for Brief {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Brief({})", self.bestandsnaam)
    }
}

impl std::fmt::Debug for Geadresseerde {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Geadresseerde(…)")
    }
}

#[cfg(test)]
mod tests;
