//! Which schedules there are today, and what begins on each.
//!
//! Read from the catalogue each time, so that a saved file counts at once. Easy to get wrong: whose definition.
//! A schedule for schools is that of the gemeente where the school stands; one for the bureau itself that of
//! the gemeente its own zaken go by ([`Catalog::zetel`]).

use crate::catalog::Catalog;
use crate::definition::bureau::Bureau;
use crate::definition::procedure::{BetrokkeneSoort, RoosterDef};
use crate::engine::Engine;
use crate::rooster::Rooster;
use crate::store::Store;

/// The procedure of a delivery that did not come.
pub(super) const LEVERING: &str = "levering-uitgebleven";
/// The procedure of the weekly overview.
const WEEKOVERZICHT: &str = "weekoverzicht";
/// What the keys of schedules begin with; other keys in the same table do not.
const VOORVOEGSEL: &str = "rooster:";

/// A schedule and what begins on it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Plan {
    /// Its name in the store. The schedule itself is part of it: another one is new, and begins now.
    pub sleutel: String,
    pub bureau: String,
    pub rooster: Rooster,
    pub werk: Werk,
}

/// What begins.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Werk {
    /// A zaak about the bureau.
    Bureau { procedure: String, naam: String },
    /// A zaak about each of these schools.
    Scholen {
        procedure: String,
        naam: String,
        scholen: Vec<String>,
    },
    /// A look whether a delivery came.
    Levering { bron: String },
    /// The weekly overviews.
    Week,
}

/// Whether a key in the store is that of a schedule.
pub(super) fn is_plan(sleutel: &str) -> bool {
    sleutel.starts_with(VOORVOEGSEL)
}

/// Every schedule of every bureau.
pub(super) fn plannen<S: Store>(engine: &Engine<S>) -> Vec<Plan> {
    let catalog = engine.catalog();
    let mut found = Vec::new();
    for bureau in catalog.bureaus() {
        let seat = catalog.zetel(bureau);
        of_bureau(&catalog, bureau, &seat, &mut found);
        for gemeente in &bureau.gemeenten {
            of_schools(&catalog, bureau, gemeente, &mut found);
        }
    }
    found
}

fn of_bureau(catalog: &Catalog, bureau: &Bureau, seat: &str, found: &mut Vec<Plan>) {
    let slug = &bureau.bureau;
    for (_, procedure) in catalog.procedures(seat) {
        if procedure.betrokkene != BetrokkeneSoort::Bureau {
            continue;
        }
        for (naam, def) in &procedure.rooster {
            found.push(Plan {
                sleutel: sleutel(&[slug, &procedure.slug, naam], &def.wanneer),
                bureau: slug.clone(),
                rooster: def.wanneer.clone(),
                werk: Werk::Bureau {
                    procedure: procedure.slug.clone(),
                    naam: naam.clone(),
                },
            });
        }
    }
    if catalog.procedure(seat, LEVERING).is_some() {
        found.extend(bureau.leveringen.iter().map(|(bron, levering)| Plan {
            sleutel: sleutel(&[slug, LEVERING, bron], &levering.uiterlijk),
            bureau: slug.clone(),
            rooster: levering.uiterlijk.clone(),
            werk: Werk::Levering { bron: bron.clone() },
        }));
    }
    let week = bureau.mail.weekoverzicht.rooster();
    if let Some(rooster) = week.filter(|_| catalog.procedure(seat, WEEKOVERZICHT).is_some()) {
        found.push(Plan {
            sleutel: sleutel(&[slug, WEEKOVERZICHT], rooster),
            bureau: slug.clone(),
            rooster: rooster.clone(),
            werk: Werk::Week,
        });
    }
}

fn of_schools(catalog: &Catalog, bureau: &Bureau, gemeente: &str, found: &mut Vec<Plan>) {
    let slug = &bureau.bureau;
    for (_, procedure) in catalog.procedures(gemeente) {
        if procedure.betrokkene != BetrokkeneSoort::School {
            continue;
        }
        for (naam, def) in &procedure.rooster {
            found.push(Plan {
                sleutel: sleutel(&[slug, gemeente, &procedure.slug, naam], &def.wanneer),
                bureau: slug.clone(),
                rooster: def.wanneer.clone(),
                werk: Werk::Scholen {
                    procedure: procedure.slug.clone(),
                    naam: naam.clone(),
                    scholen: scholen(bureau, gemeente, def),
                },
            });
        }
    }
}

/// The schools of these kinds in a gemeente; a school outside the bureau's gemeenten is in none of them.
fn scholen(bureau: &Bureau, gemeente: &str, def: &RoosterDef) -> Vec<String> {
    let wanted = |soort: &String| def.scholen.is_empty() || def.scholen.contains(soort);
    let here = bureau.scholen.iter();
    here.filter(|(_, school)| school.gemeente == gemeente && wanted(&school.soort))
        .map(|(code, _)| code.clone())
        .collect()
}

fn sleutel(delen: &[&str], rooster: &Rooster) -> String {
    format!("{VOORVOEGSEL}{}:{rooster}", delen.join(":"))
}
