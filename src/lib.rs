//! Termijnwacht: the house.

pub mod decide;
pub mod definition;
pub mod kalender;
pub mod policy;
pub mod render;
pub mod store;
pub mod zaak;
