//! Checks of calendar data before anything is counted with them.
//!
//! Public files of school holidays hold errors, and one wrong week makes every term of a
//! region wrong in silence. So: length, Saturday to Sunday, season, completeness, order and
//! overlap, all faults at once. Easy to get wrong: the national files are judged strictly, a
//! bureau's own days loosely, since local holidays may be of any length.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::afwijkingen::{Afwijking, BureauKalender};
use super::feestdag::Feestdagen;
use super::kalenders::{Kalenderdata, regio_of, school_key};
use super::regio::{Regio, Regios};
use super::schoolvakanties::{PerRegio, Schooljaar, Schoolvakanties, Vakantie};
use super::schrijfwijze::{datum_kort, nearest, slug};
use super::vraag::Periode;
use super::werkdagen::JAREN;

/// A fault in calendar data, for the administrator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bevinding {
    /// The file's name, such as `schoolvakanties.yaml`; of a bureau `SLUG/bureau.yaml`.
    pub bestand: String,
    /// The place in it, such as `schooljaren[2].herfst.midden`.
    pub pad: String,
    /// What is wrong, in Dutch.
    pub melding: String,
    /// What to do, in Dutch.
    pub hint: Option<String>,
}

/// Collects the faults of one file.
struct Verslag {
    bestand: String,
    bevindingen: Vec<Bevinding>,
}

impl Verslag {
    fn new(bestand: impl Into<String>) -> Self {
        Self {
            bestand: bestand.into(),
            bevindingen: Vec::new(),
        }
    }

    fn add(&mut self, pad: impl Into<String>, melding: impl Into<String>, hint: Option<String>) {
        self.bevindingen.push(Bevinding {
            bestand: self.bestand.clone(),
            pad: pad.into(),
            melding: melding.into(),
            hint,
        });
    }
}

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
    let naam = format!("{}vakantie {}", soort.sleutel(), jaar.schooljaar);
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
    let naam = format!("{}vakantie", soort.sleutel());
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
        let naam = format!("{}vakantie {}", soort.sleutel(), jaar.schooljaar);
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

/// Checks `regios.yaml`.
#[must_use]
pub fn check_regios(regios: &Regios) -> Vec<Bevinding> {
    let mut verslag = Verslag::new("regios.yaml");
    let mut codes: HashMap<&str, &str> = HashMap::new();
    for (sleutel, gemeente) in &regios.gemeenten {
        let pad = format!("gemeenten.{sleutel}");
        if slug(&gemeente.naam) != *sleutel {
            verslag.add(
                &pad,
                format!("`{sleutel}` hoort niet bij de naam `{}`", gemeente.naam),
                Some(format!("schrijf `{}`", slug(&gemeente.naam))),
            );
        }
        if gemeente.code.len() != 4 || !gemeente.code.bytes().all(|b| b.is_ascii_digit()) {
            verslag.add(
                format!("{pad}.code"),
                format!("`{}` is geen gemeentecode", gemeente.code),
                Some("een CBS-code heeft vier cijfers; zet hem tussen aanhalingstekens".to_owned()),
            );
        } else if let Some(andere) = codes.insert(&gemeente.code, sleutel) {
            verslag.add(
                format!("{pad}.code"),
                format!("code {} is al van `{andere}`", gemeente.code),
                None,
            );
        }
        match (&gemeente.regio, &gemeente.plaatsen) {
            (Some(_), Some(_)) => verslag.add(
                &pad,
                "een gemeente heeft óf een regio, óf plaatsen per regio",
                Some("laat `regio` weg als de gemeente gesplitst is".to_owned()),
            ),
            (None, None) => verslag.add(
                &pad,
                "de vakantieregio ontbreekt",
                Some("voeg `regio: noord`, `midden` of `zuid` toe".to_owned()),
            ),
            (None, Some(plaatsen)) => {
                let mut gezien = HashMap::new();
                for (plaats, _) in plaatsen.alle() {
                    if gezien.insert(slug(plaats), ()).is_some() {
                        verslag.add(
                            format!("{pad}.plaatsen"),
                            format!("de plaats `{plaats}` staat er tweemaal"),
                            None,
                        );
                    }
                }
            }
            (Some(_), None) => {}
        }
    }
    verslag.bevindingen
}

/// Checks `feestdagen.yaml`.
#[must_use]
pub fn check_feestdagen(feestdagen: &Feestdagen) -> Vec<Bevinding> {
    let mut verslag = Verslag::new("feestdagen.yaml");
    let atw = &feestdagen.algemene_termijnenwet;
    for (nummer, datum) in atw.gelijkgesteld.iter().enumerate() {
        let pad = format!("algemene_termijnenwet.gelijkgesteld[{nummer}]");
        if datum.year() > atw.bekend_tot_en_met {
            verslag.add(
                pad,
                format!(
                    "{} ligt na het laatste bekende jaar ({})",
                    datum_kort(*datum),
                    atw.bekend_tot_en_met
                ),
                Some("verhoog `bekend_tot_en_met`".to_owned()),
            );
        } else if atw.gelijkgesteld[..nummer].contains(datum) {
            verslag.add(
                pad,
                format!("{} staat er tweemaal", datum_kort(*datum)),
                None,
            );
        }
    }
    verslag.bevindingen
}

/// Checks what one bureau says about its schools and local days.
#[must_use]
pub fn check_bureau(bureau: &BureauKalender, data: &Kalenderdata) -> Vec<Bevinding> {
    let mut verslag = Verslag::new(format!("{}/bureau.yaml", bureau.bureau));
    for (nummer, gemeente) in bureau.gemeenten.iter().enumerate() {
        check_gemeente(&mut verslag, format!("gemeenten[{nummer}]"), gemeente, data);
    }
    for (nummer, school) in bureau.scholen.iter().enumerate() {
        let pad = format!("scholen[{nummer}]");
        if school.brin.len() != 4 || !school.brin.bytes().all(|b| b.is_ascii_alphanumeric()) {
            verslag.add(
                format!("{pad}.brin"),
                format!("`{}` is geen BRIN", school.brin),
                Some("een BRIN heeft vier tekens, zoals `00XX`".to_owned()),
            );
        }
        let goed = check_gemeente(
            &mut verslag,
            format!("{pad}.gemeente"),
            &school.gemeente,
            data,
        );
        let gemeente = data.regios.gemeenten.get(&school.gemeente);
        if goed && gemeente.is_some_and(|g| regio_of(g, school.plaats.as_deref()).is_none()) {
            verslag.add(
                format!("{pad}.plaats"),
                format!(
                    "{} ligt in meer dan één vakantieregio en de plaats van de school is niet bekend",
                    school.gemeente
                ),
                Some("noem een plaats die in `regios.yaml` staat".to_owned()),
            );
        }
    }
    let afwijkingen = &bureau.kalender;
    check_layer(&mut verslag, "kalender.bureau", &afwijkingen.bureau, data);
    for (gemeente, afwijking) in &afwijkingen.gemeenten {
        let pad = format!("kalender.gemeenten.{gemeente}");
        check_gemeente(&mut verslag, pad.clone(), gemeente, data);
        check_layer(&mut verslag, &pad, afwijking, data);
    }
    for (sleutel, plaatsen) in &afwijkingen.plaatsen {
        let pad = format!("kalender.plaatsen.{sleutel}");
        check_gemeente(&mut verslag, pad.clone(), sleutel, data);
        let gemeente = data.regios.gemeenten.get(sleutel);
        for (plaats, afwijking) in plaatsen {
            let pad = format!("{pad}.{plaats}");
            if gemeente.is_some_and(|g| regio_of(g, Some(plaats)).is_none()) {
                verslag.add(&pad, format!("{sleutel} kent geen plaats `{plaats}`"), None);
            }
            check_layer(&mut verslag, &pad, afwijking, data);
        }
    }
    for (school, afwijking) in &afwijkingen.scholen {
        let pad = format!("kalender.scholen.{school}");
        let sleutel = school_key(school);
        let brin = sleutel.get(..4).unwrap_or(&sleutel);
        if !bureau.scholen.iter().any(|s| school_key(&s.brin) == brin) {
            verslag.add(
                &pad,
                format!("school `{school}` staat niet onder `scholen`"),
                Some(
                    "voeg de school met haar gemeente toe, anders geldt deze afwijking nergens"
                        .to_owned(),
                ),
            );
        }
        check_layer(&mut verslag, &pad, afwijking, data);
    }
    verslag.bevindingen
}

fn check_gemeente(verslag: &mut Verslag, pad: String, gemeente: &str, data: &Kalenderdata) -> bool {
    let gemeenten = &data.regios.gemeenten;
    if gemeenten.contains_key(gemeente) {
        return true;
    }
    let naaste = nearest(gemeente, gemeenten.keys().map(String::as_str));
    verslag.add(
        pad,
        format!("onbekende gemeente `{gemeente}`"),
        naaste.map(|n| format!("bedoelde u `{n}`?")),
    );
    false
}

fn check_layer(verslag: &mut Verslag, pad: &str, afwijking: &Afwijking, data: &Kalenderdata) {
    for (nummer, eigen) in afwijking.vakanties.iter().enumerate() {
        let pad = format!("{pad}.vakanties[{nummer}]");
        let schooljaren = &data.schoolvakanties.schooljaren;
        if !schooljaren.iter().any(|j| j.schooljaar == eigen.schooljaar) {
            let jaren: Vec<_> = schooljaren.iter().map(|j| j.schooljaar.as_str()).collect();
            verslag.add(
                format!("{pad}.schooljaar"),
                format!("onbekend schooljaar `{}`", eigen.schooljaar),
                Some(format!("verwacht {}", jaren.join(", "))),
            );
        }
        check_local(verslag, &pad, Periode::new(eigen.van, eigen.tot));
    }
    for (soort, dagen) in [
        ("vrije_dagen", &afwijking.vrije_dagen),
        ("lesdagen", &afwijking.lesdagen),
    ] {
        for (nummer, lokaal) in dagen.iter().enumerate() {
            check_local(
                verslag,
                &format!("{pad}.{soort}[{nummer}]"),
                lokaal.periode(),
            );
        }
    }
}

fn check_local(verslag: &mut Verslag, pad: &str, periode: Periode) {
    // Longer than any summer holiday: a year too many, rather than a holiday.
    const LANGSTE: i64 = 60;
    let lengte = periode.lengte();
    if lengte < 1 {
        verslag.add(
            pad,
            format!(
                "{} ligt na {}",
                datum_kort(periode.van),
                datum_kort(periode.tot)
            ),
            Some("verwissel `van` en `tot`".to_owned()),
        );
    } else if lengte > LANGSTE {
        verslag.add(
            pad,
            format!("{lengte} dagen is te lang voor een vakantie of vrije dagen"),
            Some("controleer het jaar van beide datums".to_owned()),
        );
    }
}
