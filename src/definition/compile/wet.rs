//! The law stands: an upper layer may shorten a term marked `wettelijk: ja`, never lengthen or remove it.
//!
//! ```text
//! landelijk   binnen: 6 weken, wettelijk: ja
//! bureau      binnen: 4 weken          good
//! gemeente    binnen: 8 weken          F150, both places and the article
//!             binnen: 40 dagen         good: a week is seven days
//!             binnen: 30 schooldagen   F152: nobody can say whether that is shorter
//! ```
//! Each layer is held against the lowest layers that state the term, so that a gemeente may give back what
//! its bureau took off, but no more than the law gives. Easy to get wrong: a term is also loosened by
//! counting it from another day, by allowing more opschorting or verdaging, by not opening its taak, or by leaving
//! the fase before it begins. A whole procedure may be off: the law then holds elsewhere, and a warning says so.

use std::cmp::Ordering;

use super::Laag;
use super::blik::Blik;
use super::tijd::{INVULLEN, lees_duur};
use super::werk::Werk;
use crate::definition::boom::{Knoop, Plek};
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::kalender::{Duur, Eenheid};

/// Compares every term of law before and after a layer was laid; `onder` holds the layers below, laid on
/// one another, from one layer to all of them.
pub(super) fn toets(werk: &mut Werk<'_>, onder: &[&Knoop], samen: &Knoop, laag: &Laag) {
    let Some(all) = onder.last() else { return };
    if let Some(uit) = Blik::op(&laag.boom).uit() {
        off(werk, all, uit, laag);
        return;
    }
    let stated: Vec<Wettelijk<'_>> = onder.iter().flat_map(|knoop| wettelijk(knoop)).collect();
    for present in wettelijk(all) {
        let mut stated = stated.iter();
        let first = stated.find(|law| law.pad == present.pad && !law.is_open());
        let wet = first.cloned().unwrap_or(present);
        let samen = Blik::op(samen);
        Vergelijk {
            werk,
            samen,
            laag,
            wet,
        }
        .toets();
    }
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

/// A term of law as the lower layers have it.
#[derive(Clone)]
struct Wettelijk<'k> {
    /// `taak` or `termijn` with its name.
    wie: String,
    pad: Vec<&'k str>,
    termijn: Blik<'k>,
    /// The taak it guards.
    taak: Option<Blik<'k>>,
    /// The fase it stands in.
    fase: Blik<'k>,
}

impl Wettelijk<'_> {
    /// Whether it says by law that there is a term, but leaves to a bureau how long.
    fn is_open(&self) -> bool {
        ["binnen", "uiterlijk"]
            .iter()
            .any(|sleutel| self.termijn.tekst(sleutel) == Some(INVULLEN))
    }

    /// The articles it rests on: its own, else those of its taak.
    fn articles(&self) -> String {
        let of_taak = || self.taak.map(|taak| taak.teksten("grondslag"));
        let own = self.termijn.teksten("grondslag");
        let articles = if own.is_empty() {
            of_taak().unwrap_or_default()
        } else {
            own
        };
        match articles.join(", ") {
            none if none.is_empty() => "de wet".to_owned(),
            articles => articles,
        }
    }
}

fn wettelijk(boom: &Knoop) -> Vec<Wettelijk<'_>> {
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
                    fase: blik,
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
                    fase: blik,
                });
            }
        }
    }
    found
}

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

struct Vergelijk<'t, 'a, 'k> {
    werk: &'t mut Werk<'a>,
    samen: Blik<'k>,
    laag: &'t Laag,
    wet: Wettelijk<'k>,
}

impl<'k> Vergelijk<'_, '_, 'k> {
    fn toets(&mut self) {
        let Some(termijn) = self.left_standing() else {
            return;
        };
        if termijn.ja_nee("wettelijk") != Some(true) {
            let plek = termijn.kind("wettelijk").unwrap_or(termijn).plek();
            self.tell(
                Code::F151,
                plek,
                "noemt de termijn van {} niet langer wettelijk",
            );
        }
        self.same_start(termijn);
        for sleutel in ["binnen", "uiterlijk"] {
            self.not_longer(termijn, sleutel);
        }
        self.not_extended(termijn);
        self.still_opens();
        self.still_entered();
    }

    /// The term after the layer was laid; tells when it is gone.
    fn left_standing(&mut self) -> Option<Blik<'k>> {
        let mut here = self.samen;
        for stap in &self.wet.pad {
            let next = here.kind(stap);
            let gone = match next {
                None => Some(self.laag.boom.plek_op(&self.wet.pad).clone()),
                Some(next) => next.uit().map(|uit| uit.sleutel.clone()),
            };
            if let Some(plek) = gone {
                self.tell(Code::F151, &plek, "laat de termijn van {} weg");
                return None;
            }
            here = next?;
        }
        Some(here)
    }

    fn same_start(&mut self, termijn: Blik<'_>) {
        for sleutel in ["na", "voor", "op"] {
            let (was, is) = (self.wet.termijn.tekst(sleutel), termijn.tekst(sleutel));
            if was != is && !(was.is_none() && is == Some("begin")) {
                let plek = termijn.kind(sleutel).unwrap_or(termijn).plek();
                self.tell(Code::F152, plek, "telt de termijn van {} vanaf iets anders");
                return;
            }
        }
    }

    fn not_longer(&mut self, termijn: Blik<'_>, sleutel: &str) {
        let (was, is) = (self.wet.termijn.kind(sleutel), termijn.kind(sleutel));
        let Some(is) = is else {
            if was.is_some() {
                let plek = termijn.plek();
                self.tell(
                    Code::F152,
                    plek,
                    "telt de termijn van {} op een andere manier",
                );
            }
            return;
        };
        let Some(was_tekst) = was
            .and_then(Blik::eigen_tekst)
            .filter(|was| *was != INVULLEN)
        else {
            if was.is_none() && self.wet.termijn.kind("op").is_some() {
                let plek = is.plek();
                self.tell(
                    Code::F152,
                    plek,
                    "telt de termijn van {} op een andere manier",
                );
            }
            return;
        };
        let is_tekst = is.eigen_tekst().unwrap_or_default();
        if is_tekst == INVULLEN {
            let plek = is.plek();
            self.tell(Code::F151, plek, "laat de termijn van {} open");
            return;
        }
        // What cannot be read is told where it is read.
        let (Ok(was), Ok(is_duur)) = (lees_duur(was_tekst), lees_duur(is_tekst)) else {
            return;
        };
        let order = compared(is_duur, was);
        // Counted back, more is earlier; counted forward, more is later.
        let longer = if sleutel == "uiterlijk" {
            Some(Ordering::Less)
        } else {
            Some(Ordering::Greater)
        };
        let plek = is.plek();
        if is_duur.is_terstond() && sleutel == "binnen" {
        } else if order.is_none() {
            let wat = format!(
                "stelt de termijn van {{}} op `{is_duur}`, en dat is niet met `{was}` te vergelijken"
            );
            self.tell(Code::F152, plek, &wat);
        } else if order == longer {
            let wat = format!("verruimt de termijn van {{}} van `{was}` naar `{is_duur}`");
            self.tell(Code::F150, plek, &wat);
        }
    }

    /// Neither opschorting, verdaging nor an early end may be added.
    fn not_extended(&mut self, termijn: Blik<'_>) {
        let law = self.wet.termijn;
        if termijn.ja_nee("opschorten") == Some(true) && law.ja_nee("opschorten") != Some(true) {
            let plek = termijn.kind("opschorten").unwrap_or(termijn).plek();
            self.tell(Code::F150, plek, "laat de termijn van {} opschorten");
        }
        if law.ja_nee("blijft") == Some(true) && termijn.ja_nee("blijft") != Some(true) {
            let plek = termijn.kind("blijft").unwrap_or(termijn).plek();
            self.tell(Code::F150, plek, "laat de termijn van {} eerder vervallen");
        }
        let stays =
            |taak: Option<Blik<'_>>| taak.and_then(|taak| taak.ja_nee("blijft")) == Some(true);
        let taak = self.taak();
        if stays(self.wet.taak) && !stays(taak) {
            let plek = taak.and_then(|taak| taak.kind("blijft")).unwrap_or(termijn);
            self.tell(
                Code::F150,
                plek.plek(),
                "laat de termijn van {} eerder vervallen",
            );
        }
        if law.heeft("dwangsom")
            && law.ja_nee("dwangsom") != Some(false)
            && termijn.ja_nee("dwangsom") == Some(false)
        {
            let plek = termijn.kind("dwangsom").unwrap_or(termijn).plek();
            self.tell(
                Code::F151,
                plek,
                "neemt de dwangsom van de termijn van {} weg",
            );
        }
        let Some(verdagen) = termijn.kind("verdagen") else {
            return;
        };
        let plek = verdagen.plek();
        // `nee` and a length of nothing are both no.
        let more = |tekst: Option<&str>| {
            let written = tekst.filter(|tekst| *tekst != "nee").map(lees_duur);
            written.filter(|duur| !matches!(duur, Ok(duur) if duur.is_terstond()))
        };
        match (more(law.tekst("verdagen")), more(verdagen.eigen_tekst())) {
            (None, Some(_)) => self.tell(Code::F150, plek, "laat de termijn van {} verdagen"),
            (Some(Ok(was)), Some(Ok(is))) if compared(is, was).is_none() => {
                let wat = format!(
                    "laat de termijn van {{}} verdagen met `{is}`, en dat is niet met `{was}` te vergelijken"
                );
                self.tell(Code::F152, plek, &wat);
            }
            (Some(Ok(was)), Some(Ok(is))) if compared(is, was) == Some(Ordering::Greater) => {
                let wat =
                    format!("laat de termijn van {{}} verdagen met `{is}` in plaats van `{was}`");
                self.tell(Code::F150, plek, &wat);
            }
            _ => {}
        }
    }

    /// The fase it stands in, or what stands in that fase, after the layer was laid.
    fn up_to(&self, stappen: usize) -> Option<Blik<'k>> {
        let mut pad = self.wet.pad.iter().take(stappen);
        pad.try_fold(self.samen, |here, stap| here.kind(stap))
    }

    /// Its taak after the layer was laid.
    fn taak(&self) -> Option<Blik<'k>> {
        self.wet.taak.and_then(|_| self.up_to(4))
    }

    /// A zaak does not leave the fase on its arrival, where it stayed below.
    fn still_entered(&mut self) {
        let leaves = |fase: Option<Blik<'_>>| -> Vec<(Option<String>, String)> {
            let rows = fase.map(|fase| fase.reeks("bij_binnenkomst"));
            let rows = rows.unwrap_or_default().into_iter();
            let text = |blik: Blik<'_>, sleutel| blik.tekst(sleutel).map(str::to_owned);
            rows.filter_map(|row| {
                let to = text(row, "ga_naar").or_else(|| text(row, "sluit"))?;
                Some((text(row, "als"), to))
            })
            .collect()
        };
        let below = leaves(Some(self.wet.fase));
        let fase = self.up_to(2);
        if leaves(fase).iter().any(|row| !below.contains(row)) {
            let entry = fase.and_then(|fase| fase.kind("bij_binnenkomst"));
            if let Some(entry) = entry {
                let plek = entry.plek();
                self.tell(
                    Code::F152,
                    plek,
                    "gaat verder voordat de termijn van {} begint",
                );
            }
        }
    }

    /// A taak with a term of law opens whenever it did below.
    fn still_opens(&mut self) {
        let Some(law) = self.wet.taak else { return };
        let Some(taak) = self.taak() else { return };
        if taak.tekst("als") != law.tekst("als") {
            let plek = taak.kind("als").unwrap_or(taak).plek();
            self.tell(
                Code::F152,
                plek,
                "verandert wanneer de termijn van {} begint",
            );
        }
        if taak.ja_nee("direct") == Some(false) && law.ja_nee("direct") != Some(false) {
            let plek = taak.kind("direct").unwrap_or(taak).plek();
            self.tell(Code::F152, plek, "opent niet vanzelf de termijn van {}");
        }
    }

    fn tell(&mut self, code: Code, plek: &Plek, wat: &str) {
        let article = self.wet.articles();
        let law = self
            .wet
            .termijn
            .kind("wettelijk")
            .unwrap_or(self.wet.termijn);
        let melding = format!(
            "laag `{}` {}",
            self.laag.naam,
            wat.replace("{}", &self.wet.wie)
        );
        let hint = format!(
            "{article} stelt deze termijn ({}); een laag mag haar verkorten, nooit verlengen of weglaten",
            self.werk.wijs(law.sleutel)
        );
        self.werk
            .meld(Diagnostic::new(code, plek, melding).met_hint(hint));
    }
}
