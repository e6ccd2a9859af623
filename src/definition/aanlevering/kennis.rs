//! What a bureau can be told: its gemeenten, its procedures, and the gegevens each declares.
//!
//! Easy to get wrong: a gemeente may add a gegeven to a procedure. What one gemeente knows may be delivered;
//! the engine refuses it where it does not exist.

use std::collections::BTreeMap;

use super::veld::Veldsoort;
use crate::definition::procedure::{BetrokkeneSoort, Procedure};

/// What a bureau can be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kennis {
    pub gemeenten: Vec<String>,
    /// Per procedure what its `gegevens` hold.
    pub procedures: BTreeMap<String, BTreeMap<String, Veldsoort>>,
}

impl Kennis {
    /// Gathers what these procedures declare.
    pub fn van<'a>(
        gemeenten: &[String],
        procedures: impl IntoIterator<Item = &'a Procedure>,
    ) -> Self {
        let mut found: BTreeMap<String, BTreeMap<String, Veldsoort>> = BTreeMap::new();
        // What is about the bureau itself begins without a melding.
        let told = |procedure: &&Procedure| procedure.betrokkene != BetrokkeneSoort::Bureau;
        for procedure in procedures.into_iter().filter(told) {
            let gegevens = found.entry(procedure.slug.clone()).or_default();
            for (naam, veld) in &procedure.gegevens {
                gegevens.insert(naam.clone(), Veldsoort::from(&veld.soort));
            }
        }
        Self {
            gemeenten: gemeenten.to_vec(),
            procedures: found,
        }
    }

    /// The slugs of the procedures.
    pub fn slugs(&self) -> Vec<String> {
        self.procedures.keys().cloned().collect()
    }

    /// What a gegeven holds, in this procedure or (`None`) in any.
    pub fn gegeven(&self, procedure: Option<&str>, naam: &str) -> Option<&Veldsoort> {
        match procedure {
            Some(procedure) => self.procedures.get(procedure)?.get(naam),
            None => self
                .procedures
                .values()
                .find_map(|gegevens| gegevens.get(naam)),
        }
    }

    /// The paths of all gegevens, for a hint.
    pub fn paden(&self, procedure: Option<&str>) -> Vec<String> {
        let some = self
            .procedures
            .iter()
            .filter(|(slug, _)| procedure.is_none_or(|wanted| wanted == slug.as_str()));
        let names = some.flat_map(|(_, gegevens)| gegevens.keys());
        names.map(|naam| format!("gegevens.{naam}")).collect()
    }
}
