//! `kill -9` at any moment: nothing is lost, nothing happens twice.
//!
//! ```text
//!  the same work ─┬─ undisturbed ─────────────────────────▶ what it comes to ─┐
//!                 └─ killed, started again, killed … ──────▶ what it comes to ─┴─ the same
//! ```
//! The program is the real one, on the clock of a rehearsal, with a real mail server behind it. It dies at moments
//! that are counted, not timed: after so many writes of the database, mails taken by the server, files made,
//! answers given. `TESTS_KILLS` says how many kills a seed gets, `TESTS_KILL_SEEDS` which seeds
//! (`1,2,3`). Easy to get wrong: a kill that hits nothing. Those that did not strike are counted, and the places
//! where the others did are told.

mod balans;
#[path = "../program/mod.rs"]
mod program;
#[path = "../serve/programma.rs"]
#[expect(dead_code, reason = "stories of `serve` use the rest")]
mod programma;
mod rit;
#[path = "../smtp/server.rs"]
#[expect(dead_code, reason = "stories of `smtp` use the rest")]
mod server;
mod stoppen;
mod toeval;
mod val;
mod werk;

use rit::{Plan, Rit};
use toeval::Toeval;

/// Kills for each seed where nobody says otherwise.
const KILLS: usize = 7;
const SEEDS: [u64; 2] = [1, 2026];

#[test]
fn whatever_it_was_doing_when_it_was_killed_comes_to_the_same() {
    let Some(rustig) = Rit::new(Plan::default()) else {
        return;
    };
    let rustig = rustig.rijd();
    println!("undisturbed: {}", rustig.telling);
    let seeds = seeds();
    let one = |seed: u64| {
        let plan = Plan::draw(&mut Toeval::new(seed), kills(), &rustig.gezien);
        println!("seed {seed}: {plan}");
        Rit::new(plan).unwrap().rijd()
    };
    let geteisterd = std::thread::scope(|scope| {
        let running: Vec<_> = seeds
            .iter()
            .map(|seed| scope.spawn(|| one(*seed)))
            .collect();
        let ended = running.into_iter().map(|run| run.join().unwrap());
        ended.collect::<Vec<_>>()
    });
    let mut raak = Vec::new();
    for (seed, rit) in seeds.iter().zip(geteisterd) {
        println!("seed {seed}: {}", rit.telling);
        for one in &rit.raak {
            println!("  killed {one}");
        }
        rustig.stand.same_as(&rit.stand, *seed);
        raak.extend(rit.raak);
    }
    if kills() >= KILLS {
        for wat in ["meldingen", "a file", "acts", "the clock"] {
            let during = format!("during {wat} ");
            assert!(
                raak.iter().any(|one| one.starts_with(&during)),
                "no kill {during}"
            );
        }
    }
}

fn kills() -> usize {
    std::env::var("TESTS_KILLS").map_or(KILLS, |text| text.parse().unwrap())
}

fn seeds() -> Vec<u64> {
    let told = std::env::var("TESTS_KILL_SEEDS");
    told.map_or(SEEDS.to_vec(), |text| {
        text.split(',').map(|seed| seed.parse().unwrap()).collect()
    })
}
