//! Go-live: zaken that run elsewhere come in straight in their fase, and nobody is flooded with what is past.
//!
//! Dry run and deed are held against each other. Easy to get wrong: only looking at the day itself; a rung that was
//! armed for a day that is past shows itself the next morning.

mod eerder;
#[path = "../nagekeken/mod.rs"]
mod nagekeken;
mod opdracht;
#[path = "../program/mod.rs"]
mod program;
mod tabel;
