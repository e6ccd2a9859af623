//! A bureau with files of its own, and what its administrator does with them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::programma::{Installatie, Programma, files};

/// A Thursday morning, within the mail hours.
pub const BEGIN: &str = "2026-10-08T09:00:00+02:00";
/// What the log says of a save.
pub const IN_FORCE: &str = "changed definitions are in force";
pub const REFUSED: &str = "changed definitions were refused; those in force stay in force";
pub const AS_BEFORE: &str = "the definitions on disk are again those in force";

pub const HALT: &str = "workflows/utrecht-noordwest/halt.yaml";
pub const ABSOLUUT: &str = "workflows/utrecht-noordwest/absoluut-verzuim.yaml";
pub const BRIEF: &str = "workflows/utrecht-noordwest/brieven/absoluut-verzuim-eerste.md";

pub struct Bureau {
    pub place: Installatie,
    pub daemon: Option<Programma>,
}

impl Bureau {
    /// With a copy of the shipped files, and the service running on them.
    pub fn new() -> Self {
        let mut bureau = Self::ingericht();
        bureau.start();
        bureau
    }

    /// The same, not yet started.
    pub fn ingericht() -> Self {
        let place = Installatie::new("[intake]\nfolder = \"in\"\n");
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR"));
        for map in ["workflows", "scripts"] {
            copy(&shipped.join(map), &place.path(map));
        }
        // One bureau: more of them only make each save slower.
        for map in ["workflows", "scripts"] {
            for other in ["achterhoek", "amersfoort", "holland-rijnland"] {
                let folder = place.path(map).join(other);
                if folder.is_dir() {
                    fs::remove_dir_all(folder).unwrap();
                }
            }
        }
        let daemon = None;
        Self { place, daemon }
    }

    pub fn start(&mut self) {
        self.daemon = Some(self.place.serve(&["--klok", BEGIN]));
    }

    /// Starts it, and gives the first line of the log with this message.
    pub fn start_and_hear(&mut self, message: &str) -> Value {
        let mut daemon = crate::programma::spawn(self.place.command(&["--klok", BEGIN]));
        let line = daemon.until(message);
        let ready = daemon.until("ready");
        daemon.address = ready["http.address"].as_str().unwrap().to_owned();
        self.daemon = Some(daemon);
        line
    }

    pub fn stop(&mut self) {
        let ended = self.daemon.take().unwrap().stop();
        assert_eq!(ended.code(), Some(0), "{}", ended.text());
    }

    pub fn daemon(&mut self) -> &mut Programma {
        self.daemon.as_mut().unwrap()
    }

    pub fn hears(&mut self, message: &str) -> Value {
        self.daemon().until(message)
    }

    pub fn path(&self, pad: &str) -> PathBuf {
        self.place.path(pad)
    }

    pub fn read(&self, pad: &str) -> String {
        fs::read_to_string(self.path(pad)).unwrap()
    }

    pub fn save(&self, pad: &str, tekst: &str) {
        fs::write(self.path(pad), tekst).unwrap();
    }

    /// Saves a file with one passage in it replaced by another.
    pub fn edit(&self, pad: &str, was: &str, wordt: &str) {
        let tekst = self.read(pad);
        assert!(tekst.contains(was), "{pad} does not hold `{was}`");
        self.save(pad, &tekst.replacen(was, wordt, 1));
    }

    /// What /readyz says of the definitions.
    pub fn check(&mut self) -> Value {
        let (status, text) = self.daemon().get("/readyz");
        assert_eq!(status, 200, "{text}");
        let ready: Value = serde_json::from_str(&text).unwrap();
        let checks = ready["checks"].as_array().unwrap();
        let found = checks.iter().find(|check| check["name"] == "definitions");
        found.unwrap().clone()
    }

    pub fn has_metric(&mut self, line: &str) {
        let text = self.daemon().get("/metrics").1;
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }

    /// Moves the clock; all that falls due on the way is done, mails included.
    pub fn tot(&mut self, tot: &str) {
        let body = json!({"tot": tot}).to_string();
        let (status, told) = self.daemon().post("/v1/klok", &body);
        assert_eq!(status, 200, "{told:#}");
    }

    /// Waits until it is so: what a save leads to is done beside whoever looks.
    pub fn totdat(&mut self, what: &str, so: impl Fn(&Self) -> bool) {
        const LOOKS: usize = 2_000;
        for _ in 0..LOOKS {
            if so(self) {
                return;
            }
            self.daemon().get("/healthz");
        }
        panic!("never: {what}");
    }

    /// The mails to the beheerder.
    pub fn mails(&self) -> Vec<String> {
        let map = self.path("var/uit/mails");
        let mut names = files(&map);
        names.retain(|name| name.contains("-beheer-1-"));
        let read = |name: &String| fs::read_to_string(map.join(name)).unwrap();
        names.iter().map(read).collect()
    }

    /// A new melding; waits until it is a zaak.
    pub fn melding(&mut self, nummer: usize, soort: &str) {
        let gegevens = match soort {
            "absoluut-verzuim" => json!({"vermoeden": "2026-10-08"}),
            _ => json!({}),
        };
        let melding = json!({
            "bron": "duo", "kenmerk": format!("R-{nummer}"), "soort": soort,
            "ontvangen": "2026-10-08", "gemeente": "woerden", "gegevens": gegevens,
            "jongere": {"naam": format!("Jip Voorbeeldnaam {nummer}"), "geboortedatum": "2012-03-02"},
        });
        self.save("deel", &melding.to_string());
        let to = self
            .path("in/utrecht-noordwest")
            .join(format!("{nummer}.json"));
        fs::rename(self.path("deel"), to).unwrap();
        let told = self.hears("a delivered file was taken in");
        assert_eq!(told["opened"], 1, "{told:#}");
    }

    /// A command beside the service; its lines as JSON.
    pub fn command(&self, arguments: &[&str]) -> Vec<Value> {
        let mut command = self.place.program();
        command
            .args(arguments)
            .args(["--json", "--config", "termijnwacht.toml"]);
        let done = command.output().unwrap();
        let fault = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{arguments:?}: {fault}");
        let text = String::from_utf8(done.stdout).unwrap();
        let read = |line: &str| serde_json::from_str(line).unwrap();
        text.lines().map(read).collect()
    }

    /// The versions that were in force.
    pub fn versies(&self) -> Vec<Value> {
        self.command(&["versies"])
    }
}

pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let to = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &to);
        } else {
            fs::copy(&path, &to).unwrap();
        }
    }
}
