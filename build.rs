//! Tells Cargo that the embedded definitions and scripts are part of the program.
//!
//! Easy to get wrong: `rust-embed` alone does not notice a *new* file; only watching the directories does.

fn main() {
    for dir in ["workflows", "scripts"] {
        println!("cargo::rerun-if-changed={dir}");
    }
}
