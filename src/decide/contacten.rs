//! Contacts, appointments and documents of a zaak.
//!
//! ```text
//! afspraak ──▶ gepland ──verzetten──▶ gepland
//!                 ├──────afgezegd───▶ afgezegd, which is no no-show
//!                 ├──────nagekomen──▶ nagekomen
//!                 └─niet_nagekomen──▶ niet nagekomen ──the bureau's number of times──▶ taak vervolgroute-kiezen
//! ```
//! A contact and a document change nothing else, so they may be recorded in a closed zaak and stand in no
//! other act's way. Easy to get wrong: an appointment moves terms, as a date field does.

use chrono::{DateTime, Days, FixedOffset, NaiveDate, Utc};
use chrono_tz::Europe::Amsterdam;
use serde_json::{Map, Value};

use super::ingebouwd;
use super::verloop::Verloop;
use crate::kalender::datum_kort;
use crate::zaak::contact::{
    AFSPRAAK, Afspraak, AfspraakInhoud, AfspraakStatus, Contact, ContactInhoud, ContactSoort,
    Document, DocumentInhoud,
};
use crate::zaak::refusal::opsomming;
use crate::zaak::{Act, Effect, Gebeurtenis, Handeling, Refusal};

/// How far ahead an appointment can be; further is a slip of the pen in the year.
const VOORUIT: u64 = 366;

impl Verloop<'_> {
    /// The day an act happened: as told, else that of the contact it tells of, else today.
    pub(super) fn datum_van(&self, act: &Act, handeling: &Handeling) -> Result<NaiveDate, Refusal> {
        let Handeling::Contact(ContactInhoud {
            tijd: Some(tijd), ..
        }) = handeling
        else {
            return Ok(act.datum.unwrap_or(self.vandaag));
        };
        let dag = tijd.with_timezone(&Amsterdam).date_naive();
        if let Some(datum) = act.datum.filter(|datum| *datum != dag) {
            return Err(Refusal::Onleesbaar(format!(
                "`datum` is {datum}, maar `contact.tijd` valt op {dag}; laat `datum` weg of maak ze gelijk"
            )));
        }
        Ok(dag)
    }

    /// Records a contact.
    pub(super) fn contact(&mut self, contact: &ContactInhoud) -> Result<(), Refusal> {
        if contact.tijd.is_none() && self.datum != self.vandaag {
            return Err(Refusal::Onleesbaar(
                "het contact was niet vandaag; zeg met `contact.tijd` wanneer wel".to_owned(),
            ));
        }
        let tijd = contact.tijd.map_or(self.op, |tijd| moment(&tijd));
        if tijd > self.op {
            return Err(Refusal::ContactInToekomst {
                tijd: in_words(tijd),
                op: in_words(self.op),
            });
        }
        let regel = self.emit(Gebeurtenis::Contact {
            contact: Contact {
                regel: 0,
                soort: contact.soort,
                met: contact.met.clone(),
                tijd,
                bereikt: contact.bereikt,
            },
        });
        if let Some(tekst) = contact.verslag.clone() {
            self.effects.push(Effect::Notitie { regel, tekst });
        }
        Ok(())
    }

    /// Makes an appointment.
    pub(super) fn afspraak(&mut self, told: &AfspraakInhoud) -> Result<(), Refusal> {
        self.check_wanneer(&told.wanneer)?;
        let known = self.find_zaak().map_or(&[][..], |zaak| &zaak.afspraken);
        let nummer = super::termijnen::next(known.iter().map(|afspraak| afspraak.nummer));
        let regel = self.next_id();
        let id = self.emit(Gebeurtenis::AfspraakGemaakt {
            afspraak: Afspraak {
                nummer,
                wanneer: moment(&told.wanneer),
                met: told.met.clone(),
                plaats: told.plaats.as_ref().map(|_| regel.nummer),
                status: AfspraakStatus::Gepland,
            },
        });
        self.keep_plaats(told);
        self.caused_by(id, |verloop| verloop.follow("er is een nieuwe afspraak"));
        Ok(())
    }

    /// Moves an appointment that stands.
    pub(super) fn verzetten(
        &mut self,
        nummer: u32,
        naar: &AfspraakInhoud,
        reden: &str,
    ) -> Result<(), Refusal> {
        let old = self.standing(nummer)?;
        self.check_wanneer(&naar.wanneer)?;
        let met = if naar.met.is_empty() {
            old.met
        } else {
            naar.met.clone()
        };
        let id = self.emit(Gebeurtenis::AfspraakVerzet {
            afspraak: nummer,
            wanneer: moment(&naar.wanneer),
            met,
            plaats: naar.plaats.is_some(),
            reden: reden.to_owned(),
        });
        self.keep_plaats(naar);
        self.caused_by(id, |verloop| verloop.follow("de afspraak is verzet"));
        Ok(())
    }

    /// Records whether an appointment was kept; when too many were not, the officer chooses another route.
    pub(super) fn afgelopen(
        &mut self,
        nummer: u32,
        nagekomen: bool,
        reden: &str,
    ) -> Result<(), Refusal> {
        let old = self.standing(nummer)?;
        if old.wanneer > self.op || old.dag() > self.datum {
            return Err(Refusal::AfspraakNogNiet {
                nummer,
                wanneer: in_words(old.wanneer),
            });
        }
        let id = self.emit(Gebeurtenis::AfspraakAfgelopen {
            afspraak: nummer,
            nagekomen,
            reden: reden.to_owned(),
        });
        self.caused_by(id, |verloop| {
            verloop.follow("een eerdere afspraak is geweest");
            if !nagekomen {
                verloop.propose_route();
            }
        });
        Ok(())
    }

    /// Records that an appointment was called off and no new day is known. A term that ran to it keeps that day,
    /// so that somebody hears when no new appointment is made.
    pub(super) fn afgezegd(&mut self, nummer: u32, reden: &str) -> Result<(), Refusal> {
        let old = self.standing(nummer)?;
        if old.dag() < self.datum {
            return Err(Refusal::AfspraakWasAl {
                nummer,
                wanneer: in_words(old.wanneer),
            });
        }
        let id = self.emit(Gebeurtenis::AfspraakAfgezegd {
            afspraak: nummer,
            reden: reden.to_owned(),
        });
        self.caused_by(id, |verloop| verloop.follow("een afspraak is afgezegd"));
        Ok(())
    }

    /// Records a document that is kept elsewhere.
    pub(super) fn document(&mut self, document: &DocumentInhoud) {
        let regel = self.emit(Gebeurtenis::Document {
            document: Document {
                regel: 0,
                datum: self.datum,
                digest: document.digest.clone(),
            },
        });
        let tekst = document.tekst();
        self.effects.push(Effect::Notitie { regel, tekst });
    }

    /// Opens the taak to choose another route once the bureau's number of appointments was not kept; it
    /// proposes a huisbezoek, and after that Halt or proces-verbaal (MAS).
    fn propose_route(&mut self) {
        let Some(zaak) = self.find_zaak() else { return };
        let (gemist, grens) = (
            zaak.gemiste_afspraken(),
            self.context.bureau.afspraken.gemist,
        );
        if gemist < grens || zaak.open_taak(ingebouwd::VERVOLGROUTE).is_some() {
            return;
        }
        let visited = |contact: &Contact| contact.soort == ContactSoort::Huisbezoek;
        let proposed = if gemist > grens || zaak.contacten.iter().any(visited) {
            "Halt of een proces-verbaal"
        } else {
            "een huisbezoek"
        };
        let keer = if gemist == 1 {
            "1 afspraak is niet nagekomen".to_owned()
        } else {
            format!("{gemist} afspraken zijn niet nagekomen")
        };
        let (fase, Some(mut def)) = (zaak.fase.clone(), ingebouwd::taak(ingebouwd::VERVOLGROUTE))
        else {
            return;
        };
        def.titel = format!("Kies de vervolgroute: {keer}, voorstel {proposed}");
        self.open_taak(&fase, ingebouwd::VERVOLGROUTE, &def);
    }

    /// Lets terms that hang on the appointment go along with it.
    fn follow(&mut self, reden: &str) {
        self.recount_on(AFSPRAAK);
        self.revive(&Map::from_iter([(AFSPRAAK.to_owned(), Value::Null)]), reden);
    }

    fn keep_plaats(&mut self, told: &AfspraakInhoud) {
        let (Some(plaats), Some(line)) = (&told.plaats, self.regels.last()) else {
            return;
        };
        let (regel, tekst) = (line.id, plaats.trim().to_owned());
        self.effects.push(Effect::Notitie { regel, tekst });
    }

    /// The appointment with this number, if it stands.
    fn standing(&self, nummer: u32) -> Result<Afspraak, Refusal> {
        let known = self.find_zaak().map_or(&[][..], |zaak| &zaak.afspraken);
        match known.iter().find(|afspraak| afspraak.nummer == nummer) {
            Some(afspraak) if afspraak.staat() => Ok(afspraak.clone()),
            Some(afspraak) => Err(Refusal::AfspraakVoorbij {
                nummer,
                status: afspraak.status.in_woorden(),
            }),
            None => {
                let standing = known.iter().filter(|afspraak| afspraak.staat());
                let standing: Vec<String> = standing
                    .map(|afspraak| afspraak.nummer.to_string())
                    .collect();
                let kan = match standing.as_slice() {
                    [] => "er staat geen afspraak; maak er een met `afspraak`".to_owned(),
                    some => format!("kies {}", opsomming(some.iter().map(String::as_str))),
                };
                Err(Refusal::OnbekendeAfspraak { nummer, kan })
            }
        }
    }

    /// An appointment lies after the day it was made, and not a year away.
    fn check_wanneer(&self, wanneer: &DateTime<FixedOffset>) -> Result<(), Refusal> {
        let dag = wanneer.with_timezone(&Amsterdam).date_naive();
        let last = self.vandaag.checked_add_days(Days::new(VOORUIT));
        let waarom = if dag < self.datum {
            format!(
                "dat is vóór de dag waarop zij werd gemaakt ({})",
                datum_kort(self.datum)
            )
        } else if last.is_some_and(|last| dag > last) {
            "dat is meer dan een jaar vooruit; kijk het jaar na".to_owned()
        } else {
            return Ok(());
        };
        Err(Refusal::AfspraakOngeloofwaardig {
            wanneer: in_words(moment(wanneer)),
            waarom,
        })
    }
}

/// An instant as it is stored: whole seconds, so that every store gives back the same.
fn moment(tijd: &DateTime<FixedOffset>) -> DateTime<Utc> {
    let utc = tijd.with_timezone(&Utc);
    DateTime::from_timestamp(utc.timestamp(), 0).unwrap_or(utc)
}

/// `di 3 nov 2026 10:15`.
fn in_words(tijd: DateTime<Utc>) -> String {
    let local = tijd.with_timezone(&Amsterdam);
    format!(
        "{} {}",
        datum_kort(local.date_naive()),
        local.format("%H:%M")
    )
}
