//! Procedures that begin each other, or wait for each other, in a ring.
//!
//! Seen from one gemeente, for layers may close a ring or break it. Easy to get wrong: a ring that a person or a
//! date is part of is work, not a fault. Only what surely happens on entering a fase counts as beginning; and a
//! fase with any other way out does not wait for ever.

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
    for ring in rings(&edges(begins)) {
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
