//! The words of a condition: text to tokens, with their places.
//!
//! Easy to get wrong: places are counted in characters, because a person counts those, not bytes.

use chrono::NaiveDate;
use serde_json::{Number, Value};

use super::conditie::{ConditieFout, Token, fout};

const TEKENS: [&str; 11] = ["==", "!=", "<=", ">=", "<", ">", "(", ")", "[", "]", ","];
const WOORDEN: [&str; 4] = ["en", "of", "niet", "in"];

/// Splits a condition into its words.
pub(super) fn tokens(tekst: &str) -> Result<Vec<(usize, Token)>, ConditieFout> {
    let chars: Vec<char> = tekst.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&char) = chars.get(at) {
        if char.is_whitespace() {
            at += 1;
            continue;
        }
        let (token, length) = token(&chars, at)?;
        found.push((at, token));
        at += length;
    }
    Ok(found)
}

fn token(chars: &[char], at: usize) -> Result<(Token, usize), ConditieFout> {
    let rest = chars.get(at..).unwrap_or_default();
    let first = rest.first().copied().unwrap_or(' ');
    if first == '"' {
        return text(rest, at);
    }
    if let Some(teken) = TEKENS.into_iter().find(|teken| starts_with(rest, teken)) {
        return Ok((Token::Teken(teken), teken.chars().count()));
    }
    if first.is_ascii_digit() || first == '-' {
        return number_or_date(rest, at);
    }
    if first.is_alphabetic() || first == '_' {
        let word: String = rest
            .iter()
            .take_while(|c| c.is_alphanumeric() || matches!(**c, '_' | '.' | '-'))
            .collect();
        let length = word.chars().count();
        return Ok((name(word), length));
    }
    let instead = match first {
        '=' => "; schrijf `==`",
        '&' => "; schrijf `en`",
        '|' => "; schrijf `of`",
        '!' => "; schrijf `niet`",
        '\'' | '“' | '”' => "; schrijf tekst tussen rechte dubbele aanhalingstekens",
        _ => "",
    };
    Err(fout(at, format!("`{first}` bestaat niet{instead}")))
}

fn name(word: String) -> Token {
    if let Some(known) = WOORDEN.into_iter().find(|known| **known == word) {
        return Token::Teken(known);
    }
    match word.as_str() {
        "ja" => Token::Vast(Value::Bool(true)),
        "nee" => Token::Vast(Value::Bool(false)),
        _ => Token::Naam(word),
    }
}

fn text(rest: &[char], at: usize) -> Result<(Token, usize), ConditieFout> {
    match rest.iter().skip(1).position(|c| *c == '"') {
        Some(length) => Ok((
            Token::Vast(Value::String(rest.iter().skip(1).take(length).collect())),
            length + 2,
        )),
        None => Err(fout(
            at,
            "de tekst begint hier en eindigt niet; er ontbreekt een aanhalingsteken",
        )),
    }
}

fn number_or_date(rest: &[char], at: usize) -> Result<(Token, usize), ConditieFout> {
    let word: String = rest
        .iter()
        .take_while(|c| c.is_ascii_digit() || matches!(**c, '-' | '.'))
        .collect();
    let length = word.len();
    if word.parse::<NaiveDate>().is_ok() {
        return Ok((Token::Vast(Value::String(word)), length));
    }
    let number = word
        .parse::<i64>()
        .map(Number::from)
        .ok()
        .or_else(|| word.parse::<f64>().ok().and_then(Number::from_f64));
    match number {
        Some(number) => Ok((Token::Vast(Value::Number(number)), length)),
        None => Err(fout(
            at,
            format!("`{word}` is geen getal en geen datum (JJJJ-MM-DD)"),
        )),
    }
}

fn starts_with(rest: &[char], teken: &str) -> bool {
    teken.chars().zip(rest).filter(|(a, b)| a == *b).count() == teken.chars().count()
}
