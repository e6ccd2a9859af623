//! The shape of a procedure as a whole: every fase can be reached, and left again.
//!
//! Easy to get wrong: an event leads out of a fase, but nobody knows whether it ever comes. Where nobody is woken
//! meanwhile, the zaak is forgotten: a warning.

use std::collections::BTreeSet;

use super::blik::Blik;
use super::naam::{Wat, gevolgen_van_fase};
use super::werk::Werk;
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic, opsomming};

/// Finds the fase in which a zaak begins.
pub(super) fn begin(werk: &mut Werk<'_>, boom: Blik<'_>) -> Option<String> {
    if let Some(begin) = boom.kind("begin") {
        return werk.verwijzing(Wat::Fase, begin, "de procedure begint in");
    }
    let first = boom
        .kinderen("fasen")
        .first()
        .map(|(naam, _)| (*naam).to_owned());
    if first.is_none() {
        let plek = boom
            .kind("fasen")
            .map_or(boom.plek(), |fasen| fasen.sleutel);
        let fout = Diagnostic::new(Code::F123, plek, "de procedure heeft geen fasen");
        werk.absent(fout.met_hint("zet er minstens één fase in: `fasen: {onderzoek: {taken: …}}`"));
    }
    first
}

/// Tells of fasen that cannot be reached or left, and of events that can never come in.
pub(super) fn toets(werk: &mut Werk<'_>, boom: Blik<'_>, begin: &str) {
    let fasen = boom.kinderen("fasen");
    let algemeen: Vec<Blik<'_>> = boom
        .kinderen("gebeurtenissen")
        .into_iter()
        .flat_map(|(_, gebeurtenis)| gebeurtenis.reeks("gevolg"))
        .collect();
    let reached = reached(&fasen, &algemeen, begin);
    let lost = first_lost(&fasen, &reached);
    for (naam, fase) in &fasen {
        if lost.contains(naam) {
            let melding = format!("fase `{naam}` wordt nooit bereikt");
            let hint = format!(
                "geen gevolg gaat hierheen; zet ergens `ga_naar: {naam}`, of haal de fase weg"
            );
            werk.absent(Diagnostic::new(Code::F120, fase.sleutel, melding).met_hint(hint));
        } else if reached.contains(*naam) && passes_through(*fase) {
            never_there(werk, naam, *fase);
        } else if reached.contains(*naam) {
            leaving(werk, naam, *fase, algemeen.iter().copied().any(leads_out));
        }
    }
    going_round(werk, &fasen, &algemeen, &reached);
}

fn leads_out(gevolg: Blik<'_>) -> bool {
    gevolg.heeft("ga_naar") || gevolg.heeft("sluit")
}

fn reached(fasen: &[(&str, Blik<'_>)], algemeen: &[Blik<'_>], begin: &str) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut todo = vec![begin.to_owned()];
    while let Some(naam) = todo.pop() {
        if !reached.insert(naam.clone()) {
            continue;
        }
        let Some((_, fase)) = fasen.iter().find(|(fase, _)| *fase == naam) else {
            continue;
        };
        let lines = gevolgen_van_fase(*fase)
            .into_iter()
            .chain(algemeen.iter().copied());
        todo.extend(lines.filter_map(|gevolg| gevolg.tekst("ga_naar").map(str::to_owned)));
    }
    reached
}

/// The fasen that cannot be reached, without those that only other lost ones lead to.
fn first_lost<'k>(fasen: &[(&'k str, Blik<'_>)], reached: &BTreeSet<String>) -> Vec<&'k str> {
    let lost: Vec<_> = fasen
        .iter()
        .filter(|(naam, _)| !reached.contains(*naam))
        .collect();
    let leads_to = |fase: Blik<'_>, naam: &str| {
        let mut lines = gevolgen_van_fase(fase).into_iter();
        lines.any(|gevolg| gevolg.tekst("ga_naar") == Some(naam))
    };
    let first = lost.iter().filter(|(naam, _)| {
        !lost
            .iter()
            .any(|(other, fase)| other != naam && leads_to(*fase, naam))
    });
    let first: Vec<&str> = first.map(|(naam, _)| *naam).collect();
    // A ring of lost fasen has no first.
    if first.is_empty() {
        lost.iter().take(1).map(|(naam, _)| *naam).collect()
    } else {
        first
    }
}

/// Whether a zaak never stays in a fase, because what happens on entry always moves on.
fn passes_through(fase: Blik<'_>) -> bool {
    let lines = fase.reeks("bij_binnenkomst");
    let last = lines.iter().find(|line| !line.heeft("als"));
    last.is_some_and(|line| leads_out(*line)) && lines.into_iter().all(leads_out)
}

fn never_there(werk: &mut Werk<'_>, naam: &str, fase: Blik<'_>) {
    for sleutel in ["gebeurtenissen", "taken", "termijnen"] {
        for (ding, blik) in fase.kinderen(sleutel) {
            let (code, wat) = match sleutel {
                "gebeurtenissen" => (Code::F124, "gebeurtenis"),
                "taken" => (Code::F125, "taak"),
                _ => (Code::F125, "termijn"),
            };
            let melding = format!(
                "{wat} `{ding}` is nooit aan de orde: fase `{naam}` gaat bij binnenkomst altijd door"
            );
            let hint = "geef `bij_binnenkomst` een voorwaarde, of haal dit weg";
            werk.absent(Diagnostic::new(code, blik.sleutel, melding).met_hint(hint));
        }
    }
}

/// Tells of a fase that cannot be left, or only by what nobody here does.
fn leaving(werk: &mut Werk<'_>, naam: &str, fase: Blik<'_>, by_any_event: bool) {
    let events = fase.kinderen("gebeurtenissen").into_iter();
    let mut of_events = events.flat_map(|(_, gebeurtenis)| gebeurtenis.reeks("gevolg"));
    let by_event = of_events.any(leads_out);
    let by_itself = leads_by_itself(fase);
    if by_itself || (by_event && wakes(fase)) {
        return;
    }
    if by_event || by_any_event {
        let melding = format!("fase `{naam}` eindigt alleen als er van buiten iets binnenkomt");
        let hint = "geef haar een termijn met `verstreken`, of een taak die verder leidt";
        werk.absent(Diagnostic::new(Code::W102, fase.sleutel, melding).met_hint(hint));
    } else {
        let melding = format!("fase `{naam}` heeft geen uitweg");
        let hint = "geen taak, termijn of gebeurtenis heeft hier `ga_naar` of `sluit`";
        werk.absent(Diagnostic::new(Code::F121, fase.sleutel, melding).met_hint(hint));
    }
}

/// Whether something else than an event leads out.
fn leads_by_itself(fase: Blik<'_>) -> bool {
    let events = fase.kinderen("gebeurtenissen").into_iter();
    let of_events: Vec<&Plek> = events
        .flat_map(|(_, gebeurtenis)| gebeurtenis.reeks("gevolg"))
        .map(Blik::plek)
        .collect();
    let mut all = gevolgen_van_fase(fase).into_iter();
    all.any(|gevolg| leads_out(gevolg) && !of_events.contains(&gevolg.plek()))
}

/// Whether somebody looks at a zaak in this fase before anything comes in: a taak is open, or a term warns or does
/// something when it runs out.
fn wakes(fase: Blik<'_>) -> bool {
    let warns = |termijn: Blik<'_>| {
        ["herinner", "escaleer", "verstreken"]
            .into_iter()
            .any(|sleutel| !termijn.reeks(sleutel).is_empty())
    };
    let mut termijnen = fase.kinderen("termijnen").into_iter();
    !fase.kinderen("taken").is_empty() || termijnen.any(|(_, termijn)| warns(termijn))
}

/// Tells of fasen that lead to one another and nowhere to an end.
fn going_round(
    werk: &mut Werk<'_>,
    fasen: &[(&str, Blik<'_>)],
    algemeen: &[Blik<'_>],
    reached: &BTreeSet<String>,
) {
    let ends = |gevolg: Blik<'_>| gevolg.heeft("sluit");
    if algemeen.iter().copied().any(ends) {
        return;
    }
    let lines: Vec<(&str, Blik<'_>, Vec<Blik<'_>>)> = fasen
        .iter()
        .filter(|(naam, _)| reached.contains(*naam))
        .map(|(naam, fase)| {
            let own = gevolgen_van_fase(*fase).into_iter();
            (*naam, *fase, own.chain(algemeen.iter().copied()).collect())
        })
        .collect();
    let known: BTreeSet<&str> = fasen.iter().map(|(naam, _)| *naam).collect();
    let mut good: BTreeSet<&str> = BTreeSet::new();
    loop {
        let more = lines.iter().filter(|(naam, _, lines)| {
            !good.contains(naam)
                && (!lines.iter().copied().any(leads_out)
                    || lines.iter().any(|line| {
                        let to = line.tekst("ga_naar");
                        ends(*line) || to.is_some_and(|to| good.contains(to) || !known.contains(to))
                    }))
        });
        let more: Vec<&str> = more.map(|(naam, ..)| *naam).collect();
        if more.is_empty() {
            break;
        }
        good.extend(more);
    }
    let round = lines.iter().filter(|(naam, ..)| !good.contains(naam));
    let round: Vec<(&str, Blik<'_>)> = round.map(|(naam, fase, _)| (*naam, *fase)).collect();
    let Some((first, fase)) = round.first() else {
        return;
    };
    let melding = match round.len() {
        1 => format!("fase `{first}` leidt alleen naar zichzelf"),
        _ => format!(
            "fasen {} leiden alleen naar elkaar",
            opsomming(round.iter().map(|(naam, _)| *naam), "en")
        ),
    };
    let hint =
        "geen weg eindigt in `sluit`; sluit de zaak ergens, of ga naar een fase die dat doet";
    werk.absent(Diagnostic::new(Code::F121, fase.sleutel, melding).met_hint(hint));
}
