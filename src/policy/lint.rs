//! What is wrong with a script whatever question it answers: its shape, and
//! every call it makes.
//!
//! This is the first fence: only functions of the vocabulary and the script's
//! own may be called, checked on the syntax tree. It is complete because
//! nothing in a script is called by a computed name: functions are no values
//! here, and `eval` does not exist.
//!
//! Left to others: inputs and answers (`question`); limits while running.
//!
//! Easy to get wrong: Rhai's walk does not enter the value of `break x`, so a
//! call could hide there. Such a `break` is refused.

use rhai::{AST, ASTNode, Expr, FnCallExpr, Position, Stmt};

use super::script::Bevinding;
use super::{limits, vocabulary};

/// The one parameter of the function that answers.
pub(super) const ZAAK: &str = "zaak";

/// Every fault of shape and vocabulary, ordered by place.
pub(super) fn structure(ast: &AST, bron: &str, functie: &str) -> Vec<Bevinding> {
    let mut found = Vec::new();
    signature(ast, bron, functie, &mut found);

    if let Some(stmt) = ast.statements().iter().find(|stmt| !stmt.is_noop()) {
        found.push(
            Bevinding::at(stmt.position(), "P05", "opdracht buiten een functie")
                .hint(format!("zet alles binnen `fn {functie}(zaak) {{ … }}`")),
        );
    }
    let own: Vec<(&str, usize)> = ast
        .iter_functions()
        .map(|function| (function.name, function.params.len()))
        .collect();
    each_node(ast, |path| check(path, &own, &mut found));
    in_order(found)
}

/// Calls `on_node` for every node of the tree, each once, with the path to it.
pub(super) fn each_node(ast: &AST, mut on_node: impl FnMut(&[ASTNode<'_>])) {
    ast.walk(&mut |path: &[ASTNode<'_>]| {
        on_node(path);
        true
    });
}

/// Sorts by place and drops what was said twice.
pub(super) fn in_order(mut found: Vec<Bevinding>) -> Vec<Bevinding> {
    found.sort_by(|a, b| (a.regel, a.kolom, a.code).cmp(&(b.regel, b.kolom, b.code)));
    found.dedup();
    found
}

fn signature(ast: &AST, bron: &str, functie: &str, found: &mut Vec<Bevinding>) {
    let Some(answering) = ast.iter_functions().find(|f| f.name == functie) else {
        let hint = vocabulary::did_you_mean(functie, ast.iter_functions().map(|f| f.name))
            .unwrap_or_else(|| format!("begin met `fn {functie}(zaak) {{`"));
        found.push(
            Bevinding::at(
                Position::NONE,
                "P03",
                format!("functie `{functie}` ontbreekt"),
            )
            .hint(hint),
        );
        return;
    };
    if answering.params != [ZAAK] {
        let melding = format!(
            "functie `{functie}` krijgt `({})`, verwacht `({ZAAK})`",
            answering.params.join(", ")
        );
        found.push(
            Bevinding::at(definition_of(bron, functie), "P04", melding)
                .hint(format!("schrijf `fn {functie}({ZAAK})`")),
        );
    }
}

/// Where `fn functie` is written; Rhai keeps no position of a definition.
fn definition_of(bron: &str, functie: &str) -> Position {
    for (index, line) in bron.lines().enumerate() {
        let Some(rest) = line.trim_start().strip_prefix("fn ") else {
            continue;
        };
        if rest.trim_start().starts_with(functie)
            && let Ok(regel) = u16::try_from(index + 1)
        {
            return Position::new(regel, 1);
        }
    }
    Position::NONE
}

fn check(path: &[ASTNode<'_>], own: &[(&str, usize)], found: &mut Vec<Bevinding>) {
    let Some(node) = path.last() else { return };
    match node {
        ASTNode::Stmt(Stmt::FnCall(call, position))
        | ASTNode::Expr(Expr::FnCall(call, position)) => {
            check_call(call, *position, own, found);
        }
        ASTNode::Expr(Expr::MethodCall(call, position)) => {
            check_call(call, *position, own, found);
            if call.name == "push" {
                check_push(path, *position, found);
            }
        }
        ASTNode::Stmt(Stmt::BreakLoop(Some(_), _, position)) => found.push(
            Bevinding::at(*position, "P09", "`break` met een waarde")
                .hint("zet de waarde in een variabele en schrijf daarna `break;`".to_owned()),
        ),
        ASTNode::Stmt(Stmt::Assignment(assignment)) => {
            check_place(&assignment.1.lhs, found);
        }
        ASTNode::Expr(Expr::ThisPtr(position)) => found.push(
            Bevinding::at(*position, "P13", "`this` bestaat hier niet")
                .hint("geef de waarde tussen de haakjes mee".to_owned()),
        ),
        ASTNode::Expr(Expr::Variable(variable, _, position))
            if own.iter().any(|(naam, _)| *naam == variable.1.as_str()) =>
        {
            found.push(
                Bevinding::at(
                    *position,
                    "P08",
                    format!("functie `{}` is geen waarde", variable.1),
                )
                .hint(format!("roep haar aan: `{}(…)`", variable.1)),
            );
        }
        _ => {}
    }
}

fn check_call(
    call: &FnCallExpr,
    position: Position,
    own: &[(&str, usize)],
    found: &mut Vec<Bevinding>,
) {
    let naam = call.name.as_str();
    let given = call.args.len();
    if call.is_operator_call() {
        return;
    }
    if given > limits::MAX_ARGUMENTS {
        let melding = format!(
            "functie `{naam}` krijgt {given} waarden, de grens is {}",
            limits::MAX_ARGUMENTS
        );
        found.push(
            Bevinding::at(position, "P11", melding).hint("geef een kaart `#{…}` mee".to_owned()),
        );
    }
    let namesakes: Vec<usize> = own
        .iter()
        .filter(|(own_name, _)| *own_name == naam)
        .map(|(_, parameters)| *parameters)
        .collect();
    if let Some(wanted) = namesakes.first() {
        if !namesakes.contains(&given) {
            found.push(Bevinding::at(
                position,
                "P07",
                format!("functie `{naam}` krijgt {given} waarden, verwacht {wanted}"),
            ));
        }
        return;
    }
    if let Some(hint) = vocabulary::waarom_verboden(naam) {
        found.push(
            Bevinding::at(
                position,
                "P12",
                format!("functie `{naam}` mag niet in een beleidsscript"),
            )
            .hint(hint.to_owned()),
        );
    } else if !vocabulary::is_toegestaan(naam) {
        let known = vocabulary::TOEGESTAAN
            .iter()
            .map(|functie| functie.naam)
            .chain(own.iter().map(|(naam, _)| *naam));
        found.push(
            Bevinding::at(position, "P06", format!("onbekende functie `{naam}`"))
                .hint(vocabulary::did_you_mean(naam, known)),
        );
    }
}

/// Only a whole variable is changed: Rhai does not check the size of a value
/// one of whose parts was replaced.
fn check_place(place: &Expr, found: &mut Vec<Bevinding>) {
    if root_of(place) == Some(ZAAK) {
        found.push(
            Bevinding::at(
                place.start_position(),
                "P10",
                "een script verandert de zaak niet",
            )
            .hint("zet de waarde in een eigen variabele: `let x = …;`".to_owned()),
        );
    } else if !matches!(place, Expr::Variable(..)) {
        found.push(
            Bevinding::at(
                place.start_position(),
                "P14",
                "alleen een hele variabele kan een nieuwe waarde krijgen",
            )
            .hint("maak de kaart in één keer: `let x = #{ a: …, b: … };`".to_owned()),
        );
    }
}

/// `push` is the one function of the vocabulary that changes a value; for the
/// same reason it is for a whole variable only. `path` ends at the call.
///
/// Rhai chains to the right: `a[i].push(x)` is `a` beside `[i].push(x)`, so
/// what stands before the dot tells nothing unless the chain begins there.
fn check_push(path: &[ASTNode<'_>], position: Position, found: &mut Vec<Bevinding>) {
    let (before, parent) = match path {
        [before @ .., ASTNode::Expr(Expr::Dot(chain, ..)), _] => (before, Some(chain)),
        _ => (path, None),
    };
    let within_chain = matches!(
        before.last(),
        Some(ASTNode::Expr(Expr::Dot(..) | Expr::Index(..)))
    );
    let whole = parent.is_some_and(|chain| match &chain.lhs {
        Expr::Variable(variable, ..) => variable.1.as_str() != ZAAK,
        _ => false,
    });
    if within_chain || !whole {
        found.push(
            Bevinding::at(position, "P14", "`push` kan alleen op een eigen lijst")
                .hint("begin met `let lijst = [];` en schrijf `lijst.push(…);`".to_owned()),
        );
    }
}

/// The variable a chain like `a.b[c].d` begins with.
fn root_of(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Variable(variable, ..) => Some(variable.1.as_str()),
        Expr::Dot(chain, ..) | Expr::Index(chain, ..) => root_of(&chain.lhs),
        _ => None,
    }
}
