//! Termijnwacht: the house.

pub mod bronnen;
pub mod catalog;
pub mod cli;
pub mod clock;
pub mod decide;
pub mod definition;
pub mod engine;
pub mod kalender;
pub mod policy;
pub mod render;
pub mod store;
pub mod worker;
pub mod zaak;
