//! `zaken` and `zaak`: finding zaken, and the whole dossier of one.
//!
//! Easy to get wrong: a pipe. Names are shown to who has the machine itself; what is printed here is
//! personal data and goes where he sends it.

use chrono::NaiveDate;
use chrono_tz::Europe::Amsterdam;
use clap::Args;
use serde_json::Value;
use std::process::ExitCode;

use super::Mappen;
use super::demo::width;
use super::installatie::{Installatie, Werkplaats};
use super::invoer::tell_refusal;
use super::taken::einde;
use crate::inzage::{self, Blik, DossierZicht, PersoonVraag, ZaakVraag, ZaakZicht};
use crate::kalender::datum_kort;
use crate::render::{Dossier, Stijlen};
use crate::rooster::wandtijd;
use crate::store::Store;
use crate::zaak::contact::met_wie;
use crate::zaak::{Refusal, RegelId, Status, ZaakId};

/// Search zaken.
#[derive(Debug, Args)]
pub struct Zaken {
    /// Only of this bureau
    #[arg(long, value_name = "BUREAU")]
    bureau: Option<String>,
    /// Only in this gemeente
    #[arg(long, value_name = "GEMEENTE")]
    gemeente: Option<String>,
    /// Only of this procedure
    #[arg(long, value_name = "PROCEDURE")]
    procedure: Option<String>,
    /// Only in this fase
    #[arg(long, value_name = "FASE")]
    fase: Option<String>,
    /// Only of this behandelaar
    #[arg(long, value_name = "ID")]
    behandelaar: Option<String>,
    /// Closed zaken too
    #[arg(long)]
    ook_gesloten: bool,
    /// Words of the name of the jongere
    #[arg(long, value_name = "NAAM")]
    naam: Option<String>,
    /// Date of birth of the jongere
    #[arg(long, value_name = "DATE")]
    geboortedatum: Option<NaiveDate>,
    /// BSN of the jongere; mind that a shell keeps a history
    #[arg(long, value_name = "BSN")]
    bsn: Option<String>,
    /// Only zaken after this one
    #[arg(long, value_name = "ZAAK")]
    na: Option<String>,
    /// At most this many
    #[arg(long, value_name = "N")]
    limiet: Option<u32>,
    #[command(flatten)]
    installatie: Installatie,
    /// Print one JSON object per zaak
    #[arg(long)]
    json: bool,
}

impl Zaken {
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(werkplaats) = self.installatie.open(mappen, self.json).await? else {
            return Ok(ExitCode::from(1));
        };
        let blik = Blik {
            bureau: self.bureau.clone(),
            ..Blik::default()
        };
        let vraag = ZaakVraag {
            gemeente: self.gemeente.clone(),
            procedure: self.procedure.clone(),
            fase: self.fase.clone(),
            behandelaar: self.behandelaar.clone(),
            status: (!self.ook_gesloten).then_some(Status::Open),
            na: self.na.clone(),
            limiet: self.limiet,
            ..ZaakVraag::default()
        };
        let persoon = PersoonVraag {
            naam: self.naam.clone(),
            geboortedatum: self.geboortedatum,
            bsn: self.bsn.clone(),
            pgn: None,
        };
        let found = inzage::zaken(&werkplaats.engine, &blik, &vraag, persoon).await;
        werkplaats.close().await;
        let found = found?;
        if found.is_empty() && !self.json {
            anstream::eprintln!("Er is geen zaak die hieraan voldoet.");
        }
        for zaak in &found {
            if self.json {
                anstream::println!("{}", serde_json::to_string(zaak)?);
                continue;
            }
            anstream::println!("{}", line(zaak));
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// `Z12     verlof, woerden, fase beslissen, do 12 nov 2026, ambt-1`; one of the bureau names the bureau, and who has
/// its taken, for the gemeente by whose calendar it runs and its officer have no part in it.
fn line(zaak: &ZaakZicht) -> String {
    let stand = match &zaak.uitkomst {
        Some(uitkomst) => format!("gesloten: {uitkomst}"),
        None => format!("fase {}", zaak.fase),
    };
    let when = zaak
        .eerste_einde
        .map_or_else(String::new, |dag| format!(", {}", datum_kort(dag)));
    let (waar, wie) = if zaak.betrokkene == "bureau" {
        let holders = zaak.aan.join(" en ");
        let holders = Some(holders).filter(|holders| !holders.is_empty());
        let wie = holders.unwrap_or_else(|| "geen open taak".to_owned());
        (&zaak.bureau, wie)
    } else {
        let wie = zaak.behandelaar.clone();
        (
            &zaak.gemeente,
            wie.unwrap_or_else(|| "geen behandelaar".to_owned()),
        )
    };
    format!(
        "{:<7} {}, {waar}, {stand}{when}, {wie}",
        zaak.zaak, zaak.procedure
    )
}

/// Show the dossier of a zaak, with reasons.
#[derive(Debug, Args)]
pub struct Zaak {
    /// Number of the zaak, such as Z12
    zaak: String,
    #[command(flatten)]
    installatie: Installatie,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl Zaak {
    pub async fn run(self, mappen: &Mappen) -> anyhow::Result<ExitCode> {
        let Some(werkplaats) = self.installatie.open(mappen, self.json).await? else {
            return Ok(ExitCode::from(1));
        };
        let shown = self.show(&werkplaats).await;
        werkplaats.close().await;
        shown
    }

    async fn show(&self, werkplaats: &Werkplaats) -> anyhow::Result<ExitCode> {
        let engine = &werkplaats.engine;
        let zaak = match self.zaak.parse::<ZaakId>() {
            Ok(id) => engine.store().find(id).await?,
            Err(_) => None,
        };
        let Some(zaak) = zaak else {
            let waarom = Refusal::OnbekendeZaak(self.zaak.clone()).to_string();
            tell_refusal(&waarom, None, None, self.json);
            return Ok(ExitCode::from(1));
        };
        let dossier = inzage::dossier(engine, &zaak).await?;
        if self.json {
            anstream::println!("{}", serde_json::to_string(&dossier)?);
            return Ok(ExitCode::SUCCESS);
        }
        let catalog = engine.catalog();
        let notities = engine.store().notities(zaak.id).await?;
        let told = Dossier {
            zaak: zaak.id,
            lijnen: &dossier.lijnen,
            notities: &notities
                .into_iter()
                .collect::<std::collections::BTreeMap<RegelId, _>>(),
            bureau: catalog.bureau(&zaak.bureau).map(AsRef::as_ref),
            mas: dossier.zaak.mas,
            ouder: zaak.ouder.as_ref().map(|ouder| ouder.zaak),
            kinderen: &[],
        };
        anstream::println!("{}", told.tekst(width(), Stijlen::default()));
        let vandaag = wandtijd(engine.clock().now()).date();
        anstream::println!("{}", now(&dossier, vandaag));
        Ok(ExitCode::SUCCESS)
    }
}

/// Where a zaak stands, after its history.
fn now(dossier: &DossierZicht, vandaag: NaiveDate) -> String {
    let zaak = &dossier.zaak;
    let mut lines = vec![match &zaak.uitkomst {
        Some(uitkomst) => format!("Gesloten met uitkomst {uitkomst}."),
        None => format!(
            "Nu in fase \"{}\", versie {}.",
            dossier.fase_titel, zaak.versie
        ),
    }];
    if let Some(jongere) = &dossier.jongere {
        let born = datum_kort(jongere.geboortedatum);
        lines.push(format!("Jongere: {}, geboren {born}.", jongere.naam));
    }
    if !dossier.gegevens.is_empty() {
        let told = |(naam, waarde): (&String, &Value)| match waarde {
            Value::String(tekst) => format!("{naam} {tekst}"),
            Value::Bool(waar) => format!("{naam} {}", if *waar { "ja" } else { "nee" }),
            other => format!("{naam} {other}"),
        };
        let told: Vec<String> = dossier.gegevens.iter().map(told).collect();
        lines.push(format!("Gegevens: {}.", told.join("; ")));
    }
    for taak in &dossier.taken {
        let when = einde(taak.einde, taak.schooldagen_over, vandaag);
        lines.push(format!("Te doen: {}, {when} ({}).", taak.titel, taak.taak));
    }
    if let Some(dwangsom) = &zaak.dwangsom {
        let sinds = datum_kort(dwangsom.in_gebreke);
        lines.push(format!(
            "In gebreke gesteld op {sinds}: {}.",
            dwangsom.uitleg
        ));
    }
    for afspraak in &dossier.afspraken {
        let local = afspraak.wanneer.with_timezone(&Amsterdam);
        lines.push(format!(
            "Afspraak {}: {} {} {}, {}.",
            afspraak.nummer,
            datum_kort(local.date_naive()),
            local.format("%H:%M"),
            met_wie(&afspraak.met),
            afspraak.status.in_woorden()
        ));
    }
    for document in &dossier.documenten {
        let titel = document.titel.as_deref().unwrap_or("(titel gewist)");
        let plaats = document.plaats.as_deref().unwrap_or("(plaats gewist)");
        lines.push(format!("Document {}: {titel}, {plaats}.", document.regel));
    }
    for incident in dossier.incidenten.iter().filter(|one| !one.opgelost) {
        lines.push(format!(
            "Incident {}: {}.",
            incident.nummer, incident.melding
        ));
    }
    lines.join("\n")
}
