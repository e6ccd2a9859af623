//! Reads the shipped files in tests: just enough YAML, since this room knows no loader.

use saphyr_parser::{Event, Parser, ScalarStyle};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(super) fn parse<T: DeserializeOwned>(tekst: &str) -> T {
    let mut events = Parser::new_from_str(tekst)
        .map(|event| event.unwrap().0)
        .filter(|event| {
            !matches!(
                event,
                Event::StreamStart | Event::DocumentStart(_) | Event::Nothing
            )
        });
    let waarde = value(&mut events).unwrap();
    serde_json::from_value(waarde).unwrap()
}

fn value<'a>(events: &mut impl Iterator<Item = Event<'a>>) -> Option<Value> {
    match events.next()? {
        Event::Scalar(tekst, ScalarStyle::Plain, ..) => Some(
            tekst
                .parse::<i64>()
                .map_or_else(|_| Value::from(tekst.as_ref()), Value::from),
        ),
        Event::Scalar(tekst, ..) => Some(Value::from(tekst.as_ref())),
        Event::SequenceStart(..) => {
            let mut lijst = Vec::new();
            while let Some(waarde) = value(events) {
                lijst.push(waarde);
            }
            Some(Value::Array(lijst))
        }
        Event::MappingStart(..) => {
            let mut velden = Map::new();
            while let Some(Value::String(sleutel)) = value(events) {
                velden.insert(sleutel, value(events).unwrap());
            }
            Some(Value::Object(velden))
        }
        _ => None,
    }
}
