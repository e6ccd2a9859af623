//! `POST /v1/meldingen`: the same path as a file in the folder.
//!
//! Easy to get wrong: a correction. A melding is known by `bron` and `kenmerk`; who corrects it must be
//! allowed to see the zaak it went to, not only the gemeente he writes down.

use axum::http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;

use super::probleem::Probleem;
use super::route::{Antwoord, Niets, Vraag};
use crate::engine::Intake;
use crate::intake::neem_een;
use crate::store::Store;
use crate::zaak::Melding;

/// What became of a melding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Ontvangen {
    pub zaak: String,
    /// `geopend`: een nieuwe zaak; `gevoegd`: bij een lopende zaak, of een correctie; `bekend`: woordelijk al
    /// ontvangen.
    pub resultaat: &'static str,
}

/// Takes in a melding.
pub(super) async fn neem_in<S: Store>(
    vraag: Vraag<S, Niets>,
    melding: Melding,
) -> Result<Antwoord<Ontvangen>, Probleem> {
    let blik = vraag.wie.blik();
    let catalog = vraag.engine.catalog();
    let Some(bureau) = catalog.bureau_van(&melding.gemeente) else {
        // The engine says which gemeenten there are.
        return done(&vraag, melding).await;
    };
    if !blik.ziet(&bureau.bureau, &melding.gemeente) {
        return Err(Probleem::verboden(format!(
            "dit token mag geen meldingen aanleveren voor gemeente `{}`",
            melding.gemeente
        )));
    }
    let store = vraag.engine.store();
    let known = store.find_melding(&bureau.bureau, &melding.bron, &melding.kenmerk);
    if let Some(known) = known.await? {
        let zaak = store.load(known.zaak).await?;
        if !blik.ziet(&zaak.bureau, &zaak.gemeente) {
            return Err(Probleem::verboden(
                "een melding met deze `bron` en dit `kenmerk` hoort bij een zaak in een gemeente die dit token niet mag zien",
            ));
        }
    }
    done(&vraag, melding).await
}

async fn done<S: Store>(
    vraag: &Vraag<S, Niets>,
    melding: Melding,
) -> Result<Antwoord<Ontvangen>, Probleem> {
    let intake = neem_een(&vraag.engine, melding).await?;
    let (status, resultaat) = match intake {
        Intake::Geopend(_) => (StatusCode::CREATED, "geopend"),
        Intake::Gevoegd(_) => (StatusCode::OK, "gevoegd"),
        Intake::Bekend(_) => (StatusCode::OK, "bekend"),
    };
    let inhoud = Ontvangen {
        zaak: intake.zaak().to_string(),
        resultaat,
    };
    Ok(Antwoord { status, inhoud })
}
