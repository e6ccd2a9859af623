//! `config`: the settings in force, each with where it came from; and `--config` for whoever needs them.
//!
//! What the settings are is left to the room `config`. Easy to get wrong: a command that falls silent on a
//! wrong setting and opens another database than the daemon. Faults are told, all of them, and it ends.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::Mappen;
use crate::config::{Config as Settings, Loaded};

/// Which settings hold; for every command that opens the database.
#[derive(Debug, Clone, Default, Args)]
pub struct SettingsArg {
    /// Settings file [default: $TERMIJNWACHT_CONFIG, else the defaults of deploy/termijnwacht.toml]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

impl SettingsArg {
    /// Reads the settings; `None` when they have faults, which have then been told. Folders that the
    /// command line names take the place of those of the settings.
    pub fn load(&self, mappen: &Mappen) -> Option<Loaded> {
        let named = std::env::var_os("TERMIJNWACHT_CONFIG").filter(|name| !name.is_empty());
        let file = self.config.clone().or(named.map(PathBuf::from));
        match Settings::load(file.as_deref()) {
            Ok(mut loaded) => {
                let files = &mut loaded.config.files;
                files.workflows = mappen.workflows.clone().or(files.workflows.take());
                files.scripts = mappen.scripts.clone().or(files.scripts.take());
                Some(loaded)
            }
            Err(faults) => {
                for fault in faults {
                    anstream::eprintln!("{fault}\n");
                }
                None
            }
        }
    }
}

/// Show the settings in force and where each came from.
#[derive(Debug, Args)]
pub struct Config {
    #[command(flatten)]
    settings: SettingsArg,
    /// Print one JSON object per setting.
    #[arg(long)]
    json: bool,
}

impl Config {
    /// Prints the settings as TOML, each with where it came from.
    pub fn run(self, mappen: &Mappen) -> ExitCode {
        let Some(loaded) = self.settings.load(mappen) else {
            return ExitCode::FAILURE;
        };
        let mut section = "";
        for one in &loaded.settings {
            if self.json {
                let line = serde_json::json!({
                    "section": one.section,
                    "key": one.key,
                    "value": one.value,
                    "origin": one.origin.to_string(),
                });
                anstream::println!("{line}");
                continue;
            }
            if one.section != section {
                let blank = if section.is_empty() { "" } else { "\n" };
                anstream::println!("{blank}[{}]", one.section);
                section = one.section;
            }
            let line = format!("{} = {}", one.key, one.value);
            // A secret is no setting of the file, so that what is printed can serve as one.
            let mark = if one.secret { "# " } else { "" };
            anstream::println!("{mark}{line:<40} # {}", one.origin);
        }
        ExitCode::SUCCESS
    }
}
