//! Definitions loaded per second: one compiled from its layers, the whole catalogue, and that of a whole country.
//!
//! A reload waits for this, and `check` runs at every save of an author. The country is the set of
//! `termijnwacht landelijke-proef`. Easy to get wrong: a save that changes nothing. Each round of a warm load saves a
//! text that no load before it has seen.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::{Catalog, Lader};
use termijnwacht::cli::landelijke_proef::{maak, omvang};
use termijnwacht::definition::compile::{Laag, Omgeving, compile};

fn definitions(c: &mut Criterion) {
    let bronnen = Bronnen::ingebed();
    let lees = |laag: &str| {
        let pad = format!("{laag}/absoluut-verzuim.yaml");
        let tekst = &bronnen.workflows[&pad].tekst;
        Laag::lees(laag, "absoluut-verzuim", &pad, tekst).0
    };
    let mut group = c.benchmark_group("definitions");
    group.throughput(Throughput::Elements(1));
    group.bench_function("read and compile one procedure of two layers", |b| {
        b.iter(|| {
            let lagen: Vec<Laag> = ["landelijk", "utrecht-noordwest"]
                .into_iter()
                .filter_map(lees)
                .collect();
            let lagen: Vec<&Laag> = lagen.iter().collect();
            black_box(compile(&lagen, &Omgeving::default()))
        });
    });
    group.bench_function("load the whole catalogue", |b| {
        b.iter(|| black_box(Catalog::load(&bronnen).is_ok()));
    });
    group.finish();
}

/// One file of each kind: what a save of it is called, and where it is.
const SAVES: [(&str, &str); 6] = [
    (
        "letter of a bureau",
        "proefregio-04/brieven/absoluut-verzuim-eerste.md",
    ),
    (
        "procedure of a bureau",
        "proefregio-04/absoluut-verzuim.yaml",
    ),
    ("people of a bureau", "proefregio-04/bureau.yaml"),
    ("national letter", "landelijk/brieven/verlof-afgewezen.md"),
    ("national procedure", "landelijk/relatief-verzuim.yaml"),
    ("nothing", "HANDLEIDING.md"),
];

fn country(c: &mut Criterion) {
    let mut bronnen = maak(40, 1).unwrap();
    println!("{}", omvang(&bronnen));
    let mut group = c.benchmark_group("country");
    group.sample_size(10);
    group.bench_function("load", |b| {
        b.iter(|| black_box(Catalog::load(&bronnen).is_ok()));
    });
    let mut lader = Lader::default();
    assert!(lader.laad(&bronnen).is_ok());
    let mut round = 0;
    for (what, pad) in SAVES {
        let was = bronnen.workflows.get(pad).map(|file| file.tekst.clone());
        group.bench_function(format!("load again after a save: {what}"), |b| {
            b.iter(|| {
                round += 1;
                if let (Some(file), Some(was)) = (bronnen.workflows.get_mut(pad), &was) {
                    file.tekst = save(pad, was, round);
                }
                black_box(lader.laad(&bronnen).is_ok())
            });
        });
        if let (Some(file), Some(was)) = (bronnen.workflows.get_mut(pad), was) {
            file.tekst = was;
        }
    }
    group.finish();
}

/// The text with something in it that no text before it had.
fn save(pad: &str, was: &str, round: u32) -> String {
    match pad.ends_with(".md") {
        true => was.replacen("Met vriendelijke groet", &format!("Met groet {round}"), 1),
        false => format!("{was}# {round}\n"),
    }
}

criterion_group!(benches, definitions, country);
criterion_main!(benches);
