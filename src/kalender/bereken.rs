//! Counting: from a day and a length to the last day of the term, with every reason.
//!
//! ```text
//! schooldagen, werkdagen   nth day that counts          suspended days do not count
//! dagen, weken, maanden    the calendar, then + as many days as the term stood still,
//!                          then once the Algemene termijnenwet, if a law sets the term
//! kwartalen                first day of the nth quarter after: a reference date
//! ```
//!
//! The sentence is left to `uitleg`. Easy to get wrong: the ATW comes last
//! and only onward. What a term stands still for is `opschorting`'s.

use std::fmt::Write as _;

use chrono::{Datelike, Months, NaiveDate};

use super::duur::{Duur, Eenheid};
use super::fout::KalenderFout;
use super::opschorting::{merged, moved, reaches, stood_still, suspension};
use super::plaatskalender::{Kalender, outside_range};
use super::schrijfwijze::datum_kort;
use super::telling::{Buiten, Telling};
use super::uitleg;
use super::vraag::{Berekening, Overgeslagen, Periode, Richting, Vraag};
use super::werkdagen::{Verlenging, is_governed, is_weekend};

impl Kalender {
    /// Counts a term out.
    ///
    /// The day of the event never counts. `0 schooldagen` (and `0 werkdagen`) is the law's
    /// *terstond*: the same day if it counts, else the first that does (counted back: the last
    /// before). A month later clamps to the month's end. "n kwartalen" is the first day of the
    /// nth quarter after the one `vanaf` lies in, 0 that of the quarter itself (AKW art. 11);
    /// as a reference date it knows neither opschorting nor ATW.
    ///
    /// # Errors
    /// [`KalenderFout::BuitenKalender`] or [`KalenderFout::VoorKalender`] when a count in
    /// schooldagen leaves the known school years; [`KalenderFout::BuitenBereik`] when another
    /// leaves the years whose feestdagen are tabulated.
    pub fn bereken(&self, vraag: &Vraag<'_>) -> Result<Berekening, KalenderFout> {
        let stil = merged(vraag.opgeschort);
        let buiten = |_: Buiten| outside_range(asked(vraag));
        match vraag.duur.eenheid {
            Eenheid::Schooldagen => {
                let (einde, op) = count(&self.school.telling, vraag, &stil)
                    .map_err(|buiten| self.outside_school(buiten, asked(vraag)))?;
                let geteld = counted_days(vraag, einde);
                let overgeslagen = self.skipped_school_days(geteld, &stil);
                let mut uitleg = uitleg::counted(vraag, einde, geteld, &overgeslagen);
                mention_none_left(op, &mut uitleg);
                Ok(Berekening {
                    einde,
                    overgeslagen,
                    uitleg,
                })
            }
            Eenheid::Werkdagen => {
                let (einde, op) = count(self.werk.telling(), vraag, &stil).map_err(buiten)?;
                let geteld = counted_days(vraag, einde);
                let overgeslagen = self.skipped_working_days(geteld, &stil);
                let mut uitleg = uitleg::counted(vraag, einde, geteld, &overgeslagen);
                mention_none_left(op, &mut uitleg);
                self.mention_unknown_decrees(einde, &mut uitleg);
                Ok(Berekening {
                    einde,
                    overgeslagen,
                    uitleg,
                })
            }
            Eenheid::Dagen | Eenheid::Weken | Eenheid::Maanden => {
                self.calendar_term(vraag, &stil).map_err(buiten)
            }
            Eenheid::Kwartalen => {
                let einde = quarter_start(vraag).ok_or(Buiten::Erna).map_err(buiten)?;
                let uitleg = uitleg::quarter(vraag, einde);
                Ok(Berekening {
                    einde,
                    overgeslagen: Vec::new(),
                    uitleg,
                })
            }
        }
    }

    fn calendar_term(&self, vraag: &Vraag<'_>, stil: &[Periode]) -> Result<Berekening, Buiten> {
        let kaal = shifted(vraag).ok_or(Buiten::Erna)?;
        let atw = vraag.wettelijk && vraag.richting == Richting::Vooruit && is_governed(vraag.duur);
        let lengthened = |einde| {
            if !atw {
                return Ok((einde, None));
            }
            self.werk.lengthen(vraag.vanaf, einde, vraag.duur)
        };
        let last_day = |einde| lengthened(einde).map(|(einde, _)| einde);
        let (zonder_atw, mut overgeslagen, op) = stood_still(vraag, kaal, stil, last_day)?;
        if !atw {
            let mut uitleg = uitleg::calendar(vraag, zonder_atw, &overgeslagen);
            mention_none_left(op, &mut uitleg);
            return Ok(Berekening {
                einde: zonder_atw,
                overgeslagen,
                uitleg,
            });
        }
        let (einde, verlenging) = lengthened(zonder_atw)?;
        match verlenging {
            Some(Verlenging::Artikel1) => {
                let dagen = Periode::new(zonder_atw, einde.pred_opt().unwrap_or(einde));
                overgeslagen.push(self.atw_run(dagen, "art. 1 lid 1"));
            }
            Some(Verlenging::Artikel2) => {
                let dagen = counted_days(vraag, einde);
                overgeslagen.extend(
                    self.runs_without_work(dagen)
                        .into_iter()
                        .map(|run| self.atw_run(run, "art. 2")),
                );
            }
            None => {}
        }
        let mut uitleg = uitleg::calendar(vraag, einde, &overgeslagen);
        mention_none_left(op, &mut uitleg);
        self.mention_unknown_decrees(einde, &mut uitleg);
        Ok(Berekening {
            einde,
            overgeslagen,
            uitleg,
        })
    }

    fn skipped_school_days(&self, geteld: Periode, stil: &[Periode]) -> Vec<Overgeslagen> {
        let vrij = self.school.runs_in(geteld).filter_map(|run| {
            let deel = Periode::new(run.van, run.tot).doorsnede(geteld)?;
            Some((deel, run.reden.as_str()))
        });
        skipped(vrij, geteld, stil)
    }

    fn skipped_working_days(&self, geteld: Periode, stil: &[Periode]) -> Vec<Overgeslagen> {
        let vrij = self
            .werk
            .free_weekdays(geteld)
            .iter()
            .map(|(datum, reden)| (Periode::new(*datum, *datum), reden.as_ref()));
        skipped(vrij, geteld, stil)
    }

    fn atw_run(&self, dagen: Periode, artikel: &str) -> Overgeslagen {
        let mut redenen: Vec<_> = Vec::new();
        for reden in days(dagen).filter_map(|d| self.werk.reden(d)) {
            if !redenen.contains(&reden) {
                redenen.push(reden);
            }
        }
        Overgeslagen {
            van: dagen.van,
            tot: dagen.tot,
            reden: format!("{} (ATW {artikel})", redenen.join(" en ")),
        }
    }

    fn runs_without_work(&self, dagen: Periode) -> Vec<Periode> {
        let mut runs: Vec<Periode> = Vec::new();
        for datum in days(dagen).filter(|d| !self.werk.is_werkdag(*d)) {
            match runs.last_mut() {
                Some(run) if run.tot.succ_opt() == Some(datum) => run.tot = datum,
                _ => runs.push(Periode::new(datum, datum)),
            }
        }
        runs
    }

    // Later decrees may still move the end; whoever reads the date should know.
    fn mention_unknown_decrees(&self, einde: NaiveDate, uitleg: &mut String) {
        let bekend = self.werk.bekend_tot_en_met();
        if einde.year() > bekend {
            // Writing to a String cannot fail.
            let _ = write!(
                uitleg,
                "; gelijkgestelde dagen na {bekend} zijn nog niet bekend"
            );
        }
    }
}

/// Without this the days in the sentence would not add up.
fn mention_none_left(op: bool, uitleg: &mut String) {
    if op {
        uitleg.push_str(
            "; bij de opschorting was geen dag meer over: zij eindigt op de eerste dag die weer telt (Awb art. 4:15)",
        );
    }
}

/// The question in words, for a refusal.
fn asked(vraag: &Vraag<'_>) -> String {
    let voorzetsel = match vraag.richting {
        Richting::Vooruit => "na",
        Richting::Terug => "vóór",
    };
    format!("{} {voorzetsel} {}", vraag.duur, datum_kort(vraag.vanaf))
}

fn days(periode: Periode) -> impl Iterator<Item = NaiveDate> {
    periode
        .van
        .iter_days()
        .take_while(move |d| *d <= periode.tot)
}

/// Counts days that count, passing over the periods in which the term stood still; says too whether
/// it was suspended when none of its days was left.
fn count(
    telling: &Telling,
    vraag: &Vraag<'_>,
    stil: &[Periode],
) -> Result<(NaiveDate, bool), Buiten> {
    let mut op = false;
    let terstond = vraag.duur.is_terstond();
    let mut rest = vraag.duur.aantal.max(1);
    match vraag.richting {
        Richting::Vooruit => {
            let mut vanaf = vraag.vanaf;
            if terstond {
                vanaf = vanaf.pred_opt().ok_or(Buiten::Ervoor)?;
            }
            let begin = vanaf;
            for periode in stil.iter().filter(|p| p.tot > begin) {
                let einde = telling.na(vanaf, rest)?;
                if !reaches(vraag, einde, periode) {
                    break;
                }
                let ervoor = periode.van.pred_opt().unwrap_or(periode.van).max(vanaf);
                rest -= telling.tussen(vanaf, ervoor)?;
                if rest == 0 {
                    (rest, op) = (1, true);
                }
                vanaf = vanaf.max(periode.tot);
            }
            Ok((telling.na(vanaf, rest)?, op))
        }
        Richting::Terug => {
            let mut vanaf = vraag.vanaf;
            if terstond {
                vanaf = vanaf.succ_opt().ok_or(Buiten::Erna)?;
            }
            let begin = vanaf;
            for periode in stil.iter().rev().filter(|p| p.van < begin) {
                let einde = telling.voor(vanaf, rest)?;
                if einde > periode.tot {
                    break;
                }
                let vorige = vanaf.pred_opt().unwrap_or(vanaf);
                rest -= telling.tussen(periode.tot.min(vorige), vorige)?;
                vanaf = vanaf.min(periode.van);
            }
            Ok((telling.voor(vanaf, rest)?, op))
        }
    }
}

/// The days between the event and the answer: of these each either counted or was skipped.
/// May be empty, with `tot` before `van`.
fn counted_days(vraag: &Vraag<'_>, einde: NaiveDate) -> Periode {
    let vanaf = vraag.vanaf;
    let terstond = vraag.duur.is_terstond();
    match vraag.richting {
        Richting::Vooruit if terstond => Periode::new(vanaf, einde),
        Richting::Vooruit => Periode::new(vanaf.succ_opt().unwrap_or(vanaf), einde),
        Richting::Terug if terstond => Periode::new(einde, vanaf),
        Richting::Terug => Periode::new(einde, vanaf.pred_opt().unwrap_or(vanaf)),
    }
}

/// Gathers what was skipped: opschorting, and the free runs that are more than a weekend and
/// not wholly covered by it.
fn skipped<'a>(
    vrij: impl Iterator<Item = (Periode, &'a str)>,
    geteld: Periode,
    stil: &[Periode],
) -> Vec<Overgeslagen> {
    let stil: Vec<_> = stil.iter().filter_map(|p| p.doorsnede(geteld)).collect();
    let mut uit: Vec<_> = vrij
        .filter(|(deel, _)| days(*deel).take(3).any(|d| !is_weekend(d)))
        .filter(|(deel, _)| !stil.iter().any(|s| s.bevat(deel.van) && s.bevat(deel.tot)))
        .map(|(deel, reden)| Overgeslagen {
            van: deel.van,
            tot: deel.tot,
            reden: reden.to_owned(),
        })
        .collect();
    if !stil.is_empty() {
        uit.extend(stil.into_iter().map(suspension));
        uit.sort_by_key(|o| (o.van, o.tot));
    }
    uit
}

/// The calendar date that lies `duur` from `vanaf`.
fn shifted(vraag: &Vraag<'_>) -> Option<NaiveDate> {
    let Duur { aantal, eenheid } = vraag.duur;
    if eenheid == Eenheid::Maanden {
        let maanden = Months::new(aantal);
        return match vraag.richting {
            Richting::Vooruit => vraag.vanaf.checked_add_months(maanden),
            Richting::Terug => vraag.vanaf.checked_sub_months(maanden),
        };
    }
    let per_stuk = if eenheid == Eenheid::Weken { 7 } else { 1 };
    moved(vraag, vraag.vanaf, u64::from(aantal) * per_stuk)
}

// AKW art. 11: what counts is the first day of a quarter.
fn quarter_start(vraag: &Vraag<'_>) -> Option<NaiveDate> {
    let vanaf = vraag.vanaf;
    let begin = NaiveDate::from_ymd_opt(vanaf.year(), vanaf.month0() / 3 * 3 + 1, 1)?;
    let maanden = Months::new(vraag.duur.aantal.checked_mul(3)?);
    match vraag.richting {
        Richting::Vooruit => begin.checked_add_months(maanden),
        Richting::Terug => begin.checked_sub_months(maanden),
    }
}
