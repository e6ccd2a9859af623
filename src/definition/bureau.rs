//! A bureau: its gemeenten, people, schools and how it mails. Live data: never frozen with a zaak.
//!
//! Authored shape and model are one, because `bureau.yaml` holds plain facts. What is said of a type or field
//! that an author writes is Dutch: it ends up in `workflows/schema/bureau.json`, and so in his editor. Easy
//! to get wrong: nobody may be left out. Whom a role leads to ends, if all else fails, at the bureau's mailbox.

use chrono::NaiveDate;
use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::aanlevering::Aanlevering;
use super::gemeente::Gemeente;
use super::partij::Ketenpartner;
use super::ritme::{VerwachteLevering, Weekoverzicht};
use crate::kalender::Afwijkingen;
use crate::zaak::staat::Aan;
use crate::zaak::{MedewerkerId, Rol};

/// Het bureau: gemeenten, mensen, scholen en post (`bureau.yaml`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bureau {
    /// Slug, gelijk aan de naam van de map.
    pub bureau: String,
    /// Naam van het bureau, zoals lezers van brieven en mails hem zien.
    pub naam: String,
    /// Slugs van de gemeenten waarvoor het bureau werkt.
    pub gemeenten: Vec<String>,
    /// Hoe het bureau zijn medewerkers mailt.
    pub mail: MailInstelling,
    /// Wat op het briefpapier staat.
    pub brieven: Briefhoofd,
    /// Wie er werken, elk onder een eigen id, zoals `ambt-1`.
    pub medewerkers: IndexMap<String, Medewerker>,
    /// De scholen, elk onder `BRIN-VESTIGING`, zoals `00XX-00`.
    #[serde(default)]
    pub scholen: IndexMap<String, School>,
    /// Organisaties waar brieven heen gaan, elk onder haar naam, zoals `halt` of `openbaar-ministerie`.
    #[serde(default)]
    pub ketenpartners: IndexMap<String, Ketenpartner>,
    /// Vrije dagen en andere afwijkingen van de landelijke schoolkalender.
    #[serde(default)]
    pub kalender: Afwijkingen,
    /// Leveringen die het bureau op vaste tijden verwacht, elk onder haar bron, zoals `brp` of `duo`.
    #[serde(default)]
    pub leveringen: IndexMap<String, VerwachteLevering>,
    /// Wat het bureau met afspraken wil.
    #[serde(default)]
    pub afspraken: Afspraken,
    /// Hoe bestanden uit andere systemen meldingen worden, elk onder een eigen naam.
    #[serde(default)]
    pub aanlevering: IndexMap<String, Aanlevering>,
    /// What its gemeenten say for themselves, each in a `gemeente.yaml` of its own.
    #[serde(skip)]
    pub eigen: IndexMap<String, Gemeente>,
}

/// Wat het bureau met afspraken wil.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Afspraken {
    /// Na hoeveel afspraken waarop niemand kwam de ambtenaar een vervolgroute kiest.
    #[serde(default = "two")]
    #[schemars(range(min = 1, max = 20))]
    pub gemist: u32,
}

impl Default for Afspraken {
    fn default() -> Self {
        Self { gemist: two() }
    }
}

fn two() -> u32 {
    2
}

/// Hoe het bureau zijn medewerkers mailt.
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
    #[schemars(regex(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"), example = "08:00")]
    pub van: String,
    /// Einde van de maildag, `17:00`.
    #[serde(default = "five")]
    #[schemars(regex(pattern = r"^([01][0-9]|2[0-3]):[0-5][0-9]$"), example = "17:00")]
    pub tot: String,
    /// Wanneer elke leerplichtambtenaar zijn weekoverzicht krijgt; `nee` als het bureau dat niet wil.
    #[serde(default)]
    pub weekoverzicht: Weekoverzicht,
}

fn eight() -> String {
    "08:00".into()
}

fn five() -> String {
    "17:00".into()
}

/// Wat boven en onder een brief staat.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Briefhoofd {
    /// Adres van het bureau, één regel per onderdeel.
    pub adres: Vec<String>,
    /// Telefoonnummer van het bureau.
    pub telefoon: String,
    /// Mailadres waarop ouders en scholen het bureau bereiken.
    pub mail: String,
    /// Namens wie een brief wordt ondertekend.
    pub ondertekening: String,
}

/// Iemand die bij het bureau werkt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Medewerker {
    /// Naam, zoals die in brieven en mails staat.
    pub naam: String,
    /// Mailadres voor herinneringen en escalaties.
    pub mail: String,
    /// Wat hij doet; meer rollen mag.
    pub rollen: Vec<Rol>,
    /// `ja` als hij buitengewoon opsporingsambtenaar is.
    #[serde(default)]
    pub boa: bool,
    /// Gemeenten waarvoor hij werkt; leeg: alle gemeenten van het bureau.
    #[serde(default)]
    pub gemeenten: Vec<String>,
    /// Scholen waarvan hij de vaste ambtenaar is, als `BRIN-VESTIGING` of `BRIN`.
    #[serde(default)]
    pub scholen: Vec<String>,
    /// Id van de medewerker die waarneemt bij afwezigheid.
    #[serde(default)]
    pub vervanger: Option<String>,
    /// Wanneer hij er niet is.
    #[serde(default)]
    pub afwezig: Vec<Afwezigheid>,
}

/// Een tijd van afwezigheid; de eerste en de laatste dag tellen mee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Afwezigheid {
    /// Eerste dag.
    pub van: NaiveDate,
    /// Laatste dag.
    pub tot: NaiveDate,
}

/// Een school die het bureau kent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct School {
    /// Naam van de school.
    pub naam: String,
    /// Slug van de gemeente waar zij staat; dat mag een gemeente buiten het bureau zijn.
    pub gemeente: String,
    /// Plaats waar zij staat; die bepaalt de schoolvakanties.
    pub plaats: String,
    /// Soort onderwijs: `po`, `so`, `vo` of `mbo`.
    pub soort: String,
}

impl School {
    /// Every kind of school.
    pub const SOORTEN: [&str; 4] = ["po", "vo", "so", "mbo"];
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
