//! The names of a procedure: which there are, how they are written, and that none is used twice.
//!
//! Taken, fasen, termijnen, gebeurtenissen and date fields are all anchors (`na: eerste-brief`), so
//! they share one space of names. Easy to get wrong: a gebeurtenis may recur, because a fase may
//! answer an event in its own way.

use indexmap::IndexMap;
use std::collections::{BTreeMap, BTreeSet};

use super::blik::Blik;
use super::veld;
use super::werk::Werk;
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::procedure::VeldSoort;
use crate::zaak::contact::AFSPRAAK;

/// Names that the engine itself gives a meaning.
const INGEBOUWD: [&str; 32] = [
    "dwangsom",
    "ingebrekestelling",
    "afspraak",
    "afspraak-afgezegd",
    "afspraak-nagekomen",
    "afspraak-niet-nagekomen",
    "afspraak-verzet",
    "contact",
    "document",
    "vervolgroute-kiezen",
    "opschorting-bewaken",
    "ontvangst",
    "overdracht",
    "woonplaats",
    "begin",
    "notitie",
    "afwijken",
    "herstel",
    "intrekken",
    "sluiten",
    "opschorten",
    "hervatten",
    "verdagen",
    "verhuizing",
    "overlijden",
    "achttien",
    "startkwalificatie",
    "emigratie",
    "gegevens-aanvullen",
    "overdragen-nieuwe-gemeente",
    "overdragen-doorstroompunt",
    "emigratie-controleren",
];

/// Anchors that the engine itself gives a day.
const INGEBOUWDE_ANKERS: [&str; 3] = ["ontvangst", "begin", AFSPRAAK];

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wat {
    Fase,
    Taak,
    Termijn,
    Gebeurtenis,
}

impl Wat {
    pub const fn naam(self) -> &'static str {
        match self {
            Self::Fase => "fase",
            Self::Taak => "taak",
            Self::Termijn => "termijn",
            Self::Gebeurtenis => "gebeurtenis",
        }
    }
}

/// Every name an author can refer to.
#[derive(Debug, Default)]
pub(super) struct Namen {
    /// Fasen, taken, termijnen and gebeurtenissen, with the place where they are declared.
    pub dingen: IndexMap<String, (Wat, Plek)>,
    /// Fields with what they hold and where that was first said.
    pub velden: IndexMap<String, (VeldSoort, Plek)>,
    /// Questions with their answers.
    pub vragen: IndexMap<String, Vec<String>>,
    /// Questions whose answer decides by itself.
    pub beslist: BTreeSet<String>,
    pub uitkomsten: BTreeSet<String>,
    /// Procedures that some gevolg starts.
    pub gestart: BTreeSet<String>,
    /// Termijnen that run on when the zaak moves to another fase.
    pub blijvend: BTreeSet<String>,
    /// Taken that some gevolg opens.
    pub geopend: BTreeSet<String>,
    /// Terms, of fasen and (by the name of the taak) of taken, and whether they may be suspended.
    pub termijnen: BTreeMap<String, bool>,
    /// Where a term says that it costs a dwangsom.
    pub dwangsom: Option<Plek>,
    /// What a layer switched off, with its reason.
    pub uit: BTreeMap<String, String>,
}

impl Namen {
    /// The names of one kind.
    pub fn van(&self, wat: Wat) -> impl Iterator<Item = &str> {
        let here = self
            .dingen
            .iter()
            .filter(move |(_, (soort, _))| *soort == wat);
        here.map(|(naam, _)| naam.as_str())
    }

    /// Whether a name of this kind exists.
    pub fn is(&self, wat: Wat, naam: &str) -> bool {
        self.dingen
            .get(naam)
            .is_some_and(|(soort, _)| *soort == wat)
    }

    /// Everything a term can be counted from.
    pub fn ankers(&self) -> Vec<&str> {
        let dates = self.velden.iter();
        let dates = dates.filter(|(_, (soort, _))| *soort == VeldSoort::Datum);
        let dates = dates.map(|(naam, _)| naam.as_str());
        let built_in = INGEBOUWDE_ANKERS.into_iter();
        let things = self.dingen.keys().map(String::as_str);
        things.chain(dates).chain(built_in).collect()
    }
}

/// Whether a name is a slug: lower case, digits and single hyphens, as in `eerste-brief`.
pub(crate) fn is_slug(naam: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && part
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
    };
    naam.split('-').all(part)
}

/// Whether a name can be a field: a letter first, then lower case, digits and underscores.
pub(super) fn is_veldnaam(naam: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    naam.starts_with(|c: char| c.is_ascii_lowercase()) && naam.chars().all(plain)
}

/// A name as people read it: `gesprek_datum` becomes "Gesprek datum".
pub(super) fn in_woorden(naam: &str) -> String {
    let words = naam.replace(['-', '_'], " ");
    let mut chars = words.chars();
    match chars.next() {
        Some(first) => first.to_uppercase().chain(chars).collect(),
        None => words,
    }
}

/// Gathers every name, and tells of those used twice, badly written or taken by the engine.
pub(super) fn verzamel(werk: &mut Werk<'_>, boom: Blik<'_>) {
    for (naam, fase) in boom.alle_kinderen("fasen") {
        if declare(werk, Wat::Fase, naam, fase) {
            for (naam, taak) in fase.alle_kinderen("taken") {
                if declare(werk, Wat::Taak, naam, taak)
                    && let Some(termijn) = taak.kind("termijn").filter(|blik| blik.uit().is_none())
                {
                    note_termijn(werk, naam, termijn);
                }
            }
            for (naam, termijn) in fase.alle_kinderen("termijnen") {
                if declare(werk, Wat::Termijn, naam, termijn) {
                    note_termijn(werk, naam, termijn);
                    if termijn.ja_nee("blijft") == Some(true) {
                        werk.namen.blijvend.insert(naam.to_owned());
                    }
                }
            }
            for (naam, gebeurtenis) in fase.alle_kinderen("gebeurtenissen") {
                declare(werk, Wat::Gebeurtenis, naam, gebeurtenis);
            }
        }
    }
    for (naam, gebeurtenis) in boom.alle_kinderen("gebeurtenissen") {
        declare(werk, Wat::Gebeurtenis, naam, gebeurtenis);
    }
    for (naam, vraag) in boom.kinderen("vragen") {
        slug(werk, "vraag", naam, vraag.sleutel);
        let answers = vraag.kinderen("antwoorden").into_iter();
        let answers = answers.map(|(naam, _)| naam.to_owned()).collect();
        werk.namen.vragen.insert(naam.to_owned(), answers);
        if vraag.ja_nee("beslist") == Some(true) {
            werk.namen.beslist.insert(naam.to_owned());
        }
    }
    for (naam, uitkomst) in boom.kinderen("uitkomsten") {
        slug(werk, "uitkomst", naam, uitkomst.sleutel);
        werk.namen.uitkomsten.insert(naam.to_owned());
    }
    verzamel_velden(werk, boom);
    verzamel_gevolgen(werk, boom);
}

fn note_termijn(werk: &mut Werk<'_>, naam: &str, termijn: Blik<'_>) {
    let opschorten = termijn.ja_nee("opschorten").unwrap_or(false);
    werk.namen.termijnen.insert(naam.to_owned(), opschorten);
}

/// Notes one name; returns whether it is in use (not switched off).
fn declare(werk: &mut Werk<'_>, wat: Wat, naam: &str, blik: Blik<'_>) -> bool {
    if let Some(uit) = blik.uit() {
        let reden = uit.eigen_tekst().unwrap_or_default().to_owned();
        for group in ["taken", "termijnen", "gebeurtenissen"] {
            let gone = blik.alle_kinderen(group).into_iter();
            let gone = gone.map(|(naam, _)| (naam.to_owned(), reden.clone()));
            werk.namen.uit.extend(gone);
        }
        werk.namen.uit.insert(naam.to_owned(), reden);
        return false;
    }
    slug(werk, wat.naam(), naam, blik.sleutel);
    if INGEBOUWD.contains(&naam) || naam.starts_with("buiten-") {
        let melding = format!(
            "{} `{naam}` heet zoals iets wat elke zaak vanzelf al kent",
            wat.naam()
        );
        werk.meld(
            Diagnostic::new(Code::F113, blik.sleutel, melding).met_hint("kies een andere naam"),
        );
    }
    match werk.namen.dingen.get(naam) {
        Some((Wat::Gebeurtenis, _)) if wat == Wat::Gebeurtenis => {}
        Some((eerder, plek)) => {
            let melding = format!(
                "{} `{naam}` heet net als een {} in deze procedure",
                wat.naam(),
                eerder.naam()
            );
            let hint = format!("een naam hoort bij één ding; zie {}", werk.wijs(plek));
            werk.meld(Diagnostic::new(Code::F111, blik.sleutel, melding).met_hint(hint));
        }
        None => {
            let plek = blik.sleutel.clone();
            werk.namen.dingen.insert(naam.to_owned(), (wat, plek));
        }
    }
    true
}

fn slug(werk: &mut Werk<'_>, wat: &str, naam: &str, plek: &Plek) {
    if !is_slug(naam) {
        let melding = format!("{wat} `{naam}` is niet goed geschreven");
        let hint = "een naam heeft kleine letters, cijfers en streepjes, zoals `eerste-brief`";
        werk.meld(Diagnostic::new(Code::F112, plek, melding).met_hint(hint));
    }
}

fn verzamel_velden(werk: &mut Werk<'_>, boom: Blik<'_>) {
    let mut places = vec![boom];
    for (_, fase) in boom.kinderen("fasen") {
        places.extend(fase.kinderen("taken").into_iter().map(|(_, taak)| taak));
        let events = fase.kinderen("gebeurtenissen").into_iter();
        places.extend(events.map(|(_, gebeurtenis)| gebeurtenis));
    }
    let events = boom.kinderen("gebeurtenissen").into_iter();
    places.extend(events.map(|(_, gebeurtenis)| gebeurtenis));
    for (naam, blik) in places
        .into_iter()
        .flat_map(|place| place.kinderen("gegevens"))
    {
        let Some(soort) = veld::soort(blik) else {
            continue;
        };
        if soort == VeldSoort::Datum
            && let Some((wat, plek)) = werk.namen.dingen.get(naam)
        {
            let melding = format!(
                "veld `{naam}` heet net als een {} in deze procedure",
                wat.naam()
            );
            let hint = format!(
                "`na: {naam}` zou twee dingen kunnen zijn; zie {}",
                werk.wijs(plek)
            );
            werk.meld(Diagnostic::new(Code::F111, blik.sleutel, melding).met_hint(hint));
        }
        if soort == VeldSoort::Datum && INGEBOUWDE_ANKERS.contains(&naam) {
            let melding = format!("veld `{naam}` heet zoals een dag die elke zaak vanzelf al kent");
            werk.meld(
                Diagnostic::new(Code::F113, blik.sleutel, melding)
                    .met_hint("kies een andere naam, zoals `gesprek_datum`"),
            );
        }
        let entry = werk.namen.velden.entry(naam.to_owned());
        entry.or_insert_with(|| (soort, blik.sleutel.clone()));
    }
}

/// Notes what gevolgen start and open, wherever they stand.
fn verzamel_gevolgen(werk: &mut Werk<'_>, boom: Blik<'_>) {
    for gevolg in alle_gevolgen(boom) {
        werk.namen.gestart.extend(gevolg.teksten("start"));
        werk.namen.geopend.extend(gevolg.teksten("open"));
    }
}

/// Every gevolg of a procedure.
pub(super) fn alle_gevolgen<'k>(boom: Blik<'k>) -> Vec<Blik<'k>> {
    let mut found = Vec::new();
    for (_, fase) in boom.kinderen("fasen") {
        found.extend(gevolgen_van_fase(fase));
    }
    for (_, gebeurtenis) in boom.kinderen("gebeurtenissen") {
        found.extend(gebeurtenis.reeks("gevolg"));
    }
    found
}

/// Every gevolg that stands in a fase.
pub(super) fn gevolgen_van_fase<'k>(fase: Blik<'k>) -> Vec<Blik<'k>> {
    let mut found = fase.reeks("bij_binnenkomst");
    for (_, taak) in fase.kinderen("taken") {
        for (_, uitkomst) in taak.alle_kinderen("uitkomsten") {
            found.extend(uitkomst.zelf_reeks());
        }
        if let Some(termijn) = taak
            .kind("termijn")
            .filter(|termijn| termijn.uit().is_none())
        {
            found.extend(termijn.reeks("verstreken"));
            found.extend(termijn.reeks("bij_verdagen"));
        }
    }
    for (_, termijn) in fase.kinderen("termijnen") {
        found.extend(termijn.reeks("verstreken"));
        found.extend(termijn.reeks("bij_verdagen"));
    }
    for (_, gebeurtenis) in fase.kinderen("gebeurtenissen") {
        found.extend(gebeurtenis.reeks("gevolg"));
    }
    for (_, gevolg) in fase.alle_kinderen("wacht_op") {
        found.extend(gevolg.zelf_reeks());
    }
    found
}
