//! Files of senders, from bytes to zaken: what is read, what is refused and in which words, and the folder.
//!
//! Easy to get wrong: testing with files a program wrote well. These are the ones that really come.

mod map;
mod opdracht;
#[path = "../program/mod.rs"]
mod program;
mod regels;
mod rijen;

use std::sync::Arc;
use termijnwacht::bronnen::Bronnen;
use termijnwacht::catalog::Catalog;
use termijnwacht::clock::Clock;
use termijnwacht::engine::Engine;
use termijnwacht::store::MemoryStore;

/// Columns of the shipped mapping.
pub const KOP: &str = "Kenmerk;Datum levering;Woongemeente;Status;Burgerservicenummer;Onderwijsnummer;Voornamen;Voorvoegsel;Achternaam;Geboortedatum;Startkwalificatie;Woonplaats;Straat;Huisnummer;Postcode;Indicatie geheim;Naam ouder 1;Gezag ouder 1;Naam ouder 2;Gezag ouder 2;Laatste BRIN en vestiging";

/// A row by number that has nothing wrong.
pub fn rij(nummer: u32) -> String {
    format!(
        "A-{nummer};08-10-2026;Woerden;;;P{nummer};Jip;van der;Voorbeeld {nummer};02-03-2013;nee;Woerden;Voorbeeldlaan;{nummer};0000 AA;0;Kim Voorbeeld;ja;;;00XX00"
    )
}

pub fn catalog() -> Catalog {
    Catalog::load(&Bronnen::ingebed().alleen("utrecht-noordwest"))
        .expect("what is shipped has no faults")
        .catalog
}

pub fn klok(at: &str) -> Arc<Clock> {
    Arc::new(Clock::manual(at.parse().expect("an instant")))
}

pub async fn engine() -> Arc<Engine<MemoryStore>> {
    let clock = klok("2026-10-08T07:00:00Z");
    let engine = Engine::new(Arc::new(MemoryStore::default()), Arc::new(catalog()), clock).await;
    Arc::new(engine.expect("an engine"))
}
