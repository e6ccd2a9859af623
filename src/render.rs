//! Words for people: letters, mails and the dossier, made of authored texts and what a zaak holds.
//!
//! ```text
//! text file ──tekst──▶ Tekst ──sjabloon (values become marks)──▶ Markdown ──opmaak──▶ HTML, plain
//!                        │                                                    ▲
//!                 verwijzing: names                               the marks become values again
//! ```
//! Pure: the date is an argument; writing files and sending is left to workers. Easy to get wrong: a
//! value never takes part in layout. It enters a text as a mark and is put back after the Markdown was
//! read, so a name such as `<b>` or `*x*` arrives as it is spelled.

pub(crate) mod afbreking;
pub mod brief;
mod briefpapier;
pub mod datum;
pub mod dossier;
mod eml;
mod geadresseerde;
mod kop;
pub mod mail;
mod opmaak;
pub(crate) mod plaatsnaam;
mod sjabloon;
pub mod tekst;
mod verwijzing;

#[cfg(test)]
mod proef;

pub use brief::{Brief, Geadresseerde, Stukken};
pub use dossier::{Dossier, Stijlen};
pub use mail::{Bericht, Mail, Postadres};
pub use sjabloon::Fout;
pub use tekst::{Soort, Tekst, controleer};
pub use verwijzing::{Genoemd, Verwijzing};
