//! A mail server that is not ours, thrown away with the test: Python's aiosmtpd, with certificates of its own.
//!
//! Easy to get wrong: a skip that nobody sees. Where Python or aiosmtpd is missing the test says so and passes;
//! with `TESTS_CI=1` that is a failure.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use serde_json::{Value, json};
use tempfile::TempDir;
use termijnwacht::config::{Secret, Smtp, Tls};

/// A running server, and what it took.
pub struct Server {
    child: Child,
    port: u16,
    tls: &'static str,
    login: Option<(String, String)>,
    /// Where it keeps what it takes.
    pub dir: TempDir,
}

/// One mail as the server took it.
#[derive(Debug)]
pub struct Taken {
    pub envelope: Value,
    pub raw: String,
}

/// Starts a server; `None` where there is none on this machine. `how` is what `server.py` reads; `tls` is
/// `none`, `starttls` or `implicit`.
pub fn start(tls: &'static str, how: Value) -> Option<Server> {
    start_named(tls, "localhost", how)
}

/// The same, with a certificate for another name.
pub fn start_named(tls: &'static str, name: &str, how: Value) -> Option<Server> {
    if !is_there() {
        assert!(
            std::env::var("TESTS_CI").as_deref() != Ok("1"),
            "python3 with aiosmtpd is missing: pip install aiosmtpd"
        );
        // Past the capture of the test harness, which would hide it.
        let told = writeln!(
            std::io::stderr(),
            "skipped: python3 with aiosmtpd is not on this machine"
        );
        told.unwrap();
        return None;
    }
    let dir = tempfile::tempdir().unwrap();
    let mut told = how;
    told["dir"] = json!(dir.path());
    told["tls"] = json!(tls);
    if tls != "none" {
        let (cert, key) = certificates(dir.path(), name);
        told["cert"] = json!(cert);
        told["key"] = json!(key);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/smtp/server.py");
    let mut child = Command::new("python3")
        .arg(script)
        .arg(told.to_string())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.as_mut().unwrap())
        .read_line(&mut line)
        .unwrap();
    let login = told["login"].as_array().map(|login| {
        let text = |index: usize| login[index].as_str().unwrap().to_owned();
        (text(0), text(1))
    });
    Some(Server {
        port: line.trim().parse().expect("the server did not start"),
        child,
        tls,
        login,
        dir,
    })
}

fn is_there() -> bool {
    let asked = Command::new("python3")
        .args(["-c", "import aiosmtpd"])
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|status| status.success())
}

/// A CA for an hour and a certificate it gave; the CA itself is left as `ca.pem`.
fn certificates(dir: &Path, name: &str) -> (PathBuf, PathBuf) {
    let mut ca = CertificateParams::new(Vec::new()).unwrap();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    // Each its own name, so that one is a stranger to the other.
    ca.distinguished_name
        .push(DnType::CommonName, format!("CA of {}", dir.display()));
    let ca_key = KeyPair::generate().unwrap();
    fs::write(dir.join("ca.pem"), ca.self_signed(&ca_key).unwrap().pem()).unwrap();
    let issuer = Issuer::new(ca, ca_key);
    let key = KeyPair::generate().unwrap();
    let leaf = CertificateParams::new(vec![name.to_owned()])
        .unwrap()
        .signed_by(&key, &issuer)
        .unwrap();
    let (cert, key_file) = (dir.join("cert.pem"), dir.join("key.pem"));
    fs::write(&cert, leaf.pem()).unwrap();
    fs::write(&key_file, key.serialize_pem()).unwrap();
    (cert, key_file)
}

impl Server {
    /// Smtp that reach it, with little patience.
    pub fn settings(&self) -> Smtp {
        let guarded = self.tls != "none";
        Smtp {
            host: "localhost".to_owned(),
            port: self.port,
            tls: match self.tls {
                "starttls" => Tls::Starttls,
                "implicit" => Tls::Implicit,
                _ => Tls::None,
            },
            user: self.login.as_ref().map(|(user, _)| user.clone()),
            password: self.login.as_ref().map(|(_, word)| Secret::new(word)),
            ca_file: guarded.then(|| self.dir.path().join("ca.pem")),
            hello_name: Some("bureau.example".to_owned()),
            envelope_from: None,
            connections: 4,
            connect_timeout: Duration::from_secs(10),
            send_timeout: Duration::from_secs(20),
            idle_timeout: Duration::from_secs(30),
            tries: 12,
        }
    }

    /// How many connections were made to it.
    pub fn connections(&self) -> usize {
        let told = fs::read_to_string(self.dir.path().join("connections"));
        // The server may be writing it.
        told.map_or(0, |text| text.parse().unwrap_or(0))
    }

    /// By which mechanism was logged in last.
    pub fn mechanism(&self) -> String {
        fs::read_to_string(self.dir.path().join("mechanism")).unwrap()
    }

    /// What it took, in order.
    pub fn taken(&self) -> Vec<Taken> {
        let mut names: Vec<PathBuf> = fs::read_dir(self.dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ext| ext == "eml"))
            .collect();
        names.sort();
        let read = |path: &PathBuf| Taken {
            raw: fs::read_to_string(path).unwrap().replace("\r\n", "\n"),
            envelope: serde_json::from_str(
                &fs::read_to_string(path.with_extension("json")).unwrap(),
            )
            .unwrap(),
        };
        names.iter().map(read).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Taken {
    /// The headers, with folded lines joined.
    pub fn head(&self) -> String {
        let head = self.raw.split("\n\n").next().unwrap();
        head.replace("\n ", " ").replace("\n\t", " ")
    }

    /// One header.
    pub fn header(&self, name: &str) -> Option<String> {
        let head = self.head();
        head.lines()
            .find_map(|line| line.strip_prefix(&format!("{name}: ")))
            .map(str::to_owned)
    }

    /// The body of the part of this kind, decoded.
    pub fn part(&self, kind: &str) -> String {
        let at = self.raw.find(&format!("Content-Type: {kind}")).unwrap();
        let body = self.raw[at..].split_once("\n\n").unwrap().1;
        let body = body.split("\n--=_").next().unwrap();
        decoded(body)
    }
}

/// Undoes quoted-printable.
fn decoded(text: &str) -> String {
    let joined = text.replace("=\n", "");
    let bytes = joined.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let hex = (bytes[at] == b'=')
            .then(|| joined.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap()
}
