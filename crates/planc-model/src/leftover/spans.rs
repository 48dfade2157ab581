//! Where the values of a plan stand.

use crate::leaves::{Step, Value, Visitor, visit};
use crate::plan::Plan;
use planc_source::Span;
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
        visit(plan, &mut covered);
        covered
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

impl Visitor for Covered {
    fn enter(&mut self, _: Step) {}

    fn leave(&mut self) {}

    fn value(&mut self, _: Value<'_>, span: Span) {
        self.add(span);
    }
}
