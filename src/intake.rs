//! From the bytes of a sender to meldingen of a bureau: JSON, JSON Lines and CSV by the bureau's own mapping.
//!
//! ```text
//!  file, stdin ─▶ Bron ─▶ rows ─▶ Stuk ─▶ engine.melding     64 at a time
//!                (bounded)  │             │
//!                           └─ refused ◀──┘ ─▶ afgekeurd/, a report, a zaak for administratie
//! ```
//! What a melding does is the engine's; how columns become fields the bureau's (`definition::aanlevering`).
//! A file may be taken in again at any time: `bron` and `kenmerk` say which melding is known, so that a crash
//! in the middle costs nothing. Easy to get wrong: the one bad row. It never holds up the others, and what is
//! said of it names no child: the line, the kenmerk, the column, and only the shape of what stood there.

mod bestanden;
mod bron;
mod csv;
mod fout;
mod json;
mod lezer;
mod map;
mod neem;
mod overname;
mod rij;
mod verslag;
mod verwerk;
mod waak;

pub use fout::{Kolom, Rijfout, Verhuld};
pub use json::melding_uit_json;
pub use lezer::{Formaat, LeesFout, Lezer, Stuk};
pub use map::{Bestandsuitslag, Gezien, Inbak};
pub use neem::{Gevolg, NeemFout, Telling, neem, neem_een};
pub use overname::{Overnamerij, lees as lees_overname};
pub use verslag::{GENOEMD, Verslag};
pub use waak::bewaak;
