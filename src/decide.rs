//! `decide`: what should happen. Pure: the same question always gets the same answer.
//!
//! ```text
//!  Context + Zaak + Envelope ──▶ decide ──▶ Decision { regels, effects, zaak }
//!                                   └────▶ Refusal, a Dutch sentence, and no trace
//! ```
//! A `Verloop` collects lines; each line is applied by `evolve` as it is emitted, so that the state after
//! is the fold of the lines by construction. One file per family of commands.
//! Easy to get wrong: reaching for the clock, the store or another zaak. What is needed comes in through
//! `Context`; what others must do goes out as an `Effect`.

mod awb;
mod contacten;
mod doorlopend;
mod dwangsom;
mod feiten;
mod gebeurtenissen;
mod gevolgen;
mod herstel;
mod hertellen;
mod incidenten;
mod ingebouwd;
mod leeftijd;
mod melding;
mod migratie;
mod overname;
mod overzicht;
mod post;
mod stilstand;
mod taken;
mod termijnen;
mod timers;
mod velden;
mod verloop;
mod voorstel;
mod vroeger;

use serde_json::Value;

use crate::definition::bureau::Bureau;
use crate::definition::procedure::{Procedure, Vraag};
use crate::kalender::Kalender;
use crate::zaak::geschiedenis::Geschiedenis;
use crate::zaak::melding::Gemelde;
use crate::zaak::{Command, Digest, Effect, Envelope, Refusal, Regel, RegelId, Zaak, ZaakId};
use verloop::Verloop;

pub use dwangsom::INGEBREKESTELLING;
pub use gebeurtenissen::fields as velden_van;
pub use ingebouwd::{ALTIJD, GEBEURTENISSEN, taak as ingebouwde_taak};
pub use melding::keur;
pub use migratie::{
    Begint, Beletsel, Deellot, Lot, Migratieplan, Staplot, TaakLot, TermijnLot, Traplot, Wijziging,
    plan as migratieplan,
};
pub use overname::{
    NietBegonnen, OvernameFout, Overnameplan, Overnamestap, Overnametaak, Overnametermijn, Voorbij,
    keur as keur_overname, plan as overnameplan, voorbij,
};
pub use post::over;
pub use termijnen::at;
pub use timers::next_due;

/// Answers a question of a definition; in the house this is a Rhai script.
pub trait Policy {
    /// The answer to `vraag`, from these facts.
    ///
    /// # Errors
    /// What became an incident: the question waits, the zaak goes on.
    fn vraag(
        &self,
        naam: &str,
        vraag: &Vraag,
        script: Option<&Digest>,
        feiten: &Value,
    ) -> Result<Voorstel, PolicyIncident>;
}

/// An answer with its reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voorstel {
    pub antwoord: String,
    pub reden: String,
}

/// Why a question got no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyIncident {
    pub melding: String,
}

/// Whether a procedure can be started here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Beschikbaar {
    /// The bureau runs it.
    Ja,
    /// The bureau or gemeente has switched it off, for this reason.
    Uit(String),
    /// Nobody has written it yet: it becomes a taak "behandel buiten Termijnwacht".
    Buiten,
}

/// Everything `decide` may know.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    pub procedure: &'a Procedure,
    /// The digest of `procedure`, kept by a new zaak.
    pub definitie: &'a Digest,
    pub bureau: &'a Bureau,
    /// The calendar of the school's place, else of the jongere's.
    pub kalender: &'a Kalender,
    pub policy: &'a dyn Policy,
    /// The newest melding of the zaak, with the persons in it.
    pub gemelde: Option<&'a Gemelde>,
    pub geschiedenis: &'a Geschiedenis,
    /// The history of this zaak; given for acts of persons, which may have to look back.
    pub historie: &'a [Regel],
    /// Lines whose mail or letter has not gone out.
    pub onverzonden: &'a [RegelId],
    /// Where a migration leads; `None` for every other command.
    pub doel: Option<Doel<'a>>,
    /// Whether a procedure can be started in this gemeente.
    pub beschikbaar: &'a dyn Fn(&str) -> Beschikbaar,
}

/// The definition that a migration leads to.
#[derive(Clone, Copy)]
pub struct Doel<'a> {
    pub procedure: &'a Procedure,
    pub definitie: &'a Digest,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The state after all lines.
    pub zaak: Zaak,
    /// New lines of history, at least one.
    pub regels: Vec<Regel>,
    pub effects: Vec<Effect>,
}

/// Decides on a command.
///
/// `id` is the number of the zaak, also where it is yet to be born. `Ok(None)` means that nothing changes:
/// a melding already known word for word, no timer due, a calendar that moves no term.
///
/// # Errors
/// A `Refusal` when the command does not fit; then nothing is recorded.
pub fn decide(
    context: Context<'_>,
    id: ZaakId,
    zaak: Option<&Zaak>,
    envelope: &Envelope,
) -> Result<Option<Decision>, Refusal> {
    let mut verloop = Verloop::new(context, id, zaak.cloned(), envelope.op);
    match &envelope.command {
        Command::Melding(gemelde) => verloop.melding(gemelde)?,
        Command::Correctie(gemelde) => verloop.correctie(gemelde)?,
        Command::Start(start) => verloop.start(start)?,
        Command::Uitkomst {
            procedure,
            van,
            uitkomst,
        } => {
            verloop.uitkomst_van(procedure, *van, uitkomst, None);
        }
        Command::Wacht { zaak, regel } => verloop.wachter(*zaak, *regel),
        Command::Leven(leven) => verloop.leven(leven),
        Command::Gezien { gebeurtenis, datum } => verloop.gezien(gebeurtenis, *datum)?,
        Command::Week(week) => verloop.week(week)?,
        Command::Act(act) => verloop.act(act)?,
        Command::Timers => verloop.timers(),
        Command::Herbereken { reden } => verloop.herbereken(reden),
        Command::PostMislukt { regel, reden } => verloop.post_mislukt(*regel, reden),
        Command::Incident(act) => verloop.handle_incident(act)?,
        Command::LaatVallen(act) => verloop.laat_vallen(act)?,
        Command::Migreer(act) => verloop.migreer(act)?,
        Command::Overname(act) => verloop.overname(act)?,
    }
    Ok(verloop.finish())
}
