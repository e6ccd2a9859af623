//! The procedures, letters and scripts of a trial bureau: those of its model, with other terms and other words.
//!
//! A bureau that takes the national examples over with one line would share all its work with the others. So a trial
//! bureau writes them out, as one does that has an instructie of its own.
//!
//! Easy to get wrong: terms that hang together. Only what the model calls an example (`grondslag: voorbeeld`) and
//! counts in more than a few days is varied, and a little, so that every set stays one that a bureau could have.

use super::{Dobbel, Land, Proefbureau};
use crate::bronnen::{Bestand, Bronnen};
use crate::definition::compile::{Laag, uitgeschreven};
use crate::definition::uitschrijven::regels;

/// The width of what is written out; a term stays on its line.
const BREEDTE: usize = 120;

/// Letters that a bureau without any of its own gets: the national ones, with its name below.
const BRIEVEN: [&str; 3] = [
    "absoluut-verzuim-eerste",
    "relatief-kennisgeving",
    "verlof-ontvangst",
];
/// The script that a bureau without any of its own gets.
const SCRIPT: &str = "verlof_haast";
/// Procedures that a gemeente here and there does in its own way, each with a taak of it.
const GEMEENTELAAG: [(&str, &str, &str); 3] = [
    ("absoluut-verzuim", "aanschrijven", "eerste-brief"),
    ("verlof", "nazien", "aanvraag-nazien"),
    ("proces-verbaal", "verdachte", "verdachte-bepalen"),
];

pub(super) fn maak(
    proef: &Proefbureau<'_>,
    shipped: &Bronnen,
    dobbel: &mut Dobbel,
    land: &mut Land,
) {
    let folder = format!("{}/", proef.model);
    let mut letters = 0;
    for (pad, bestand) in &shipped.workflows {
        let Some(below) = pad.strip_prefix(&folder) else {
            continue;
        };
        let to = format!("{}/{below}", proef.slug);
        match below.split_once('/') {
            None if below.ends_with(".yaml") && below != "bureau.yaml" => {
                let tekst = written_out(shipped, below, bestand);
                land.workflow(to, procedure(proef, &tekst, dobbel));
            }
            Some(("brieven" | "mails", _)) => {
                letters += 1;
                land.workflow(to, brief(&proef.naam, &bestand.tekst));
            }
            // Layers of its gemeenten are made below, for gemeenten of this bureau.
            _ => {}
        }
    }
    if letters == 0 {
        for naam in BRIEVEN {
            let pad = format!("landelijk/brieven/{naam}.md");
            if let Some(bestand) = shipped.workflows.get(&pad) {
                let to = format!("{}/brieven/{naam}.md", proef.slug);
                land.workflow(to, brief(&proef.naam, &bestand.tekst));
            }
        }
    }
    scripts(proef, shipped, dobbel, land);
    for (slug, gemeente) in proef.gemeenten {
        if dobbel.onder(5) == 0 {
            gemeentelaag(proef, slug, dobbel, land);
        }
        let national = shipped
            .workflows
            .get("landelijk/brieven/verlof-toegewezen.md");
        if let Some(bestand) = national.filter(|_| dobbel.onder(16) == 0) {
            let to = format!("{}/{slug}/brieven/verlof-toegewezen.md", proef.slug);
            let naam = format!("Gemeente {}", gemeente.naam);
            land.workflow(to, brief(&naam, &bestand.tekst));
        }
    }
}

fn scripts(proef: &Proefbureau<'_>, shipped: &Bronnen, dobbel: &mut Dobbel, land: &mut Land) {
    let folder = format!("{}/", proef.model);
    let own = shipped.scripts.iter().filter_map(|(pad, bestand)| {
        let naam = pad.strip_prefix(&folder)?;
        Some((naam.to_owned(), bestand.tekst.clone()))
    });
    let mut own: Vec<(String, String)> = own.collect();
    if own.is_empty() {
        let national = shipped.scripts.get(&format!("landelijk/{SCRIPT}.rhai"));
        own.extend(national.map(|bestand| {
            let days = (50 + dobbel.onder(6)).to_string();
            (format!("{SCRIPT}.rhai"), bestand.tekst.replace("56", &days))
        }));
    }
    for (naam, tekst) in own {
        let tekst = format!("// {}: verzonnen.\n{tekst}", proef.naam);
        land.script(format!("{}/{naam}", proef.slug), tekst);
    }
}

/// One taak of one procedure, with another term than its bureau.
fn gemeentelaag(proef: &Proefbureau<'_>, gemeente: &str, dobbel: &mut Dobbel, land: &mut Land) {
    let Some((procedure, fase, taak)) = GEMEENTELAAG.get(dobbel.onder(GEMEENTELAAG.len())) else {
        return;
    };
    // No bureau has this many days after its chance, so that nothing is said twice.
    let days = 8 + dobbel.onder(2);
    let tekst = format!(
        "procedure: {procedure}\nbreidt_uit: {bureau}/{procedure}\n\nfasen:\n  {fase}:\n    taken:\n      {taak}: {{termijn: {{binnen: {days} schooldagen, grondslag: voorbeeld}}}}\n",
        bureau = proef.slug,
    );
    land.workflow(format!("{}/{gemeente}/{procedure}.yaml", proef.slug), tekst);
}

/// The layer of a model with the terms written out that it takes over from the national one.
fn written_out(shipped: &Bronnen, naam: &str, bestand: &Bestand) -> String {
    let slug = naam.trim_end_matches(".yaml");
    let lees = |laag, file: &Bestand| Laag::lees(laag, slug, &file.toon, &file.tekst).0;
    let national = shipped.workflows.get(&format!("landelijk/{naam}"));
    let national = national.and_then(|file| lees("landelijk", file));
    let (Some(national), Some(own)) = (national, lees("bureau", bestand)) else {
        return bestand.tekst.clone();
    };
    let boom = uitgeschreven(&[&national], &own);
    let lines = regels(&boom, BREEDTE).into_iter();
    lines.map(|regel| regel.tekst + "\n").collect()
}

/// The layer of the model, with other terms; what it says of its sources is left out.
fn procedure(proef: &Proefbureau<'_>, tekst: &str, dobbel: &mut Dobbel) -> String {
    let mut out = format!(
        "# {}: verzonnen, om omvang mee te proberen.\n\n",
        proef.naam
    );
    for line in tekst.lines() {
        if line.trim_start().starts_with('#') || (line.is_empty() && out.ends_with("\n\n")) {
            continue;
        }
        out += &other_term(line, dobbel);
        out.push('\n');
    }
    out
}

fn other_term(line: &str, dobbel: &mut Dobbel) -> String {
    const BINNEN: &str = "binnen: ";
    let example = line.contains("grondslag: voorbeeld");
    let split = line.split_once(BINNEN).filter(|_| example);
    let found = split.and_then(|(before, rest)| {
        let (days, after) = rest.split_once(' ')?;
        let days: usize = days.parse().ok().filter(|days| *days >= 4)?;
        Some((before, days, after))
    });
    match found.filter(|(_, _, after)| after.starts_with("schooldagen")) {
        Some((before, days, after)) => {
            format!("{before}{BINNEN}{} {after}", days + dobbel.onder(3))
        }
        None => line.to_owned(),
    }
}

/// The letter, with the name of who sends it at its end.
fn brief(naam: &str, tekst: &str) -> String {
    format!("{}\n\n{naam}\n", tekst.trim_end())
}
