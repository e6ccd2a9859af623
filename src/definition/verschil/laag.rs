//! Which layer says a rule that itself stayed as it was.
//!
//! Told only where nothing else differs. Easy to get wrong: a layer that changes something is also the layer of
//! all around it; telling that too would bury the change itself.

use indexmap::IndexMap;

use super::blad::{Blad, Wat};
use super::naam::kop;
use super::procedure::fase_wat;
use super::{Raakt, Soort};
use crate::definition::procedure::Procedure;

/// Which layer says a rule, where the rule itself stayed as it was.
pub(super) fn layers(blad: &mut Blad<'_>) {
    let all = |procedure: &Procedure| {
        let mut found: IndexMap<(String, Raakt), String> = IndexMap::new();
        let mut note = |wat: String, raakt: Raakt, laag: &str| {
            found.insert((wat, raakt), laag.to_owned());
        };
        for (naam, vraag) in &procedure.vragen {
            note(format!("Vraag `{naam}`"), Raakt::Zaak, &vraag.laag);
        }
        for (naam, fase) in &procedure.fasen {
            let wat = fase_wat(naam, &fase.titel);
            for (event, def) in &fase.gebeurtenissen {
                let deel = wat.deel(&format!("gebeurtenis `{event}`"));
                note(deel.naam, deel.raakt, &def.laag);
            }
            note(wat.naam, wat.raakt, &fase.laag);
            for (naam, taak) in &fase.taken {
                let wat = Wat::new(kop(naam, &taak.titel), Raakt::Taak(naam.clone()));
                note(wat.naam.clone(), wat.raakt.clone(), &taak.laag);
                if let Some(termijn) = &taak.termijn {
                    let raakt = Raakt::Termijn(naam.clone());
                    note(wat.deel("termijn").naam, raakt, &termijn.laag);
                }
            }
            for (naam, termijn) in &fase.termijnen {
                let raakt = Raakt::Termijn(naam.clone());
                note(kop(naam, &termijn.titel), raakt, &termijn.laag);
            }
        }
        for (naam, def) in &procedure.gebeurtenissen {
            note(format!("Gebeurtenis `{naam}`"), Raakt::Zaak, &def.laag);
        }
        found
    };
    let (oud, nieuw) = (all(blad.oud), all(blad.nieuw));
    for ((naam, raakt), was) in &oud {
        let wat = Wat::new(naam.as_str(), raakt.clone());
        match nieuw.get(&(naam.clone(), raakt.clone())) {
            Some(wordt) if wordt != was => {
                let zin = format!("staat nu in laag `{wordt}` (was `{was}`)");
                blad.meld_waarde(Soort::Laag, &wat, zin, (was.as_str(), wordt.as_str()));
            }
            _ => {}
        }
    }
    let wat = Wat::new("De procedure", Raakt::Zaak);
    let (was, wordt) = (blad.oud.lagen.clone(), blad.nieuw.lagen.clone());
    if was != wordt && blad.gevonden.is_empty() {
        let (was, wordt) = (was.join(" → "), wordt.join(" → "));
        let zin = format!("bestaat nu uit de lagen {wordt} (was {was})");
        blad.meld_waarde(Soort::Laag, &wat, zin, (was, wordt));
    }
}
