//! Files nobody would write on purpose: what authors and senders give is mutilated, and read.
//!
//! ```text
//!  shipped files ─▶ mutant ─▶ reader ─▶ no panic, faults at places there are, the same again ─▶ what loads, runs
//! ```
//! The inputs follow from seeds, so that a failure can be had again; `TESTS_FUZZ=SECONDS` goes on with other seeds for
//! so long, per reader. Easy to get wrong: mutants that are all refused at the first line. How many got through is
//! told, and must be more than none.

mod aanlevering;
mod geheel;
mod mutant;
mod oordeel;
mod tekst;
#[path = "../kill/toeval.rs"]
mod toeval;

use std::time::Duration;

use termijnwacht::clock::Stopwatch;
use toeval::Toeval;

/// Plays `gevallen` seeds, and more for as long as was asked for. `one` tells whether its input got through.
fn fuzz(naam: &'static str, gevallen: u64, mut one: impl FnMut(&mut Toeval) -> bool) {
    let more = std::env::var("TESTS_FUZZ")
        .ok()
        .and_then(|n| n.parse().ok());
    let more = Duration::from_secs(more.unwrap_or(0));
    let only: Option<u64> = std::env::var("TESTS_FUZZ_SEED")
        .ok()
        .and_then(|n| n.parse().ok());
    let begin = Stopwatch::start();
    let (mut seed, mut through) = (only.unwrap_or(0), 0);
    while seed < gevallen || begin.elapsed() < more || only == Some(seed) {
        let at = Seed(naam, seed);
        through += u64::from(one(&mut Toeval::new(seed)));
        drop(at);
        seed += 1;
        if only.is_some() {
            break;
        }
    }
    println!(
        "{naam}: {seed} inputs, {through} got through, in {:?}",
        begin.elapsed()
    );
    assert!(only.is_some() || through > 0, "{naam}: nothing got through");
}

/// Says which seed it was when something panics.
struct Seed(&'static str, u64);

impl Drop for Seed {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}: again with TESTS_FUZZ_SEED={}", self.0, self.1);
        }
    }
}
