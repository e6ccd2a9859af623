//! Mail against a real mail server: what arrives, and what becomes of a mail when the server fails.
//!
//! The server is Python's aiosmtpd (`pip install aiosmtpd`), started and thrown away by each test. Easy to get
//! wrong: waiting. A server that must be silent is met with little patience, never with a sleep.

mod failing;
mod outbox;
mod sending;
mod server;
