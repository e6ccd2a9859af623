//! The counts of one procedure, or of one gemeente.
//!
//! Easy to get wrong: what was held back. A mail or letter that was taken back in time is not counted.

use crate::cli::demo::jaar::Afloop;
use crate::zaak::{Gebeurtenis, TaakStatus, Zaak};

/// Counts of one procedure, or of one gemeente.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Rij {
    geopend: usize,
    gesloten: usize,
    open: usize,
    te_laat: usize,
    herinneringen: usize,
    escalaties: usize,
    brieven: usize,
    mails: usize,
}

impl Rij {
    pub(super) fn add(&mut self, afloop: &Afloop) {
        let zaak = &afloop.zaak;
        let held_back = afloop.held_back();
        self.geopend += 1;
        self.gesloten += usize::from(!zaak.is_open());
        self.open += usize::from(zaak.is_open());
        self.te_laat += late(zaak, afloop);
        for regel in afloop
            .historie
            .iter()
            .filter(|regel| !held_back.contains(&regel.id))
        {
            match &regel.gebeurtenis {
                Gebeurtenis::RungAfgegaan(rung) if rung.escalatie => self.escalaties += 1,
                Gebeurtenis::RungAfgegaan(_) => self.herinneringen += 1,
                Gebeurtenis::Brief { .. } => self.brieven += 1,
                Gebeurtenis::Mail { .. } => self.mails += 1,
                _ => {}
            }
        }
    }

    pub(super) const fn sum(&mut self, other: Self) {
        self.geopend += other.geopend;
        self.gesloten += other.gesloten;
        self.open += other.open;
        self.te_laat += other.te_laat;
        self.herinneringen += other.herinneringen;
        self.escalaties += other.escalaties;
        self.brieven += other.brieven;
        self.mails += other.mails;
    }

    pub(super) const fn geopend(self) -> usize {
        self.geopend
    }

    pub(super) const fn numbers(self) -> [usize; 8] {
        [
            self.geopend,
            self.gesloten,
            self.open,
            self.te_laat,
            self.herinneringen,
            self.escalaties,
            self.brieven,
            self.mails,
        ]
    }
}

/// Taken that were done after the last day of their termijn.
fn late(zaak: &Zaak, afloop: &Afloop) -> usize {
    let done = zaak
        .taken
        .iter()
        .filter(|taak| taak.status == TaakStatus::Gereed);
    done.filter(|taak| {
        let op = afloop
            .historie
            .iter()
            .rev()
            .find_map(|regel| match &regel.gebeurtenis {
                Gebeurtenis::TaakGereed { taak: nummer, .. } if *nummer == taak.nummer => {
                    Some(regel.datum)
                }
                _ => None,
            });
        let einde = zaak
            .termijn_van(taak.nummer)
            .and_then(|termijn| termijn.einde);
        op.zip(einde).is_some_and(|(op, einde)| op > einde)
    })
    .count()
}
