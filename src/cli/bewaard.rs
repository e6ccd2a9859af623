//! A version of the definitions that the database kept, by the name somebody typed.
//!
//! Easy to get wrong: `v12` is what was in force, not what is on disk; it is read from the database, whole.

use crate::bronnen::Bronnen;
use crate::store::{Gelezen, Store, Versie, Welke};

/// What runs: the version that came into force last.
pub(super) const DRAAIT: &str = "draait";

/// A version with its files, and the name to tell it by.
pub(super) struct Bewaard {
    pub naam: String,
    pub versie: Versie,
    pub bronnen: Bronnen,
}

/// Whether this names a version: [`DRAAIT`], `v12`, or the first characters of a digest.
pub(super) fn is_versie(argument: &str) -> bool {
    welke(argument).is_some()
}

fn welke(argument: &str) -> Option<Welke> {
    match argument {
        DRAAIT => Some(Welke::Laatste),
        other => other.parse().ok(),
    }
}

/// The version, else a Dutch sentence why there is none.
///
/// # Errors
/// A database that cannot be read.
pub(super) async fn versie<S: Store>(
    store: &S,
    argument: &str,
) -> Gelezen<Result<Bewaard, String>> {
    let Some(welke) = welke(argument) else {
        return Ok(Err(format!(
            "`{argument}` is geen versie; noem een nummer zoals `v12`, het begin van een digest, of `{DRAAIT}`"
        )));
    };
    let Some(versie) = store.find_versie(&welke).await? else {
        return Ok(Err(match welke {
            Welke::Laatste => {
                "in de database is nog geen versie bewaard; `termijnwacht serve` legt de eerste vast".to_owned()
            }
            _ => format!("er is geen versie `{argument}`, of er zijn er meer die zo beginnen; `termijnwacht versies` noemt ze alle"),
        }));
    };
    let naam = format!("versie {versie} ({})", versie.digest.kort());
    let bronnen = Bronnen::uit_versie(store.teksten(versie.nummer).await?);
    Ok(Ok(Bewaard {
        naam,
        versie,
        bronnen,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_what_runs_a_number_or_the_start_of_a_digest() {
        for (argument, expected) in [
            ("draait", true),
            ("v12", true),
            ("04347d156ccd", true),
            ("04ab", true),
            ("v", false),
            ("voorstel", false),
            ("abc", false),
        ] {
            assert_eq!(is_versie(argument), expected, "{argument}");
        }
    }
}
