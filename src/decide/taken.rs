//! A person's act: who may, when it happened, and the one most common act of all, completing a taak.
//!
//! Easy to get wrong: the order of refusals. First whether the zaak is what he saw, then whether the act
//! fits, then its fields; so that he is told the thing that matters.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::feiten::Ogenblik;
use super::ingebouwd;
use super::velden::{self, Gevraagd};
use super::verloop::Verloop;
use crate::definition::bureau::Medewerker;
use crate::definition::procedure::{BriefKeuze, TaakDef};
use crate::zaak::refusal::{VeldFout, opsomming};
use crate::zaak::{Act, Effect, Gebeurtenis, Handeling, MedewerkerId, Refusal, Rol, Zaak};

/// The uitkomst with which the letter of a taak goes out.
const VERZONDEN: &str = "verzonden";

impl Verloop<'_> {
    /// Carries out what a person does.
    pub fn act(&mut self, act: &Act) -> Result<(), Refusal> {
        let handeling = act.handeling().map_err(Refusal::Onleesbaar)?;
        self.admit(act, &handeling)?;
        match handeling {
            Handeling::Taak { naam, uitkomst } => {
                self.in_time_or_now(|v| v.complete(&naam, &uitkomst, &act.gegevens))
            }
            Handeling::Gebeurtenis { naam } => {
                self.in_time_or_now(|v| v.gebeurtenis(&naam, &act.gegevens))
            }
            Handeling::Opschorten { reden } => {
                self.in_time_or_now(|v| v.opschorten(&reden, act.termijn.as_deref()))
            }
            Handeling::Hervatten => self.hervatten(act.termijn.as_deref()),
            Handeling::Verdagen { duur, reden } => {
                self.in_time_or_now(|v| v.verdagen(&duur, &reden, act.termijn.as_deref()))
            }
            Handeling::Afwijken { fase, reden } => self.afwijken(&fase, &reden),
            Handeling::Notitie { tekst } => {
                self.notitie(&tekst);
                Ok(())
            }
            Handeling::Herstel { regel, reden } => self.herstel(regel, &reden),
            Handeling::Intrekken { reden } => {
                self.intrekken(&reden);
                Ok(())
            }
            Handeling::Sluiten { uitkomst, reden } => self.sluiten(&uitkomst, &reden),
            Handeling::Contact(contact) => self.contact(&contact),
            Handeling::Afspraak(afspraak) => self.afspraak(&afspraak),
            Handeling::Verzetten {
                afspraak,
                naar,
                reden,
            } => self.verzetten(afspraak, &naar, &reden),
            Handeling::Afgelopen {
                afspraak,
                nagekomen,
                reden,
            } => self.afgelopen(afspraak, nagekomen, &reden),
            Handeling::Afgezegd { afspraak, reden } => self.afgezegd(afspraak, &reden),
            Handeling::Document(document) => {
                self.document(&document);
                Ok(())
            }
        }
    }

    /// The checks that every act passes; sets who did it and when it happened.
    fn admit(&mut self, act: &Act, handeling: &Handeling) -> Result<(), Refusal> {
        let Some(zaak) = self.find_zaak() else {
            return Err(Refusal::OnbekendeZaak(act.zaak.clone().unwrap_or_default()));
        };
        self.known_medewerker(&act.door)?;
        if let Some(gezien) = act.versie.filter(|gezien| *gezien != zaak.versie) {
            return Err(Refusal::Verouderd {
                gezien,
                nu: zaak.versie,
            });
        }
        let datum = self.datum_van(act, handeling)?;
        check_datum(datum, self.vandaag, zaak)?;
        let works_when_closed = matches!(
            handeling,
            Handeling::Notitie { .. }
                | Handeling::Herstel { .. }
                | Handeling::Contact(_)
                | Handeling::Document(_)
        );
        if !zaak.is_open() && !works_when_closed {
            let uitkomst = zaak.uitkomst.clone().unwrap_or_default();
            return Err(Refusal::Gesloten {
                zaak: zaak.id,
                uitkomst,
            });
        }
        self.datum = datum;
        self.door = Some(MedewerkerId(act.door.clone()));
        Ok(())
    }

    /// The medewerker of the zaak's bureau with this id.
    pub(super) fn known_medewerker(&self, id: &str) -> Result<&Medewerker, Refusal> {
        let bureau = self.context.bureau;
        bureau.medewerker(id).ok_or_else(|| {
            let known = opsomming(bureau.medewerkers.keys().map(String::as_str));
            Refusal::OnbekendeMedewerker {
                door: id.to_owned(),
                bureau: bureau.bureau.clone(),
                kan: format!("kies uit {known}"),
            }
        })
    }

    /// Completes a taak with one of its uitkomsten.
    fn complete(
        &mut self,
        naam: &str,
        uitkomst: &str,
        given: &Map<String, Value>,
    ) -> Result<(), Refusal> {
        let Some(zaak) = self.find_zaak() else {
            return Ok(());
        };
        let Some((taak, (_, def))) = zaak.open_taak(naam).cloned().zip(self.taak_def(naam)) else {
            return Err(Refusal::TaakNietOpen {
                taak: naam.to_owned(),
                fase: zaak.fase.clone(),
                kan: self.open_options(),
            });
        };
        let Some(gevolgen) = def.uitkomsten.get(uitkomst) else {
            let kan = opsomming(def.uitkomsten.keys().map(String::as_str));
            return Err(Refusal::OnbekendeUitkomst {
                taak: naam.to_owned(),
                uitkomst: uitkomst.to_owned(),
                kan,
            });
        };
        if def.boa {
            self.check_boa(&format!("taak `{naam}`"), def.voor)?;
        }
        let (declared, gevraagd) = if naam == ingebouwd::AANVULLEN {
            (&self.context.procedure.gegevens, Gevraagd::Niets)
        } else {
            (&def.gegevens, Gevraagd::Bij(uitkomst))
        };
        let values =
            velden::controleer(declared, given, gevraagd, self.datum).map_err(Refusal::Velden)?;

        if naam == ingebouwd::AANVULLEN {
            self.check_complete(&values)?;
        }

        let unsent = self.unsent_reminders(taak.nummer);
        let gereed = Gebeurtenis::TaakGereed {
            taak: taak.nummer,
            naam: naam.to_owned(),
            uitkomst: uitkomst.to_owned(),
        };
        let id = self.because_of(taak.regel, |verloop| verloop.emit(gereed));
        let gevolgen = gevolgen.clone();
        self.caused_by(id, |verloop| {
            verloop.hold_back(
                &unsent,
                &format!("taak `{naam}` is gedaan; dit hoeft niet meer uit te gaan"),
            );
            verloop.recount_on(naam);
            if verloop.costs_dwangsom(naam) {
                verloop.end_dwangsom("er is beslist");
            }
            if let Some(procedure) = ingebouwd::is_buiten(naam) {
                let told = given
                    .get("uitkomst")
                    .and_then(Value::as_str)
                    .unwrap_or(uitkomst)
                    .trim()
                    .to_lowercase();
                verloop.uitkomst_van(procedure, None, &told, None);
                return;
            }
            if naam == ingebouwd::VERVOLGROUTE {
                // Free text of nobody's field: it lies beside the history, under the line of the taak.
                for tekst in values.into_iter().filter_map(|(_, tekst)| match tekst {
                    Value::String(tekst) => Some(tekst),
                    _ => None,
                }) {
                    verloop.effects.push(Effect::Notitie { regel: id, tekst });
                }
                return;
            }
            if naam == ingebouwd::OPSCHORTING {
                // Looked at, and it still stands still: someone looks again in ten schooldagen.
                verloop.open_named(ingebouwd::OPSCHORTING);
                return;
            }
            for (naam, waarde) in values {
                verloop.set(&naam, waarde);
            }
            if uitkomst == VERZONDEN {
                verloop.send_letter(&def, taak.nummer);
            }
            verloop.gevolgen(
                &gevolgen,
                &Ogenblik {
                    gebeurtenis: given.clone(),
                    uitkomst: None,
                },
            );
        });
        Ok(())
    }

    /// A zaak counts as complete when every required field is there.
    fn check_complete(&self, values: &[(String, Value)]) -> Result<(), Refusal> {
        let held = |naam: &String| {
            let known = self
                .find_zaak()
                .is_some_and(|zaak| zaak.gegevens.contains_key(naam));
            known || values.iter().any(|(given, _)| given == naam)
        };
        let declared = self.context.procedure.gegevens.iter();
        let missing: Vec<VeldFout> = declared
            .filter(|(naam, veld)| veld.verplicht && !held(naam))
            .map(|(naam, veld)| {
                VeldFout(format!("gegeven `{naam}` ontbreekt nog ({})", veld.titel))
            })
            .collect();
        if missing.is_empty() {
            Ok(())
        } else {
            Err(Refusal::Velden(missing))
        }
    }

    fn send_letter(&mut self, def: &TaakDef, taak: u32) {
        match &def.brief {
            Some(BriefKeuze::Tekst(tekst)) => self.brief(tekst),
            Some(BriefKeuze::Vraag(vraag)) => {
                if let Some(tekst) = self.ask(vraag, Some(taak)) {
                    self.brief(&tekst);
                }
            }
            None => {}
        }
    }

    /// Taken under Wpg are for a BOA and the leidinggevende.
    pub(super) fn check_boa(&self, wat: &str, voor: Rol) -> Result<(), Refusal> {
        let Some(door) = &self.door else {
            return Ok(());
        };
        if self.context.bureau.is_boa_or_head(&door.0) {
            return Ok(());
        }
        let able = self.wie(voor, true);
        let able: Vec<&str> = able
            .iter()
            .filter_map(|aan| aan.medewerker.as_ref())
            .map(|id| id.0.as_str())
            .collect();
        Err(Refusal::AlleenBoa {
            wat: wat.to_owned(),
            door: door.0.clone(),
            wie: opsomming(able),
        })
    }

    /// What can be done now, as the end of a refusal.
    pub fn open_options(&self) -> String {
        let Some(zaak) = self.find_zaak() else {
            return String::new();
        };
        let open: Vec<&str> = zaak.open_taken().map(|taak| taak.naam.as_str()).collect();
        if open.is_empty() {
            let known = opsomming(self.known_events().iter().map(String::as_str));
            return format!(
                "er staat geen taak open; wel kan een gebeurtenis binnenkomen: {known}"
            );
        }
        format!("open staan {}", opsomming(open))
    }

    /// Withdraws the zaak: all stops.
    pub fn intrekken(&mut self, reden: &str) {
        let unsent = self.all_unsent();
        let id = self.emit(Gebeurtenis::Ingetrokken {
            reden: reden.to_owned(),
        });
        self.caused_by(id, |verloop| {
            verloop.hold_back(&unsent, "de zaak is ingetrokken");
            verloop.sluit("ingetrokken", reden);
        });
    }

    fn sluiten(&mut self, uitkomst: &str, reden: &str) -> Result<(), Refusal> {
        let known = &self.context.procedure.uitkomsten;
        let Some(titel) = known.get(uitkomst) else {
            let kan = opsomming(known.keys().map(String::as_str));
            return Err(Refusal::OnbekendeZaakuitkomst {
                uitkomst: uitkomst.to_owned(),
                kan,
            });
        };
        let reden = if reden.is_empty() {
            titel.clone()
        } else {
            reden.to_owned()
        };
        self.sluit(uitkomst, &reden);
        Ok(())
    }

    /// Lines of this taak's term whose mail has not gone out.
    pub fn unsent_reminders(&self, taak: u32) -> Vec<(crate::zaak::RegelId, String)> {
        let termijn = self.find_zaak().and_then(|zaak| zaak.termijn_van(taak));
        termijn.map_or_else(Vec::new, |termijn| self.unsent_of(termijn.nummer))
    }

    /// Lines of a term whose mail has not gone out.
    pub fn unsent_of(&self, termijn: u32) -> Vec<(crate::zaak::RegelId, String)> {
        let fired = |id: Option<crate::zaak::RegelId>| {
            self.context.historie.iter().any(|regel| {
                Some(regel.id) == id
                    && matches!(&regel.gebeurtenis, Gebeurtenis::RungAfgegaan(rung) if rung.termijn == termijn)
            })
        };
        let mails = self.context.historie.iter().filter(|regel| {
            self.context.onverzonden.contains(&regel.id)
                && matches!(regel.gebeurtenis, Gebeurtenis::Mail { .. })
                && fired(regel.door_id)
        });
        mails
            .map(|regel| (regel.id, name_of(&regel.gebeurtenis)))
            .collect()
    }

    /// Everything of this zaak that has not gone out.
    pub fn all_unsent(&self) -> Vec<(crate::zaak::RegelId, String)> {
        let unsent = self
            .context
            .historie
            .iter()
            .filter(|regel| self.context.onverzonden.contains(&regel.id));
        unsent
            .map(|regel| (regel.id, name_of(&regel.gebeurtenis)))
            .collect()
    }
}

/// The name of the text that a line sends.
pub(super) fn name_of(gebeurtenis: &Gebeurtenis) -> String {
    match gebeurtenis {
        Gebeurtenis::Mail { tekst, .. } | Gebeurtenis::Brief { tekst, .. } => tekst.clone(),
        Gebeurtenis::MeldingUit { naar } => naar.clone(),
        _ => String::new(),
    }
}

fn check_datum(datum: NaiveDate, vandaag: NaiveDate, zaak: &Zaak) -> Result<(), Refusal> {
    if datum > vandaag {
        return Err(Refusal::DatumInToekomst { datum, op: vandaag });
    }
    // What was found out before the zaak existed may still be dated before it, as far back as its own dates go.
    let first = zaak
        .ankers
        .values()
        .copied()
        .chain(dates_in(zaak))
        .min()
        .map_or(zaak.begin, |first| first.min(zaak.begin));
    if datum < first {
        return Err(Refusal::DatumVoorZaak {
            datum,
            begin: first,
        });
    }
    Ok(())
}

fn dates_in(zaak: &Zaak) -> impl Iterator<Item = NaiveDate> {
    zaak.gegevens
        .values()
        .filter_map(|value| value.as_str()?.parse().ok())
}
