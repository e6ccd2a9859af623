//! The command line: one file per subcommand, and what they share.
//!
//! Easy to get wrong: what an author reads is Dutch, what an operator reads (help, logs) is English.

pub mod check;
pub mod procedures;
pub mod schema;
pub mod toon;

use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::bronnen::Bronnen;

/// Where definitions and scripts come from; every subcommand knows these.
#[derive(Debug, Clone, Default, Args)]
pub struct Mappen {
    /// Directory of definitions (default: ./workflows when present, else those in the program).
    #[arg(long, global = true, value_name = "DIR")]
    pub workflows: Option<PathBuf>,
    /// Directory of policy scripts (default: ./scripts when present, else those in the program).
    #[arg(long, global = true, value_name = "DIR")]
    pub scripts: Option<PathBuf>,
}

impl Mappen {
    /// Reads the files.
    ///
    /// # Errors
    /// A directory or file that cannot be read.
    pub fn bronnen(&self) -> io::Result<Bronnen> {
        Bronnen::kies(self.workflows.as_deref(), self.scripts.as_deref())
    }
}
