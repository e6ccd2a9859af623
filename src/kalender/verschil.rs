//! Which days two versions of the calendars see differently, per municipality and per school.
//!
//! Only what is counted matters: whether a day is a schooldag or a werkdag, and how far the calendar reaches;
//! another name for the same free day is no change. Easy to get wrong: the ends. Beyond the calendar of either
//! there is nothing to compare, and its reach is told by itself.

use chrono::NaiveDate;
use std::sync::Arc;

use super::kalenders::Kalenders;
use super::plaatskalender::{Dagsoort, Kalender};
use super::schrijfwijze::{datum_kort, slug};
use super::werkdagen::is_weekend;

/// Days that are counted otherwise.
#[derive(Debug, Clone)]
pub struct Kalenderverschil {
    /// The place or school; `None` for the whole municipality.
    pub plek: Option<String>,
    pub van: NaiveDate,
    pub tot: NaiveDate,
    /// A Dutch sentence without a full stop.
    pub zin: String,
    /// The new calendars that see them so: of the municipality, of each place that is told in one go, of a school.
    pub kalenders: Vec<Arc<Kalender>>,
}

/// How two days in a row may be told in one go.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Omslag {
    Schooldag,
    GeenSchooldag(String),
    Werkdag,
    GeenWerkdag,
}

impl Kalenders {
    /// The name of a municipality, by its slug.
    #[must_use]
    pub fn naam(&self, gemeente: &str) -> Option<&str> {
        self.gemeente(gemeente)
            .ok()
            .map(|found| found.naam.as_str())
    }

    /// What `nieuw` counts otherwise in a municipality; nothing when either does not know it.
    #[must_use]
    pub fn verschillen(&self, nieuw: &Self, gemeente: &str) -> Vec<Kalenderverschil> {
        let (Ok(oud), Ok(nieuw)) = (self.gemeente(gemeente), nieuw.gemeente(gemeente)) else {
            return Vec::new();
        };
        let overal = oud.overal.as_ref().zip(nieuw.overal.as_ref());
        let mut found = overal.map_or_else(Vec::new, |(oud, nieuw)| compare(None, oud, nieuw));
        let mut plaatsen: Vec<&String> = oud.plaatsen.keys().chain(nieuw.plaatsen.keys()).collect();
        plaatsen.sort();
        plaatsen.dedup();
        let of_places = plaatsen.into_iter().filter_map(|plaats| {
            let was = oud.plaatsen.get(plaats).or(oud.overal.as_ref())?;
            let wordt = nieuw.plaatsen.get(plaats).or(nieuw.overal.as_ref())?;
            let written = oud.namen.iter().chain(&nieuw.namen);
            let naam = written.into_iter().find(|naam| slug(naam) == *plaats);
            Some(compare(Some(naam.unwrap_or(plaats)), was, wordt))
        });
        let of_places: Vec<Vec<Kalenderverschil>> = of_places.collect();
        if overal.is_none() {
            found = shared(&of_places);
        }
        for more in of_places {
            add(&mut found, more);
        }
        found
    }

    /// What `nieuw` counts otherwise for a school (`BRIN-VESTIGING`) that both know.
    #[must_use]
    pub fn verschillen_van_school(&self, nieuw: &Self, school: &str) -> Vec<Kalenderverschil> {
        let key = super::kalenders::school_key(school);
        let (oud, nieuw) = (self.scholen.get(&key), nieuw.scholen.get(&key));
        oud.zip(nieuw)
            .map_or_else(Vec::new, |(oud, nieuw)| compare(Some(school), oud, nieuw))
    }
}

/// What every place of a split municipality sees, told of the whole.
fn shared(of_places: &[Vec<Kalenderverschil>]) -> Vec<Kalenderverschil> {
    let Some((first, others)) = of_places.split_first() else {
        return Vec::new();
    };
    let everywhere = |one: &&Kalenderverschil| {
        let there = |place: &Vec<Kalenderverschil>| place.iter().any(|other| other.zin == one.zin);
        others.iter().all(there)
    };
    let found = first.iter().filter(everywhere).cloned();
    found
        .map(|one| Kalenderverschil { plek: None, ..one })
        .collect()
}

impl Kalenderverschil {
    /// Takes in that others see these days so too.
    pub fn also(&mut self, kalenders: Vec<Arc<Kalender>>) {
        for kalender in kalenders {
            if !self.kalenders.iter().any(|it| Arc::ptr_eq(it, &kalender)) {
                self.kalenders.push(kalender);
            }
        }
    }
}

/// Adds what is not told of the whole already.
fn add(found: &mut Vec<Kalenderverschil>, more: Vec<Kalenderverschil>) {
    for one in more {
        let mut told = found.iter_mut();
        match told.find(|known| known.plek.is_none() && known.zin == one.zin) {
            Some(told) => told.also(one.kalenders),
            None => found.push(one),
        }
    }
}

fn compare(plek: Option<&str>, oud: &Kalender, nieuw: &Arc<Kalender>) -> Vec<Kalenderverschil> {
    let mut found = Vec::new();
    let mut tell = |van, tot, zin| {
        let plek = plek.map(str::to_owned);
        found.push(Kalenderverschil {
            plek,
            van,
            tot,
            zin,
            kalenders: vec![Arc::clone(nieuw)],
        });
    };
    let (was, wordt) = (oud.eindigt_op(), nieuw.eindigt_op());
    if was != wordt {
        let zin = format!(
            "schooldagen zijn bekend tot en met {} (was {})",
            datum_kort(wordt),
            datum_kort(was)
        );
        tell(was.min(wordt), was.max(wordt), zin);
    }
    let van = oud.begint_op().max(nieuw.begint_op());
    let tot = was.min(wordt);
    for schooldagen in [true, false] {
        let days = van.iter_days().take_while(|dag| *dag <= tot);
        let mut run: Option<(NaiveDate, NaiveDate, Omslag)> = None;
        for dag in days.filter(|dag| !is_weekend(*dag)) {
            let now = turn(oud, nieuw, dag, schooldagen);
            match (&mut run, now) {
                (Some((_, until, same)), Some(now)) if *same == now => *until = dag,
                (_, now) => {
                    let ended = run.take();
                    run = now.map(|now| (dag, dag, now));
                    if let Some((van, tot, omslag)) = ended {
                        tell(van, tot, in_words(van, tot, &omslag));
                    }
                }
            }
        }
        if let Some((van, tot, omslag)) = run {
            tell(van, tot, in_words(van, tot, &omslag));
        }
    }
    found
}

fn turn(oud: &Kalender, nieuw: &Kalender, dag: NaiveDate, schooldagen: bool) -> Option<Omslag> {
    if !schooldagen {
        return match (oud.is_werkdag(dag), nieuw.is_werkdag(dag)) {
            (false, true) => Some(Omslag::Werkdag),
            (true, false) => Some(Omslag::GeenWerkdag),
            _ => None,
        };
    }
    match (oud.dag(dag).ok()?, nieuw.dag(dag).ok()?) {
        (Dagsoort::Schooldag, Dagsoort::Schooldag) => None,
        (_, Dagsoort::Schooldag) => Some(Omslag::Schooldag),
        (Dagsoort::Schooldag, Dagsoort::Vrij { reden }) => Some(Omslag::GeenSchooldag(reden)),
        _ => None,
    }
}

fn in_words(van: NaiveDate, tot: NaiveDate, omslag: &Omslag) -> String {
    let dagen = if van == tot {
        datum_kort(van)
    } else {
        format!("{} tot en met {}", datum_kort(van), datum_kort(tot))
    };
    match omslag {
        Omslag::Schooldag => format!("{dagen}: nu wel schooldag"),
        Omslag::GeenSchooldag(reden) => format!("{dagen}: geen schooldag meer, wegens {reden}"),
        Omslag::Werkdag => format!("{dagen}: nu wel werkdag"),
        Omslag::GeenWerkdag => format!("{dagen}: geen werkdag meer"),
    }
}
