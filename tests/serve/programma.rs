//! Starts the program in a folder of its own, reads its log, talks to it, and ends it.
//!
//! Nothing here sleeps: the log is read line by line as it comes, with a limit on how long a line may take.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// How long a line of the log may take on a busy machine.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// A folder where the program runs with its settings.
pub struct Installatie {
    pub map: TempDir,
    pub settings: String,
}

/// A program that runs.
pub struct Programma {
    /// Shared with whoever may end it from another thread.
    pub child: Arc<Mutex<Child>>,
    pub lines: Receiver<Value>,
    pub address: String,
}

/// What is left of one that ended.
pub struct Ended {
    pub status: ExitStatus,
    /// Lines of the log as JSON; what is no log line stands as a text.
    pub lines: Vec<Value>,
}

impl Installatie {
    /// With these settings beside a free port and logs in JSON.
    pub fn new(settings: &str) -> Self {
        Self {
            map: tempfile::tempdir().unwrap(),
            settings: settings.to_owned(),
        }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.map.path().join(name)
    }

    pub fn database(&self) -> PathBuf {
        std::fs::create_dir_all(self.path("var")).unwrap();
        self.path("var/termijnwacht.db")
    }

    /// The program in this folder, with nothing of the test's own environment.
    pub fn program(&self) -> Command {
        crate::program::program(self.map.path())
    }

    /// Writes its settings.
    pub fn settle(&self) {
        std::fs::write(self.path("termijnwacht.toml"), &self.settings).unwrap();
    }

    /// `serve` with these settings, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        self.settle();
        let mut command = self.program();
        command
            .env("TERMIJNWACHT_LOG__FORMAT", "json")
            .env("TERMIJNWACHT_HTTP__LISTEN", "127.0.0.1:0")
            .args(["serve", "--config", "termijnwacht.toml"])
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command
    }

    /// Starts it and waits until it is ready.
    pub fn serve(&self, arguments: &[&str]) -> Programma {
        Self::ready(self.command(arguments))
    }

    /// The same, deaf to a signal that would end it.
    pub fn serve_deaf_to(&self, signal: &str, arguments: &[&str]) -> Programma {
        let inner = self.command(arguments);
        let mut outer = Command::new("sh");
        outer
            .args(["-c", &format!("trap '' {signal}; exec \"$0\" \"$@\"")])
            .arg(inner.get_program())
            .args(inner.get_args())
            .current_dir(self.map.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        for (name, value) in inner.get_envs() {
            match value {
                Some(value) => outer.env(name, value),
                None => outer.env_remove(name),
            };
        }
        Self::ready(outer)
    }

    fn ready(command: Command) -> Programma {
        let mut programma = spawn(command);
        let ready = programma.until("ready");
        programma.address = ready["http.address"].as_str().unwrap().to_owned();
        programma
    }

    /// Starts it where it should refuse to.
    pub fn refused(&self, arguments: &[&str]) -> Ended {
        Self::ended(self.command(arguments))
    }

    /// The same, with one more variable in its environment.
    pub fn refused_with(&self, name: &str, value: &str) -> Ended {
        let mut command = self.command(&[]);
        command.env(name, value);
        Self::ended(command)
    }

    fn ended(command: Command) -> Ended {
        spawn(command).end()
    }
}

/// Starts it, and waits for nothing.
pub fn spawn(mut command: Command) -> Programma {
    let mut child = command.spawn().unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let (sender, lines) = channel();
    std::thread::spawn(move || {
        for line in stderr.lines().map_while(Result::ok) {
            let line = serde_json::from_str(&line).unwrap_or(Value::String(line));
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    Programma {
        child: Arc::new(Mutex::new(child)),
        lines,
        address: String::new(),
    }
}

impl Programma {
    /// Reads the log up to a message.
    pub fn until(&mut self, message: &str) -> Value {
        let mut seen = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) if line["message"] == message => return line,
                Ok(line) => seen.push(line),
                Err(why) => panic!("no `{message}` ({why}) after {seen:#?}"),
            }
        }
    }

    pub fn get(&self, path: &str) -> (u16, String) {
        let url = format!("http://{}{path}", self.address);
        let mut response = agent().get(&url).call().unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        (response.status().as_u16(), text)
    }

    pub fn post(&self, path: &str, body: &str) -> (u16, Value) {
        let url = format!("http://{}{path}", self.address);
        let mut response = agent().post(&url).send(body).unwrap();
        let text = response.body_mut().read_to_string().unwrap();
        let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
        (response.status().as_u16(), value)
    }

    /// Its number on this machine.
    pub fn id(&self) -> u32 {
        self.child.lock().unwrap().id()
    }

    /// Sends a signal by its name.
    pub fn signal(&self, name: &str) {
        let id = self.child.lock().unwrap().id().to_string();
        let status = Command::new("kill").args(["-s", name, &id]).status();
        assert!(status.unwrap().success());
    }

    /// Asks it to stop and waits for its end.
    pub fn stop(self) -> Ended {
        self.signal("TERM");
        self.end()
    }

    /// Reads the log to its end, which is that of the program.
    pub fn end(self) -> Ended {
        let mut lines = Vec::new();
        loop {
            match self.lines.recv_timeout(PATIENCE) {
                Ok(line) => lines.push(line),
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => break,
                Err(why) => panic!("the program does not end ({why}) after {lines:#?}"),
            }
        }
        let status = self.child.lock().unwrap().wait().unwrap();
        Ended { status, lines }
    }
}

impl Drop for Programma {
    fn drop(&mut self) {
        // A story that failed leaves no program behind.
        if let Ok(mut child) = self.child.lock() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Ended {
    pub fn code(&self) -> Option<i32> {
        self.status.code()
    }

    pub fn text(&self) -> String {
        let line = |line: &Value| match line {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        self.lines.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// Talks HTTP; a status is no fault.
pub fn agent() -> ureq::Agent {
    let config = ureq::Agent::config_builder().http_status_as_error(false);
    config.timeout_global(Some(PATIENCE)).build().into()
}

/// The files in a folder, in order.
pub fn files(dir: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(dir) else {
        return Vec::new();
    };
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}
