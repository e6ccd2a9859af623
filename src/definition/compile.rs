//! From the layers of a procedure to the one definition a gemeente works by, with every fault at once.
//!
//! ```text
//! landelijk ─┐
//! bureau    ─┼─ lagen ─▶ tree ─▶ shape ─▶ examples ─▶ names ─▶ fasen, taken, termijnen ─▶ whole ─▶ Procedure
//! gemeente  ─┘           each step adds to one list of diagnostics; none stops the next
//! ```
//! Which files there are, and what texts and scripts say, is left to `catalog`, `render` and `policy`.
//! Easy to get wrong: the tree is overlaid, so a place belongs to a node, never to "the file". Whatever is
//! told about a node carries the node's own place.

mod bereik;
mod blik;
mod dwangsom;
mod fase;
mod gevolg;
mod handhaving;
mod lagen;
mod naam;
mod noemt;
mod onbekend;
mod plicht;
mod regels;
mod rooster;
mod stilstand;
mod te_laat;
mod termijn;
mod tijd;
mod veld;
mod voorbeeld;
mod voorwaarde;
mod vraag;
mod werk;
mod wet;

use chrono::NaiveDate;
use indexmap::IndexMap;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::auteur::ProcedureTekst;
use super::boom::{Knoop, Plek};
use super::diagnostic::{Code, Diagnostic};
use super::lees;
use super::ontleed::ontleed;
use super::procedure::{BetrokkeneSoort, BriefKeuze, Procedure};
use super::vorm;
use crate::zaak::Digest;

use blik::Blik;
use werk::Werk;

pub use gevolg::PROCEDURES;
pub use noemt::Stuknamen;
pub use onbekend::is_slip;
pub use voorbeeld::uitgeschreven;

/// One file of one layer, read into a tree.
#[derive(Debug, Clone)]
pub struct Laag {
    /// `landelijk`, or the slug of a bureau or gemeente.
    pub naam: String,
    /// The file as diagnostics name it.
    pub bestand: String,
    /// The procedure by the name of its file.
    pub procedure: String,
    boom: Knoop,
}

/// What a procedure may refer to outside itself, as one gemeente sees it.
#[derive(Debug, Clone, Default)]
pub struct Omgeving {
    /// Letters by name.
    pub brieven: BTreeMap<String, Digest>,
    /// Mails by name.
    pub mails: BTreeMap<String, Digest>,
    /// Scripts by name.
    pub scripts: BTreeMap<String, Digest>,
    /// Procedures that have a file, with their uitkomsten; with none where a file cannot be read, so that they are
    /// not known.
    pub procedures: BTreeMap<String, Vec<String>>,
    /// Procedures that are switched off here, with the reason.
    pub uit: BTreeMap<String, String>,
    /// Whether nothing may be left open: true for a gemeente, false for the national text by itself.
    pub volledig: bool,
}

/// What became of the layers.
#[derive(Debug, Clone)]
pub struct Gecompileerd {
    /// The definition, when nothing stops it.
    pub procedure: Option<Procedure>,
    /// The reason why a layer switched the whole procedure off.
    pub uit: Option<String>,
    /// Faults and warnings, by place.
    pub diagnostics: Vec<Diagnostic>,
}

/// The mails that every procedure may send, whatever its author names.
pub const VASTE_MAILS: [&str; 2] = ["overzicht", "incident"];

/// The schema is the same every time, and making it costs more than compiling.
static SCHEMA: LazyLock<Value> = LazyLock::new(lees::schema::<ProcedureTekst>);

impl Laag {
    /// Reads the text of one file; without a tree there is nothing to lay.
    pub fn lees(
        naam: &str,
        procedure: &str,
        bestand: &str,
        tekst: &str,
    ) -> (Option<Self>, Vec<Diagnostic>) {
        let (boom, fouten) = ontleed(bestand, tekst);
        let laag = boom.map(|boom| Self {
            naam: naam.to_owned(),
            bestand: bestand.to_owned(),
            procedure: procedure.to_owned(),
            boom,
        });
        (laag, fouten)
    }

    /// The uitkomsten this layer names, for those who wait for this procedure.
    pub fn uitkomsten(&self) -> Vec<String> {
        let named = Blik::op(&self.boom).kinderen("uitkomsten").into_iter();
        named.map(|(naam, _)| naam.to_owned()).collect()
    }

    /// What is wrong with the shape of this layer by itself, where it cannot be laid on those below; what it leaves to
    /// them is not missing.
    pub fn vorm(&self) -> Vec<Diagnostic> {
        let mut found = vorm::controleer(&self.boom, &SCHEMA);
        found.retain(|fout| fout.code != Code::F004);
        found
    }

    /// The place under this key where a name is written, as its value, in a list of it, or as a key below it.
    pub fn plek_van(&self, sleutel: &str, naam: &str) -> Option<&Plek> {
        plek_van(&self.boom, sleutel, naam)
    }

    /// The reason why this layer switches the whole procedure off.
    pub fn uit(&self) -> Option<&str> {
        Blik::op(&self.boom).tekst("uit")
    }
}

/// Lays the layers over each other, lowest first, and makes the definition.
pub fn compile(layers: &[&Laag], omgeving: &Omgeving) -> Gecompileerd {
    let nothing = Gecompileerd {
        procedure: None,
        uit: None,
        diagnostics: Vec::new(),
    };
    if let Some(fout) = layers.first().and_then(|laag| lagen::los(laag, omgeving)) {
        return Gecompileerd {
            diagnostics: vec![fout],
            ..nothing
        };
    }
    let mut trappen = lagen::trappen(layers);
    let Some(top) = trappen.last() else {
        return nothing;
    };
    let mut werk = Werk::new(layers, omgeving, vorm::controleer(&top.samen, &SCHEMA));
    lagen::toets(&mut werk, &trappen);
    let Some(samen) = lagen::bovenste(&mut trappen) else {
        return nothing;
    };
    let boom = Blik::op(&samen);
    if let Some(uit) = boom.uit() {
        let uit = uit.eigen_tekst().map(str::to_owned);
        return Gecompileerd {
            uit,
            diagnostics: werk.klaar(),
            ..nothing
        };
    }
    handhaving::toets(&mut werk, &samen);
    naam::verzamel(&mut werk, boom);
    let procedure = build(&mut werk, boom).filter(|_| werk.is_goed());
    Gecompileerd {
        procedure,
        uit: None,
        diagnostics: werk.klaar(),
    }
}

/// Lays the layers over each other, lowest first, takes over the examples where a layer says so, and nothing more:
/// the text as a gemeente reads it, of which every line still knows its file.
pub fn geheel(layers: &[&Laag]) -> Option<Knoop> {
    lagen::leg(layers)
}

fn plek_van<'k>(knoop: &'k Knoop, sleutel: &str, naam: &str) -> Option<&'k Plek> {
    for (key, kind) in knoop.kaart() {
        if key.naam == sleutel {
            let items = std::iter::once(kind).chain(kind.lijst());
            let mut named = items.filter(|item| item.tekst() == Some(naam));
            let below = || kind.regel(naam).map(|(below, _)| &below.plek);
            if let Some(plek) = named.next().map(|item| &item.plek).or_else(below) {
                return Some(plek);
            }
        }
    }
    let kinderen = knoop.kaart().iter().map(|(_, kind)| kind);
    let mut alle = kinderen.chain(knoop.lijst());
    alle.find_map(|kind| plek_van(kind, sleutel, naam))
}

fn build(werk: &mut Werk<'_>, boom: Blik<'_>) -> Option<Procedure> {
    let gegevens = veld::velden(werk, boom, None);
    let onthouden = veld::onthouden(werk, boom);
    let vragen = vraag::vragen(werk, boom);
    let mut fasen = IndexMap::new();
    for (naam, blik) in boom.kinderen("fasen") {
        fasen.insert(naam.to_owned(), fase::fase(werk, naam, blik));
    }
    let gebeurtenissen = fase::gebeurtenissen(werk, boom);
    let geldig_vanaf = geldig_vanaf(werk, boom);
    let titel = boom.tekst("titel").map(str::to_owned);
    if titel.is_none() {
        let fout = Diagnostic::new(Code::F123, boom.plek(), "de procedure mist `titel`");
        werk.absent(
            fout.met_hint("schrijf hoe medewerkers haar noemen: `titel: Absoluut verzuim`"),
        );
    }
    let rooster = rooster::lees(werk, boom);
    let begin = bereik::begin(werk, boom);
    if let Some(begin) = &begin {
        bereik::toets(werk, boom, begin);
    }
    let uitkomsten = boom.kinderen("uitkomsten").into_iter();
    let uitkomsten = uitkomsten.map(|(naam, blik)| {
        (
            naam.to_owned(),
            blik.eigen_tekst().unwrap_or(naam).to_owned(),
        )
    });
    let mut procedure = Procedure {
        slug: boom.tekst("procedure")?.to_owned(),
        titel: titel?,
        geldig_vanaf,
        grondslag: boom.teksten("grondslag"),
        betrokkene: match boom.tekst("betrokkene") {
            Some("school") => BetrokkeneSoort::School,
            Some("bureau") => BetrokkeneSoort::Bureau,
            _ => BetrokkeneSoort::Jongere,
        },
        apart: !boom.ja_nee("samenvoegen").unwrap_or(true),
        na_achttien: boom.tekst("achttien") == Some("loopt-door"),
        lagen: werk.lagen.iter().map(|laag| laag.naam.clone()).collect(),
        begin: begin?,
        gegevens,
        onthouden,
        vragen,
        fasen,
        gebeurtenissen,
        uitkomsten: uitkomsten.collect(),
        rooster,
        teksten: IndexMap::new(),
        scripts: IndexMap::new(),
    };
    let gebruikt = gebruikt(&procedure, werk.omgeving);
    (procedure.teksten, procedure.scripts) = (gebruikt.teksten, gebruikt.scripts);
    Some(procedure)
}

fn geldig_vanaf(werk: &mut Werk<'_>, boom: Blik<'_>) -> Option<NaiveDate> {
    let blik = boom.kind("geldig_vanaf")?;
    let tekst = blik.eigen_tekst()?;
    let datum = tekst.parse().ok();
    if datum.is_none() {
        let melding = format!("`geldig_vanaf`: `{tekst}` is geen datum");
        werk.meld(
            Diagnostic::new(Code::F008, blik.plek(), melding)
                .met_hint("schrijf JJJJ-MM-DD, zoals `2016-06-17`"),
        );
    }
    datum
}

/// The digest of every text and script that a procedure can use, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gebruikt {
    pub teksten: IndexMap<String, Digest>,
    pub scripts: IndexMap<String, Digest>,
}

/// What a procedure can use of these surroundings.
///
/// A procedure compiled where the same things have the same names differs in nothing else: compiling looks at
/// names, never at what is behind them.
pub fn gebruikt(procedure: &Procedure, omgeving: &Omgeving) -> Gebruikt {
    let mut brieven: Vec<String> = Vec::new();
    let mut mails: Vec<String> = VASTE_MAILS.map(str::to_owned).to_vec();
    for taak in procedure
        .fasen
        .values()
        .flat_map(|fase| fase.taken.values())
    {
        match &taak.brief {
            Some(BriefKeuze::Tekst(naam)) => brieven.push(naam.clone()),
            Some(BriefKeuze::Vraag(vraag)) => {
                let answers = procedure.vragen.get(vraag).into_iter();
                brieven.extend(answers.flat_map(|vraag| vraag.antwoorden.keys().cloned()));
            }
            None => {}
        }
    }
    for gevolg in procedure
        .gevolgen()
        .chain(procedure.gevolgen_bij_verdagen())
    {
        brieven.extend(gevolg.brief.iter().cloned());
        mails.extend(gevolg.mail.iter().map(|mail| mail.tekst.clone()));
    }
    let texts = |names: Vec<String>, known: &BTreeMap<String, Digest>| {
        let found = names
            .into_iter()
            .filter_map(|naam| known.get(&naam).cloned().map(|digest| (naam, digest)));
        found.collect::<Vec<_>>()
    };
    let mut teksten: IndexMap<_, _> = texts(brieven, &omgeving.brieven)
        .into_iter()
        .chain(texts(mails, &omgeving.mails))
        .collect();
    teksten.sort_keys();
    let names: Vec<String> = procedure
        .vragen
        .values()
        .map(|vraag| vraag.script.clone())
        .collect();
    let found = texts(names, &omgeving.scripts).into_iter();
    let mut scripts: IndexMap<_, _> = found.collect();
    scripts.sort_keys();
    Gebruikt { teksten, scripts }
}

#[cfg(test)]
mod tests;
