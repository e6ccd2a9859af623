//! Two shapes authors like: one value or a list of them, and a short form or a long one.
//!
//! Written by hand instead of `#[serde(untagged)]`, whose messages say nothing; the shape pass has
//! already told the author what is wrong before these run. Easy to get wrong: the schema must offer
//! both shapes, because the shape pass chooses between them by the kind of the node.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use std::borrow::Cow;

/// One value, or a list of values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EenOfMeer<T>(pub Vec<T>);

impl<T> Default for EenOfMeer<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: Serialize> Serialize for EenOfMeer<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => one.serialize(serializer),
            more => more.serialize(serializer),
        }
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for EenOfMeer<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            Value::Array(items) => items
                .into_iter()
                .map(from_value)
                .collect::<Result<_, _>>()
                .map(Self),
            one => from_value(one).map(|value| Self(vec![value])),
        }
    }
}

impl<T: JsonSchema> JsonSchema for EenOfMeer<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("EenOfMeer_{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let one = generator.subschema_for::<T>();
        json_schema!({ "anyOf": [one, { "type": "array", "items": one }] })
    }
}

/// A short form, or a mapping that says more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KortOfLang<K, L> {
    /// The short form: a text or a list.
    Kort(K),
    /// The long form: a mapping.
    Lang(L),
}

impl<K: Serialize, L: Serialize> Serialize for KortOfLang<K, L> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Kort(short) => short.serialize(serializer),
            Self::Lang(long) => long.serialize(serializer),
        }
    }
}

impl<'de, K: DeserializeOwned, L: DeserializeOwned> Deserialize<'de> for KortOfLang<K, L> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            long @ Value::Object(_) => from_value(long).map(Self::Lang),
            short => from_value(short).map(Self::Kort),
        }
    }
}

impl<K: JsonSchema, L: JsonSchema> JsonSchema for KortOfLang<K, L> {
    fn schema_name() -> Cow<'static, str> {
        format!("KortOfLang_{}_{}", K::schema_name(), L::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let short = generator.subschema_for::<K>();
        let long = generator.subschema_for::<L>();
        json_schema!({ "anyOf": [short, long] })
    }
}

/// Yes, no, or the list of names that says when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JaNeeOfNamen {
    JaNee(bool),
    Namen(Vec<String>),
}

impl Serialize for JaNeeOfNamen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::JaNee(answer) => answer.serialize(serializer),
            Self::Namen(names) => names.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for JaNeeOfNamen {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match Value::deserialize(deserializer)? {
            names @ Value::Array(_) => from_value(names).map(Self::Namen),
            answer => from_value(answer).map(Self::JaNee),
        }
    }
}

impl JsonSchema for JaNeeOfNamen {
    fn schema_name() -> Cow<'static, str> {
        "JaNeeOfNamen".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let answer = generator.subschema_for::<bool>();
        let names = generator.subschema_for::<Vec<String>>();
        json_schema!({ "anyOf": [answer, names] })
    }
}

fn from_value<T: DeserializeOwned, E: Error>(value: Value) -> Result<T, E> {
    serde_json::from_value(value).map_err(E::custom)
}
