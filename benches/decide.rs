//! Decisions per second on the shipped definitions: the pure heart, without a store.
//!
//! ```text
//! cargo bench --bench decide
//! ```
//! Three commands of every day: a melding opens a zaak, administratie sends the first letter (which asks the
//! shipped script which letter), a rung fires. Easy to get wrong: the bench must decide something. Each
//! command is tried once before it is measured, and a refusal stops the bench.

use std::hint::black_box;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use serde_json::{Value, json};
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::decide::{
    Beschikbaar, Context, Decision, Policy, PolicyIncident, Voorstel, decide, next_due,
};
use termijnwacht::definition::bureau::Bureau;
use termijnwacht::definition::procedure::{Procedure, Vraag};
use termijnwacht::kalender::Kalender;
use termijnwacht::policy::{Host, Vraagstelling};
use termijnwacht::zaak::geschiedenis::Geschiedenis;
use termijnwacht::zaak::melding::Gemelde;
use termijnwacht::zaak::{
    Act, Command, Digest, Envelope, JongereId, Melding, MeldingId, Zaak, ZaakId,
};

const ID: ZaakId = ZaakId(1);

/// What the engine would have read before it decides.
struct Known {
    catalog: Catalog,
    definitie: Digest,
    procedure: Arc<Procedure>,
    bureau: Arc<Bureau>,
    kalender: Arc<Kalender>,
    gemelde: Gemelde,
    geschiedenis: Geschiedenis,
}

impl Policy for Known {
    fn vraag(
        &self,
        naam: &str,
        vraag: &Vraag,
        script: Option<&Digest>,
        feiten: &Value,
    ) -> Result<Voorstel, PolicyIncident> {
        let script = script
            .and_then(|digest| self.catalog.script(digest))
            .expect("the script of the question is shipped");
        let stelling = Vraagstelling {
            naam: naam.to_owned(),
            invoer: vraag.invoer.clone(),
            antwoorden: vraag.antwoorden.keys().cloned().collect(),
        };
        Host::new()
            .vraag(script, &stelling, feiten)
            .map(|found| Voorstel {
                antwoord: found.antwoord,
                reden: found.reden,
            })
            .map_err(|fout| PolicyIncident {
                melding: fout.to_string(),
            })
    }
}

impl Known {
    fn shipped() -> Self {
        let catalog = Catalog::load(&Bronnen::ingebed())
            .expect("the shipped definitions have no faults")
            .catalog;
        let (definitie, procedure) = catalog
            .procedure("woerden", "absoluut-verzuim")
            .map(|(digest, procedure)| (digest.clone(), Arc::clone(procedure)))
            .expect("Woerden runs absoluut-verzuim");
        let bureau = Arc::clone(catalog.bureau_van("woerden").expect("Woerden has a bureau"));
        let kalender = catalog
            .kalenders()
            .voor("woerden", Some("Woerden"), None)
            .expect("Woerden has a calendar");
        let gemelde = Gemelde {
            id: MeldingId(1),
            jongere: Some(JongereId(1)),
            melding: melding(),
        };
        Self {
            catalog,
            definitie,
            procedure,
            bureau,
            kalender,
            gemelde,
            geschiedenis: Geschiedenis::default(),
        }
    }

    fn decided(&self, zaak: Option<&Zaak>, envelope: &Envelope) -> Decision {
        let everywhere = |_: &str| Beschikbaar::Ja;
        let context = Context {
            procedure: &self.procedure,
            definitie: &self.definitie,
            bureau: &self.bureau,
            kalender: &self.kalender,
            policy: self,
            gemelde: Some(&self.gemelde),
            geschiedenis: &self.geschiedenis,
            historie: &[],
            onverzonden: &[],
            doel: None,
            beschikbaar: &everywhere,
        };
        decide(context, ID, zaak, envelope)
            .expect("the command fits")
            .expect("the command changes something")
    }
}

fn melding() -> Melding {
    serde_json::from_value(json!({
        "bron": "duo", "kenmerk": "R-2026-000001", "soort": "absoluut-verzuim", "ontvangen": "2026-10-08",
        "gemeente": "woerden",
        "jongere": {"bsn": "999900146", "naam": "Fenna van Nergenshuizen", "geboortedatum": "2014-03-11",
                    "plaats": "Woerden"},
        "ouders": [{"naam": "Truus van Nergenshuizen", "gezag": true}],
        "gegevens": {"vermoeden": "2026-10-08", "aanleiding": "vergelijking"},
    }))
    .expect("the melding reads")
}

fn act(op: &str, taak: &str, uitkomst: &str) -> Command {
    let act: Act = serde_json::from_value(json!({
        "op": op, "door": "admin-1", "taak": taak, "uitkomst": uitkomst,
    }))
    .expect("the act reads");
    Command::Act(Box::new(act))
}

fn envelope(oorzaak: &str, op: DateTime<Utc>, command: Command) -> Envelope {
    Envelope {
        oorzaak: oorzaak.to_owned(),
        op,
        command,
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn decisions(criterion: &mut Criterion) {
    let known = Known::shipped();
    let opens = envelope(
        "melding:1",
        instant("2026-10-08T07:00:00Z"),
        Command::Melding(Box::new(known.gemelde.clone())),
    );
    let opened = known.decided(None, &opens).zaak;
    let checked = envelope(
        "act:1",
        instant("2026-10-08T08:00:00Z"),
        act(
            "2026-10-08T10:00:00+02:00",
            "administratieve-controle",
            "geen-fout",
        ),
    );
    let checked = known.decided(Some(&opened), &checked).zaak;
    let sends = envelope(
        "act:2",
        instant("2026-10-08T09:00:00Z"),
        act("2026-10-08T11:00:00+02:00", "eerste-brief", "verzonden"),
    );
    let due = next_due(&opened).expect("a rung is armed");
    let fires = envelope("timers:1", due, Command::Timers);

    let mut group = criterion.benchmark_group("decide");
    group.throughput(Throughput::Elements(1));
    for (naam, zaak, envelope) in [
        ("a melding opens a zaak", None, &opens),
        ("the first letter is sent", Some(&checked), &sends),
        ("a rung fires", Some(&opened), &fires),
    ] {
        let decision = known.decided(zaak, envelope);
        eprintln!(
            "{naam}: {} lines, {} effects",
            decision.regels.len(),
            decision.effects.len()
        );
        group.bench_function(naam, |bencher| {
            bencher.iter(|| black_box(known.decided(black_box(zaak), envelope)));
        });
    }
    group.finish();
}

criterion_group!(benches, decisions);
criterion_main!(benches);
