//! Judges what a bureau says about its schools and local days, against the national files.
//!
//! Easy to get wrong: a deviation for a school whose location is unknown would silently hold
//! nowhere, so it is a fault.

use super::{Bevinding, Verslag};
use crate::kalender::afwijkingen::{Afwijking, BureauKalender, GemeenteKalender, Schoolplaats};
use crate::kalender::kalenders::{Kalenderdata, regio_of, school_key};
use crate::kalender::regio::Gemeente;
use crate::kalender::schrijfwijze::{datum_kort, nearest, slug};
use crate::kalender::vraag::Periode;

/// Checks what one bureau says about its schools and local days.
#[must_use]
pub fn check_bureau(bureau: &BureauKalender, data: &Kalenderdata) -> Vec<Bevinding> {
    let mut verslag = Verslag::new(format!("{}/bureau.yaml", bureau.bureau));
    for (nummer, gemeente) in bureau.gemeenten.iter().enumerate() {
        check_gemeente(&mut verslag, format!("gemeenten[{nummer}]"), gemeente, data);
    }
    for school in &bureau.scholen {
        let vestiging = school.vestiging.iter().map(|nummer| format!("-{nummer}"));
        let pad = format!("scholen.{}{}", school.brin, vestiging.collect::<String>());
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
        check_own(&mut verslag, &pad, gemeente, bureau, data);
        check_layer(&mut verslag, &pad, afwijking, data);
    }
    for (sleutel, plaatsen) in &afwijkingen.plaatsen {
        let pad = format!("kalender.plaatsen.{sleutel}");
        check_own(&mut verslag, &pad, sleutel, bureau, data);
        let gemeente = data.regios.gemeenten.get(sleutel);
        for (plaats, afwijking) in plaatsen {
            let pad = format!("{pad}.{plaats}");
            check_plaats(&mut verslag, &pad, (sleutel, gemeente), plaats, bureau);
            check_layer(&mut verslag, &pad, afwijking, data);
        }
    }
    for (school, afwijking) in &afwijkingen.scholen {
        let pad = format!("kalender.scholen.{school}");
        let sleutel = school_key(school);
        let known = |s: &Schoolplaats| {
            let vestiging = s.vestiging.as_deref().unwrap_or_default();
            sleutel == school_key(&s.brin)
                || sleutel == school_key(&format!("{}{vestiging}", s.brin))
        };
        if !bureau.scholen.iter().any(known) {
            verslag.add(
                &pad,
                format!("school `{school}` staat niet onder `scholen`"),
                Some(nearest_school(bureau, &sleutel)),
            );
        }
        check_layer(&mut verslag, &pad, afwijking, data);
    }
    let mut bevindingen = verslag.bevindingen;
    for (gemeente, eigen) in &bureau.eigen {
        bevindingen.extend(check_eigen(bureau, gemeente, eigen, data));
    }
    bevindingen
}

/// What a gemeente says in its own file.
fn check_eigen(
    bureau: &BureauKalender,
    sleutel: &str,
    eigen: &GemeenteKalender,
    data: &Kalenderdata,
) -> Vec<Bevinding> {
    let mut verslag = Verslag::new(format!("{}/{sleutel}/gemeente.yaml", bureau.bureau));
    check_layer(&mut verslag, "kalender.gemeente", &eigen.gemeente, data);
    let gemeente = data.regios.gemeenten.get(sleutel);
    for (plaats, afwijking) in &eigen.plaatsen {
        let pad = format!("kalender.plaatsen.{plaats}");
        check_plaats(&mut verslag, &pad, (sleutel, gemeente), plaats, bureau);
        check_layer(&mut verslag, &pad, afwijking, data);
    }
    verslag.bevindingen
}

fn check_plaats(
    verslag: &mut Verslag,
    pad: &str,
    (sleutel, gemeente): (&str, Option<&Gemeente>),
    plaats: &str,
    bureau: &BureauKalender,
) {
    // Of an undivided gemeente no list of places exists; where its schools stand is known.
    if gemeente.is_some_and(|g| g.plaatsen.is_none()) {
        let here = bureau.scholen.iter().filter(|s| s.gemeente == sleutel);
        let known: Vec<&str> = here.filter_map(|s| s.plaats.as_deref()).collect();
        if known.iter().any(|naam| slug(naam) == slug(plaats)) {
            return;
        }
        if let Some(naaste) = nearest(plaats, known.iter().copied()) {
            verslag.add(
                pad,
                format!("in {sleutel} staat geen school in `{plaats}`"),
                Some(format!("bedoelde u `{naaste}`?")),
            );
        }
        return;
    }
    if gemeente.is_some_and(|g| regio_of(g, Some(plaats)).is_none()) {
        let namen: Vec<&str> = gemeente
            .and_then(|g| g.plaatsen.as_ref())
            .into_iter()
            .flat_map(|p| p.alle().map(|(naam, _)| naam))
            .collect();
        let naaste = nearest(plaats, namen.iter().copied());
        verslag.add(
            pad,
            format!("{sleutel} kent geen plaats `{plaats}`"),
            naaste.map(|n| format!("bedoelde u `{n}`?")),
        );
    }
}

/// What a bureau says of a gemeente it does not serve holds for nobody, but for a school of it that stands there.
fn check_own(
    verslag: &mut Verslag,
    pad: &str,
    gemeente: &str,
    bureau: &BureauKalender,
    data: &Kalenderdata,
) {
    let own = bureau.gemeenten.iter().any(|own| own == gemeente);
    let school = bureau.scholen.iter().any(|s| s.gemeente == gemeente);
    // One that is misspelled above is told there.
    let exists = |own: &String| data.regios.gemeenten.contains_key(own);
    let own = own || !bureau.gemeenten.iter().all(exists);
    if !check_gemeente(verslag, pad.to_owned(), gemeente, data) || own || school {
        return;
    }
    let naaste = nearest(gemeente, bureau.gemeenten.iter().map(String::as_str));
    verslag.add(
        pad,
        format!("`{gemeente}` is geen gemeente van dit bureau"),
        Some(match naaste {
            Some(naaste) => format!("bedoelde u `{naaste}`?"),
            None => "haal het weg; deze dagen gelden nergens".to_owned(),
        }),
    );
}

fn nearest_school(bureau: &BureauKalender, gezocht: &str) -> String {
    let codes: Vec<String> = bureau
        .scholen
        .iter()
        .map(|s| {
            school_key(&format!(
                "{}{}",
                s.brin,
                s.vestiging.as_deref().unwrap_or_default()
            ))
        })
        .collect();
    match nearest(gezocht, codes.iter().map(String::as_str)) {
        Some(naaste) => format!("bedoelde u `{naaste}`?"),
        None => {
            "voeg de school met haar gemeente toe, anders geldt deze afwijking nergens".to_owned()
        }
    }
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
