//! What becomes of an open taak: the same, or asked otherwise from now on.
//!
//! Whether it fits at all is `beletsel`'s. Easy to get wrong: built-in taken; no definition has them, and they
//! stay as they are.

use super::Vergelijking;
use super::plan::{Deellot, TaakLot, Wijziging, anders, herschreven};
use crate::definition::procedure::{BriefKeuze, TaakDef};
use crate::zaak::Taak;
use crate::zaak::migratie::TaakOver;

impl Vergelijking<'_> {
    pub(super) fn taak(&self, taak: &Taak) -> TaakLot {
        let mut lot = TaakLot {
            taak: taak.naam.clone(),
            lot: Deellot::Blijft,
            wijzigingen: Vec::new(),
            wordt: None,
        };
        let Some((_, before)) = self.oude().taak(&taak.naam) else {
            return lot;
        };
        let Some((_, now)) = self.doel.procedure.taak(&taak.naam) else {
            lot.lot = Deellot::PastNiet;
            return lot;
        };
        let over = TaakOver {
            taak: taak.nummer,
            titel: now.titel.clone(),
            voor: now.voor,
            boa: now.boa,
            blijft: now.blijft,
            grondslag: now.grondslag.clone(),
            laag: now.laag.clone(),
        };
        let held = TaakOver {
            taak: taak.nummer,
            titel: taak.titel.clone(),
            voor: taak.voor,
            boa: taak.boa,
            blijft: taak.blijft,
            grondslag: taak.grondslag.clone(),
            laag: taak.laag.clone(),
        };
        lot.wijzigingen = of_row(&held, &over);
        lot.wijzigingen.extend(self.of_def(before, now));
        lot.wordt = (held != over).then_some(over);
        if !lot.wijzigingen.is_empty() {
            lot.lot = Deellot::Verandert;
        }
        lot
    }

    /// What is asked when it is done, and what follows.
    fn of_def(&self, before: &TaakDef, now: &TaakDef) -> Vec<Wijziging> {
        let names = |def: &TaakDef| {
            def.uitkomsten
                .keys()
                .cloned()
                .collect::<Vec<_>>()
                .join(", ")
        };
        let fields = |def: &TaakDef| def.gegevens.keys().cloned().collect::<Vec<_>>().join(", ");
        let question = |def: &TaakDef| def.voorstel.clone().unwrap_or_else(|| "geen".to_owned());
        let mut all: Vec<Wijziging> = [
            anders("uitkomsten", names(before), names(now)),
            anders("gevraagde gegevens", fields(before), fields(now)),
            anders("voorstel", question(before), question(now)),
            anders("brief", brief(before), brief(now)),
        ]
        .into_iter()
        .flatten()
        .collect();
        if let (Some(BriefKeuze::Tekst(one)), Some(BriefKeuze::Tekst(two))) =
            (&before.brief, &now.brief)
            && one == two
            && self.oude().teksten.get(one) != self.doel.procedure.teksten.get(two)
        {
            all.push(herschreven(format!("brief {one}")));
        }
        for (uitkomst, gevolg) in &before.uitkomsten {
            if now
                .uitkomsten
                .get(uitkomst)
                .is_some_and(|other| other != gevolg)
            {
                all.push(herschreven(format!("wat volgt op uitkomst {uitkomst}")));
            }
        }
        all
    }
}

fn of_row(held: &TaakOver, over: &TaakOver) -> Vec<Wijziging> {
    let yes = |waar: bool| if waar { "ja" } else { "nee" }.to_owned();
    [
        anders("titel", held.titel.clone(), over.titel.clone()),
        anders(
            "voor",
            held.voor.naam().to_owned(),
            over.voor.naam().to_owned(),
        ),
        anders("alleen een boa", yes(held.boa), yes(over.boa)),
        anders(
            "blijft in een andere fase",
            yes(held.blijft),
            yes(over.blijft),
        ),
        anders(
            "grondslag",
            held.grondslag.join("; "),
            over.grondslag.join("; "),
        ),
        anders("laag", held.laag.clone(), over.laag.clone()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn brief(def: &TaakDef) -> String {
    match &def.brief {
        None => "geen".to_owned(),
        Some(BriefKeuze::Tekst(tekst)) => tekst.clone(),
        Some(BriefKeuze::Vraag(vraag)) => format!("naar het antwoord op {vraag}"),
    }
}
