//! What a command of the program left behind: what it said, and what is kept.
//!
//! Easy to get wrong: reading the store while the program still has it. Ask after it has ended.

use std::path::Path;
use std::process::Output;
use termijnwacht::store::{SqliteStore, Store, ZaakFilter};
use termijnwacht::zaak::evolve::fold;
use termijnwacht::zaak::{Regel, Zaak};

/// Exit code, stdout and stderr, what is empty left out.
pub fn told(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim_end().to_owned();
    let mut parts = vec![
        format!("exit {:?}", output.status.code()),
        text(&output.stdout),
        text(&output.stderr),
    ];
    parts.retain(|part| !part.is_empty());
    parts.join("\n")
}

/// All that is kept of each zaak, whose history must fold to it.
pub async fn stand(map: &Path) -> Vec<(Zaak, Vec<Regel>)> {
    let store = SqliteStore::open(&map.join("var/termijnwacht.db"))
        .await
        .unwrap();
    let mut all = Vec::new();
    for zaak in store.zaken(&ZaakFilter::default()).await.unwrap() {
        let historie = store.historie(zaak.id).await.unwrap();
        assert_eq!(
            fold(&historie).as_ref(),
            Some(&zaak),
            "the fold of the history is the state"
        );
        all.push((zaak, historie));
    }
    store.close().await;
    all
}
