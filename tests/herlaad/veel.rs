//! Many saves while zaken run: each zaak keeps what it began with, and memory does not grow with the saves.

use crate::bureau::{BRIEF, Bureau, IN_FORCE};

/// What the program holds in memory, in KiB.
fn memory(bureau: &mut Bureau) -> u64 {
    let path = format!("/proc/{}/status", bureau.daemon().id());
    let text = std::fs::read_to_string(path).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

#[test]
fn memory_does_not_grow_with_the_number_of_saves() {
    let saves = match std::env::var_os("TESTS_CI") {
        Some(_) => 300,
        None => 60,
    };
    let mut bureau = Bureau::new();
    let text = bureau.read(BRIEF);
    let mut took = Vec::new();
    let mut halfway = 0;
    for save in 1..=saves {
        bureau.save(BRIEF, &format!("{text}\nVersie {save}.\n"));
        let told = bureau.hears(IN_FORCE);
        took.push(told["took_ms"].as_u64().unwrap());
        if save % 5 == 0 {
            bureau.melding(save);
        }
        if save == saves / 2 {
            halfway = memory(&mut bureau);
        }
    }
    let at_end = memory(&mut bureau);
    took.sort_unstable();
    println!(
        "{saves} saves, {} zaken: live after {} ms (median), {} ms (slowest), beside 50 ms of quiet; \
         {halfway} KiB halfway, {at_end} KiB at the end",
        saves / 5,
        took[took.len() / 2],
        took[took.len() - 1],
    );
    // A catalogue is some megabytes; a hundred of them would show.
    assert!(
        at_end < halfway + halfway / 4,
        "{halfway} KiB became {at_end} KiB"
    );
    assert_eq!(bureau.versies().len(), saves + 1);
    // All that began on their own versions go on, though most of those are not in memory.
    bureau.tot("2026-11-20T12:00:00+01:00");
    let log = bureau.daemon.take().unwrap().stop();
    assert_eq!(log.code(), Some(0));
    assert!(
        !log.text().contains("could not be moved on"),
        "{}",
        log.text()
    );
}
