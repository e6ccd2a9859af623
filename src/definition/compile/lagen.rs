//! The layers of a procedure laid on one another, and what an upper layer may not say.
//!
//! Merging by key is `boom::leg_over`'s. Easy to get wrong: an upper layer may count a term in another way
//! (`op: datum` where the law left it open). The old way must then go, or the term would have two.

use std::borrow::Cow;

use super::blik::Blik;
use super::werk::Werk;
use super::{Laag, Omgeving, handhaving, onbekend, plicht, voorbeeld, wet};
use crate::definition::boom::{Knoop, Scalair, Sleutel, Soort, leg_over};
use crate::definition::diagnostic::{Code, Diagnostic, dichtstbij, kort, opsomming};
use crate::definition::dubbel::herhalingen;

/// The keys that together say how a term is counted.
const VORMEN: [&str; 5] = ["binnen", "na", "uiterlijk", "voor", "op"];

/// What lies beside the way of counting and goes with it.
const BIJ_VORM: &str = voorbeeld::SLEUTEL;

/// Lays all layers over each other, lowest first.
pub(super) fn leg(lagen: &[&Laag]) -> Option<Knoop> {
    let mut trappen = trappen(lagen);
    bovenste(&mut trappen).map(Cow::into_owned)
}

/// The whole text, with the examples that a layer takes over in their place.
pub(super) fn bovenste<'l>(trappen: &mut Vec<Trap<'l>>) -> Option<Cow<'l, Knoop>> {
    let mut samen = trappen.pop()?.samen;
    // A layer by itself has nothing below to take over from, and is not copied for it.
    if let Cow::Owned(samen) = &mut samen {
        voorbeeld::neem_over(samen);
    }
    Some(samen)
}

/// A layer and all below it, laid on one another.
pub(super) struct Trap<'l> {
    /// What lies below, without what the layer counts in another way; nothing below the lowest.
    ruimte: Option<Knoop>,
    pub samen: Cow<'l, Knoop>,
}

/// Every layer laid on those below it, lowest first. A national tree is large: each is copied as seldom as can be.
pub(super) fn trappen<'l>(lagen: &[&'l Laag]) -> Vec<Trap<'l>> {
    let mut trappen: Vec<Trap<'l>> = Vec::new();
    for laag in lagen {
        let trap = match trappen.last() {
            None => Trap {
                ruimte: None,
                samen: Cow::Borrowed(&laag.boom),
            },
            Some(below) => {
                let mut ruimte = below.samen.as_ref().clone();
                other_form(&mut ruimte, &laag.boom);
                Trap {
                    samen: Cow::Owned(leg_over(ruimte.clone(), laag.boom.clone())),
                    ruimte: Some(ruimte),
                }
            }
        };
        trappen.push(trap);
    }
    trappen
}

/// Drops the lower way of counting wherever the upper layer counts in another way.
fn other_form(onder: &mut Knoop, boven: &Knoop) {
    let Soort::Kaart(regels) = &mut onder.soort else {
        return;
    };
    for (sleutel, kind) in regels.iter_mut() {
        if let Some((_, upper)) = boven.regel(&sleutel.naam) {
            other_form(kind, upper);
            if sleutel.naam == "gegevens" {
                long_fields(kind, upper);
            }
        }
    }
    let head = |knoop: &[&str]| {
        VORMEN
            .into_iter()
            .find(|vorm| *vorm != "na" && knoop.contains(vorm))
    };
    let names: Vec<&str> = regels
        .iter()
        .map(|(sleutel, _)| sleutel.naam.as_str())
        .collect();
    let upper: Vec<&str> = boven
        .kaart()
        .iter()
        .map(|(sleutel, _)| sleutel.naam.as_str())
        .collect();
    // A rung (`{op: de dag, naar: …}`) stands in a list, and lists are replaced whole.
    let (Some(below), Some(above)) = (head(&names), head(&upper)) else {
        return;
    };
    // `uiterlijk` and `voor` belong together, so that either may be changed alone.
    let pair = |a: &str, b: &str| matches!((a, b), ("uiterlijk", "voor"));
    if below != above && !pair(below, above) && !pair(above, below) {
        let goes = |naam: &str| VORMEN.contains(&naam) || naam == BIJ_VORM;
        regels.retain(|(sleutel, _)| !goes(&sleutel.naam));
    }
}

/// Writes a short field (`datum`) out as a long one wherever the upper layer says something about it.
fn long_fields(onder: &mut Knoop, boven: &Knoop) {
    let Soort::Kaart(velden) = &mut onder.soort else {
        return;
    };
    for (naam, veld) in velden {
        let upper = boven.regel(&naam.naam).map(|(_, upper)| &upper.soort);
        let is_short = !matches!(veld.soort, Soort::Kaart(_));
        if is_short && matches!(upper, Some(Soort::Kaart(_))) {
            let sleutel = Sleutel {
                naam: "soort".to_owned(),
                plek: veld.plek.clone(),
            };
            veld.soort = Soort::Kaart(vec![(sleutel, veld.clone())]);
        }
    }
}

/// Checks what each layer says of itself and does to the ones below.
pub(super) fn toets(werk: &mut Werk<'_>, trappen: &[Trap<'_>]) {
    let lagen = werk.lagen;
    let samen: Vec<&Knoop> = trappen.iter().map(|trap| trap.samen.as_ref()).collect();
    for (at, (laag, trap)) in lagen.iter().zip(trappen).enumerate() {
        head(werk, laag, lagen.get(..at).unwrap_or_default());
        no_reason(werk, &laag.boom);
        let onder = samen.get(..at).unwrap_or_default();
        voorbeeld::toets(werk, onder.last().copied(), &trap.samen, laag);
        if let (Some(below), Some(ruimte)) = (onder.last(), &trap.ruimte) {
            emptied(werk, below, &laag.boom);
            onbekend::toets(werk, below, laag);
            said_twice(werk, ruimte, laag);
            wet::toets(werk, onder, &trap.samen, laag);
            plicht::toets(werk, below, &trap.samen, laag);
            handhaving::toets_laag(werk, below, &trap.samen, laag);
        }
    }
}

/// Tells of what is switched off without saying why: the reason is what a medewerker reads later.
fn no_reason(werk: &mut Werk<'_>, knoop: &Knoop) {
    for item in knoop.lijst() {
        no_reason(werk, item);
    }
    for (sleutel, kind) in knoop.kaart() {
        let empty = kind.scalair().is_some_and(Scalair::is_leeg)
            || kind.tekst().is_some_and(|tekst| tekst.trim().is_empty());
        if sleutel.naam == "uit" && empty {
            let hint = "schrijf waarom dit hier niet gebeurt: `uit: geen afspraken met Halt`";
            let melding = "`uit` heeft geen reden";
            werk.meld(Diagnostic::new(Code::F007, &sleutel.plek, melding).met_hint(hint));
        }
        no_reason(werk, kind);
    }
}

/// Tells of what this layer leaves empty over something that was filled in: nobody would see that it is gone.
fn emptied(werk: &mut Werk<'_>, onder: &Knoop, boven: &Knoop) {
    for (sleutel, knoop) in boven.kaart() {
        let Some((_, below)) = onder.regel(&sleutel.naam) else {
            continue;
        };
        let leeg = |knoop: &Knoop| knoop.scalair().is_some_and(Scalair::is_leeg);
        if leeg(knoop) && !leeg(below) {
            let melding = format!("`{}` is leeg", sleutel.naam);
            let hint = format!(
                "zo vervalt wat {} zegt; schrijf wat ervoor in de plaats komt, of haal de regel weg",
                werk.wijs(&below.plek)
            );
            werk.meld(Diagnostic::new(Code::F007, &knoop.plek, melding).met_hint(hint));
        }
        emptied(werk, below, knoop);
    }
}

/// Tells of what this layer repeats; what goes with the old way of counting is said anew, not twice.
fn said_twice(werk: &mut Werk<'_>, below: &Knoop, laag: &Laag) {
    for twice in herhalingen(below, &laag.boom, &["procedure", "breidt_uit"]) {
        let melding = match twice.pad.as_slice() {
            [] => format!("laag `{}` verandert niets", laag.naam),
            _ => format!(
                "laag `{}` zegt bij {} wat er al staat",
                laag.naam,
                twice.wat()
            ),
        };
        let hint = match twice.pad.as_slice() {
            [] => "haal het bestand weg; wat eronder staat, geldt al".to_owned(),
            _ => format!("haal het weg; {} zegt het al", werk.wijs(&twice.onder)),
        };
        let hint = match twice.weggelaten.as_slice() {
            [] => hint,
            rest => format!(
                "wat eronder staat, geldt ook nog: {}; moet dat vervallen, schrijf het gevolg dan als lijst: `[{{…}}]`. Anders: {hint}",
                opsomming(rest.iter().map(String::as_str), "en")
            ),
        };
        werk.meld(Diagnostic::new(Code::W107, &twice.boven, melding).met_hint(hint));
    }
}

/// `procedure` and `breidt_uit` of one file.
fn head(werk: &mut Werk<'_>, laag: &Laag, lager: &[&Laag]) {
    let blik = Blik::op(&laag.boom);
    match blik.kind("procedure") {
        Some(naam)
            if naam
                .eigen_tekst()
                .is_some_and(|naam| naam != laag.procedure) =>
        {
            let melding = format!(
                "het bestand heet `{}.yaml`, maar de procedure `{}`",
                laag.procedure,
                naam.eigen_tekst().unwrap_or_default()
            );
            werk.meld(
                Diagnostic::new(Code::F100, naam.plek(), melding)
                    .met_hint("geef beide dezelfde naam"),
            );
        }
        Some(_) => {}
        // The lowest one is told by the shape pass.
        None if lager.is_empty() => {}
        None => {
            let fout = Diagnostic::new(
                Code::F100,
                blik.plek(),
                "het bestand zegt niet bij welke procedure het hoort",
            );
            werk.meld(fout.met_hint(format!("begin met `procedure: {}`", laag.procedure)));
        }
    }
    let written = blik.kind("breidt_uit");
    let known: Vec<String> = lager
        .iter()
        .map(|onder| format!("{}/{}", onder.naam, laag.procedure))
        .collect();
    // A layer lies on the one right below it, or what that one says would be passed over in silence.
    let Some(onder) = known.last() else { return };
    let hint = format!("schrijf `breidt_uit: {onder}`");
    match written.and_then(Blik::eigen_tekst) {
        Some(naam) if naam == onder => {}
        Some(naam) => {
            let melding = match known.iter().any(|known| known == naam) {
                true => format!("deze laag ligt over `{naam}`, maar daartussen ligt `{onder}`"),
                false => format!("deze laag ligt over `{}`, maar die is er niet", kort(naam)),
            };
            let plek = written.map_or(blik.plek(), Blik::plek);
            werk.meld(Diagnostic::new(Code::F155, plek, melding).met_hint(hint));
        }
        None => {
            let fout = Diagnostic::new(
                Code::F155,
                blik.plek(),
                "deze laag zegt niet waarover zij ligt",
            );
            werk.meld(fout.met_hint(hint));
        }
    }
}

/// What is told of a file that says it lies on something, where nothing lies below: nearly always its own name is
/// wrong. Whatever else it says was meant to be laid on that, so that nothing more can be said of it.
pub(super) fn los(laag: &Laag, omgeving: &Omgeving) -> Option<Diagnostic> {
    let blik = Blik::op(&laag.boom);
    let written = blik.kind("breidt_uit")?;
    let slug = laag.procedure.as_str();
    let melding = format!(
        "er is geen procedure `{}` om over te liggen, in geen laag eronder",
        kort(slug)
    );
    let exists = |naam: &&str| *naam != slug && omgeving.procedures.contains_key(*naam);
    // What the file says of itself may be right where its name is not.
    let said = written
        .eigen_tekst()
        .and_then(|onder| onder.split('/').next_back());
    let said = [blik.tekst("procedure"), said].into_iter().flatten();
    let others = omgeving.procedures.keys().map(String::as_str);
    let near = said.into_iter().find(exists);
    let near = near.or_else(|| dichtstbij(slug, others.filter(|naam| *naam != slug)));
    let hint = match near {
        Some(near) => format!("bedoelde u `{near}`? noem het bestand dan `{near}.yaml`"),
        None => "is het een nieuwe procedure? haal de regel dan weg".to_owned(),
    };
    Some(Diagnostic::new(Code::F155, written.plek(), melding).met_hint(hint))
}
