//! Fields: what a zaak holds and what is filled in at a taak or gebeurtenis.
//!
//! Easy to get wrong: a field may be declared more than once (a taak fills in what the procedure
//! announced), but then it must hold the same kind of thing everywhere.

use indexmap::IndexMap;

use super::blik::Blik;
use super::naam::{in_woorden, is_veldnaam};
use super::werk::Werk;
use crate::definition::boom::Soort;
use crate::definition::diagnostic::{Code, Diagnostic, opsomming};
use crate::definition::procedure::{Veld, VeldSoort};

/// The kinds an author can choose by name.
const SOORTEN: [&str; 5] = ["datum", "tekst", "getal", "ja-nee", "verzuimoverzicht"];

/// What a field holds, when that can be read.
pub(super) fn soort(veld: Blik<'_>) -> Option<VeldSoort> {
    let soort = veld.kind("soort").unwrap_or(veld);
    match &soort.knoop.soort {
        Soort::Lijst(items) => Some(VeldSoort::Keuze(
            items
                .iter()
                .filter_map(|item| item.tekst().map(str::to_owned))
                .collect(),
        )),
        Soort::Scalair(scalair) => match scalair.tekst.as_str() {
            "datum" => Some(VeldSoort::Datum),
            "tekst" => Some(VeldSoort::Tekst),
            "getal" => Some(VeldSoort::Getal),
            "ja-nee" => Some(VeldSoort::JaNee),
            "verzuimoverzicht" => Some(VeldSoort::Verzuimoverzicht),
            _ => None,
        },
        Soort::Kaart(_) => None,
    }
}

/// How a kind of field is called in a message.
pub(super) fn in_dutch(soort: &VeldSoort) -> &'static str {
    match soort {
        VeldSoort::Datum => "een datum",
        VeldSoort::Tekst => "een tekst",
        VeldSoort::Getal => "een getal",
        VeldSoort::JaNee => "ja of nee",
        VeldSoort::Keuze(_) => "een keuze",
        VeldSoort::Verzuimoverzicht => "een verzuimoverzicht",
    }
}

/// The fields under `gegevens`; those of a taak may be asked with some of its uitkomsten only.
pub(super) fn velden(
    werk: &mut Werk<'_>,
    van: Blik<'_>,
    uitkomsten: Option<&[&str]>,
) -> IndexMap<String, Veld> {
    let mut found = IndexMap::new();
    for (naam, blik) in van.kinderen("gegevens") {
        if let Some(veld) = veld(werk, naam, blik) {
            let verplicht_bij = verplicht_bij(werk, naam, blik, uitkomsten);
            let veld = Veld {
                verplicht_bij,
                ..veld
            };
            found.insert(naam.to_owned(), veld);
        }
    }
    found
}

/// The uitkomsten with which a field is asked, where it says so.
fn verplicht_bij(
    werk: &mut Werk<'_>,
    veld: &str,
    blik: Blik<'_>,
    uitkomsten: Option<&[&str]>,
) -> Vec<String> {
    let Some(lijst) = named(blik) else {
        return Vec::new();
    };
    let Some(uitkomsten) = uitkomsten else {
        let melding = format!("veld `{veld}` noemt uitkomsten, maar hoort niet bij een taak");
        let hint = "schrijf `verplicht: nee`; alleen bij een taak kan het van de uitkomst afhangen";
        werk.meld(Diagnostic::new(Code::F116, lijst.plek(), melding).met_hint(hint));
        return Vec::new();
    };
    let namen = lijst.zelf_reeks();
    if namen.is_empty() {
        let melding = format!("veld `{veld}` noemt geen uitkomst waarbij het verplicht is");
        let hint = "noem er minstens één, of schrijf `verplicht: nee`";
        werk.meld(Diagnostic::new(Code::F116, lijst.plek(), melding).met_hint(hint));
    }
    let mut found = Vec::new();
    for blik in namen {
        let Some(naam) = blik.eigen_tekst() else {
            continue;
        };
        if !uitkomsten.contains(&naam) {
            let melding =
                format!("veld `{veld}` is verplicht bij onbekende uitkomst `{naam}` van zijn taak");
            let fout = Diagnostic::new(Code::F104, blik.plek(), melding);
            let hint = format!("kies uit {}", opsomming(uitkomsten.iter().copied(), "en"));
            let known = uitkomsten.iter().copied();
            werk.meld(fout.met_hint(hint).met_dichtstbij(naam, known));
        }
        found.push(naam.to_owned());
    }
    found
}

/// The fields that other zaken of the jongere may see.
pub(super) fn onthouden(werk: &mut Werk<'_>, boom: Blik<'_>) -> Vec<String> {
    let mut found = Vec::new();
    for blik in boom.reeks("onthouden") {
        let Some(naam) = blik.eigen_tekst() else {
            continue;
        };
        match werk.namen.velden.get(naam) {
            None => {
                let known: Vec<String> = werk.namen.velden.keys().cloned().collect();
                let known = known.iter().map(String::as_str);
                let melding = format!("`onthouden` noemt veld `{naam}`, dat niet bestaat");
                werk.onbekend(Code::F110, blik.plek(), melding, naam, known);
            }
            Some((soort @ (VeldSoort::Tekst | VeldSoort::Verzuimoverzicht), _)) => {
                let melding = format!(
                    "veld `{naam}` is {} en kan niet worden onthouden",
                    in_dutch(soort)
                );
                let hint = "andere zaken zien alleen wat het beleid nodig heeft: een datum, een getal, ja of nee, of een keuze";
                werk.meld(Diagnostic::new(Code::F118, blik.plek(), melding).met_hint(hint));
            }
            Some(_) if !found.iter().any(|known| known == naam) => found.push(naam.to_owned()),
            Some(_) => {}
        }
    }
    found
}

/// The list under `verplicht`, when it is one.
fn named(veld: Blik<'_>) -> Option<Blik<'_>> {
    let verplicht = veld.kind("verplicht")?;
    matches!(verplicht.knoop.soort, Soort::Lijst(_)).then_some(verplicht)
}

fn veld(werk: &mut Werk<'_>, naam: &str, blik: Blik<'_>) -> Option<Veld> {
    if !is_veldnaam(naam) {
        let melding = format!("veld `{naam}` is niet goed geschreven");
        werk.meld(Diagnostic::new(Code::F112, blik.sleutel, melding).met_hint(
            "een veld heeft kleine letters, cijfers en lage streepjes, zoals `gesprek_datum`",
        ));
    }
    let Some(soort) = soort(blik) else {
        let plek = blik.kind("soort").unwrap_or(blik);
        let gevonden = plek.eigen_tekst().unwrap_or("niets");
        let melding = format!("veld `{naam}` heeft onbekende soort `{gevonden}`");
        let hint = "kies `datum`, `tekst`, `getal`, `ja-nee`, `verzuimoverzicht` of een lijst met keuzes: `[a, b]`";
        let diagnostic = Diagnostic::new(Code::F115, plek.plek(), melding)
            .met_hint(hint)
            .met_dichtstbij(gevonden, SOORTEN);
        werk.meld(diagnostic);
        return None;
    };
    if let VeldSoort::Keuze(keuzes) = &soort
        && keuzes.is_empty()
    {
        let melding = format!("veld `{naam}` heeft geen keuzes");
        werk.meld(
            Diagnostic::new(Code::F115, blik.plek(), melding)
                .met_hint("noem minstens één keuze, of schrijf `tekst`"),
        );
    }
    if let Some((eerder, plek)) = werk.namen.velden.get(naam)
        && *eerder != soort
    {
        let melding = format!(
            "veld `{naam}` is hier {}, elders {}",
            in_dutch(&soort),
            in_dutch(eerder)
        );
        let hint = format!(
            "dezelfde naam houdt overal hetzelfde in; zie {}, of kies een andere naam",
            werk.wijs(plek)
        );
        werk.meld(Diagnostic::new(Code::F114, blik.plek(), melding).met_hint(hint));
    }
    Some(Veld {
        titel: blik
            .tekst("titel")
            .map_or_else(|| in_woorden(naam), str::to_owned),
        soort,
        verplicht: named(blik).is_none() && blik.ja_nee("verplicht").unwrap_or(true),
        verplicht_bij: Vec::new(),
    })
}
