//! The state a zaak goes back to: as it was then, with what cannot be undone and the version it runs on now.
//!
//! When to go back is `herstel`'s. Easy to get wrong: a term's end. One that what is taken back had changed keeps the end it
//! had before, whatever a later transition to another version made of it.

use super::ingebouwd;
use crate::definition::procedure::Procedure;
use crate::zaak::contact::AfspraakStatus;
use crate::zaak::evolve::{evolve, fold};
use crate::zaak::staat::Status;
use crate::zaak::termijn::{DWANGSOM, RungSoort};
use crate::zaak::{
    Gebeurtenis, Regel, RegelId, RungStatus, Taak, TaakStatus, Termijn, TermijnStatus, Zaak,
};

/// An earlier state as later transitions to other versions left it: what they did to the zaak and to terms it had then,
/// and what they began; taken that it had then are asked as they are now.
pub(super) fn carry_over(mut before: Zaak, historie: &[Regel], vanaf: u32, nu: &Procedure) -> Zaak {
    let later = || historie.iter().filter(|regel| regel.id.nummer >= vanaf);
    let went_over = |regel: &&Regel| matches!(regel.gebeurtenis, Gebeurtenis::Gemigreerd(_));
    let transitions: Vec<RegelId> = later().filter(went_over).map(|regel| regel.id).collect();
    if transitions.is_empty() {
        return before;
    }
    for regel in later() {
        let applies = match &regel.gebeurtenis {
            Gebeurtenis::Gemigreerd(_) => true,
            Gebeurtenis::TermijnGestart { .. } | Gebeurtenis::AchttienGezet { .. } => {
                regel.door_id.is_some_and(|by| transitions.contains(&by))
            }
            Gebeurtenis::TermijnOvergezet(over) => {
                let then = fold(historie.iter().filter(|r| r.id.nummer < regel.id.nummer));
                let end = |zaak: &Zaak| zaak.termijn(over.termijn).map(|t| (t.begin, t.einde));
                then.as_ref().and_then(end) == end(&before)
            }
            _ => false,
        };
        if applies {
            let (regels, versie) = (before.regels, before.versie);
            let Some(after) = evolve(Some(before.clone()), regel) else {
                continue;
            };
            before = Zaak {
                regels,
                versie,
                ..after
            };
        }
    }
    for taak in &mut before.taken {
        if let Some((_, def)) = nu
            .taak(&taak.naam)
            .filter(|_| taak.status == TaakStatus::Open)
        {
            taak.titel.clone_from(&def.titel);
            taak.voor = def.voor;
            taak.boa = def.boa;
            taak.blijft = def.blijft;
            taak.grondslag.clone_from(&def.grondslag);
            taak.laag.clone_from(&def.laag);
        }
    }
    before
}

/// Whether a definition has a place for what is open and runs in a zaak; what is built in needs none.
pub(super) fn has_place(procedure: &Procedure, zaak: &Zaak) -> bool {
    let fase = |naam: &str| procedure.fasen.get(naam);
    let built_in = |fase: &str| fase == ingebouwd::OVERDRACHT;
    let taak = |taak: &Taak| {
        let known = ingebouwd::taak(&taak.naam).is_some();
        known || fase(&taak.fase).is_some_and(|def| def.taken.contains_key(&taak.naam))
    };
    let termijn = |termijn: &Termijn| {
        termijn.taak.is_some()
            || termijn.naam == DWANGSOM
            || procedure.termijn(&termijn.naam).is_some()
    };
    let mut alive = zaak.termijnen.iter().filter(|termijn| termijn.is_alive());
    (built_in(&zaak.fase) || fase(&zaak.fase).is_some())
        && zaak.open_taken().all(taak)
        && alive.all(termijn)
}

/// The earlier state with what cannot be undone from the later one.
pub(super) fn merge(mut before: Zaak, now: &Zaak, left: impl Fn(&str) -> bool) -> Zaak {
    before.versie = now.versie;
    before.regels = now.regels;
    before.meldingen = now.meldingen;
    // What was started and never left (a stand-in taak, a request held back) can be started again.
    let keeps = |procedure: &String| before.lopend.contains(procedure) || left(procedure);
    before.lopend = now.lopend.iter().filter(|p| keeps(p)).cloned().collect();
    before.uitkomsten.clone_from(&now.uitkomsten);
    before.incidenten.clone_from(&now.incidenten);
    // A birthday that was dealt with in what is undone comes again; a corrected one stays corrected.
    before.achttien_op = now.achttien_op.or(before.achttien_op);
    before.wachters.clone_from(&now.wachters);
    before.contacten.clone_from(&now.contacten);
    before.documenten.clone_from(&now.documenten);
    let made = before.afspraken.len();
    before
        .afspraken
        .extend(now.afspraken.iter().skip(made).cloned());
    for undone in before.afspraken.iter_mut().skip(made) {
        undone.status = AfspraakStatus::Vervallen;
    }
    before.status = Status::Open;
    before.uitkomst = None;
    for termijn in &mut before.termijnen {
        if let Some(later) = now.termijn(termijn.nummer) {
            keep_fired(termijn, later);
        }
    }
    for taak in now
        .taken
        .iter()
        .filter(|taak| !before.taken.iter().any(|old| old.nummer == taak.nummer))
        .cloned()
        .collect::<Vec<_>>()
    {
        before.taken.push(Taak {
            status: TaakStatus::Vervallen,
            ..taak
        });
    }
    for later in &now.termijnen {
        if before.termijn(later.nummer).is_none() {
            before.termijnen.push(dropped(later));
        }
    }
    before
}

fn keep_fired(termijn: &mut Termijn, later: &Termijn) {
    for rung in &mut termijn.rungs {
        let same = later.rungs.iter().find(|other| other.nummer == rung.nummer);
        // The lapse itself is what is being taken back; it waits again until the act ends its term.
        let fired = |status| matches!(status, RungStatus::Afgegaan | RungStatus::Overgeslagen);
        if let Some(same) = same
            && rung.soort != RungSoort::Verstreken
            && fired(same.status)
        {
            rung.status = same.status;
        }
    }
}

fn dropped(termijn: &Termijn) -> Termijn {
    let mut termijn = Termijn {
        status: TermijnStatus::Vervallen,
        ..termijn.clone()
    };
    for rung in termijn
        .rungs
        .iter_mut()
        .filter(|rung| rung.status == RungStatus::Gewapend)
    {
        rung.status = RungStatus::Vervallen;
    }
    termijn
}
