//! Where the values of a plan stand: a serializer that only looks at spans.

use crate::late::LATE;
use crate::plan::Plan;
use planc_source::Span;
use serde::ser::{self, Serialize, Serializer};
use std::fmt::Display;
use std::ops::RangeInclusive;

/// The bytes that values were read from, a bit each.
pub(super) struct Covered {
    bits: Vec<u64>,
}

impl Covered {
    /// The places of all values of a plan, and further ones that are settled otherwise.
    pub(super) fn of(plan: &Plan<'_>, settled: &[Span], text: &str) -> Covered {
        let mut covered = Covered { bits: vec![0; text.len().div_ceil(64)] };
        settled.iter().for_each(|span| covered.add(*span));
        let mut collector = Collector { covered, numbers: None };
        // It cannot fail: nothing is written.
        let _ = plan.serialize(&mut collector);
        collector.covered
    }

    fn add(&mut self, span: Span) {
        let Some((words, from, to)) = masks(span) else { return };
        match self.bits.get_mut(words) {
            Some([word]) => *word |= from & to,
            Some([first, inner @ .., last]) => {
                *first |= from;
                inner.fill(!0);
                *last |= to;
            }
            _ => {}
        }
    }

    /// Whether a value was read from any of these bytes.
    pub(super) fn touches(&self, span: Span) -> bool {
        let Some((words, from, to)) = masks(span) else { return false };
        match self.bits.get(words) {
            Some([word]) => word & from & to != 0,
            Some([first, inner @ .., last]) => {
                first & from != 0 || last & to != 0 || inner.iter().any(|word| *word != 0)
            }
            _ => false,
        }
    }
}

/// The words that hold the bits of a span, with the bits that count in the first and in the last one.
fn masks(span: Span) -> Option<(RangeInclusive<usize>, u64, u64)> {
    let (first, last) = (span.start(), span.end().checked_sub(1).filter(|_| !span.is_empty())?);
    Some((first / 64..=last / 64, !0 << (first % 64), !0 >> (63 - last % 64)))
}

/// Collects the two numbers of each `span`.
struct Collector {
    covered: Covered,
    /// The start that was seen, while a span is read.
    numbers: Option<Option<u32>>,
}

/// Parts of something larger; only those of a [`Spanned`](crate::Spanned) are told apart.
struct Parts<'c> {
    collector: &'c mut Collector,
    spanned: bool,
}

#[derive(Debug)]
struct Never;

impl Display for Never {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("collecting spans cannot fail")
    }
}

impl std::error::Error for Never {}

impl ser::Error for Never {
    fn custom<T: Display>(_: T) -> Self {
        Never
    }
}

impl Parts<'_> {
    fn part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        value.serialize(&mut *self.collector)
    }
}

impl ser::SerializeSeq for Parts<'_> {
    type Ok = ();
    type Error = Never;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.part(value)
    }
    fn end(self) -> Result<(), Never> {
        Ok(())
    }
}

impl ser::SerializeTuple for Parts<'_> {
    type Ok = ();
    type Error = Never;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Never> {
        self.part(value)
    }
    fn end(self) -> Result<(), Never> {
        Ok(())
    }
}

impl ser::SerializeStruct for Parts<'_> {
    type Ok = ();
    type Error = Never;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Never> {
        match (self.spanned, key) {
            (false, _) => self.part(value),
            (true, "span") => {
                self.collector.numbers = Some(None);
                let done = self.part(value);
                self.collector.numbers = None;
                done
            }
            (true, _) => Ok(()),
        }
    }
    fn end(self) -> Result<(), Never> {
        Ok(())
    }
}

type Nothing = ser::Impossible<(), Never>;

impl<'c> Serializer for &'c mut Collector {
    type Ok = ();
    type Error = Never;
    type SerializeSeq = Parts<'c>;
    type SerializeTuple = Parts<'c>;
    type SerializeTupleStruct = Nothing;
    type SerializeTupleVariant = Nothing;
    type SerializeMap = Nothing;
    type SerializeStruct = Parts<'c>;
    type SerializeStructVariant = Nothing;

    fn serialize_u32(self, number: u32) -> Result<(), Never> {
        match &mut self.numbers {
            Some(start @ None) => *start = Some(number),
            Some(Some(start)) => self.covered.add(Span { start: *start, end: number }),
            None => {}
        }
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Never> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'c>, Never> {
        Ok(Parts { collector: self, spanned: false })
    }

    fn serialize_tuple(self, _: usize) -> Result<Parts<'c>, Never> {
        Ok(Parts { collector: self, spanned: false })
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Parts<'c>, Never> {
        Ok(Parts { collector: self, spanned: name == "Spanned" })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Never> {
        // What is read late stands in a text that is a value itself.
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

    // Values that have no place.
    fn serialize_bool(self, _: bool) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_i8(self, _: i8) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_i16(self, _: i16) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_i32(self, _: i32) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_i64(self, _: i64) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_u8(self, _: u8) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_u16(self, _: u16) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_u64(self, _: u64) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_f32(self, _: f32) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_f64(self, _: f64) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_char(self, _: char) -> Result<(), Never> {
        Ok(())
    }
    fn serialize_str(self, _: &str) -> Result<(), Never> {
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
    fn serialize_unit_variant(self, _: &'static str, _: u32, _: &'static str) -> Result<(), Never> {
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
