//! Counting a term by the new version, and whether its end may move there.
//!
//! Easy to get wrong: who is harmed. Later harms the jongere who waits for the bureau; earlier harms whoever
//! outside the bureau was told a date: a bureau that chose another term is asked whether it meant that. A calendar is
//! no choice and moves both ways unasked. What holds for both is [`Verloop::hindernis`], and is asked there.

use chrono::{Days, NaiveDate};

use super::Vergelijking;
use crate::decide::termijnen::{anker, with_ground};
use crate::definition::procedure::TermijnDef;
use crate::kalender::datum_kort;
use crate::zaak::termijn::Opschorting;
use crate::zaak::{Termijn, TermijnStatus, Zaak};

/// How a term would be counted by the new version.
pub(super) struct Hertelling {
    pub begin: NaiveDate,
    /// `None` while it stands still.
    pub einde: Option<NaiveDate>,
    /// The day it would end on if it ran on today; what the guards weigh.
    zou: NaiveDate,
    pub uitleg: String,
}

impl Vergelijking<'_> {
    /// Counts by the new version, from the same begin; from another only where another anchor is named.
    pub(super) fn hertelling(
        &self,
        zaak: &Zaak,
        termijn: &Termijn,
        now: &TermijnDef,
    ) -> Result<Hertelling, String> {
        let naam = now.tijd.anker();
        let begin = match naam {
            _ if naam == termijn.tijd.anker() => Some(termijn.begin),
            "begin" => termijn.taak.and_then(|taak| Some(zaak.taak(taak)?.begin)),
            _ => anker(zaak, naam),
        };
        let begin = begin.ok_or_else(|| {
            format!("de dag van `{naam}`, waarvan nu wordt geteld, is in deze zaak niet bekend")
        })?;
        let still = termijn.status == TermijnStatus::Opgeschort;
        let mut counted = Termijn {
            tijd: now.tijd.clone(),
            wettelijk: now.wettelijk,
            grondslag: self.ground(termijn, now),
            laag: now.laag.clone(),
            ..termijn.clone()
        };
        if still {
            counted.opschortingen = until_today(&termijn.opschortingen, self.oud.vandaag);
        }
        let berekening = self
            .nieuw
            .count(&counted, begin)
            .map_err(|fout| format!("er is nog geen datum: {fout}"))?;
        // What had no date because its anchor is unknown still has none.
        let known = termijn.einde.is_some() || naam == "begin" || anker(zaak, naam).is_some();
        let dated = known && !still;
        Ok(Hertelling {
            begin,
            einde: dated.then_some(berekening.einde),
            zou: berekening.einde,
            uitleg: if dated {
                with_ground(&berekening.uitleg, &counted)
            } else {
                "nog geen datum".to_owned()
            },
        })
    }

    /// Whether the end may move.
    pub(super) fn guard(
        &self,
        termijn: &Termijn,
        counted: Result<&Hertelling, &String>,
    ) -> Result<(), String> {
        let counted = counted.map_err(String::clone)?;
        let zou = counted.zou;
        let was = match termijn.einde {
            Some(einde) => einde,
            None => self
                .would_end(termijn)
                .ok_or("er is nog geen datum om mee te vergelijken")?,
        };
        let dag = datum_kort(zou);
        if let Some(hindernis) = self.oud.hindernis(termijn, zou) {
            return Err(hindernis.to_string());
        }
        if zou > was && termijn.wettelijk {
            return Err(format!(
                "zij zou dan later eindigen ({dag}), en een termijn van de wet wordt niet langer"
            ));
        }
        if zou > was && !self.keuze.ook_later {
            return Err(format!(
                "zij zou dan later eindigen ({dag}); dat gebeurt alleen met --ook-later"
            ));
        }
        if zou < was && termijn.taak.is_none() && !self.keuze.ook_eerder {
            return Err(format!(
                "zij zou dan eerder eindigen ({dag}), terwijl iemand buiten het bureau op de oude datum kan rekenen; dat gebeurt alleen met --ook-eerder"
            ));
        }
        if !self.keuze.termijnen {
            return Err(format!(
                "zij zou dan op {dag} eindigen; dat gebeurt alleen met --termijnen"
            ));
        }
        Ok(())
    }

    /// The day a term without an end would end on as it was, if it ran on today.
    fn would_end(&self, termijn: &Termijn) -> Option<NaiveDate> {
        let running = Termijn {
            opschortingen: until_today(&termijn.opschortingen, self.oud.vandaag),
            ..termijn.clone()
        };
        self.oud
            .count(&running, termijn.begin)
            .ok()
            .map(|berekening| berekening.einde)
    }
}

/// Suspensions as if what stands still ran on today.
fn until_today(opschortingen: &[Opschorting], vandaag: NaiveDate) -> Vec<Opschorting> {
    let yesterday = vandaag.checked_sub_days(Days::new(1)).unwrap_or(vandaag);
    let ended = opschortingen.iter().map(|pause| Opschorting {
        tot: pause.tot.or(Some(yesterday)),
        ..pause.clone()
    });
    ended
        .filter(|pause| pause.tot.is_some_and(|tot| pause.van <= tot))
        .collect()
}
