//! What differs between fields, and between questions to scripts.
//!
//! Easy to get wrong: a choice that goes. A running zaak may hold it; it keeps its own definition, a new one
//! does not offer it.

use indexmap::IndexMap;

use super::blad::{Blad, Wat};
use super::lijst::{lijsten, opsomming, paren};
use super::naam::{citaat, veldsoort};
use super::{Raakt, Soort};
use crate::definition::procedure::{Veld, VeldSoort, Vraag};

/// The fields of a procedure, a taak or an event.
pub(super) fn velden(
    blad: &mut Blad<'_>,
    wat: &Wat,
    (oud, nieuw): (&IndexMap<String, Veld>, &IndexMap<String, Veld>),
) {
    let found = paren(oud, nieuw);
    for (naam, veld) in found.weg {
        let zin = format!("veld {} vervalt", citaat(naam, &veld.titel));
        blad.meld(Soort::Gegevens, wat, zin);
    }
    for (naam, veld) in found.erbij {
        let asked = match veld {
            Veld {
                verplicht: true, ..
            } => ", verplicht".to_owned(),
            Veld { verplicht_bij, .. } if !verplicht_bij.is_empty() => {
                format!(", verplicht bij {}", with(verplicht_bij))
            }
            _ => String::new(),
        };
        let (titel, soort) = (citaat(naam, &veld.titel), veldsoort(&veld.soort));
        let zin = format!("veld {titel} erbij: {soort}{asked}");
        blad.meld(Soort::Gegevens, wat, zin);
    }
    for (naam, was, wordt) in found.beide {
        let wat = wat.deel(&format!("veld {}", citaat(naam, &was.titel)));
        veld(blad, &wat, was, wordt);
    }
}

fn veld(blad: &mut Blad<'_>, wat: &Wat, was: &Veld, wordt: &Veld) {
    let Veld {
        titel,
        soort,
        verplicht,
        verplicht_bij,
    } = wordt;
    match (&was.soort, soort) {
        (oud, nieuw) if oud == nieuw => {}
        (VeldSoort::Keuze(oud), VeldSoort::Keuze(nieuw)) => {
            blad.namen(Soort::Gegevens, wat, "keuze", (oud, nieuw));
        }
        (oud, nieuw) => {
            let (oud, nieuw) = (veldsoort(oud), veldsoort(nieuw));
            let zin = format!("{oud} → {nieuw}");
            blad.meld_waarde(Soort::Gegevens, wat, zin, (oud, nieuw));
        }
    }
    blad.schakelaar(
        Soort::Gegevens,
        wat,
        (was.verplicht, *verplicht),
        ("is nu verplicht", "is niet meer verplicht"),
    );
    if was.verplicht_bij != *verplicht_bij {
        let words = |bij: &[String]| match bij {
            [] => "niets".to_owned(),
            bij => with(bij),
        };
        let (oud, nieuw) = (words(&was.verplicht_bij), words(verplicht_bij));
        let zin = format!("verplicht bij {oud} → {nieuw}");
        blad.meld_waarde(Soort::Gegevens, wat, zin, (oud, nieuw));
    }
    blad.titel(wat, &was.titel, titel);
}

fn with(bij: &[String]) -> String {
    opsomming(&bij.iter().map(|bij| format!("`{bij}`")).collect::<Vec<_>>())
}

/// The questions to scripts.
pub(super) fn vragen(
    blad: &mut Blad<'_>,
    (oud, nieuw): (&IndexMap<String, Vraag>, &IndexMap<String, Vraag>),
) {
    let found = paren(oud, nieuw);
    let of = |naam: &str| Wat::new(format!("Vraag `{naam}`"), Raakt::Zaak);
    for (naam, _) in found.weg {
        blad.meld(Soort::Vraag, &of(naam), "vervalt");
    }
    for (naam, vraag) in found.erbij {
        let zin = format!("nieuw, beantwoord door script `{}`", vraag.script);
        blad.meld(Soort::Vraag, &of(naam), zin);
    }
    for (naam, was, wordt) in found.beide {
        vraag(blad, &of(naam), was, wordt);
    }
}

fn vraag(blad: &mut Blad<'_>, wat: &Wat, was: &Vraag, wordt: &Vraag) {
    let Vraag {
        script,
        invoer,
        antwoorden,
        beslist,
        grondslag,
        // Told where nothing else is.
        laag: _,
    } = wordt;
    if was.script != *script {
        let zin = format!("script `{}` → `{script}`", was.script);
        blad.meld_waarde(
            Soort::Vraag,
            wat,
            zin,
            (was.script.as_str(), script.as_str()),
        );
    }
    blad.namen(Soort::Vraag, wat, "invoer", (&was.invoer, invoer));
    let slugs = |of: &IndexMap<String, String>| of.keys().cloned().collect::<Vec<_>>();
    let (oud, nieuw) = (slugs(&was.antwoorden), slugs(antwoorden));
    let found = lijsten(&oud, &nieuw);
    for naam in found.weg {
        let titel = was.antwoorden.get(naam).map(String::as_str);
        let zin = format!(
            "antwoord {} vervalt",
            citaat(naam, titel.unwrap_or_default())
        );
        blad.meld(Soort::Vraag, wat, zin);
    }
    for naam in found.erbij {
        let titel = antwoorden.get(naam).map(String::as_str);
        let zin = format!("antwoord {} erbij", citaat(naam, titel.unwrap_or_default()));
        blad.meld(Soort::Vraag, wat, zin);
    }
    for (naam, oud, nieuw) in paren(&was.antwoorden, antwoorden).beide {
        blad.titel(&wat.deel(&format!("antwoord `{naam}`")), oud, nieuw);
    }
    blad.schakelaar(
        Soort::Vraag,
        wat,
        (was.beslist, *beslist),
        (
            "het script beslist nu zelf",
            "het script stelt nu alleen voor",
        ),
    );
    blad.grondslag(wat, &was.grondslag, grondslag);
}
