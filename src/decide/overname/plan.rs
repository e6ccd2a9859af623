//! What taking a zaak over would make of it, and what of that is past already.
//!
//! Easy to get wrong: telling something else than what happens. A plan is read from the lines that taking over makes,
//! and so is what is past, also long after.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::eerder::{self, NietBegonnen};
use super::keur::{OvernameFout, keur};
use super::twijfel::twijfel;
use crate::decide::melding::MEERDERJARIG;
use crate::decide::migratie::wanneer;
use crate::decide::verloop::Verloop;
use crate::decide::{Context, ingebouwd};
use crate::kalender::datum_kort;
use crate::zaak::overname::Overneming;
use crate::zaak::persoon::leeftijd_op;
use crate::zaak::staat::Aan;
use crate::zaak::termijn::RungSoort;
use crate::zaak::{
    Gebeurtenis, MedewerkerId, Regel, Rol, RungStatus, Termijn, TermijnStatus, Zaak, ZaakId,
};

/// A zaak as it would be.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overnameplan {
    pub procedure: String,
    pub gemeente: String,
    pub fase: String,
    pub sinds: NaiveDate,
    pub behandelaar: Option<MedewerkerId>,
    pub taken: Vec<Overnametaak>,
    /// Taken of the fase, and what else would begin, that were done before.
    pub gedaan: Vec<String>,
    /// What may still run from an earlier fase, and does not begin.
    pub niet_begonnen: Vec<NietBegonnen>,
    pub termijnen: Vec<Overnametermijn>,
    pub voorbij: Vec<Voorbij>,
    /// What a person must know beside it.
    pub let_op: Vec<String>,
}

/// A taak that is open.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overnametaak {
    pub taak: String,
    pub titel: String,
    pub aan: Vec<Aan>,
    pub begin: NaiveDate,
    pub einde: Option<NaiveDate>,
}

/// A term, of a taak or of the fase.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overnametermijn {
    pub termijn: String,
    /// Whether it guards the taak of that name.
    pub taak: bool,
    pub einde: Option<NaiveDate>,
    pub verstreken: bool,
    pub uitleg: String,
    pub stappen: Vec<Overnamestap>,
}

/// A rung.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overnamestap {
    pub soort: RungSoort,
    pub wanneer: String,
    pub naar: Vec<Rol>,
    pub op: DateTime<Utc>,
    pub voorbij: bool,
}

/// Something that should have happened before it was taken over, or could not be done with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Voorbij {
    /// The taak or termijn it is about; empty for the jongere and for an incident.
    pub naam: String,
    pub sinds: NaiveDate,
    /// As a Dutch fragment, without names of people.
    pub uitleg: String,
}

/// What taking a zaak over now would make of it.
///
/// # Errors
/// Everything that does not fit.
pub fn plan(
    context: Context<'_>,
    op: DateTime<Utc>,
    act: &Overneming,
) -> Result<Overnameplan, Vec<OvernameFout>> {
    let mut verloop = Verloop::new(context, ZaakId(0), None, op);
    let overname = &act.overname;
    let mut fouten = keur(overname, &context, verloop.vandaag);
    if fouten.is_empty() {
        fouten = verloop.take_over(act, None, &act.reden);
    }
    if !fouten.is_empty() {
        return Err(fouten);
    }
    let Some(zaak) = verloop.find_zaak() else {
        return Ok(Overnameplan::empty(act));
    };
    let def = context.procedure.fasen.get(&overname.fase);
    let of_fase = def.into_iter().flat_map(|def| def.taken.keys());
    let gedaan = of_fase.filter(|naam| overname.datums.contains_key(*naam));
    let earlier = eerder::klaar(overname, context.procedure);
    let earlier = earlier.iter().map(|werk| werk.naam.to_owned());
    Ok(Overnameplan {
        behandelaar: zaak.behandelaar.clone(),
        taken: taken(&verloop.regels),
        gedaan: gedaan.cloned().chain(earlier).collect(),
        niet_begonnen: eerder::niet_begonnen(overname, context.procedure),
        termijnen: zaak.termijnen.iter().map(termijn).collect(),
        voorbij: voorbij(&verloop.regels),
        let_op: let_op(&verloop, zaak, act),
        ..Overnameplan::empty(act)
    })
}

impl Overnameplan {
    fn empty(act: &Overneming) -> Self {
        let melding = &act.gemelde.melding;
        Self {
            procedure: melding.soort.clone(),
            gemeente: melding.gemeente.clone(),
            fase: act.overname.fase.clone(),
            sinds: act.overname.sinds,
            behandelaar: None,
            taken: Vec::new(),
            gedaan: Vec::new(),
            niet_begonnen: Vec::new(),
            termijnen: Vec::new(),
            voorbij: Vec::new(),
            let_op: Vec::new(),
        }
    }
}

/// What was past when a zaak was taken over, of each taak or term the last; from the lines of its history.
pub fn voorbij(historie: &[Regel]) -> Vec<Voorbij> {
    let born = historie.iter().take_while(|regel| regel.versie == 1);
    let born: Vec<&Regel> = born.collect();
    let taken_over = |regel: &&Regel| matches!(regel.gebeurtenis, Gebeurtenis::Overgenomen(_));
    if !born.iter().any(taken_over) {
        return Vec::new();
    }
    let mut found: Vec<(u32, Voorbij)> = Vec::new();
    for regel in born {
        let (termijn, naam, uitleg) = match &regel.gebeurtenis {
            Gebeurtenis::TermijnVerstreken {
                termijn,
                naam,
                einde,
                ..
            } => (
                *termijn,
                naam,
                format!("`{naam}` had uiterlijk {} gemoeten", datum_kort(*einde)),
            ),
            Gebeurtenis::RungAfgegaan(rung) => {
                let lapsed = found
                    .iter()
                    .any(|(of, past)| *of == rung.termijn && past.uitleg.contains("gemoeten"));
                if lapsed {
                    continue;
                }
                let soort = if rung.escalatie {
                    "escalatie"
                } else {
                    "herinnering"
                };
                let uitleg = format!(
                    "de {soort} over `{}` (uiterlijk {}) is niet verstuurd",
                    rung.naam,
                    datum_kort(rung.einde)
                );
                (rung.termijn, &rung.naam, uitleg)
            }
            Gebeurtenis::Overgenomen(herkomst) => {
                found.extend(herkomst.onbekend.iter().map(|naam| {
                    let past = Voorbij {
                        naam: naam.clone(),
                        sinds: regel.datum,
                        uitleg: format!(
                            "`{naam}` is van de wet en wordt hier niet bewaakt; ga na of die loopt"
                        ),
                    };
                    (0, past)
                }));
                continue;
            }
            Gebeurtenis::AchttienBehandeld => {
                let past = Voorbij {
                    naam: String::new(),
                    sinds: regel.datum,
                    uitleg: "de jongere is 18; beslis of de zaak naar het Doorstroompunt gaat"
                        .to_owned(),
                };
                found.push((0, past));
                continue;
            }
            Gebeurtenis::Incident {
                nummer, melding, ..
            } => {
                let past = Voorbij {
                    naam: String::new(),
                    sinds: regel.datum,
                    uitleg: format!("incident {nummer} staat open: {melding}"),
                };
                found.push((0, past));
                continue;
            }
            _ => continue,
        };
        found.retain(|(of, _)| *of != termijn);
        let past = Voorbij {
            naam: naam.clone(),
            sinds: regel.datum,
            uitleg,
        };
        found.push((termijn, past));
    }
    found.into_iter().map(|(_, past)| past).collect()
}

fn taken(regels: &[Regel]) -> Vec<Overnametaak> {
    let opened = regels.iter().filter_map(|regel| match &regel.gebeurtenis {
        Gebeurtenis::TaakGeopend { taak, aan, einde } => Some(Overnametaak {
            taak: taak.naam.clone(),
            titel: taak.titel.clone(),
            aan: aan.clone(),
            begin: taak.begin,
            einde: *einde,
        }),
        _ => None,
    });
    opened.collect()
}

fn termijn(termijn: &Termijn) -> Overnametermijn {
    let steps = termijn
        .rungs
        .iter()
        .filter(|rung| rung.soort != RungSoort::Verstreken && rung.status != RungStatus::Vervallen);
    Overnametermijn {
        termijn: termijn.naam.clone(),
        taak: termijn.taak.is_some(),
        einde: termijn.einde,
        verstreken: termijn.status == TermijnStatus::Verstreken,
        uitleg: termijn.uitleg.clone(),
        stappen: steps
            .map(|rung| Overnamestap {
                soort: rung.soort,
                wanneer: wanneer(rung.wanneer),
                naar: rung.naar.clone(),
                op: rung.due_at,
                voorbij: rung.status != RungStatus::Gewapend,
            })
            .collect(),
    }
}

fn let_op(verloop: &Verloop<'_>, zaak: &Zaak, act: &Overneming) -> Vec<String> {
    let mut told = Vec::new();
    let (overname, melding) = (&act.overname, &act.gemelde.melding);
    let missing = verloop.missing(melding);
    if !missing.is_empty() {
        told.push(format!(
            "ontbreekt nog: {}; taak `{}` gaat vandaag open",
            missing.join(", "),
            ingebouwd::AANVULLEN
        ));
    }
    let adult = melding.jongere.as_ref().is_some_and(|jongere| {
        leeftijd_op(jongere.geboortedatum, melding.peildatum()) >= MEERDERJARIG
    });
    if adult {
        told.push(
            "de jongere was bij het begin al 18; de zaak gaat niet vanzelf naar het Doorstroompunt"
                .to_owned(),
        );
    }
    for termijn in zaak.termijnen.iter().filter(|t| t.einde.is_none()) {
        if termijn.status == TermijnStatus::Opgeschort {
            told.push(format!("termijn `{}` staat stil", termijn.naam));
            continue;
        }
        let anker = termijn.tijd.anker();
        let hint = match zaak.ankers.contains_key(anker) || zaak.gegevens.contains_key(anker) {
            true => "daarover staat een incident in de zaak".to_owned(),
            false => format!("geef `datums.{anker}`, als dat al is gebeurd"),
        };
        told.push(format!(
            "termijn `{}` heeft nog geen einde; {hint}",
            termijn.naam
        ));
    }
    told.extend(twijfel(overname, verloop.context.procedure));
    let def = verloop.context.procedure.fasen.get(&overname.fase);
    for procedure in def.into_iter().flat_map(|def| def.wacht_op.keys()) {
        let buiten = ingebouwd::buiten(procedure);
        told.push(if zaak.open_taak(&buiten).is_some() {
            format!("deze fase wacht op `{procedure}`, en die zaak hangt hier niet aan deze; taak `{buiten}` gaat vandaag open om vast te leggen hoe zij afloopt")
        } else {
            format!("deze fase hoort de afloop van `{procedure}` alleen als die hier vanuit deze zaak begint; loopt zij al elders, kies dan na de afloop zelf de volgende fase met `afwijken`")
        });
    }
    if zaak.open_taken().next().is_none() && zaak.armed().next().is_none() {
        told.push(
            "er staat geen taak open en er loopt geen termijn; niemand wordt herinnerd".to_owned(),
        );
    }
    told
}
