//! Termijnwacht: the house.

pub mod definition;
pub mod kalender;
pub mod render;
pub mod zaak;
