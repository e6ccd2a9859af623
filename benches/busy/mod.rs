//! A zaak of the usual size, for the benches that fill a store.

use crate::dossier::{noted, taak_opened, termijn_started};
use termijnwacht::zaak::gebeurtenis::Gebeurtenis;

/// What it has been through: two taken, two termijnen with two rungs each, two lines.
pub fn busy() -> Vec<Gebeurtenis> {
    let rungs = ["2026-10-13T06:00:00Z", "2026-10-16T06:00:00Z"];
    let termijn = |nummer| termijn_started(nummer, "2026-10-15", &rungs);
    vec![
        taak_opened(1),
        termijn(1),
        taak_opened(2),
        termijn(2),
        noted(),
        noted(),
    ]
}
