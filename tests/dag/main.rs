//! A month at a bureau, from the first settings to the second start: the real program, a real mail server, the
//! shipped definitions, and people who do some of their work.
//!
//! Read it as a story. What a part does by itself is told elsewhere. Easy to get wrong: the clock. It stands
//! still until the story moves it; only the watched folder goes by the machine's.

mod bureau;
#[path = "../program/mod.rs"]
mod program;
#[path = "../serve/programma.rs"]
#[expect(dead_code, reason = "the stories of the operator need more of it")]
mod programma;
#[path = "../smtp/server.rs"]
#[expect(dead_code, reason = "the stories of the mail server need more of it")]
mod server;
mod verhaal;
