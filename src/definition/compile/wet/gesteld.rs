//! The terms of law that stand in the layers below, each as the lowest layer that fills it in states it.
//!
//! Holding a layer against them is left to the rest of this room. Easy to get wrong: a term can be of law while its
//! length is still open (`binnen: invullen`); how it begins and ends is stated from there, how long it is only by
//! the layer that says so.

use super::super::blik::Blik;
use super::INVULLEN;
use crate::definition::boom::Knoop;

/// The terms of law of all layers below, each as the lowest layer that fills it in states it.
pub(super) fn stated<'k>(onder: &[&'k Knoop]) -> Vec<Wettelijk<'k>> {
    let by_layer: Vec<Vec<Wettelijk<'k>>> = onder.iter().map(|boom| wettelijk(boom)).collect();
    let Some(all) = by_layer.last() else {
        return Vec::new();
    };
    let lowest = |present: &Wettelijk<'k>| {
        let same = || {
            let alle = by_layer.iter().flatten();
            alle.filter(|law| law.pad == present.pad)
        };
        let mut law = same().find(|law| !law.is_open()).cloned()?;
        // How it begins and ends is stated as soon as it is said to be of law, be its length open.
        law.onder = same().next()?.onder;
        Some(law)
    };
    let alle = all.iter();
    alle.map(|present| lowest(present).unwrap_or_else(|| present.clone()))
        .collect()
}

/// A term of law as the lower layers have it.
#[derive(Clone)]
pub(super) struct Wettelijk<'k> {
    /// `taak` or `termijn` with its name.
    pub wie: String,
    pub pad: Vec<&'k str>,
    pub termijn: Blik<'k>,
    /// The taak it guards.
    pub taak: Option<Blik<'k>>,
    pub fase: &'k str,
    /// The name a gevolg calls it by.
    pub naam: &'k str,
    /// The layers that state it, laid on one another.
    pub onder: &'k Knoop,
}

impl<'k> Wettelijk<'k> {
    /// Whether it says by law that there is a term, but leaves to a bureau how long.
    pub fn is_open(&self) -> bool {
        ["binnen", "uiterlijk"]
            .iter()
            .any(|sleutel| self.termijn.tekst(sleutel) == Some(INVULLEN))
    }

    /// The term in a sentence.
    pub fn zin(&self) -> String {
        match self.taak {
            Some(_) => format!("de termijn van {}", self.wie),
            None => self.wie.clone(),
        }
    }

    /// The articles it rests on, in one line.
    pub fn articles(&self) -> String {
        match grounds(self.termijn, self.taak).join(", ") {
            none if none.is_empty() => "de wet".to_owned(),
            articles => articles,
        }
    }

    /// Whether it runs on when the zaak leaves its fase.
    pub fn blijft(&self) -> bool {
        let stays = |blik: Blik<'_>| blik.ja_nee("blijft") == Some(true);
        stays(self.termijn) || self.taak.is_some_and(stays)
    }

    /// The names it is counted from.
    pub fn telt_van(&self) -> impl Iterator<Item = &'k str> + use<'k> {
        let termijn = self.termijn;
        let van = ["na", "voor", "op"].into_iter();
        van.filter_map(move |sleutel| termijn.tekst(sleutel))
    }
}

/// The grounds of a term: its own, else those of its taak.
pub(super) fn grounds(termijn: Blik<'_>, taak: Option<Blik<'_>>) -> Vec<String> {
    let own = termijn.teksten("grondslag");
    match (own.is_empty(), taak) {
        (true, Some(taak)) => taak.teksten("grondslag"),
        _ => own,
    }
}

/// The terms of law of one tree.
pub(super) fn wettelijk(boom: &Knoop) -> Vec<Wettelijk<'_>> {
    let is_law = |termijn: Blik<'_>| termijn.ja_nee("wettelijk") == Some(true);
    let mut found = Vec::new();
    for (fase, blik) in Blik::op(boom).kinderen("fasen") {
        for (naam, taak) in blik.kinderen("taken") {
            if let Some(termijn) = taak.kind("termijn").filter(|termijn| is_law(*termijn)) {
                let pad = vec!["fasen", fase, "taken", naam, "termijn"];
                found.push(Wettelijk {
                    wie: format!("taak `{naam}`"),
                    pad,
                    termijn,
                    taak: Some(taak),
                    fase,
                    naam,
                    onder: boom,
                });
            }
        }
        for (naam, termijn) in blik.kinderen("termijnen") {
            if is_law(termijn) {
                let pad = vec!["fasen", fase, "termijnen", naam];
                found.push(Wettelijk {
                    wie: format!("termijn `{naam}`"),
                    pad,
                    termijn,
                    taak: None,
                    fase,
                    naam,
                    onder: boom,
                });
            }
        }
    }
    found
}
