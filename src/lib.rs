pub mod kalender;

