//! `termijnwacht schema`: the JSON Schema of an author file, for an editor; the OpenAPI document of the API.
//!
//! The schema itself is made in `definition::schema`. Easy to get wrong: the output is written to a file
//! by hand, so nothing but the schema may go to stdout.

use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::api;
use crate::definition::schema;
use crate::store::MemoryStore;

/// Print the JSON Schema of a kind of author file, or the OpenAPI document.
#[derive(Debug, Args)]
pub struct Schema {
    /// The kind of file.
    #[arg(value_enum, default_value_t = Soort::Procedure)]
    soort: Soort,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Soort {
    Procedure,
    Bureau,
    Gemeente,
    /// The API, as OpenAPI 3.1
    Openapi,
}

impl Schema {
    /// Prints the schema.
    ///
    /// # Errors
    /// None; the signature is that of every command.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        let soort = match self.soort {
            Soort::Procedure => schema::Soort::Procedure,
            Soort::Bureau => schema::Soort::Bureau,
            Soort::Gemeente => schema::Soort::Gemeente,
            Soort::Openapi => {
                let document = api::document(&api::routes::<MemoryStore>());
                anstream::println!("{document:#}");
                return Ok(ExitCode::SUCCESS);
            }
        };
        anstream::print!("{}", schema::tekst(soort));
        Ok(ExitCode::SUCCESS)
    }
}
