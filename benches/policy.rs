//! How long one question to a policy script takes, input and answer included,
//! and how long the longest loop is let run.

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::json;
use termijnwacht::policy::{Host, Script, Vraagstelling};

const SVB: &str = include_str!("../scripts/landelijk/svb_situatie.rhai");

fn script(naam: &str, bron: &str) -> Script {
    Script::compile(&format!("{naam}.rhai"), bron).expect("a script that compiles")
}

fn policy(criterion: &mut Criterion) {
    let host = Host::new();
    let vraag = Vraagstelling {
        naam: "svb_situatie".to_owned(),
        invoer: ["jongere", "verzuim", "gegevens", "geschiedenis"]
            .map(str::to_owned)
            .to_vec(),
        antwoorden: ["melden", "eerst-hulp", "niet-melden"]
            .map(str::to_owned)
            .to_vec(),
    };
    let invoer = json!({
        "jongere": {"leeftijd": 16, "startkwalificatie": false},
        "verzuim": {"uren": 20, "soort": "16-uur"},
        "gegevens": {"verwijtbaar": "ouders-en-jongere", "medewerking": "nee", "hulp_geprobeerd": false, "vrijstelling": false},
        "geschiedenis": {"meldingen": []},
    });
    let svb = script("svb_situatie", SVB);
    criterion.bench_function("one question", |bencher| {
        bencher.iter(|| host.vraag(black_box(&svb), &vraag, &invoer));
    });
    criterion.bench_function("compile and lint", |bencher| {
        bencher.iter(|| script("svb_situatie", black_box(SVB)));
    });
    let endless = script("svb_situatie", "fn svb_situatie(zaak) { loop { } }");
    criterion.bench_function("an endless loop, stopped", |bencher| {
        bencher.iter(|| host.vraag(black_box(&endless), &vraag, &invoer));
    });
}

criterion_group!(benches, policy);
criterion_main!(benches);
