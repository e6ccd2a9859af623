//! Stand-ins for tests of this room: a bureau, a melding, a letter and lines of a mail.
//!
//! Persons are fictional. Easy to get wrong: nothing here decides what is right; each test says that itself.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::brief::Stukken;
use crate::definition::bureau::Bureau;
use crate::zaak::effect::{BriefEffect, MailRegel};
use crate::zaak::staat::Aan;
use crate::zaak::{Digest, MedewerkerId, Melding, RegelId, Rol};

pub fn dag(tekst: &str) -> NaiveDate {
    tekst.parse().unwrap()
}

pub fn bureau() -> Bureau {
    serde_json::from_value(json!({
        "bureau": "utrecht-noordwest",
        "naam": "Regionaal Bureau Leerplicht",
        "gemeenten": ["woerden"],
        "mail": {"afzender": "termijnwacht@rbl.example", "naam": "Termijnwacht", "postbus": "leerplicht@rbl.example"},
        "brieven": {
            "adres": ["Regionaal Bureau Leerplicht", "Voorbeeldplein 1", "0000 AA Woerden"],
            "telefoon": "0348 - 00 00 00",
            "mail": "leerplicht@rbl.example",
            "ondertekening": "Namens het college van burgemeester en wethouders",
        },
        "medewerkers": {
            "ambt-1": {"naam": "Marit Hoekstra", "mail": "m.hoekstra@rbl.example", "rollen": ["leerplichtambtenaar"]},
            "admin-1": {"naam": "Femke Oostrum", "mail": "f.oostrum@rbl.example", "rollen": ["administratie"]},
        },
        "ketenpartners": {"halt": {"naam": "Bureau Halt Voorbeeld", "adres": ["Postbus 00", "0000 AA Utrecht"]}},
        "scholen": {"00XX-00": {"naam": "College De Verzonnen Brug", "gemeente": "woerden", "plaats": "Woerden", "soort": "vo"}},
    }))
    .unwrap()
}

pub fn thuis() -> Value {
    json!({"straat": "Voorbeeldlaan", "huisnummer": "7", "postcode": "0000 BB", "plaats": "Woerden"})
}

pub fn elders() -> Value {
    json!({"straat": "Andere Dreef", "huisnummer": "12", "postcode": "0000CC", "plaats": "Montfoort"})
}

/// A melding about Sanne de Wit, who lives at [`thuis`], with these parents.
pub fn melding(ouders: Value) -> Melding {
    serde_json::from_value(json!({
        "bron": "proef",
        "kenmerk": "P-1",
        "soort": "absoluut-verzuim",
        "ontvangen": "2026-10-08",
        "gemeente": "de-ronde-venen",
        "jongere": {"bsn": "999990019", "naam": "Sanne de Wit", "geboortedatum": "2011-03-02", "adres": thuis()},
        "ouders": ouders,
        "school": {"brin": "00XX", "vestiging": "00"},
    }))
    .unwrap()
}

pub fn ouder(naam: &str, adres: Value) -> Value {
    json!({"naam": naam, "gezag": true, "adres": adres})
}

pub fn effect() -> BriefEffect {
    BriefEffect {
        regel: "Z12.14".parse().unwrap(),
        tekst: "absoluut-verzuim-eerste".into(),
        digest: Digest::of(""),
        datum: dag("2026-10-15"),
        context: json!({
            "gegevens": {"vermoeden": "2026-10-08", "uren": 18.5, "azc": false},
            "datums": {"eerste-brief": "2026-10-15"},
            "termijnen": {"antwoordtermijn": {"einde": "2026-11-05"}, "zonder-datum": {"einde": null}},
            "taken": {},
            "behandelaar": "ambt-1",
            "verdaging": {"met": "2 weken", "reden": "Het advies is er nog niet"},
        }),
    }
}

/// Hands the pieces of a letter to `gebruik`, with these parents.
pub fn met_stukken<T>(melding: &Melding, gebruik: impl FnOnce(Stukken<'_>) -> T) -> T {
    let (effect, bureau) = (effect(), bureau());
    gebruik(Stukken {
        effect: &effect,
        melding,
        bureau: &bureau,
    })
}

pub fn aan(id: &str) -> Aan {
    Aan {
        rol: Rol::Leerplichtambtenaar,
        medewerker: Some(MedewerkerId(id.into())),
    }
}

/// A line of a mail about one taak.
pub fn mailregel(id: &str, soort: &str, titel: &str, einde: Option<&str>) -> (RegelId, MailRegel) {
    let id: RegelId = id.parse().unwrap();
    let regel = MailRegel {
        soort: soort.into(),
        zaak: id.zaak,
        procedure: "Absoluut verzuim".into(),
        gemeente: "Woerden".into(),
        fase: "De ouders worden aangeschreven".into(),
        titel: titel.into(),
        einde: einde.map(dag),
        over: "nog 2 schooldagen".into(),
        waarom: "5 schooldagen na do 8 okt 2026 = do 15 okt 2026; overgeslagen: weekenden (AI art. 3 lid 7)".into(),
        grondslag: "AI art. 3 lid 7".into(),
        vervolg: "Op vr 16 okt 2026 gaat dit naar de leerplichtambtenaar.".into(),
    };
    (id, regel)
}
