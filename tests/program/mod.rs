//! The program under test, started with nothing of the tester's own environment.
//!
//! Easy to get wrong: a setting of the machine that tests leaks into the program, and a test is right here and
//! wrong elsewhere. What the tests themselves listen to begins with `TESTS_`, so that it is no setting either.

use std::path::Path;
use std::process::Command;

/// The program in this folder, with the settings of that folder only.
pub fn program(map: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_termijnwacht"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("TERMIJNWACHT_") {
            command.env_remove(name);
        }
    }
    command.current_dir(map);
    command
}
