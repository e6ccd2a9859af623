//! Terms and their ladders.
//!
//! Easy to get wrong: the rungs of a taak's term stand on the taak (`herinner`, `escaleer`), those of a
//! term without a taak on the term itself. Written in the other place they would be silently lost.

use super::blik::Blik;
use super::dwangsom;
use super::gevolg;
use super::tijd::{self, Gelezen};
use super::voorbeeld;
use super::voorwaarde::Plaats;
use super::werk::Werk;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::procedure::{RungDef, TermijnDef};
use crate::kalender::Duur;
use crate::zaak::Rol;
use crate::zaak::termijn::{RungSoort, Tijd, Wanneer};

/// Whose term it is.
pub(super) struct Eigenaar<'t, 'k> {
    /// In messages: `taak `eerste-brief``, `termijn `antwoordtermijn``.
    pub wie: &'t str,
    pub titel: String,
    /// Where the rungs stand: the taak, or the term itself.
    pub ladder: Blik<'k>,
    /// Who must act; `None` when the role could not be read.
    pub rol: Option<Rol>,
    /// The grondslag of the taak, for a term that names none.
    pub grondslag: Vec<String>,
    pub is_taak: bool,
}

impl Eigenaar<'_, '_> {
    /// The term in a sentence.
    fn termijn(&self) -> String {
        if self.is_taak {
            format!("de termijn van {}", self.wie)
        } else {
            self.wie.to_owned()
        }
    }

    /// How many rungs were written, readable or not.
    fn written(&self) -> usize {
        self.ladder.reeks("herinner").len() + self.ladder.reeks("escaleer").len()
    }
}

/// Reads a term; `None` when it cannot be counted (yet).
pub(super) fn lees(
    werk: &mut Werk<'_>,
    termijn: Blik<'_>,
    van: Eigenaar<'_, '_>,
) -> Option<TermijnDef> {
    let wie = van.wie;
    if van.is_taak {
        for sleutel in ["herinner", "escaleer"] {
            if let Some(blik) = termijn.kind(sleutel) {
                let melding = format!("`{sleutel}` staat hier onder de termijn van {wie}");
                let hint = "zet het een stap naar links, onder de taak zelf";
                werk.meld(Diagnostic::new(Code::F135, blik.sleutel, melding).met_hint(hint));
            }
        }
    }
    let gelezen = tijd::tijd(werk, termijn, wie);
    let own = termijn.teksten("grondslag");
    let grondslag = if own.is_empty() {
        van.grondslag.clone()
    } else {
        own
    };
    let open = gelezen == Some(Gelezen::Open);
    if open && werk.omgeving.volledig {
        let plek = termijn
            .kind("binnen")
            .or_else(|| termijn.kind("uiterlijk"))
            .unwrap_or(termijn);
        let melding = format!("{} is niet ingevuld", van.termijn());
        let hint = voorbeeld::hint(termijn);
        werk.meld(Diagnostic::new(Code::F132, plek.plek(), melding).met_hint(hint));
    } else if grondslag.is_empty() && werk.omgeving.volledig {
        let melding = format!("{} heeft geen grondslag", van.termijn());
        let hint = "noem het artikel, of `grondslag: voorbeeld` als geen bron haar geeft";
        werk.absent(Diagnostic::new(Code::F131, termijn.sleutel, melding).met_hint(hint));
    }
    let rungs = ladder(werk, &van);
    let wettelijk = termijn.ja_nee("wettelijk").unwrap_or(false);
    // Of a term of law it is a fault, told below.
    if van.is_taak && van.written() == 0 && !wettelijk && werk.omgeving.volledig {
        let melding = format!("{} waarschuwt niemand", van.termijn());
        let hint = "zet er een herinnering bij, `herinner: [op de dag]`, en een trede naar wie het moet weten";
        werk.absent(Diagnostic::new(Code::W105, termijn.sleutel, melding).met_hint(hint));
    }
    let plaats = Plaats {
        wie: wie.to_owned(),
        ..Plaats::default()
    };
    let dwangsom = dwangsom::lees(werk, termijn, wie);
    let verstreken = gevolg::lees(werk, termijn.reeks("verstreken"), &plaats);
    let verdagen = verdagen(werk, termijn, wie);
    let mut bij_verdagen = gevolg::lees(werk, termijn.reeks("bij_verdagen"), &plaats);
    if verdagen.is_none() {
        // A layer below may speak of it; here it does not happen.
        bij_verdagen.clear();
    }
    let beslist = wettelijk || dwangsom.is_some();
    let told = bij_verdagen.iter().any(|gevolg| !gevolg.brief.is_empty());
    if verdagen.is_some() && beslist && !told && werk.omgeving.volledig {
        let melding = format!("{} wordt verdaagd zonder brief", van.termijn());
        let hint = "wie op het besluit wacht, hoort de nieuwe datum vóór het einde: `bij_verdagen: {brief: naam}`";
        let plek = termijn.kind("verdagen").unwrap_or(termijn);
        werk.absent(Diagnostic::new(Code::W109, plek.sleutel, melding).met_hint(hint));
    }
    // A rung that cannot be read may be the very one that is wanted.
    if wettelijk && werk.omgeving.volledig && rungs.len() == van.written() {
        complete_ladder(werk, termijn, &van, &rungs);
    }
    if let Some(Gelezen::Tijd(tijd)) = &gelezen {
        before_begin(werk, &van, tijd, &rungs);
    }
    let Some(Gelezen::Tijd(tijd)) = gelezen else {
        return None;
    };
    Some(TermijnDef {
        titel: termijn
            .tekst("titel")
            .map_or_else(|| van.titel.clone(), str::to_owned),
        tijd,
        wettelijk,
        grondslag,
        rungs,
        verstreken,
        opschorten: termijn.ja_nee("opschorten").unwrap_or(false),
        verdagen,
        bij_verdagen,
        blijft: termijn.ja_nee("blijft").unwrap_or(false),
        dwangsom,
        laag: werk.laag(termijn),
    })
}

/// The most a term may be extended by; `nee` and nothing at all are both no.
fn verdagen(werk: &mut Werk<'_>, termijn: Blik<'_>, wie: &str) -> Option<Duur> {
    let Some(blik) = termijn.kind("verdagen") else {
        if let Some(blik) = termijn.kind("bij_verdagen") {
            let melding = format!("{wie} heeft `bij_verdagen`, maar mag niet worden verdaagd");
            let hint = "zeg hoeveel hoogstens mag, zoals `verdagen: 4 weken`, of haal de regel weg";
            werk.absent(Diagnostic::new(Code::F123, blik.sleutel, melding).met_hint(hint));
        }
        return None;
    };
    if blik.eigen_tekst() == Some("nee") {
        return None;
    }
    tijd::duur(werk, blik, wie).filter(|duur| !duur.is_terstond())
}

/// The rungs: reminders first, then the ladder.
fn ladder(werk: &mut Werk<'_>, van: &Eigenaar<'_, '_>) -> Vec<RungDef> {
    let mut rungs = Vec::new();
    for blik in van.ladder.reeks("herinner") {
        if let Some(wanneer) = tijd::trede(werk, blik, van.wie) {
            let naar = van.rol.into_iter().collect();
            rungs.push(RungDef {
                soort: RungSoort::Herinnering,
                wanneer,
                naar,
            });
        }
    }
    for blik in van.ladder.reeks("escaleer") {
        let naar = werk.rollen(blik, "naar", van.wie);
        if let Some(wanneer) = wanneer(werk, blik, van.wie) {
            rungs.push(RungDef {
                soort: RungSoort::Escalatie,
                wanneer,
                naar,
            });
        }
    }
    rungs
}

/// `{op: de dag}`, `{vooraf: D}` or `{na: D}`.
fn wanneer(werk: &mut Werk<'_>, trede: Blik<'_>, wie: &str) -> Option<Wanneer> {
    let [op, vooraf, na] = ["op", "vooraf", "na"].map(|sleutel| trede.kind(sleutel));
    match (op, vooraf, na) {
        (Some(op), None, None) if op.eigen_tekst() == Some("de dag") => Some(Wanneer::OpDeDag),
        (None, Some(blik), None) => {
            tijd::trede_duur(werk, blik, blik.eigen_tekst()?, wie).map(Wanneer::Vooraf)
        }
        (None, None, Some(blik)) => {
            tijd::trede_duur(werk, blik, blik.eigen_tekst()?, wie).map(Wanneer::Na)
        }
        _ => {
            let plek = op.unwrap_or(trede);
            let melding = format!("een trede van {wie} zegt niet op één manier wanneer");
            let hint = "schrijf `op: de dag`, `vooraf: 2 schooldagen` of `na: 1 schooldag`";
            werk.meld(Diagnostic::new(Code::F134, plek.plek(), melding).met_hint(hint));
            None
        }
    }
}

/// A term of law warns who must act beforehand, and the leidinggevende at some time.
fn complete_ladder(
    werk: &mut Werk<'_>,
    termijn: Blik<'_>,
    van: &Eigenaar<'_, '_>,
    rungs: &[RungDef],
) {
    let warns = |rung: &RungDef| {
        matches!(rung.wanneer, Wanneer::Vooraf(_))
            && van.rol.is_some_and(|rol| rung.naar.contains(&rol))
    };
    let mut tell = |mist: String, hint: String| {
        let melding = format!("{} is wettelijk, maar {mist}", van.termijn());
        let plek = termijn.kind("wettelijk").unwrap_or(termijn);
        werk.absent(Diagnostic::new(Code::F153, plek.sleutel, melding).met_hint(hint));
    };
    if !rungs.iter().any(warns)
        && let Some(rol) = van.rol
    {
        tell(
            format!("waarschuwt {rol} niet vooraf"),
            "zet er een herinnering bij: `herinner: [2 schooldagen vooraf]`".to_owned(),
        );
    }
    if !rungs
        .iter()
        .any(|rung| rung.naar.contains(&Rol::Leidinggevende))
    {
        tell(
            "bereikt de leidinggevende niet".to_owned(),
            "zet er een trede bij: `escaleer: [{op: de dag, naar: leidinggevende}]`".to_owned(),
        );
    }
}

/// Warns of a rung that would come before its term begins.
fn before_begin(werk: &mut Werk<'_>, van: &Eigenaar<'_, '_>, tijd: &Tijd, rungs: &[RungDef]) {
    let Tijd::Binnen { duur, .. } = tijd else {
        return;
    };
    for rung in rungs {
        let Wanneer::Vooraf(vooraf) = rung.wanneer else {
            continue;
        };
        if vooraf.eenheid == duur.eenheid && vooraf.aantal > duur.aantal {
            let melding = format!(
                "{} waarschuwt {vooraf} vooraf, maar heeft maar {duur}",
                van.wie
            );
            let plek = van
                .ladder
                .kind("herinner")
                .or_else(|| van.ladder.kind("escaleer"));
            let plek = plek.unwrap_or(van.ladder);
            let hint = "die waarschuwing gaat meteen uit; kies een kortere tijd of `op de dag`";
            werk.meld(Diagnostic::new(Code::W103, plek.plek(), melding).met_hint(hint));
        }
    }
}
