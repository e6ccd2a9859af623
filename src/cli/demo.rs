use super::Mappen;
use clap::Args;
use std::process::ExitCode;
/// x
#[derive(Debug, Args)]
pub struct Demo {}
impl Demo {
    pub async fn run(self, _b: &Mappen) -> anyhow::Result<ExitCode> {
        Ok(ExitCode::SUCCESS)
    }
}
pub fn width() -> usize {
    80
}
