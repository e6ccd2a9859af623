//! A file of zaken that run elsewhere: JSON, one zaak per line, or a table whose columns carry the names of the fields.
//!
//! The melding of a row is read as everywhere; beside it stand how the zaak and its clock stand ([`EIGEN`]) and a column
//! `datums.NAAM` for each thing that happened before. Whether names exist in the definition is `decide`'s. Easy to get
//! wrong: stopping at the first fault. Who moves a whole bureau wants to know them all.

use indexmap::IndexMap;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::Cursor;
use std::sync::Arc;

use super::bron::Bron;
use super::csv::{CsvLezer, Tekstcel};
use super::fout::{Kolom, Rijfout, Verhuld};
use super::lezer::{LeesFout, Stuk, tussen_haken};
use crate::definition::aanlevering::{
    Aanlevering, Codering, Datumvorm, Decimaal, Kennis, Lezing, Scheiding, Veldpad, Veldsoort,
};
use crate::definition::diagnostic::dichtstbij;
use crate::definition::een_of_meer::EenOfMeer;
use crate::definition::lees::{lees_json_volgens, schema};
use crate::zaak::overname::Overname;

/// The columns beside those of a melding; `datums.NAAM` comes with them.
const EIGEN: [&str; 9] = [
    "fase",
    "sinds",
    "behandelaar",
    "notitie",
    "opgeschort_sinds",
    "hervat_op",
    "verdaagd_met",
    "verdaagd_op",
    "ingebrekestelling",
];
/// Those of them that hold no day.
const TEKST: [&str; 4] = ["fase", "behandelaar", "notitie", "verdaagd_met"];
const DATUMS: &str = "datums.";

/// One zaak of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Overnamerij {
    /// Line of the file it begins on, from 1.
    pub regel: usize,
    /// The sender's mark, where it could be read.
    pub kenmerk: Option<String>,
    pub inhoud: Result<Overname, Vec<Rijfout>>,
    /// In a table the column of each field.
    pub kolommen: BTreeMap<String, Kolom>,
}

/// Reads a whole file: JSON where it begins with `{`, else a table.
///
/// # Errors
/// What makes that none of its rows can be read.
pub fn lees(bytes: Vec<u8>, kennis: Kennis) -> Result<Vec<Overnamerij>, Vec<Rijfout>> {
    let bare = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    match bare.trim_ascii_start().first() {
        None => Err(vec![Rijfout::new(1, "het bestand is leeg")]),
        Some(b'{') => Ok(json_lines(bare)),
        Some(b'[') => Err(vec![
            Rijfout::new(1, "dit is een lijst; verwacht één zaak per regel")
                .met_hint("zet elke zaak op een eigen regel, zonder `[`, `]` en komma's ertussen"),
        ]),
        Some(_) => table(bytes, kennis),
    }
}

fn json_lines(bytes: &[u8]) -> Vec<Overnamerij> {
    let schema = schema::<Overname>();
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let filled = lines.filter(|(_, line)| !line.trim_ascii().is_empty());
    filled
        .map(|(at, line)| json_line(&schema, at + 1, line))
        .collect()
}

fn json_line(schema: &Value, regel: usize, line: &[u8]) -> Overnamerij {
    let row = |kenmerk, inhoud| Overnamerij {
        regel,
        kenmerk,
        inhoud,
        kolommen: BTreeMap::new(),
    };
    let Ok(text) = std::str::from_utf8(line) else {
        let fout = Rijfout::new(regel, "de letters zijn geen UTF-8");
        return row(
            None,
            Err(vec![fout.met_hint("bewaar het bestand als UTF-8")]),
        );
    };
    match lees_json_volgens::<Overname>(schema, "", text.trim_end()) {
        Ok(gelezen) => {
            let overname = gelezen.inhoud;
            row(
                Some(super::fout::toon(&overname.melding.kenmerk)),
                Ok(overname),
            )
        }
        Err(fouten) => {
            let value = serde_json::from_str::<Value>(text).ok();
            let melding = value.as_ref().map(|value| &value["melding"]);
            let kenmerk = melding
                .and_then(|melding| melding["kenmerk"].as_str())
                .map(super::fout::toon);
            let hidden = melding.map_or(Verhuld::Alles, Verhuld::van);
            let told = fouten.iter().map(|fout| hidden.uit(fout, regel, 1));
            row(kenmerk, Err(told.collect()))
        }
    }
}

fn table(bytes: Vec<u8>, kennis: Kennis) -> Result<Vec<Overnamerij>, Vec<Rijfout>> {
    let bom = bytes.starts_with(b"\xEF\xBB\xBF");
    let start = if bom { 3 } else { 0 };
    let first = bytes[start..].split(|byte| *byte == b'\n').next();
    let first = String::from_utf8_lossy(first.unwrap_or_default()).into_owned();
    let scheiding = separator(&first);
    let names = first.trim_end().split(char::from(scheiding.teken()));
    let names: Vec<String> = names
        .map(|naam| naam.trim().trim_matches('"').to_owned())
        .collect();
    let mut kolommen = IndexMap::new();
    for naam in names.iter().filter(|naam| !is_own(naam)) {
        kolommen.insert(naam.clone(), EenOfMeer(vec![naam.clone()]));
    }
    known_columns(&names, &kennis)?;
    let aanlevering = Arc::new(Aanlevering {
        bestanden: EenOfMeer(Vec::new()),
        scheiding,
        codering: Codering::Utf8,
        datum: Datumvorm::ISO.to_owned(),
        decimaal: Decimaal::Punt,
        kolommen,
        vast: IndexMap::new(),
        vertaal: IndexMap::new(),
    });
    let unreadable = |fout: LeesFout| match fout {
        LeesFout::Bestand(fouten) => fouten,
        LeesFout::Io(fout) => vec![Rijfout::new(1, fout.to_string())],
    };
    let mut bron = Bron::new(Cursor::new(bytes));
    if bom {
        bron.gevuld().map_err(|fout| unreadable(fout.into()))?;
        bron.verbruik(start);
        bron.kolom = 1;
    }
    let mut lezer = CsvLezer::open(bron, &aanlevering, kennis, bom).map_err(unreadable)?;
    let mut rows = Vec::new();
    while let Some(stuk) = lezer.volgende().map_err(|fout| unreadable(fout.into()))? {
        rows.push(row(lezer.namen(), &lezer.cellen(&stuk), stuk));
    }
    Ok(rows)
}

/// The sign that the first line has most of.
fn separator(first: &str) -> Scheiding {
    let count = |one: &Scheiding| first.bytes().filter(|byte| *byte == one.teken()).count();
    let most = Scheiding::ALLE.into_iter().rev().max_by_key(count);
    most.unwrap_or_default()
}

fn is_own(naam: &str) -> bool {
    EIGEN.contains(&naam)
        || naam
            .strip_prefix(DATUMS)
            .is_some_and(|rest| !rest.is_empty())
}

/// # Errors
/// Every column that is no field, that is there twice, or that must be there and is not.
fn known_columns(names: &[String], kennis: &Kennis) -> Result<(), Vec<Rijfout>> {
    let gegevens = kennis.paden(None);
    let mut fouten = Vec::new();
    for (at, naam) in names.iter().enumerate() {
        let here = |melding: String| Rijfout::new(1, melding).in_kolom(Kolom::tabel(at, naam));
        if names[..at].contains(naam) {
            fouten.push(here(format!(
                "kolom {} staat er twee keer",
                tussen_haken(naam)
            )));
        }
        let known = is_own(naam)
            || match Veldpad::vind(naam) {
                Some(Veldpad::Gegeven(_)) => gegevens.contains(naam),
                Some(Veldpad::Vast(_)) => true,
                None => false,
            };
        if known {
            continue;
        }
        let fout = here(format!(
            "gevonden {}; verwacht de naam van een veld van de melding, of {} of `datums.NAAM`",
            tussen_haken(naam),
            EIGEN.map(|naam| format!("`{naam}`")).join(", ")
        ));
        let near = dichtstbij(naam, EIGEN).map(str::to_owned);
        let near = near.or_else(|| Veldpad::dichtstbij(naam, &gegevens));
        fouten.push(match near {
            Some(near) => fout.met_hint(format!("bedoelde u `{near}`?")),
            None => fout.met_hint("haal de kolom weg, of geef haar de naam van een veld"),
        });
    }
    for needed in ["fase", "sinds"] {
        if !names.iter().any(|naam| naam == needed) {
            fouten.push(Rijfout::new(1, format!("kolom `{needed}` ontbreekt")));
        }
    }
    if fouten.is_empty() {
        Ok(())
    } else {
        Err(fouten)
    }
}

fn row(names: &[String], cellen: &[Tekstcel], stuk: Stuk) -> Overnamerij {
    let lezing = Lezing::van_auteur(Vec::new(), Vec::new());
    let mut fouten = Vec::new();
    let mut kolommen = BTreeMap::new();
    let mut teksten: BTreeMap<&str, String> = BTreeMap::new();
    let mut dagen = BTreeMap::new();
    for (at, (naam, cel)) in names.iter().zip(cellen).enumerate() {
        kolommen.insert(naam.clone(), Kolom::tabel(at, naam));
        let tekst = cel.tekst.trim();
        if !is_own(naam) || tekst.is_empty() {
            continue;
        }
        if TEKST.contains(&naam.as_str()) {
            teksten.insert(naam, tekst.to_owned());
            continue;
        }
        let read = lezing.waarde(&Veldsoort::Datum, tekst);
        let read = read.map(|value| value.as_str().and_then(|dag| dag.parse().ok()));
        match read {
            Ok(Some(dag)) => drop(dagen.insert(naam.clone(), dag)),
            Ok(None) | Err(_) => {
                let melding = format!(
                    "gevonden {}; verwacht een bestaande datum als `{}`",
                    tussen_haken(tekst),
                    Datumvorm::ISO
                );
                fouten.push(Rijfout::new(cel.regel, melding).in_kolom(Kolom::tabel(at, naam)));
            }
        }
    }
    for needed in ["fase", "sinds"] {
        let there = teksten.contains_key(needed) || dagen.contains_key(needed);
        let kolom = kolommen.get(needed).cloned();
        let told = |fout: &Rijfout| fout.kolom == kolom;
        if !there && !cellen.is_empty() && !fouten.iter().any(told) {
            let melding = format!("gevonden niets; verwacht een waarde voor `{needed}`");
            let mut fout = Rijfout::new(stuk.regel, melding);
            fout.kolom = kolom;
            fouten.push(fout);
        }
    }
    let sinds = dagen.remove("sinds");
    let inhoud = match (stuk.inhoud, teksten.remove("fase"), sinds) {
        (Ok(melding), Some(fase), Some(sinds)) if fouten.is_empty() => Ok(Overname {
            melding,
            fase,
            sinds,
            opgeschort_sinds: dagen.remove("opgeschort_sinds"),
            hervat_op: dagen.remove("hervat_op"),
            verdaagd_met: teksten.remove("verdaagd_met"),
            verdaagd_op: dagen.remove("verdaagd_op"),
            ingebrekestelling: dagen.remove("ingebrekestelling"),
            datums: dagen
                .into_iter()
                .filter_map(|(naam, dag)| Some((naam.strip_prefix(DATUMS)?.to_owned(), dag)))
                .collect(),
            behandelaar: teksten.remove("behandelaar"),
            notitie: teksten.remove("notitie"),
        }),
        (Err(wrong), _, _) => {
            let mut all = wrong;
            all.extend(fouten);
            Err(all)
        }
        (Ok(_), _, _) => Err(fouten),
    };
    Overnamerij {
        regel: stuk.regel,
        kenmerk: stuk.kenmerk,
        inhoud,
        kolommen,
    }
}
