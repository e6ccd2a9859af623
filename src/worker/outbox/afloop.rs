//! What became of each row, written down; and told to its zaak when it will never go.
//!
//! ```text
//!  sent ─▶ Verzonden        put off ─▶ Opnieuw, and after `tries` ─▶ Mislukt
//!  refused, or impossible to make ────────────────────────────────▶ Mislukt ─▶ an incident in the zaak
//! ```
//! Easy to get wrong: the order. The zaak is told before the row is marked, so that a crash in between tells
//! twice, which is one incident, rather than never.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::{OutboxFout, RijFout, Verzonden, bundel, wachttijd};
use crate::engine::{Engine, EngineFout};
use crate::smtp::{Fault, Pool, Problem, Stage, Verdict};
use crate::store::{Claim, Store, Uitgaand, Uitslag};
use crate::zaak::Effect;

/// Keeps the count of a round.
pub(super) struct Afloop<'a, S> {
    pub engine: &'a Engine<S>,
    pub now: DateTime<Utc>,
    pub verzonden: Verzonden,
    /// The first file that could not be written; told when the round is done.
    pub schrijffout: Option<OutboxFout>,
}

impl<'a, S: Store> Afloop<'a, S> {
    pub fn new(engine: &'a Engine<S>, now: DateTime<Utc>) -> Self {
        Self {
            engine,
            now,
            verzonden: Verzonden::default(),
            schrijffout: None,
        }
    }

    /// They are in other hands, as so many things.
    pub async fn verzonden(&mut self, rijen: &[Uitgaand], aantal: usize) -> Result<(), OutboxFout> {
        match rijen.first().map(|rij| &rij.effect) {
            Some(Effect::Mail(_)) => self.verzonden.mails += aantal,
            Some(Effect::Brief(_)) => self.verzonden.brieven += aantal,
            _ => self.verzonden.meldingen += aantal,
        }
        let at = self.engine.clock().now();
        self.mark(rijen, &Uitslag::Verzonden { at }).await
    }

    /// They could not be made: a text or address is at fault, or a file could not be written.
    pub async fn niet_gemaakt(
        &mut self,
        rijen: &[Uitgaand],
        fout: RijFout,
    ) -> Result<(), OutboxFout> {
        match fout {
            RijFout::Outbox(fout @ OutboxFout::Schrijven { .. }) => {
                tracing::error!(error = ?fout, "a file cannot be written; it is tried again");
                self.zonder_server(rijen, &fout.to_string()).await?;
                self.schrijffout.get_or_insert(fout);
                Ok(())
            }
            RijFout::Outbox(fout) => Err(fout),
            fout => self.opgegeven(rijen, &fout.to_string()).await,
        }
    }

    /// The mail server has had its say.
    pub async fn beoordeeld(
        &mut self,
        claim: &Claim,
        verdict: Verdict,
        pool: &Pool,
    ) -> Result<(), OutboxFout> {
        let rijen = &claim.rijen;
        let wie = claim
            .ontvanger
            .as_ref()
            .map(bundel::wie)
            .unwrap_or_default();
        match verdict {
            Verdict::Sent { .. } => self.verzonden(rijen, 1).await,
            Verdict::Later {
                fault,
                server: true,
                loud,
            } => {
                if loud {
                    tracing::error!(error = %fault, "no mail goes out until this is mended");
                } else {
                    tracing::warn!(error = %fault, "the mail server cannot be used; mail waits");
                }
                self.zonder_server(rijen, &fault.to_string()).await
            }
            Verdict::Later { fault, .. } => {
                let (over, op): (Vec<Uitgaand>, Vec<Uitgaand>) = rijen
                    .iter()
                    .cloned()
                    .partition(|rij| rij.pogingen < pool.settings().tries);
                tracing::warn!(error = %fault, "the mail server put a mail off");
                self.uitgesteld(&over, &fault.to_string()).await?;
                self.opgegeven(&op, &in_het_kort(&fault, &wie)).await
            }
            Verdict::Never { fault } => {
                tracing::warn!(error = %fault, "the mail server refused a mail");
                self.opgegeven(rijen, &in_het_kort(&fault, &wie)).await
            }
        }
    }

    /// They were not tried, because the server is away or the round took too long.
    pub async fn niet_geprobeerd(
        &mut self,
        rijen: &[Uitgaand],
        away: Option<&Fault>,
    ) -> Result<(), OutboxFout> {
        let reden = away.map_or("not tried: others took too long".to_owned(), |fault| {
            format!("not tried: {fault}")
        });
        self.zonder_server(rijen, &reden).await
    }

    /// The bureau does not mail now.
    pub async fn buiten_maildag(
        &mut self,
        rijen: &[Uitgaand],
        at: DateTime<Utc>,
    ) -> Result<(), OutboxFout> {
        let reden = "outside the mail hours of the bureau";
        self.wacht_tot(rijen, at, reden, false).await
    }

    /// One mail an hour: a weekly overview lets reminders go first.
    pub async fn volgend_uur(&mut self, rijen: &[Uitgaand]) -> Result<(), OutboxFout> {
        let hour = TimeDelta::hours(1);
        let at = self.now.duration_trunc(hour).unwrap_or(self.now) + hour;
        let reden = "another mail goes first this hour";
        self.wacht_tot(rijen, at, reden, false).await
    }

    /// The server put this mail off. All its rows wait as long, so that they stay one mail.
    async fn uitgesteld(&mut self, rijen: &[Uitgaand], reden: &str) -> Result<(), OutboxFout> {
        let pogingen = rijen.iter().map(|rij| rij.pogingen).max().unwrap_or(1);
        self.later(rijen, reden, true, |rij| wachttijd::na(rij, pogingen))
            .await
    }

    /// There is no server; that is no try of this mail.
    async fn zonder_server(&mut self, rijen: &[Uitgaand], reden: &str) -> Result<(), OutboxFout> {
        self.later(rijen, reden, false, wachttijd::zonder_server)
            .await
    }

    async fn later(
        &mut self,
        rijen: &[Uitgaand],
        reden: &str,
        telt: bool,
        wacht: impl Fn(i64) -> TimeDelta,
    ) -> Result<(), OutboxFout> {
        let Some(eerste) = rijen.first() else {
            return Ok(());
        };
        let at = self.engine.clock().now() + wacht(eerste.id);
        self.wacht_tot(rijen, at, reden, telt).await
    }

    /// They wait until this moment; `telt` when it was a try.
    async fn wacht_tot(
        &mut self,
        rijen: &[Uitgaand],
        at: DateTime<Utc>,
        reden: &str,
        telt: bool,
    ) -> Result<(), OutboxFout> {
        self.verzonden.uitgesteld += rijen.len();
        let reden = reden.to_owned();
        self.mark(rijen, &Uitslag::Opnieuw { at, reden, telt })
            .await
    }

    /// Never; each zaak is told.
    async fn opgegeven(&mut self, rijen: &[Uitgaand], reden: &str) -> Result<(), OutboxFout> {
        if rijen.is_empty() {
            return Ok(());
        }
        for rij in rijen {
            tracing::error!(zaak.id = %rij.zaak, reason = reden, "an outgoing row was given up");
            let Some(regel) = rij.effect.regel() else {
                continue;
            };
            match self.engine.post_mislukt(regel, reden).await {
                Ok(_) => {}
                Err(fout @ EngineFout::Store(_)) => return Err(fout.into()),
                Err(fout) => {
                    tracing::error!(zaak.id = %rij.zaak, error = %fout, "a zaak could not be told that its mail or letter did not go");
                }
            }
        }
        self.verzonden.mislukt += rijen.len();
        let at = self.engine.clock().now();
        let reden = reden.to_owned();
        self.mark(rijen, &Uitslag::Mislukt { at, reden }).await
    }

    async fn mark(&self, rijen: &[Uitgaand], uitslag: &Uitslag) -> Result<(), OutboxFout> {
        let ids: Vec<i64> = rijen.iter().map(|rij| rij.id).collect();
        Ok(self.engine.store().mark_uit(&ids, uitslag).await?)
    }
}

/// A refusal in the words of the bureau, without the server's own, which may name the address.
fn in_het_kort(fault: &Fault, wie: &str) -> String {
    let code = fault
        .code()
        .map_or(String::new(), |code| format!(" (code {code})"));
    match (&fault.problem, fault.stage) {
        (Problem::Unsendable(_), Stage::Sender) => {
            "het afzenderadres van het bureau is niet bruikbaar; verbeter het in bureau.yaml"
                .to_owned()
        }
        (Problem::Unsendable(_), _) => {
            format!("het adres van {wie} is niet bruikbaar; verbeter het in bureau.yaml")
        }
        (
            Problem::Answer {
                code: 400..500 | 552,
                ..
            },
            _,
        ) => {
            format!("de mailserver stelde de mail aan {wie} telkens uit{code}")
        }
        (_, Stage::Recipient) => format!(
            "de mailserver neemt geen mail aan voor het adres van {wie}{code}; kijk het na in bureau.yaml"
        ),
        _ => format!("de mailserver weigerde de mail aan {wie}{code}"),
    }
}
