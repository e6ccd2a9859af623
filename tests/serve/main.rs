//! Stories of `serve` as an operator meets it: the real program, its signals, its probes, its clock.
//!
//! What a zaak does is told elsewhere; here the program itself starts, answers, stops and refuses.

mod begin;
#[path = "../program/mod.rs"]
mod program;
mod programma;
mod rehearsal;
mod stopping;
mod vol;
