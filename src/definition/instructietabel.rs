//! The table a bureau pastes into its instructie: who does what, within which term, counted from when, on what ground.
//!
//! Words and titles only; how a table looks on paper is left to whoever shows it. Easy to get wrong: a slug. Whoever
//! reads the instructie has never seen one.

use serde::Serialize;

use super::conditie_woorden::in_woorden;
use super::procedure::{BriefKeuze, Fase, Procedure, RungDef, TaakDef, TermijnDef};
use crate::kalender::{Duur, VasteDatum};
use crate::zaak::Rol;
use crate::zaak::contact::AFSPRAAK;
use crate::zaak::termijn::{RungSoort, Tijd, Wanneer};

/// The heads of the columns.
pub const KOPPEN: [&str; 8] = [
    "Wie",
    "Wat",
    "Termijn",
    "Geteld vanaf",
    "Herinnering en escalatie",
    "Uitkomsten",
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
    pub uitkomsten: String,
    pub grondslag: String,
    pub laag: String,
}

impl Rij {
    /// The cells, in the order of [`KOPPEN`].
    pub fn cellen(&self) -> [&str; 8] {
        [
            &self.wie,
            &self.wat,
            &self.termijn,
            &self.geteld_vanaf,
            &self.waarschuwing,
            &self.uitkomsten,
            &self.grondslag,
            &self.laag,
        ]
    }
}

/// The table of a procedure; `lagen` gives the words for the layers that say something of what stands at a path.
pub fn tabel(procedure: &Procedure, lagen: impl Fn(&[&str]) -> String) -> Vec<Deel> {
    let mut delen = Vec::new();
    for (fasenaam, fase) in &procedure.fasen {
        let lagen = |groep: &str, naam: &str| lagen(&["fasen", fasenaam, groep, naam]);
        let mut rijen: Vec<Rij> = Vec::new();
        for (naam, taak) in &fase.taken {
            rijen.push(of_taak(procedure, taak, lagen("taken", naam)));
        }
        for (naam, termijn) in &fase.termijnen {
            rijen.push(of_termijn(
                procedure,
                fase,
                termijn,
                lagen("termijnen", naam),
            ));
        }
        if !rijen.is_empty() {
            let fase = fase.titel.clone();
            delen.push(Deel { fase, rijen });
        }
    }
    delen
}

fn of_taak(procedure: &Procedure, taak: &TaakDef, laag: String) -> Rij {
    let veld = |naam: &str| veld(procedure, naam);
    let when = match (&taak.als, taak.direct) {
        (Some(als), _) => format!(" (alleen als {})", in_woorden(als, veld)),
        (None, false) => " (zo nodig)".to_owned(),
        (None, true) => String::new(),
    };
    let brief = match &taak.brief {
        Some(BriefKeuze::Tekst(naam)) => format!("; brief: {}", leesbaar(naam)),
        Some(BriefKeuze::Vraag(naam)) => {
            let vraag = procedure.vragen.get(naam).into_iter();
            let brieven: Vec<String> = vraag
                .flat_map(|vraag| vraag.antwoorden.keys())
                .map(|naam| leesbaar(naam))
                .collect();
            format!("; brief: {}", brieven.join(" of "))
        }
        None => String::new(),
    };
    let uitkomsten: Vec<String> = taak.uitkomsten.keys().map(|naam| leesbaar(naam)).collect();
    let mut rij = Rij {
        wie: format!(
            "{}{}",
            taak.voor.naam(),
            if taak.boa { " (boa)" } else { "" }
        ),
        wat: format!("{}{when}{brief}", taak.titel),
        uitkomsten: uitkomsten.join(" / "),
        laag,
        ..Rij::default()
    };
    let Some(termijn) = &taak.termijn else {
        rij.grondslag = taak.grondslag.join("; ");
        return rij;
    };
    add_term(
        procedure,
        &mut rij,
        termijn,
        "de dag waarop deze taak begint",
    );
    rij.grondslag = both(&grounds(&taak.grondslag), &grounds(&termijn.grondslag));
    rij
}

/// What a bureau waits for; what the law gives a term for is its own to do.
fn of_termijn(procedure: &Procedure, fase: &Fase, termijn: &TermijnDef, laag: String) -> Rij {
    let first = termijn
        .rungs
        .first()
        .into_iter()
        .flat_map(|rung| &rung.naar);
    let first: Vec<&str> = first.map(|rol| rol.naam()).collect();
    let wie = match (termijn.wettelijk, first.is_empty()) {
        (false, _) => "(wachten)".to_owned(),
        (true, true) => Rol::Leerplichtambtenaar.naam().to_owned(),
        (true, false) => first.join(" en "),
    };
    let mut rij = Rij {
        wie,
        wat: termijn.titel.clone(),
        grondslag: grounds(&termijn.grondslag),
        laag,
        ..Rij::default()
    };
    let begin = format!("het begin van „{}”", fase.titel);
    add_term(procedure, &mut rij, termijn, &begin);
    rij
}

fn grounds(grondslag: &[String]) -> String {
    let mut all: Vec<&str> = grondslag.iter().map(String::as_str).collect();
    all.dedup();
    all.join("; ")
}

/// What is said of a taak and of its term, once where that is the same.
fn both(taak: &str, termijn: &str) -> String {
    match (taak, termijn) {
        (taak, termijn) if taak == termijn => taak.to_owned(),
        ("", termijn) => termijn.to_owned(),
        (taak, "") => taak.to_owned(),
        (taak, termijn) => format!("taak: {taak}; termijn: {termijn}"),
    }
}

/// A name as words: nobody who reads the instructie knows slugs.
fn leesbaar(naam: &str) -> String {
    naam.replace(['-', '_'], " ")
}

fn veld(procedure: &Procedure, naam: &str) -> Option<String> {
    let mut velden = procedure.alle_velden();
    let found = velden.find(|(known, _)| *known == naam);
    found.map(|(_, veld)| veld.titel.clone())
}

fn add_term(procedure: &Procedure, rij: &mut Rij, termijn: &TermijnDef, begin: &str) {
    let anker = |naam: &str| match naam {
        "begin" => begin.to_owned(),
        naam => anker_in_woorden(procedure, naam),
    };
    let (hoe_lang, vanaf) = match &termijn.tijd {
        Tijd::Binnen { duur, na } => (long(*duur), anker(na)),
        Tijd::Vooraf { duur, voor } => (format!("uiterlijk {duur} ervoor"), anker(voor)),
        Tijd::VoorDatum { dag, maand, na } => {
            let date = VasteDatum::new(*dag, *maand, false).map(|date| date.to_string());
            (format!("vóór {}", date.unwrap_or_default()), anker(na))
        }
        Tijd::Op { anker: naam } => (format!("op de dag van {}", anker(naam)), String::new()),
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
    veld(procedure, naam).map_or_else(|| naam.to_owned(), |titel| format!("„{titel}”"))
}
