//! The values of a plan, one after the other, with where they stand in the model and in the document.

use crate::late::LATE;
use crate::plan::Plan;
use planc_source::Span;
use serde::ser::{self, Serialize, Serializer};
use std::fmt::Display;

/// A step from a plan to one of its values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A key of a record.
    Key(&'static str),
    /// An item of a list, counted from 0.
    Item(usize),
}

/// A value as it is told to a [`Visitor`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value<'v> {
    /// Words of the plan.
    Text(&'v str),
    /// One of a fixed set of words: `modified`.
    Word(&'static str),
    /// A whole number.
    Whole(i64),
    /// A number with a fraction.
    Real(f64),
    /// Yes or no.
    Flag(bool),
    /// The sign in a box.
    Sign(char),
}

/// Who is told the values of a plan.
pub trait Visitor {
    /// What follows stands one step deeper.
    fn enter(&mut self, step: Step);
    /// One step back.
    fn leave(&mut self);
    /// A value, and its bytes in the document.
    fn value(&mut self, value: Value<'_>, span: Span);
}

/// Tells every value that was read from the text, in the order of the model. What is read late (boxes of drawings,
/// tables of SQL) stands in a text that is told itself, and is left out.
pub fn visit(plan: &Plan<'_>, visitor: &mut dyn Visitor) {
    // It cannot fail: nothing is written.
    let _ = plan.serialize(Walk(&mut Walker { visitor, span: None, number: None }));
}

struct Walker<'v> {
    visitor: &'v mut dyn Visitor,
    /// The place of the value that comes next.
    span: Option<Span>,
    /// While a place is read: its start, once that was seen.
    number: Option<Option<u32>>,
}

impl Walker<'_> {
    fn value(&mut self, value: Value<'_>) {
        // What has no place was not read from the text.
        if let Some(span) = self.span {
            self.visitor.value(value, span);
        }
    }
}

struct Walk<'w, 'v>(&'w mut Walker<'v>);

/// A record, a list, or a value with its place.
struct Parts<'w, 'v> {
    walker: &'w mut Walker<'v>,
    spanned: bool,
    item: usize,
}

#[derive(Debug)]
struct Never;

impl Display for Never {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("walking over values cannot fail")
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: Display>(_: T) -> Self {
        Never
    }
}

impl Parts<'_, '_> {
    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        // The two numbers of a place are no items.
        if self.walker.number.is_some() {
            return value.serialize(Walk(self.walker));
        }
        self.walker.visitor.enter(Step::Item(self.item));
        self.item += 1;
        let done = value.serialize(Walk(self.walker));
        self.walker.visitor.leave();
        done
    }
}

impl ser::SerializeSeq for Parts<'_, '_> {
    type Ok = ();
    type Error = Never;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.item(value)
    }
    fn end(self) -> Result<(), Never> {
        Ok(())
    }
}

impl ser::SerializeTuple for Parts<'_, '_> {
    type Ok = ();
    type Error = Never;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.item(value)
    }
    fn end(self) -> Result<(), Never> {
        Ok(())
    }
}

impl ser::SerializeStruct for Parts<'_, '_> {
    type Ok = ();
    type Error = Never;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Never> {
        match (self.spanned, key) {
            (false, _) => {
                self.walker.visitor.enter(Step::Key(key));
                let done = value.serialize(Walk(self.walker));
                self.walker.visitor.leave();
                done
            }
            (true, "span") => {
                self.walker.number = Some(None);
                let done = value.serialize(Walk(self.walker));
                self.walker.number = None;
                done
            }
            (true, _) => value.serialize(Walk(self.walker)),
        }
    }
    fn end(self) -> Result<(), Never> {
        if self.spanned {
            self.walker.span = None;
        }
        Ok(())
    }
}

type Nothing = ser::Impossible<(), Never>;

impl<'w, 'v> Serializer for Walk<'w, 'v> {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Parts<'w, 'v>;
    type SerializeTuple = Parts<'w, 'v>;
    type SerializeTupleStruct = Nothing;
    type SerializeTupleVariant = Nothing;
    type SerializeMap = Nothing;
    type SerializeStruct = Parts<'w, 'v>;
    type SerializeStructVariant = Nothing;

    fn serialize_u32(self, number: u32) -> Result<(), Never> {
        match &mut self.0.number {
            Some(start @ None) => *start = Some(number),
            Some(Some(start)) => self.0.span = Some(Span { start: *start, end: number }),
            None => self.0.value(Value::Whole(i64::from(number))),
        }
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'w, 'v>, Never> {
        Ok(Parts { walker: self.0, spanned: false, item: 0 })
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'w, 'v>, Never> {
        Ok(Parts { walker: self.0, spanned: false, item: 0 })
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Parts<'w, 'v>, Never> {
        Ok(Parts { walker: self.0, spanned: name == "Spanned", item: 0 })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        if name == LATE { Ok(()) } else { value.serialize(self) }
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_bool(self, value: bool) -> Result<(), Never> {
        self.0.value(Value::Flag(value));
        Ok(())
    }
    fn serialize_i8(self, value: i8) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }
    fn serialize_i16(self, value: i16) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }
    fn serialize_i32(self, value: i32) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }
    fn serialize_i64(self, value: i64) -> Result<(), Never> {
        self.0.value(Value::Whole(value));
        Ok(())
    }
    fn serialize_u8(self, value: u8) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }
    fn serialize_u16(self, value: u16) -> Result<(), Never> {
        self.serialize_i64(value.into())
    }
    fn serialize_u64(self, value: u64) -> Result<(), Never> {
        // The only such number is that of a plan; what is larger is told as its words.
        match i64::try_from(value) {
            Ok(value) => self.serialize_i64(value),
            Err(_) => self.serialize_str(&value.to_string()),
        }
    }
    fn serialize_f32(self, value: f32) -> Result<(), Never> {
        self.serialize_f64(value.into())
    }
    fn serialize_f64(self, value: f64) -> Result<(), Never> {
        self.0.value(Value::Real(value));
        Ok(())
    }
    fn serialize_char(self, value: char) -> Result<(), Never> {
        self.0.value(Value::Sign(value));
        Ok(())
    }
    fn serialize_str(self, value: &str) -> Result<(), Never> {
        self.0.value(Value::Text(value));
        Ok(())
    }
    fn serialize_bytes(self, _: &[u8]) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_none(self) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_unit(self) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, word: &'static str) -> Result<(), Never> {
        self.0.value(Value::Word(word));
        Ok(())
    }

    // The model has none of these.
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Nothing, Never> {
        Err(Never)
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Nothing, Never> {
        Err(Never)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Nothing, Never> {
        Err(Never)
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Nothing, Never> {
        Err(Never)
    }
}
