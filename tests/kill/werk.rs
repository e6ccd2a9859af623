//! The work: two months of a bureau, the same in every run.
//!
//! Easy to get wrong: choosing what to do by a number that differs between runs. Zaken are known by the mark of
//! what opened them, never by their number.

use chrono::NaiveDate;
use serde_json::{Value, json};
use termijnwacht::zaak::{Rol, Zaak};

/// Where the clock begins.
pub const BEGIN: &str = "2026-09-08T09:00:00+02:00";
pub const BUREAU: &str = "utrecht-noordwest";
pub const BRON: &str = "proef";

/// One stretch of work.
pub enum Stap {
    /// Meldingen by API, from this number up to that.
    Meldingen(u32, u32),
    /// A file in the folder, with these numbers and two rows that are refused.
    Bestand(&'static str, u32, u32),
    /// Acts on what is open now.
    Handelingen,
    /// Time passes.
    Klok(&'static str),
}

/// All of it.
pub const WERK: [Stap; 11] = [
    Stap::Meldingen(1, 10),
    Stap::Bestand("begin.jsonl", 100, 150),
    Stap::Klok("2026-09-11T19:00:00+02:00"),
    Stap::Handelingen,
    Stap::Klok("2026-09-25T19:00:00+02:00"),
    // Half of them known, half corrected.
    Stap::Meldingen(1, 8),
    Stap::Handelingen,
    // A part of it known already.
    Stap::Bestand("later.jsonl", 140, 170),
    Stap::Klok("2026-10-13T19:00:00+02:00"),
    Stap::Handelingen,
    Stap::Klok("2026-11-05T19:00:00+01:00"),
];

impl Stap {
    /// What it is, in a word.
    pub fn naam(&self) -> &'static str {
        match self {
            Self::Meldingen(..) => "meldingen",
            Self::Bestand(..) => "a file",
            Self::Handelingen => "acts",
            Self::Klok(_) => "the clock",
        }
    }
}

/// The mark of a melding.
pub fn kenmerk(nummer: u32) -> String {
    format!("K-{nummer:04}")
}

/// One melding; `keer` counts the times it is sent, and from the second on half of them are corrected.
pub fn melding(nummer: u32, ontvangen: &str, keer: u32) -> Value {
    let gemeenten = ["woerden", "oudewater", "montfoort", "stichtse-vecht"];
    let gemeente = gemeenten[nummer as usize % gemeenten.len()];
    let svb = nummer.is_multiple_of(6);
    let corrected = keer > 1 && nummer.is_multiple_of(2);
    let dag = 1 + nummer % 28;
    let maand = 1 + nummer / 28 % 12;
    let jaar = if svb { 2010 } else { 2013 + nummer % 3 };
    json!({
        "bron": BRON, "kenmerk": kenmerk(nummer), "ontvangen": ontvangen, "gemeente": gemeente,
        "soort": if svb { "svb-melding" } else { "absoluut-verzuim" },
        "jongere": {
            "bsn": bsn(nummer), "naam": format!("Noor Verzinsel{}", if corrected { "-Bedacht" } else { "" }),
            "geboortedatum": format!("{jaar}-{maand:02}-{dag:02}"), "plaats": "Woerden",
            "adres": {"straat": "Proeflaan", "huisnummer": nummer.to_string(), "postcode": "0000 AA", "plaats": "Woerden"},
        },
        "ouders": [{"naam": "Kim Verzinsel", "gezag": true, "adres": {
            "straat": "Proeflaan", "huisnummer": nummer.to_string(), "postcode": "0000 AA", "plaats": "Woerden"}}],
        "school": {"brin": "00XX", "vestiging": "00"},
        "verzuim": if svb { json!({"soort": "16-uur", "begin": "2026-09-01", "uren": 20}) } else { Value::Null },
        "gegevens": if svb { json!({}) } else { json!({"vermoeden": ontvangen}) },
    })
}

/// A number that passes the 11-proef and is nobody's.
fn bsn(nummer: u32) -> String {
    let proef = |number: &u32| {
        let digits: Vec<i64> = number
            .to_string()
            .bytes()
            .map(|digit| i64::from(digit - b'0'))
            .collect();
        let sum: i64 = (2..=9)
            .rev()
            .zip(&digits)
            .map(|(by, digit)| by * digit)
            .sum();
        (sum - digits[8]) % 11 == 0
    };
    let mut good = (999_900_000_u32..).filter(proef);
    good.nth(nummer as usize).unwrap().to_string()
}

/// A file of meldingen, and the marks of those that must be taken in.
pub fn bestand(van: u32, tot: u32, ontvangen: &str) -> (String, Vec<String>) {
    let regel = |nummer: u32| melding(nummer, ontvangen, 1).to_string();
    let mut regels: Vec<String> = (van..tot).map(regel).collect();
    // The same row again ends what is taken in at once, so that the file takes several transactions.
    for at in (10..regels.len()).rev().step_by(10) {
        regels.insert(at, regel(van));
    }
    regels.insert(7, "{\"bron\": \"proef\"".to_owned());
    let mut elders = melding(tot + 1, ontvangen, 1);
    elders["gemeente"] = "nergens".into();
    regels.insert(20, elders.to_string());
    let marks = (van..tot).map(kenmerk).collect();
    (regels.join("\n") + "\n", marks)
}

/// One act: on which zaak, by which role, and what.
pub struct Handeling {
    pub zaak: String,
    pub rol: Rol,
    pub sleutel: String,
    pub inhoud: Value,
}

/// What people do now, zaken under their key. Some taken are left, so that reminders go.
pub fn handelingen(stap: usize, vandaag: NaiveDate, zaken: &[(String, Zaak)]) -> Vec<Handeling> {
    let mut acts = Vec::new();
    for (at, (sleutel, zaak)) in zaken
        .iter()
        .enumerate()
        .filter(|(_, (_, zaak))| zaak.is_open())
    {
        let turn = at + stap;
        let behandelaar = zaak.behandelaar.as_ref().map(|id| id.0.as_str());
        let mut act = |naam: &str, rol: Rol, mut inhoud: Value| {
            inhoud["door"] = match (rol, behandelaar) {
                (Rol::Administratie, _) | (_, None) => "admin-1".into(),
                (_, Some(behandelaar)) => behandelaar.into(),
            };
            acts.push(Handeling {
                zaak: zaak.id.to_string(),
                rol,
                sleutel: format!("{stap}:{sleutel}:{naam}"),
                inhoud,
            });
        };
        if turn.is_multiple_of(9) {
            act(
                "notitie",
                Rol::Administratie,
                json!({"notitie": "teruggebeld, geen gehoor"}),
            );
        }
        if turn % 4 == 3 {
            continue;
        }
        for taak in zaak.open_taken() {
            let Some((uitkomst, gegevens)) = done(&taak.naam, vandaag) else {
                continue;
            };
            act(
                &taak.naam,
                taak.voor,
                json!({"taak": taak.naam, "uitkomst": uitkomst, "gegevens": gegevens}),
            );
        }
    }
    acts
}

/// How a taak ends, where this work ends it.
fn done(taak: &str, vandaag: NaiveDate) -> Option<(&'static str, Value)> {
    Some(match taak {
        "administratieve-controle" => ("geen-fout", json!({})),
        "eerste-brief" | "tweede-brief" => ("verzonden", json!({})),
        "rijen-herstellen" => ("hersteld", json!({})),
        "verdenking-vaststellen" => ("vermoeden-blijft", json!({"vaststelling": vandaag})),
        "onderzoek-starten" => ("begonnen", json!({})),
        "situatie-vastleggen" => (
            "vastgelegd",
            json!({"ingeschreven": true, "verwijtbaar": "jongere", "medewerking": "nee",
                   "hulp_geprobeerd": true, "vrijstelling": false}),
        ),
        "melding-overwegen" => ("melden", json!({"overweging": "Er is alles aan gedaan"})),
        "melding-versturen" => (
            "verzonden",
            json!({"vastgesteld_verzuim": "20 uur in vier weken", "ondernomen_acties": "Gesprekken"}),
        ),
        _ => return None,
    })
}
