//! Text that is damaged.

mod encoding_damaged;
mod fence_unclosed;
mod heading_glued;
mod table_ragged;
mod table_unaligned;

use crate::rule::Rule;

/// The rules of the family, by name.
pub(super) static RULES: &[&Rule] = &[
    &encoding_damaged::RULE,
    &fence_unclosed::RULE,
    &heading_glued::RULE,
    &table_ragged::RULE,
    &table_unaligned::RULE,
];
