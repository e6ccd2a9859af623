//! Birth of a zaak, and what later meldingen do to it.
//!
//! Easy to get wrong: refusing. A melding that can be read but lacks something opens the zaak, with a taak
//! to complete it; only what cannot be right (a wrong BSN, a field that does not exist) is sent back.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::ingebouwd;
use super::velden::{self, Gevraagd};
use super::verloop::Verloop;
use crate::definition::procedure::{BetrokkeneSoort, Procedure};
use crate::zaak::command::{Start, Week};
use crate::zaak::gebeurtenis::Geboorte;
use crate::zaak::melding::{Gemelde, Melding};
use crate::zaak::persoon::{elfproef, leeftijd_op, wordt};
use crate::zaak::staat::{Betrokkene, Ouderzaak};
use crate::zaak::week::Weekpost;
use crate::zaak::{Gebeurtenis, Refusal, Regel, Termijn, ZaakId};

pub(super) const MEERDERJARIG: i64 = 18;
const GECORRIGEERD: &str = "de melding is gecorrigeerd";

/// Everything that is wrong with a melding, as Dutch sentences; empty when it can be taken in.
pub fn keur(melding: &Melding, procedure: &Procedure, vandaag: NaiveDate) -> Vec<String> {
    let mut fouten = Vec::new();
    if procedure.betrokkene == BetrokkeneSoort::Bureau {
        fouten.push(format!(
            "procedure `{}` gaat over het bureau zelf en begint niet met een melding",
            procedure.slug
        ));
    }
    if melding.ontvangen > vandaag {
        fouten.push(format!(
            "`ontvangen` is {}; dat ligt na vandaag ({vandaag})",
            melding.ontvangen
        ));
    }
    match &melding.jongere {
        None if procedure.betrokkene == BetrokkeneSoort::Jongere => {
            fouten.push(
                "`jongere` ontbreekt; verwacht ten minste `naam` en `geboortedatum`".to_owned(),
            );
        }
        Some(jongere) => {
            if jongere.bsn.as_deref().is_some_and(|bsn| !elfproef(bsn)) {
                fouten.push("`jongere.bsn` is geen BSN: het zijn geen negen cijfers die aan de 11-proef voldoen".to_owned());
            }
            if jongere.geboortedatum > vandaag {
                fouten.push(format!(
                    "`jongere.geboortedatum` is {}; dat ligt na vandaag ({vandaag})",
                    jongere.geboortedatum
                ));
            }
            if jongere.naam.trim().is_empty() {
                fouten.push("`jongere.naam` is leeg".to_owned());
            }
        }
        None => {}
    }
    if let Some(verzuim) = &melding.verzuim
        && let (Some(begin), Some(einde)) = (verzuim.begin, verzuim.einde)
        && einde < begin
    {
        fouten.push(format!(
            "`verzuim.einde` ({einde}) ligt vóór `verzuim.begin` ({begin})"
        ));
    }
    if let Some(school) = &melding.school
        && (school.brin.len() != 4 || !school.brin.chars().all(|c| c.is_ascii_alphanumeric()))
    {
        fouten.push(format!(
            "`school.brin` is `{}`; verwacht vier letters of cijfers, zoals `00XX`",
            school.brin
        ));
    }
    let checked = velden::controleer(
        &procedure.gegevens,
        &melding.gegevens,
        Gevraagd::Niets,
        vandaag,
    );
    if let Err(wrong) = checked {
        fouten.extend(wrong.into_iter().map(|fout| fout.0));
    }
    fouten
}

impl Verloop<'_> {
    /// A melding opens a zaak, or joins the one that is open (AI art. 6 lid 1).
    pub fn melding(&mut self, gemelde: &Gemelde) -> Result<(), Refusal> {
        let fouten = keur(&gemelde.melding, self.context.procedure, self.vandaag);
        if !fouten.is_empty() {
            return Err(Refusal::MeldingOnbruikbaar(fouten));
        }
        self.datum = gemelde.melding.ontvangen;
        if self.find_zaak().is_some() {
            let uitleg = format!(
                "nog een melding ({} {}); zij hoort bij deze zaak",
                gemelde.melding.bron, gemelde.melding.kenmerk
            );
            let id = self.emit(Gebeurtenis::Gemeld {
                melding: gemelde.id,
                telt: true,
                af: false,
                uitleg,
            });
            self.caused_by(id, |verloop| verloop.joined(gemelde));
            return Ok(());
        }
        self.born(gemelde);
        Ok(())
    }

    /// What a procedure does with one more melding, where it says so with the event of that name. The melding
    /// counts also where the event does not fit: then a person looks at it.
    fn joined(&mut self, gemelde: &Gemelde) {
        let def = self.find_zaak().and_then(|zaak| {
            let procedure = self.context.procedure;
            procedure.gebeurtenis(&zaak.fase, ingebouwd::NIEUWE_MELDING)
        });
        let Some(def) = def else { return };
        let known = |naam: &String| def.gegevens.contains_key(naam);
        let told = gemelde.melding.gegevens.iter();
        let told = told.filter(|(naam, _)| known(naam));
        let told = told.map(|(naam, waarde)| (naam.clone(), waarde.clone()));
        if let Err(refusal) = self.gebeurtenis(ingebouwd::NIEUWE_MELDING, &told.collect()) {
            self.incident("melding", &refusal.to_string(), None);
        }
    }

    /// Other content under the same mark: a correction; or the sender takes it back.
    pub fn correctie(&mut self, gemelde: &Gemelde) -> Result<(), Refusal> {
        let melding = &gemelde.melding;
        let fouten = keur(melding, self.context.procedure, self.vandaag);
        if !fouten.is_empty() {
            return Err(Refusal::MeldingOnbruikbaar(fouten));
        }
        let Some(zaak) = self.find_zaak() else {
            return Ok(());
        };
        let af = melding.ingetrokken;
        let (open, only) = (zaak.is_open(), zaak.meldingen <= 1);
        let mark = format!("{} {}", melding.bron, melding.kenmerk);
        let uitleg = if melding.ingetrokken {
            format!("{mark} is ingetrokken")
        } else {
            format!("{mark} is gecorrigeerd")
        };
        let id = self.emit(Gebeurtenis::Gemeld {
            melding: gemelde.id,
            telt: false,
            af,
            uitleg,
        });
        if !open {
            if !melding.ingetrokken {
                let melding = format!(
                    "{mark} hoort bij een zaak die al gesloten is; beoordeel of er een nieuwe zaak moet komen"
                );
                self.caused_by(id, |verloop| verloop.incident("melding", &melding, None));
            }
            return Ok(());
        }
        self.caused_by(id, |verloop| {
            if melding.ingetrokken && only {
                verloop.intrekken(&format!("de melder trok de melding in ({mark})"));
            } else if !melding.ingetrokken {
                let jongere = melding.jongere.as_ref();
                let achttien = jongere.and_then(|jongere| wordt(jongere.geboortedatum, 18));
                let before = verloop.regels.len();
                verloop.undo_birthday(achttien);
                verloop.take_fields_anew(&melding.gegevens);
                verloop.recheck_birthday(achttien);
                verloop.herbereken(GECORRIGEERD);
                let learned =
                    |regel: &Regel| matches!(regel.gebeurtenis, Gebeurtenis::AchttienGezet { .. });
                if jongere.is_some() && verloop.regels[before..].iter().any(learned) {
                    verloop.tell_birthday(id, achttien);
                }
            }
        });
        Ok(())
    }

    fn born(&mut self, gemelde: &Gemelde) {
        let melding = &gemelde.melding;
        let missing = self.missing(melding);
        self.open(
            melding.gemeente.clone(),
            self.betrokkene(gemelde),
            None,
            Some(melding),
            &[],
        );
        let mark = format!(
            "melding {} {}, ontvangen {}",
            melding.bron,
            melding.kenmerk,
            crate::kalender::datum_kort(melding.ontvangen)
        );
        let uitleg = if missing.is_empty() {
            mark
        } else {
            format!("{mark}; ontbreekt nog: {}", missing.join(", "))
        };
        let id = self.emit(Gebeurtenis::Gemeld {
            melding: gemelde.id,
            telt: true,
            af: false,
            uitleg,
        });
        self.caused_by(id, |verloop| {
            verloop.take_fields(&melding.gegevens);
            let adult = melding.jongere.as_ref().is_some_and(|jongere| {
                leeftijd_op(jongere.geboortedatum, melding.peildatum()) >= MEERDERJARIG
            });
            if adult {
                verloop.hand_over(ingebouwd::DOORSTROOMPUNT);
                return;
            }
            let begin = verloop.context.procedure.begin.clone();
            verloop.enter(&begin);
            if !missing.is_empty() {
                verloop.open_named(ingebouwd::AANVULLEN);
            }
        });
    }

    /// Another zaak, or recurring work, starts this one.
    pub fn start(&mut self, start: &Start) -> Result<(), Refusal> {
        self.begin_with(start, &[]);
        Ok(())
    }

    /// The weekly overviews: a zaak that says who got what.
    pub fn week(&mut self, week: &Week) -> Result<(), Refusal> {
        self.begin_with(&week.start, &week.post);
        Ok(())
    }

    fn begin_with(&mut self, start: &Start, post: &[Weekpost]) {
        if let Some(datum) = start.datum {
            self.datum = datum;
        }
        self.oorzaak = start.regel;
        let betrokkene = match (&start.betrokkene, &start.gemelde) {
            (Some(betrokkene), _) => betrokkene.clone(),
            (None, Some(gemelde)) => self.betrokkene(gemelde),
            (None, None) => Betrokkene::Bureau,
        };
        let melding = start.gemelde.as_ref().map(|gemelde| &gemelde.melding);
        self.open(
            start.gemeente.clone(),
            betrokkene,
            start.ouder.clone(),
            melding,
            &start.over,
        );
        let id = self.regels.last().map(|regel| regel.id);
        let own: Map<String, Value> = start
            .gegevens
            .iter()
            .filter(|(naam, _)| self.context.procedure.gegevens.contains_key(*naam))
            .map(|(naam, waarde)| (naam.clone(), waarde.clone()))
            .collect();
        let begin = self.context.procedure.begin.clone();
        let work = |verloop: &mut Self| {
            verloop.take_fields(&own);
            for one in post {
                verloop.mail_week(one);
            }
            verloop.enter(&begin);
        };
        match id {
            Some(id) => self.caused_by(id, work),
            None => work(self),
        }
    }

    pub(super) fn open(
        &mut self,
        gemeente: String,
        betrokkene: Betrokkene,
        ouder: Option<Ouderzaak>,
        melding: Option<&Melding>,
        over: &[ZaakId],
    ) {
        let school = match &betrokkene {
            Betrokkene::School(code) => Some(code.clone()),
            _ => melding
                .and_then(|melding| melding.school.as_ref())
                .map(|school| school.code()),
        };
        let achttien_op = melding
            .and_then(|melding| melding.jongere.as_ref())
            .filter(|_| matches!(betrokkene, Betrokkene::Jongere(_)))
            .and_then(|jongere| wordt(jongere.geboortedatum, 18))
            .filter(|_| !self.context.procedure.na_achttien)
            // Already 18 at receipt but not when the absence began: treated as the minor he was.
            .filter(|op| *op > self.datum);
        let procedure = self.context.procedure;
        self.emit(Gebeurtenis::Geopend(Box::new(Geboorte {
            procedure: procedure.slug.clone(),
            titel: procedure.titel.clone(),
            definitie: self.context.definitie.clone(),
            bureau: self.context.bureau.bureau.clone(),
            behandelaar: self
                .context
                .bureau
                .behandelaar(&gemeente, school.as_deref()),
            gemeente,
            betrokkene,
            ouder,
            apart: procedure.apart,
            begin: self.datum,
            achttien_op,
            onthouden: procedure.onthouden.clone(),
            over: over.to_vec(),
        })));
    }

    pub(super) fn betrokkene(&self, gemelde: &Gemelde) -> Betrokkene {
        let school = || gemelde.melding.school.as_ref().map(|school| school.code());
        match self.context.procedure.betrokkene {
            BetrokkeneSoort::Jongere => gemelde
                .jongere
                .map_or(Betrokkene::Bureau, Betrokkene::Jongere),
            BetrokkeneSoort::School => school().map_or(Betrokkene::Bureau, Betrokkene::School),
            BetrokkeneSoort::Bureau => Betrokkene::Bureau,
        }
    }

    pub(super) fn take_fields(&mut self, gegevens: &Map<String, Value>) {
        for (naam, waarde) in gegevens.iter().filter(|(_, waarde)| !waarde.is_null()) {
            self.set(naam, waarde.clone());
        }
    }

    /// Takes the fields of a correction. A term that by its dates has not run out runs on; what its lapse
    /// set going is taken back, unless someone acted since.
    fn take_fields_anew(&mut self, gegevens: &Map<String, Value>) {
        if let Some((regel, nummer)) = self.last_lapse(|_, _| true) {
            let mut attempt = self.clone();
            attempt.take_back(&regel, GECORRIGEERD);
            attempt.take_fields(gegevens);
            let termijn = attempt.find_zaak().and_then(|zaak| zaak.termijn(nummer));
            let runs = |termijn: &Termijn| {
                termijn.loopt() && termijn.einde.is_some_and(|einde| einde >= self.vandaag)
            };
            if termijn.is_some_and(runs) {
                *self = attempt;
                return;
            }
        }
        self.take_fields(gegevens);
        self.revive(gegevens, GECORRIGEERD);
    }

    /// Required fields that the melding lacks.
    pub(super) fn missing(&self, melding: &Melding) -> Vec<String> {
        let declared = self.context.procedure.gegevens.iter();
        let lacks = |naam: &String| melding.gegevens.get(naam).is_none_or(Value::is_null);
        declared
            .filter(|(naam, veld)| veld.verplicht && lacks(naam))
            .map(|(naam, _)| format!("`{naam}`"))
            .collect()
    }
}
