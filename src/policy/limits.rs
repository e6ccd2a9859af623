//! Every limit a policy script runs under, each with its reason.
//!
//! Left to others: turning a limit that is passed into words (`fout`).
//! `tests/policy_limits.rs` holds a hostile script for each of them.
//!
//! **What bounds memory.** A value holds at most [`MAX_ARRAY_SIZE`] elements,
//! [`MAX_MAP_SIZE`] entries and [`MAX_STRING_SIZE`] bytes of text, nested ones
//! counted along: about 0.3 MB. A call level holds at most [`MAX_VARIABLES`]
//! of them and the operands of one expression, [`MAX_EXPR_DEPTH`] at most;
//! there are [`MAX_CALL_LEVELS`] levels: 12 * (24 + 40) * 0.3 MB, some 230 MB
//! for a script that fills every place, and gone when it ends.
//!
//! That holds because `lint` takes out what Rhai does not count: function
//! pointers (curried arguments escape the size check), calls with any number
//! of arguments (all are made before the function is looked for), and changing
//! a part of a value (`m.a = m` is checked for `m.a` at best, never for `m`,
//! and doubles it each time).
//!
//! Modules need no limit: the build leaves `import` out (`no_module`), for a
//! script is one file with one digest.
//!
//! Easy to get wrong: Rhai's own defaults. All size and operation limits are
//! off, and the depth limits differ between debug and release builds. So each
//! is set here, the same in both.

use rhai::Engine;

/// Bytes of source text. Policy of one question fits a few screens; the parser
/// works through the whole text before any other limit can speak.
pub const MAX_SOURCE_SIZE: usize = 64 * 1024;

/// Steps of one answer. The shipped scripts need under a hundred; a walk along
/// two hundred earlier meldingen needs a few thousand. Ends an endless loop
/// within tens of milliseconds.
pub const MAX_OPERATIONS: u64 = 50_000;

/// Functions calling functions. Policy is flat; with the depth of an
/// expression this bounds the native stack (a worker thread has 2 MB).
pub const MAX_CALL_LEVELS: usize = 12;

/// Depth of one expression or of nested blocks; a chain of `else if` counts
/// one for each link. Bounds the recursion of parser, lint and evaluation.
pub const MAX_EXPR_DEPTH: usize = 40;

/// Bytes of one text, or of all texts within one value together. A reason is a
/// sentence; the longest verzuimoverzicht (500 rows of a date and a word) with
/// a list of all earlier meldingen stays below.
pub const MAX_STRING_SIZE: usize = 32 * 1024;

/// Elements of one list, those of nested lists counted along.
pub const MAX_ARRAY_SIZE: usize = 1_000;

/// Entries of one map, those of nested maps counted along: the longest
/// verzuimoverzicht (500 rows of four fields) and a hundred earlier meldingen
/// of ten fields.
pub const MAX_MAP_SIZE: usize = 4_000;

/// Variables alive at one call level.
pub const MAX_VARIABLES: usize = 24;

/// Functions in one script: the answer and the steps it is told in.
pub const MAX_FUNCTIONS: usize = 24;

/// Arguments of one call. Rhai evaluates every argument before it looks for
/// the function, so ten thousand copies of one large map would be made first.
pub const MAX_ARGUMENTS: usize = 6;

/// Characters of a reason: it is read in a dossier and printed in a brief.
pub const MAX_REDEN: usize = 1_000;

/// Levels of nesting in the input. Deeper than any zaak; keeps the conversion
/// itself from recursing without end.
pub const MAX_INPUT_DEPTH: usize = 16;

/// Sets every limit Rhai knows; the others are checked by `script` and `lint`.
pub(super) fn apply(engine: &mut Engine) {
    engine
        .set_max_operations(MAX_OPERATIONS)
        .set_max_call_levels(MAX_CALL_LEVELS)
        .set_max_expr_depths(MAX_EXPR_DEPTH, MAX_EXPR_DEPTH)
        .set_max_string_size(MAX_STRING_SIZE)
        .set_max_array_size(MAX_ARRAY_SIZE)
        .set_max_map_size(MAX_MAP_SIZE)
        .set_max_variables(MAX_VARIABLES)
        .set_max_functions(MAX_FUNCTIONS);
}
