//! What is saved with a fault is refused whole: the old goes on, and who must know knows, once.

use serde_json::Value;

use crate::bureau::{AS_BEFORE, BRIEF, Bureau, HALT, IN_FORCE, REFUSED, copy};

const FOUT: &str = "procedure: halt\nfasen: [\n";

fn status(bureau: &Bureau) -> Vec<Value> {
    let zaken = bureau.command(&[
        "zaken",
        "--ook-gesloten",
        "--procedure",
        "definities-herstellen",
    ]);
    zaken.iter().map(|zaak| zaak["status"].clone()).collect()
}

#[test]
fn a_faulty_save_is_refused_whole_and_told_once_until_it_is_mended() {
    let mut bureau = Bureau::new();
    bureau.melding(1, "absoluut-verzuim");
    let good = bureau.read(HALT);
    bureau.save(HALT, FOUT);
    let told = bureau.hears(REFUSED);
    assert!(
        told["faults.first"]
            .as_str()
            .unwrap()
            .contains("halt.yaml:"),
        "{told:#}"
    );

    // A good file beside it does not come into force either.
    bureau.edit(BRIEF, "Ons kenmerk:", "Kenmerk:");
    bureau.hears(REFUSED);
    assert_eq!(bureau.versies().len(), 1);
    let check = bureau.check();
    assert_eq!(
        (&check["ok"], &check["required"]),
        (&false.into(), &false.into())
    );
    let reason = check["reason"].as_str().unwrap();
    assert!(
        reason.contains("halt.yaml") && reason.contains("v1"),
        "{reason}"
    );
    bureau.has_metric("termijnwacht_definitions_refused 1");
    bureau.has_metric("termijnwacht_reloads_total{result=\"refused\"} 2");

    // One mail, at once; another fault brings no other.
    bureau.totdat("a zaak is open", |bureau| status(bureau) == ["open"]);
    bureau.tot("2026-10-08T09:05:00+02:00");
    bureau.totdat("one mail", |bureau| bureau.mails().len() == 1);
    let mail = bureau.mails().remove(0);
    assert!(mail.contains("t.mastenbroek@"));
    assert!(mail.contains("termijnwacht zaak Z2"), "{mail}");
    let zaak = bureau.command(&["zaak", "Z2"]);
    let told = Value::from(zaak).to_string();
    assert!(told.contains("utrecht-noordwest/halt.yaml"), "{told}");
    assert_eq!(status(&bureau), ["open"]);

    // The zaak that runs goes on by what it began with: its letter is due, and a command beside works too.
    bureau.tot("2026-10-08T16:00:00+02:00");
    let act = [
        "handeling",
        "Z1",
        "door=admin-1",
        "taak=eerste-brief",
        "uitkomst=verzonden",
    ];
    assert_eq!(bureau.command(&act).len(), 1);

    bureau.save(HALT, &good);
    let told = bureau.hears(IN_FORCE);
    assert_eq!(
        (&told["catalogue.version"], &told["files.changed"]),
        (&"v2".into(), &1.into())
    );
    assert_eq!(bureau.check()["ok"], true);
    bureau.has_metric("termijnwacht_definitions_refused 0");
    bureau.totdat("the zaak is closed", |bureau| {
        status(bureau) == ["gesloten"]
    });
    bureau.tot("2026-10-08T16:05:00+02:00");
    assert_eq!(bureau.mails().len(), 1);

    // Half of a file, and then the rest of it: as it was, without a version.
    bureau.save(HALT, &good[..good.len() / 2]);
    bureau.hears(REFUSED);
    bureau.save(HALT, &good);
    bureau.hears(AS_BEFORE);
    assert_eq!(bureau.versies().len(), 2);
    assert_eq!(bureau.check()["ok"], true);
}

#[test]
fn people_are_todays_also_in_the_next_mail() {
    let mut bureau = Bureau::new();
    let pad = "workflows/utrecht-noordwest/bureau.yaml";
    bureau.edit(
        pad,
        "t.mastenbroek@rbl-unw.example",
        "beheer@rbl-unw.example",
    );
    bureau.hears(IN_FORCE);
    bureau.save(HALT, FOUT);
    bureau.hears(REFUSED);
    bureau.totdat("a zaak is open", |bureau| status(bureau) == ["open"]);
    bureau.tot("2026-10-08T09:05:00+02:00");
    bureau.totdat("one mail", |bureau| bureau.mails().len() == 1);
    let mails = bureau.mails();
    assert!(mails[0].contains("beheer@rbl-unw.example"), "{}", mails[0]);
}

#[test]
fn a_restart_on_faulty_files_goes_on_with_what_was_in_force() {
    let mut bureau = Bureau::new();
    bureau.edit(BRIEF, "Ons kenmerk:", "Kenmerk:");
    bureau.hears(IN_FORCE);
    bureau.stop();
    let good = bureau.read(HALT);
    bureau.save(HALT, FOUT);
    let told = bureau.start_and_hear(
        "the definitions on disk are faulty; the version that was in force last goes on, until they are mended",
    );
    assert_eq!(
        (&told["catalogue.version"], &told["level"]),
        (&"v2".into(), &"ERROR".into())
    );
    assert_eq!(bureau.check()["ok"], false);
    bureau.totdat("a zaak is open", |bureau| status(bureau) == ["open"]);
    bureau.tot("2026-10-08T09:05:00+02:00");
    bureau.totdat("one mail", |bureau| bureau.mails().len() == 1);
    // Nor does another restart tell it again.
    bureau.stop();
    bureau.start();
    bureau.tot("2026-10-08T09:10:00+02:00");
    assert_eq!(bureau.mails().len(), 1);
    assert_eq!(status(&bureau), ["open"]);

    // The folder goes away altogether: that is a fault too, and no reason to run on what is embedded.
    std::fs::rename(bureau.path("workflows"), bureau.path("weg")).unwrap();
    bureau.hears(REFUSED);
    std::fs::rename(bureau.path("weg"), bureau.path("workflows")).unwrap();
    bureau.hears(REFUSED);
    bureau.save(HALT, &good);
    bureau.hears(AS_BEFORE);
    bureau.totdat("the zaak is closed", |bureau| {
        status(bureau) == ["gesloten"]
    });
    assert_eq!(bureau.versies().len(), 2);
}

#[test]
fn a_zaak_that_is_closed_while_the_fault_is_there_is_followed_by_another() {
    let mut bureau = Bureau::new();
    bureau.save(HALT, FOUT);
    bureau.hears(REFUSED);
    bureau.totdat("a zaak is open", |bureau| status(bureau) == ["open"]);
    let act = [
        "handeling",
        "Z1",
        "door=beheer-1",
        "taak=definities-herstellen",
        "uitkomst=hersteld",
    ];
    bureau.command(&act);
    // Nothing is other on disk; it is only looked at again.
    bureau.save(HALT, FOUT);
    bureau.totdat("another is open", |bureau| {
        let mut all = status(bureau);
        all.sort_by_key(ToString::to_string);
        all == ["gesloten", "open"]
    });
}

#[test]
fn a_bureau_whose_good_change_waits_for_the_fault_of_another_is_told() {
    let mut bureau = Bureau::ingericht();
    let shipped = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for map in ["workflows/amersfoort", "scripts/amersfoort"] {
        copy(&shipped.join(map), &bureau.path(map));
    }
    bureau.start();
    bureau.save("workflows/amersfoort/halt.yaml", FOUT);
    bureau.hears(REFUSED);
    bureau.totdat("Amersfoort has a zaak", |bureau| status(bureau).len() == 1);
    bureau.edit(BRIEF, "Ons kenmerk:", "Kenmerk:");
    bureau.hears(REFUSED);
    bureau.totdat("Utrecht Noordwest has one too", |bureau| {
        status(bureau) == ["open", "open"]
    });
    bureau.tot("2026-10-08T09:05:00+02:00");
    bureau.totdat("two mails", |bureau| bureau.mails().len() == 2);
    let mails = bureau.mails();
    for (zaak, address) in [("Z1", "r.aalders@"), ("Z2", "t.mastenbroek@")] {
        let mail = mails.iter().find(|mail| mail.contains(address)).unwrap();
        assert!(
            mail.contains(&format!("termijnwacht zaak {zaak}")),
            "{mail}"
        );
        let told = Value::from(bureau.command(&["zaak", zaak])).to_string();
        assert!(told.contains("amersfoort/halt.yaml"), "{told}");
    }
}

#[test]
fn a_command_from_elsewhere_goes_by_what_is_in_force() {
    let mut bureau = Bureau::ingericht();
    bureau.edit(BRIEF, "Ons kenmerk:", "Kenmerk:");
    // Before the service ever ran: what a zaak begins on can be looked up.
    bureau.place.settle();
    assert!(bureau.command(&["taken"]).is_empty());
    assert_eq!(bureau.versies().len(), 1);
    bureau.start();
    assert_eq!(bureau.versies().len(), 1);
    let elsewhere = bureau.path("elders");
    std::fs::create_dir(&elsewhere).unwrap();
    let database = bureau.place.database();
    let settings = format!("[database]\npath = {database:?}\n");
    std::fs::write(elsewhere.join("termijnwacht.toml"), settings).unwrap();
    let mut command = crate::program::program(&elsewhere);
    command.args(["taken", "--json", "--config", "termijnwacht.toml"]);
    let done = command.output().unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{said}");
    assert!(
        said.contains("the version in force is used") && said.contains("v1"),
        "{said}"
    );
}
