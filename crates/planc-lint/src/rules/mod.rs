//! The rules. To add one: its file and its page here, and a line in [`RULES`].

mod anchor_dead;
mod coverage_range;
mod date_impossible;
mod date_order;
mod encoding_damaged;
mod fence_unclosed;
mod header_conflict;
mod heading_glued;
mod level_unknown;
mod link_broken;
mod placeholder_left;
mod section_empty;
mod section_missing;
mod status_claims;
mod status_conflict;
mod status_unknown;
mod table_ragged;

use crate::rule::Rule;

/// Every rule, in the order `planc rules` lists them: by family, then by name.
pub static RULES: &[&Rule] = &[
    // Completeness.
    &placeholder_left::RULE,
    &section_empty::RULE,
    &section_missing::RULE,
    // Consistency.
    &coverage_range::RULE,
    &date_impossible::RULE,
    &date_order::RULE,
    &header_conflict::RULE,
    &level_unknown::RULE,
    &status_claims::RULE,
    &status_conflict::RULE,
    &status_unknown::RULE,
    // Links.
    &anchor_dead::RULE,
    &link_broken::RULE,
    // Form.
    &encoding_damaged::RULE,
    &fence_unclosed::RULE,
    &heading_glued::RULE,
    &table_ragged::RULE,
];
