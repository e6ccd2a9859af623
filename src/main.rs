//! The program: arguments in, exit code out; everything else is the library's.

use clap::Parser;
use std::process::ExitCode;
use std::time::Duration;
use termijnwacht::cli::{Cli, run};

/// How long what still runs in the background may hold up the end.
const REST: Duration = Duration::from_secs(1);

fn main() -> ExitCode {
    let cli = Cli::parse();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(fault) => return failed(&fault.into()),
    };
    let ended = runtime.block_on(run(cli));
    // Dropping it would wait for ever for a file system that hangs.
    runtime.shutdown_timeout(REST);
    ended.unwrap_or_else(|fault| failed(&fault))
}

fn failed(fault: &anyhow::Error) -> ExitCode {
    anstream::eprintln!("error: {fault:#}");
    ExitCode::from(1)
}
