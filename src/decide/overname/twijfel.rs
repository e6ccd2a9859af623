//! What in a row may be right, and asks for a second look: days out of order, work that may still run, a clock that
//! usually stands still.
//!
//! Nothing here refuses; that is `keur`'s. Easy to get wrong: asking too much. A question that comes with every row is
//! read by nobody.

use super::eerder::{self, NietBegonnen};
use super::keur::is_datumveld;
use crate::decide::ingebouwd;
use crate::definition::procedure::Procedure;
use crate::kalender::datum_kort;
use crate::zaak::contact::AFSPRAAK;
use crate::zaak::overname::Overname;
use crate::zaak::refusal::opsomming;

/// Every question, as a Dutch fragment with the answer the file can give.
pub(super) fn twijfel(overname: &Overname, procedure: &Procedure) -> Vec<String> {
    let mut told = datums(overname, procedure);
    told.extend(earlier(overname, procedure));
    told.extend(clock(overname, procedure));
    told
}

/// Days before the zaak was received, or after its fase began.
fn datums(overname: &Overname, procedure: &Procedure) -> Vec<String> {
    let (ontvangen, sinds) = (overname.melding.ontvangen, overname.sinds);
    let happened = |naam: &str| naam != AFSPRAAK && !is_datumveld(procedure, naam);
    let days = overname.datums.iter().filter(|(naam, _)| happened(naam));
    days.filter_map(|(naam, dag)| {
        let day = datum_kort(*dag);
        if *dag < ontvangen {
            let begin = datum_kort(ontvangen);
            return Some(format!(
                "`datums.{naam}` is {day}, vóór de zaak werd ontvangen ({begin}); klopt die dag?"
            ));
        }
        (*dag > sinds && !may_follow(overname, procedure, naam)).then(|| {
            let begin = datum_kort(sinds);
            format!("`datums.{naam}` is {day}, na het begin van fase `{}` ({begin}), terwijl het bij een andere fase hoort; klopt die dag?", overname.fase)
        })
    })
    .collect()
}

/// Whether something may have happened since the fase began: it belongs to it, to every fase, or outlives its own.
fn may_follow(overname: &Overname, procedure: &Procedure, naam: &str) -> bool {
    let everywhere =
        procedure.gebeurtenissen.contains_key(naam) || ingebouwd::GEBEURTENISSEN.contains(&naam);
    let here = procedure.fasen.get(&overname.fase).is_some_and(|def| {
        def.taken.contains_key(naam)
            || def.termijnen.contains_key(naam)
            || def.gebeurtenissen.contains_key(naam)
    });
    let stays = procedure.taak(naam).is_some_and(|(_, taak)| taak.blijft)
        || procedure.termijn(naam).is_some_and(|def| def.blijft);
    everywhere || here || stays
}

/// Work of earlier fasen, by what would settle it.
fn earlier(overname: &Overname, procedure: &Procedure) -> Vec<String> {
    let mut groups: Vec<Vec<NietBegonnen>> = Vec::new();
    for niet in eerder::niet_begonnen(overname, procedure) {
        let same = |group: &&mut Vec<NietBegonnen>| {
            group[0].fase == niet.fase && group[0].geef == niet.geef
        };
        match groups.iter_mut().find(same) {
            Some(group) => group.push(niet),
            None => groups.push(vec![niet]),
        }
    }
    groups.iter().map(|group| asked(group)).collect()
}

fn asked(group: &[NietBegonnen]) -> String {
    let Some(NietBegonnen {
        fase,
        geef,
        onzeker,
        ..
    }) = group.first()
    else {
        return String::new();
    };
    let named = group.iter().map(|niet| match niet.wettelijk {
        true => format!("{} `{}` (van de wet)", niet.soort, niet.naam),
        false => format!("{} `{}`", niet.soort, niet.naam),
    });
    let named = named.collect::<Vec<_>>().join(", ");
    if *onzeker {
        return format!(
            "of de zaak in fase `{fase}` is geweest, is niet te zien; van daar loopt door, en begint hier niet: {named}. Was zij er, geef dan `datums.{geef}`"
        );
    }
    format!(
        "uit fase `{fase}` kan nog openstaan, en begint hier niet: {named}. Geef `datums.{geef}`, en `datums.NAAM` voor wat al klaar is"
    )
}

/// A fase that lets a term run on usually holds it still.
fn clock(overname: &Overname, procedure: &Procedure) -> Option<String> {
    if overname.opgeschort_sinds.is_some() {
        return None;
    }
    let def = procedure.fasen.get(&overname.fase)?;
    let still = def.gevolgen().flat_map(|gevolg| &gevolg.hervat);
    let mut still: Vec<&str> = still.map(String::as_str).collect();
    still.sort_unstable();
    still.dedup();
    (!still.is_empty()).then(|| {
        format!(
            "in deze fase staat {} gewoonlijk stil, en hier niet; staat de klok stil, geef dan `opgeschort_sinds`",
            opsomming(still.iter().copied())
        )
    })
}
