//! The contract of a store: one suite, passed by every implementation.
//!
//! Stories are generic over `Store` and run on each; what only a file can do is in `sqlite.rs`, and a seeded
//! random list of commands that must give the same everywhere in `random.rs`.

mod commits;
mod committer;
mod dienst;
mod dossier;
mod geteld;
mod lists;
mod mailuur;
mod personen;
mod post;
mod random;
mod sqlite;
mod stilstand;
mod versies;
mod zoeken;

/// Runs each story of a module on a fresh store of each kind.
macro_rules! on_each_store {
    ($($story:ident),+ $(,)?) => {
        mod in_memory {
            $(#[tokio::test] async fn $story() { super::$story(termijnwacht::store::MemoryStore::new()).await; })+
        }
        mod in_sqlite {
            $(#[tokio::test] async fn $story() {
                super::$story(termijnwacht::store::SqliteStore::in_memory().await.unwrap()).await;
            })+
        }
    };
}
pub(crate) use on_each_store;
