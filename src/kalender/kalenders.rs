//! All calendars of the country at once, and the choice between them.
//!
//! Building checks every file and lays the local layers; asking is a look-up. Easy to get
//! wrong: the school's location goes before the residence, and in a split municipality no
//! place means no answer.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::afwijkingen::{Afwijking, BureauKalender, Schoolplaats};
use super::controle::{
    Bevinding, check_bureau, check_feestdagen, check_regios, check_schoolvakanties,
};
use super::feestdag::Feestdagen;
use super::fout::KalenderFout;
use super::plaatskalender::Kalender;
use super::regio::{Gemeente, Regio, Regios};
use super::schooltabel::{Laag, Schooltabel};
use super::schoolvakanties::Schoolvakanties;
use super::schrijfwijze::{nearest, slug};
use super::werkdagen::Werkdagen;

/// The three files of `workflows/landelijk/kalender`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kalenderdata {
    /// `regios.yaml`.
    pub regios: Regios,
    /// `schoolvakanties.yaml`.
    pub schoolvakanties: Schoolvakanties,
    /// `feestdagen.yaml`.
    pub feestdagen: Feestdagen,
}

/// Every calendar, ready for use.
#[derive(Debug)]
pub struct Kalenders {
    gemeenten: HashMap<String, Arc<GemeenteKalenders>>,
    pub(super) scholen: HashMap<String, Arc<Kalender>>,
    /// The keys of `gemeenten` that are slugs, for suggestions.
    slugs: Vec<String>,
}

#[derive(Debug)]
pub(super) struct GemeenteKalenders {
    pub(super) naam: String,
    /// What holds when no place of `plaatsen` is named; `None` when the municipality is split.
    pub(super) overal: Option<Arc<Kalender>>,
    /// By slug of the place.
    pub(super) plaatsen: HashMap<String, Arc<Kalender>>,
    /// Of a split municipality: every place, as written.
    pub(super) namen: Vec<String>,
}

impl Kalenders {
    /// Checks all data and builds every calendar.
    ///
    /// # Errors
    /// Every fault found in any of the files, all at once; then nothing is built.
    pub fn new(data: &Kalenderdata, bureaus: &[BureauKalender]) -> Result<Self, Vec<Bevinding>> {
        let mut bevindingen = check_regios(&data.regios);
        bevindingen.extend(check_schoolvakanties(&data.schoolvakanties));
        bevindingen.extend(check_feestdagen(&data.feestdagen));
        for bureau in bureaus {
            bevindingen.extend(check_bureau(bureau, data));
        }
        if !bevindingen.is_empty() {
            return Err(bevindingen);
        }
        let mut bouw = Bouw {
            data,
            werk: Arc::new(Werkdagen::new(
                data.feestdagen.algemene_termijnenwet.clone(),
            )),
            tabellen: HashMap::new(),
        };
        let mut gemeenten = HashMap::new();
        for (sleutel, gemeente) in &data.regios.gemeenten {
            let bureau = bureaus.iter().find(|b| b.gemeenten.contains(sleutel));
            let kalenders = Arc::new(bouw.gemeente(sleutel, gemeente, bureau));
            let namen = gemeente.ook.iter().chain([&gemeente.naam, &gemeente.code]);
            for naam in namen.map(|n| slug(n)).chain([sleutel.clone()]) {
                gemeenten.insert(naam, Arc::clone(&kalenders));
            }
        }
        let mut kalenders = Self {
            gemeenten,
            scholen: HashMap::new(),
            slugs: data.regios.gemeenten.keys().cloned().collect(),
        };
        for bureau in bureaus {
            for school in &bureau.scholen {
                kalenders.add_school(&mut bouw, bureau, school, bureaus);
            }
        }
        Ok(kalenders)
    }

    /// The calendar that holds for a school, else for a place, else for a municipality.
    ///
    /// `gemeente` is a slug, a name or a CBS code; `school` is `BRIN` or `BRIN-VESTIGING`. A
    /// school whose location no bureau knows (see [`Kalenders::knows_school`]) leaves the
    /// choice to `gemeente` and `plaats`.
    ///
    /// # Errors
    /// [`KalenderFout::OnbekendeGemeente`]; in a split municipality
    /// [`KalenderFout::PlaatsNodig`] and [`KalenderFout::OnbekendePlaats`].
    pub fn voor(
        &self,
        gemeente: &str,
        plaats: Option<&str>,
        school: Option<&str>,
    ) -> Result<Arc<Kalender>, KalenderFout> {
        let school = school.and_then(|s| self.scholen.get(&school_key(s)));
        if let Some(kalender) = school {
            return Ok(Arc::clone(kalender));
        }
        let gevonden = self.gemeente(gemeente)?;
        let plaats = plaats.map(str::trim).filter(|p| !p.is_empty());
        if let Some(kalender) = plaats.and_then(|p| gevonden.plaatsen.get(&slug(p))) {
            return Ok(Arc::clone(kalender));
        }
        if let Some(kalender) = &gevonden.overal {
            return Ok(Arc::clone(kalender));
        }
        let gemeente = gevonden.naam.clone();
        let plaatsen = gevonden.namen.clone();
        Err(match plaats {
            None => KalenderFout::PlaatsNodig { gemeente, plaatsen },
            Some(plaats) => KalenderFout::OnbekendePlaats {
                gemeente,
                gevonden: plaats.to_owned(),
                suggestie: nearest(plaats, plaatsen.iter().map(String::as_str)).map(str::to_owned),
                plaatsen,
            },
        })
    }

    /// Whether the location of a school is known, so that its own calendar is chosen.
    #[must_use]
    pub fn knows_school(&self, school: &str) -> bool {
        self.scholen.contains_key(&school_key(school))
    }

    /// The slugs of all municipalities.
    pub fn gemeenten(&self) -> impl Iterator<Item = &str> {
        self.slugs.iter().map(String::as_str)
    }

    pub(super) fn gemeente(&self, gevonden: &str) -> Result<&GemeenteKalenders, KalenderFout> {
        let sleutel = slug(gevonden);
        self.gemeenten
            .get(&sleutel)
            .map(Arc::as_ref)
            .ok_or_else(|| KalenderFout::OnbekendeGemeente {
                gevonden: gevonden.to_owned(),
                suggestie: nearest(&sleutel, self.gemeenten()).map(str::to_owned),
            })
    }

    fn add_school(
        &mut self,
        bouw: &mut Bouw<'_>,
        bureau: &BureauKalender,
        school: &Schoolplaats,
        bureaus: &[BureauKalender],
    ) {
        // A school may serve pupils of several bureaus; the one it stands in speaks for it.
        let eigen = bureau.gemeenten.contains(&school.gemeente);
        let sleutel = vestiging_key(school);
        if self.scholen.contains_key(&sleutel) && !eigen {
            return;
        }
        let thuis = bureaus
            .iter()
            .find(|b| b.gemeenten.contains(&school.gemeente))
            .unwrap_or(bureau);
        let Some(gemeente) = bouw.data.regios.gemeenten.get(&school.gemeente) else {
            return;
        };
        let Ok(plek) = self.voor(&school.gemeente, school.plaats.as_deref(), None) else {
            return;
        };
        let Some(regio) = regio_of(gemeente, school.plaats.as_deref()) else {
            return;
        };
        let mut lagen = place_layers(thuis, &school.gemeente, gemeente, school.plaats.as_deref());
        let aantal = lagen.len();
        lagen.extend(school_layers(thuis, &sleutel));
        let kalender = if lagen.len() == aantal {
            plek
        } else {
            let naam = format!("school {sleutel} te {}", plek.naam());
            bouw.kalender(naam, regio, &lagen).unwrap_or(plek)
        };
        // The BRIN alone means the main location when there is one.
        let hoofd = school.vestiging.as_deref().is_none_or(|v| v == "00");
        let brin = school_key(&school.brin);
        if hoofd || !self.scholen.contains_key(&brin) {
            self.scholen.insert(brin, Arc::clone(&kalender));
        }
        self.scholen.insert(sleutel, kalender);
    }
}

/// `00xx01`, `00XX-01` and ` 00xx-01 ` are the same school.
pub(super) fn school_key(school: &str) -> String {
    let kaal: String = school
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_uppercase())
        .collect();
    match kaal.split_at_checked(4) {
        Some((brin, vestiging)) if !vestiging.is_empty() => format!("{brin}-{vestiging}"),
        _ => kaal,
    }
}

fn vestiging_key(school: &Schoolplaats) -> String {
    let vestiging = school.vestiging.as_deref().unwrap_or_default();
    school_key(&format!("{}{vestiging}", school.brin))
}

/// The region of a place; `None` when a split municipality does not have it.
pub(super) fn regio_of(gemeente: &Gemeente, plaats: Option<&str>) -> Option<Regio> {
    let Some(plaatsen) = &gemeente.plaatsen else {
        return gemeente.regio;
    };
    let plaats = slug(plaats?);
    plaatsen
        .alle()
        .find(|(naam, _)| slug(naam) == plaats)
        .map(|(_, regio)| regio)
}

pub(super) fn place_layers<'a>(
    bureau: &'a BureauKalender,
    sleutel: &str,
    gemeente: &Gemeente,
    plaats: Option<&str>,
) -> Vec<Laag<'a>> {
    let afwijkingen = &bureau.kalender;
    let mut lagen = Vec::new();
    if bureau.gemeenten.iter().any(|g| g == sleutel) {
        lagen.push(Laag {
            naam: format!("bureau {}", bureau.bureau),
            afwijking: &afwijkingen.bureau,
        });
    }
    let eigen = bureau.eigen.get(sleutel);
    lagen.extend(afwijkingen.gemeenten.get(sleutel).map(|afwijking| Laag {
        naam: format!("gemeente {}", gemeente.naam),
        afwijking,
    }));
    lagen.extend(eigen.map(|eigen| Laag {
        naam: format!("gemeente {} zelf", gemeente.naam),
        afwijking: &eigen.gemeente,
    }));
    let of_place = |plaatsen: &'a IndexMap<String, Afwijking>, wie: &str| {
        let gezocht = slug(plaats?);
        let (naam, afwijking) = plaatsen.iter().find(|(p, _)| slug(p) == gezocht)?;
        Some(Laag {
            naam: format!("{naam}{wie}"),
            afwijking,
        })
    };
    let of_bureau = afwijkingen.plaatsen.get(sleutel);
    lagen.extend(of_bureau.and_then(|plaatsen| of_place(plaatsen, "")));
    let whose = format!(" (gemeente {})", gemeente.naam);
    lagen.extend(eigen.and_then(|eigen| of_place(&eigen.plaatsen, &whose)));
    lagen.retain(|laag| !laag.afwijking.is_leeg());
    lagen
}

// The whole school first, its vestiging over it.
pub(super) fn school_layers<'a>(bureau: &'a BureauKalender, sleutel: &str) -> Vec<Laag<'a>> {
    let brin = sleutel.get(..4).unwrap_or(sleutel);
    let mut sleutels = vec![brin];
    if sleutel != brin {
        sleutels.push(sleutel);
    }
    sleutels
        .into_iter()
        .filter_map(|gezocht| {
            let mut scholen = bureau.kalender.scholen.iter();
            let (_, afwijking) = scholen.find(|(s, _)| school_key(s) == gezocht)?;
            Some(Laag {
                naam: format!("school {gezocht}"),
                afwijking,
            })
        })
        .filter(|laag| !laag.afwijking.is_leeg())
        .collect()
}

/// What building needs; tables with the same layers are shared.
struct Bouw<'a> {
    data: &'a Kalenderdata,
    werk: Arc<Werkdagen>,
    tabellen: HashMap<(Regio, Vec<String>), Arc<Schooltabel>>,
}

impl Bouw<'_> {
    fn kalender(
        &mut self,
        naam: String,
        regio: Regio,
        lagen: &[Laag<'_>],
    ) -> Option<Arc<Kalender>> {
        let sleutel = (regio, lagen.iter().map(|l| l.naam.clone()).collect());
        let school = if let Some(tabel) = self.tabellen.get(&sleutel) {
            Arc::clone(tabel)
        } else {
            let Kalenderdata {
                schoolvakanties,
                feestdagen,
                ..
            } = self.data;
            let tabel = Arc::new(Schooltabel::new(regio, schoolvakanties, feestdagen, lagen)?);
            self.tabellen.insert(sleutel, Arc::clone(&tabel));
            tabel
        };
        Some(Arc::new(Kalender {
            naam,
            school,
            werk: Arc::clone(&self.werk),
        }))
    }

    fn gemeente(
        &mut self,
        sleutel: &str,
        gemeente: &Gemeente,
        bureau: Option<&BureauKalender>,
    ) -> GemeenteKalenders {
        let lagen = |plaats: Option<&str>| {
            bureau.map_or_else(Vec::new, |b| place_layers(b, sleutel, gemeente, plaats))
        };
        let name = |naam: &str, regio: Regio| format!("{naam} ({})", regio.naam());
        let overal = gemeente
            .regio
            .and_then(|regio| self.kalender(name(&gemeente.naam, regio), regio, &lagen(None)));
        let namen: Vec<String> = gemeente
            .plaatsen
            .iter()
            .flat_map(|p| p.alle().map(|(naam, _)| naam.to_owned()))
            .collect();
        // Of an undivided municipality only the places that differ need a calendar of their own.
        let anders = bureau.and_then(|b| b.kalender.plaatsen.get(sleutel));
        let zelf = bureau.and_then(|b| Some(&b.eigen.get(sleutel)?.plaatsen));
        let eigen = anders.into_iter().chain(zelf).flat_map(|p| p.keys());
        let plaatsen = namen
            .iter()
            .chain(eigen)
            .filter_map(|plaats| {
                let regio = regio_of(gemeente, Some(plaats))?;
                let kalender = self.kalender(name(plaats, regio), regio, &lagen(Some(plaats)))?;
                Some((slug(plaats), kalender))
            })
            .collect();
        GemeenteKalenders {
            naam: gemeente.naam.clone(),
            overal,
            plaatsen,
            namen,
        }
    }
}
