//! A policy script: its text read, linted and kept with its digest.
//!
//! Left to others: which layer the file comes from (`catalog`), the question
//! it must answer (`question`), running it (`host`).
//!
//! Easy to get wrong: Rhai stops at the first fault of syntax; only the faults
//! of the lint come all at once.

use std::path::Path;

use rhai::{AST, Position};

use super::{engine, limits, lint, parse_fout};

/// One fault in a script, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bevinding {
    /// Stable code of this kind of fault, `P` and two digits.
    pub code: &'static str,
    /// Line, from 1.
    pub regel: usize,
    /// Column, from 1.
    pub kolom: usize,
    /// What is wrong, a Dutch fragment.
    pub melding: String,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Bevinding {
    pub(super) fn at(position: Position, code: &'static str, melding: impl Into<String>) -> Self {
        Self {
            code,
            regel: position.line().unwrap_or(1),
            kolom: position.position().unwrap_or(1),
            melding: melding.into(),
            hint: None,
        }
    }

    pub(super) fn hint(mut self, hint: impl Into<Option<String>>) -> Self {
        self.hint = hint.into();
        self
    }
}

/// A script that compiled: its syntax tree is shared freely between threads.
#[derive(Debug, Clone)]
pub struct Script {
    naam: String,
    functie: String,
    digest: String,
    ast: AST,
}

impl Script {
    /// Reads the script in `bestand`, whose name is the name of the question:
    /// `luxe-verzuim-route.rhai` must hold `fn luxe_verzuim_route(zaak)`.
    ///
    /// # Errors
    ///
    /// Every fault found, ordered by place; of syntax faults only the first.
    pub fn compile(bestand: &str, bron: &str) -> Result<Self, Vec<Bevinding>> {
        let naam = Path::new(bestand)
            .file_stem()
            .map(|stem| stem.to_string_lossy().into_owned())
            .unwrap_or_default();
        let functie = naam.replace('-', "_");

        if bron.len() > limits::MAX_SOURCE_SIZE {
            let melding = format!(
                "script is {} bytes, de grens is {}",
                bron.len(),
                limits::MAX_SOURCE_SIZE
            );
            return Err(vec![
                Bevinding::at(Position::NONE, "P02", melding)
                    .hint("verdeel het beleid over meer vragen".to_owned()),
            ]);
        }
        // Rhai ends a line at a lone CR in a comment and nowhere else; with one kind of line end its places are those
        // of an editor.
        let tekst = bron.replace("\r\n", "\n").replace('\r', "\n");
        let ast = engine::with(|engine| engine.compile(&tekst)).map_err(|error| {
            let (melding, hint) = parse_fout::in_dutch(error.err_type());
            vec![Bevinding::at(error.position(), "P01", melding).hint(hint)]
        })?;

        let bevindingen = lint::structure(&ast, &tekst, &functie);
        if !bevindingen.is_empty() {
            return Err(bevindingen);
        }
        Ok(Self {
            naam,
            functie,
            digest: blake3::hash(bron.as_bytes()).to_hex().to_string(),
            ast,
        })
    }

    /// The name of the file without its extension.
    #[must_use]
    pub fn naam(&self) -> &str {
        &self.naam
    }

    /// The BLAKE3 digest of the source text, in hexadecimal.
    #[must_use]
    pub fn digest(&self) -> &str {
        &self.digest
    }

    pub(super) fn functie(&self) -> &str {
        &self.functie
    }

    pub(super) const fn ast(&self) -> &AST {
        &self.ast
    }
}
