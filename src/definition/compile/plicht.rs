//! Work that the law asks for, changed by a layer: a warning, for it can be right.
//!
//! ```text
//! landelijk   voor: leerplichtambtenaar, grondslag: LPW art. 14 lid 3
//! bureau      voor: administratie          W114
//!             als: jongere.leeftijd >= 12  W114
//!             motivering: {verplicht: nee} W114
//! ```
//! Terms are `wet`'s. Easy to get wrong: what an instructie asks a bureau may change as it likes; only what
//! rests on a law below is warned of.

use super::Laag;
use super::blik::Blik;
use super::werk::Werk;
use crate::definition::boom::Knoop;
use crate::definition::diagnostic::{Code, Diagnostic};

/// How an article of a law begins.
const WETTEN: [&str; 14] = [
    "LPW",
    "Awb",
    "AKW",
    "Sr",
    "Sv",
    "Wpg",
    "WPO",
    "WEC",
    "WVO",
    "WEB",
    "AVG",
    "UAVG",
    "Wet",
    "Uitvoeringsregeling",
];

/// Warns of every taak of law that this layer gives another, opens otherwise or asks less of.
pub(super) fn toets(werk: &mut Werk<'_>, onder: &Knoop, samen: &Knoop, laag: &Laag) {
    for (fase, blik) in Blik::op(&laag.boom).kinderen("fasen") {
        for (naam, own) in blik.kinderen("taken") {
            let pad = ["fasen", fase, "taken", naam];
            let taken = (onder.op_pad(&pad), samen.op_pad(&pad));
            if let (Some(onder), Some(samen)) = taken {
                let (onder, samen) = (Blik::op(onder), Blik::op(samen));
                of_taak(werk, laag, naam, (onder, samen, own));
            }
        }
    }
}

fn of_taak(werk: &mut Werk<'_>, laag: &Laag, naam: &str, taken: (Blik<'_>, Blik<'_>, Blik<'_>)) {
    let (onder, samen, own) = taken;
    let articles: Vec<String> = onder
        .teksten("grondslag")
        .into_iter()
        .filter(|artikel| is_law(artikel))
        .collect();
    if articles.is_empty() {
        return;
    }
    let mut tell = |plek: Blik<'_>, wat: String| {
        let melding = format!("laag `{}` {wat}", laag.naam);
        let hint = format!(
            "{} vraagt dit werk ({}); kijk of het zo nog gebeurt",
            articles.join(", "),
            werk.wijs(onder.plek())
        );
        werk.meld(Diagnostic::new(Code::W114, plek.plek(), melding).met_hint(hint));
    };
    if let (Some(voor), Some(was)) = (own.kind("voor"), onder.tekst("voor"))
        && rank(voor.eigen_tekst().unwrap_or_default()) < rank(was)
    {
        let rol = voor.eigen_tekst().unwrap_or_default();
        tell(
            voor,
            format!("geeft taak `{naam}` aan {rol}; eronder is zij van {was}"),
        );
    }
    // When a term of law begins is `wet`'s.
    let term_of_law = onder
        .kind("termijn")
        .is_some_and(|termijn| termijn.ja_nee("wettelijk") == Some(true));
    if let Some(als) = own.kind("als")
        && !term_of_law
        && als.eigen_tekst() != onder.tekst("als")
    {
        tell(als, format!("verandert wanneer taak `{naam}` opengaat"));
    }
    for (veld, own) in own.alle_kinderen("gegevens") {
        let [was, is] = [onder, samen].map(|taak| taak.kind("gegevens")?.kind(veld));
        let (Some(was), Some(is)) = (was, is) else {
            continue;
        };
        if asked_less(was, is) {
            let plek = own.kind("verplicht").or(own.uit()).unwrap_or(own);
            tell(
                plek,
                format!("vraagt bij taak `{naam}` niet altijd meer naar `{veld}`"),
            );
        }
    }
}

/// How much a role may decide; work of the law may go up, not down.
fn rank(rol: &str) -> u8 {
    match rol {
        "leidinggevende" => 3,
        "leerplichtambtenaar" => 2,
        "administratie" => 1,
        _ => 0,
    }
}

/// Whether a field that had to be filled in may now stay empty, always or with some uitkomst.
pub(super) fn asked_less(was: Blik<'_>, is: Blik<'_>) -> bool {
    if is.uit().is_some() {
        return !matches!(asked(was), Gevraagd::Bij(names) if names.is_empty());
    }
    match (asked(was), asked(is)) {
        (_, Gevraagd::Altijd) => false,
        (Gevraagd::Altijd, Gevraagd::Bij(_)) => true,
        (Gevraagd::Bij(was), Gevraagd::Bij(is)) => was.iter().any(|naam| !is.contains(naam)),
    }
}

enum Gevraagd {
    Altijd,
    Bij(Vec<String>),
}

fn asked(veld: Blik<'_>) -> Gevraagd {
    match veld.kind("verplicht") {
        None => Gevraagd::Altijd,
        Some(blik) => match veld.ja_nee("verplicht") {
            Some(true) => Gevraagd::Altijd,
            Some(false) => Gevraagd::Bij(Vec::new()),
            None => {
                let names = blik.zelf_reeks().into_iter();
                Gevraagd::Bij(
                    names
                        .filter_map(|naam| naam.eigen_tekst().map(str::to_owned))
                        .collect(),
                )
            }
        },
    }
}

fn is_law(artikel: &str) -> bool {
    let first = artikel.split_whitespace().next().unwrap_or_default();
    WETTEN.contains(&first)
}
