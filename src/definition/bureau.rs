//! A bureau: its gemeenten, people, schools and how it mails. Live data: never frozen with a zaak.
//!
//! Authored shape and model are one, because `bureau.yaml` holds plain facts. Easy to get wrong: nobody may
//! be left out. Whom a role leads to ends, if all else fails, at the bureau's mailbox.

use chrono::NaiveDate;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::kalender::Afwijkingen;
use crate::zaak::staat::Aan;
use crate::zaak::{MedewerkerId, Rol};

/// `bureau.yaml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bureau {
    /// Slug, gelijk aan de naam van de map.
    pub bureau: String,
    pub naam: String,
    /// Slugs van de gemeenten waarvoor het bureau werkt.
    pub gemeenten: Vec<String>,
    pub mail: MailInstelling,
    pub brieven: Briefhoofd,
    pub medewerkers: IndexMap<String, Medewerker>,
    #[serde(default)]
    pub scholen: IndexMap<String, School>,
    /// Vrije dagen en andere afwijkingen van de landelijke schoolkalender.
    #[serde(default)]
    pub kalender: Afwijkingen,
}

/// How the bureau mails its people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailInstelling {
    /// Adres waarvandaan gemaild wordt.
    pub afzender: String,
    /// Naam bij dat adres.
    pub naam: String,
    /// Gezamenlijke postbus: hier komt aan wat niemand anders bereikt.
    pub postbus: String,
    /// Eerste uur van de maildag, `08:00`.
    #[serde(default = "eight")]
    #[schemars(regex(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"))]
    pub van: String,
    /// Einde van de maildag, `17:00`.
    #[serde(default = "five")]
    #[schemars(regex(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"))]
    pub tot: String,
}

fn eight() -> String {
    "08:00".into()
}

fn five() -> String {
    "17:00".into()
}

/// What stands at the head and foot of letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Briefhoofd {
    pub adres: Vec<String>,
    pub telefoon: String,
    pub mail: String,
    pub ondertekening: String,
}

/// Someone who works at the bureau.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Medewerker {
    pub naam: String,
    pub mail: String,
    pub rollen: Vec<Rol>,
    /// Buitengewoon opsporingsambtenaar.
    #[serde(default)]
    pub boa: bool,
    /// Leeg: alle gemeenten van het bureau.
    #[serde(default)]
    pub gemeenten: Vec<String>,
    /// Scholen waarvan hij de vaste ambtenaar is, als `BRIN-VESTIGING` of `BRIN`.
    #[serde(default)]
    pub scholen: Vec<String>,
    /// Id van wie waarneemt bij afwezigheid.
    #[serde(default)]
    pub vervanger: Option<String>,
    #[serde(default)]
    pub afwezig: Vec<Afwezigheid>,
}

/// Away, both days included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Afwezigheid {
    pub van: NaiveDate,
    pub tot: NaiveDate,
}

/// A school the bureau knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct School {
    pub naam: String,
    pub gemeente: String,
    pub plaats: String,
    /// `po`, `vo`, `so` of `mbo`.
    pub soort: String,
}

/// A role sought for one zaak.
#[derive(Debug, Clone, Copy)]
pub struct Zoek<'a> {
    pub rol: Rol,
    pub gemeente: &'a str,
    /// School of the jongere, `BRIN-VESTIGING`.
    pub school: Option<&'a str>,
    /// Whether only a BOA will do.
    pub boa: bool,
    /// Who already treats the zaak; preferred for the role leerplichtambtenaar.
    pub behandelaar: Option<&'a MedewerkerId>,
    /// The day on which someone must be present.
    pub dag: NaiveDate,
}

impl Bureau {
    /// The medewerker with this id.
    pub fn medewerker(&self, id: &str) -> Option<&Medewerker> {
        self.medewerkers.get(id)
    }

    /// The officer of a school, else of a gemeente, whether present or not.
    pub fn behandelaar(&self, gemeente: &str, school: Option<&str>) -> Option<MedewerkerId> {
        let officers = || self.with_role(Rol::Leerplichtambtenaar);
        let of_school = school.and_then(|school| {
            officers().find(|(_, who)| who.scholen.iter().any(|code| covers(code, school)))
        });
        let of_gemeente = || officers().find(|(_, who)| who.works_for(gemeente));
        of_school
            .or_else(of_gemeente)
            .map(|(id, _)| MedewerkerId(id.to_owned()))
    }

    /// Who a role leads to today: present, else his substitute, else the leidinggevende, else nobody
    /// (`medewerker` is `None`: the bureau's mailbox, with an incident).
    pub fn wie(&self, zoek: Zoek<'_>) -> Vec<Aan> {
        let mut found: Vec<Aan> = Vec::new();
        for id in self.candidates(zoek) {
            let present = self
                .present(&id, zoek.dag, 0)
                .filter(|id| !zoek.boa || self.is_boa_or_head(id));
            let aan = Aan {
                rol: zoek.rol,
                medewerker: present.map(MedewerkerId),
            };
            if aan.medewerker.is_some() && !found.contains(&aan) {
                found.push(aan);
            }
        }
        if found.is_empty() && zoek.rol != Rol::Leidinggevende {
            let heads = self.wie(Zoek {
                rol: Rol::Leidinggevende,
                boa: false,
                ..zoek
            });
            found.extend(heads.into_iter().map(|head| Aan {
                rol: zoek.rol,
                ..head
            }));
        }
        if found.is_empty() {
            found.push(Aan {
                rol: zoek.rol,
                medewerker: None,
            });
        }
        found
    }

    /// Whether someone may act under the Wpg: a BOA, or the leidinggevende.
    pub fn is_boa_or_head(&self, id: &str) -> bool {
        self.medewerker(id)
            .is_some_and(|who| who.boa || who.rollen.contains(&Rol::Leidinggevende))
    }

    fn candidates(&self, zoek: Zoek<'_>) -> Vec<String> {
        if zoek.rol != Rol::Leerplichtambtenaar {
            let here = self
                .with_role(zoek.rol)
                .filter(|(_, who)| who.works_for(zoek.gemeente));
            return here.map(|(id, _)| id.to_owned()).collect();
        }
        let own = zoek
            .behandelaar
            .filter(|id| self.medewerker(&id.0).is_some())
            .cloned()
            .or_else(|| self.behandelaar(zoek.gemeente, zoek.school));
        let own = own.filter(|id| !zoek.boa || self.is_boa_or_head(&id.0));
        let other_boa = || {
            let boas = self
                .with_role(Rol::Leerplichtambtenaar)
                .filter(|(_, who)| who.boa);
            let mut boas: Vec<_> = boas.collect();
            boas.sort_by_key(|(_, who)| !who.works_for(zoek.gemeente));
            boas.first().map(|(id, _)| MedewerkerId((*id).to_owned()))
        };
        own.or_else(|| if zoek.boa { other_boa() } else { None })
            .map(|id| id.0)
            .into_iter()
            .collect()
    }

    fn present(&self, id: &str, dag: NaiveDate, depth: usize) -> Option<String> {
        let who = self.medewerker(id)?;
        if !who
            .afwezig
            .iter()
            .any(|away| away.van <= dag && dag <= away.tot)
        {
            return Some(id.to_owned());
        }
        // A circle of substitutes ends here.
        if depth > self.medewerkers.len() {
            return None;
        }
        self.present(who.vervanger.as_deref()?, dag, depth + 1)
    }

    fn with_role(&self, rol: Rol) -> impl Iterator<Item = (&str, &Medewerker)> {
        self.medewerkers
            .iter()
            .filter(move |(_, who)| who.rollen.contains(&rol))
            .map(|(id, who)| (id.as_str(), who))
    }
}

impl Medewerker {
    fn works_for(&self, gemeente: &str) -> bool {
        self.gemeenten.is_empty() || self.gemeenten.iter().any(|own| own == gemeente)
    }
}

/// Whether `code` (`BRIN` or `BRIN-VESTIGING`) covers this school.
fn covers(code: &str, school: &str) -> bool {
    code == school || school.split_once('-').is_some_and(|(brin, _)| brin == code)
}
