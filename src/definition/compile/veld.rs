//! Fields: what a zaak holds and what is filled in at a taak or gebeurtenis.
//!
//! Easy to get wrong: a field may be declared more than once (a taak fills in what the procedure
//! announced), but then it must hold the same kind of thing everywhere.

use indexmap::IndexMap;

use super::blik::Blik;
use super::naam::{in_woorden, is_veldnaam};
use super::werk::Werk;
use crate::definition::boom::Soort;
use crate::definition::diagnostic::{Code, Diagnostic};
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

/// The fields under `gegevens`.
pub(super) fn velden(werk: &mut Werk<'_>, van: Blik<'_>) -> IndexMap<String, Veld> {
    let mut found = IndexMap::new();
    for (naam, blik) in van.kinderen("gegevens") {
        if let Some(veld) = veld(werk, naam, blik) {
            found.insert(naam.to_owned(), veld);
        }
    }
    found
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
        verplicht: blik.ja_nee("verplicht").unwrap_or(true),
    })
}
