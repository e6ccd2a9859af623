//! The table a bureau pastes into its instructie: who does what, within which term, counted from when, on what ground.
//!
//! Words and titles only; how a table looks on paper is left to whoever shows it. Easy to get wrong: a slug. Whoever
//! reads the instructie has never seen one.

use serde::Serialize;

use super::procedure::{Procedure, RungDef, TaakDef, TermijnDef};
use crate::kalender::{Duur, VasteDatum};
use crate::zaak::contact::AFSPRAAK;
use crate::zaak::termijn::{RungSoort, Tijd, Wanneer};

/// The heads of the columns.
pub const KOPPEN: [&str; 7] = [
    "Wie",
    "Wat",
    "Termijn",
    "Geteld vanaf",
    "Herinnering en escalatie",
    "Grondslag",
    "Laag",
];

/// What is done in one fase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deel {
    pub fase: String,
    pub rijen: Vec<Rij>,
}

/// One thing to do, or to wait for. Empty where there is nothing to say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Rij {
    pub wie: String,
    pub wat: String,
    pub termijn: String,
    pub geteld_vanaf: String,
    pub waarschuwing: String,
    pub grondslag: String,
    pub laag: String,
}

impl Rij {
    /// The cells, in the order of [`KOPPEN`].
    pub fn cellen(&self) -> [&str; 7] {
        [
            &self.wie,
            &self.wat,
            &self.termijn,
            &self.geteld_vanaf,
            &self.waarschuwing,
            &self.grondslag,
            &self.laag,
        ]
    }
}

/// The table of a procedure; `laagnaam` gives the words for a layer.
pub fn tabel(procedure: &Procedure, laagnaam: impl Fn(&str) -> String) -> Vec<Deel> {
    let mut delen = Vec::new();
    for fase in procedure.fasen.values() {
        let mut rijen: Vec<Rij> = Vec::new();
        for taak in fase.taken.values() {
            rijen.push(of_taak(procedure, taak, &laagnaam));
        }
        for termijn in fase.termijnen.values() {
            let mut rij = Rij {
                wie: "(wachten)".to_owned(),
                wat: termijn.titel.clone(),
                ..Rij::default()
            };
            add_term(procedure, &mut rij, termijn);
            rij.laag = laagnaam(&termijn.laag);
            rijen.push(rij);
        }
        if !rijen.is_empty() {
            let fase = fase.titel.clone();
            delen.push(Deel { fase, rijen });
        }
    }
    delen
}

fn of_taak(procedure: &Procedure, taak: &TaakDef, laagnaam: &impl Fn(&str) -> String) -> Rij {
    let when = match (&taak.als, taak.direct) {
        (Some(_), _) => " (onder voorwaarde)",
        (None, false) => " (zo nodig)",
        (None, true) => "",
    };
    let mut rij = Rij {
        wie: format!(
            "{}{}",
            taak.voor.naam(),
            if taak.boa { " (boa)" } else { "" }
        ),
        wat: format!("{}{when}", taak.titel),
        grondslag: taak.grondslag.join("; "),
        laag: laagnaam(&taak.laag),
        ..Rij::default()
    };
    if let Some(termijn) = &taak.termijn {
        add_term(procedure, &mut rij, termijn);
        rij.laag = laagnaam(&termijn.laag);
    }
    rij
}

fn add_term(procedure: &Procedure, rij: &mut Rij, termijn: &TermijnDef) {
    let anker = |naam: &str| anker_in_woorden(procedure, naam);
    let (hoe_lang, vanaf) = match &termijn.tijd {
        Tijd::Binnen { duur, na } => (long(*duur), anker(na)),
        Tijd::Vooraf { duur, voor } => (format!("uiterlijk {duur} ervoor"), anker(voor)),
        Tijd::VoorDatum { dag, maand, na } => {
            let date = VasteDatum::new(*dag, *maand, false).map(|date| date.to_string());
            (format!("vóór {}", date.unwrap_or_default()), anker(na))
        }
        Tijd::Op { anker: naam } => ("op de dag zelf".to_owned(), anker(naam)),
    };
    let mut words = vec![hoe_lang];
    words.extend(termijn.wettelijk.then(|| "wettelijk".to_owned()));
    words.extend(termijn.opschorten.then(|| "opschorten kan".to_owned()));
    words.extend(
        termijn
            .verdagen
            .map(|duur| format!("verdagen kan met hoogstens {duur}")),
    );
    words.extend(termijn.dwangsom.as_ref().map(|_| "dwangsom".to_owned()));
    rij.termijn = words.join(", ");
    rij.geteld_vanaf = vanaf;
    let rungs: Vec<String> = termijn.rungs.iter().map(rung).collect();
    rij.waarschuwing = rungs.join("; ");
    let mut all: Vec<&str> = termijn.grondslag.iter().map(String::as_str).collect();
    all.dedup();
    if !all.is_empty() {
        rij.grondslag = all.join("; ");
    }
}

fn long(duur: Duur) -> String {
    if duur.is_terstond() {
        "terstond".to_owned()
    } else {
        duur.to_string()
    }
}

fn rung(rung: &RungDef) -> String {
    let when = match &rung.wanneer {
        Wanneer::Vooraf(duur) => format!("{duur} vooraf"),
        Wanneer::OpDeDag => "op de dag".to_owned(),
        Wanneer::Na(duur) => format!("{duur} erna"),
    };
    let to: Vec<&str> = rung.naar.iter().map(|rol| rol.naam()).collect();
    match rung.soort {
        RungSoort::Herinnering => format!("{when} herinnering"),
        // An end that passed is an event of a zaak; no definition has it as a rung.
        RungSoort::Escalatie | RungSoort::Verstreken => format!("{when} naar {}", to.join(" en ")),
    }
}

/// An anchor as the title of what it stands for.
fn anker_in_woorden(procedure: &Procedure, naam: &str) -> String {
    match naam {
        "begin" => return "het begin ervan".to_owned(),
        "ontvangst" => return "de ontvangst van de melding".to_owned(),
        AFSPRAAK => return "de afspraak".to_owned(),
        _ => {}
    }
    let fasen = || procedure.fasen.values();
    if let Some((_, taak)) = procedure.taak(naam) {
        return format!("„{}” is gedaan", taak.titel);
    }
    if let Some(termijn) = procedure.termijn(naam) {
        return format!("„{}” is verstreken", termijn.titel);
    }
    if let Some(fase) = procedure.fasen.get(naam) {
        return format!("het begin van „{}”", fase.titel);
    }
    let events = fasen().flat_map(|fase| &fase.gebeurtenissen);
    let mut events = events.chain(&procedure.gebeurtenissen);
    if let Some((_, event)) = events.find(|(known, _)| *known == naam) {
        return format!("„{}”", event.titel);
    }
    let mut velden = procedure.alle_velden();
    velden
        .find(|(known, _)| *known == naam)
        .map_or_else(|| naam.to_owned(), |(_, veld)| format!("„{}”", veld.titel))
}
