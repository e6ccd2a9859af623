//! What follows: one line or several of which the first that holds is taken.
//!
//! Easy to get wrong: a line after one without `als` is never reached, which is nearly always a line that
//! lost its condition; it is a warning, not a fault.

use indexmap::IndexMap;
use serde_json::Value;

use super::blik::Blik;
use super::naam::Wat;
use super::stilstand;
use super::voorwaarde::{self, Plaats};
use super::werk::Werk;
use crate::definition::diagnostic::{Code, Diagnostic, opsomming};
use crate::definition::partij::Partij;
use crate::definition::procedure::{Gevolg, MailDef, VeldSoort, Zetting};

/// The procedures of the first releases. Those without a file are handled outside Termijnwacht.
pub const PROCEDURES: [&str; 9] = [
    "absoluut-verzuim",
    "relatief-verzuim",
    "halt",
    "proces-verbaal",
    "vrijstelling-artikel-5",
    "vrijstelling-artikel-15",
    "vervangende-leerplicht",
    "verlof",
    "svb-melding",
];

/// Reads the lines of a gevolg.
pub(super) fn lees(werk: &mut Werk<'_>, regels: Vec<Blik<'_>>, plaats: &Plaats<'_>) -> Vec<Gevolg> {
    let mut altijd: Option<Blik<'_>> = None;
    let mut found = Vec::with_capacity(regels.len());
    for regel in regels {
        if let Some(eerder) = altijd {
            let melding = format!("{}: deze regel wordt nooit bereikt", plaats.wie);
            let hint = format!(
                "de regel op {} heeft geen `als` en geldt dus altijd",
                werk.wijs(eerder.plek())
            );
            werk.meld(Diagnostic::new(Code::W101, regel.plek(), melding).met_hint(hint));
        }
        if !regel.heeft("als") {
            altijd = altijd.or(Some(regel));
        }
        found.push(regel_gevolg(werk, regel, plaats));
    }
    found
}

fn regel_gevolg(werk: &mut Werk<'_>, regel: Blik<'_>, plaats: &Plaats<'_>) -> Gevolg {
    let wie = &plaats.wie;
    if let (Some(_), Some(sluit)) = (regel.kind("ga_naar"), regel.kind("sluit")) {
        let melding = format!("{wie} gaat naar een fase en sluit de zaak tegelijk");
        werk.meld(
            Diagnostic::new(Code::F127, sluit.sleutel, melding)
                .met_hint("kies `ga_naar` of `sluit`"),
        );
    }
    let open = regel.reeks("open").into_iter();
    let open = open
        .filter_map(|blik| werk.verwijzing(Wat::Taak, blik, &format!("{wie} opent")))
        .collect();
    let start = regel.reeks("start").into_iter();
    let start = start
        .filter_map(|blik| procedure(werk, blik, wie))
        .collect();
    let brief = regel.reeks("brief").into_iter();
    let brief = brief
        .filter_map(|blik| tekst(werk, blik, "brief", wie))
        .collect();
    let mail = regel.reeks("mail").into_iter();
    let mail = mail.filter_map(|blik| {
        let naar = werk.rollen(blik, "naar", wie);
        let tekst = tekst(werk, blik.kind("tekst")?, "mail", wie)?;
        Some(MailDef { tekst, naar })
    });
    let mail = mail.collect();
    let melding_uit = regel.reeks("melding_uit").into_iter();
    let melding_uit = melding_uit
        .filter_map(|blik| partij(werk, blik, wie))
        .collect();
    let stilstand = stilstand::lees(werk, regel, wie);
    Gevolg {
        als: voorwaarde::lees(werk, regel, plaats),
        zet: zettingen(werk, regel, plaats),
        open,
        start,
        brief,
        mail,
        melding_uit,
        schort_op: stilstand.schort_op,
        hervat: stilstand.hervat,
        stopt: stilstand.stopt,
        ga_naar: regel
            .kind("ga_naar")
            .and_then(|blik| werk.verwijzing(Wat::Fase, blik, &format!("{wie} gaat naar"))),
        sluit: regel
            .kind("sluit")
            .and_then(|blik| uitkomst(werk, blik, wie)),
    }
}

/// A procedure that is started or waited for.
pub(super) fn procedure(werk: &mut Werk<'_>, blik: Blik<'_>, wie: &str) -> Option<String> {
    let naam = blik.eigen_tekst()?;
    let omgeving = werk.omgeving;
    let known = omgeving
        .procedures
        .keys()
        .map(String::as_str)
        .chain(PROCEDURES);
    if !known.clone().any(|known| known == naam) {
        let melding = format!("{wie} start onbekende procedure `{naam}`");
        let fout = Diagnostic::new(Code::F103, blik.plek(), melding);
        werk.meld_nabij(fout, naam, known);
    } else if let Some(reden) = omgeving.uit.get(naam) {
        let melding = format!("{wie} start `{naam}`, maar die procedure staat hier uit: {reden}");
        let hint = "zij begint dan niet; `wacht_op` krijgt meteen de uitkomst `niet-uitgevoerd`";
        werk.meld(Diagnostic::new(Code::W104, blik.plek(), melding).met_hint(hint));
    }
    Some(naam.to_owned())
}

/// The name of a letter or mail that exists in some layer.
pub(super) fn tekst(werk: &mut Werk<'_>, blik: Blik<'_>, soort: &str, wie: &str) -> Option<String> {
    let naam = blik.eigen_tekst()?;
    let omgeving = werk.omgeving;
    let (known, map, code) = match soort {
        "brief" => (&omgeving.brieven, "brieven", Code::F501),
        _ => (&omgeving.mails, "mails", Code::F502),
    };
    if !known.contains_key(naam) {
        let melding = format!("{wie} noemt {soort} `{naam}`, maar die tekst is er niet");
        let hint = format!("zet hem in `{map}/{naam}.md` van deze laag of een laag eronder");
        let fout = Diagnostic::new(code, blik.plek(), melding).met_hint(hint);
        werk.meld_nabij(fout, naam, known.keys().map(String::as_str));
    }
    Some(naam.to_owned())
}

fn partij(werk: &mut Werk<'_>, blik: Blik<'_>, wie: &str) -> Option<String> {
    let naam = blik.eigen_tekst()?;
    let known = || {
        let all = Partij::ALLE.iter().filter(|partij| partij.gets_meldingen());
        all.map(|partij| partij.naam())
    };
    if !known().any(|partij| partij == naam) {
        let melding = format!("{wie} meldt aan onbekende partij `{naam}`");
        let hint = format!("bekend zijn {}", opsomming(known(), "en"));
        let fout = Diagnostic::new(Code::F105, blik.plek(), melding).met_hint(hint);
        werk.meld(fout.met_dichtstbij(naam, known()));
    }
    Some(naam.to_owned())
}

fn uitkomst(werk: &mut Werk<'_>, blik: Blik<'_>, wie: &str) -> Option<String> {
    let naam = blik.eigen_tekst()?;
    if !werk.namen.uitkomsten.contains(naam) {
        let melding = format!("{wie} sluit met onbekende uitkomst `{naam}`");
        let hint = format!("zet `{naam}` met een titel onder `uitkomsten` van de procedure");
        let known = werk.namen.uitkomsten.iter().map(String::as_str);
        let fout = Diagnostic::new(Code::F104, blik.plek(), melding).met_hint(hint);
        let fout = fout.met_dichtstbij(naam, known);
        werk.meld(fout);
    }
    Some(naam.to_owned())
}

fn zettingen(
    werk: &mut Werk<'_>,
    regel: Blik<'_>,
    plaats: &Plaats<'_>,
) -> IndexMap<String, Zetting> {
    let mut found = IndexMap::new();
    for (veld, blik) in regel.alle_kinderen("zet") {
        let Some(tekst) = blik.eigen_tekst() else {
            continue;
        };
        let Some((soort, _)) = werk.namen.velden.get(veld).cloned() else {
            let melding = format!("{} zet onbekend veld `{veld}`", plaats.wie);
            let known: Vec<String> = werk.namen.velden.keys().cloned().collect();
            let fout = Diagnostic::new(Code::F110, blik.sleutel, melding);
            let fout = fout.met_hint("zet het veld onder `gegevens` van de procedure");
            werk.meld_nabij(fout, veld, known.iter().map(String::as_str));
            continue;
        };
        match zetting(werk, tekst, &soort, plaats) {
            Ok(zetting) => {
                found.insert(veld.to_owned(), zetting);
            }
            Err(verwacht) => {
                let melding = format!(
                    "{} zet veld `{veld}` op `{tekst}`; verwacht: {verwacht}",
                    plaats.wie
                );
                werk.meld(Diagnostic::new(Code::F144, blik.plek(), melding));
            }
        }
    }
    found
}

/// Reads what a field is set to, or says what was expected.
fn zetting(
    werk: &Werk<'_>,
    tekst: &str,
    soort: &VeldSoort,
    plaats: &Plaats<'_>,
) -> Result<Zetting, String> {
    let name = |naam: &str| Zetting::Naam(naam.to_owned());
    if let Some((groep @ ("gegevens" | "gebeurtenis"), naam)) = tekst.split_once('.') {
        let own = || werk.namen.velden.get(naam).map(|(soort, _)| soort);
        let fields = plaats.gebeurtenis.as_deref().unwrap_or_default();
        let of_event = || {
            fields
                .iter()
                .find(|(veld, _)| veld == naam)
                .map(|(_, soort)| soort)
        };
        let other = if groep == "gegevens" {
            own()
        } else {
            of_event()
        };
        let fits = |other: &VeldSoort| other == soort || *soort == VeldSoort::Tekst;
        return match other {
            Some(other) if fits(other) => Ok(name(naam)),
            Some(_) => Err("een veld van dezelfde soort".to_owned()),
            None => Err("een veld dat bestaat".to_owned()),
        };
    }
    match soort {
        VeldSoort::Datum if tekst.parse::<chrono::NaiveDate>().is_ok() => {
            Ok(Zetting::Waarde(tekst.into()))
        }
        VeldSoort::Datum if werk.namen.ankers().contains(&tekst) => Ok(name(tekst)),
        VeldSoort::Datum => {
            Err("een datum, of de naam van een taak, gebeurtenis, fase of datumveld".to_owned())
        }
        VeldSoort::Tekst => Ok(Zetting::Waarde(tekst.into())),
        VeldSoort::Getal => match serde_json::from_str::<serde_json::Number>(tekst) {
            Ok(number) => Ok(Zetting::Waarde(Value::Number(number))),
            Err(_) => Err("een getal".to_owned()),
        },
        VeldSoort::JaNee => match tekst {
            "ja" => Ok(Zetting::Waarde(Value::Bool(true))),
            "nee" => Ok(Zetting::Waarde(Value::Bool(false))),
            _ => Err("`ja` of `nee`".to_owned()),
        },
        VeldSoort::Keuze(keuzes) if keuzes.iter().any(|keuze| keuze == tekst) => {
            Ok(Zetting::Waarde(tekst.into()))
        }
        VeldSoort::Keuze(keuzes) => Err(opsomming(keuzes.iter().map(String::as_str), "of")),
        VeldSoort::Verzuimoverzicht => {
            Err("een ander veld van de soort `verzuimoverzicht`".to_owned())
        }
    }
}
