//! Events from outside: those a procedure declares, and those of life that every procedure knows.
//!
//! Easy to get wrong: death. All timers and all unsent post stop at once, and nobody writes a letter.

use chrono::NaiveDate;
use serde_json::{Map, Value};

use super::dwangsom::INGEBREKESTELLING;
use super::feiten::Ogenblik;
use super::ingebouwd::{self, GEBEURTENISSEN};
use super::leeftijd::GEBOORTEDATUM;
use super::velden::{self, Gevraagd};
use super::verloop::Verloop;
use crate::definition::diagnostic::dichtstbij;
use crate::definition::procedure::{Veld, VeldSoort};
use crate::kalender::slug;
use crate::zaak::command::Leven;
use crate::zaak::refusal::{VeldFout, opsomming};
use crate::zaak::{Effect, Gebeurtenis, Refusal, RegelId, Rol};
use indexmap::IndexMap;

impl Verloop<'_> {
    /// Something happened outside.
    pub fn gebeurtenis(&mut self, naam: &str, given: &Map<String, Value>) -> Result<(), Refusal> {
        if GEBEURTENISSEN.contains(&naam) {
            return self.of_life(naam, given);
        }
        if naam == INGEBREKESTELLING && self.context.procedure.dwangsom().is_some() {
            velden::controleer(&IndexMap::new(), given, Gevraagd::Altijd, self.datum)
                .map_err(Refusal::Velden)?;
            return self.ingebrekestelling();
        }
        let Some(zaak) = self.find_zaak() else {
            return Ok(());
        };
        let Some(def) = self.context.procedure.gebeurtenis(&zaak.fase, naam) else {
            let known = opsomming(self.known_events().iter().map(String::as_str));
            let kan = format!("wel kan hier: {known}; {}", self.open_options());
            return Err(Refusal::GebeurtenisPastNiet {
                naam: naam.to_owned(),
                fase: zaak.fase.clone(),
                kan,
            });
        };
        if def.boa {
            self.check_boa(&format!("gebeurtenis `{naam}`"), Rol::Leerplichtambtenaar)?;
        }
        let values = velden::controleer(&def.gegevens, given, Gevraagd::Altijd, self.datum)
            .map_err(Refusal::Velden)?;
        let is_long = |naam: &String| {
            let long =
                |veld: &Veld| matches!(veld.soort, VeldSoort::Tekst | VeldSoort::Verzuimoverzicht);
            def.gegevens.get(naam).is_some_and(long)
        };
        let told = given.iter().filter(|(naam, _)| !is_long(naam));
        let told = told
            .map(|(naam, waarde)| (naam.clone(), waarde.clone()))
            .collect();
        let id = self.receive(naam, &def.titel, &told);
        self.caused_by(id, |verloop| {
            for (naam, waarde) in values {
                verloop.set(&naam, waarde);
            }
            verloop.recount_on(naam);
            verloop.gevolgen(
                &def.gevolg,
                &Ogenblik {
                    gebeurtenis: given.clone(),
                    uitkomst: None,
                },
            );
        });
        Ok(())
    }

    /// Something the machine itself saw; a zaak that is closed has nothing to learn from it.
    pub fn gezien(&mut self, naam: &str, datum: NaiveDate) -> Result<(), Refusal> {
        if self.find_zaak().is_some_and(|zaak| zaak.is_open()) {
            self.datum = datum;
            return self.gebeurtenis(naam, &Map::new());
        }
        Ok(())
    }

    fn receive(&mut self, naam: &str, titel: &str, given: &Map<String, Value>) -> RegelId {
        let choices = given
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(naam, value)| match value {
                Value::String(text) => format!("{naam}: {text}"),
                other => format!("{naam}: {other}"),
            });
        let choices: Vec<String> = choices.collect();
        let uitleg = if choices.is_empty() {
            titel.to_owned()
        } else {
            format!("{titel} ({})", choices.join(", "))
        };
        self.emit(Gebeurtenis::Ontvangen {
            naam: naam.to_owned(),
            titel: titel.to_owned(),
            uitleg,
        })
    }

    /// Events this fase can receive.
    pub fn known_events(&self) -> Vec<String> {
        let fase = self
            .find_zaak()
            .and_then(|zaak| self.context.procedure.fasen.get(&zaak.fase));
        let own = fase.into_iter().flat_map(|fase| fase.gebeurtenissen.keys());
        let all = own
            .chain(self.context.procedure.gebeurtenissen.keys())
            .cloned();
        let late = self.context.procedure.dwangsom();
        let late = late.map(|_| INGEBREKESTELLING.to_owned());
        let all = all.chain(late);
        all.chain(GEBEURTENISSEN.iter().map(|naam| (*naam).to_owned()))
            .collect()
    }

    fn of_life(&mut self, naam: &str, given: &Map<String, Value>) -> Result<(), Refusal> {
        velden::controleer(&fields_of_life(naam), given, Gevraagd::Altijd, self.datum)
            .map_err(Refusal::Velden)?;
        self.check_gemeente(given)?;
        if let Some(regel) = self.lived(naam, given) {
            self.effects.push(Effect::Leven {
                regel,
                naam: naam.to_owned(),
                datum: self.datum,
                gegevens: Value::Object(given.clone()),
                door: self.door.clone(),
            });
        }
        Ok(())
    }

    /// A slip of the pen must not hand a zaak to another bureau.
    fn check_gemeente(&self, given: &Map<String, Value>) -> Result<(), Refusal> {
        let Some(typed) = given.get("gemeente").and_then(Value::as_str) else {
            return Ok(());
        };
        let own = || self.context.bureau.gemeenten.iter().map(String::as_str);
        let meant = dichtstbij(&slug(typed), own()).filter(|near| *near != slug(typed));
        match meant {
            Some(near) => {
                let told = format!("gemeente `{typed}` is onbekend; bedoelde u `{near}`?");
                Err(Refusal::Velden(vec![VeldFout(told)]))
            }
            None => Ok(()),
        }
    }

    /// An event of life that another zaak of the jongere was told of.
    pub fn leven(&mut self, leven: &Leven) {
        if self.find_zaak().is_some_and(|zaak| zaak.is_open()) {
            self.datum = leven.datum;
            self.oorzaak = Some(leven.regel);
            self.door.clone_from(&leven.door);
            self.lived(&leven.naam, &leven.gegevens);
        }
    }

    /// What an event of life does to this zaak; gives its line when other zaken must hear of it.
    fn lived(&mut self, naam: &str, given: &Map<String, Value>) -> Option<RegelId> {
        match naam {
            "verhuizing" => Some(self.moved(given)),
            "overlijden" => Some(self.died(given)),
            "startkwalificatie" => {
                let id = self.receive(naam, "De jongere heeft een startkwalificatie", given);
                self.caused_by(id, |verloop| {
                    verloop.sluit(
                        "startkwalificatie",
                        "de jongere heeft een startkwalificatie (LPW art. 4a)",
                    );
                });
                self.tell_no_parent();
                Some(id)
            }
            "emigratie" => {
                let id = self.receive(naam, "Het gezin vertrekt naar het buitenland", given);
                self.caused_by(id, |verloop| verloop.open_named(ingebouwd::EMIGRATIE));
                Some(id)
            }
            GEBOORTEDATUM => {
                self.hear_birthday(given);
                None
            }
            // Each zaak has its own timer for the 18th birthday.
            _ => {
                self.eighteen();
                None
            }
        }
    }

    /// Within the bureau the terms stand; out of it the zaak is handed over.
    fn moved(&mut self, given: &Map<String, Value>) -> RegelId {
        let text = |naam: &str| {
            given
                .get(naam)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        let (gemeente, plaats) = (slug(&text("gemeente")), text("plaats"));
        let id = self.receive("verhuizing", "De jongere is verhuisd", given);
        let own = self.context.bureau.gemeenten.contains(&gemeente);
        self.caused_by(id, |verloop| {
            if !own {
                verloop.hand_over(ingebouwd::OVERDRAGEN);
                return;
            }
            verloop.emit(Gebeurtenis::GemeenteGezet {
                gemeente: gemeente.clone(),
            });
            if !plaats.is_empty() {
                verloop.set("woonplaats", Value::String(plaats));
            }
            let school = verloop.school();
            let behandelaar = verloop
                .context
                .bureau
                .behandelaar(&gemeente, school.as_deref());
            if verloop
                .find_zaak()
                .is_some_and(|zaak| zaak.behandelaar != behandelaar)
            {
                let reden = format!("verhuisd naar {gemeente}; de termijnen lopen door");
                verloop.emit(Gebeurtenis::BehandelaarGezet { behandelaar, reden });
            }
        });
        id
    }

    /// Zaken that wait for this one are about the same jongere: they hear of the event itself, and an
    /// uitkomst beside it would only set them going.
    fn tell_no_parent(&mut self) {
        self.effects
            .retain(|effect| !matches!(effect, Effect::Uitkomst { .. }));
    }

    fn died(&mut self, given: &Map<String, Value>) -> RegelId {
        let unsent = self.all_unsent();
        let id = self.receive("overlijden", "De jongere is overleden", given);
        self.caused_by(id, |verloop| {
            verloop.hold_back(&unsent, "de jongere is overleden; er gaat niets meer uit");
            verloop.sluit(
                "overleden",
                "de jongere is overleden; alle termijnen en alle post zijn gestopt",
            );
        });
        self.effects
            .retain(|effect| !matches!(effect, Effect::Brief(_)));
        self.tell_no_parent();
        id
    }

    /// The 18th birthday: leerplicht and kwalificatieplicht end; the Doorstroompunt goes on.
    pub fn eighteen(&mut self) {
        let id = self.receive(
            "achttien",
            "De jongere is 18 geworden; de kwalificatieplicht eindigt (LPW art. 4a)",
            &Map::new(),
        );
        self.caused_by(id, |verloop| {
            verloop.emit(Gebeurtenis::AchttienBehandeld);
            // A zaak that is being handed over already goes where it was going.
            if verloop
                .find_zaak()
                .is_some_and(|zaak| zaak.fase == ingebouwd::OVERDRACHT)
            {
                return;
            }
            verloop.hand_over(ingebouwd::DOORSTROOMPUNT);
        });
    }

    /// Ends the work of the present fase; one taak remains, and closes the zaak.
    pub fn hand_over(&mut self, taak: &str) {
        let unsent = self.all_unsent();
        self.hold_back(&unsent, "de zaak wordt overgedragen");
        self.end_everything("de zaak wordt overgedragen");
        let id = self.emit(Gebeurtenis::FaseBereikt {
            fase: ingebouwd::OVERDRACHT.to_owned(),
            titel: "De zaak wordt overgedragen".to_owned(),
            grondslag: Vec::new(),
            laag: ingebouwd::LAAG.to_owned(),
        });
        self.caused_by(id, |verloop| verloop.open_named(taak));
    }
}

fn fields_of_life(naam: &str) -> IndexMap<String, Veld> {
    let mut fields = IndexMap::new();
    if naam == "verhuizing" {
        for (naam, titel, verplicht) in [
            ("gemeente", "Nieuwe woongemeente", true),
            ("plaats", "Nieuwe woonplaats", false),
        ] {
            let titel = titel.to_owned();
            let soort = VeldSoort::Tekst;
            fields.insert(
                naam.to_owned(),
                Veld {
                    titel,
                    soort,
                    verplicht,
                    verplicht_bij: Vec::new(),
                },
            );
        }
    }
    fields
}

/// The fields of an event of life, for `procedures`.
pub fn fields(naam: &str) -> IndexMap<String, Veld> {
    fields_of_life(naam)
}
