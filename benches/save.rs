//! From a save to new definitions in force: the whole program on the definitions of a whole country.
//!
//! ```text
//! cargo bench --bench save
//! ```
//! The set of `termijnwacht landelijke-proef`, a database on disk, and one file saved at a time. Counted from the
//! write until the log says that it is in force, so the 50 ms of quiet that a save waits for are in it. Easy to get
//! wrong: what is large in a save. A letter touches few definitions, a national procedure one in every gemeente.

#[path = "../tests/program/mod.rs"]
mod program;
#[path = "../tests/serve/programma.rs"]
#[expect(dead_code, reason = "the stories of the service need more of it")]
mod programma;

use std::fs;
use std::time::{Duration, Instant};

use programma::{Installatie, Programma};

const ROUNDS: u32 = 15;
const IN_FORCE: &str = "changed definitions are in force";
/// What is saved: a file, and a passage in it.
const SAVES: [(&str, &str, &str); 4] = [
    (
        "a letter of a bureau",
        "proefregio-04/brieven/absoluut-verzuim-eerste.md",
        "Met vriendelijke groet",
    ),
    (
        "a procedure of a bureau",
        "proefregio-04/halt.yaml",
        "procedure: halt",
    ),
    (
        "a national letter",
        "landelijk/brieven/verlof-afgewezen.md",
        "Met vriendelijke groet",
    ),
    (
        "a national procedure",
        "landelijk/relatief-verzuim.yaml",
        "titel: ",
    ),
];

fn main() {
    let place = Installatie::new("");
    let made = place
        .program()
        .args(["landelijke-proef", "--uit", "."])
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    println!("{}", String::from_utf8_lossy(&made.stdout).trim_end());
    let mut daemon = place.serve(&[]);
    for (what, pad, passage) in SAVES {
        let file = place.path("workflows").join(pad);
        let was = fs::read_to_string(&file).unwrap();
        assert!(was.contains(passage), "{pad} does not hold `{passage}`");
        let mut times: Vec<(Duration, u64)> = (0..ROUNDS)
            .map(|round| {
                let other = match passage {
                    "Met vriendelijke groet" => format!("Met groet {round}"),
                    "titel: " => format!("# {round}\ntitel: "),
                    other => format!("# {round}\n{other}"),
                };
                save(&mut daemon, &file, &was.replacen(passage, &other, 1))
            })
            .collect();
        save(&mut daemon, &file, &was);
        times.sort();
        let of_load: Vec<u64> = times.iter().map(|(_, of_load)| *of_load).collect();
        let middle = times.len() / 2;
        println!(
            "{what}: in force after {:.0?} (median; {:.0?} to {:.0?} of {ROUNDS}), of which reading and loading {} ms",
            times[middle].0,
            times[0].0,
            times[times.len() - 1].0,
            of_load[middle],
        );
    }
    assert!(daemon.stop().status.success());
}

/// How long it takes, and how much of that is reading and loading.
fn save(daemon: &mut Programma, file: &std::path::Path, text: &str) -> (Duration, u64) {
    #[expect(clippy::disallowed_methods, reason = "a bench measures time")]
    let begun = Instant::now();
    // As most editors save: beside it, and then in its place.
    let beside = file.with_extension("half");
    fs::write(&beside, text).unwrap();
    fs::rename(&beside, file).unwrap();
    let told = daemon.until(IN_FORCE);
    (begun.elapsed(), told["took_ms"].as_u64().unwrap())
}
