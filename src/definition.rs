//! From the text of an author file to a value, with every fault told at once.
//!
//! Reading is generic here: it serves procedures, `bureau.yaml` and calendars alike. What a value
//! *means* (does `ga_naar` name a fase, is a term of law loosened) is left to the checks of each
//! kind of file; they point at a [`boom::Plek`] of the tree that this room hands out.
//!
//! Easy to get wrong: a word in YAML has no type of its own. `00`, `nee` and `2026-10-08` become a
//! number, a yes/no or a date only where the shape asks for one.

pub mod aanlevering;
pub mod auteur;
pub mod boom;
pub mod bureau;
pub mod compile;
pub mod conditie;
mod conditie_lezer;
mod conditie_woorden;
pub mod diagnostic;
pub mod dubbel;
pub mod dwangsom;
pub mod een_of_meer;
pub mod gemeente;
pub mod instructietabel;
pub mod lees;
pub mod mas;
pub mod ontleed;
pub mod partij;
pub mod procedure;
pub mod ritme;
pub mod schema;
pub mod schrijfwijze;
mod syntax;
mod tak;
pub mod uitschrijven;
pub mod verschil;
pub mod vorm;
