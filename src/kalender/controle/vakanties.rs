//! Judges `schoolvakanties.yaml`: names, completeness, Saturday to Sunday, length, season, order.
//!
//! Easy to get wrong: a fault in one region must not hide those in another, so nothing here
//! stops at the first.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::{Bevinding, Verslag};
use crate::kalender::regio::Regio;
use crate::kalender::schoolvakanties::{PerRegio, Schooljaar, Schoolvakanties, Vakantie};
use crate::kalender::schrijfwijze::datum_kort;
use crate::kalender::vraag::Periode;
use crate::kalender::werkdagen::JAREN;

/// What a published holiday must look like.
struct Maat {
    dagen: &'static [i64],
    /// First and last (month, day) on which it may begin, and whether that is in the school
    /// year's second calendar year.
    van: (u32, u32),
    tot: (u32, u32),
    tweede_jaar: bool,
}

const fn measure(vakantie: Vakantie) -> Maat {
    let (dagen, van, tot, tweede_jaar): (&[i64], _, _, _) = match vakantie {
        Vakantie::Herfst => (&[9], (10, 1), (11, 7), false),
        Vakantie::Kerst => (&[16], (12, 16), (12, 28), false),
        Vakantie::Voorjaar => (&[9], (2, 1), (3, 10), true),
        // One week is binding; a national second week has been spoken of.
        Vakantie::Mei => (&[9, 16], (4, 16), (5, 5), true),
        Vakantie::Zomer => (&[44], (6, 28), (7, 28), true),
    };
    Maat {
        dagen,
        van,
        tot,
        tweede_jaar,
    }
}

/// Checks `schoolvakanties.yaml`.
#[must_use]
pub fn check_schoolvakanties(vakanties: &Schoolvakanties) -> Vec<Bevinding> {
    let mut verslag = Verslag::new("schoolvakanties.yaml");
    if vakanties.schooljaren.is_empty() {
        verslag.add("schooljaren", "er is geen enkel schooljaar", None);
    }
    let mut vorig_jaar: Option<i32> = None;
    // Per region the last holiday seen, to find overlap and wrong order.
    let mut vorige: HashMap<Regio, (String, Periode)> = HashMap::new();
    for (nummer, jaar) in vakanties.schooljaren.iter().enumerate() {
        let pad = format!("schooljaren[{nummer}]");
        let begin = check_year_name(&mut verslag, &pad, jaar, vorig_jaar);
        vorig_jaar = begin.or(vorig_jaar);
        for soort in Vakantie::ALLE {
            let pad = format!("{pad}.{}", soort.sleutel());
            check_complete(&mut verslag, &pad, jaar, soort);
            for (pad, periode) in written(&pad, jaar.vakantie(soort)) {
                check_holiday(&mut verslag, &pad, soort, periode, begin);
            }
            check_order(&mut verslag, &pad, jaar, soort, &mut vorige);
        }
    }
    verslag.bevindingen
}

/// The school year's first calendar year, if its name can be read.
fn check_year_name(
    verslag: &mut Verslag,
    pad: &str,
    jaar: &Schooljaar,
    vorig: Option<i32>,
) -> Option<i32> {
    let naam = &jaar.schooljaar;
    let begin = naam
        .split_once('-')
        .and_then(|(a, b)| Some((a.parse::<i32>().ok()?, b.parse::<i32>().ok()?)))
        .filter(|(a, b)| a + 1 == *b && (JAREN.0..JAREN.1).contains(a))
        .map(|(a, _)| a);
    let pad = format!("{pad}.schooljaar");
    match (begin, vorig) {
        (None, _) => verslag.add(
            pad,
            format!("`{naam}` is geen schooljaar"),
            Some("schrijf beide jaren, zoals `2026-2027`".to_owned()),
        ),
        (Some(begin), Some(vorig)) if begin != vorig + 1 => verslag.add(
            pad,
            format!("schooljaar {naam} volgt niet op {vorig}-{}", vorig + 1),
            Some("zet de schooljaren op volgorde, zonder gat en elk één keer".to_owned()),
        ),
        _ => {}
    }
    begin
}

fn check_complete(verslag: &mut Verslag, pad: &str, jaar: &Schooljaar, soort: Vakantie) {
    let vakantie = jaar.vakantie(soort);
    let naam = format!("{} {}", soort.naam(), jaar.schooljaar);
    let eigen = |regio: &Regio| vakantie.eigen(*regio).is_some();
    if vakantie.alle.is_some() {
        if Regio::ALLE.iter().any(eigen) {
            verslag.add(
                pad,
                format!("de {naam} staat er zowel voor `alle` als voor een regio"),
                Some("laat `alle` weg, of laat de regio's weg".to_owned()),
            );
        }
        return;
    }
    let ontbreekt: Vec<_> = Regio::ALLE.into_iter().filter(|r| !eigen(r)).collect();
    if ontbreekt.is_empty() {
        return;
    }
    let waar = if ontbreekt.len() == Regio::ALLE.len() {
        String::new()
    } else {
        let namen: Vec<_> = ontbreekt.iter().map(|r| r.naam()).collect();
        format!(" voor regio {}", namen.join(" en "))
    };
    verslag.add(
        pad,
        format!("de {naam} ontbreekt{waar}"),
        Some("een schooljaar telt pas mee als alle vijf vakanties voor elke regio zijn ingevuld; laat het anders geheel weg".to_owned()),
    );
}

/// What is written in one holiday, with its path.
fn written(pad: &str, vakantie: &PerRegio) -> Vec<(String, Periode)> {
    let eigen = Regio::ALLE
        .into_iter()
        .map(|r| (r.sleutel(), vakantie.eigen(r)));
    [("alle", vakantie.alle)]
        .into_iter()
        .chain(eigen)
        .filter_map(|(sleutel, periode)| Some((format!("{pad}.{sleutel}"), periode?)))
        .collect()
}

fn check_holiday(
    verslag: &mut Verslag,
    pad: &str,
    soort: Vakantie,
    periode: Periode,
    begin: Option<i32>,
) {
    let Periode { van, tot } = periode;
    let naam = soort.naam();
    if van > tot {
        verslag.add(
            pad,
            format!(
                "de {naam} eindigt ({}) voordat zij begint ({})",
                datum_kort(tot),
                datum_kort(van)
            ),
            Some("verwissel `van` en `tot`".to_owned()),
        );
        return;
    }
    for (sleutel, datum, verwacht, dag) in [
        ("van", van, Weekday::Sat, "zaterdag"),
        ("tot", tot, Weekday::Sun, "zondag"),
    ] {
        if datum.weekday() != verwacht {
            verslag.add(
                format!("{pad}.{sleutel}"),
                format!("{} is geen {dag}", datum_kort(datum)),
                Some("een schoolvakantie loopt van zaterdag tot en met zondag".to_owned()),
            );
        }
    }
    let maat = measure(soort);
    if !maat.dagen.contains(&periode.lengte()) {
        let dagen: Vec<_> = maat.dagen.iter().map(ToString::to_string).collect();
        verslag.add(
            pad,
            format!(
                "de {naam} van {} tot en met {} telt {} dagen; verwacht {}",
                datum_kort(van),
                datum_kort(tot),
                periode.lengte(),
                dagen.join(" of ")
            ),
            Some("controleer de maand en het jaar van beide datums".to_owned()),
        );
    }
    if let Some(begin) = begin {
        let jaar = begin + i32::from(maat.tweede_jaar);
        let grens = |(maand, dag)| NaiveDate::from_ymd_opt(jaar, maand, dag);
        if let (Some(eerste), Some(laatste)) = (grens(maat.van), grens(maat.tot))
            && !Periode::new(eerste, laatste).bevat(van)
        {
            verslag.add(
                format!("{pad}.van"),
                format!(
                    "de {naam} begint op {}; verwacht tussen {} en {}",
                    datum_kort(van),
                    datum_kort(eerste),
                    datum_kort(laatste)
                ),
                Some("staat de vakantie in het goede schooljaar?".to_owned()),
            );
        }
    }
}

fn check_order(
    verslag: &mut Verslag,
    pad: &str,
    jaar: &Schooljaar,
    soort: Vakantie,
    vorige: &mut HashMap<Regio, (String, Periode)>,
) {
    for regio in Regio::ALLE {
        let Some(periode) = jaar.vakantie(soort).voor(regio) else {
            continue;
        };
        let naam = format!("{} {}", soort.naam(), jaar.schooljaar);
        if let Some((eerder, vorig)) = vorige.get(&regio)
            && periode.van <= vorig.tot
        {
            verslag.add(
                pad,
                format!(
                    "de {naam} van regio {} begint ({}) voordat de {eerder} is afgelopen ({})",
                    regio.naam(),
                    datum_kort(periode.van),
                    datum_kort(vorig.tot)
                ),
                Some("vakanties van een regio volgen op elkaar en overlappen niet".to_owned()),
            );
        }
        vorige.insert(regio, (naam, periode));
    }
}
