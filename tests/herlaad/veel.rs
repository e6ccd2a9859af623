//! Many saves while zaken run: each zaak keeps what it began with, and memory does not grow with the saves.

use std::fs;

use crate::bureau::{Bureau, IN_FORCE};

const PAD: &str = "workflows/landelijk/proef.yaml";

/// The one procedure of a small bureau, so that a save costs little.
fn proef(versie: usize) -> String {
    format!(
        "procedure: proef
titel: Proef
grondslag: voorbeeld
fasen:
  bellen:
    titel: De ouders worden gebeld
    taken:
      ouders-bellen:
        titel: Bel de ouders, versie {versie}
        voor: leerplichtambtenaar
        grondslag: voorbeeld
        termijn: {{binnen: 5 schooldagen, grondslag: voorbeeld}}
        herinner: [op de dag]
        escaleer:
          - {{na: 2 schooldagen, naar: leidinggevende}}
        uitkomsten:
          gebeld: {{sluit: gebeld}}
uitkomsten:
  gebeld: De ouders zijn gebeld
"
    )
}

/// Takes away all procedures but the one.
pub fn klein(bureau: &Bureau) {
    for (map, kept) in [
        ("workflows", ["landelijk", "utrecht-noordwest"].as_slice()),
        ("workflows/landelijk", &["kalender", "mails"]),
        (
            "workflows/landelijk/mails",
            &[
                "overzicht.md",
                "dagoverzicht.md",
                "incident.md",
                "weekoverzicht.md",
            ],
        ),
        ("workflows/utrecht-noordwest", &["bureau.yaml"]),
        ("scripts", &[]),
    ] {
        for entry in fs::read_dir(bureau.path(map)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match (kept.contains(&name.as_str()), path.is_dir()) {
                (true, _) => {}
                (false, true) => fs::remove_dir_all(path).unwrap(),
                (false, false) => fs::remove_file(path).unwrap(),
            }
        }
    }
    // The mapping of its files speaks of another procedure.
    let people = "workflows/utrecht-noordwest/bureau.yaml";
    let text = bureau.read(people);
    let without = text.split("\naanlevering:").next().unwrap();
    bureau.save(people, without);
    bureau.save(PAD, &proef(0));
}

/// What the program holds in memory, in KiB.
fn memory(bureau: &mut Bureau) -> u64 {
    let path = format!("/proc/{}/status", bureau.daemon().id());
    let text = fs::read_to_string(path).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.unwrap().trim().trim_end_matches(" kB");
    number.parse().unwrap()
}

#[test]
fn memory_does_not_grow_with_the_number_of_saves() {
    let saves = match std::env::var_os("TESTS_CI") {
        Some(_) => 250,
        None => 100,
    };
    let mut bureau = Bureau::ingericht();
    klein(&bureau);
    bureau.start();
    let mut took = Vec::new();
    let mut halfway = 0;
    for save in 1..=saves {
        bureau.save(PAD, &proef(save));
        let told = bureau.hears(IN_FORCE);
        took.push(told["took_ms"].as_u64().unwrap());
        if save % 5 == 0 {
            bureau.melding(save, "proef");
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
    // What is kept of each save would show: a catalogue is some megabytes.
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
