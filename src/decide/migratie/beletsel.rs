//! What keeps a zaak on its own version: parts of it that the other one has no place for.
//!
//! Easy to get wrong: what goes by itself. A taak or term of the present fase needs no place of its own when
//! the fase is gone; moving the zaak to another fase is what helps then.

use super::Vergelijking;
use super::plan::Beletsel;
use crate::decide::ingebouwd;
use crate::decide::velden::fits;
use crate::definition::procedure::{Procedure, Veld};
use crate::zaak::refusal::opsomming;
use crate::zaak::staat::Haperend;
use crate::zaak::{Gebeurtenis, Taak, Termijn, Zaak};

/// How many fasen are named as a way out.
const FASEN: usize = 5;

impl Vergelijking<'_> {
    /// Everything that does not fit, each with what a person can do.
    pub(super) fn beletselen(&self, zaak: &Zaak) -> Vec<Beletsel> {
        if !zaak.is_open() {
            let raad = "er valt niets mee te nemen";
            return vec![Beletsel::new("de zaak is gesloten", raad)];
        }
        let nieuwe = self.doel.procedure;
        if nieuwe.betrokkene != self.oude().betrokkene {
            let waarom = "de procedure gaat in de nieuwe versie over iets anders";
            return vec![Beletsel::new(
                waarom,
                "rond de zaak af op haar eigen versie",
            )];
        }
        let here = nieuwe.fasen.contains_key(&zaak.fase) || zaak.fase == ingebouwd::OVERDRACHT;
        let mut all = Vec::new();
        if !here {
            let waarom = format!("fase `{}` bestaat niet meer", zaak.fase);
            all.push(Beletsel::new(waarom, self.other_fase(zaak)));
        }
        let goes = |blijft: bool| !here && !blijft;
        let taken = zaak.open_taken().filter(|taak| !goes(taak.blijft));
        all.extend(taken.filter_map(|taak| self.taak_past(zaak, taak)));
        let stays = |t: &&Termijn| {
            let blijft = self.oud.def_of(t).is_some_and(|def| def.blijft);
            t.is_alive() && t.taak.is_none() && !goes(blijft)
        };
        let termijnen = zaak.termijnen.iter().filter(stays);
        all.extend(termijnen.filter_map(|termijn| self.termijn_past(zaak, termijn)));
        all.extend(
            zaak.lopend
                .iter()
                .filter_map(|lopend| self.wacht_past(zaak, lopend, here)),
        );
        all.extend(self.dwangsom_past(zaak));
        all.extend(self.incident_past(zaak));
        all.extend(self.veld_past(zaak));
        all.extend(self.leeftijd_past());
        all
    }

    fn taak_past(&self, zaak: &Zaak, taak: &Taak) -> Option<Beletsel> {
        let naam = &taak.naam;
        let (_, before) = self.oude().taak(naam)?;
        let first = format!("rond eerst taak `{naam}` af");
        let Some((fase, now)) = self.doel.procedure.taak(naam) else {
            return Some(Beletsel::new(
                format!("open taak `{naam}` bestaat niet meer"),
                first,
            ));
        };
        if fase != taak.fase {
            let waarom = format!(
                "open taak `{naam}` staat nu in fase `{fase}` in plaats van `{}`",
                taak.fase
            );
            return Some(Beletsel::new(waarom, first));
        }
        if fase != zaak.fase && !now.blijft {
            let waarom = format!("open taak `{naam}` blijft niet meer staan buiten fase `{fase}`");
            return Some(Beletsel::new(waarom, first));
        }
        let runs = zaak.termijn_van(taak.nummer).is_some_and(Termijn::is_alive);
        (runs && before.termijn.is_some() && now.termijn.is_none()).then(|| {
            Beletsel::new(
                format!("taak `{naam}` heeft geen termijn meer, en die loopt nog"),
                first,
            )
        })
    }

    fn termijn_past(&self, zaak: &Zaak, termijn: &Termijn) -> Option<Beletsel> {
        let naam = &termijn.naam;
        let before = fase_van(self.oude(), naam)?;
        let raad = format!(
            "wacht tot termijn `{naam}` voorbij is, of {}",
            self.other_fase(zaak)
        );
        let waarom = match fase_van(self.doel.procedure, naam) {
            None => format!("lopende termijn `{naam}` bestaat niet meer"),
            Some(now) if now != before => {
                format!(
                    "lopende termijn `{naam}` staat nu in fase `{now}` in plaats van `{before}`"
                )
            }
            Some(now) if now != zaak.fase && !self.stays(naam) => {
                format!("termijn `{naam}` loopt niet meer door buiten fase `{now}`")
            }
            Some(_) => return None,
        };
        Some(Beletsel::new(waarom, raad))
    }

    fn stays(&self, naam: &str) -> bool {
        self.doel
            .procedure
            .termijn(naam)
            .is_some_and(|def| def.blijft)
    }

    /// A procedure that runs must be waited for where it was.
    fn wacht_past(&self, zaak: &Zaak, lopend: &str, here: bool) -> Option<Beletsel> {
        let waits = |procedure: &Procedure, only: Option<&str>| {
            let mut fasen = procedure.fasen.iter();
            fasen.any(|(naam, fase)| {
                only.is_none_or(|only| only == naam) && fase.wacht_op.contains_key(lopend)
            })
        };
        let now = Some(zaak.fase.as_str()).filter(|fase| here && waits(self.oude(), Some(fase)));
        let fits = !waits(self.oude(), None) || waits(self.doel.procedure, now);
        (!fits).then(|| {
            let waarom = format!("de zaak wacht op de uitkomst van `{lopend}`, en daar wacht de nieuwe versie niet op");
            Beletsel::new(waarom, format!("wacht tot `{lopend}` is afgerond, of {}", self.other_fase(zaak)))
        })
    }

    /// A decision that may cost a dwangsom must still be known as such.
    fn dwangsom_past(&self, zaak: &Zaak) -> Option<Beletsel> {
        let (naam, _) = self.oude().dwangsom()?;
        let kept = self
            .doel
            .procedure
            .dwangsom()
            .is_some_and(|(now, _)| now == naam);
        (zaak.dwangsom().is_some() && !kept).then(|| {
            let waarom = format!(
                "er loopt een dwangsom over termijn `{naam}`, en die kent de nieuwe versie niet"
            );
            Beletsel::new(waarom, "beslis eerst")
        })
    }

    /// What waits to be tried again must still be there to be tried.
    fn incident_past(&self, zaak: &Zaak) -> Vec<Beletsel> {
        let nieuwe = self.doel.procedure;
        let gone = |over: &Haperend| match over {
            Haperend::Vraag { naam, .. } if self.oude().vragen.contains_key(naam) => {
                let vraag = nieuwe.vragen.get(naam);
                let there = vraag.is_some_and(|vraag| nieuwe.scripts.contains_key(&vraag.script));
                (!there)
                    .then(|| format!("vraag `{naam}` wacht op een antwoord en bestaat niet meer"))
            }
            Haperend::Post { regel } => match self.oud.asked_by(*regel) {
                Some(Gebeurtenis::Brief { tekst, .. }) if !nieuwe.teksten.contains_key(&tekst) => {
                    Some(format!(
                        "brief `{tekst}` kon niet worden gemaakt en bestaat niet meer"
                    ))
                }
                _ => None,
            },
            _ => None,
        };
        let open = zaak.incidenten.iter().filter(|incident| !incident.opgelost);
        open.filter_map(|incident| {
            let waarom = gone(incident.over.as_ref()?)?;
            let raad = format!(
                "handel eerst incident {} af met `termijnwacht incident`",
                incident.nummer
            );
            Some(Beletsel::new(waarom, raad))
        })
        .collect()
    }

    /// What the zaak holds must be what the new version takes it for.
    fn veld_past(&self, zaak: &Zaak) -> Vec<Beletsel> {
        let field = |procedure: &'_ Procedure, naam: &str| -> Option<Veld> {
            let mut all = procedure.alle_velden();
            all.find(|(known, _)| *known == naam)
                .map(|(_, veld)| veld.clone())
        };
        let wrong = zaak.gegevens.iter().filter(|(naam, waarde)| {
            let (before, now) = (field(self.oude(), naam), field(self.doel.procedure, naam));
            match (before, now) {
                (Some(before), Some(now)) => before.soort != now.soort && !fits(&now.soort, waarde),
                _ => false,
            }
        });
        wrong
            .map(|(naam, _)| {
                let waarom =
                    format!("wat bij gegeven `{naam}` is ingevuld, past niet in de nieuwe versie");
                Beletsel::new(
                    waarom,
                    "corrigeer het gegeven, of rond de zaak af op haar eigen versie",
                )
            })
            .collect()
    }

    /// Nobody is handed over because a rule changed.
    fn leeftijd_past(&self) -> Option<Beletsel> {
        let stops = self.oude().na_achttien && !self.doel.procedure.na_achttien;
        let born = self
            .oud
            .context
            .gemelde?
            .melding
            .jongere
            .as_ref()?
            .geboortedatum;
        let adult = crate::zaak::persoon::wordt(born, 18).is_some_and(|op| op <= self.oud.vandaag);
        (stops && adult).then(|| {
            let waarom = "de jongere is 18, en de nieuwe versie gaat daarna niet door";
            Beletsel::new(waarom, "rond de zaak af op haar eigen versie")
        })
    }

    /// Where the zaak could go to that both versions know.
    fn other_fase(&self, zaak: &Zaak) -> String {
        let both = self.oude().fasen.keys().filter(|fase| **fase != zaak.fase);
        let both = both.filter(|fase| self.doel.procedure.fasen.contains_key(*fase));
        let both: Vec<&str> = both.take(FASEN).map(String::as_str).collect();
        if both.is_empty() {
            return "rond de zaak af op haar eigen versie".to_owned();
        }
        format!("wijk met een reden af naar fase {}", opsomming(both))
    }
}

/// The fase in which a term of that name stands.
fn fase_van<'p>(procedure: &'p Procedure, naam: &str) -> Option<&'p str> {
    let mut fasen = procedure.fasen.iter();
    fasen
        .find(|(_, fase)| fase.termijnen.contains_key(naam))
        .map(|(fase, _)| fase.as_str())
}
