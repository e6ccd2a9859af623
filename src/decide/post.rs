//! Mails and letters: what is asked of the outbox, and when it may go.
//!
//! Easy to get wrong: a letter speaks of what comes *after* it (the answer term that starts in the next
//! fase), so its dates are filled in when the whole command has been worked out.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};
use chrono_tz::Europe::Amsterdam;
use serde_json::{Map, Value, json};

use super::incidenten::INCIDENT;
use super::termijnen::at;
use super::verloop::Verloop;
use crate::kalender::{Duur, Eenheid, Kalender, datum_kort};
use crate::zaak::effect::{BriefEffect, MailEffect, MailRegel};
use crate::zaak::staat::{Aan, Betrokkene};
use crate::zaak::termijn::RungSoort;
use crate::zaak::week::{Weekoverzicht, Weekpost};
use crate::zaak::{Digest, Effect, Gebeurtenis, Regel, RegelId, Rol, Termijn, Tijd, Zaak};

/// The text in which everything for one person in one mail hour is told.
const OVERZICHT: &str = "overzicht";
/// The text of the weekly overview.
const WEEKOVERZICHT: &str = "weekoverzicht";

impl Verloop<'_> {
    /// First and last moment of the mail day.
    pub fn mail_hours(&self) -> (NaiveTime, NaiveTime) {
        let mail = &self.context.bureau.mail;
        let read = |text: &str, hour| {
            NaiveTime::parse_from_str(text, "%H:%M")
                .ok()
                .or_else(|| NaiveTime::from_hms_opt(hour, 0, 0))
        };
        (
            read(&mail.van, 8).unwrap_or_default(),
            read(&mail.tot, 17).unwrap_or_default(),
        )
    }

    /// The first moment from `from` on at which the bureau mails: Monday to Friday, no ATW day, in its hours.
    pub fn mail_moment(&self, from: DateTime<Utc>) -> DateTime<Utc> {
        let (first, last) = self.mail_hours();
        let local = from.with_timezone(&Amsterdam);
        let dag = local.date_naive();
        if self.context.kalender.is_werkdag(dag) {
            if local.time() < first {
                return at(dag, first);
            }
            if local.time() < last {
                return from;
            }
        }
        let tomorrow = dag.checked_add_days(Days::new(1)).unwrap_or(dag);
        at(self.context.kalender.werkdag_op_of_na(tomorrow), first)
    }

    /// A mail that a gevolg asks for.
    pub fn mail_to_roles(&mut self, tekst: &str, rollen: &[Rol]) {
        let titel = self
            .find_zaak()
            .map(|zaak| self.context.procedure.fase_titel(&zaak.fase))
            .unwrap_or_default();
        for aan in rollen
            .iter()
            .flat_map(|rol| self.wie_op(*rol, false, self.mail_day()))
            .collect::<Vec<_>>()
        {
            let inhoud = self.mail_regel("mail", &titel, None);
            self.mail(tekst, aan, inhoud);
        }
    }

    /// A mail for each person a rung leads to, all with the same content.
    pub fn mail_rung(&mut self, termijn: &Termijn, escalatie: bool, aan: &[Aan]) {
        let soort = if escalatie {
            "escalatie"
        } else {
            "herinnering"
        };
        for aan in aan {
            let titel = self.title_of(termijn);
            let inhoud = self.mail_regel(soort, &titel, Some(termijn));
            self.mail(OVERZICHT, aan.clone(), inhoud);
        }
    }

    /// The weekly overview of one person.
    pub fn mail_week(&mut self, post: &Weekpost) {
        let titel = self.context.procedure.titel.clone();
        let inhoud = self.mail_regel("weekoverzicht", &titel, None);
        let week = Some(Box::new(post.inhoud.clone()));
        self.mail_with(WEEKOVERZICHT, post.aan.clone(), inhoud, week);
    }

    /// A mail about an incident to the beheerder; it asks for no answer from the mailbox when nobody is there.
    pub fn mail_incident(&mut self, melding: &str, aan: &[Aan]) {
        for aan in aan {
            let inhoud = self.mail_regel("incident", melding, None);
            self.mail(INCIDENT, aan.clone(), inhoud);
        }
    }

    fn mail(&mut self, tekst: &str, aan: Aan, inhoud: MailRegel) {
        self.mail_with(tekst, aan, inhoud, None);
    }

    fn mail_with(
        &mut self,
        tekst: &str,
        aan: Aan,
        inhoud: MailRegel,
        week: Option<Box<Weekoverzicht>>,
    ) {
        let digest = self.digest_of(tekst);
        let not_before = self.mail_moment(self.op);
        let gebeurtenis = Gebeurtenis::Mail {
            tekst: tekst.to_owned(),
            digest: digest.clone(),
            aan: vec![aan.clone()],
        };
        let regel = self.emit(gebeurtenis);
        if aan.medewerker.is_none() && inhoud.soort != "incident" {
            let rol = aan.rol;
            let melding = format!(
                "niemand in het bureau vervult de rol {rol}; de mail gaat naar de postbus van het bureau"
            );
            self.incident("niemand", &melding, None);
        }
        let mail = MailEffect {
            regel,
            aan,
            tekst: tekst.to_owned(),
            digest,
            not_before,
            inhoud,
            week,
        };
        self.effects.push(Effect::Mail(Box::new(mail)));
    }

    fn mail_regel(&self, soort: &str, titel: &str, termijn: Option<&Termijn>) -> MailRegel {
        let zaak = self.find_zaak();
        let einde = termijn.and_then(|termijn| termijn.einde);
        MailRegel {
            soort: soort.to_owned(),
            zaak: zaak.map_or(crate::zaak::ZaakId(0), |zaak| zaak.id),
            procedure: self.context.procedure.titel.clone(),
            gemeente: zaak.map(place).unwrap_or_default(),
            fase: zaak
                .map(|zaak| self.context.procedure.fase_titel(&zaak.fase))
                .unwrap_or_default(),
            titel: titel.to_owned(),
            einde,
            over: termijn
                .map(|termijn| self.left(termijn))
                .unwrap_or_default(),
            waarom: termijn.map(|termijn| self.why(termijn)).unwrap_or_default(),
            grondslag: termijn
                .map(|termijn| termijn.grondslag.join("; "))
                .unwrap_or_default(),
            vervolg: termijn
                .map(|termijn| self.what_next(termijn))
                .unwrap_or_default(),
        }
    }

    /// What a person is asked to do: the title of the taak, else of the term.
    pub fn title_of(&self, termijn: &Termijn) -> String {
        let taak = termijn
            .taak
            .and_then(|taak| self.find_zaak().and_then(|zaak| zaak.taak(taak)));
        let titel = taak.map(|taak| taak.titel.clone());
        titel
            .or_else(|| self.def_of(termijn).map(|def| def.titel))
            .filter(|titel| !titel.is_empty())
            .unwrap_or_else(|| termijn.naam.clone())
    }

    /// The reason of a date, and what it costs when it is not kept.
    fn why(&self, termijn: &Termijn) -> String {
        match self.at_stake(termijn) {
            Some(at_stake) => format!("{at_stake}. {}", termijn.uitleg),
            None => termijn.uitleg.clone(),
        }
    }

    fn left(&self, termijn: &Termijn) -> String {
        over(termijn, self.mail_day(), self.context.kalender)
    }

    /// What happens next when nothing is done.
    fn what_next(&self, termijn: &Termijn) -> String {
        let current = self
            .find_zaak()
            .and_then(|zaak| zaak.termijn(termijn.nummer))
            .unwrap_or(termijn);
        let mut coming: Vec<_> = current
            .armed()
            .filter(|rung| rung.due_at > self.op)
            .collect();
        coming.sort_by_key(|rung| rung.due_at);
        let told = coming
            .iter()
            .find(|rung| rung.soort != RungSoort::Verstreken)
            .or(coming.first());
        let Some(rung) = told else {
            // Whoever reads this may be the leidinggevende himself.
            return "hierna volgt geen herinnering meer; dit blijft open tot het is afgerond"
                .to_owned();
        };
        let dag = rung.due_at.with_timezone(&Amsterdam).date_naive();
        match rung.soort {
            RungSoort::Verstreken => {
                let last = (rung.due_at - TimeDelta::minutes(1))
                    .with_timezone(&Amsterdam)
                    .date_naive();
                format!("na {} is de termijn verstreken", datum_kort(last))
            }
            RungSoort::Herinnering => format!("op {} volgt nog een herinnering", datum_kort(dag)),
            RungSoort::Escalatie => {
                let naar = rung
                    .naar
                    .iter()
                    .map(|rol| format!("de {rol}"))
                    .collect::<Vec<_>>()
                    .join(" en ");
                let hoort = if rung.naar.len() > 1 {
                    "horen"
                } else {
                    "hoort"
                };
                format!("op {} {hoort} {naar} het", datum_kort(dag))
            }
        }
    }

    /// Makes a letter.
    pub fn brief(&mut self, tekst: &str) {
        let digest = self.digest_of(tekst);
        let uitleg = format!("brief van {}", datum_kort(self.datum));
        let regel = self.emit(Gebeurtenis::Brief {
            tekst: tekst.to_owned(),
            digest: digest.clone(),
            uitleg,
        });
        let brief = BriefEffect {
            regel,
            tekst: tekst.to_owned(),
            digest,
            datum: self.datum,
            context: Value::Null,
        };
        self.effects.push(Effect::Brief(Box::new(brief)));
    }

    /// Prepares a message for a party outside the bureau.
    pub fn melding_uit(&mut self, naar: &str) {
        let regel = self.emit(Gebeurtenis::MeldingUit {
            naar: naar.to_owned(),
        });
        self.effects.push(Effect::MeldingUit {
            regel,
            naar: naar.to_owned(),
            datum: self.datum,
            context: Value::Null,
        });
    }

    /// Gives the letters of this command the dates as they stand at its end, and of each who sent it and which
    /// verdaging it tells of.
    pub fn fill_letters(&mut self) {
        let Some(filled) = self.find_zaak().map(letter_context) else {
            return;
        };
        let of_line: Vec<(RegelId, Value, Value)> = self
            .regels
            .iter()
            .filter(|regel| matches!(regel.gebeurtenis, Gebeurtenis::Brief { .. }))
            .map(|regel| (regel.id, self.ondertekenaar(regel), self.verdaging(regel)))
            .collect();
        for effect in &mut self.effects {
            match effect {
                Effect::Brief(brief) => {
                    brief.context = filled.clone();
                    let line = of_line.iter().find(|(regel, ..)| *regel == brief.regel);
                    if let Some((_, wie, verdaging)) = line {
                        brief.context["ondertekenaar"] = wie.clone();
                        brief.context["verdaging"] = verdaging.clone();
                    }
                }
                Effect::MeldingUit { context, .. } => *context = filled.clone(),
                _ => {}
            }
        }
    }

    /// Whose act sent a letter, as he is called and what he may on that day; nothing when the clock sent it.
    fn ondertekenaar(&self, brief: &Regel) -> Value {
        let wie = brief.door.as_ref();
        let wie = wie.and_then(|door| self.context.bureau.medewerker(&door.0));
        wie.map_or(
            Value::Null,
            |wie| json!({ "naam": wie.naam, "boa": wie.boa }),
        )
    }

    /// The verdaging that a letter goes with.
    fn verdaging(&self, brief: &Regel) -> Value {
        let cause = |regel: &&Regel| Some(regel.id) == brief.door_id;
        match self.regels.iter().find(cause).map(|r| &r.gebeurtenis) {
            Some(Gebeurtenis::Verdaagd { verdaging, .. }) => {
                json!({ "met": verdaging.duur, "reden": verdaging.reden })
            }
            _ => Value::Null,
        }
    }

    /// Whether this command already took back what a line asked for.
    pub fn is_held_back(&self, regel: RegelId) -> bool {
        self.effects
            .iter()
            .any(|effect| matches!(effect, Effect::HoudTegen { regels } if regels.contains(&regel)))
    }

    /// The day on which a mail asked for now is read.
    pub fn mail_day(&self) -> NaiveDate {
        self.mail_moment(self.op)
            .with_timezone(&Amsterdam)
            .date_naive()
    }

    /// Takes back what has not gone out of these lines, and says so.
    pub fn hold_back(&mut self, regels: &[(RegelId, String)], reden: &str) {
        for (regel, naam) in regels {
            self.emit(Gebeurtenis::Teruggenomen {
                regel: *regel,
                naam: naam.clone(),
                reden: reden.to_owned(),
                staat: None,
            });
        }
        if !regels.is_empty() {
            self.effects.push(Effect::HoudTegen {
                regels: regels.iter().map(|(regel, _)| *regel).collect(),
            });
        }
    }

    fn digest_of(&self, tekst: &str) -> Digest {
        self.context
            .procedure
            .teksten
            .get(tekst)
            .cloned()
            .unwrap_or_default()
    }
}

/// How much is left of a term, seen from a day: `nog 2 schooldagen`, `vandaag is de laatste dag`, `1 schooldag
/// te laat`.
pub fn over(termijn: &Termijn, dag: NaiveDate, kalender: &Kalender) -> String {
    let Some(einde) = termijn.einde else {
        return "nog geen datum".to_owned();
    };
    if dag == einde {
        return "vandaag is de laatste dag".to_owned();
    }
    let (from, to) = if dag < einde {
        (dag, einde)
    } else {
        (einde, dag)
    };
    let in_schooldagen =
        matches!(&termijn.tijd, Tijd::Binnen { duur, .. } if duur.eenheid == Eenheid::Schooldagen);
    let counted = kalender
        .schooldagen_tussen(from, to)
        .ok()
        .filter(|days| in_schooldagen && *days > 0);
    let duur = counted
        .map(|days| Duur::new(days, Eenheid::Schooldagen))
        .unwrap_or_else(|| {
            let days = u32::try_from((to - from).num_days()).unwrap_or(0);
            Duur::new(days, Eenheid::Dagen)
        });
    if dag < einde {
        format!("nog {duur}")
    } else {
        format!("{duur} te laat")
    }
}

/// Where a zaak belongs, as a slug. One about the bureau itself runs by the calendar of one gemeente, which
/// would tell the reader nothing.
fn place(zaak: &Zaak) -> String {
    match zaak.betrokkene {
        Betrokkene::Bureau => zaak.bureau.clone(),
        _ => zaak.gemeente.clone(),
    }
}

/// Dates and fields of a letter: no names, those are joined when it is made.
fn letter_context(zaak: &Zaak) -> Value {
    let termijnen: Map<String, Value> = zaak
        .termijnen
        .iter()
        .filter(|termijn| termijn.is_alive())
        .filter_map(|termijn| {
            let value = json!({ "einde": termijn.einde?, "uitleg": termijn.uitleg });
            Some((termijn.naam.clone(), value))
        })
        .collect();
    json!({
        "gegevens": zaak.gegevens,
        "datums": zaak.ankers,
        "taken": zaak.ankers,
        "termijnen": termijnen,
        "gemeente": zaak.gemeente,
        "behandelaar": zaak.behandelaar,
    })
}
