//! What the parser of Rhai has to say, in Dutch, for the author of a script.
//!
//! Left to others: everything that is no syntax (`lint`, `question`).
//!
//! Easy to get wrong: a limit that is passed while parsing arrives here, as an
//! ordinary fault of the text.

use rhai::{LexError, ParseErrorType};

use super::limits;
use super::vocabulary::waarom_verboden;

/// The sentence and, where there is one, the hint.
pub(super) fn in_dutch(error: &ParseErrorType) -> (String, Option<String>) {
    use ParseErrorType as E;
    let melding = match error {
        E::UnexpectedEOF => "het script houdt midden in een regel op".to_owned(),
        E::BadInput(lex) => return lexical(lex),
        E::UnknownOperator(op) => format!("onbekend teken `{op}`"),
        E::MissingToken(token, _) => format!("hier ontbreekt `{token}`"),
        E::MissingSymbol(_) => "hier ontbreekt een teken".to_owned(),
        E::DuplicatedProperty(name) => format!("veld `{name}` staat twee keer in dezelfde kaart"),
        E::DuplicatedVariable(name) | E::VariableExists(name) => {
            format!("naam `{name}` bestaat al")
        }
        E::PropertyExpected => "hier hoort de naam van een veld".to_owned(),
        E::VariableExpected => "hier hoort de naam van een variabele".to_owned(),
        E::Reserved(name) => {
            return (
                format!("`{name}` mag niet in een beleidsscript"),
                waarom_verboden(name).map(str::to_owned),
            );
        }
        E::MismatchedType(wanted, found) => format!("hier hoort `{wanted}`, gevonden: `{found}`"),
        E::ExprExpected(_) => "hier hoort een waarde of berekening".to_owned(),
        E::WrongFnDefinition => "een functie kan niet binnen een andere functie staan".to_owned(),
        E::FnDuplicatedDefinition(name, _) => format!("functie `{name}` staat er twee keer"),
        E::FnMissingName => "na `fn` hoort een naam".to_owned(),
        E::FnMissingParams(name) => format!("na `fn {name}` horen haakjes"),
        E::FnDuplicatedParam(name, param) => {
            format!("functie `{name}` heeft `{param}` twee keer tussen de haakjes")
        }
        E::FnMissingBody(name) => format!("functie `{name}` heeft geen inhoud tussen accolades"),
        E::AssignmentToConstant(name) => format!("`{name}` is een vaste waarde"),
        E::AssignmentToInvalidLHS(_) => "aan dit linkerdeel kan niets worden toegekend".to_owned(),
        E::LoopBreak => "`break` en `continue` horen binnen een lus".to_owned(),
        E::ExprTooDeep => {
            return (
                format!("te diep genest (meer dan {} lagen)", limits::MAX_EXPR_DEPTH),
                Some("verdeel de regel over meer functies of gebruik `switch`".to_owned()),
            );
        }
        E::TooManyFunctions => format!("meer dan {} functies in één script", limits::MAX_FUNCTIONS),
        E::LiteralTooLarge(_, max) => format!("tekst, lijst of kaart is te groot (grens {max})"),
        // What is left are the parser's own words; better than silence.
        other => format!("de tekst is niet te lezen: `{other}`"),
    };
    (melding, None)
}

fn lexical(error: &LexError) -> (String, Option<String>) {
    let melding = match error {
        LexError::UnexpectedInput(text) => format!("onverwacht teken `{text}`"),
        LexError::UnterminatedString => {
            "een tekst begint met een aanhalingsteken en eindigt niet".to_owned()
        }
        LexError::StringTooLong(max) => format!("tekst is langer dan {max} tekens"),
        LexError::MalformedNumber(text) => format!("`{text}` is geen getal"),
        LexError::MalformedChar(text) => {
            return (
                format!("`'{text}'` is geen enkele letter"),
                Some("zet tekst tussen dubbele aanhalingstekens: `\"…\"`".to_owned()),
            );
        }
        LexError::MalformedEscapeSequence(text) => {
            format!("`{text}` na een backslash betekent niets")
        }
        LexError::MalformedIdentifier(text) => format!("`{text}` kan geen naam zijn"),
        LexError::ImproperSymbol(symbol, _) => {
            let hint = match symbol.as_str() {
                "===" => Some("vergelijken gaat met `==`"),
                "!==" | "<>" => Some("ongelijk is `!=`"),
                _ => None,
            };
            return (format!("`{symbol}` kan hier niet"), hint.map(str::to_owned));
        }
        other => format!("de tekst is niet te lezen: `{other}`"),
    };
    (melding, None)
}
