//! The `bureau.yaml` of a trial bureau, and a `gemeente.yaml` here and there.
//!
//! Which organisations and deliveries a bureau has is taken from its model as it stands. Easy to get wrong: a split
//! gemeente. Its schools need a place that is in the list, or no school holiday can be found for them.

use std::fmt::Write as _;

use super::{Dobbel, Land, Proefbureau};
use crate::bronnen::Bronnen;
use crate::kalender::Gemeente;

const VOORNAMEN: [&str; 16] = [
    "Amira", "Bas", "Cato", "Daan", "Esra", "Femke", "Gijs", "Hanna", "Ilias", "Jolien", "Koen",
    "Lotte", "Maarten", "Nadia", "Olaf", "Petra",
];
const ACHTERNAMEN: [&str; 16] = [
    "Akkerstra",
    "Bloemhof",
    "van Dijkveld",
    "Eikelaar",
    "Fennema",
    "Grasduin",
    "Heidekamp",
    "IJsselmuur",
    "Jongbloet",
    "Klaverblad",
    "Lindenhout",
    "Molenbeek",
    "Noorderlicht",
    "Oeverzand",
    "Polderman",
    "Rietveen",
];
const SCHOLEN: [&str; 8] = [
    "De Wegwijzer",
    "Het Kompas",
    "De Horizon",
    "De Vuurtoren",
    "Het Palet",
    "De Boomgaard",
    "De Sterrenwacht",
    "Het Anker",
];

pub(super) fn maak(
    proef: &Proefbureau<'_>,
    shipped: &Bronnen,
    dobbel: &mut Dobbel,
    land: &mut Land,
) {
    let model = shipped
        .workflows
        .get(&format!("{}/bureau.yaml", proef.model));
    let model = model.map_or("", |bestand| bestand.tekst.as_str());
    let mut tekst = kop(proef);
    tekst += &mensen(proef, dobbel);
    tekst += &scholen(proef, dobbel);
    for blok in ["ketenpartners", "leveringen", "aanlevering"] {
        tekst += &of_model(model, blok);
    }
    land.workflow(format!("{}/bureau.yaml", proef.slug), tekst);
    // One gemeente in a dozen has writing paper of its own.
    for (slug, gemeente) in proef.gemeenten {
        if dobbel.onder(12) == 0 {
            let eigen = format!(
                "gemeente: {slug}\n\nbrieven:\n  naam: Gemeente {naam}, leerplicht\n  telefoon: \"088 - 00 00 0{cijfer}\"\n  ondertekening: Namens het college van burgemeester en wethouders van {naam}\n",
                naam = gemeente.naam,
                cijfer = dobbel.onder(10),
            );
            land.workflow(format!("{}/{slug}/gemeente.yaml", proef.slug), eigen);
        }
    }
}

fn kop(proef: &Proefbureau<'_>) -> String {
    let Proefbureau { slug, naam, .. } = proef;
    let gemeenten: Vec<&str> = proef
        .gemeenten
        .iter()
        .map(|(slug, _)| slug.as_str())
        .collect();
    format!(
        "# {naam}: verzonnen, om omvang en snelheid mee te proberen. Mensen, scholen en adressen bestaan niet.

bureau: {slug}
naam: {naam}
gemeenten: [{gemeenten}]

mail:
  afzender: termijnwacht@{slug}.example
  naam: Termijnwacht {naam}
  postbus: leerplicht@{slug}.example
  van: \"08:00\"
  tot: \"17:00\"
  weekoverzicht: \"0 8 * * ma\"

brieven:
  adres:
    - {naam}
    - Voorbeeldplein {nummer}
    - 0000 AA Voorbeeldstad
  telefoon: \"088 - 00 00 {nummer:03}\"
  mail: leerplicht@{slug}.example
  ondertekening: Namens het college van burgemeester en wethouders

",
        gemeenten = gemeenten.join(", "),
        nummer = proef.nummer + 1,
    )
}

/// Two for the office, two officers for each two gemeenten, one of them boa, and who lead.
fn mensen(proef: &Proefbureau<'_>, dobbel: &mut Dobbel) -> String {
    let mut tekst = "medewerkers:\n".to_owned();
    let mut one = |id: &str, rol: &str, meer: &str| {
        let (voornaam, achternaam) = (dobbel.uit(&VOORNAMEN), dobbel.uit(&ACHTERNAMEN));
        // Writing to a String cannot fail.
        let _ = writeln!(
            tekst,
            "  {id}: {{naam: {voornaam} {achternaam}, mail: {id}@{}.example, rollen: [{rol}]{meer}}}",
            proef.slug
        );
    };
    one("admin-1", "administratie", ", vervanger: admin-2");
    one("admin-2", "administratie", ", vervanger: admin-1");
    for (at, pair) in proef.gemeenten.chunks(2).enumerate() {
        let here: Vec<&str> = pair.iter().map(|(slug, _)| slug.as_str()).collect();
        let here = here.join(", ");
        let (first, second) = (
            format!("ambt-{}", 2 * at + 1),
            format!("ambt-{}", 2 * at + 2),
        );
        let boa = format!(", boa: ja, gemeenten: [{here}], vervanger: {second}");
        one(&first, "leerplichtambtenaar", &boa);
        let other = format!(", gemeenten: [{here}], vervanger: {first}");
        one(&second, "leerplichtambtenaar", &other);
    }
    one("leid-1", "leidinggevende", "");
    one("beheer-1", "beheerder", "");
    tekst.push('\n');
    tekst
}

/// A basisschool and a school for voortgezet onderwijs in each gemeente.
fn scholen(proef: &Proefbureau<'_>, dobbel: &mut Dobbel) -> String {
    let mut tekst = "scholen:\n".to_owned();
    for (at, (slug, gemeente)) in proef.gemeenten.iter().enumerate() {
        for (reeks, soort) in [(98, "po"), (99, "vo")] {
            let _ = writeln!(
                tekst,
                "  {brin}: {{naam: \"{naam}\", gemeente: {slug}, plaats: \"{plaats}\", soort: {soort}}}",
                brin = brin(reeks, proef.nummer, at),
                naam = dobbel.uit(&SCHOLEN),
                plaats = plaats(gemeente, dobbel),
            );
        }
    }
    tekst.push('\n');
    tekst
}

/// Of a split gemeente one of its places.
fn plaats(gemeente: &Gemeente, dobbel: &mut Dobbel) -> String {
    let places = gemeente.plaatsen.iter().flat_map(|per| {
        [&per.noord, &per.midden, &per.zuid]
            .into_iter()
            .flatten()
            .map(String::as_str)
    });
    let places: Vec<&str> = places.collect();
    if places.is_empty() {
        gemeente.naam.clone()
    } else {
        dobbel.uit(&places).to_owned()
    }
}

/// A code of four: no school in the country has one with 98 or 99.
fn brin(reeks: u32, bureau: usize, gemeente: usize) -> String {
    let letter = |at: usize| char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    let nummer = bureau * 17 + gemeente;
    format!(
        "{reeks}{}{}-{:02}",
        letter(nummer / 26),
        letter(nummer),
        nummer / (26 * 26)
    )
}

/// A block of the model from its key to the next one, comments left out.
fn of_model(tekst: &str, sleutel: &str) -> String {
    let head = format!("{sleutel}:");
    let lines = tekst.lines().skip_while(|line| !line.starts_with(&head));
    let own = |line: &&str| line.is_empty() || line.starts_with([' ', '#']);
    let mut block: Vec<&str> = lines.clone().take(1).collect();
    let rest = lines.skip(1).take_while(own);
    block.extend(rest.filter(|line| !line.trim_start().starts_with('#') && !line.is_empty()));
    match block.is_empty() {
        true => String::new(),
        false => block.join("\n") + "\n\n",
    }
}
