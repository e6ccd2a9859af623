//! The law stands: an upper layer may shorten a term marked `wettelijk: ja`, never lengthen or remove it.
//!
//! ```text
//! landelijk   binnen: 6 weken, wettelijk: ja
//! bureau      binnen: 4 weken          good
//! gemeente    binnen: 8 weken          F150, both places and the article
//!             binnen: 40 dagen         good: a week is seven days
//!             binnen: 30 schooldagen   F152: nobody can say whether that is shorter
//! ```
//! Here stand the terms themselves and what the whole procedure says of them; [`verloop`] holds what happens on the
//! way: how a term begins, stands still, ends. Each layer is held against the lowest layers that state the term, so
//! that a gemeente may give back what its bureau took off, but no more than the law gives. Only what a layer itself
//! writes is told of it. Easy to get wrong: a whole procedure may be off: the law then holds elsewhere, and a
//! warning says so.

mod gesteld;
mod verloop;
mod werking;

use std::cmp::Ordering;
use std::collections::HashSet;

use super::blik::Blik;
use super::plicht::asked_less;
use super::tijd::{INVULLEN, lees_duur};
use super::werk::Werk;
use super::{Laag, dwangsom};
use crate::definition::boom::{Knoop, Plek};
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::kalender::{Duur, Eenheid};

use gesteld::{Wettelijk, grounds, stated, wettelijk};

/// Compares every term of law before and after a layer was laid; `onder` holds the layers below, laid on
/// one another, from one layer to all of them.
pub(super) fn toets(werk: &mut Werk<'_>, onder: &[&Knoop], samen: &Knoop, laag: &Laag) {
    let Some(all) = onder.last() else { return };
    if let Some(uit) = Blik::op(&laag.boom).uit() {
        off(werk, all, uit, laag);
        return;
    }
    let found = stated(onder);
    if found.is_empty() {
        return;
    }
    let mut toets = Toets {
        werk,
        samen: Blik::op(samen),
        laag,
        gezegd: HashSet::new(),
    };
    for wet in &found {
        toets.term(wet);
    }
    toets.begins(&found, all);
    toets.rooster(&found, all);
    verloop::toets(&mut toets, &found, samen);
}

/// A whole procedure switched off, with a term of law in it.
fn off(werk: &mut Werk<'_>, all: &Knoop, uit: Blik<'_>, laag: &Laag) {
    // What was off already is not switched off here.
    let found = wettelijk(all);
    let Some(wet) = found.first().filter(|_| Blik::op(all).uit().is_none()) else {
        return;
    };
    let melding = format!(
        "laag `{}` zet een procedure uit waarin {} een wettelijke termijn heeft",
        laag.naam, wet.wie
    );
    let hint = format!(
        "{} blijft gelden ({}); zorg dat het bureau deze zaken ergens anders bewaakt",
        wet.articles(),
        werk.wijs(wet.termijn.sleutel)
    );
    werk.meld(Diagnostic::new(Code::W108, uit.sleutel, melding).met_hint(hint));
}

/// The field that holds the day of a rooster.
const ROOSTERDAG: &str = "rooster_datum";

/// Which of two durations is longer, where that can be said on every calendar: a week is seven days, a
/// schooldag nothing but a schooldag.
fn compared(a: Duur, b: Duur) -> Option<Ordering> {
    let base = |duur: Duur| match duur.eenheid {
        Eenheid::Weken => (Eenheid::Dagen, duur.aantal * 7),
        eenheid => (eenheid, duur.aantal),
    };
    let ((one, a), (other, b)) = (base(a), base(b));
    (one == other).then(|| a.cmp(&b))
}

/// The fase a zaak begins in.
fn begin(boom: Blik<'_>) -> Option<&str> {
    let first = || boom.kinderen("fasen").first().map(|(naam, _)| *naam);
    boom.tekst("begin").or_else(first)
}

/// One layer held against what lies below it.
struct Toets<'t, 'a, 'k> {
    werk: &'t mut Werk<'a>,
    /// All layers up to and with this one.
    samen: Blik<'k>,
    laag: &'t Laag,
    /// One line can loosen several terms; one of them is enough.
    gezegd: HashSet<(Code, Plek)>,
}

impl<'t, 'k> Toets<'t, '_, 'k> {
    /// What the layer itself writes here.
    fn own(&self, pad: &[&str]) -> Option<Blik<'t>> {
        self.laag.boom.op_pad(pad).map(Blik::op)
    }

    /// The place of this in the layer, or of what stands around it.
    fn plek(&self, pad: &[&str], sleutel: &str) -> &'t Plek {
        self.laag.boom.plek_op(&[pad, &[sleutel]].concat())
    }

    /// This after the layer was laid, where it is there and not off.
    fn na(&self, pad: &[&str]) -> Option<Blik<'k>> {
        let mut here = self.samen;
        for stap in pad {
            here = here.kind(stap).filter(|kind| kind.uit().is_none())?;
        }
        Some(here)
    }

    fn term(&mut self, wet: &Wettelijk<'_>) {
        let pad = wet.pad.as_slice();
        let Some(termijn) = self.left_standing(wet) else {
            return;
        };
        let taak = wet.taak.and_then(|_| self.na(pad.get(..4)?));
        if self.own(pad).is_some() {
            if termijn.ja_nee("wettelijk") != Some(true) {
                let plek = self.plek(pad, "wettelijk");
                self.tell(wet, Code::F151, plek, "noemt {} niet langer wettelijk");
            }
            self.same_start(wet, termijn);
            for sleutel in ["binnen", "uiterlijk"] {
                self.not_longer(wet, termijn, sleutel);
            }
            self.not_extended(wet, termijn);
            self.same_dwangsom(wet, termijn);
        }
        self.keeps_grounds(wet, termijn, taak);
        if let (Some(law), Some(taak)) = (wet.taak, taak) {
            self.still_opens(wet, law, taak);
        }
    }

    /// The term after the layer was laid; tells when it is gone.
    fn left_standing(&mut self, wet: &Wettelijk<'_>) -> Option<Blik<'k>> {
        let mut here = self.samen;
        for stap in &wet.pad {
            let next = here.kind(stap);
            let gone = match next {
                None => Some(self.laag.boom.plek_op(&wet.pad).clone()),
                Some(next) => next.uit().map(|uit| uit.sleutel.clone()),
            };
            if let Some(plek) = gone {
                self.tell(wet, Code::F151, &plek, "laat {} weg");
                return None;
            }
            here = next?;
        }
        Some(here)
    }

    fn same_start(&mut self, wet: &Wettelijk<'_>, termijn: Blik<'_>) {
        for sleutel in ["na", "voor", "op"] {
            let (was, is) = (wet.termijn.tekst(sleutel), termijn.tekst(sleutel));
            if was != is && !(was.is_none() && is == Some("begin")) {
                let plek = self.plek(&wet.pad, sleutel);
                self.tell(wet, Code::F152, plek, "telt {} vanaf iets anders");
                return;
            }
        }
    }

    fn not_longer(&mut self, wet: &Wettelijk<'_>, termijn: Blik<'_>, sleutel: &str) {
        let (was, is) = (wet.termijn.tekst(sleutel), termijn.tekst(sleutel));
        let plek = self.plek(&wet.pad, sleutel);
        let other = "telt {} op een andere manier";
        let Some(is) = is else {
            if was.is_some() {
                self.tell(wet, Code::F152, plek, other);
            }
            return;
        };
        let Some(was) = was.filter(|was| *was != INVULLEN) else {
            if was.is_none() && wet.termijn.heeft("op") {
                self.tell(wet, Code::F152, plek, other);
            }
            return;
        };
        if is == INVULLEN {
            self.tell(wet, Code::F151, plek, "laat {} open");
            return;
        }
        // What cannot be read is told where it is read.
        let (Ok(was_duur), Ok(is_duur)) = (lees_duur(was), lees_duur(is)) else {
            return;
        };
        if is_duur.is_terstond() && sleutel == "binnen" {
            return;
        }
        // Counted back, more is earlier; counted forward, more is later.
        let longer = match sleutel {
            "uiterlijk" => Ordering::Less,
            _ => Ordering::Greater,
        };
        match compared(is_duur, was_duur) {
            None => {
                let wat = format!(
                    "stelt {{}} op `{is_duur}`, en dat is niet met `{was_duur}` te vergelijken"
                );
                self.tell(wet, Code::F152, plek, &wat);
            }
            Some(order) if order == longer => {
                let wat = format!("verruimt {{}} van `{was_duur}` naar `{is_duur}`");
                self.tell(wet, Code::F150, plek, &wat);
            }
            Some(_) => {}
        }
    }

    /// Neither opschorting, verdaging nor an early end may be added.
    fn not_extended(&mut self, wet: &Wettelijk<'_>, termijn: Blik<'_>) {
        let law = wet.termijn;
        if termijn.ja_nee("opschorten") == Some(true) && law.ja_nee("opschorten") != Some(true) {
            let plek = self.plek(&wet.pad, "opschorten");
            self.tell(wet, Code::F150, plek, "laat {} opschorten");
        }
        if law.ja_nee("blijft") == Some(true) && termijn.ja_nee("blijft") != Some(true) {
            let plek = self.plek(&wet.pad, "blijft");
            self.tell(wet, Code::F150, plek, "laat {} eerder vervallen");
        }
        let Some(verdagen) = termijn.tekst("verdagen") else {
            return;
        };
        let plek = self.plek(&wet.pad, "verdagen");
        // `nee` and a length of nothing are both no.
        let more = |tekst: Option<&str>| {
            let written = tekst.filter(|tekst| *tekst != "nee").map(lees_duur);
            written.filter(|duur| !matches!(duur, Ok(duur) if duur.is_terstond()))
        };
        match (more(law.tekst("verdagen")), more(Some(verdagen))) {
            (None, Some(_)) => self.tell(wet, Code::F150, plek, "laat {} verdagen"),
            (Some(Ok(was)), Some(Ok(is))) if compared(is, was).is_none() => {
                let wat = format!(
                    "laat {{}} verdagen met `{is}`, en dat is niet met `{was}` te vergelijken"
                );
                self.tell(wet, Code::F152, plek, &wat);
            }
            (Some(Ok(was)), Some(Ok(is))) if compared(is, was) == Some(Ordering::Greater) => {
                let wat = format!("laat {{}} verdagen met `{is}` in plaats van `{was}`");
                self.tell(wet, Code::F150, plek, &wat);
            }
            _ => {}
        }
    }

    /// The dwangsom stays, and costs no less on any day; other amounts say where they stand (Awb 4:17).
    fn same_dwangsom(&mut self, wet: &Wettelijk<'_>, termijn: Blik<'_>) {
        let Some(was) = dwangsom::bedragen(wet.termijn) else {
            return;
        };
        let plek = self.plek(&wet.pad, "dwangsom");
        let Some(is) = dwangsom::bedragen(termijn) else {
            self.tell(wet, Code::F151, plek, "neemt de dwangsom van {} weg");
            return;
        };
        let longest = was.hoogstens_dagen().max(is.hoogstens_dagen()).min(1_000);
        if (1..=longest).any(|dagen| is.euro(dagen) < was.euro(dagen)) {
            self.tell(wet, Code::F150, plek, "verlaagt de dwangsom van {}");
        } else if is.bedragen != was.bedragen && is.grondslag.iter().all(|bron| bron == "voorbeeld")
        {
            let wat = "noemt voor de dwangsom van {} andere bedragen, maar niet waar die staan";
            self.tell(wet, Code::F152, plek, wat);
        }
    }

    /// A layer may add a ground to a term of law, not take one away.
    fn keeps_grounds(&mut self, wet: &Wettelijk<'_>, termijn: Blik<'_>, taak: Option<Blik<'_>>) {
        let writes = |pad: &[&str]| self.own(pad).is_some_and(|own| own.heeft("grondslag"));
        let above = wet
            .pad
            .get(..4)
            .filter(|_| taak.is_some() && !writes(&wet.pad));
        let pad = above.unwrap_or(&wet.pad);
        if !writes(pad) {
            return;
        }
        let is = grounds(termijn, taak);
        let was = grounds(wet.termijn, wet.taak).into_iter();
        let mut gone = was.filter(|artikel| artikel != "voorbeeld" && !is.contains(artikel));
        if let Some(artikel) = gone.next() {
            let plek = self.plek(pad, "grondslag");
            let wat = format!("noemt `{artikel}` niet meer als grondslag van {{}}");
            self.tell(wet, Code::F151, plek, &wat);
        }
    }

    /// A taak with a term of law opens whenever it did below, and stays open as long.
    fn still_opens(&mut self, wet: &Wettelijk<'_>, law: Blik<'_>, taak: Blik<'_>) {
        let Some(pad) = wet.pad.get(..4) else { return };
        let Some(own) = self.own(pad) else { return };
        if law.ja_nee("blijft") == Some(true) && taak.ja_nee("blijft") != Some(true) {
            let plek = self.plek(pad, "blijft");
            self.tell(wet, Code::F150, plek, "laat {} eerder vervallen");
        }
        if own.heeft("als") && taak.tekst("als") != law.tekst("als") {
            let plek = self.plek(pad, "als");
            self.tell(wet, Code::F152, plek, "verandert wanneer {} begint");
        }
        if taak.ja_nee("direct") == Some(false) && law.ja_nee("direct") != Some(false) {
            let plek = self.plek(pad, "direct");
            self.tell(wet, Code::F152, plek, "opent niet vanzelf {}");
        }
    }

    /// The zaak begins where it did, one for each aanvraag, and goes on as long.
    fn begins(&mut self, found: &[Wettelijk<'_>], all: &Knoop) {
        let Some(wet) = found.first() else { return };
        let all = Blik::op(all);
        let other = [
            (
                "samenvoegen",
                "nee",
                "voegt aanvragen samen, en dan begint {} niet voor elke",
            ),
            (
                "achttien",
                "loopt-door",
                "laat {} vervallen als de jongere 18 wordt",
            ),
        ];
        for (sleutel, was, wat) in other {
            let is = Blik::op(&self.laag.boom).tekst(sleutel);
            if all.tekst(sleutel) == Some(was) && is.is_some_and(|is| is != was) {
                self.tell(wet, Code::F152, self.plek(&[], sleutel), wat);
            }
        }
        if self.own(&["begin"]).is_some() && begin(self.samen) != begin(all) {
            let wat = "laat de zaak in een andere fase beginnen, en dan begint {} niet of later";
            self.tell(wet, Code::F152, self.plek(&[], "begin"), wat);
        }
    }

    /// Work that returns by itself goes on doing so, for as many schools and on the day terms are counted from.
    fn rooster(&mut self, found: &[Wettelijk<'_>], all: &Knoop) {
        for (naam, law) in Blik::op(all).kinderen("rooster") {
            let (pad, Some(wet)) = (["rooster", naam], found.first()) else {
                return;
            };
            let Some(own) = self.own(&pad) else { continue };
            if let Some(uit) = own.uit() {
                self.tell(
                    wet,
                    Code::F151,
                    uit.sleutel,
                    "laat {} niet meer vanzelf beginnen",
                );
                continue;
            }
            if let Some(scholen) = own.kind("scholen")
                && own.teksten("scholen") != law.teksten("scholen")
            {
                let wat = "laat {} niet voor dezelfde scholen beginnen";
                self.tell(wet, Code::F152, scholen.plek(), wat);
            }
            let counted = found
                .iter()
                .find(|wet| wet.telt_van().any(|van| van == ROOSTERDAG));
            if let (Some(wet), Some(wanneer)) = (counted, own.kind("wanneer"))
                && wanneer.eigen_tekst() != law.tekst("wanneer")
            {
                let wat = "verzet de dag waarvan {} wordt geteld";
                self.tell(wet, Code::F152, wanneer.plek(), wat);
            }
        }
    }

    fn tell(&mut self, wet: &Wettelijk<'_>, code: Code, plek: &Plek, wat: &str) {
        if !self.gezegd.insert((code, plek.clone())) {
            return;
        }
        let article = wet.articles();
        let law = wet.termijn.kind("wettelijk").unwrap_or(wet.termijn);
        let melding = format!(
            "laag `{}` {}",
            self.laag.naam,
            wat.replace("{}", &wet.zin())
        );
        let hint = format!(
            "{article} stelt deze termijn ({}); een laag mag haar verkorten, nooit verlengen of weglaten",
            self.werk.wijs(law.sleutel)
        );
        self.werk
            .meld(Diagnostic::new(code, plek, melding).met_hint(hint));
    }
}
