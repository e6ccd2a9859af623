//! What is saved well comes into force by itself, however it is saved.

use std::fs;
use std::os::unix::fs::symlink;

use serde_json::Value;

use crate::bureau::{BRIEF, Bureau, HALT, IN_FORCE, copy};

#[test]
fn a_save_is_in_force_at_once_and_recorded_as_a_version() {
    let mut bureau = Bureau::new();
    let first = bureau.versies();
    assert_eq!(first.len(), 1, "{first:#?}");
    assert_eq!(first[0]["reden"], "bewaard op schijf");

    // In place.
    bureau.edit(BRIEF, "Ons kenmerk:", "Kenmerk:");
    let told = bureau.hears(IN_FORCE);
    assert_eq!(told["catalogue.version"], "v2", "{told:#}");
    assert_eq!(
        (&told["files.changed"], &told["files.added"]),
        (&1.into(), &0.into())
    );
    println!("live {} ms after the save was quiet", told["took_ms"]);
    let after = bureau.versies();
    let names: Vec<&Value> = after.iter().map(|versie| &versie["versie"]).collect();
    assert_eq!(names, ["v1", "v2"]);
    let runs: Vec<&Value> = after.iter().map(|versie| &versie["loopt"]).collect();
    assert_eq!(runs, [false, true]);
    assert_eq!(after[0]["bestanden"], after[1]["bestanden"]);
    assert_eq!(bureau.check()["ok"], true);
    bureau.has_metric("termijnwacht_definitions_refused 0");
    bureau.has_metric("termijnwacht_definitions_version 2");
    bureau.has_metric("termijnwacht_reloads_total{result=\"accepted\"} 1");

    // By an editor that writes another file and renames it over the first.
    let text = bureau.read(BRIEF).replace("Kenmerk:", "Ons kenmerk:");
    bureau.save("workflows/utrecht-noordwest/brieven/.zwp", &text);
    fs::rename(
        bureau.path("workflows/utrecht-noordwest/brieven/.zwp"),
        bureau.path(BRIEF),
    )
    .unwrap();
    let told = bureau.hears(IN_FORCE);
    assert_eq!(
        (&told["catalogue.version"], &told["files.changed"]),
        (&"v3".into(), &1.into())
    );
    let versies = bureau.versies();
    assert_eq!(versies[0]["digest"], versies[2]["digest"]);

    // Several in one go, in a folder that is new: one version, for one without the other would be a fault.
    fs::create_dir_all(bureau.path("workflows/utrecht-noordwest/woerden/brieven")).unwrap();
    for (pad, text) in [
        (
            "halt.yaml",
            bureau.read(HALT).replace(
                "breidt_uit: landelijk/halt",
                "breidt_uit: utrecht-noordwest/halt",
            ),
        ),
        (
            "brieven/halt-oproep.md",
            bureau.read("workflows/landelijk/brieven/halt-oproep.md"),
        ),
    ] {
        bureau.save(&format!("workflows/utrecht-noordwest/woerden/{pad}"), &text);
    }
    let told = bureau.hears(IN_FORCE);
    assert_eq!(
        (&told["catalogue.version"], &told["files.added"]),
        (&"v4".into(), &2.into())
    );

    // Taken away.
    fs::remove_dir_all(bureau.path("workflows/utrecht-noordwest/woerden")).unwrap();
    let told = bureau.hears(IN_FORCE);
    assert_eq!(
        (&told["catalogue.version"], &told["files.removed"]),
        (&"v5".into(), &2.into())
    );

    // A restart on the same files makes no version.
    bureau.stop();
    bureau.start();
    assert_eq!(bureau.versies().len(), 5);
}

#[test]
fn a_mounted_map_that_is_swapped_is_seen_whole() {
    let mut bureau = Bureau::ingericht();
    // As Kubernetes mounts a config map: a folder per change, and links through `..data` to the present one.
    let map = bureau.path("workflows");
    fs::rename(&map, bureau.path("los")).unwrap();
    for versie in ["..1", "..2"] {
        copy(&bureau.path("los"), &map.join(versie));
    }
    symlink("..1", map.join("..data")).unwrap();
    for entry in ["landelijk", "utrecht-noordwest"] {
        symlink(format!("..data/{entry}"), map.join(entry)).unwrap();
    }
    bureau.edit(
        &BRIEF.replace("workflows/", "workflows/..2/"),
        "Ons kenmerk:",
        "Kenmerk:",
    );
    bureau.edit(
        &HALT.replace("workflows/", "workflows/..2/"),
        "# Halt volgens",
        "# Over Halt volgens",
    );
    bureau.start();
    symlink("..2", map.join("..data_tmp")).unwrap();
    fs::rename(map.join("..data_tmp"), map.join("..data")).unwrap();
    let told = bureau.hears(IN_FORCE);
    assert_eq!(
        (&told["catalogue.version"], &told["files.changed"]),
        (&"v2".into(), &2.into())
    );
    // What is written in the folder that is mounted now is seen too.
    bureau.edit(
        &BRIEF.replace("workflows/", "workflows/..2/"),
        "Kenmerk:",
        "Ons kenmerk:",
    );
    let told = bureau.hears(IN_FORCE);
    assert_eq!(
        (&told["catalogue.version"], &told["files.changed"]),
        (&"v3".into(), &1.into())
    );
}

#[test]
fn another_calendar_counts_open_terms_again_and_says_why() {
    let mut bureau = Bureau::new();
    bureau.melding(1, "absoluut-verzuim");
    let before = bureau.command(&["taken", "--gemeente", "woerden"]);
    // A change that is none of the calendar's moves nothing.
    bureau.edit(BRIEF, "Ons kenmerk:", "Kenmerk:");
    bureau.hears(IN_FORCE);
    bureau.edit(
        "workflows/landelijk/kalender/schoolvakanties.yaml",
        "      midden: {van: 2026-10-17, tot: 2026-10-25}",
        "      midden: {van: 2026-10-10, tot: 2026-10-18}",
    );
    bureau.hears(IN_FORCE);
    let told = bureau.hears("open terms were counted by other calendars");
    assert_eq!(told["zaken"], 1, "{told:#}");
    assert_ne!(bureau.command(&["taken", "--gemeente", "woerden"]), before);
    let dossier = bureau.command(&["zaak", "Z1"]);
    let dossier = dossier.iter().map(Value::to_string).collect::<String>();
    assert!(
        dossier.contains("de schoolkalender is gewijzigd"),
        "{dossier}"
    );
}
