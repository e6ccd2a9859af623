//! What a definition names in texts and scripts, held against what they say: each script answers its question,
//! each text names only what the procedure knows.
//!
//! Easy to get wrong: a text is judged by the procedure that sends it. The same letter may be right in one and
//! name what another does not know.

use super::teksten::{InZicht, Noemt};
use super::woorden::Woorden;
use crate::definition::boom::Plek;
use crate::definition::diagnostic::{Code, Diagnostic};
use crate::definition::procedure::{BriefKeuze, Procedure, Veld, VeldSoort};
use crate::policy::{self, Vraagstelling};
use crate::render::Genoemd;
use crate::render::tekst::{Alleen, OUDERKEUZE};

/// Holds a definition against what it uses.
pub(super) struct Keuring<'a> {
    pub in_zicht: &'a InZicht<'a>,
    pub fouten: Vec<Diagnostic>,
}

impl Keuring<'_> {
    /// Holds each script against the question it must answer.
    pub fn scripts(&mut self, procedure: &Procedure) {
        for (naam, vraag) in &procedure.vragen {
            let Some(liggend) = self.in_zicht.scripts.get(vraag.script.as_str()) else {
                continue;
            };
            let Ok(script) = &liggend.gelezen.script else {
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
                    .map(|bevinding| super::teksten::diagnostic(&liggend.toon, bevinding)),
            );
        }
    }

    /// Holds each text against the procedure that sends it.
    pub fn texts(&mut self, procedure: &Procedure) {
        let woorden = Woorden::van(procedure);
        for (naam, digest) in &procedure.teksten {
            let Some(liggend) = self.in_zicht.tekst(naam, digest) else {
                continue;
            };
            let text = Gestuurd {
                procedure,
                woorden: &woorden,
                naam,
                bestand: &liggend.toon,
            };
            if let Some(alleen) = &liggend.gelezen.alleen {
                self.fouten.extend(text.keur_alleen(alleen));
            }
            let told = liggend
                .gelezen
                .noemt
                .iter()
                .filter_map(|noemt| text.keur(noemt));
            self.fouten.extend(told);
        }
    }
}

/// A text as one procedure sends it.
struct Gestuurd<'a> {
    procedure: &'a Procedure,
    woorden: &'a Woorden<'a>,
    naam: &'a str,
    bestand: &'a str,
}

impl Gestuurd<'_> {
    /// Judges one thing that it names.
    fn keur(&self, noemt: &Noemt) -> Option<Diagnostic> {
        let Self {
            woorden,
            naam: tekst,
            ..
        } = self;
        let plek = Plek::new(self.bestand, noemt.regel, noemt.kolom);
        let (soort, what) = Woorden::soort(&noemt.wat);
        if matches!(noemt.wat, Genoemd::Verdaging(_)) {
            if noemt.bewaakt || !goes_otherwise(self.procedure, tekst) {
                return None;
            }
            let melding = format!(
                "tekst `{tekst}` noemt de verdaging, maar gaat ook uit waar niets wordt verdaagd"
            );
            return Some(Diagnostic::new(Code::F510, &plek, melding).met_hint(
                "noem de brief alleen onder `bij_verdagen`, of schrijf er `{% if verdaging.reden is defined %}…{% endif %}` om",
            ));
        }
        if !woorden.kent(&noemt.wat) {
            let melding = format!(
                "tekst `{tekst}` noemt {soort} `{what}`, maar procedure `{}` kent dat niet",
                self.procedure.slug
            );
            let known = woorden.van_soort(&noemt.wat);
            let fout = Diagnostic::new(Code::F510, &plek, melding);
            return Some(fout.met_dichtstbij(what, known));
        }
        if !noemt.gevraagd && woorden.is_overzicht(&noemt.wat) {
            let melding =
                format!("tekst `{tekst}` noemt gegeven `{what}`, een heel verzuimoverzicht");
            return Some(Diagnostic::new(Code::F511, &plek, melding).met_hint(
                "laat een medewerker invullen wat in de brief moet staan; het overzicht zelf hoort niet in een brief",
            ));
        }
        if noemt.bewaakt || !woorden.kan_leeg(&noemt.wat) {
            return None;
        }
        let melding = format!(
            "tekst `{tekst}` noemt gegeven `{what}`, dat nergens verplicht is, zonder te vragen of het er is"
        );
        Some(Diagnostic::new(Code::W501, &plek, melding).met_hint(format!(
            "schrijf `{{% if gegevens.{what} is defined %}}…{{% endif %}}`; zonder waarde gaat de brief niet uit"
        )))
    }

    /// Judges the field that says for which parent a letter is: it must exist, and hold nothing else.
    fn keur_alleen(&self, alleen: &Alleen) -> Option<Diagnostic> {
        let plek = Plek::new(self.bestand, alleen.regel, alleen.kolom);
        let gegeven = &alleen.gegeven;
        let wie = format!(
            "brief `{}` is `alleen` voor wie gegeven `{gegeven}` noemt",
            self.naam
        );
        let mut found = self.woorden.veld(gegeven).peekable();
        if found.peek().is_none() {
            let melding = format!(
                "{wie}, maar procedure `{}` kent dat niet",
                self.procedure.slug
            );
            let fout = Diagnostic::new(Code::F512, &plek, melding);
            return Some(fout.met_dichtstbij(gegeven, self.woorden.velden()));
        }
        let says_who = |veld: &Veld| {
            matches!(&veld.soort, VeldSoort::Keuze(keuzes)
                if keuzes.iter().all(|keuze| OUDERKEUZE.contains(&keuze.as_str())))
        };
        if found.all(says_who) {
            return None;
        }
        let melding = format!("{wie}, maar dat zegt niet voor welke ouder");
        let hint = format!("maak er een keuze van: `[{}]`", OUDERKEUZE.join(", "));
        Some(Diagnostic::new(Code::F512, &plek, melding).met_hint(hint))
    }
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
