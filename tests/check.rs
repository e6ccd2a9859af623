//! `check --watch` from outside: the program itself, and files that are saved while it looks.
//!
//! Easy to get wrong: waiting a fixed time for what another program prints. A test waits for the line.

mod program;

use std::fs;
use std::io::{BufRead as _, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

/// Longer than any machine needs; it only ends a test that would hang.
const GEDULD: Duration = Duration::from_secs(120);

/// The program at work, and every line it prints.
struct Kijker {
    child: Child,
    lines: Receiver<String>,
}

impl Kijker {
    fn begin(map: &Path, pad: &str) -> Self {
        let mut child = program::program(map)
            .args(["check", pad, "--watch"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let (send, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] = [
            Box::new(child.stdout.take().expect("stdout")),
            Box::new(child.stderr.take().expect("stderr")),
        ];
        for stream in streams {
            let send = send.clone();
            thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = send.send(line);
                }
            });
        }
        Self { child, lines }
    }

    /// Reads until a line has this in it.
    fn wait_for(&self, what: &str) {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(GEDULD) {
                Ok(line) if line.contains(what) => return,
                Ok(line) => seen.push(line),
                Err(_) => panic!("`{what}` was not told; told was {seen:#?}"),
            }
        }
    }

    /// As Ctrl-C does; gives the exit code.
    fn stop(mut self) -> Option<i32> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status();
        assert!(sent.expect("kill runs").success());
        self.child.wait().expect("the program ends").code()
    }
}

impl Drop for Kijker {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("copied");
        }
    }
}

#[test]
fn what_is_saved_is_told_and_what_is_mended_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for map in ["workflows", "scripts"] {
        copy(&root.join(map), &folder.path().join(map));
    }
    let kijker = Kijker::begin(folder.path(), "workflows");
    kijker.wait_for("geen fouten");

    let pad = folder.path().join("workflows/utrecht-noordwest/halt.yaml");
    let good = fs::read_to_string(&pad).expect("a text");
    fs::write(
        &pad,
        good.replace("procedure: halt\n", "procedure: halt\nfasn: {}\n"),
    )
    .expect("saved");
    kijker.wait_for("fout[F003]: onbekende sleutel `fasn`");
    kijker.wait_for("1 fout,");

    // As editors do: another file takes the place of the old one.
    let other = folder.path().join("workflows/utrecht-noordwest/.halt.swp");
    fs::write(&other, good).expect("saved");
    fs::rename(&other, &pad).expect("renamed");
    kijker.wait_for("geen fouten");
    assert_eq!(kijker.stop(), Some(0));
}

#[test]
fn a_single_file_is_watched_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let pad = folder.path().join("bezoek.yaml");
    let text = "procedure: bezoek\ntitel: Bezoek\nfasen:\n  doen:\n    taken:\n      gaan:\n        titel: Ga langs\n        voor: leerplichtambtenaar\n        grondslag: voorbeeld\n        uitkomsten:\n          gedaan: {sluit: klaar}\nuitkomsten:\n  klaar: De zaak is klaar\n";
    fs::write(&pad, text.replace("sluit: klaar", "sluit: klar")).expect("saved");
    let kijker = Kijker::begin(folder.path(), "bezoek.yaml");
    kijker.wait_for("hint: bedoelde u `klaar`? (HANDLEIDING 3.9)");
    fs::write(&pad, text).expect("saved");
    kijker.wait_for("geen fouten");
    assert_eq!(kijker.stop(), Some(0));
}
