//! What a definition names in texts and scripts, held against what they say: each script answers its question,
//! each text names only what the procedure knows.
//!
//! Easy to get wrong: a text is judged by the procedure that sends it. The same letter may be right in one and
//! name what another does not know.

use super::teksten::Teksten;
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::procedure::{BriefKeuze, Procedure, Veld, VeldSoort};
use crate::policy::{self, Vraagstelling};
use crate::render::Genoemd;
use crate::render::tekst::{Alleen, OUDERKEUZE};

/// Holds a definition against what it uses.
pub(super) struct Keuring<'a> {
    pub teksten: &'a Teksten,
    pub fouten: Vec<Diagnostic>,
}

impl Keuring<'_> {
    /// Holds each script against the question it must answer.
    pub fn scripts(&mut self, procedure: &Procedure) {
        for (naam, vraag) in &procedure.vragen {
            let script = procedure
                .scripts
                .get(&vraag.script)
                .and_then(|digest| self.teksten.gecompileerd.get(digest));
            let Some((script, bestand)) = script else {
                continue;
            };
            let vraagstelling = Vraagstelling {
                naam: naam.clone(),
                invoer: vraag.invoer.clone(),
                antwoorden: vraag.antwoorden.keys().cloned().collect(),
            };
            let found = policy::controleer(script, &vraagstelling);
            self.fouten.extend(
                found
                    .iter()
                    .map(|bevinding| super::teksten::diagnostic(bestand, bevinding)),
            );
        }
    }

    /// Holds each text against the procedure that sends it.
    pub fn texts(&mut self, procedure: &Procedure) {
        for (naam, digest) in &procedure.teksten {
            let Some((bestand, genoemd)) = self.teksten.genoemd.get(digest) else {
                continue;
            };
            if let Some(alleen) = self.teksten.alleen.get(digest) {
                self.fouten
                    .extend(keur_alleen(procedure, naam, bestand, alleen));
            }
            for noemt in genoemd.iter() {
                let plek = Plek::new(bestand.as_str(), noemt.regel, noemt.kolom);
                let (soort, what, known) = known(procedure, &noemt.wat);
                let fout = if matches!(noemt.wat, Genoemd::Verdaging(_)) {
                    if noemt.bewaakt || !goes_otherwise(procedure, naam) {
                        continue;
                    }
                    let melding = format!(
                        "tekst `{naam}` noemt de verdaging, maar gaat ook uit waar niets wordt verdaagd"
                    );
                    Diagnostic::new(Code::F510, &plek, melding).met_hint(
                        "noem de brief alleen onder `bij_verdagen`, of schrijf er `{% if verdaging.reden is defined %}…{% endif %}` om",
                    )
                } else if !known.iter().any(|known| known == what) {
                    let melding = format!(
                        "tekst `{naam}` noemt {soort} `{what}`, maar procedure `{}` kent dat niet",
                        procedure.slug
                    );
                    Diagnostic::new(Code::F510, &plek, melding)
                        .met_dichtstbij(what, known.iter().map(String::as_str))
                } else if !noemt.gevraagd && is_overzicht(procedure, &noemt.wat) {
                    let melding =
                        format!("tekst `{naam}` noemt gegeven `{what}`, een heel verzuimoverzicht");
                    Diagnostic::new(Code::F511, &plek, melding).met_hint(
                        "laat een medewerker invullen wat in de brief moet staan; het overzicht zelf hoort niet in een brief",
                    )
                } else if !noemt.bewaakt && may_be_empty(procedure, &noemt.wat) {
                    let melding = format!(
                        "tekst `{naam}` noemt gegeven `{what}`, dat nergens verplicht is, zonder te vragen of het er is"
                    );
                    Diagnostic::new(Code::W501, &plek, melding).met_hint(format!(
                        "schrijf `{{% if gegevens.{what} is defined %}}…{{% endif %}}`; zonder waarde gaat de brief niet uit"
                    ))
                } else {
                    continue;
                };
                self.fouten.push(fout);
            }
        }
    }
}

/// Judges the field that says for which parent a letter is: it must exist, and hold nothing else.
fn keur_alleen(
    procedure: &Procedure,
    tekst: &str,
    bestand: &str,
    alleen: &Alleen,
) -> Option<Diagnostic> {
    let plek = Plek::new(bestand, alleen.regel, alleen.kolom);
    let gegeven = &alleen.gegeven;
    let mut found = procedure
        .alle_velden()
        .filter(|(naam, _)| *naam == gegeven)
        .peekable();
    if found.peek().is_none() {
        let melding = format!(
            "brief `{tekst}` is `alleen` voor wie gegeven `{gegeven}` noemt, maar procedure `{}` kent dat niet",
            procedure.slug
        );
        let known = procedure.alle_velden().map(|(naam, _)| naam.as_str());
        return Some(Diagnostic::new(Code::F512, &plek, melding).met_dichtstbij(gegeven, known));
    }
    let says_who = |veld: &Veld| {
        matches!(&veld.soort, VeldSoort::Keuze(keuzes)
            if keuzes.iter().all(|keuze| OUDERKEUZE.contains(&keuze.as_str())))
    };
    if found.all(|(_, veld)| says_who(veld)) {
        return None;
    }
    let melding = format!(
        "brief `{tekst}` is `alleen` voor wie gegeven `{gegeven}` noemt, maar dat zegt niet voor welke ouder"
    );
    let hint = format!("maak er een keuze van: `[{}]`", OUDERKEUZE.join(", "));
    Some(Diagnostic::new(Code::F512, &plek, melding).met_hint(hint))
}

/// Whether a text names a field that holds a list of absences.
fn is_overzicht(procedure: &Procedure, wat: &Genoemd) -> bool {
    let Genoemd::Gegeven(naam) = wat else {
        return false;
    };
    let mut fields = procedure.alle_velden();
    fields.any(|(known, veld)| known == naam && veld.soort == VeldSoort::Verzuimoverzicht)
}

/// Whether a letter also goes where no term is extended.
fn goes_otherwise(procedure: &Procedure, brief: &str) -> bool {
    let taken = procedure
        .fasen
        .values()
        .flat_map(|fase| fase.taken.values());
    let mut of_taken = taken.filter_map(|taak| taak.brief.as_ref());
    let chosen = |vraag: &String| {
        let vraag = procedure.vragen.get(vraag);
        vraag.is_some_and(|vraag| vraag.antwoorden.contains_key(brief))
    };
    of_taken.any(|keuze| match keuze {
        BriefKeuze::Tekst(naam) => naam == brief,
        BriefKeuze::Vraag(vraag) => chosen(vraag),
    }) || procedure
        .gevolgen()
        .any(|gevolg| gevolg.brief.iter().any(|naam| naam == brief))
}

/// Whether a text names a field that nothing requires and no gevolg sets.
fn may_be_empty(procedure: &Procedure, wat: &Genoemd) -> bool {
    let Genoemd::Gegeven(naam) = wat else {
        return false;
    };
    let mut fields = procedure.alle_velden().filter(|(known, _)| *known == naam);
    let asked = fields.any(|(_, veld)| veld.verplicht || !veld.verplicht_bij.is_empty());
    !asked
        && !procedure
            .gevolgen()
            .chain(procedure.gevolgen_bij_verdagen())
            .any(|gevolg| gevolg.zet.contains_key(naam))
}

/// What a text names: its kind in words, its name, and the names the procedure knows of that kind.
fn known<'n>(procedure: &Procedure, wat: &'n Genoemd) -> (&'static str, &'n str, Vec<String>) {
    let taken = || {
        procedure
            .fasen
            .values()
            .flat_map(|fase| fase.taken.keys().cloned())
    };
    let termijnen = || {
        procedure
            .fasen
            .values()
            .flat_map(|fase| fase.termijnen.keys().cloned())
    };
    let velden = procedure.alle_velden();
    match wat {
        Genoemd::Gegeven(naam) => (
            "gegeven",
            naam,
            velden.map(|(naam, _)| naam.clone()).collect(),
        ),
        Genoemd::Taak(naam) => ("taak", naam, taken().collect()),
        Genoemd::Verdaging(naam) => ("deel van de verdaging", naam, Vec::new()),
        Genoemd::Termijn(naam) => ("termijn", naam, termijnen().chain(taken()).collect()),
        Genoemd::Datum(naam) => {
            let dates = velden
                .filter(|(_, veld)| veld.soort == VeldSoort::Datum)
                .map(|(naam, _)| naam.clone());
            let events = procedure
                .fasen
                .values()
                .flat_map(|fase| fase.gebeurtenissen.keys().cloned());
            let events = events.chain(procedure.gebeurtenissen.keys().cloned());
            let built_in = ["ontvangst", "begin"].map(str::to_owned);
            let all = dates
                .chain(events)
                .chain(taken())
                .chain(termijnen())
                .chain(procedure.fasen.keys().cloned());
            ("datum", naam, all.chain(built_in).collect())
        }
    }
}
