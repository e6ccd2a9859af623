//! The loops around the engine: what was committed is carried out here, and comes back as a command.
//!
//! Workers wait and call; what is due is the store's to know and `decide`'s to judge. Easy to get wrong:
//! sending inside a transaction.

pub mod advance;
pub mod herlaad;
pub mod outbox;
pub mod rooster;
