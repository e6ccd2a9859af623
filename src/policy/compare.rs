//! Comparison in policy scripts: numbers with numbers, text with text, and
//! anything else is an error.
//!
//! Rhai answers `"18" >= 16` and `() >= 16` with false, without a word. In a
//! policy that is a wrong proposal with a fine reason, so here it is an error.
//! Only `==` and `!=` take an empty value `()` beside anything.
//!
//! Numbers: a whole number is an integer, one with decimals is a float, and
//! the two compare as numbers (`16 == 16.0`). There is no Decimal in this
//! build: comparing one with a float literal fails in Rhai.
//!
//! Searching a list (`in`, `contains`, `index_of`) and comparing whole lists
//! or maps goes on without a call for each element: one step of a script must
//! not cost a thousand calls. There, unlike things are simply not the same.
//!
//! Easy to get wrong: Rhai asks these functions only while its "fast
//! operators" are off; `engine` turns them off.

use std::cmp::Ordering;

use rhai::{Array, Dynamic, Engine, EvalAltResult, INT, Map};

type Uitkomst = Result<bool, Box<EvalAltResult>>;

/// Replaces the comparison operators of `engine`.
pub(super) fn register(engine: &mut Engine) {
    engine
        .register_fn("contains", |list: &mut Array, item: Dynamic| {
            list.iter().any(|element| same(element, &item))
        })
        .register_fn("index_of", |list: &mut Array, item: Dynamic| {
            let place = list.iter().position(|element| same(element, &item));
            place
                .and_then(|place| INT::try_from(place).ok())
                .unwrap_or(-1)
        })
        .register_fn("==", |a: Array, b: Array| same_lists(&a, &b))
        .register_fn("!=", |a: Array, b: Array| !same_lists(&a, &b))
        .register_fn("==", |a: Map, b: Map| same_maps(&a, &b))
        .register_fn("!=", |a: Map, b: Map| !same_maps(&a, &b))
        .register_fn("==", |a: Dynamic, b: Dynamic| equal("==", &a, &b))
        .register_fn("!=", |a: Dynamic, b: Dynamic| {
            Ok::<_, Box<EvalAltResult>>(!equal("!=", &a, &b)?)
        })
        .register_fn("<", |a: Dynamic, b: Dynamic| {
            ordered("<", &a, &b, Ordering::is_lt)
        })
        .register_fn("<=", |a: Dynamic, b: Dynamic| {
            ordered("<=", &a, &b, Ordering::is_le)
        })
        .register_fn(">", |a: Dynamic, b: Dynamic| {
            ordered(">", &a, &b, Ordering::is_gt)
        })
        .register_fn(">=", |a: Dynamic, b: Dynamic| {
            ordered(">=", &a, &b, Ordering::is_ge)
        });
}

/// Whether two values are the same, lists and maps in full.
fn same(a: &Dynamic, b: &Dynamic) -> bool {
    if let (Ok(a), Ok(b)) = (a.as_array_ref(), b.as_array_ref()) {
        return same_lists(&a, &b);
    }
    if let (Ok(a), Ok(b)) = (a.as_map_ref(), b.as_map_ref()) {
        return same_maps(&a, &b);
    }
    equal("==", a, b).unwrap_or(false)
}

fn same_lists(a: &Array, b: &Array) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

fn same_maps(a: &Map, b: &Map) -> bool {
    a.len() == b.len()
        && a.iter()
            .all(|(name, a)| b.get(name).is_some_and(|b| same(a, b)))
}

fn equal(op: &str, a: &Dynamic, b: &Dynamic) -> Uitkomst {
    if a.is_unit() || b.is_unit() {
        return Ok(a.is_unit() && b.is_unit());
    }
    if let (Ok(a), Ok(b)) = (a.as_bool(), b.as_bool()) {
        return Ok(a == b);
    }
    ordered(op, a, b, Ordering::is_eq)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "hours, ages and counts stay far below 2^53"
)]
fn ordered(op: &str, a: &Dynamic, b: &Dynamic, wanted: fn(Ordering) -> bool) -> Uitkomst {
    let ordering = match (number(a), number(b)) {
        (Some(Number::Whole(a)), Some(Number::Whole(b))) => Some(a.cmp(&b)),
        (Some(Number::Whole(a)), Some(Number::Broken(b))) => (a as f64).partial_cmp(&b),
        (Some(Number::Broken(a)), Some(Number::Whole(b))) => a.partial_cmp(&(b as f64)),
        (Some(Number::Broken(a)), Some(Number::Broken(b))) => a.partial_cmp(&b),
        _ => return texts(op, a, b, wanted),
    };
    ordering
        .map(wanted)
        .ok_or_else(|| format!("`{op}` met iets dat geen getal is").into())
}

enum Number {
    Whole(i64),
    Broken(f64),
}

fn number(value: &Dynamic) -> Option<Number> {
    if let Ok(whole) = value.as_int() {
        return Some(Number::Whole(whole));
    }
    value.as_float().ok().map(Number::Broken)
}

fn texts(op: &str, a: &Dynamic, b: &Dynamic, wanted: fn(Ordering) -> bool) -> Uitkomst {
    // A letter out of a text is a `char`; to an author it is text.
    let text = |value: &Dynamic| {
        value
            .as_char()
            .map(String::from)
            .ok()
            .or_else(|| value.as_immutable_string_ref().ok().map(|s| s.to_string()))
    };
    match (text(a), text(b)) {
        (Some(a), Some(b)) => Ok(wanted(a.cmp(&b))),
        _ => Err(format!("`{op}` kan {} niet vergelijken met {}", kind(a), kind(b)).into()),
    }
}

/// What an author calls the type of `value`.
pub(super) fn kind(value: &Dynamic) -> &'static str {
    if value.is_unit() {
        "niets"
    } else if value.is_bool() {
        "waar/onwaar"
    } else if value.is_int() || value.is_float() {
        "een getal"
    } else if value.is_string() || value.is_char() {
        "tekst"
    } else if value.is_array() {
        "een lijst"
    } else if value.is_map() {
        "een kaart (`#{…}`)"
    } else {
        "iets anders"
    }
}
