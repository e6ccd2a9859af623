//! Procedures that begin each other, or wait for each other, in a ring.
//!
//! Seen from one gemeente, for layers may close a ring or break it. Easy to get wrong: a ring that a person is part
//! of is work, not a fault. Only what surely happens on entering a fase counts as beginning at once; what a date or
//! a condition stands before may go round, which is a warning; and a fase with any other way out does not wait for
//! ever.

use std::collections::{BTreeMap, BTreeSet};

use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::procedure::{Fase, Gevolg, Procedure};

/// Tells of each ring once, at the place that `plek` finds for a key of the first procedure in it.
pub(super) fn toets(
    procedures: &BTreeMap<&str, &Procedure>,
    plek: impl Fn(&str, &str, &str) -> Plek,
) -> Vec<Diagnostic> {
    let edges = |of: fn(&Procedure) -> BTreeSet<String>| -> BTreeMap<&str, BTreeSet<String>> {
        let all = procedures.iter();
        all.map(|(slug, procedure)| (*slug, of(procedure)))
            .collect()
    };
    let mut told = Vec::new();
    let at_once = rings(&edges(begins));
    for ring in rings(&edges(may_begin)).difference(&at_once) {
        let (first, next) = ends(ring);
        let melding = format!(
            "procedures kunnen elkaar blijven beginnen zonder dat iemand iets doet: {}",
            shown(ring)
        );
        let hint = "tussen begin en `start` staat geen taak of gebeurtenis, alleen een termijn of een voorwaarde; laat er een mens over beslissen, of haal deze `start` weg";
        told.push(Diagnostic::new(Code::W112, &plek(first, "start", next), melding).met_hint(hint));
    }
    for ring in at_once {
        let (first, next) = ends(&ring);
        let melding = format!("procedures beginnen elkaar in een kring: {}", shown(&ring));
        let hint = "elk begint de volgende meteen bij binnenkomst; laat er een wachten op een taak of een termijn, of haal deze `start` weg";
        told.push(Diagnostic::new(Code::F145, &plek(first, "start", next), melding).met_hint(hint));
    }
    for ring in rings(&edges(waits)) {
        let (first, next) = ends(&ring);
        let melding = format!("procedures wachten op elkaar: {}", shown(&ring));
        let hint = "geef een van deze fasen een andere uitweg, zoals een termijn met `verstreken`";
        told.push(
            Diagnostic::new(Code::F146, &plek(first, "wacht_op", next), melding).met_hint(hint),
        );
    }
    told
}

/// What a zaak of this procedure begins before anybody has done anything.
fn begins(procedure: &Procedure) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut at = Some(procedure.begin.as_str());
    while let Some(naam) = at.take().filter(|naam| seen.insert(*naam)) {
        let Some(fase) = procedure.fasen.get(naam) else {
            break;
        };
        let lines = certain(&fase.bij_binnenkomst);
        if let Some((first, rest)) = lines.split_first() {
            let always = |slug: &&String| rest.iter().all(|line| line.start.contains(slug));
            found.extend(first.start.iter().filter(always).cloned());
            let same = rest.iter().all(|line| line.ga_naar == first.ga_naar);
            at = first.ga_naar.as_deref().filter(|_| same);
        }
    }
    found
}

/// What a zaak of this procedure may begin while nobody does anything: on entering a fase under whatever condition,
/// and when a term runs out in a fase where there is nothing to do or to hear.
fn may_begin(procedure: &Procedure) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut todo = vec![procedure.begin.as_str()];
    while let Some(naam) = todo.pop() {
        let Some(fase) = procedure.fasen.get(naam).filter(|_| seen.insert(naam)) else {
            continue;
        };
        let acts = fase.taken.values().any(|taak| taak.direct)
            || !fase.gebeurtenissen.is_empty()
            || !fase.wacht_op.is_empty();
        let lapsing = fase.termijnen.values().filter(|_| !acts);
        let lines = lapsing.flat_map(|termijn| &termijn.verstreken);
        for line in fase.bij_binnenkomst.iter().chain(lines) {
            found.extend(line.start.iter().cloned());
            todo.extend(line.ga_naar.as_deref());
        }
    }
    found
}

/// The lines of which one surely holds; none when it may be that none does.
fn certain(lines: &[Gevolg]) -> &[Gevolg] {
    let last = lines.iter().position(|line| line.als.is_none());
    last.and_then(|last| lines.get(..=last)).unwrap_or_default()
}

/// The procedures without whose end a zaak never leaves some fase.
fn waits(procedure: &Procedure) -> BTreeSet<String> {
    let leads_out = |gevolg: &&Gevolg| gevolg.ga_naar.is_some() || gevolg.sluit.is_some();
    let by_event = procedure.gebeurtenissen.values();
    if by_event
        .flat_map(|event| &event.gevolg)
        .any(|it| leads_out(&it))
    {
        return BTreeSet::new();
    }
    let stuck = |fase: &&Fase| {
        let waiting: Vec<&Gevolg> = fase.wacht_op.values().flatten().collect();
        let all = fase.gevolgen().filter(leads_out);
        let mut others = all.filter(|one| !waiting.iter().any(|own| std::ptr::eq(*own, *one)));
        others.next().is_none() && fase.wacht_op.len() == 1
    };
    let fasen = procedure.fasen.values().filter(stuck);
    fasen
        .flat_map(|fase| fase.wacht_op.keys().cloned())
        .collect()
}

/// Every ring, from its first name in the alphabet, each once.
fn rings(edges: &BTreeMap<&str, BTreeSet<String>>) -> BTreeSet<Vec<String>> {
    let mut found = BTreeSet::new();
    for start in edges.keys() {
        // The shortest way back.
        let mut ways = vec![vec![(*start).to_owned()]];
        let mut seen = BTreeSet::new();
        'start: while !ways.is_empty() {
            let mut longer = Vec::new();
            for way in ways {
                let Some(to) = way.last().and_then(|last| edges.get(last.as_str())) else {
                    continue;
                };
                for next in to {
                    if next == start {
                        found.insert(from_first(&way));
                        break 'start;
                    }
                    if seen.insert(next.clone()) {
                        longer.push([way.as_slice(), std::slice::from_ref(next)].concat());
                    }
                }
            }
            ways = longer;
        }
    }
    found
}

fn from_first(ring: &[String]) -> Vec<String> {
    let first = ring.iter().enumerate().min_by_key(|(_, naam)| *naam);
    let (before, after) = ring.split_at(first.map_or(0, |(at, _)| at));
    [after, before].concat()
}

/// The first of a ring and the one after it.
fn ends(ring: &[String]) -> (&str, &str) {
    let first = ring.first().map_or("", String::as_str);
    (first, ring.get(1).map_or(first, String::as_str))
}

fn shown(ring: &[String]) -> String {
    let names = ring.iter().chain(ring.first());
    let names: Vec<String> = names.map(|naam| format!("`{naam}`")).collect();
    names.join(" → ")
}
