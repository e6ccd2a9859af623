//! Coverage.
use super::spel::Verslag;
use super::taal::Scenario;
use termijnwacht::catalog::Catalog;
pub fn judge(_catalog: &Catalog, _played: &[(Scenario, Verslag)]) {}
