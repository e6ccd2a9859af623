//! A script against the question it must answer: inputs it may not read and
//! answers the definition does not know, found before any zaak meets them.
//!
//! Left to others: what it can answer (`antwoord`); what only shows while
//! running (a field read through a variable).
//!
//! Easy to get wrong: of what is read only what is written out literally is
//! seen here. No finding is no proof.

use rhai::{ASTNode, Expr, Position};

use super::antwoord;
use super::lint::{self, ZAAK};
use super::script::Bevinding;
use super::vocabulary::did_you_mean;
use super::{Script, Vraagstelling};

/// The two fields of an answer.
pub(super) const VELDEN: [&str; 2] = ["antwoord", "reden"];

/// Every fault of `script` as an answer to `vraag`, ordered by place.
#[must_use]
pub fn controleer(script: &Script, vraag: &Vraagstelling) -> Vec<Bevinding> {
    let mut found = Vec::new();
    lint::each_node(script.ast(), |path| {
        let Some(ASTNode::Expr(expr)) = path.last() else {
            return;
        };
        if let Some((pad, position)) = input_path(expr) {
            check_input(&pad, position, vraag, &mut found);
        }
    });
    found.extend(antwoord::controleer(script.ast(), script.functie(), vraag));
    lint::in_order(found)
}

/// The declared input that holds `pad`, or that `pad` leads to.
fn is_declared(pad: &str, vraag: &Vraagstelling) -> bool {
    let below = |longer: &str, shorter: &str| {
        longer
            .strip_prefix(shorter)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    vraag
        .invoer
        .iter()
        .any(|declared| below(pad, declared) || below(declared, pad))
}

fn check_input(pad: &str, position: Position, vraag: &Vraagstelling, found: &mut Vec<Bevinding>) {
    if is_declared(pad, vraag) {
        return;
    }
    let first = |naam: &'_ str| naam.split('.').next().unwrap_or_default().to_owned();
    let parts: Vec<String> = vraag.invoer.iter().map(|naam| first(naam)).collect();
    let whole = vraag.invoer.iter().map(String::as_str);
    let hint = if parts.contains(&first(pad)) {
        did_you_mean(pad, whole)
    } else {
        did_you_mean(&first(pad), parts.iter().map(String::as_str))
    };
    let hint = hint.or_else(|| {
        let declared: Vec<_> = vraag
            .invoer
            .iter()
            .map(|naam| format!("`{naam}`"))
            .collect();
        Some(format!("deze vraag krijgt: {}", declared.join(", ")))
    });
    found.push(
        Bevinding::at(
            position,
            "P20",
            format!("`zaak.{pad}` is geen invoer van vraag `{}`", vraag.naam),
        )
        .hint(hint),
    );
}

/// The path read from the zaak, `verzuim.uren` for `zaak.verzuim.uren`, as far
/// as it is written out.
fn input_path(expr: &Expr) -> Option<(String, Position)> {
    let Expr::Dot(chain, ..) = expr else {
        return None;
    };
    let Expr::Variable(root, ..) = &chain.lhs else {
        return None;
    };
    if root.1.as_str() != ZAAK {
        return None;
    }
    let mut pad = Vec::new();
    let mut rest = &chain.rhs;
    let position = rest.start_position();
    loop {
        match rest {
            Expr::Property(property, _) => {
                pad.push(property.2.to_string());
                break;
            }
            Expr::Dot(link, ..) | Expr::Index(link, ..) => {
                let Expr::Property(property, _) = &link.lhs else {
                    break;
                };
                pad.push(property.2.to_string());
                if matches!(rest, Expr::Index(..)) {
                    break;
                }
                rest = &link.rhs;
            }
            _ => break,
        }
    }
    (!pad.is_empty()).then(|| (pad.join("."), position))
}
