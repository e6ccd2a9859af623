//! Termijnwacht: the house.

pub mod bronnen;
pub mod catalog;
pub mod definition;
pub mod kalender;
pub mod policy;
pub mod store;
pub mod zaak;
