//! What follows: fasen entered and left, taken opened, procedures started, the zaak closed.
//!
//! Easy to get wrong: order. A gevolg first does what it does within the fase (set, send, start, open) and
//! moves last, so that what it opens in the fase it leaves is gone again and what it sends knows where the
//! zaak went.

use chrono::NaiveDate;
use serde_json::Value;

use super::Beschikbaar;
use super::feiten::Ogenblik;
use super::ingebouwd;
use super::termijnen::{anker, next};
use super::verloop::Verloop;
use crate::definition::bureau::Zoek;
use crate::definition::procedure::{Fase, Gevolg, TaakDef, VeldSoort, Zetting};
use crate::zaak::staat::{Aan, Betrokkene};
use crate::zaak::{Effect, Gebeurtenis, RegelId, Taak, TaakStatus, Termijn, Zaak, ZaakId};

impl Verloop<'_> {
    /// Takes the first gevolg whose condition holds. Tells whether the zaak moved or closed.
    pub fn gevolgen(&mut self, gevolgen: &[Gevolg], ogenblik: &Ogenblik) -> bool {
        let feiten = self.feiten(ogenblik);
        let holds = |gevolg: &&Gevolg| gevolg.als.as_ref().is_none_or(|als| als.holds(&feiten));
        let Some(gevolg) = gevolgen.iter().find(holds) else {
            return false;
        };
        for (naam, zetting) in &gevolg.zet {
            self.zet(naam, zetting);
        }
        self.hervat(&gevolg.hervat);
        self.schort_op(&gevolg.schort_op);
        self.stopt(&gevolg.stopt);
        for tekst in &gevolg.brief {
            self.brief(tekst);
        }
        for mail in &gevolg.mail {
            self.mail_to_roles(&mail.tekst, &mail.naar);
        }
        for naar in &gevolg.melding_uit {
            self.melding_uit(naar);
        }
        for procedure in &gevolg.start {
            self.start_procedure(procedure);
        }
        for taak in &gevolg.open {
            self.open_named(taak);
        }
        if let Some(fase) = &gevolg.ga_naar {
            self.enter(fase);
        }
        if let Some(uitkomst) = &gevolg.sluit {
            let titel = self
                .context
                .procedure
                .uitkomsten
                .get(uitkomst)
                .cloned()
                .unwrap_or_default();
            self.sluit(uitkomst, &titel);
        }
        let moved = gevolg.ga_naar.is_some() || gevolg.sluit.is_some();
        if !moved && !gevolg.schort_op.is_empty() {
            self.watch_standstill();
        }
        moved
    }

    fn zet(&mut self, naam: &str, zetting: &Zetting) {
        let Some(zaak) = self.find_zaak() else { return };
        let waarde = match zetting {
            Zetting::Waarde(value) => Some(value.clone()),
            Zetting::Naam(bron) => anker(zaak, bron)
                .map(|datum| Value::String(datum.to_string()))
                .or_else(|| zaak.gegevens.get(bron).cloned()),
        };
        if let Some(waarde) = waarde {
            self.set(naam, waarde);
        }
    }

    /// Sets a field, and counts again what hangs on it.
    pub fn set(&mut self, naam: &str, waarde: Value) {
        if self.find_zaak().and_then(|zaak| zaak.gegevens.get(naam)) == Some(&waarde) {
            return;
        }
        match waarde {
            Value::String(tekst) if self.is_free_text(naam) => self.set_text(naam, tekst),
            waarde => {
                let naam = naam.to_owned();
                self.emit(Gebeurtenis::Gezet { naam, waarde });
            }
        }
        self.recount_on(naam);
    }

    /// Free text may name people: the field holds a reference, the text is kept beside the history, where
    /// it can be corrected or erased.
    fn set_text(&mut self, naam: &str, tekst: String) {
        if RegelId::from_reference(&tekst).is_some() {
            let (naam, waarde) = (naam.to_owned(), Value::String(tekst));
            self.emit(Gebeurtenis::Gezet { naam, waarde });
            return;
        }
        let regel = self.next_id();
        self.emit(Gebeurtenis::Gezet {
            naam: naam.to_owned(),
            waarde: Value::String(regel.reference()),
        });
        self.effects.push(Effect::Notitie { regel, tekst });
    }

    fn is_free_text(&self, naam: &str) -> bool {
        let mut fields = self.context.procedure.alle_velden();
        fields.any(|(known, veld)| known == naam && veld.soort == VeldSoort::Tekst)
    }

    /// Enters a fase, after leaving the present one.
    pub fn enter(&mut self, fase: &str) {
        let Some(def) = self.context.procedure.fasen.get(fase) else {
            return;
        };
        if !self.may_enter() {
            self.incident(
                "kring",
                &format!("de fasen sturen elkaar in een kring door; gestopt bij `{fase}`"),
                None,
            );
            return;
        }
        self.leave(&format!("de zaak ging naar fase `{fase}`"));
        let procedure = self.context.procedure;
        let id = self.emit(Gebeurtenis::FaseBereikt {
            fase: fase.to_owned(),
            titel: def.titel.clone(),
            grondslag: procedure.grondslag.clone(),
            laag: def.laag.clone(),
        });
        self.caused_by(id, |verloop| {
            verloop.recount_on(fase);
            if verloop.gevolgen(&def.bij_binnenkomst, &Ogenblik::default()) {
                return;
            }
            verloop.begin_work(fase, def, |_| false);
            verloop.watch_standstill();
            verloop.hear_early(fase);
        });
    }

    /// Opens the taken of a fase that are to be done, and starts its terms.
    pub(super) fn begin_work(&mut self, fase: &str, def: &Fase, done: impl Fn(&str) -> bool) {
        let feiten = self.feiten(&Ogenblik::default());
        for (naam, taak) in &def.taken {
            let holds = || taak.als.as_ref().is_none_or(|als| als.holds(&feiten));
            let wanted = taak.direct && !done(naam) && holds();
            let open = |zaak: &Zaak| zaak.open_taak(naam).is_some();
            if wanted && self.find_zaak().is_some_and(|zaak| !open(zaak)) {
                self.open_taak(fase, naam, taak);
            }
        }
        for (naam, termijn) in &def.termijnen {
            let lives = |zaak: &Zaak| {
                zaak.termijnen
                    .iter()
                    .any(|known| known.naam == *naam && known.taak.is_none() && known.is_alive())
            };
            if !self.find_zaak().is_some_and(lives) {
                self.start_termijn(naam, termijn, None);
            }
        }
    }

    /// A procedure this fase waits for may have ended before the fase was reached.
    fn hear_early(&mut self, fase: &str) {
        let Some(def) = self.context.procedure.fasen.get(fase) else {
            return;
        };
        for (procedure, gevolgen) in &def.wacht_op {
            let Some(zaak) = self.find_zaak() else { return };
            let running = zaak.lopend.contains(procedure);
            let Some(uitkomst) = zaak.uitkomsten.get(procedure).filter(|_| !running).cloned()
            else {
                continue;
            };
            if self.gevolgen(
                gevolgen,
                &Ogenblik {
                    uitkomst: Some(uitkomst),
                    ..Ogenblik::default()
                },
            ) {
                return;
            }
        }
    }

    /// Ends what belongs to the present fase alone.
    fn leave(&mut self, reden: &str) {
        let Some(zaak) = self.find_zaak() else { return };
        let blijft = |naam: &str| self.termijn_def(naam).is_some_and(|def| def.blijft);
        // A decision that is late stays late, also when nobody is mailed any more.
        let ends =
            |t: &Termijn| t.is_alive() || (self.costs_dwangsom(&t.naam) && t.gestopt.is_none());
        let taken: Vec<(u32, String)> = zaak
            .open_taken()
            .filter(|taak| !taak.blijft)
            .map(|taak| (taak.nummer, taak.naam.clone()))
            .collect();
        let termijnen: Vec<(u32, String)> = zaak
            .termijnen
            .iter()
            .filter(|termijn| termijn.taak.is_none() && ends(termijn) && !blijft(&termijn.naam))
            .map(|termijn| (termijn.nummer, termijn.naam.clone()))
            .collect();
        self.drop_all(taken, termijnen, reden);
    }

    pub(super) fn drop_all(
        &mut self,
        taken: Vec<(u32, String)>,
        termijnen: Vec<(u32, String)>,
        reden: &str,
    ) {
        let of_taken = taken
            .iter()
            .flat_map(|(taak, _)| self.unsent_reminders(*taak));
        let of_termijnen = termijnen
            .iter()
            .flat_map(|(termijn, _)| self.unsent_of(*termijn));
        let mut unsent: Vec<_> = of_taken.chain(of_termijnen).collect();
        unsent.retain(|(regel, _)| !self.is_held_back(*regel));
        self.hold_back(&unsent, reden);
        let dropped = taken.iter().chain(&termijnen);
        let ends_decision = dropped.clone().any(|(_, naam)| self.costs_dwangsom(naam));
        for (taak, naam) in taken {
            self.emit(Gebeurtenis::TaakVervallen {
                taak,
                naam,
                reden: reden.to_owned(),
            });
        }
        for (termijn, naam) in termijnen {
            self.emit(Gebeurtenis::TermijnVervallen {
                termijn,
                naam,
                reden: reden.to_owned(),
            });
        }
        if ends_decision {
            self.end_dwangsom(reden);
        }
        self.end_watch();
    }

    /// Ends every open taak and every living term, and takes back the mails about them.
    pub fn end_everything(&mut self, reden: &str) {
        self.end_dwangsom(reden);
        let Some(zaak) = self.find_zaak() else { return };
        let taken = zaak
            .open_taken()
            .map(|taak| (taak.nummer, taak.naam.clone()))
            .collect();
        let alive = zaak
            .termijnen
            .iter()
            .filter(|termijn| termijn.taak.is_none() && termijn.is_alive());
        let termijnen = alive
            .map(|termijn| (termijn.nummer, termijn.naam.clone()))
            .collect();
        self.drop_all(taken, termijnen, reden);
    }

    /// Closes the zaak: nothing stays open, nothing stays armed.
    pub fn sluit(&mut self, uitkomst: &str, reden: &str) {
        let Some(zaak) = self.find_zaak().filter(|zaak| zaak.is_open()) else {
            return;
        };
        let ouder = zaak.ouder.clone();
        let wachters = zaak.wachters.clone();
        let procedure = zaak.procedure.clone();
        let id = self.emit(Gebeurtenis::Gesloten {
            uitkomst: uitkomst.to_owned(),
            reden: reden.to_owned(),
        });
        self.caused_by(id, |verloop| {
            verloop.end_everything("de zaak is gesloten");
        });
        for ouder in ouder.into_iter().map(|ouder| ouder.zaak).chain(wachters) {
            self.effects.push(Effect::Uitkomst {
                regel: id,
                ouder,
                procedure: procedure.clone(),
                uitkomst: uitkomst.to_owned(),
            });
        }
    }

    /// Another zaak waits for the end of this one too.
    pub fn wachter(&mut self, zaak: ZaakId, regel: RegelId) {
        self.oorzaak = Some(regel);
        self.emit(Gebeurtenis::WachterBij { zaak });
    }

    /// Starts another procedure, or a taak in its place where nobody has written it.
    pub fn start_procedure(&mut self, procedure: &str) {
        if self
            .find_zaak()
            .is_some_and(|zaak| zaak.lopend.iter().any(|running| running == procedure))
        {
            return;
        }
        let wacht = self
            .context
            .procedure
            .fasen
            .values()
            .any(|fase| fase.wacht_op.contains_key(procedure));
        match (self.context.beschikbaar)(procedure) {
            Beschikbaar::Uit(reden) => {
                let uitleg = format!("`{procedure}` wordt hier niet uitgevoerd: {reden}");
                self.emit(Gebeurtenis::Ontvangen {
                    naam: "niet-gestart".into(),
                    titel: procedure.to_owned(),
                    uitleg,
                });
                if wacht {
                    self.uitkomst_van(procedure, None, "niet-uitgevoerd", None);
                }
            }
            Beschikbaar::Buiten => {
                let id = self.emit(Gebeurtenis::ProcedureGestart {
                    procedure: procedure.to_owned(),
                    wacht,
                });
                let naam = ingebouwd::buiten(procedure);
                self.caused_by(id, |verloop| verloop.open_named(&naam));
            }
            Beschikbaar::Ja => {
                let regel = self.emit(Gebeurtenis::ProcedureGestart {
                    procedure: procedure.to_owned(),
                    wacht,
                });
                let gegevens = self
                    .find_zaak()
                    .map(|zaak| serde_json::json!(zaak.gegevens))
                    .unwrap_or_default();
                self.effects.push(Effect::Start {
                    regel,
                    procedure: procedure.to_owned(),
                    wacht,
                    datum: self.datum,
                    gegevens,
                });
            }
        }
    }

    /// A procedure that this zaak started has ended.
    pub fn uitkomst_van(
        &mut self,
        procedure: &str,
        zaak: Option<ZaakId>,
        uitkomst: &str,
        door: Option<&Ogenblik>,
    ) {
        let id = self.emit(Gebeurtenis::UitkomstOntvangen {
            procedure: procedure.to_owned(),
            zaak,
            uitkomst: uitkomst.to_owned(),
        });
        let Some(state) = self.find_zaak().filter(|zaak| zaak.is_open()) else {
            return;
        };
        let Some(fase) = self.context.procedure.fasen.get(&state.fase) else {
            return;
        };
        let Some(gevolgen) = fase.wacht_op.get(procedure) else {
            return;
        };
        let gehoord = Gebeurtenis::Gehoord {
            procedure: procedure.to_owned(),
        };
        self.emit(gehoord);
        let ogenblik = Ogenblik {
            uitkomst: Some(uitkomst.to_owned()),
            ..door.cloned().unwrap_or_default()
        };
        self.caused_by(id, |verloop| {
            verloop.gevolgen(gevolgen, &ogenblik);
        });
    }

    /// Opens a taak by name: of the procedure, or one that every procedure knows. One that is open already
    /// stays as it is.
    pub fn open_named(&mut self, naam: &str) {
        if self
            .find_zaak()
            .is_some_and(|zaak| zaak.open_taak(naam).is_some())
        {
            return;
        }
        if let Some((fase, def)) = self.taak_def(naam) {
            self.open_taak(&fase, naam, &def);
        }
    }

    /// The definition of a taak and its fase, authored or built in.
    pub fn taak_def(&self, naam: &str) -> Option<(String, TaakDef)> {
        let authored = self
            .context
            .procedure
            .taak(naam)
            .map(|(fase, def)| (fase.to_owned(), def.clone()));
        authored.or_else(|| {
            let fase = self
                .find_zaak()
                .map(|zaak| zaak.fase.clone())
                .unwrap_or_default();
            ingebouwd::taak(naam).map(|def| (fase, def))
        })
    }

    pub(super) fn open_taak(&mut self, fase: &str, naam: &str, def: &TaakDef) {
        let Some(zaak) = self.find_zaak() else { return };
        let nummer = next(zaak.taken.iter().map(|taak| taak.nummer));
        let einde = def
            .termijn
            .as_ref()
            .and_then(|termijn| self.einde_van(termijn));
        let aan = self.wie(def.voor, def.boa);
        let taak = Taak {
            nummer,
            regel: 0,
            naam: naam.to_owned(),
            titel: def.titel.clone(),
            fase: fase.to_owned(),
            voor: def.voor,
            boa: def.boa,
            blijft: def.blijft,
            status: TaakStatus::Open,
            begin: self.datum,
            uitkomst: None,
            grondslag: def.grondslag.clone(),
            laag: def.laag.clone(),
        };
        let id = self.emit(Gebeurtenis::TaakGeopend { taak, aan, einde });
        self.caused_by(id, |verloop| {
            if let Some(termijn) = &def.termijn {
                verloop.start_termijn(naam, termijn, Some((nummer, &def.grondslag)));
            }
            if let Some(vraag) = &def.voorstel {
                verloop.ask(vraag, Some(nummer));
            }
        });
    }

    /// The school the zaak is about, else that of the jongere, as BRIN-vestiging.
    pub(super) fn school(&self) -> Option<String> {
        if let Some(Betrokkene::School(code)) = self.find_zaak().map(|zaak| &zaak.betrokkene) {
            return Some(code.clone());
        }
        let school = self.context.gemelde?.melding.school.as_ref()?;
        Some(school.code())
    }

    /// Who a role leads to today.
    pub fn wie(&self, rol: crate::zaak::Rol, boa: bool) -> Vec<Aan> {
        self.wie_op(rol, boa, self.vandaag)
    }

    /// Who a role leads to on a day.
    pub fn wie_op(&self, rol: crate::zaak::Rol, boa: bool, dag: NaiveDate) -> Vec<Aan> {
        let Some(zaak) = self.find_zaak() else {
            return Vec::new();
        };
        let school = self.school();
        self.context.bureau.wie(Zoek {
            rol,
            gemeente: &zaak.gemeente,
            school: school.as_deref(),
            boa,
            behandelaar: zaak.behandelaar.as_ref(),
            dag,
        })
    }
}
