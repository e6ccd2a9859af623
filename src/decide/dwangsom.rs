//! Deciding too late: the ingebrekestelling, the two weeks after it, and what each day then costs (Awb 4:17).
//!
//! ```text
//! beslistermijn lapses ──ingebrekestelling──▶ two weeks ──▶ days and euros ──decided──▶ the total, in the dossier
//! ```
//! Amounts are the definition's. Easy to get wrong: the day of the decision is no day too late; what is due is
//! counted up to and including the day before it.

use chrono::{Days, NaiveDate};

use super::verloop::Verloop;
use crate::definition::procedure::{RungDef, TermijnDef};
use crate::kalender::{Duur, Eenheid, datum_kort};
use crate::zaak::termijn::{DWANGSOM, RungSoort};
use crate::zaak::{
    Gebeurtenis, Refusal, Rol, TaakStatus, Termijn, TermijnStatus, Tijd, Wanneer, Zaak,
};

/// The event with which an applicant says that the decision is late.
pub const INGEBREKESTELLING: &str = "ingebrekestelling";

impl Verloop<'_> {
    /// The applicant says in writing that the decision is late.
    pub(super) fn ingebrekestelling(&mut self) -> Result<(), Refusal> {
        let refuse = |waarom: String| Err(Refusal::NietInGebreke(waarom));
        let decided = "er loopt hier geen beslistermijn waarop een ingebrekestelling kan slaan: er is al beslist, of zij is nog niet begonnen. Leg haar vast met een notitie";
        let Some(zaak) = self.find_zaak() else {
            return Ok(());
        };
        let Some(termijn) = self.late_decision().filter(|t| is_undecided(zaak, t)) else {
            return refuse(decided.to_owned());
        };
        if let Some(running) = zaak.dwangsom() {
            return refuse(format!(
                "de ingebrekestelling van {} is al vastgelegd; een tweede verandert niets. Leg haar vast met een notitie",
                datum_kort(running.begin)
            ));
        }
        let Some(einde) = termijn.einde else {
            return refuse(format!(
                "termijn `{}` staat stil of heeft nog geen einde; een ingebrekestelling is dan te vroeg (Awb art. 4:17 lid 3). Leg haar vast met een notitie",
                termijn.naam
            ));
        };
        if self.datum <= einde {
            return refuse(format!(
                "termijn `{}` loopt tot en met {}; een ingebrekestelling die eerder binnenkomt telt niet (Awb art. 4:17 lid 3). Leg haar vast met een notitie en laat de aanvrager weten dat zij te vroeg is",
                termijn.naam,
                datum_kort(einde)
            ));
        }
        let titel = "De aanvrager heeft het bureau in gebreke gesteld".to_owned();
        let id = self.emit(Gebeurtenis::Ontvangen {
            naam: INGEBREKESTELLING.to_owned(),
            uitleg: titel.clone(),
            titel,
        });
        let def = two_weeks();
        self.caused_by(id, |verloop| verloop.start_termijn(DWANGSOM, &def, None));
        Ok(())
    }

    /// The term of the decision that costs a dwangsom, as it was last started.
    fn late_decision(&self) -> Option<&Termijn> {
        let (naam, _) = self.context.procedure.dwangsom()?;
        let mut all = self.find_zaak()?.termijnen.iter().rev();
        all.find(|termijn| termijn.naam == naam)
    }

    /// Whether this is the term of the decision that costs a dwangsom.
    pub(super) fn costs_dwangsom(&self, naam: &str) -> bool {
        let costly = self.context.procedure.dwangsom();
        costly.is_some_and(|(known, _)| known == naam)
    }

    /// Ends what runs after an ingebrekestelling, with what it came to.
    pub(super) fn end_dwangsom(&mut self, reden: &str) {
        let procedure = self.context.procedure;
        let running = self
            .find_zaak()
            .and_then(|zaak| procedure.lopende_dwangsom(zaak));
        let Some((running, dwangsom)) = running else {
            return;
        };
        let nummer = running.nummer;
        let last = self.datum.checked_sub_days(Days::new(1));
        let stand = running
            .einde
            .zip(last)
            .map(|(einde, last)| dwangsom.stand(einde, last));
        let total = match stand.filter(|stand| stand.dagen > 0) {
            None => "er is geen dwangsom verschuldigd".to_owned(),
            Some(stand) => format!(
                "de dwangsom is {} ({}); stel haar binnen twee weken vast (Awb art. 4:18)",
                stand.in_woorden(),
                dwangsom.grondslag.join("; ")
            ),
        };
        let ended = vec![(nummer, DWANGSOM.to_owned())];
        self.drop_all(Vec::new(), ended, &format!("{reden}: {total}"));
    }

    /// A decision term that turns out to run longer was not late when the ingebrekestelling came.
    pub(super) fn check_premature(&mut self, einde: NaiveDate) {
        let running = self.find_zaak().and_then(Zaak::dwangsom);
        let Some(running) = running.filter(|running| running.begin <= einde) else {
            return;
        };
        let ended = vec![(running.nummer, DWANGSOM.to_owned())];
        let reden = format!(
            "de beslistermijn loopt tot en met {}: de ingebrekestelling was te vroeg",
            datum_kort(einde)
        );
        self.drop_all(Vec::new(), ended, &reden);
    }

    /// What a dwangsom comes to on the day a mail about its term is read.
    pub(super) fn at_stake(&self, termijn: &Termijn) -> Option<String> {
        let (_, dwangsom) = self.context.procedure.dwangsom()?;
        let einde = termijn.einde.filter(|_| termijn.naam == DWANGSOM)?;
        Some(dwangsom.in_woorden(einde, self.mail_day()))
    }

    /// The definition of a term of a fase, authored or built in.
    pub(super) fn termijn_def(&self, naam: &str) -> Option<TermijnDef> {
        match naam {
            DWANGSOM => Some(two_weeks()),
            naam => self.context.procedure.termijn(naam).cloned(),
        }
    }
}

/// Whether the decision that a term is about is still to be made.
fn is_undecided(zaak: &Zaak, termijn: &Termijn) -> bool {
    let open = |nummer| {
        let taak = zaak.taak(nummer);
        taak.is_some_and(|taak| taak.status == TaakStatus::Open)
    };
    let dropped = termijn.gestopt.is_some() || termijn.status == TermijnStatus::Vervallen;
    termijn.taak.map_or(!dropped, open)
}

/// Two weeks to decide after all, and a ladder that goes on as long as the days count.
fn two_weeks() -> TermijnDef {
    let both = || vec![Rol::Leerplichtambtenaar, Rol::Leidinggevende];
    let rung = |soort, wanneer| RungDef {
        soort,
        wanneer,
        naar: both(),
    };
    let later = |dagen| {
        let na = Wanneer::Na(Duur::new(dagen, Eenheid::Dagen));
        rung(RungSoort::Escalatie, na)
    };
    let vooraf = Wanneer::Vooraf(Duur::new(5, Eenheid::Werkdagen));
    TermijnDef {
        titel: "Beslis: het bureau is in gebreke gesteld".to_owned(),
        tijd: Tijd::Binnen {
            duur: Duur::new(2, Eenheid::Weken),
            na: INGEBREKESTELLING.to_owned(),
        },
        wettelijk: true,
        grondslag: vec!["Awb art. 4:17 lid 3".to_owned()],
        rungs: vec![
            rung(RungSoort::Herinnering, vooraf),
            rung(RungSoort::Escalatie, Wanneer::OpDeDag),
            later(1),
            later(14),
            later(28),
            later(42),
        ],
        verstreken: Vec::new(),
        opschorten: false,
        verdagen: None,
        bij_verdagen: Vec::new(),
        blijft: true,
        dwangsom: None,
        laag: super::ingebouwd::LAAG.to_owned(),
    }
}
