//! Stories of an administrator who saves definitions while the service runs: taken over whole, or refused whole.
//!
//! The real program on a clock that stands still, with a copy of the shipped files in a folder of its own.
//! Nothing sleeps: the log tells what a save led to.

mod bewaren;
mod bureau;
mod gedood;
#[path = "../program/mod.rs"]
mod program;
#[path = "../serve/programma.rs"]
#[expect(dead_code, reason = "the stories of `serve` need more of it")]
mod programma;
#[path = "../kill/val.rs"]
#[expect(dead_code, reason = "stories of `kill` use the rest")]
mod val;
mod veel;
mod weigeren;
