//! The data of a zaak: what it is, what may be asked of it, what happened to it.
//!
//! Only data and `evolve`, the one function that applies what happened to a state. What *should* happen
//! is decided in `decide`; where it is kept is `store`'s concern. Easy to get wrong: personal data. A
//! `Zaak` and its history hold ids and dates, never a name, BSN or address; those live in `persoon`.

pub mod command;
pub mod contact;
pub mod effect;
pub mod evolve;
pub mod gebeurtenis;
pub mod geschiedenis;
pub mod ids;
pub mod melding;
pub mod migratie;
pub mod opdeling;
pub mod overname;
pub mod persoon;
pub mod refusal;
pub mod regel;
pub mod staat;
pub mod termijn;
pub mod verzuimoverzicht;
pub mod week;

pub use command::{Act, Command, Envelope, Handeling};
pub use effect::Effect;
pub use gebeurtenis::{Gebeurtenis, Regel};
pub use geschiedenis::Geschiedenis;
pub use ids::{Digest, JongereId, MedewerkerId, MeldingId, RegelId, Rol, ZaakId};
pub use melding::Melding;
pub use persoon::Jongere;
pub use refusal::Refusal;
pub use staat::{Status, Taak, TaakStatus, Zaak};
pub use termijn::{Rung, RungStatus, Termijn, TermijnStatus, Tijd, Wanneer};
