//! The host for policy scripts: one Rhai function answers one question a
//! definition asks, and gives its reason.
//!
//! ```text
//!  scripts/<laag>/<naam>.rhai
//!        |  Script::compile        text -> syntax tree, every fault at once
//!        |  controleer             tree against the question it must answer
//!        v
//!  Host::vraag(script, vraagstelling, invoer)
//!        |  invoer     only the declared inputs, as a read-only map
//!        |  engine     one per thread, built from chosen packages
//!        |  limits     operations, depth, sizes
//!        v
//!  Antwoord { antwoord, reden }     or     PolicyFout (an incident)
//! ```
//!
//! Three fences, each enough for most of what can go wrong: the *vocabulary*
//! (a script may call only listed functions, checked when it is compiled, and
//! since functions are no values here nothing can be called by a computed
//! name), the *engine* (what is not listed is for the greater part not
//! registered at all) and the *limits* (whatever runs, ends).
//!
//! Left to others: finding and layering the files (`catalog`), making the
//! input, storing the answer and opening an incident (`decide`, `engine`).
//!
//! Easy to get wrong: a script proposes, an officer decides (AI art. 6
//! lid 13-18, art. 19 say "kan"). Nothing here may start a procedure.

mod antwoord;
mod compare;
mod dates;
mod engine;
mod fout;
mod host;
mod input;
pub mod limits;
mod lint;
mod parse_fout;
mod question;
mod script;
pub mod vocabulary;

pub use fout::{Limiet, PolicyFout};
pub use host::Host;
pub use question::controleer;
pub use script::{Bevinding, Script};

/// The question a definition asks: what a script may read and may answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Vraagstelling {
    /// The name of the question, as the definition writes it.
    pub naam: String,
    /// What the script may read: a whole part of the zaak (`verzuim`) or one
    /// field of it (`jongere.leeftijd`). Nothing else reaches the script.
    pub invoer: Vec<String>,
    /// The answers the definition knows what to do with.
    pub antwoorden: Vec<String>,
}

/// What a script proposes. Both texts end up in the dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Antwoord {
    /// One of [`Vraagstelling::antwoorden`].
    pub antwoord: String,
    /// Why, in Dutch, naming the article or the policy.
    pub reden: String,
}
