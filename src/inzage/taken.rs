//! Taken: mine, or my bureau's, by deadline.
//!
//! Easy to get wrong: whose a taak is. A taak is for a role; who that is today follows from the zaak, the
//! school and who is absent, so it is worked out and never stored.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Blik, DwangsomZicht, bounded, dag, dwangsom, schooldagen_over};
use crate::definition::bureau::Zoek;
use crate::definition::mas::Mas;
use crate::engine::{Engine, EngineFout};
use crate::store::{Store, TaakFilter, TaakRij};
use crate::zaak::staat::{Aan, Betrokkene};
use crate::zaak::{MedewerkerId, Rol, Taak, Zaak, ZaakId};

/// The most taken of a bureau that are looked through for those of one person.
const ZOEK_MAX: u32 = 100_000;

/// Which taken.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct TaakVraag {
    /// Alleen mijn taken: die van de medewerker van het token.
    pub mijn: bool,
    /// Alleen de taken van deze medewerker.
    pub medewerker: Option<String>,
    /// Slug van een gemeente.
    pub gemeente: Option<String>,
    /// Slug van een procedure.
    pub procedure: Option<String>,
    /// Voor wie de taak is.
    pub rol: Option<Rol>,
    /// Alleen taken van deze zaak.
    pub zaak: Option<String>,
    /// Hoeveel taken hoogstens; zonder opgave 100, ten hoogste 1000.
    pub limiet: Option<u32>,
}

/// A taak in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaakZicht {
    pub zaak: String,
    pub taak: String,
    pub titel: String,
    /// Voor wie: de rol, en wie dat vandaag is.
    pub rol: Rol,
    pub aan: Vec<String>,
    pub procedure: String,
    pub gemeente: String,
    pub fase: String,
    /// De stap van de MAS waarin de zaak is.
    pub mas: Option<Mas>,
    pub begin: NaiveDate,
    /// De laatste dag.
    pub einde: Option<NaiveDate>,
    /// Schooldagen van vandaag tot het einde; onder nul als het einde voorbij is.
    pub schooldagen_over: Option<i64>,
    pub grondslag: Vec<String>,
    /// Welke laag van de definities dit zegt.
    pub laag: String,
    /// Waarom het einde op die dag valt.
    pub uitleg: Option<String>,
    /// Wat te laat beslissen in deze zaak kost, als het bureau in gebreke is gesteld.
    pub dwangsom: Option<DwangsomZicht>,
}

/// The open taken in sight, the first einde first, those without a date last.
///
/// # Errors
/// When the store fails.
pub async fn taken<S: Store>(
    engine: &Engine<S>,
    blik: &Blik,
    vraag: &TaakVraag,
) -> Result<Vec<TaakZicht>, EngineFout> {
    let Some(gemeenten) = blik.within(vraag.gemeente.as_ref()) else {
        return Ok(Vec::new());
    };
    let Ok(zaak) = vraag.zaak.as_deref().map(str::parse::<ZaakId>).transpose() else {
        return Ok(Vec::new());
    };
    let own = vraag.medewerker.clone().map(MedewerkerId);
    let own = own.or_else(|| blik.medewerker.clone().filter(|_| vraag.mijn));
    let limiet = bounded(vraag.limiet);
    let filter = TaakFilter {
        bureau: blik.bureau.clone(),
        gemeenten,
        procedure: vraag.procedure.clone(),
        voor: vraag.rol,
        zaak,
        // Whose a taak is cannot be asked of the store.
        limit: if own.is_some() { ZOEK_MAX } else { limiet },
        ..TaakFilter::default()
    };
    let mut found = Vec::new();
    for rij in engine.store().taken(&filter).await? {
        if found.len() >= limiet as usize {
            break;
        }
        let Some(zaak) = engine.store().find(rij.zaak).await? else {
            continue;
        };
        let school = school(engine, &zaak).await?;
        let aan = wie(engine, &zaak, &rij.taak, school.as_deref());
        let is_own =
            |own: &MedewerkerId| aan.iter().any(|aan| aan.medewerker.as_ref() == Some(own));
        if own.as_ref().is_none_or(is_own) {
            found.push(view(engine, &zaak, rij, &aan).await?);
        }
    }
    Ok(found)
}

/// Who the open taken of a zaak lead to today, each once.
///
/// # Errors
/// When the store fails.
pub(super) async fn houders<S: Store>(
    engine: &Engine<S>,
    zaak: &Zaak,
) -> Result<Vec<String>, EngineFout> {
    let school = school(engine, zaak).await?;
    let aan = zaak
        .open_taken()
        .flat_map(|taak| wie(engine, zaak, taak, school.as_deref()));
    let mut found: Vec<String> = Vec::new();
    for id in aan.filter_map(|aan| aan.medewerker) {
        if !found.contains(&id.0) {
            found.push(id.0);
        }
    }
    Ok(found)
}

/// The school a zaak is about, or that of its jongere.
async fn school<S: Store>(engine: &Engine<S>, zaak: &Zaak) -> Result<Option<String>, EngineFout> {
    match &zaak.betrokkene {
        Betrokkene::School(code) => Ok(Some(code.clone())),
        Betrokkene::Bureau => Ok(None),
        Betrokkene::Jongere(_) => {
            let gemelde = engine.store().gemelde(zaak.id).await?;
            Ok(gemelde.and_then(|gemelde| Some(gemelde.melding.school?.code())))
        }
    }
}

/// Who a taak leads to today.
fn wie<S: Store>(engine: &Engine<S>, zaak: &Zaak, taak: &Taak, school: Option<&str>) -> Vec<Aan> {
    let catalog = engine.catalog();
    let Some(bureau) = catalog.bureau(&zaak.bureau) else {
        return Vec::new();
    };
    bureau.wie(Zoek {
        rol: taak.voor,
        gemeente: &zaak.gemeente,
        school,
        boa: taak.boa,
        behandelaar: zaak.behandelaar.as_ref(),
        dag: dag(engine.clock().now()),
    })
}

async fn view<S: Store>(
    engine: &Engine<S>,
    zaak: &Zaak,
    rij: TaakRij,
    aan: &[Aan],
) -> Result<TaakZicht, EngineFout> {
    let procedure = engine.procedure_van(zaak).await?;
    let kalender = engine.kalender_van(zaak).await.ok();
    let vandaag = dag(engine.clock().now());
    let over = rij
        .einde
        .zip(kalender)
        .and_then(|(einde, kalender)| schooldagen_over(&kalender, vandaag, einde));
    let termijn = zaak.termijn_van(rij.taak.nummer);
    let present = aan.iter().filter_map(|aan| aan.medewerker.as_ref());
    Ok(TaakZicht {
        zaak: zaak.id.to_string(),
        aan: present.map(|id| id.0.clone()).collect(),
        taak: rij.taak.naam,
        titel: rij.taak.titel,
        rol: rij.taak.voor,
        procedure: rij.procedure,
        gemeente: rij.gemeente,
        fase: zaak.fase.clone(),
        mas: procedure.mas(&zaak.fase),
        begin: rij.taak.begin,
        einde: rij.einde,
        schooldagen_over: over,
        grondslag: rij.taak.grondslag,
        laag: rij.taak.laag,
        uitleg: termijn.map(|termijn| termijn.uitleg.clone()),
        dwangsom: dwangsom(&procedure, zaak, vandaag),
    })
}
