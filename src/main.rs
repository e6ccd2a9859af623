//! The program: arguments in, exit code out; everything else is the library's.

use clap::Parser;
use std::process::ExitCode;
use termijnwacht::cli::{Cli, run};
use tracing_subscriber::EnvFilter;

#[tokio::main]
async fn main() -> ExitCode {
    let filter =
        EnvFilter::try_from_env("TERMIJNWACHT_LOG").unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .init();
    match run(Cli::parse()).await {
        Ok(code) => code,
        Err(fault) => {
            anstream::eprintln!("error: {fault:#}");
            ExitCode::from(1)
        }
    }
}
