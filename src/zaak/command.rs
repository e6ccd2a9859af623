//! What may be asked of a zaak: a person's act, a melding, the clock, another zaak.
//!
//! Easy to get wrong: `op` and `datum`. `op` is when something is recorded, `datum` the day it happened;
//! terms count from `datum`.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::contact::{AfspraakInhoud, ContactInhoud, DocumentInhoud, keur_met};
use super::ids::{Digest, MedewerkerId, RegelId, ZaakId};
use super::melding::Gemelde;
use super::migratie::Migreer;
use super::overname::Overneming;
use super::staat::{Betrokkene, Ouderzaak};
use super::week::Weekpost;

/// A command with its cause.
#[derive(Debug, Clone, PartialEq)]
pub struct Envelope {
    /// Unique in the history: a form id, a timer, a message, a cron firing. The same cause twice is one act.
    pub oorzaak: String,
    /// Now, truncated to microseconds.
    pub op: DateTime<Utc>,
    pub command: Command,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    /// A melding opens a zaak or joins an open one.
    Melding(Box<Gemelde>),
    /// The same mark with other content: a correction, or the sender takes it back.
    Correctie(Box<Gemelde>),
    /// Another zaak started this procedure.
    Start(Box<Start>),
    /// A procedure that this zaak started ended.
    Uitkomst {
        procedure: String,
        /// `None` when it could not be started.
        van: Option<ZaakId>,
        uitkomst: String,
    },
    /// Another zaak asked for this procedure, which runs already: it too hears how this zaak ends.
    Wacht { zaak: ZaakId, regel: RegelId },
    /// An event of life told to another zaak of the same jongere.
    Leven(Box<Leven>),
    /// Something happened that the machine itself saw: a delivery came, the calendar reaches further.
    Gezien {
        gebeurtenis: String,
        datum: NaiveDate,
    },
    /// The bureau's weekly overviews, as a zaak that says who got what.
    Week(Box<Week>),
    /// A person acts.
    Act(Box<Act>),
    /// Whatever is due now: rungs, terms that ran out, the 18th birthday.
    Timers,
    /// Another calendar: count the open terms again.
    Herbereken { reden: String },
    /// A letter or message that a line asked for could not be made.
    PostMislukt { regel: RegelId, reden: String },
    /// A person deals with an incident.
    Incident(Box<IncidentAct>),
    /// A person lets fall what a line wanted to send.
    LaatVallen(Box<LaatVallen>),
    /// The zaak goes over to another version of its definition.
    Migreer(Box<Migreer>),
    /// A zaak that ran elsewhere goes on here.
    Overname(Box<Overneming>),
}

/// What a person does about an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncidentAct {
    /// Counted from 1 within the zaak.
    pub nummer: u32,
    pub door: MedewerkerId,
    pub keuze: IncidentKeuze,
}

/// The choice at an incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IncidentKeuze {
    /// Try again what failed, with the scripts and texts of today.
    Herhaal,
    /// Go on without it; the reason is kept in the dossier.
    Overslaan { reden: String },
}

/// What a line wanted to send need not go any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LaatVallen {
    pub regel: RegelId,
    pub door: MedewerkerId,
    pub reden: String,
}

/// An event of life, passed on by the zaak that was told of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Leven {
    pub naam: String,
    pub datum: NaiveDate,
    pub gegevens: Map<String, Value>,
    /// The line of the zaak that was told.
    pub regel: RegelId,
    /// Who told it.
    pub door: Option<MedewerkerId>,
}

/// The overviews of one week.
#[derive(Debug, Clone, PartialEq)]
pub struct Week {
    pub start: Start,
    pub post: Vec<Weekpost>,
}

/// How a zaak is started by another, or by the calendar of recurring work.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// About whom, where no melding says so: the bureau or one of its schools.
    pub betrokkene: Option<Betrokkene>,
    /// `None` when a cron firing started it.
    pub ouder: Option<Ouderzaak>,
    /// The line that started it.
    pub regel: Option<RegelId>,
    pub procedure: String,
    pub gemeente: String,
    /// The day on which the parent started it; `None` is the day of recording.
    pub datum: Option<NaiveDate>,
    /// The melding the parent rests on; its data is read again.
    pub gemelde: Option<Gemelde>,
    /// Fields of the parent that the procedure declares too.
    pub gegevens: Map<String, Value>,
    /// Zaken that it is about, when it tells of others.
    pub over: Vec<ZaakId>,
}

/// One line of a file of acts, the body of an API call, a form: exactly one of the acts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// Wanneer het wordt vastgelegd, RFC 3339.
    pub op: DateTime<FixedOffset>,
    /// De dag waarop het gebeurde; zonder opgave de dag van `op`.
    #[serde(default)]
    pub datum: Option<NaiveDate>,
    /// Mag weg als er één zaak is.
    #[serde(default)]
    pub zaak: Option<ZaakNummer>,
    /// Meer zaken in één keer: elke zaak krijgt de handeling apart, en wat in de ene niet past houdt de andere
    /// niet tegen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zaken: Option<Vec<ZaakNummer>>,
    /// Id van de medewerker.
    pub door: String,
    /// Kenmerk van het formulier: tweemaal hetzelfde kenmerk is één handeling.
    #[serde(default)]
    pub kenmerk: Option<String>,
    /// De versie van de zaak die de medewerker zag.
    #[serde(default)]
    pub versie: Option<u32>,
    /// Wat de taak of gebeurtenis vraagt: per naam een tekst, datum, getal of `true`/`false`. Een
    /// verzuimoverzicht is een lijst van `{"datum", "uren", "soort"}` met `soort` een van `ongeoorloofd`,
    /// `geoorloofd` en `te-laat`; hoogstens 500 rijen.
    #[serde(default)]
    pub gegevens: Map<String, Value>,
    #[serde(default)]
    pub taak: Option<String>,
    #[serde(default)]
    pub uitkomst: Option<String>,
    #[serde(default)]
    pub gebeurtenis: Option<String>,
    #[serde(default)]
    pub opschorten: Option<String>,
    #[serde(default)]
    pub hervatten: Option<bool>,
    #[serde(default)]
    pub verdagen: Option<String>,
    /// Welke termijn, waar er meer zijn die verdaagd of opgeschort kunnen worden.
    #[serde(default)]
    pub termijn: Option<String>,
    #[serde(default)]
    pub afwijken: Option<String>,
    #[serde(default)]
    pub notitie: Option<String>,
    #[serde(default)]
    pub herstel: Option<String>,
    #[serde(default)]
    pub intrekken: Option<String>,
    #[serde(default)]
    pub sluiten: Option<String>,
    #[serde(default)]
    pub reden: Option<String>,
    // Later than the rest: absent from the digest of an act that does not use them.
    /// Er was contact, of er werd niemand bereikt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<ContactInhoud>,
    /// Een nieuwe afspraak; met `verzetten` waarheen een afspraak gaat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afspraak: Option<AfspraakInhoud>,
    /// Nummer van de afspraak die wordt verzet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verzetten: Option<u32>,
    /// Nummer van de afspraak die doorging.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nagekomen: Option<u32>,
    /// Nummer van de afspraak waarop niemand kwam.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub niet_nagekomen: Option<u32>,
    /// Nummer van de afspraak die is afgezegd zonder nieuwe dag; `reden` zegt door wie en waarom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub afgezegd: Option<u32>,
    /// Een document dat elders wordt bewaard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentInhoud>,
}

/// A zaaknummer as text, so that the schema offers text.
pub type ZaakNummer = String;

/// The one thing an act does.
#[derive(Debug, Clone, PartialEq)]
pub enum Handeling {
    Taak {
        naam: String,
        uitkomst: String,
    },
    Gebeurtenis {
        naam: String,
    },
    Opschorten {
        reden: String,
    },
    Hervatten,
    Verdagen {
        duur: String,
        reden: String,
    },
    Afwijken {
        fase: String,
        reden: String,
    },
    Notitie {
        tekst: String,
    },
    Herstel {
        regel: RegelId,
        reden: String,
    },
    Intrekken {
        reden: String,
    },
    Sluiten {
        uitkomst: String,
        reden: String,
    },
    Contact(ContactInhoud),
    Afspraak(AfspraakInhoud),
    Verzetten {
        afspraak: u32,
        naar: AfspraakInhoud,
        reden: String,
    },
    Afgelopen {
        afspraak: u32,
        nagekomen: bool,
        reden: String,
    },
    Afgezegd {
        afspraak: u32,
        reden: String,
    },
    Document(DocumentInhoud),
}

const HANDELINGEN: &str = "taak, gebeurtenis, opschorten, hervatten, verdagen, afwijken, notitie, contact, afspraak, verzetten, nagekomen, niet_nagekomen, afgezegd, document, herstel, intrekken, sluiten";

impl Act {
    /// The one thing this act does.
    ///
    /// # Errors
    /// A Dutch sentence when it names none or several, or lacks what it needs beside it.
    pub fn handeling(&self) -> Result<Handeling, String> {
        let mut found: Vec<Result<Handeling, String>> = Vec::new();
        let reden = || self.reden.clone().filter(|reden| !reden.trim().is_empty());
        let need_reden = |what: &str| {
            reden().ok_or_else(|| format!("`{what}` vraagt een `reden`; die komt in het dossier"))
        };
        if let Some(naam) = &self.taak {
            let uitkomst = self.uitkomst.clone();
            found.push(
                uitkomst
                    .map(|uitkomst| Handeling::Taak {
                        naam: naam.clone(),
                        uitkomst,
                    })
                    .ok_or_else(|| format!("bij taak `{naam}` ontbreekt de `uitkomst`")),
            );
        }
        if let Some(naam) = &self.gebeurtenis {
            found.push(Ok(Handeling::Gebeurtenis { naam: naam.clone() }));
        }
        if let Some(reden) = &self.opschorten {
            found.push(filled("opschorten", reden).map(|reden| Handeling::Opschorten { reden }));
        }
        match self.hervatten {
            Some(true) => found.push(Ok(Handeling::Hervatten)),
            Some(false) => found.push(Err("`hervatten` kan alleen `true` zijn".into())),
            None => {}
        }
        if let Some(duur) = &self.verdagen {
            found.push(need_reden("verdagen").map(|reden| Handeling::Verdagen {
                duur: duur.clone(),
                reden,
            }));
        }
        if let Some(fase) = &self.afwijken {
            found.push(need_reden("afwijken").map(|reden| Handeling::Afwijken {
                fase: fase.clone(),
                reden,
            }));
        }
        if let Some(tekst) = &self.notitie {
            found.push(filled("notitie", tekst).map(|tekst| Handeling::Notitie { tekst }));
        }
        if let Some(id) = &self.herstel {
            found.push(need_reden("herstel").and_then(|reden| {
                Ok(Handeling::Herstel {
                    regel: id.parse()?,
                    reden,
                })
            }));
        }
        if let Some(reden) = &self.intrekken {
            found.push(filled("intrekken", reden).map(|reden| Handeling::Intrekken { reden }));
        }
        if let Some(uitkomst) = &self.sluiten {
            let uitkomst = uitkomst.clone();
            found.push(Ok(Handeling::Sluiten {
                uitkomst,
                reden: reden().unwrap_or_default(),
            }));
        }
        self.contacten(&mut found, &reden().unwrap_or_default());
        match (found.len(), found.pop()) {
            (1, Some(one)) => one,
            (0, _) => Err(format!(
                "deze regel doet niets; verwacht precies één van: {HANDELINGEN}"
            )),
            (several, _) => Err(format!(
                "deze regel doet {several} dingen tegelijk; verwacht precies één van: {HANDELINGEN}"
            )),
        }
    }

    /// How the history calls what it does about contacts, appointments and documents.
    pub fn wat(&self) -> Option<&'static str> {
        let named = [
            ("contact", self.contact.is_some()),
            ("afspraak-verzet", self.verzetten.is_some()),
            ("afspraak", self.afspraak.is_some()),
            ("afspraak-nagekomen", self.nagekomen.is_some()),
            ("afspraak-niet-nagekomen", self.niet_nagekomen.is_some()),
            ("afspraak-afgezegd", self.afgezegd.is_some()),
            ("document", self.document.is_some()),
        ];
        let mut named = named.into_iter();
        named.find(|(_, does)| *does).map(|(naam, _)| naam)
    }

    /// What it does about contacts, appointments and documents.
    fn contacten(&self, found: &mut Vec<Result<Handeling, String>>, reden: &str) {
        if let Some(contact) = &self.contact {
            found.push(contact.keur().map(Handeling::Contact));
        }
        match (self.verzetten, &self.afspraak) {
            (Some(afspraak), Some(naar)) => {
                found.push(naar.keur().map(|naar| Handeling::Verzetten {
                    afspraak,
                    naar,
                    reden: reden.to_owned(),
                }));
            }
            (Some(nummer), None) => found.push(Err(format!(
                "bij `verzetten` van afspraak {nummer} ontbreekt `afspraak`, met `wanneer`"
            ))),
            (None, Some(afspraak)) => found.push(afspraak.keur().and_then(|afspraak| {
                keur_met("afspraak", &afspraak.met)?;
                Ok(Handeling::Afspraak(afspraak))
            })),
            (None, None) => {}
        }
        for (nummer, nagekomen) in [(self.nagekomen, true), (self.niet_nagekomen, false)] {
            found.extend(nummer.map(|afspraak| {
                Ok(Handeling::Afgelopen {
                    afspraak,
                    nagekomen,
                    reden: reden.to_owned(),
                })
            }));
        }
        if let Some(afspraak) = self.afgezegd {
            let reden = filled("reden", reden).map_err(|_| {
                format!("bij `afgezegd` van afspraak {afspraak} hoort een `reden`: wie zegde af, de ouders, de school of het bureau, en waarom")
            });
            found.push(reden.map(|reden| Handeling::Afgezegd { afspraak, reden }));
        }
        if let Some(document) = &self.document {
            found.push(document.keur().map(Handeling::Document));
        }
    }

    /// The mark by which a double click is known: the form's own, else a digest of the whole act.
    pub fn oorzaak(&self) -> String {
        match &self.kenmerk {
            Some(kenmerk) => format!("act:{kenmerk}"),
            None => format!(
                "act:{}",
                Digest::of(&serde_json::to_string(self).unwrap_or_default()).kort()
            ),
        }
    }
}

pub(super) fn filled(what: &str, text: &str) -> Result<String, String> {
    if text.trim().is_empty() {
        Err(format!("`{what}` is leeg; schrijf er een tekst bij"))
    } else {
        Ok(text.to_owned())
    }
}
