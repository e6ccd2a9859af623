//! What differs between two taken, and between two events.
//!
//! Easy to get wrong: a taak that moved to another fase has not gone and come. Its name is one in the whole
//! procedure, and by that name it is followed.

use indexmap::IndexMap;

use super::blad::{Blad, Wat};
use super::gevolg::{brief, gevolgen, leads_to, voorwaarde};
use super::lijst::paren;
use super::naam::{self, citaat, kop};
use super::termijn::termijn;
use super::velden::velden;
use super::{Raakt, Soort};
use crate::definition::procedure::{GebeurtenisDef, TaakDef};
use crate::zaak::Rol;

/// The same taak on both sides.
pub(super) fn taak(blad: &mut Blad<'_>, naam: &str, was: &TaakDef, wordt: &TaakDef) {
    let TaakDef {
        titel,
        voor,
        boa,
        als,
        direct,
        blijft,
        brief: letter,
        termijn: term,
        voorstel,
        gegevens,
        uitkomsten,
        grondslag,
        // Told where nothing else is.
        laag: _,
    } = wordt;
    let wat = &Wat::new(kop(naam, &was.titel), Raakt::Taak(naam.to_owned()));
    termijn(blad, wat, naam, (was.termijn.as_ref(), term.as_ref()));
    if was.voor != *voor {
        let zin = format!("voor {} (was {})", voor.naam(), was.voor.naam());
        blad.meld_waarde(Soort::Taak, wat, zin, (Rol::naam(was.voor), voor.naam()));
    }
    blad.schakelaar(
        Soort::Taak,
        wat,
        (was.boa, *boa),
        ("alleen nog voor een boa", "niet meer alleen voor een boa"),
    );
    if was.als != *als {
        blad.meld(Soort::Taak, wat, voorwaarde(was.als.as_ref(), als.as_ref()));
    }
    blad.schakelaar(
        Soort::Taak,
        wat,
        (was.direct, *direct),
        (
            "opent nu vanzelf met de fase",
            "opent alleen nog als een gevolg haar opent",
        ),
    );
    blad.schakelaar(
        Soort::Taak,
        wat,
        (was.blijft, *blijft),
        ("blijft nu openstaan na de fase", "vervalt nu met de fase"),
    );
    if was.brief != *letter {
        let (oud, nieuw) = (brief(was.brief.as_ref()), brief(letter.as_ref()));
        let zin = format!("brief {oud} → {nieuw}");
        blad.meld_waarde(Soort::Taak, wat, zin, (oud, nieuw));
    }
    if was.voorstel != *voorstel {
        let words = |vraag: Option<&String>| {
            vraag.map_or_else(|| "geen".to_owned(), |vraag| format!("vraag `{vraag}`"))
        };
        let (oud, nieuw) = (words(was.voorstel.as_ref()), words(voorstel.as_ref()));
        let zin = format!("voorstel {oud} → {nieuw}");
        blad.meld_waarde(Soort::Taak, wat, zin, (oud, nieuw));
    }
    velden(blad, wat, (&was.gegevens, gegevens));
    let found = paren(&was.uitkomsten, uitkomsten);
    for (uitkomst, _) in found.weg {
        blad.meld(Soort::Taak, wat, format!("uitkomst `{uitkomst}` vervalt"));
    }
    for (uitkomst, gevolg) in found.erbij {
        let leads = leads_to(blad.nieuw, gevolg);
        blad.meld(
            Soort::Taak,
            wat,
            format!("uitkomst `{uitkomst}` erbij: {leads}"),
        );
    }
    for (uitkomst, oud, nieuw) in found.beide {
        let wat = wat.deel(&format!("uitkomst `{uitkomst}`"));
        gevolgen(blad, Soort::Gevolg, &wat, (oud, nieuw));
    }
    blad.titel(wat, &was.titel, titel);
    blad.grondslag(wat, &was.grondslag, grondslag);
}

/// The events of a fase, or those that every fase knows.
pub(super) fn gebeurtenissen(
    blad: &mut Blad<'_>,
    fase: Option<&str>,
    (oud, nieuw): (
        &IndexMap<String, GebeurtenisDef>,
        &IndexMap<String, GebeurtenisDef>,
    ),
) {
    let raakt = fase.map_or(Raakt::Zaak, |fase| Raakt::Fase(fase.to_owned()));
    let place = match fase {
        Some(fase) => format!(" in fase {}", naam::fase(blad.oud, fase)),
        None => String::new(),
    };
    let of = |naam: &str, titel: &str| {
        let wat = format!("Gebeurtenis {}{place}", citaat(naam, titel));
        Wat::new(wat, raakt.clone())
    };
    let found = paren(oud, nieuw);
    for (naam, def) in found.weg {
        blad.meld(Soort::Gebeurtenis, &of(naam, &def.titel), "vervalt");
    }
    for (naam, def) in found.erbij {
        let zin = format!("nieuw: {}", leads_to(blad.nieuw, &def.gevolg));
        blad.meld(Soort::Gebeurtenis, &of(naam, &def.titel), zin);
    }
    for (naam, was, wordt) in found.beide {
        let GebeurtenisDef {
            titel,
            boa,
            gegevens,
            gevolg,
            // Told where nothing else is.
            laag: _,
        } = wordt;
        let wat = &of(naam, &was.titel);
        blad.schakelaar(
            Soort::Gebeurtenis,
            wat,
            (was.boa, *boa),
            ("alleen nog door een boa", "niet meer alleen door een boa"),
        );
        velden(blad, wat, (&was.gegevens, gegevens));
        gevolgen(blad, Soort::Gevolg, wat, (&was.gevolg, gevolg));
        blad.titel(wat, &was.titel, titel);
    }
}
