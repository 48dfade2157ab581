use planc_source::Span;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};
use std::borrow::Cow;

/// A value with the place it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the document.
    pub span: Span,
}

/// Words of the plan; borrowed from the text but where the markers of a shape had to go.
pub type Text<'a> = Spanned<Cow<'a, str>>;

impl<T> Spanned<T> {
    /// A value read from `span`.
    pub fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }

    /// The same place with another value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned { value: f(self.value), span: self.span }
    }
}

impl Text<'_> {
    /// The words.
    pub fn as_str(&self) -> &str {
        &self.value
    }
}

impl<T> std::ops::Deref for Spanned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// Always with its span, and that first, so that whoever is told the value knows its place;
/// [`crate::to_json`] takes the spans off where nobody asked for them.
impl<T: Serialize> Serialize for Spanned<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Spanned", 2)?;
        out.serialize_field("span", &[self.span.start, self.span.end])?;
        out.serialize_field("value", &self.value)?;
        out.end()
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Spanned_{}", T::schema_name()).into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let plain = generator.subschema_for::<T>();
        json_schema!({
            "anyOf": [
                plain,
                {
                    "description": "The value with its byte offsets in the file, as `--spans` prints it.",
                    "type": "object",
                    "properties": {
                        "value": plain,
                        "span": { "type": "array", "items": { "type": "integer" }, "minItems": 2, "maxItems": 2 }
                    },
                    "required": ["value", "span"]
                }
            ]
        })
    }
}

/// A number where the text has one, else the text itself.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Number<'a> {
    /// A whole number.
    Whole(i64),
    /// A number with a fraction.
    Real(f64),
    /// Words without a number.
    Words(Cow<'a, str>),
}

impl Number<'_> {
    /// `number` as it is printed: without a fraction where it has none.
    pub fn of(number: f64) -> Number<'static> {
        // Percentages and counts are far below 2^53, where whole numbers are exact.
        if number.fract() == 0.0 && number.abs() < 1e15 {
            Number::Whole(number as i64)
        } else {
            Number::Real(number)
        }
    }

    /// The number, if it is one.
    pub fn get(&self) -> Option<f64> {
        match self {
            Number::Whole(n) => Some(*n as f64),
            Number::Real(n) => Some(*n),
            Number::Words(_) => None,
        }
    }
}
