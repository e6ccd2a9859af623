//! A line of `simulate` and of the dossier: history as INTERFACE shows it to others.
//!
//! Easy to get wrong: all keys are always present, null where empty, and `soort` is one of the words of
//! INTERFACE, not the name of a variant. Some lines of history are bookkeeping and show nothing.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::{Europe::Amsterdam, Tz};
use schemars::JsonSchema;
use serde::{Serialize, Serializer};

use super::contact::{Partij, met_wie};
use super::gebeurtenis::{Gebeurtenis, Regel};
use super::ids::{RegelId, ZaakId};
use super::migratie::Overgang;
use super::overname::Herkomst;
use super::staat::Aan;
use crate::kalender::datum_kort;

/// What is shown of one history line.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Lijn {
    pub id: RegelId,
    #[serde(serialize_with = "seconds")]
    #[schemars(with = "String")]
    pub op: DateTime<Tz>,
    pub soort: &'static str,
    pub zaak: ZaakId,
    pub procedure: String,
    pub fase: Option<String>,
    pub naam: Option<String>,
    pub aan: Vec<Aan>,
    pub begin: Option<NaiveDate>,
    pub einde: Option<NaiveDate>,
    pub uitkomst: Option<String>,
    pub grondslag: Option<String>,
    pub laag: Option<String>,
    pub uitleg: Option<String>,
    pub door_id: Option<RegelId>,
}

fn seconds<S: Serializer>(op: &DateTime<Tz>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&op.format("%Y-%m-%dT%H:%M:%S%:z"))
}

/// The part of a line that depends on what happened.
#[derive(Default)]
struct Deel {
    soort: &'static str,
    naam: Option<String>,
    aan: Vec<Aan>,
    begin: Option<NaiveDate>,
    einde: Option<NaiveDate>,
    uitkomst: Option<String>,
    grondslag: Option<String>,
    laag: Option<String>,
    uitleg: Option<String>,
}

impl Lijn {
    /// The line that shows this history line; `None` for bookkeeping.
    pub fn van(regel: &Regel, procedure: &str) -> Option<Self> {
        let deel = deel(regel)?;
        Some(Self {
            id: regel.id,
            op: regel.op.with_timezone(&Amsterdam),
            soort: deel.soort,
            zaak: regel.id.zaak,
            procedure: procedure.to_owned(),
            fase: Some(regel.fase.clone()).filter(|fase| !fase.is_empty()),
            naam: deel.naam,
            aan: deel.aan,
            begin: deel.begin,
            einde: deel.einde,
            uitkomst: deel.uitkomst,
            grondslag: deel.grondslag.filter(|text| !text.is_empty()),
            laag: deel.laag.filter(|text| !text.is_empty()),
            uitleg: deel.uitleg.filter(|text| !text.is_empty()),
            door_id: regel.door_id,
        })
    }
}

fn deel(regel: &Regel) -> Option<Deel> {
    use Gebeurtenis as G;
    let of = |soort: &'static str| Deel {
        soort,
        ..Deel::default()
    };
    let named = |soort: &'static str, naam: &str| Deel {
        naam: Some(naam.to_owned()),
        ..of(soort)
    };
    let datum = Some(regel.datum);
    Some(match &regel.gebeurtenis {
        G::Geopend(geboorte) => Deel {
            begin: Some(geboorte.begin),
            uitleg: Some(format!("{}, {}", geboorte.titel, geboorte.gemeente)),
            ..named("zaak", &geboorte.procedure)
        },
        G::Gemeld { uitleg, .. } => Deel {
            begin: datum,
            uitleg: Some(uitleg.clone()),
            ..of("melding")
        },
        G::Overgenomen(herkomst) => Deel {
            begin: datum,
            uitleg: Some(told_of_takeover(regel, herkomst)),
            ..named("overgenomen", &herkomst.bron)
        },
        G::FaseBereikt {
            fase,
            titel,
            grondslag,
            laag,
        } => Deel {
            begin: datum,
            grondslag: Some(join(grondslag)),
            laag: Some(laag.clone()),
            uitleg: Some(titel.clone()),
            ..named("fase", fase)
        },
        G::TaakGeopend { taak, aan, einde } => Deel {
            aan: aan.clone(),
            begin: Some(taak.begin),
            einde: *einde,
            grondslag: Some(join(&taak.grondslag)),
            laag: Some(taak.laag.clone()),
            uitleg: Some(taak.titel.clone()),
            ..named("taak", &taak.naam)
        },
        G::TaakGereed { naam, uitkomst, .. } => Deel {
            begin: datum,
            uitkomst: Some(uitkomst.clone()),
            ..named("taak-gereed", naam)
        },
        G::TaakVervallen { naam, reden, .. }
        | G::TermijnVervallen { naam, reden, .. }
        | G::Teruggenomen { naam, reden, .. } => Deel {
            begin: datum,
            uitleg: Some(reden.clone()),
            ..named("vervallen", naam)
        },
        G::TermijnGestart { termijn } => Deel {
            begin: Some(termijn.begin),
            einde: termijn.einde,
            grondslag: Some(join(&termijn.grondslag)),
            laag: Some(termijn.laag.clone()),
            uitleg: Some(termijn.uitleg.clone()),
            ..named("termijn", &termijn.naam)
        },
        G::TermijnGesteld {
            naam,
            begin,
            einde,
            uitleg,
            ..
        } => Deel {
            begin: Some(*begin),
            einde: *einde,
            uitleg: Some(uitleg.clone()),
            ..named("termijn", naam)
        },
        G::TermijnVerstreken {
            naam,
            einde,
            grondslag,
            laag,
            uitleg,
            ..
        } => Deel {
            einde: Some(*einde),
            grondslag: Some(join(grondslag)),
            laag: Some(laag.clone()),
            uitleg: Some(uitleg.clone()),
            ..named("verstreken", naam)
        },
        G::RungAfgegaan(rung) => Deel {
            aan: rung.aan.clone(),
            einde: Some(rung.einde),
            grondslag: Some(join(&rung.grondslag)),
            laag: Some(rung.laag.clone()),
            uitleg: Some(rung.uitleg.clone()),
            ..named(
                if rung.escalatie {
                    "escalatie"
                } else {
                    "herinnering"
                },
                &rung.naam,
            )
        },
        G::Ontvangen { naam, uitleg, .. } => Deel {
            begin: datum,
            uitleg: Some(uitleg.clone()),
            ..named("gebeurtenis", naam)
        },
        G::Voorgesteld {
            vraag,
            antwoord,
            reden,
            ..
        } => Deel {
            uitkomst: Some(antwoord.clone()),
            uitleg: Some(reden.clone()),
            ..named("voorstel", vraag)
        },
        G::ProcedureGestart { procedure, wacht } => Deel {
            begin: datum,
            uitleg: wacht.then(|| "de zaak wacht op de uitkomst".to_owned()),
            ..named("start", procedure)
        },
        G::UitkomstOntvangen {
            procedure,
            zaak,
            uitkomst,
        } => Deel {
            begin: datum,
            uitkomst: Some(uitkomst.clone()),
            uitleg: Some(match zaak {
                Some(zaak) => format!("{zaak} ({procedure}) is afgerond"),
                None => format!("{procedure} is buiten Termijnwacht afgerond"),
            }),
            ..named("gebeurtenis", &format!("uitkomst-{procedure}"))
        },
        G::Brief { tekst, uitleg, .. } => Deel {
            begin: datum,
            uitleg: Some(uitleg.clone()),
            ..named("brief", tekst)
        },
        G::Mail { tekst, aan, .. } => Deel {
            aan: aan.clone(),
            ..named("mail", tekst)
        },
        G::MeldingUit { naar } => Deel {
            begin: datum,
            ..named("melding-uit", naar)
        },
        G::Opgeschort { opschorting, .. } => Deel {
            begin: Some(opschorting.van),
            uitleg: Some(opschorting.reden.clone()),
            ..of("opgeschort")
        },
        G::Hervat { tot, .. } => Deel {
            begin: datum,
            einde: Some(*tot),
            ..of("hervat")
        },
        G::Verdaagd {
            naam, verdaging, ..
        } => Deel {
            begin: Some(verdaging.datum),
            uitleg: Some(format!("{}: {}", verdaging.duur, verdaging.reden)),
            ..named("verdaagd", naam)
        },
        G::Afgeweken { fase, reden } => Deel {
            begin: datum,
            uitleg: Some(reden.clone()),
            ..named("afwijking", fase)
        },
        G::Genoteerd => Deel {
            begin: datum,
            ..named("gebeurtenis", "notitie")
        },
        G::Contact { contact } => {
            let local = contact.tijd.with_timezone(&Amsterdam);
            let bereikt = if contact.bereikt {
                "bereikt"
            } else {
                "niet-bereikt"
            };
            Deel {
                begin: datum,
                uitkomst: Some(bereikt.to_owned()),
                uitleg: Some(format!(
                    "{} {}, {} {}",
                    contact.soort.in_woorden(),
                    met_wie(&contact.met),
                    datum_kort(local.date_naive()),
                    local.format("%H:%M")
                )),
                ..named("gebeurtenis", "contact")
            }
        }
        G::AfspraakGemaakt { afspraak } => Deel {
            begin: datum,
            uitleg: Some(afspraak_op(
                afspraak.nummer,
                afspraak.wanneer,
                &afspraak.met,
                "",
            )),
            ..named("gebeurtenis", "afspraak")
        },
        G::AfspraakVerzet {
            afspraak,
            wanneer,
            met,
            reden,
            ..
        } => Deel {
            begin: datum,
            uitleg: Some(afspraak_op(*afspraak, *wanneer, met, reden)),
            ..named("gebeurtenis", "afspraak-verzet")
        },
        G::AfspraakAfgelopen {
            afspraak,
            nagekomen,
            reden,
        } => {
            let naam = if *nagekomen {
                "afspraak-nagekomen"
            } else {
                "afspraak-niet-nagekomen"
            };
            let reden = if reden.is_empty() {
                String::new()
            } else {
                format!(": {reden}")
            };
            Deel {
                begin: datum,
                uitleg: Some(format!("afspraak {afspraak}{reden}")),
                ..named("gebeurtenis", naam)
            }
        }
        G::AfspraakAfgezegd { afspraak, reden } => Deel {
            begin: datum,
            uitleg: Some(format!("afspraak {afspraak}: {reden}")),
            ..named("gebeurtenis", "afspraak-afgezegd")
        },
        G::Document { document } => Deel {
            begin: datum,
            uitleg: Some(format!("digest {}", document.digest)),
            ..named("gebeurtenis", "document")
        },
        G::Hersteld { regel, reden, .. } => Deel {
            begin: datum,
            uitleg: Some(reden.clone()),
            ..named("hersteld", &regel.to_string())
        },
        G::Gemigreerd(overgang) => Deel {
            begin: datum,
            uitleg: Some(told_of_migration(regel, overgang)),
            ..named("gemigreerd", &overgang.versie)
        },
        G::TermijnOvergezet(over) if over.verplaatst => Deel {
            begin: Some(over.begin),
            einde: over.einde,
            grondslag: Some(join(&over.grondslag)),
            laag: Some(over.laag.clone()),
            uitleg: Some(over.uitleg.clone()),
            ..named("termijn", &over.naam)
        },
        G::BehandelaarGezet { reden, .. } => Deel {
            begin: datum,
            uitleg: Some(reden.clone()),
            ..named("gebeurtenis", "behandelaar")
        },
        G::Incident { code, melding, .. } => Deel {
            uitleg: Some(melding.clone()),
            ..named("incident", code)
        },
        G::IncidentOpgelost { reden, .. } => Deel {
            uitleg: Some(reden.clone()),
            ..named("gebeurtenis", "incident-opgelost")
        },
        G::Ingetrokken { reden } => Deel {
            begin: datum,
            uitleg: Some(reden.clone()),
            ..of("ingetrokken")
        },
        G::Gesloten { uitkomst, reden } => Deel {
            begin: datum,
            uitkomst: Some(uitkomst.clone()),
            uitleg: Some(reden.clone()),
            ..of("gesloten")
        },
        G::TermijnOvergezet(_)
        | G::Gezet { .. }
        | G::GemeenteGezet { .. }
        | G::Gehoord { .. }
        | G::AchttienBehandeld
        | G::WachterBij { .. }
        | G::AchttienGezet { .. } => return None,
    })
}

/// Who took the zaak along, why, from which definition to which, and what that changed.
fn told_of_migration(regel: &Regel, overgang: &Overgang) -> String {
    let door = regel.door.as_ref().map_or("", |door| door.0.as_str());
    let (van, naar) = (overgang.van.kort(), overgang.naar.kort());
    let reden = &overgang.reden;
    let uitleg = &overgang.uitleg;
    if van == naar {
        return format!("door {door}: {reden}; definitie `{naar}` bleef; {uitleg}");
    }
    format!("door {door}: {reden}; definitie `{van}` werd `{naar}`; {uitleg}")
}

/// Who took the zaak over, why, and what is known of the time before.
fn told_of_takeover(regel: &Regel, herkomst: &Herkomst) -> String {
    let door = regel.door.as_ref().map_or("", |door| door.0.as_str());
    let days = herkomst.datums.iter();
    let days: Vec<String> = days
        .map(|(naam, dag)| format!("`{naam}` op {}", datum_kort(*dag)))
        .collect();
    let told = format!("door {door}: {}", herkomst.reden);
    if days.is_empty() {
        return told;
    }
    format!("{told}; eerder gebeurd: {}", days.join(", "))
}

fn join(grondslag: &[String]) -> String {
    grondslag.join("; ")
}

fn afspraak_op(nummer: u32, wanneer: DateTime<Utc>, met: &[Partij], reden: &str) -> String {
    let local = wanneer.with_timezone(&Amsterdam);
    let dag = datum_kort(local.date_naive());
    let told = format!(
        "afspraak {nummer}: {dag} {} {}",
        local.format("%H:%M"),
        met_wie(met)
    );
    if reden.is_empty() {
        told
    } else {
        format!("{told}; {reden}")
    }
}
