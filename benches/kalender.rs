//! How many dates a second the calendar counts, with their reasons and sentence.
//!
//! Uses the shipped calendar through the loader. Easy to get wrong: a national load asks for
//! millions of dates a year and recounts every open term when a calendar changes, so one
//! answer must stay near a microsecond.

use std::hint::black_box;

use chrono::{Days, NaiveDate};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde::de::DeserializeOwned;
use termijnwacht::definition::lees::lees;
use termijnwacht::kalender::{Duur, Eenheid, Kalenderdata, Kalenders, Richting, Vraag};

fn read<T: DeserializeOwned + schemars::JsonSchema>(bestand: &str, tekst: &str) -> T {
    lees::<T>(bestand, tekst)
        .expect("the shipped calendar reads")
        .inhoud
}

fn landelijk() -> Kalenderdata {
    Kalenderdata {
        regios: read(
            "regios.yaml",
            include_str!("../workflows/landelijk/kalender/regios.yaml"),
        ),
        schoolvakanties: read(
            "schoolvakanties.yaml",
            include_str!("../workflows/landelijk/kalender/schoolvakanties.yaml"),
        ),
        feestdagen: read(
            "feestdagen.yaml",
            include_str!("../workflows/landelijk/kalender/feestdagen.yaml"),
        ),
    }
}

fn counting(c: &mut Criterion) {
    let data = landelijk();
    let kalenders = Kalenders::new(&data, &[]).expect("the shipped calendar has no faults");
    let woerden = kalenders
        .voor("woerden", None, None)
        .expect("Woerden exists");
    let begin = NaiveDate::from_ymd_opt(2026, 8, 31).expect("a date");
    let dagen: Vec<_> = (0..300).map(|n| begin + Days::new(n)).collect();

    let mut groep = c.benchmark_group("bereken");
    groep.throughput(Throughput::Elements(dagen.len() as u64));
    for (naam, duur, wettelijk) in [
        ("10 schooldagen", Duur::new(10, Eenheid::Schooldagen), false),
        ("10 werkdagen", Duur::new(10, Eenheid::Werkdagen), false),
        ("8 weken wettelijk", Duur::new(8, Eenheid::Weken), true),
    ] {
        groep.bench_function(naam, |b| {
            b.iter(|| {
                for vanaf in &dagen {
                    let vraag = Vraag {
                        vanaf: *vanaf,
                        duur,
                        richting: Richting::Vooruit,
                        wettelijk,
                        opgeschort: &[],
                        gaat_door: false,
                    };
                    black_box(woerden.bereken(&vraag)).ok();
                }
            });
        });
    }
    groep.finish();

    c.bench_function("voor", |b| {
        b.iter(|| kalenders.voor(black_box("de-ronde-venen"), Some("Abcoude"), None));
    });
    c.bench_function("Kalenders::new", |b| b.iter(|| Kalenders::new(&data, &[])));
}

criterion_group!(benches, counting);
criterion_main!(benches);
