//! Definitions loaded per second: one compiled from its layers, and the whole catalogue.
//!
//! A reload waits for this, and `check` runs at every save of an author.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
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

criterion_group!(benches, definitions);
criterion_main!(benches);
