//! `evolve`: the one place where a zaak changes.
//!
//! Total and without judgement: it applies what was decided. Easy to get wrong: asking it to decide. When a
//! line needs to know a definition, a calendar or the clock, the line lacks a field.

use super::contact::{AFSPRAAK, Afspraak, AfspraakStatus, Contact, Document};
use super::gebeurtenis::{Gebeurtenis, Geboorte, Regel};
use super::ids::ZaakId;
use super::migratie::Overgang;
use super::staat::{Incident, Status, Taak, TaakStatus, Zaak};
use super::termijn::{RungStatus, Termijn, TermijnStatus};
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The state after a line; `None` before the zaak was opened.
pub fn evolve(zaak: Option<Zaak>, regel: &Regel) -> Option<Zaak> {
    let mut zaak = match (zaak, &regel.gebeurtenis) {
        (None, Gebeurtenis::Geopend(geboorte)) => born(regel.id.zaak, geboorte),
        (None, _) => return None,
        (Some(zaak), _) => zaak,
    };
    apply(&mut zaak, regel);
    zaak.regels = regel.id.nummer;
    zaak.versie = regel.versie;
    Some(zaak)
}

/// The state that a history makes.
pub fn fold<'a>(regels: impl IntoIterator<Item = &'a Regel>) -> Option<Zaak> {
    regels.into_iter().fold(None, evolve)
}

fn born(id: ZaakId, geboorte: &Geboorte) -> Zaak {
    Zaak {
        id,
        versie: 0,
        regels: 0,
        procedure: geboorte.procedure.clone(),
        definitie: geboorte.definitie.clone(),
        bureau: geboorte.bureau.clone(),
        gemeente: geboorte.gemeente.clone(),
        betrokkene: geboorte.betrokkene.clone(),
        ouder: geboorte.ouder.clone(),
        apart: geboorte.apart,
        wachters: Vec::new(),
        status: Status::Open,
        uitkomst: None,
        fase: String::new(),
        begin: geboorte.begin,
        einde: None,
        behandelaar: geboorte.behandelaar.clone(),
        meldingen: 0,
        gegevens: BTreeMap::new(),
        onthouden: geboorte.onthouden.clone(),
        ankers: BTreeMap::from([("ontvangst".to_owned(), geboorte.begin)]),
        antwoorden: BTreeMap::new(),
        uitkomsten: BTreeMap::new(),
        taken: Vec::new(),
        termijnen: Vec::new(),
        lopend: Vec::new(),
        incidenten: Vec::new(),
        achttien_op: geboorte.achttien_op,
        verhuisd: 0,
        contacten: Vec::new(),
        afspraken: Vec::new(),
        documenten: Vec::new(),
    }
}

fn apply(zaak: &mut Zaak, regel: &Regel) {
    use Gebeurtenis as G;
    match &regel.gebeurtenis {
        G::Gemeld { telt, af, .. } => {
            zaak.meldingen += u32::from(*telt);
            zaak.meldingen = zaak.meldingen.saturating_sub(u32::from(*af));
        }
        G::Overgenomen(herkomst) => {
            let days = herkomst.datums.iter();
            zaak.ankers
                .extend(days.map(|(naam, dag)| (naam.clone(), *dag)));
        }
        G::Gezet { naam, waarde } => drop(zaak.gegevens.insert(naam.clone(), waarde.clone())),
        G::FaseBereikt { fase, .. } => {
            zaak.fase.clone_from(fase);
            zaak.ankers.insert(fase.clone(), regel.datum);
        }
        G::TaakGeopend { taak, .. } => {
            zaak.taken.push(Taak {
                regel: regel.id.nummer,
                ..taak.clone()
            });
        }
        G::TaakGereed {
            taak,
            naam,
            uitkomst,
        } => {
            end_taak(zaak, *taak, TaakStatus::Gereed, Some(uitkomst), regel.datum);
            zaak.ankers.insert(naam.clone(), regel.datum);
        }
        G::TaakVervallen { taak, .. } => {
            end_taak(zaak, *taak, TaakStatus::Vervallen, None, regel.datum)
        }
        G::Ontvangen { naam, .. } => drop(zaak.ankers.insert(naam.clone(), regel.datum)),
        G::Voorgesteld {
            vraag, antwoord, ..
        } => drop(zaak.antwoorden.insert(vraag.clone(), antwoord.clone())),
        G::TermijnGestart { termijn } => {
            zaak.termijnen.push(Termijn {
                regel: regel.id.nummer,
                ..termijn.clone()
            });
        }
        G::TermijnGesteld {
            termijn,
            begin,
            einde,
            rungs,
            uitleg,
            ..
        } => with_termijn(zaak, *termijn, |termijn| {
            disarm(termijn);
            termijn.rungs.extend(rungs.iter().cloned());
            // Another end after it ran out: it runs on. With the same end only its ladder is another.
            if termijn.status == TermijnStatus::Verstreken && termijn.einde != *einde {
                termijn.status = TermijnStatus::Loopt;
            }
            termijn.begin = *begin;
            termijn.einde = *einde;
            termijn.uitleg.clone_from(uitleg);
        }),
        G::TermijnVervallen { termijn, .. } => with_termijn(zaak, *termijn, |termijn| {
            disarm(termijn);
            if termijn.status != TermijnStatus::Verstreken {
                termijn.status = TermijnStatus::Vervallen;
            }
            termijn.gestopt = Some(regel.datum);
        }),
        G::TermijnVerstreken {
            termijn,
            naam,
            rung,
            einde,
            ..
        } => {
            with_termijn(zaak, *termijn, |termijn| {
                termijn.status = TermijnStatus::Verstreken;
                mark(termijn, *rung, RungStatus::Afgegaan);
            });
            zaak.ankers.insert(naam.clone(), *einde);
        }
        G::RungAfgegaan(rung) => with_termijn(zaak, rung.termijn, |termijn| {
            let status = if rung.gemaild {
                RungStatus::Afgegaan
            } else {
                RungStatus::Overgeslagen
            };
            mark(termijn, rung.rung, status);
        }),
        G::ProcedureGestart { procedure, .. } => zaak.lopend.push(procedure.clone()),
        G::UitkomstOntvangen {
            procedure,
            uitkomst,
            ..
        } => {
            zaak.uitkomsten.insert(procedure.clone(), uitkomst.clone());
            if let Some(at) = zaak.lopend.iter().position(|running| running == procedure) {
                zaak.lopend.remove(at);
            }
        }
        G::Opgeschort {
            termijnen,
            opschorting,
        } => each_termijn(zaak, termijnen, |termijn| {
            disarm(termijn);
            termijn.status = TermijnStatus::Opgeschort;
            termijn.einde = None;
            termijn.opschortingen.push(opschorting.clone());
        }),
        G::Hervat { termijnen, tot } => each_termijn(zaak, termijnen, |termijn| {
            termijn.status = TermijnStatus::Loopt;
            if let Some(last) = termijn.opschortingen.last_mut() {
                last.tot = Some(*tot);
            }
        }),
        G::Verdaagd {
            termijn, verdaging, ..
        } => {
            with_termijn(zaak, *termijn, |termijn| {
                termijn.verdagingen.push(verdaging.clone());
                // Told in time but recorded late: the term runs on.
                if termijn.status == TermijnStatus::Verstreken {
                    termijn.status = TermijnStatus::Loopt;
                }
            });
        }
        G::Hersteld { staat, .. }
        | G::Teruggenomen {
            staat: Some(staat), ..
        } => *zaak = (**staat).clone(),
        G::Gemigreerd(overgang) => migrate(zaak, overgang),
        G::TermijnOvergezet(over) => with_termijn(zaak, over.termijn, |termijn| {
            if let Some(rungs) = &over.rungs {
                disarm(termijn);
                termijn.rungs.extend(rungs.iter().cloned());
            }
            termijn.tijd.clone_from(&over.tijd);
            termijn.wettelijk = over.wettelijk;
            termijn.begin = over.begin;
            termijn.einde = over.einde;
            termijn.grondslag.clone_from(&over.grondslag);
            termijn.laag.clone_from(&over.laag);
            termijn.uitleg.clone_from(&over.uitleg);
        }),
        G::BehandelaarGezet { behandelaar, .. } => zaak.behandelaar.clone_from(behandelaar),
        G::GemeenteGezet { gemeente } => {
            zaak.gemeente.clone_from(gemeente);
            zaak.verhuisd = regel.id.nummer;
        }
        G::Gehoord { procedure } => drop(zaak.uitkomsten.remove(procedure)),
        G::AchttienBehandeld => zaak.achttien_op = None,
        G::WachterBij { zaak: wachter } => zaak.wachters.push(*wachter),
        G::AchttienGezet { op } => zaak.achttien_op = *op,
        G::Incident {
            nummer,
            code,
            melding,
            over,
        } => zaak.incidenten.push(Incident {
            nummer: *nummer,
            code: code.clone(),
            melding: melding.clone(),
            over: over.clone(),
            opgelost: false,
        }),
        G::IncidentOpgelost { nummer, .. } => {
            zaak.incidenten
                .iter_mut()
                .filter(|incident| incident.nummer == *nummer)
                .for_each(|i| i.opgelost = true);
        }
        G::Contact { contact } => zaak.contacten.push(Contact {
            regel: regel.id.nummer,
            ..contact.clone()
        }),
        G::AfspraakGemaakt { afspraak } => {
            zaak.afspraken.push(afspraak.clone());
            follow_afspraak(zaak, regel.datum);
        }
        G::AfspraakVerzet {
            afspraak,
            wanneer,
            met,
            plaats,
            ..
        } => {
            with_afspraak(zaak, *afspraak, |afspraak| {
                afspraak.wanneer = *wanneer;
                afspraak.met.clone_from(met);
                if *plaats {
                    afspraak.plaats = Some(regel.id.nummer);
                }
            });
            follow_afspraak(zaak, regel.datum);
        }
        G::AfspraakAfgelopen {
            afspraak,
            nagekomen,
            ..
        } => {
            with_afspraak(zaak, *afspraak, |afspraak| {
                afspraak.status = if *nagekomen {
                    AfspraakStatus::Nagekomen
                } else {
                    AfspraakStatus::NietNagekomen
                };
            });
            follow_afspraak(zaak, regel.datum);
        }
        G::AfspraakAfgezegd { afspraak, .. } => {
            with_afspraak(zaak, *afspraak, |afspraak| {
                afspraak.status = AfspraakStatus::Afgezegd;
            });
            follow_afspraak(zaak, regel.datum);
        }
        G::Document { document } => zaak.documenten.push(Document {
            regel: regel.id.nummer,
            ..document.clone()
        }),
        G::Gesloten { uitkomst, .. } => {
            zaak.status = Status::Gesloten;
            zaak.uitkomst = Some(uitkomst.clone());
            zaak.einde = Some(regel.datum);
        }
        G::Geopend(_)
        | G::Brief { .. }
        | G::Mail { .. }
        | G::MeldingUit { .. }
        | G::Afgeweken { .. }
        | G::Genoteerd
        | G::Teruggenomen { staat: None, .. }
        | G::Ingetrokken { .. } => {}
    }
}

fn migrate(zaak: &mut Zaak, overgang: &Overgang) {
    zaak.definitie.clone_from(&overgang.naar);
    zaak.onthouden.clone_from(&overgang.onthouden);
    for over in &overgang.taken {
        for taak in zaak.taken.iter_mut().filter(|t| t.nummer == over.taak) {
            taak.titel.clone_from(&over.titel);
            taak.voor = over.voor;
            taak.boa = over.boa;
            taak.blijft = over.blijft;
            taak.grondslag.clone_from(&over.grondslag);
            taak.laag.clone_from(&over.laag);
        }
    }
}

/// Ends a taak and the term that guards it: kept when it was done by its last day, also when told later.
fn end_taak(
    zaak: &mut Zaak,
    nummer: u32,
    status: TaakStatus,
    uitkomst: Option<&String>,
    datum: NaiveDate,
) {
    for taak in zaak.taken.iter_mut().filter(|taak| taak.nummer == nummer) {
        taak.status = status;
        taak.uitkomst = uitkomst.cloned();
    }
    for termijn in zaak
        .termijnen
        .iter_mut()
        .filter(|termijn| termijn.taak == Some(nummer))
    {
        disarm(termijn);
        let in_time = termijn.einde.is_none_or(|einde| datum <= einde);
        termijn.status = match status {
            TaakStatus::Gereed if in_time => TermijnStatus::Gehaald,
            TaakStatus::Gereed => TermijnStatus::Verstreken,
            _ if termijn.status == TermijnStatus::Verstreken => TermijnStatus::Verstreken,
            _ => TermijnStatus::Vervallen,
        };
    }
}

fn disarm(termijn: &mut Termijn) {
    for rung in termijn
        .rungs
        .iter_mut()
        .filter(|rung| rung.status == RungStatus::Gewapend)
    {
        rung.status = RungStatus::Vervallen;
    }
}

fn mark(termijn: &mut Termijn, nummer: u32, status: RungStatus) {
    for rung in termijn
        .rungs
        .iter_mut()
        .filter(|rung| rung.nummer == nummer)
    {
        rung.status = status;
    }
}

fn with_termijn(zaak: &mut Zaak, nummer: u32, change: impl FnOnce(&mut Termijn)) {
    if let Some(termijn) = zaak
        .termijnen
        .iter_mut()
        .find(|termijn| termijn.nummer == nummer)
    {
        change(termijn);
    }
}

fn each_termijn(zaak: &mut Zaak, nummers: &[u32], change: impl Fn(&mut Termijn)) {
    for termijn in zaak
        .termijnen
        .iter_mut()
        .filter(|termijn| nummers.contains(&termijn.nummer))
    {
        change(termijn);
    }
}

fn with_afspraak(zaak: &mut Zaak, nummer: u32, change: impl FnOnce(&mut Afspraak)) {
    let mut all = zaak.afspraken.iter_mut();
    if let Some(afspraak) = all.find(|afspraak| afspraak.nummer == nummer) {
        change(afspraak);
    }
}

/// The anchor is the next appointment that stands. One whose day passed without a word steps back for one
/// still to come; where none stands, the anchor stays where it was.
fn follow_afspraak(zaak: &mut Zaak, dag: NaiveDate) {
    let standing = || zaak.afspraken.iter().filter(|afspraak| afspraak.staat());
    let to_come = standing().map(Afspraak::dag).filter(|day| *day >= dag);
    let next = to_come
        .min()
        .or_else(|| standing().next_back().map(Afspraak::dag));
    if let Some(next) = next {
        zaak.ankers.insert(AFSPRAAK.to_owned(), next);
    }
}
