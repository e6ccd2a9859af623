//! Running zaken that go over to another version of their definition (AI art. 25): what happens to each part,
//! what keeps a zaak where it is, and the command that does it.
//!
//! Dry run and deed are held against each other in every case. Easy to get wrong: only looking at the end; a
//! rung that is armed twice shows itself weeks later.

mod beletselen;
mod delen;
#[path = "../nagekeken/mod.rs"]
mod nagekeken;
mod opdracht;
mod proef;
#[path = "../program/mod.rs"]
mod program;
mod verder;
