//! Every list of gevolgen in a tree: where it stands, what sets it off, and its lines.
//!
//! Reads only; what a line does is told by `gevolg`, and whether it may, by `wet` and `handhaving`. Easy to get
//! wrong: of a list only the first line that holds is taken, so a line means nothing without those before it.

use super::blik::Blik;
use crate::definition::boom::Knoop;

/// A list of gevolgen.
#[derive(Debug, Clone)]
pub(super) struct Lijst<'k> {
    pub pad: Vec<&'k str>,
    /// The fase it stands in; none for what every fase knows.
    pub fase: Option<&'k str>,
    pub door: Door<'k>,
    pub regels: Vec<Blik<'k>>,
}

/// What sets a list off.
#[derive(Debug, Clone, Copy)]
pub(super) enum Door<'k> {
    /// Somebody completes this taak.
    Taak(Blik<'k>),
    /// Somebody records an event, or extends a term.
    Mens,
    /// Another procedure has ended.
    Procedure,
    /// A fase is entered, or a term runs out.
    Klok,
}

impl<'k> Lijst<'k> {
    /// What it belongs to, in a sentence: `taak `horen``.
    pub fn wie(&self) -> String {
        match self.pad.as_slice() {
            ["fasen", _, "taken", naam, ..] => format!("taak `{naam}`"),
            ["fasen", _, "termijnen", naam, ..] => format!("termijn `{naam}`"),
            ["fasen", _, "gebeurtenissen", naam, ..] | ["gebeurtenissen", naam, ..] => {
                format!("gebeurtenis `{naam}`")
            }
            [_, naam, ..] => format!("fase `{naam}`"),
            _ => "de procedure".to_owned(),
        }
    }

    /// The taak or event whose day its lines know by name.
    pub fn eigen_naam(&self) -> Option<&'k str> {
        match self.pad.as_slice() {
            ["fasen", _, "taken" | "gebeurtenissen", naam, ..] | ["gebeurtenissen", naam, ..] => {
                Some(naam)
            }
            _ => None,
        }
    }

    /// What a line comes to, one value for each turn it can take, in the shortest form: two lists with the same
    /// turns do the same, however they are written.
    pub fn beurten(&self, van: impl Fn(Blik<'k>) -> Option<String>) -> Beurten {
        let mut beurten = Vec::with_capacity(self.regels.len() + 1);
        let mut altijd = false;
        for regel in &self.regels {
            let als = regel.tekst("als").map(in_een_rij);
            altijd = als.is_none();
            beurten.push((als, van(*regel)));
            if altijd {
                break;
            }
        }
        if !altijd {
            beurten.push((None, None));
        }
        while let [.., (_, voor), (_, laatste)] = beurten.as_slice()
            && voor == laatste
        {
            beurten.remove(beurten.len() - 2);
        }
        Beurten(beurten)
    }
}

/// Under which condition a list comes to what; the last has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Beurten(Vec<(Option<String>, Option<String>)>);

impl Beurten {
    /// A list that is not there.
    pub fn geen() -> Self {
        Self(vec![(None, None)])
    }

    /// Whether it never comes to anything.
    pub fn is_geen(&self) -> bool {
        matches!(self.0.as_slice(), [(_, None)])
    }

    /// Whether it comes to the same on every turn.
    pub fn is_altijd(&self) -> bool {
        matches!(self.0.as_slice(), [(_, Some(_))])
    }
}

/// A text without what its author wrote for the eye.
fn in_een_rij(tekst: &str) -> String {
    tekst.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every list of gevolgen that is not switched off.
pub(super) fn lijsten(boom: &Knoop) -> Vec<Lijst<'_>> {
    let boom = Blik::op(boom);
    let mut found = Vec::new();
    for (fase, blik) in boom.kinderen("fasen") {
        in_fase(fase, blik, &mut found);
    }
    for (naam, gebeurtenis) in boom.kinderen("gebeurtenissen") {
        let pad = vec!["gebeurtenissen", naam, "gevolg"];
        add(&mut found, None, pad, Door::Mens, gebeurtenis);
    }
    found
}

fn in_fase<'k>(fase: &'k str, blik: Blik<'k>, found: &mut Vec<Lijst<'k>>) {
    let hier = Some(fase);
    let pad = vec!["fasen", fase, "bij_binnenkomst"];
    add(found, hier, pad, Door::Klok, blik);
    for (naam, taak) in blik.kinderen("taken") {
        let boven = ["fasen", fase, "taken", naam];
        for (uitkomst, regels) in taak.alle_kinderen("uitkomsten") {
            found.push(Lijst {
                pad: [&boven[..], &["uitkomsten", uitkomst]].concat(),
                fase: hier,
                door: Door::Taak(taak),
                regels: regels.zelf_reeks(),
            });
        }
        if let Some(termijn) = taak.kind("termijn").filter(|kind| kind.uit().is_none()) {
            of_termijn(found, fase, &[&boven[..], &["termijn"]].concat(), termijn);
        }
    }
    for (naam, termijn) in blik.kinderen("termijnen") {
        of_termijn(found, fase, &["fasen", fase, "termijnen", naam], termijn);
    }
    for (naam, gebeurtenis) in blik.kinderen("gebeurtenissen") {
        let pad = vec!["fasen", fase, "gebeurtenissen", naam, "gevolg"];
        add(found, hier, pad, Door::Mens, gebeurtenis);
    }
    for (procedure, regels) in blik.alle_kinderen("wacht_op") {
        found.push(Lijst {
            pad: vec!["fasen", fase, "wacht_op", procedure],
            fase: hier,
            door: Door::Procedure,
            regels: regels.zelf_reeks(),
        });
    }
}

fn of_termijn<'k>(found: &mut Vec<Lijst<'k>>, fase: &'k str, boven: &[&'k str], termijn: Blik<'k>) {
    for (sleutel, door) in [("verstreken", Door::Klok), ("bij_verdagen", Door::Mens)] {
        let pad = [boven, &[sleutel]].concat();
        add(found, Some(fase), pad, door, termijn);
    }
}

/// Adds the list under the last name of the path, where there is one.
fn add<'k>(
    found: &mut Vec<Lijst<'k>>,
    fase: Option<&'k str>,
    pad: Vec<&'k str>,
    door: Door<'k>,
    boven: Blik<'k>,
) {
    let list = pad.last().and_then(|sleutel| boven.kind(sleutel));
    if let Some(list) = list {
        found.push(Lijst {
            pad,
            fase,
            door,
            regels: list.zelf_reeks(),
        });
    }
}
