//! What a script can give as an answer, followed back to where it is written out.
//!
//! ```text
//! fn vraag(zaak) ── last value, each `return` ──▶ #{ antwoord: …, reden: … }
//!                                                            │
//!                     if, switch, own variable or function ◀─┴─▶ "waarschuwing"
//! ```
//! Every way must end in a map that is written out, and its `antwoord` in texts that are: an answer put together
//! while running would make an incident of each zaak, and nothing can be said of it beforehand.
//!
//! Left to others: what a script reads (`question`); `host` checks the answer itself again.
//!
//! Easy to get wrong: a parameter is what every call gives it, a variable what anything in its function ever puts in
//! it, by name. That is wider than what runs, never narrower.

use std::collections::BTreeSet;

use rhai::{AST, ASTFlags, ASTNode, Expr, FnCallExpr, Ident, Position, Stmt};

use super::Vraagstelling;
use super::question::VELDEN;
use super::script::Bevinding;
use super::vocabulary::did_you_mean;

/// Every fault in what function `functie` can answer to `vraag`.
pub(super) fn controleer(ast: &AST, functie: &str, vraag: &Vraagstelling) -> Vec<Bevinding> {
    let functies: Vec<Functie> = functies(ast);
    let mut spoor = Spoor {
        functies: &functies,
        vraag,
        gezien: BTreeSet::new(),
        found: Vec::new(),
    };
    if let Some(at) = functies.iter().position(|een| een.naam == functie) {
        spoor.functie(at, Gezocht::Kaart);
    }
    spoor.found
}

/// A function of a script, with what goes into and comes out of its names.
struct Functie {
    naam: String,
    parameters: Vec<String>,
    opdrachten: Vec<Stmt>,
    /// What each `return` gives.
    terug: Vec<(Option<Expr>, Position)>,
    /// What each variable is set to; `None` where that is not written out.
    gezet: Vec<(String, Option<Expr>, Position)>,
    /// Calls within it of functions, with what they are given.
    aanroepen: Vec<(String, Vec<Expr>)>,
    begin: Position,
    einde: Position,
}

/// Rhai offers no way to name the body of a function, so its statements are told apart by their place.
fn functies(ast: &AST) -> Vec<Functie> {
    let defs = ast.iter_fn_def();
    let mut functies: Vec<Functie> = defs
        .map(|def| Functie {
            naam: def.name.to_string(),
            parameters: def.params.iter().map(ToString::to_string).collect(),
            opdrachten: Vec::new(),
            terug: Vec::new(),
            gezet: Vec::new(),
            aanroepen: Vec::new(),
            begin: def.body.start_position(),
            einde: def.body.end_position(),
        })
        .collect();
    super::lint::each_node(ast, |path| {
        if let Some(ASTNode::Stmt(top)) = path.first()
            && let Some(functie) = functies.iter_mut().find(|een| een.holds(top.position()))
        {
            functie.neem(path);
        }
    });
    functies
}

impl Functie {
    fn holds(&self, position: Position) -> bool {
        let place = |position: Position| (position.line(), position.position());
        (place(self.begin)..=place(self.einde)).contains(&place(position))
    }

    fn neem(&mut self, path: &[ASTNode<'_>]) {
        if let [ASTNode::Stmt(top)] = path {
            self.opdrachten.push((*top).clone());
        }
        match path.last() {
            Some(ASTNode::Stmt(stmt)) => self.neem_opdracht(stmt),
            Some(ASTNode::Expr(Expr::FnCall(call, _))) => self.neem_aanroep(call),
            _ => {}
        }
    }

    fn neem_opdracht(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::Return(value, flags, position) if !flags.contains(ASTFlags::BREAK) => {
                self.terug.push((value.as_deref().cloned(), *position));
            }
            Stmt::Var(var, _, position) => {
                let naam = var.0.name.to_string();
                self.gezet.push((naam, Some(var.1.clone()), *position));
            }
            Stmt::Assignment(assignment) => {
                let (how, sides) = &**assignment;
                if let Expr::Variable(variable, _, position) = &sides.lhs {
                    let value = (!how.is_op_assignment()).then(|| sides.rhs.clone());
                    self.gezet.push((variable.1.to_string(), value, *position));
                }
            }
            Stmt::For(lus, position) => {
                for naam in std::iter::once(&lus.0).chain(lus.1.as_ref()) {
                    self.gezet.push((naam.name.to_string(), None, *position));
                }
            }
            Stmt::TryCatch(flow, position) => {
                if let Expr::Variable(variable, ..) = &flow.expr {
                    self.gezet.push((variable.1.to_string(), None, *position));
                }
            }
            Stmt::FnCall(call, _) => self.neem_aanroep(call),
            _ => {}
        }
    }

    fn neem_aanroep(&mut self, call: &FnCallExpr) {
        self.aanroepen
            .push((call.name.to_string(), call.args.to_vec()));
    }
}

/// What a way through the script must end in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Gezocht {
    /// The map of an answer.
    Kaart,
    /// The text of its field `antwoord`.
    Tekst,
}

struct Spoor<'a> {
    functies: &'a [Functie],
    vraag: &'a Vraagstelling,
    /// The functions and variables that were followed, so that a circle ends.
    gezien: BTreeSet<(usize, Option<&'a str>, Gezocht)>,
    found: Vec<Bevinding>,
}

impl<'a> Spoor<'a> {
    /// Follows what a function gives.
    fn functie(&mut self, at: usize, gezocht: Gezocht) {
        let functies = self.functies;
        let Some(functie) = functies.get(at) else {
            return;
        };
        if !self.gezien.insert((at, None, gezocht)) {
            return;
        }
        for (value, position) in &functie.terug {
            match value {
                Some(value) => self.waarde(at, value, gezocht),
                None => self.niets(*position),
            }
        }
        self.blok(at, &functie.opdrachten, gezocht, functie.begin);
    }

    /// Follows the last value of a block.
    fn blok(&mut self, at: usize, opdrachten: &'a [Stmt], gezocht: Gezocht, plek: Position) {
        match opdrachten.iter().rev().find(|stmt| !stmt.is_noop()) {
            Some(last) => self.laatste(at, last, gezocht),
            None => self.niets(plek),
        }
    }

    fn laatste(&mut self, at: usize, stmt: &'a Stmt, gezocht: Gezocht) {
        match stmt {
            Stmt::Expr(value) => self.waarde(at, value, gezocht),
            Stmt::FnCall(call, position) => self.aanroep(call, gezocht, *position),
            Stmt::Block(block) => self.blok(at, block.statements(), gezocht, block.position()),
            Stmt::If(flow, position) | Stmt::TryCatch(flow, position) => {
                self.blok(at, flow.body.statements(), gezocht, *position);
                self.blok(at, flow.branch.statements(), gezocht, *position);
            }
            Stmt::Switch(switch, position) => {
                let cases = &switch.1;
                for case in &cases.expressions {
                    self.waarde(at, &case.rhs, gezocht);
                }
                if cases.def_case.is_none() {
                    self.niets(*position);
                }
            }
            // A `loop` is left by `return` or `throw`; what a `return` gives was followed already.
            Stmt::While(flow, _) if matches!(flow.expr, Expr::Unit(_)) => {}
            Stmt::Return(..) | Stmt::BreakLoop(..) => {}
            other => self.niets(other.position()),
        }
    }

    fn waarde(&mut self, at: usize, value: &'a Expr, gezocht: Gezocht) {
        match (value, gezocht) {
            (Expr::Map(fields, position), Gezocht::Kaart) => self.kaart(at, &fields.0, *position),
            (Expr::StringConstant(tekst, position), Gezocht::Tekst) => {
                self.tekst(tekst, *position);
            }
            (Expr::Stmt(block), _) => {
                self.blok(at, block.statements(), gezocht, block.position());
            }
            (Expr::Variable(variable, _, position), _) => {
                self.variabele(at, &variable.1, gezocht, *position);
            }
            (Expr::FnCall(call, position), _) => self.aanroep(call, gezocht, *position),
            (other, _) => self.berekend(other.start_position(), gezocht),
        }
    }

    fn aanroep(&mut self, call: &FnCallExpr, gezocht: Gezocht, position: Position) {
        let own = self.functies.iter().position(|functie| {
            functie.naam == call.name.as_str() && functie.parameters.len() == call.args.len()
        });
        match own {
            Some(own) => self.functie(own, gezocht),
            None => self.berekend(position, gezocht),
        }
    }

    /// Follows all that is ever put in a variable, or given for a parameter.
    fn variabele(&mut self, at: usize, naam: &'a str, gezocht: Gezocht, position: Position) {
        let functies = self.functies;
        let Some(functie) = functies.get(at) else {
            return;
        };
        if !self.gezien.insert((at, Some(naam), gezocht)) {
            return;
        }
        let mut from_somewhere = false;
        for (_, value, place) in functie.gezet.iter().filter(|(gezet, ..)| gezet == naam) {
            from_somewhere = true;
            match value {
                Some(value) => self.waarde(at, value, gezocht),
                None => self.berekend(*place, gezocht),
            }
        }
        if let Some(nth) = functie.parameters.iter().position(|een| een == naam) {
            for (caller, from) in functies.iter().enumerate() {
                let calls = from.aanroepen.iter().filter(|(called, args)| {
                    *called == functie.naam && args.len() == functie.parameters.len()
                });
                for given in calls.filter_map(|(_, args)| args.get(nth)) {
                    from_somewhere = true;
                    self.waarde(caller, given, gezocht);
                }
            }
        }
        if !from_somewhere {
            self.berekend(position, gezocht);
        }
    }

    fn kaart(&mut self, at: usize, fields: &'a [(Ident, Expr)], position: Position) {
        let has = |naam: &str| fields.iter().any(|(key, _)| key.name.as_str() == naam);
        let mut strange = false;
        for (key, value) in fields {
            match (key.name.as_str(), value) {
                ("antwoord", value) => self.waarde(at, value, Gezocht::Tekst),
                ("reden", Expr::StringConstant(reden, position)) if reden.trim().is_empty() => {
                    let melding = "de reden is leeg";
                    self.found.push(Bevinding::at(*position, "P22", melding));
                }
                (naam, _) if !VELDEN.contains(&naam) => {
                    strange = true;
                    let melding = format!("een antwoord heeft geen veld `{naam}`");
                    let fout = Bevinding::at(key.pos, "P23", melding);
                    self.found.push(fout.hint(did_you_mean(naam, VELDEN)));
                }
                _ => {}
            }
        }
        if !has("antwoord") && !strange {
            self.found.push(
                Bevinding::at(position, "P24", "een kaart zonder `antwoord`")
                    .hint(self.voorbeeld()),
            );
        }
        if !has("reden") {
            self.found.push(
                Bevinding::at(position, "P22", "een antwoord zonder `reden`")
                    .hint("zeg waarom, en noem het artikel of het beleid".to_owned()),
            );
        }
    }

    fn tekst(&mut self, antwoord: &str, position: Position) {
        if self.vraag.antwoorden.iter().any(|known| known == antwoord) {
            return;
        }
        let known = self.vraag.antwoorden.iter().map(String::as_str);
        let melding = format!(
            "vraag `{}` kent geen antwoord `{antwoord}`",
            self.vraag.naam
        );
        self.found
            .push(Bevinding::at(position, "P21", melding).hint(did_you_mean(antwoord, known)));
    }

    fn berekend(&mut self, position: Position, gezocht: Gezocht) {
        let (melding, hint) = match gezocht {
            Gezocht::Kaart => (
                "dit is geen uitgeschreven antwoord met een reden",
                self.voorbeeld(),
            ),
            Gezocht::Tekst => (
                "dit antwoord staat niet uitgeschreven",
                "zet het antwoord zelf tussen aanhalingstekens; hangt het ergens van af, kies dan met `if` of `switch` tussen uitgeschreven antwoorden".to_owned(),
            ),
        };
        self.found
            .push(Bevinding::at(position, "P24", melding).hint(hint));
    }

    fn niets(&mut self, position: Position) {
        let hint = "geef `if` een `else` en `switch` een `_`, en laat elke weg eindigen met een antwoord en een reden";
        self.found.push(
            Bevinding::at(
                position,
                "P25",
                "een weg door het script geeft hier geen antwoord",
            )
            .hint(hint.to_owned()),
        );
    }

    fn voorbeeld(&self) -> String {
        let antwoord = self.vraag.antwoorden.first().map_or("…", String::as_str);
        format!("schrijf `#{{ antwoord: \"{antwoord}\", reden: \"…\" }}`")
    }
}

#[cfg(test)]
mod tests;
