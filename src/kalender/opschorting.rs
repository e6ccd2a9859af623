//! Opschorting: which days a term stands still, and where it ends then (Awb 4:15).
//!
//! ```text
//! asked                    completed
//!   │ stands still ........... │ runs again: this day counts
//! van - 1   van ......... tot  tot + 1
//! ```
//! A term can be suspended as long as it runs: up to its last day, and up to the day to which the ATW
//! brings that. Asked when none of its days is left (on the last, or in the days of the ATW) it does not
//! lapse while it stands still: it ends on the first day that counts again, the day of completion, and
//! the ATW is applied once, to that. Easy to get wrong: where an extension goes on from the end found,
//! a pause asked on that day belongs to the extension.

use chrono::{Days, NaiveDate};

use super::telling::Buiten;
use super::vraag::{Overgeslagen, Periode, Richting, Vraag};

/// The periods in order, without overlap. One completed the day after it was asked is kept, though it
/// has no days; what is completed earlier stood still for nothing.
pub(super) fn merged(perioden: &[Periode]) -> Vec<Periode> {
    let mut op_volgorde: Vec<_> = perioden
        .iter()
        .copied()
        .filter(|p| p.lengte() >= 0)
        .collect();
    op_volgorde.sort_unstable();
    let mut uit: Vec<Periode> = Vec::with_capacity(op_volgorde.len());
    for periode in op_volgorde {
        match uit.last_mut() {
            Some(vorige) if vorige.tot.succ_opt().is_none_or(|na| periode.van <= na) => {
                vorige.tot = vorige.tot.max(periode.tot);
            }
            _ => uit.push(periode),
        }
    }
    uit
}

/// Whether a pause was asked while a term still ran that by now ends on `einde`.
pub(super) fn reaches(vraag: &Vraag<'_>, einde: NaiveDate, pauze: &Periode) -> bool {
    if vraag.gaat_door {
        return pauze.van <= einde;
    }
    pauze.van.pred_opt().unwrap_or(pauze.van) <= einde
}

pub(super) fn suspension(periode: Periode) -> Overgeslagen {
    Overgeslagen {
        van: periode.van,
        tot: periode.tot,
        reden: "opschorting".to_owned(),
    }
}

pub(super) fn moved(vraag: &Vraag<'_>, datum: NaiveDate, dagen: u64) -> Option<NaiveDate> {
    match vraag.richting {
        Richting::Vooruit => datum.checked_add_days(Days::new(dagen)),
        Richting::Terug => datum.checked_sub_days(Days::new(dagen)),
    }
}

/// Lengthens a calendar term by the days it stood still, in the order in which they come: the end
/// moves, and so may reach a next suspension. `last_day` is the day to which the ATW brings an end.
/// Says too whether it was suspended when none of its days was left.
pub(super) fn stood_still(
    vraag: &Vraag<'_>,
    kaal: NaiveDate,
    stil: &[Periode],
    last_day: impl Fn(NaiveDate) -> Result<NaiveDate, Buiten>,
) -> Result<(NaiveDate, Vec<Overgeslagen>, bool), Buiten> {
    match vraag.richting {
        Richting::Vooruit => onward(vraag, kaal, stil, last_day),
        Richting::Terug => back(vraag, kaal, stil),
    }
}

fn onward(
    vraag: &Vraag<'_>,
    kaal: NaiveDate,
    stil: &[Periode],
    last_day: impl Fn(NaiveDate) -> Result<NaiveDate, Buiten>,
) -> Result<(NaiveDate, Vec<Overgeslagen>, bool), Buiten> {
    let (mut einde, mut op, mut overgeslagen) = (kaal, false, Vec::new());
    for pauze in stil.iter().filter(|pauze| pauze.tot > vraag.vanaf) {
        if pauze.van > einde && !reaches(vraag, last_day(einde)?, pauze) {
            break;
        }
        let none_left = pauze.van > einde;
        op |= none_left;
        let eerste = vraag.vanaf.succ_opt().ok_or(Buiten::Erna)?;
        let deel = Periode::new(pauze.van.max(eerste), pauze.tot);
        let dagen = u64::try_from(deel.lengte()).unwrap_or(0);
        einde = moved(vraag, einde, dagen).ok_or(Buiten::Erna)?;
        if none_left {
            einde = einde.max(pauze.tot.succ_opt().ok_or(Buiten::Erna)?);
        }
        if dagen > 0 {
            overgeslagen.push(suspension(deel));
        }
    }
    Ok((einde, overgeslagen, op))
}

fn back(
    vraag: &Vraag<'_>,
    kaal: NaiveDate,
    stil: &[Periode],
) -> Result<(NaiveDate, Vec<Overgeslagen>, bool), Buiten> {
    let laatste = vraag.vanaf.pred_opt().ok_or(Buiten::Ervoor)?;
    let (mut einde, mut overgeslagen) = (kaal, Vec::new());
    for pauze in stil.iter().rev().filter(|pauze| pauze.van <= laatste) {
        let deel = Periode::new(pauze.van, pauze.tot.min(laatste));
        let dagen = u64::try_from(deel.lengte()).unwrap_or(0);
        if deel.tot < einde || dagen == 0 {
            continue;
        }
        einde = moved(vraag, einde, dagen).ok_or(Buiten::Ervoor)?;
        overgeslagen.push(suspension(deel));
    }
    overgeslagen.reverse();
    Ok((einde, overgeslagen, false))
}
