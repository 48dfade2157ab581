//! Two places of one plan that contradict each other, and values that cannot be.

mod coverage_range;
mod date_impossible;
mod date_order;
mod header_conflict;
mod level_unknown;
mod status_claims;
mod status_conflict;
mod status_unknown;

use crate::rule::Rule;

/// The rules of the family, by name.
pub(super) static RULES: &[&Rule] = &[
    &coverage_range::RULE,
    &date_impossible::RULE,
    &date_order::RULE,
    &header_conflict::RULE,
    &level_unknown::RULE,
    &status_claims::RULE,
    &status_conflict::RULE,
    &status_unknown::RULE,
];
