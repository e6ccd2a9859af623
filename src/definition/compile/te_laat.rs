//! Rungs that come when their fase is over: whoever should have been warned never hears of it.
//!
//! Only what is certain is told: terms that are counted in the same unit from the same day. Easy to get wrong:
//! what survives its fase (`blijft`) has its rungs too, and a term that can stand still or be extended may end
//! later than it seems.

use super::blik::Blik;
use super::werk::Werk;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::procedure::{Fase, Gevolg, TermijnDef};
use crate::kalender::Duur;
use crate::zaak::termijn::{Tijd, Wanneer};

/// A term of the fase, with whose it is.
struct Loper<'f, 'k> {
    wie: String,
    def: &'f TermijnDef,
    /// Where its rungs are written.
    ladder: Blik<'k>,
    /// Ends with the fase.
    eindigt_mee: bool,
    /// Begins with the fase.
    direct: bool,
}

impl Loper<'_, '_> {
    fn termijn(&self) -> String {
        match self.wie.starts_with("taak") {
            true => format!("de termijn van {}", self.wie),
            false => self.wie.clone(),
        }
    }
}

/// Warns of each rung after the end of a term that takes the zaak out of its fase.
pub(super) fn toets(werk: &mut Werk<'_>, naam: &str, blik: Blik<'_>, fase: &Fase) {
    let lopers = lopers(blik, fase);
    for loper in &lopers {
        for (trede, wanneer) in treden(loper) {
            let Wanneer::Na(na) = wanneer else { continue };
            let over = |other: &&Loper<'_, '_>| {
                always_leaves(&other.def.verstreken)
                    && (std::ptr::eq(other.def, loper.def) || ends_before(other, loper, na))
            };
            let Some(other) = lopers.iter().find(over).filter(|_| loper.eindigt_mee) else {
                continue;
            };
            let melding = format!(
                "trede `{na} na` van {} komt nooit: dan is {} verstreken, en dat haalt de zaak uit fase `{naam}`",
                loper.wie,
                other.termijn()
            );
            let hint = "kies `op de dag` of een trede `vooraf`, of stuur de mail in het gevolg van `verstreken`";
            werk.absent(Diagnostic::new(Code::W110, trede.plek(), melding).met_hint(hint));
        }
    }
}

fn lopers<'f, 'k>(blik: Blik<'k>, fase: &'f Fase) -> Vec<Loper<'f, 'k>> {
    let taken = blik.kinderen("taken").into_iter();
    let taken = taken.filter_map(|(naam, ladder)| {
        let taak = fase.taken.get(naam)?;
        Some(Loper {
            wie: format!("taak `{naam}`"),
            def: taak.termijn.as_ref()?,
            ladder,
            eindigt_mee: !taak.blijft,
            direct: taak.direct && taak.als.is_none(),
        })
    });
    let termijnen = blik.kinderen("termijnen").into_iter();
    let termijnen = termijnen.filter_map(|(naam, ladder)| {
        let def = fase.termijnen.get(naam)?;
        Some(Loper {
            wie: format!("termijn `{naam}`"),
            def,
            ladder,
            eindigt_mee: !def.blijft,
            direct: true,
        })
    });
    taken.chain(termijnen).collect()
}

/// The rungs with their places; none when one of them could not be read.
fn treden<'k>(loper: &Loper<'_, 'k>) -> Vec<(Blik<'k>, Wanneer)> {
    let written: Vec<Blik<'k>> = ["herinner", "escaleer"]
        .into_iter()
        .flat_map(|sleutel| loper.ladder.reeks(sleutel))
        .collect();
    if written.len() != loper.def.rungs.len() {
        return Vec::new();
    }
    let moments = loper.def.rungs.iter().map(|rung| rung.wanneer);
    written.into_iter().zip(moments).collect()
}

/// Whether whatever holds, the zaak goes on.
fn always_leaves(gevolgen: &[Gevolg]) -> bool {
    let out = |gevolg: &Gevolg| gevolg.ga_naar.is_some() || gevolg.sluit.is_some();
    gevolgen.iter().any(|gevolg| gevolg.als.is_none()) && gevolgen.iter().all(out)
}

/// Whether the other term is surely over before this rung.
fn ends_before(other: &Loper<'_, '_>, loper: &Loper<'_, '_>, na: Duur) -> bool {
    let (
        Tijd::Binnen {
            duur: end,
            na: from,
        },
        Tijd::Binnen {
            duur: own,
            na: own_from,
        },
    ) = (&other.def.tijd, &loper.def.tijd)
    else {
        return false;
    };
    let fixed = other.direct
        && loper.direct
        && !other.def.opschorten
        && !other.def.wettelijk
        && other.def.verdagen.is_none();
    let same = from == own_from && end.eenheid == own.eenheid && own.eenheid == na.eenheid;
    fixed && same && own.aantal.saturating_add(na.aantal) > end.aantal
}
