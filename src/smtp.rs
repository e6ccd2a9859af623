//! Mail on its way out: a few connections to one mail server, and what its answer means for a mail.
//!
//! ```text
//!  Parcel ──▶ Pool ── an idle connection, checked ──▶ MAIL, RCPT, DATA ──▶ Verdict: Sent, Later or Never
//!               └──── or a new one: resolve, connect, TLS, EHLO, AUTH        (each step has its own time)
//! ```
//! The settings are `config`'s, what a mail says is `render`'s; when to try again and whom to tell is `worker`'s. `lettre` speaks the
//! protocol, on a stream that is ours: without delay (its own pool waits for delayed ACKs on each command)
//! and with TLS that can tell what was agreed. Easy to get wrong: blaming the mail for the server. A wrong
//! password is refused with 5xx too, and no mail may die of it.

mod connection;
mod fault;
mod mask;
mod pool;
mod tls;
mod verdict;
mod wire;

pub use connection::Step;
pub use fault::{Fault, Problem, Stage};
pub use mask::{mask, mask_all};
pub use pool::{Parcel, Pool, Unusable};
pub use verdict::Verdict;
