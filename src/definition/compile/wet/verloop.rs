//! What happens to a term of law on the way: by which lines it begins, stands still, runs on and ends.
//!
//! ```text
//! dropped or changed   hervat, zet of its day, ga_naar to its fase, open of its taak, its own verstreken
//! added or changed     stopt, schort_op, zet of its day, leaving its fase (or closing, where it stays)
//! ```
//! A list is held against the same list below, turn by turn ([`Lijst::beurten`]), so that neither the order of its
//! lines nor a line without effect makes one apply more often. What people do anew (an uitkomst, an event) may
//! bring a zaak further, a clock may not. Easy to get wrong: where a term stays, it can only end in the fasen
//! the zaak reaches after it began.

use std::collections::{BTreeMap, BTreeSet};

use super::super::blik::Blik;
use super::super::regels::{Beurten, Door, Lijst, lijsten};
use super::werking::{Werking, geschreven};
use super::{Toets, Wettelijk, asked_less, begin};
use crate::definition::boom::{Knoop, Plek};
use crate::definition::diagnostic::Code;

type PerPad<'k> = BTreeMap<Vec<&'k str>, Lijst<'k>>;

/// Compares the lists that this layer writes, for each term of law.
pub(super) fn toets(toets: &mut Toets<'_, '_, '_>, found: &[Wettelijk<'_>], samen: &Knoop) {
    let boven = per_pad(samen);
    for wet in found {
        let onder = per_pad(wet.onder);
        let mut verloop = Verloop {
            ankers: ankers(wet, &onder),
            bereik: reached(&boven, [wet.fase], None),
            toets,
            wet,
            onder: &onder,
            boven: &boven,
        };
        verloop.lists();
        verloop.detours();
        verloop.fields();
        verloop.counted_from();
    }
}

fn per_pad(boom: &Knoop) -> PerPad<'_> {
    let lists = lijsten(boom).into_iter();
    lists.map(|list| (list.pad.clone(), list)).collect()
}

/// The names a term is counted from, and those they are set to in turn.
fn ankers(wet: &Wettelijk<'_>, lists: &PerPad<'_>) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = wet.telt_van().map(str::to_owned).collect();
    loop {
        let rows = lists.values().flat_map(|list| &list.regels);
        let set = rows.flat_map(|regel| {
            let all = regel.kind("zet").into_iter();
            all.flat_map(|zet| zet.knoop.kaart())
        });
        let to = set.filter(|(veld, _)| found.contains(&veld.naam));
        let named = to.filter_map(|(_, waarde)| waarde.tekst());
        let fields = named.filter_map(|waarde| waarde.strip_prefix("gegevens."));
        let more: BTreeSet<String> = fields.map(str::to_owned).collect();
        if more.is_subset(&found) {
            return found;
        }
        found.extend(more);
    }
}

/// The fasen a zaak can come to from these, never going through one of them.
fn reached<'k>(
    lists: &PerPad<'k>,
    van: impl IntoIterator<Item = &'k str>,
    nooit: Option<&str>,
) -> BTreeSet<&'k str> {
    let mut found: BTreeSet<&str> = van
        .into_iter()
        .filter(|fase| Some(*fase) != nooit)
        .collect();
    let mut todo: Vec<&str> = found.iter().copied().collect();
    while let Some(fase) = todo.pop() {
        let here = lists
            .values()
            .filter(|list| list.fase.is_none_or(|van| van == fase));
        let rows = here.flat_map(|list| &list.regels);
        for naar in rows.filter_map(|regel| regel.tekst("ga_naar")) {
            if Some(naar) != nooit && found.insert(naar) {
                todo.push(naar);
            }
        }
    }
    found
}

struct Verloop<'v, 't, 'a, 'k, 'w> {
    toets: &'v mut Toets<'t, 'a, 'k>,
    wet: &'v Wettelijk<'w>,
    ankers: BTreeSet<String>,
    /// The fasen in which it may run.
    bereik: BTreeSet<&'v str>,
    onder: &'v PerPad<'w>,
    boven: &'v PerPad<'v>,
}

impl<'v> Verloop<'v, '_, '_, '_, '_> {
    fn lists(&mut self) {
        let ankers = self.ankers.clone();
        let zet = ankers.iter().map(|veld| Werking::Zet(veld));
        let fixed = [
            Werking::Stopt,
            Werking::SchortOp,
            Werking::Hervat,
            Werking::Verlaat,
            Werking::Naar,
            Werking::Open,
            Werking::Verstreken,
        ];
        let werkingen: Vec<Werking<'_>> = fixed.into_iter().chain(zet).collect();
        let (onder, boven) = (self.onder, self.boven);
        for (pad, list) in boven {
            if !self.writes(pad) {
                continue;
            }
            let below = onder.get(pad).or_else(|| self.overal(pad));
            for werking in &werkingen {
                self.compare(below, list, *werking);
            }
        }
        for (pad, list) in onder {
            let Some(plek) = self.switches_off(pad).filter(|_| !boven.contains_key(pad)) else {
                continue;
            };
            for werking in werkingen.iter().filter(|werking| werking.moet_blijven()) {
                if !self.beurten(list, *werking).is_geen() {
                    self.tell(list, *werking, &plek);
                }
            }
        }
    }

    /// A fase may answer an event in its own way: then that takes the place of how every fase answers it.
    fn overal(&self, pad: &[&'v str]) -> Option<&'v Lijst<'v>> {
        let ["fasen", _, "gebeurtenissen", naam, _] = pad else {
            return None;
        };
        self.onder
            .get(["gebeurtenissen", naam, "gevolg"].as_slice())
    }

    /// Whether the layer says something about this list, or about when its taak opens.
    fn writes(&self, pad: &[&str]) -> bool {
        let of_taak = || {
            let taak = pad.get(..4).filter(|pad| pad.get(2) == Some(&"taken"));
            let own = taak.and_then(|taak| self.toets.own(taak));
            own.is_some_and(|own| own.heeft("als") || own.heeft("direct"))
        };
        self.toets.own(pad).is_some() || of_taak()
    }

    /// Where the layer switches off what holds this list.
    fn switches_off(&self, pad: &[&str]) -> Option<Plek> {
        let boven = (1..=pad.len()).filter_map(|tot| self.toets.own(pad.get(..tot)?));
        let mut uit = boven.filter_map(Blik::uit);
        uit.next().map(|uit| uit.sleutel.clone())
    }

    fn compare(&mut self, below: Option<&Lijst<'_>>, list: &Lijst<'_>, werking: Werking<'_>) {
        let was = below.map_or_else(Beurten::geen, |below| self.beurten(below, werking));
        let is = self.beurten(list, werking);
        let changed = match below {
            Some(below) if was == is => {
                // The same lines, but of a taak that opens otherwise.
                werking.moet_blijven() && !was.is_geen() && opens(below) != opens(list)
            }
            Some(_) => {
                let gone = werking.moet_blijven() && !was.is_geen();
                let fine =
                    !matches!(werking, Werking::Zet(_) | Werking::Verstreken) && is.is_altijd();
                let come = werking.mag_niet_erbij() && !is.is_geen();
                (gone && !fine) || come
            }
            None => {
                let by_people = match werking {
                    Werking::Verlaat => !matches!(list.door, Door::Klok),
                    Werking::Zet(veld) => self.begins_anew(list, veld),
                    _ => false,
                };
                werking.mag_niet_erbij() && !is.is_geen() && !by_people
            }
        };
        if changed {
            let plek = match below {
                Some(below) if was == is && opens(below) != opens(list) => self.condition(list),
                _ => self.plek(list, werking),
            };
            self.tell(list, werking, &plek);
        }
    }

    /// Where the layer says when the taak of a list opens.
    fn condition(&self, list: &Lijst<'_>) -> Plek {
        let taak = list.pad.get(..4).unwrap_or(&list.pad);
        let own = self.toets.own(taak);
        let own = own.and_then(|own| own.kind("als").or(own.kind("direct")));
        own.map_or_else(
            || self.toets.laag.boom.plek_op(taak).clone(),
            |own| own.plek().clone(),
        )
    }

    /// A new way to the fase of the term, that counts from the very day it is taken.
    fn begins_anew(&self, list: &Lijst<'_>, veld: &str) -> bool {
        let sets = |regel: &&Blik<'_>| regel.kind("zet").is_some_and(|zet| zet.heeft(veld));
        let mut rows = list.regels.iter().filter(sets);
        rows.all(|regel| {
            let waarde = regel.kind("zet").and_then(|zet| zet.tekst(veld));
            waarde == list.eigen_naam() && regel.tekst("ga_naar") == Some(self.wet.fase)
        })
    }

    fn beurten(&self, list: &Lijst<'_>, werking: Werking<'_>) -> Beurten {
        list.beurten(|regel| self.van(list, regel, werking))
    }

    /// What a line comes to for the term.
    fn van(&self, list: &Lijst<'_>, regel: Blik<'_>, werking: Werking<'_>) -> Option<String> {
        let wet = self.wet;
        let own = list.pad.split_last().is_some_and(|(laatste, boven)| {
            *laatste == "verstreken" && boven == wet.pad.as_slice()
        });
        let yes = |holds: bool| holds.then(String::new);
        let names = |sleutel| yes(regel.teksten(sleutel).iter().any(|naam| naam == wet.naam));
        let leaves = regel.heeft("ga_naar") || regel.heeft("sluit");
        match werking {
            Werking::Stopt => names("stopt"),
            Werking::SchortOp => names("schort_op"),
            Werking::Hervat => names("hervat"),
            Werking::Open if wet.taak.is_some() => names("open"),
            Werking::Open => None,
            Werking::Zet(veld) => {
                let waarde = regel.kind("zet")?.tekst(veld)?;
                Some(waarde.to_owned())
            }
            Werking::Naar => yes(regel.tekst("ga_naar") == Some(wet.fase)),
            // Whoever completes its own taak has met the term.
            Werking::Verlaat if self.completes(list) => None,
            // Its own running out is compared as a whole, where the law says what it comes to.
            Werking::Verlaat if own && wet.termijn.heeft("verstreken") => None,
            Werking::Verlaat if list.fase == Some(wet.fase) && list.pad.len() == 3 => yes(leaves),
            Werking::Verlaat if wet.blijft() => {
                let runs = list.fase.is_none_or(|fase| self.bereik.contains(fase));
                yes(runs && regel.heeft("sluit"))
            }
            Werking::Verlaat => yes(leaves && list.fase.is_none_or(|fase| fase == wet.fase)),
            Werking::Verstreken if own => {
                let regels = regel.knoop.kaart().iter();
                let counts = regels.filter(|(sleutel, _)| {
                    !matches!(sleutel.naam.as_str(), "als" | "mail" | "brief")
                });
                let mut counts: Vec<String> = counts
                    .map(|(sleutel, knoop)| format!("{}: {}", sleutel.naam, geschreven(knoop)))
                    .collect();
                counts.sort();
                Some(counts.join(", ")).filter(|tekst| !tekst.is_empty())
            }
            Werking::Verstreken => None,
        }
    }

    /// Whether this is an uitkomst of the taak that the term guards.
    fn completes(&self, list: &Lijst<'_>) -> bool {
        let own = matches!(list.door, Door::Taak(_)) && self.wet.taak.is_some();
        own && list.pad.get(..4) == self.wet.pad.get(..4)
    }

    /// The line of the layer that does it, or else what the layer writes around it.
    fn plek(&self, list: &Lijst<'_>, werking: Werking<'_>) -> Plek {
        let laag = self.toets.laag;
        let mut rows = list.regels.iter().filter_map(|regel| {
            self.van(list, *regel, werking)?;
            let keys = [werking.sleutel(), "sluit"];
            keys.into_iter().find_map(|sleutel| regel.kind(sleutel))
        });
        let own = rows.find(|blik| *blik.sleutel.bestand == *laag.bestand);
        let around = || laag.boom.plek_op(&list.pad).clone();
        own.filter(|_| werking.mag_niet_erbij())
            .map_or_else(around, |blik| blik.sleutel.clone())
    }

    /// No new way round the fase of the term, to a fase that lay behind it.
    fn detours(&mut self) {
        let fase = self.wet.fase;
        let was = begin(Blik::op(self.wet.onder));
        let before = reached(self.onder, was, Some(fase));
        let known = reached(self.onder, was, None);
        let now = reached(self.boven, begin(self.toets.samen), Some(fase));
        let behind = |naar: &str| naar != fase && known.contains(naar) && !before.contains(naar);
        for (pad, list) in self.boven {
            let open = list.fase.map_or(!now.is_empty(), |fase| now.contains(fase));
            if !open || !self.writes(pad) {
                continue;
            }
            for regel in &list.regels {
                let Some(naar) = regel.kind("ga_naar") else {
                    continue;
                };
                let naam = naar.eigen_tekst().unwrap_or_default();
                if behind(naam) && *naar.plek().bestand == *self.toets.laag.bestand {
                    let wat = format!(
                        "gaat bij {} naar fase `{naam}` zonder langs fase `{fase}`, waar {{}} begint",
                        list.wie()
                    );
                    self.toets.tell(self.wet, Code::F152, naar.plek(), &wat);
                }
            }
        }
    }

    /// The fields it is counted from are asked where they were, and nowhere else.
    fn fields(&mut self) {
        let own = Blik::op(&self.toets.laag.boom);
        let mut places: Vec<Vec<&str>> = vec![vec!["gegevens"]];
        for (fase, blik) in own.kinderen("fasen") {
            for soort in ["taken", "gebeurtenissen"] {
                let names = blik.kinderen(soort).into_iter();
                places.extend(names.map(|(naam, _)| vec!["fasen", fase, soort, naam, "gegevens"]));
            }
        }
        let events = own.kinderen("gebeurtenissen").into_iter();
        places.extend(events.map(|(naam, _)| vec!["gebeurtenissen", naam, "gegevens"]));
        for pad in places {
            for veld in self.ankers.clone() {
                let pad = [pad.as_slice(), &[veld.as_str()]].concat();
                self.field(&pad, &veld);
            }
        }
    }

    fn field(&mut self, pad: &[&str], veld: &str) {
        let Some(own) = self.toets.own(pad) else {
            return;
        };
        let was = self.wet.onder.op_pad(pad).map(Blik::op);
        let is = self.toets.samen.knoop.op_pad(pad).map(Blik::op);
        let wat = match (was, is) {
            (None, _) if pad.len() > 2 => "opnieuw",
            (Some(was), Some(is)) if asked_less(was, is) => "niet altijd meer",
            _ => return,
        };
        let plek = own
            .kind("verplicht")
            .or(own.uit())
            .unwrap_or(own)
            .plek()
            .clone();
        let wat = format!("vraagt {wat} naar `{veld}`, de dag waarvan {{}} telt");
        self.toets.tell(self.wet, Code::F152, &plek, &wat);
    }

    /// A taak it is counted from opens whenever it did.
    fn counted_from(&mut self) {
        for ((fase, blik), anker) in Blik::op(&self.toets.laag.boom)
            .kinderen("fasen")
            .into_iter()
            .flat_map(|fase| self.wet.telt_van().map(move |anker| (fase, anker)))
            .collect::<Vec<_>>()
        {
            let pad = ["fasen", fase, "taken", anker];
            let Some(own) = blik.kind("taken").and_then(|taken| taken.kind(anker)) else {
                continue;
            };
            let (Some(was), Some(is)) = (self.wet.onder.op_pad(&pad), self.toets.na(&pad)) else {
                continue;
            };
            let was = Blik::op(was);
            let same = was.tekst("als") == is.tekst("als")
                && was.ja_nee("direct").unwrap_or(true) == is.ja_nee("direct").unwrap_or(true);
            let own = own.kind("als").or(own.kind("direct"));
            if let Some(own) = own.filter(|_| !same) {
                let wat = format!("opent taak `{anker}`, waarvan {{}} telt, anders dan eronder");
                self.toets.tell(self.wet, Code::F152, own.plek(), &wat);
            }
        }
    }

    fn tell(&mut self, list: &Lijst<'_>, werking: Werking<'_>, plek: &Plek) {
        let (code, wat) = werking.melding(list, self.wet);
        self.toets.tell(self.wet, code, plek, &wat);
    }
}

/// Under which condition a list can come about at all: that of its taak.
fn opens<'k>(list: &Lijst<'k>) -> (Option<&'k str>, bool) {
    match list.door {
        Door::Taak(taak) => (taak.tekst("als"), taak.ja_nee("direct").unwrap_or(true)),
        _ => (None, true),
    }
}
