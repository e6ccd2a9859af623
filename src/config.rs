//! The settings of an installation: one TOML file, the environment over it, safe defaults under it.
//!
//! ```text
//!  defaults  <  file (--config F)  <  TERMIJNWACHT_SECTION__KEY        all faults at once, or a `Config`
//! ```
//! What a setting is for stands in `deploy/termijnwacht.toml`; a test keeps that file and this room the
//! same. Making folders, opening databases and connecting are left to `daemon`. Easy to get wrong: secrets.
//! They come from a file of their own or from the environment, and nothing here can print one.

mod fault;
mod mail;
mod reader;
mod secret;
mod sections;
mod value;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

pub use fault::{Fault, Place};
pub use mail::{Mail, MailKind, Smtp, Tls};
pub use reader::{Origin, Setting};
pub use secret::Secret;
pub use sections::{Database, Files, Http, Intake, Letters, Log, LogFormat, LogLevel, Serve};

use reader::Reader;

/// What the names of settings in the environment begin with.
pub const PREFIX: &str = "TERMIJNWACHT_";

/// Names in the environment that begin so and are no settings: where the file is, and the log filter of whoever
/// debugs.
pub const RESERVED: [&str; 2] = ["TERMIJNWACHT_CONFIG", "TERMIJNWACHT_LOG"];

/// All settings of an installation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Config {
    pub database: Database,
    pub http: Http,
    pub mail: Mail,
    pub letters: Letters,
    pub intake: Intake,
    pub log: Log,
    pub files: Files,
    pub serve: Serve,
}

/// Settings, and where each came from.
#[derive(Debug, Clone)]
pub struct Loaded {
    pub config: Config,
    /// Every setting in the order of the example file, as `termijnwacht config` shows them.
    pub settings: Vec<Setting>,
    /// The file that was read, if any.
    pub file: Option<PathBuf>,
}

impl Config {
    /// Reads the file, if one is given, and the environment of the process.
    ///
    /// # Errors
    /// Every fault of file and environment, in that order.
    pub fn load(file: Option<&Path>) -> Result<Loaded, Vec<Fault>> {
        let text = file.map(|path| {
            std::fs::read_to_string(path).map_err(|source| {
                let place = Place::File(path.display().to_string(), None);
                vec![Fault::new(place, format!("cannot be read: {source}"))]
            })
        });
        let text = text.transpose()?;
        let source = file.zip(text.as_deref());
        Self::read(source, std::env::vars_os())
    }

    /// Reads the text of a file, under the name that faults are told by, and an environment.
    ///
    /// # Errors
    /// As [`Config::load`].
    pub fn read(
        file: Option<(&Path, &str)>,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Loaded, Vec<Fault>> {
        let mut reader = Reader::new(file, environment);
        let config = Self {
            database: Database::read(&mut reader),
            http: Http::read(&mut reader),
            mail: Mail::read(&mut reader),
            letters: Letters::read(&mut reader),
            intake: Intake::read(&mut reader),
            log: Log::read(&mut reader),
            files: Files::read(&mut reader),
            serve: Serve::read(&mut reader),
        };
        let settings = reader.finish()?;
        Ok(Loaded {
            config,
            settings,
            file: file.map(|(path, _)| path.to_path_buf()),
        })
    }
}

#[cfg(test)]
mod tests;
