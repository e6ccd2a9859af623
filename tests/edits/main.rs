//! Definitions that are edited while zaken run: each zaak ends as the version says on which it began.
//!
//! ```text
//!  births, acts, time, edits ─────────────────────────────▶ every zaak ─┐
//!  the same without what was edited after one birth ──────▶ that zaak ──┴─ the same
//! ```
//! On the store in memory and a manual clock; each edit is a text of a layer, so that the loader has its say.
//! Easy to get wrong: people and calendars. They are everybody's at once, so those edits stay in both runs.

mod geteld;
mod leven;
mod levend;
mod map;
mod veel;
mod wijzigen;
