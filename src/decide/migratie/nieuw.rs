//! Work that the new version has begun by now, and this zaak never had: of the present fase, and what outlives an earlier
//! one.
//!
//! A term begins when terms were asked for and nobody is harmed by it; a taak never opens by itself. Easy to get wrong:
//! looking at the present fase alone. A term of the law that stays runs in every later fase.

use chrono::NaiveDate;

use super::Vergelijking;
use super::plan::Begint;
use crate::decide::doorlopend::{Geweest, Werk, doorlopend, geweest};
use crate::decide::ingebouwd;
use crate::decide::termijnen::anker;
use crate::decide::verloop::Verloop;
use crate::definition::procedure::{Gevolg, TermijnDef};
use crate::kalender::datum_kort;
use crate::zaak::{Termijn, Zaak};

/// What becomes of new work.
#[derive(Default)]
pub(super) struct Nieuw {
    pub begint: Vec<Begint>,
    /// What does not begin, and why.
    pub let_op: Vec<String>,
}

impl<'a> Vergelijking<'a> {
    pub(super) fn nieuw(&self, zaak: &Zaak) -> Nieuw {
        let mut nieuw = Nieuw::default();
        if zaak.fase == ingebouwd::OVERDRACHT {
            return nieuw;
        }
        self.new_taken(zaak, &mut nieuw.let_op);
        for (fase, naam, def) in self.new_termijnen(zaak) {
            match self.begins(zaak, fase, naam, def) {
                Ok(begint) => nieuw.begint.push(begint),
                Err(waarom) => {
                    let waar = waar(zaak, fase, "loopt daarna door");
                    let told =
                        format!("termijn `{naam}` is nieuw {waar} begint niet vanzelf{waarom}");
                    nieuw.let_op.push(told);
                }
            }
        }
        nieuw
    }

    fn new_taken(&self, zaak: &Zaak, told: &mut Vec<String>) {
        let never = |naam: &str| !zaak.taken.iter().any(|taak| taak.naam == naam);
        let here = self.doel.procedure.fasen.get(&zaak.fase).into_iter();
        let here = here.flat_map(|def| &def.taken);
        let here = here.filter(|(naam, def)| {
            let before = self.oude().fasen.get(&zaak.fase);
            def.direct && before.is_some_and(|fase| !fase.taken.contains_key(*naam))
        });
        let here = here.map(|(naam, _)| (zaak.fase.as_str(), naam.as_str()));
        let earlier = doorlopend(self.doel.procedure).filter(|werk| {
            let before = self.oude().taak(werk.naam);
            matches!(werk.werk, Werk::Taak(_))
                && !before.is_some_and(|(_, def)| def.blijft)
                && self.has_been(zaak, werk.fase)
        });
        let earlier = earlier.map(|werk| (werk.fase, werk.naam));
        for (fase, naam) in here.chain(earlier).filter(|(_, naam)| never(naam)) {
            let waar = waar(zaak, fase, "blijft daarna staan");
            told.push(format!(
                "taak `{naam}` is nieuw {waar} gaat niet vanzelf open"
            ));
        }
    }

    /// Terms with the fase they begin in.
    fn new_termijnen(&self, zaak: &Zaak) -> Vec<(&'a str, &'a str, &'a TermijnDef)> {
        let procedure = self.doel.procedure;
        let never = |naam: &str| {
            let had = zaak.termijnen.iter();
            let mut had = had.filter(|termijn| termijn.taak.is_none());
            !zaak.ankers.contains_key(naam) && !had.any(|termijn| termijn.naam == naam)
        };
        let here = procedure.fasen.get_key_value(&zaak.fase).into_iter();
        let here = here.flat_map(|(fase, def)| {
            let all = def.termijnen.iter();
            all.map(move |(naam, def)| (fase.as_str(), naam.as_str(), def))
        });
        // The fase must have been there for the zaak to have begun in it.
        let here = here.filter(|_| self.oude().fasen.contains_key(&zaak.fase));
        let earlier = doorlopend(procedure).filter_map(|werk| match werk.werk {
            Werk::Termijn(def) if self.has_been(zaak, werk.fase) => {
                Some((werk.fase, werk.naam, def))
            }
            Werk::Termijn(_) | Werk::Taak(_) => None,
        });
        here.chain(earlier)
            .filter(|(_, naam, _)| never(naam))
            .collect()
    }

    /// Whether the zaak has surely been in another fase, and work there.
    fn has_been(&self, zaak: &Zaak, fase: &str) -> bool {
        let passes = self.doel.procedure.fasen.get(fase);
        let moves = |gevolg: &Gevolg| gevolg.ga_naar.is_some() || gevolg.sluit.is_some();
        let passes = passes.is_some_and(|def| def.bij_binnenkomst.iter().any(moves));
        let known = |naam: &str| zaak.ankers.contains_key(naam);
        fase != zaak.fase && !passes && geweest(self.oude(), &zaak.fase, fase, known) == Geweest::Ja
    }

    /// How a new term begins, or why not.
    fn begins(
        &self,
        zaak: &Zaak,
        fase: &str,
        naam: &str,
        def: &TermijnDef,
    ) -> Result<Begint, String> {
        let anchor = def.tijd.anker();
        let entered = zaak.ankers.get(fase).copied();
        let entered = entered.or_else(|| (fase == self.oude().begin).then_some(zaak.begin));
        let known = match anchor {
            "begin" => entered,
            _ => anker(zaak, anchor),
        };
        if known.is_none() {
            return Err(format!(
                "; de dag van `{anchor}`, waarvan zij telt, is in deze zaak niet bekend"
            ));
        }
        let sinds = entered.filter(|_| anchor == "begin");
        let begint = Begint {
            termijn: naam.to_owned(),
            fase: fase.to_owned(),
            einde: None,
            uitleg: String::new(),
            sinds: sinds.unwrap_or(self.oud.vandaag),
        };
        let mut trial = self.nieuw.clone();
        let Some(termijn) = trial.begin_new(&begint) else {
            return Err(String::new());
        };
        let Some(einde) = termijn.einde else {
            return Err(format!("; {}", termijn.uitleg));
        };
        self.may_begin(def, einde)?;
        Ok(Begint {
            einde: Some(einde),
            uitleg: termijn.uitleg,
            ..begint
        })
    }

    /// Over before today it harms everybody; with something that follows it, whoever was told nothing of it.
    fn may_begin(&self, def: &TermijnDef, einde: NaiveDate) -> Result<(), String> {
        let dag = datum_kort(einde);
        if einde < self.oud.vandaag {
            return Err(format!("; zij zou op {dag} al verstreken zijn"));
        }
        if !self.keuze.termijnen {
            return Err(format!(
                "; zij zou op {dag} eindigen, en dat gebeurt alleen met --termijnen"
            ));
        }
        if !def.verstreken.is_empty() && !self.keuze.ook_eerder {
            return Err(format!(
                "; zij zou op {dag} eindigen en dan iets in gang zetten waar niemand op rekent, en dat gebeurt alleen met --ook-eerder"
            ));
        }
        Ok(())
    }
}

impl Verloop<'_> {
    /// Begins a term that is new; gives it as it stands.
    pub(super) fn begin_new(&mut self, begint: &Begint) -> Option<Termijn> {
        let def = self.context.procedure.termijn(&begint.termijn)?;
        let datum = std::mem::replace(&mut self.datum, begint.sinds);
        self.start_termijn(&begint.termijn, def, None);
        self.datum = datum;
        self.find_zaak()?.termijnen.last().cloned()
    }
}

fn waar(zaak: &Zaak, fase: &str, daarna: &str) -> String {
    if fase == zaak.fase {
        return "in deze fase en".to_owned();
    }
    format!("in fase `{fase}`, {daarna} en")
}
