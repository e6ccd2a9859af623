//! The shipped meldingen, and how people behave in each of them.
//!
//! `meldingen.jsonl` holds what senders send, `verloop.jsonl` what the bureau and the families then do; the
//! first line of the latter is what goes without saying. Easy to get wrong: a taak with an empty list is one
//! that nobody ever does; a taak that is not named is done as usual. So too what happens: it happens as usual,
//! except in a fase of which the plan itself tells something.

use anyhow::{Context, anyhow};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

use crate::cli::invoer;
use crate::definition::diagnostic::Diagnostic;
use crate::zaak::contact::{ContactInhoud, DocumentInhoud, Partij};
use crate::zaak::{Melding, Rol};

const MELDINGEN: &str = include_str!("meldingen.jsonl");
const VERLOOP: &str = include_str!("verloop.jsonl");
/// The mark of the line that holds for every melding.
const GEWOONLIJK: &str = "gewoonlijk";

/// How a taak is done.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stap {
    pub uitkomst: String,
    /// Days after the taak opened, or after the escalatie where one is waited for.
    #[serde(default)]
    pub na: i64,
    /// Done on the last day of its termijn, as a conversation is.
    #[serde(default)]
    pub op_de_dag: bool,
    /// Nobody moves before the escalatie to this role.
    #[serde(default)]
    pub na_escalatie: Option<Rol>,
    /// Who does it, where it is not who should.
    #[serde(default)]
    pub door: Option<String>,
    /// Dates may be `vandaag` or `vandaag+14`, then moved to a schooldag; `{zaak}` in a text is its number.
    #[serde(default)]
    pub gegevens: Map<String, Value>,
    /// It was a mistake, undone after so many days.
    #[serde(default)]
    pub herstel_na: Option<i64>,
    #[serde(default)]
    pub reden: Option<String>,
}

/// An appointment, or where one is moved to.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ontmoeting {
    /// So many days after it is made, on the first schooldag from then on, at ten o'clock.
    pub over: i64,
    #[serde(default)]
    pub plaats: Option<String>,
    #[serde(default)]
    pub met: Vec<Partij>,
}

/// Something that happens outside the taken.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Voorval {
    /// In which zaak, where it is not the one that the melding opened.
    #[serde(default)]
    pub procedure: Option<String>,
    /// Days after the fase was entered, else after the zaak began.
    pub na: i64,
    #[serde(default)]
    pub in_fase: Option<String>,
    /// Only a boa may hear of it: recorded by one, not by the office.
    #[serde(default)]
    pub boa: bool,
    /// How many days earlier it happened than it was recorded (negative).
    #[serde(default)]
    pub gebeurd: i64,
    #[serde(default)]
    pub gebeurtenis: Option<String>,
    #[serde(default)]
    pub afwijken: Option<String>,
    /// By how much the termijn is postponed.
    #[serde(default)]
    pub verdagen: Option<String>,
    /// Which termijn is postponed.
    #[serde(default)]
    pub termijn: Option<String>,
    #[serde(default)]
    pub notitie: Option<String>,
    #[serde(default)]
    pub contact: Option<ContactInhoud>,
    #[serde(default)]
    pub afspraak: Option<Ontmoeting>,
    /// The number of an appointment: moved, kept, not kept or called off.
    #[serde(default)]
    pub verzetten: Option<u32>,
    #[serde(default)]
    pub nagekomen: Option<u32>,
    #[serde(default)]
    pub niet_nagekomen: Option<u32>,
    #[serde(default)]
    pub afgezegd: Option<u32>,
    #[serde(default)]
    pub document: Option<DocumentInhoud>,
    #[serde(default)]
    pub reden: Option<String>,
    #[serde(default)]
    pub gegevens: Map<String, Value>,
}

/// By procedure and taak: how it is done the first time, the second time, …
type Taken = BTreeMap<String, BTreeMap<String, Vec<Stap>>>;

/// How people behave in one zaak and in what it starts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Of the melding that opens the zaak.
    pub kenmerk: String,
    /// What this zaak shows.
    pub wat: String,
    /// This zaak is shown as a dossier.
    #[serde(default)]
    pub dossier: bool,
    /// Extra days for every taak.
    #[serde(default)]
    pub traag: i64,
    #[serde(default)]
    pub taken: Taken,
    #[serde(default)]
    pub voorvallen: Vec<Voorval>,
}

/// All that the demo plays.
#[derive(Debug)]
pub struct Draaiboek {
    pub meldingen: Vec<Melding>,
    plannen: BTreeMap<String, Plan>,
    gewoonlijk: Plan,
}

impl Draaiboek {
    /// The one that is shipped.
    ///
    /// # Errors
    /// When the shipped files have faults.
    pub fn shipped() -> anyhow::Result<Self> {
        let meldingen = read::<Melding>("meldingen.jsonl", MELDINGEN)?;
        let mut plannen: BTreeMap<String, Plan> = read::<Plan>("verloop.jsonl", VERLOOP)?
            .into_iter()
            .map(|plan| (plan.kenmerk.clone(), plan))
            .collect();
        let gewoonlijk = plannen
            .remove(GEWOONLIJK)
            .context("`verloop.jsonl` has no line `gewoonlijk`")?;
        Ok(Self {
            meldingen,
            plannen,
            gewoonlijk,
        })
    }

    /// The plan of the zaak that this melding opens.
    pub fn plan(&self, kenmerk: &str) -> Option<&Plan> {
        self.plannen.get(kenmerk)
    }

    /// All plans, by kenmerk.
    pub fn plannen(&self) -> impl Iterator<Item = &Plan> {
        self.plannen.values()
    }

    /// How a taak is done for the `keer`th time (from 0); `None` when nobody does it. The last way told
    /// holds for every later time.
    pub fn stap<'a>(
        &'a self,
        plan: &'a Plan,
        procedure: &str,
        taak: &str,
        keer: usize,
    ) -> Option<&'a Stap> {
        let of = |plan: &'a Plan| plan.taken.get(procedure)?.get(taak);
        let steps = of(plan).or_else(|| of(&self.gewoonlijk))?;
        steps.get(keer).or_else(|| steps.last())
    }

    /// What happens in a zaak of this procedure: first what its plan tells, then what usually happens. The
    /// number stays the same for the same plan.
    pub fn voorvallen<'a>(
        &'a self,
        plan: &'a Plan,
        melding: &'a Melding,
        procedure: &'a str,
    ) -> impl Iterator<Item = (usize, &'a Voorval)> {
        let own = move |voorval: &&Voorval| {
            voorval.procedure.as_ref().unwrap_or(&melding.soort) == procedure
        };
        let usual = self.gewoonlijk.voorvallen.iter().filter(move |usual| {
            let told = |voorval: &Voorval| voorval.in_fase == usual.in_fase;
            usual.procedure.as_deref() == Some(procedure)
                && !plan.voorvallen.iter().filter(own).any(told)
        });
        plan.voorvallen.iter().filter(own).chain(usual).enumerate()
    }
}

fn read<T: serde::de::DeserializeOwned + JsonSchema>(
    naam: &str,
    tekst: &str,
) -> anyhow::Result<Vec<T>> {
    let lines = invoer::lines::<T>(naam, tekst).map_err(|fouten| {
        let told: Vec<String> = fouten.iter().map(Diagnostic::to_string).collect();
        anyhow!("{}", told.join("\n"))
    })?;
    Ok(lines.into_iter().map(|(_, line)| line).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zaak::persoon::elfproef;
    use std::collections::BTreeSet;

    #[test]
    fn the_persons_are_fictional_and_live_in_all_gemeenten_of_the_bureau() {
        let draaiboek = Draaiboek::shipped().unwrap();
        assert!(draaiboek.meldingen.len() >= 40);
        let jongeren = draaiboek
            .meldingen
            .iter()
            .filter_map(|melding| melding.jongere.as_ref());
        for bsn in jongeren.clone().filter_map(|jongere| jongere.bsn.as_ref()) {
            assert!(bsn.starts_with("9999") && elfproef(bsn), "{bsn}");
        }
        let gemeenten: BTreeSet<_> = draaiboek
            .meldingen
            .iter()
            .map(|melding| melding.gemeente.as_str())
            .collect();
        assert_eq!(
            gemeenten.into_iter().collect::<Vec<_>>(),
            [
                "de-ronde-venen",
                "montfoort",
                "oudewater",
                "stichtse-vecht",
                "woerden"
            ]
        );
        assert!(
            jongeren
                .filter_map(|jongere| jongere.plaats.as_deref())
                .any(|plaats| plaats == "Abcoude")
        );
    }

    #[test]
    fn nobody_shares_a_number_and_every_melding_has_a_plan_or_joins_a_zaak() {
        let draaiboek = Draaiboek::shipped().unwrap();
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        let mut planned: BTreeSet<(&str, &str)> = BTreeSet::new();
        for melding in &draaiboek.meldingen {
            let jongere = melding.jongere.as_ref().unwrap();
            if let Some(bsn) = &jongere.bsn {
                let naam = names.entry(bsn).or_insert(&jongere.naam);
                assert_eq!(*naam, jongere.naam, "{bsn}");
            }
            let about = (melding.soort.as_str(), jongere.naam.as_str());
            let kenmerk = melding.kenmerk.as_str();
            if draaiboek.plan(kenmerk).is_some() {
                planned.insert(about);
            }
            assert!(planned.contains(&about), "{kenmerk}");
        }
    }

    #[test]
    fn what_a_plan_tells_of_a_fase_takes_the_place_of_what_usually_happens() {
        let draaiboek = Draaiboek::shipped().unwrap();
        let told = |kenmerk: &str| -> Vec<String> {
            let plan = draaiboek.plan(kenmerk).unwrap();
            let mut meldingen = draaiboek.meldingen.iter();
            let melding = meldingen
                .find(|melding| melding.kenmerk == kenmerk)
                .unwrap();
            let events = draaiboek.voorvallen(plan, melding, "halt");
            events
                .filter_map(|(_, voorval)| voorval.gegevens.get("afloop")?.as_str())
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(told("V-2026-000203"), ["geslaagd"]);
        assert_eq!(told("V-2026-000204"), ["niet-geslaagd"]);
    }

    #[test]
    fn every_plan_belongs_to_a_melding_and_one_is_shown() {
        let draaiboek = Draaiboek::shipped().unwrap();
        let known: BTreeSet<_> = draaiboek
            .meldingen
            .iter()
            .map(|melding| melding.kenmerk.as_str())
            .collect();
        for plan in draaiboek.plannen() {
            assert!(known.contains(plan.kenmerk.as_str()), "{}", plan.kenmerk);
        }
        assert_eq!(draaiboek.plannen().filter(|plan| plan.dossier).count(), 1);
    }
}
