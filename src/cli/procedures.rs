//! `termijnwacht procedures`: what can be said to a zaak in a gemeente, once all layers lie on one another.
//!
//! Easy to get wrong: others build on this JSON. Keys may be added, never renamed; every key is always
//! present, null where empty.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::{Value, json};

use super::Mappen;
use crate::decide::{GEBEURTENISSEN, INGEBREKESTELLING, velden_van};
use crate::definition::diagnostic::dichtstbij;
use crate::definition::dwangsom::Dwangsom;
use crate::definition::procedure::{
    BriefKeuze, GebeurtenisDef, Procedure, TaakDef, TermijnDef, Veld, VeldSoort,
};
use crate::kalender::Duur;
use crate::zaak::{Tijd, verzuimoverzicht};

/// Show the procedures of a gemeente as they hold there.
#[derive(Debug, Args)]
pub struct Procedures {
    /// Slug of the gemeente, such as `woerden`.
    #[arg(long)]
    gemeente: String,
    /// Print one JSON object per procedure.
    #[arg(long)]
    json: bool,
}

impl Procedures {
    /// Prints them; exit code 1 when the definitions are faulty or the gemeente is unknown.
    ///
    /// # Errors
    /// Sources that cannot be read.
    pub fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(catalog) = mappen.catalog(self.json)? else {
            return Ok(ExitCode::FAILURE);
        };
        if catalog.bureau_van(&self.gemeente).is_none() {
            let near = dichtstbij(&self.gemeente, catalog.gemeenten());
            let hint = near
                .map(|near| format!("; bedoelde u `{near}`?"))
                .unwrap_or_default();
            anstream::eprintln!("geen bureau werkt voor gemeente `{}`{hint}", self.gemeente);
            return Ok(ExitCode::FAILURE);
        }
        for (digest, procedure) in catalog.procedures(&self.gemeente) {
            let overzicht = Overzicht::of(procedure, &self.gemeente, digest.kort());
            if self.json {
                anstream::println!("{}", serde_json::to_string(&overzicht)?);
            } else {
                anstream::println!("{}", overzicht.as_text());
            }
        }
        for (slug, reden) in catalog.uitgezet(&self.gemeente) {
            if !self.json {
                anstream::println!("{slug}: staat uit ({reden})");
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// A procedure as it is shown.
#[derive(Debug, Serialize)]
struct Overzicht {
    slug: String,
    titel: String,
    gemeente: String,
    versie: String,
    lagen: Vec<String>,
    grondslag: Vec<String>,
    gegevens: Vec<VeldRegel>,
    /// What other zaken of the same jongere may see of them.
    onthouden: Vec<String>,
    begin: String,
    fasen: Vec<Value>,
    taken: Vec<TaakRegel>,
    gebeurtenissen: Vec<GebeurtenisRegel>,
    termijnen: Vec<TermijnRegel>,
    uitkomsten: Vec<Value>,
}

#[derive(Debug, Serialize)]
struct VeldRegel {
    naam: String,
    titel: String,
    soort: &'static str,
    keuzes: Option<Vec<String>>,
    /// The keys of a row, where the field is a list of rows.
    rij: Option<Value>,
    /// Whether it is always asked.
    verplicht: bool,
    /// The uitkomsten with which alone it is asked; null when it does not hang on them.
    verplicht_bij: Option<Vec<String>>,
}

#[derive(Debug, Serialize)]
struct TaakRegel {
    naam: String,
    titel: String,
    fase: String,
    voor: &'static str,
    boa: bool,
    direct: bool,
    uitkomsten: Vec<String>,
    gegevens: Vec<VeldRegel>,
    brief: Option<Value>,
    voorstel: Option<String>,
    grondslag: Vec<String>,
    laag: String,
}

#[derive(Debug, Serialize)]
struct GebeurtenisRegel {
    naam: String,
    titel: String,
    /// Null when every fase knows it.
    fase: Option<String>,
    gegevens: Vec<VeldRegel>,
    laag: String,
}

#[derive(Debug, Serialize)]
struct TermijnRegel {
    naam: String,
    titel: String,
    fase: String,
    /// Null for a term of the fase itself.
    taak: Option<String>,
    binnen: Option<String>,
    na: Option<String>,
    uiterlijk: Option<String>,
    voor: Option<String>,
    op: Option<String>,
    wettelijk: bool,
    opschorten: bool,
    verdagen: Option<String>,
    /// The letters that go with it.
    bij_verdagen: Vec<String>,
    /// What deciding after it costs; null where it costs nothing.
    dwangsom: Option<Dwangsom>,
    grondslag: Vec<String>,
    laag: String,
}

impl Overzicht {
    fn of(procedure: &Procedure, gemeente: &str, versie: &str) -> Self {
        let mut found = Self {
            slug: procedure.slug.clone(),
            titel: procedure.titel.clone(),
            gemeente: gemeente.to_owned(),
            versie: versie.to_owned(),
            lagen: procedure.lagen.clone(),
            grondslag: procedure.grondslag.clone(),
            gegevens: fields(&procedure.gegevens),
            onthouden: procedure.onthouden.clone(),
            begin: procedure.begin.clone(),
            fasen: Vec::new(),
            taken: Vec::new(),
            gebeurtenissen: Vec::new(),
            termijnen: Vec::new(),
            uitkomsten: procedure
                .uitkomsten
                .iter()
                .map(|(naam, titel)| json!({ "naam": naam, "titel": titel }))
                .collect(),
        };
        for (naam, fase) in &procedure.fasen {
            found.fasen.push(
                json!({ "naam": naam, "titel": fase.titel, "mas": fase.mas, "laag": fase.laag }),
            );
            for (taak, def) in &fase.taken {
                found.taken.push(task(naam, taak, def));
                let termijn = def.termijn.as_ref();
                found
                    .termijnen
                    .extend(termijn.map(|def| term(naam, Some(taak), taak, def)));
            }
            found.termijnen.extend(
                fase.termijnen
                    .iter()
                    .map(|(termijn, def)| term(naam, None, termijn, def)),
            );
            found.gebeurtenissen.extend(
                fase.gebeurtenissen
                    .iter()
                    .map(|(event, def)| occurrence(Some(naam), event, def)),
            );
        }
        found.gebeurtenissen.extend(
            procedure
                .gebeurtenissen
                .iter()
                .map(|(event, def)| occurrence(None, event, def)),
        );
        let late = procedure.dwangsom().map(|_| INGEBREKESTELLING);
        let of_life = GEBEURTENISSEN.into_iter().chain(late);
        found.gebeurtenissen.extend(of_life.map(|naam| {
            let def = GebeurtenisDef {
                titel: format!("Ingebouwd: {naam}"),
                boa: false,
                gegevens: velden_van(naam),
                gevolg: Vec::new(),
                laag: "termijnwacht".to_owned(),
            };
            occurrence(None, naam, &def)
        }));
        found
    }

    /// For people: a fase, its taken with uitkomsten, its events, each with its term and where that comes from.
    fn as_text(&self) -> String {
        let mut lines = vec![format!(
            "{} — {} ({})",
            self.slug,
            self.titel,
            self.lagen.join(" → ")
        )];
        let term_of = |termijn: &TermijnRegel| {
            format!(
                "{} [{}; {}]",
                termijn.in_words(),
                termijn.grondslag.join(", "),
                termijn.laag
            )
        };
        for fase in &self.fasen {
            let naam = fase.get("naam").and_then(Value::as_str).unwrap_or_default();
            lines.push(format!("  fase {naam}"));
            for taak in self.taken.iter().filter(|taak| taak.fase == naam) {
                lines.push(format!(
                    "    taak {} ({}): {}",
                    taak.naam,
                    taak.voor,
                    taak.uitkomsten.join(" | ")
                ));
                lines.extend(fields_line(&taak.gegevens));
                let termijn = self
                    .termijnen
                    .iter()
                    .find(|termijn| termijn.taak.as_ref() == Some(&taak.naam));
                lines.extend(termijn.map(|termijn| format!("      {}", term_of(termijn))));
            }
            for termijn in self
                .termijnen
                .iter()
                .filter(|termijn| termijn.fase == naam && termijn.taak.is_none())
            {
                lines.push(format!(
                    "    termijn {}: {}",
                    termijn.naam,
                    term_of(termijn)
                ));
            }
            for event in self
                .gebeurtenissen
                .iter()
                .filter(|event| event.fase.as_deref() == Some(naam))
            {
                lines.push(format!("    gebeurtenis {}", event.naam));
                lines.extend(fields_line(&event.gegevens));
            }
        }
        for event in self
            .gebeurtenissen
            .iter()
            .filter(|event| event.fase.is_none())
        {
            lines.push(format!("  gebeurtenis {} (in elke fase)", event.naam));
            lines.extend(fields_line(&event.gegevens));
        }
        lines.push(String::new());
        lines.join("\n")
    }
}

impl TermijnRegel {
    fn in_words(&self) -> String {
        let parts = [
            ("binnen", &self.binnen),
            ("uiterlijk", &self.uiterlijk),
            ("voor", &self.voor),
            ("op", &self.op),
            ("na", &self.na),
        ];
        let words = parts
            .into_iter()
            .filter_map(|(word, value)| value.as_ref().map(|value| format!("{word} {value}")));
        words.collect::<Vec<_>>().join(" ")
    }
}

fn fields_line(fields: &[VeldRegel]) -> Option<String> {
    let one = |veld: &VeldRegel| {
        let what = veld
            .keuzes
            .as_ref()
            .map_or_else(|| veld.soort.to_owned(), |keuzes| keuzes.join("|"));
        let when = match &veld.verplicht_bij {
            Some(bij) => format!(" (bij {})", bij.join("|")),
            None => String::new(),
        };
        format!(
            "{}{}: {what}{when}",
            veld.naam,
            if veld.verplicht { "" } else { "?" }
        )
    };
    let all: Vec<String> = fields.iter().map(one).collect();
    (!all.is_empty()).then(|| format!("      gegevens {}", all.join(", ")))
}

fn fields(velden: &indexmap::IndexMap<String, Veld>) -> Vec<VeldRegel> {
    let one = |(naam, veld): (&String, &Veld)| {
        let (soort, keuzes) = match &veld.soort {
            VeldSoort::Datum => ("datum", None),
            VeldSoort::Tekst => ("tekst", None),
            VeldSoort::Getal => ("getal", None),
            VeldSoort::JaNee => ("ja-nee", None),
            VeldSoort::Keuze(keuzes) => ("keuze", Some(keuzes.clone())),
            VeldSoort::Verzuimoverzicht => ("verzuimoverzicht", None),
        };
        VeldRegel {
            naam: naam.clone(),
            titel: veld.titel.clone(),
            soort,
            keuzes,
            rij: (veld.soort == VeldSoort::Verzuimoverzicht).then(verzuimoverzicht::rij),
            verplicht: veld.verplicht,
            verplicht_bij: Some(veld.verplicht_bij.clone()).filter(|bij| !bij.is_empty()),
        }
    };
    velden.iter().map(one).collect()
}

fn task(fase: &str, naam: &str, def: &TaakDef) -> TaakRegel {
    TaakRegel {
        naam: naam.to_owned(),
        titel: def.titel.clone(),
        fase: fase.to_owned(),
        voor: def.voor.naam(),
        boa: def.boa,
        direct: def.direct,
        uitkomsten: def.uitkomsten.keys().cloned().collect(),
        gegevens: fields(&def.gegevens),
        brief: def.brief.as_ref().map(|brief| match brief {
            BriefKeuze::Tekst(naam) => json!(naam),
            BriefKeuze::Vraag(vraag) => json!({ "vraag": vraag }),
        }),
        voorstel: def.voorstel.clone(),
        grondslag: def.grondslag.clone(),
        laag: def.laag.clone(),
    }
}

fn occurrence(fase: Option<&str>, naam: &str, def: &GebeurtenisDef) -> GebeurtenisRegel {
    GebeurtenisRegel {
        naam: naam.to_owned(),
        titel: def.titel.clone(),
        fase: fase.map(str::to_owned),
        gegevens: fields(&def.gegevens),
        laag: def.laag.clone(),
    }
}

fn term(fase: &str, taak: Option<&String>, naam: &str, def: &TermijnDef) -> TermijnRegel {
    let long = |duur: &Duur| {
        if duur.is_terstond() {
            "terstond".to_owned()
        } else {
            duur.to_string()
        }
    };
    let mut found = TermijnRegel {
        naam: naam.to_owned(),
        titel: def.titel.clone(),
        fase: fase.to_owned(),
        taak: taak.cloned(),
        binnen: None,
        na: None,
        uiterlijk: None,
        voor: None,
        op: None,
        wettelijk: def.wettelijk,
        opschorten: def.opschorten,
        verdagen: def.verdagen.as_ref().map(long),
        bij_verdagen: def
            .bij_verdagen
            .iter()
            .flat_map(|gevolg| gevolg.brief.clone())
            .collect(),
        dwangsom: def.dwangsom.clone(),
        grondslag: def.grondslag.clone(),
        laag: def.laag.clone(),
    };
    match &def.tijd {
        Tijd::Binnen { duur, na } => {
            (found.binnen, found.na) = (Some(long(duur)), Some(na.clone()))
        }
        Tijd::Vooraf { duur, voor } => {
            (found.uiterlijk, found.voor) = (Some(long(duur)), Some(voor.clone()))
        }
        Tijd::VoorDatum { dag, maand, na } => {
            let day = crate::kalender::VasteDatum::new(*dag, *maand, false);
            (found.voor, found.na) = (day.map(|day| day.to_string()), Some(na.clone()));
        }
        Tijd::Op { anker } => found.op = Some(anker.clone()),
    }
    found
}
