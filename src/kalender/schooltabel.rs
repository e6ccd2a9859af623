//! The school days of one place: the region's holidays with the local layers laid over them.
//!
//! Keeps for every free day its reason; counting is left to `telling`. Easy to get wrong: a
//! feestdag within a holiday belongs to the holiday, so that the holiday stays one run.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::afwijkingen::Afwijking;
use super::feestdag::{Feestdag, Feestdagen};
use super::regio::Regio;
use super::schoolvakanties::{Schoolvakanties, Vakantie};
use super::telling::Telling;
use super::vraag::{Overgeslagen, Periode};
use super::werkdagen::is_weekend;

/// One local layer with the name its reasons carry, such as `gemeente Woerden`.
#[derive(Debug, Clone)]
pub(super) struct Laag<'a> {
    pub naam: String,
    pub afwijking: &'a Afwijking,
}

/// All days of one school calendar, from the first known holiday to the last.
#[derive(Debug)]
pub(super) struct Schooltabel {
    pub(super) begin: NaiveDate,
    pub(super) eind: NaiveDate,
    pub(super) telling: Telling,
    /// Runs of free days with one reason each, in order, never overlapping. Ordinary
    /// weekends are not among them.
    vrij: Vec<Overgeslagen>,
}

/// The same days, whatever the reasons.
impl PartialEq for Schooltabel {
    fn eq(&self, other: &Self) -> bool {
        self.telling == other.telling && self.eind == other.eind
    }
}

impl Schooltabel {
    /// Lays `lagen` over the region, the last one on top. `None` when the file knows no school year.
    pub(super) fn new(
        regio: Regio,
        schoolvakanties: &Schoolvakanties,
        feestdagen: &Feestdagen,
        lagen: &[Laag<'_>],
    ) -> Option<Self> {
        let vakanties = replaced(published(regio, schoolvakanties), lagen);
        let begin = vakanties.iter().find(|v| v.soort == Vakantie::Herfst)?;
        let eind = vakanties.iter().rfind(|v| v.soort == Vakantie::Zomer)?;
        let (begin, eind) = (begin.periode.van, eind.periode.tot);
        let mut doek = Doek::new(begin, eind)?;

        for feestdag in school_free(feestdagen, lagen) {
            for datum in (begin.year()..=eind.year()).filter_map(|jaar| feestdag.in_jaar(jaar)) {
                doek.paint(Periode::new(datum, datum), feestdag.naam(), Verf::Over);
            }
        }
        for vakantie in &vakanties {
            doek.paint(vakantie.periode, &vakantie.reden, Verf::Over);
        }
        for laag in lagen {
            for dagen in &laag.afwijking.vrije_dagen {
                let reden = format!("{} ({})", dagen.reden, laag.naam);
                doek.paint(dagen.periode(), &reden, Verf::WaarLeeg);
            }
            for dagen in &laag.afwijking.lesdagen {
                doek.erase(dagen.periode());
            }
        }
        let telling = Telling::new(
            begin,
            begin
                .iter_days()
                .zip(&doek.dagen)
                .map(|(datum, verf)| *verf == Doek::LEEG && !is_weekend(datum)),
        );
        Some(Self {
            begin,
            eind,
            telling,
            vrij: doek.runs(),
        })
    }

    /// Why `datum` is free, if a holiday, feestdag or local day covers it.
    pub(super) fn reden(&self, datum: NaiveDate) -> Option<&str> {
        self.runs_in(Periode::new(datum, datum))
            .next()
            .map(|run| run.reden.as_str())
    }

    /// The free runs that touch `periode`, whole.
    pub(super) fn runs_in(&self, periode: Periode) -> impl Iterator<Item = &Overgeslagen> {
        let eerste = self.vrij.partition_point(|run| run.tot < periode.van);
        self.vrij[eerste..]
            .iter()
            .take_while(move |run| run.van <= periode.tot)
    }
}

struct Geplaatst {
    schooljaar: String,
    soort: Vakantie,
    periode: Periode,
    reden: String,
}

fn published(regio: Regio, schoolvakanties: &Schoolvakanties) -> Vec<Geplaatst> {
    let mut uit = Vec::new();
    for jaar in &schoolvakanties.schooljaren {
        for soort in Vakantie::ALLE {
            let vakantie = jaar.vakantie(soort);
            let Some(periode) = vakantie.voor(regio) else {
                continue;
            };
            let naam = soort.naam();
            let reden = if vakantie.alle.is_some() {
                naam.to_owned()
            } else {
                format!("{naam} {}", regio.naam())
            };
            uit.push(Geplaatst {
                schooljaar: jaar.schooljaar.clone(),
                soort,
                periode,
                reden,
            });
        }
    }
    uit
}

fn replaced(mut vakanties: Vec<Geplaatst>, lagen: &[Laag<'_>]) -> Vec<Geplaatst> {
    for laag in lagen {
        for eigen in &laag.afwijking.vakanties {
            for oud in vakanties
                .iter_mut()
                .filter(|v| v.schooljaar == eigen.schooljaar && v.soort == eigen.vakantie)
            {
                oud.periode = with_weekends(Periode::new(eigen.van, eigen.tot));
                oud.reden = format!("{} ({})", eigen.vakantie.naam(), laag.naam);
            }
        }
    }
    vakanties
}

// Schools often print Monday to Friday where they mean the weekends as well.
fn with_weekends(periode: Periode) -> Periode {
    let eerder = match periode.van.weekday() {
        Weekday::Mon => 2,
        Weekday::Sun => 1,
        _ => 0,
    };
    let later = match periode.tot.weekday() {
        Weekday::Fri => 2,
        Weekday::Sat => 1,
        _ => 0,
    };
    Periode::new(
        periode
            .van
            .checked_sub_days(Days::new(eerder))
            .unwrap_or(periode.van),
        periode
            .tot
            .checked_add_days(Days::new(later))
            .unwrap_or(periode.tot),
    )
}

fn school_free(feestdagen: &Feestdagen, lagen: &[Laag<'_>]) -> Vec<Feestdag> {
    let mut vrij = feestdagen.schoolvrij.clone();
    for Laag { afwijking, .. } in lagen {
        vrij.extend(&afwijking.schoolvrij);
        vrij.retain(|f| !afwijking.niet_schoolvrij.contains(f));
    }
    vrij
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verf {
    Over,
    WaarLeeg,
}

/// A canvas of days on which reasons are painted.
struct Doek {
    begin: NaiveDate,
    /// Per day an index into `redenen`, or [`Doek::LEEG`].
    dagen: Vec<u32>,
    redenen: Vec<String>,
}

impl Doek {
    const LEEG: u32 = u32::MAX;

    fn new(begin: NaiveDate, eind: NaiveDate) -> Option<Self> {
        let lengte = usize::try_from(Periode::new(begin, eind).lengte()).ok()?;
        Some(Self {
            begin,
            dagen: vec![Self::LEEG; lengte],
            redenen: Vec::new(),
        })
    }

    fn part(&mut self, periode: Periode) -> &mut [u32] {
        let van = (periode.van - self.begin).num_days().max(0);
        let na = (periode.tot - self.begin).num_days() + 1;
        let van = usize::try_from(van).unwrap_or(0).min(self.dagen.len());
        let na = usize::try_from(na).unwrap_or(0).min(self.dagen.len());
        &mut self.dagen[van..na.max(van)]
    }

    fn paint(&mut self, periode: Periode, reden: &str, verf: Verf) {
        let kleur = u32::try_from(self.redenen.len()).unwrap_or(Self::LEEG - 1);
        self.redenen.push(reden.to_owned());
        for dag in self.part(periode) {
            if verf == Verf::Over || *dag == Self::LEEG {
                *dag = kleur;
            }
        }
    }

    fn erase(&mut self, periode: Periode) {
        self.part(periode).fill(Self::LEEG);
    }

    fn runs(&self) -> Vec<Overgeslagen> {
        let mut uit: Vec<Overgeslagen> = Vec::new();
        for (datum, kleur) in self.begin.iter_days().zip(&self.dagen) {
            let Some(reden) = self.redenen.get(*kleur as usize) else {
                continue;
            };
            match uit.last_mut() {
                Some(run) if run.reden == *reden && run.tot.succ_opt() == Some(datum) => {
                    run.tot = datum;
                }
                _ => uit.push(Overgeslagen {
                    van: datum,
                    tot: datum,
                    reden: reden.clone(),
                }),
            }
        }
        uit
    }
}
